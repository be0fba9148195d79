"""Schedules from an https address, against a real server on the loopback with a private authority."""

import contextlib
import gzip
import http.server
import socket
import socketserver
import ssl
import threading
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from httpcore._backends.sync import SyncStream
from support.year import CONFIG, PEOPLE, PLAN

from notifier.edges.feeds import fetch, transfer
from notifier.edges.files.text import MAX_FILE_BYTES
from notifier.flows.inputs.reading import InputReader
from notifier.model.settings import ScheduleSource

NOW = datetime(2020, 9, 28, 7, tzinfo=UTC)
LATER = datetime(2020, 10, 5, 7, tzinfo=UTC)
TABLE = "title,when\nВебинар,05.10.2020 15:00\n".encode()
OTHER = "title,when\nВебинар,06.10.2020 15:00\n".encode()
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What the server answers, and what it was asked."""

    answer: Callable[[http.server.BaseHTTPRequestHandler], Answer | None]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    authority: Path = Path()


@contextlib.contextmanager
def serving(tmp_path: Path, *, name: str = "localhost", prepare: Callable[[ssl.SSLContext], object] = lambda _: None) -> Iterator[Site]:
    """An HTTPS server whose certificate is for ``name``."""
    site = Site(lambda _: (200, {}, TABLE))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            answer = site.answer(self)
            if answer is None:
                return
            status, headers, body = answer
            with contextlib.suppress(OSError):
                self.send_response(status)
                for key, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is part of the tests."""

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    prepare(context)
    site.authority = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(site.authority))
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.address = f"https://localhost:{server.server_address[1]}/soiro.csv"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server we trust, and no proxy of this machine's between."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(tmp_path) as found:
        yield found


def source(site: Site, *, trusted: bool = True) -> ScheduleSource:
    """The site as a schedule."""
    return ScheduleSource(item="povy-1", name="СОИРО", source=site.address, ca_file=site.authority if trusted else None)


def whens(site: Site, tmp_path: Path, now: datetime = NOW, *, trusted: bool = True) -> tuple[list[object], list[str]]:
    """When the entries are, and the codes of the problems."""
    entries, problems = fetch(source(site, trusted=trusted), tmp_path / "feeds", now)
    assert all(site.address not in problem.text for problem in problems), "the address may hold a secret"
    return [entry.when for entry in entries], [problem.code for problem in problems]


def test_a_schedule_is_fetched(site: Site, tmp_path: Path) -> None:
    """Over verified TLS, with a name of our own."""
    assert whens(site, tmp_path) == (["05.10.2020 15:00"], [])
    assert site.asked[0][1]["user-agent"].startswith("notifier")


def test_an_unchanged_schedule_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    """ETag and Last-Modified are given back; 304 means: as before."""
    site.answer = lambda _: (200, {"ETag": '"v1"', "Last-Modified": "Mon, 28 Sep 2020 07:00:00 GMT"}, TABLE)
    whens(site, tmp_path)
    site.answer = lambda _: (304, {}, b"")
    assert whens(site, tmp_path, LATER) == (["05.10.2020 15:00"], [])
    assert "if-none-match" not in site.asked[0][1]
    assert site.asked[1][1]["if-none-match"] == '"v1"'
    assert site.asked[1][1]["if-modified-since"] == "Mon, 28 Sep 2020 07:00:00 GMT"
    site.answer = lambda _: (200, {"ETag": '"v2"'}, OTHER)
    assert whens(site, tmp_path, LATER) == (["06.10.2020 15:00"], [])


@pytest.mark.parametrize("answer", [(404, {}, b""), (500, {}, b"oops"), (200, {}, b"<html>login</html>"), (200, {}, b""), (304, {}, b""),
                                    (200, {}, b"x" * (MAX_FILE_BYTES + 1)), (302, {}, b""), (302, {"Location": "http://localhost/x"}, b""),
                                    (302, {"Location": "file:///etc/passwd"}, b""), (302, {"Location": "/soiro.csv"}, b""),
                                    (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * (MAX_FILE_BYTES + 1))),
                                    (200, {"Content-Encoding": "gzip"}, b"not gzip"), (200, {"Content-Length": "999"}, TABLE)])
def test_whatever_the_server_says_the_last_good_copy_stays(site: Site, tmp_path: Path, answer: Answer) -> None:
    """Errors, login pages, bombs, redirects to elsewhere, torn transfers: told, and what was known stays."""
    broken = dict(answer[1])
    if "Content-Length" in broken:
        def torn(handler: http.server.BaseHTTPRequestHandler) -> Answer:
            handler.close_connection = True
            return answer
        site.answer = torn
    else:
        site.answer = lambda _: answer
    if answer[0] != 304:
        entries, codes = whens(site, tmp_path)
        assert entries == []
        assert len(codes) == 1
    good, site.answer = site.answer, lambda _: (200, {}, TABLE)
    assert whens(site, tmp_path) == (["05.10.2020 15:00"], [])
    site.answer = good
    entries, codes = whens(site, tmp_path, LATER)
    assert entries == ["05.10.2020 15:00"]
    assert codes[-1:] == (["feed-stale"] if answer[0] != 304 else [])


def test_an_endless_schedule_is_left_at_five_megabytes(site: Site, tmp_path: Path) -> None:
    """Sound rows without end: no more is taken than any schedule has."""
    megabyte, taken = TABLE.split(b"\n")[1] * 40_000, []

    def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            handler.send_response(200)
            handler.end_headers()
            for _ in range(100):
                handler.wfile.write(megabyte)
                taken.append(1)

    site.answer = endless
    entries, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
    assert entries == []
    assert "больше 5 МБ" in problem.text
    assert len(taken) < 50  # what lay in the sockets


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate, gzip"])
def test_what_is_packed_twice_is_not_unpacked(site: Site, tmp_path: Path, encoding: str) -> None:
    """Two hundred megabytes are two kilobytes then, and would be in memory at once before anybody counts them."""
    packer = zlib.compressobj(9, wbits=31 if encoding.startswith("gzip") else 15)
    inner = b"".join([*(packer.compress(b"\0" * 2**20) for _ in range(200)), packer.flush()])
    site.answer = lambda _: (200, {"Content-Encoding": encoding}, gzip.compress(inner))
    tracemalloc.start()
    entries, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert entries == []
    assert "сжато дважды" in problem.text
    assert most < 20 * 2**20


def test_a_redirect_within_https_is_followed(site: Site, tmp_path: Path) -> None:
    """At most three."""
    onward = {"/soiro.csv": "/b", "/b": "/c"}
    site.answer = lambda handler: (301, {"Location": onward[handler.path]}, b"") if handler.path in onward else (200, {}, TABLE)
    assert whens(site, tmp_path) == (["05.10.2020 15:00"], [])
    assert [path for path, _ in site.asked] == ["/soiro.csv", "/b", "/c"]
    site.answer = lambda handler: (301, {"Location": handler.path + "x"}, b"")
    assert whens(site, tmp_path, LATER)[1] == ["feed-unreachable", "feed-stale"]
    assert len(site.asked) == 3 + 4


def test_no_redirect_leads_into_the_clear(site: Site, tmp_path: Path) -> None:
    """Whoever waits there with a sound table is not even asked for it."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        site.answer = lambda _: (302, {"Location": f"http://127.0.0.1:{elsewhere.getsockname()[1]}/soiro.csv"}, b"")
        entries, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
        assert entries == []
        assert "уводит с https" in problem.text
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_a_server_of_an_old_tls_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack 44: nothing older than TLS 1.2, whatever the system would do."""
    def lax(*_: object, cafile: str | None = None, **__: object) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.load_verify_locations(cafile)
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        return made

    def old(context: ssl.SSLContext) -> None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1

    monkeypatch.setattr(ssl, "create_default_context", lax)
    with serving(tmp_path, prepare=old) as site:
        entries, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
    assert (entries, site.asked) == ([], [])
    assert "не загрузилось" in problem.text


def test_a_certificate_nobody_vouches_for_is_refused(site: Site, tmp_path: Path) -> None:
    """Without the private authority, and for another name."""
    entries, problems = fetch(source(site, trusted=False), tmp_path / "feeds", NOW)
    assert entries == []
    assert "сертификат сервера не подтверждён" in problems[0].text
    assert site.asked == []
    with serving(tmp_path, name="elsewhere.example") as other:
        entries, problems = fetch(source(other), tmp_path / "feeds", NOW)
        assert entries == []
        assert "сертификат сервера не подтверждён" in problems[0].text
        assert other.asked == []


def test_a_silent_and_a_dripping_server_do_not_hold_us(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step and the whole transfer have their time."""
    monkeypatch.setattr(transfer, "STEP_SECONDS", 0.4)
    monkeypatch.setattr(transfer, "DEADLINE_SECONDS", 0.6)
    stop = threading.Event()

    def silent(_: http.server.BaseHTTPRequestHandler) -> None:
        stop.wait(60)

    def dripping(handler: http.server.BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            handler.send_response(200)
            handler.end_headers()
            while not stop.wait(0.1):
                handler.wfile.write(b"x")

    def dripping_its_headers(handler: http.server.BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(150):
                if stop.wait(0.1):
                    return
                handler.wfile.write(b"x")

    for answer, words in ((silent, "не отвечает вовремя"), (dripping, "слишком медленно"), (dripping_its_headers, "слишком медленно")):
        site.answer = answer
        begun = time.perf_counter()
        entries, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
        assert time.perf_counter() - begun < 10
        assert entries == []
        assert words in problem.text
    stop.set()


def test_a_dripping_proxy_does_not_hold_us(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands before any encryption."""
    monkeypatch.setattr(transfer, "DEADLINE_SECONDS", 0.6)

    class Drips(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.request.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(150):
                    time.sleep(0.1)
                    self.request.sendall(b"x")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drips) as proxy:
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.server_address[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        begun = time.perf_counter()
        _, [problem] = fetch(source(site), tmp_path / "feeds", NOW)
        assert time.perf_counter() - begun < 10
        assert "слишком медленно" in problem.text
        proxy.shutdown()


def test_a_line_that_opens_after_its_time_is_shut() -> None:
    """Redirects and a slow handshake may take all the time there is: what comes then must not drip on for ever."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        transfer._told_of([], time.monotonic() - 1)("connection.start_tls.complete", {"return_value": SyncStream(ours)})
        theirs.settimeout(5)
        assert theirs.recv(1) == b""


@contextlib.contextmanager
def _where_no_connection_is_made() -> Iterator[str]:
    """An address that swallows whatever asks to be let in: the kernel's queue of connections is full there."""
    with contextlib.ExitStack() as stack:
        line = stack.enter_context(socket.socket())
        line.bind(("127.0.0.1", 0))
        line.listen(0)
        for _ in range(4):
            waits = stack.enter_context(socket.socket())
            waits.setblocking(False)
            waits.connect_ex(line.getsockname())
        yield f"https://127.0.0.1:{line.getsockname()[1]}/"


def _installation(tmp_path: Path, authority: Path, addresses: list[str]) -> InputReader:
    """One whose plan has somebody else's schedules at these addresses."""
    schedules = "".join(f'[[schedule]]\nitem = "povy-1"\nname = "{number}"\nsource = "{address}"\nca_file = "{authority}"\n'
                        for number, address in enumerate(addresses))
    for name, text in {"config.toml": CONFIG + schedules, "plan.toml": PLAN, "people.csv": PEOPLE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return InputReader(tmp_path / "config.toml", keeps=True)


def _drips_at(path: str, stop: threading.Event) -> Callable[[http.server.BaseHTTPRequestHandler], Answer | None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> Answer | None:
        if not handler.path.startswith(path):
            return 200, {}, TABLE
        with contextlib.suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not stop.wait(0.1):
                handler.wfile.write(b"x")
        return None

    return answer


def test_a_clock_that_is_set_back_stops_no_schedule(site: Site, tmp_path: Path) -> None:
    """It stood a week ahead when they were fetched: the next time is not a week and an hour later."""
    reader = _installation(tmp_path, site.authority, [site.address])
    reader.read(LATER)
    reader.read(LATER + timedelta(minutes=59))
    assert len(site.asked) == 1
    reader.read(LATER - timedelta(days=3))
    assert len(site.asked) == 2


def test_all_schedules_together_keep_nobody_waiting_longer_than_one(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail of a pass waits for them, and at a start the manager does. What is well is had all the same, and a connection that is never
    made is within the time, too."""
    monkeypatch.setattr(transfer, "DEADLINE_SECONDS", 1.5)
    stop = threading.Event()
    site.answer = _drips_at("/drips", stop)
    with _where_no_connection_is_made() as nobody:
        reader = _installation(tmp_path, site.authority, [
            nobody, *(site.address.replace("soiro", f"drips-{n}") for n in range(4)), nobody + "2", site.address])
        begun = time.perf_counter()
        inputs = reader.read(NOW)
        assert time.perf_counter() - begun < 4
    stop.set()
    assert [entry.when for entry in inputs.entries] == ["05.10.2020 15:00"]
    assert sum("не загрузилось" in problem.text for problem in inputs.problems) == 6


def test_what_the_time_did_not_suffice_for_comes_first_next_time(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last good copy stays meanwhile."""
    monkeypatch.setattr(transfer, "AT_ONCE", 1)
    stop = threading.Event()
    reader = _installation(tmp_path, site.authority, [site.address.replace("soiro", "a"), site.address.replace("soiro", "b")])
    reader.read(NOW)
    asked = len(site.asked)
    monkeypatch.setattr(transfer, "DEADLINE_SECONDS", 0.6)
    site.answer = _drips_at("/", stop)
    for hour in (1, 2, 3):
        inputs = reader.read(NOW + timedelta(hours=hour))
        assert [entry.when for entry in inputs.entries] == ["05.10.2020 15:00"] * 2
    stop.set()
    assert [path for path, _ in site.asked[asked:]] == ["/a.csv", "/b.csv", "/a.csv"]


def test_nobody_there(tmp_path: Path) -> None:
    """A refused connection is told without the address."""
    entries, [problem] = fetch(ScheduleSource(item="p", name="СОИРО", source="https://127.0.0.1:9/secret"), tmp_path / "feeds", NOW)
    assert entries == []
    assert problem.code == "feed-unreachable"
    assert "secret" not in problem.text


def test_a_calendar_is_told_from_a_table_by_its_content(site: Site, tmp_path: Path) -> None:
    """Whatever the address ends with."""
    site.answer = lambda _: (200, {}, b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\n"
                             b"DTSTART:20201001T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    [entry], problems = fetch(source(site), tmp_path / "feeds", NOW)
    assert problems == []
    assert entry.id == "1"
    assert isinstance(entry.when, datetime)
    assert f"{entry.when:%H:%M}" == "12:00"
