"""The clock an hour is told by: «12:00 (МСК)», «14:00 (МСК+2)», «10:00 UTC+5», where the installation's own clock shows another.

Webinars are announced by Moscow time to the whole country, or by their own («16:30 по екатеринбургскому времени»). An hour without a
clock is one of the installation's own; one of a clock unknown here («по минскому времени») is asked about.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import pairwise

from notifier.model.when import Kind, When

MOSCOW_HOURS = 3  # since October 2014
FARTHEST_HOURS = 12
_CITY = 4
"""So many letters tell «московскому» from «омскому», and «Екатеринбургу» is by the same clock as «екатеринбургскому»."""
_ZONES = {"московск": 0, "калининградск": -1, "самарск": 1, "екатеринбургск": 2, "омск": 3, "новосибирск": 4, "красноярск": 4,
          "иркутск": 5, "якутск": 6, "владивостокск": 7, "магаданск": 8, "камчатск": 9}  # hours from Moscow's
_SHORT = {"екб": 2, "нск": 4}
"""Behind an hour or a day: «16:00 Екб», «16 ч. (НСК)», and no number of a house («школа № 5 Нск»)."""
_BEHIND = "|".join(rf"(?<={hour}{sign}\w\w\w)" for sign in (r"\s", r"\s\(", r"\(", r"\sпо\s")
                   for hour in (r"[:.,-]\d\d", r"\.20\d\d", r"(?<!\w)в\s\d", r"(?<!\w)в\s\d\d", r"[\d\s]ч", r"ч\.", "час", "часа", "часов"))
_ZONE = rf"(?:{'|'.join(_ZONES)})\w+"
_TOWN = "(?:москве|самаре|(?:калининград|екатеринбург|омск|новосибирск|красноярск|иркутск|якутск|владивосток|магадан)у)"
_CLOCK = re.compile(rf"(?<!\w)(?:мск|msk|(?P<zone>{_ZONE}(?=\s+врем)|(?<=время\s){_ZONE}|(?:(?<=\d\sпо\s)|(?<=\d\s\(по\s)){_TOWN}|"
                    rf"(?:{'|'.join(_SHORT)})(?:{_BEHIND}))"
                    r"|(?P<other>(?<=по\s)(?!местн|наш|здешн|сво)\w+[ое]му(?=\s+времени))|(?P<utc>utc|gmt))(?!\w)"
                    r"(?P<shift>[+−-]\d{1,2}(?![\d:.]))?", re.IGNORECASE)
_TOLD = re.compile(rf"(\d{{1,2}})[:.](\d\d)\s*\(?(?:по\s+)?{_CLOCK.pattern}(?:\s+врем\w+)?\)?", re.IGNORECASE)
_ALSO = re.compile(r"[\s,;/|=(–—-]*")
_TENTHS = re.compile(r"((?:0?[7-9]|1\d|2[0-3]))[.,]([0-5])")  # «1,5» is how long
OVER_MIDNIGHT = "по здешним часам кончается после полуночи"
OTHER_CLOCK = "час назван по другим часам"


def whole_hour(text: str) -> str:
    """«14.3» of a column of hours: Excel keeps «14.30» as this number, and its reader would take it for a day of March."""
    return _TENTHS.sub(r"\1:\g<2>0", text) if _TENTHS.fullmatch(text) else text


def by_local_clock(phrase: str, zone: tzinfo, reading: Callable[[str], When]) -> When:
    """The reading of a phrase, its hours told by the clock of ``zone``."""
    clocks, when = _clocks(phrase), reading(without_shift(phrase))
    if not clocks:
        return when
    hours, *others = clocks
    if (hours is None or others) and when.time is not None:
        return when._replace(suspicious=True, why="; ".join(filter(None, (when.why, OTHER_CLOCK))))
    if hours is None or others or abs(hours) > FARTHEST_HOURS:
        return when
    return _moved(when, timezone(timedelta(hours=hours)), zone)


@lru_cache(maxsize=2048)  # here and below: a plan's phrases are read again at every pass of the service
def _clocks(phrase: str) -> frozenset[int | None]:
    return frozenset(_hours(match) for match in _CLOCK.finditer(_told_once(phrase)))


def _told_once(phrase: str) -> str:
    """«14:00 МСК» of «14:00 МСК (16:00 Екб)»: one moment by two clocks."""
    told = list(_TOLD.finditer(phrase))
    moments = {(hours, int(match[1]) * 60 + int(match[2]) - hours * 60) for match in told if (hours := _hours(match)) is not None}
    beside = all(_ALSO.fullmatch(phrase, a.end(), b.start()) for a, b in pairwise(told))
    if len(moments) < 2 or len(moments) != len(told) or len({moment for _, moment in moments}) > 1 or not beside:
        return phrase
    return phrase[:told[0].end()] + phrase[told[-1].end():]


@lru_cache(maxsize=2048)
def without_shift(phrase: str) -> str:
    """«14:00 (МСК)» of «14:00 (МСК+2)»: «+2» is no number of a date. One moment by two clocks is told once."""
    return _CLOCK.sub(lambda match: match[0].removesuffix(match["shift"] or ""), _told_once(phrase))


def _hours(match: re.Match[str]) -> int | None:
    """How far this clock is from Greenwich; None where that is not known here."""
    if match["other"]:
        return None
    name = (match["zone"] or "").casefold()[:_CITY]
    east = next((hours for stem, hours in (*_ZONES.items(), *_SHORT.items()) if name == stem[:_CITY]), 0)
    return east + (0 if match["utc"] else MOSCOW_HOURS) + (int(match["shift"].replace("−", "-")) if match["shift"] else 0)


def _moved(when: When, clock: tzinfo, zone: tzinfo) -> When:
    if when.kind not in (Kind.EXACT, Kind.DAYS) or when.start is None or when.end is None or when.time is None:
        return when
    start = datetime.combine(when.start, when.time, clock).astimezone(zone)
    if start.utcoffset() == datetime.combine(when.start, when.time, clock).utcoffset():
        return when
    later = start.date() - when.start
    when = when._replace(start=when.start + later, end=when.end + later, dates=tuple(day + later for day in when.dates),
                         time=start.time())
    if when.time_end is None:
        return when
    end = datetime.combine(start.date() - later, when.time_end, clock).astimezone(zone)
    if end.date() != start.date():
        return when._replace(time_end=None, suspicious=True, why=f"{when.why}; {OVER_MIDNIGHT}")
    return when._replace(time_end=end.time())
