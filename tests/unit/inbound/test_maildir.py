"""A Maildir is read where it lies (fault 27: flags and other readers do not matter)."""

import os
from pathlib import Path

import pytest

from notifier.edges.mailbox.arrived import START_BYTES, WHOLE_BYTES, Cursor, MailboxError
from notifier.edges.mailbox.maildir import MaildirMailbox


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


def test_new_and_read_messages_come_oldest_first(box: Path) -> None:
    """By the second of delivery, whoever has seen them."""
    (box / "new" / "1603177205.2.host").write_bytes(b"second")
    (box / "cur" / "1603177201.1.host:2,S").write_bytes(b"first")
    (box / "tmp" / "1603177200.0.host").write_bytes(b"half delivered")
    assert [arrived.raw for arrived in MaildirMailbox(box).new()] == [b"first", b"second"]


def test_nothing_is_moved_or_changed(box: Path) -> None:
    """It may not be ours."""
    (box / "new" / "1603177205.2.host").write_bytes(b"x")
    list(MaildirMailbox(box).new())
    assert [path.name for path in (box / "new").iterdir()] == ["1603177205.2.host"]
    assert list((box / "cur").iterdir()) == []


def test_a_message_is_handed_out_once_though_another_program_marks_it_read(box: Path) -> None:
    """Its name gains flags and its folder changes."""
    mailbox = MaildirMailbox(box)
    (box / "new" / "1603177205.2.host").write_bytes(b"x")
    assert len(list(mailbox.new())) == 1
    (box / "new" / "1603177205.2.host").rename(box / "cur" / "1603177205.2.host:2,RS")
    (box / "new" / "1603177206.3.host").write_bytes(b"y")
    assert [arrived.raw for arrived in mailbox.new()] == [b"y"]


def test_a_letter_that_is_moved_while_it_is_looked_at_comes_at_the_next_look(box: Path) -> None:
    """Somebody opens the box with a mail program just then: the letter is under another name, and was lost until the next start."""
    (box / "new" / "1603177205.2.host").write_bytes(b"x")
    (box / "new" / "1603177206.3.host").write_bytes(b"y")
    mailbox = MaildirMailbox(box)
    look = mailbox.new()
    assert next(look).raw == b"x"
    (box / "new" / "1603177206.3.host").rename(box / "cur" / "1603177206.3.host:2,S")
    assert list(look) == []
    assert [arrived.raw for arrived in mailbox.new()] == [b"y"]


def test_a_large_message_comes_as_its_beginning(box: Path) -> None:
    """30 MB are not read."""
    with (box / "new" / "1.a").open("wb") as file:
        file.truncate(30 << 20)
    (arrived,) = MaildirMailbox(box).new()
    assert len(arrived.raw) == START_BYTES
    assert WHOLE_BYTES < 30 << 20


def test_links_folders_and_pipes_are_passed_over(box: Path, tmp_path: Path) -> None:
    """A link could name any file of ours; a pipe would block."""
    (box / "new" / "1.link").symlink_to("/etc/passwd")
    (box / "new" / "2.folder").mkdir()
    os.mkfifo(box / "new" / "3.pipe")
    (box / "new" / "4.mail").write_bytes(b"x")
    assert [arrived.raw for arrived in MaildirMailbox(box).new()] == [b"x"]


def test_no_maildir_is_an_error_in_words(tmp_path: Path) -> None:
    """For the log."""
    with pytest.raises(MailboxError, match="No such file"):
        list(MaildirMailbox(tmp_path / "nowhere").new())


@pytest.mark.parametrize(("text", "cursor"), [("17:42", Cursor(17, 42)), ("", None), ("17", None), ("a:b", None), ("17:-1", None)])
def test_a_cursor_survives_its_text(text: str, cursor: Cursor | None) -> None:
    """As the ledger stores it."""
    assert Cursor.parse(text) == cursor
    assert cursor is None or str(cursor) == text
