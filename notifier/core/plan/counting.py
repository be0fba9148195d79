"""Numbers of rows, sector by sector: which are missing, which stand twice."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from notifier.model.plan import Item


def miscounted(items: Sequence[Item]) -> Iterator[tuple[Item, str, str]]:
    """Rows before whose number some are missing, or whose number is there already: the row, the finding's code and its words.

    Numbers that run on through the sectors, or stand in another order, are no gap.
    """
    last_of_plan = 0
    for sector in dict.fromkeys(item.sector for item in items):
        within = f" в разделе «{sector}»" if sector else ""
        for count in _counts([(int(item.number or "0"), item) for item in items
                              if item.sector == sector and (item.number or "").isdecimal()]):
            there = {number for number, _ in count}
            seen: set[int] = set()
            expected = count[0][0] if count[0][0] == last_of_plan + 1 else 1
            for number, item in count:
                missing = sorted(set(range(expected, number)) - there)
                if number in seen:
                    yield item, "duplicate-number", f"Номер {number} повторяется{within}."
                elif missing:
                    what = "Пропущен номер" if len(missing) == 1 else "Пропущены номера"
                    yield item, "numbering-gap", f"{what} {_ranges(missing)}{within}."
                seen.add(number)
                expected = max(expected, number + 1)
                last_of_plan = number


def _counts(numbered: Sequence[tuple[int, Item]]) -> list[list[tuple[int, Item]]]:
    """A sector's rows, parted where they are counted anew, for another month: at a second «1» behind a higher number."""
    counts: list[list[tuple[int, Item]]] = []
    for number, item in numbered:
        before = {other for other, _ in counts[-1]} if counts else set()
        if not counts or (number == 1 and 1 in before and max(before) > 1):
            counts.append([])
        counts[-1].append((number, item))
    return counts


def _ranges(numbers: Sequence[int]) -> str:
    """«3», «1–3, 9»."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
