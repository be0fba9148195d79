"""Dates, hours and numbers in words."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from notifier.core import russian

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 адресов"),
        (1, "1 адрес"),
        (2, "2 адреса"),
        (4, "4 адреса"),
        (5, "5 адресов"),
        (11, "11 адресов"),
        (14, "14 адресов"),
        (21, "21 адрес"),
        (22, "22 адреса"),
        (47, "47 адресов"),
        (101, "101 адрес"),
        (111, "111 адресов"),
        (1642, "1642 адреса"),
    ],
)
def test_nouns_agree_with_their_number(number: int, words: str) -> None:
    """One, few and many follow the last digits, except for the teens."""
    assert russian.counted(number, "адрес", "адреса", "адресов") == words


@given(st.integers(-10_000, 10_000_000))
def test_numbers_go_with_nouns_as_cldr_says(number: int) -> None:
    """The plural rules of Unicode's Common Locale Data Repository, read by Babel."""
    forms = {"one": "адрес", "few": "адреса", "many": "адресов"}
    assert russian.plural(number, **forms) == forms[Locale("ru").plural_form(abs(number))]


def test_days_are_named_as_cldr_names_them() -> None:
    """Months in the genitive, weekdays in full and in short, on each day of a leap year."""
    for value in (date(2024, 1, 1) + timedelta(days=number) for number in range(366)):
        named = [format_date(value, pattern, locale="ru") for pattern in ("d MMMM", "d MMMM y", "EEEE", "EEEEEE")]
        assert [russian.day(value), russian.day_year(value), russian.weekday(value), russian.weekday_short(value)] == [
            named[0], f"{named[1]} года", *named[2:]]


def test_a_year_is_named_as_people_name_it() -> None:
    """Only a school year is «учебный»; «2024 учебного года» nobody says."""
    assert russian.year("2020-2021", "учебного года") == "2020-2021 учебного года"
    assert russian.year("2024", "учебного года") == "2024 года"


def test_a_meeting_reads_as_the_story_writes_it() -> None:
    """Day, month in the genitive, year, weekday, hours with an en dash, zone."""
    start = datetime(2020, 11, 19, 14, 30, tzinfo=MOSCOW)
    end = start + timedelta(minutes=90)
    assert russian.full(start, end, zone=MOSCOW, label="МСК") == "19 ноября 2020 года (четверг), 14:30–16:00 (МСК)"
    assert russian.full(start, end, zone=MOSCOW) == "19 ноября 2020 года (четверг), 14:30–16:00"
    assert russian.short(start, end, zone=MOSCOW) == "19 ноября, чт, 14:30"
    assert russian.moment(start, zone=MOSCOW) == "19 ноября, чт, в 14:30"
    assert russian.moment_short(start, zone=MOSCOW) == "19.11 в 14:30"


def test_instants_are_shown_in_the_zone_asked_for() -> None:
    """A time of another zone is converted, its day too."""
    late = datetime(2020, 11, 18, 22, 0, tzinfo=timezone.utc)  # noqa: UP017 - a foreign zone on purpose
    assert russian.short(late, late, zone=MOSCOW) == "19 ноября, чт, 01:00"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 11, 17), date(2020, 11, 17), "17 ноября 2020 года (вторник)"),
        (date(2020, 11, 17), date(2020, 11, 18), "17–18 ноября 2020 года (вторник – среда)"),
        (date(2020, 11, 30), date(2020, 12, 2), "30 ноября – 2 декабря 2020 года (понедельник – среда)"),
        (date(2020, 12, 31), date(2021, 1, 1), "31 декабря 2020 года – 1 января 2021 года (четверг – пятница)"),
    ],
)
def test_spans_of_days_name_what_differs(first: date, last: date, words: str) -> None:
    """The month or year is said once where both days share it."""
    assert russian.days(first, last) == words


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (-1, ""),
        (0, "сегодня"),
        (1, "завтра"),
        (2, "послезавтра"),
        (3, "через 3 дня"),
        (5, "через 5 дней"),
        (7, "через неделю"),
        (14, "через 2 недели"),
        (21, "через 3 недели"),
        (30, "через 30 дней"),
        (31, "через 31 день"),
    ],
)
def test_nearness_in_words(distance: int, words: str) -> None:
    """«завтра» only for tomorrow; the past has no word."""
    today = date(2020, 11, 12)
    assert russian.relative(today + timedelta(days=distance), today=today) == words


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_weekday_never_contradicts_the_day(day: date) -> None:
    """Derived from the day, in full, short and with its preposition."""
    names = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
    assert russian.weekday(day) == names[day.weekday()]
    assert russian.weekday_short(day) == ("пн", "вт", "ср", "чт", "пт", "сб", "вс")[day.weekday()]
    assert russian.on_weekday(day).startswith("во " if day.weekday() == 1 else "в ")


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/Moscow", "МСК"),
        ("Europe/Kaliningrad", "МСК−1"),
        ("Asia/Yekaterinburg", "МСК+2"),
        ("Asia/Kamchatka", "МСК+9"),
        ("Asia/Kathmandu", "МСК+2:45"),
    ],
)
def test_zones_are_named_from_moscow(zone: str, label: str) -> None:
    """As Russians write them."""
    assert russian.zone_label(ZoneInfo(zone), zone, datetime(2020, 11, 19, 12, tzinfo=MOSCOW)) == label
    assert russian.zone_label(ZoneInfo(zone), "по Самаре", datetime(2020, 11, 19, 12, tzinfo=MOSCOW)) == "по Самаре"


@pytest.mark.parametrize(("text", "words"), [
    ("Вебинар", "«Вебинар»"),
    ("Вебинар «Книга»", "«Вебинар „Книга“»"),
    ("«Книга» и «Чтение»", "«„Книга“ и „Чтение“»"),
    ("МБОУ «СШ № 32", "«МБОУ „СШ № 32“»"),
    ("«Книга»", "«Книга»"),
])
def test_quotes_within_quotes_are_the_lower_ones(text: str, words: str) -> None:
    """«Вебинар «Книга»» closes two quotes with one look; what a writer forgot to close is closed, what is quoted already stays."""
    assert russian.quoted(text) == words


def test_an_address_or_a_rows_name_that_opens_a_sentence_stays_as_it_is() -> None:
    """«Nobody@mail.example пишет» is another spelling of an address, «Teor-2» of a row's name."""
    assert russian.capital("anna@mail.example пишет") == "anna@mail.example пишет"
    assert russian.capital("teor-2: отмена") == "teor-2: отмена"
    assert russian.capital("пишет") == "Пишет"


@pytest.mark.parametrize(("title", "shown"), [("online семинар", "Online семинар"), ("zoom-встреча", "Zoom-встреча"), ("", "")])
def test_a_title_that_opens_with_a_latin_word_has_its_capital(title: str, shown: str) -> None:
    """What she adds by mail goes out to all under the title that she typed."""
    assert russian.capital(title) == shown
