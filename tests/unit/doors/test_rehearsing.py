"""The year as a table on a terminal."""

import shutil
import socket
from collections import Counter
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import click
import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.doors.rehearsing import NAMES, _made, _show
from notifier.edges.sink import Sink
from notifier.flows.rehearsal import Summary, rehearse
from notifier.flows.rehearsal.script import Act
from notifier.model.notice import Kind


def test_the_table_of_a_whole_year_fits_eighty_columns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind of mail in every month of the school year, hundreds of each: no word and no number is cut."""
    monkeypatch.setenv("COLUMNS", "80")
    months = [f"2020-{month:02d}" for month in range(9, 13)] + [f"2021-{month:02d}" for month in range(1, 6)]
    kinds = {"librarian": [kind for kind in Kind if kind.value in list(NAMES)[:6]], "host": [Kind.HOST_NOTICE],
             "coordinator": [Kind.DIGEST, Kind.ACKNOWLEDGEMENT, Kind.ALARM, Kind.REPORT]}
    counts = Counter({f"{role}:{kind.value}": 940 for role, those in kinds.items() for kind in those})
    _show(Summary(date(2020, 9, 1), date(2021, 5, 31), mails=93_060, by_month=dict.fromkeys(months, counts)))
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    for name in NAMES.values():
        assert name in shown
    assert "93060" in shown


def test_a_folders_own_python_files_are_none_of_the_mail_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever rehearses in a folder with an ``email.py`` of his: the server of the rehearsal did not start there."""
    (tmp_path / "email.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Sink(tmp_path / "mail") as sink:
        assert sink.port


@pytest.mark.parametrize(("codes", "told"), [((), None), (("schedule", "schedule"), None), (("no-date", "schedule"), 1)])
def test_the_questions_left_are_those_of_the_page(codes: tuple[str, ...], told: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody else's schedule is asked about every month and is no open question: terminal and page say the same number."""
    _show(Summary(date(2020, 9, 1), date(2021, 5, 31), open=[{"item": "a-1", "code": code, "text": "?"} for code in codes]))
    shown = capsys.readouterr().out
    assert (f"Осталось открытых вопросов: {told}." in shown) is (told is not None)
    assert ("Осталось" in shown) is (told is not None)


def test_an_act_is_told_as_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets of a file's name are no markup of the terminal's."""
    index = tmp_path / "[x]" / "index.html"
    _show(Summary(date(2020, 9, 1), date(2021, 5, 31), refused_acts=["строка 1: нет файла [/b].eml"], index=index))
    shown = capsys.readouterr().out
    assert "нет файла [/b].eml" in shown
    assert str(index) in shown


def test_days_fuller_than_the_provider_takes_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A rehearsal shows each mail on its day; that a provider would not take them all is said, where there is a limit."""
    days = Counter({date(2020, 11, 5): 391, date(2020, 11, 19): 470, date(2020, 11, 20): 390})
    _show(Summary(date(2020, 9, 1), date(2021, 5, 31), by_day=days, per_day=390))
    assert "(390, [limits] per_day): 2, самый полный 19.11.2020 — 470." in " ".join(capsys.readouterr().out.split())
    _show(Summary(date(2020, 9, 1), date(2021, 5, 31), by_day=days))
    assert "per_day" not in capsys.readouterr().out


@pytest.mark.parametrize("whole", [False, True])
def test_passwords_and_authorities_beside_the_settings_are_no_alarm_in_a_rehearsal(tmp_path: Path, whole: bool) -> None:
    """They are found where they lie, by whatever name: a rehearsal of an installation that sends is no year of broken files."""
    folder = f"{tmp_path}/" if whole else ""
    servers = "".join(f'[{name}]\nhost = "mail.example"\nuser = "gmo"\npassword_file = "{folder}secret"\nca_file = "{folder}ca.pem"\n'
                      for name in ("smtp", "imap"))
    for name, text in {"config.toml": CONFIG + servers, "plan.toml": PLAN, "dates.toml": "", "people.csv": PEOPLE, "ca.pem": "x",
                       "secret": "x"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    summary = rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 2), out=tmp_path / "out",
                       script=lambda _zone: ())
    assert set(summary.by_kind) == {"digest"}
    assert not list((tmp_path / "out").rglob("secret"))


def test_a_rehearsal_connects_to_nobody(tmp_path: Path) -> None:
    """Case 59: neither to the servers of mail nor to schedules, nor to whoever waits for a heartbeat."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        port = elsewhere.getsockname()[1]
        servers = "".join(f'[{name}]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nuser = "gmo"\npassword_file = "secret"\n'
                          for name in ("smtp", "imap"))
        more = (f'[heartbeat]\nurl = "https://127.0.0.1:{port}/"\n[[schedule]]\nitem = "teor-2"\nname = "РШБА"\n'
                f'source = "https://127.0.0.1:{port}/a.ics"\n')
        config = CONFIG.replace('transport = "maildir"', 'transport = "smtp"') + servers + more
        for name, text in {"config.toml": config, "plan.toml": PLAN, "dates.toml": '[dates]\n"teor-2" = "24.09.2020 14:30"\n',
                           "people.csv": PEOPLE, "secret": "x"}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            (tmp_path / name).chmod(0o600)
        summary = rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 30), out=tmp_path / "out",
                           script=lambda zone: [Act(datetime(2020, 9, 1, 12, tzinfo=zone), "arm", {}, 1)])
        assert summary.by_kind["invitation"] == 2
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_a_rehearsed_alarm_names_the_file_that_can_be_opened(tmp_path: Path) -> None:
    """The mails are those the service would send: the rehearsal's own copies are gone when somebody looks for line 4."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "", "people.csv": PEOPLE + "Плохой,не-адрес,,,,\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 2), out=tmp_path / "out", script=lambda _zone: ())
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted((tmp_path / "out" / "mail").glob("*.eml"))]
    alarm = next(mail for mail in mails if mail["Subject"].startswith("Сбой"))
    text = alarm.get_body(("plain",)).get_content()
    assert f"{tmp_path / 'people.csv'}:4: " in text
    assert "stage" not in text


def test_a_rehearsal_that_came_to_nothing_makes_room_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of people that is closed to who rehearses; then it is opened, and the folder is still the rehearsal's."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "", "people.csv": PEOPLE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"

    def closed(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copy2", closed)
        patch.setattr(shutil, "copyfile", closed)
        with pytest.raises(PermissionError):
            rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 2), out=out, script=lambda _zone: ())
    assert (out / "mail").exists()
    _made(out)


@pytest.mark.parametrize("name", ["mail", "stage", "index.html"])
def test_what_is_no_former_rehearsal_is_left_alone(tmp_path: Path, name: str) -> None:
    """«--out ~», «--out /var/www/html»: neither letters nor a page are written over."""
    (tmp_path / name).mkdir()
    with pytest.raises(click.BadParameter, match="не прежняя репетиция"):
        _made(tmp_path)
    (tmp_path / "journal.jsonl").touch()
    _made(tmp_path)
