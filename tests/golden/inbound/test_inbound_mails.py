"""Mails as the programs and servers our people use make them (iMIP cases 41, 42, 49, 51, 54-57)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.mails import MOSCOW, OURS, PLAN, UID

from notifier.core.inbound.read import read
from notifier.core.inbound.words import understand
from notifier.model.fact import Partstat
from notifier.model.heard import Abuse, AutoReply, Bounce, Counter, Failure, Heard, Human, Receipt, Reply, Unread
from notifier.model.order import Asked, Choose, Confirm, Place

FOLDER = Path(__file__).parent
TODAY = datetime(2020, 10, 15, tzinfo=UTC).date()


def mail(name: str) -> Heard:
    """The fixture, read."""
    return read((FOLDER / f"{name}.eml").read_bytes(), ours=OURS)


@pytest.mark.parametrize(("name", "attendee", "partstat"), [
    ("google-accepted", "a.n.na.ivanova@gmail.com", Partstat.ACCEPTED),
    ("exchange-declined", "petrova@school12.example", Partstat.DECLINED),
    ("thunderbird-tentative", "sidorova@school8.example", Partstat.TENTATIVE),
    ("apple-accepted", "kuznetsova@icloud.com", Partstat.ACCEPTED),
    ("yandex-accepted", "e-morozova@yandex.ru", Partstat.ACCEPTED),
    ("mailru-declined", "fedorova@mail.ru", Partstat.DECLINED),
])
def test_an_answer_of_each_program_is_heard(name: str, attendee: str, partstat: Partstat) -> None:
    """Who, to what, which answer, to which revision."""
    result = mail(name)
    assert isinstance(result, Reply)
    assert (result.uid, result.attendee, result.partstat, result.sequence) == (UID, attendee, partstat, 1)
    assert result.dtstamp.date() == datetime(2020, 10, 20, tzinfo=UTC).date()


@pytest.mark.parametrize(("name", "comment"), [
    ("google-accepted", "Буду с коллегой"),
    ("exchange-declined", "К сожалению, не смогу: педсовет."),
])
def test_the_comment_is_readable(name: str, comment: str) -> None:
    """Google puts it into a parameter, Exchange into COMMENT."""
    result = mail(name)
    assert isinstance(result, Reply)
    assert result.comment == comment


def test_another_time_is_proposed_from_outlook() -> None:
    """COUNTER with Russian Standard Time: 15:00-16:30 in Moscow."""
    result = mail("exchange-counter")
    assert isinstance(result, Counter)
    assert (result.start, result.end) == (datetime(2020, 11, 20, 12, 0, tzinfo=UTC), datetime(2020, 11, 20, 13, 30, tzinfo=UTC))
    assert result.comment == "Можно на день позже?"


def test_winmail_dat_is_told_and_not_believed() -> None:
    """A TNEF answer changes nothing; the coordinator learns what it says."""
    result = mail("outlook-tnef")
    assert isinstance(result, Unread)
    assert result.reason.startswith("ответ Outlook не прочитан")
    assert "принято" in result.reason
    assert "Рядом написано: «Приду.»" in result.reason


@pytest.mark.parametrize(("name", "address", "failure", "words"), [
    ("postfix-user-unknown", "nobody@school12.example", Failure.HARD, "ящика нет"),
    ("postfix-delayed", "nobody@school12.example", Failure.DELAYED, "сервер получателя долго не отвечал"),
    ("yandex-no-such-user", "nobody@yandex.ru", Failure.HARD, "ящика нет"),
    ("yandex-spam", "ivanova@yandex.ru", Failure.POLICY, "нас приняли за спам"),
    ("mailru-no-mailbox", "nobody@mail.ru", Failure.HARD, "ящика нет"),
    ("mailru-spam", "fedorova@mail.ru", Failure.POLICY, "нас приняли за спам"),
    ("gmail-no-such-user", "nobody@gmail.com", Failure.HARD, "ящика нет"),
    ("gmail-over-quota", "a@gmail.com", Failure.SOFT, "ящик переполнен"),
    ("exchange-not-found", "nobody@school12.example", Failure.HARD, "ящика нет"),
])
def test_a_bounce_says_who_and_why(name: str, address: str, failure: Failure, words: str) -> None:
    """Address, meaning, Russian words and the Message-ID of our mail."""
    result = mail(name)
    assert isinstance(result, Bounce)
    assert (result.address, result.failure, result.words) == (address, failure, words)
    assert result.message_id == "<invitation.teor-2.1.17@cdo.example>"


def test_a_bounce_in_plain_words_is_found_by_the_returned_id() -> None:
    """qmail knows no delivery-status (case 55c)."""
    result = mail("qmail-plain")
    assert isinstance(result, Bounce)
    assert (result.address, result.message_id) == ("nobody@school40.example", "<invitation.teor-2.1.18@cdo.example>")
    assert (result.failure, result.words) == (Failure.HARD, "ящика нет")


def test_a_bounce_without_a_trace_is_left_to_the_coordinator() -> None:
    """Neither address nor Message-ID."""
    assert isinstance(mail("bounce-without-a-trace"), Unread)


def test_a_read_receipt_is_no_bounce() -> None:
    """MDN (case 56)."""
    assert isinstance(mail("mdn-read"), Receipt)


def test_a_complaint_names_our_mail() -> None:
    """ARF (case 56): mail to this person stops."""
    result = mail("arf-complaint")
    assert isinstance(result, Abuse)
    assert result.message_id == "<invitation.teor-2.1.19@cdo.example>"


@pytest.mark.parametrize("name", ["vacation-gmail", "vacation-exchange", "vacation-x-autoreply", "vacation-russian-subject"])
def test_a_vacation_answer_changes_nothing(name: str) -> None:
    """Four ways of saying it (case 57)."""
    assert isinstance(mail(name), AutoReply)


def test_the_coordinator_answers_the_digest_from_gmail() -> None:
    """Two rows in one mail; the quoted «отмена» below is ours, not hers."""
    result = mail("human-gmail-answer")
    assert isinstance(result, Human)
    orders = understand(result.top, (Asked("teor-2"), Asked("prak-1", "two-venues")), PLAN, TODAY, zone=MOSCOW)
    assert [type(order) for order in orders] == [Confirm, Place]
    assert result.head.tokens == ("c-5wd-abcdefghijklmnopqrstuvwxyz",)
    assert result.head.references[0] == "<digest.2020-10-12@cdo.example>"


def test_the_coordinator_answers_a_question_from_outlook() -> None:
    """HTML only, windows-1251, our question quoted below in Outlook's own way."""
    result = mail("human-outlook-html")
    assert isinstance(result, Human)
    assert understand(result.top, (Asked("teor-2", choices=("а", "б", "в")),), PLAN, TODAY, zone=MOSCOW) == [Choose("teor-2", 2)]


def test_the_coordinator_forwards_a_schedule_from_mail_ru() -> None:
    """The CSV comes with its Russian name and bytes, the PDF only by name; forwarded words are not hers."""
    result = mail("human-mailru-forward")
    assert isinstance(result, Human)
    assert (result.top, result.below) == ("povy-1: во вложении", ())
    table, scan = result.attachments
    assert (table.name, scan.name, scan.data) == ("график октябрь.csv", "scan.pdf", None)
    assert (table.data or b"").decode("windows-1251").splitlines()[1] == "Горячая линия;22.10.2020 15:00"
