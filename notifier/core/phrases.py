"""Small readings of a row's words: audiences, online places, links, what is called off or put off, deadlines, titles. Words are data."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from notifier.core.russian import MONTH_NAMES, quoted
from notifier.model.event import Event, Nature
from notifier.model.person import fold
from notifier.model.plan import Item

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


_YES = frozenset({"да", "yes", "y", "true", "1", "+", "x", "х"})
_NO = frozenset({"", "нет", "не", "no", "n", "none", "false", "0", "-", "–", "—"})
_STANDS = re.compile(r"(?:нет\W+)?не отмен|(?:нет\W+)?(?:состоится|в силе|по плану)\W*$")


def bare_answer(words: str) -> bool | None:
    """What a cell says that holds nothing but yes («да», «+») or no («нет», «-», nothing); None for any other words."""
    said = words.strip(" .!").casefold()
    return True if said in _YES else False if said in _NO else None


def is_reason(words: str) -> bool:
    """Whether words say why something is off: «нет», «-», «не отменяем», «состоится» in a reason's place say that nobody called it off."""
    return bare_answer(words) is None and any(map(str.isalnum, words)) and not _STANDS.match(fold(words))


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
