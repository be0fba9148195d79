"""Another plan over the former one's file: it waits for a yes where people are told by the former one (rule 16).

Until then the former plan is in force, and a day said of an id that means another row by now is told to nobody: written for the new
plan's row, it would read as a move of the old plan's meeting. What was decided for the former rows of such ids has to go before the yes.
"""

from collections.abc import Sequence
from textwrap import shorten

from notifier.core.phrases import short_title
from notifier.core.replacement import Pair, Replacement, renamed, replacement
from notifier.core.russian import counted
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.settings import Settings

_TITLE = 50  # characters: all that is said has to fit into one line of an alarm


def plan_id(plan: Plan, settings: Settings) -> str:
    """What arming is bound to: another year or another plan file is a new plan. Its title may be corrected at any time."""
    return f"{plan.school_year}|{settings.plan.stem}"


class AnotherPlan:
    """The doubt of one reading. ``unsure``: the ids that mean another row in the file that waits.

    Before its yes a plan may become whatever it likes: the arming shows what would go out.
    """

    def __init__(self, settings: Settings, armed: str) -> None:
        self._settings = settings
        self._armed = armed
        self.unsure: frozenset[str] = frozenset()

    def __call__(self, before: Plan, value: Plan) -> Problem | None:
        """What is doubtful about ``value`` in the place of ``before``."""
        if self._armed != plan_id(before, self._settings) or before.school_year != value.school_year:
            return None
        found = replacement(before, value)
        if found is None:
            pairs = renamed(before, value)
            self.unsure = frozenset(one.id for pair in pairs for one in pair if before.item(one.id) and value.item(one.id))
            return _renaming(pairs, str(self._settings.plan))
        self.unsure = frozenset(old.id for old, _ in found.pairs)
        return _problem(found, str(self._settings.plan))


def advice_to_remove(items: Sequence[str]) -> str:
    """Why a yes does not take the plan yet."""
    return (f"Новый план пока не принят: в файле дат остались решения о прежних строках ({', '.join(items)}), и они стали бы решениями о "
            "новых. Уберите их оттуда и ответьте «да» ещё раз.")


def _problem(found: Replacement, file: str) -> Problem:
    examples = (f" ({old.id}: было {_title(old)}, стало {_title(new)})" for old, new in found.pairs)
    rows = counted(found.count, "строка", "строки", "строк")
    return Problem(
        Severity.ERROR, "plan-another", f"План похож на другой: {rows} из {found.rows} прежних — о другом{next(examples, '')}. "
        "Действует прежний план, новое об этих строках ждёт.", file=file,
        advice="Если так и надо, ответьте «да» на письмо службы об этом или выполните notifier approve; прежние решения о таких "
               "строках сначала уберите из файла дат. Если это новый план, верните прежний файл, а новый назовите иначе.")


def _renaming(pairs: Sequence[Pair], file: str) -> Problem | None:
    """A row under another id would be another event: people would be invited to it once more, or told of a move to it."""
    if not pairs:
        return None
    rows = "; строка ".join(f"{_title(old)} была {old.id}, а стала {new.id}" for old, new in pairs)
    former = ", ".join(f'id = "{old.id}"' for old, _ in pairs)
    return Problem(
        Severity.ERROR, "plan-renamed", f"Строка {rows}: под другим именем это для службы другая встреча: приглашённых позвали бы ещё "
        "раз или написали бы им о переносе. Действует прежний план.", file=file, line=pairs[0][1].line,
        advice=f"Верните {former}. Если это и правда другая встреча, ответьте «да» на письмо службы об этом или выполните notifier "
               "approve.")


def _title(item: Item) -> str:
    return short_title(shorten(item.title, _TITLE, placeholder="…"))
