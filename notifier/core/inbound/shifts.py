"""A meeting put off in few words: «с 19 на 26 ноября», «19-го не получится, давайте 26-го», «26.11 вместо 19.11», «на час позже».

Its former day says which meeting, and it keeps its hour where none is said; only where one meeting stands on that day.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from notifier.core.events.reading import Read
from notifier.core.inbound import offered
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import numbered
from notifier.core.inbound.asked import only, standing
from notifier.core.inbound.cancelled import is_another_hour, standing_on
from notifier.core.inbound.dated import without_cause
from notifier.core.inbound.offered import Said
from notifier.core.inbound.rewording import verb_last
from notifier.model.order import Asked, Cancel, Confirm, Order
from notifier.model.person import fold
from notifier.model.when import Kind

_SHIFT = re.compile(
    r"(?:(?:давайте|лучше|просьба|прошу|можно)\s)*(?P<moved>(?:встречу\s|заседание\s|начало\s)?" + said.MOVES + r"\s"
    r"(?:встречу\s|заседание\s|начало\s)?|(?:начн[её]м|начинаем|встречаемся|встретимся)\s)?на\s(?:(?P<number>одну|один|две|два|три|\d{1,2})\s)?"
    r"(?P<unit>недел[юиь]|день|дня|дней|час|часа|полчаса|мин(?:ут\w?)?)(?:\s(?P<way>позже|позднее|раньше))?")
_FEW = {"одну": 1, "один": 1, "две": 2, "два": 2, "три": 3}
_UNITS = {"недел": timedelta(weeks=1), "ден": timedelta(days=1), "дн": timedelta(days=1), "час": timedelta(hours=1),
          "полчаса": timedelta(minutes=30),
          "мин": timedelta(minutes=1)}
_IN_PLACE_OF = re.compile(
    r"(?P<rest>\d{1,2}[.\s].{2,30}?)\s+вместо\s+(?P<former>\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s[а-яё]{3,8}))"
    r"(?P<hours>,?\s+(?:в\s+)?" + said.HOURS + ")?", re.IGNORECASE)
_BEGINS = rf"(?:(?P<day>{said.ANY_DAY}),?\s)?(?:только\s|но\s)?(?:начало\s|начн[её]м\s|время\s)?"
_AT, _NOT_AT = rf"(?:в\s|на\s)?(?P<hours>{said.NO_DAY}\d{{1,2}}[:.]\d{{2}})", r"(?:в\s|на\s)?(?P<former>\d{1,2}[:.]\d{2})"
_HOUR_IN_PLACE_OF = re.compile(rf"{_BEGINS}{_AT}(?:\s+вместо|,?\s+а\s+не|,\s+не)\s+{_NOT_AT}", re.IGNORECASE)
_NOT_AT_HOUR = re.compile(rf"{_BEGINS}не\s{_NOT_AT},?\s+а\s+{_AT}", re.IGNORECASE)
"""«Начало не в 14.30, а в 15.00»."""
_OF_MEETING = rf"(?:{said.MEETING}\s)?"
_ON_DAY = r"(?P<day>\d{1,2})(?:\s?-?(?:го|е))?(?P<month>\.\d{1,2}(?:\.\d{4})?|\s(?!числ)[а-я]{3,8}(?:\s\d{4})?)?(?:\sчисл[оа])?"
_ANOTHER = r"(?P<rest>\d.{0,40})"
_FROM_TO = re.compile(rf"(?:(?:[а-я]+ск[а-я]+\s)?{_OF_MEETING})?{said.MOVES}\s{_OF_MEETING}с\s{_ON_DAY}\s+(?:на|в)\s+{_ANOTHER}")
"""«Перенесите встречу с 19 на 26 ноября» (folded, hours in figures: «на 26.11» is «в 26.11» there)."""
_ITS_DAY_TO = re.compile(
    rf"{_OF_MEETING}(?:(?:от|на|с)\s)?{_ON_DAY}(?P<hour>{said.ITS_HOUR}),?\s(?:{said.OBLIGED}\s)?{said.MOVES}\s(?:на|в)\s+{_ANOTHER}")
"""«Встречу 19 ноября перенесите на 26»."""
_REFUSED_FOR = re.compile(
    rf"{_ON_DAY},?\s(?:(?:у нас|нам|мне|всем|нас|мы|я|встреча|провести|встретиться|собраться)\s)*{said.DOES_NOT_SUIT}"
    rf"\s?[,.;:—–-]+\s(?:(?:а|но|поэтому|так что|давайте|лучше|предлагаю|тогда|ставим|поставим|пусть будет|{said.MOVES})\s)*"
    rf"(?:на\s)?{_ANOTHER}")
"""«19-го не получится, давайте 26-го»."""

_BY_DAY = re.compile(rf"{_OF_MEETING}(?:(?:от|на|с)\s)?{_ON_DAY}(?P<hour>{said.ITS_HOUR}),?\s(?P<rest>.*\sна\s.*)")
"""«Встречу 19 ноября откладываем на неделю»."""
_OFF_FOR = re.compile(
    rf"{_OF_MEETING}{_ON_DAY},?\s(?:{said.CALLED_OFF}|{said.NOT_HELD})\s?[,.;:—–-]+\s"
    rf"(?:а\s|вместо (?:не[её]|него|этого)\s)?(?:{said.MEET}"
    rf"|{said.MOVES})\s(?:на\s)?{_ANOTHER}")
"""«19 ноября отменяем, встречаемся 26-го»."""

_MAY_BE_NUMBER = re.compile(r"\d{1,2}(?:\s?-?е)?,?\s(?!числ)")
"""«2-е не подходит»: the second suggestion as well; «2-го» is a day."""
_DAY_AHEAD = re.compile(r"(?<![\d.:№])(\d{1,2})(?:\s?-?(?:го|е)(?!\w)|\.(?:0[1-9]|1[0-2])(?!\d)"
                        rf"|\s{said.MAY_BE_MONTH})")
_LAST_HOUR = 20
_WHICH = "Не понять, какая встреча переносится и на какой день. Начните с имени строки: «ИМЯ: перенос на ДД.ММ в ЧЧ:ММ»"


def later(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«Перенесите на неделю позже», «на час раньше» than the row's one meeting, or the one that stands on the day she names."""
    words = verb_last(fold(text).strip(" .!"))
    its = _BY_DAY.fullmatch(words)
    if its and (meeting := only(_meetings(its, item, asked, reading))):
        item, moment = meeting
        if not isinstance(moment, datetime) or is_another_hour(its["hour"], moment.time()):
            return None
        words = its["rest"]
    found = _SHIFT.fullmatch(words)
    stands = only(standing(item, asked))
    if found is None or stands is None:
        return None
    if not found["way"] and (not found["moved"] or found["unit"].startswith(("час", "полчаса", "мин"))):
        return None  # «перенесите на час» may be one o'clock
    number = int(found["number"]) if (found["number"] or "").isdigit() else _FEW.get(found["number"] or "", 1)
    by = number * next(span for unit, span in _UNITS.items() if found["unit"].startswith(unit))
    return f"{stands - by if found['way'] == 'раньше' else stands + by:%d.%m.%Y %H:%M}", item


def in_place_of(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«26.11 вместо 19.11», where the row's meeting stands on the second day; at its hour where none is said. «14:00 вместо 14:30», where
    it stands at the second hour; «19.11 в 15:00, а не в 14:30» is of the row whose meeting stands then."""
    meetings = standing(item, asked)
    hours = _HOUR_IN_PLACE_OF.fullmatch(text.strip(" .!")) or _NOT_AT_HOUR.fullmatch(text.strip(" .!"))
    if hours and hours["day"]:
        day = fold(hours["day"])
        meeting = standing_on(f"{day} в {hours['former']}", item, asked, reading)
        if meeting is None and standing_on(day, item, asked, reading):
            return None
        return f"{hours['day']} в {hours['hours']}", meeting[0] if meeting and meeting[1] is None else item
    if hours and [hours["former"].replace(".", ":").zfill(5)] == [f"{moment:%H:%M}" for moment in meetings]:
        return f"{meetings.pop():%d.%m.%Y} {hours['hours']}", item
    found = _IN_PLACE_OF.fullmatch(text.strip(" .!"))
    former = reading(found["former"]) if found else None
    if found is None or former is None or former.start not in {moment.date() for moment in meetings}:
        return None
    if said.CLOCK.search(said.DAY_FIGURES.sub(" ", found["rest"])):
        return found["rest"], item  # «26.11 в 15:00 вместо 19.11 в 14:30»: the second hour was the former
    return f"{found['rest']}{found['hours'] or f' в {meetings.pop():%H:%M}'}", item


def from_to(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«Перенесите с 19 на 26 ноября», where one meeting stands on the first day; at its hour where none is said."""
    words = _plain(offered.SAME_HOUR.sub("", text))
    refused = _REFUSED_FOR.fullmatch(words)
    if item is None and _may_be_another(words, asked, reading):
        return _taken(refused, asked, reading)
    if item is None and refused and (row := _row_of_refused(refused, asked, reading)):
        return said.REJECTED_LEAD.sub("", text), row
    its_day = _ITS_DAY_TO.fullmatch(verb_last(words))
    found = _refused(words, asked) or _FROM_TO.fullmatch(words) or _OFF_FOR.fullmatch(verb_last(words)) or its_day
    row, moment = (found and only(_meetings(found, item, asked, reading))) or (None, None)
    if found is None or not isinstance(moment, datetime) or (found is its_day and is_another_hour(found["hour"], moment.time())):
        return None
    alone = offered.DAY_ALONE.fullmatch(found["rest"])
    if alone and (int(alone[1]) <= moment.day or (found is its_day and found["rest"].isdigit() and int(alone[1]) <= _LAST_HOUR)):
        return None  # «с 29 на 5» may be of the next month, «29 октября перенести на 14» an hour
    rest = f"{alone[1]}.{moment:%m.%Y}" if alone else found["rest"]
    when = reading(rest)
    if when.kind is not Kind.EXACT or when.start is None or not said.DATE_WORDS.fullmatch(rest):
        return None
    if when.time is None and not when.all_day and said.PART_OF_DAY.search(rest):
        return None  # «на 26 ноября с утра»
    return (rest if when.time or when.all_day else f"{when.start:%d.%m.%Y} {moment:%H:%M}"), row


def _plain(text: str) -> str:
    """Folded, and without why, whether it stands first or last."""
    return without_cause(said.WHY.sub("", fold(text).strip(" .!")))


def whose(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> str:
    """Why a day that is put off, and was not completed by ``from_to``, is asked back; empty where it is no such thing.

    The day behind it is for what stands on the former one, and for no row that waits for a day.
    """
    words = _plain(text)
    if item is None and _may_be_another(words, asked, reading):
        return _WHICH
    if (found := _refused(words, asked)) is not None:
        return _WHICH if _meetings(found, item, asked, reading) else ""
    found = _FROM_TO.fullmatch(words) if item is None else None
    return _WHICH if found is not None and not _is_suggested(found, asked) and not _meetings(found, item, asked, reading) else ""


def _refused(words: str, asked: Sequence[Asked]) -> re.Match[str] | None:
    found = _REFUSED_FOR.fullmatch(words)
    return None if found is not None and _is_suggested(found, asked) else found


def _row_of_refused(found: re.Match[str], asked: Sequence[Asked], reading: Read) -> str | None:
    """«11 февраля не получится, давайте 18 марта»: the row that 11 February was suggested for, though another waits for March."""
    day = reading(found["day"] + found["month"]).start if found["month"] else None
    rows = {row for row, moment in offered.moments(asked) if moment.day == int(found["day"]) and day in (None, moment.date())}
    return only(rows)


def _may_be_another(words: str, asked: Sequence[Asked], reading: Read) -> bool:
    """«2-е не подходит» of the second suggestion, where a meeting stands on a 2nd; «29-е не подходит, 2»; «12 ноября не подходит, давайте
    10 декабря», where 10 December is suggested for another row."""
    refused = _REFUSED_FOR.fullmatch(words)
    found = refused or _FROM_TO.fullmatch(words) or _OFF_FOR.fullmatch(verb_last(words))
    if found is None:
        return False
    standing = {row for row, _ in _meetings(found, None, asked, reading)}
    if refused and standing and not found["month"] and _MAY_BE_NUMBER.match(words) and numbered(int(found["day"]), asked):
        return True
    if found["rest"].isdigit():
        return refused is not None and bool(standing) and numbered(int(found["rest"]), asked) is not None
    of = standing | {row for row, moment in offered.moments(asked) if moment.day == int(found["day"])}
    new = reading(said.AGREED.sub("", found["rest"])).start
    return bool(of) and any(moment.date() == new and row not in of for row, moment in offered.moments(asked))


def _taken(refused: re.Match[str] | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«12 ноября не подходит, 10 декабря подходит»: the suggestion that she agrees to."""
    if refused is None or said.AGREED.search(refused["rest"]) is None:
        return None
    chosen = offered.suggested(reading(said.AGREED.sub("", refused["rest"])), asked, reading)
    return (chosen.phrase, chosen.item) if chosen else None


def _is_suggested(found: re.Match[str], asked: Sequence[Asked]) -> bool:
    """«12-е не подходит»: one of the days suggested, and no meeting's."""
    return any(moment.day == int(found["day"]) for _, moment in offered.moments(asked))


def _meetings(found: re.Match[str], item: str | None, asked: Sequence[Asked], reading: Read) -> set[tuple[str, date]]:
    """What stands on the day that is put off: with its hour where it is the row's one meeting."""
    former = reading(found["day"] + found["month"]).start if found["month"] else None
    days = {(question.item, question.stands or question.begins) for question in asked if item in (None, question.item)}
    return {(row, moment) for row, moment in days if moment is not None and moment.day == int(found["day"])
            and (not found["month"] or former == date(moment.year, moment.month, moment.day))}


def is_of_another(order: Order, text: str, asked: Sequence[Asked], *, surely: bool = False) -> bool:
    """«Итак, 29-е не подходит, давайте 5 ноября»: whether the day ahead of the one she means is none of the row's that it fits; ``surely``:
    and another row's meeting stands on it, «отмена 8 октября»."""
    before = text[:text.find(order.phrase)] if isinstance(order, Confirm) and order.former is None and order.phrase in text else ""
    former = _DAY_AHEAD.search(fold(order.day if isinstance(order, Cancel) else before))
    stand = {(question.item, day.day) for question in asked for day in (question.stands, question.begins) if day is not None}
    its = {moment.day for row, moment in offered.moments(asked) if row == order.item} | {day for row, day in stand if row == order.item}
    return (former is not None and int(former[1]) not in its
            and (not surely or any(day == int(former[1]) for _, day in stand)))
