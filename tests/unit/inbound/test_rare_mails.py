"""Rare, and real: what odd servers, old programs and people in a hurry send. Each is read, and read for what it is."""

from datetime import date

import pytest
from support.mails import MOSCOW, OURS, PLAN, answer, calendar, heard, mail
from unit.inbound.test_bounce import dsn

from notifier.core.inbound.addressing import labelled, pieces
from notifier.core.inbound.body import html_text
from notifier.core.inbound.calendar_text import read_calendar
from notifier.core.inbound.envelope import header_text
from notifier.core.inbound.token import verp
from notifier.core.inbound.wishes import wishes
from notifier.core.inbound.words import understand
from notifier.model.heard import Abuse, Bounce, Failure, Human, Receipt, Reply, Unread
from notifier.model.order import Asked, Choose, NotUnderstood

TODAY = date(2020, 10, 12)
OUR_ID = "<abc@cdo.example>"
FAILED = "Final-Recipient: rfc822; a@b.ru\nAction: failed\nStatus: 5.1.1\n"


# --- bounces, receipts, complaints


@pytest.mark.parametrize("returned", [
    f"--b\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: {OUR_ID}\n",
    f"--b\nContent-Type: message/rfc822-headers\n\nSubject: x\nMessage-ID: {OUR_ID}\n\n",
    f"--b\nContent-Type: message/global-headers\n\nSubject: x\nMessage-ID: {OUR_ID}\n\n",
    f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {OUR_ID}\nSubject: x\n\nbody\n",
    f"--b\nContent-Type: message/rfc822\n\nSubject: x\n\nbody\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {OUR_ID}\n",
])
def test_a_bounce_names_our_mail_however_it_is_returned(returned: str) -> None:
    """Whole, or only its headers, under any of the types in use; a returned mail without a Message-ID hides no other."""
    bounce = heard(dsn(FAILED, returned=returned))
    assert isinstance(bounce, Bounce)
    assert (bounce.address, bounce.message_id) == ("a@b.ru", OUR_ID)


def test_a_bounce_that_returns_headers_without_an_id_is_known_by_its_address() -> None:
    """Some servers return two lines of what they refused."""
    bounce = heard(dsn(FAILED, returned="--b\nContent-Type: text/rfc822-headers\n\nSubject: x\n"))
    assert isinstance(bounce, Bounce)
    assert (bounce.address, bounce.message_id) == ("a@b.ru", "")


def test_a_receipt_that_is_only_its_type_is_a_receipt() -> None:
    """«Прочтено» of a program that leaves out the machine-readable part."""
    result = heard(mail("--b\n\nПрочитано.\n--b--\n", type="multipart/report; report-type=disposition-notification; boundary=b"))
    assert isinstance(result, Receipt)


def complaint(fields: str, returned: str = "") -> bytes:
    """A report of abuse (RFC 5965)."""
    body = f"--b\n\ntext\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n{fields}\n{returned}--b--\n"
    return mail(body, sender="fbl@mail.example", type="multipart/report; report-type=feedback-report; boundary=b")


@pytest.mark.parametrize(("fields", "returned", "named"), [
    ("Original-Rcpt-To: anna@school1.example\n", "", ""),
    ("", f"--b\nContent-Type: message/rfc822\n\nFrom: gmo@cdo.example\nTo: Anna <anna@school1.example>\nMessage-ID: {OUR_ID}\n\nx\n", OUR_ID),
    ("", "--b\nContent-Type: message/rfc822\n\nTo: gmo@cdo.example\n\nx\n", ""),
    ("", "--b\n\nno mail at all\n", ""),
    ("Original-Rcpt-To: anna@school1.example\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n", "", ""),
])
def test_a_complaint_names_the_mail_it_returns(fields: str, returned: str, named: str) -> None:
    """Whose it was the ledger knows; what the report says of it anybody can write."""
    result = heard(complaint(fields, returned))
    assert isinstance(result, Abuse)
    assert result.message_id == named


@pytest.mark.parametrize(("said", "counts"), [
    ("abuse", True), ("Fraud", True), ("opt-out", True), ("not-spam", False), ("auth-failure", False), ("dmarc", False), ("virus", False)])
def test_a_report_that_nobody_pressed_is_no_complaint(said: str, counts: bool) -> None:
    """«Не спам» is the contrary of one, and of a signature that does not fit a machine reports: nobody is to get less for it."""
    raw = complaint("Original-Rcpt-To: anna@school1.example\n").replace(b"abuse", said.encode())
    assert isinstance(heard(raw), Abuse if counts else Receipt)


def test_a_mail_that_is_only_late_is_no_failure() -> None:
    """Exim's warning after a day: it tries on."""
    text = ("This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or "
            "more of its\nrecipients after more than 24 hours on the queue on mx.example.\n\nThe message identifier is:     1kU-0001\n\n"
            "The address to which the message has not yet been delivered is:\n\n  anna@school1.example\n\nNo action is required on your "
            "part. Delivery attempts will continue for\nsome time, and this warning may be repeated at intervals.\n")
    result = heard(mail(text, sender="Mailer-Daemon@mx.example", subject="Warning: message 1kU-0001 delayed 24 hours"))
    assert isinstance(result, Bounce)
    assert (result.address, result.failure) == ("anna@school1.example", Failure.DELAYED)


def test_a_bounce_in_words_without_an_address_is_known_by_its_token() -> None:
    """«Ваше письмо не доставлено», nothing more: the address it came to says which mail that was."""
    raw = mail("Письмо не может быть доставлено.\nОбратитесь к администратору.\n", sender="postmaster@b.ru", subject="Возврат письма",
               headers=f"Return-Path: <>\nDelivered-To: gmo+{verp(b'secret', 17)}@cdo.example\n")
    result = heard(raw)
    assert isinstance(result, Bounce)
    assert (result.address, result.token) == ("", verp(b"secret", 17))


def test_a_bounce_in_words_names_the_one_address_that_stands_alone() -> None:
    """In Russian, as no list of bounces knows it; an address within a long sentence may be anybody's."""
    text = "Письмо не принято. По всем вопросам обращайтесь, пожалуйста, на почту администратора нашего района: help@b.ru\n\n{0}\n"
    raw = mail(text.format("anna@school1.example"), sender="postmaster@b.ru", subject="Письмо не доставлено", headers="Return-Path: <>\n")
    result = heard(raw)
    assert isinstance(result, Bounce)
    assert result.address == "anna@school1.example"
    unread = heard(mail(text.format(""), sender="postmaster@b.ru", subject="Письмо не доставлено", headers="Return-Path: <>\n"))
    assert isinstance(unread, Unread)
    assert "Письмо не принято. По всем вопросам" in unread.reason


def test_a_bounce_in_words_names_an_address_and_behind_it_why() -> None:
    """Mail.ru's line is long; Exchange says «не удаётся»."""
    why = "ваше письмо не может быть доставлено, ящик получателя переполнен и давно никем не читается"
    for subject, sender in (("Недоставленное сообщение", "mailer-daemon@corp.mail.ru"), ("Не удается доставить: Приглашение", "postmaster@b.ru")):
        result = heard(mail(f"Письмо не доставлено:\n\nanna@b.ru: {why}\n", sender=sender, subject=subject))
        assert isinstance(result, Bounce)
        assert (result.address, result.failure) == ("anna@b.ru", Failure.SOFT)


# --- the shape of a mail


def test_an_mbox_line_before_the_headers_is_none_of_them() -> None:
    """As delivery agents write it at the head of a file."""
    assert heard(b"From anna@school1.example Tue Oct 20 10:00:00 2020\n" + mail()).head.sender == "anna@school1.example"


def test_a_file_named_in_bare_letters_keeps_its_name() -> None:
    """Raw bytes in a header, as old programs write them: UTF-8, or the letters of one byte each."""
    for charset in ("utf-8", "windows-1251"):
        named = mail("x", type="text/plain").replace(b"text/plain", 'application/pdf; name="План работы.pdf"'.encode(charset))
        result = heard(named)
        assert isinstance(result, Human)
        assert [one.name for one in result.attachments] == ["План работы.pdf"]


def test_many_enclosed_messages_are_refused() -> None:
    """A digest of hundreds of forwarded mails; each counts twice, as a part and as a message."""
    parts = "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n" * 150
    result = heard(mail(f"{parts}--b--\n", type="multipart/digest; boundary=b"))
    assert isinstance(result, Unread)
    assert "частей" in result.reason


def test_dashes_without_end_are_refused() -> None:
    """Thousands of lines that look like borders of parts and are none."""
    result = heard(mail("--b\n\n" + "--x\n" * 25_000 + "--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Unread)
    assert "разделителей" in result.reason


def test_lines_of_dashes_in_a_text_are_text() -> None:
    """A line under a heading, a signature's dashes: no border of this mail."""
    result = heard(mail("--b\n\nПриду.\n--\n----------\n--c\nАнна\n--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert "Приду." in result.top


def test_a_multipart_without_a_boundary_is_a_text() -> None:
    """A broken program's header."""
    assert isinstance(heard(mail("Приду.", type="multipart/mixed")), Human)


def test_what_a_header_calls_base64_and_is_none_says_nothing() -> None:
    """One letter too many, or signs of another alphabet."""
    assert header_text(b"=?utf-8?B?0JDQvdC90?=") == "Анн"
    assert header_text(b"=?utf-8?B?!!!?= x").strip() == "x"


def test_only_the_first_twenty_files_are_listed() -> None:
    """Who sends fifty photographs is heard all the same."""
    parts = "".join(f'--b\nContent-Type: image/jpeg; name="{n}.jpg"\n\nx\n' for n in range(50))
    result = heard(mail(f"--b\n\nФото с заседания\n{parts}--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert len(result.attachments) == 20


def test_hidden_words_of_a_page_are_not_read() -> None:
    """A style sheet or title is none of the sender's words; what is never closed ends the page."""
    assert html_text("<html><head><title>Заголовок</title></head><body>Приду<p>вовремя</body></html>").split() == ["Приду", "вовремя"]
    assert html_text("<body>Приду<!-- и дальше").strip() == "Приду"
    assert html_text("<body><title>Тема").strip() == ""
    assert "приду" in html_text("<p>İ приду</p><style>x</style>").casefold()


# --- calendars


@pytest.mark.parametrize(("lines", "start", "end"), [
    ("DTSTART;VALUE=DATE:20201119\nDTEND;VALUE=DATE:20201120\n", date(2020, 11, 19), date(2020, 11, 19)),
    ("DTSTART;VALUE=DATE:20201119\nDURATION:P2D\n", date(2020, 11, 19), date(2020, 11, 20)),
    ("DTSTART;VALUE=DATE:20201119\nDTEND:20201119T120000Z\n", date(2020, 11, 19), None),
    ("DTSTART;VALUE=DATE:20201119\nDURATION:P99999999999D\n", date(2020, 11, 19), None),
    ("DTSTART;VALUE=DATE:20991119\nDURATION:P9999D\n", date(2099, 11, 19), date(2127, 4, 5)),
    ("DTSTART;VALUE=DATE:20201399\n", None, None),
    ("DTSTART;VALUE=DATE:02021119\n", None, None),
    ("DTSTART:scheduled\n", None, None),
])
def test_days_of_a_calendar_are_days_or_nothing(lines: str, start: date | None, end: date | None) -> None:
    """Whole days end on their last day; a day with an hour's end, an endless one, one that no calendar has are none."""
    read = read_calendar(calendar(more=lines))
    assert read is not None
    assert (read.start, read.end) == (start, end)


BROKEN = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:teor-2.2020-2021@cdo.example\nBEGIN:\n{0}\nEND:VEVENT\n"


def test_a_calendar_that_only_lines_can_read_keeps_colons_in_quotes() -> None:
    """The library refuses the whole; its lines are plain, parameters with a colon in quotes included."""
    text = BROKEN.format('COMMENT;ALTREP="http://x.example:80/a":Приду: обязательно\nCOMMENT;X="нет конца\n'
                         "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@school1.example")
    read = read_calendar(text)
    assert read is not None
    assert read.comment == "Приду: обязательно"
    assert isinstance(heard(answer(text)), Reply)


@pytest.mark.parametrize(("zone", "hour"), [
    ("BEGIN:VTIMEZONE\nTZID:Наш пояс\nBEGIN:STANDARD\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n", 11),
    ("BEGIN:VTIMEZONE\nTZID:Наш пояс\nBEGIN:STANDARD\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\nEND:VTIMEZONE\n", 19),
    ("BEGIN:VTIMEZONE\nTZID:Наш пояс\nBEGIN:STANDARD\nTZOFFSETFROM:+9900\nTZOFFSETTO:+9900\nEND:STANDARD\nEND:VTIMEZONE\n", None),
    ("BEGIN:VTIMEZONE\nTZID:Наш пояс\nEND:VTIMEZONE\n", None),
    ("BEGIN:VTIMEZONE\nTZOFFSETTO:+0300\nTZOFFSETFROM:+0300\nEND:VTIMEZONE\n", None),
])
def test_a_zone_that_a_calendar_defines_itself_counts_where_it_has_one_offset(zone: str, hour: int | None) -> None:
    """Under a name that nobody else knows; an offset that no place on earth has is none."""
    text = calendar(more="DTSTART;TZID=Наш пояс:20201119T140000\n").replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT", 1)
    read = read_calendar(text)
    assert read is not None
    assert (read.start.hour if read.start else None) == hour  # type: ignore[union-attr]


# --- words


def test_a_semicolon_before_what_is_no_row_parts_nothing() -> None:
    """«teor-2: 19.11; в 14-30: зал»: one decision."""
    known = {"teor-2": "teor-2", "kons-a": "kons-a"}
    assert pieces("teor-2: 2; kons-a: да", known) == ["teor-2: 2", "kons-a: да"]
    assert pieces("teor-2: 2; шк-5: да", known) == ["teor-2: 2; шк-5: да"]


def test_a_row_named_behind_words_of_another_begins_anew() -> None:
    """«Второй вариант; kons-a: да»: the first words are of the letter's own row."""
    known = {"teor-2": "teor-2", "kons-a": "kons-a"}
    assert pieces("второй вариант; kons-a: да", known) == ["второй вариант", "kons-a: да"]


def test_a_word_like_a_row_that_is_none_names_none() -> None:
    """«ЕГЭ-2: да»: letters of her alphabet that are no row's name; a misspelt Latin name is told as it is written."""
    known = {"teor-2": "teor-2"}
    assert labelled("шк-5: да", known)[0] is None
    assert labelled("teor-9: да", known) == ("teor-9", "да")


def test_a_wish_about_nothing_named_is_none() -> None:
    """«Без них»: no word long enough to know a series by."""
    assert wishes("x", "без них", items=(("povy-3", "Вебинары"),)) == ()


@pytest.mark.parametrize("text", ["teor-2: перенос", "teor-2: перенос на", "teor-2: перенести", "teor-2: перенос на декабрь, наверное"])
def test_a_move_without_a_place_in_time_is_asked_back(text: str) -> None:
    """Where to, and is that sure?"""
    order, = understand(text, (Asked("teor-2", "no-date"),), PLAN, TODAY, zone=MOSCOW)
    assert isinstance(order, NotUnderstood)


def test_a_number_and_a_date_are_a_choice_where_they_say_the_same() -> None:
    """«2, 20.11 в 14:30» where the second suggestion is another day: she is asked, nothing is guessed."""
    asked = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30")),)
    order, = understand("2, 20.11.2020 14:30", asked, PLAN, TODAY, zone=MOSCOW)
    assert isinstance(order, NotUnderstood)
    order, = understand("7, 20.11.2020 14:30", asked, PLAN, TODAY, zone=MOSCOW)
    assert isinstance(order, NotUnderstood)
    assert understand("2, 19.11.2020 14:30", asked, PLAN, TODAY, zone=MOSCOW) == [Choose("teor-2", 2)]


def test_a_line_of_a_schedule_needs_a_title_and_a_coming_day() -> None:
    """«01.10.2020 12:00 Вебинар»: over on the 12th; «19.11 12:00 ab»: no title."""
    asked = (Asked("povy-3", "schedule"),)
    for text in ("povy-3: 01.10.2020 12:00 Вебинар для всех", "povy-3: 19.11.2020 12:00 аб", "povy-3: 31.11.2020 12:00 Вебинар для всех"):
        order, = understand(text, asked, PLAN, TODAY, zone=MOSCOW)
        assert isinstance(order, NotUnderstood), text


def test_whatever_the_bytes_something_is_heard() -> None:
    """Nothing at all, and a head that is none."""
    assert heard(b"").head.digest
    assert heard(b"\xff\xfe\x00", ours=OURS).head.digest


# --- words that stand where few programs put them


PICTURE = "--b\nContent-Type: image/jpeg; name=IMG_1.jpeg\nContent-Disposition: inline; filename=IMG_1.jpeg\n\nx\n"


@pytest.mark.parametrize(("kind", "first", "second"), [
    ("text/plain", "Добрый день!\n", "Не приду, болею.\n\nОтправлено с iPhone\n"),
    ("text/html", "<html><body>Добрый день!<br></body></html>\n", "<html><body>Не приду, болею.<br></body></html>\n"),
])
def test_what_stands_below_a_picture_is_read_too(kind: str, first: str, second: str) -> None:
    """A telephone of Apple cuts the text at a photo into two parts."""
    part = f"--b\nContent-Type: {kind}; charset=utf-8\n\n"
    result = heard(mail(f"{part}{first}{PICTURE}{part}{second}--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert [line for line in result.top.split("\n") if line] == ["Добрый день!", "Не приду, болею."]


def test_what_is_quoted_stays_quoted_below_a_picture() -> None:
    """Our own words around a picture are not hers in the second part either."""
    page = '<div>Приду.</div><div id="divRplyFwdMsg">От: ГМО</div>Приглашаем'
    part = "--b\nContent-Type: text/html; charset=utf-8\n\n"
    result = heard(mail(f"{part}{page}\n{PICTURE}{part}Встреча отменена.\n--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert result.words == "Приду."


def test_a_text_file_beside_the_words_is_no_part_of_them() -> None:
    """Shown inside by some programs, and named."""
    file = "--b\nContent-Type: text/plain; charset=utf-8; name=protokol.log\nContent-Disposition: inline\n\nОтмена\n"
    result = heard(mail(f"--b\nContent-Type: text/plain; charset=utf-8\n\nПриду.\n{file}--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert result.words == "Приду."


def test_words_beside_winmail_dat_are_a_letter() -> None:
    """Outlook's «rich text» sends the words as text, and how they look as winmail.dat, with the files in it."""
    tnef = "--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n"
    result = heard(mail(f"--b\nContent-Type: text/plain; charset=utf-8\n\nНе приду, болею.\n{tnef}--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(result, Human)
    assert (result.top, [one.name for one in result.attachments]) == ("Не приду, болею.", ["winmail.dat"])
    alone = heard(mail(f"--b\nContent-Type: text/plain\n\n\n{tnef}--b--\n", type="multipart/mixed; boundary=b"))
    assert isinstance(alone, Unread)


@pytest.mark.parametrize(("words", "product", "comment"), [
    ("Приду, но опоздаю на час.\n\n-----Исходная встреча-----\nОт: ГМО\nТема: Встреча", "Microsoft Corporation//Outlook 16.0 MIMEDIR", "Приду, но опоздаю на час."),
    (" ", "Microsoft Corporation//Outlook 16.0 MIMEDIR", ""),
    ("Когда: 19 ноября 2020 г. 14:00\nГде: Областная библиотека", "Microsoft Corporation//Outlook 11.0 MIMEDIR", ""),
    ("Анна Петрова приняла приглашение.", "Mozilla.org/NONSGML Mozilla Calendar V1.1", ""),
])
def test_words_beside_outlooks_button_are_hers(words: str, product: str, comment: str) -> None:
    """Outlook itself puts them into the mail's text; what other programs have there is their own."""
    told = calendar().replace("x//y", product)
    result = heard(mail(f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n--b\nContent-Type: text/calendar; charset=utf-8; "
                        f"method=REPLY\n\n{told}--b--\n", type="multipart/alternative; boundary=b"))
    assert isinstance(result, Reply)
    assert result.comment == comment
