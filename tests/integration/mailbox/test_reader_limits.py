"""Hostile mail ends the child and not us: limits, quarantine, and the next message (fault 28, attack row 22)."""

import time
from pathlib import Path

import pytest
from support.mails import OURS, mail

from notifier.edges.reader import Reader
from notifier.model.heard import Human, Unread

pytestmark = pytest.mark.integration


def test_a_message_that_stalls_the_child_is_poison_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wall clock, twice, then quarantine; here the reading itself sleeps, in the child, over one message."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, time\n"
        "def slow(frame, event, argument):\n"
        "    if event == 'call' and frame.f_code.co_name == 'read' and b'STALL' in frame.f_locals.get('raw', b''):\n"
        "        time.sleep(60)\n"
        "sys.setprofile(slow)\n")
    monkeypatch.syspath_prepend(tmp_path)
    start = time.monotonic()
    with Reader(OURS, seconds=2) as child:
        first, second = child.read(mail("STALL")), child.read(mail("Приду"))
    assert isinstance(first, Unread)
    assert "дважды" in first.reason
    assert isinstance(second, Human)
    assert time.monotonic() - start < 55  # the stall itself has 60


def test_a_child_without_memory_is_poison_and_the_next_is_read() -> None:
    """RLIMIT_AS: a message that does not fit ends the child, not us."""
    with Reader(OURS, memory_mib=128) as child:
        first, second = child.read(b"From: a@b.ru\n\n" + b"x" * (100 << 20)), child.read(mail("Приду"))
    assert isinstance(first, Unread)
    assert "дважды" in first.reason
    assert isinstance(second, Human)


def test_thirty_megabytes_do_not_stop_the_next() -> None:
    """One large message, then an ordinary one."""
    start = time.monotonic()
    with Reader(OURS) as child:
        large, small = child.read(mail(b"x" * (30 << 20))), child.read(mail("Приду"))
    assert isinstance(large, Human)
    assert isinstance(small, Human)
    assert small.top == "Приду"
    assert time.monotonic() - start < 60  # 2 s on an idle machine
