"""Her words about a festival: «старт 18.01, приём заявок до 31.03, итоги 22 апреля в 14:30» are its milestones.

Nearly everything people write has words and a date («уехала 18.01, вернусь 31.03»), so a title must be one: it is a milestone she
named before, or it begins with a word for one.
"""

import re
from collections.abc import Collection, Sequence

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import vocabulary as said
from notifier.core.russian import capital
from notifier.model.decision import Milestone
from notifier.model.order import Asked, Milestones, NotUnderstood, Order
from notifier.model.person import fold
from notifier.model.when import Kind

CODES = frozenset({"milestones", "milestone"})
EXAMPLE = "Напишите, например: «{row}: старт ДД.ММ, приём заявок до ДД.ММ, итоги ДД.ММ в ЧЧ:ММ»"
LONGEST_TITLE = 8
"""Words."""
MILESTONE = re.compile(
    r"(?:(?:\w+(?:ый|ий|ой|ая|ое|ые)|\d-?й)\s+){0,2}" + said.either(
        r"старт\w*", r"начал[оа]", r"открыти[ея]", r"запуск", r"объявлени[ея]", r"прием\w*", r"сбор\w*", r"подач[аи]", r"сдач[аи]",
        r"регистраци[яи]", r"заявк[иа]", r"работы", r"срок\w*", r"этап\w*", r"тур\w*", r"отбор\w*", r"жюри", r"оценк[аи]", r"оценивани[ея]",
        r"экспертиз[аы]", r"проверк[аи]", r"защит[аы]", r"выставк[аи]", r"финал\w*", r"полуфинал\w*", r"итог\w*", r"подведени[ея] итогов",
        r"результат\w*", r"награждени[ея]", r"закрыти[ея]", r"гала\W?концерт", r"концерт", r"церемони[яи]", r"публикаци[яи]",
        r"окончани[ея]", r"завершени[ея]", r"конец", r"дедлайн", r"рассылк[аи]", r"голосовани[ея]") + r"(?!\w)")
"""How the title of a festival's milestone begins, folded."""
_NO_TITLE = re.compile(
    said.DOUBT.pattern + r"|(?<!\w)(?:отмен\w*|" + said.MOVES + r"|убра\w*|убер\w*|исправ\w*|опечат\w*|вместо|вместе|позвон\w*|напиш\w*"
    r"|пришл\w*|приед\w*|будет|были?|был[аои]|прошл\w*|еще|уже|пока|только|я|мы|мне|нам|вы|вам)(?!\w)", re.IGNORECASE)
"""A sentence about a milestone is none."""

_MOMENT = (r"(?P<moment>(?<!\d)\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s+[^\W\d_]{3,9}(?:\s+\d{4})?)(?:\s*(?:г\.|года?(?!\w)))?"
           r"(?:\s*,?\s*(?:в\s+)?" + said.HOURS + r")?)(?:\s*\(?(?:" + said.SHORT_WEEKDAYS + r")\)?(?!\w))?")
_NEXT = r"(?:\s*[,;.]\s*|\s+и\s+|\s*$)"
_TITLE_FIRST = re.compile(r"(?P<title>[^\d;]*?[^\W\d_]{3}[^\d;]*?)[\s:—–-]*" + _MOMENT + _NEXT, re.IGNORECASE)
_DATE_FIRST = re.compile(r"(?P<until>до\s+)?" + _MOMENT + r"[\s:—–-]+(?P<title>[^\d;,]*?[^\W\d_]{3}[^\d;,]*?)" + r"(?:\s*[,;.]\s*|\s*$)",
                         re.IGNORECASE)
_UNTIL = re.compile(r"\s+(?:до|по|не позднее)$", re.IGNORECASE)


def milestones(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Order | None:
    """The milestones this line names for the festival it is about; None when it is not about one, or is a mere date.

    Without the row's name two of them are needed: a single title with a date may be anything.
    """
    festivals = {question.item: question.titles for question in asked if question.code in CODES}
    row = item or (next(iter(festivals)) if len(festivals) == 1 else None)
    text = text.strip()
    if row not in festivals or not any(sign.isdigit() for sign in text) or said.DATE_WORDS.fullmatch(fold(text.strip(" .!"))):
        return None
    points = _points(text, _DATE_FIRST if _DATE_FIRST.match(text) else _TITLE_FIRST)
    found = [_milestone(point, festivals[row], reading) for point in points]
    if points and None not in found and (item is not None or len(found) > 1):
        return Milestones(row, tuple(milestone for milestone in found if milestone is not None))
    return NotUnderstood(row, clean_line(text), EXAMPLE.format(row=row)) if item is not None and said.DAY.search(text) else None


def _points(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Titles with their dates; none where something is left over."""
    points, at = [], 0
    while point := pattern.match(text, at):
        points.append(point)
        at = point.end()
    return points if at == len(text) else []


def _milestone(point: re.Match[str], known: Collection[str], reading: Read) -> Milestone | None:
    until = bool(point.groupdict().get("until"))
    title, when = _title(point["title"], known, until=until), reading(point["moment"])
    if not title or when.kind is not Kind.EXACT or when.suspicious or when.start is None or when.start < reading.today:
        return None
    hours = f" {when.time:%H:%M}" if when.time else ""
    end = f"–{when.time_end:%H:%M}" if when.time and when.time_end else ""
    return Milestone(title, f"{when.start:%d.%m.%Y}{hours}{end}")


def _title(words: str, known: Collection[str], *, until: bool) -> str:
    """The milestone's title: one of the ``known`` that she named or shortened, else a new one; empty where it is no title, or may be
    several."""
    words = clean_line(words.strip(" ,;:—–-.«»\""))
    bare = _bare(words)
    if len(bare.split()) > LONGEST_TITLE or _NO_TITLE.search(bare):
        return ""
    same = [title for title in known if _bare(title) == bare] or [title for title in known if bare in fold(title)]
    if same:
        return same[0] if len(same) == 1 else ""
    if not MILESTONE.match(bare) or any(_bare(title) in bare for title in known):
        return ""
    return f"{capital(_UNTIL.sub('', words))} до" if until or _UNTIL.search(words) else capital(words)


def _bare(title: str) -> str:
    return fold(_UNTIL.sub("", title.strip()))
