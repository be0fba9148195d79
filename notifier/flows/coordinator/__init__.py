"""Everything one pass may have to tell the coordinator."""

from collections.abc import Sequence
from datetime import datetime

from notifier.edges.ledger.events import Recorded
from notifier.flows.coordinator.acknowledgement import Acknowledgement, owe_acknowledgement
from notifier.flows.coordinator.alarm import Alarm
from notifier.flows.coordinator.arising import Arising
from notifier.flows.coordinator.desk import Desk
from notifier.flows.coordinator.digest import Digest
from notifier.flows.coordinator.report import Report

__all__ = ["Alarm", "Coordinator", "Desk", "Digest", "Report", "owe_acknowledgement"]


class Coordinator:
    """The order of her mails within a pass."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._arising = Arising(desk)
        self._acknowledgement = Acknowledgement(desk, self._arising)
        self._report = Report(desk)
        self._digest = Digest(desk, self._report)
        self._alarm = Alarm(desk)

    def remember(self, *, same_rows: bool) -> None:
        """At the first pass over a plan: all that is written already is no news. ``same_rows``: its ids mean what they meant before."""
        self._acknowledgement.remember(same_rows=same_rows)

    def tell(self, waiting: Sequence[Recorded], failures: Sequence[str]) -> None:
        """Everything due: ``waiting`` events need her yes, ``failures`` are mails that could not be composed."""
        self._digest.introduce(waiting)
        self._acknowledgement.acknowledge({row.event.uid for row in waiting})
        if self._digest.weekly(waiting):
            self._arising.asked()
        self._digest.closing(waiting)
        self._report.tell()
        self._alarm.stopped()
        self._alarm.refused()
        self._alarm.deaf()
        self._alarm.another_address()
        self._alarm.not_leaving()
        self._alarm.broken_inputs()
        self._alarm.ask_approval(waiting)
        self._alarm.tell_failures([*failures, *self.desk.failures])

    def times(self) -> list[datetime]:
        """The instants by day at which there is something to tell her again."""
        later = (self._acknowledgement.settles_at(), self._arising.presses_at(), self._alarm.inputs_stand_at())
        return [self._digest.next_at(), *(at for at in later if at is not None)]
