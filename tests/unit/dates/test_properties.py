"""Laws of reading: whatever the day, month, dash or noise."""

import calendar
import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.dates import read
from notifier.core.dates.words import WORDS
from notifier.model.when import Kind, SchoolYear, When

YEAR = SchoolYear(2020)
GENITIVE = ("", "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
DASHES = "-‐‑‒–—―−"
MONTH_FORMS = sorted(form for form, (kind, _) in WORDS.items() if kind == "month")
DAYS = st.dates(YEAR.start, YEAR.end)
NOISY_PHRASES = (
    "24 сентября 2020 14.30", "с 15 по 21 февраля 2021 г.", "сентябрь, апрель", "в течение года", "II квартал 2021", "до 15 мая 2021",
    "каждый третий четверг месяца", "12, 19 и 26 ноября 2020", "24.09.2020 14.30", "По графику СОИРО", "январь - апрель 2021",
)
NOT_DATES = (
    "1-4 классы", "каб. 12", "СШ № 32", "8-905-123-45-67", "5-9 классы", "г. Смоленск, ул. Ленина, 12", "ул. 8 Марта, 12", "Иващенко И.В.",
    "МБУ ДО «ЦДО»", "«Первое сентября»", "наб. 8 Марта, д. 3", "б-р 1 Мая, дом 5", "г. Нарьян-Мар", "Август Ильич Ким", "Май Е.С.", "А.П.Р.",
    "систематический доступ", "п. Карталы", "пп. 28.1", "№ 10.09", "75 лет Победы", "тел. 38-12-45", "каб. 2.10", "п. 1.10 плана", "5-9", "15/16", "1.1",
)


def _written(day: dt.date) -> list[str]:
    """The ways people write a day."""
    month = GENITIVE[day.month]
    return [
        f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", f"{day.day}.{day:%m.%Y} г.", f"{day.day} {month} {day.year}",
        f"{day:%d} {month} {day.year} года",
        f"{day.day} {month} {day.year} г.", f"{day.day} {month.upper()} {day.year}г.", f"{day.isoformat()}", f"{day:%d/%m/%Y}",
        f"«{day.day}» {month} {day.year} г.", f"{day.day}-го {month} {day.year}", f"{day:%d. %m. %Y}",
    ]


@given(DAYS, st.data())
def test_a_day_is_read_however_it_is_written(day: dt.date, data: st.DataObject) -> None:
    """A full date is exact, that very day, without doubts."""
    reading = read(data.draw(st.sampled_from(_written(day))), YEAR)
    assert (reading.kind, reading.start, reading.end, reading.suspicious) == (Kind.EXACT, day, day, False)


@given(DAYS, st.times(), st.sampled_from([" ", ", ", " в ", "\n\n", " г. в ", "г., начало в ", " ("]), st.sampled_from([".", ":", "-"]))
def test_a_time_after_a_full_date_is_its_time(day: dt.date, moment: dt.time, between: str, point: str) -> None:
    """Of two pairs of numbers the second is the time."""
    if point == "-":
        moment = moment.replace(minute=moment.minute // 15 * 15)
    reading = read(f"{day:%d.%m.%Y}{between}{moment.hour:02}{point}{moment.minute:02}", YEAR)
    assert (reading.kind, reading.start, reading.time) == (Kind.EXACT, day, moment.replace(second=0, microsecond=0))


@given(DAYS, DAYS, st.sampled_from(DASHES), st.sampled_from(["", " ", "  ", "\n", "\u00a0"]), st.data())
def test_two_days_joined_by_any_dash_are_a_span(first: dt.date, second: dt.date, dash: str, space: str, data: st.DataObject) -> None:
    """From day to day; backwards it is not understood, and said so."""
    texts = [data.draw(st.sampled_from([f"{day:%d.%m.%Y}", f"{day.day} {GENITIVE[day.month]} {day.year}"])) for day in (first, second)]
    reading = read(f"{texts[0]}{space}{dash}{space}{texts[1]}", YEAR)
    if first <= second:
        assert (reading.kind, reading.start, reading.end) == (Kind.SPAN, first, second)
    else:
        assert (reading.kind, reading.start, reading.end, reading.suspicious) == (Kind.UNPARSEABLE, None, None, True)


@given(DAYS, DAYS, st.sampled_from(["с {} по {}", "с {} до {}", "в период с {} по {}", "{}-{}", "с {} по {} включительно"]))
def test_days_without_a_year_resolve_in_the_school_year(first: dt.date, second: dt.date, pattern: str) -> None:
    """28.12-15.01 passes the new year; only August may lie before the year begins."""
    first, second = sorted((first, second))
    if first.month == 8 or second.month == 8:
        return
    reading = read(pattern.format(f"{first:%d.%m}", f"{second:%d.%m}"), YEAR)
    assert (reading.kind, reading.start, reading.end) == (Kind.SPAN, first, second)


@given(DAYS, DAYS, st.sampled_from(["{}-{}.{}", "с {} по {}.{}", "{} – {}.{} г."]))
def test_a_year_written_once_never_makes_a_span_of_a_year(first: dt.date, second: dt.date, pattern: str) -> None:
    """«10.10-05.10.2020» is backwards, not a year long; only autumn to spring passes the new year."""
    reading = read(pattern.format(f"{first:%d.%m}", f"{second:%d.%m}", second.year), YEAR)
    if reading.start and reading.end:
        assert (reading.end - reading.start).days < 365
        assert (reading.start, reading.end) in {(first, second), (first.replace(year=second.year), second)}
    else:
        assert (reading.kind, reading.suspicious) == (Kind.UNPARSEABLE, True)
    if first <= second and first.month != 8 and second.month != 8:
        assert (reading.start, reading.end) == (first, second)


@pytest.mark.parametrize("form", MONTH_FORMS)
def test_every_form_of_every_month(form: str) -> None:
    """Every case and abbreviation, with a dot, in capitals, with a year; alone and with a day."""
    month = WORDS[form][1]
    assert isinstance(month, int)
    year = YEAR.first + (month < 9)
    whole = (dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
    for text in (form, f"{form}.", form.upper(), form.capitalize(), f"{form} {year}", f"в {form} {year} г.", f"{form},", f"({form})"):
        reading = read(text, YEAR)
        assert (reading.kind, reading.start, reading.end) == (Kind.WINDOW, *whole), text
    for text in (f"5 {form}", f"5 {form}. {year}", f"5{form}", f"05 {form} {year} года"):
        assert read(text, YEAR).start == dt.date(year, month, 5), text


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(DASHES), st.sampled_from(["", " "]))
def test_two_months_joined_by_any_dash_are_one_window(first: int, second: int, dash: str, space: str) -> None:
    """From the first day of one to the last day of the other."""
    order = [*range(9, 13), *range(1, 9)]
    first, second = sorted((first, second), key=order.index)
    if 8 in {first, second}:
        return
    start, end = (next(form for form, meaning in WORDS.items() if meaning == ("month", month)) for month in (first, second))
    reading = read(f"{start}{space}{dash}{space}{end}", YEAR)
    assert reading.kind is Kind.WINDOW
    assert reading.start == dt.date(2020 + (first < 9), first, 1)
    assert reading.end is not None
    assert (reading.end.year, reading.end.month) == (2020 + (second < 9), second)
    assert (reading.end + dt.timedelta(days=1)).day == 1


@given(st.sampled_from(NOISY_PHRASES), st.data())
def test_noise_changes_nothing(phrase: str, data: st.DataObject) -> None:
    """Spaces, soft hyphens, bookmarks, brackets, capitals and Latin letters are not a meaning."""
    clean = read(phrase, YEAR)
    noise = data.draw(st.sampled_from(["spaces", "breaks", "soft", "bookmark", "brackets", "upper", "tail", "latin", "nbsp", "joiner"]))
    place = data.draw(st.integers(1, len(phrase) - 1))
    noisy = {
        "spaces": phrase.replace(" ", "  "),
        "breaks": f"\n {phrase} \r\n\n",
        "soft": phrase[:place] + "\u00ad" + phrase[place:],
        "bookmark": f"[bookmark: _GoBack]{phrase}",
        "brackets": f"({phrase})",
        "upper": phrase.upper(),
        "tail": f"{phrase}.,",
        "latin": phrase.translate(str.maketrans("аеос", "aeoc")),
        "nbsp": phrase.replace(" ", "\u00a0").replace("-", "‑"),
        "joiner": phrase[:place] + "\u200b" + phrase[place:],
    }[noise]
    reading = read(noisy, YEAR)
    assert (reading.kind, reading.start, reading.end, reading.time, reading.rrule, reading.suspicious) == (
        clean.kind, clean.start, clean.end, clean.time, clean.rrule, clean.suspicious
    ), noisy


@given(st.sampled_from(NOT_DATES), st.sampled_from(["{}", "({})", " {}\n", "{}.", "{},", "{};", "{} "]))
def test_what_is_not_a_date_never_becomes_one(phrase: str, pattern: str) -> None:
    """Classes, rooms, schools, telephones, streets: no day, no window."""
    reading = read(pattern.format(phrase), YEAR)
    assert (reading.start, reading.end, reading.kind in {Kind.UNPARSEABLE, Kind.UNDATED}) == (None, None, True)


LETTERS = st.sampled_from("0123456789.,:-–/()«» \n№абвгдежзийклмнопрстуфхцчшщъыьэюяАЯIVX")
CYRILLIC = st.text(st.one_of(LETTERS, st.characters()), max_size=80)
FIGURES = st.sampled_from([*"-,.()/:\n№«»", "12", "2020", "24.09", "14:30", "31.02.21", "20.XIII.2020", "2020-2021"])
WORD_SALAD = st.lists(st.one_of(st.sampled_from(sorted(WORDS)), FIGURES), max_size=12)


@given(CYRILLIC)
def test_any_text_gives_a_reading(text: str) -> None:
    """Nothing that people paste raises, and what is read keeps the order of days."""
    _assert_sound(read(text, YEAR))


@given(WORD_SALAD, st.sampled_from([" ", ""]), st.booleans())
def test_any_salad_of_our_own_words_gives_a_reading(words: list[str], glue: str, dated: bool) -> None:
    """The grammar's own words in any order: a reading, never an exception, with or without a year and a day to count from."""
    text = glue.join(words)
    _assert_sound(read(text, YEAR))
    _assert_sound(read(text, None, today=dt.date(2020, 10, 12) if dated else None))


def _assert_sound(reading: When) -> None:
    assert reading.why
    if reading.start and reading.end:
        assert reading.start <= reading.end
    if reading.kind in {Kind.UNPARSEABLE, Kind.UNDATED, Kind.BY_SCHEDULE}:
        assert (reading.start, reading.end) == (None, None)
    if reading.kind is Kind.EXACT:
        assert reading.start == reading.end is not None
    if reading.kind is Kind.DEADLINE:
        assert reading.start is None
        assert reading.end is not None
    assert list(reading.dates) == sorted(set(reading.dates))


@pytest.mark.parametrize("piece", ["1", "1-", "а", "сентябрь ", "с ", "1 и ", "24.09 ", "( ", "№ 1, ", "каждый ", "«", "8-9-", "т . г "])
def test_reading_time_grows_with_length_only(piece: str) -> None:
    """No input of the longest length takes more than a few milliseconds (half a second on a machine with other work, where the collector
    may step in), and a longer one is refused unread."""
    longest = (piece * 500)[:500]
    read(longest, YEAR)  # compiles what it needs
    began = time.process_time()
    read(longest + "", SchoolYear(2021))
    assert time.process_time() - began < 0.5
    assert read(piece * 10_000, YEAR).kind is Kind.UNPARSEABLE
