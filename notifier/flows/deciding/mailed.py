"""Schedules and plans the coordinator sends as files: read, shown to her, and entered when she says «да».

They wait in the ledger, not in the dates file: nobody hears of an entry she has not seen as it was understood.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial

from notifier.core.bygone import entry_mark, without
from notifier.core.clean import LINE_LIMIT
from notifier.core.readings import is_by_schedule
from notifier.core.russian import counted, quoted
from notifier.edges.datesfile.changes import changes_of
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.datesfile.standing import entry_now, entry_words, is_sound
from notifier.edges.datesfile.writing import Result, move_occurrence, withdraw_occurrence, write_decision, write_occurrence
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.flows.deciding.begun import Hearing
from notifier.flows.deciding.entries import moment_text, packed, unpacked
from notifier.flows.deciding.namesakes import Namesakes
from notifier.flows.deciding.schedules import read_attachment
from notifier.flows.deciding.taking_back import TakingBack
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import entered_again, renew, with_said_again
from notifier.model.decision import Entry
from notifier.model.heard import Attachment
from notifier.model.problem import Problem, Severity

FACT = "mailed-entries"
WAITS = timedelta(days=14)
"""A file nobody said yes to for so long is forgotten."""
SHOWN = 30
ROOM = LINE_LIMIT - 200
"""For events in one line of a mail, beside the words around them."""
BESIDE = 5
UNREADABLE = ("Пока не внесено: файл дат не читается или записан с ошибкой (в чём дело, скажет notifier check). Исправьте файл и ответьте "
              "«да» ещё раз.")


@dataclass
class Mailed:
    """What she sent and what became of it."""

    inputs: Inputs
    facts: Facts
    taking_back: TakingBack
    now: datetime

    @property
    def waiting(self) -> bool:
        """Whether something waits for her «да»."""
        return bool(self._waiting())

    @cached_property
    def namesakes(self) -> Namesakes:
        """How events of one title are told apart."""
        return Namesakes(self.inputs, self.now)

    @property
    def written(self) -> tuple[Entry, ...]:
        """The events of this year that the dates file has at this moment."""
        decisions, _ = read_dates(self.inputs.settings.dates)
        return without(decisions, self.inputs.bygone).occurrences if decisions is not None else ()

    def receive(self, attachments: Sequence[Attachment], said: str) -> list[str]:
        """Read the files of one mail (``said``: her own words in it, which may name the row); sentences for her."""
        entries: list[Entry] = []
        dates: list[tuple[str, str]] = []
        lines: list[str] = []
        for attachment in attachments:
            if attachment.data is None:
                why = attachment.note or ("Если решение на снимке, напишите его словами." if attachment.type.startswith("image/") else
                                          "Служба читает CSV, Excel (.xlsx), ICS и Word (.docx).")
                lines.append(f"Вложение «{attachment.name}» не прочитано. {why}")
                continue
            row, other = self._container(attachment.name, said)
            read = read_attachment(attachment.name, attachment.data, row, self.inputs, self.now)
            lines += self._understood(attachment.name, row, read.entries, read.dates, read.undated)
            if read.entries and other:
                lines.append(f"Если это не {row}, ответьте с именем строки: «{other}: да».")
            lines += [f"{problem.text} {problem.advice}".strip() for problem in read.problems[:5]]
            entries += read.entries
            dates += read.dates
        moves, beside = self.namesakes.compared(entries, self.written)
        lines += [move.said for move in moves[:SHOWN]] + [self.namesakes.said(one) for one in beside[:BESIDE]]
        if moves:
            lines.append("Если это не перенос, а второе событие, ответьте «нет» и пришлите его под другим названием.")
        if entries or dates:
            until = seconds(self.now + WAITS)
            former = {move.entry: packed(move.former) for move in moves}
            self.facts.put_json(FACT, {"until": until, "dates": [list(pair) for pair in dates],
                                       "entries": [{**packed(entry), "former": former.get(entry)} for entry in entries]})
            lines.append("Ответьте «да», чтобы внести это в файл дат, или «нет». До вашего «да» участники ничего не узнают.")
        return lines

    def enter(self, row: str | None, hearing: Hearing) -> list[str]:
        """Her «да» (``row``: to another row «по графику» than was shown); sentences for her. While the dates file can't be written, it goes
        on waiting."""
        waiting, dates = self._waiting(), self.inputs.settings.dates
        if not is_sound(dates):
            return [UNREADABLE]
        self.facts.put(FACT, None)
        refused, entered = [], 0
        for data in waiting.get("entries", []):
            entry = unpacked(data)
            entry = replace(entry, item=row) if row else entry
            before = data.get("former")
            was = unpacked(before) if isinstance(before, dict) and before["item"] == entry.item else None
            write = partial(self.moved, entry, was, hearing) if was is not None else partial(write_occurrence, dates, entry)
            written, problems = self.put(entry, write, hearing)
            refused += [f"Не внесено {quoted(entry.title)}: {problem.text}" for problem in problems if written is None]
            if written:
                entered += 1
                self.taking_back.remember_entry(entry, written)
        for item, phrase in waiting.get("dates", []):
            written, problems = hearing.decide(item, {"when": phrase}, partial(write_decision, dates, item, when=phrase))
            refused += [f"Не внесено «{item}»: {problem.text}" for problem in problems if written is None]
            written = with_said_again(self.facts, self.inputs.bygone, item, {"when": phrase}, written) if written == {} else written
            if written:
                entered += 1
                self.taking_back.remember(item, written, phrase)
        number = counted(entered, "запись", "записи", "записей")
        done = [f"Внесено: {number}. {self.taking_back.promise}"] if entered else [] if refused else ["Всё это уже было записано."]
        return [*done, *refused]

    def put(self, entry: Entry, write: Callable[[], Result], hearing: Hearing) -> Result:
        """Written; or this year's from now on, as if it were, where last year's says the very same and stands in the file still. Where that
        one says more (its link, its place), she has not said it again."""
        written, problems = hearing.enter(entry, write)
        again = entered_again(self.inputs.written, self.inputs.bygone, entry) if written == {} else ""
        if again and again != entry_mark(entry):
            withdraw_occurrence(self.inputs.settings.dates, entry)
            return hearing.enter(entry, write)
        return ({"item": ""} if again and renew(self.facts, again) else written), problems

    def forget(self) -> None:
        """Her «нет»."""
        self.facts.put(FACT, None)

    def may_take(self, row: str) -> bool:
        """Whether events of a schedule may be entered for this row."""
        return row in self._containers

    @property
    def _containers(self) -> list[str]:
        return [item.id for item in self.inputs.plan.items if is_by_schedule(self.inputs.plan, item.when)]

    def _container(self, name: str, said: str) -> tuple[str, str]:
        """The row «по графику» a schedule belongs to: the one that its file's name has, else the one named in her words, else the first
        (empty: there is none); and another that it may be as well, where nothing says so for certain."""
        rows = self._containers
        for words in (name, said):
            named = [row for row in rows if re.search(rf"(?<![\w-]){re.escape(row)}(?![\w-])", words.casefold())]
            if len(named) == 1:
                return named[0], ""
        return (rows[0], rows[-1] if len(rows) > 1 else "") if rows else ("", "")

    def _waiting(self) -> dict[str, list[dict[str, object]]]:
        data = self.facts.get_json(FACT)
        if not data or int(str(data["until"])) < self.now.timestamp():
            return {}
        return {name: value for name, value in data.items() if isinstance(value, list)}

    def moved(self, entry: Entry, former: Entry, hearing: Hearing) -> Result:
        """The written event is ``entry`` from now on; a letter heard again finds it so."""
        dates = self.inputs.settings.dates
        if not is_sound(dates):
            return move_occurrence(dates, former, entry)  # which says why it can't
        was, words = entry_now(dates, former), entry_words(entry)
        if was is None and hearing.again and entry_now(dates, entry) is not None:
            was = entry_words(former)
            return changes_of(was, {**was, **words}), []
        if was is None:
            return None, [Problem(Severity.ERROR, "moved", f"прежней записи ({moment_text(former.when)}) в файле дат уже нет.",
                                  file=str(dates), advice="")]
        return move_occurrence(dates, former, entry)

    def _understood(self, name: str, row: str, entries: Sequence[Entry], dates: Sequence[tuple[str, str]], undated: int) -> list[str]:
        """«Расписание.csv: 3 записи для povy-1: …», in as many lines as it takes: she says yes to what she has read."""
        found = [_line(entry) for entry in entries]
        found += [f"{item}: {phrase}" for item, phrase in dates]
        number = counted(len(found), "запись", "записи", "записей")
        head = f"В «{name}» прочитано: {number}" if found else f"В «{name}» записей с датами нет"
        where = f" для строки {row}" if entries else ""
        more = f"; и ещё {len(found) - SHOWN}" if len(found) > SHOWN else ""
        others = f" Без дня и часа: {undated}." if undated else ""
        first, *further = _in_lines(found[:SHOWN]) or [""]
        lines = [f"{head}{where}{': ' if found else ''}{first}", *further]
        return [*lines[:-1], f"{lines[-1]}{more}.{others}"]


def _in_lines(parts: Sequence[str]) -> list[str]:
    """As many to a line as it has room for."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) < ROOM:
            lines[-1] += f"; {part}"
        else:
            lines.append(part)
    return lines


def _line(entry: Entry) -> str:
    """«19.10.2020 10:00 – 23.10.2020 Курсы»."""
    words = packed(entry)
    until = f" – {words['until']}" if words["until"] else ""
    state = ", отменено" if entry.cancelled is not None else ", предварительно" if entry.tentative else ""
    return f"{words['when']}{until} {entry.title}{state}"
