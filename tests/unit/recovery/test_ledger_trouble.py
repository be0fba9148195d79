"""The ledger's file in trouble, with real SQLite and a real disk: what is refused, in whose words, and what is left behind."""

import errno
import json
import os
import pwd
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from support.delivery import NOW, Bench, make_letter
from support.machine import Machine

from notifier.edges.ledger import wal
from notifier.edges.ledger.backup import condition, judge, make_copy, make_daily, owner, put_back
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.guard import LedgerFailed, LedgerFull, LedgerLocked, speaking, writing
from notifier.edges.ledger.hindsight import Hindsight
from notifier.edges.ledger.home import machine_mark
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.line import Line, content_mark, last_seq, read_lines
from notifier.edges.ledger.people import People
from notifier.edges.ledger.privacy import Erased, Privacy
from notifier.edges.ledger.quota import attempts_between
from notifier.edges.ledger.record import Record
from notifier.edges.ledger.said import Said
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerBusy, LedgerError, LedgerMissing, Store
from notifier.model.message import Cause, Outcome, Result, State, Subject
from notifier.model.notice import Kind, Role
from notifier.model.person import Person


@pytest.fixture(params=[True, False], ids=["WAL", "journal"])
def wal_or_journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways of writing; True with a WAL."""
    if request.param and not wal.SOUND:
        pytest.skip("this SQLite is not sound with a WAL")
    monkeypatch.setattr(wal, "SOUND", request.param)
    return bool(request.param)


@pytest.fixture
def bench(tmp_path: Path, wal_or_journal: bool) -> Iterator[Bench]:
    made = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    yield made
    made.store.close()


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The kernel refuses every write beyond: a disk that is full for us alone."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- opening


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    """A file stands in the way: words, no traceback; restore says it, too."""
    (tmp_path / "state").write_text("")
    with pytest.raises(LedgerError, match="недоступна для записи"):
        Store.open(tmp_path / "state")
    Store.open(tmp_path / "good").close()
    with pytest.raises(LedgerError, match="недоступна для записи"):
        put_back(tmp_path / "state" / "x", tmp_path / "good" / "ledger.sqlite3", why="x", stamp=1)


@pytest.mark.skipif(not wal.SOUND, reason="without a WAL opening writes nothing, and the guard tells of the first write")
@pytest.mark.parametrize(("user", "called"), [(65534, "nobody"), (54321, "54321")])
@pytest.mark.parametrize("closed", [".", "ledger.sqlite3"])
def test_a_folder_closed_for_writing_wants_its_rights_and_no_copy(user: int, called: str, closed: str) -> None:
    """The lock is there and ours, so SQLite alone is refused: whom, where, and what to do."""
    with TemporaryDirectory() as home:
        folder = Path(home) / "state"
        Store.open(folder).close()
        with _as(user, Path(home)) as name:
            (folder / closed).chmod(0o500 if closed == "." else 0o400)
            with pytest.raises(LedgerError) as refused:
                Store.open(folder)
            folder.chmod(0o700)
            (folder / "ledger.sqlite3").chmod(0o600)
            Store.open(folder).close()
    said = str(refused.value)
    assert f"пользователю «{name or called}» нужна вся папка {folder} " in said
    assert "restore" not in said


@contextmanager
def _as(user: int, home: Path) -> Iterator[str]:
    """Somebody whom rights bind, in a folder of his; root is bound by none. Whoever is not root stays himself: his name."""
    if os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid()).pw_name
        return
    for path in (home, *home.rglob("*")):
        os.chown(path, user, -1)
    os.seteuid(user)
    try:
        yield ""
    finally:
        os.seteuid(0)


def test_a_second_owner_is_refused_and_the_first_not_disturbed(bench: Bench) -> None:
    """``flock``; the refused one leaves no descriptor behind that would hold it."""
    for _ in range(3):
        with pytest.raises(LedgerBusy):
            Store.open(bench.folder)
    bench.store.close()
    bench.store = Store.open(bench.folder)


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:4096 * 20] = b"\xa5" * (4096 * 19)
    path.write_bytes(data)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (x)")
    db.close()


@pytest.mark.parametrize("damage", [damaged, foreign, lambda path: path.write_bytes(b"text " * 999)],
                         ids=["damaged", "foreign", "a text"])
def test_what_is_no_sound_ledger_is_refused_untouched_and_free_again(bench: Bench, damage: Callable[[Path], None]) -> None:
    """Fault 36: the writer refuses in words and lets go of the lock; not a byte changes."""
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(60)))
    bench.store.close()
    path = bench.folder / "ledger.sqlite3"
    good = path.read_bytes()
    damage(path)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(LedgerError) as told:
            Store.open(bench.folder)
        assert not isinstance(told.value, LedgerBusy)
    assert path.read_bytes() == before
    path.write_bytes(good)
    bench.store = Store.open(bench.folder)


def test_pages_that_are_not_accounted_for_are_damage(bench: Bench) -> None:
    """``quick_check`` answers instead of failing: refused all the same, and told by doctor's look."""
    bench.queue(make_letter("a@s.example"))
    bench.store.close()
    path = bench.folder / "ledger.sqlite3"
    data = bytearray(path.read_bytes())
    data[36:40] = (7).to_bytes(4, "big")  # so many free pages, says the header; there are none
    path.write_bytes(data)
    said, _, _ = condition(bench.folder)
    assert said != "ok"
    with pytest.raises(LedgerError, match="повреждён"):
        Store.open(bench.folder)
    bench.store = Store(sqlite3.connect(":memory:"), None)


def test_a_reader_tells_missing_broken_and_newer_apart(tmp_path: Path) -> None:
    """A look beside a service: never a traceback."""
    with pytest.raises(LedgerMissing):
        Store.read(tmp_path)
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"text " * 999)
    with pytest.raises(LedgerError, match="не читается"):
        Store.read(tmp_path)
    path.unlink()
    Store.open(tmp_path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerError, match="более новой"):
        Store.read(tmp_path)


# --- failures in our words


@pytest.mark.parametrize(("failure", "ours"), [
    (OSError(errno.ENOSPC, "No space left on device"), LedgerFull), (OSError(errno.EDQUOT, "Quota"), LedgerFull),
    (OSError(errno.EROFS, "Read-only file system"), LedgerFailed), (OSError(errno.EIO, "I/O error"), LedgerFailed)])
def test_what_the_disk_does_to_us_is_said_in_our_words(failure: OSError, ours: type[LedgerError]) -> None:
    """Full: wait for room. Not writable: stop."""
    with pytest.raises(ours), speaking():
        raise failure


@pytest.mark.parametrize("failure", [FileNotFoundError(errno.ENOENT, "x"), sqlite3.IntegrityError("UNIQUE"), sqlite3.ProgrammingError("x")])
def test_mistakes_of_our_own_are_not_called_the_disks(failure: Exception) -> None:
    """They keep their traceback: somebody has to mend the program."""
    with pytest.raises(type(failure)), speaking():
        raise failure


def test_a_locked_file_is_said_to_be_locked(bench: Bench, wal_or_journal: bool) -> None:
    """By whatever way it is noticed; nothing is left open, and the next try works. Beside a WAL it is the writers who lock."""
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.store.db.execute("PRAGMA busy_timeout = 10")
    shell.execute("BEGIN EXCLUSIVE")
    if not wal_or_journal:
        with pytest.raises(LedgerLocked), speaking():
            bench.store.db.execute("SELECT count(*) FROM message").fetchone()
    with pytest.raises(LedgerLocked), writing(bench.store):
        pass
    shell.execute("ROLLBACK")
    # with a rollback journal a reader keeps the file, too: the change is made, but the COMMIT is refused
    shell.execute("BEGIN")
    shell.execute("SELECT count(*) FROM meta").fetchall()
    with nullcontext() if wal_or_journal else pytest.raises(LedgerLocked), writing(bench.store) as db:
        db.execute("REPLACE INTO meta VALUES ('k', 'v')")
    assert not bench.store.db.in_transaction
    shell.execute("ROLLBACK")
    shell.close()
    with writing(bench.store) as db:
        db.execute("REPLACE INTO meta VALUES ('k', 'v')")
    assert bench.store.kept.get("k") == "v"


def test_a_turn_stores_first_what_the_last_one_could_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 35: locked between mail and mark; nothing is decided until the ledger knows what left, and then nothing is on its way."""
    machine = Machine(tmp_path / "home")
    store = machine.station.ledger.store
    store.db.execute("PRAGMA busy_timeout = 10")
    shell = sqlite3.connect(machine.state / "ledger.sqlite3", isolation_level=None)

    def lock_what_is_on_its_way() -> None:
        if not shell.in_transaction and store.db.execute("SELECT 1 FROM message WHERE state = 'sending'").fetchone():
            shell.execute("BEGIN IMMEDIATE")

    while not shell.in_transaction:
        machine.now += timedelta(hours=2)
        ended = machine.station.turn(lambda: machine.now, beat=lock_what_is_on_its_way).delivered.ended
    assert ended == "locked"
    sent = machine.sent()
    passes: list[int] = []
    decide = machine.station.passes.run
    monkeypatch.setattr(machine.station.passes, "run", lambda *given, **named: (passes.append(store.db.execute(
        "SELECT count(*) FROM message WHERE state = 'sending'").fetchone()[0]), decide(*given, **named))[1])
    with pytest.raises(LedgerLocked):
        machine.turn()
    shell.close()
    machine.turn()
    assert passes == [0]
    assert machine.sent() == sent
    machine.stop()


def test_a_write_the_kernel_refuses_loses_nothing_that_was_acknowledged(bench: Bench) -> None:
    """Faults 31, 34: rolled back, told, and what was stored before is there."""
    bench.queue(make_letter("a@s.example"))
    size = (bench.folder / "ledger.sqlite3").stat().st_size
    with files_no_larger_than(size), pytest.raises((LedgerFull, LedgerFailed)), writing(bench.store) as db:
        db.execute("INSERT INTO meta VALUES ('big', hex(randomblob(200000)))")
    bench.store.close()
    bench.store = Store.open(bench.folder)
    assert bench.rows() == ["queued"]
    assert bench.store.kept.get("big") is None


# --- the ballast


def test_a_ballast_there_is_no_room_for_leaves_nothing_behind(tmp_path: Path) -> None:
    """Half a ballast would help nobody."""
    ballast = Ballast(tmp_path, size_bytes=100_000, floor_bytes=0)
    with files_no_larger_than(50_000):
        assert not ballast.hold()
    assert not (tmp_path / "ballast").exists()
    assert ballast.hold()
    assert ballast.hold()
    assert (tmp_path / "ballast").stat().st_size == 100_000
    assert ballast.release()
    assert not ballast.release()


def test_a_disk_below_the_floor_or_gone_is_low(tmp_path: Path) -> None:
    """Nothing is laid down and nothing is claimed there."""
    assert Ballast(tmp_path, floor_bytes=1 << 62).low()
    assert not Ballast(tmp_path, floor_bytes=1 << 62).hold()
    assert Ballast(tmp_path / "gone").low()


# --- copies


def test_a_copy_that_can_not_be_written_leaves_no_half_one(bench: Bench) -> None:
    """Told with the way out; the target is what it was."""
    (bench.folder / "file").write_text("x")
    with pytest.raises(LedgerError, match="Копия журнала не сделана"):
        make_copy(bench.store, bench.folder / "file" / "copy.sqlite3")
    with files_no_larger_than(20_000), pytest.raises(LedgerError, match="Копия журнала не сделана"):
        make_copy(bench.store, bench.folder / "copy.sqlite3")
    assert not [path for path in bench.folder.iterdir() if "copy" in path.name]


def test_a_copy_that_is_not_whole_is_thrown_away(tmp_path: Path) -> None:
    """What was copied is looked at before it gets its name."""
    empty = Store(sqlite3.connect(":memory:", isolation_level=None), None)
    with pytest.raises(LedgerError, match="не журнал notifier"):
        make_copy(empty, tmp_path / "copy.sqlite3")
    assert list(tmp_path.iterdir()) == []
    empty.close()


def test_the_days_copy_is_made_once(bench: Bench) -> None:
    """A second look on the same day makes none."""
    folder = bench.folder / "backups"
    assert make_daily(bench.store, folder, date(2020, 11, 3), keep=2) is not None
    assert make_daily(bench.store, folder, date(2020, 11, 3), keep=2) is None
    make_daily(bench.store, folder, date(2020, 11, 4), keep=2)
    make_daily(bench.store, folder, date(2020, 11, 5), keep=2)
    assert sorted(path.name for path in folder.iterdir()) == ["ledger-2020-11-04.sqlite3", "ledger-2020-11-05.sqlite3"]


def killed(what: Callable[[], None], *, before: int | None = None) -> bool:
    """Run in a process of its own, which SIGKILL ends before its n-th act on a name in a folder. False when it came to its end."""
    child = os.fork()
    if not child:
        left = [before]

        def act(event: str, _: object) -> None:
            if event in ("os.rename", "os.link", "os.remove") and left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(act)
        what()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def dies_in_a_transaction(folder: Path, copy: Path) -> None:
    """One mail more in the ledger than in its copy, and half a transaction in its files."""
    bench = Bench(Store.open(folder), folder)
    bench.queue(make_letter("copied@s.example"))
    make_copy(bench.store, copy)
    bench.queue(make_letter("late@s.example"))
    bench.store.db.execute("PRAGMA cache_size = 5")  # its pages go to the file before the commit
    bench.store.db.execute("BEGIN IMMEDIATE")
    bench.store.db.executemany("INSERT INTO meta VALUES (?, hex(randomblob(4000)))", [(f"half-{n}",) for n in range(60)])
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_file_with_half_a_transaction_is_put_back_nowhere(tmp_path: Path, wal_or_journal: bool) -> None:
    """A folder of a machine that crashed, copied as it was: without a look into the rollback journal it would be taken. A WAL has it apart."""
    folder = tmp_path / "dead"
    assert killed(partial(dies_in_a_transaction, folder, tmp_path / "copy"))
    with nullcontext() if wal_or_journal else pytest.raises(LedgerError, match="не журнал notifier или повреждён"):
        put_back(tmp_path / "new", folder / "ledger.sqlite3", why="x", stamp=1)
    assert (tmp_path / "new").exists() == wal_or_journal


def test_a_look_beside_half_a_transaction_sends_nobody_to_a_copy(tmp_path: Path, wal_or_journal: bool) -> None:
    """The next start takes it back; «не читается» is answered by putting a copy in the ledger's place."""
    folder = tmp_path / "dead"
    assert killed(partial(dies_in_a_transaction, folder, tmp_path / "copy"))
    with nullcontext() if wal_or_journal else pytest.raises(LedgerError, match=r"Запустите службу или notifier tick: .* копия не нужна"):
        Store.read(folder).close()
    Store.open(folder).close()
    Store.read(folder).close()


def test_wherever_a_restore_is_killed_there_is_a_whole_ledger(tmp_path: Path, wal_or_journal: bool) -> None:
    """The former one with its last commits and nothing of a transaction that a crash left half written, or the copy, held."""
    found = []
    for before in range(30):
        folder, copy = tmp_path / str(before), tmp_path / f"{before}.sqlite3"
        assert killed(partial(dies_in_a_transaction, folder, copy))
        dead = killed(partial(put_back, folder, copy, why="x", stamp=1), before=before)
        with closing(sqlite3.connect(folder / "ledger.sqlite3")) as db:
            assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            (mails,), (held,) = (db.execute(f"SELECT count(*) FROM {what}").fetchone()
                                 for what in ("message", "meta WHERE key = 'armed' OR key LIKE 'half-%'"))
        found.append((mails, held))
        if not dead:
            break
    assert not dead
    assert set(found) == {(2, 0), (1, 1)}
    assert len(found) > 3


def test_put_back_where_nothing_was_and_where_nothing_can_be(bench: Bench, tmp_path: Path) -> None:
    """A new machine: the copy is its first ledger, held. In the way stands a folder: told, and the old ledger is untouched."""
    copy = make_copy(bench.store, tmp_path / "copy.sqlite3")
    new = tmp_path / "new"
    assert put_back(new, copy, why="другая машина", stamp=1) is None
    judge(new / "ledger.sqlite3")
    with pytest.raises(LedgerError, match=r"Файла .* нет"):
        put_back(new, tmp_path / "none.sqlite3", why="x", stamp=2)
    (new / "replaced-3-ledger.sqlite3").mkdir()
    (new / "replaced-3-ledger.sqlite3" / "x").write_text("")
    before = (new / "ledger.sqlite3").read_bytes()
    with pytest.raises(LedgerError, match="не поставлена на место"):
        put_back(new, copy, why="x", stamp=3)
    assert (new / "ledger.sqlite3").read_bytes() == before
    assert sorted(path.name for path in new.iterdir()) == ["ledger.sqlite3", "lock", "replaced-3-ledger.sqlite3"]


def test_a_look_at_a_damaged_file_says_what_sqlite_says(bench: Bench) -> None:
    """For doctor: words, and no owner where there is no lock file."""
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(60)))
    bench.store.close()
    damaged(bench.folder / "ledger.sqlite3")
    said, _, _ = condition(bench.folder)
    assert "malformed" in said or "database" in said
    assert owner(bench.folder / "nowhere") is None
    bench.store = Store(sqlite3.connect(":memory:"), None)


# --- the journal of sent mail


def accepted(bench: Bench, journal: Journal, *addresses: str) -> None:
    """These mails go out with the journal written."""
    bench.wire(journal=journal)
    bench.queue(*(make_letter(address) for address in addresses))
    bench.pump()


def test_a_large_journal_becomes_the_old_one_and_counting_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a start; nothing known is forgotten, and a ledger behind both would still be noticed."""
    from notifier.edges.ledger import journal as module
    first = Journal(bench.store, bench.folder)
    accepted(bench, first, "a@s.example", "b@s.example")
    first.close()
    monkeypatch.setattr(module, "LARGE_BYTES", 100)
    second = Journal(bench.store, bench.folder)
    assert (second.last, last_seq(bench.folder / "sent.log"), last_seq(bench.folder / "sent.log.1")) == (2, 0, 2)
    accepted(bench, second, "c@s.example")
    assert [line.seq for line in read_lines(bench.folder / "sent.log")] == [3]
    bench.store.db.execute("UPDATE meta SET value = '1' WHERE key = 'journal-seq'")
    bench.store.kept.forget()
    second.close()
    third = Journal(bench.store, bench.folder)
    assert [line.seq for line in third.unknown()] == [2, 3]
    third.close()


def test_a_merged_mail_has_a_line_for_each_event_it_told(bench: Bench) -> None:
    """A restored ledger must know of each that it was told; all in one mail."""
    journal = Journal(bench.store, bench.folder, durable=False)
    bench.wire(journal=journal)
    bench.queue(make_letter("a@s.example", subjects=(Subject("teor-2", "", 0, "2020-11-19T14:30:00", "D-7"),
                                                     Subject("teor-4", "", 1, "2020-11-19T16:00:00", "D-7"))))
    assert bench.pump().sent == 1
    first, second = read_lines(bench.folder / "sent.log")
    assert [(line.seq, line.item, line.sequence, line.start, line.step, line.end) for line in (first, second)] == [
        (1, "teor-2", 0, "2020-11-19T14:30:00", "D-7", "sent"), (2, "teor-4", 1, "2020-11-19T16:00:00", "D-7", "sent")]
    assert first.message == first.carrier == second.carrier != second.message
    assert first.who == second.who
    journal.close()


def test_what_comes_again_has_no_line_yet(bench: Bench) -> None:
    """A journal of what ended: a put-off mail did not."""
    journal = Journal(bench.store, bench.folder, durable=False)
    bench.post.script = {"a@s.example": [Result(Outcome.TEMPORARY, 450, cause=Cause.GREYLIST)]}
    accepted(bench, journal, "a@s.example")
    journal.close()
    assert bench.rows() == ["queued"]
    assert list(read_lines(bench.folder / "sent.log")) == []


def test_a_line_the_disk_refuses_is_said_once_and_stops_nothing(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Torn or not written: the mail goes, the log has one line."""
    journal = Journal(bench.store, bench.folder, durable=False)
    accepted(bench, journal, "a@s.example")
    with files_no_larger_than((bench.folder / "sent.log").stat().st_size + 20):
        journal._append("x" * 100 + "\n")
        journal._append("y" * 100 + "\n")
    accepted(bench, journal, "b@s.example")
    journal.close()
    journal.close()
    assert bench.rows() == ["sent", "sent"]
    assert sum("is not written" in record.message for record in caplog.records) == 1
    assert [line.seq for line in read_lines(bench.folder / "sent.log")] == [1, 2]


def test_a_refused_sync_is_said(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """The sync runs beside the mail: its failure comes out at the next line or at the end."""
    import os
    journal = Journal(bench.store, bench.folder)
    (bench.folder / "sent.log").unlink()
    os.mkfifo(bench.folder / "sent.log")  # a pipe takes bytes and can't be synced
    reading = os.open(bench.folder / "sent.log", os.O_RDONLY | os.O_NONBLOCK)
    journal._append("x\n")
    journal.close()
    os.close(reading)
    assert sum("is not written" in record.message for record in caplog.records) == 1


def test_without_a_usable_key_addresses_are_hashed_all_the_same(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged key file: said, and no address stands in the journal."""
    (bench.folder / "instance").write_text("not hexadecimal")
    journal = Journal(bench.store, bench.folder)
    accepted(bench, journal, "a@s.example")
    journal.close()
    assert "key is not usable" in caplog.text
    assert b"a@s.example" not in (bench.folder / "sent.log").read_bytes()
    assert last_seq(bench.folder / "sent.log") == 1


def test_a_machine_without_an_identity_has_none(tmp_path: Path) -> None:
    """No /etc/machine-id, an empty or a strange one: no mark, so no hold because of it."""
    assert machine_mark(tmp_path / "none") == ""
    (tmp_path / "empty").write_text("\n")
    assert machine_mark(tmp_path / "empty") == ""
    (tmp_path / "strange").write_bytes(b"\xff\xfe")
    assert machine_mark(tmp_path / "strange") == ""
    (tmp_path / "good").write_text("0123456789abcdef0123456789abcdef\n")
    assert len(machine_mark(tmp_path / "good")) == 16


def test_foreign_lines_are_left_out(tmp_path: Path) -> None:
    """JSON of another shape, text, bytes: no line of ours, no failure."""
    path = tmp_path / "sent.log"
    path.write_bytes(b'{"seq": 1}\n"x"\n[1, 2]\n\xff\xfe\nnull\n["one"' + b', ""' * 16 + b"]\n")
    assert list(read_lines(path)) == []
    assert last_seq(path) == 0
    assert list(read_lines(tmp_path / "none")) == []


# --- hindsight


LINE = Line(seq=1, at=100, end="sent", message=1, carrier=1, kind="invitation", role="librarian", item="teor-2", uid="teor-2@cdo.example",
            sequence=0, start="2020-11-19T14:30:00", step="", turn=0, who="anna", message_id="<old@cdo.example>", method="REQUEST", content="")
PEOPLE = {"anna": (1, "anna@school.example"), "boss": (0, "c@cdo.example")}


def enter(bench: Bench, *lines: Line) -> Any:
    with bench.store.transaction():
        return Hindsight(bench.store).enter(lines, PEOPLE, 500)


def test_lines_of_unknown_people_and_events_are_counted_and_left(bench: Bench) -> None:
    """A person who was erased, an event of another plan."""
    bench.event()
    done = enter(bench, replace(LINE, who="nobody"), replace(LINE, seq=2, uid="other@cdo.example"))
    assert (done.entered, done.strange) == (0, 2)
    assert bench.rows() == []


def test_what_waits_here_and_has_left_there_is_taken_out_of_the_queue(bench: Bench) -> None:
    """Queued or held: settled under the Message-ID that people have. Entered again: nothing changes."""
    bench.event()
    person = bench.person("anna@school.example")
    for state in (State.QUEUED, State.HELD):
        with bench.store.transaction() as db:
            db.execute("DELETE FROM message")
        bench.queue(make_letter(uid=LINE.uid, person=person))
        if state is State.HELD:
            (one,) = bench.outbox.settle_and_claim([], NOW, 1, participants_open=True, urgent_open=True)
            bench.outbox.settle_and_claim([(one, Result(Outcome.OURS, cause=Cause.SIZE), State.HELD, None)], NOW, 0, participants_open=True, urgent_open=True)
        with bench.store.transaction():
            done = Hindsight(bench.store).enter([LINE], {"anna": (person, "anna@school.example")}, 500)
        assert (done.entered, done.settled) == (0, 1)
        assert bench.rows("state, message_id") == [("sent", "<old@cdo.example>")]
        with bench.store.transaction():
            again = Hindsight(bench.store).enter([LINE], {"anna": (person, "anna@school.example")}, 500)
        assert (again.entered, again.settled) == (0, 0)


def test_a_line_without_a_message_id_leaves_the_mails_own(bench: Bench) -> None:
    """Nothing is forgotten for it."""
    bench.event()
    person = bench.person("anna@school.example")
    bench.queue(make_letter(uid=LINE.uid, person=person))
    before = bench.rows("message_id")
    with bench.store.transaction():
        Hindsight(bench.store).enter([replace(LINE, message_id="")], {"anna": (person, "anna@school.example")}, 500)
    assert bench.rows("message_id") == before


def test_a_merged_reminder_is_entered_as_one_mail_with_what_it_carried(bench: Bench) -> None:
    """Carrier first whatever the order of lines; the carried row has the carrier's fate and no Message-ID of its own."""
    bench.event()
    bench.event("prak-1@cdo.example")
    reminder = replace(LINE, kind="reminder", step="D-7", message=7, carrier=7)
    carried = replace(reminder, seq=2, message=8, uid="prak-1@cdo.example")
    done = enter(bench, carried, reminder)
    assert done.entered == 2
    assert bench.rows("carrier IS NULL, message_id") == [(1, "<old@cdo.example>"), (0, "")]
    assert bench.outbox.counts()[State.SENT] == 1


def test_what_left_counts_for_the_limits_of_the_day(bench: Bench) -> None:
    """The provider counted each mail once, whatever it carried, and whatever this ledger knew of it; entered again, nothing changes."""
    bench.event()
    bench.event("prak-1@cdo.example")
    bench.queue(make_letter(uid=LINE.uid, person=bench.person("anna@school.example")))
    reminder = replace(LINE, kind="reminder", step="D-7", message=7, carrier=7)
    for _ in range(2):
        enter(bench, LINE, reminder, replace(reminder, seq=2, message=8, uid="prak-1@cdo.example"))
        assert attempts_between(bench.store.db, LINE.at, LINE.at) == 2


def test_a_carried_line_whose_carrier_waits_here_settles_with_it(bench: Bench) -> None:
    """Two subjects of one mail that is still queued: settled once, entered never."""
    bench.event()
    bench.event("prak-1@cdo.example")
    person = bench.person("anna@school.example")
    subjects = tuple(Subject("x", uid, 0, LINE.start, "D-7") for uid in (LINE.uid, "prak-1@cdo.example"))
    bench.queue(make_letter(kind=Kind.REMINDER, subjects=subjects, person=person))
    reminder = replace(LINE, kind="reminder", step="D-7")
    carried = replace(reminder, seq=2, message=2, uid="prak-1@cdo.example", message_id="")
    with bench.store.transaction():
        done = Hindsight(bench.store).enter([reminder, carried], {"anna": (person, "anna@school.example")}, 500)
    assert (done.entered, done.settled) == (0, 1)
    assert bench.rows() == ["sent", "sent"]


@pytest.mark.parametrize("left", [0, 1], ids=["its own row", "the row it carries"])
def test_a_merged_mail_that_waits_here_and_of_which_a_part_left_alone_is_made_anew(bench: Bench, left: int) -> None:
    """The pass after a restoring merged what was told yesterday with what is due today: settled, today's would be told to nobody; sent,
    yesterday's would be told twice."""
    uids = [LINE.uid, "prak-1@cdo.example"]
    events = [bench.event(uid) for uid in uids]
    person = bench.person("anna@school.example")
    subjects = tuple(Subject("x", uid, 0, LINE.start, "D-7") for uid in uids)
    bench.queue(make_letter(kind=Kind.REMINDER, subjects=subjects, person=person))
    with bench.store.transaction():
        for event in events:
            bench.store.kept.mark_expanded((event, 0, "reminder", "D-7", LINE.start), "roster")
        line = replace(LINE, kind="reminder", step="D-7", message=7, carrier=7, uid=uids[left])
        done = Hindsight(bench.store).enter([line], {"anna": (person, "anna@school.example")}, 500)
    assert (done.entered, done.settled) == (1, 1)
    assert bench.rows("event, state, live") == [(events[0], "superseded", 0), (events[1], "superseded", 0), (events[left], "sent", 1)]
    assert [event for event, *_ in bench.store.kept.expanded()] == [events[left]]
    assert bench.queue(make_letter(kind=Kind.REMINDER, subjects=(subjects[1 - left],), person=person)) == 1, "today's may be made anew"
    assert bench.pump().sent == 1


def test_a_mail_to_the_coordinator_is_nobodys_telling(bench: Bench) -> None:
    """Person 0, no event."""
    assert enter(bench, replace(LINE, role="coordinator", who="boss", uid="", kind="digest", start="", content="")).entered == 1
    assert bench.rows("person, event, address") == [(0, 0, "c@cdo.example")]


CONTENT = {"start": "2020-11-19T14:30:00", "end": "2020-11-19T16:00:00", "status": "CONFIRMED", "link": "", "place": "ЦДО"}


@pytest.mark.parametrize(("mine", "told", "theirs", "content", "expected"), [
    (0, 1, 0, CONTENT, (0, 1, 0)), (3, 0, 1, CONTENT, (3, 0, 0)), (0, 0, 0, CONTENT, (0, 1, 1)), (0, 1, 2, CONTENT, (2, 1, 1)),
    (0, 1, 2, CONTENT | {"note": "Начало в первый день в 10:00\nПаспорт"}, (3, 0, 1)), (0, 1, 2, CONTENT | {"note": "Паспорт"}, (2, 1, 1)),
    (0, 1, 2, CONTENT | {"place": "СШ № 1"}, (3, 0, 1)), (2, 1, 2, CONTENT | {"place": "СШ № 1"}, (3, 0, 1))])
def test_an_event_is_raised_to_what_people_have_seen(bench: Bench, mine: int, told: int, theirs: int, content: dict[str, str],
                                                     expected: tuple[int, int, int]) -> None:
    """Never lowered; the same content gets the sequence that was seen, other content the next one and is not told yet: both are states."""
    event = bench.event()
    bench.store.db.execute("UPDATE event SET sequence = ?, told = ?, content = ? WHERE id = ?",
                           (mine, told, json.dumps(CONTENT, ensure_ascii=False), event))
    done = enter(bench, replace(LINE, sequence=theirs, content=content_mark(json.dumps(content))),
                 replace(LINE, seq=2, sequence=theirs - 1, turn=9, content="older"))
    assert (*bench.store.db.execute("SELECT sequence, told FROM event").fetchone(), done.raised) == expected
    states = [sequence for sequence, in bench.store.db.execute("SELECT sequence FROM revision ORDER BY sequence")]
    assert states == (list(range(theirs, expected[0] + 1)) if done.raised else [])


@pytest.mark.parametrize(("mine", "told", "roles", "expected"), [
    (0, 0, ("host",), 14), (0, 14, ("host",), 14), (0, 14, ("host", "librarian"), 11), (0, 1, ("host",), 11), (1, 0, ("host",), 8),
    (1, 12, ("librarian",), 8)])
def test_what_a_host_was_told_invites_no_guest_after_an_import(bench: Bench, mine: int, told: int, roles: tuple[str, ...],
                                                               expected: int) -> None:
    """Lines of hosts alone leave the guests uninvited; one line of a guest says that they were."""
    event = bench.event()
    bench.store.db.execute("UPDATE event SET sequence = ?, told = ?, content = ? WHERE id = ?",
                           (mine, told, json.dumps(CONTENT, ensure_ascii=False), event))
    enter(bench, *(replace(LINE, seq=n, role=role, who="boss" if role == "host" else LINE.who, kind=role, content=content_mark(json.dumps(CONTENT)))
                   for n, role in enumerate(roles)))
    assert bench.store.db.execute("SELECT told FROM event").fetchone() == (expected,)


def test_only_mails_on_their_way_make_a_crash(bench: Bench) -> None:
    """No lines are none; a mail that is not here, or is another one under the number, is no crash but an older ledger."""
    hindsight = Hindsight(bench.store)
    assert not hindsight.is_crash([])
    assert not hindsight.is_crash([LINE])
    bench.queue(make_letter(message_id="<old@cdo.example>"))
    assert not hindsight.is_crash([LINE])
    bench.outbox.settle_and_claim([], NOW, 1, participants_open=True, urgent_open=True)
    assert hindsight.is_crash([LINE, replace(LINE, seq=2, message=2)])
    assert not hindsight.is_crash([replace(LINE, message_id="<another@cdo.example>")])


# --- people and their data


def test_a_telling_at_a_former_address_counts_for_the_turn_only(bench: Bench) -> None:
    """Told at the old address, at the new one, and (by a line of the journal) at the old one again: what holds is the present one's."""
    bench.event()
    person = bench.person("new@s.example")
    people = People(bench.store, UTC)
    bench.queue(make_letter("old@s.example", uid=LINE.uid, person=person, turn=4))
    assert (people.told(1)[person].live, people.told(1)[person].turn) == (False, 4)
    bench.queue(make_letter("new@s.example", uid=LINE.uid, person=person, turn=5))
    bench.queue(make_letter("old@s.example", uid=LINE.uid, person=person, turn=6))
    told = people.told(1)[person]
    assert (told.live, told.sequence, told.turn) == (True, 0, 6)


def test_who_is_in_no_table_yet_is_no_member(bench: Bench) -> None:
    """The list was read, the pass has not run: no number, no telling."""
    people = People(bench.store, UTC)
    bench.person("a@s.example")
    members = people.members([Person("a@s.example", "А", "СШ 1"), Person("b@s.example", "Б", "СШ 2")])
    assert [member.person.email for member in members] == ["a@s.example"]


def test_nobody_is_erased_while_a_mail_to_him_is_on_its_way(bench: Bench) -> None:
    """Its end would be written under a name that is gone: told to come again."""
    person = bench.person("a@s.example")
    bench.queue(make_letter("a@s.example", person=person))
    bench.outbox.settle_and_claim([], NOW, 1, participants_open=True, urgent_open=True)
    with pytest.raises(LedgerError, match="в пути"), bench.store.transaction():
        Privacy(bench.store).erase("a@s.example", b"secret", 500)
    assert bench.rows("address") == ["a@s.example"]


def test_a_report_that_names_an_erased_person_is_forgotten_once_it_left(bench: Bench) -> None:
    """Waiting ones are not taken away from the coordinator; of a stranger there is nothing to erase."""
    about = {"kind": Kind.DIGEST, "role": Role.COORDINATOR, "subjects": (), "subject": "Не доставлено: anna@s.example"}
    bench.queue(make_letter("c@cdo.example", **about | {"message_id": "<1@x>"}))
    bench.pump()
    bench.queue(make_letter("c@cdo.example", **about | {"message_id": "<2@x>", "turn": 1}))
    privacy = Privacy(bench.store)
    exported = privacy.export("anna@s.example")
    assert exported is not None
    assert [report["message"] for report in exported["reports"]] == [1, 2]
    assert privacy.export("nobody@s.example") is None
    with bench.store.transaction():
        erased = privacy.erase("anna@s.example", b"secret", 500)
        nobody = privacy.erase("nobody@s.example", b"secret", 500)
    assert (erased, nobody) == (Erased(0, 0, 2), Erased(0, 0, 0))
    assert bench.rows("skeleton IS NULL, subject") == [(1, "стёрто"), (0, "Не доставлено: anna@s.example")]


def test_gaps_that_can_not_be_closed_are_said(bench: Bench) -> None:
    """No room to write the file anew: the data are erased, the answer is no."""
    privacy = Privacy(bench.store)
    assert privacy.compact()
    with bench.store.transaction():
        assert not privacy.compact()


# --- people's acts on the outbox


def test_retry_lets_a_waiting_mail_go_now(bench: Bench) -> None:
    """Queued for tomorrow: due at once, attempts counted anew."""
    bench.queue(make_letter("a@s.example", hours=100))
    bench.post.script = {"a@s.example": [Result(Outcome.TEMPORARY, 451, cause=Cause.MAILBOX)]}
    bench.pump()
    assert bench.outbox.retry(1, NOW)
    assert bench.rows("state, attempts, next_at") == [("queued", 0, int(NOW.timestamp()))]
    assert bench.pump().sent == 1
    assert not bench.outbox.retry(1, NOW)
    assert not bench.outbox.retry(99, NOW)


def test_bytes_of_a_mail_that_still_waits_are_kept_however_old(bench: Bench) -> None:
    """Retention never takes what is yet to be sent."""
    bench.queue(make_letter("a@s.example", hours=1), make_letter("b@s.example", hours=1))
    bench.outbox.settle_and_claim([], NOW, 1, participants_open=True, urgent_open=True)
    assert bench.outbox.erase_bytes(datetime(2030, 1, 1, tzinfo=UTC)) == 0
    assert bench.rows("skeleton IS NULL") == [0, 0]


def test_an_event_must_be_recorded_before_it_is_told(bench: Bench) -> None:
    """Promise 1: revisions first."""
    with pytest.raises(KeyError, match="recorded before"):
        bench.queue(make_letter("a@s.example", uid="unknown@cdo.example"))
    assert bench.rows() == []


def test_the_log_is_found_by_row_and_by_address(bench: Bench) -> None:
    """Mails about a row (carried ones, too), to a person, or all; newest last."""
    bench.queue(make_letter("a@s.example"), make_letter("b@s.example"))
    record = Record(bench.store, UTC)
    assert [row.address for row in record.log(item="teor-2")] == ["a@s.example", "b@s.example"]
    assert [row.address for row in record.log(address="b@s.example")] == ["b@s.example"]
    assert record.log(item="prak-9") == record.log(address="c@s.example") == []
    assert [row.address for row in record.log(limit=1)] == ["b@s.example"]


def test_nobody_said_anything_in_a_ledger_that_does_not_answer(tmp_path: Path) -> None:
    """Who reads the files beside a ledger without its tables, or without one at all, takes them as they are."""
    assert Said.beside(tmp_path) == Said()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as db:
        db.execute("CREATE TABLE other (id)")
        db.execute("PRAGMA user_version = 1")
    assert Said.beside(tmp_path) == Said()
    (tmp_path / "ledger.sqlite3").write_bytes(b"no ledger" * 100)
    assert Said.beside(tmp_path) == Said()


@pytest.mark.parametrize("gone", ["ledger.sqlite3", *(["ledger.sqlite3-wal"] if wal.SOUND else [])])
def test_a_service_whose_ledger_fails_ends_at_once(machine: Machine, gone: str) -> None:
    """Faults 34, 36: it does not go on until the next look, as where the ledger is only locked; nothing leaves."""
    machine.start().turn()
    watch = machine.service()
    sent = machine.sent()
    (machine.state / gone).rename(machine.folder / "elsewhere")
    machine.write("dates.toml", '[dates]\n"teor-2" = "26.11.2020 14:30"\n')
    with pytest.raises(LedgerFailed):
        watch._turn(machine.station)
    assert machine.sent() == sent
    machine.stop()
