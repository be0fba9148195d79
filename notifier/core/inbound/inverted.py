"""«Отмените мастер-класс», «10 декабря мастер-класса не будет»: what it is about put first, as «мастер-класс отменяется» is read."""

import re

from notifier.core.inbound import vocabulary as said

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


def verb_last(line: str) -> str:
    """The line with its meeting first; as it is where it begins neither with such a verb nor with its day."""
    if found := _DAY_FIRST.match(line):
        return f"{found['what']} {found['day']} {found['rest']}"
    if found := _CALLED_OFF.match(line):
        return f"{found['what'].strip()} {found['verb'].lower()}{found['rest'] or ''}"
    if found := _MOVED.match(line):
        return f"{found['what'].strip()} {found['verb'].lower()}{found['to']}"
    return line
