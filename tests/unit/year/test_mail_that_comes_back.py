"""Bounces and complaints used: whose fault it is decides who is silent."""

import pytest
from support.hearing import hear
from support.lived import lived_once
from support.year import CONFIG, Year

from notifier.core.inbound.token import verp
from notifier.edges.ledger.record import LAST_STAYED

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
STATUS = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: gmo@cdo.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: {mid}

--b--
"""
COMPLAINT = """Return-Path: <>
From: fbl@mx.example
To: gmo@cdo.example
Subject: Feedback
Message-ID: <complaint{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: {address}

--b
Content-Type: text/rfc822-headers

Message-ID: {mid}

--b--
"""
PEOPLE = """name,email,school,groups,greeting,left
Анна Петрова,anna@mail.example,СШ № 12,,,
Вера Сидорова,vera@mail.example,СШ № 2,,,
"""


@lived_once
def invited(make_year):
    """Anna and Vera were invited to 19 November on 20 October."""
    return make_year(dates=TEOR_2, people=PEOPLE).go("2020-09-01 12:00").arm().go("2020-10-20 12:00")


def returns(year: Year, who: str, said: str, *, status: str, action: str = "failed", number: int = 1) -> None:
    """The newest mail to this person comes back."""
    mail = year.to(who)[-1]
    hear(year, STATUS.format(address=mail.row.address, said=said, status=status, action=action, mid=mail.row.message_id,
                             number=number).encode())


def state(year: Year, who: str) -> str:
    """As ``status`` says it."""
    return next(member.state for member in year.ledger.people.members(year.inputs.people) if member.person.email.startswith(who))


def test_a_dead_address_is_paused_and_told_once_in_words(invited):
    """«Адрес … не принимает почту: ящика нет. Уточните: СШ № 12»; nothing more goes there, the others go on."""
    returns(invited, "anna", "550 5.1.1 no such user", status="5.1.1")
    returns(invited, "anna", "550 5.1.1 no such user", status="5.1.1", number=2)
    assert state(invited, "anna") == "paused"
    invited.go("2020-11-20 12:00")
    assert invited.to("anna", "reminder") == []
    assert len(invited.to("vera", "reminder")) == 2
    told = [mail.text for mail in invited.to("coordinator", "digest") if "ящика нет" in mail.text]
    assert len(told) == 1
    assert told[0].count("anna@mail.example") == 1
    assert "На этот адрес больше не пишем, уточните новый: СШ № 12" in told[0]


def test_a_corrected_address_is_told_anew(invited):
    """The invitation goes to the new address; the old one hears nothing."""
    returns(invited, "anna", "550 5.1.1 no such user", status="5.1.1")
    invited.write("people.csv", PEOPLE.replace("anna@", "anna.petrova@"))
    invited.go("2020-11-20 12:00")
    assert [step for _, step in invited.story("anna.petrova", "invitation", "reminder")] == ["invitation", "D-7", "D-1"]
    assert state(invited, "anna.petrova") == "ok"


def test_a_full_mailbox_is_not_a_dead_one(invited):
    """452 or 5.2.2 once: noted, not paused."""
    returns(invited, "anna", "552 5.2.2 mailbox full", status="5.2.2")
    assert state(invited, "anna") == "ok"
    invited.go("2020-11-20 12:00")
    assert len(invited.to("anna", "reminder")) == 2


def test_whoever_pressed_spam_gets_nothing_more(invited):
    """An abuse report (RFC 5965) stops mail to this person alone and is told; one about a mail we never sent stops nobody."""
    first = invited.to("anna")[-1].row
    for number, (address, mid) in enumerate([("vera@mail.example", "<x@cdo.example>"), (first.address, first.message_id)]):
        hear(invited, COMPLAINT.format(address=address, mid=mid, number=number).encode())
    assert (state(invited, "anna"), state(invited, "vera")) == ("paused", "ok")
    invited.go("2020-11-20 12:00")
    assert (len(invited.to("anna", "reminder")), len(invited.to("vera", "reminder"))) == (0, 2)
    assert [mail.text.count("«спам»") for mail in invited.to("coordinator", "digest") if "«спам»" in mail.text] == [1]


def test_a_delay_changes_nothing(invited):
    """Action: delayed: nobody is paused, nothing counts as returned, nobody is told; a failure with the same words is another matter."""
    before = invited.ledger.outbox.counts()
    returns(invited, "anna", "451 4.4.1 timed out", status="4.4.1", action="delayed")
    assert state(invited, "anna") == "ok"
    assert invited.ledger.outbox.counts() == before
    assert invited.ledger.facts.bounces("anna@mail.example") == []
    returns(invited, "anna", "451 4.4.1 timed out", status="4.4.1", number=2)
    assert len(invited.ledger.facts.bounces("anna@mail.example")) == 1


def test_returned_as_spam_lets_sending_rest_and_blames_nobody(invited):
    """554 5.7.1: the account rests for an hour, she is told at once, the address stays, later mails go."""
    returns(invited, "anna", "554 5.7.1 message rejected under suspicion of SPAM", status="5.7.1")
    assert state(invited, "anna") == "ok"
    invited.dates(TEOR_2.replace("19.11", "26.11"))
    invited.go("2020-10-20 12:50")
    assert invited.to("vera", "change") == []
    (alarm,) = invited.to("coordinator", "alarm")
    assert f"{alarm.at:%H:%M}" == "12:00"
    assert "спам" in alarm.text
    assert "до 13:00" in alarm.text
    invited.go("2020-10-20 13:30")
    assert [f"{mail.at:%H:%M}" for mail in invited.to("vera", "change")] == ["13:00"]


def test_a_box_to_which_her_mail_is_passed_on_is_not_hers(invited):
    """Its bounce pauses nobody and is told once a month; her own mailbox has the mail and gets the next."""
    mid = invited.to("anna")[-1].row.message_id
    for number in (1, 2):
        hear(invited, STATUS.format(address="old@other.example", said="550 5.1.1 no such user", status="5.1.1", action="failed", mid=mid,
                                    number=number).encode())
    assert state(invited, "anna") == "ok"
    invited.go("2020-11-20 12:00")
    assert len(invited.to("anna", "reminder")) == 2
    told = [" ".join(mail.text.split()) for mail in invited.to("coordinator") if "old@other.example" in mail.text]
    assert len(told) == 1
    assert "Дошло ли оно до самого адресата, неизвестно. Уточните: СШ № 12" in told[0]


@pytest.mark.parametrize(("full", "expected"), [((0, 1, 2), "paused"), ((0, 2, 3), "ok"), ((1, 2, 3), "paused")])
def test_a_mailbox_that_was_full_now_and_then_is_not_dead(invited, full, expected):
    """Three bounces, between which a mail stayed there, are not three in a row. A mail a week: the invitation, and three moves."""
    for number, (until, day) in enumerate([("10-20", "19.11"), ("10-27", "26.11"), ("11-03", "27.11"), ("11-10", "03.12")][:full[-1] + 1]):
        invited.dates(TEOR_2.replace("19.11", day)).go(f"2020-{until} 12:30")
        assert len(invited.to("anna", "invitation", "change")) == number + 1
        if number in full:
            returns(invited, "anna", "552 5.2.2 mailbox full", status="5.2.2", number=number)
    assert len(invited.ledger.facts.bounces("anna@mail.example")) == 3
    assert state(invited, "anna") == expected


def test_a_bounce_looks_at_one_person_s_mails(invited):
    """A million rows read for each bounce of a night on which a provider is down."""
    plan = [row[3] for row in invited.ledger.store.db.execute("EXPLAIN QUERY PLAN " + LAST_STAYED, (1, "anna@mail.example", 0))]
    assert plan[0] == "SEARCH message USING INDEX message_key (event=? AND person=?)"


def test_a_return_of_a_mail_nobody_sent_silences_nobody(invited):
    """Without our Message-ID or token an address alone proves nothing."""
    hear(invited, STATUS.format(address="anna@mail.example", said="550 5.1.1 no such user", status="5.1.1", action="failed",
                                mid="<invented@cdo.example>", number=1).encode())
    assert state(invited, "anna") == "ok"


@pytest.mark.parametrize(("who", "told"), [("anna", True), ("stranger", False)])
def test_a_return_that_names_no_mail_is_told_and_silences_nobody(invited, who, told):
    """In words, with nothing of ours in it: it proves nothing, but mail to Anna may not arrive."""
    for number in (1, 2):
        hear(invited, f"Return-Path: <>\nFrom: mailer-daemon@mx.example\nSubject: Undeliverable\nMessage-ID: <b{number}@mx.example>\n\n"
                      f"{who}@mail.example: no such user\n".encode())
    assert state(invited, "anna") == "ok"
    text = " ".join(" ".join(mail.text for mail in invited.go("2020-11-03 12:00").to("coordinator")).split())
    assert text.count(f"{who}@mail.example не принимает почту: ящика нет. Так сказано в письме о недоставке") == told


def test_a_librarian_s_mailbox_is_dead_for_the_host_in_her_too(make_year):
    """Seed 205 with hosts: the notice to the host came back, and the overview still went to the same mailbox."""
    host = CONFIG + '[[venue]]\nname = "Областная библиотека"\nhost = "anna@mail.example"\n'
    year = make_year(config=host, dates=TEOR_2, people=PEOPLE).go("2020-09-01 12:00").arm().go("2020-09-02 10:05")
    assert year.to("anna")[0].row.kind == "host-notice"
    mail = year.to("anna", "host-notice")[0]
    hear(year, STATUS.format(address=mail.row.address, said="550 5.1.1 User unknown", status="5.1.1", action="failed", mid=mail.row.message_id,
                             number=1).encode())
    assert state(year, "anna") == "paused"
    assert year.go("2020-12-01 12:00").to("anna", "invitation") == []


def test_a_number_that_another_mail_has_by_now_pauses_nobody_else(invited):
    """A ledger that was recovered from an older copy numbers its mails anew, so the number in the returned mail's envelope is Anna's now;
    its Message-ID is Vera's for ever."""
    anna, vera = (next(mail.row for mail in invited.mails if mail.row.address == f"{who}@mail.example" and mail.row.uid) for who in ("anna", "vera"))
    token = verp(invited.ledger.facts.secret(), anna.id)
    hear(invited, (f"Delivered-To: gmo+{token}@cdo.example\n" + STATUS.format(
        number=1, address="vera@mail.example", action="failed", status="5.1.1", said="550 5.1.1 no such user", mid=vera.message_id)).encode())
    states = dict(invited.ledger.store.db.execute("SELECT address, state FROM person").fetchall())
    assert states == {"anna@mail.example": "ok", "vera@mail.example": "paused"}
