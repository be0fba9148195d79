"""What must change nothing: strangers with our UID, machines, our own mail come back (iMIP cases 48-57, attacks 24-30, loops)."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import CONFIG, Year

from notifier.flows.rehearsal.answer import reply_mail

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
UID = "teor-2.2020-2021.2c2ea500@cdo.example"


@lived_once
def invited(make_year):
    """Anna and Vera were invited to 19 November."""
    return make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")


def scheduling(year: Year, method: str, sender: str, attendee: str, number: int = 0) -> bytes:
    """A calendar mail with this method about the event."""
    raw = reply_mail(sender, "gmo@cdo.example", UID, 0, "TENTATIVE", year.now).decode()
    return f"X-Number: {number}\n{raw.replace('REPLY', method).replace(f'mailto:{sender}', f'mailto:{attendee}')}".encode()


def facts(year: Year) -> tuple[object, ...]:
    """All that an incoming mail could change for people."""
    events = [(row.event, row.revision.sequence, row.pending) for row in year.ledger.events.all()]
    people = [(member.person, member.state) for member in year.ledger.people.members(year.inputs.people)]
    return events, people, year.ledger.facts.answers(1), year.ledger.outbox.counts(), (year.folder / "dates.toml").read_text()


@pytest.mark.parametrize("method", ["CANCEL", "REQUEST", "ADD", "DECLINECOUNTER"])
def test_a_stranger_with_our_uid_changes_nothing_and_is_told(invited, method):
    """Only we organise."""
    before = facts(invited)
    hear(invited, scheduling(invited, method, "stranger@evil.example", "stranger@evil.example"))
    assert facts(invited) == before
    invited.go("2020-10-27 12:00")
    assert any("Посторонний" in mail.text for mail in invited.to("coordinator", "digest"))


@pytest.mark.parametrize("method", ["CANCEL", "REQUEST", "ADD", "COUNTER"])
@pytest.mark.parametrize("sender", ["anna@mail.example", "coordinator@cdo.example", "gmo@cdo.example"])
def test_nobody_calls_a_meeting_off_or_moves_it_by_a_calendar_of_ours(invited, sender, method):
    """RFC 6047 section 3: who is invited, and who writes in the coordinator's or in our own name, is not its organizer either."""
    before, sent = facts(invited), len(invited.mails)
    hear(invited, scheduling(invited, method, sender, sender))
    assert facts(invited) == before
    invited.go("2020-10-27 12:00")
    assert {mail.row.address for mail in invited.mails[sent:]} == {"coordinator@cdo.example"}


@pytest.mark.parametrize("answering", ["anna@mail.example", "vera@mail.example"])
def test_an_answer_inside_an_attached_mail_is_nobodys(invited, answering):
    """Attack 22: a mail handed on as a file is not opened: neither the sender's own answer in it counts nor another guest's."""
    before = facts(invited)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anna@mail.example", "gmo@cdo.example", "Fwd: ответ"
    mail.set_content("см. вложение")
    mail.add_attachment(message_from_bytes(reply_mail(answering, "gmo@cdo.example", UID, 0, "DECLINED", invited.now), policy=default))
    hear(invited, mail.as_bytes())
    assert facts(invited) == before


def beside(year: Year, words: str, calendar: str, *, sender: str = "anna@mail.example") -> bytes:
    """A letter of words in answer to our invitation, with a calendar in it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "gmo@cdo.example", "Fwd: Приглашение"
    mail["In-Reply-To"] = year.to("anna", "invitation")[0].row.message_id
    mail.set_content(f"{words}\n\n---------- Forwarded message ---------\nОт: ГМО <gmo@cdo.example>\n\nВстреча 19 ноября\n")
    mail.add_attachment(calendar.encode(), maintype="text", subtype="calendar", filename="invite.ics", params={"method": "REQUEST"})
    return mail.as_bytes()


@pytest.mark.parametrize(("words", "answers", "state", "told"), [
    ("Не приду, болею", [("DECLINED", "Не приду, болею")], "ok", "не придёт, «Не приду, болею»"),
    ("стоп", [], "paused", "рассылка этому человеку остановлена"), ("Подскажите адрес?", [], "ok", "пишет: «Подскажите адрес?»"),
])
def test_a_letter_that_brings_our_invitation_back_is_heard_as_a_letter(invited, words, answers, state, told):
    """Forwarded to us, or answered with its files: what she wrote counts, and nobody is called a stranger."""
    hear(invited, beside(invited, words, invited.to("anna", "invitation")[0].part("text/calendar")))
    assert [(one.partstat, one.comment) for one in invited.ledger.facts.answers(1)] == answers
    assert {one.person.email: one.state for one in invited.ledger.people.members(())}["anna@mail.example"] == state
    text = " ".join(" ".join(mail.text for mail in invited.go("2020-11-03 12:00").to("coordinator")).split())
    assert told in text
    assert "Посторонний" not in text
    assert "invite.ics" not in text


@pytest.mark.parametrize(("sender", "told"), [
    ("anna@mail.example", "Анна Петрова (anna@mail.example) пишет: «Вебинар для всех». Приложено: invite.ics"),
    ("guest@soiro.example", "Письмо от guest@soiro.example: «Вебинар для всех». Приложено: invite.ics"),
])
def test_somebody_elses_invitation_is_told_as_the_letter_it_came_in(invited, sender, told):
    """An institute's webinar, passed on: its calendar changes nothing, and the letter is not lost with it."""
    theirs = invited.to("anna", "invitation")[0].part("text/calendar").replace(UID, "webinar@soiro.example")
    before = facts(invited)
    hear(invited, beside(invited, "Вебинар для всех", theirs, sender=sender))
    assert facts(invited) == before
    assert told in " ".join(" ".join(mail.text for mail in invited.go("2020-11-03 12:00").to("coordinator")).split())


def test_who_sent_what_cannot_be_read_is_named(invited):
    """«Уточните у отправителя»: she has to know at whom."""
    hear(invited, reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "ACCEPTED", invited.now).replace(b"UID:", b"X-UID:"))
    text = " ".join(" ".join(mail.text for mail in invited.go("2020-11-03 12:00").to("coordinator")).split())
    assert "Анна Петрова: в календарном ответе нет идентификатора события" in text


@pytest.mark.parametrize(("sender", "said"), [
    ("vera@mail.example", "Вера Сидорова пишет: «19-го у нас проверка, можно 26-го?»."),
    ("director@school.example", "director@school.example пишет: «19-го у нас проверка, можно 26-го?»."),
])
def test_whom_she_passed_our_mail_on_to_is_heard(invited, sender, said):
    """The digest, forwarded, and answered to all: no order of theirs is carried out, and their words are not lost."""
    digest = invited.to("coordinator", "digest")[-1].row.message_id
    before = facts(invited)
    hear(invited, letter(invited, "19-го у нас проверка, можно 26-го?", sender=sender, answers=digest))
    hear(invited, letter(invited, "Спасибо!", sender=sender, answers=digest))
    assert facts(invited) == before
    told = " ".join(" ".join(mail.text for mail in invited.go("2020-10-21 12:30").to("coordinator")).split())
    assert said in told
    assert "не с адреса координатора" in told
    assert "Спасибо" not in told


def test_whoever_was_not_invited_is_shown_and_not_added(invited):
    """A party crasher; nobody is mailed."""
    before = facts(invited)
    hear(invited, reply_mail("stranger@evil.example", "gmo@cdo.example", UID, 0, "ACCEPTED", invited.now))
    assert facts(invited) == before
    invited.go("2020-11-20 12:00")
    assert any("никто не добавлен" in mail.text for mail in invited.to("coordinator", "digest"))
    assert {mail.row.address for mail in invited.mails} == {"anna@mail.example", "vera@mail.example", "coordinator@cdo.example"}


@pytest.mark.parametrize(("words", "told"), [("Подскажите адрес", "пишет (21.10.2019): «Подскажите адрес»"), ("стоп", "датирована 21.10.2019")])
def test_letters_of_an_earlier_year_change_nothing_and_are_told_with_their_day(invited, words, told):
    """The mailbox was used before, or moved to another provider with all its mail."""
    before = facts(invited)
    hear(invited, letter(invited, words, sender="anna@mail.example").replace(b"2020", b"2019"))
    assert facts(invited) == before
    invited.go("2020-10-27 12:00")
    assert any(told in mail.text for mail in invited.to("coordinator"))


def test_a_wish_of_a_slow_clock_is_granted(invited):
    """What our server took today was written today, whatever the writer's clock says."""
    took = b"Received: from a by mx.cdo.example; Wed, 21 Oct 2020 12:00:00 +0300\r\n"
    hear(invited, took + letter(invited, "стоп", sender="anna@mail.example").replace(b"Oct 2020", b"Sep 2020"))
    assert {one.person.email: one.state for one in invited.ledger.people.members(())}["anna@mail.example"] == "paused"


def test_what_stands_below_a_wish_in_the_subject_is_told(invited):
    """«Стоп» above, as the footer's link writes it, and a question: both are heard."""
    mail = message_from_bytes(letter(invited, "А когда следующая встреча?", sender="anna@mail.example"), policy=default)
    mail.replace_header("Subject", "стоп")
    hear(invited, mail.as_bytes())
    assert {one.person.email: one.state for one in invited.ledger.people.members(())}["anna@mail.example"] == "paused"
    text = " ".join(" ".join(mail.text for mail in invited.go("2020-11-03 12:00").to("coordinator")).split())
    assert "пишет: «А когда следующая встреча?»" in text


def test_an_unknown_uid_is_counted_only(invited):
    """An answer to somebody else's event: nothing changes, and the next digest says how many there were, once."""
    before = facts(invited)
    hear(invited, reply_mail("anna@mail.example", "gmo@cdo.example", "other@x.example", 0, "ACCEPTED", invited.now))
    assert facts(invited) == before
    invited.go("2020-11-03 12:00")
    told = [mail.text for mail in invited.to("coordinator", "digest") if "служба не посылала" in mail.text]
    assert len(told) == 1
    assert "Ответов на приглашения, которых служба не посылала: 1. Ничего не изменено" in " ".join(told[0].split())


def test_five_requests_for_the_state_bring_one_invitation(invited):
    """REFRESH: once a day, SEQUENCE unchanged, also where the answer left in between, as an answer to the first; a stranger's brings nothing."""
    for number in range(5):
        hear(invited, scheduling(invited, "REFRESH", "anna@mail.example", "anna@mail.example", number))
        invited.go(f"2020-10-21 12:{30 + number}")
    hear(invited, scheduling(invited, "REFRESH", "stranger@evil.example", "stranger@evil.example"))
    hear(invited, scheduling(invited, "REFRESH", "stranger@evil.example", "vera@mail.example"))
    invited.go("2020-10-22 12:00")
    first, again = invited.to("anna", "invitation")
    assert [line for line in first.ics.split("\r\n") if line.startswith(("UID", "SEQUENCE"))] == [
        line for line in again.ics.split("\r\n") if line.startswith(("UID", "SEQUENCE"))]
    assert message_from_bytes(again.data)["In-Reply-To"] == first.row.message_id
    assert len(invited.to("vera", "invitation")) == 1


def test_a_request_for_the_state_waits_while_it_settles_and_while_it_waits_for_a_yes(invited):
    """REFRESH: neither the day that is replaced nor the one that nobody said yes to."""
    invited.write("config.toml", CONFIG + "[policy]\napprove_above_events = 0\n")
    invited.dates('[dates]\n"teor-2" = "20.11.2020 14:30"\n').go("2020-10-21 12:05")
    hear(invited, scheduling(invited, "REFRESH", "anna@mail.example", "anna@mail.example"))
    assert len(invited.go("2020-10-21 16:00").to("anna", "invitation")) == 1
    invited.do("approve")
    invited.go("2020-10-22 12:00")
    assert ["20201120T113000Z" in mail.ics for mail in invited.to("anna", "invitation", "change")] == [False, True, True]


@pytest.mark.parametrize("headers", [
    {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated"}, {"X-Autoreply": "yes"},
    {"Subject": "Автоответ: Приглашение"}, {"Precedence": "bulk", "List-Id": "<x.example>"}, {"Return-Path": "<>"},
])
def test_no_machine_changes_anything_or_is_answered(invited, headers):
    """Vacation notes, lists, robots - though they say «приду» under our mail."""
    before = facts(invited)
    mail = EmailMessage()
    mail["From"], mail["To"] = "anna@mail.example", "gmo@cdo.example"
    for name, value in {"Subject": "Re: Приглашение", "Message-ID": "<m@x.example>", **headers}.items():
        mail[name] = value
    if "List-Id" not in headers:
        mail["In-Reply-To"] = invited.to("anna", "invitation")[0].row.message_id
    mail.set_content("Приду")
    hear(invited, mail.as_bytes())
    assert facts(invited) == before
    count = len(invited.mails)
    invited.go("2020-10-22 09:00")
    assert len(invited.mails) == count


def test_another_hour_that_somebody_proposes_is_shown_and_changes_nothing(invited):
    """Case 49: COUNTER: she reads day and hour; the event stands, nobody gets a DECLINECOUNTER."""
    before, sent = facts(invited), len(invited.mails)
    raw = reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "TENTATIVE", invited.now).decode()
    hear(invited, raw.replace("REPLY", "COUNTER").replace(f"UID:{UID}", f"UID:{UID}\nDTSTART:20201120T080000Z").encode())
    assert facts(invited) == before
    invited.go("2020-10-27 12:00")
    assert any("Анна Петрова предлагает другое время: 20.11.2020 11:00" in mail.text for mail in invited.to("coordinator"))
    assert {mail.row.address for mail in invited.mails[sent:]} == {"coordinator@cdo.example"}


def test_whoever_is_sent_in_somebodys_place_is_shown_and_not_written_to(invited):
    """Case 49b: DELEGATED: no mail to the other one, who is no guest; she reads who comes."""
    before, sent = facts(invited), len(invited.mails)
    raw = reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "DELEGATED", invited.now).decode()
    hear(invited, raw.replace("PARTSTAT=DELEGATED", 'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:boris@school9.example"').encode())
    assert facts(invited)[:2] == before[:2]
    invited.go("2020-10-27 12:00")
    assert any("boris@school9.example" in mail.text for mail in invited.to("coordinator"))
    assert {mail.row.address for mail in invited.mails[sent:]} == {"coordinator@cdo.example"}


def test_a_letter_of_a_librarian_is_told_at_once(invited):
    """«Можно просто ответить на это письмо»: who asks before a meeting gets no answer from a digest after it."""
    answers = invited.to("anna", "invitation")[0].row.message_id
    hear(invited, letter(invited, "А можно прийти с коллегой?", sender="anna@mail.example", answers=answers))
    invited.go(f"{invited.now + timedelta(minutes=5):%Y-%m-%d %H:%M}")
    told = invited.to("coordinator", "acknowledgement")[-1]
    assert "Анна Петрова (anna@mail.example) пишет: «А можно прийти с коллегой?»" in told.text
    assert invited.to("anna")[-1].row.kind != "acknowledgement"


def test_many_letters_of_a_day_wait_for_the_digest(invited):
    """A list of thousands must not fill her mailbox: ten mails a day, none lost."""
    before = len(invited.to("coordinator", "acknowledgement"))
    for number in range(12):
        hear(invited, letter(invited, f"Вопрос номер {number}, как быть?", sender="anna@mail.example"))
        invited.go(f"{invited.now + timedelta(minutes=1):%Y-%m-%d %H:%M}")
    assert len(invited.to("coordinator", "acknowledgement")) == before + 10
    invited.go("2020-10-26 12:00")
    told = "".join(mail.text for mail in invited.to("coordinator"))
    assert all(told.count(f"Вопрос номер {number},") == 1 for number in range(12))


def test_a_machine_of_hers_that_answers_every_mail_is_not_answered_for_ever(invited):
    """It says nowhere that it is one, and never twice the same: ten mails, the rest stands in the digest; a word of hers is heard."""
    mid = invited.to("coordinator", "digest")[-1].row.message_id
    before = len(invited.to("coordinator", "acknowledgement"))
    for number in range(15):
        hear(invited, letter(invited, f"Обращение номер {number} зарегистрировано.", answers=mid))
        invited.go(f"{invited.now + timedelta(minutes=1):%Y-%m-%d %H:%M}")
        mid = invited.to("coordinator")[-1].row.message_id
    assert len(invited.to("coordinator", "acknowledgement")) == before + 10
    hear(invited, letter(invited, "teor-2: 20.11.2020 14:30", answers=mid))
    invited.go(f"{invited.now + timedelta(minutes=1):%Y-%m-%d %H:%M}")
    assert "20.11.2020" in invited.to("coordinator", "acknowledgement")[-1].text
    invited.go("2020-10-26 12:00")
    assert "Обращение номер 14" in invited.to("coordinator", "digest")[-1].text


def test_a_machine_with_a_picture_below_its_words_is_not_answered_for_ever_either(invited):
    """«Вложение … не прочитано» was told of each of its mails."""
    mid = invited.to("coordinator", "digest")[-1].row.message_id
    before = len(invited.to("coordinator", "acknowledgement"))
    for number in range(15):
        mail = message_from_bytes(letter(invited, f"Обращение номер {number} зарегистрировано.", answers=mid), policy=default)
        mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
        hear(invited, mail.as_bytes())
        invited.go(f"{invited.now + timedelta(minutes=1):%Y-%m-%d %H:%M}")
        mid = invited.to("coordinator")[-1].row.message_id
    assert len(invited.to("coordinator", "acknowledgement")) == before + 10


@pytest.mark.parametrize(("words", "told"), [
    ("Приду", "пишет: «Приду». Приложено: заявка.docx, фото.jpg — посмотрите в ящике службы."),
    ("", "пишет: письмо без текста, «Re: Приглашение». Приложено: заявка.docx, фото.jpg — посмотрите в ящике службы."),
    ("стоп", "пишет: «стоп». Приложено: заявка.docx, фото.jpg — посмотрите в ящике службы.")])
def test_what_a_librarian_attaches_is_told(invited, words, told):
    """The file lies in the service's mailbox, and nobody would look for it there."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anna@mail.example", "gmo@cdo.example", "Re: Приглашение"
    mail["In-Reply-To"] = invited.to("anna", "invitation")[0].row.message_id
    mail.set_content(words)
    mail.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="заявка.docx")
    mail.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="фото.jpg")
    hear(invited, mail.as_bytes())
    invited.go(f"{invited.now + timedelta(minutes=20):%Y-%m-%d %H:%M}")
    assert f"Анна Петрова (anna@mail.example) {told}" in " ".join(invited.to("coordinator", "acknowledgement")[-1].text.split())


@pytest.mark.parametrize(("kind", "name"), [("pkcs7-signature", "smime.p7s"), ("pgp-signature", "OpenPGP_signature.asc"),
                                            ("pgp-keys", "OpenPGP_0x1234ABCD.asc")])
def test_what_a_mail_program_signs_with_is_no_file_of_hers(invited, kind, name):
    """«Приду» of somebody whose program signs each letter is counted, and nothing for the coordinator to look at."""
    before = len(invited.to("coordinator", "acknowledgement"))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anna@mail.example", "gmo@cdo.example", "Re: Приглашение"
    mail["In-Reply-To"] = invited.to("anna", "invitation")[0].row.message_id
    mail.set_content("Приду")
    mail.add_attachment(b"0\x80", maintype="application", subtype=kind, filename=name)
    hear(invited, mail.as_bytes())
    invited.go(f"{invited.now + timedelta(minutes=20):%Y-%m-%d %H:%M}")
    assert len(invited.to("coordinator", "acknowledgement")) == before
    assert invited.ledger.facts.answers(1)[0].partstat.value == "ACCEPTED"


def test_our_own_mail_come_back_is_dropped(invited):
    """A forwarder, a catch-all, a list."""
    before = facts(invited)
    for mail in list(invited.mails):
        hear(invited, b"Received: from list by mx; Wed, 21 Oct 2020 12:00:00 +0300\r\n" + mail.data)
    assert facts(invited) == before
    assert invited.ledger.facts.untold(("heard", "refused", "stranger")) == []


@pytest.mark.parametrize(("body", "fields"), [
    ("", {}),
    ("Apple Mail sent this email to unsubscribe from the message “стоп”.", {"Auto-Submitted": "auto-replied", "X-Apple-Unsubscribe": "true"}),
    ("This message was automatically generated by Gmail.", {})])
def test_the_way_to_stop_printed_in_our_mail_works(invited, body, fields):
    """``List-Unsubscribe: <mailto:…?subject=стоп>``: a mail with that subject and nothing else, or with what the program of the button says;
    Apple's also says that it is automatic."""
    offered = invited.to("anna", "invitation")[0].data.decode()
    assert "List-Unsubscribe: <mailto:gmo@cdo.example?subject=" in offered
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anna@mail.example", "gmo@cdo.example", "стоп"
    for name, value in fields.items():
        mail[name] = value
    mail.set_content(body)
    hear(invited, mail.as_bytes())
    invited.go("2020-11-20 12:00")
    assert invited.to("anna", "reminder") == []
    assert any("просит больше не писать" in mail.text for mail in invited.to("coordinator", "digest"))


@pytest.mark.parametrize("looked", [True, False])
def test_who_vanished_from_the_list_can_still_say_stop(invited, looked):
    """Seed 67204: told of changes as before (absence is a question), but taken for a stranger when she asked for silence; seed 540007: also
    where list and letter changed while the machine was off, for the mailbox is looked into first."""
    people = (invited.folder / "people.csv").read_text(encoding="utf-8")
    invited.write("people.csv", "".join(line for line in people.splitlines(keepends=True) if "anna@" not in line))
    invited.sleep("2020-10-22 12:00")
    if looked:
        invited.go("2020-10-22 12:00")
    invited.view()
    hear(invited, letter(invited, "стоп", sender="anna@mail.example", answers=invited.to("anna")[-1].row.message_id))
    invited.dates(TEOR_2.replace("14:30", "15:30")).go("2020-10-27 12:00")
    assert [mail.row.kind for mail in invited.since("2020-10-22 12:00") if mail.row.address.startswith("vera")] == ["change"]
    assert invited.to("anna", "change") == []
    assert any("просит больше не писать" in mail.text for mail in invited.to("coordinator", "digest"))


def test_one_series_can_be_muted(invited):
    """«Без teor-2»: nothing more about this row; the coordinator is told."""
    hear(invited, letter(invited, "не присылать teor-2", sender="anna@mail.example", answers=invited.to("anna")[-1].row.message_id))
    invited.go("2020-11-20 12:00")
    assert invited.to("anna", "reminder") == []
    assert any("teor-2" in mail.text and "просит не писать" in mail.text for mail in invited.to("coordinator", "digest"))
