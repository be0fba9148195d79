"""The Maildir transport on a real folder."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from notifier.edges.ledger.ballast import Ballast
from notifier.edges.maildir import MaildirTransport
from notifier.model.message import Cause, Letter, Outcome, Outgoing

Make = Callable[..., Letter]
MAIL = Outgoing(7, "gmo@cdo.example", "a@s.example", b"Subject: x\r\n\r\nbody\r\n")


def test_a_mail_is_one_file_with_the_exact_bytes(tmp_path: Path) -> None:
    """Bytes as SMTP would carry them; nobody else may read the folder or the file; nothing is left in tmp."""
    results = list(MaildirTransport(tmp_path / "m").send([MAIL]))
    (file,) = (tmp_path / "m" / "new").iterdir()
    assert [result.outcome for _, result in results] == [Outcome.ACCEPTED]
    assert file.read_bytes() == MAIL.content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((tmp_path / "m" / "tmp").iterdir()) == []


def test_the_same_message_again_is_the_same_file(tmp_path: Path) -> None:
    """After a crash the message goes again: one file, also when a reader has moved it to cur in the meantime."""
    transport = MaildirTransport(tmp_path)
    list(transport.send([MAIL]))
    list(transport.send([MAIL]))
    (file,) = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / f"{file.name}:2,S")
    again = Outgoing(MAIL.id, MAIL.sender, MAIL.address, MAIL.content, again=True)
    assert [result.outcome for _, result in transport.send([again])] == [Outcome.ACCEPTED]
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_written_blames_nobody(bench: Any, letter: Make, tmp_path: Path) -> None:
    """Fault 33: the whole account rests, the messages wait, and arrive once the folder is back."""
    (tmp_path / "m").write_text("a file in the way")
    bench.wire(transport=MaildirTransport(tmp_path / "m"))
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    report = bench.pump()
    assert report.breaker.cause is Cause.LOCAL
    assert bench.rows("state, attempts") == [("queued", 0)] * 2
    (tmp_path / "m").unlink()
    bench.clock.pass_(hours=1)
    assert bench.pump().sent == 2


def test_a_folder_that_was_cleared_away_is_made_again(tmp_path: Path) -> None:
    """Whoever tries the service out throws the folder of the first try away; every mail waited for a restart then."""
    transport = MaildirTransport(tmp_path / "m")
    list(transport.send([MAIL]))
    shutil.rmtree(tmp_path / "m")
    assert [result.outcome for _, result in transport.send([MAIL])] == [Outcome.ACCEPTED]
    assert len(list((tmp_path / "m" / "new").iterdir())) == 1


def test_the_ballast_is_laid_down_and_dropped(tmp_path: Path) -> None:
    """Two megabytes that can be given back; below the floor nothing is claimed."""
    ballast = Ballast(tmp_path)
    assert ballast.hold()
    assert (tmp_path / "ballast").stat().st_size == 2 * 1024 * 1024
    assert ballast.release()
    assert not ballast.release()
    assert not ballast.low()
    assert Ballast(tmp_path, floor_bytes=2**62).low()
    assert not Ballast(tmp_path, floor_bytes=2**62).hold()
    assert Ballast(tmp_path / "gone").low()


def test_with_too_little_room_nothing_is_claimed(bench: Any, letter: Make) -> None:
    """Fault 31: the pump says why, the messages wait."""
    bench.queue(letter("a@s.example"))
    bench.wire(ballast=Ballast(bench.folder, floor_bytes=2**62))
    assert bench.pump().ended == "disk"
    assert bench.rows() == ["queued"]
