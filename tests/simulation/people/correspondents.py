"""What people write into the service's mailbox, and what the program then writes into the coordinator's file."""

import tomllib
from datetime import datetime
from hashlib import sha256
from typing import Any

from .. import writers
from ..files import CONTAINER
from ..letters import Mail, read
from ..post import PostOffice
from ..script import Act
from ..server import Attempt
from .staff import Office
from .words import OFFICE, Carried, Ordered, Said, Silenced

STRANGER = "stranger@evil.example"


class Writers(Office):
    """Everybody writes to the service's mailbox; what they wrote is remembered for the judge."""

    post: PostOffice
    attempts: list[Attempt]
    ways: dict[str, str]

    def _write(self, raw: bytes) -> str:
        self.post.deliver(raw, self.true)
        return self.post.kept[-1].digest

    @property
    def _mark(self) -> str:
        return f"m{len(self.post.kept)}"

    def _taken(self, addresses: list[str]) -> list[tuple[Attempt, Mail]]:
        """What arrived there, oldest first."""
        return [(attempt, read(attempt.content)) for attempt in self.attempts if attempt.taken and attempt.address in addresses]

    def _invitations(self, name: str) -> list[tuple[Attempt, Mail]]:
        return [(attempt, mail) for attempt, mail in self._taken(self.addresses.get(name, []))
                if mail.entry is not None and mail.entry.method == "REQUEST"]

    def _answer(self, attempt: Attempt, mail: Mail, partstat: str, sender: str) -> None:
        entry = mail.entry
        assert entry is not None
        raw = writers.reply(sender, attempt.address, entry.uid, entry.sequence, partstat, self.true, mark=self._mark)
        self.said.append(Said(self.true, entry.key, entry.uid, attempt.address, partstat, entry.sequence, self._write(raw),
                              sender == attempt.address))

    def _do_answer(self, act: Act) -> None:
        if found := self._invitations(act.what):
            attempt, mail = found[-1]
            self._answer(attempt, mail, act.value, attempt.address)

    def _do_late(self, act: Act) -> None:
        """An answer to the first invitation ever, whatever came since."""
        if found := self._invitations(act.what):
            attempt, mail = found[0]
            self._answer(attempt, mail, act.value, attempt.address)

    def _do_forge(self, act: Act) -> None:
        """Somebody else answers in this person's name, or says that another one comes instead."""
        if found := self._invitations(act.what):
            attempt, mail = found[-1]
            self._answer(attempt, mail, act.value, STRANGER)

    def _do_again(self, act: Act) -> None:
        """An earlier message is delivered once more: the very bytes, or the same mail come another way."""
        chosen = {"decide": [one.digest for one in self.orders], "answer": [one.digest for one in self.said]}.get(act.what)
        kept = [one.raw for one in self.post.kept if chosen is None or one.digest in chosen[-2:]]
        if kept:
            raw = kept[0] if chosen else kept[len(kept) // 2]
            copy = self._write(raw if act.value == "same" else b"Received: from elsewhere; another way\r\n" + raw)
            self.ways[copy] = self.ways.get(sha256(raw).hexdigest(), sha256(raw).hexdigest())

    def _do_vacation(self, act: Act) -> None:
        if found := self._invitations(act.what):
            attempt, mail = found[-1]
            self._write(writers.vacation(attempt.address, mail.message_id, self.true, mark=self._mark))

    def _do_bounce(self, act: Act) -> None:
        """The newest mail to this person comes back after all."""
        if found := self._taken(self.addresses.get(act.what, [])):
            attempt, mail = found[-1]
            raw = writers.bounce(attempt.address, mail.message_id, self.true, mark=self._mark)
            self.silenced.append(Silenced(attempt.address, self._write(raw), sent=attempt.at))

    def _do_slander(self, act: Act) -> None:
        """A bounce of a mail that never was."""
        self._write(writers.bounce(self._human(act.what).email, f"<{self._mark}@cdo.example>", self.true, mark=self._mark))

    def _do_stop(self, act: Act) -> None:
        if found := self._taken(self.addresses.get(act.what, [])):
            attempt, mail = found[-1]
            raw = writers.words(attempt.address, "стоп", mail.message_id, self.true, mark=self._mark)
            self.silenced.append(Silenced(attempt.address, self._write(raw), wish=True))

    def _do_garbage(self, act: Act) -> None:  # all acts look alike
        self._write(writers.garbage(self._mark))

    def _do_decide(self, act: Act) -> None:
        """The coordinator answers the newest mail she has: a date for a row, or that it is off."""
        found = self._taken([OFFICE])
        if found and act.what != CONTAINER:
            raw = writers.words(OFFICE, f"{act.what}: {act.value}", found[-1][1].message_id, self.true, mark=self._mark)
            self.orders.append(Ordered(self.true, act.what, act.value, self._write(raw)))

    def _do_pretend(self, act: Act) -> None:
        """Somebody decides in her name: without a mail of ours to answer, or from an address of the list."""
        human = self._human(act.what)
        sender, answers = (OFFICE, "<guess@cdo.example>") if act.value == "her" else (human.email, "")
        if answers == "" and (found := self._taken(self.addresses[act.what])):
            answers = found[-1][1].message_id
        text = "\n".join(f"{row.id}: отмена, болезнь" for row in self.files.rows)
        self._write(writers.words(sender, text, answers, self.true, mark=self._mark))

    def _do_rebuild(self, act: Act) -> None:
        self.post.rebuild()

    def _do_purge(self, act: Act) -> None:
        self.post.purge()

    # --- what the program writes into her file

    def _put_dates(self) -> None:
        """Her file as it stands, where the program may write into it."""
        text = self.files.text("dates")
        if self._written.get("dates") != text:
            (self.folder / "dates.toml").write_text(text, encoding="utf-8")
            self._written["dates"] = text
            self._on_disk = text

    def _take_dates(self, began: datetime, *, torn: bool) -> None:
        """Decisions that came by mail stand in her file now, as if she had typed them."""
        if not self.orders or "dates" in self.files.broken:
            return
        text = (self.folder / "dates.toml").read_text(encoding="utf-8")
        if text == self._on_disk or self._on_disk is None:
            self._on_disk = text
            return
        self._on_disk = text
        fresh = {item: _words(said) for item, said in tomllib.loads(text).get("dates", {}).items()}
        former = self.files.decisions
        self.carried += [Carried(began, item, dict(former.get(item, {})), dict(fresh.get(item, {})), torn)
                         for item in {*fresh, *former} if fresh.get(item, {}) != former.get(item, {})]
        self.files.decisions = fresh
        self._note()
        self._written["dates"] = self.files.text("dates")


def _words(said: Any) -> dict[str, str]:
    return {"when": said} if isinstance(said, str) else {key: str(value) for key, value in said.items()}
