"""``confirm``, ``cancel``, ``add``: the coordinator's word into the dates file, with the reading shown before anything goes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from notifier.core.clean import clean_line, clean_link
from notifier.core.events.further import among_others, stands_alone
from notifier.core.events.reading import each_day, missing_in_span, read
from notifier.core.phrases import event_title, is_reason
from notifier.core.readings import doubts, reasons
from notifier.core.russian import day_weekday
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.looking import as_it_stands
from notifier.doors.showing import show_problems
from notifier.edges.datesfile.writing import Result, move_occurrence, write_decision, write_occurrence
from notifier.flows.arming.requests import Request
from notifier.flows.deciding.calling_off import call_off
from notifier.flows.deciding.namesakes import Namesakes
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import make_way, said_again
from notifier.flows.inputs.reading import InputReader
from notifier.model.decision import Entry
from notifier.model.plan import Item
from notifier.model.when import Kind, When


def confirm(config: Path, item: str, when: str, place: str | None, now: datetime) -> int:
    """Write a confirmed date; refused with a reason where it is no day and hour, or past."""
    inputs = InputReader(config, network=False).read(now)
    row = _row(inputs, item)
    reading = _usable(inputs, row, when, now) if row is not None else None
    if row is None or reading is None:
        return NOT_DONE
    for day in dict.fromkeys(reading.dates or ([reading.start] if reading.start and reading.time else [])):
        if not inputs.window.calendar.is_working(day):
            click.echo(f"Внимание: {day_weekday(day)} — нерабочий день.", err=True)
    decision, zone = inputs.decisions.get(item), inputs.window.calendar.zone
    together = among_others(inputs.plan, row, decision, when, zone)
    where = f", место: {place}" if place else ""
    if together is None or stands_alone(inputs.plan, row, decision, now, zone):
        results = [_alone(inputs, Entry(item, event_title(row), day, place=place or ""), now)
                   for day in each_day(inputs.plan, when, zone)]  # one entry has one day and one hour
        result = next((one for one in results if one[0] is None), results[-1])
        return _told(result, f"{item}: {_words(reading)}{where}, отдельной строкой")
    beside = f"; всего назначено: {together}" if together != when else ""
    done = _told(write_decision(inputs.settings.dates, item, when=together, place=place), f"{item}: {_words(reading)}{beside}{where}")
    return done or _said_again(config, inputs, item, {"when": together, "place": place}, now)


def _alone(inputs: Inputs, entry: Entry, now: datetime) -> Result:
    """A line of its own, or another hour for the one that stands on that day already."""
    former = Namesakes(inputs, now).corrected(entry, inputs.decisions.occurrences)
    if former is None:
        return write_occurrence(inputs.settings.dates, entry)
    return move_occurrence(inputs.settings.dates, former, replace(former, when=entry.when, place=entry.place or former.place))


def cancel(config: Path, item: str, reason: str, now: datetime) -> int:
    """Write a cancellation with its reason; without one it is no cancellation (rule 6: written down by somebody)."""
    inputs = InputReader(config, network=False).read(now)
    view = as_it_stands(inputs, now)
    invited = any(event.item == item for event in view.resolution.events)  # also where the row has left the plan since
    if not invited and _row(inputs, item) is None:
        return NOT_DONE
    if not is_reason(reason):
        return _refused(f'Нужна причина отмены: notifier cancel {item} "карантин"')
    done = call_off(view, item, reason, now)
    told = _told((done.written, done.problems), f"{item}: отменено ({reason})")
    return told or _said_again(config, inputs, item, {"cancelled": clean_line(reason)}, now)


def add(config: Path, item: str, title: str, when: str, link: str, place: str, now: datetime) -> int:
    """Write one occurrence of somebody else's schedule."""
    inputs = InputReader(config, network=False).read(now)
    row = _row(inputs, item)
    reading = _usable(inputs, row, when, now) if row is not None else None
    if reading is None:
        return NOT_DONE
    if not clean_line(title):
        return _refused(f'Нужно название события: notifier add {item} "Вебинар РШБА" "{when}"')
    if link and not clean_link(link):
        return _refused(f"«{link}» — не адрес страницы; нужен адрес вида https://example.org/webinar")
    entry = Entry(item, title, when, link=link, place=place)
    again = make_way(inputs.settings.dates, inputs.written, inputs.bygone, entry)
    done = _told(write_occurrence(inputs.settings.dates, entry), f"{item}: «{title}», {_words(reading)}")
    return done or _renewed(config, inputs, filter(None, [again]), now)


def _said_again(config: Path, inputs: Inputs, item: str, given: dict[str, str | None], now: datetime) -> int:
    return _renewed(config, inputs, said_again(inputs.bygone, item, given).values(), now)


def _renewed(config: Path, inputs: Inputs, again: Iterable[str], now: datetime) -> int:
    """The very words that stood there of a former year's row are this year's now: the owner of the ledger has to know."""
    for one in again:
        from notifier.doors.arming import act

        act(config, inputs, Request("renew", one), now, "Запись прежнего учебного года действует теперь и для новой строки.")
    return DONE


def _row(inputs: Inputs, item: str) -> Item | None:
    """The row of the plan; None, told, where there is none."""
    found = inputs.plan.item(item)
    if found is None:
        from difflib import get_close_matches

        known = [row.id for row in inputs.plan.items]
        near = get_close_matches(item.casefold(), known, n=1)
        hint = f" Возможно, «{near[0]}»?" if near else ""
        click.echo(f"В плане нет строки «{item}».{hint} Есть: {', '.join(known)}.", err=True)
    return found


def _usable(inputs: Inputs, row: Item, when: str, now: datetime) -> When | None:
    """What her words mean; None, told, where nobody could be invited by them."""
    zone = inputs.window.calendar.zone
    reading, title = read(when, inputs.plan, zone), event_title(row)
    if reading.suspicious:
        _refused(f"{title}: «{when}» - {'; '.join(doubts(reading)).rstrip('?')}")
        return None
    whole = reading.kind in (Kind.EXACT, Kind.DAYS) or (reading.kind is Kind.SPAN and not missing_in_span(reading))
    if whole and (reading.time or reading.all_day) and reading.start:
        start = datetime.combine(reading.start, reading.time or datetime.min.time(), zone)
        if start <= now and not (reading.all_day and reading.start >= now.astimezone(zone).date()):
            if inputs.plan.end >= now.astimezone(zone).date():
                _refused(f"{title}: {start:%d.%m.%Y %H:%M} уже прошло")
                return None
            # The plan's whole year is over: it can only be rehearsed or kept, nobody will be mailed by it.
            click.echo(f"{start:%d.%m.%Y %H:%M} уже прошло: служба об этом никому не напишет, но прогнать год можно (rehearse).", err=True)
        return reading
    _refused(f"«{when}»: {'; '.join(reasons(reading)) or 'это не день и час'}. Нужны день и час («19.11.2020 14:30») или «весь день»")
    return None


def _refused(why: str) -> int:
    click.echo(f"{why}. Не записано.", err=True)
    return NOT_DONE


def _words(reading: When) -> str:
    from notifier.doors.dates import describe

    return ", ".join(line for line in describe(reading).splitlines() if not line.startswith("почему: "))


def _told(result: Result, words: str) -> int:
    written, problems = result
    show_problems(problems)
    if written is None:
        return NOT_DONE
    click.echo(f"Записано: {words}." if written else "В файле дат это уже стоит: ничего не изменено.")
    return DONE
