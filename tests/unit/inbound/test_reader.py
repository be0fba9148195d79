"""Mail is read in a child, and what comes back is believed only as far as it is ours (fault 28)."""

import os
import pickle
import resource
import sys
from enum import Enum
from pathlib import Path

import pytest
from support.mails import OURS, answer, calendar, heard, mail

from notifier.edges import reader
from notifier.edges.reader import NoReader, Reader, ReaderError
from notifier.edges.reader.child import pickled
from notifier.model.heard import Counter, Head, Human, OwnMail, Reply


def test_a_folders_own_python_files_are_none_of_the_childs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever calls a command in a folder with an ``email.py`` of his: no mail was read there."""
    (tmp_path / "email.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Reader(OURS) as child:
        assert isinstance(child.read(mail("Приду")), Human)


def test_the_child_reads_what_the_parent_would() -> None:
    """All records come back whole, dates and bytes included."""
    mails = [
        mail("Приду"), answer(),
        answer(calendar(method="COUNTER", more="DTSTART;TZID=Europe/Moscow:20201119T143000\n")), b"", b"\xff" * 100,
        *(path.read_bytes() for path in sorted((Path(__file__).parents[2] / "golden" / "inbound").glob("*.eml"))),
    ]
    with Reader(OURS) as child:
        assert [child.read(raw) for raw in mails] == [heard(raw) for raw in mails]
        assert isinstance(child.read(mails[1]), Reply)
        assert isinstance(child.read(mails[2]), Counter)


def test_answers_come_back_whole_whatever_way_an_enum_is_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11.0 to 3.11.3 (Debian 12 has 3.11.2) pickle a member as ``getattr``, which the parent must go on refusing."""
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda self, protocol: (getattr, (type(self), self.name)))
    reply = heard(answer())
    with pytest.raises(ReaderError, match="getattr"):
        reader._unpickle(pickle.dumps(reply, protocol=5), answer())
    assert reader._unpickle(pickled(reply), answer()) == reply


def test_a_child_that_cannot_be_started_is_no_fault_of_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """No descriptor for its pipes, no program, or a program that ends at once: nobody's mail is poison, and it is read once there is a child."""
    with Reader(OURS) as child:
        free = os.dup(0)
        os.close(free)
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
        try:
            with pytest.raises(NoReader):
                child.read(mail("Приду"))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for program in ("/nowhere/python", "/bin/false"):
            with monkeypatch.context() as patch:
                patch.setattr(sys, "executable", program)
                with pytest.raises(NoReader):
                    child.read(mail("Приду"))
        assert isinstance(child.read(mail("Приду")), Human)


def test_a_child_of_another_version_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade lies below a service that was not restarted yet: «dmarc=fail» came back in another field. The mail waits for the restart."""
    with Reader(OURS) as child:
        with monkeypatch.context() as patch:
            patch.setattr(reader, "layout", lambda: "of before")
            with pytest.raises(NoReader, match="перезапустите службу"):
                child.read(mail("Приду"))
        assert isinstance(child.read(mail("Приду")), Human)


def test_a_child_taken_over_runs_nothing_in_the_parent() -> None:
    """Only our own records are unpickled."""
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, ("false",)

    with pytest.raises(ReaderError):
        reader._unpickle(pickle.dumps(Evil()), b"")
    with pytest.raises(ReaderError):
        reader._unpickle(b"nonsense", b"")


@pytest.mark.parametrize("said", [None, 5, Head("digest"), OwnMail(5), heard(mail("Не приду"))])
def test_a_child_taken_over_says_nothing_but_what_was_heard_of_this_message(said: object) -> None:
    """What is no such record would end the service, at each start again; another message's mark would have that one passed over."""
    with pytest.raises(ReaderError, match="не об этом письме"):
        reader._unpickle(pickled(said), mail("Приду"))
