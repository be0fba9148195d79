"""The people of a rehearsed year: on their day they decide, edit files, arm, and write mails that land in the service's mailbox."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.address import AddressError, canonical
from notifier.core.phrases import offered_at
from notifier.edges.datesfile.writing import Result, write_decision, write_occurrence
from notifier.edges.files.text import LARGEST_BYTES, read_bytes
from notifier.flows.arming.acts import carry_out
from notifier.flows.arming.requests import Request
from notifier.flows.deciding.calling_off import call_off
from notifier.flows.inputs.bygone import make_way, renew, said_again
from notifier.flows.rehearsal.answer import reply_mail
from notifier.flows.rehearsal.script import Act, local
from notifier.flows.rehearsal.stage import Stage
from notifier.flows.tick import Passes
from notifier.model.decision import Entry
from notifier.model.settings import Settings


class Cast:
    """Everybody who acts in one rehearsal. ``mail_waits``: something came into the inbox; ``down_until``: the machine is off so long."""

    def __init__(self, stage: Stage, passes: Passes, inbox: Path) -> None:
        self.mail_waits = False
        self.down_until: datetime | None = None
        self._stage = stage
        self._passes = passes
        self._inbox = inbox
        self._acts: list[Act] = []
        self._script_folder = stage.folder
        self._received = 0
        self._now = datetime.min.replace(tzinfo=UTC)

    def follow(self, script: Sequence[Act], folder: Path) -> None:
        """What people will do, in order of time; ``folder`` is where it lies, with the mails that it names."""
        self._acts = list(script)
        self._script_folder = folder

    @property
    def next_at(self) -> datetime | None:
        """When somebody acts next."""
        return self._acts[0].at if self._acts else None

    def act(self, now: datetime) -> list[str]:
        """All that is to be done by now; returns what could not be, in Russian."""
        self._now, refused = now, []
        while self._acts and self._acts[0].at <= now:
            act = self._acts.pop(0)
            refused += [f"строка {act.line}: {why}" for why in (self._act(act), act.strange) if why]
        return refused

    def _act(self, act: Act) -> str:
        """Do one act; returns why not, in Russian, or nothing."""
        keys = act.keys
        settings = self._settings()
        if act.do in ("confirm", "cancel", "add"):
            return self._decide(act, settings)
        if act.do == "write":
            try:
                self._stage.write(keys["file"], keys["text"])
            except (OSError, ValueError):
                return f"«{keys['file']}» не записать: это папка или имя, которого у файла не бывает"
        elif act.do == "down":
            self.down_until = local(keys["until"], ZoneInfo(settings.calendar.timezone))
            if self.down_until <= act.at:
                return "until раньше, чем at"
        elif act.do in ("arm", "disarm", "approve"):
            inputs = self._passes.read(self._now)
            carry_out(Request(act.do), self._passes.ledger(inputs), self._passes.view(inputs, self._now), self._now)
        elif act.do == "receive":
            content, problems = read_bytes(self._letter(keys["eml"]), what="файл письма", most_bytes=LARGEST_BYTES)
            if content is None:
                return " ".join(problem.text for problem in problems)
            self._receive(content)
        elif act.do == "reply":
            return self._reply(keys["from"], keys["item"], keys["partstat"], keys.get("when", ""))
        return ""

    def _letter(self, name: str) -> Path:
        """Beside the script, or where ``write`` names files: by the configuration, on the stage and where it lies."""
        places = [folder / name for folder in (self._script_folder, self._stage.folder, self._stage.home)]
        return next((path for path in places if path.exists()), places[0])

    def _decide(self, act: Act, settings: Settings) -> str:
        """The coordinator's word into the dates file, as the command line writes it."""
        keys = act.keys
        if act.do != "cancel" and self._passes.read(self._now).plan.item(keys["item"]) is None:  # what a former plan held may be called off
            return f"в плане нет строки «{keys['item']}»"
        if act.do == "confirm":
            self._say_again(keys["item"], {"when": keys["when"], "place": keys.get("place")})
            return _unwritten(write_decision(settings.dates, keys["item"], when=keys["when"], place=keys.get("place")))
        if act.do == "cancel":
            if not keys["reason"].strip():
                return "у отмены нет причины"
            self._say_again(keys["item"], {"cancelled": keys["reason"]})
            view = self._passes.view(self._passes.read(self._now), self._now)
            done = call_off(view, keys["item"], keys["reason"], self._now)
            return _unwritten((done.written, done.problems))
        entry = Entry(keys["item"], keys["title"], keys["when"], link=keys.get("link", ""), place=keys.get("place", ""))
        inputs = self._passes.read(self._now)
        self._renew(filter(None, [make_way(settings.dates, inputs.written, inputs.bygone, entry)]))
        return _unwritten(write_occurrence(settings.dates, entry))

    def _say_again(self, item: str, given: dict[str, str | None]) -> None:
        self._renew(said_again(self._passes.read(self._now).bygone, item, given).values())

    def _renew(self, again: Iterable[str]) -> None:
        """The very words that stand there of a former year's row are this year's now, as after ``notifier confirm`` and ``add``."""
        ledger = self._passes.ledger(self._passes.read(self._now))
        for one in again:
            with ledger.store.transaction():
                renew(ledger.facts, one)

    def _settings(self) -> Settings:
        if self._passes.inputs is None:
            self._passes.read(self._now)
        assert self._passes.inputs is not None
        return self._passes.inputs.settings

    # --- mails they write

    def _receive(self, data: bytes) -> None:
        self._received += 1
        folder = self._inbox / "new"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self._received:06d}.rehearsal").write_bytes(data)
        self.mail_waits = True

    def _reply(self, sender: str, item: str, partstat: str, when: str) -> str:
        """A well-formed answer of that person to what she was sent about the row; returns why it can't be.

        The coordinator answers a suggestion of a date where one is open: the one of ``when``, else the first.
        """
        inputs = self._passes.read(self._now)
        ledger = self._passes.ledger(inputs)
        try:
            address = canonical(sender)
        except AddressError as error:
            return f"{sender}: {error}"
        if address == inputs.settings.coordinator.email:
            offered = [(offered_at(str(entry["when"])), uid) for uid, entry in ledger.facts.get_json("suggested").items()
                       if isinstance(entry, dict) and entry["item"] == item and when in ("", entry["when"])]
            if when and not offered:
                return f"даты {when} для «{item}» не предлагали"
            if offered:  # the first day is what she means where nothing tells them apart
                _, uid = min(offered, key=itemgetter(0))
                self._receive(reply_mail(address, inputs.settings.organizer.email, uid, 0, partstat, self._now))
                return ""
        rows = [row for row in ledger.events.all() if row.event.item == item and row.ever_told]
        if not rows:
            return f"о «{item}» ещё никого не приглашали"
        row = rows[-1]
        self._receive(reply_mail(address, inputs.settings.organizer.email, row.event.uid, row.revision.sequence, partstat, self._now))
        return ""


def _unwritten(result: Result) -> str:
    """Why the dates file could not be written, where it could not."""
    written, problems = result
    return "" if written is not None else "; ".join(problem.text for problem in problems) or "файл дат не записан"
