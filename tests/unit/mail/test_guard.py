"""The last look: what is not exactly the mail meant does not leave."""

import base64
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from notifier.core.compose.guard import Meant, UnsafeMail, check
from notifier.core.compose.whole import compose
from notifier.edges.templates import load_templates
from notifier.model.content import OverviewContent
from notifier.model.draft import Draft
from notifier.model.frame import Composed
from notifier.model.notice import Kind

HEADERS = (
    "From",
    "Subject",
    "Date",
    "To",
    "Reply-To",
    "Message-ID",
    "List-Unsubscribe",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
)
ALLOWED = frozenset({"anna@school.example", "gmo@cdo.example", "coordinator@cdo.example"})


def recode(data: bytes, old: str, new: str) -> bytes:
    """The same mail with words in its encoded parts replaced."""
    out = []
    for chunk in data.split(b"\r\n\r\n"):
        try:
            text = base64.b64decode(chunk.replace(b"\r\n", b""), validate=True).decode()
        except ValueError:
            out.append(chunk)
            continue
        out.append(base64.encodebytes(text.replace(old, new).encode()).replace(b"\n", b"\r\n"))
    return b"\r\n\r\n".join(out)


@pytest.fixture
def good(mails: dict[str, Composed]) -> Composed:
    return mails["invitation-meeting"]


@pytest.fixture
def meant(good: Composed, office: ModuleType) -> Meant:
    return Meant(
        headers=HEADERS,
        sender="gmo@cdo.example",
        recipient="anna@school.example",
        subject=good.subject,
        method="REQUEST",
        uid=office.TEOR_2.uid,
        sequence=0,
    )


def test_the_mail_meant_passes(good: Composed, meant: Meant) -> None:
    """Otherwise the tests below would prove nothing."""
    check(good.data, meant, allowed=ALLOWED)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"To: ", b"Bcc: x@y.example\r\nTo: ", 1),
        lambda data: data.replace(b"<anna@school.example>", b"<anna@school.example>, <b@school.example>", 1),
        lambda data: data.replace(b"<anna@school.example>", b"<b@school.example>", 1),
        lambda data: data.replace(b"<gmo@cdo.example>", b"<other@cdo.example>", 1),
        lambda data: data.replace(b"<anna@school.example>", b"<coordinator@cdo.example>", 1),
        lambda data: data.replace(b"<gmo@cdo.example>", b"<coordinator@cdo.example>", 1),
        lambda data: data.replace(b"MIME-Version: 1.0\r\n", b""),
        lambda data: data.replace(b"\r\n", b"\n", 3),
        lambda data: data.replace(b"Date: ", b"Date: \r", 1),
        lambda data: data.replace(b"Date: ", b"Date: \x00", 1),
        lambda data: data.replace(b"Date: ", "Date: Ж".encode(), 1),
        lambda data: data.replace(b"Date: ", b"Date: " + b"x" * 1000, 1),
        lambda data: data.replace(b"method=REQUEST", b"method=CANCEL"),
        lambda data: data.replace(b"text/html", b"text/plain"),
        lambda data: data.replace(b"text/calendar; charset=utf-8;", b'text/calendar; name="x.ics"; charset=utf-8;'),
        lambda data: data.replace(b"--=_notifier_mixed--", b""),
        lambda data: data + b"x" * 1024 * 1024,
        lambda data: recode(data, "METHOD:REQUEST", "METHOD:CANCEL"),
        lambda data: recode(data, "UID:teor-2", "UID:teor-4"),
        lambda data: recode(data, "SEQUENCE:0", "SEQUENCE:1"),
        lambda data: recode(data, "mailto:anna@school.exa", "mailto:b@school.exa"),
        lambda data: recode(data, "STATUS:CONFIRMED", "STATUS:CANCELLED"),
        lambda data: recode(data, "END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n"),
        lambda data: recode(data, "END:VCALENDAR\r\n", "END:VCALENDAR\n"),
        lambda data: recode(data, "Контакт:", "Контакт: petrova@school.example,"),
        lambda data: recode(data, "Контакт:", "Контакт:\u202e"),
        lambda data: recode(data, "Контакт:", "Контакт: \ue000name\ue001"),
    ],
)
def test_anything_else_is_stopped(spoil: Callable[[bytes], bytes], good: Composed, meant: Meant) -> None:
    """One change a case: a header, an addressee, a line end, a part, the calendar's facts, somebody's address."""
    spoiled = spoil(good.data)
    assert spoiled != good.data
    with pytest.raises(UnsafeMail):
        check(spoiled, meant, allowed=ALLOWED)


def test_the_message_tells_no_address(good: Composed, meant: Meant) -> None:
    """Errors end in logs, and logs hold no addresses."""
    with pytest.raises(UnsafeMail) as caught:
        check(recode(good.data, "Контакт:", "Контакт: petrova@school.example,"), meant, allowed=ALLOWED)
    assert "petrova" not in str(caught.value)


def test_a_subject_or_an_attachment_of_another_mail_is_stopped(good: Composed, meant: Meant) -> None:
    """What people read in the list, and the copy of the entry behind the letter."""
    from dataclasses import replace
    with pytest.raises(UnsafeMail, match="subject"):
        check(good.data, replace(meant, subject="Отмена"), allowed=ALLOWED)
    before, name, attachment = good.data.partition(b"application/ics")
    spoiled = before + name + recode(attachment, "SUMMARY", "COMMENT")
    assert spoiled != good.data
    with pytest.raises(UnsafeMail, match="attachment"):
        check(spoiled, meant, allowed=ALLOWED)


def test_the_largest_mail_is_a_setting(office: ModuleType) -> None:
    """``[limits] message_kib``: what is larger is a template's mistake and does not leave."""
    draft = Draft(Kind.OVERVIEW, office.at(3, 9), content=OverviewContent("План", "2020-2021", ()))
    small, enough = replace(office.FRAME, message_kib=1), replace(office.FRAME, message_kib=64)
    given = {"date": office.at(3, 9), "message_id": "<1@cdo.example>", "templates": load_templates(None)[0]}
    assert len(compose(draft, office.ANNA, frame=enough, **given).data) > 1024
    with pytest.raises(UnsafeMail, match="more than 1024"):
        compose(draft, office.ANNA, frame=small, **given)
