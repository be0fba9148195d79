"""What waits and why; acts of people on it; a person's data out and away (152-ФЗ)."""

import json
import threading
from collections.abc import Callable
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from support.delivery import NOW, Bench, make_letter
from support.hearing import hear, letter
from support.machine import Machine
from support.year import MOSCOW, PEOPLE, Year, moscow

from notifier.core.retry import Breaker
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.guard import LedgerLocked
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.flows.arming.requests import Request, leave, outcome
from notifier.model.message import Cause, Outcome, Result, State
from notifier.model.notice import Kind, Role

Command = Callable[..., tuple[int, str, str]]
WITHOUT_ANNA = "name,email,school,groups,greeting,left\nВера Сидорова,vera@mail.example,СШ № 2,молодые специалисты,,\n"


def waiting(machine: Machine, state: str, why: str = "550 5.7.1 spam") -> list[int]:
    """The reminders of 12.11, made and not sent: held with the server's words, or queued. Returns their numbers."""
    machine.start().live("2020-11-12 09:00")
    machine.now = machine.now.replace(hour=10)
    report = machine.station.passes.run(machine.now)
    assert report.queued == 2
    outbox = machine.station.ledger.outbox
    numbers = [row[0] for row in machine.station.ledger.store.db.execute("SELECT id FROM message WHERE state = 'queued'")]
    if state == "held":
        claimed = outbox.settle_and_claim([], machine.now, 2, participants_open=True, urgent_open=True)
        outbox.settle_and_claim([(one, Result(Outcome.OURS, text=why, cause=Cause.POLICY), State.HELD, None) for one in claimed], machine.now, 0, participants_open=True, urgent_open=True)
    machine.stop()
    return numbers


def states(machine: Machine) -> dict[int, str]:
    store = machine.look()
    found = dict(store.db.execute("SELECT id, state FROM message").fetchall())
    store.close()
    return found


def test_a_quiet_outbox(command: Command) -> None:
    """Nothing waits: said so, code 0."""
    assert command("outbox") == (0, "Ничего не ждёт отправки.\n", "")


def test_what_is_held_names_the_servers_words_and_the_ways_out(machine: Machine, command: Command) -> None:
    """Code 1: something waits for a person."""
    numbers = waiting(machine, "held")
    code, said, _ = command("outbox")
    assert code == 1
    assert f"№ {numbers[0]}  задержано  anna@mail.example" in said
    assert "ждёт вашего решения: 550 5.7.1 spam" in said
    assert "outbox release" in said
    rows = json.loads(command("outbox", "--json")[1])
    assert [row["id"] for row in rows] == numbers
    assert {"id", "state", "kind", "item", "to", "subject", "why", "until", "valid_until", "attempts", "possible_copies"} == set(rows[0])


def test_why_a_queued_mail_waits(machine: Machine, command: Command) -> None:
    """The window is closed, the account rests, or nobody has said yes."""
    waiting(machine, "queued")
    assert "уходит при ближайшем проходе" in command("outbox")[1]
    assert "закрыто окно рассылки; до 13.11.2020 09:30" in command("outbox", at="2020-11-12 20:00")[1]
    store = Store.open(machine.state)
    Outbox(store).keep_breaker(Breaker(Cause.AUTH, "535", machine.now, moscow("2020-11-12 11:00"), 1, ""))
    store.close()
    said = command("outbox")[1]
    assert "сервер не принял пароль; до 12.11.2020 11:00" in said, said
    command("disarm")
    assert "рассылка не разрешена (по распоряжению администратора): notifier arm" in command("outbox")[1]


def test_a_disk_below_the_floor_is_why_mail_waits(machine: Machine, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 31: «уходит при ближайшем проходе» would be false for ever. No disk has a floor of 2 to the 60th bytes."""
    waiting(machine, "queued")
    monkeypatch.setattr("notifier.edges.ledger.ballast.FLOOR_BYTES", 2 ** 60)
    assert "на диске мало места" in command("outbox")[1]
    code, said, _ = command("status")
    assert (code, "На диске с журналом мало места" in said) == (1, True), said


def test_status_says_why_mail_does_not_leave_and_ends_with_1(machine: Machine, command: Command) -> None:
    """For a watcher the exit code, for a person the words; the JSON stays JSON. A good day ends with 0."""
    assert command("status")[0] == 0
    waiting(machine, "held")
    code, said, _ = command("status")
    assert code == 1
    assert "Задержано писем: 2 (notifier outbox)." in said
    store = Store.open(machine.state)
    Outbox(store).release(machine.now)
    Outbox(store).keep_breaker(Breaker(Cause.AUTH, "535", machine.now, moscow("2020-11-12 11:00"), 1, ""))
    store.close()
    code, said, _ = command("status")
    assert (code, "Почта отдыхает до 12.11.2020 11:00: сервер не принял пароль" in said) == (1, True), said
    assert command("status", at="2020-11-12 11:00")[0] == 0
    store = Store.open(machine.state)
    with store.transaction():
        store.kept.put("hold-all", "machine")
    store.close()
    code, said, _ = command("status", at="2020-11-12 11:00")
    assert (code, "Остановлено всё" in said) == (1, True), said
    code, said, _ = command("status", "--json", at="2020-11-12 11:00")
    assert (code, json.loads(said)["armed"]) == (1, True)


def test_status_says_what_stopped_a_service_that_was_armed(machine: Machine, command: Command) -> None:
    """«Рассылка не включена» alone would not tell a clock's jump from a first start."""
    store = Store.open(machine.state)
    with store.transaction():
        Facts(store, MOSCOW).disarm("часы шагнули назад")
    store.close()
    code, said, _ = command("status")
    assert (code, "Рассылка остановлена: часы шагнули назад. Посмотрите, что уйдёт, и разрешите: notifier arm." in said) == (1, True), said


def test_before_the_first_start_nothing_waits(machine: Machine, command: Command) -> None:
    """No ledger yet is no failure: said so, code 0."""
    (machine.state / "ledger.sqlite3").unlink()
    assert command("outbox") == (0, "Ничего не ждёт отправки: служба ещё не запускалась.\n", "")
    assert command("outbox", "--json") == (0, "[]\n", "")


def test_retry_and_release_put_back_drop_takes_out(machine: Machine, command: Command) -> None:
    """By number, with a reason; what can't be done is said and changes nothing."""
    first, second = waiting(machine, "held")
    assert command("outbox", "retry", str(first))[0] == 0
    assert states(machine)[first] == "queued"
    assert command("outbox", "drop", str(second), "тема отозвана")[0] == 0
    assert states(machine)[second] == "failed"
    code, _, error = command("outbox", "drop", "1", "нет")
    assert code == 1
    assert "— отправлено: этого с ним сделать нельзя" in error
    assert command("outbox", "retry", "999")[0] == 1
    assert command("outbox", "drop", str(first), " ")[0] == 2
    assert command("outbox", "release")[0] == 0
    machine.start(machine.now).turn()
    machine.stop()
    assert (states(machine)[first], states(machine)[second]) == ("sent", "failed")


def test_acts_beside_a_running_service_go_through_its_requests(machine: Machine) -> None:
    """One writer: the service carries them out at its turn."""
    first, second = waiting(machine, "held")
    machine.start(machine.now)
    machine.do("drop", id=second, why="тема отозвана").do("release")
    machine.stop()
    assert (states(machine)[first], states(machine)[second]) == ("sent", "failed")


def test_requests_that_can_not_be_listed_are_looked_at_by_the_next_turn(machine: Machine) -> None:
    """In the middle of a mailing the question must not end it with mails in the air."""
    machine.start(machine.now).turn()
    assert not machine.station.is_asked()
    folder = machine.state / "requests"
    folder.rename(machine.state / "away")
    folder.symlink_to(folder)
    assert machine.station.is_asked()
    machine.stop()


# --- a person's data


def test_everything_known_of_a_person_as_json(machine: Machine, command: Command) -> None:
    """List, ledger, the very mails; nobody else's."""
    code, said, _ = command("person", "export", "Anna@Mail.example")
    data = json.loads(said)
    assert code == 0
    assert data["list"][0]["name"] == "Анна Петрова"
    assert data["ledger"]["person"]["school"] == "СШ № 1"
    assert [row["kind"] for row in data["ledger"]["messages"]] == ["overview", "invitation"]
    assert "To: " in data["ledger"]["messages"][0]["mail"]
    assert "vera@mail.example" not in said
    assert command("person", "export", "nobody@mail.example")[0] == 1
    assert command("person", "export", "не адрес")[0] == 2


@pytest.mark.parametrize("people", [PEOPLE, WITHOUT_ANNA + "Анна Петрова,anna@mail.example,СШ № 1,,,2021-05-31\n"])
def test_nobody_is_erased_while_the_list_names_them(command: Command, machine: Machine, people: str) -> None:
    """They would be written to again as somebody new, also who leaves only in May."""
    machine.write("people.csv", people)
    code, _, error = command("person", "erase", "anna@mail.example", "--yes")
    assert code == 1
    assert "сначала уберите строку" in error


def test_nobody_is_erased_while_the_settings_name_them(command: Command, machine: Machine) -> None:
    """A host, the coordinator: the next pass would write to the address again."""
    machine.start().turn()
    machine.stop()
    code, _, error = command("person", "erase", "coordinator@cdo.example", "--yes")
    assert code == 1
    assert "стоит в настройках" in error


def test_an_erased_person_is_gone_from_every_byte_of_the_ledger(machine: Machine, command: Command) -> None:
    """Address, name and school stand nowhere in the file, freed pages included; the keys stay and nothing is sent again."""
    waiting(machine, "held", "550 5.7.1 anna@mail.example looks like spam")
    machine.write("people.csv", WITHOUT_ANNA)
    machine.start(machine.now).live("2020-11-12 12:00")  # she is asked about: a note names her
    machine.stop()
    sent = machine.sent()
    code, out, _ = command("person", "erase", "anna@mail.example", "--yes")
    assert code == 0
    assert "список людей" not in out  # the line is gone: nothing is left to do there
    kept = {path: path.read_bytes() for path in machine.state.rglob("*") if path.is_file()}
    for path, content in kept.items():  # copies and the Maildir of a trial are named to whoever erases: they are not ours to change
        for word in ("anna@", "Анна Петрова", "СШ № 1") if path.parent.name not in ("backups", "new") else ():
            assert word.encode() not in content, (path, word)
    assert b"vera@mail.example" in kept[machine.state / "ledger.sqlite3"]
    assert command("person", "export", "anna@mail.example")[0] == 1
    machine.start(machine.now).live("2020-11-20 12:00")
    new = [mail for mail in machine.sent() if mail not in sent]
    assert not [mail for mail in new if "anna" in mail[0]]
    row = machine.station.ledger.store.db.execute(
        "SELECT count(*), min(address LIKE 'erased-%') FROM message WHERE person = 1").fetchone()
    assert row == (3, 1)
    machine.stop()


def test_a_list_under_a_former_name_leaves_no_copy(machine: Machine) -> None:
    """«people.csv» became «list.csv»: the last good copy of the former one would name an erased person for ever."""
    machine.start().live("2020-09-03 12:00")
    assert [path.name for path in (machine.state / "good").glob("people-*")] == ["people-people.csv"]
    draft = machine.state / "good" / ".people-people.csv.k1q2w3.tmp"  # the process died while it wrote this one
    draft.write_text(PEOPLE, encoding="utf-8")
    machine.write("list.csv", PEOPLE)
    machine.write("config.toml", (machine.folder / "config.toml").read_text(encoding="utf-8").replace("people.csv", "list.csv"))
    machine.live("2020-09-04 12:00")
    machine.stop()
    assert not draft.exists()
    assert [path.name for path in (machine.state / "good").glob("people-*")] == ["people-list.csv"]
    assert "anna@" in (machine.state / "good" / "people-list.csv").read_text(encoding="utf-8")


def test_erasing_beside_a_running_service(machine: Machine) -> None:
    """Through a request; the service forgets its own copy of the list, too."""
    machine.write("people.csv", WITHOUT_ANNA)
    machine.start().turn()
    machine.do("erase", why="anna@mail.example")
    rows = machine.station.ledger.store.db.execute("SELECT address LIKE 'erased-%', name FROM person ORDER BY id").fetchall()
    assert rows == [(1, ""), (0, "Вера Сидорова")]
    assert not list((machine.state / "requests").glob("*.json"))
    machine.stop()


def handed_over(machine: Machine, command: Command, *arguments: str) -> tuple[int, str, str]:
    """Run a command while the service owns the ledger and takes a turn."""
    said: list[tuple[int, str, str]] = []
    caller = threading.Thread(target=lambda: said.append(command(*arguments)))
    caller.start()
    for _ in range(600):  # a busy machine starts a command slowly
        if (machine.state / "requests").is_dir() and any((machine.state / "requests").glob("*.json")):
            break
        caller.join(0.1)
    machine.turn()
    caller.join(30)
    return said[0]


def test_an_erasure_that_the_service_refused_is_not_called_done(machine: Machine, command: Command) -> None:
    """Beside a running service too: a mail to the person is on its way, so the person is not erased and the command says so."""
    waiting(machine, "queued")
    machine.write("people.csv", WITHOUT_ANNA)
    machine.start().turn()
    db = machine.station.ledger.store.db
    db.execute("UPDATE message SET state = 'sending' WHERE id = (SELECT max(id) FROM message WHERE address = 'anna@mail.example')")
    code, out, err = handed_over(machine, command, "person", "erase", "anna@mail.example", "--yes")
    assert (code, "Стёрто." in out, "в пути" in err) == (1, False, True)
    assert db.execute("SELECT name FROM person WHERE address = 'anna@mail.example'").fetchall() == [("Анна Петрова",)]
    machine.stop()


@pytest.mark.parametrize("deed", ["retry", "drop"])
def test_what_the_service_could_not_do_is_not_called_done(machine: Machine, deed: str) -> None:
    """Between the look and the act the mail left: the service says that nothing was done, and the request is gone."""
    machine.start().live("2020-10-23 12:00")
    number = machine.station.ledger.store.db.execute("SELECT max(id) FROM message WHERE state = 'sent'").fetchone()[0]
    path = leave(machine.state / "requests", Request(deed, "устарело", number))
    assert outcome(path) is None
    machine.turn()
    said = outcome(path)
    assert said is not None
    assert (said.refused, path.exists(), outcome(path)) == ("state", False, None)
    machine.stop()


def test_a_yes_that_was_carried_out_before_a_crash_is_none_to_what_came_since(machine: Machine) -> None:
    """Without an answer, since that can't be written, and then dead; the list lost most of its lines and waits for a yes of its own."""
    many = PEOPLE + "".join(f"Новая Читательница {n},n{n}@mail.example,СШ № 3,,,\n" for n in range(8))
    machine.write("people.csv", many)
    machine.start().turn()
    path = leave(machine.state / "requests", Request("approve"))
    in_the_way = path.with_suffix(".answer")
    in_the_way.mkdir()
    machine.turn()
    assert path.exists()
    in_the_way.rmdir()
    machine.stop()
    machine.write("people.csv", PEOPLE)
    machine.start().turn()
    assert machine.station.inputs.shrunk
    said = outcome(path)
    assert said is not None
    assert (said.line, path.exists()) == ("approved 1 events, 0 entries, 0 files", False)
    machine.do("approve")
    assert not machine.station.inputs.shrunk
    machine.stop()


def test_what_the_program_fails_at_ends_it_once(machine: Machine) -> None:
    """A number that no ledger can hold, say: the service ended at each start, and nobody was written to."""
    machine.start().turn()
    path = leave(machine.state / "requests", Request("retry", id=10**20))
    with pytest.raises(OverflowError):
        machine.turn()
    machine.stop()
    machine.start().turn()
    assert (path.exists(), path.with_suffix(".bad").exists()) == (False, True)
    machine.stop()


def test_a_request_waits_behind_a_locked_ledger(machine: Machine) -> None:
    """Set aside as one that the program fails at, «disarm» was lost, and letters went on leaving (seed 19835 of the simulation)."""
    machine.start().turn()
    path = leave(machine.state / "requests", Request("disarm"))
    shell = sqlite3.connect(machine.state / "ledger.sqlite3", isolation_level=None, timeout=0)
    shell.execute("BEGIN IMMEDIATE")
    machine.station.ledger.store.db.execute("PRAGMA busy_timeout=20")
    with pytest.raises(LedgerLocked):
        machine.turn()
    shell.execute("ROLLBACK")
    shell.close()
    assert path.exists()
    machine.turn()
    said = outcome(path)
    assert said is not None
    assert (said.line, path.exists()) == ("disarmed", False)
    machine.stop()


def test_who_comes_back_after_an_erasure_is_somebody_new(machine: Machine, command: Command) -> None:
    """Erased twice: two tombstones, no clash."""
    for _ in range(2):
        people = (machine.folder / "people.csv").read_text("utf-8")
        machine.write("people.csv", WITHOUT_ANNA)
        machine.start().turn()
        machine.do("erase", why="anna@mail.example")
        machine.write("people.csv", people)
        machine.turn()
        machine.stop()
    with sqlite3.connect(machine.state / "ledger.sqlite3") as db:
        addresses = [row[0] for row in db.execute("SELECT address FROM person WHERE address LIKE 'erased%'")]
    db.close()
    assert len(set(addresses)) == 2


def test_a_host_who_is_told_again_after_an_erasure_may_be_erased_again(tmp_path: Path) -> None:
    """Hosts stand in no list of people: the tombstone of the first time is known by its mails alone. A clash ended the service, at each
    start again, for the request stayed."""
    bench = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    event = bench.event()
    for _ in range(2):
        bench.queue(make_letter("host@school.example", uid="teor-2@cdo.example", kind=Kind.HOST_NOTICE, role=Role.HOST))
        assert bench.pump().sent == 1
        with bench.store.transaction() as db:
            db.execute("INSERT INTO answer VALUES (?, 'host@school.example', 'ACCEPTED', 0, 1, 'confirmed', '', '', 1)", (event,))
            assert Privacy(bench.store).erase("host@school.example", b"s" * 32, int(NOW.timestamp())).messages == 1
    assert len(set(bench.rows("address"))) == 2
    bench.store.close()


def test_the_bytes_of_mails_are_erased_some_time_after_their_matter(machine: Machine) -> None:
    """Retention: ``keep_bytes_days`` after the event the service forgets the bytes; keys, states and digests stay."""
    machine.start().live("2020-11-20 12:00")
    before = machine.station.ledger.store.db.execute("SELECT count(*) FROM message WHERE role = 'librarian' AND skeleton IS NOT NULL")
    assert before.fetchone()[0] == 8
    for day in ("2021-02-10", "2021-02-20", "2021-02-23"):
        machine.now = machine.now.fromisoformat(f"{day}T04:00:00+03:00")
        machine.turn()
    rows = machine.station.ledger.store.db.execute(
        "SELECT skeleton IS NULL, slots IS NULL, length(digest), state FROM message WHERE role = 'librarian' AND kind <> 'overview'")
    assert set(rows) == {(1, 1, 32, "sent")}
    machine.stop()


@pytest.mark.parametrize("kind", ["held", "queued"])
def test_what_waits_for_an_erased_person_never_leaves(machine: Machine, kind: str) -> None:
    """Their queue is superseded in the same transaction."""
    numbers = waiting(machine, kind)
    machine.write("people.csv", WITHOUT_ANNA)
    machine.start(machine.now)
    machine.do("erase", why="anna@mail.example")
    assert states(machine)[numbers[0]] == "superseded"
    machine.stop()


def test_a_paused_person_is_written_to_again(machine: Machine, command: Command) -> None:
    """``person resume``: what lies ahead is told again; for somebody who is not paused it is refused in words."""
    assert command("person", "resume", "anna@mail.example")[0] == 1
    machine.start().turn()
    with machine.station.ledger.store.transaction():
        machine.station.ledger.people.set_state("anna@mail.example", "paused", "ящика нет")
    before = sent_to(machine, "anna")
    machine.live("2020-11-13 12:00").stop()
    assert sent_to(machine, "anna") == before
    assert command("person", "resume", "anna@mail.example")[0] == 0
    machine.start(machine.now).live("2020-11-18 12:00").stop()
    assert [subject.partition(",")[0] for subject in sent_to(machine, "anna")[len(before):]] == ["Напоминание: 19 ноября", "Напоминание: завтра"]


def sent_to(machine: Machine, who: str) -> list[str]:
    """The subjects of everything that left for somebody."""
    return [str(make_header(decode_header(subject))) for to, _, subject in machine.sent() if to.startswith(who)]


def test_an_address_within_another_is_not_that_one(make_year: Callable[..., Year]) -> None:
    """152-ФЗ: «na@mail.example» is no part of «anna@mail.example»: neither shown in its export nor erased with it."""
    year = make_year(people=PEOPLE + "Яна Котова,na@mail.example,СШ № 9,,,\n").go("2020-09-01 12:00").arm().go("2020-09-02 12:00")
    hear(year, letter(year, "стоп teor-2", sender="anna@mail.example", answers=year.to("anna", "overview")[0].row.message_id))
    year.go("2020-09-07 12:00")
    exported = Privacy(year.store).export("na@mail.example")
    assert exported is not None
    assert "Анна Петрова" not in json.dumps(exported, ensure_ascii=False)
    year.do("erase", why="na@mail.example")
    assert list(year.ledger.facts.get_json("muted")) == ["anna@mail.example"]
    anna = Privacy(year.store).export("anna@mail.example")
    assert anna is not None
    assert [note["topic"] for note in anna["notes"]] == ["wish"]
    assert anna["reports"] != []


def test_who_is_erased_while_the_list_names_her_is_somebody_new_at_once(machine: Machine) -> None:
    """The running service knows the list by heart: that it is another one is told by the count of what befell people."""
    machine.start().turn()
    machine.do("erase", why="anna@mail.example").turn()
    rows = machine.station.ledger.store.db.execute("SELECT address LIKE 'erased-%', name FROM person ORDER BY id").fetchall()
    assert sorted(rows) == [(0, "Анна Петрова"), (0, "Вера Сидорова"), (1, "")]
    machine.stop()
