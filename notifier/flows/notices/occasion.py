"""What whoever tells somebody something stands on during one pass: the inputs in force, the ledger, the people of today, the instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.core.calendar import SendingWindow
from notifier.edges.ledger.events import Events
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member, People
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger
from notifier.model.frame import Frame
from notifier.model.settings import Policy


@dataclass
class Occasion:
    """The common ground of those who tell participants, hosts and the coordinator. ``now`` is aware, in the installation's zone."""

    inputs: Inputs
    frame: Frame
    ledger: Ledger
    members: Sequence[Member]
    now: datetime

    @property
    def window(self) -> SendingWindow:
        """When mails may leave."""
        return self.inputs.window

    @property
    def policy(self) -> Policy:
        """The numbers of the rules."""
        return self.inputs.settings.policy

    @property
    def events(self) -> Events:
        """The ledger's events and their revisions."""
        return self.ledger.events

    @property
    def people(self) -> People:
        """The ledger's people, and what each was told."""
        return self.ledger.people

    @property
    def facts(self) -> Facts:
        """What was heard, and what stands between passes."""
        return self.ledger.facts

    @property
    def outbox(self) -> Outbox:
        """Where messages are queued."""
        return self.ledger.outbox
