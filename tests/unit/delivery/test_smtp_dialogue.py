"""The SMTP dialogue without sockets: whatever the other side says, in whatever pieces."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples

from notifier.core.smtp_dialogue import Dialogue
from notifier.core.smtp_opening import Credentials, Security, Step
from notifier.core.smtp_parcel import pure, stuffed
from notifier.model.message import Cause, Outcome, Outgoing, Result

GONE = Result(Outcome.TEMPORARY, text="gone", account=True, cause=Cause.NETWORK)
EHLO = {"pipelining": b"250-x\r\n250-PIPELINING\r\n250 SIZE 99999\r\n", "plain": b"250 x\r\n",
        "chunking": b"250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n"}


def mails(count: int) -> deque[Outgoing]:
    return deque(Outgoing(n, "gmo@cdo.example", f"p{n}@s.example", b"Subject: %d\r\n\r\n.dot\r\n" % n) for n in range(1, count + 1))


def dialogue(queue: deque[Outgoing], security: Security = Security.NONE, credentials: Credentials | None = None) -> Dialogue:
    return Dialogue(hello="[127.0.0.1]", security=security, credentials=credentials, take=lambda: queue.popleft() if queue else None)


def said(d: Dialogue) -> bytes:
    out = b"".join(d.out)
    d.out.clear()
    return out


def test_in_the_steady_state_a_message_is_one_write() -> None:
    """Body, dot and the next envelope go together (RFC 2920): nothing waits for a round trip of its own."""
    d = dialogue(mails(3))
    d.receive(b"220 hi\r\n")
    assert said(d) == b"EHLO [127.0.0.1]\r\n"
    d.receive(EHLO["pipelining"])
    assert said(d) == b"MAIL FROM:<gmo@cdo.example> SIZE=20\r\nRCPT TO:<p1@s.example>\r\nDATA\r\n"
    d.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    assert said(d) == (b"Subject: 1\r\n\r\n..dot\r\n.\r\nMAIL FROM:<gmo@cdo.example> SIZE=20\r\nRCPT TO:<p2@s.example>\r\nDATA\r\n")
    d.receive(b"250 2.0.0 Ok: queued as 7F\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    assert d.results == [(1, Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok: queued as 7F"))]
    assert said(d).startswith(b"Subject: 2\r\n")


def test_without_pipelining_every_command_waits_for_its_answer() -> None:
    """Ordinary servers: MAIL, RCPT, DATA, body, one by one."""
    d = dialogue(mails(1))
    d.receive(b"220 hi\r\n250 x\r\n")
    said(d)
    for reply, expected in ((b"250 ok\r\n", b"RCPT TO:<p1@s.example>\r\n"), (b"250 ok\r\n", b"DATA\r\n"),
                            (b"354 go\r\n", b"Subject: 1\r\n\r\n..dot\r\n.\r\n"), (b"250 ok\r\n", b"")):
        d.receive(reply)
        assert said(d) == expected
    assert [number for number, _ in d.results] == [1]


def test_chunking_sends_many_whole_messages_at_once() -> None:
    """RFC 3030: no round trip between messages at all; a RSET before each keeps a refused one's sender away from the next."""
    d = dialogue(mails(2))
    d.receive(b"220 hi\r\n" + EHLO["chunking"])
    out = said(d)
    assert out.count(b"BDAT 20 LAST\r\nSubject: ") == 2
    assert out.count(b"RSET\r\nMAIL FROM") == 2
    d.receive(b"250 reset\r\n250 ok\r\n550 5.1.1 no such user\r\n503 no recipients\r\n" + b"250 ok\r\n" * 4)
    assert [(number, result.outcome) for number, result in d.results] == [(1, Outcome.PERMANENT), (2, Outcome.ACCEPTED)]


def test_the_password_goes_over_an_encrypted_line_only() -> None:
    """STARTTLS is required: not offered, or refused, or with words behind its answer, nothing is said any more."""
    for replies, text in ((EHLO["plain"], "does not offer"), (b"250-x\r\n250 STARTTLS\r\n454 no\r\n", "no"),
                          (b"250-x\r\n250 STARTTLS\r\n220 ok\r\n250 AUTH PLAIN\r\n", "behind")):
        d = dialogue(mails(1), Security.STARTTLS, Credentials("u", "secret"))
        d.receive(b"220 hi\r\n" + replies)
        assert d.step is Step.OVER
        assert d.fault is not None
        assert text in d.fault.text
        assert b"AUTH" not in said(d)


def test_after_the_handshake_the_session_begins_anew() -> None:
    """RFC 3207: EHLO again over the encrypted line; only what is offered there counts."""
    d = dialogue(mails(1), Security.STARTTLS, Credentials("u", "secret"))
    d.receive(b"220 hi\r\n250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n220 go\r\n")
    assert d.step is Step.HANDSHAKE
    assert said(d).endswith(b"STARTTLS\r\n")
    d.secured()
    assert said(d) == b"EHLO [127.0.0.1]\r\n"
    d.receive(b"250-x\r\n250 AUTH LOGIN PLAIN\r\n")
    assert said(d) == b"AUTH PLAIN AHUAc2VjcmV0\r\n"
    d.receive(b"235 ok\r\n")
    assert said(d).startswith(b"MAIL FROM")


def test_no_known_mechanism_is_a_matter_of_configuration() -> None:
    """A server that offers only GSSAPI: told as ours, nobody blamed."""
    d = dialogue(mails(1), Security.NONE, Credentials("u", "p"))
    d.receive(b"220 hi\r\n250-x\r\n250 AUTH GSSAPI\r\n")
    assert d.fault is not None
    assert (d.fault.cause, d.fault.account) == (Cause.CONFIG, True)


def test_a_server_from_before_extensions_is_greeted_with_helo() -> None:
    """RFC 5321 section 3.2, where nothing needs to be encrypted or logged in."""
    d = dialogue(mails(1))
    d.receive(b"220 hi\r\n502 what\r\n")
    assert said(d).endswith(b"HELO [127.0.0.1]\r\n")
    d.receive(b"250 hello\r\n")
    assert said(d).startswith(b"MAIL FROM")


def test_what_left_decides_what_is_uncertain() -> None:
    """The line dies with the dot written or not: the same moment, told apart by how many bytes never left."""
    for unsent, expected in ((0, "uncertain"), (1, "returned")):
        d = dialogue(mails(1))
        d.receive(b"220 hi\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n")
        said(d)
        d.over(GONE, unsent_bytes=unsent)
        assert ("uncertain" if d.results else "returned") == expected
        assert len(d.results) + len(d.returned) == 1


@pytest.mark.parametrize(("content", "wire"), [
    (b"a\r\n", b"a\r\n.\r\n"), (b"a", b"a\r\n.\r\n"), (b".\r\n", b"..\r\n.\r\n"), (b"a\r\n.\r\n.b\r\n", b"a\r\n..\r\n..b\r\n.\r\n"),
    (b"", b"\r\n.\r\n"), (b"a\r\n..", b"a\r\n...\r\n.\r\n")])
def test_leading_dots_are_doubled_and_the_end_is_one_dot(content: bytes, wire: bytes) -> None:
    """RFC 5321 section 4.5.2."""
    assert b"".join(stuffed(content)) == wire


@given(st.lists(st.sampled_from([b".", b"\r\n", b"\r\n.", b"..", b"x", b"\n.", b"." * 70]), max_size=40).map(b"".join))
def test_dots_are_doubled_wherever_a_line_begins_with_one(content: bytes) -> None:
    """RFC 5321 section 4.5.2, however many other dots stand before it."""
    doubled = (b"." if content[:1] == b"." else b"") + content.replace(b"\r\n.", b"\r\n..")
    body, end = stuffed(content)
    assert body == doubled
    assert end in (b".\r\n", b"\r\n.\r\n")
    if doubled == content:
        assert stuffed(content, without_dots=True) == (body, end)


@given(st.lists(st.text(alphabet=".ab", max_size=5), max_size=8))
def test_unstuffing_gives_the_message_back(lines: list[str]) -> None:
    """Whatever the lines: the receiver's side of section 4.5.2 restores them, and the end is found exactly at the end."""
    content = "".join(line + "\r\n" for line in lines).encode()
    wire = b"".join(stuffed(content)).split(b"\r\n")
    assert wire.index(b".") == len(wire) - 2
    restored = b"".join(line.removeprefix(b".") + b"\r\n" for line in wire[:-2])
    assert restored == (content or b"\r\n")


@given(st.binary(max_size=30))
def test_pure_means_crlf_and_nothing_else(content: bytes) -> None:
    """Checked against the plain definition."""
    bare = content.replace(b"\r\n", b"")
    assert pure(content) == (b"\r" not in bare and b"\n" not in bare and b"\0" not in content)


REPLY = st.sampled_from([b"250 ok\r\n", b"250 2.0.0 Ok: queued\r\n", b"354 go\r\n", b"550 5.1.1 no\r\n", b"450 later\r\n", b"421 bye\r\n",
                         b"250-a\r\n250 b\r\n", b"552 5.3.4 big\r\n", b"503 bad\r\n", b"199 x\r\n", b"\r\n", b"250\r\n", b"25", b"-", b"\n",
                         b"\xff\xfe", b"235 in\r\n", b"334 \r\n", b"220 hi\r\n", b"999 x\r\n", b"250-only\r\n", b"221 x\r\n"])


@examples(150)
@given(mode=st.sampled_from(sorted(EHLO)), replies=st.lists(REPLY, max_size=30), cuts=st.lists(st.integers(1, 9), max_size=200),
       count=st.integers(0, 5))
def test_whatever_the_server_says_every_message_ends_exactly_once(mode: str, replies: list[bytes], cuts: list[int], count: int) -> None:
    """Fuzz: any replies in any pieces, then the end of the line. Nothing raises; each message given is accepted, refused,
    uncertain or returned - once; nothing is accepted whose dot was not written."""
    queue = mails(count)
    d = dialogue(queue)
    stream = b"220 hi\r\n" + EHLO[mode] + b"".join(replies)
    wire = b""
    for cut in [*cuts, len(stream)]:
        d.receive(stream[:cut])
        stream = stream[cut:]
        wire += said(d)
    d.over(GONE)
    ended = [number for number, _ in d.results] + [outgoing.id for outgoing in d.returned]
    assert sorted(ended) == list(range(1, count - len(queue) + 1))
    for number, result in d.results:
        if result.outcome in (Outcome.ACCEPTED, Outcome.UNCERTAIN):
            assert b"Subject: %d\r\n" % number in wire
    for outgoing in d.returned:
        assert mode != "plain" or wire.count(b"RCPT TO:<%s>" % outgoing.address.encode()) <= 1


def test_a_server_that_answers_before_it_was_asked_is_not_believed() -> None:
    """A 250 for a body that is only being written: uncertain, and the session ends."""
    d = dialogue(mails(1))
    d.receive(b"220 hi\r\n" + EHLO["pipelining"])
    d.receive(b"250 a\r\n250 b\r\n354 c\r\n250 d\r\n")
    assert [result.outcome for _, result in d.results] == [Outcome.UNCERTAIN]
    assert d.step is Step.OVER


@given(cuts=st.lists(st.integers(1, 40), max_size=60), mode=st.sampled_from(sorted(EHLO)))
def test_pieces_do_not_matter(cuts: list[int], mode: str) -> None:
    """The same conversation in one piece or in many has the same results and says the same."""
    turns = {"pipelining": [b"250 a\r\n250 b\r\n354 c\r\n"] + [b"250 d\r\n250 a\r\n250 b\r\n354 c\r\n"] * 2 + [b"250 d\r\n"],
             "plain": [b"250 a\r\n", b"250 b\r\n", b"354 c\r\n", b"250 d\r\n"] * 3,
             "chunking": [b"250 r\r\n250 a\r\n250 b\r\n250 d\r\n" * 3]}[mode]
    d = dialogue(mails(3))
    wire = b""
    lengths = iter(cuts)
    for turn in [b"220 hi\r\n", EHLO[mode], *turns]:
        rest = turn
        while rest:
            cut = next(lengths, len(rest))
            d.receive(rest[:cut])
            rest = rest[cut:]
            wire += said(d)
    assert [(number, result.outcome) for number, result in d.results] == [(n, Outcome.ACCEPTED) for n in (1, 2, 3)]
    assert wire.count(b"Subject: ") == 3


def test_a_refused_ehlo_ends_the_session() -> None:
    """With a password to say, or on a line yet to be encrypted, there is no falling back to HELO."""
    for security, credentials in ((Security.NONE, Credentials("u", "p")), (Security.STARTTLS, None)):
        d = dialogue(mails(1), security, credentials)
        d.receive(b"220 hi\r\n502 5.5.1 what\r\n")
        assert d.fault is not None
        assert (d.fault.outcome, d.fault.code, d.fault.account) == (Outcome.TEMPORARY, 502, True)
        assert b"HELO" not in said(d)
    d = dialogue(mails(1))
    d.receive(b"220 hi\r\n502 what\r\n502 nor that\r\n")  # HELO refused as well
    assert d.step is Step.OVER


def test_our_own_address_is_looked_at_too() -> None:
    """A sender that can't stand in an envelope is our configuration, no recipient's fault; the empty one (a bounce's) may."""
    for sender, outcome in (("a b@x", Outcome.OURS), ("x@y.example> SIZE=1", Outcome.OURS), ("", None), ("gmo@cdo.example", None)):
        d = dialogue(deque([Outgoing(1, sender, "p@s.example", b"x: y\r\n")]))
        d.receive(b"220 hi\r\n250 x\r\n")
        assert [(result.outcome, result.cause, result.account) for _, result in d.results] == (
            [] if outcome is None else [(outcome, Cause.CONFIG, True)])
        assert (f"MAIL FROM:<{sender}>".encode() in said(d)) is (outcome is None)


def test_a_busy_session_begins_nothing_and_an_ended_one_says_nothing() -> None:
    """``begin`` and ``quit`` at the wrong time change nothing."""
    queue = mails(2)
    d = dialogue(queue)
    d.receive(b"220 hi\r\n250 x\r\n")
    said(d)
    d.begin()
    assert (said(d), len(queue)) == (b"", 1)
    d.over(GONE)
    d.quit()
    d.begin()
    assert (said(d), len(queue)) == (b"", 1)


def test_words_before_the_encryption_is_there_are_no_answers() -> None:
    """Said in clear text while the handshake is awaited: nothing follows from them (CVE-2011-0411)."""
    d = dialogue(mails(1), Security.STARTTLS)
    d.receive(b"220 hi\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n")
    said(d)
    d.receive(b"250-evil\r\n250 AUTH PLAIN\r\n")
    assert (d.step, said(d), d.results) == (Step.HANDSHAKE, b"", [])
