"""The fault matrix (rows 1-22) with real sockets: an SMTP server that fails as told, the real transport, ledger and pump."""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.ports import swallowing
from support.unreliable_smtp import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, UnreliableSmtp

from notifier.edges.smtp import Patience, SmtpTransport
from notifier.flows.sending.delivery import Gates
from notifier.model.message import Cause, Letter, State
from notifier.model.settings import Limits, Smtp

Make = Callable[..., Letter]
FAST = Patience(connect=0.2, greeting=0.2, command=0.2, body=0.5, dot=0.2, beginning=0.4, poll=0.02)
ALL = 6


def wire(bench: Any, server: Any, *, connections: int = 2, patience: Patience = FAST, **smtp: Any) -> SmtpTransport:
    limits = Limits(per_day=0, connections=connections)
    given = {"host": "127.0.0.1", "port": server if isinstance(server, int) else server.port, "security": "none"} | smtp
    transport = SmtpTransport(Smtp(**given), limits, patience=patience)
    bench.wire(transport=transport, limits=limits)
    return transport


def fill(bench: Any, letter: Make, count: int = ALL) -> list[str]:
    addresses = [f"p{n}@s.example" for n in range(count)]
    bench.queue(*(letter(address, hours=500) for address in addresses))
    return addresses


def live_on(bench: Any, *, turns: int = 80, hours: float = 2) -> None:
    """The fault is over: pump on through the pauses."""
    for _ in range(turns):
        bench.pump()
        if set(bench.rows()) <= {"sent", "failed", "held"}:
            return
        bench.clock.pass_(hours=hours)


EXTENSIONS = [("PIPELINING", "SIZE 10000000"), (), ("PIPELINING", "CHUNKING", "8BITMIME")]


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
def test_a_healthy_server_takes_each_mail_once_and_unchanged(bench: Any, letter: Make, extensions: tuple[str, ...]) -> None:
    """Invariant 2 without faults: exactly one, the bytes those of the ledger - with dots at line starts, too."""
    with UnreliableSmtp(extensions=extensions) as server:
        wire(bench, server, patience=Patience(poll=0.02))
        bench.queue(*(letter(f"p{n}@s.example", subject=f".dot {n}\r\n..\r\n.") for n in range(40)))
        assert bench.pump().sent == 40
        stored = {bench.outbox.bytes_of(number, lambda skeleton, _: skeleton) for number in range(1, 41)}
    assert sorted(server.recipients) == sorted(f"p{n}@s.example" for n in range(40))
    assert {taken.content for taken in server.accepted} == stored
    assert {taken.sender for taken in server.accepted} == {"gmo@cdo.example"}
    assert server.connections <= 2
    assert server.left == 0  # one that is still beginning when all is sent may be closed without a word


@pytest.mark.parametrize("connections", [1, 4])
@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
@pytest.mark.parametrize("dot", [TAKE_AND_DROP, TAKE_AND_HANG, b"354 what\r\n"], ids=["drops", "hangs", "nonsense"])
def test_a_server_whose_answers_never_arrive_is_not_given_all_mails_again_and_again(
        bench: Any, letter: Make, dot: object, extensions: tuple[str, ...], connections: int) -> None:
    """Fault 7 with every mail: something between us and the server takes the bodies and loses the answers. Each attempt may be one more
    copy in somebody's mailbox: the account rests, and asks with one mail now and then."""
    with UnreliableSmtp(extensions=extensions, always={"dot": dot}) as server:
        wire(bench, server, connections=connections)
        fill(bench, letter, 40)
        begin = bench.clock()
        while bench.clock() - begin < timedelta(hours=2):
            bench.pump()
            bench.clock.now = bench.delivery.next_at(bench.clock(), gates=bench.gates)
        taken = server.recipients
        assert server.connections <= 40
        assert max(bench.rows("uncertain")) <= 2
        assert not taken or max(taken.count(address) for address in taken) <= 2
        server.always.clear()
        live_on(bench)
    assert bench.rows() == ["sent"] * 40


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_server_that_drops_every_mail_is_not_knocked_at_once_for_each(bench: Any, letter: Make, phase: str) -> None:
    """Fault 6 with every mail: two connections a probe, and no attempts spent on what none of them can help."""
    with UnreliableSmtp(always={phase: DROP}) as server:
        wire(bench, server)
        fill(bench, letter, 40)
        begin = bench.clock()
        while bench.clock() - begin < timedelta(hours=2):
            bench.pump()
            bench.clock.now = bench.delivery.next_at(bench.clock(), gates=bench.gates)
        assert server.connections <= 60
        assert max(bench.rows("attempts")) <= 2
        server.always.clear()
        live_on(bench)
    assert bench.rows() == ["sent"] * 40


CERTAIN = {
    "drop at connect (4)": {"banner": DROP}, "554 banner (10)": {"banner": b"554 go away\r\n"},
    "silent after connect (5)": {"banner": HANG}, "silent after EHLO (5)": {"ehlo": HANG},
    "tarpit (5)": {"banner": [b"2"] * 100}, "no SMTP at all (10)": {"banner": b"HTTP/1.1 400 Bad Request\r\n\r\n"},
    "drop at MAIL (6)": {"mail": DROP}, "drop at RCPT (6)": {"rcpt": DROP}, "drop at DATA (6)": {"data": DROP},
    "silent at MAIL (5)": {"mail": HANG},
    "421 at the banner (12)": {"banner": b"421 4.3.2 busy\r\n"}, "421 at MAIL (12)": {"mail": b"421 4.7.0 too many\r\n"},
    "421 in RCPT (12)": {"rcpt": b"421 4.7.0 later\r\n"}, "421 at DATA (12)": {"data": b"421 4.3.2 closing\r\n"},
    "421 at the dot (12)": {"dot": b"421 4.3.2 closing\r\n"}, "greylisting (11)": {"rcpt": b"450 4.7.1 Greylisted, try again\r\n"},
    "451 at the dot": {"dot": b"451 4.3.0 local error\r\n"}, "garbage at MAIL (20)": {"mail": b"\xff\xfe\x00hello\r\n"},
    "199 at RCPT (20)": {"rcpt": b"199 maybe\r\n"}, "3xx at MAIL (20)": {"mail": b"334 what\r\n"},
    "mixed codes (20)": {"rcpt": b"250-one\r\n550 two\r\n"}, "354 at RCPT (20)": {"rcpt": b"354 early\r\n"},
    "a line without end (20)": {"mail": b"250-" + b"x" * 70_000}, "lines without end (20)": {"mail": b"250-x\r\n" * 5000},
    "552 full at the dot, temporary (13)": {"dot": b"452 4.2.2 mailbox full\r\n"},
    "password accepted later (17)": {"mail": b"530 5.7.0 Authentication required\r\n"},
    "spam at the dot (16)": {"dot": b"550 5.7.1 spam message rejected\r\n"},
    "daily quota (18)": {"mail": b"550 5.4.5 Daily user sending quota exceeded\r\n"},
}


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
@pytest.mark.parametrize("name", CERTAIN)
def test_a_certain_failure_is_retried_without_a_copy(bench: Any, letter: Make, name: str, extensions: tuple[str, ...]) -> None:
    """Before the server's word on the final dot (or with its refusal) nothing was taken: later each arrives exactly once,
    nobody is blamed, nobody is lost."""
    if "PIPELINING" not in extensions and name.startswith(("silent", "tarpit")):
        pytest.skip("silence is the same for all; each costs its time-out")
    with UnreliableSmtp(extensions=extensions, faults={phase: [fault] * 2 for phase, fault in CERTAIN[name].items()}) as server:
        wire(bench, server)
        addresses = fill(bench, letter)
        bench.pump()
        assert set(bench.rows()) <= {"queued", "sent"}
        live_on(bench)
        taken = sorted(server.recipients)
    assert bench.rows() == ["sent"] * ALL
    if "CHUNKING" in extensions:  # bodies behind the fault were on the wire already: those may be copies
        assert set(taken) == set(addresses)
        assert len(taken) <= ALL + bench.store.db.execute("SELECT sum(uncertain) FROM message").fetchone()[0]
    else:
        assert taken == addresses
        assert bench.rows("uncertain") == [0] * ALL


@pytest.mark.parametrize("phase", ["mail", "rcpt", "dot"])
def test_a_byte_now_and_then_is_no_answer(bench: Any, letter: Make, phase: str) -> None:
    """Fault 5: only a whole reply is progress; a server that sends a byte within every time-out is left all the same."""
    with UnreliableSmtp(faults={phase: [[b"2"] * 2000]}) as server:  # forty seconds of bytes
        wire(bench, server, connections=1)
        bench.queue(letter("a@s.example", hours=500))
        began = time.monotonic()
        bench.pump()
        assert time.monotonic() - began < 15
        assert bench.rows("uncertain") == [int(phase == "dot")]


def test_a_session_that_takes_too_long_to_begin_is_left(bench: Any, letter: Make) -> None:
    """Fault 5: each answer comes within its own time-out, and the greetings together take too long: no mail waits for such a server."""
    with UnreliableSmtp(latency_seconds=0.3) as server:
        wire(bench, server, connections=1, patience=replace(FAST, greeting=5, command=5, body=5, dot=5, beginning=0.45))
        bench.queue(letter("a@s.example", hours=500))
        bench.pump()
        assert bench.rows("state, uncertain") == [("queued", 0)]
        assert not any(command.startswith("MAIL") for command in server.commands)
        wire(bench, server, connections=1, patience=replace(FAST, greeting=5, command=5, body=5, dot=5, beginning=5))
        live_on(bench)
    assert bench.rows("state, uncertain") == [("sent", 0)]


def test_a_drop_in_the_middle_of_a_body_is_certain(bench: Any, letter: Make) -> None:
    """Fault 6: the line dies while the body is still being written: its dot never left, so nothing can have been taken."""
    with UnreliableSmtp(faults={"body": [DROP] * 2}) as server:
        wire(bench, server, connections=1, patience=Patience(poll=0.02))
        bench.queue(letter("a@s.example", hours=500, subject=("x" * 900 + "\r\n") * 8_000))
        bench.pump()
        assert bench.rows("state, uncertain") == [("queued", 0)]
        live_on(bench)
        assert server.recipients == ["a@s.example"]


@pytest.mark.parametrize("words", [b"421 4.3.2 closing\r\n", b"452 4.3.1 Insufficient system storage\r\n"])
def test_words_in_the_middle_of_a_body_are_certain(bench: Any, letter: Make, words: bytes) -> None:
    """Faults 6, 12: the server loses patience, or its disk is full, before our dot left: nothing was taken, nobody is blamed."""
    with UnreliableSmtp(faults={"body": [words]}) as server:
        wire(bench, server, connections=1, patience=Patience(poll=0.02))
        bench.queue(letter("a@s.example", hours=500, subject=("x" * 900 + "\r\n") * 8_000))
        live_on(bench)
        assert server.recipients == ["a@s.example"]
    assert bench.rows("state, uncertain") == [("sent", 0)]


def test_a_refusal_in_the_middle_of_a_body_is_heard_though_the_line_is_gone(bench: Any, letter: Make) -> None:
    """Fault 15: the server says that it is too big, and goes with our bytes unread: writing fails first, its words are read all the same,
    and the mail is not tried again and again."""
    with UnreliableSmtp(always={"body": b"552 5.3.4 message too big\r\n"}) as server:
        wire(bench, server, connections=1, patience=Patience(poll=0.02))
        bench.queue(letter("a@s.example", hours=500, subject=("x" * 900 + "\r\n") * 8_000))
        bench.pump()
        assert server.connections == 1
    assert bench.rows("state, uncertain, attempts") == [("held", 0, 1)]
    assert [trouble.cause for trouble in bench.outbox.troubles_untold()] == [Cause.SIZE]


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
def test_what_lies_behind_a_421_was_not_looked_at(bench: Any, letter: Make, extensions: tuple[str, ...]) -> None:
    """Fault 12: a server refuses a few and then has had enough; bodies that were on the wire behind that were certainly not taken."""
    with UnreliableSmtp(extensions=extensions, faults={
            "rcpt": [b"450 4.7.1 come back\r\n"] * 3 + [b"421 4.7.0 too many errors\r\n"]}) as server:
        wire(bench, server, connections=1)
        fill(bench, letter, 20)
        bench.pump()
        assert bench.rows("uncertain") == [0] * 20
        live_on(bench)
        assert sorted(server.recipients) == sorted(f"p{n}@s.example" for n in range(20))
    assert bench.rows("uncertain") == [0] * 20


@pytest.mark.parametrize("words", [b"550 5.7.1 Client host rejected: Access denied\r\n", b"450 4.3.2 Try again later\r\n"])
def test_who_refuses_everything_is_not_given_a_heap_to_refuse(bench: Any, letter: Make, words: bytes) -> None:
    """Whole mails go ahead only to a server that has taken one: Postfix goes after twenty errors with bodies unread, and nobody knows
    what became of them."""
    with UnreliableSmtp(extensions=("PIPELINING", "CHUNKING"), always={"rcpt": words}) as server:
        wire(bench, server, connections=2)
        fill(bench, letter, 40)
        bench.pump()
        assert sum(command.startswith("MAIL") for command in server.commands) <= 8
    assert bench.rows("uncertain") == [0] * 40


def test_a_drop_after_a_small_body_left_is_uncertain(bench: Any, letter: Make) -> None:
    """The same with a body that went into the kernel whole, dot and all: nobody can know, so it counts as uncertain."""
    with UnreliableSmtp(faults={"body": [DROP]}) as server:
        wire(bench, server, connections=1)
        fill(bench, letter, 2)
        assert bench.pump().uncertain == 1
        live_on(bench)
        assert sorted(server.recipients) == ["p0@s.example", "p1@s.example"]


UNCERTAIN = {
    "drop behind the dot (7)": TAKE_AND_DROP, "silent behind the dot (8)": TAKE_AND_HANG,
    "garbage behind the dot (20)": b"2what?\r\n", "199 behind the dot (20)": b"199 hm\r\n", "354 behind the dot (20)": b"354 more\r\n",
    "mixed codes behind the dot (20)": b"250-ok\r\n550 no\r\n", "221 behind the dot (20)": b"221 bye\r\n",
}


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_may_have_been_taken_goes_again_byte_for_byte(bench: Any, letter: Make, name: str, extensions: tuple[str, ...]) -> None:
    """After the dot: uncertain, counted, the copy identical; as many copies at most as were counted (invariants 2, 3)."""
    with UnreliableSmtp(extensions=extensions, faults={"dot": [UNCERTAIN[name]] * 2}) as server:
        wire(bench, server)
        addresses = fill(bench, letter)
        report = bench.pump()
        assert report.uncertain >= 1
        live_on(bench)
        taken = server.accepted
    uncertain = dict(bench.rows("address, uncertain"))
    assert bench.rows() == ["sent"] * ALL
    for address in addresses:
        copies = [t.content for t in taken if t.recipient == address]
        assert 1 <= len(copies) <= 1 + uncertain[address]
        assert len(set(copies)) == 1


@pytest.mark.parametrize("fault", [DROP, b"garbage\r\n", b"500 no\r\n"], ids=["drop", "garbage", "500"])
@pytest.mark.parametrize("phase", ["quit", "rset"])
def test_success_stays_success_whatever_follows(bench: Any, letter: Make, phase: str, fault: object) -> None:
    """Fault 9: QUIT never matters, nor does RSET, which follows a refusal."""
    with UnreliableSmtp(always={phase: fault}, faults={"rcpt:p1@s.example": [b"550 5.1.1 no such user\r\n"]}) as server:
        wire(bench, server, connections=1)
        addresses = fill(bench, letter)
        assert bench.pump().sent >= 1
        assert any(command.upper().startswith(phase.upper()) for command in server.commands)
        live_on(bench)
        assert sorted(server.recipients) == [address for address in addresses if address != "p1@s.example"]
    assert bench.rows("state, uncertain") == [("failed" if n == 1 else "sent", 0) for n in range(ALL)]


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
@pytest.mark.parametrize(("phase", "reply"), [
    ("rcpt:p1@s.example", b"550 5.1.1 <p1@s.example>: Recipient address rejected: User unknown\r\n"),
    ("rcpt:p1@s.example", b"550 5.7.1 No such user!\r\n"), ("dot:p1@s.example", b"554 5.1.1 no such mailbox\r\n"),
    ("rcpt:p1@s.example", b"550-5.1.1 The email account that you tried to reach\r\n550 5.1.1 does not exist\r\n")])
def test_one_refused_recipient_fails_alone(bench: Any, letter: Make, phase: str, reply: bytes, extensions: tuple[str, ...]) -> None:
    """Faults 14, 19: only this row fails, on the same connections the others pass, and nobody gets its mail."""
    with UnreliableSmtp(extensions=extensions, faults={phase: [reply]}) as server:
        wire(bench, server)
        fill(bench, letter)
        report = bench.pump()
        assert bench.rows() == ["sent", "failed", "sent", "sent", "sent", "sent"]
        assert sorted(server.recipients) == [f"p{n}@s.example" for n in (0, 2, 3, 4, 5)]
        assert all(taken.content.startswith(f"To: {taken.recipient}".encode()) for taken in server.accepted)
    assert report.breaker is None


def test_a_server_that_takes_data_for_nobody_gets_an_empty_one(bench: Any, letter: Make) -> None:
    """RFC 2920 section 3.1: 354 although the only recipient was refused - a lone dot, never the body."""
    class Careless(UnreliableSmtp):
        pass

    with Careless(faults={"rcpt:p0@s.example": [b"550 5.1.1 no such user\r\n"]}) as server:
        import support.unreliable_smtp as module
        original = module.Session.data

        def data(session: Any) -> None:
            if session.recipient is None:
                session.connection.sendall(b"354 for nobody\r\n")
                body = b""
                while not (body.endswith(b"\r\n.\r\n") or body == b".\r\n"):
                    body += session.line() + b"\r\n"
                server.commands.append(f"body for nobody: {body!r}")
                session.connection.sendall(b"554 5.5.1 no valid recipients\r\n")
                return
            original(session)

        module.Session.data = data  # type: ignore[method-assign]
        try:
            wire(bench, server, connections=1)
            fill(bench, letter, 3)
            bench.pump()
        finally:
            module.Session.data = original  # type: ignore[method-assign]
    assert bench.rows() == ["failed", "sent", "sent"]
    assert "body for nobody: b'.\\r\\n'" in server.commands


def test_too_big_is_held_without_being_sent(bench: Any, letter: Make) -> None:
    """Fault 15: the server said in EHLO how much it takes; the mail is ours to mend, others go."""
    with UnreliableSmtp(extensions=("SIZE 200",)) as server:
        wire(bench, server)
        bench.queue(letter("big@s.example", subject="x" * 300), letter("a@s.example"))
        bench.pump()
        assert bench.rows() == ["held", "sent"]
        assert server.recipients == ["a@s.example"]
    assert [trouble.cause for trouble in bench.outbox.troubles_untold()] == [Cause.SIZE]


def test_too_big_said_at_the_dot_is_held(bench: Any, letter: Make) -> None:
    """Fault 15: 552 5.3.4 about one mail holds it, pauses nobody."""
    with UnreliableSmtp(faults={"dot:p0@s.example": [b"552 5.3.4 message too big\r\n"]}) as server:
        wire(bench, server)
        fill(bench, letter, 3)
        assert bench.pump().breaker is None
    assert bench.rows() == ["held", "sent", "sent"]


def test_nobody_listens(bench: Any, letter: Make) -> None:
    """Fault 4: connection refused: account-level, no attempt burnt, everything arrives once the server is back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    wire(bench, port)
    fill(bench, letter)
    report = bench.pump()
    assert report.breaker.cause is Cause.NETWORK
    assert bench.rows("state, attempts") == [("queued", 0)] * ALL


def test_a_server_that_never_completes_the_handshake_is_left(bench: Any, letter: Make) -> None:
    """Fault 4: SYNs into a full backlog: the connect's own time-out ends it."""
    with swallowing() as silent:
        wire(bench, silent[1])
        fill(bench, letter, 1)
        report = bench.pump()
    assert report.breaker.cause is Cause.NETWORK
    assert bench.rows() == ["queued"]


def test_an_unknown_host_is_our_mistake_not_a_bounce(bench: Any, letter: Make) -> None:
    """Fault 3: NXDOMAIN of the smarthost: configuration, nobody is blamed."""
    wire(bench, 587, host="no-such-host.invalid", security="starttls")
    fill(bench, letter, 2)
    report = bench.pump()
    assert report.breaker.cause in (Cause.CONFIG, Cause.DNS)  # without a network the resolver only says "again"
    assert bench.rows("state, attempts") == [("queued", 0)] * 2


def test_a_resolver_that_fails_for_a_while_costs_nobody_anything(bench: Any, letter: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 2: EAI_AGAIN: the account rests, no attempt is burnt, nobody is blamed; all arrive once names are known again."""
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with UnreliableSmtp() as server:
        wire(bench, server, host="localhost")
        fill(bench, letter)
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", fail)
            for _ in range(50):
                report = bench.pump()
                assert report.breaker.cause is Cause.DNS
                assert bench.rows("state, attempts") == [("queued", 0)] * ALL
                bench.clock.pass_(minutes=30)
        live_on(bench)
        assert len(server.recipients) == ALL
    assert bench.rows("state, attempts") == [("sent", 1)] * ALL


def test_a_mailbox_that_stays_full_expires_with_the_servers_last_words(bench: Any, letter: Make) -> None:
    """Fault 13: tried ever more rarely until its news is no news; others are not held up, the account is not paused."""
    with UnreliableSmtp(always={"rcpt:full@s.example": b"452 4.2.2 mailbox full\r\n"}) as server:
        wire(bench, server, connections=1)
        bench.queue(letter("full@s.example", hours=48), letter("a@s.example", hours=48))
        for _ in range(3 * 50):
            report = bench.pump()
            assert report.breaker is None
            bench.clock.pass_(minutes=20)
        tried = sum("full@s.example" in command for command in server.commands)
    assert bench.rows() == ["expired", "sent"]
    assert 5 <= tried <= 20
    (trouble,) = bench.outbox.troubles_untold()
    assert (trouble.state, trouble.why) == (State.EXPIRED, "452 4.2.2 mailbox full")


def test_a_server_with_an_ipv6_address_alone_is_as_good(bench: Any, letter: Make) -> None:
    """By its address or a name of it; we give our name as RFC 5321 section 4.1.3 writes it."""
    with UnreliableSmtp(address="::1") as server:
        wire(bench, server, host="::1")
        fill(bench, letter, 3)
        assert bench.pump().sent == 3
        assert server.commands[0] == "EHLO [IPv6:::1]"


@pytest.mark.parametrize("extensions", EXTENSIONS, ids=["pipelining", "plain", "chunking"])
@pytest.mark.parametrize(("phase", "code"), [("banner", 220), ("ehlo", 250), ("rcpt", 250), ("data", 354), ("dot", 250)])
def test_a_reply_of_ten_kilobytes_is_a_reply(bench: Any, letter: Make, phase: str, code: int, extensions: tuple[str, ...]) -> None:
    """Longer than RFC 5321 allows, in one line or in sixty: at the dot to doubt it would send every mail again."""
    for reply in (b"%d %s\r\n" % (code, b"x" * 10_000), b"".join(b"%d-%s\r\n" % (code, b"x" * 160) for _ in range(60)) + b"%d x\r\n" % code):
        with UnreliableSmtp(extensions=extensions, always={phase: reply}) as server:
            wire(bench, server)
            bench.queue(letter(f"{phase}@s.example", hours=500, step=str(len(reply))))
            assert bench.pump().sent == 1
            assert server.recipients == [f"{phase}@s.example"]


def test_no_plain_session_to_another_machine(bench: Any, letter: Make) -> None:
    """security = none is for loopback; checked where the connection is made, too."""
    wire(bench, 25, host="192.0.2.1", security="none")
    fill(bench, letter, 1)
    assert bench.pump().breaker.cause is Cause.CONFIG


def test_a_wrong_password_is_tried_once_and_blames_nobody(bench: Any, letter: Make, tmp_path: Path, caplog: Any) -> None:
    """Fault 17: one AUTH, the breaker for an hour, no recipient changed, no secret and no address in the log."""
    secret = tmp_path / "password"
    secret.write_text("Geheimnis1\n")
    secret.chmod(0o600)
    caplog.set_level(logging.DEBUG)
    with UnreliableSmtp(password="другой") as server:
        wire(bench, server, user="gmo@cdo.example", password_file=secret, connections=8)
        fill(bench, letter, 20)
        report = bench.pump()
        assert report.breaker.cause is Cause.AUTH
        bench.pump()
        assert len([command for command in server.commands if command.startswith("AUTH")]) == 1
    assert bench.rows("state, attempts") == [("queued", 0)] * 20
    assert "Geheimnis1" not in caplog.text
    assert "@s.example" not in caplog.text


@pytest.mark.parametrize("offer", ["PLAIN LOGIN", "LOGIN"])
def test_the_password_is_read_from_its_file_when_connecting(bench: Any, letter: Make, tmp_path: Path, offer: str) -> None:
    """AUTH PLAIN, or LOGIN where that is all there is; a Russian password works."""
    secret = tmp_path / "password"
    secret.write_text("пароль 7\n")
    secret.chmod(0o600)
    with UnreliableSmtp(password="пароль 7") as server:
        wire(bench, server, user="gmo@cdo.example", password_file=secret)
        if offer == "LOGIN":
            server.faults["ehlo"] = [b"250-unreliable\r\n250 AUTH LOGIN\r\n"] * 2
        fill(bench, letter, 3)
        assert bench.pump().sent == 3
        assert any(command.startswith(f"AUTH {offer.split(maxsplit=1)[0]}") for command in server.commands)


@pytest.mark.parametrize("fault", ["missing", "readable by all", "empty", "two lines"])
def test_an_unusable_password_file_is_ours_to_mend(bench: Any, letter: Make, tmp_path: Path, fault: str) -> None:
    """Fault 57: told, nothing connected, nothing lost; tried again as soon as the file changes."""
    secret = tmp_path / "password"
    if fault != "missing":
        secret.write_text({"empty": "", "two lines": "a\nb\n"}.get(fault, "right"))
        secret.chmod(0o644 if fault == "readable by all" else 0o600)
    with UnreliableSmtp(password="right") as server:
        wire(bench, server, user="gmo@cdo.example", password_file=secret)
        fill(bench, letter, 2)
        assert bench.pump().breaker.cause is Cause.CONFIG
        assert server.connections == 0
        secret.write_text("right")
        secret.chmod(0o600)
        bench.clock.pass_(hours=2)
        assert bench.pump().sent == 2


@pytest.mark.parametrize("mode", [0o400, 0o440])
def test_a_systemd_credential_is_used_without_a_file(bench: Any, letter: Make, tmp_path: Path, monkeypatch: Any, mode: int) -> None:
    """$CREDENTIALS_DIRECTORY/smtp-password is the default. Since systemd 254 an access list lends it to the service's user, and its mode
    shows the list's mask where the group's rights stand: nobody else can read it."""
    (tmp_path / "smtp-password").write_text("right")
    (tmp_path / "smtp-password").chmod(mode)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with UnreliableSmtp(password="right") as server:
        wire(bench, server, user="gmo@cdo.example")
        fill(bench, letter, 1)
        assert bench.pump().sent == 1


def test_fewer_connections_are_enough_when_the_server_wants_fewer(bench: Any, letter: Make) -> None:
    """421 to the third connection is about their number: the two that work carry everything, nothing is paused."""
    with UnreliableSmtp(faults={"banner": [None, None] + [b"421 4.7.0 too many connections\r\n"] * 20}) as server:
        wire(bench, server, connections=8)
        fill(bench, letter, 60)
        report = bench.pump()
        assert (report.sent, report.breaker) == (60, None)
        assert server.connections < 12


def test_a_server_that_ends_the_session_after_each_mail_is_served_all_the_same(bench: Any, letter: Make) -> None:
    """Providers close after N messages: a new connection, no pause, no copy."""
    with UnreliableSmtp(always={"dot": b"250 2.0.0 Ok\r\n221 enough\r\n"}) as server:
        wire(bench, server)
        fill(bench, letter, 5)
        live_on(bench, turns=5)
        assert sorted(server.recipients) == [f"p{n}@s.example" for n in range(5)]


def test_one_message_that_kills_every_connection_does_not_stop_the_others(bench: Any, letter: Make) -> None:
    """Invariant 11: the server drops the line at this recipient, always; the others leave in the same hour."""
    with UnreliableSmtp(always={"rcpt:p0@s.example": DROP}) as server:
        wire(bench, server, connections=1)
        fill(bench, letter)
        for _ in range(5):
            bench.pump()
            bench.clock.pass_(minutes=10)
        assert sorted(server.recipients) == [f"p{n}@s.example" for n in range(1, ALL)]
    assert bench.rows()[0] == "queued"


def test_an_idle_connection_that_died_is_noticed_before_a_message_is_risked(bench: Any, letter: Make) -> None:
    """A kept connection closed by the server in the meantime costs nothing: no attempt, no uncertainty."""
    from notifier.model.message import Outgoing

    def ended(transport: SmtpTransport, mail: Outgoing) -> list[Any]:
        transport.submit([mail])
        while not (ends := transport.collect()):
            pass
        return ends

    with UnreliableSmtp() as server:
        transport = wire(bench, server, connections=1)
        first = ended(transport, Outgoing(1, "gmo@cdo.example", "a@s.example", b"x: y\r\n\r\n"))
        connection = transport._connections[0]
        connection.socket.shutdown(socket.SHUT_WR)
        second = ended(transport, Outgoing(2, "gmo@cdo.example", "b@s.example", b"x: y\r\n\r\n"))
        transport.close()
    assert [str(result.outcome) for _, result in first + second] == ["accepted", "accepted"]


@pytest.mark.parametrize("address", ["a@s.example> NOTIFY=NEVER", "a@s.example\r\nRCPT TO:<b@s.example", "a b@s.example", "<a@s.example",
                                     "a@s.example\n", "a@", "@s.example", "", "a@s..example", "«а»@s.example", "a@-s.example"])
def test_no_address_can_carry_anything_else_into_the_envelope(bench: Any, letter: Make, address: str) -> None:
    """Attacks 3, 4: a second recipient, a parameter, a line break: refused before a byte is written."""
    with UnreliableSmtp() as server:
        wire(bench, server)
        bench.queue(letter(address), letter("good@s.example"))
        bench.pump()
        assert server.recipients == ["good@s.example"]
        assert not [command for command in server.commands if "NOTIFY" in command or "b@s.example" in command]
    assert bench.rows() == ["failed", "sent"]


@pytest.mark.parametrize("body", ["a\n.\nMAIL FROM:<x@y>", "a\r.\rb", "a\n.\r\nb", "nul \0 byte", "a\r\n.\nb"])
def test_nothing_can_be_smuggled_behind_a_dot(bench: Any, letter: Make, body: str) -> None:
    """Attack 2 (CVE-2023-51764 and kin): bare CR, LF and NUL never reach the wire; the mail is held."""
    with UnreliableSmtp() as server:
        wire(bench, server)
        bench.queue(letter("a@s.example", subject=body), letter("good@s.example"))
        bench.pump()
        assert server.recipients == ["good@s.example"]
    assert bench.rows() == ["held", "sent"]


def test_eight_bit_mail_needs_a_server_that_says_so(bench: Any, letter: Make) -> None:
    """Ours is ASCII; should a template bring 8-bit bytes, BODY=8BITMIME says so, and a server without it gets none."""
    for extensions, state in ((("8BITMIME",), "sent"), ((), "held")):
        with UnreliableSmtp(extensions=extensions) as server:
            wire(bench, server)
            bench.queue(letter("a@s.example", subject="Привет", step=state))
            bench.pump()
    assert bench.rows() == ["sent", "held"]


def test_asked_to_stop_only_what_is_on_the_wire_goes_on(bench: Any, letter: Make) -> None:
    """Fault 43: SIGTERM: nothing new begins; nothing becomes uncertain; the rest is queued as if never tried."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        wire(bench, server, connections=2)
        fill(bench, letter, 50)
        report = bench.pump(should_stop=lambda: len(server.accepted) >= 3)
        taken = len(server.accepted)
    assert report.ended == "stopped"
    assert report.uncertain == 0
    assert bench.rows().count("sent") == taken < 50
    assert bench.store.db.execute("SELECT sum(attempts) FROM quota").fetchone()[0] == taken
    assert bench.outbox.recover(bench.clock()) == []


@pytest.mark.parametrize("told", [True, False])
def test_a_bug_in_the_transport_forgets_no_end_that_was_heard(bench: Any, letter: Make, told: bool) -> None:
    """It breaks just behind the first 250, or just before that one reaches us: that mail left, the others go again after a rest."""
    class Buggy(SmtpTransport):
        def _after(self, connection: Any) -> None:
            if not told and connection.dialogue.results:
                raise RuntimeError("bug")
            super()._after(connection)
            if self._ends:
                raise RuntimeError("bug")

    with UnreliableSmtp() as server:
        limits = Limits(per_day=0, connections=1)
        bench.wire(transport=Buggy(Smtp(host="127.0.0.1", port=server.port, security="none"), limits, patience=FAST), limits=limits)
        fill(bench, letter, 3)
        report = bench.pump()
        assert (report.ended, report.sent, report.uncertain) == ("breaker", 1, 2)
        assert bench.rows("state, uncertain") == [("sent", 0), ("queued", 1), ("queued", 1)]
        wire(bench, server)
        live_on(bench)
    assert bench.rows() == ["sent"] * 3
    assert server.recipients.count("p0@s.example") == 1


def test_what_a_slow_server_holds_up_is_read_again_before_it_goes(bench: Any, letter: Make) -> None:
    """Invariant 6: claimed within the window, and still not begun when it has closed: it stays for the morning, as if never tried."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        wire(bench, server, connections=1)
        fill(bench, letter, 8)
        closes = bench.clock() + timedelta(minutes=1)

        def clock() -> Any:
            return bench.clock.pass_(minutes=3) if server.accepted else bench.clock()

        report = bench.delivery.pump(bench.clock(), clock, gates=lambda now: Gates(now < closes, now < closes))
        taken = len(server.accepted)
        assert (report.ended, report.uncertain) == ("idle", 0)
        assert bench.rows() == ["sent"] * taken + ["queued"] * (8 - taken)
        assert 1 <= taken <= 3
        assert bench.store.db.execute("SELECT sum(attempts) FROM quota").fetchone()[0] == taken
        bench.pump()
    assert bench.rows() == ["sent"] * 8


def test_one_message_that_hangs_stops_no_other_connection(bench: Any, letter: Make) -> None:
    """The server may take ten minutes for its dot: all but what lies behind it on its connection go by the second."""
    with UnreliableSmtp(latency_seconds=0.002, faults={"dot": [TAKE_AND_HANG]}) as server:
        transport = SmtpTransport(Smtp(host="127.0.0.1", port=server.port, security="none"), Limits(per_day=0, connections=2),
                                  patience=Patience(poll=0.02))
        bench.wire(transport=transport, limits=Limits(per_day=0, connections=2))
        fill(bench, letter, 60)
        looks: list[int] = []

        def clock() -> Any:
            looks.append(len(server.accepted))
            assert len(looks) < 3000, f"{looks[-1]} of 60 went, then nothing"
            return bench.clock.pass_(seconds=5)

        bench.delivery.pump(bench.clock(), clock, gates=lambda now: Gates(True, True), should_stop=lambda: min(looks[-20:], default=0) >= 56)
    assert server.connections == 2
    assert bench.rows().count("sent") >= 55


def test_a_server_that_hangs_at_the_end_of_the_service_leaves_uncertainty_not_loss(bench: Any, letter: Make) -> None:
    """Fault 43: past the grace the open ones are uncertain, stored, and go again at the next start."""
    with UnreliableSmtp(always={"dot": TAKE_AND_HANG}) as server:
        transport = SmtpTransport(Smtp(host="127.0.0.1", port=server.port, security="none"), Limits(per_day=0, connections=1),
                                  patience=Patience(poll=0.02))
        bench.wire(transport=transport, limits=Limits(per_day=0, connections=1))
        fill(bench, letter, 3)
        asked = []

        def clock() -> Any:
            return bench.clock.pass_(seconds=5) if asked else bench.clock()

        began = bench.clock()
        report = bench.delivery.pump(bench.clock(), clock, gates=lambda _: bench.gates,
                                     should_stop=lambda: bool(server.accepted) and (asked.append(1) or True))
    assert report.ended == "stopped"
    assert bench.clock() - began < timedelta(seconds=45), "the manager kills after sixty"
    assert "sending" not in bench.rows()
    assert 1 <= report.uncertain <= 3
