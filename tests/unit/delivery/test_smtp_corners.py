"""The transport's rarer moments, on real loopback sockets: addresses in turn, connections that end, what can't be connected to."""

import os
import resource
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from support.ports import swallowing
from support.unreliable_smtp import DROP, HANG, UnreliableSmtp

from notifier.edges.files.secret import SMTP, SecretError, read_password
from notifier.edges.smtp import Patience, SmtpTransport, probe
from notifier.edges.smtp.connection import Connection
from notifier.edges.smtp.probe import probe as look
from notifier.edges.smtp.server import _literal
from notifier.model.message import Cause, Outcome, Outgoing, Result
from notifier.model.settings import Limits, Smtp

PATIENT = Patience(poll=0.02)
"""Nothing here is told by a time-out, so a slow machine changes nothing."""


def outgoing(*numbers: int) -> list[Outgoing]:
    return [Outgoing(n, "gmo@cdo.example", f"p{n}@s.example", b"x: y\r\n\r\n") for n in numbers]


def settings(server: UnreliableSmtp, **changes: Any) -> Smtp:
    return Smtp(**({"host": "127.0.0.1", "port": server.port, "security": "none"} | changes))


def transport_to(server: UnreliableSmtp, *, connections: int = 1, patience: Patience = PATIENT, **changes: Any) -> SmtpTransport:
    return SmtpTransport(settings(server, **changes), Limits(connections=connections), patience=patience)


def stopped_at_mail(server: UnreliableSmtp) -> SmtpTransport:
    """A transport asked to begin nothing more while a silent server has its first message's MAIL."""
    transport = transport_to(server)
    transport.submit(outgoing(1))
    while not any(line.startswith("MAIL") for line in server.commands):
        assert transport.collect() == []
    transport.stop()
    return transport


def ends(transport: SmtpTransport, batch: list[Outgoing]) -> dict[int, Result]:
    transport.submit(batch)
    found: list[tuple[int, Result]] = []
    while len(found) < len(batch):
        found += transport.collect()
    assert len(found) == len(dict(found)) == len(batch)
    return dict(found)


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the name of the server resolves to."""
    found: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                                                                        for address in found])
    return found


# --- addresses in turn


def test_every_address_of_the_server_is_tried_and_the_one_that_answers_is_kept(addresses: list[str]) -> None:
    """Fault 4: the first of two refuses; the second takes all; the next connection goes there at once."""
    addresses += ["127.0.0.2", "127.0.0.1"]
    with UnreliableSmtp() as server:
        transport = transport_to(server, host="smtp.example")
        assert {result.outcome for result in ends(transport, outgoing(1, 2)).values()} == {Outcome.ACCEPTED}
        assert transport._server.good == (socket.AF_INET, ("127.0.0.1", server.port))
        transport.close()
        addresses.clear()  # nobody is asked again
        assert ends(transport, outgoing(3))[3].outcome is Outcome.ACCEPTED
        transport.close()


SICK = {
    "closed for repairs": {"banner": b"421 4.3.2 shutting down\r\n"}, "not for us": {"banner": b"554 5.7.1 no service\r\n"},
    "drops": {"banner": DROP}, "no SMTP": {"banner": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, "silent": {"banner": HANG},
    "closes at EHLO": {"ehlo": b"421 4.3.2 shutting down\r\n"}, "drops at EHLO": {"ehlo": DROP},
}


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Addresses of one name that differ by their ports: so each can be another server."""
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in found])
    return found


@pytest.mark.parametrize("sickness", SICK)
def test_a_sick_machine_among_several_stops_no_mail(machines: list[tuple[str, int]], sickness: str) -> None:
    """Fault 4: of the name's two machines the first answers and takes nobody: the second carries all, in the same batch, and is asked
    first from then on."""
    with UnreliableSmtp(always=SICK[sickness]) as sick, UnreliableSmtp() as sound:
        machines += [("127.0.0.1", sick.port), ("127.0.0.1", sound.port)]
        transport = transport_to(sick, host="smtp.example", patience=Patience(greeting=0.3, poll=0.02))
        assert {result.outcome for result in ends(transport, outgoing(1, 2)).values()} == {Outcome.ACCEPTED}
        transport.close()
        assert ends(transport, outgoing(3))[3].outcome is Outcome.ACCEPTED
        assert (sick.connections, sound.connections) == (1, 2)
        transport.close()


def test_a_machine_that_gives_no_sign_of_life_is_one_of_several(machines: list[tuple[str, int]]) -> None:
    """Fault 4: the first one's packets are lost: its time passes, the second one carries all."""
    with swallowing() as silent, UnreliableSmtp() as sound:
        machines += [silent, ("127.0.0.1", sound.port)]
        transport = transport_to(sound, host="smtp.example", patience=Patience(connect=0.3, poll=0.02))
        assert ends(transport, outgoing(1))[1].outcome is Outcome.ACCEPTED
        transport.close()


def test_a_refused_password_is_not_tried_at_the_next_machine(machines: list[tuple[str, int]], tmp_path: Path) -> None:
    """Fault 17: it is the same password everywhere, and each try brings the lock nearer: neither mail nor doctor say it twice."""
    secret = tmp_path / "password"
    secret.write_text("wrong")
    secret.chmod(0o600)
    with UnreliableSmtp(password="right") as first, UnreliableSmtp(password="right") as second:
        machines += [("127.0.0.1", first.port), ("127.0.0.1", second.port)]
        given: dict[str, Any] = {"host": "smtp.example", "user": "gmo", "password_file": secret}
        transport = transport_to(first, **given)
        assert ends(transport, outgoing(1))[1].cause is Cause.AUTH
        transport.close()
        fault = look(settings(first, **given))
        assert fault is not None
        assert fault.cause is Cause.AUTH
        assert (first.connections, second.connections) == (2, 0)


def test_an_address_that_answers_no_more_is_not_insisted_on(addresses: list[str]) -> None:
    """The machine behind the good address is gone: the name is asked anew, another address is as good."""
    with UnreliableSmtp() as server:
        addresses += ["127.0.0.2"]
        transport = transport_to(server, host="smtp.example")
        transport._server.good = (socket.AF_INET, ("127.0.0.3", server.port))
        assert ends(transport, outgoing(1))[1].cause is Cause.NETWORK
        assert transport._server.good is None
        addresses[:] = ["127.0.0.1"]
        assert ends(transport, outgoing(2))[2].outcome is Outcome.ACCEPTED
        transport.close()


def test_doctor_tries_every_address_too(addresses: list[str]) -> None:
    """The first refuses, the second would take mail: nothing stands in the way. None of them: said so."""
    with UnreliableSmtp() as server:
        addresses += ["127.0.0.2", "127.0.0.1"]
        assert look(settings(server, host="smtp.example")) is None
        addresses[:] = ["127.0.0.2", "127.0.0.3"]
        fault = look(settings(server, host="smtp.example"))
    assert fault is not None
    assert fault.cause is Cause.NETWORK


@pytest.mark.parametrize("host", ["x" * 70 + ".example", "a..example"])
def test_a_name_that_can_not_be_one_is_our_mistake(host: str) -> None:
    """The resolver is not even asked (labels of 63 characters at most)."""
    transport = SmtpTransport(Smtp(host=host, security="starttls"), Limits(connections=1), patience=PATIENT)
    assert ends(transport, outgoing(1))[1].cause is Cause.CONFIG


# --- connections that end


def test_kept_connections_that_are_old_or_closed_are_let_go_before_a_message_is_given_to_them() -> None:
    """Idle too long, or closed by the server meanwhile: a new one carries the next message, nothing becomes uncertain."""
    with UnreliableSmtp() as server:
        old = transport_to(server, patience=Patience(idle=0, poll=0.02))
        for number in (1, 2, 3):
            assert ends(old, outgoing(number))[number].outcome is Outcome.ACCEPTED
            time.sleep(0.01)
        assert server.connections == 3
        old.close()
        kept = transport_to(server)
        assert ends(kept, outgoing(4))[4].outcome is Outcome.ACCEPTED
        server._over = True  # its sessions end
        for thread in server._threads:
            thread.join()
        assert kept._connections[0].stale()
        kept.submit(outgoing(5))
        assert kept._connections == []
        kept.abandon()


def test_one_message_wakes_one_of_several_kept_connections() -> None:
    """The others stay as they are."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = transport_to(server, connections=2)
        assert len(ends(transport, outgoing(*range(8)))) == 8
        assert server.connections == 2
        assert ends(transport, outgoing(9))[9].outcome is Outcome.ACCEPTED
        assert server.connections == 2
        transport.close()


def test_while_more_come_in_the_connections_go_on() -> None:
    """Whoever makes the next messages a few at a time feeds the connections with each few, also with none: nothing is collected yet."""
    with UnreliableSmtp() as server:
        transport = transport_to(server)
        assert ends(transport, outgoing(1))[1].outcome is Outcome.ACCEPTED
        transport.submit(outgoing(2, 3))
        until = time.monotonic() + 20
        while len(server.accepted) < 3:
            assert time.monotonic() < until
            transport.submit([])
        found = transport.collect()
        while transport._flying:
            found += transport.collect()
        assert [number for number, _ in found] == [2, 3]
        transport.close()


def with_two_bodies_asked_for(server: UnreliableSmtp) -> SmtpTransport:
    """Two connections, each with its 354 unread."""
    transport = transport_to(server, connections=2)
    assert len(ends(transport, outgoing(*range(8)))) == 8
    transport.submit(outgoing(10, 11))
    for connection in transport._connections:
        while not (connection.stale() and b"354" in connection.socket.recv(200, socket.MSG_PEEK)):
            time.sleep(0.005)
    return transport


@pytest.mark.parametrize("longer", [0, 1])
def test_the_connection_that_waited_longest_has_the_next_message(longer: int) -> None:
    """Whichever the system names first: an answer left unread again and again would at last be taken for none."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = with_two_bodies_asked_for(server)
        transport._connections[longer]._waiting_since -= 5
        transport.submit(outgoing(12))
        assert [connection.dialogue is not None and connection.dialogue._steady is not None
                for connection in transport._connections] == [longer == 0, longer == 1]
        transport.abandon()


def test_no_connection_goes_on_without_its_next_message_while_another_could_have_it() -> None:
    """Two have their 354 and one message waits: it leaves behind the body on one of them, the other one's answer keeps until there is
    more. A body alone costs a round trip, and a new beginning afterwards."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = with_two_bodies_asked_for(server)
        transport.submit(outgoing(12))
        assert sorted(connection.dialogue is not None and connection.dialogue._steady is not None
                      for connection in transport._connections) == [False, True]
        transport.submit(outgoing(13))
        assert all(connection.dialogue is not None and connection.dialogue._steady is not None for connection in transport._connections)
        found: list[tuple[int, Result]] = []
        while transport._flying:
            found += transport.collect()
        assert sorted((number, result.outcome) for number, result in found) == [(n, Outcome.ACCEPTED) for n in (10, 11, 12, 13)]
        transport.close()


def test_after_a_fault_of_the_account_nothing_is_begun_until_somebody_heard_of_it() -> None:
    """Each attempt would make a quota's block longer: what is handed over before the fault is collected comes back as not begun."""
    with UnreliableSmtp() as server:
        transport = transport_to(server)
        assert ends(transport, outgoing(1))[1].outcome is Outcome.ACCEPTED
        server.always["mail"] = b"550 5.4.5 daily limit\r\n"
        transport.submit(outgoing(2))
        until = time.monotonic() + 20
        while not transport._ends:
            assert time.monotonic() < until
            transport.submit([])
        asked = len(server.commands)
        transport.submit(outgoing(3, 4))
        assert [(number, result.cause) for number, result in transport.collect()] == [
            (2, Cause.QUOTA), (3, Cause.STOPPED), (4, Cause.STOPPED)]
        assert (transport._flying, len(server.commands)) == (0, asked)
        transport.submit(outgoing(5))  # heard of: whether to go on is the flow's to say
        while transport._flying:
            transport.collect()
        assert len(server.commands) > asked
        transport.close()


def test_after_a_stop_what_a_dying_line_gives_back_is_not_begun_again() -> None:
    """The service ends: no other connection is made for it, it is certainly not taken, and nobody waits for it."""
    with UnreliableSmtp(always={"mail": HANG}) as server:
        transport = stopped_at_mail(server)
        (connection,) = transport._connections
        connection.late()
        transport._after(connection)
        assert [(number, result.cause) for number, result in transport.collect()] == [(1, Cause.STOPPED)]
        assert (transport._flying, server.connections) == (0, 1)
        transport.close()


def test_what_comes_after_a_stop_while_something_flies_comes_back() -> None:
    """It must neither begin nor wait for an end that nobody brings."""
    with UnreliableSmtp(always={"mail": HANG}) as server:
        transport = stopped_at_mail(server)
        transport.submit(outgoing(2))
        assert [(number, result.cause) for number, result in transport.collect()] == [(2, Cause.STOPPED)]
        transport.abandon()


def test_after_a_fault_of_the_account_what_another_line_gives_back_is_not_begun_again() -> None:
    """One connection hears that the day's quota is used up, then the other one dies: its message makes no further attempt."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = transport_to(server, connections=2)
        assert len(ends(transport, outgoing(*range(8)))) == 8
        assert len(transport._connections) == 2
        server.always["mail"] = b"550 5.4.5 daily limit\r\n"
        server.faults["mail"] = [HANG]
        transport.submit(outgoing(10, 11))
        found = transport.collect()
        while not found:
            found = transport.collect()
        tried = server.connections
        (other,) = [one for one in transport._connections if one.dialogue and any(parcel for _, parcel in one.dialogue._expect)]
        other.late()
        transport._after(other)
        while transport._flying:
            found += transport.collect()
        assert sorted(result.cause for _, result in found) == [Cause.QUOTA, Cause.STOPPED]
        assert (server.connections, sum(line.startswith("MAIL") for line in server.commands)) == (tried, 10)
        transport.close()


def test_whole_mails_on_a_wire_are_not_topped_up_behind_a_fault_of_the_account() -> None:
    """With CHUNKING each answer makes room for another mail: but not the answer that the day's quota is used up."""
    with UnreliableSmtp(extensions=("PIPELINING", "CHUNKING")) as server:
        transport = transport_to(server)
        assert ends(transport, outgoing(0))[0].outcome is Outcome.ACCEPTED
        server.always["dot"] = b"550 5.4.5 daily limit\r\n"
        found = ends(transport, outgoing(*range(1, 41)))
        causes = [result.cause for result in found.values()]
        assert (causes.count(Cause.QUOTA), causes.count(Cause.STOPPED)) == (16, 24)
        assert sum(line.startswith("MAIL") for line in server.commands) == 1 + 16
        transport.close()


def test_a_kept_connection_that_dies_as_it_begins_leaves_the_others_in_order() -> None:
    """Its message goes to the next one, which is closed already and let go: nothing is asked of it a second time."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = transport_to(server, connections=2)
        assert len(ends(transport, outgoing(*range(8)))) == 8
        first, second = transport._connections
        first.stale = lambda: False  # it ends between this look and the first word
        first.socket.shutdown(socket.SHUT_RDWR)
        second.socket.shutdown(socket.SHUT_RDWR)
        found = ends(transport, outgoing(10))
        assert found[10].outcome is Outcome.ACCEPTED
        assert server.recipients.count("p10@s.example") == 1
        transport.close()


def test_a_connection_found_ended_twice_gives_its_message_back_once() -> None:
    """In one turn its socket may be reported behind another one's end that has already given it up: no message gets two fates."""
    with UnreliableSmtp(faults={"mail": [HANG]}) as server:
        transport = transport_to(server, patience=Patience(poll=0.02))
        transport.submit(outgoing(1))
        while not server.commands or not server.commands[-1].startswith("RCPT"):
            assert transport.collect() == []
            if server.commands and server.commands[-1].startswith("MAIL"):
                break
        (connection,) = transport._connections
        connection.fail(Result(Outcome.TEMPORARY, text="gone", account=True, cause=Cause.NETWORK))
        transport._ended(connection)
        transport._ended(connection)
        found: list[tuple[int, Result]] = []
        while transport._flying:
            found += transport.collect()
        assert [(number, result.outcome) for number, result in found] == [(1, Outcome.ACCEPTED)]
        assert server.recipients == ["p1@s.example"]
        transport.close()


def test_giving_up_leaves_no_half_open_flight_behind() -> None:
    """What was not begun is forgotten with its connections, and the transport may be used again."""
    with UnreliableSmtp(latency_seconds=0.01) as server:
        transport = transport_to(server)
        transport.submit(outgoing(*range(20)))
        while not transport.collect():
            pass
        transport.abandon()
        assert (transport._flying, transport._connections) == (0, [])
        assert 1 <= len(server.accepted) < 20
        assert ends(transport, outgoing(50))[50].outcome is Outcome.ACCEPTED
        transport.close()


def test_a_password_that_vanishes_between_two_connections_stops_no_mail(tmp_path: Path) -> None:
    """The first connection is logged in and carries all; only more of them can't be made."""
    secret = tmp_path / "password"
    secret.write_text("right")
    secret.chmod(0o600)

    class Unlinking(list[object]):
        def pop(self, _: object = 0) -> None:  # type: ignore[override]
            secret.unlink(missing_ok=True)

    with UnreliableSmtp(password="right", faults={"auth": Unlinking([None])}) as server:
        transport = transport_to(server, connections=2, user="gmo", password_file=secret)
        assert {result.outcome for result in ends(transport, outgoing(*range(6))).values()} == {Outcome.ACCEPTED}
        assert server.connections == 1
        transport.close()


# --- what can't be connected to


def test_an_address_the_kernel_refuses_at_once_is_a_fault_of_the_network() -> None:
    """No time-out is waited for, neither by the transport nor by doctor."""
    broadcast = "255.255.255.255"
    connection = Connection(socket.AF_INET, (broadcast, 25), host="x", context=None, tls_at_once=False, patience=PATIENT, now=0.0)
    assert connection.fault is not None
    assert connection.fault.cause is Cause.NETWORK
    fault = look(Smtp(host=broadcast, port=25, security="starttls"))
    assert fault is not None
    assert fault.cause is Cause.NETWORK


def test_a_process_without_descriptors_left_sends_later() -> None:
    """Our fault and nobody else's; what was not begun is certainly not begun."""
    transport = SmtpTransport(Smtp(host="127.0.0.1", port=9, security="none"), Limits(connections=2), patience=PATIENT)
    free = os.dup(0)
    os.close(free)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        found = ends(transport, outgoing(1, 2))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert {(result.outcome, result.cause, result.account) for result in found.values()} == {(Outcome.TEMPORARY, Cause.LOCAL, True)}


def test_woken_without_a_connection_it_waits_on() -> None:
    """A socket that is neither connected nor refused yet."""
    with swallowing() as silent:
        connection = Connection(socket.AF_INET, silent, host="x", context=None, tls_at_once=False, patience=PATIENT, now=0.0)
        connection.ready(0.1)
        assert (connection.connected, connection.fault) == (False, None)
        connection.close()


def test_doctor_does_not_wait_for_a_silent_server_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has its own bound, shorter than the mail's patience."""
    monkeypatch.setattr(probe, "LONGEST_SECONDS", 0.3)
    with UnreliableSmtp(always={"banner": HANG}) as server:
        started = time.monotonic()
        fault = look(settings(server))
        assert time.monotonic() - started < 30
    assert fault is not None
    assert "in time" in fault.text


def test_our_name_is_an_address_literal_whatever_the_socket() -> None:
    """RFC 5321 section 4.1.3: bound, not bound, closed, IPv6."""
    own = socket.socket()
    assert _literal(own) == "[127.0.0.1]"
    own.bind(("127.0.0.5", 0))
    assert _literal(own) == "[127.0.0.5]"
    own.close()
    assert _literal(own) == "[127.0.0.1]"


def test_a_full_send_buffer_delays_a_handshake() -> None:
    """TLS that can't write yet waits for room, it does not fail."""
    import ssl
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connection = Connection(socket.AF_INET, listener.getsockname(), host="localhost", context=ssl.create_default_context(),
                                tls_at_once=False, patience=PATIENT, now=0.0)
        peer, _ = listener.accept()
        with peer, connection.socket:
            connection.ready(0.1)
            assert connection.connected
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            try:
                while True:
                    connection.socket.send(b"x" * 65536)
            except BlockingIOError:
                pass
            connection._encrypt()
            assert (connection.handshaking, connection.wants_write, connection.fault) == (True, True, None)
            connection.socket.close()


# --- the password


def test_a_password_that_is_no_text_is_refused_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes of another encoding, or nowhere to read one from: said, and nothing of the secret stands in the words."""
    secret = tmp_path / "password"
    secret.write_bytes("пароль".encode("cp1251"))
    secret.chmod(0o600)
    with pytest.raises(SecretError, match="not UTF-8") as told:
        read_password(secret, SMTP)
    assert "пароль" not in str(told.value)
    secret.unlink()
    os.mkfifo(secret, 0o600)
    with pytest.raises(SecretError, match="no plain file"):  # nobody writes into it: it would be waited for
        read_password(secret, SMTP)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SecretError, match="no password_file"):
        read_password(None, SMTP)


def test_a_drop_at_the_banner_of_every_address_ends_the_batch(addresses: list[str]) -> None:
    """Each is tried once, then the message comes back: no circles."""
    with UnreliableSmtp(always={"banner": DROP}) as server:
        addresses += ["127.0.0.1"] * 5
        transport = transport_to(server, host="smtp.example")
        assert ends(transport, outgoing(1))[1].cause is Cause.NETWORK
        assert server.connections == 5
