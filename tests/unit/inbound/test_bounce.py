"""Bounces by code and by wording (iMIP cases 54-56; providers' own words)."""

import base64
import quopri
import time
from collections.abc import Callable

import pytest
from support.mails import heard, mail

from notifier.core.inbound.refusal import understand_refusal
from notifier.core.inbound.token import verp
from notifier.model.heard import Bounce, Failure, Human, Receipt


@pytest.mark.parametrize(("text", "failure", "words"), [
    ("550 5.1.1 <a@b>: Recipient address rejected: User unknown", Failure.HARD, "ящика нет"),
    ("550 5.7.1 No such user!", Failure.HARD, "ящика нет"),
    ("550 Message was not accepted -- invalid mailbox. Local mailbox a@mail.ru is unavailable: account is disabled",
    Failure.HARD, "ящика нет"),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", Failure.HARD, "ящика нет"),
    ("550 5.4.1 Recipient address rejected: Access denied", Failure.HARD, "ящика нет"),
    ("550 5.7.1 <a@b>: Recipient address rejected: Mail from your country is not accepted", Failure.SOFT,
     "сервер получателя не принял этот адрес"),
    ("550 <a@b>: Recipient address rejected", Failure.HARD, "ящика нет"),
    ("550 5.2.1 disabled", Failure.HARD, "ящик отключён"),
    ("Host or domain name not found. Name service error for name=x.example type=MX", Failure.HARD, "такого почтового домена нет"),
    ("552 5.2.2 Mailbox size limit exceeded", Failure.SOFT, "ящик переполнен"),
    ("552-5.2.2 The email account that you tried to reach is over quota", Failure.SOFT, "ящик переполнен"),
    ("452 4.2.2 Mailbox full", Failure.SOFT, "ящик переполнен"),
    ("554 5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", Failure.POLICY, "нас приняли за спам"),
    ("550 spam message rejected. Please visit http://help.mail.ru", Failure.POLICY, "нас приняли за спам"),
    ("550-5.7.26 This mail is unauthenticated, which poses a security risk", Failure.POLICY,
     "почта отправителя не прошла проверку подлинности (SPF, DKIM, DMARC)"),
    ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", Failure.POLICY,
     "сервер получателя ограничил приём нашей почты"),
    ("550 5.7.1 Access denied", Failure.POLICY, "сервер получателя не принимает нашу почту"),
    ("552 5.3.4 Message size exceeds fixed limit", Failure.POLICY, "письмо слишком большое для получателя"),
    ("connect to mx.school.example[192.0.2.1]:25: Connection timed out", Failure.SOFT, "сервер получателя долго не отвечал"),
    ("450 4.1.1 <a@b>: Recipient address rejected: unverified", Failure.SOFT, "сервер получателя пока не принимает письмо"),
    ("554 5.4.14 Hop count exceeded", Failure.SOFT, "письмо ходило по кругу между серверами получателя"),
    ("Domain cdo.example has exceeded the max emails per hour (313/250 (125%)) allowed. Message discarded.", Failure.POLICY,
     "сервер ограничил нашу отправку"),
    ("550 5.4.5 Daily user sending quota exceeded", Failure.POLICY, "сервер ограничил нашу отправку"),
    ("550 5.1.8 <gmo@cdo.example>: Sender address rejected: Domain not found", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    ("550-Verification failed for <gmo@cdo.example> 550-No Such User Here 550 Sender verify failed", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    ("5.1.0 - Unknown address error 550-'5.7.1 <gmo@cdo.example>... Access denied' (delivery attempts: 0)", Failure.POLICY,
     "сервер получателя не принимает нашу почту"),
    ("550 5.1.0 <gmo@cdo.example> sender rejected", Failure.POLICY, "сервер получателя не принимает почту от нашего адреса"),
    ("553 5.1.8 <gmo@cdo.example>... Domain of sender address does not resolve", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    ("host mx.school.example[192.0.2.1] said: 550 5.1.0 cdo.example does not exist (in reply to MAIL FROM command)", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    ("SMTP error from remote mail server after MAIL FROM:<gmo@cdo.example> SIZE=9000: 550 5.1.7 No such domain", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    (">>> MAIL From:<gmo@cdo.example> <<< 501 <gmo@cdo.example>... no access 554 <a@b.ru>... Host unknown", Failure.POLICY,
     "сервер получателя не принимает почту от нашего адреса"),
    (">>> MAIL From:<gmo@cdo.example> <<< 250 2.1.0 Ok >>> RCPT To:<a@b.ru> <<< 550 5.1.1 User unknown", Failure.HARD, "ящика нет"),
    (">>> MAIL From:<gmo@cdo.example> SIZE=9 >>> RCPT To:<a@b.ru> <<< 550 User unknown", Failure.HARD, "ящика нет"),
    ("552 5.2.3 <a@b.ru>: Recipient address rejected: Message length exceeds administrative limit", Failure.POLICY,
     "письмо слишком большое для получателя"),
    ("550 5.6.0 <a@b.ru>: Recipient address rejected: Media error", Failure.SOFT, "письмо возвращено, причина не распознана"),
    ("550-5.2.1 The user you are trying to contact is receiving mail at a rate that 550-5.2.1 prevents additional messages from being "
     "delivered.", Failure.SOFT, "в ящик сейчас приходит слишком много писем"),
    ("Name service error for domain school1.example: Host not found, try again", Failure.SOFT, "сервер получателя долго не отвечал"),
    ("host antispam.school1.example[192.0.2.1] said: 550 5.1.1 User unknown", Failure.HARD, "ящика нет"),
    ("550 5.1.1 Mailbox quota@school1.example not found", Failure.HARD, "ящика нет"),
    ("554 delivery error: dd This user doesn't have a mail.example account (a@mail.example) [0]", Failure.HARD, "ящика нет"),
    ("an MX or SRV record indicated no SMTP service", Failure.HARD, "такого почтового домена нет"),
    ("554-No SMTP service 554-Bad DNS PTR resource record", Failure.SOFT, "письмо возвращено, причина не названа"),
    ("550 5.7.1 Policy rejection on the target address", Failure.SOFT, "ящик заблокирован его почтовой службой"),
    ("552 Requested mail action aborted: exceeded storage allocation", Failure.SOFT, "ящик переполнен"),
    ("Введенный адрес электронной почты не найден. Проверьте адрес получателя", Failure.HARD, "ящика нет"),
    ("550 Пользователь anna не зарегистрирован", Failure.HARD, "ящика нет"),
    ("550 Сервер получателя не найден", Failure.SOFT, "письмо возвращено, причина не названа"),
    ("554 5.0.0 Что-то новое", Failure.SOFT, "письмо возвращено, причина не распознана"),
    ("", Failure.SOFT, "письмо возвращено, причина не названа"),
])
def test_a_refusal_means_what_its_server_means(text: str, failure: Failure, words: str) -> None:
    """Wording before codes; the unknown is temporary; spam and policy are ours to mend, never the person's fault."""
    found, _, said = understand_refusal(text)
    assert (found, said) == (failure, words)


def dsn(status: str, *, headers: str = "", returned: str = "") -> bytes:
    """A delivery report."""
    body = f"--b\n\ntext\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{status}\n{returned}--b--\n"
    return mail(body, sender="MAILER-DAEMON@x.example", type="multipart/report; report-type=delivery-status; boundary=b", headers=headers)


def test_a_delivered_report_is_a_receipt() -> None:
    """Success changes nothing."""
    assert isinstance(heard(dsn("Final-Recipient: rfc822; a@b.ru\nAction: relayed\nStatus: 2.0.0\n")), Receipt)


def test_of_several_recipients_the_failed_one_counts() -> None:
    """A relay may report several."""
    result = heard(dsn("Final-Recipient: rfc822; ok@b.ru\nAction: delivered\nStatus: 2.0.0\n\n"
                       "Final-Recipient: rfc822; dead@b.ru\nAction: failed\nStatus: 5.1.1\n"))
    assert isinstance(result, Bounce)
    assert (result.address, result.failure, result.words) == ("dead@b.ru", Failure.HARD, "ящика нет")


def test_a_message_id_quoted_in_an_encoded_text_is_found() -> None:
    """A Russian server encodes its words, and with them the copy of our mail below."""
    words = "Адрес не найден\n\n<a@b.ru>: 550 5.1.1 user unknown\n\n--- Копия письма\nMessage-ID: <ours@cdo.example>\n"
    result = heard(mail(base64.encodebytes(words.encode()).decode(), sender="MAILER-DAEMON@x.example", subject="failure notice",
                        headers="Content-Transfer-Encoding: base64\n"))
    assert isinstance(result, Bounce)
    assert (result.address, result.message_id) == ("a@b.ru", "<ours@cdo.example>")


def test_the_message_is_known_by_its_verp_token() -> None:
    """The recipient of the bounce names our message."""
    token = verp(b"secret", 17)
    result = heard(dsn("Final-Recipient: rfc822; a@b.ru\nAction: failed\nStatus: 5.1.1\n",
    headers=f"Delivered-To: gmo+{token}@cdo.example\n"))
    assert isinstance(result, Bounce)
    assert result.token == token


def test_a_report_without_fields_is_still_a_bounce_of_something() -> None:
    """An empty delivery-status part breaks nothing."""
    result = heard(dsn(""))
    assert isinstance(result, Bounce)
    assert (result.address, result.failure) == ("", Failure.SOFT)


FULL = ("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.ru\nAction: {action}\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 The email account"
        " that you tried to reach is over quota. Please direct 552 5.2.2 the recipient to https://mail.example/?p=OverQuotaPerm - gsmtp\n")
OUR_HEADERS = "Received: from here by there; Tue, 20 Oct 2020 10:00:00 +0300\nMessage-ID: <ours@cdo.example>\nSubject: x\n"


@pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
@pytest.mark.parametrize(("encoding", "encode"), [
    ("7bit", bytes), ("base64", base64.encodebytes), ("quoted-printable", quopri.encodestring), ("Quoted-Printable ", quopri.encodestring)])
def test_a_report_means_the_same_however_its_parts_are_encoded(kind: str, encoding: str, encode: Callable[[bytes], bytes]) -> None:
    """RFC 6533 lets them be, gateways do it to others: a full mailbox was a dead one, and what was delivered a failure."""
    for action, expected in (("failed", (Failure.SOFT, "a@b.ru", "<ours@cdo.example>")), ("delivered", None)):
        parts = [b"--b\nContent-Type: text/plain\n\ntext\n"]
        for label, text in ((kind, FULL.format(action=action)), ("message/global-headers", OUR_HEADERS)):
            parts.append(f"--b\nContent-Type: {label}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + encode(text.encode()) + b"\n")
        found = heard(mail(b"".join(parts) + b"--b--\n", sender="MAILER-DAEMON@x.example",
                           type="multipart/report; report-type=delivery-status; boundary=b"))
        if expected is None:
            assert isinstance(found, Receipt)
        else:
            assert isinstance(found, Bounce)
            assert (found.failure, found.address, found.message_id) == expected


@pytest.mark.parametrize(("subject", "text"), [
    ("Warning: could not send message for past 4 hours",
     "    **      THIS IS A WARNING MESSAGE ONLY      **\n\n   ----- The following addresses had transient non-fatal errors -----\n<a@b.ru>\n"),
    ("Delivery Status Notification (Delay)", "There was a temporary problem delivering your message to a@b.ru. Gmail will retry for 44 more hours.\n"),
    ("Письмо не доставлено", "Письмо на a@b.ru ещё не доставлено, доставка отложена.\nСервер: 451 4.7.1 try again later\n"),
    ("Mail delivery system", "<a@b.ru>: 450 mailbox unavailable\n\nThe message will be retried for 2 more days.\n"),
])
def test_a_warning_in_words_is_no_failure(subject: str, text: str) -> None:
    """Who is only late three times in a month is not dead."""
    found = heard(mail(f"{text}\nMessage-ID: <ours@cdo.example>\n", sender="MAILER-DAEMON@x.example", subject=subject))
    assert isinstance(found, Bounce)
    assert found.failure is Failure.DELAYED


@pytest.mark.parametrize("path", ["", "Return-Path: <mailer-daemon@corp.mail.ru>\n", "Return-Path: <>\n"])
def test_a_mailer_daemon_is_heard_whatever_the_subject_and_the_envelope(path: str) -> None:
    """Mail.ru's «Mail failure.», in a mailbox that keeps no Return-Path, or puts another there."""
    text = ("К сожалению, Ваше письмо не может\nбыть доставлено одному или нескольким\nполучателям:\n\na@b.ru\nuser not found\n\n"
            f"------ This is a copy of the message, including all the headers. ------\n\n{OUR_HEADERS}")
    for subject in ("Mail failure.", "Ошибка"):
        found = heard(mail(text, sender="mailer-daemon@corp.mail.ru", subject=subject, headers=f"{path}Auto-Submitted: auto-replied\n"))
        assert isinstance(found, Bounce)
        assert (found.failure, found.address, found.message_id) == (Failure.HARD, "a@b.ru", "<ours@cdo.example>")


@pytest.mark.parametrize("piece", ["\n", " \n", "> \n", ">", "a@", "mail from <", "received:\n", "message-id:\n", "адрес "])
def test_a_hostile_bounce_costs_no_time(piece: str) -> None:
    """Patterns that run on over blank lines took 40 s of 90 KB."""
    began = time.perf_counter()
    heard(mail(piece * (90_000 // len(piece.encode())), sender="MAILER-DAEMON@x.example", subject="failure notice"))
    assert time.perf_counter() - began < 1.5


def test_a_person_who_writes_of_a_failed_delivery_is_a_person() -> None:
    """The subject alone makes no bounce."""
    assert isinstance(heard(mail("Здравствуйте", subject="Письмо не доставлено?")), Human)


COPY = ("DKIM-Signature: v=1; a=rsa-sha256; d=cdo.example; b=x\nReceived: from here by there; Tue, 20 Oct 2020 10:00:00 +0300\n"
        "Message-ID: <ours@cdo.example>\nX-Spam-Flag: NO\nSubject: x\n\nПриходите!\n")


@pytest.mark.parametrize(("text", "failure"), [
    ("Письмо не может быть доставлено:\n\n  a@b.ru\n    retry timeout exceeded\n", Failure.SOFT),
    ("<a@b.ru>:\nRemote host said: 550 5.1.1 User Unknown [RCPT_TO]\n", Failure.HARD),
    ("a@b.ru: 552 5.2.2 <a@b.ru>... Mailbox Full\n", Failure.SOFT),
])
def test_the_copy_of_our_mail_is_no_reason(text: str, failure: Failure) -> None:
    """Its headers speak of DKIM and spam: a dead address was our mail that had not passed, and sending to all rested."""
    found = heard(mail(f"{text}\n------ This is a copy of the message, including all the headers. ------\n\n{COPY}",
                       sender="mailer-daemon@corp.mail.example", subject="Письмо не доставлено"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address, found.message_id) == (failure, "a@b.ru", "<ours@cdo.example>")


def test_who_sent_the_mail_is_not_who_did_not_get_it() -> None:
    """The headers in the text of a report name us first."""
    found = heard(mail("Ваше письмо\n  Message-id: <ours@cdo.example>\n  From: gmo@cdo.example\nне доставлено:\n  Адресат: a@b.ru\n  550 User Unknown\n",
                       sender="MAILER-DAEMON@x.example", subject="Delivery Notification: Delivery has failed"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address, found.message_id) == (Failure.HARD, "a@b.ru", "<ours@cdo.example>")


@pytest.mark.parametrize("torn", [
    "Received: from [192.0.2.1]\nby x.example (Postfix) with ESMTP id 44kWHZ\nMessage-ID: <ours@cdo.example>\n\nx\n",
    "Return-Path: <gmo@cdo.example>\n\nMessage-ID:\n <ours@cdo.example>\nSubject: x\n\nx\n",
])
def test_our_mail_is_known_though_the_copy_of_it_is_torn(torn: str) -> None:
    """A gateway that unfolds a header's line ends the header there: the bounce named nobody's mail, and nobody was paused."""
    status = "Final-Recipient: rfc822; a@b.ru\nAction: failed\nStatus: 5.1.1\n"
    found = heard(dsn(status, returned=f"--b\nContent-Type: message/rfc822\n\n{torn}"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.message_id) == (Failure.HARD, "<ours@cdo.example>")


@pytest.mark.parametrize(("sender", "subject"), [("postmaster@x.example", "Mail could not be delivered"), ("no-reply@x.example", "Письмо не доставлено")])
def test_a_service_tells_of_a_failed_delivery_in_its_own_name(sender: str, subject: str) -> None:
    """Neither a daemon nor an empty envelope, and yet no letter of a person."""
    found = heard(mail(f"<a@b.ru>: 550 5.1.1 User Unknown\n\n{COPY}", sender=sender, subject=subject))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address) == (Failure.HARD, "a@b.ru")


def test_whom_to_ask_is_not_who_did_not_get_it() -> None:
    """A helpful server names its administrator first."""
    found = heard(mail("Письмо не доставлено.\n\nПо вопросам пишите <support@x.example>\n\n<a@b.ru>: не принято, 550 5.1.1 User Unknown\n",
                       sender="MAILER-DAEMON@x.example", subject="Письмо не доставлено"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address) == (Failure.HARD, "a@b.ru")


def test_a_report_whose_boundary_is_another_is_read_as_text() -> None:
    """A gateway rewrote the header: all parts stood before the first boundary, and nobody was named."""
    raw = dsn("Final-Recipient: rfc822; a@b.ru\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n")
    found = heard(raw.replace(b"boundary=b", b"boundary=c"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address) == (Failure.HARD, "a@b.ru")


@pytest.mark.parametrize(("sender", "type"), [
    ("Mail Delivery System <Mail.Delivery.System@mx.example>", "text/plain; charset=utf-8"),
    ("MAILER-DAEMON", "text/plain; charset=utf-8"),
    ("MDaemon@mx.example", "text/plain; charset=utf-8"),
    ("service@mx.example", "multipart/report; report-type=delivery-status; boundary=b"),
])
def test_a_report_is_no_vacation_answer(sender: str, type: str) -> None:
    """It was dropped as one, and the dead address was written to for ever."""
    text = f"Your message did not arrive.\n\n  * a@b.ru\n\nSMTP:RCPT host 192.0.2.8: 553 5.3.0 <a@b.ru>... No such user here\n\n{COPY}"
    body = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b--\n" if "boundary" in type else text
    found = heard(mail(body, sender=sender, subject="Ошибка", type=type, headers="Return-Path: <>\nAuto-Submitted: auto-replied\n"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address, found.message_id) == (Failure.HARD, "a@b.ru", "<ours@cdo.example>")


@pytest.mark.parametrize(("others", "failure"), [
    ("", Failure.SOFT), ("Final-Recipient: rfc822; list@b.ru\nAction: expanded\nStatus: 2.1.5\n\n", Failure.SOFT)])
def test_what_did_not_arrive_is_no_success(others: str, failure: Failure) -> None:
    """Some services say «expired» for «failed»; and a list that was passed on to its members does not hide one it failed for."""
    found = heard(dsn(f"{others}Final-Recipient: rfc822; a@b.ru\nAction: expired\nStatus: \nDiagnostic-Code: Connection timed out\n"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address) == (failure, "a@b.ru")


def test_which_command_was_refused_is_told_to_people_alone() -> None:
    """Postfix writes it in the text, and not in the report's field."""
    raw = dsn("Final-Recipient: rfc822; a@b.ru\nAction: failed\nStatus: 5.1.0\nDiagnostic-Code: smtp; 550 5.1.0 cdo.example does not exist\n")
    for words, failure in ((b"<a@b.ru>: host b.ru[192.0.2.1] said: 550 5.1.0 (in reply to MAIL FROM command)", Failure.POLICY),
                           (b"<a@b.ru>: host b.ru[192.0.2.1] said: 550 5.1.0 (in reply to RCPT TO command)", Failure.HARD)):
        found = heard(raw.replace(b"\r\n\r\ntext\r\n", b"\r\n\r\n" + words + b"\r\n"))
        assert isinstance(found, Bounce)
        assert found.failure is failure


def test_an_address_that_a_detector_takes_apart_is_read_whole() -> None:
    """One of the detectors gives the letters of an address: the whole mail was «не разобран»."""
    text = "Your message was not delivered within 1 hour.\n\nThe following recipients did not receive this message:\n\n<anna@school1.example>\n"
    found = heard(mail(f"--b\nContent-Type: text/plain\n\n{text}\n--b--\n", sender="Postmaster@school1.example", subject="Returned mail",
                       type="multipart/mixed; boundary=b"))
    assert isinstance(found, Bounce)
    assert (found.failure, found.address) == (Failure.SOFT, "anna@school1.example")
