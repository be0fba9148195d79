"""The year lived through on a simulated clock: same passes, same delivery, own ledger, mail through a loopback SMTP server."""

from notifier.flows.rehearsal.life import Life, Summary, rehearse
from notifier.flows.rehearsal.script import Act, ScriptError, read_script

__all__ = ["Act", "Life", "ScriptError", "Summary", "read_script", "rehearse"]
