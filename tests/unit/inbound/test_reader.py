"""Hostile mail is read in a child with limits; poison is set aside and the next is read (fault 28, attack row 22)."""

import os
import pickle
import time
from pathlib import Path

import pytest
from support.mails import OURS, answer, calendar, heard, mail

from notifier.edges import reader
from notifier.edges.reader import Reader, ReaderError
from notifier.model.heard import Counter, Human, Reply, Unread


def test_the_child_reads_what_the_parent_would() -> None:
    """All records come back whole, dates and bytes included."""
    mails = [
        mail("Приду"), answer(),
        answer(calendar(method="COUNTER", more="DTSTART;TZID=Europe/Moscow:20201119T143000\n")), b"", b"\xff" * 100,
        *(path.read_bytes() for path in sorted((Path(__file__).parents[2] / "golden" / "inbound").glob("*.eml"))),
    ]
    with Reader(OURS) as child:
        assert list(child.read_all(mails)) == [heard(raw) for raw in mails]
        assert isinstance(child.read(mails[1]), Reply)
        assert isinstance(child.read(mails[2]), Counter)


def test_a_message_that_stalls_the_child_is_poison_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wall clock, twice, then quarantine; here the reading itself sleeps, in the child, over one message."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, time\n"
        "def slow(frame, event, argument):\n"
        "    if event == 'call' and frame.f_code.co_name == 'read' and b'STALL' in frame.f_locals.get('raw', b''):\n"
        "        time.sleep(60)\n"
        "sys.setprofile(slow)\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(reader.__file__).parents[2]}")
    start = time.monotonic()
    with Reader(OURS, seconds=0.4) as child:
        first, second = child.read(mail("STALL")), child.read(mail("Приду"))
    assert isinstance(first, Unread)
    assert first.poison
    assert isinstance(second, Human)
    assert time.monotonic() - start < 30


def test_a_child_without_memory_is_poison_and_the_next_is_read() -> None:
    """RLIMIT_AS: a message that does not fit ends the child, not us."""
    with Reader(OURS, memory_mib=128) as child:
        first, second = child.read(b"From: a@b.ru\n\n" + b"x" * (100 << 20)), child.read(mail("Приду"))
    assert isinstance(first, Unread)
    assert first.poison
    assert isinstance(second, Human)


def test_a_child_taken_over_runs_nothing_in_the_parent() -> None:
    """Only our own records are unpickled."""
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, ("false",)

    with pytest.raises(ReaderError):
        reader._unpickle(pickle.dumps(Evil()))
    with pytest.raises(ReaderError):
        reader._unpickle(b"nonsense")


def test_thirty_megabytes_do_not_stop_the_next() -> None:
    """One large message, then an ordinary one."""
    start = time.monotonic()
    with Reader(OURS) as child:
        large, small = child.read(mail(b"x" * (30 << 20))), child.read(mail("Приду"))
    assert isinstance(large, Human)
    assert isinstance(small, Human)
    assert small.top == "Приду"
    assert time.monotonic() - start < 20
