"""The year by months: mailings folded, events on their days, questions where they were asked."""

from lxml import html
from support.rehearsed import Rehearsed, entries, panel, words


def test_like_mails_are_one_entry(page: html.HtmlElement) -> None:
    """The invitation to three people, one with a greeting of her own, is one line with its number of mails."""
    invitations = [words(entry) for entry in entries(page, kind="invitation") if "библиотечном" in words(entry)]
    assert invitations == ["10:00 Приглашение Новое в библиотечном обслуживании 3 письма"]


def test_an_entry_stands_on_its_day(page: html.HtmlElement) -> None:
    """Date and weekday come from the journal."""
    invitation = next(entry for entry in entries(page, kind="invitation") if "библиотечном" in words(entry))
    days = invitation.xpath("ancestor::div[contains(@class, 'day')]")
    assert words(days[0].xpath("h4")[0]) == "20 вт, 20 октября"


def test_steps_are_counted_from_the_day_of_sending(page: html.HtmlElement) -> None:
    """«накануне» is said only of the day before."""
    reminders = [words(entry).split(" Новое")[0].split(" Мастер")[0].split(" Вебинар")[0] for entry in entries(page, kind="reminder")]
    assert "10:00 Напоминание за неделю" in reminders
    assert "10:00 Напоминание накануне" in reminders
    assert not any("D-" in reminder for reminder in reminders)


def test_the_reminder_before_a_weekend_is_not_the_eve(usual: Rehearsed) -> None:
    """The webinar is on a Monday: what goes out on Friday is three days before."""
    entry = next(entry for entry in entries(usual.page(), kind="reminder", date="2020-12-11") if "Вебинар" in words(entry))
    assert "Напоминание за 3 дня" in words(entry)


def test_a_moved_event_stands_on_both_days(page: html.HtmlElement) -> None:
    """The old day shows where it went, the new one the event."""
    assert "перенесено на 26 ноября, чт, 14:30" in words(page.get_element_by_id("d-2020-11-19"))
    new = page.get_element_by_id("d-2020-11-26").xpath(".//p[contains(@class, 'happening')]")
    assert [words(one) for one in new] == ["14:30–16:00 Новое в библиотечном обслуживании Областная библиотека"]


def test_a_cancelled_event_says_why(page: html.HtmlElement) -> None:
    """It stays on its day, struck out."""
    day = page.get_element_by_id("d-2020-12-10")
    assert words(day.xpath(".//p[contains(@class, 'cancelled')]")[0]).endswith("отменено: карантин")
    assert "event" not in page.xpath("//td[@data-day='2020-12-10']")[0].get("class").split(), "no meeting in the month's grid"


def test_the_coordinators_suggested_days_are_no_events(page: html.HtmlElement) -> None:
    """Mails that only she gets carry calendars too; nothing happens on those days."""
    suggested = [entry for entry in entries(page, role="coordinator") if "Предложение даты" in words(entry)]
    shown = [words(one) for one in page.xpath("//section[@id='year']//p[contains(@class, 'happening')]/strong")]
    assert suggested
    assert not [title for title in shown if title.startswith("Предварительно")]


def test_the_calendar_beside_the_mail_is_the_mails_own(page: html.HtmlElement) -> None:
    """Method, UID, SEQUENCE and the hours in words come from the decoded part."""
    change = entries(page, kind="change")[0]
    shown = words(panel(page, change).xpath(".//aside")[0])
    assert "26 ноября 2020 года (четверг), 14:30–16:00" in shown
    assert "METHOD REQUEST · UID teor-2.2020-2021.2c2ea500@cdo.example · SEQUENCE 1 · STATUS CONFIRMED" in shown
    assert "2-я: заменяет прежнюю запись" in shown
    assert "BEGIN:VEVENT" in shown


def test_a_cancellation_is_explained(page: html.HtmlElement) -> None:
    """METHOD:CANCEL in words for somebody who never heard of iTIP."""
    shown = words(panel(page, entries(page, kind="cancellation")[0]).xpath(".//aside")[0])
    assert "календарь уберёт запись" in shown
    assert "METHOD CANCEL" in shown


def test_a_mail_can_be_read_in_both_forms(page: html.HtmlElement) -> None:
    """HTML in a frame that runs nothing, the plain text beside it, a link to the file."""
    shown = panel(page, entries(page, kind="invitation")[0])
    frame = shown.xpath(".//iframe")[0]
    assert frame.get("sandbox") == "allow-same-origin"
    assert "<h1" in frame.get("srcdoc")
    assert "Что:" in shown.xpath(".//details/pre")[0].text
    assert shown.xpath(".//dl[@class='headers']//a/@href")[0].startswith("mail/0000")


def test_questions_stand_at_the_digests_that_asked_them(page: html.HtmlElement) -> None:
    """Read from the digest's own text, and usable by the row's filter."""
    asking = [entry for entry in entries(page, kind="digest") if "спрашивает" in words(entry)]
    assert any("prak-2" in entry.get("data-items").split() for entry in asking)
    lines = {words(line).split()[0]: words(line) for line in page.xpath("//ul[@class='asked']/li")}
    assert {"teor-2", "prak-2"} <= set(lines)
    assert "с 1 сентября по 12 октября" in lines["teor-2"]


def test_the_small_calendar_names_what_a_day_holds(page: html.HtmlElement) -> None:
    """Its links say it aloud, not by colour alone."""
    labels = {link.get("href"): link.get("aria-label") for link in page.xpath("//table[@class='grid']//a")}
    assert labels["#d-2020-11-26"] == "26 ноября: 1 событие"
    assert labels["#d-2020-10-20"] == "20 октября: библиотекарям 3 письма"


def test_every_link_to_a_day_or_month_leads_somewhere(page: html.HtmlElement) -> None:
    """No dead anchors."""
    ids = set(page.xpath("//@id"))
    dead = [href for href in page.xpath("//a[starts-with(@href, '#') and not(contains(@href, '='))]/@href") if href[1:] not in ids]
    assert dead == []


def test_every_linked_file_is_there(usual: Rehearsed, page: html.HtmlElement) -> None:
    """Links to mails are relative to the page."""
    files = {href for href in page.xpath("//a/@href") if href.startswith("mail/")}
    assert files
    assert all((usual.folder / file).is_file() for file in files)
