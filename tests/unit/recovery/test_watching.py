"""Prometheus textfile and dead-man's switch: whole files, real progress only, and never in the way of mail."""

import contextlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from support.machine import Machine
from support.year import CONFIG

from notifier.edges import heartbeat
from notifier.edges.heartbeat import EVERY_SECONDS, Heartbeat
from notifier.edges.metrics import HELP, Metrics


class Watcher(http.server.BaseHTTPRequestHandler):
    """Counts the pings; answers as told."""

    heard: ClassVar[list[str]] = []
    status = 200

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def watcher() -> Iterator[tuple[str, type[Watcher]]]:
    handler = type("One", (Watcher,), {"heard": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ping/secret", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_switch_is_pinged_at_most_once_in_five_minutes(watcher: tuple[str, type[Watcher]]) -> None:
    """However often there is progress."""
    url, handler = watcher
    now = [0.0]
    heart = Heartbeat(lambda: now[0])
    heard = []
    for step in (0.0, 1.0, EVERY_SECONDS - 2.0, 2.0, 10.0):
        now[0] += step
        heart.beat(url)
        heard.append(len(handler.heard))
    assert heard == [1, 1, 1, 2, 2]
    assert handler.heard == ["/ping/secret"] * 2


def test_no_address_no_ping(caplog: pytest.LogCaptureFixture) -> None:
    """The default; an attempt would be a line of the log."""
    Heartbeat().beat("")
    assert not caplog.records


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_refused_ping_is_one_log_line_without_the_address(watcher: tuple[str, type[Watcher]], status: int,
                                                            caplog: pytest.LogCaptureFixture) -> None:
    """And no redirect is followed: the address is a secret."""
    url, handler = watcher
    handler.status = status
    now = [0.0]
    heart = Heartbeat(lambda: now[0])
    for _ in range(3):
        heart.beat(url)
        now[0] += EVERY_SECONDS
    assert len(handler.heard) == 3
    assert "/elsewhere" not in handler.heard
    assert [record.message for record in caplog.records if record.name.startswith("notifier")] == ["heartbeat not heard: refused"]


def test_a_server_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A byte now and then meets the time-out of every single read; behind the heartbeat mail waits."""
    monkeypatch.setattr(heartbeat, "TIMEOUT_SECONDS", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        def drip() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100:
                    line.sendall(bytes([letter]))
                    if over.wait(0.1):
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        now, began = [0.0], time.monotonic()
        heart = Heartbeat(lambda: now[0])
        for _ in range(2):
            heart.beat(f"http://127.0.0.1:{server.getsockname()[1]}/secret")
            now[0] += EVERY_SECONDS
        took = time.monotonic() - began
        over.set()
        thread.join()
    assert took < 2
    assert [record.message for record in caplog.records if record.name.startswith("notifier")] == ["heartbeat not heard: slow"]


def test_nobody_there_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """The network may be down: that is what the switch is for."""
    Heartbeat().beat("http://127.0.0.1:1/secret")
    assert "secret" not in caplog.text.replace("test_", "")


def metrics(path: Path) -> dict[str, float]:
    return {line.split()[0]: float(line.split()[1]) for line in path.read_text("ascii").splitlines() if not line.startswith("#")}


def test_the_textfile_tells_what_a_watcher_needs(tmp_path: Path) -> None:
    """After every turn, complete, readable by node_exporter, numbers only."""
    path = tmp_path / "notifier.prom"
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00", config=CONFIG + f'[metrics]\nfile = "{path}"\n',
                      dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    machine.turn()
    assert metrics(path)["notifier_armed"] == 0
    machine.do("arm").live("2020-10-22 12:00")
    found = metrics(path)
    assert set(found) == {f"notifier_{name}" for name in HELP}
    assert found["notifier_armed"] == 1
    assert found["notifier_sent_total"] == len(machine.sent()) > 4
    assert found["notifier_queued"] == found["notifier_held"] == found["notifier_failed_total"] == found["notifier_breaker_open"] == 0
    assert found["notifier_last_pass_timestamp_seconds"] == machine.now.timestamp()
    assert found["notifier_next_due_timestamp_seconds"] > machine.now.timestamp()
    assert path.stat().st_mode & 0o777 == 0o644
    assert [other.name for other in tmp_path.iterdir() if other.name.startswith(".")] == []
    machine.stop()


def test_metrics_that_cannot_be_written_stop_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Invariant 20: said once, and mail goes on."""
    writer = Metrics()
    for _ in range(3):
        assert not writer.write(tmp_path / "nowhere" / "notifier.prom", {"armed": 1})
    assert len([record for record in caplog.records if "metrics are not written" in record.message]) == 1
    assert writer.write(tmp_path / "notifier.prom", {"armed": True})
    assert "# TYPE notifier_armed gauge\nnotifier_armed 1\n" in (tmp_path / "notifier.prom").read_text("ascii")


def test_a_held_ledger_shows_and_does_not_ping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence of the switch is the alarm: a copy on another machine is alive but makes no progress."""
    from notifier.flows.arming import recovering

    config = CONFIG + f'[metrics]\nfile = "{tmp_path / "n.prom"}"\n[heartbeat]\nurl = "https://watch.example/ping"\n'
    monkeypatch.setattr(recovering, "machine_mark", lambda: "this one")  # containers often have no /etc/machine-id
    machine = Machine(tmp_path / "home", config=config)
    beats: list[str] = []
    monkeypatch.setattr(Heartbeat, "beat", lambda _, url: beats.append(url))
    machine.turn()
    assert beats == ["https://watch.example/ping"]
    machine.stop()
    monkeypatch.setattr(recovering, "machine_mark", lambda: "another")
    machine.start().turn()
    assert beats == ["https://watch.example/ping"]
    assert metrics(tmp_path / "n.prom")["notifier_hold"] == 1
    machine.stop()
