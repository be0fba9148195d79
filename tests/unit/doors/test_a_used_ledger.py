"""``check``, ``status`` and ``arm`` on a ledger that was used: held meetings are held, and what is shown is what goes out."""

import io
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from support.year import CONFIG, PLAN, Year, moscow

from notifier.core.retry import Breaker
from notifier.doors import cli
from notifier.doors.commands import call
from notifier.edges.feeds.copies import Copies, Copy
from notifier.flows.arming.holding import HOLD, JOURNAL
from notifier.flows.hearing.listening import note_deafness
from notifier.model.message import Cause

TWO_ROWS = PLAN.replace('number = "2"\n', "") + '''
[[item]]
id = "teor-3"
sector = "Теоретико-методологический сектор"
topics = ["Читальный зал"]
when = "декабрь 2020"
places = ["Областная библиотека"]
responsible = ["Иващенко И.В."]
'''
NOVEMBER = '[dates]\n"teor-2" = "19.11.2020 14:30–16:00"\n'
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """``notifier …`` at a moment: (code, stdout, stderr)."""
    def run(*arguments: str, at: str) -> tuple[int, str, str]:
        monkeypatch.setattr(call, "now", lambda: moscow(at))
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        capsys.readouterr()
        code = cli.run([*arguments, "--config", str(tmp_path / "config.toml")])
        return code, *capsys.readouterr()

    return run


def lived(folder: Path, until: str, *, plan: str = TWO_ROWS, dates: str = NOVEMBER, config: str = CONFIG) -> Year:
    """Armed on 2 September, lived until then."""
    return Year(folder, plan=plan, dates=dates, config=config, start="2020-09-02 09:00").arm().go(until)


def test_a_held_meeting_is_no_finding(tmp_path: Path, command: Command) -> None:
    """What was told and held is no question of ``check``; before the service ever ran the same day is «уже прошло»."""
    lived(tmp_path, "2020-11-25 10:00", dates=NOVEMBER + '"teor-3" = "10.12.2020 14:30–16:00"\n').close()
    assert [row["code"] for row in json.loads(command("check", "--json", at="2020-11-25 10:00")[1])] == []
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    assert [row["code"] for row in json.loads(command("check", "--json", at="2020-11-25 10:00")[1])] == ["date-past"]


def test_an_approved_entry_does_not_ask_again(tmp_path: Path, command: Command) -> None:
    """An entry of somebody else's schedule that she said yes to is no finding."""
    (tmp_path / "soiro.csv").write_text("title,when\nГорячая линия,01.10.2020 12:00-13:00\n", encoding="utf-8")
    plan = PLAN.replace('"ноябрь 2020"', '"По графику СОИРО"').replace("Областная библиотека", "режим онлайн")
    year = lived(tmp_path, "2020-09-07 12:00", plan=plan, dates="",
                 config=CONFIG + '[[schedule]]\nitem = "teor-2"\nname = "СОИРО"\nsource = "soiro.csv"\n')
    found = json.loads(command("check", "--json", at="2020-09-07 12:00")[1])
    assert "entry-approval" in [row["code"] for row in found]
    year.do("approve")
    year.close()
    found = json.loads(command("check", "--json", at="2020-09-07 12:01")[1])
    assert "entry-approval" not in [row["code"] for row in found]


def test_what_people_have_is_not_shown_before_arming_again(tmp_path: Path, command: Command) -> None:
    """After disarming, a move and a new date: ``arm`` shows the move and nothing that people have, and exactly that leaves then."""
    year = lived(tmp_path, "2020-10-26 12:00")
    year.do("disarm", why="проверка")
    year.dates(NOVEMBER.replace("19.11.2020", "26.11.2020") + '"teor-3" = "24.11.2020 14:30–16:00"\n')
    year.go("2020-10-27 12:00")
    year.close()
    told = {(mail.row.kind, mail.row.address) for mail in year.mails if mail.row.role == "librarian"}
    assert ("overview", "anna@mail.example") in told
    before = {path: path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()}
    code, shown, _ = command("arm", at="2020-10-27 12:00")
    assert code == 1
    assert {path: path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()} == before
    lines = [line.strip() for line in shown.splitlines() if line.startswith("  ")]
    assert [line.split("  ")[1].split(" - ")[0] for line in lines] == ["приглашение", "изменение"]  # the 24th, the 26th
    assert all(line.endswith("(2 адреса)") for line in lines)
    assert command("arm", "--yes", at="2020-10-27 12:00")[0] == 0
    again = year.restart()
    again.now = moscow("2020-10-27 12:01")
    again.go("2020-10-28 12:00")
    left = [(mail.at, mail.row.kind) for mail in again.since("2020-10-27 12:00") if mail.row.address.startswith("anna")]
    assert [kind for _, kind in left] == ["invitation", "change"]
    assert [f"{at:%d.%m.%Y %H:%M}" for at, _ in left] == [line[:16] for line in lines]
    again.close()


def test_status_knows_a_schedule_of_an_address_by_its_copy(tmp_path: Path, command: Command) -> None:
    """A look does not fetch; what people were told of an https schedule is not called vanished."""
    source = "https://127.0.0.1:1/schedule.csv"
    config = CONFIG + f'[[schedule]]\nitem = "teor-2"\nname = "РШБА"\nsource = "{source}"\napprove = false\n'
    plan = PLAN.replace('"ноябрь 2020"', '"По графику РШБА"').replace("Областная библиотека", "режим онлайн")
    (tmp_path / "state").mkdir(mode=0o700)
    Copies(tmp_path / "state" / "feeds").store(source, Copy("title,when\nВебинар РШБА,01.10.2020 12:00\n".encode()), moscow("2020-09-01 09:00"))
    year = lived(tmp_path, "2020-09-18 12:00", plan=plan, dates="", config=config)
    assert "announcement" in [kind for _, kind in year.story("anna")]
    year.close()
    data = json.loads(command("status", "--json", at="2020-09-18 12:00")[1])
    assert [event["item"] for event in data["events"]] == ["teor-2"]
    assert "vanished" not in [question["code"] for question in data["open"]]


def test_days_confirmed_after_the_day_of_a_row_by_schedule_are_events_of_their_own(tmp_path: Path, command: Command) -> None:
    """One entry a day, and the webinar that took place stays as it was."""
    plan = PLAN.replace('"ноябрь 2020"', '"По графику РШБА"').replace("Областная библиотека", "режим онлайн")
    lived(tmp_path, "2020-10-26 12:00", plan=plan, dates='[dates]\n"teor-2" = "15.10.2020 12:00"\n').close()
    code, told, _ = command("confirm", "teor-2", "12.11.2020, 19.11.2020 12:00", at="2020-10-26 12:00")
    assert (code, "отдельной строкой" in told) == (0, True)
    written = tomllib.loads((tmp_path / "dates.toml").read_text(encoding="utf-8"))
    assert written["dates"]["teor-2"] == "15.10.2020 12:00"
    assert [entry["when"] for entry in written["occurrence"]] == ["12.11.2020 12:00", "19.11.2020 12:00"]
    assert command("confirm", "teor-2", "19.11.2020 15:00", at="2020-10-26 12:30")[0] == 0  # another hour for that one, as by mail
    written = tomllib.loads((tmp_path / "dates.toml").read_text(encoding="utf-8"))
    assert [entry["when"] for entry in written["occurrence"]] == ["12.11.2020 12:00", "19.11.2020 15:00"]


def test_what_was_taken_back_unheard_is_no_event(tmp_path: Path, command: Command) -> None:
    """A date written and removed before anybody was told stands in no list; one that people were told stays, as a question."""
    december = '"teor-3" = "18.12.2020 14:30–16:00"\n'
    year = lived(tmp_path, "2020-10-21 12:00", dates=NOVEMBER + december)

    def listed() -> list[str]:
        return [event["item"] for event in json.loads(command("status", "--json", at="2020-10-21 12:30")[1])["events"]]

    assert listed() == ["teor-2", "teor-3"]
    year.write("dates.toml", "[dates]\n")
    year.go("2020-10-21 12:30").close()
    assert listed() == ["teor-2"]
    assert [row["code"] for row in json.loads(command("check", "--json", at="2020-10-21 12:30")[1]) if row["item"] == "teor-2"] == ["no-date", "vanished"]


def test_an_invited_meeting_whose_row_left_the_plan_can_be_called_off(tmp_path: Path, command: Command) -> None:
    """``check`` asks whether to call it off, and ``cancel`` does, as a mail does; of what nobody heard of it says that it knows no such row."""
    year = lived(tmp_path, "2020-10-21 12:00")
    year.write("plan.toml", TWO_ROWS.replace('id = "teor-2"', 'id = "teor-4"'))
    year.go("2020-10-21 12:30").close()
    assert command("cancel", "teor-2", "карантин", at="2020-10-21 12:30")[0] == 0
    assert tomllib.loads((tmp_path / "dates.toml").read_text())["dates"]["teor-2"]["cancelled"] == "карантин"
    assert command("cancel", "teor-5", "карантин", at="2020-10-21 12:30")[0] == 1


def test_a_title_is_shown_as_it_is_written(tmp_path: Path, command: Command) -> None:
    """Square brackets in a topic are no markup of the terminal's: they would be left out, or end the command."""
    Year(tmp_path, plan=TWO_ROWS.replace("Читальный зал", "Читальный зал [zoom][/b]"), start="2020-09-02 09:00").close()
    code, shown, _ = command("status", at="2020-09-02 10:00")
    assert (code, "«Читальный зал [zoom][/b]»" in shown) == (0, True)


def test_status_says_since_when_nothing_is_heard(tmp_path: Path, command: Command) -> None:
    """The mailbox can't be read: mail leaves (0), and a person learns that answers do not count, and since when."""
    year = lived(tmp_path, "2020-10-26 12:00", config=CONFIG + '[imap]\nmaildir = "inbox"\n')
    note_deafness(year.ledger, "connection refused", moscow("2020-10-26 11:00"))
    year.close()
    code, shown, _ = command("status", at="2020-10-26 12:00")
    assert (code, "Ящик службы не читается с 26.10.2020 11:00" in shown) == (0, True)


def test_status_before_the_first_pass_tells_what_is_open(tmp_path: Path, command: Command) -> None:
    """No ledger yet: the same open questions as after the first pass."""
    year = Year(tmp_path, plan=TWO_ROWS, start="2020-09-02 09:00").go("2020-09-02 09:01")
    year.close()
    after = json.loads(command("status", "--json", at="2020-09-02 10:00")[1])["open"]
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    assert json.loads(command("status", "--json", at="2020-09-02 10:00")[1])["open"] == after != []


def test_a_stop_that_is_over_before_it_could_be_told_is_not_told(tmp_path: Path, command: Command) -> None:
    """A restored copy, put right and armed in one go: «рассылка остановлена» never leaves, for it is not so any more."""
    year = lived(tmp_path, "2020-10-26 12:00")
    with year.ledger.store.transaction():
        year.ledger.facts.put(HOLD, JOURNAL)
        year.ledger.facts.disarm("журнал восстановлен")
    year.close()
    assert command("recover", "--import-journal", at="2020-10-26 13:00")[0] == 0
    assert "остановлена" in command("outbox", at="2020-10-26 13:00")[1]
    assert command("arm", "--yes", at="2020-10-26 13:00")[0] == 0
    assert command("tick", at="2020-10-26 13:01")[0] == 0
    stopped = [line for line in command("log", "coordinator@cdo.example", at="2020-10-26 13:02")[1].splitlines() if "участникам" in line]
    assert len(stopped) == 1
    assert "отправлено" not in stopped[0]


def test_what_did_not_leave_is_found_by_its_number(tmp_path: Path, command: Command) -> None:
    """``outbox`` says that something failed, ``log`` which mail and why: ``outbox retry`` needs the number. While the account rests, a mail
    put back into the queue does not leave at once, and the answer says so."""
    year = lived(tmp_path, "2020-09-03 09:00")
    year.passes.run(moscow("2020-09-03 10:00"))
    number = next(mail.id for mail in year.ledger.outbox.waiting() if mail.address == "anna@mail.example")
    year.close()
    assert command("outbox", "drop", str(number), "ящик закрыт", at="2020-09-03 10:01")[0] == 0
    assert "Не ушло и больше не пробуется: 1." in command("outbox", at="2020-09-03 10:01")[1]
    shown = command("log", "anna@mail.example", at="2020-09-03 10:01")[1].splitlines()
    row = next(n for n, line in enumerate(shown) if line.startswith(f"№ {number} "))
    assert "не ушло" in shown[row]
    assert shown[row + 1].strip() == "ящик закрыт"
    assert number in [line["id"] for line in json.loads(command("log", "--json", at="2020-09-03 10:01")[1])]
    year = Year(tmp_path, plan=TWO_ROWS, dates=NOVEMBER, start="2020-09-03 10:01")
    rest = Breaker(Cause.AUTH, "535", year.now, moscow("2020-09-03 11:00"), 1)
    with year.store.transaction():
        year.ledger.outbox.keep_breaker(rest)
    year.close()
    assert "до 03.09.2020 11:00: сервер не принял пароль" in command("outbox", "retry", str(number), at="2020-09-03 10:02")[1]


def test_after_the_year_no_mail_is_the_next(tmp_path: Path, command: Command) -> None:
    """An overview of a year that is over goes to nobody, and is not announced by ``status`` either."""
    lived(tmp_path, "2020-09-03 09:00").close()
    assert json.loads(command("status", "--json", at="2020-09-03 09:00")[1])["next"] is not None
    assert json.loads(command("status", "--json", at="2021-11-25 10:00")[1])["next"] is None


def test_an_address_is_found_however_it_is_written(tmp_path: Path, command: Command) -> None:
    """The list's «anna@школа.рф» is in the ledger as mail servers write it; people ask for it as they know it."""
    at = "2020-09-03 10:01"
    Year(tmp_path, plan=TWO_ROWS, dates=NOVEMBER, people="name,email\nАнна,anna@школа.рф\n", start="2020-09-02 09:00").arm().go(at).close()
    assert "обзор года" in command("log", "Anna@Школа.рф", at=at)[1]
    assert command("log", "anna@школа.рф", at=at) == command("log", "anna@xn--80atdl2c.xn--p1ai", at=at)
    assert command("preview", "teor-2", "--to", "anna@школа.рф", at=at)[0] == 0
    assert command("log", "anna@", at=at)[0] == 2
