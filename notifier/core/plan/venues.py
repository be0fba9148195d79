"""Places of one cell: one entry a venue, lines that continue a venue joined to it."""

import re

from notifier.core.plan.wording import any_of, is_open, meaningful, one_line, plain
from notifier.core.plan.words import AUDIENCE_HINTS, INSTITUTIONS, PLACE_HINTS

_CONTINUES = re.compile(r"^(?:[a-zа-яё(]|им\.|\d|[-–—,;]\s|№)")
_UNFINISHED = re.compile(r"(?:[,(\-–—]|\b(?:им\.|имени|г\.|с\.|№|на базе))$")
_SHORT_NAME = re.compile(r"[А-ЯЁ]{2,6}(?:\s*№?\s*\d+)?")
_INSTITUTION_LETTERS = re.compile(
    r"(?!ЦО[РС]\b|ЦУР\b)(?:[А-Я]{0,3}Ц[А-Я]{1,5}|[А-Я]{0,4}(?:ДК|ДБ|ЦБ|БС|ОШ|ШИ|СШ|ДТ|ДОУ|КЦ|ДЦ|ИРО|СЮТ|СЮН))(?![А-Я])")
_BEFORE_VENUE = re.compile(r",\s+(?=[А-ЯЁ])|\s(?:на базе|на площадке)\s+")
_LONGEST_TOPIC = 300
_SPOKEN_OF = re.compile(  # «О создании центра на базе СШ № 7», «Опыт работы на базе …»: nobody goes there
    r"\W*(?:об?|обо|(?:из )?(?:опыт|создани|итог|отч[её]т|вопрос|информаци|анализ|изучени|обсуждени|проект|организаци|разработк)\w*)\s",
    re.IGNORECASE)
_SAYS_MORE = re.compile(r":|\s[-–—]\s")
_NAMED = re.compile(r".*[\d»\"](?:(?:,|\s(?:г|им)\.)\s.*)?")  # nothing but a room or a town behind its number or name
_HOUR_BEHIND = re.compile(r",\s*(?:в\s+)?\d{1,2}[.:]\d{2}$")
_LONGEST_VENUE = 12  # words: «МБОУ «СШ № 32 им. С.А. Лавочкина», актовый зал» has 9
_ROOM = re.compile(r"кабинет(?:ы|е)?\b")
_INNER = re.compile(r"(?:библиотека|музей) (?:школы|лицея|гимназии|колледжа|центра|учреждения)")
_MARKER = re.compile(r"^(?:\d{1,2}[.)]|[-–—•·●▪*])\s+")


def places(lines: list[str]) -> tuple[str, ...]:
    """The venues in a cell's lines, as written; a lone dash is none."""
    found: list[str] = []
    for line in (line.strip() for line in lines):
        if not meaningful(line):
            if found and line and not set(line) <= set("-–—−"):
                found[-1] = f"{found[-1]} {line}"
            continue
        venue = _MARKER.sub("", line)
        if found and not found[-1].endswith(";") and (
                _CONTINUES.match(venue) or _UNFINISHED.search(found[-1]) or is_open(found[-1], "()") or _is_named_by(found[-1], venue)):
            found[-1] = f"{found[-1]} {venue}"
        else:
            found.append(venue)
    return tuple(venue for line in found for venue in _several(one_line(line)))


def _is_named_by(kind: str, name: str) -> bool:
    """«МБОУ» and, on the next line, ««СШ № 3»»: what it is and what it is called; «ЦДО» has a name."""
    bare = not re.search(r"[\d«\"]", kind) and not names_institution(kind)
    return bare and name[:1] in {"«", '"'} and any_of(INSTITUTIONS).search(plain(kind)) is not None


def _several(line: str) -> list[str]:
    """Venues in one line: only where every part begins like an institution's name."""
    for separator in (r"\s*;\s*", r"\s*,?\s+(?:или|либо)\s+"):  # «г. Вязьма, СШ № 1; лицей»; «Библиотека № 15 или СШ № 4» is a question
        parts = [part for part in re.split(separator, line.strip(" ;,")) if part]
        if len(parts) > 1 and all(map(looks_like_place, parts)):
            return [venue for part in parts for venue in _several(part)]
    for separator in (r"\s+/\s+", r"\s*[,/]\s+", r"\s+и\s+", r"\s*,\s*(?:и\s+)?|\s+и\s+"):
        parts = [part for part in re.split(separator, line.strip(" ;,")) if part]
        if len(parts) > 1 and all(any_of(INSTITUTIONS).match(plain(part)) and not is_open(part, "«»")
                                  and not _room(part, line) for part in parts):
            return [venue for part in parts for venue in _several(part)]
    return _with_rooms(line.rstrip(" ;"))


def _with_rooms(line: str) -> list[str]:
    """«ЦДО, СОШ № 1, кабинет 5»: two venues, the second with its room."""
    parts = [part for part in re.split(r"\s*,\s+", line) if part]
    if re.search(r"\sи\s", line) or not all(any_of(INSTITUTIONS).match(plain(part)) and not is_open(part, "«»") for part in parts):
        return [line]
    venues: list[str] = []
    for part in parts:
        if venues and (_room(part, line) or part.lower().startswith("филиал")):
            venues[-1] = f"{venues[-1]}, {part}"
        else:
            venues.append(part)
    return venues


def _room(part: str, line: str) -> bool:
    """«СОШ № 1, библиотека», «СОШ № 1, кабинет химии», «СОШ № 1, музей школы»: behind a venue, and naming no other: a room of it."""
    if line.startswith(part):
        return False
    lone = part.isalpha() and part.islower()
    return lone or _ROOM.match(part.lower()) is not None or (part.islower() and _INNER.fullmatch(part) is not None)


def venue_at_end(topic: str) -> str:
    """«Семинар «Чтение» на базе МБОУ «СШ № 7»», «Гостиная, Гимназия № 2»: an institution with its number or name; else nothing.

    Behind a comma it may be the next of several that report, or the speaker's, behind «О …» what is spoken of: nothing, too.
    """
    if len(topic) > _LONGEST_TOPIC or _SPOKEN_OF.match(topic):
        return ""
    for match in _BEFORE_VENUE.finditer(topic):
        before, venue = topic[: match.start()], _HOUR_BEHIND.sub("", topic[match.end():].rstrip(" .,"))
        if "," in match.group() and (before.endswith(".") or any_of(INSTITUTIONS).search(plain(before))):
            continue
        if is_named_venue(venue) and len(places([venue])) == 1 and before.count("«") == before.count("»"):
            return venue
    return ""


def is_named_venue(text: str) -> bool:
    """«МБУ ДО «ЦДО»», «Гимназия № 2, каб. 5»: an institution with its number or name and nothing else, not «МБУ ДО «ЦДО» – 30 лет»."""
    named = any_of(INSTITUTIONS).match(plain(text)) is not None and _NAMED.fullmatch(text) is not None
    return named and not _SAYS_MORE.search(text) and len(text.split()) <= _LONGEST_VENUE


def looks_like_place(text: str) -> bool:
    """Whether a text reads like a place (an institution, a hall, «онлайн»)."""
    words = plain(text)
    return bool(any_of(INSTITUTIONS).match(words) or any_of(PLACE_HINTS).search(words))


def is_short_name(text: str) -> bool:
    """«ЦБ», «ДШИ № 2»: an institution by its letters, where an institution may stand."""
    return _SHORT_NAME.fullmatch(one_line(text)) is not None


def names_institution(text: str) -> bool:
    """«ЦДТ», «ДШИ № 2» beside a topic; «ФГОС», «ЕГЭ», «КВН» are what it is about."""
    return is_short_name(text) and _INSTITUTION_LETTERS.match(one_line(text)) is not None


def looks_like_audience(text: str) -> bool:
    """Whether a text names those who come rather than where or who answers."""
    return bool(any_of(AUDIENCE_HINTS).search(plain(text)))
