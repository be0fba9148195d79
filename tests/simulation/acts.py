"""What people do in a life: the coordinator's files, her words to the program, librarians who come and go, the mail they write."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from notifier.flows.requests import Request, leave

from . import writers
from .files import CONTAINER, Files, House, Human
from .letters import Mail, read
from .post import PostOffice
from .script import GROUP, MAILS, NAMES, Act
from .server import Attempt
from .truth import State, truth

OFFICE = "coordinator@cdo.example"
STRANGER = "stranger@evil.example"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer somebody wrote: about which event (its SEQUENCE there), in whose name, and whether that was the writer's own."""

    at: datetime
    key: str
    uid: str
    address: str
    partstat: str
    sequence: int
    digest: str
    genuine: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the coordinator decided by mail."""

    at: datetime
    item: str
    value: str
    digest: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What the program then wrote into the dates file."""

    at: datetime
    item: str
    before: dict[str, str]
    after: dict[str, str]
    torn: bool  # the process ended, or another program held the ledger, between writing the file and storing that it was written


@dataclass(frozen=True, slots=True)
class Silenced:
    """An address that must hear no more once this message was dealt with: its mailbox is gone, or its owner asked (``wish``: which stays
    his when his address is corrected)."""

    address: str
    digest: str
    wish: bool = False


class Coordinator:
    """Edits of the files, as with an editor."""

    files: Files
    true: datetime
    history: dict[str, list[tuple[datetime, State | None]]]
    addresses: dict[str, list[str]]
    left: dict[str, datetime]
    unread: set[str]
    hosting: list[tuple[datetime, dict[str, tuple[str, ...]]]]
    _former: dict[str, list[str]]

    def _note(self) -> None:
        self.files.stamp += 1
        for human in self.files.people:
            known = self.addresses.setdefault(human.name, [])
            if human.email not in known:
                known.append(human.email)
        hosting = {house.name: house.hosts for house in self.files.houses}
        if not self.hosting or self.hosting[-1][1] != hosting:
            self.hosting.append((self.true, hosting))
        standing = truth(self.files)
        for key in {*standing, *self.history}:
            entries = self.history.setdefault(key, [])
            state = standing.get(key)
            if not entries or entries[-1][1] != state:
                entries.append((self.true, state))

    def _say(self, item: str, **said: str) -> None:
        if item != CONTAINER:
            decision = self.files.decisions.setdefault(item, {})
            if "when" in decision:
                self._former.setdefault(item, []).append(decision["when"])
            decision.update(said)

    def _do_confirm(self, act: Act) -> None:
        self._do_move(act)

    def _do_move(self, act: Act) -> None:
        self._say(act.what, when=act.value)
        self.files.decisions.get(act.what, {}).pop("cancelled", None)

    def _do_back(self, act: Act) -> None:
        if self._former.get(act.what):
            self._say(act.what, when=self._former[act.what].pop())

    def _do_cancel(self, act: Act) -> None:
        self._say(act.what, cancelled="карантин")

    def _do_revive(self, act: Act) -> None:
        self.files.decisions.get(act.what, {}).pop("cancelled", None)
        if not self.files.decisions.get(act.what, {"x": ""}):
            del self.files.decisions[act.what]

    def _do_unsay(self, act: Act) -> None:
        self.files.decisions.pop(act.what, None)

    def _do_venue(self, act: Act) -> None:
        self._say(act.what, place=act.value)

    def _do_typo(self, act: Act) -> None:
        for row in self.files.rows:
            if row.id == act.what:
                row.typo = "" if row.typo else " (опечатка)"

    def _do_audience(self, act: Act) -> None:
        for row in self.files.rows:
            if row.id == act.what:
                former, row.group = row.group, "" if row.group else GROUP
                row.groups |= {former, row.group}
                self.left |= {human.name: self.true for human in self.files.people if row.group and not human.group}

    def _do_enlist(self, act: Act) -> None:
        self._host(act.what, lambda hosts: hosts if act.value in hosts else (*hosts, act.value))

    def _do_dismiss(self, act: Act) -> None:
        self._host(act.what, lambda hosts: hosts[1:])

    def _do_readdress(self, act: Act) -> None:
        self._host(act.what, lambda hosts: tuple(address.replace("@", "-new@") if n == 0 else address for n, address in enumerate(hosts)))

    def _host(self, name: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
        self.files.houses = [House(house.name, change(house.hosts)) if house.name == name else house for house in self.files.houses]

    def _do_retitle(self, act: Act) -> None:
        self.files.title = "План работы" if self.files.title == "План" else "План"

    def _do_add(self, act: Act) -> None:
        if any(row.id == CONTAINER for row in self.files.rows) and act.what not in self.files.occurrences:
            self.files.occurrences[act.what] = {"when": act.value, "link": f"https://example.org/{act.what}"}

    def _do_shift(self, act: Act) -> None:
        if act.what in self.files.occurrences:
            self.files.occurrences[act.what]["when"] = act.value

    def _do_strike(self, act: Act) -> None:
        if act.what in self.files.occurrences:
            self.files.occurrences[act.what]["cancelled"] = "не состоится"

    def _do_drop(self, act: Act) -> None:
        self.files.occurrences.pop(act.what, None)


class Staff(Coordinator):
    """The people file."""

    def _human(self, name: str) -> Human:
        return next(human for human in self.files.people if human.name == name)

    def _do_join(self, act: Act) -> None:
        number = int(act.what)
        if all(human.name != NAMES[number] for human in self.files.people):
            self.files.people.append(Human(NAMES[number], f"{MAILS[number]}@mail.example"))

    def _do_leave(self, act: Act) -> None:
        human = self._human(act.what)
        if human.listed:
            human.left = f"{date.fromordinal(self.true.toordinal())}"
            self.left[human.name] = self.true
            self.unread.add(human.name)

    def _do_return(self, act: Act) -> None:
        human = self._human(act.what)
        human.left, human.listed = "", True

    def _do_correct(self, act: Act) -> None:
        human = self._human(act.what)
        if not human.listed or human.left:
            return
        number = len(self.addresses[human.name])
        human.email = f"{MAILS[NAMES.index(human.name)]}{number}@new.example"

    def _do_vanish(self, act: Act) -> None:
        human = self._human(act.what)
        if sum(one.listed for one in self.files.people) > 1:
            human.listed = False
            if human.name in self.unread:
                human.left = ""  # the program was off between the two: all it ever sees is that the line is gone

    def _do_regroup(self, act: Act) -> None:
        human = self._human(act.what)
        human.group = "" if human.group else GROUP
        self.left[human.name] = self.true


class Office(Staff):
    """Requests, troubles with files, clock and machine."""

    armed: bool
    ever_armed: bool
    _wake: datetime
    leaps: list[datetime]

    def _request(self, do: str) -> None:
        if do in ("arm", "disarm"):
            self.armed = do == "arm"
            self.ever_armed |= self.armed
        self._wake = self.true
        leave(self.folder / "state" / "requests", Request(do))

    def _do_arm(self, act: Act) -> None:
        self._request("arm")

    def _do_disarm(self, act: Act) -> None:
        self._request("disarm")

    def _do_approve(self, act: Act) -> None:
        self._request("approve")

    def _do_reload(self, act: Act) -> None:
        self._reload = True

    def _do_down(self, act: Act) -> None:
        self._stop()
        self.true += timedelta(seconds=int(act.value))

    def _do_restart(self, act: Act) -> None:
        self._stop()

    def _do_clock(self, act: Act) -> None:
        former, self.behind = self.behind, timedelta(seconds=int(act.value))
        if self.behind < former:
            self.leaps.append(self.true)

    def _do_break(self, act: Act) -> None:
        self.files.broken[act.what] = "[[[ «не файл»"
        self.muddled = True

    def _do_empty(self, act: Act) -> None:
        self.files.broken[act.what] = ""
        self.muddled = True

    def _do_restore(self, act: Act) -> None:
        self.files.broken.clear()



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
            self.silenced.append(Silenced(attempt.address, self._write(raw)))

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
        text = "\n".join(f"{row.id}: отмена, шутка" for row in self.files.rows)
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
