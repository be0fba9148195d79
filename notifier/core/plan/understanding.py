"""Understanding a document as a plan: title, year, rows with ids, and everything doubtful as problems.

Nothing is dropped silently: every written cell ends in an item, in an item's ``extra``, or in a problem's text.
"""

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.august import say_august
from notifier.core.plan.banners import Line, read_banner
from notifier.core.plan.blocks import Block, flatten
from notifier.core.plan.cards import cards_laid_down
from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.draft import Finding
from notifier.core.plan.header_rows import announces_events
from notifier.core.plan.lint import lint
from notifier.core.plan.months import year_in
from notifier.core.plan.numbering import identifiers
from notifier.core.plan.periods import week_of
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.prose import prose_laid_down
from notifier.core.plan.ready import ready, stamp_aside
from notifier.core.plan.rows import Rows
from notifier.core.plan.school_year import year_and_month
from notifier.core.plan.title import begins_title, find_title
from notifier.core.plan.walk import walk
from notifier.core.plan.wording import one_line, plain
from notifier.model.plan import Document, Item, Plan, Table
from notifier.model.problem import Problem, Severity
from notifier.model.when import Kind, SchoolYear


def understand(document: Document, *, fallback: SchoolYear | None = None) -> tuple[Plan, list[Problem]]:
    """The plan of a document and what the coordinator should know about the reading.

    ``fallback`` is the school year that is taken where the document says none (with a problem). Without any year the plan is of
    2000-2001 and an ERROR says so. Never raises for anything a document may contain.
    """
    document = ready(document)
    blocks, stamp = stamp_aside(flatten(document))
    head = _head(blocks)
    title = find_title(head)
    problems = list(document.problems)
    year, month = year_and_month(document, title.text, head, fallback, problems)
    before = head[: min(title.used, default=0)]  # whose plan it is, and who approved it
    above = [*stamp, *(text for text in before if read_banner(text, year).line in {Line.NOTE, Line.OTHER})]
    told = {title.text, *(head[index] for index in title.used), *above}  # on each sheet
    rest = cards_laid_down([block for block in blocks if isinstance(block, Table) or block not in told])
    phrase = (date_and_rest(title.text, year) or ("",))[0]
    reading = year.read(phrase)
    day = phrase if reading.kind is Kind.EXACT and not speaks_of_approval(title.text) else ""
    state = walk(prose_laid_down(rest, year), year, month=month, day=day, week=week_of(reading),
                 programme=reading.start if plain(title.text).startswith("программа") else None, above=above)
    say_august(state.drafts, year, title.text)
    _doubt_copies(state, year)
    ids = identifiers([(draft.sector, draft.number) for draft in state.drafts])
    items = tuple(draft.item(name) for draft, name in zip(state.drafts, ids, strict=True))
    plan = Plan(title.text or document.name, year.school, items, calendar_year=year.calendar)
    if not title.text:
        problems.append(Problem(Severity.WARNING, "no-title", "Название плана не найдено.", advice="Впишите title в файл плана."))
    return plan, [*problems, *_told(state, items), *(found for found in lint(plan) if found.severity is not Severity.INFO)]


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


def _doubt_copies(state: Rows, year: PlanYear) -> None:
    """A row that says all that another one says, day and all, may be a slip of the copying hand: people would be invited twice."""
    seen: set[tuple[object, ...]] = set()
    for made in state.drafts:
        said = (made.topics, made.when, made.places, made.responsible, *made.extra)
        if said in seen and year.read(made.when).kind in {Kind.EXACT, Kind.DAYS}:
            text = f"{made.where}: строка повторяет другую слово в слово: {one_line(made.topics[0])}, {one_line(made.when)}"
            made.when = f"{made.when}?"
            state.setting.notes.append(Finding(Severity.WARNING, "same-row", text, made, "Удалите её, а если это ещё одна встреча, "
                                               "уберите в файле плана знак вопроса."))
        seen.add(said)


def _told(state: Rows, items: tuple[Item, ...]) -> list[Problem]:
    """The walk's findings with the ids of their rows, sectors without rows, and that there are no rows at all."""
    ids = {id(draft): item.id for draft, item in zip(state.drafts, items, strict=True)}
    problems = [Problem(found.severity, found.code, found.text, item=ids.get(id(found.draft)), advice=found.advice)
                for found in state.findings]
    used = {item.sector for item in items} | {text for item in items for _, text in item.extra}
    problems += [Problem(Severity.INFO, "sector-without-rows", f"Под заголовком «{one_line(title)}» нет ни одной строки.")
                 for title in dict.fromkeys(state.setting.sectors) if title not in used]
    if not items:
        text = "В документе не найдено ни одной строки плана." if state.tables else "В документе нет таблицы плана."
        problems.append(Problem(Severity.ERROR, "no-rows", text, advice=(
            "Нужна таблица со строкой заголовков, например: № | Тема | Дата проведения | Место проведения | Ответственный.")))
    return problems
