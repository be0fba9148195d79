"""What tells a day without naming one: all the time, somebody's schedule, by when, the next year, put off to."""

from notifier.core.dates.days import named_day
from notifier.core.dates.items import Item, Items, Tokens, foreign, one, value_of


def ongoing(tokens: Tokens) -> Items:
    """«Постоянно», «в течение 2020-2021 учебного года», «в течение 2021 года»."""
    if value_of(tokens, "next"):
        return foreign(tokens)  # «в течение следующего учебного года»: not this plan's
    return one("O", (value_of(tokens, "year"), value_of(tokens, "years")), tokens)


def school_year(tokens: Tokens) -> Items:
    """«Учебный год» with nothing that says «в течение» or «весь»."""
    return foreign(tokens) if value_of(tokens, "next") else one("G", 0, tokens)


def next_year(tokens: Tokens) -> Items:
    """«15 января следующего года»; «текущего года» adds nothing."""
    return one("F", 0, tokens) if tokens[0].value else []


def deadline_behind(tokens: Tokens) -> Items:
    """«25 декабря - крайний срок»."""
    return [*one("d", 0, tokens[-1:]), *named_day(tokens[:-2])]


def sent(tokens: Tokens) -> Items:
    """«Ссылка будет выслана 10 марта»: by then it is there, and the meeting is on no such day."""
    begin = next(index for index, token in enumerate(tokens) if token.kind not in {"sent", "in"})
    return [*one("d", 0, tokens[:1]), *named_day(tokens[begin:])]


def moved_to(tokens: Tokens) -> Items:
    """«20.10, перенос: 24.09»."""
    return [*one("!", 0, tokens[:1]), *named_day(tokens[2:])]


def schedule(tokens: Tokens) -> Items:
    """«По графику ...»: the owner begins where the item ends; «по приказу» belongs to the owner's words."""
    word = next((token for token in reversed(tokens) if token.kind in {"schedule", "order"}), None)
    if word is None:
        return [Item("S", 0, tokens[0].start, tokens[-1].end)]
    others = word.kind == "order" and value_of(tokens, "nobody") is None
    return [Item("S", 0, tokens[0].start, word.start if others else word.end)]


def bare_schedule(tokens: Tokens) -> Items:
    """«График СОИРО»: says who decides only where nothing stands before it."""
    return [schedule(tokens)[0]._replace(code="B")]
