"""The kinds by short names: looking a member up in its enum costs as much as building a token."""

from typing import Final

from notifier.model.when import Kind

EXACT: Final = Kind.EXACT
DAYS: Final = Kind.DAYS
SPAN: Final = Kind.SPAN
WINDOW: Final = Kind.WINDOW
WINDOWS: Final = Kind.WINDOWS
DEADLINE: Final = Kind.DEADLINE
RECURRING: Final = Kind.RECURRING
ONGOING: Final = Kind.ONGOING
BY_SCHEDULE: Final = Kind.BY_SCHEDULE
UNDATED: Final = Kind.UNDATED
UNPARSEABLE: Final = Kind.UNPARSEABLE

MET: Final = frozenset({EXACT, DAYS, SPAN})
"""On days: what is invited to, where the days are sure."""
