"""What lines of prose begin with: «12.10 Семинар» with a day, «1.10. Акция» with a number or with a day, as the other lines tell."""

import re
from collections.abc import Sequence

from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.sentences import dated_at_end
from notifier.core.russian import MONTHS_GENITIVE

_NUMBERED = re.compile(  # «26 АПРЕЛЯ Вебинар» is a day, «1 АПРЕЛЬ Вебинар» the first
    rf"\s*(\d{{1,3}}(?:\.\d{{1,3}})*)\s*(?:[.)]\s*|\s+(?=[А-ЯЁ«])(?!(?i:{'|'.join(MONTHS_GENITIVE)})(?!\w)))(?=\S)")
_DAY = re.compile(  # «17.09 в 15.00 – …», «1.09 Линейка»: a day, no number
    r"\s*(?P<day>[12]\d|3[01]|0?[1-9])\.(?P<month>0[1-9]|1[0-2])(?!\d)(?P<year>\.(?:20)?\d\d(?!\d))?")


class Beginnings:
    """The lines of one document, for each of them is understood by the others."""

    def __init__(self, lines: Sequence[str], year: PlanYear) -> None:
        self._year = year
        self._counts = {match[1] for line in lines if (match := _NUMBERED.match(line))}  # some may be days
        self._by_days = any(self._is_day(line) for line in lines)

    def number(self, line: str, month: int | None) -> re.Match[str] | None:
        """The number before a line; «1.10 Акция» begins with a day in October, or where other lines do and it has no other date.

        ``month``: the one that stands above.
        """
        day, number = _DAY.match(line), _NUMBERED.match(line)
        if self._is_day(line):
            return None
        if day is None or number is None or self._counts_on(day):
            return number
        dated_otherwise = dated_at_end(line[number.end():], self._year) is not None
        return None if int(day["month"]) == month or (self._by_days and not dated_otherwise) else number

    def _is_day(self, line: str) -> bool:
        """«12.10», «1.09», «1.10.2026»: surely a day."""
        day = _DAY.match(line)
        if day is None or self._counts_on(day):
            return False
        return bool(day["year"]) or day["month"].startswith("0") or len(day["day"]) > 1

    def _counts_on(self, day: re.Match[str]) -> bool:
        """«10.10», «1.11» where «10.9», «1.9» count lines: numbers."""
        return not day["year"] and not day["month"].startswith("0") and f"{day['day']}.9" in self._counts
