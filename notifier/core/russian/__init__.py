"""Russian as our mails speak it: dates, weekdays, hours, plurals."""

from notifier.core.russian.counting import ahead, counted, plural, year
from notifier.core.russian.dates import (
    MONTH_NAMES,
    MONTHS_GENITIVE,
    WEEKDAYS,
    WEEKDAYS_SHORT,
    clock,
    day,
    day_short,
    day_weekday,
    day_year,
    days,
    full,
    moment,
    moment_short,
    on_weekday,
    relative,
    short,
    span,
    weekday,
    weekday_short,
    zone_label,
)
from notifier.core.russian.letters import capital, decapitalize, of_another_alphabet, quoted

__all__ = [
    "MONTHS_GENITIVE", "MONTH_NAMES", "WEEKDAYS", "WEEKDAYS_SHORT", "ahead", "capital", "clock", "counted", "day", "day_short",
    "day_weekday", "day_year", "days", "decapitalize", "full", "moment", "moment_short", "of_another_alphabet", "on_weekday", "plural",
    "quoted", "relative", "short", "span", "weekday", "weekday_short", "year", "zone_label",
]
