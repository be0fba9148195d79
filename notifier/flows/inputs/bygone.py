"""Which year's plan what stands in the dates file was said under: the ledger remembers it, or a new plan over the former one's file would
make every word about last year's rows a word about this year's.

Kept by the fact ``decided``: the dates file, and for each plan the marks of what was said under it (``core.bygone``); the
same of dates files used before, for one that comes back; and each year's rows, for a year that is put right. Another dates file begins
anew, unless it is one of those under a new name. What leaves the file is forgotten; written once more it is a new word.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from notifier.core.bygone import (
    Years,
    beside,
    bygone,
    entry_mark,
    mark,
    marks,
    named,
    of_former_days,
    put_right,
    row_of,
    rows_mark,
    said_in,
    under,
)
from notifier.edges.files.text import real
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.said import DECIDED, Said
from notifier.model.decision import Decisions, Entry
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.problem import Problem, Severity

MOST_NAMED = 12
MAILS_OF_FORMER_PLAN = "mails-of-former-plan"
"""The fact that keeps the number of the newest mail made before the present plan took the place of another."""


def said_of(decided: Mapping[str, object], file: str, decisions: Decisions) -> Years:
    """The marks of each year as the fact keeps them of this dates file. One that it does not know is a known one renamed or copied where
    it holds half of what stood there, and more than one mark: a new file may say one thing alike."""
    files = _files(decided)
    if file in files:
        return files[file]
    present = marks(decisions) if files else frozenset()
    for years in files.values():
        known = frozenset[str]().union(*years.values())
        if (alike := len(known & present)) > 1 and len(known) <= 2 * alike:
            return years
    return {}


def _said_under(plan: Plan, decided: Mapping[str, object], file: str, decisions: Decisions) -> dict[str, Collection[str]]:
    """The same, where the year that the plan was given by mistake is its own one."""
    said, present = dict(said_of(decided, file, decisions)), under(plan)
    for year in put_right(plan, _rows(decided)):
        said[present] = frozenset(said.get(present, ())).union(said.get(f"{year}|{rows_mark(plan)}", ()))
    return said


def _rows(decided: Mapping[str, object]) -> dict[str, object]:
    rows = decided.get("rows")
    return rows if isinstance(rows, dict) else {}


def _files(decided: Mapping[str, object]) -> dict[str, Years]:
    """Each dates file that the fact knows, the present one first."""
    others = decided.get("others")
    found = {str(decided.get("file")): decided.get("years"), **(others if isinstance(others, dict) else {})}
    return {file: {str(year): frozenset(map(str, known)) for year, known in years.items() if isinstance(known, list)}
            for file, years in found.items() if isinstance(years, dict)}


def name_of(dates: Path, config: Path) -> str:
    """The dates file as the settings' folder sees it: the same on the stage of a rehearsal, and after a move of the whole."""
    folder = real(config).parent
    path = real(dates)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def set_aside(decisions: Decisions, plan: Plan, decided: Mapping[str, object], file: str) -> frozenset[str]:
    """The marks of what is not in force: said under another year's plan."""
    return bygone(decisions, plan, _said_under(plan, decided, file, decisions))


def told(decisions: Decisions, plan: Plan, aside: Collection[str]) -> Problem:
    """What is set aside, and what to do about it."""
    return Problem(
        Severity.WARNING, "bygone-decisions",
        f"В файле дат остались решения о строках плана другого учебного года: {_listed(named(decisions, aside))}. "
        f"На строки плана {plan.year} они не действуют.", file=decisions.file,
        advice="Уберите их из файла. Если решение относится и к новой строке, уберите его, сохраните файл и впишите заново через минуту; "
               "дату пишите с годом.")


def unheard_of(decisions: Decisions, plan: Plan) -> Problem | None:
    """What is in force looks like another year's: the ledger is new, or was lost, and knows nothing of that year."""
    days, acting = of_former_days(decisions, plan)
    if not days:
        return None
    return Problem(
        Severity.WARNING, "dates-of-former-year", f"Файл дат похож на прошлогодний: в нём {_listed(days)}, а план {plan.year}. "
        f"Остальное в нём действует на строки этого плана: {_listed(acting)}.", file=decisions.file,
        advice="Если это решения прежнего года, уберите их или назовите в настройках ([plan] dates) новый файл дат.")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:MOST_NAMED]) + (f" и ещё {len(words) - MOST_NAMED}" if len(words) > MOST_NAMED else "")


def shared(decisions: Decisions, plan: Plan, plan_id: str, said: Said, file: str) -> Problem | None:
    """Another plan file of the year that waits for its yes beside the former one's dates file: whether its rows are the same, a person must
    look (it may be the former plan under another name)."""
    rows = list(dict.fromkeys(row for row in map(row_of, sorted(marks(decisions))) if plan.item(row) is not None))
    year = str(plan.school_year)
    if not rows or said.armed in ("", plan_id) or said.armed.partition("|")[0] != year or said.decided.get("file") != file:
        return None
    return Problem(
        Severity.WARNING, "dates-of-another-plan", f"Файл плана другой, а файл дат прежний: решения о {', '.join(rows[:MOST_NAMED])} будут "
        "решениями о строках нового плана.", file=decisions.file,
        advice="Если эти строки теперь о другом, назовите в настройках ([plan] dates) новый файл дат.")


def remember(facts: Facts, plan: Plan, decisions: Decisions, aside: Collection[str], file: str, unsure: Collection[str]) -> bool:
    """All that stands in the dates file and is in force was said under this plan. While another plan waits for its yes, what comes new
    about its rows (``unsure``) may be meant for that one, and is not the former rows'. True where the plan's rows are those known already,
    under another file name or a year put right: mails about them mean the same. Inside a transaction."""
    before = facts.get_json(DECIDED)
    present, year = marks(decisions), str(plan.school_year)
    said = _said_under(plan, before, file, decisions)
    fresh = present - frozenset(aside) - said_in(said, year)
    if before:
        fresh = frozenset(one for one in fresh if row_of(one) not in unsure)
    said[under(plan)] = frozenset(said.get(under(plan), ())) | fresh
    years = {one: sorted(present & frozenset(known)) for one, known in said.items() if one == under(plan) or present & frozenset(known)}
    after: dict[str, object] = {"file": file, "years": years, "rows": {**_rows(before), year: rows_mark(plan)}}
    if others := {one: {of: sorted(known) for of, known in kept.items()} for one, kept in _files(before).items() if one != file}:
        after["others"] = others
    facts.put_json(DECIDED, after)
    return _rows(before).get(year) == rows_mark(plan) or bool(put_right(plan, _rows(before)))


def note_beside(facts: Facts, decisions: Decisions, aside: Collection[str], now: datetime) -> None:
    """Whoever puts a new day into last year's line is told that the rest of the line is still last year's. Inside a transaction."""
    for item, keys in beside(decisions, aside).items():
        end, apart = ("ет", "него") if len(keys) == 1 else ("ют", "них")
        facts.note("bygone", f"{item}|{','.join(sorted(one for one in aside if row_of(one) == item))}",
                   f"{item}: {', '.join(keys)} в файле дат — от прежнего учебного года и на новую строку не действу{end}. Уберите это; "
                   f"если оно верно и для новой строки, сохраните файл без {apart} и впишите заново через минуту", now, item)


def said_again(aside: Collection[str], item: str, given: Mapping[str, object]) -> dict[str, str]:
    """Of what is being written about a row now: the keys that say it already, of another year's row, and their marks."""
    return {key: one for key, value in given.items() if (one := mark(item, key, value)) in aside}


def with_said_again(facts: Facts, aside: Collection[str], item: str, given: Mapping[str, object],
                    written: Mapping[str, str]) -> dict[str, str]:
    """The very words of last year's row, which stand in the file already, are this year's now: as if they were ``written`` anew, so that
    they may be taken back. The file stays as it is: taken out and put in again, they would be lost between the two."""
    again = said_again(aside, item, given)
    for one in again.values():
        renew(facts, one)
    return {**dict.fromkeys(again, ""), **written}


def entered_again(decisions: Decisions, aside: Collection[str], entry: Entry) -> str:
    """The mark of another year's entry that stands there already as the one being written; empty: there is none."""
    alike = (one for one in decisions.occurrences if (one.item, fold(one.title), one.when) == (entry.item, fold(entry.title), entry.when))
    return next((known for known in map(entry_mark, alike) if known in aside), "")


def make_way(dates: Path, decisions: Decisions, aside: Collection[str], entry: Entry) -> str:
    """The mark of another year's entry that says the very same as the one about to be written. One that says more (its link, its place)
    is taken out of the file: nobody said that again."""
    again = entered_again(decisions, aside, entry)
    if again in ("", entry_mark(entry)):
        return again
    from notifier.edges.datesfile.writing import withdraw_occurrence  # here: looks at the ledger write nothing

    withdraw_occurrence(dates, entry)
    return ""


def renew(facts: Facts, one: str) -> bool:
    """A person said just this once more, of this year's row: it is in force. True where it was set aside. Inside a transaction."""
    before = facts.get_json(DECIDED)
    years = before.get("years")
    if not isinstance(years, dict) or all(one not in known for known in years.values()):
        return False
    facts.put_json(DECIDED, {**before, "years": {year: [other for other in known if other != one] for year, known in years.items()}})
    return True
