"""Reads Russian date phrases: plan cells, the dates file, the command line, schedules of others, the coordinator's mail.

Promises: never an invented date; the same phrase and year give the same reading; any text gives a reading, never an exception.
The conventions, and the stages with what each decides, are in ``docs/dates.md``. The way: ``cleaning`` -> ``tokens`` -> ``pairs`` ->
``sharing`` -> ``grammar`` by ``rules`` -> ``sentence`` -> ``joining`` -> ``meaning`` -> ``reading`` -> ``rereading``.
"""

import datetime as dt
from functools import lru_cache

from notifier.core.dates.reading import read_phrase
from notifier.model.when import SchoolYear, When

__all__ = ["read"]


def read(phrase: str, school_year: SchoolYear | None, *, today: dt.date | None = None) -> When:
    """What a phrase means in a school year; with ``today`` also «завтра», «следующий четверг», and the nearest future without a year.

    ``why`` of the reading explains it, and every suspicion, in Russian.
    """
    return _remembered(phrase, school_year, today)


@lru_cache(maxsize=2048)  # a plan's phrases are read again at every pass of the service
def _remembered(phrase: str, school_year: SchoolYear | None, today: dt.date | None) -> When:
    return read_phrase(phrase, school_year, today)
