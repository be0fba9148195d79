"""What the coordinator edits in her files."""

from collections.abc import Callable
from datetime import datetime

from ..files import CONTAINER, Files, House
from ..script import GROUP, Act
from ..truth import State, truth


class Coordinator:
    """Edits of the files, as with an editor."""

    files: Files
    true: datetime
    history: dict[str, list[tuple[datetime, State | None]]]
    addresses: dict[str, list[str]]
    left: dict[str, datetime]
    unread: set[str]
    hosting: list[tuple[datetime, dict[str, tuple[str, ...]]]]
    looks: list[datetime]
    _edited: dict[str, datetime]
    _former: dict[str, list[str]]

    def _note(self, *, edited: bool = False) -> None:
        """What the files say now; ``edited`` by an act of people, which the program may never read before the next one."""
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
            if entries and entries[-1][0] == self._edited.get(key) and self.looks[-1:] < [entries[-1][0]]:
                entries.pop()  # written over before anybody read it
            if not entries or entries[-1][1] != state:
                entries.append((self.true, state))
                if edited:
                    self._edited[key] = self.true

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
