"""One event from its invitation to its revival, judged by the bytes that left (iMIP cases 1-7, 11, 15-17, 19-21, 33-40)."""

import email
from email.header import decode_header, make_header
from itertools import pairwise

import pytest
from support.lived import lived_once
from support.year import Mail

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
CANCELLED = '[dates."teor-2"]\nwhen = "26.11.2020 14:30"\ncancelled = "карантин"\n'


@lived_once
def lived(make_year):
    """Invited, moved, called off, held after all."""
    year = make_year(dates=DATES).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    year.dates(DATES.replace("19.11", "26.11"))
    year.go("2020-10-22 12:00")
    year.dates(CANCELLED)
    year.go("2020-10-23 12:00")
    year.dates(DATES.replace("19.11", "26.11"))
    return year.go("2020-11-28 12:00")


@pytest.fixture
def life(lived):
    """Anna's mails about it, all of them (what was not composed proves nothing)."""
    mails = [mail for mail in lived.to("anna") if mail.row.uid]
    assert [mail.row.method for mail in mails] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "", ""]
    return mails


def states(life: list[Mail]) -> list[Mail]:
    """Those that carry a calendar."""
    return [mail for mail in life if mail.row.method]


def value(mail: Mail, name: str) -> str:
    """A property's line of the VEVENT, with its parameters."""
    found = [line for line in mail.ics.split("\r\n") if line.partition(":")[0].partition(";")[0] == name]
    assert len(found) == 1, (name, found)
    return found[0]


def test_one_uid_and_a_sequence_that_grows_by_one(life):
    """Invitation, change, cancellation, revival: 0, 1, 2, 3."""
    assert [mail.row.kind for mail in states(life)] == ["invitation", "change", "cancellation", "invitation"]
    assert [value(mail, "SEQUENCE") for mail in states(life)] == [f"SEQUENCE:{n}" for n in range(4)]
    assert len({value(mail, "UID") for mail in states(life)}) == 1


def test_the_method_stands_in_both_places_and_the_file_is_the_part(life):
    """Content-Type and calendar agree; invite.ics is the alternative byte for byte."""
    for mail in states(life):
        message = email.message_from_bytes(mail.data)
        assert message.get_content_type() == "multipart/mixed"
        alternative, attached = message.get_payload()
        assert [part.get_content_type() for part in alternative.get_payload()] == ["text/plain", "text/html", "text/calendar"]
        part = alternative.get_payload()[2]
        assert part.get_param("method") == mail.row.method
        assert f"METHOD:{mail.row.method}" in mail.ics
        assert part.get_param("charset") == "utf-8"
        assert (part["Content-Disposition"], part.get_filename()) == (None, None)
        assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
        assert attached.get_payload(decode=True) == part.get_payload(decode=True)


def test_the_bytes_are_plain(life):
    """ASCII, CRLF, nothing 8bit, header lines of at most 78, the calendar folded at 75 octets; one To, no Cc."""
    for mail in life:
        assert mail.data.isascii()
        assert mail.data.replace(b"\r\n", b"").count(b"\n") == mail.data.replace(b"\r\n", b"").count(b"\r") == 0
        assert all(len(line) <= 78 for line in mail.data.partition(b"\r\n\r\n")[0].split(b"\r\n"))
        message = email.message_from_bytes(mail.data)
        assert [name for name in ("Cc", "Bcc") if message[name]] == []
        assert len(message.get_all("To", [])) == 1
        assert {part["Content-Transfer-Encoding"] for part in message.walk() if not part.is_multipart()} <= {"7bit", "base64",
                                                                                                             "quoted-printable"}
        assert "?==?" not in str(message["Subject"])
        assert str(make_header(decode_header(message["Subject"]))) == mail.row.subject
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                raw = part.get_payload(decode=True)
                assert raw.endswith(b"\r\n")
                assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_a_request_asks_its_recipient_and_a_cancellation_nobody(life):
    """One ATTENDEE, the recipient; CANCEL has the state, the organizer, the start, and no RSVP."""
    for mail in states(life):
        attendee = value(mail, "ATTENDEE")
        assert attendee.endswith("mailto:anna@mail.example")
        assert value(mail, "ORGANIZER").endswith("mailto:gmo@cdo.example")
        assert value(mail, "DTSTAMP").endswith("Z")
        if mail.row.method == "REQUEST":
            assert "RSVP=TRUE" in attendee
            assert "PARTSTAT=NEEDS-ACTION" in attendee
            assert value(mail, "STATUS") == "STATUS:CONFIRMED"
        else:
            assert "RSVP" not in attendee
            assert value(mail, "STATUS") == "STATUS:CANCELLED"
            assert value(mail, "DTSTART") == "DTSTART:20201126T113000Z"
        assert mail.ics.count("BEGIN:VEVENT") == 1
        assert "RRULE" not in mail.ics


def test_each_mail_is_another_and_answers_the_first(life):
    """New Message-IDs; In-Reply-To and References lead to the invitation."""
    messages = [email.message_from_bytes(mail.data) for mail in life]
    assert len({message["Message-ID"] for message in messages}) == len(messages)
    for later in messages[1:]:
        assert messages[0]["Message-ID"] in str(later["References"])
        assert messages[0]["Message-ID"] in str(later["In-Reply-To"])


def test_a_reminder_is_a_plain_mail(life):
    """No calendar part: nothing that could raise a SEQUENCE or ask again."""
    reminders = [mail for mail in life if mail.row.kind == "reminder"]
    assert len(reminders) == 2
    for mail in reminders:
        types = {part.get_content_type() for part in email.message_from_bytes(mail.data).walk()}
        assert types == {"multipart/alternative", "text/plain", "text/html"}


def test_stamps_never_fall(life):
    """Thunderbird compares SEQUENCE, then DTSTAMP."""
    stamps = [value(mail, "DTSTAMP") for mail in states(life)]
    assert all(earlier < later for earlier, later in pairwise(stamps))
