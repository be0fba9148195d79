"""A date in the coordinator's words: a day with its hour, another month, an event of somebody else's schedule - or what is missing.

Anything less than a day and an hour, or «весь день», confirms nothing.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read, missing_in_span
from notifier.core.inbound import offered
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import whose_date
from notifier.core.inbound.asked import is_by_schedule
from notifier.core.inbound.venue import venue
from notifier.core.phrases import LINK
from notifier.core.readings import as_written, at_night, doubts
from notifier.core.russian import MONTH_NAMES, capital
from notifier.model.order import Add, Asked, Confirm, NotUnderstood, Order, Replan, Yes
from notifier.model.person import fold
from notifier.model.when import Kind, When

EXAMPLE = "Напишите, например: «19.11 в 14:30»"
_SO = "Напишите так: «ДД.ММ в ЧЧ:ММ»"
UNCLEAR = f"Не понять, что решено. {EXAMPLE}"
SEVERAL_DAYS = ("Событие на несколько дней письмом не внести и не перенести. Пришлите его таблицей (XLSX или CSV с колонками title, when, "
                "until) или впишите в файл дат; отменить можно и письмом: «{row}: отмена ДД.ММ, причина»")
_MORE = re.compile(r"[,;:]|\s[—–-]\s")
"""«Январь, семинар - 24-го»: another order, and no part of a month."""
_MONTH_WORDS = re.compile(
    r"(?:" + said.DATE_WORDS.pattern + r"|(?<![^\W\d_])(?:(?:перв|втор|трет|четверт|последн|следующ|ближайш|будущ|эт|тек)\w+"
    r"|начал[оеа]|кон(?:ец|це)|середин[уае]|половин[уае]|недел[юиьея]\w?|декад[уае]|месяц\w?|полугоди[еяию]|весн[уае]|весной"
    r"|осень\w?|осени|зим[уае]|зимой|лет[оа]|летом|каникул\w*|учебн\w+|после|между|период|на)(?![^\W\d_]))+")
"""«Первую неделю декабря», «второе полугодие»: nothing but when (folded)."""
_AND = re.compile(r"\Aи\s", re.IGNORECASE)
_MAY_BE_HOUR = re.compile(r"\d{1,2}\.(?:05|10)")
"""«Перенос на 12.10»; people meet at no 12:11."""
_REASON = re.compile(
    rf"(?:\s*[,;:(.—–]\s*|\s+(?={said.BECAUSE}\s))(?P<why>[^\d?]{{4,80}})\Z", re.IGNORECASE)
_CAUSE = re.compile(
    rf"(?<!\w)(?:{said.BECAUSE}"
    r"|по (?:просьбе|решению|приказу|распоряжению|\w+ (?:причин|обстоятел)\w+)"
    r"|карантин\w*|ремонт\w*|\w*боле(?:ет|ю|ют|ем|л\w*)|болезн\w*|больничн\w+|грипп\w*|орви|ковид\w*|эпидеми\w+|закры(?:т[аоы]?|ти\w+|ва\w+)"
    r"|занят[аоы]?|авари\w+|отключ\w+|отоплени\w+|мороз\w*|гололед\w*|снегопад\w*|командировк\w+|отпуск\w*|совпа\w+|накладк\w+"
    r"|(?<!после\s)(?<!перед\s)(?<!с\s)(?<!на\s)(?<!в\s)(?<!день\s)(?:выбор(?:ы|ов)|педсовет\w*|совещани\w+|олимпиад\w+|экзамен\w*"
    r"|каникул\w*|праздник\w*|проверк\w+|комисси\w+))(?!\w)", re.IGNORECASE)
"""«После педсовета», «в каникулы» say when."""
_BESIDES = re.compile(
    r"(?<!\w)(?:онлайн|дистанц\w+|удал[её]нно|очно|утр\w*|вечер\w*|обед\w*|полд\w+|урок\w*|занятий|раньше|пораньше|позже|попозже|позднее"
    r"|весь|только|тоже|вариант\w*|вместо|для)(?!\w)", re.IGNORECASE)
"""When and how else it is: no part of why."""
_NO_WHY = re.compile(
    said.DOUBT.pattern + r"|(?<!\w)(?:но|а|и|лучше|давайте|пусть|также|еще|пока|подожди\w*|погоди\w*"
    rf"|место|время|начало|отмен\w*|перен[ео]с\w*|встреч\w*|семинар\w*"
    rf"|заняти\w*|заседани\w*|{said.MAY_BE_MONTH})(?!\w)",
    re.IGNORECASE)
"""«Перенос на январь, библиотека закрыта на ремонт» says why; another order, a doubt, another month do not (folded)."""
_SETTLED = re.compile(
    r"^(?P<why>[^\d,?«»]{5,80}),\s*(?:поэтому\s+|так\s+что\s+)?"
    rf"(?=(?:{said.MEET}|ставим|назначаем)\s)", re.IGNORECASE)
_REPORTED = re.compile(
    said.DOUBT.pattern + r"|(?<!\w)(?:пиш\w+|сказал\w*|говор\w+|дума\w+|предлага\w+|прос[яи]\w*|хо[тч]\w+|слыш\w+|сообщ\w+|переда\w+"
    r"|(?:на)?пис\w+|предлож\w+|рассказ\w+|объяв\w+|зов\w+|приглас\w+|приглаша\w+"
    r"|спрашива\w+|спросил\w*|когда|хотя|что|чтобы|обычно|раньше|прошл\w+)(?!\w)", re.IGNORECASE)
"""What others say or she wishes, ahead of «встречаемся 18 ноября»."""
_GATHERING = re.compile(
    r"(?<!\w)(?:педсовет|совещани|собрани|семинар|конференци|праздни|концерт|конкурс|экскурси|юбиле|ярмарк|выставк)\w*(?![^,]*,\s*(?:поэтому|так\s+что)\s)",
    re.IGNORECASE)
"""«У нас педсовет, собираемся …» may be about the other gathering."""
_YEAR = re.compile(r"20\d\d(?:-?го|-?й)?(?:\s*г(?:од\w*|\.)?)?")
"""«Да, 2021-го» in answer to «возможно, апрель 2021?» (folded)."""
_MISPRINT = re.compile(r"[\s,;—–-]+(?:это\s+)?(?:опечатка|описка|ошибка)(?:\s+в\s+плане)?[\s.!]*\Z", re.IGNORECASE)
"""«Апрель 2021, опечатка в плане» says why the guess is right; behind a day it may be the day that is wrong."""
_MSK = r"(?:\s*\(?(?:мск|utc|gmt)(?:[+−-]\d{1,2})?\)?)?"
_MOMENT = re.compile(
    r"(?P<moment>.{4,60}?" + said.HOURS + _MSK + r")[\s,;:—–-]+(?P<title>\S.*)", re.IGNORECASE)
_MOMENT_LAST = re.compile(
    r"(?P<title>\D.{5,200}?)[\s,;:—–-]+(?P<moment>\d{1,2}[\s.].{2,40}?" + said.HOURS + _MSK + ")", re.IGNORECASE)
"""A line of somebody else's schedule: its day and hour, and its title, in either order."""
NAMED_DAYS = frozenset({Kind.EXACT, Kind.DAYS, Kind.SPAN})
_WEEK, _AFTERNOON = timedelta(weeks=1), timedelta(hours=12)


def moved(where: str, item: str | None, text: str, asked: Sequence[Asked], reading: Read, *, keeps_hour: bool) -> Order:
    """«Перенос на …»: another day, or a month in which a day is asked for. ``keeps_hour``: at the meeting's hour, where none is told, if
    the day is in figures; «пятница» may be one of the meeting's week."""
    told = said.SAME_PLACE.sub("", where).strip(" .!,")
    where = _without_reason(offered.same_hour(said.LATER.sub("", told), item, asked, moved=True))
    if not where:
        return NotUnderstood(item, clean_line(text), "На какую дату или месяц перенести? Напишите, например: «перенос на декабрь»")
    if said.DOUBT.search(where):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    when = reading(where)
    hourless = when.kind is Kind.EXACT and when.time is None and not when.all_day and not _MAY_BE_HOUR.fullmatch(where)
    if keeps_hour and hourless and any(map(str.isdigit, where)) and where == without_cause(told) and not said.PART_OF_DAY.search(where):
        kept = offered.same_hour(f"{where}, в то же время", item, asked, moved=True)
        where, when = (where, when) if offered.SAME_HOUR.search(kept) else (kept, reading(kept))
    if when.kind in NAMED_DAYS and said.DATE_WORDS.fullmatch(where):
        return confirmed(where, when, item, text, asked, reading)
    if _MORE.search(where) or said.DAY.search(where):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    months = _MONTH_WORDS.fullmatch(where) and when.kind in (Kind.WINDOW, Kind.WINDOWS)
    if months and not when.suspicious and (when.end is None or when.end >= reading.today):
        return Replan(item, clean_line(where), when)
    return NotUnderstood(item, clean_line(text), UNCLEAR if when.kind is Kind.WINDOW and not _why(when) else _so(when, "Дата не понята"))


def without_cause(words: str) -> str:
    """«26 ноября, карантин» without why, where that surely is all that is said there: «утром», «дистанционно», «в музей» stay."""
    found = _REASON.search(words)
    surely = found and _CAUSE.search(found["why"]) and not _NO_WHY.search(found["why"]) and not _BESIDES.search(found["why"])
    return words[:found.start()] if found and surely and not venue(found["why"]) else words


def tells_why(words: str) -> bool:
    """Whether a reason stands last: the place behind it is the reason's, «…, ремонт в СШ № 5»."""
    bare = said.LATER.sub("", fold(words))
    return bare != fold(words) or _without_reason(bare) != bare


def _without_reason(where: str) -> str:
    """«Январь, библиотека закрыта на ремонт» without why; a place behind the comma stays, for it is an order."""
    found = _REASON.search(where)
    return where[:found.start()] if found and not _NO_WHY.search(found["why"]) and not venue(found["why"]) else where


def dated(text: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Order:
    """What else has a date in it."""
    phrase = offered.same_hour(said.SAME_PLACE.sub("", text).strip(" .!"), item, asked)
    settled = _SETTLED.match(phrase)
    phrase = phrase[settled.end():] if settled and not _REPORTED.search(settled["why"]) and not _GATHERING.search(settled[0]) else phrase
    phrase = said.without_filler(phrase)
    if said.DOUBT.search(said.OTHERS_WORDS.sub(" ", said.REJECTED_LEAD.sub("", phrase))) or text.rstrip().endswith("?"):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    phrase = said.REJECTED_LEAD.sub("", phrase)
    while (shorter := said.AGREED.sub("", phrase)) != phrase:
        phrase = shorter
    if not said.DAY_IN_MONTH.search(phrase):
        phrase = _MISPRINT.sub("", phrase)
    when = reading(phrase)
    if entry := _entry(phrase, item, asked, reading):
        return entry
    if when.kind is Kind.SPAN and is_by_schedule(item, asked):
        return NotUnderstood(item, clean_line(text), SEVERAL_DAYS.format(row=item))
    if when.kind in NAMED_DAYS:
        if not said.DATE_WORDS.fullmatch(fold(phrase)) or fold(phrase).startswith(("и ", "+")):
            return NotUnderstood(item, clean_line(text), UNCLEAR)  # «19.11 в 14:30 отменяется», «и 17 декабря в 14:30», «+ 17 декабря»
        if _is_elsewhere(phrase, when, item, asked):
            return NotUnderstood(item, clean_line(text), f"Это {when.start:%d.%m.%Y}? Речь шла о другом сроке, напишите число")
        return confirmed(phrase, when, item, text, asked, reading)
    if _YEAR.fullmatch(fold(phrase)):
        meant = {question.item for question in asked if question.guess.endswith(f" {phrase[:4]}")}
        return Yes(next(iter(meant))) if len(meant) == 1 else NotUnderstood(item, clean_line(text), UNCLEAR)
    if row := _guessed(phrase, when, item, asked, reading) if said.DATE_WORDS.fullmatch(fold(phrase)) else None:
        return Replan(row, clean_line(_AND.sub("", phrase)), when)  # «апрель 2021»: the year that was asked for
    if when.kind in (Kind.WINDOW, Kind.WINDOWS):
        month = MONTH_NAMES[when.start.month - 1] if when.start is not None else "декабрь"
        return NotUnderstood(item, clean_line(text), f"Нужны день и время. Чтобы перенести на другой месяц, напишите: «перенос на {month}»")
    if when.kind is Kind.UNPARSEABLE and when.suspicious and said.DATE_WORDS.fullmatch(fold(phrase)):
        return NotUnderstood(item, clean_line(text), f"{_why(when)}. {EXAMPLE}")  # «29.02 в 14:30», «31 ноября»
    return NotUnderstood(item, clean_line(text), EXAMPLE)


def _is_elsewhere(phrase: str, when: When, item: str | None, asked: Sequence[Asked]) -> bool:
    """«В четверг в 14:30» about a row of next month: a day told from today alone, neither among those that were asked for nor within a
    week of the meeting."""
    if when.start is None or (said.DAY.search(phrase) and re.search(rf"(?<!\d)0?{when.start.day}(?!\d)", phrase)):
        return False  # «среда, 14.30» names no day
    mine = [question for question in asked if item in (None, question.item)]
    near = [question.window for question in mine if question.window]
    near += [(day - _WEEK, day + _WEEK) for day in {question.stands.date() for question in mine if question.stands}]
    return bool(near) and all(not first <= when.start <= last for first, last in near)


def _guessed(phrase: str, when: When, item: str | None, asked: Sequence[Asked], reading: Read) -> str | None:
    """The row whose month she says in full: the one she names, or the only one of the mail that this month was guessed for."""
    if when.kind is not Kind.WINDOW or when.suspicious or (said.DAY_IN_MONTH.search(phrase) or said.CLOCK.search(phrase)):
        return None
    rows = {question.item for question in asked if question.code == "out-of-year" and (item or _same(when, question.guess, reading))}
    return item if item in rows else rows.pop() if item is None and len(rows) == 1 else None


def _same(when: When, guess: str, reading: Read) -> bool:
    guessed = reading(guess) if guess else None
    return guessed is not None and (guessed.start, guessed.end) == (when.start, when.end)


def confirmed(phrase: str, when: When, item: str | None, text: str, asked: Sequence[Asked], reading: Read) -> Order:
    """A day with its hour, or «весь день», or several such days. A day alone is the suggestion of that day, where there is one; anything
    less is asked back."""
    if when.suspicious:
        return NotUnderstood(item, clean_line(text), _so(when, "Дата вызывает сомнение"))
    if missing_in_span(when) == "not-a-day":
        return NotUnderstood(item, clean_line(text), f"Встреча на столько дней? {EXAMPLE}")
    if not when.all_day and (when.time is None or at_night(phrase, when)):
        if not said.PART_OF_DAY.search(phrase) and (meant := offered.suggested(when, asked, reading)):
            return meant
        if when.time is not None and when.start is not None:
            day = datetime.combine(when.start, when.time) + _AFTERNOON
            why = f"Не понять, в котором часу: ночи или дня. Напишите, например: «{day:%d.%m в %H:%M}»"
            return NotUnderstood(item, clean_line(text), why)
        return _without_hour(phrase, when, item, text, asked)
    if when.start is None or when.start < reading.today:
        return NotUnderstood(item, clean_line(text), f"Эта дата уже прошла. {_SO}")
    return Confirm(item, clean_line(phrase).lstrip(" .,"), when)


def _without_hour(phrase: str, when: When, item: str | None, text: str, asked: Sequence[Asked]) -> Order:
    row = item or whose_date(when, [question for question in asked if question.here])
    why = f"Не указано время. Напишите, например: «{clean_line(phrase, limit=40)} в 14:30» или «весь день»"
    return NotUnderstood(row, clean_line(text), why, when.start if when.kind is Kind.EXACT else None)


def _so(when: When, otherwise: str) -> str:
    """Why her date is not taken, and what to write."""
    why = _why(when) or otherwise
    return f"{why}{'' if why.endswith('?') else '.'} {_SO}"


def _why(when: When) -> str:
    """Why her date is not taken, as a sentence."""
    return capital("; ".join(doubts(when)))


def _entry(phrase: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Add | None:
    """«01.10.2020 12:00 Вебинар РШБА «…» https://…»: one line of somebody else's schedule, for a row that has one."""
    if item is None or all(question.code != "schedule" for question in asked):
        return None
    link = LINK.search(phrase)
    words = LINK.sub("", phrase).strip(" ,;—–-")
    for pattern in (_MOMENT, _MOMENT_LAST):
        found = pattern.fullmatch(words)
        title = clean_line(found["title"].strip(" ,;:—–-")) if found else ""
        if found is None or len(title) < 6 or said.CLOCK.search(title) or not _is_title(title):
            continue
        when = reading(found["moment"])
        taken = confirmed(found["moment"], when, item, phrase, (), reading) if when.kind is Kind.EXACT else None
        if isinstance(taken, Confirm):
            moment = taken.phrase if said.DAY.search(taken.phrase) else as_written(taken.when)  # «завтра» is no date of a file
            return Add(item, capital(title), moment, taken.when, link[0] if link else "")
    return None


def _is_title(text: str) -> bool:
    """A name, not the rest of a sentence."""
    return text[0].isupper() or text[0] in "«\"" or said.ENTRY_NOUN.match(text) is not None
