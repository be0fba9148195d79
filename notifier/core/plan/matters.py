"""What ``notifier check`` tells of a plan: the linter's findings and the questions of resolving, each matter once.

Resolving asks what it needs before anybody is invited; the linter looks at the plan as a text. Where both speak of the same
matter, it is told with the linter's code and place (a row of the plan file, where it can be silenced) and the question's advice.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from notifier.core.dates.unsettled import CALLED_OFF, taken_back
from notifier.core.phrases import called_off
from notifier.core.plan.wording import one_line
from notifier.core.readings import in_plan
from notifier.model.decision import Decision, Decisions
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.question import Question

_PLACES = frozenset({"several-venues", "audience-as-place", "no-place"})
_DECIDED = _PLACES | {"date-outside-year", "weekday-mismatch", "date-doubtful", "date-unreadable", "no-date", "milestones", "no-time",
                      "schedule-of-others", "recurring", "no-duration", "day-off", "events-clash"}
_DATE = ("date-outside-year", "weekday-mismatch", "date-doubtful")
SAME: dict[str, tuple[str, ...]] = {
    "no-date": ("no-date", "milestones"), "milestones": ("milestones", "no-date"), "no-time": ("no-time",), "deadline": ("deadline",),
    "out-of-year": _DATE, "suspicious": (*_DATE, "date-unreadable"), "unparseable": ("date-unreadable",),
    "schedule": ("schedule-of-others",),
    "two-venues": ("several-venues",), "day-off": ("day-off",),
    "decision-suspicious": _DATE, "decision-unparseable": ("date-unreadable",), "decision-no-time": ("no-time",),
    "decision-not-a-day": ("no-date", "milestones", "schedule-of-others"),
}
"""A question's code -> the linter's codes of the same matter, the likeliest first."""


def decided(plan: Plan, decisions: Decisions, zone: tzinfo) -> Plan:
    """The plan as the dates file leaves it: the decided days and places in their rows, nothing to date where none is needed."""
    return replace(plan, items=tuple(_decided(item, decisions.get(item.id), zone) for item in plan.items))


def overruled(plan: Plan, decisions: Decisions, zone: tzinfo) -> list[Problem]:
    """Rows that the plan, perhaps edited since, calls off or dates otherwise than the dates file, whose day holds: somebody may count on
    the plan's."""
    return [problem for item in plan.items if (decision := decisions.get(item.id)) is not None
            and (problem := _overruled(plan, item, decision, decisions.file, zone)) is not None]


def _overruled(plan: Plan, item: Item, decision: Decision, file: str | None, zone: tzinfo) -> Problem | None:
    phrase, word = decision.plan or item.when, _decided(item, decision, zone).when
    if decision.when is None or not word or "decided-otherwise" in dict(item.silenced):
        return None
    written, theirs = in_plan(plan, phrase), in_plan(plan, word)
    first, last = written.start, written.end  # «до 15 мая» holds the 12th, «с 10 мая» the 19th
    off = called_off(item) or (phrase if taken_back(phrase, timed=False) == CALLED_OFF else "")
    day, hours = theirs.start, (written.time, theirs.time)
    apart = not written.suspicious and day is not None and (
        (first is not None and day < first) or (last is not None and day > last)
        or (None not in (first, *hours) and first == last and hours[0] != hours[1]))
    if not off and not apart:
        return None
    text = f"В плане «{one_line(off or phrase)}», в файле дат «{one_line(word)}»: действует файл дат."
    advice = 'Отмену пишут и туда: cancelled = "причина".' if off else "Если верен план, напишите его день и час туда."
    return Problem(Severity.WARNING if off else Severity.INFO, "decided-otherwise", text, item.id, file, decision.line, advice)


def told_once(plan: Plan, decisions: Decisions, questions: Sequence[Question], findings: Sequence[Problem]) -> list[Problem]:
    """Questions and findings in the order of the plan's rows; what a row silences is left out."""
    rows = {item.id: index for index, item in enumerate(plan.items)}
    left = [_placed(finding, decisions) for finding in findings]
    told: list[Problem] = []
    for question in questions:
        item = plan.item(question.item) if question.item else None
        same = SAME.get(question.code, (question.code,))
        if item is not None and set(dict(item.silenced)) & {question.code, *same}:
            continue
        pair = next((finding for code in same for finding in left if (finding.item, finding.code) == (question.item, code)), None)
        if pair is not None:
            left.remove(pair)
        told.append(_told(question, pair, item, plan, decisions))
    return sorted([*told, *left], key=lambda problem: rows.get(problem.item or "", -1))


def _told(question: Question, pair: Problem | None, item: Item | None, plan: Plan, decisions: Decisions) -> Problem:
    if pair is not None:
        return replace(pair, advice=question.advice or pair.advice)
    by_word = question.line is not None or question.code.startswith("decision-")
    file = question.file or (decisions.file if by_word else plan.file if item is not None else None)
    line = question.line if by_word or item is None else item.line
    return Problem(Severity.QUESTION, question.code, question.text, question.item, file, line, question.advice)


def _placed(finding: Problem, decisions: Decisions) -> Problem:
    """A finding about what the dates file says stands there, not in the plan."""
    decision = decisions.get(finding.item) if finding.item else None
    if decision is None:
        return finding
    theirs = decision.place or decision.link if finding.code in _PLACES else decision.when or decision.plan
    return replace(finding, file=decisions.file, line=decision.line) if theirs and finding.code in _DECIDED else finding


def _decided(item: Item, decision: Decision | None, zone: tzinfo) -> Item:
    if decision is None:
        return item
    if decision.cancelled is not None or decision.closed is not None or decision.milestones:
        when = ""
    elif isinstance(decision.when, datetime):
        when = f"{decision.when.astimezone(zone) if decision.when.tzinfo else decision.when:%d.%m.%Y %H:%M}"
    else:
        when = decision.when or decision.plan or item.when
    place = decision.place or decision.link
    return replace(item, when=when, places=(place,) if place else item.places)
