"""One sentence of a plan in prose: the date at its beginning or its end, the place behind a comma, the hour between two."""

import re

from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.dating import Context, completed, with_time
from notifier.core.plan.labels import answers_aside, bracketed, of_another
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.venues import looks_like_audience, looks_like_place, names_institution
from notifier.core.plan.wording import any_of, meaningful, plain
from notifier.core.plan.words import INSTITUTIONS, OPEN_WORDS, PLACE_HINTS
from notifier.model.when import Kind

_LONGEST_OPEN = 6      # words of «по графику городской библиотеки»
_LONGEST_WORD = 40     # an institution shows by its first word
_LONGEST_TOPIC = 2_000
_SCHOOL_OF = re.compile(r"школ\w+ [^№\d]")  # «Занятие – школа молодого читателя»
_OPEN = re.compile(rf"(?:(?:{'|'.join(OPEN_WORDS)})(?: |$))+")
_CLOCK = r"\d{1,2}(?:[.:]\d{2}|-(?:00|30))(?!\d)"  # «5-11 классы» is no hour
HOUR = rf"(?:[вс]\s+)?{_CLOCK}(?:\s*(?:[-–—]|до)\s*{_CLOCK})?"
_HOUR_FIRST = re.compile(rf"(?P<hour>{HOUR})(?:\s*ч(?:ас\w*)?\.?(?!\w))?[\s,–—-]+(?P<rest>[^\W\d].*|[«\"].*)")
_FIGURES = re.compile(r"\d[.,:]\d")
_EARLIEST_HOUR = 6  # «(1.30)» is how long, «(2.45)» a version
_CUT = re.compile(r"\s*[.:;,–—-]\s+|\s+(?=[А-ЯЁ«\"])")


def dated(text: str, year: PlanYear, month: int | None = None) -> tuple[str, str] | None:
    """The longest date at the beginning, up to a stop or a capital letter, or the shortest «в течение года», and the rest.

    Below a month also «15 – …» and «В течение месяца – …», up to a stop.
    """
    if year.is_only_date(text.strip(" .")):
        return text.strip(" ."), ""
    found = None
    for cut in _CUT.finditer(text[:100]):
        phrase, stopped = text[: cut.start()].strip(" .,()"), bool(cut.group().strip())
        phrase += "." if phrase.endswith(" г") else ""
        if meaningful(phrase) and (year.is_only_date(phrase) or (stopped and _of_month(phrase, month, year))
                                   or (found is None and _is_open(phrase, year, stopped=stopped))):
            found = phrase, text[cut.end():].strip()
    return found


def _of_month(phrase: str, month: int | None, year: PlanYear) -> bool:
    """«15», «В течение месяца» below a month's name."""
    return month is not None and not is_time(phrase) and year.is_only_date(completed(phrase, Context(month), year))


def dated_at_end(text: str, year: PlanYear) -> tuple[str, str] | None:
    """«Семинар «Чтение» (15 октября)» and «Семинар «Чтение» – октябрь»."""
    aside = bracketed(text)
    if aside is not None and (year.is_only_date(aside[1]) or _is_open(aside[1], year, stopped=True)):
        return aside[1], aside[0]
    topic, dash, tail = text.rpartition(" – ")
    short = bool(dash and topic) and len(tail.split()) <= _LONGEST_OPEN
    if short and _OPEN.fullmatch(plain(tail)) and _is_open(tail.rstrip(" ."), year, stopped=True):
        return tail.rstrip(" ."), topic  # «д. Жуково – каждую третью среду месяца»
    found = date_and_rest(text, year)
    return found if found is not None and text.startswith(found[1][:8]) else None


def told_aside(text: str, year: PlanYear) -> tuple[str, str, str, str] | None:
    """«Заседание ГМО (12.09, 14.30, ЦДО, отв. Ким А.А.)»: the text, and of its brackets the day or hour, the place and who answers."""
    found = bracketed(text)
    if found is None:
        return None
    before, (inside, who) = found[0], answers_aside(found[1])
    pieces = [piece.strip() for piece in re.split(r"[,;]\s+", inside)]
    days = [piece for piece in pieces if year.is_only_date(piece) or is_time(piece)]
    others = [piece for piece in pieces if piece not in days]
    place = ", ".join(others)
    known = not place or looks_like_place(place) or names_institution(place)
    invited = any(looks_like_audience(piece) and not looks_like_place(piece) for piece in others)  # «(14.09, 5-7 классы, школы района)»
    return (before, ", ".join(days), place, who) if days and known and not invited else None


def _is_open(phrase: str, year: PlanYear, *, stopped: bool) -> bool:
    """«В течение года», «ежемесячно»; «по графику ИРО» only up to a stop, for its owner may begin with a capital letter."""
    kind = year.read(phrase).kind
    schedule = stopped and kind is Kind.BY_SCHEDULE and plain(phrase).startswith("по ")
    return (schedule or kind in {Kind.ONGOING, Kind.RECURRING}) and len(phrase.split()) <= _LONGEST_OPEN


def place_apart(text: str) -> tuple[str, str]:
    """The topic, and the place after a comma or in brackets at its end: an institution by its first word."""
    for match in re.finditer(r"\s*[,.(]\s*(?=[А-ЯЁ])", text[:_LONGEST_TOPIC]):
        before, after = text[: match.start()], text[match.end():]
        closed = before.count("«") == before.count("»") and before.count("(") <= before.count(")")
        if closed and any_of(INSTITUTIONS).match(plain(after[:_LONGEST_WORD])):
            return before, after.rstrip(" .,") if "(" not in match.group() else after.rstrip(" .,)")
    aside = bracketed(text[:_LONGEST_TOPIC])
    before, _, after = text[:_LONGEST_TOPIC].rpartition(" – ")
    if aside is not None and _is_hall(aside[1]):
        return aside
    if before.count("«") == before.count("»") and before and _is_hall(after):
        return before, after.rstrip(" .")  # «Час грамотности – читальный зал»
    return text, ""


def _is_hall(text: str) -> bool:
    """«читальный зал», «СОШ № 2»: a place by its first word."""
    words = plain(text)
    named = any_of(PLACE_HINTS).match(words) or any_of(INSTITUTIONS).match(words)
    return named is not None and len(words.split()) <= _LONGEST_OPEN and not _SCHOOL_OF.match(words)


def hour_before(text: str) -> tuple[str, str] | None:
    """The hour that a line begins with, and what takes place then: «10.00 – Открытие», «с 9.00 до 10.30 Регистрация»."""
    found = _HOUR_FIRST.fullmatch(text.strip())
    return (found["hour"], found["rest"]) if found and is_time(found["hour"]) else None


def hour_and_place(text: str, year: PlanYear) -> tuple[str, str, str]:
    """«Открытие, 10.00, актовый зал»: the topic, the hour between commas, and the place behind it; the whole text where it is none."""
    pieces = text[:_LONGEST_TOPIC].split(", ")
    for index, piece in enumerate(pieces[1:], start=1):
        after = ", ".join(pieces[index + 1 :]).rstrip(" .")
        if is_time(piece) and not year.is_dated(piece.strip(" .")) and (not after or looks_like_place(after)):
            return ", ".join(pieces[:index]), piece, after
    return text, "", ""


def hour_told(topic: list[str], year: PlanYear) -> str:
    """The hour of «Совещание, 14.00, ЦДО», «14.00 – Совещание», «Совещание (14.00)»; none among several lines or figures («пункты 3.14,
    3.15»), where it may be another's.
    """
    if len(list(filter(meaningful, topic))) != 1:
        return ""
    rest, hour = bracketed(topic[-1]) or hour_and_place(topic[-1], year)[:2]
    if not hour and (first := hour_before(topic[-1])):
        hour, rest = first
    time = year.read(hour).time if is_time(hour) and not year.is_dated(hour) else None
    return hour.rstrip(" .") if time is not None and time.hour >= _EARLIEST_HOUR and not _FIGURES.search(rest) else ""


def hour_aside(topic: list[str], when: str, year: PlanYear) -> str | None:
    """«Ночь музеев (18 мая, 18.00)» under «Май»: the day and hour that the topic's brackets name inside the row's month.

    A day alone may be a jubilee («День словаря (22 ноября)»), and says nothing. «Совещание, 14.00, ЦДО» beside «3 сентября» has its hour.
    """
    window = year.read(when)
    if window.kind is Kind.EXACT and window.time is None and (hour := hour_told(topic, year)):
        return with_time(when, hour, year)
    found = bracketed(topic[-1]) if topic else None
    if found is None or window.kind is not Kind.WINDOW or not window.start or not window.end:
        return None
    if of_another(found[0]) or any(map(year.is_dated, (*topic[:-1], found[0]))):  # «Семинар (17 мая, 14.00), вебинар (24 мая, 15.00)»
        return None
    day = year.read(found[1])
    inside = day.start is not None and window.start <= day.start <= window.end
    return found[1] if day.kind is Kind.EXACT and day.time is not None and inside and year.is_only_date(found[1]) else None


def sentences_of(text: str, year: PlanYear) -> tuple[str, str, str] | None:
    """«Семинар «Усадьба». 5 декабря 2024 г., 11.00. Музей «Отрада».»: topic, date and place, a sentence each; None for any other text."""
    pieces = [piece.strip(" .") for piece in re.split(r"(?:(?<=[^\s.]{2})|(?<=\d г))\.\s+(?=[А-ЯЁ«\d])", text[:_LONGEST_TOPIC])]
    at = next((index for index, piece in enumerate(pieces) if index and year.is_only_date(piece)), None)
    if at is None or len(pieces) > at + 2 or (len(pieces) == at + 2 and not looks_like_place(pieces[-1])):
        return None
    when = pieces[at] + ("." if pieces[at].endswith(" г") else "")
    return ". ".join(pieces[:at]), when, pieces[-1] if len(pieces) == at + 2 else ""
