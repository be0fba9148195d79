"""config.toml: every mistake at once, each with its line and advice; defaults where nothing is said."""

from datetime import date, time
from pathlib import Path

import pytest

from notifier.edges.config import read_config
from notifier.model.person import Mailbox
from notifier.model.problem import Problem, Severity
from notifier.model.settings import Settings

NEEDED = '''[plan]
file  = "plan/2020-2021.toml"
dates = "plan/2020-2021.dates.toml"

[people]
file = "librarians.csv"

[organizer]
name = "ГМО школьных библиотекарей Смоленска"
email = "gmo@cdo.example"

[coordinator]
name = "Иващенко И.В."
email = "Coordinator@cdo.example"
greeting = "Уважаемая Ирина Викторовна!"
'''
NEXT = NEEDED.count("\n") + 1
"""The line number of what a test appends."""


def read(tmp_path: Path, text: str) -> tuple[Settings | None, list[Problem]]:
    """Read the text as config.toml in ``tmp_path``."""
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return read_config(file)


def test_what_every_installation_states(tmp_path: Path) -> None:
    """Paths count from the file's folder, addresses become canonical, the rest has its defaults."""
    settings, problems = read(tmp_path, NEEDED)
    assert problems == []
    assert settings is not None
    assert (settings.file, settings.plan) == (tmp_path / "config.toml", tmp_path / "plan/2020-2021.toml")
    assert (settings.dates, settings.people) == (tmp_path / "plan/2020-2021.dates.toml", tmp_path / "librarians.csv")
    assert settings.organizer == Mailbox("gmo@cdo.example", "ГМО школьных библиотекарей Смоленска")
    assert settings.coordinator == Mailbox("coordinator@cdo.example", "Иващенко И.В.", "Уважаемая Ирина Викторовна!")
    assert settings.state == tmp_path / "state"
    assert settings.transport == "maildir"
    assert settings.policy.window == (time(9, 30), time(16, 30))


def test_the_interfaces_example(tmp_path: Path) -> None:
    """An installation that states everything is read as it stands (its password and certificate files being there)."""
    for name in ("smtp-password", "imap-password", "ca.pem"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    settings, problems = read(tmp_path, NEEDED + '''
[calendar]
timezone = "Europe/Moscow"
off = [2020-12-31]
work = [2020-12-26]
unwanted = [2021-05-27, "2021-03-22..2021-03-31", "27.05.2021", "01.11.2020..08.11.2020", "06-01..08-31"]

[policy]
window = ["09:30", "16:30"]
any_day = false
settle_minutes = 10
approve_above_events = 3
silent = ["09-01", "12-25..01-10", "02-29"]

[state]
folder = "/var/lib/notifier"

[mail]
transport = "smtp"

[smtp]
host = "smtp.example"
port = 587
security = "starttls"
user = "gmo@cdo.example"
password_file = "smtp-password"
ca_file = "ca.pem"

[imap]
host = "imap.example"
port = 993
security = "tls"
user = "gmo@cdo.example"
password_file = "imap-password"

[[venue]]
name = "МБОУ «СШ № 28»"
address = "ул. Кирова, 1"
host = ["a@s.example", "b@s.example"]
host_name = ["Анна", "Борис"]

[[schedule]]
item = "povy-1"
name = "СОИРО"
source = "schedules/soiro.csv"

[[schedule]]
item = "povy-3"
name = "РШБА"
source = "https://rshba.example/a.ics?x=1"
approve = false
''')
    assert problems == []
    assert settings is not None
    assert settings.calendar.off == (date(2020, 12, 31),)
    assert settings.calendar.unwanted == ((date(2021, 5, 27), date(2021, 5, 27)), (date(2021, 3, 22), date(2021, 3, 31)),
                                          (date(2021, 5, 27), date(2021, 5, 27)), (date(2020, 11, 1), date(2020, 11, 8)))
    assert settings.calendar.unwanted_yearly == ("06-01..08-31",)
    assert settings.policy.silent == ("09-01", "12-25..01-10", "02-29")
    assert settings.state == Path("/var/lib/notifier")
    assert settings.smtp.password_file == tmp_path / "smtp-password"
    assert [host.name for host in settings.venues[0].hosts] == ["Анна", "Борис"]
    assert [(schedule.source, schedule.approve, schedule.line) for schedule in settings.schedules] == [
        (str(tmp_path / "schedules/soiro.csv"), True, NEXT + 41), ("https://rshba.example/a.ics?x=1", False, NEXT + 46)]


@pytest.mark.parametrize(("extra", "line", "code", "words"), [
    ("[polcy]", 0, "unknown-key", "Неизвестное имя «polcy»; возможно, вы имели в виду «policy»."),
    ("[policy]\nsetle_minutes = 5", 1, "unknown-key", "[policy] setle_minutes; возможно, вы имели в виду «settle_minutes»."),
    ("[policy]\nзззз = 5".replace("зззз", '"зззз"'), 1, "unknown-key", "Неизвестное имя [policy] зззз."),
    ("[policy]\nwindow = [\"16:30\", \"09:30\"]", 1, "reversed-window", "09:30"),
    ("[policy]\nwindow = \"09:30-16:30\"", 1, "wrong-type", "два времени"),
    ("[policy]\nwindow = [\"09:30\"]", 1, "bad-window", "два времени"),
    ("[policy]\nplanned_at = \"25:00\"", 1, "bad-time", "не время суток"),
    ("[policy]\nplanned_at = \"08:00\"", 1, "outside-window", "вне окна"),
    ("[policy]\nplanned_at = \"16:30\"", 1, "outside-window", "вне окна"),
    ("[policy]\ndigest_at = \"22:00\"", 1, "outside-window", "не ушла бы никогда"),
    ("[policy]\nany_day = \"нет\"", 1, "wrong-type", "true или false"),
    ("[policy]\ninvite_days = true", 1, "wrong-type", "целое число"),
    ("[policy]\ninvite_days = 3.5", 1, "wrong-type", "дробное"),
    ("[policy]\ninvite_days = 0", 1, "out-of-bounds", "от 1 до 365"),
    ("[policy]\nsilent = [\"13-01\"]", 1, "bad-day", "не день года"),
    ("[policy]\nsilent = [\"W01-1\"]", 1, "bad-day", "«W01-1» — не день года"),
    ("[policy]\nsilent = [\"01-10..01-01\"]", 1, "always-silent", "почти весь год"),
    ("[policy]\nsilent = [\"01-01..12-31\"]", 1, "always-silent", "почти весь год"),
    ("[policy]\nsilent = [\"01-09..08-31\", \"09-01..12-31\"]", 1, "always-silent", "почти весь год"),
    ("[policy]\nwarn_days = 50", 1, "out-of-order", "больше, чем ask_days"),
    ("[calendar]\ntimezone = \"Europe/Moskow\"", 1, "bad-zone", "Europe/Moscow"),
    ("[calendar]\ntimezone = \"../../etc/passwd\"", 1, "bad-zone", "пояса нет"),
    ("[calendar]\noff = [\"31.02.2021\"]", 1, "bad-day", "31.02.2021"),
    ("[calendar]\noff = [2021-01-01T10:00:00]", 1, "bad-day", "не день"),
    ("[calendar]\noff = [2021-02-20]\nwork = [2021-02-20]", 2, "day-off-and-working", "20.02.2021"),
    ("[calendar]\nunwanted = [\"2021-03-31..2021-03-22\"]", 1, "bad-day", "промежуток"),
    ("[calendar]\nunwanted = [\"05-32\"]", 1, "bad-day", "не день"),
    ("[mail]\ntransport = \"smpt\"", 1, "bad-choice", "; возможно, вы имели в виду «smtp»"),
    ("[mail]\ntransport = \"smtp\"", 0, "missing-key", "host не задан"),
    ("[smtp]\nhost = \"mail.example\"\nsecurity = \"none\"", 2, "clear-text", "открытым текстом"),
    ("[imap]\nhost = \"10.0.0.5\"\nsecurity = \"none\"", 2, "clear-text", "открытым текстом"),
    ("[smtp]\nport = 70000", 1, "out-of-bounds", "65535"),
    ("[smtp]\nhost = \"smtp.example/x\"", 1, "bad-host", "не имя сервера"),
    ("[smtp]\npassword = \"secret\"", 1, "unknown-key", "password_file"),
    ("[state]\nfolder = \"~/state\"", 1, "bad-path", "не раскрывается"),
    ("[state]\nfolder = \"st\\u0000ate\"", 1, "bad-path", "невидимый знак"),
    (f"[state]\nfolder = \"{'папка' * 30}\"", 1, "bad-path", "имя длиннее"),
    (f"[templates]\nfolder = \"{'папка' * 30}\"", 1, "bad-path", "имя длиннее"),
    ("[admin]\nname = \"x\"", 0, "missing-key", "[admin] email"),
    ("[admin]\nemail = \"админ@cdo.example\"", 1, "bad-address", "русская буква"),
    ("[[venue]]\naddress = \"x\"", 0, "missing-key", "[venue] name"),
    ("[[venue]]\nname = \"x\"\nhost = [\"a@b.ru\", \"b@b\"]", 2, "bad-address", "без точки"),
    ("[[schedule]]\nitem = \"p\"\nname = \"n\"\nsource = \"http://x.example/a.ics\"", 3, "bad-link", "https"),
    ("[[schedule]]\nitem = \"p\"\nsource = \"a.csv\"", 0, "missing-key", "name"),
    ("[heartbeat]\nurl = \"hc.example\"", 1, "bad-link", "не адрес страницы"),
    ("schedule = 5".replace("schedule", "[metrics]\nfile"), 1, "wrong-type", "текст в кавычках"),
])
def test_a_mistake_is_told_with_its_line_and_advice(tmp_path: Path, extra: str, line: int, code: str, words: str) -> None:
    """One mistake, one problem, and no settings."""
    settings, problems = read(tmp_path, NEEDED + extra)
    [problem] = problems
    assert settings is None
    assert problem.code == code
    assert problem.severity is Severity.ERROR
    assert words in problem.text
    assert problem.advice
    if code != "missing-key" or not extra.startswith("[mail]"):
        assert problem.where == f"{tmp_path / 'config.toml'}:{NEXT + line}"


def test_all_mistakes_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    """Nobody should have to run the check seven times."""
    settings, problems = read(tmp_path, '''[plan]
fiel = "p.toml"
[people]
file = 5
[organizer]
email = "gmo"
[coordinator]
[policy]
window = ["16:30", "09:30"]
''')
    assert settings is None
    assert [(problem.code, problem.line) for problem in problems] == [
        ("missing-key", 1), ("missing-key", 1), ("unknown-key", 2), ("wrong-type", 4), ("bad-address", 6), ("missing-key", 7),
        ("reversed-window", 9)]


def test_an_empty_file_says_what_is_needed(tmp_path: Path) -> None:
    """All five needed settings are named."""
    settings, problems = read(tmp_path, "")
    assert settings is None
    assert {problem.text for problem in problems} == {
        f"Не задано [{key}." for key in ("plan] file", "plan] dates", "people] file", "organizer] email", "coordinator] email")}


def test_no_file(tmp_path: Path) -> None:
    """A missing file is a problem, not an exception."""
    settings, [problem] = read_config(tmp_path / "config.toml")
    assert settings is None
    assert problem.code == "file-missing"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.3.2.1"])
def test_clear_text_is_for_this_machine_only(tmp_path: Path, host: str) -> None:
    """A loopback address may go without TLS."""
    settings, problems = read(tmp_path, NEEDED + f'[mail]\ntransport = "smtp"\n[smtp]\nhost = "{host}"\nsecurity = "none"')
    assert problems == []
    assert settings is not None


@pytest.mark.parametrize("provider", ["mail.ru", "yandex.ru", "gmail.com"])
def test_a_private_mailbox_cannot_be_the_sender(tmp_path: Path, provider: str) -> None:
    """invitations.md case 18: refused as organizer unless it is the login; fine as coordinator."""
    private = NEEDED.replace("Coordinator@cdo.example", f"ivashenko@{provider}")
    assert read(tmp_path, private)[1] == []
    sender = private.replace("gmo@cdo.example", f"Ivashenko@{provider}")
    settings, [problem] = read(tmp_path, sender)
    assert settings is None
    assert (problem.code, problem.line) == ("foreign-sender", 10)
    smtp = f'[mail]\ntransport = "smtp"\n[smtp]\nhost = "smtp.{provider}"\nuser = "someone@{provider}"\n'
    assert "foreign-sender" in [problem.code for problem in read(tmp_path, sender + smtp)[1]]
    settings, problems = read(tmp_path, sender + smtp.replace("someone", "ivashenko"))
    assert settings is not None
    assert {problem.code for problem in problems} == {"same-mailbox", "no-password-file"}


def test_two_addresses_of_one_venue_are_told(tmp_path: Path) -> None:
    """Only one of them stands in invitations; the same address twice is no matter."""
    venue = '[[venue]]\nname = "{}"\naddress = "{}"\n'
    settings, [problem] = read(tmp_path, NEEDED + venue.format("СШ № 28", "ул. Кирова, 1") + venue.format("сш №28", "ул. Мира, 5"))
    assert settings is not None
    assert (problem.code, problem.severity, "ул. Кирова, 1" in problem.text) == ("same-venue", Severity.WARNING, True)
    assert read(tmp_path, NEEDED + 2 * venue.format("СШ № 28", "ул. Кирова, 1") + venue.format("СШ № 2", "ул. Мира, 5"))[1] == []


@pytest.mark.parametrize(("login", "severity"), [
    ('[smtp]\nuser = "gmo@cdo.example"\n', "error"),
    ('[imap]\nhost = "imap.mail.ru"\nuser = "gmo@mail.ru"\n', "error"),
    ("", "warning"),
    ('[imap]\nhost = "imap.mail.ru"\nuser = "ivanova@mail.ru"\n', None),
])
def test_a_trial_without_smtp_knows_the_login_it_was_told(tmp_path: Path, login: str, severity: str | None) -> None:
    """Into a folder no mail is refused: a private sender is only warned of, unless the login named is another one."""
    problems = read(tmp_path, NEEDED.replace("gmo@cdo.example", "ivanova@mail.ru") + login)[1]
    assert [problem.severity for problem in problems if problem.code == "foreign-sender"] == ([Severity(severity)] if severity else [])


def test_passwords_must_be_there_and_closed(tmp_path: Path) -> None:
    """Missing, empty or readable by others: an error with the cure; the settings themselves are usable."""
    text = NEEDED + '[mail]\ntransport = "smtp"\n[smtp]\nhost = "smtp.example"\nuser = "gmo@cdo.example"\npassword_file = "pw"\n'
    password = tmp_path / "pw"

    def codes() -> list[tuple[str, str, int | None]]:
        settings, problems = read(tmp_path, text)
        assert settings is not None
        return [(problem.code, problem.severity.value, problem.line) for problem in problems]

    assert codes() == [("password-missing", "error", NEXT + 5)]
    password.write_text("")
    password.chmod(0o600)
    assert codes() == [("password-missing", "error", NEXT + 5)]
    password.write_text("secret")
    password.chmod(0o640)
    assert codes() == [("password-open", "error", NEXT + 5)]
    password.chmod(0o600)
    assert codes() == []


def test_missing_certificate_and_templates_are_told(tmp_path: Path) -> None:
    """Files the settings name but mail cannot go without."""
    settings, problems = read(tmp_path, NEEDED + '[mail]\ntransport = "smtp"\n[smtp]\nhost = "smtp.example"\nca_file = "ca.pem"\n'
                              '[templates]\nfolder = "own"\n')
    assert settings is not None
    assert [(problem.code, problem.line) for problem in problems] == [("file-missing", NEXT + 4), ("file-missing", NEXT + 6)]


def test_hostile_text_in_names_is_cleaned(tmp_path: Path) -> None:
    """Names go into headers: no controls, no encoded words."""
    settings, problems = read(tmp_path, NEEDED.replace("Иващенко И.В.", "Иващенко\\r\\nBcc: x@y.ru =?UTF-8?Q?=0A?="))
    assert problems == []
    assert settings is not None
    assert settings.coordinator.name == "Иващенко Bcc: x@y.ru = ?UTF-8?Q?=0A?="
