"""Every kind of mail, read back: structure, headers, texts (invitations.md 1-16, 19-22, 36-38; story, «Language»)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from support.examples import examples

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.letter import shorten
from notifier.core.compose.texts import Templates
from notifier.core.compose.whole import compose, message_id
from notifier.model.content import HostContent, HostNews
from notifier.model.draft import Draft
from notifier.model.event import Event, Status
from notifier.model.frame import Composed, Recipient
from notifier.model.notice import Kind, Role
from notifier.model.person import Mailbox

SCALE = examples(25)


def parsed(mail: Composed) -> Message:
    return message_from_bytes(mail.data, policy=policy.compat32)


def header(mail: Composed, name: str) -> str:
    return str(make_header(decode_header("".join(parsed(mail)[name].splitlines()))))


def leaves(mail: Composed) -> list[Message]:
    return [part for part in parsed(mail).walk() if not part.is_multipart()]


def payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


@pytest.fixture
def mail(sample: tuple[str, object], mails: dict[str, Composed]) -> Composed:
    return mails[sample[0]]


@pytest.fixture
def composed(office: ModuleType, templates: Templates):
    def make(draft: Draft, recipient: Recipient | None = None, *, message_id: str = "<m@cdo.example>", frame=None) -> Composed:
        return compose(
            draft, recipient or office.ANNA, date=draft.now, message_id=message_id, templates=templates, frame=frame or office.FRAME
        )

    return make


def test_the_structure_is_what_mail_programs_understand(mail: Composed) -> None:
    """invitations.md 1, 2, 4-8: alternatives in their order, the calendar without a name, the attachment byte-identical, ASCII, CRLF."""
    kinds = [part.get_content_type() for part in parsed(mail).walk()]
    if mail.method:
        assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
        calendar, attachment = leaves(mail)[2:]
        assert calendar.get_filename() is None
        assert calendar["Content-Disposition"] is None
        assert calendar.get_param("charset") == "utf-8"
        assert calendar.get_param("method") == mail.method
        assert attachment.get_filename() == "invite.ics"
        assert payload(attachment) == payload(calendar)
        assert payload(calendar).decode("utf-8") == mail.ics
        assert not payload(calendar).startswith(b"\xef\xbb\xbf")
    else:
        assert kinds == ["multipart/alternative", "text/plain", "text/html"]
        assert mail.ics is None
    assert mail.data.isascii()
    assert b"\r" not in mail.data.replace(b"\r\n", b"")
    assert b"\n" not in mail.data.replace(b"\r\n", b"")
    assert all(part["Content-Transfer-Encoding"] == "base64" for part in leaves(mail))
    assert all(len(line) <= 78 for line in mail.data.split(b"\r\n") if not line.startswith(b"List-Unsubscribe"))


def test_texts_on_the_wire_are_the_texts_returned(mail: Composed) -> None:
    """Canonical CRLF in the parts, ``\\n`` in the record."""
    plain, page = leaves(mail)[:2]
    assert payload(plain).decode().replace("\r\n", "\n") == mail.text
    assert payload(page).decode().replace("\r\n", "\n") == mail.html


def test_headers_are_there_once(mail: Composed, sample: tuple[str, object], office: ModuleType) -> None:
    """invitations.md 15, 16: one sender, one addressee, marked as automatic, no Cc and no Bcc."""
    message = parsed(mail)
    names = message.keys()
    assert len(names) == len(set(names))
    assert not {"Cc", "Bcc", "Sender"} & set(names)
    for name in ("Date", "Message-ID", "MIME-Version", "Reply-To"):
        assert message[name]
    assert message["Auto-Submitted"] == "auto-generated"
    recipient = office.SAMPLES[sample[0]].recipient
    assert [address for _, address in getaddresses([message["To"]])] == [recipient.address]
    assert [address for _, address in getaddresses([message["From"]])] == ["gmo@cdo.example"]
    assert message["Message-ID"] == office.reference(sample[0])
    assert message["Message-ID"].endswith("@cdo.example>")


def test_only_librarians_are_offered_to_unsubscribe(mail: Composed, sample: tuple[str, object], office: ModuleType) -> None:
    """RFC 2369: a bare URI in brackets, never encoded (invitations.md 13); without a page no one-click (RFC 8058)."""
    value = parsed(mail)["List-Unsubscribe"]
    if office.SAMPLES[sample[0]].recipient.role is Role.LIBRARIAN:
        assert value.startswith("<mailto:gmo@cdo.example")
        assert "=?" not in value
    else:
        assert value is None
    assert parsed(mail)["List-Unsubscribe-Post"] is None


def test_the_calendar_is_one_event_for_one_person(mail: Composed, sample: tuple[str, object], office: ModuleType) -> None:
    """invitations.md 3, 9, 15, 19-21: method, UID, sequence, organizer, the recipient alone."""
    draft = office.SAMPLES[sample[0]].draft
    if not mail.method:
        assert draft.kind not in (Kind.INVITATION, Kind.ANNOUNCEMENT, Kind.CHANGE, Kind.CANCELLATION)
        return
    calendar = Calendar.from_ical(mail.ics)
    (event,) = calendar.subcomponents
    assert calendar["METHOD"] == mail.method == ("CANCEL" if draft.kind is Kind.CANCELLATION else "REQUEST")
    assert event["UID"] == draft.revision.uid
    assert event["SEQUENCE"] == draft.revision.sequence
    assert str(event["ATTENDEE"]) == f"mailto:{office.SAMPLES[sample[0]].recipient.address}"
    assert str(event["ORGANIZER"]) == "mailto:gmo@cdo.example"
    assert event["DTSTAMP"].dt == draft.now


def test_subjects_are_short_and_say_what_is_new(mail: Composed) -> None:
    """Under 70 characters, one line, read back exactly, quotes closed."""
    assert 10 < len(mail.subject) < 70
    assert header(mail, "Subject") == mail.subject
    assert mail.subject.count("«") == mail.subject.count("»")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("invitation-meeting", "Приглашение: 19 ноября, чт, 14:30 — «Новое в"),
        ("invitation-urgent-tomorrow", "Срочно. Приглашение: завтра, 14:30 — "),
        ("invitation-tentative", "Предварительно: 19 ноября, чт, 14:30 — "),
        ("invitation-milestone", "Дата: 18 января, пн — "),
        ("invitation-deadline", "Срок: до 31 марта, ср — "),
        ("invitation-course-two-days", "Приглашение: 17–18 ноября — Курсы"),
        ("announcement-webinar", "Анонс: 1 октября, чт, 12:00 (МСК) — Вебинар РШБА"),
        ("change-moved", "Перенос: 26 ноября, чт, 15:00 — "),
        ("change-place-decided", "Изменение: 29 октября, чт, 14:30 — "),
        ("cancellation-quarantine", "Отмена: 10 декабря, чт, 14:30 — "),
        ("cancellation-left", "Отмена приглашения: 10 декабря, чт, 14:30 — "),
        ("reminder-week", "Напоминание: 19 ноября, чт, 14:30 — "),
        ("reminder-tomorrow", "Напоминание: завтра, 14:30 — "),
        ("reminder-over-weekend", "Напоминание: 16 ноября, пн, 14:30 — "),
        ("reminder-today-online", "Напоминание: сегодня, 12:00 (МСК) — "),
        ("reminder-registration", "Напоминание: запись до 30 сентября, ср — "),
        ("reminder-deadline", "Напоминание: срок завтра — "),
        ("reminder-merged", "Напоминание: 2 события — завтра, 12:00 (МСК); завтра, 14:30"),
        ("acknowledgement-date", "Принято: 19 ноября, чт, 14:30 — "),
        ("host-notice-new", "Встреча у вас: 10 декабря, чт, 14:30 — "),
        ("host-notice-moved", "Перенос встречи у вас: 17 декабря, чт, 14:30 — "),
        ("host-notice-cancelled", "Отмена встречи у вас: 10 декабря, чт, 14:30 — "),
        ("digest", "⚠ Сводка на 2–6 ноября: нужны 4 решения"),
        ("digest-quiet", "Сводка на 7–11 декабря: решений не требуется"),
    ],
)
def test_subjects_of_each_kind(name: str, start: str, mails: dict[str, Composed]) -> None:
    """The first words tell what to do and when."""
    assert mails[name].subject.startswith(start)


def test_a_subject_says_an_hour_once(office: ModuleType, composed) -> None:
    """Two meetings at one hour, beside another: «завтра, 14:30; завтра, 14:30» would look like a mistake."""
    merged = office.SAMPLES["reminder-merged"].draft
    meeting = merged.reminders[0]
    twin = office.revision(replace(meeting.event, uid="twin@cdo.example", title="Круглый стол"))
    assert composed(replace(merged, reminders=(meeting, twin))).subject == "Напоминание: 2 события — завтра, 14:30"
    both = composed(replace(merged, reminders=(*merged.reminders, twin))).subject
    assert both == "Напоминание: 3 события — завтра, 12:00 (МСК); завтра, 14:30"


def test_bodies_hold_what_buttons_may_hide(mails: dict[str, Composed]) -> None:
    """invitations.md 10: title, weekday and date, hours with the zone, place, and what to do without buttons - in both bodies."""
    for body in (mails["invitation-meeting"].text, mails["invitation-meeting"].html):
        for words in (
            "«Новое в библиотечном обслуживании детей и молодежи",
            "19 ноября 2020 года (четверг), 14:30–16:00 (МСК)",
            "ул. Октябрьской Революции, 16",
            "invite.ics",
            "Иващенко Ирина Викторовна",
            "coordinator@cdo.example",
        ):
            assert words in body
    for body in (mails["announcement-webinar"].text, mails["announcement-webinar"].html):
        for words in ("https://example.org/webinar?a=1;b=2,3", "https://rusla.example/plan", "12:00–13:30 (МСК)", "РШБА"):
            assert words in body


def test_a_change_shows_old_and_new(mails: dict[str, Composed]) -> None:
    """invitations.md 36: each changed field, and nothing that did not change."""
    text = mails["change-moved"].text
    assert "было: 19 ноября 2020 года (четверг), 14:30–16:00 (МСК)\n  стало: 26 ноября 2020 года (четверг), 15:00–16:30 (МСК)" in text
    assert "стало: МБУ ДО «ЦДО», ул. Бакунина, 7" in text
    assert text.count("было:") == 2
    assert "место уточняется)\n  стало: МБОУ «СШ № 32" in mails["change-place-decided"].text


def test_several_days_are_spoken_of_as_days(office: ModuleType, composed) -> None:
    """«Сегодня, 17–18 ноября» is no day, what was several days is called so, and one day among words has its commas."""
    days = replace(office.PRAK_2, start=date(2020, 11, 17), end=date(2020, 11, 18))
    longer, one = replace(days, start=date(2020, 11, 16)), replace(days, end=date(2020, 11, 17))
    now = office.at(16, 11)

    def text(kind: Kind, event: Event, previous: Event | None = None, news: HostNews | None = None) -> str:
        content = HostContent("Гимназия", news, 47) if news else None
        draft = Draft(kind, now, revision=office.revision(event, 1), previous=previous, content=content)
        return composed(draft, office.HOST if news else None).text

    assert "не состоится: 17–18 ноября." in text(Kind.CANCELLATION, replace(days, status=Status.CANCELLED))
    gone = Draft(Kind.CANCELLATION, now, revision=office.revision(replace(days, status=Status.CANCELLED), 1))
    assert "Отмена: 17–18 ноября — " in composed(gone).subject  # «Отмена: завтра» would leave the other day
    assert "Новые даты: 16–18 ноября.\n\nПрежние даты больше не действуют." in text(Kind.CHANGE, longer, days)
    assert "Новая дата: завтра, вторник, 17 ноября.\n\nПрежние даты больше не действуют." in text(Kind.CHANGE, one, longer)
    hour = replace(one, start=office.at(17, 11, 14, 30), end=office.at(17, 11, 16))
    assert "вторник, 17 ноября.\n\nПрежнее время больше не действует." in text(Kind.CHANGE, one, hour), "the date is the former one"
    assert "перенесена. Новые даты: 16–18 ноября." in text(Kind.HOST_NOTICE, longer, days, HostNews.CHANGE)
    assert "Изменились дни. Новая дата: завтра, вторник, 17 ноября." in text(Kind.HOST_NOTICE, one, days, HostNews.CHANGE)
    assert "Во вторник, 17 ноября, у вас соберутся" in text(Kind.HOST_NOTICE, one, news=HostNews.NEW)
    assert "17–18 ноября у вас соберутся" in text(Kind.HOST_NOTICE, days, news=HostNews.NEW)


def test_a_later_end_is_no_other_time(office: ModuleType, composed) -> None:
    """«Изменилось: время. Начало прежнее» contradicted itself."""
    longer = replace(office.PRAK_2, end=office.PRAK_2.end + timedelta(minutes=30))
    assert "Изменилось: время окончания. Начало прежнее: " in composed(
        Draft(Kind.CHANGE, office.at(20, 11), revision=office.revision(longer, 1), previous=office.PRAK_2)).text


def test_the_order_of_the_body_is_what_when_where_who(mails: dict[str, Composed]) -> None:
    """Then what to prepare, the contact, why the letter came and how to stop."""
    text = mails["invitation-meeting"].text
    marks = ["Что:", "Когда:", "Где:", "Проводит:", "Подготовить:", "Контакт:", "Это письмо пришло", "стоп"]
    assert [text.index(mark) for mark in marks] == sorted(text.index(mark) for mark in marks)


def test_one_who_left_is_not_told_of_a_cancellation(mails: dict[str, Composed]) -> None:
    """invitations.md 38: the event stands, the invitation is taken back."""
    text = mails["cancellation-left"].text
    assert "вы больше не состоите в списке" in text
    assert "не отменено" in text
    assert "карантин" in mails["cancellation-quarantine"].text


def test_tomorrow_is_said_only_when_it_is(mails: dict[str, Composed]) -> None:
    """The last working day before a Monday is not «завтра»."""
    assert "завтра" not in mails["reminder-over-weekend"].text
    assert "через 3 дня, в понедельник" in mails["reminder-over-weekend"].text


def test_the_overview_tells_no_date_that_nobody_confirmed(mails: dict[str, Composed]) -> None:
    """Rule 1, 13: the plan's own words and «дата уточняется»."""
    assert "ноябрь 2020, дата уточняется" in mails["overview"].text


def test_an_acknowledgement_says_when_what_leaves(mails: dict[str, Composed]) -> None:
    """Rule 12."""
    assert "приглашение уйдёт 20.10 в 10:00, 47 адресов" in mails["acknowledgement-date"].text


def test_the_digest_numbers_its_suggestions_and_prints_the_words(mails: dict[str, Composed]) -> None:
    """Rules 10, 12: one digit is an answer, and the closing question stands there."""
    text = mails["digest"].text
    for words in (
        "  2 — 10 декабря, чт, 14:30",
        "  4 — 19 ноября, чт, 14:30",
        "Проведено / перенесено / отменено?",
        "⚠ teor-2",
        "prak-2: перенос на МЕСЯЦ",
        "стоп —",
        "03.12 в 14:30 —",
        "Петрова О.И., Сидорова Е.К.",
    ):
        assert words in text
    assert "да —" not in text  # nothing here asks for a yes
    assert text.index("НУЖНО ВАШЕ РЕШЕНИЕ") < text.index("НА ЭТОЙ НЕДЕЛЕ УЙДЁТ") < text.index("КТО ОТВЕТИЛ") < text.index("НЕ ДОСТАВЛЕНО")


class Words(HTMLParser):
    """The words a page shows, and what it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("title", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("title", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += re.findall(r"[\w@./:+-]+", data)


def test_text_and_html_say_the_same(mail: Composed) -> None:
    """The same words in the same order; only headings may be in capitals in the plain text."""
    page = Words()
    page.feed(mail.html)
    plain = [word.casefold() for word in re.findall(r"[\w@./:+-]+", mail.text) if word != "--"]
    joined = re.findall(r"[\w@/:+-]+", " ".join(page.words).casefold().replace(".", " "))
    assert re.findall(r"[\w@/:+-]+", " ".join(plain).replace(".", " ")) == joined


def test_pages_are_accessible_and_track_nobody(mail: Composed) -> None:
    """lang=ru, a title, layout tables marked as such, no image, script, form or remote address; styles inline."""
    page = Words()
    page.feed(mail.html)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "ru"}) in page.tags
    assert not {"img", "script", "form", "iframe", "object", "link", "svg", "video"} & set(tags)
    assert "url(" not in mail.html
    assert "@import" not in mail.html
    assert "prefers-color-scheme" in mail.html
    assert all(attrs.get("style") for tag, attrs in page.tags if tag in ("h1", "h2", "td", "th") and tag != "td")
    for tag, attrs in page.tags:
        if tag == "a":
            assert re.match(r"(mailto:|https?://)", attrs["href"] or "")


EVIL = [
    "<script>alert(1)</script>",
    "<b onmouseover=x>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}",
    '"><img src=x onerror=1>',
    "x\r\nBcc: x@y.example",
    "💩 =?UTF-8?Q?=0A?=Bcc: x@y.example",
    "a\x00b\x0bc\u2028d\u202ee",
    "\ue000name\ue001",
    "=?utf-8?b?eA==?=",
]


@pytest.mark.parametrize("evil", EVIL)
def test_evil_texts_come_out_as_text(evil: str, office: ModuleType, composed) -> None:
    """Templates in data are not run, markup is escaped, controls are gone, headers stay the same (reliability.md 1, 5-7)."""
    event = replace(
        office.TEOR_2, title=f"Тема {evil}", place=evil, bring=evil, note=evil, responsible=(evil,), source=evil, topics=(evil,)
    )
    plain = composed(Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(office.TEOR_2)))
    for draft in (
        Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(event)),
        Draft(Kind.CHANGE, office.at(20, 10), revision=office.revision(event, 1), previous=office.TEOR_2),
    ):
        mail = composed(draft, Recipient("anna@school.example", evil, evil, evil))
        assert parsed(mail).keys() == parsed(plain).keys()
        page = Words()
        page.feed(mail.html)
        assert not {"script", "img", "b"} & {tag for tag, _ in page.tags}
        assert "\u202e" not in mail.text + mail.html
        assert "\x00" not in mail.text + mail.html
        if "{" in evil:
            assert evil in mail.text


@SCALE
@given(title=st.text(max_size=120), name=st.text(max_size=60), place=st.text(max_size=60), greeting=st.text(max_size=60))
def test_any_text_makes_a_sound_mail(title: str, name: str, place: str, greeting: str, office: ModuleType, templates: Templates) -> None:
    """Any Unicode in any field: the guard is content, and the header set is always the same (invitations.md 14)."""
    draft = Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(replace(office.TEOR_2, title=f"Т{title}", place=place)))
    mail = compose(
        draft,
        Recipient("anna@school.example", name, greeting),
        date=draft.now,
        message_id="<m@cdo.example>",
        templates=templates,
        frame=office.FRAME,
    )
    assert parsed(mail).keys() == [
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
    ]
    assert len(mail.subject) < 70


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "javascript://x.example/%0aalert(1)", "ftp://x.example/a", "data:text/html,x", "file:///etc/passwd", "https://user:secret@x.example/", "см. на сайте"]
)
def test_only_web_links_become_links(link: str, office: ModuleType, composed) -> None:
    """Anything else is shown as it is written, and is no URL of the calendar."""
    mail = composed(
        Draft(Kind.ANNOUNCEMENT, office.at(28, 9), revision=office.revision(replace(office.WEBINAR, link=link, source_link="")))
    )
    page = Words()
    page.feed(mail.html)
    assert {attrs["href"] for tag, attrs in page.tags if tag == "a"} == {
        "mailto:coordinator@cdo.example",
        "mailto:gmo@cdo.example?subject=%D1%81%D1%82%D0%BE%D0%BF",
    }
    assert "\r\nURL" not in (mail.ics or "")


def test_the_same_arguments_give_the_same_bytes(office: ModuleType, composed) -> None:
    """invitations.md 17: nothing random, no clock."""
    draft = office.SAMPLES["invitation-meeting"].draft
    assert composed(draft).data == composed(draft).data


def test_a_later_mail_points_to_the_earlier_ones(mails: dict[str, Composed], office: ModuleType) -> None:
    """invitations.md 17: In-Reply-To the last, References all, oldest first."""
    message = parsed(mails["invitation-revived"])
    assert message["In-Reply-To"] == office.reference("prak-2/1")
    assert message["References"].split() == [office.reference("prak-2/0"), office.reference("prak-2/1")]


def test_message_ids_are_derived_from_keys() -> None:
    """The same key, the same identifier; another key, another."""
    assert message_id("teor-2/0/anna", "cdo.example") == message_id("teor-2/0/anna", "cdo.example")
    assert message_id("teor-2/0/anna", "cdo.example") != message_id("teor-2/1/anna", "cdo.example")
    assert re.fullmatch(r"<[0-9a-f]{40}@cdo\.example>", message_id("ключ", "cdo.example"))


@pytest.mark.parametrize(
    "address", ["gmo@cdo.example", "anna@school.example, b@school.example", "anna@school.example\r\nBcc: b@school.example"])
def test_what_can_not_be_sent_safely_is_refused(address: str, office: ModuleType, composed) -> None:
    """invitations.md 15, 22: the organizer is no attendee, an address is one address."""
    with pytest.raises(UnsafeMail):
        composed(office.SAMPLES["invitation-meeting"].draft, Recipient(address))


def test_an_impossible_event_is_refused(office: ModuleType, composed) -> None:
    """invitations.md 31."""
    with pytest.raises(UnsafeMail):
        composed(Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(replace(office.TEOR_2, end=office.TEOR_2.start))))


def test_addresses_written_into_the_event_may_stand(office: ModuleType, composed) -> None:
    """A contact the coordinator wrote into a note is content, not a leak."""
    event = replace(office.TEOR_2, note="Заявки: vesna@cdo.example")
    assert "vesna@cdo.example" in composed(Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(event))).text


def test_several_who_hold_it_hold_it_together(office: ModuleType, composed) -> None:
    """«Проводит: Ким А.А., Ли Л.Н.»; of somebody else's event they inform."""
    event = replace(office.TEOR_2, responsible=("Ким А.А.", "Ли Л.Н."))
    for told, words in ((event, "Проводят: Ким А.А., Ли Л.Н."), (replace(event, source="РШБА"), "Информируют: Ким А.А., Ли Л.Н.")):
        mail = composed(Draft(Kind.INVITATION, office.at(20, 10), revision=office.revision(told)))
        assert words in mail.text
        assert f"{words.partition(':')[0]}:</th>" in mail.html


def test_first_names_come_from_the_configuration_only(office: ModuleType, composed) -> None:
    """«Иващенко И.В.» without an entry stays as it is."""
    frame = replace(office.FRAME, persons={}, coordinator=Mailbox("coordinator@cdo.example", "Иващенко И.В."))
    text = composed(office.SAMPLES["invitation-meeting"].draft, frame=frame).text
    assert "Проводит: Иващенко И.В." in text
    assert "Ирина" not in text


def test_a_greeting_is_configured_or_usual(office: ModuleType, composed) -> None:
    """«Уважаемые коллеги!» unless the list says otherwise."""
    draft = office.SAMPLES["invitation-meeting"].draft
    assert composed(draft, Recipient("b@school.example", "Борис")).text.startswith("Уважаемые коллеги!\n")
    assert composed(draft).text.startswith("Уважаемая Анна Петровна!\n")


@pytest.mark.parametrize(
    ("subject", "short"),
    [
        ("Приглашение: 19 ноября, чт, 14:30 — Короткая", "Приглашение: 19 ноября, чт, 14:30 — Короткая"),
        (
            "Отмена: 10 декабря, чт, 14:30 — Инновационная работа с книгой. Мастер-класс по созданию буктрейлера",
            "Отмена: 10 декабря, чт, 14:30 — Инновационная работа с книгой…",
        ),
        (
            "Дата: 18 января, пн — Фестиваль-конкурс «Чистая весна и много других слов»",
            "Дата: 18 января, пн — Фестиваль-конкурс «Чистая весна и много…»",
        ),
        (
            "Принято: 18 марта, чт, 14:30 — «Театр начинается с библиотеки» (из опыта работы)",
            "Принято: 18 марта, чт, 14:30 — «Театр начинается с библиотеки»…",
        ),
        ("а" * 100, "а" * 67 + "…"),
    ],
)
def test_long_subjects_end_at_a_word(subject: str, short: str) -> None:
    """No word is torn, no preposition left hanging, a quotation is closed again."""
    assert shorten(subject) == short
    assert len(short) < 70
