"""The IMAP mailbox and what servers say of messages that they name and do not hand over."""

import contextlib

import pytest
from support.imap_says import ImapSays
from support.mails import mail

from notifier.edges.mailbox.arrived import Cursor, MailboxError
from notifier.edges.mailbox.imap import ImapMailbox
from notifier.model.settings import Imap

SAYS = {"NIL for its body": {"bodies": {2: b"BODY[] NIL"}}, "nothing of its body": {"bodies": {2: b""}}, "an empty body": {"bodies": {2: b'BODY[] ""'}},
        "its flags alone": {"bodies": {2: b"FLAGS (\\Seen)"}}, "nothing of its size": {"sizes": {2: b""}}}


def heard(server: ImapSays, *, looks: int) -> list[tuple[int, bool]]:
    """What so many looks hand over: (number, whether it is missing)."""
    box = ImapMailbox(Imap(host="127.0.0.1", port=server.port, security="none", user="gmo"), "secret")
    found: list[tuple[int, bool]] = []
    cursor: Cursor | None = None
    for _ in range(looks):
        with contextlib.suppress(MailboxError):
            for one in box.new(cursor):
                cursor = one.cursor
                assert cursor is not None
                found.append((cursor.uid, one.missing))
    box.close()
    return found


@pytest.mark.parametrize("said", SAYS.values(), ids=SAYS)
def test_a_message_that_is_named_and_not_handed_over_is_told_and_not_passed_over(said: dict[str, dict[int, bytes]]) -> None:
    """The server says OK to all of it: whoever goes on with the next has lost a letter, and nobody knows."""
    with ImapSays({uid: mail(subject=f"s{uid}") for uid in (1, 2, 3)}, **said) as server:
        assert heard(server, looks=9) == [(1, False), (2, True), (3, False)]


@pytest.mark.parametrize("said", SAYS.values(), ids=SAYS)
def test_a_message_that_comes_at_a_later_look_is_heard_in_its_turn(said: dict[str, dict[int, bytes]]) -> None:
    """The server could not read it for a moment."""
    with ImapSays({uid: mail(subject=f"s{uid}") for uid in (1, 2, 3)}, **said) as server:
        assert heard(server, looks=1) == [(1, False)]
        server.bodies, server.sizes = {}, {}
        assert heard(server, looks=1) == [(1, False), (2, False), (3, False)]


@pytest.mark.parametrize("said", SAYS.values(), ids=SAYS)
def test_a_message_that_somebody_deleted_meanwhile_is_not_waited_for(said: dict[str, dict[int, bytes]]) -> None:
    """RFC 2180 section 4.1: servers say NIL, or nothing, of a message that another program just took away; the next look knows."""
    with ImapSays({uid: mail(subject=f"s{uid}") for uid in (1, 2, 3)}, **said) as server:
        box = ImapMailbox(Imap(host="127.0.0.1", port=server.port, security="none", user="gmo"), "secret")
        looked = box.new(None)
        cursor = next(looked).cursor
        with pytest.raises(MailboxError):
            list(looked)
        del server.mails[2]
        assert [one.cursor.uid for one in box.new(cursor) if one.cursor] == [3]
        box.close()
