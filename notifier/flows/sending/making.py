"""A marked message's bytes, made from what is stored and compared with what was frozen.

Promises: bytes that are not the stored ones never leave; what cannot be made is set aside and says so, and stops no other; a ledger that
cannot be read is nobody's fault and is raised, and too little memory is none of the message's: it is made later.
"""

import logging
from collections.abc import Callable

from notifier.core.compose.stored import Altered
from notifier.edges.ledger.attempt import Claimed
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.store import LedgerError
from notifier.model.message import Cause, Outcome, Outgoing, Result

log = logging.getLogger(__name__)

SKELETONS = 8
"""Kept between messages: a window holds mails of few notices."""


class Maker:
    """``verified(skeleton, slots, digest)`` makes a message's bytes, or raises ``Altered``; ``sender(id)`` is its envelope sender (VERP
    puts a token there)."""

    def __init__(self, outbox: Outbox, verified: Callable[[bytes, bytes | None, bytes], bytes], sender: Callable[[int], str]) -> None:
        self._outbox = outbox
        self._verified = verified
        self.sender = sender
        self._skeletons: dict[int, bytes] = {}

    def outgoing(self, message: Claimed) -> Outgoing | Result:
        """What goes to the server; a Result when the bytes are not those that were stored, or can't be made. LedgerError when they can't
        be read."""
        try:
            content = self._verified(self._skeleton(message), message.slots, message.digest)
        except LedgerError:
            raise
        except Altered:
            log.error("message %d is not what was stored", message.id)
            return Result(Outcome.OURS, text="the bytes are not those that were stored", cause=Cause.POISON)
        except MemoryError:
            log.error("no memory to make message %d", message.id)
            return Result(Outcome.TEMPORARY, text="no memory to make the message", cause=Cause.LOCAL, account=True)
        except Exception:
            log.exception("message %d cannot be made", message.id)
            return Result(Outcome.OURS, text="the stored message cannot be made", cause=Cause.POISON)
        return Outgoing(message.id, self.sender(message.id), message.address, content, message.uncertain > 0, message.slots is not None)

    def _skeleton(self, message: Claimed) -> bytes:
        if message.slots is None:
            return self._outbox.skeleton(message.skeleton)
        if message.skeleton not in self._skeletons:
            if len(self._skeletons) >= SKELETONS:
                self._skeletons.clear()
            self._skeletons[message.skeleton] = self._outbox.skeleton(message.skeleton)
        return self._skeletons[message.skeleton]
