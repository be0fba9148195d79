"""The dates file, the coordinator's half of the configuration: reading it, and the one way of writing into it.

Every route of confirming (her editor, the command line, a mail, a page) ends here. A missing file is an empty one.
"""

from notifier.edges.datesfile.reading import read_dates
from notifier.edges.datesfile.writing import Change, Written, withdraw_occurrence, write_closed, write_decision, write_occurrence

__all__ = ["Change", "Written", "read_dates", "withdraw_occurrence", "write_closed", "write_decision", "write_occurrence"]
