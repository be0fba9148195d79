"""Nothing automatic is answered, nothing automatic is believed (iMIP cases 56b, 57; the loop rules)."""

import pytest
from support.mails import OURS, heard, mail

from notifier.model.heard import AutoReply, Human, Ours, OwnMail


@pytest.mark.parametrize("header", [
    "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Auto-Submitted: auto-notified; x=y", "X-Autoreply: yes",
    "X-Autorespond: x", "Precedence: auto_reply",
])
def test_a_vacation_mail_changes_nothing(header: str) -> None:
    """Whichever way it says so."""
    assert isinstance(heard(mail("Да, 2", headers=f"{header}\nIn-Reply-To: <a@cdo.example>\n")), AutoReply)


@pytest.mark.parametrize("subject", [
    "Автоответ: Re: Приглашение", "Автоматический ответ: Приглашение", "Out of Office: x", "Automatic reply: x", "Re: Автоответ",
    "Отсутствую на рабочем месте",
])
def test_a_vacation_mail_is_known_by_its_subject_alone(subject: str) -> None:
    """Some programs set no header at all."""
    assert isinstance(heard(mail("Да", subject=subject)), AutoReply)


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Auto-Response-Suppress: OOF", "X-Auto-Response-Suppress: All",
    "Precedence: first-class"])
def test_a_persons_mail_stays_a_persons(header: str) -> None:
    """Outlook puts X-Auto-Response-Suppress on letters people write; «no» means no."""
    assert isinstance(heard(mail("Да", headers=f"{header}\n")), Human)


@pytest.mark.parametrize("subject", ["Я в отпуске, не смогу быть 19 ноября", "В отпуске до 1 декабря", "Нет на рабочем месте завтра, можно онлайн?"])
def test_a_person_may_write_that_she_is_away(subject: str) -> None:
    """By hand, with a question below: no machine says it in these words without saying that it is one."""
    assert isinstance(heard(mail("Пришлите, пожалуйста, запись.", subject=subject)), Human)
    assert isinstance(heard(mail("Вернусь 19.11", subject="Нет на рабочем месте: Приглашение")), AutoReply)


def test_a_rule_of_another_mailbox_passes_on_what_a_person_wrote() -> None:
    """Exchange marks what a rule answers, and what it redirects: the former mailbox of the service hands its letters over."""
    header = "X-MS-Exchange-Inbox-Rules-Loop: {}\n"
    assert isinstance(heard(mail("Проведите без меня", headers=header.format("gmo-old@school1.example"))), Human)
    assert isinstance(heard(mail("Я в отпуске", headers=header.format("Anna@school1.example"))), AutoReply)


@pytest.mark.parametrize("header", ["List-Id: <teachers.example>", "Precedence: bulk", "Precedence: list", "Precedence: junk",
    "List-Unsubscribe: <mailto:x>"])
def test_a_list_is_no_person(header: str) -> None:
    """A newsletter is not shown as a letter, and not answered."""
    assert isinstance(heard(mail("Новости", headers=f"{header}\n")), AutoReply)


def test_our_own_mail_is_dropped() -> None:
    """A forwarder or a list sent it back."""
    assert isinstance(heard(mail(sender="ГМО <gmo@cdo.example>")), OwnMail)


def test_our_own_message_id_tells_where_its_domain_is_ours_alone() -> None:
    """A list may change From; the Message-ID stays."""
    ours = Ours("gmo@cdo.example", "notifier.cdo.example", "coordinator@cdo.example")
    raw = mail().replace(b"<m1@school1.example>", b"<x@notifier.cdo.example>")
    assert isinstance(heard(raw, ours=ours), OwnMail)


def test_the_coordinators_mail_from_our_common_domain_is_hers() -> None:
    """Her mail program makes Message-IDs of the same domain as ours."""
    raw = mail("2", sender="coordinator@cdo.example").replace(b"<m1@school1.example>", b"<x@cdo.example>")
    assert isinstance(heard(raw), Human)


def test_a_bounce_from_our_own_server_is_no_mail_of_ours() -> None:
    """Our relay's DSN has a Message-ID of our domain too."""
    raw = mail(sender="MAILER-DAEMON@cdo.example").replace(b"<m1@school1.example>", b"<x@cdo.example>")
    assert not isinstance(heard(raw), OwnMail)


def test_a_coordinator_who_shares_our_mailbox_is_told_from_our_mail() -> None:
    """Ours say auto-generated; hers do not."""
    shared = Ours("gmo@cdo.example", "cdo.example", "gmo@cdo.example")
    assert isinstance(heard(mail("2", sender="gmo@cdo.example"), ours=shared), Human)
    assert isinstance(heard(mail("2", sender="gmo@cdo.example", headers="Auto-Submitted: auto-generated\n"), ours=shared), OwnMail)


def test_own_mail_is_recognised_before_its_structure_is_judged() -> None:
    """The loop check comes before everything that could act."""
    raw = mail(sender=OURS.address, type="multipart/report; report-type=delivery-status; boundary=b")
    assert isinstance(heard(raw), OwnMail)
