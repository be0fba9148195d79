"""Her line in the words that the rules know: what a telephone wrote down («двадцать шестого ноября в четырнадцать тридцать») in figures,
and what «отмените мастер-класс» is about put first, as in «мастер-класс отменяется».

Numbers only where they can be nothing else: before a month or «числа», or at the end of a phrase; an hour behind «в», «с», «до».
"""

import re

from notifier.core.events.reading import Read
from notifier.core.inbound import vocabulary as said

_DAYS = (*said.ORDINALS, "десят", "одиннадцат", "двенадцат", "тринадцат",
         "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат")
_NUMBERS = ("ноль", *said.CARDINALS, "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать",
            "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать")
_TENS = {"двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50}
_FORMS = ("января", "февраля", "апреля", "августа", "сентября", "октября", "ноября", "декабря")  # long enough to know a misprint of
_END = r"(?![^\W\d_])"

_DAY = re.compile(
    r"(?<!\w)(?:(?P<tens>двадцать|тридцать)\s+)?(?P<stem>" + "|".join(sorted([*_DAYS, "тридцат"], key=len, reverse=True))
    + r")(?P<ending>ь?его|ого|ье|ое)(?=\s+(?:" + said.MONTH + r"|числ[оа]|в(?:\s|$)|с\s)|[\s.!,]*$|\s*,)", re.IGNORECASE)
_NUMBER = r"(?:(?:двадцать|тридцать|сорок|пятьдесят)(?:\s+(?:" + "|".join(_NUMBERS[1:10]) + r"))?|" + "|".join(
    sorted(_NUMBERS, key=len, reverse=True)) + ")"
_HOUR = re.compile(
    rf"(?:(?<!\w)(?P<lead>в|во|с|со|до|к|на)|(?P<comma>,))\s+(?P<hour>{_NUMBER}){_END}"
    rf"(?:\s+(?:час(?:ов|а)?{_END}(?:\s+(?P<after>{_NUMBER}){_END}\s+минут\w?)?|(?P<zero>ноль\s+)?(?P<minutes>{_NUMBER}){_END}))"
    rf"(?:\s+(?P<part>утра|дня|вечера){_END})?(?!\s+(?:позже|позднее|раньше))", re.IGNORECASE)
_HALF = re.compile(
    r"(?<!\w)(?:в\s+|на\s+)?(?:пол-?\s?|половин[еау]\s+)(?P<hour>" + "|".join(sorted((*_DAYS[:12],), key=len, reverse=True))
    + r")(?:ь?его|ого)" + _END + r"(?:\s+(?P<part>утра|дня|вечера)" + _END + ")?", re.IGNORECASE)
_AFTER_DAY = re.compile(
    rf"(?P<day>(?:{said.MONTH}|числ[оа]|-го|-е))\s+(?={_NUMBER}{_END}\s+(?:ноль\s+)?{_NUMBER}{_END})", re.IGNORECASE)
"""«ноября четырнадцать тридцать»: the hour follows its day."""
_BUT = re.compile(
    r"(?:(?<=[а-яё])|(?<=\.\d\d)|(?<=\d{4}))(?:,?\s+" + said.SUITS + r")?"
    r",?\s+(?:но\s+)?(?:только|но|лишь)\s+(?:(?:лучше|начн[её]м|начинаем)\s+)*"
    r"(?=(?:(?:в|с|к|на|время|начало)\s+)*\d{1,2}(?:[:.]\d{2}|\s+час))", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?=\s+(?:[вс]\s+)?\d{1,2}[:.-]\d{2}|\s*$)")
_AT = re.compile(
    rf"((?:{said.MONTH}|\d\.\d{{2}}(?:\.\d+)?|числ[оа]|-го|-е),?\s+)на"
    rf"(?=\s+{said.NO_DAY}\d{{1,2}}[:.-]\d{{2}}(?!\d|\.\d|\s+(?:в\s+)?\d))", re.IGNORECASE)
_COMMAS = re.compile(
    r"(?<![\d,.])(0?[1-9]|[12]\d|3[01]),(0[1-9]|1[0-2])(?:,(20\d\d|\d\d))?"
    r"(\s+(?:в\s+|с\s+)?)([01]?\d|2[0-3])[,.:-]([0-5]\d)(?![\d,])")
"""«19,11 в 14,30»: commas typed for full stops, where both a day and an hour are there."""
_TOLD_FROM_TODAY = re.compile(
    r"(?<!\w)(?:(?P<today>сегодняшн)|(?P<day>завтра|послезавтра)шн)(?:яя|юю|ей|ее|ий|его|ие)\s+"
    r"(?P<what>(?=" + said.HELD.pattern + r")[а-яё-]+)", re.IGNORECASE)
_LATIN = re.compile(r"(?<!\w)[cC](?=\s+\d)")
_AS_EVER = re.compile(r",?\s*(?:как\s+(?:обычно|всегда)|в\s+обычное\s+время)[\s,]+(?=(?:в\s+)?\d{1,2}[\s:.-]\d{2})"
                      r"|(?<=[:.]\d\d)[\s,]+как\s+(?:обычно|всегда)(?:,?(?:\s+у\s+нас)?(?=\s+(?:в|во|на базе)\s)|(?=\s*\Z))", re.IGNORECASE)
_ANEW = re.compile(
    rf"{said.CALLED_OFF}\s*[,.;:—–-]+\s*нов(?:ая|ую|ый)\s+(?:дат[ау]|день|срок)\s*[:,—–-]?\s*(?:на\s+)?(?=\d)", re.IGNORECASE)
"""«Гостиная отменена, новая дата 12 ноября» moves it."""
_LEAD = rf"(?:(?:ну|да|нет|тогда|значит|давайте|лучше|{said.OBLIGED})[\s,]+)*"
_WHAT = (r"(?P<what>(?!(?:на|в|во|до|с(?!\s\d)|со|из-за|по|не|все|всё|дат[уы]|и|только)(?!\w))"
         r"(?:«[^«»]*(?:«[^«»]*»[^«»]*)*»|\"[^\"]*\"|[^,;:?!«»\"]|(?<=\d):(?=\d))+?)")
_WHY = rf"(?P<rest>\s*[,;:—–(](?!\d).*|\s*[.!]\s+(?!\d).*|\s+-\s.*|\s+(?:{said.BECAUSE}|по болезни)(?!\w).*)?"
_WHERE = (rf"(?P<to>\s+на\s+(?=\d|{said.MAY_BE_MONTH}|пон|втор|сред|четв|пятн|субб|след|недел"
          r"|день|час|конец|начал|середин|перв|весн|осень|зим|лет).*)")
_CALLED_OFF = re.compile(rf"\s*{_LEAD}(?P<verb>{said.CALLED_OFF})\s+{_WHAT}{_WHY}\s*\Z", re.IGNORECASE | re.DOTALL)
_MOVED = re.compile(rf"\s*{_LEAD}(?P<verb>{said.MOVES})(?:\s+{_WHAT}{_WHERE}|\s*:\s+(?P<named>[^\W\d][^:;,.]*?),?\s+(?P<day>\d.*))\Z",
                    re.IGNORECASE | re.DOTALL)
_DAY_FIRST = re.compile(
    r"\s*(?P<day>" + said.ANY_DAY + said.ITS_HOUR + r"),?\s+(?:наш[аеу]\s+)?"
    r"(?P<what>(?=" + said.HELD.pattern + r")[а-яё-]+(?:\s+(?!не\s)(?:«[^«»]*»|[а-яё-]+)){0,4}?)\s+"
    r"(?P<rest>(?:отмен|не\s+(?:состо|будет)|" + said.MOVES
    + r"|состоится|начн[её]тся|начинается)\w*.*)\Z", re.IGNORECASE | re.DOTALL)


def with_its_day(text: str, reading: Read) -> str:
    """«Встреча 08.09.2026» for «завтрашняя встреча», as of the letter's day."""
    return _TOLD_FROM_TODAY.sub(lambda found: f"{found['what']} {reading(found['day'] or 'сегодня').start:%d.%m.%Y}", text)


def in_figures(text: str) -> str:
    """The phrase with its days and hours in figures; everything else as it stands."""
    text = _COMMAS.sub(lambda found: f"{found[1]}.{found[2]}{'.' + found[3] if found[3] else ''}{found[4]}{found[5]}:{found[6]}", text)
    text = _AFTER_DAY.sub(r"\g<day>, ", _BUT.sub(", ", text))
    text = _DAY.sub(_day, _HOUR.sub(_hour, _HALF.sub(_half, text)))
    text = _SLASHED.sub(lambda found: ".".join(part for part in found.groups() if part), text)
    text = _ANEW.sub("переносится на ", text)
    text = _LATIN.sub("с", _AT.sub(r"\1в", _AS_EVER.sub(" ", text)))
    return re.sub(r"(?<=\d\s)[а-яё]{5,9}(?![\w-])", _month, text)


def _day(found: re.Match[str]) -> str:
    stem, tens = found["stem"].casefold(), found["tens"]
    number = 30 if stem == "тридцат" else _DAYS.index(stem) + 1
    if tens:
        number += _TENS[tens.casefold()] if number < 10 else 100  # «двадцать десятого» is no day
    if number > 31 or (number <= len(said.ORDINALS) and not tens and found["ending"].casefold() in ("ое", "ье")):
        return found[0]  # «второе» is a suggestion's number
    return f"{number}" if re.match(rf"\s+{said.MONTH}", found.string[found.end():], re.IGNORECASE) else (
        f"{number}-{'го' if found['ending'].casefold().endswith('го') else 'е'}")


def _number(words: str) -> int:
    return sum(_TENS.get(word) or _NUMBERS.index(word) for word in words.casefold().split())


def _hour(found: re.Match[str]) -> str:
    hour, minute = _number(found["hour"]), _number(found["after"] or found["minutes"] or "ноль")
    counted = found["minutes"] is not None and minute < 10 and found["zero"] is None and found["minutes"].casefold() != "ноль"
    clock = "" if counted else _clock(hour, minute, found["part"])  # «в двадцать пять школ»
    return f"{found['lead'] or found['comma']} {clock}" if clock else found[0]


def _half(found: re.Match[str]) -> str:
    clock = _clock(_DAYS.index(found["hour"].casefold()), 30, found["part"])
    return f"в {clock}" if clock else found[0]


def _clock(hour: int, minute: int, part: str | None) -> str:
    """«14:30»; nothing where there is no such hour."""
    if part and part.casefold() in ("дня", "вечера") and hour < 12:
        hour += 12
    return f"{hour}:{minute:02}" if hour < 24 and minute < 60 else ""


def _month(found: re.Match[str]) -> str:
    """A month's name with one letter missing, added or wrong."""
    word = found[0].casefold()
    near = [form for form in _FORMS if word != form and _one_apart(word, form)]
    return near[0] if len(near) == 1 else found[0]


def _one_apart(word: str, form: str) -> bool:
    same = next((at for at, (one, other) in enumerate(zip(word, form, strict=False)) if one != other), min(len(word), len(form)))
    rest, other = word[same:], form[same:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]


def verb_last(line: str) -> str:
    """The line with its meeting first; as it is where it begins neither with such a verb nor with its day."""
    if found := _DAY_FIRST.match(line):
        return f"{found['what']} {found['day']} {found['rest']}"
    if found := _CALLED_OFF.match(line):
        return f"{found['what'].strip()} {found['verb'].lower()}{found['rest'] or ''}"
    if (found := _MOVED.match(line)) and found["day"]:
        return f"{found['named']} {found['verb'].lower()} на {found['day']}"  # «перенос: гостиная 5 ноября 14.30»
    if found:
        return f"{found['what'].strip()} {found['verb'].lower()}{found['to']}"
    return line
