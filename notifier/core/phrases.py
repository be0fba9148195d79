"""Small readings of the plan's words: its dates within its year, audiences, online places, links, deadlines, titles. Words are data."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from notifier.core.clocks import without_shift
from notifier.core.dates import read
from notifier.core.dates.tokens import EARLIEST_HOUR, FIRST_HOUR
from notifier.core.russian import MONTH_NAMES, quoted
from notifier.model.event import Event, Nature
from notifier.model.person import fold
from notifier.model.plan import Item, Plan
from notifier.model.when import Kind, SchoolYear, When

AUDIENCE_PLACES = ("все школы", "школы города", "школы района", "все оо", "все образовательные", "школьные библиотеки")
ONLINE_WORDS = ("онлайн", "on-line", "online", "дистанционн", "zoom", "вебинар", "видеоконференц", "вкс", "сферум", "телемост", "skype")
ONLINE = "онлайн"
"""What the place of an online event is called where nothing else is known of it."""
BY_PHONE = "по телефону"
_NUMBER = re.compile(r"\bтел(?:\.|ефон\w*)?\W*\d|\+7\W*\d")
ONLINE_ITEM_WORDS = (*ONLINE_WORDS, "горяч")
DEADLINE_WORDS = re.compile(r"\bдо$|\bдо\b.*\d|\bпри[её]м\b|\bсрок\b|\bдедлайн\b|\bподач[аи]\b|\bзаявк", re.IGNORECASE)
TITLE_CHARACTERS = 80
LINK = re.compile(r"(?i:https?)://(?:[^\s<>\"»()]|\([^\s<>\"»()]*\))+(?<![.,;:!?*…])")  # without the full stop or the bracket behind it
_TO_LINK = r"\s*(?:ссылка|по ссылке|адрес)?\s*:?\s*"
_OFF = r"отмен(?:[её]н[аоы]?|яется|яются)"
CALLED_OFF = re.compile(  # in brackets, at the beginning of a line or behind a dash, at the end
    rf"[(\[][^()\[\]]*?\b(?:{_OFF}|отмена|не\s+(?:состоится|состоял[аоси]\w*|будет))\b[^()\[\]]*|"
    rf"(?:^|[-–—]\s)(?:{_OFF}|не\s+состо(?:[ия]тся|ял[аоси]\w*))\b.*|\b{_OFF}(?=\W*$)", re.IGNORECASE)
_PUT_OFF = re.compile(  # «перенос с 19.11» alone tells where the row's day comes from, «перенос слов, 1 класс» is a topic
    r"(?:[(\[]|^|[-–—]\s)\s*(?P<said>перен(?:ос(?=\W*(?:\d|$)|[^()\[\]]*?(?:\bна\b|:))|осится|осятся|ес[её]н[аоы]?)\b"
    r"(?!\s+с\b(?!.*\sна\s))"
    rf"(?:\W*$|[^()\[\]]*?(?:\d|{'|'.join(name[:3] for name in MONTH_NAMES)}|мая|недел)[^()\[\]]*))", re.IGNORECASE)
_HALF = re.compile(r"(?<!\w)полугоди\w*(?!\w|\W*\d{4}|.*\bуч)", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(r"\d{4}-\d{4} учебного года")
_SEVERAL = frozenset({Kind.DAYS, Kind.SPAN, Kind.WINDOW, Kind.WINDOWS})
_NIGHT = re.compile(r"(?<!\w)(?:утра|ночи|мск|utc|gmt)", re.IGNORECASE)
READ_AS = ("месяц без числа", "день ", "промежуток", "от дня до дня", "несколько отдельных дней", "срок: не позднее")


def in_plan(plan: Plan, phrase: str, *, today: date | None = None) -> When:
    """A phrase of this plan, read against its year; «в 3 часа» is asked about, as it is in a letter.

    ``today``: of a letter's words («завтра», «в четверг»).
    """
    reading = _in_its_year(plan, phrase, today)
    ahead = today is None or today < plan.start  # once its September has come, only one August is to come
    if ahead and not plan.by_calendar and is_either_august(phrase, reading, plan.school_year):
        year = plan.school_year.first
        reading = reading._replace(suspicious=True, why=f"{reading.why}; август {year} или {year + 1} года, не сказано")
    return doubted_at_night(phrase, reading) if today is None else reading


def is_either_august(phrase: str, reading: When, school_year: SchoolYear) -> bool:
    """Whether «август» or «28 августа» is read as the school year's last, and may be the one before it, in which many plans begin."""
    ends = (reading.start or reading.end, reading.end or reading.start)
    if any(day is None or (day.year, day.month) != (school_year.end.year, 8) for day in ends):
        return False
    before = read(phrase, SchoolYear(school_year.first - 1))  # with its year, or by its weekday, it may not be in that one
    return not before.suspicious and before.end != reading.end


def doubted_at_night(phrase: str, reading: When) -> When:
    """A reading as it is, doubtful where it has people meet at an hour of the night: «в 3 часа» may be 15:00."""
    if reading.time is None or reading.kind not in {Kind.EXACT, Kind.DAYS, Kind.SPAN}:
        return reading
    if not at_night(phrase, reading, before=EARLIEST_HOUR):
        return reading
    doubt = f"{reading.time:%H:%M} ночи или {reading.time.replace(hour=reading.time.hour + 12):%H:%M}, не сказано"
    return reading._replace(suspicious=True, why="; ".join(filter(None, (reading.why, doubt))))


def at_night(phrase: str, when: When, *, before: int = FIRST_HOUR) -> bool:
    """Whether the hour can't be meant as it is read: «в 3» is said of the afternoon, «в 03:00» in full of the night."""
    if when.time is None or when.time.hour >= before or _NIGHT.search(phrase):
        return False
    return re.search(rf"(?<![\d:.])0{when.time.hour}\s*[:.]\s*{when.time.minute:02}", phrase) is None  # not the day of «03.11 в 3»


def _in_its_year(plan: Plan, phrase: str, today: date | None) -> When:
    """A plan for a calendar year («на 2024 год») lies in two school years; its halves are not theirs, and «март, октябрь» is in neither."""
    reading = read(without_shift(phrase), plan.school_year, today=today)
    year = plan.calendar_year
    first = reading.start or reading.end
    if year is None or not plan.by_calendar or first is None:
        return reading
    half = _HALF.sub(rf"\g<0> {year}", phrase)
    if half != phrase and (there := read(half, plan.school_year, today=today)).kind is reading.kind:
        phrase, reading = half, there
    other, neither = read(phrase, SchoolYear(year), today=today), read(phrase, None, today=today or date(year, 1, 1))
    several = (neither,) if neither.kind is reading.kind and neither.kind in _SEVERAL else ()
    whole: When | None = next((one for one in (reading, other, *several) if _lies_in(year, one)), None)
    if whole is not None:
        return whole
    usual = (other, reading) if first.month >= 9 else (reading, other)
    begins = (one for one in sorted(usual, key=lambda one: one.suspicious) if (one.start or one.end or date.min).year == year)
    if (found := next(begins, None)) is not None:
        if any(day.year != year for day in found.dates):  # «20 октября, 15 марта»
            return found._replace(suspicious=True, why=f"{found.why}; не все дни в {year} году")
        return found
    outside = usual[0] if reading.suspicious and usual[0].kind is reading.kind else reading
    return outside._replace(why=_SCHOOL_YEAR.sub(f"{year} года", outside.why))


def _lies_in(year: int, reading: When) -> bool:
    ends = reading.start or reading.end, reading.end or reading.start
    days = (*ends, *reading.dates, *(day for window in reading.windows for day in window))
    return not reading.suspicious and all(day is not None and day.year == year for day in days)


def is_by_schedule(plan: Plan, phrase: str) -> bool:
    """Whether somebody else's schedule sets the days («По графику СОИРО»)."""
    return in_plan(plan, phrase).kind is Kind.BY_SCHEDULE


def as_written(when: When) -> str:
    """Confirmed days as the dates file keeps them: «19.11.2020 14:30–16:00», «14.01.2021, 21.01.2021, весь день»."""
    days = [f"{day:%d.%m.%Y}" for day in when.dates or (when.start,) if day is not None]
    listed = f"{days[0]}–{when.end:%d.%m.%Y}" if when.kind is Kind.SPAN else ", ".join(days)
    if when.time is None:
        return f"{listed}, весь день" if when.all_day else listed
    return f"{listed} {when.time:%H:%M}" + (f"–{when.time_end:%H:%M}" if when.time_end else "")


def as_meant(reading: When, phrase: str, school_year: SchoolYear) -> When:
    """A person's own word, said with its year: a day of the August before the plan's year is meant («26.08.2021 10:00»).

    In a plan it is asked about, for it may be a slip of last year's; who was asked says it again, and that is the answer.
    """
    if not reading.suspicious or reading.start is None or (reading.start.year, reading.start.month) != (school_year.first, 8):
        return reading
    there = read(phrase, SchoolYear(school_year.first - 1))
    return reading if there.suspicious else there


def is_audience(place: str) -> bool:
    """«Все школы города Смоленска» says who, not where."""
    return place.casefold().startswith(AUDIENCE_PLACES)


def same_place(name: str, place: str) -> bool:
    """Whether a place as written is the venue of this name: «СШ № 2» is in «МБОУ "СШ №2"», and not in «СШ № 28» or «СШ № 2-А»."""
    return re.search(rf"(?<!\w){re.escape(_plain(name))}(?!\w|[-/]\w)", _plain(place)) is not None


@lru_cache(maxsize=1024)  # titles and places are compared again at every pass of the service
def words_of(text: str) -> tuple[str, ...]:
    """What of a place or a title is material: its words and numbers. Quotation marks, dots, blanks, capital letters and «й» of two signs,
    as a ledger may have them that was begun before texts were composed, move nobody."""
    return tuple(re.findall(r"\w+", fold(unicodedata.normalize("NFC", text))))


def _plain(place: str) -> str:
    """A place for comparing: no quotation marks, one way to write a number."""
    return re.sub(r"№\s*", "№ ", fold(re.sub(r'[«»"“”„]', " ", place))).strip()


@lru_cache(maxsize=256)
def is_online_place(place: str) -> bool:
    """«режим онлайн» is a place without an address."""
    return any(word in place.casefold() for word in ONLINE_WORDS)


def is_afar(place: str) -> bool:
    """Online or by telephone: nobody comes there."""
    return is_online_place(place) or "телефон" in place.casefold()


def offered_at(phrase: str) -> datetime:
    """A suggested moment as it is offered and kept («19.11.2020 14:30»), by the clock of the place. ValueError where it is none."""
    return datetime.strptime(phrase, "%d.%m.%Y %H:%M")  # noqa: DTZ007 - whoever compares it with an instant knows the zone


def place_and_link(place: str) -> tuple[str, str]:
    """«Онлайн, https://vks.example/1» is a place and the link to it: the link is what people press and what calendars show."""
    found = LINK.search(place)
    if found is None:
        return place, ""
    link = found[0].rstrip(".,;" if "(" in found[0] else ".,;)")
    rest = place[:found.start()] + re.sub(r"^[\s.,;]+$", "", place[found.start() + len(link):])
    rest = re.sub(rf"\s*[(\[]{_TO_LINK}[)\]]|{_TO_LINK}$", "", rest, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[\s:–—-]+(?=[,;])", "", rest).split()).strip(" ,;:–—-"), link


def is_online_item(item: Item) -> bool:
    """Hot lines and webinars: their occurrences are online unless they name a place."""
    return any(word in text.casefold() for text in (*item.topics, *item.places) for word in ONLINE_ITEM_WORDS)


def is_online_entry(title: str, place: str, link: str, item: Item) -> bool:
    """One event of a row «по графику»: at an address it is a meeting, whatever page it links to, unless it is a webinar or a hot line."""
    spoken = title.casefold()
    if is_afar(place) or any(word in spoken for word in ONLINE_ITEM_WORDS):
        return True
    return not place and (bool(link) or is_online_item(item))


def online_place(title: str, note: str, link: str) -> str:
    """Where an event is held that is online and names no place: a hot line that names a number is by telephone."""
    return BY_PHONE if is_hot_line(title) and not link and _NUMBER.search(f"{title} {note}".casefold()) else ONLINE


def is_hot_line(title: str) -> bool:
    """«Горячая линия»: teachers ask, by telephone or online."""
    return "горяч" in title.casefold()


def unlinked(event: Event) -> str:
    """That people can't know yet how to join an online event; empty where something says how, or nobody joins any more."""
    said = event.nature is not Nature.ONLINE or event.place not in ("", ONLINE) or event.link or event.source_link
    if said or not event.live or LINK.search(event.note):
        return ""
    return "ссылка или телефон уточняются" if is_hot_line(event.title) else "ссылка уточняется"


def called_off(item: Item) -> str:
    """«(отменён в связи с ремонтом)» behind a topic or in a further column: the words with which the plan calls its own row off."""
    return off_words((*item.topics, *(text for _, text in item.extra)))


def off_words(texts: Iterable[str]) -> str:
    """The first of these words that call something off."""
    said = map(CALLED_OFF.search, texts)
    return next((found[0].strip("([-–— ") for found in said if found), "")


def put_off(item: Item) -> tuple[str, str]:
    """«Перенос с 19.11 на 26.11» behind a topic or in a further column: the words with which the plan moves its own row, and where to."""
    words = put_off_words((*item.topics, *(text for _, text in item.extra)))
    return words, words.rpartition(" на ")[2]


def put_off_words(texts: Iterable[str]) -> str:
    """The first of these words that move something."""
    said = map(_PUT_OFF.search, texts)
    return next((found["said"].strip() for found in said if found), "")


def is_deadline(title: str) -> bool:
    """«Приём заявок до» is a last day, not a meeting."""
    return DEADLINE_WORDS.search(title.strip()) is not None


def doubts(reading: When) -> list[str]:
    """What is doubtful about a phrase, in words for a person: without what it is read as."""
    return [part for part in reasons(reading) if not part.startswith(READ_AS)]


def reasons(reading: When) -> list[str]:
    """Why a phrase is read as it is, in words for a person: without what the service does then («спросить время»)."""
    parts = (re.sub(r": спросить\b.*", "", part) for part in reading.why.split("; "))
    return [part for part in parts if part]


def event_title(item: Item) -> str:
    """What stands in a calendar and a subject: the row's first topic in one line."""
    return " ".join(item.topics[0].split()) if item.topics else item.id


def short_title(title: str) -> str:
    """A title in a sentence: enough of it to know it by, in quotes."""
    head = title if len(title) <= TITLE_CHARACTERS else title[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" .,:;—–-(«\"") + "…"
    return with_quotes_closed(head) if head.startswith(("«", '"')) else quoted(head)


def with_quotes_closed(text: str) -> str:
    """«МБОУ «СШ № 32» with the quote that its writer forgot behind it."""
    return text + "»" * (text.count("«") - text.count("»"))


def month_in_year(reading: When, plan: Plan) -> str:
    """The same month inside the plan's year («апрель 2021»), empty where the reading is not one month outside it."""
    start, end = reading.start, reading.end
    if start is None or end is None or plan.start <= start <= plan.end or (start.year, start.month) != (end.year, end.month):
        return ""
    return f"{MONTH_NAMES[start.month - 1]} {plan.school_year.first + (start.month < 9 or plan.by_calendar)}"


def in_words(window: tuple[date, date]) -> str:
    """A stretch as a plan writes it: «ноябрь 2020», or its first and last day."""
    first, last = window
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    return f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
