"""The loop of a rehearsed year: jump to the next instant with something to do, let people act, pass, deliver, write it down."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.compose.stored import verified
from notifier.edges.datesfile.writing import Written, write_decision, write_occurrence
from notifier.edges.ledger.record import Sent
from notifier.edges.ledger.store import Store
from notifier.edges.sink import Sink
from notifier.flows.calling_off import call_off
from notifier.flows.delivery import Delivery, Gates
from notifier.flows.inputs import BrokenInputs, InputReader
from notifier.flows.listening import Listener
from notifier.flows.rehearsal.answer import reply_mail
from notifier.flows.rehearsal.journal import Journal, Line
from notifier.flows.rehearsal.page.entry import read_entry
from notifier.flows.rehearsal.page.letter import read_letter
from notifier.flows.rehearsal.script import Act, local
from notifier.flows.rehearsal.stage import Stage
from notifier.flows.requests import Request, carry_out
from notifier.flows.resting import gates_of
from notifier.flows.tick import Passes
from notifier.flows.transports import transport_of
from notifier.flows.view import Ledger, View
from notifier.model.decision import Entry
from notifier.model.notice import Kind, Role
from notifier.model.problem import Problem
from notifier.model.settings import Imap, Limits, Settings, Smtp

MOST_PASSES_A_DAY = 5000
"""A year that needs more is not a year but a mistake of ours."""


@dataclass
class Summary:
    """What the rehearsed period came to."""

    first: date
    last: date
    mails: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_person: Counter[str] = field(default_factory=Counter)
    by_month: dict[str, Counter[str]] = field(default_factory=dict)
    refused_acts: list[str] = field(default_factory=list)
    open: list[dict[str, str | None]] = field(default_factory=list)
    index: Path | None = None

    def count(self, line: Line) -> None:
        """Add one mail."""
        self.mails += 1
        self.by_kind[line.kind] += 1
        self.by_month.setdefault(line.at[:7], Counter())[f"{line.role}:{line.kind}"] += 1
        if line.role == Role.LIBRARIAN.value:
            self.by_person[line.to] += 1

    def json(self) -> str:
        """For ``--json``."""
        return json.dumps({"from": self.first.isoformat(), "to": self.last.isoformat(), "mails": self.mails,
                           "kinds": dict(sorted(self.by_kind.items())), "per_person": dict(sorted(self.by_person.items())),
                           "refused_acts": self.refused_acts, "open": self.open,
                           "index": str(self.index) if self.index else None}, ensure_ascii=False)


class Life:
    """One rehearsal. Not reusable."""

    def __init__(self, stage: Stage, sink: Sink, journal: Journal) -> None:
        self._stage = stage
        self._sink = sink
        self._journal = journal
        self._acts: list[Act] = []
        self._script_folder = stage.folder
        self._received = 0
        self._mail_waits = False
        self._now = datetime.min.replace(tzinfo=UTC)
        self._down_until: datetime | None = None
        self._listener = Listener()
        self.inbox = stage.folder / "inbox"
        self._reader = InputReader(stage.config, network=False, keeps=True, adjust=self._adjusted)
        self._store = Store.open(stage.folder / "state", durable=False)
        self.passes = Passes(self._reader, self._store)
        self._delivery: Delivery | None = None

    def _adjusted(self, settings: Settings) -> Settings:
        """The installation's settings with the stage's own ledger, the embedded server and no limits of a provider."""
        return replace(settings, state=self._stage.folder / "state", transport="smtp",
                       smtp=Smtp(host="127.0.0.1", port=self._sink.port, security="none"),
                       imap=Imap(maildir=self.inbox, authserv_id=settings.imap.authserv_id),
                       limits=Limits(per_minute=0, per_day=0, connections=1, message_kib=settings.limits.message_kib),
                       heartbeat="", metrics=None)

    def follow(self, script: Sequence[Act], folder: Path) -> None:
        """What people will do, in order of time; ``folder`` is what the mails it names are relative to."""
        self._acts = list(script)
        self._script_folder = folder

    def live(self, first: datetime, last: datetime, summary: Summary, progress: Callable[[datetime, int], None]) -> None:
        """From ``first`` to ``last``, both included."""
        self._now = first
        today, passes_today = first.date(), 0
        while self._now <= last:
            self._act_until_now(summary)
            if self._down_until is not None and self._down_until > self._now:
                self._now = self._down_until
                continue
            self._listen()
            report = self.passes.run(self._now)
            retry = self._deliver(summary)
            progress(self._now, summary.mails)
            times = [report.next_at, *([retry] if retry else []), *([self._acts[0].at] if self._acts else [])]
            following = max(min(times), self._now + timedelta(seconds=1))
            passes_today = passes_today + 1 if following.date() == today else 0
            today = following.date()
            if passes_today > MOST_PASSES_A_DAY:
                raise RuntimeError(f"the rehearsal does not get past {self._now}")
            self._now = following

    def close(self, summary: Summary) -> None:
        """Close ledger and connections; what is still open goes into the summary."""
        if self.passes.inputs is not None:
            view = self.passes.view(self.passes.inputs, self._now)
            summary.open = [{"item": q.item, "code": q.code, "text": q.text} for q in view.questions]
        if self._delivery is not None:
            self._delivery.close()
        self._listener.close()
        self._store.close()

    def view(self) -> View:
        """What stands at the end."""
        assert self.passes.inputs is not None
        return self.passes.view(self.passes.inputs, self._now)

    # --- mail out

    def _deliver(self, summary: Summary) -> datetime | None:
        inputs = self.passes.inputs
        assert inputs is not None
        ledger = self.passes.ledger(inputs)
        if self._delivery is None:
            self._delivery = Delivery(ledger.outbox, transport_of(inputs.settings), verified=verified,
                                      sender=lambda _: inputs.settings.organizer.email, limits=inputs.settings.limits)

        def gates(now: datetime) -> Gates:
            return gates_of(inputs.window, ledger.facts, inputs.plan_id, now)

        self._delivery.pump(self._now, lambda: self._now, gates=gates)
        arrived = []
        for name, mid in self._sink.arrivals():
            row = ledger.record.by_message_id(mid)
            if row is None:
                raise RuntimeError(f"{name} arrived and is not in the ledger")
            arrived.append((f"mail/{name}", self._about(row, ledger, self._sink.folder / name)))
        for line in self._journal.write(arrived, self._now.isoformat(timespec="seconds")):
            summary.count(line)
        return self._delivery.next_at(self._now, gates=gates(self._now))

    @staticmethod
    def _about(row: Sent, ledger: Ledger, mail: Path) -> Sent:
        """An acknowledgement concerns the rows it was remembered for, a suggestion the entry it carries: the ledger's keys know the one by
        its moment only, the other by its row and day."""
        if row.method and not row.uid and (carried := read_letter(mail).calendar):
            entry = read_entry(carried, UTC)
            return replace(row, uid=entry.uid, sequence=entry.sequence)
        if row.kind != Kind.ACKNOWLEDGEMENT.value or row.items:
            return row
        rows = tuple(ledger.facts.get_json(f"asked:{row.message_id}"))
        return replace(row, items=rows, item=rows[0] if len(rows) == 1 else None)

    # --- mail in

    def _listen(self) -> None:
        """Only after an act that put something into the inbox: nobody else writes there."""
        if not self._mail_waits:
            return
        self._mail_waits = False
        inputs = self.passes.read(self._now)
        self._listener.listen(inputs, self.passes.ledger(inputs), lambda: self.passes.view(inputs, self._now), self._now,
                              at_once=True)

    def _receive(self, data: bytes) -> None:
        self._received += 1
        folder = self.inbox / "new"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self._received:06d}.rehearsal").write_bytes(data)
        self._mail_waits = True

    def _reply(self, sender: str, item: str, partstat: str, when: str = "") -> str:
        """A well-formed answer of that person to what she was sent about the row; returns why it can't be.

        The coordinator answers a suggestion of a date where one is open: the one of ``when``, else the first.
        """
        inputs = self.passes.read(self._now)
        ledger = self.passes.ledger(inputs)
        address = sender.casefold()
        if address == inputs.settings.coordinator.email:
            offered = sorted((uid for uid, entry in ledger.facts.get_json("suggested").items()
                              if isinstance(entry, dict) and entry["item"] == item and when in ("", entry["when"])),
                             key=lambda uid: self._offered_at(ledger, uid))
            if when and not offered:
                return f"даты {when} для «{item}» не предлагали"
            if offered:
                self._receive(reply_mail(address, inputs.settings.organizer.email, offered[0], 0, partstat, self._now))
                return ""
        rows = [row for row in ledger.events.all() if row.event.item == item and row.ever_told]
        if not rows:
            return f"о «{item}» ещё никого не приглашали"
        row = rows[-1]
        self._receive(reply_mail(address, inputs.settings.organizer.email, row.event.uid, row.revision.sequence, partstat, self._now))
        return ""

    @staticmethod
    def _offered_at(ledger: Ledger, uid: str) -> datetime:
        """The day a suggestion names: the first is what she means where nothing tells them apart."""
        entry = ledger.facts.get_json("suggested")[uid]
        assert isinstance(entry, dict)
        return datetime.strptime(str(entry["when"]), "%d.%m.%Y %H:%M")  # noqa: DTZ007 - compared with its like only

    # --- people's acts

    def _act_until_now(self, summary: Summary) -> None:
        while self._acts and self._acts[0].at <= self._now:
            act = self._acts.pop(0)
            refused = self._act(act)
            if refused:
                summary.refused_acts.append(f"строка {act.line}: {refused}")

    def _act(self, act: Act) -> str:
        """Do one act; returns why not, in Russian, or nothing."""
        keys = act.keys
        settings = self._settings()
        if act.do in ("confirm", "cancel", "add"):
            return self._decide(act, settings)
        if act.do == "write":
            self._stage.write(keys["file"], keys["text"])
        elif act.do == "down":
            self._down_until = local(keys["until"], ZoneInfo(settings.calendar.timezone))
        elif act.do in ("arm", "disarm", "approve"):
            inputs = self.passes.read(self._now)
            carry_out(Request(act.do), self.passes.ledger(inputs), self.passes.view(inputs, self._now), self._now)
        elif act.do == "receive":
            path = self._script_folder / keys["eml"]
            if not path.exists():
                return f"нет файла {keys['eml']}"
            self._receive(path.read_bytes())
        elif act.do == "reply":
            return self._reply(keys["from"], keys["item"], keys["partstat"], keys.get("when", ""))
        return ""

    def _decide(self, act: Act, settings: Settings) -> str:
        """The coordinator's word into the dates file, as the command line writes it."""
        keys = act.keys
        if act.do == "confirm":
            return _unwritten(write_decision(settings.dates, keys["item"], when=keys["when"], place=keys.get("place")))
        if act.do == "cancel":
            if not keys["reason"].strip():
                return "у отмены нет причины"
            view = self.passes.view(self.passes.read(self._now), self._now)
            done = call_off(view, keys["item"], keys["reason"], self._now)
            return _unwritten((done.written, done.problems))
        entry = Entry(keys["item"], keys["title"], keys["when"], link=keys.get("link", ""), place=keys.get("place", ""))
        return _unwritten(write_occurrence(settings.dates, entry))

    def _settings(self) -> Settings:
        if self.passes.inputs is None:
            self.passes.read(self._now)
        assert self.passes.inputs is not None
        return self.passes.inputs.settings


def _unwritten(result: tuple[Written | None, list[Problem]]) -> str:
    """Why the dates file could not be written, where it could not."""
    written, problems = result
    return "" if written else "; ".join(problem.text for problem in problems) or "файл дат не записан"


def rehearse(config: Path, *, first: date, last: date, out: Path, script: Callable[[ZoneInfo], Sequence[Act]],
             script_folder: Path = Path(), progress: Callable[[datetime, int], None] = lambda _now, _mails: None) -> Summary:
    """Live through ``first`` .. ``last`` (inclusive) into ``out``: ``mail/*.eml``, ``journal.jsonl``, ``index.html``."""
    from notifier.flows.rehearsal.page import write_page

    for stale in ("mail", "stage"):
        shutil.rmtree(out / stale, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    stage = Stage.build(config, out / "stage")
    summary = Summary(first, last)
    with closing(Journal(out / "journal.jsonl")) as journal, Sink(out / "mail") as sink:
        life = Life(stage, sink, journal)
        try:
            zone = _zone(life, stage, first)
            life.follow(script(zone), script_folder)
            life.live(datetime.combine(first, time(), zone), datetime.combine(last, time(23, 59, 59), zone), summary, progress)
            view = life.view()
        finally:
            life.close(summary)
    summary.index = write_page(out, view, summary)
    shutil.rmtree(out / "stage")
    return summary


def _zone(life: Life, stage: Stage, first: date) -> ZoneInfo:
    """The installation's zone. BrokenInputs names the files where they lie, not their copies on the stage."""
    try:
        return life.passes.read(datetime.combine(first, time(), UTC)).window.calendar.zone
    except BrokenInputs as broken:
        raise BrokenInputs([replace(problem, file=stage.original(problem.file)) for problem in broken.problems]) from broken
