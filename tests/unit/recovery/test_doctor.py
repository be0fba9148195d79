"""``notifier doctor``: one line a check, advice in Russian, nothing written."""

import json
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from errno import EACCES
from pathlib import Path

import pytest
from support.machine import Machine
from support.unreliable_smtp import UnreliableSmtp
from support.year import CONFIG

from notifier.doors.doctor import files
from notifier.doors.doctor import machine as examined
from notifier.edges.ledger.backup import owner
from notifier.edges.resolver import MX, NoResolver, ask, texts
from notifier.edges.smtp.probe import probe
from notifier.model.message import Cause, Outcome
from notifier.model.settings import Smtp

Command = Callable[..., tuple[int, str, str]]
TODAY = datetime(2026, 9, 1, 9, tzinfo=UTC)


def levels(command: Command, at: datetime = TODAY) -> dict[str, tuple[str, str]]:
    """check -> (level, text)."""
    return {row["check"]: (row["level"], row["text"]) for row in json.loads(command("doctor", "--json", at=at)[1])}


def test_a_configuration_that_cannot_be_read_ends_with_its_own_code(machine: Machine, command: Command) -> None:
    """2, as at every command: nothing else could be looked at."""
    (machine.folder / "config.toml").unlink()
    code, said, _ = command("doctor")
    assert code == 2
    assert "Не найден файл настроек" in said


def test_a_sound_installation(machine: Machine, command: Command) -> None:
    """Code 0; every check has its line; nothing in the state folder changes."""
    before = {path: path.read_bytes() for path in machine.state.rglob("*") if path.is_file()}
    code, said, _ = command("doctor", at=TODAY)
    assert code == 0, said
    assert {path: path.read_bytes() for path in machine.state.rglob("*") if path.is_file()} == before
    found = levels(command)
    assert {"Python", "SQLite", "OpenSSL", "icalendar", "Jinja2", "настройки", "часы", "часовые пояса", "журнал", "диск", "права", "отправка",
            "ответы", "домен", "календарь", "шаблоны"} == set(found)
    assert "служба не запущена" in found["журнал"][1]


def test_a_check_that_fails_itself_is_told_by_its_name(machine: Machine, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on, and the administrator is told what could not be looked at."""
    def gone(folder: Path) -> None:
        raise OSError(5, "Input/output error", str(folder))

    monkeypatch.setattr(examined.os, "statvfs", gone)
    found = levels(command)
    assert found["диск"] == ("ошибка", f"проверка не удалась: [Errno 5] Input/output error: '{machine.state}'")
    assert found["шаблоны"][0] == "ok"


def test_a_clock_behind_the_ledger(command: Command) -> None:
    """Plausibility: not before the newest pass, and not in the last century."""
    assert levels(command, datetime(1970, 1, 1, tzinfo=UTC))["часы"][0] == "ошибка"


def test_a_clock_behind_the_last_pass(machine: Machine, command: Command) -> None:
    """The ledger has seen a later day."""
    machine.start(datetime(2027, 3, 1, 9, tzinfo=UTC)).turn()
    machine.stop()
    assert levels(command)["часы"] == ("ошибка", "отстают от последнего прохода службы")


def test_files_open_to_others(machine: Machine, command: Command) -> None:
    """State and passwords, with the command that mends them."""
    machine.state.chmod(0o755)
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert f"chmod go= {machine.state}" in said


@pytest.mark.parametrize("folder", ["people.csv", "people.csv/state"])
def test_a_state_folder_that_cannot_be_made(machine: Machine, command: Command, folder: str) -> None:
    """A file stands in its place: said as that, not as a mode to be mended."""
    text = (machine.folder / "config.toml").read_text("utf-8")
    machine.write("config.toml", text.replace('folder = "state"', f'folder = "{folder}"'))
    assert command("doctor", at=TODAY)[0] == 1
    assert levels(command)["права"] == ("ошибка", f"{machine.folder / 'people.csv'} — файл, а нужна папка: журнал не записывается")


def test_a_mailbox_password_that_is_no_text(machine: Machine, command: Command) -> None:
    """Saved by an old editor: mail goes on, and doctor says why no answer is read."""
    text = (machine.folder / "config.toml").read_text("utf-8")
    machine.write("config.toml", f'{text}\n[imap]\nhost = "127.0.0.1"\nuser = "gmo"\npassword_file = "secret"\n')
    secret = machine.folder / "secret"
    secret.write_bytes("пароль".encode("cp1251"))
    secret.chmod(0o600)
    code, _, error = command("tick", at=TODAY)
    assert (code, "Traceback" in error) == (0, False)
    assert levels(command)["ответы"] == ("ошибка", "пароль ящика не читается")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_is_not_the_services(machine: Machine, command: Command) -> None:
    """A copy that root brought back would stop the service: named, with the command that mends it."""
    os.chown(machine.state / "ledger.sqlite3", 12345, 12345)
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert "ledger.sqlite3 принадлежит не владельцу" in said
    assert f"chown -R --reference={machine.state}" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_folder_that_the_service_may_not_write(machine: Machine, command: Command) -> None:
    """Decisions by mail land in the dates file: its folder must be open to the owner of the state."""
    for path in (machine.state, *machine.state.rglob("*")):
        os.chown(path, 12345, 12345)
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert f"{machine.folder} закрыта для записи: решения координатора" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_file_that_the_service_may_not_read(machine: Machine, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root's editor left the list to root alone: root's looks see nothing wrong, and the service goes on by the former one."""
    for path in (machine.state, *machine.state.rglob("*")):
        os.chown(path, 12345, 12345)
    access = os.access

    def of_the_service(path: str | Path, mode: int, **named: bool) -> bool:
        """The folders above the test's are root's own: there only the file's mode counts."""
        if mode == os.R_OK and Path(path).parent == machine.folder:
            return Path(path).name != "people.csv" or os.geteuid() == 0
        return access(path, mode, **named)

    monkeypatch.setattr(os, "access", of_the_service)
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert f"{machine.folder / 'people.csv'} закрыт от пользователя службы (таких 1): действует прежний" in said
    assert "chgrp и chmod g+rX" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_program_that_the_service_may_not_read(machine: Machine, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python in root's own folder: root's commands run, the service would not."""
    for path in (machine.state, *machine.state.rglob("*")):
        os.chown(path, 12345, 12345)
    python = tmp_path / "python"
    python.write_text("")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert f"{python} закрыт от пользователя службы: она не запустится\n          → Поставьте программу заново" in said


def test_a_folder_that_one_may_not_read_is_named_with_advice(machine: Machine, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else than root or the service: not «проверка не удалась»."""
    def closed(folder: Path) -> None:
        raise PermissionError(EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(files, "condition", closed)
    assert levels(command)["журнал"] == ("ошибка", f"нет права на {machine.state}")
    assert "→ Выполните doctor от root или от имени пользователя службы" in command("doctor", at=TODAY)[1]


def test_a_server_without_a_name_to_log_in_by(machine: Machine, command: Command) -> None:
    """Nobody logged in: not «вход выполнен»; a mailbox is read by nobody."""
    text = (machine.folder / "config.toml").read_text("utf-8").replace('"maildir"', '"smtp"')
    with UnreliableSmtp() as server:
        machine.write("config.toml", f'{text}\n[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n[imap]\nhost = "127.0.0.1"\n')
        found = levels(command)
    assert found["отправка"] == ("ok", f"127.0.0.1:{server.port}, none, без входа: [smtp] user не задан")
    assert found["ответы"] == ("ошибка", "войти некем: [imap] user не задан")


def test_who_vouches_for_senders(machine: Machine, command: Command) -> None:
    """Where nobody does, whoever knows an address answers in its name; where no mail is read, nobody has to."""
    text = (machine.folder / "config.toml").read_text("utf-8")
    assert "отправители" not in levels(command)
    machine.write("config.toml", f'{text}\n[imap]\nmaildir = "inbox"\n')
    level, said = levels(command)["отправители"]
    assert level == "внимание"
    assert "[imap] authserv_id не задан" in said
    machine.write("config.toml", f'{text}\n[imap]\nmaildir = "inbox"\nauthserv_id = "mx.example"\n')
    assert levels(command)["отправители"] == ("ok", "проверяет mx.example")


def test_a_damaged_ledger(machine: Machine, command: Command) -> None:
    """Said with the way back."""
    path = machine.state / "ledger.sqlite3"
    path.write_bytes(path.read_bytes()[:5000])
    code, said, _ = command("doctor", at=TODAY)
    assert code == 1
    assert "notifier restore" in said


def test_broken_settings_are_findings(machine: Machine, command: Command) -> None:
    """The doctor does not fall ill himself."""
    machine.write("config.toml", CONFIG + "\nсломано = [")
    assert command("doctor", at=TODAY)[0] == 2


def test_a_missing_password_stops_who_sends_and_nobody_else(machine: Machine, command: Command) -> None:
    """Looks, decisions and copies are needed most in trouble; doctor tells the rest as well. ``tick`` and ``check`` end with 2."""
    smtp = 'transport = "smtp"\n[smtp]\nhost = "localhost"\nuser = "gmo"\npassword_file = "secret"\n'
    text = (machine.folder / "config.toml").read_text("utf-8")
    machine.write("config.toml", text.replace('transport = "maildir"', smtp))
    for look in (("status",), ("outbox",), ("log",), ("backup", str(machine.folder / "copy.sqlite3")),
                 ("confirm", "teor-2", "20.11.2020 15:00"), ("person", "export", "anna@mail.example")):
        code, _, error = command(*look)
        assert (code, error) == (0, ""), look
    said = levels(command)
    assert said["настройки"][0] == "ошибка"
    assert "secret" in said["настройки"][1]
    assert said["журнал"][0] == "ok"
    for act in ("tick", "check"):
        code, _, error = command(act)
        assert (code, "secret" in error) == (2, True)


def test_who_owns_the_ledger(machine: Machine) -> None:
    """The kernel's list of locks knows the process, without touching the lock."""
    assert owner(machine.state) is None
    machine.start()
    assert owner(machine.state) in (os.getpid(), None)  # None where the kernel hides the list
    machine.stop()


def test_a_year_whose_days_off_are_not_known_yet(machine: Machine, command: Command) -> None:
    """The calendar's data end somewhere; general rules go on, moved days do not."""
    machine.write("plan.toml", (machine.folder / "plan.toml").read_text("utf-8").replace("2020-2021", "2060-2061"))
    assert levels(command)["календарь"][0] == "внимание"


@pytest.mark.parametrize(("have", "least"), [("3.11.7", "3.11.15"), ("3.0.9", "3.0.10"), ("1.1.1w", "3.0"), ("3.9", "3.11")])
def test_versions_are_numbers(have: str, least: str) -> None:
    """3.11.7 is below 3.11.15."""
    assert examined._number(have) < examined._number(least)


# --- the mail server, without a mail


def password(folder: Path) -> Path:
    path = folder / "secret"
    path.write_text("right")
    path.chmod(0o600)
    return path


def test_a_login_without_a_mail(tmp_path: Path) -> None:
    """EHLO, AUTH, QUIT: no MAIL FROM."""
    with UnreliableSmtp(extensions=("AUTH PLAIN",), password="right") as server:
        assert probe(Smtp(host="127.0.0.1", port=server.port, security="none", user="gmo@cdo.example",
                          password_file=password(tmp_path))) is None
        commands = [line.split()[0].upper() for line in server.commands]
    assert commands[:2] == ["EHLO", "AUTH"]
    assert "MAIL" not in commands


@pytest.mark.parametrize(("faults", "cause"), [
    ({"auth": b"535 5.7.8 bad credentials\r\n"}, Cause.AUTH), ({"banner": b"554 5.3.2 no service\r\n"}, None)])
def test_what_stands_in_the_way_is_named(tmp_path: Path, faults: dict[str, object], cause: Cause | None) -> None:
    """The server's own words and what to look at."""
    with UnreliableSmtp(extensions=("AUTH PLAIN",), password="right", always=faults) as server:
        fault = probe(Smtp(host="127.0.0.1", port=server.port, security="none", user="gmo@cdo.example",
                           password_file=password(tmp_path)))
    assert fault is not None
    assert fault.code in (535, 554)
    assert cause is None or fault.cause is cause


def test_nobody_listens() -> None:
    """A closed port is a finding, at once."""
    fault = probe(Smtp(host="127.0.0.1", port=1, security="none"))
    assert fault is not None
    assert fault.cause is Cause.NETWORK


def test_no_starttls_where_it_is_asked_for() -> None:
    """Never in the clear instead."""
    with UnreliableSmtp() as server:
        fault = probe(Smtp(host="127.0.0.1", port=server.port, security="starttls"))
    assert fault is not None
    assert fault.cause is Cause.TLS


# --- the resolver


def resolver(tmp_path: Path, reply: Callable[[bytes], bytes | None]) -> tuple[Path, int, threading.Thread]:
    """A name server for one question."""
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    channel.bind(("127.0.0.1", 0))
    port = channel.getsockname()[1]

    def serve() -> None:
        with channel:
            question, asker = channel.recvfrom(512)
            if (answer := reply(question)) is not None:
                channel.sendto(answer, asker)

    thread = threading.Thread(target=serve)
    thread.start()
    path = tmp_path / "resolv.conf"
    path.write_text("# mine\nnameserver 127.0.0.1\n")
    return path, port, thread


def answer(question: bytes, kind: int, *datas: bytes, code: int = 0) -> bytes:
    head = question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(datas), 0, 0)
    return head + question[12:] + b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for data in datas)


def test_records_are_read(tmp_path: Path) -> None:
    """TXT of several pieces is one text; compressed names are stepped over."""
    path, port, thread = resolver(tmp_path, lambda question: answer(question, 16, b"\x07v=spf1 \x04-all", b"\x05other"))
    assert texts("cdo.example", resolv_conf=path, port=port) == ["v=spf1 -all", "other"]
    thread.join()


@pytest.mark.parametrize("reply", [
    lambda question: answer(question, MX, code=2), lambda question: b"\0\1" + answer(question, MX)[2:], lambda question: question[:7],
    lambda question: answer(question, MX, b"x")[:-5],
], ids=["SERVFAIL", "another number", "cut", "cut record"])
def test_nonsense_is_no_answer(tmp_path: Path, reply: Callable[[bytes], bytes]) -> None:
    """Nobody's fault but the resolver's: not checked, never "missing"."""
    path, port, thread = resolver(tmp_path, reply)
    with pytest.raises(NoResolver):
        ask("cdo.example", MX, resolv_conf=path, port=port)
    thread.join()


def test_no_such_name_has_no_records(tmp_path: Path) -> None:
    """NXDOMAIN is an answer."""
    path, port, thread = resolver(tmp_path, lambda question: answer(question, MX, code=3))
    assert ask("cdo.example", MX, resolv_conf=path, port=port) == []
    thread.join()


def test_without_a_resolver_nothing_is_claimed(tmp_path: Path) -> None:
    """No resolv.conf: not checked."""
    with pytest.raises(NoResolver):
        ask("cdo.example", MX, resolv_conf=tmp_path / "none")


def test_a_resolver_that_fails_blames_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 2: SERVFAIL or a time-out is temporary and the account's; an unknown name (fault 3) is a mistake of ours."""
    def fail(code: int) -> Callable[..., object]:
        def ask_nobody(*_: object, **__: object) -> object:
            raise socket.gaierror(code, "said so")
        return ask_nobody

    for code, cause, outcome in ((socket.EAI_AGAIN, Cause.DNS, Outcome.TEMPORARY), (socket.EAI_NONAME, Cause.CONFIG, Outcome.OURS)):
        monkeypatch.setattr(socket, "getaddrinfo", fail(code))
        fault = probe(Smtp(host="smtp.cdo.example", security="starttls"))
        assert fault is not None
        assert (fault.cause, fault.outcome, fault.account) == (cause, outcome, True)


def test_passwords_that_only_the_service_is_given(machine: Machine, command: Command) -> None:
    """systemd credentials: a command at a terminal can't log in; said as such with the way to do it, not as a wrong password."""
    with UnreliableSmtp(extensions=("AUTH PLAIN",), password="right") as server:
        text = CONFIG.replace('transport = "maildir"', 'transport = "smtp"')
        machine.write("config.toml", f'{text}[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nuser = "gmo"\n'
                                     '[imap]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "gmo"\n')
        found = levels(command)
    for check in ("отправка", "ответы"):
        assert found[check][0] == "внимание"
        assert "пароль знает только служба" in found[check][1]
    assert "systemd-run" in command("doctor", at=TODAY)[1]
