"""A row told by the month she is asked for («по ноябрю — второй») or by words of its title («круглый стол 18 февраля»).

Only where no other row could be meant by them.
"""

import re
from collections.abc import Sequence

from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import ENTRY
from notifier.core.inbound.asked import only
from notifier.core.inbound.milestones import CODES, MILESTONE
from notifier.core.inbound.rewording import in_figures, verb_last
from notifier.core.phrases import LINK, event_title
from notifier.core.readings import is_by_schedule
from notifier.core.russian import MONTH_NAMES
from notifier.model.order import Asked
from notifier.model.person import fold
from notifier.model.plan import Plan

STEM = 5
_MONTHED = re.compile(
    r"\s*(?:(?:по|за|на|в|про|для)\s+)?(?P<month>[а-яё]{3,8})(?:\s+20\d\d(?:\s*г\w*\.?)?)?"
    r"(?:\s*[:—–-]+\s*|(?<=ю)\s+|(?<=ту)\s+|(?<=[ея])\s+(?=(?:перв|втор|трет)\w+(?:\s+вариант\w*)?\W*\Z)"
    r"|\s+(?:(?:мы|у нас|нам|провести)\s+)*не\s+(?:получ\w+|смо\w+|мо[гж]\w+|успе\w+|вы[йх]\w+|проводим)"
    r"\s*[,;.—–-]+\s*(?:(?:а|поэтому|давайте|лучше|так что)\s+)*)(?P<rest>\S.*)\Z", re.IGNORECASE | re.DOTALL)
_GENERALLY = rf"(?:{said.MEETING}|семинар\w*|дат\w*)"
_ADJECTIVE = re.compile(
    rf"\s*(?:по\s+)?(?:(?P<first>январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр)(?:ов)?ь?ск(?:ую|ая|ой|ое|ий|ого|ому)"
    rf"(?:\s+{_GENERALLY}|(?!\W*\d))"
    rf"|{_GENERALLY}\s+(?:в|за|на)\s+(?P<second>(?:янв|фев|мар|апр|ма[йея]|июн|июл|авг|сен|окт|ноя|дек)\w*))\s*(?:[:,—–-]+\s*|\s)"
    r"(?=" + said.MOVES + r"|отмен|пров|став|назнач|соб[ие]р|не\s|\d|(?:перв|втор|трет|четверт|пят|шест)\w+\s*(?:вариант\w*)?\W*\Z)",
    re.IGNORECASE)
_DAY_AND_HOUR = re.compile(r"(\d{1,2})(?:-?го|\sчисл[оа])?,?\s+(?:в\s+)?(" + said.HOURS + ")")
_IS_OFF = rf"(?:{said.NOT_HELD}|не (?:проводим|будем проводить)|проводить не будем)"
_WORDED = re.compile(
    r"\s*(?:(?:по|для|про|а|и|давайте|прошу|пусть)\s+)*(?P<head>[^\d:;]{5,80}?)(?:(?:\s*:|\s[—–-])\s+(?P<said>\S.*)|[\s,—–-]+(?P<rest>(?:(?:в|на|до|с)\s+)?"
    r"(?:(?:" + said.SHORT_WEEKDAYS + "|" + said.WEEKDAYS + r"),?\s+)?\d.*|(?:" + said.MOVES + r"|отмен[аеёия]"
    r"|" + _IS_OFF + r"|реш(?:или|ено) провести|" + said.MEET + r"|состоится"
    r"|пройд[её]т|начн[её]тся|начинается|будет(?=\sв\s))\w*(?:\W.*)?))\Z",
    re.IGNORECASE | re.DOTALL)
_CHANGED = re.compile(
    r"(?P<day>(?:с\s+)?" + said.ANY_DAY + said.ITS_HOUR + r"[\s:,—–-]+)?"
    r"(?:отмен[аеёиуя]|" + said.NOT_HELD + "|" + said.MOVES + r"|начн[её]тся|начинается|(?:" + said.LINKED.pattern + r"\s*)?https?://)",
    re.IGNORECASE)
"""What may be said of an event that is written already: not a new one's day."""
_OFF = re.compile(rf"(?<!\w){_IS_OFF}(?!\w)", re.IGNORECASE)
"""The «не» of what is off is no doubt."""
_HELD = re.compile(
    r"(?:да,?\s+)?(?P<head>[^\d:;,.]{5,80}?)[\s,:—–-]+(?P<rest>(?:уже\s+)?(?:не\s+)?(?:провели|проводили|проведен[оа]?|прош(?:л[оаи]|[её]л)"
    rf"|(?:состоял|проводил)(?:ось|ась|ся))(?:\s+(?:{said.ANY_DAY}|в\s+срок|по\s+плану|успешно|хорошо|отлично|онлайн))*)", re.IGNORECASE)
_QUESTION = re.compile(
    rf"\s*(?:(?:(?:по|на)\s+)?(?P<nth>{'|'.join(said.ORDINALS)})[а-яё]{{2,3}}\s+вопрос\w*(?:\s*[:,—–-]+\s*|\s+)|(?P<number>\d)[.)]\s+)"
    rf"(?P<rest>\d{{1,2}}(?:\.(?P<figures>\d\d)|\s+(?P<month>{said.MONTH})).*)", re.IGNORECASE)
"""«По второму вопросу 26 ноября 15.00»."""
_NTH = re.compile(rf"(?<!\w)(?:{'|'.join(said.ORDINALS)})[а-яё]{{2,3}}(?=(?P<question>\s+вопрос)|\s*[:—–-]*\s+\d)", re.IGNORECASE)
_PLACE_OF = re.compile(r"\s*(?:место|площадка|адрес)(?:\s+проведения)?(?:\s+для)?\s+")
"""«Место проведения гостиной — …»."""
_LINK_OF = re.compile(r"\s*(?:(?:вот|а)\s+)?ссылк[аиу]\s+(?:на|для|к)\s+")
"""«Ссылка на вебинар РБА: …»."""
_TOPICS = (re.compile(r";\s+"), re.compile(r"[,;]\s+(?:а\s+)?(?=(?:по|за|для|про)\s)|[.!]\s+(?=(?:По|За|Для|Про)\s)"),
           re.compile(r"[,;]\s+(?:а\s+)?"), re.compile(r"[.!]\s+(?=[А-ЯЁ])"))
"""Where a line may be taken apart, one way after the other."""
_SMALL = frozenset({"по", "о", "об", "и", "в", "на", "с", "для", "из", "к", "про", "наш", "наша", "наше", "будет", "лучше", "проводим",
                    "проведем", "состоится", "этом", "учебном", "году",
                    "дата", "дату", "новая", "новую", "проведения", "пусть", "давайте", "удобно", "ставим", "ставьте", "поставьте",
                    "назначаем", "назначили", "запланировали", "подтверждаю"})
_GENERIC = frozenset({"встре", "засед", "мероп", "занят", "собра", "совещ", "место", "дата", "время", "ссылк", "адрес", "ответ",
                      "начал", "причи", "отмен", "перен", "сдвиг", "вопро", "тема", "вариа", "решен", "письм", "школа", "библи", "план"})
"""What stands in anybody's titles, or before anything: no row is told by such words alone."""


def apart(line: str, plan: Plan, questions: Sequence[Asked]) -> list[str]:
    """«По ноябрю 19-го, по декабрю последний»: a piece for each row, where each is told by its month or title; else the line."""
    nth = [found["question"] for found in _NTH.finditer(line)]
    whole = _NTH.sub(lambda found: found[0] if found["question"] else f"{found[0]} вопрос", line) if nth and nth[0] else line
    for topics in _TOPICS:
        pieces = [piece for piece in topics.split(whole) if piece]
        rows = [topic_of(piece, plan, questions)[0] for piece in pieces]
        if len(pieces) > 1 and None not in rows and len(set(rows)) == len(rows):
            return pieces
    return [line]


def topic_of(line: str, plan: Plan, questions: Sequence[Asked], *, listed: bool = False) -> tuple[str | None, str]:
    """The row that a line tells by its month, by the number of its question (``listed``: her lines count themselves) or by its title, and
    the rest of the line."""
    found = of_month(line, questions)
    if found[0] is None:
        found = _of_question(line, questions, listed=listed)
    if found[0] is None:
        found = _of_held(line, plan, questions)
    return of_title(line, plan, questions) if found[0] is None else found


def _by_adjective(line: str) -> str:
    """«Ноябрьскую встречу переносим …» and «заседание в ноябре — …» as «ноябрь: …»."""
    found = _ADJECTIVE.match(line)
    number = next((n for n, month in enumerate(MONTH_NAMES, 1) if found and month[:3] == fold(found["first"] or found["second"])[:3]), 0)
    return f"{MONTH_NAMES[number - 1]}: {line[found.end():]}" if found and number else line


def of_month(line: str, questions: Sequence[Asked]) -> tuple[str | None, str]:
    """The one row of the mail she answers that a date in this month is asked for, and the rest of the line."""
    found = _MONTHED.match(_by_adjective(verb_last(line)))
    number = _month(found["month"]) if found else 0
    asked = {question.item: question for question in questions if question.here and question.window is not None
             and question.window[0].month == question.window[1].month == number}
    if found is None or len(asked) != 1:
        return None, line
    row, question = asked.popitem()
    rest = said.FILLER.sub("", found["rest"].strip()) or found["rest"].strip()
    day = _DAY_AND_HOUR.fullmatch(rest)
    return row, f"{day[1]}.{number:02} в {day[2]}" if day and int(day[1]) not in question.numbers else rest


def _of_question(line: str, questions: Sequence[Asked], *, listed: bool) -> tuple[str | None, str]:
    """«По второму вопросу 26 ноября», where the mail's second question is the one that asks for a day in November, and the rest."""
    found = _QUESTION.fullmatch(line)
    if found is None or (found["number"] and not listed):
        return None, line
    rows = list(dict.fromkeys(question.item for question in questions if question.here))
    nth = int(found["number"]) - 1 if found["number"] else said.ORDINALS.index(fold(found["nth"]))
    month = int(found["figures"]) if found["figures"] else _month(found["month"])
    its = {question.item for question in questions if question.here and question.window and month in {day.month for day in question.window}}
    return (rows[nth], found["rest"]) if its and its == set(rows[nth:nth + 1]) else (None, line)


def _month(word: str) -> int:
    word = fold(word)
    return next((number for number, month in enumerate(MONTH_NAMES, 1)
                 if len(word) <= len(month) + 1 and word[:3] == month[:3] and word[:len(month) - 1] == month[:-1]), 0)


def of_title(line: str, plan: Plan, questions: Sequence[Asked]) -> tuple[str | None, str]:
    """The one row whose title all her words before a date, a colon or «отменяется» are of, where that row is asked about or has its day;
    and the rest."""
    found, stems = _told(line)
    if found is None or said.DOUBT.search(_OFF.sub("", line)) or _is_milestones(found["head"], questions):
        return None, line
    if fold(found["rest"] or "").startswith("не будет") and said.HELD.search(fold(found["head"])) is None:
        return None, line  # «журналов не будет» calls no meeting about them off
    titles = [*((item.id, event_title(item), None) for item in plan.items if not is_by_schedule(plan, item.when)),
              *((question.item, title, question.begins) for question in questions if question.code == ENTRY for title in question.titles)]
    meant = {(row, day) for row, title, day in titles if _is_of(stems, title)}
    rows, days = {row for row, _ in meant}, {day for _, day in meant if day is not None}
    schedules = {item.id for item in plan.items if is_by_schedule(plan, item.when)}
    open_here = {question.item for question in questions if question.here or question.stands} - schedules
    head = fold(found["head"])
    rest = (found["said"] or found["rest"]).strip()
    rest = ("место: " if found["said"] and _PLACE_OF.match(head) else "ссылка " if LINK.match(rest) else "") + rest
    if len(rows) == 1 and rows <= schedules and (changed := _CHANGED.match(rest)):
        dayless = len(days) == 1 and not changed["day"]  # «вебинар «Чтение с экрана» отменяется»: its title says which day
        return rows.pop(), f"{days.pop():%d.%m.%Y} {rest}" if dayless else rest
    return (rows.pop(), rest) if len(rows) == 1 and rows <= open_here else (None, line)


def _of_held(line: str, plan: Plan, questions: Sequence[Asked]) -> tuple[str | None, str]:
    """«Совещание провели 24 сентября»: the one row asked whether it was held whose title has all her words, and the rest."""
    found = _HELD.fullmatch(line.strip(" .!"))
    words = re.findall(r"[^\W\d_]+", fold(found["head"])) if found else []
    closing = {question.item for question in questions if question.here and question.code == "closing"}
    stems = [word[:min(STEM, max(4, len(word) - 2))] for word in words if word not in _SMALL]
    rows = [item.id for item in plan.items if item.id in closing and stems and _is_of(stems, event_title(item))]
    return (rows[0], found["rest"]) if found and len(rows) == 1 else (None, line)


def _is_milestones(head: str, questions: Sequence[Asked]) -> bool:
    """Whether these words are a festival's milestone, while there is one: «итоги 23 апреля» are not those of the year."""
    return any(question.code in CODES for question in questions) and MILESTONE.fullmatch(fold(head).strip()) is not None


def event_of(line: str, item: str | None, questions: Sequence[Asked]) -> str:
    """The title of the row's one event that her words before «отменяется» are of: two of them may stand on one day."""
    found, stems = _told(line)
    titles = {title for question in questions if question.code == ENTRY and question.item == item for title in question.titles}
    return only(title for title in titles if found is not None and _is_of(stems, title)) or ""


def names_event(words: str, item: str | None, plan: Plan, questions: Sequence[Asked]) -> bool:
    """Whether these words are nothing but what another meeting is called, and perhaps its day: «вебинар РБА», «мастер-класс 17 декабря»."""
    stems = _stems(re.sub(rf"{said.DAY.pattern}\w*", " ", fold(words))) if said.HELD.search(fold(words)) else []
    titles = [*((row.id, event_title(row)) for row in plan.items),
              *((question.item, title) for question in questions for title in question.titles)]
    return bool(stems) and any(row != item and _is_of(stems, title) for row, title in titles)


def _told(line: str) -> tuple[re.Match[str] | None, list[str]]:
    """Her words before a date, a colon or «отменяется», and their stems; None where anybody's titles have them."""
    found = _WORDED.match(in_figures(verb_last(line)))
    head = fold(found["head"]) if found else ""
    lead = (_PLACE_OF.match(head) if found and found["said"] else None) or _LINK_OF.match(head)
    stems = _stems(head[lead.end():] if lead else head)
    return (found, stems) if stems else (None, [])


def _stems(head: str) -> list[str]:
    """The beginnings of the words of a title; none where anybody's titles have them."""
    words = [word for word in re.findall(r"[^\W\d_]+", fold(head)) if word not in _SMALL]
    anybodys = all(len(word) < STEM or word[:STEM] in _GENERIC for word in words)
    return [] if anybodys else [word[:min(STEM, max(4, len(word) - 2))] for word in words]


def _is_of(stems: Sequence[str], title: str) -> bool:
    return all(re.search(rf"(?<!\w){re.escape(stem)}", fold(title)) for stem in stems)
