"""What a figure can be: a day, a month, an hour at which people meet, a class, the number of one of several."""

from collections.abc import Sequence
from itertools import pairwise

LAST_DAY = 31
LAST_MONTH = 12
LAST_ON_CLOCK = 23
EARLIEST_HOUR = 5
"""O'clock: before it nobody even leaves for an excursion; an hour of the night is a slip, or something else's figure."""
FIRST_HOUR = 7
"""O'clock: before it nobody meets; a smaller figure is a class, a lesson or a day."""
LAST_HOUR = 20
"""O'clock: after it nobody begins."""
HIGHEST_NUMBER = 9
"""Of a stage, a shift or a seminar; a higher one is hardly its number."""
HIGHEST_CLASS = 11
WEEK = 7


def is_day_and_month(first: int | str, second: int | str) -> bool:
    """Whether two figures can be a day and its month."""
    return 1 <= int(first) <= LAST_DAY and 1 <= int(second) <= LAST_MONTH


def are_weekly(days: Sequence[int]) -> bool:
    """Each a week after the one before."""
    return all(later - earlier == WEEK for earlier, later in pairwise(days))


def school_order(month: int, day: int) -> tuple[int, int]:
    """Days without their years, in the order in which a school year has them."""
    return (month - 9) % 12, day


def full_year(year: int) -> int:
    """A year of two figures in this century."""
    return year + 2000 if year < 100 else year
