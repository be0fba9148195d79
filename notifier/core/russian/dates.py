"""Days and hours in words. The weekday is always derived from the day, so it can't contradict it.

All instants must be aware; they are shown in the zone given. Dashes between numbers are en dashes, hours are ``14:30``.
"""

from datetime import date, datetime, tzinfo

from notifier.core.russian.counting import plural

MONTH_NAMES = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)
MONTHS_GENITIVE = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
_ON = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MOSCOW_HOURS = 3


def day(value: date) -> str:
    """«19 ноября»."""
    return f"{value.day} {MONTHS_GENITIVE[value.month - 1]}"


def day_year(value: date) -> str:
    """«19 ноября 2020 года»."""
    return f"{day(value)} {value.year} года"


def weekday(value: date) -> str:
    """«четверг»."""
    return WEEKDAYS[value.weekday()]


def weekday_short(value: date) -> str:
    """«чт»."""
    return WEEKDAYS_SHORT[value.weekday()]


def on_weekday(value: date) -> str:
    """«в четверг», «во вторник»."""
    return _ON[value.weekday()]


def day_short(value: date) -> str:
    """«19 ноября, чт»."""
    return f"{day(value)}, {weekday_short(value)}"


def day_weekday(value: date) -> str:
    """«19 ноября (четверг)»."""
    return f"{day(value)} ({weekday(value)})"


def days(first: date, last: date) -> str:
    """One day or an inclusive span: «17–18 ноября 2020 года (вторник – среда)»."""
    if first == last:
        return f"{day_year(first)} ({weekday(first)})"
    names = f"({weekday(first)} – {weekday(last)})"
    if first.year != last.year:
        return f"{day_year(first)} – {day_year(last)} {names}"
    return f"{span(first, last)} {last.year} года {names}"


def span(first: date, last: date) -> str:
    """Days without year and weekday: «17–18 ноября», «30 ноября – 2 декабря», one day as «17 ноября»."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"


def clock(value: datetime) -> str:
    """«14:30», «9:05» as «09:05»."""
    return f"{value:%H:%M}"


def full(start: datetime | date, end: datetime | date, *, zone: tzinfo, label: str = "") -> str:
    """«19 ноября 2020 года (четверг), 14:30–16:00 (МСК)»; without hours «17–18 ноября 2020 года (вторник – среда)»."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return days(_day_of(start, zone), _day_of(end, zone))
    first, last = start.astimezone(zone), end.astimezone(zone)
    suffix = f" ({label})" if label else ""
    if first.date() == last.date():
        return f"{days(first.date(), first.date())}, {clock(first)}–{clock(last)}{suffix}"
    return f"{days(first.date(), first.date())}, {clock(first)} – {days(last.date(), last.date())}, {clock(last)}{suffix}"


def short(start: datetime | date, end: datetime | date, *, zone: tzinfo, label: str = "") -> str:
    """For a subject: «19 ноября, чт, 14:30», «17–18 ноября», «18 января, пн»."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        first, last = _day_of(start, zone), _day_of(end, zone)
        return day_short(first) if first == last else span(first, last)
    local = start.astimezone(zone)
    if end.astimezone(zone).date() > local.date():
        return f"{span(local.date(), end.astimezone(zone).date())}, {clock(local)}"
    return f"{day_short(local.date())}, {clock(local)}{f' ({label})' if label else ''}"


def moment(value: datetime, *, zone: tzinfo) -> str:
    """An hour to come, the year being clear: «20 октября, вт, в 10:00»."""
    local = value.astimezone(zone)
    return f"{day_short(local.date())}, в {clock(local)}"


def moment_short(value: datetime, *, zone: tzinfo) -> str:
    """In figures: «20.10 в 10:00»."""
    return f"{value.astimezone(zone):%d.%m в %H:%M}"


def relative(value: date, *, today: date) -> str:
    """«сегодня», «завтра», «послезавтра», «через неделю», «через 5 дней»; empty for the past."""
    distance = (value - today).days
    if distance < 0:
        return ""
    if distance <= 2:
        return ("сегодня", "завтра", "послезавтра")[distance]
    if distance % 7 == 0 and distance <= 28:
        weeks = distance // 7
        return "через неделю" if weeks == 1 else f"через {weeks} {plural(weeks, 'неделю', 'недели', 'недель')}"
    return f"через {distance} {plural(distance, 'день', 'дня', 'дней')}"


def zone_label(zone: tzinfo, name: str, at: datetime) -> str:
    """How Russians write the zone: «МСК», «МСК+2»; a name that is no IANA name is shown as it is."""
    if name and "/" not in name:
        return name
    offset = at.astimezone(zone).utcoffset()
    minutes = (int(offset.total_seconds()) // 60 if offset else 0) - _MOSCOW_HOURS * 60
    if minutes == 0:
        return "МСК"
    hours, rest = divmod(abs(minutes), 60)
    return f"МСК{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


def _day_of(value: datetime | date, zone: tzinfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value
