"""Logs on stderr for journald: a priority prefix, ids and codes, no addresses and no topics (152-ФЗ)."""

import logging
import re
import sys

PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
ADDRESS = re.compile(r"[^\s<>\"'=,;:|]+@[^\s<>\"',;:|]+")


class JournalFormatter(logging.Formatter):
    """``<6>notifier.flows.tick: text``; addresses are blotted out wherever they came from."""

    def format(self, record: logging.LogRecord) -> str:
        """One line a record (tracebacks keep theirs), each with the journal's priority."""
        text = ADDRESS.sub("<address>", super().format(record))
        prefix = f"<{PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in text.splitlines())


def to_stderr(*, verbose: bool = False) -> None:
    """Set up logging for a service or one tick. Failing to log never fails the work."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JournalFormatter("%(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
