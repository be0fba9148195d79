"""Logs on stderr for journald: a priority prefix, ids and codes, no addresses and no topics (152-ФЗ)."""

import logging
import re
import sys
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
ADDRESS = re.compile(r"[^\s<>\"'=,;:|]+@[^\s<>\"',;:|]+")


class JournalFormatter(logging.Formatter):
    """``<6>notifier.flows.tick: text``; addresses are blotted out wherever they came from."""

    def formatException(self, ei: ExcInfo) -> str:
        """Where it happened and what kind it was; never what it said: an exception's text quotes what it stumbled over."""
        return nameless(ei[1]) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        """One line a record (tracebacks keep theirs), each with the journal's priority."""
        text = ADDRESS.sub("<address>", super().format(record))
        prefix = f"<{PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in text.splitlines())


def nameless(error: BaseException) -> str:
    """A traceback without the exceptions' texts, causes first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    blocks = []
    for one in reversed(chain):
        frames = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(one.__traceback__)]
        blocks.append("\n".join(["Traceback:", *frames, type(one).__qualname__]))
    return "\n".join(blocks)


def to_stderr(*, verbose: bool = False) -> None:
    """Set up logging for a service or one tick. Failing to log never fails the work."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JournalFormatter("%(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
