"""Her line in the words that the rules know: a month misprinted, «19 ноября, но в 15:00», and what «отмените мастер-класс» is about put
first, as in «мастер-класс отменяется».
"""

import re

from notifier.core.inbound import vocabulary as said

_FORMS = ("января", "февраля", "апреля", "августа", "сентября", "октября", "ноября", "декабря")  # long enough to know a misprint of
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
_BUT = re.compile(
    r"(?:(?<=[а-яё])|(?<=\.\d\d)|(?<=\d{4}))(?:,?\s+(?:подойд[её]т|подходит|устраивает|устроит|годится))?"
    r",?\s+(?:но\s+)?(?:только|но|лишь)\s+(?:(?:лучше|начн[её]м|начинаем)\s+)*"
    r"(?=(?:(?:в|с|к|на|время|начало)\s+)*\d{1,2}(?:[:.]\d{2}|\s+час))", re.IGNORECASE)
_AT = re.compile(
    rf"((?:{_MONTH}|\d\.\d{{2}}(?:\.\d+)?|числ[оа]|-го|-е),?\s+)на"
    rf"(?=\s+{said.NO_DAY}\d{{1,2}}[:.-]\d{{2}}(?!\d|\.\d|\s+(?:в\s+)?\d))", re.IGNORECASE)
_LATIN = re.compile(r"(?<!\w)[cC](?=\s+\d)")
_LEAD = r"(?:(?:ну|да|нет|тогда|значит|давайте|лучше|надо|нужно|прошу|просьба|прид[её]тся|приходится|решили|вынуждены)[\s,]+)*"
_WHAT = (r"(?P<what>(?!(?:на|в|во|до|с(?!\s\d)|со|из-за|по|не|все|всё|дат[уы]|и|только)(?!\w))"
         r"(?:«[^«»]*(?:«[^«»]*»[^«»]*)*»|\"[^\"]*\"|[^,;:?!«»\"]|(?<=\d):(?=\d))+?)")
_WHY = r"(?P<rest>\s*[,;:—–(](?!\d).*|\s*[.!]\s+(?!\d).*|\s+-\s.*|\s+(?:из-за|в связи|по причине|ввиду|потому|так как|по болезни)(?!\w).*)?"
_WHERE = (r"(?P<to>\s+на\s+(?=\d|янв|февр|март|апр|ма[йя](?!\w)|июн|июл|авг|сент|окт|нояб|дек|пон|втор|сред|четв|пятн|субб|след|недел"
          r"|день|час|конец|начал|середин|перв|весн|осень|зим|лет).*)")
_CALLED_OFF = re.compile(rf"\s*{_LEAD}(?P<verb>{said.CALLED_OFF})\s+{_WHAT}{_WHY}\s*\Z", re.IGNORECASE | re.DOTALL)
_MOVED = re.compile(rf"\s*{_LEAD}(?P<verb>{said.MOVES})\s+{_WHAT}{_WHERE}\Z", re.IGNORECASE | re.DOTALL)
_DAY_FIRST = re.compile(
    r"\s*(?P<day>" + said.ANY_DAY + said.ITS_HOUR + r"),?\s+(?:наш[аеу]\s+)?"
    r"(?P<what>(?=" + said.HELD.pattern + r")[а-яё-]+(?:\s+(?!не\s)(?:«[^«»]*»|[а-яё-]+)){0,4}?)\s+"
    r"(?P<rest>(?:отмен|не\s+(?:состо|будет)|" + said.MOVES
    + r"|состоится|начн[её]тся|начинается)\w*.*)\Z", re.IGNORECASE | re.DOTALL)


def as_typed(text: str) -> str:
    """The phrase with its misprints and its hour as the rules read them; everything else as it stands."""
    text = _LATIN.sub("с", _AT.sub(r"\1в", _BUT.sub(", ", text)))
    return re.sub(r"(?<=\d\s)[а-яё]{5,9}(?![\w-])", _month, text)


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
    if found := _MOVED.match(line):
        return f"{found['what'].strip()} {found['verb'].lower()}{found['to']}"
    return line
