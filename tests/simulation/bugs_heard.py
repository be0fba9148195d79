"""The bug bank's second drawer: mistakes others made with mail that comes in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from imapclient.exceptions import IMAPClientError

from notifier.core.inbound import judge
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.people import People
from notifier.edges.mailbox.arrived import Arrived, Cursor
from notifier.edges.mailbox.imap import ImapMailbox
from notifier.edges.reader import Reader
from notifier.flows.deciding import binding
from notifier.flows.deciding.binding import Binding
from notifier.flows.hearing import intake
from notifier.flows.hearing.intake import Intake
from notifier.flows.hearing.listening import Listener
from notifier.model.fact import Trust
from notifier.model.heard import Heard
from notifier.model.judgement import Ruling

from .bugs import bug, swapped
from .large import large


@bug()
def checkpoint_before_dealing() -> AbstractContextManager[None]:
    """The cursor is stored when a message was fetched: a crash before its effects loses it (routecraft#241)."""
    deal = Intake._deal_with

    def early(self: Intake, arrived: Arrived, reader: Reader) -> None:
        with self.ledger.store.transaction():
            self.ledger.facts.put("cursor", str(arrived.cursor))
        deal(self, arrived, reader)

    return swapped((Intake, "_deal_with", early))


@bug()
def marks_seen_first() -> AbstractContextManager[None]:
    """A message is marked as dealt with and then dealt with: a crash in between loses its effects."""
    hear = Intake._hear

    def first(self: Intake, heard: Heard) -> None:
        self.ledger.facts.mark_seen(heard.head.digest, type(heard).__name__, self.now)
        self.ledger.store.db.execute("COMMIT")
        self.ledger.store.db.execute("BEGIN IMMEDIATE")
        hear(self, heard)

    return swapped((Intake, "_hear", first))


@bug(3000, large)
def knows_messages_by_number() -> AbstractContextManager[None]:
    """A UID says whether a message is new, whatever UIDVALIDITY says (paperless-ngx#8944)."""
    new = ImapMailbox.new

    def blind(self: ImapMailbox, since: Cursor | None) -> Any:
        try:
            found = self._connected().select_folder("INBOX", readonly=True)
        except (OSError, ValueError, IMAPClientError):
            return new(self, since)
        return new(self, replace(since, uidvalidity=int(found[b"UIDVALIDITY"])) if since else None)

    return swapped((ImapMailbox, "new", blind))


@bug()
def passes_over_what_is_not_handed_over() -> AbstractContextManager[None]:
    """A message that the server names and says nothing of, or NIL, is taken for deleted: the next one's cursor passes it."""
    return _fetching(lambda raw: isinstance(raw, bytes) and bool(raw))


@bug()
def takes_no_bytes_for_a_letter() -> AbstractContextManager[None]:
    """What the server can't read it hands over empty, and that is dealt with as a letter."""
    return _fetching(lambda raw: raw is not None)


def _fetching(taken: Callable[[bytes | None], bool]) -> AbstractContextManager[None]:
    """Of what is fetched these are handed over; of the others nobody asks again."""
    def fetch(self: ImapMailbox, client: Any, uids: Sequence[int], until: float) -> Iterator[Arrived]:
        found = client.fetch(uids, ["RFC822.SIZE"])
        bodies = client.fetch([uid for uid in uids if uid in found], ["BODY.PEEK[]"])
        for uid, said in bodies.items():
            if taken(said[b"BODY[]"]):
                yield Arrived(f"{self._uidvalidity}:{uid}", said[b"BODY[]"], Cursor(self._uidvalidity, uid))

    return swapped((ImapMailbox, "_fetch", fetch))


@bug()
def believes_a_look_of_the_future() -> AbstractContextManager[None]:
    """A look made by a clock that ran ahead counts as the last one until that hour."""
    listen = Listener.listen

    def wait(self: Listener, inputs: Any, ledger: Any, look: Any, now: datetime, **keys: Any) -> int:
        return 0 if self._looked is not None and now < self._looked else listen(self, inputs, ledger, look, now, **keys)

    return swapped((Listener, "listen", wait), (Listener, "next_look", lambda self, inputs, now: self._looked and self._looked + self._pause(inputs)))


@bug()
def believes_whoever_writes() -> AbstractContextManager[None]:
    """The sender of an answer is not compared with the person it speaks for."""
    return swapped((judge, "trust_of", lambda *arguments, **keys: Trust.UNVERIFIED))


@bug()
def takes_answers_to_old_dates() -> AbstractContextManager[None]:
    """SEQUENCE is not looked at: a yes to the former date counts for the new one."""
    judged = intake.judge_reply

    def any_date(reply: Any, invited: Any, known: Any, **keys: Any) -> Any:
        return judged(replace(reply, sequence=invited.sequence) if invited else reply, invited, known, **keys)

    return swapped((intake, "judge_reply", any_date))


@bug()
def last_come_is_right() -> AbstractContextManager[None]:
    """An older answer that arrives late replaces the newer one."""
    def late(self: Facts, event_id: int, answer: Any, at: datetime) -> bool:
        self._db.execute("DELETE FROM answer WHERE event = ? AND address = ?", (event_id, answer.address))
        return answered(self, event_id, answer, at)

    answered = Facts.answered
    judged = intake.judge_reply
    return swapped((Facts, "answered", late), (intake, "judge_reply", lambda reply, invited, known, **keys: judged(reply, invited, None, **keys)))


@bug()
def goes_on_writing_to_the_dead() -> AbstractContextManager[None]:
    """A bounce is noted and nothing follows from it."""
    return swapped((People, "set_state", lambda self, address, state, why: False))


@bug()
def obeys_anybody() -> AbstractContextManager[None]:
    """Her address in From is enough to decide; nobody asks which mail of ours is answered."""
    def bow(*arguments: Any, **keys: Any) -> Any:
        ruling = judged(*arguments, **keys)
        return ruling if ruling.ruling is Ruling.REPEAT else replace(ruling, ruling=Ruling.APPLY)

    judged = binding.judge_command
    return swapped((binding, "judge_command", bow))


@bug()
def carries_out_copies() -> AbstractContextManager[None]:
    """A command that arrives again by another way is carried out again."""
    allowed = Binding.allowed

    def forgetful(self: Binding, head: Any, identity: str, **keys: Any) -> bool:
        return allowed(self, head, head.digest, **keys)

    return swapped((Binding, "allowed", forgetful))


@bug()
def decides_at_once() -> AbstractContextManager[None]:
    """What she decided by mail goes out before she could take it back."""
    from notifier.flows import tick

    return swapped((tick, "held_until", lambda *of: {}))
