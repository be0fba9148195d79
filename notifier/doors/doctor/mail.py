"""The mail: sending, reading the mailbox, the names of the sender's domain."""

from contextlib import closing

from notifier.core.address import domain_of
from notifier.doors.doctor.finding import ERROR, OK, WARNING, Finding, Found
from notifier.edges.files import secret
from notifier.edges.mailbox.arrived import MailboxError
from notifier.edges.resolver import MX, NoResolver, ask, texts
from notifier.flows.inputs import Inputs
from notifier.model.message import Cause

ADVICE = {
    Cause.NETWORK: "Проверьте сеть, имя, порт и security в [smtp]: порту 465 нужно «tls», порту 587 — «starttls».",
    Cause.DNS: "Имя не находится: проверьте сеть и резолвер.",
    Cause.TLS: "Проверьте security, порт и ca_file в [smtp].",
    Cause.AUTH: "Проверьте user и пароль (у почтовых служб — пароль приложения).",
    Cause.CONFIG: "Проверьте host, security и файл пароля в [smtp].",
}


NOT_TRIED = "вход не проверен: пароль знает только служба (учётные данные systemd)"
WITH_PASSWORDS = ("Вместе с паролями: systemd-run --pipe --wait -p User=notifier -p LoadCredential=ИМЯ:ФАЙЛ … notifier doctor "
                  "(docs/ru/administrator.md, «Пароли»).")


def smtp(inputs: Inputs) -> Found:
    """Connect, TLS, login - and no mail."""
    if inputs.settings.transport != "smtp":
        yield Finding(OK, "письма складываются в папку maildir; наружу ничего не уходит")
        return
    from notifier.edges.smtp.probe import probe

    server = inputs.settings.smtp
    if server.user and secret.password_file(server.password_file, secret.SMTP) is None:
        yield Finding(WARNING, f"{server.host}:{server.port} - {NOT_TRIED}", WITH_PASSWORDS)
        return
    fault = probe(server)
    if fault is None:
        yield Finding(OK, f"{server.host}:{server.port}, {server.security}, "
                      + ("вход выполнен" if server.user else "без входа: [smtp] user не задан"))
    else:
        yield Finding(ERROR, f"{server.host}:{server.port} - {fault.said}",
                      ADVICE.get(fault.cause, "Посмотрите ответ сервера."))


def imap(inputs: Inputs) -> Found:
    """Login and the folder, read-only."""
    from notifier.edges.mailbox.imap import ImapMailbox
    from notifier.flows.hearing.listening import mailbox_of

    server = inputs.settings.imap
    if server.maildir is not None or not server.host:
        yield Finding(OK, f"читаются из {server.maildir}" if server.maildir else "не читаются: [imap] host не задан")
        return
    if not server.user:
        yield Finding(ERROR, "войти некем: [imap] user не задан", "Впишите имя входа, обычно сам адрес ящика.")
        return
    if secret.password_file(server.password_file, secret.IMAP) is None:
        yield Finding(WARNING, f"{server.host}:{server.port} - {NOT_TRIED}", WITH_PASSWORDS)
        return
    mailbox = mailbox_of(server)
    if not isinstance(mailbox, ImapMailbox):
        yield Finding(ERROR, "пароль ящика не читается",
                      "Нужна одна строка в UTF-8, права 0600: файл [imap] password_file или учётные данные imap-password.")
        return
    try:
        with closing(mailbox):
            mailbox.look()
    except MailboxError as error:
        yield Finding(ERROR, f"{server.host}:{server.port} - {error}",
                      "Проверьте [imap]: имя, порт, security, user, пароль, folder.")
    else:
        yield Finding(OK, f"{server.host}:{server.port}, папка {server.folder} открывается")


def senders(inputs: Inputs) -> Found:
    """Whose word it is that a mail in the mailbox is from who it says."""
    server = inputs.settings.imap
    if not (server.host or server.maildir):
        return
    if server.authserv_id:
        yield Finding(OK, f"проверяет {server.authserv_id}")
    else:
        yield Finding(WARNING, "никто не проверяет: [imap] authserv_id не задан; кто знает адрес библиотекаря и получил его письмо, может "
                      "ответить за него", "Впишите имя почтового сервера из заголовка Authentication-Results любого пришедшего письма "
                      "(слово до точки с запятой).")


def names(inputs: Inputs) -> Found:
    """MX, SPF and DMARC of the sender's domain, where there is somebody to ask."""
    domain = domain_of(inputs.settings.organizer.email)
    try:
        if domain.rpartition(".")[2] in ("example", "test", "invalid", "localhost"):
            raise NoResolver("not a public domain")
        mx = ask(domain, MX)
        spf = [text for text in texts(domain) if text.startswith("v=spf1")]
        dmarc = [text for text in texts(f"_dmarc.{domain}") if text.startswith("v=DMARC1")]
    except NoResolver:
        yield Finding(OK if inputs.settings.transport != "smtp" else WARNING, f"{domain}: записи DNS не проверены",
                      "Проверьте с машины, где есть резолвер: MX, SPF, DMARC." if inputs.settings.transport == "smtp" else "")
        return
    lacking = [name for name, found in (("MX", mx), ("SPF", spf), ("DMARC", dmarc)) if not found]
    if lacking:
        yield Finding(WARNING, f"{domain}: нет {', '.join(lacking)}",
                      "Попросите владельца домена: без этих записей письма попадают в спам.")
    else:
        yield Finding(OK, f"{domain}: MX, SPF и DMARC есть")
