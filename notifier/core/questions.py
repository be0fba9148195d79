"""The questions resolving raises, in the coordinator's words. Never a guess made silently: a guess is offered («апрель 2021?»)."""

from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches

from notifier.core.dates.unsettled import CALLED_OFF
from notifier.core.phrases import event_title
from notifier.core.readings import as_written, doubts, in_words, is_either_august, month_in_year
from notifier.core.russian import capital, of_another_alphabet
from notifier.model.decision import Decision, Entry, Milestone
from notifier.model.event import Event
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind, When

FESTIVAL_DAYS = 62
"""Two months: a window longer than this is a festival or a season, and milestones are asked for, not one day."""

LONGEST_MEETING_DAYS = 13
"""«С 1 по 30 ноября» is a stretch to find a day in, «с 18 января по 22 апреля» a festival: no block of that length in a calendar."""

_COUNTS = {2: "два места", 3: "три места", 4: "четыре места"}

WRITE_DATE = 'Напишите в файле дат: "{item}" = "ДД.ММ.ГГГГ ЧЧ:ММ".'
REPLY_DATE = "Ответьте своей датой: «{item}: ДД.ММ в ЧЧ:ММ»."
REPLY_YEAR = "Ответьте своей датой с годом: «{item}: ДД.ММ.ГГГГ в ЧЧ:ММ»."


def one_line(text: str) -> str:
    """A phrase as it is quoted: white space folded."""
    return " ".join(text.split())


def moment(start: datetime | date) -> str:
    """A start as it is quoted in a question."""
    return start.strftime("%d.%m.%Y %H:%M" if isinstance(start, datetime) else "%d.%m.%Y")


def _when(entry: Entry) -> str:
    """When an entry of a schedule is, as it is written there; the end where it is written apart (a calendar has one for every hour: only
    where that is on another day)."""
    first, last = (moment(one) if isinstance(one, datetime) else one_line(one) for one in (entry.when, entry.until))
    days = {one.date() if isinstance(one, datetime) else one for one in (entry.when, entry.until)}
    return f"{first} – {last}" if last and (isinstance(entry.when, str) or len(days) > 1) else first


def ask_for_date(item: Item, reading: When, phrase: str, today: date) -> Question | None:
    """What is asked about a row whose date nobody confirmed; None where nothing is (ongoing, undated, recurring)."""
    title, phrase = event_title(item), one_line(phrase) or "-"
    date_ = WRITE_DATE.format(item=item.id)
    reply = REPLY_DATE.format(item=item.id)
    if reading.kind in (Kind.WINDOW, Kind.WINDOWS) and reading.start and reading.end:
        window = (reading.start, reading.end)
        if reading.kind is Kind.WINDOWS:
            window = next(((first, last) for first, last in reading.windows if last >= today), reading.windows[-1])
        elif (reading.end - reading.start).days > FESTIVAL_DAYS:
            return Question("milestones", item.id, title, f"В плане «{phrase}»: нужны вехи — начало, приём заявок до, итоги.",
                            f'Напишите milestones в разделе [dates."{item.id}"] файла дат.',
                            f"Ответьте: «{item.id}: старт ДД.ММ, приём заявок до ДД.ММ, итоги ДД.ММ в ЧЧ:ММ».", window)
        return Question("no-date", item.id, title, f"В плане «{phrase}», нужны день и час.", date_, reply, window)
    if reading.kind in (Kind.EXACT, Kind.DAYS, Kind.SPAN) and reading.start and reading.end:
        window = (reading.start, reading.end)
        meeting = reading.kind is Kind.SPAN and (reading.end - reading.start).days <= LONGEST_MEETING_DAYS
        said = as_written(reading._replace(dates=tuple(day for day in reading.dates if day >= today)))
        if meeting and (reading.time or reading.all_day):
            return Question("no-time", item.id, title, f"В плане «{phrase}»: одно событие на все эти дни?",
                            f'Если да, напишите в файле дат: "{item.id}" = "{said}". Если нет: "{item.id}" = "ДД.ММ.ГГГГ ЧЧ:ММ".',
                            f"Если да, ответьте: «{item.id}: {said}». Если нет, своей датой: «{item.id}: ДД.ММ в ЧЧ:ММ».", window)
        day = said if meeting or reading.kind is Kind.DAYS else f"{reading.start:%d.%m}"
        return Question("no-time", item.id, title, f"В плане «{phrase}», нужен час начала (или «весь день»).",
                        date_, f"Ответьте: «{item.id}: {day} в 14:30» или «{item.id}: {day}, весь день».", window)
    if reading.kind is Kind.DEADLINE and reading.end:
        return Question("deadline", item.id, title, f"Срок «{phrase}». Напоминать о нём участникам?",
                        f'Если да, напишите в файле дат вехой: milestones = [{{ title = "Срок", when = "{reading.end:%d.%m.%Y}" }}].',
                        f"Если да, ответьте: «{item.id}: да».", (reading.end, reading.end), guess=f"{reading.end:%d.%m.%Y}")
    if reading.kind is Kind.BY_SCHEDULE:
        return Question("schedule", item.id, title, "Даты назначает " + (f"не план: по графику {reading.schedule}." if reading.schedule
                        else "другой организатор."), "Внесите событие: [[occurrence]] в файле дат, notifier add или файл расписания.",
                        f"Ответьте строкой: «{item.id}: ДД.ММ.ГГГГ ЧЧ:ММ Название https://…» или пришлите файл CSV, XLSX, ICS.")
    if reading.kind is Kind.UNPARSEABLE:
        return Question("unparseable", item.id, title, f"Дата «{phrase}» не понята ({'; '.join(doubts(reading))}).", date_, reply)
    return None


def ask_for_further(item: Item, phrase: str, days: Sequence[date], window: tuple[date, date]) -> Question:
    """A row of several months has a day in some of them: what is asked for the next."""
    named = ", ".join(f"{day:%d.%m.%Y}" for day in sorted(days))
    return Question("no-date", item.id, event_title(item), f"В плане «{one_line(phrase)}», назначено: {named}. Нужны день и час и для "
                    f"остального срока ({in_words(window)}).",
                    f'Допишите день в файле дат: "{item.id}" = "{named}, ДД.ММ.ГГГГ ЧЧ:ММ"; с другим часом — строкой [[occurrence]].',
                    REPLY_DATE.format(item=item.id), window)


def suspicious(item: Item, phrase: str, reading: When, plan: Plan, today: date) -> Question:
    """A doubtful date is held and asked about, never corrected silently."""
    phrase = one_line(phrase)
    guess = month_in_year(reading, plan)
    held = [doubt for doubt in doubts(reading) if not doubt.startswith("возможно")]
    ask = f"В плане «{phrase}»: {'; '.join(held) or 'дата сомнительна'}."
    if guess:
        said = _said_again(reading, plan)
        month = reading.kind is Kind.WINDOW and _is_august_before(reading, plan)
        if said and reading.end is not None and reading.end < today:  # her date would be refused as over: «проведено» is the answer
            return Question("out-of-year", item.id, event_title(item), f"{ask} Уже прошло, или это {guess}?",
                            f'Если прошло, напишите в файле дат: [dates."{item.id}"] closed = "проведено". Если это {guess}: '
                            f'plan = "{guess}".', f"Если прошло, ответьте: «{item.id}: проведено». Если это {guess}: «{item.id}: да».",
                            guess=guess)
        return Question("out-of-year", item.id, event_title(item), f"{ask} Возможно, {guess}?",
                        f'Если так, напишите в файле дат: [dates."{item.id}"] plan = "{guess}".'
                        + (f' Если верно то, что в плане: "{item.id}" = "{said}".' if said else "")
                        + (f' Если верно то, что в плане: plan = "{phrase}".' if month else ""),
                        f"Если так, ответьте: «{item.id}: да»." + (f" Если верно то, что в плане: «{item.id}: {said}»." if said else "")
                        + (f" Если верно то, что в плане: «{item.id}: ДД.ММ.{plan.school_year.first} в ЧЧ:ММ»." if month else ""),
                        guess=guess)
    if CALLED_OFF in held:
        return called_off(item, phrase)
    dated = reading._replace(suspicious=False)
    reply = REPLY_YEAR if is_either_august(phrase, dated, plan.school_year) else REPLY_DATE
    return Question("suspicious", item.id, event_title(item), ask, "Поправьте дату в файле дат.", reply.format(item=item.id))


def called_off(item: Item, phrase: str) -> Question:
    """The plan itself says that the row is off: nobody is invited to it, and nobody hears of a cancelling, before she has said so."""
    return Question("suspicious", item.id, event_title(item), f"В плане «{one_line(phrase)}». Встреча отменена?",
                    f'Если да, напишите в файле дат: [dates."{item.id}"] cancelled = "причина". Если состоится: "{item.id}" = '
                    '"ДД.ММ.ГГГГ ЧЧ:ММ".',
                    f"Если да, ответьте: «{item.id}: отмена, причина». Если состоится: «{item.id}: ДД.ММ в ЧЧ:ММ».")


def put_off(item: Item, words: str, phrase: str) -> Question:
    """The plan itself moves the row from the day in its column of dates: nobody is invited before she has said which day holds."""
    return Question("suspicious", item.id, event_title(item), f"В плане «{one_line(phrase)}» и «{one_line(words)}». Какой день верен?",
                    f'Напишите в файле дат: "{item.id}" = "ДД.ММ.ГГГГ ЧЧ:ММ".', REPLY_DATE.format(item=item.id))


def _said_again(reading: When, plan: Plan) -> str:
    """The words that confirm a day of the August before the plan's year as it is written; empty where that is not the doubt."""
    if reading.start is None or reading.time is None or not _is_august_before(reading, plan):
        return ""
    return f"{reading.start:%d.%m.%Y} {reading.time:%H:%M}"


def _is_august_before(reading: When, plan: Plan) -> bool:
    return reading.start is not None and (reading.start.year, reading.start.month) == (plan.school_year.first, 8)


def refused_decision(item: Item, decision: Decision, code: str, reading: When, standing: Sequence[Event]) -> Question:
    """Her word can't be used as it is. ``standing``: what people were told and come to until she says another."""
    phrase = moment(decision.when) if isinstance(decision.when, datetime) else one_line(str(decision.when))
    words = {
        "suspicious": "дата сомнительна: " + "; ".join(doubts(reading)),
        "no-time": "нужен час начала (или слова «весь день»)",
        "not-a-day": "это не день и час",
        "unparseable": f"дата не понята ({'; '.join(doubts(reading))})",
    }
    told = f"Вы написали «{phrase}» — {_sentence(words[code])} Никому не отправлено."
    return Question("decision-" + code, item.id, event_title(item), told, WRITE_DATE.format(item=item.id),
                    REPLY_DATE.format(item=item.id) + _in_force(standing), key="when", line=decision.line)


def _in_force(standing: Sequence[Event]) -> str:
    """Not among the words asked: once the day is over, they are no other question."""
    return f" До этого в силе разосланные приглашения: {', '.join(moment(event.start) for event in standing)}." if standing else ""


def _sentence(words: str) -> str:
    return words if words.endswith(("?", ".")) else words + "."


def past(item: Item, decision: Decision, start: datetime | date, standing: Sequence[Event]) -> Question:
    """A date that is over is refused (rule 4). ``standing``: as in ``refused_decision``."""
    return Question("date-past", item.id, event_title(item), f"{moment(start)} уже прошло. Никому не отправлено.",
                    'Укажите будущую дату или отметьте: closed = "проведено".', f"Ответьте датой или «{item.id}: проведено»."
                    + _in_force(standing), line=decision.line)


def dated_though_off(item: Item, start: datetime | date) -> Question:
    """A new day stands beside ``cancelled``, which nobody took out. Told once: that the row is off is no question."""
    day = f"{start:%d.%m в %H:%M}" if isinstance(start, datetime) else f"{start:%d.%m}, весь день"
    return Question("dated-though-off", item.id, event_title(item), f"Встреча отменена, поэтому {moment(start)} не учтено. Если она "
                    f'состоится, ответьте «{item.id}: {day}» или уберите cancelled у строки "{item.id}" в файле дат.', key="cancelled")


def closed_before(item: Item, decision: Decision, start: datetime | date) -> Question:
    """«Не проводим» stands in the dates file beside a day that is still to come: a cancelling needs the word, with its reason."""
    return Question("closed-before", item.id, event_title(item), f"Вы написали «{decision.closed}», а в плане {moment(start)}. Отменить?",
                    'Если да, напишите cancelled = "причина"; если состоится, уберите closed.',
                    f"Если да, ответьте: «{item.id}: отмена, причина». Если состоится: «{item.id}: ДД.ММ в ЧЧ:ММ».",
                    key="closed", line=decision.line)


def two_venues(item: Item, *, first: date, until: date, waits: bool, near: bool, hosted: bool) -> Question:
    """Two places in one cell, or more (rule 11). ``first``: the day of the meeting; the invitation waits (``waits``) ``until`` that day,
    then goes with both; ``near``: the meeting is. Other words are another question: she reads them at once, not on Monday."""
    named = [f"«{place}»" if "«" not in place else place for place in item.places]
    places = f"{', '.join(named[:-1])} и {named[-1]}"
    two = len(named) == 2
    count = _COUNTS.get(len(named), "несколько мест")
    words = f"В плане {count}: {places}. Где встречаемся?"
    reply = f"Ответьте: «{item.id}: место {item.places[-1]}»."
    if waits:
        reply += f" Без ответа приглашение уйдёт {until:%d.%m} {'с обоими местами' if two else 'со всеми местами'}."
    elif near:
        words = f"Встреча уже {first:%d.%m}, а в плане {count}: {places}. Где встречаемся?"
    else:
        words += f" Приглашение больше не ждёт: в нём {'оба места' if two else 'все места'} и «место уточняется»."
    if hosted and not waits:
        words += " Принимающей стороне не пишем, пока вы не выберете."
    return Question("two-venues", item.id, event_title(item), words, f'Напишите в файле дат: [dates."{item.id}"] place = "…".', reply,
                    pressing=not waits)


def milestone_unread(item: Item, milestone: Milestone, reading: When, plan: Plan) -> Question:
    """A milestone without a day."""
    return Question("milestone", item.id, event_title(item), f"Веха «{milestone.title}»: дата «{milestone.when}» не понята "
                    f"({reading.why or 'нужен день'}).", f"Напишите день, например 18.01.{plan.school_year.first + 1}.",
                    key=milestone.title, line=milestone.line)


def milestone_past(item: Item, milestone: Milestone) -> Question:
    """A milestone that is over is refused."""
    return Question("date-past", item.id, event_title(item), f"Веха «{milestone.title}» ({milestone.when}) уже прошла: никому не "
                    "отправлено.", key=milestone.title, line=milestone.line)


def entry_unread(entry: Entry, problem: str, plan: Plan) -> Question:
    """An entry of a schedule without a day and an hour."""
    where = f"Исправьте запись в расписании «{entry.schedule}»: нужны" if entry.schedule else "Напишите"
    return Question("entry-date", entry.item, entry.title, capital(problem),
                    f"{where} день и час, например «01.10.{plan.start.year} 12:00», или «весь день».",
                    key=f"{entry.title}|{entry.when}", file=entry.file, line=entry.line)


def entry_said(entry: Entry, said: str, known: Event | None) -> Question:
    """A schedule's line with words that call it off or move it. ``known``: what people were told of it."""
    if known is not None:
        return vanished(known, entry.file, f"в расписании «{entry.schedule}» с пометкой «{said}»")
    return Question("entry-date", entry.item, entry.title, f"«{_when(entry)}» — в расписании «{entry.schedule}» с пометкой «{said}». "
                    "Никому не отправлено.", "Исправьте запись в расписании или внесите событие в файл дат.",
                    f"Если состоится, ответьте «{entry.item}: ДД.ММ в ЧЧ:ММ {entry.title}».", key=f"{entry.title}|{entry.when}",
                    file=entry.file, line=entry.line)


def entry_approval(entry: Entry, key: str, lost: Event | None = None, start: datetime | date | None = None) -> Question:
    """An entry of a feed waits for her yes (rule 14). ``lost``: what people come to, named no more, and this may be its new day."""
    when = _when(entry) + (", предварительно" if entry.tentative else "")
    words = f"Новая запись расписания «{entry.schedule}», {when}: ждёт вашего «да»."
    if lost is not None and start is not None:
        to = f"{start:%d.%m} в {start:%H:%M}" if isinstance(start, datetime) else f"{start:%d.%m}"
        words += f" «{lost.title}», {moment(lost.start)}, в файлах больше нет: " + (
            "возможно, это оно же." if lost.start == start else
            f"если это перенос, ответьте «{entry.item}: {to} {lost.title}».")
    return Question("entry-approval", entry.item, entry.title, words,
                    "Выполните notifier approve.", "Ответьте «да», и записи расписаний будут разосланы.", key=key, file=entry.file,
                    line=entry.line)


def entry_of_cancelled(entry: Entry, key: str) -> Question:
    """A new event of a row that was called off as a whole."""
    when = _when(entry)
    return Question("row-cancelled", entry.item, entry.title, f"Строка {entry.item} отменена целиком, а в расписании новое событие "
                    f"({when}). Никому не отправлено.", f'Если оно состоится, уберите cancelled у строки "{entry.item}" в файле дат.',
                    key=key, file=entry.file, line=entry.line)


def entry_past(entry: Entry, key: str, standing: Event | None) -> Question:
    """An entry that is over is refused: told once, there is nothing to decide. ``standing``: what people were told of it, still to come."""
    when = _when(entry)
    words, reply = f"Время ({when}) уже прошло, никому не отправлено.", ""
    if standing is not None:
        words += f" Разосланные приглашения ({moment(standing.start)}) остаются в силе."
        reply = f"Ответьте «{entry.item}: отмена {standing.first_day():%d.%m}, причина» или новой датой."
    return Question("date-past", entry.item, entry.title, words, reply=reply, key=key, file=entry.file, line=entry.line)


def vanished(event: Event, file: str | None, said: str = "больше не указано в файлах", *, has_row: bool = True) -> Question:
    """What people were told and nobody names any more (rule 6), or one of two schedules calls off. A new day needs its row."""
    new_day = " или новой датой." if has_row else ". Перенести — верните строку в файл плана."
    return Question("vanished", event.item, event.title, f"{moment(event.start)} {said}, но приглашения уже "
                    "разосланы. Отменить, перенести или вернуть?",
                    'Отмену запишите словами: cancelled = "причина"; пока этого нет, встреча остаётся в силе.',
                    f"Ответьте «{event.item}: отмена{f' {event.first_day():%d.%m}' if event.source else ''}, причина»{new_day}",
                    key=event.key, file=file)


def unknown_item(plan: Plan, item_id: str, file: str | None, line: int | None) -> Question:
    """A decision about a row the plan does not have."""
    near = get_close_matches(item_id, [item.id for item in plan.items], n=1)
    hint = f" Возможно, вы имели в виду «{near[0]}»{of_another_alphabet(item_id, near[0])}?" if near else ""
    return Question("unknown-item", None, item_id, f"Такой строки в плане нет.{hint} Запись не учтена.",
                    "Проверьте имя строки: notifier check.", key=item_id, file=file, line=line)


def day_off(event: Event) -> Question:
    """A meeting on a day off is a question, never an automatic move (rule 9)."""
    return Question("day-off", event.item, event.title, f"{event.first_day():%d.%m.%Y} — нерабочий день. Оставить или перенести?",
                    "Оставить — ничего не делайте; перенести — укажите новую дату.",
                    f"Ответьте «{event.item}: оставить» или «{event.item}: ДД.ММ в ЧЧ:ММ».", key=f"{event.key}{event.first_day()}")


def entry_problem(code: str, phrase: str, reading: When) -> str:
    """Why an entry's time can't be used."""
    words = {"no-time": "нужен час", "not-a-day": "нужен точный день", "unparseable": "дата не понята",
             "suspicious": f"дата сомнительна ({'; '.join(doubts(reading))})"}
    return f"«{phrase}» — {words.get(code, 'нужен один день и час')}."
