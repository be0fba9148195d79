"""Every rule's example is read by that rule, and every word by its line."""

import datetime as dt

import pytest

from notifier.core.dates import grammar, read
from notifier.core.dates.cleaning import clean
from notifier.core.dates.pairs import settle
from notifier.core.dates.rules import NAMED, RULES
from notifier.core.dates.tokens import tokenize
from notifier.core.dates.words import TABLE, WORDS
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)
MONDAY = dt.date(2020, 10, 12)


@pytest.mark.parametrize("index", range(len(RULES)), ids=[f"{number}: {example}" for number, (_, _, example) in enumerate(RULES)])
def test_a_rule_reads_its_example(index: int) -> None:
    """The example in a rule's line is cut by that very rule."""
    _, _, example = RULES[index]
    text = clean(example)
    tokens = settle(tokenize(text), text)
    used = [rule for rule, _, _ in grammar.pieces(token.kind for token in tokens)]
    assert index in used, f"{example}: {[token.kind for token in tokens]} is cut by {used}"


@pytest.mark.parametrize(("_pattern", "builder", "example"), RULES, ids=[example for _, _, example in RULES])
def test_an_example_means_something(_pattern: str, builder: "object", example: str) -> None:
    """Every example has a meaning, except those that show what is not a date."""
    reading = read(example, YEAR, today=MONDAY)
    foreign = builder == "?" or getattr(builder, "__name__", "") in {"people", "labelled", "house", "room", "measured"} or example == "накануне 9 Мая"
    assert (reading.kind is Kind.UNPARSEABLE) == foreign, reading


def test_no_word_means_two_things() -> None:
    """A form stands in one line of the table only, or the later line would be dead."""
    forms = [form for line in TABLE.strip().splitlines() for form in line.partition(": ")[2].split()]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []


def test_every_kind_of_word_is_used_by_a_rule() -> None:
    """A kind that no rule names would make its words foreign."""
    patterns = " ".join(pattern for pattern, _, _ in RULES) + " ".join(NAMED.values())
    silent = {"filler", "known", "unknown"}
    assert {kind for kind, _ in WORDS.values() if kind not in patterns} <= silent

