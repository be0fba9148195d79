"""The year lived through on a simulated clock: same passes, same delivery, own ledger, mail through a loopback SMTP server."""

from notifier.flows.rehearsal.life import CLEARED, JOURNAL, rehearse
from notifier.flows.rehearsal.script import ScriptError, read_script
from notifier.flows.rehearsal.summary import Summary

__all__ = ["CLEARED", "JOURNAL", "ScriptError", "Summary", "read_script", "rehearse"]
