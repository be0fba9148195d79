"""What repeats, as an RFC 5545 rule where one can be said."""

from notifier.core.dates import reasons
from notifier.core.dates.frame import Frame
from notifier.core.dates.items import WEEKDAY_CODES, Recurrence
from notifier.core.dates.kinds import DAYS, EXACT, RECURRING, WINDOW, WINDOWS
from notifier.core.dates.meaning import Meaning
from notifier.core.dates.sentence import Sentence
from notifier.model.when import When

_BROADER = ("", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def read(said: Sentence, meaning: Meaning | None, frame: Frame) -> When | None:
    """The recurrence a sentence tells, within the days it names or the school year; None when it tells none after all."""
    found = [*said.recurrences]
    told = meaning is not None or said.schedule is not None or any(item.freq for item in found)
    if found and all(item.weak for item in found) and told:
        return None
    if said.weekdays and (meaning is None or meaning.kind in {WINDOW, WINDOWS}):
        days = [code for first, last in said.weekdays for code in _between(first, last)]
        found.append(Recurrence("WEEKLY", 1, tuple(dict.fromkeys(days))))
    if not found or (meaning is not None and meaning.kind in {EXACT, DAYS}):
        return None
    rule = _rule(_merged(found))
    if rule is None and meaning is not None and meaning.kind is WINDOWS and not said.weekdays:
        return None  # «2 раза в год (октябрь, апрель)»: the months say more
    if rule == "FREQ=YEARLY" and meaning is not None:
        return None  # «1 раз в год (апрель)»: once in a school year is that April
    start, end = (meaning.start, meaning.end) if meaning is not None else (None, None)
    if frame.school is not None:
        start, end = start or frame.school.start, end or frame.school.end
        if start and end and start > end:
            start = None
    several = meaning is not None and meaning.kind is WINDOWS and len(found) > 1
    doubts = [*(meaning.doubts if meaning is not None else ()), *([reasons.EXCEPTED] if said.excepted else ()),
              *([reasons.SEVERAL] if several else ())]
    why = "; ".join([reasons.RECURRING if rule else reasons.RECURRING_LOOSELY, *doubts])
    return When(RECURRING, start, end, rrule=rule, suspicious=bool(doubts), windows=meaning.windows if meaning else (), why=why)


def _between(first: int, last: int) -> tuple[str, ...]:
    return WEEKDAY_CODES[first : last + 1] if first <= last else (WEEKDAY_CODES[first], WEEKDAY_CODES[last])


def _merged(found: list[Recurrence]) -> Recurrence:
    """One rule of several words: «еженедельно по средам», «ежемесячно, 15 числа»; a detail beside a loose word wins nothing."""
    merged = found[0]
    for other in found[1:]:
        first, second = sorted((merged, other), key=lambda item: _BROADER.index(item.freq))
        if "" in {first.freq, second.freq}:
            detailed = first if first.by_day or first.by_month_day else second
            merged = detailed if detailed.freq == "WEEKLY" and detailed.by_day else Recurrence()
        elif first.freq == second.freq:
            merged = Recurrence(first.freq, max(first.interval, second.interval), first.by_day + second.by_day,
                                first.by_month_day + second.by_month_day, first.by_set_pos or second.by_set_pos)
        elif second.freq == "MONTHLY" and first.freq == "WEEKLY" and first.by_day:
            merged = second  # «1 раз в месяц по четвергам»: which Thursday is not said
        else:
            merged = first
    return merged


def _rule(item: Recurrence) -> str | None:
    if not item.freq:
        return None
    parts = [f"FREQ={item.freq}"]
    if item.interval != 1:
        parts.append(f"INTERVAL={item.interval}")
    if item.by_day:
        parts.append(f"BYDAY={','.join(dict.fromkeys(item.by_day))}")
    if item.by_month_day:
        parts.append(f"BYMONTHDAY={','.join(str(day) for day in dict.fromkeys(item.by_month_day))}")
    if item.by_set_pos:
        parts.append(f"BYSETPOS={item.by_set_pos}")
    return ";".join(parts)
