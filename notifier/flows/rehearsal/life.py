"""The loop of a rehearsed year: jump to the next instant with something to do, let people act, pass, deliver, write it down."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.compose.stored import verified
from notifier.edges.config import read_config
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.record import Sent
from notifier.edges.ledger.said import DECIDED, Said
from notifier.edges.ledger.store import Store
from notifier.edges.sink import Sink
from notifier.flows.hearing.listening import Listener
from notifier.flows.inputs import BrokenInputs
from notifier.flows.rehearsal.cast import Cast
from notifier.flows.rehearsal.journal import Journal
from notifier.flows.rehearsal.page import write_page
from notifier.flows.rehearsal.page.entry import read_entry
from notifier.flows.rehearsal.page.letter import read_letter
from notifier.flows.rehearsal.script import Act
from notifier.flows.rehearsal.stage import Stage, StageReader
from notifier.flows.rehearsal.summary import Summary
from notifier.flows.sending.delivery import Delivery, Gates
from notifier.flows.sending.resting import gates_of
from notifier.flows.sending.transports import transport_of
from notifier.flows.tick import REHEARSED, Passes
from notifier.flows.view import Ledger, View
from notifier.model.notice import Kind
from notifier.model.settings import Imap, Limits, Settings, Smtp

MOST_PASSES_A_DAY = 5000
"""A year that needs more is not a year but a mistake of ours."""
CLEARED = ("mail", "stage")
"""Folders of a former rehearsal that make room for the next."""
JOURNAL = "journal.jsonl"
"""Stands in the folder of a rehearsal from its first moment on."""


class Life:
    """One rehearsal. Not reusable."""

    def __init__(self, stage: Stage, sink: Sink, journal: Journal) -> None:
        self._stage = stage
        self._sink = sink
        self._journal = journal
        self._now = datetime.min.replace(tzinfo=UTC)
        self._per_day = 0
        self._listener = Listener()
        self.inbox = stage.folder / "inbox"
        self._reader = StageReader(stage, self._adjusted)
        self._store = Store.open(stage.folder / "state", durable=False)
        self.passes = Passes(self._reader, self._store, secret=REHEARSED)
        self.cast = Cast(stage, self.passes, self.inbox)
        self._delivery: Delivery | None = None

    def remember(self, decided: Mapping[str, object]) -> None:
        """What the installation's ledger knows of the dates file: last year's decisions are none of this year's here either."""
        if decided:
            with self._store.transaction():
                Facts(self._store, UTC).put_json(DECIDED, dict(decided))

    def _adjusted(self, settings: Settings) -> Settings:
        """The installation's settings with the stage's own ledger, the embedded server and no limits of a provider: the year shows
        when each mail is due, and the summary says which days hold more than the provider takes."""
        self._per_day = settings.limits.per_day
        return replace(settings, state=self._stage.folder / "state", transport="smtp",
                       smtp=Smtp(host="127.0.0.1", port=self._sink.port, security="none"),
                       imap=Imap(maildir=self.inbox, authserv_id=settings.imap.authserv_id),
                       limits=Limits(per_minute=0, per_day=0, connections=1, message_kib=settings.limits.message_kib),
                       heartbeat="", metrics=None)

    def live(self, first: datetime, last: datetime, summary: Summary, progress: Callable[[datetime, int], None]) -> None:
        """From ``first`` to ``last``, both included."""
        self._now = first
        today, passes_today = first.date(), 0
        while self._now <= last:
            summary.refused_acts += self.cast.act(self._now)
            if self.cast.down_until is not None and self.cast.down_until > self._now:
                self._now = self.cast.down_until
                continue
            self._listen()
            report = self.passes.run(self._now)
            retry = self._deliver(summary)
            progress(self._now, summary.mails)
            times = [report.next_at, *([retry] if retry else []), *([self.cast.next_at] if self.cast.next_at else [])]
            following = max(min(times), self._now + timedelta(seconds=1))
            passes_today = passes_today + 1 if following.date() == today else 0
            today = following.date()
            if passes_today > MOST_PASSES_A_DAY:
                raise RuntimeError(f"the rehearsal does not get past {self._now}")
            self._now = following

    def close(self, summary: Summary) -> None:
        """Close ledger and connections; what is still open goes into the summary."""
        summary.per_day = self._per_day
        if self.passes.inputs is not None:
            view = self.passes.view(self.passes.inputs, self._now)
            summary.open = [{"item": q.item, "code": q.code, "text": q.text} for q in view.open]
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
        if not self.cast.mail_waits:
            return
        self.cast.mail_waits = False
        inputs = self.passes.read(self._now)
        self._listener.listen(inputs, self.passes.ledger(inputs), lambda: self.passes.view(inputs, self._now), self._now,
                              at_once=True)

def rehearse(config: Path, *, first: date, last: date, out: Path, script: Callable[[ZoneInfo], Sequence[Act]],
             script_folder: Path = Path(), progress: Callable[[datetime, int], None] = lambda _now, _mails: None) -> Summary:
    """Live through ``first`` .. ``last`` (inclusive) into ``out``: ``mail/*.eml``, ``journal.jsonl``, ``index.html``."""
    for stale in CLEARED:
        shutil.rmtree(out / stale, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    summary = Summary(first, last)
    with ExitStack() as end, closing(Journal(out / JOURNAL)) as journal, Sink(out / "mail") as sink:
        end.callback(shutil.rmtree, out / "stage", ignore_errors=True)  # also where it ends early: copies of the list of people lie there
        stage = Stage.build(config, out / "stage")
        life = Life(stage, sink, journal)
        life.remember(_decided(config))
        try:
            zone = _zone(life, stage, first)
            life.cast.follow(script(zone), script_folder)
            life.live(datetime.combine(first, time(), zone), datetime.combine(last, time(23, 59, 59), zone), summary, progress)
            view = life.view()
        finally:
            life.close(summary)
    summary.armed = view.armed_at is not None or bool(summary.by_person)
    summary.index = write_page(out, view, summary)
    return summary


def _decided(config: Path) -> Mapping[str, object]:
    """What the installation's own ledger, where there is one, keeps of its dates file. Only read."""
    settings, _ = read_config(config)
    return Said.beside(settings.state).decided if settings is not None else {}


def _zone(life: Life, stage: Stage, first: date) -> ZoneInfo:
    """The installation's zone. BrokenInputs names the files where they lie, not their copies on the stage."""
    try:
        return life.passes.read(datetime.combine(first, time(), UTC)).window.calendar.zone
    except BrokenInputs as broken:
        raise BrokenInputs(list(map(stage.told, broken.problems))) from broken
