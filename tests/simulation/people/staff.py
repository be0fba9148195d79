"""What happens to the people file, and to the office: requests, broken files, the clock, the machine."""

from datetime import date, datetime, timedelta

from notifier.flows.arming.requests import Request, leave

from ..files import Human
from ..script import GROUP, MAILS, NAMES, Act
from .coordinator import Coordinator


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
