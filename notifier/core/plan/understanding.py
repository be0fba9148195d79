"""Understanding a document as a plan: title, year, rows with ids, and everything doubtful as problems.

Nothing is dropped silently: every written cell ends in an item, in an item's ``extra``, or in a problem's text.
"""

import re
from collections import Counter

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.august import say_august
from notifier.core.plan.banners import Line, month_aside, only_month, read_banner, title_month, year_in
from notifier.core.plan.blocks import Block, flatten
from notifier.core.plan.cards import cards_laid_down
from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.dating import PlanYear
from notifier.core.plan.draft import Draft, Finding
from notifier.core.plan.layouts import announces_events
from notifier.core.plan.lint import lint
from notifier.core.plan.numbering import identifiers
from notifier.core.plan.prose import prose_laid_down
from notifier.core.plan.ready import ready, stamp_aside
from notifier.core.plan.rows import Rows
from notifier.core.plan.title import (
    FIRST_MONTH,
    Title,
    begins_title,
    calendar_year_in,
    find_title,
    school_year_in,
    school_year_of,
    school_year_of_days,
    school_years_of,
)
from notifier.core.plan.walk import walk
from notifier.core.plan.weekdays import day_of_week, week_of
from notifier.core.plan.wording import one_line
from notifier.model.plan import Document, Item, Plan, Table
from notifier.model.problem import Problem, Severity
from notifier.model.when import Kind, SchoolYear

_YEAR = re.compile(r"(?<![\d.])(20\d{2})(?!\d)")  # «1941-1945» is a topic
_UNKNOWN_YEAR = SchoolYear(2000)


def understand(document: Document, *, fallback: SchoolYear | None = None) -> tuple[Plan, list[Problem]]:
    """The plan of a document and what the coordinator should know about the reading.

    ``fallback`` is the school year that is taken where the document says none (with a problem). Without any year the plan is of
    2000-2001 and an ERROR says so. Never raises for anything a document may contain.
    """
    document = ready(document)
    blocks, stamp = stamp_aside(flatten(document))
    head = _head(blocks)
    title = find_title(head)
    said_again = {title.text, *(head[index] for index in title.used)}  # on each sheet
    problems = list(document.problems)
    year, month = _year(document, title, head, fallback, problems)
    before = head[: min(title.used, default=0)]  # whose plan it is, and who approved it
    above = [*stamp, *(text for text in before if read_banner(text, year).line in {Line.NOTE, Line.OTHER})]
    told = said_again.union(above)
    rest = cards_laid_down([block for block in blocks if isinstance(block, Table) or block not in told])
    dated = date_and_rest(title.text, year)
    day = dated[0] if dated and year.read(dated[0]).kind is Kind.EXACT else ""
    state = walk(prose_laid_down(rest, year), year, month=month, day=day, above=above)
    if not title.text:
        problems.append(Problem(Severity.WARNING, "no-title", "Название плана не найдено.", advice="Впишите title в файл плана."))
    if week := week_of(year.read(dated[0])) if dated else []:
        for draft in state.drafts:
            draft.when = day_of_week(draft.when, week, year)
    say_august(state.drafts, year, title.text)
    ids = identifiers([(draft.sector, draft.number) for draft in state.drafts])
    items = tuple(draft.item(name) for draft, name in zip(state.drafts, ids, strict=True))
    plan = Plan(title.text or document.name, year.school, items, calendar_year=year.calendar)
    problems += _told(state, items)
    if not items:
        text = "В документе нет таблицы плана." if not state.tables else "В документе не найдено ни одной строки плана."
        problems.append(Problem(Severity.ERROR, "no-rows", text, advice=(
            "Нужна таблица со строкой заголовков, например: № | Тема | Дата проведения | Место проведения | Ответственный.")))
    problems += [finding for finding in lint(plan) if finding.severity is not Severity.INFO]
    return plan, problems


def _head(blocks: list[Block]) -> list[str]:
    """The paragraphs before the first table; where they name no year, those right above the plan's: members may be listed first."""
    heads: list[list[str]] = [[]]
    for block in blocks:
        if isinstance(block, str):
            heads[-1].append(block)
        elif announces_events(block) or any(year_in(text) for text in heads[0]):
            break
        else:
            heads.append([])
    title = find_title(heads[-1]).text
    return heads[-1] if begins_title(title) and year_in(title) else heads[0]


def _year(
    document: Document, title: Title, head: list[str], fallback: SchoolYear | None, problems: list[Problem]
) -> tuple[PlanYear, int | None]:
    """The plan's year, and its month where the whole plan is for one."""
    calendar = calendar_year_in(title.text)
    single = title_month(title.text) or (None if speaks_of_approval(title.text) else month_aside(title.text))
    month = single[0] if single else None
    found = school_year_in(title.text) or (None if single else school_year_of_days(title.text))
    if found is None and calendar is None:
        said = [*head, document.name]
        found = next(filter(None, map(school_year_in, said)), None)
        calendar = next(filter(None, map(calendar_year_in, said)), None) if found is None else None
    if found is not None:
        return PlanYear(found), month
    if calendar is not None and month is not None:
        return PlanYear(SchoolYear(calendar if month >= FIRST_MONTH else calendar - 1)), month
    if calendar is not None:
        problems.append(Problem(
            Severity.INFO, "calendar-year",
            f"План на календарный {calendar} год: учебным годом взят {SchoolYear(calendar - 1)}, месяцам с сентября приписан их год.",
            advice="Если нужен другой учебный год, исправьте school_year в файле плана."))
        return PlanYear(SchoolYear(calendar - 1), calendar), month
    named = _year_of_months(document) or next((PlanYear(said) for said in map(school_year_of, head) if said), None)
    return named or _year_from_cells(document, fallback, problems), month


def _year_of_months(document: Document) -> PlanYear | None:
    """The year of headings and sheets «Сентябрь 2024», «Январь 2025»: a school year, or a calendar year of which they name both halves."""
    texts = [block if isinstance(block, str) else block.heading for block in document.blocks]
    named = [(month, year) for text in texts if (month := only_month(one_line(text))) and (year := year_in(text))]
    schools = {year if month >= FIRST_MONTH else year - 1 for month, year in named}
    if len(schools) == 1:
        return PlanYear(SchoolYear(*schools))
    years = {year for _, year in named}
    return PlanYear(SchoolYear(min(schools)), *years) if len(years) == 1 else None


def _year_from_cells(document: Document, fallback: SchoolYear | None, problems: list[Problem]) -> PlanYear:
    text = "\n".join(cell.text for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row)
    pair = school_year_in(text) or _year_of_most(text)
    years = Counter(int(year) for year in _YEAR.findall(text))
    if pair is None and len(years) > 1:
        common = sorted(year for year, _ in years.most_common(2))
        pair = SchoolYear(common[0]) if common[1] == common[0] + 1 else None
    found = pair or fallback
    problems.append(Problem(
        Severity.WARNING if found else Severity.ERROR, "no-school-year",
        f"Учебный год в названии не найден; взят {found}." if found else "Учебный год не найден ни в названии, ни в датах.",
        advice="Впишите school_year = \"2020-2021\" в файл плана или год в название документа."))
    return PlanYear(found or _UNKNOWN_YEAR)


def _year_of_most(text: str) -> SchoolYear | None:
    """The school year in which most of the days and months lie that are written with their year; None without a majority of two."""
    years = Counter(school_years_of(text)).most_common(1)
    return years[0][0] if years and years[0][1] > 1 and years[0][1] * 2 > len(school_years_of(text)) else None


def _told(state: Rows, items: tuple[Item, ...]) -> list[Problem]:
    """The walk's findings with the ids of their rows."""
    ids = {id(draft): item.id for draft, item in zip(state.drafts, items, strict=True)}
    problems = [_problem(finding, ids) for finding in state.findings]
    used = {item.sector for item in items} | {text for item in items for _, text in item.extra}
    for title in dict.fromkeys(state.setting.sectors):
        if title not in used:
            problems.append(Problem(
                Severity.INFO, "sector-without-rows", f"Под заголовком «{one_line(title)}» нет ни одной строки."))
    return problems


def _problem(finding: Finding, ids: dict[int, str]) -> Problem:
    row: Draft | None = finding.draft
    return Problem(finding.severity, finding.code, finding.text, item=ids.get(id(row)) if row else None, advice=finding.advice)
