"""A row's texts by what they are: topic, date, place and the other columns; and what rows say that are no whole ones."""

import re
from dataclasses import dataclass, field

from notifier.core.plan.numbering import read_number
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.core.plan.words import DITTO_WORDS, Role

_DITTO_SHAPE = re.compile(r"[\s\-–—−_.,*|~]*[\"/\\«»„“”″〃'’‘][\s\-–—−_.,*|~\"/\\«»„“”″〃'’‘]*")
_LONGEST_NUMBER = 15  # «вне плана», «1.2.3 - 1.2.5»


@dataclass(slots=True)
class Fields:
    """A row's texts by role, as lines; extra columns by header; roles whose cell is merged with the row above."""

    by_role: dict[Role, list[str]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    extra_lines: dict[str, list[str]] = field(default_factory=dict)  # the same as written, for lists side by side
    agenda: list[str] = field(default_factory=list)  # of the topic's lines, those of a column of questions
    inherited: set[Role] = field(default_factory=set)
    findings: list[tuple[str, str]] = field(default_factory=list)  # (code, Russian text) for the coordinator
    struck: bool = False  # the topic is struck out: no other is meant instead

    def lines(self, role: Role) -> list[str]:
        """The lines of a role, empty where there is none."""
        return self.by_role.get(role, [])

    def text(self, role: Role) -> str:
        """The role's text on one line."""
        return one_line(" ".join(self.lines(role)))

    def has(self, role: Role) -> bool:
        """Whether anything is written there."""
        return any(meaningful(line) for line in self.lines(role))

    @property
    def number(self) -> str | None:
        """The row's number without its dot; an odd one («3-а») as written."""
        if Role.NUMBER in self.inherited:
            return None  # merged with the row above, which has it
        text = self.text(Role.NUMBER)
        return read_number(text) or (text.rstrip(".) ") if meaningful(text) and len(text) <= _LONGEST_NUMBER else None)

    def below(self, above: "Fields") -> "Fields":
        """A row torn by a page: this half behind the one above."""
        by_role = {role: _joined(above.lines(role), self.lines(role)) for role in {**above.by_role, **self.by_role}}
        extra = {**dict(above.extra), **{header: f"{dict(above.extra).get(header, '')} {text}".strip() for header, text in self.extra}}
        return Fields(by_role, list(extra.items()), inherited=set(above.inherited), findings=[*above.findings, *self.findings])


def _joined(above: list[str], here: list[str]) -> list[str]:
    """Two halves of a cell's lines: the last and the first are one."""
    upper, lower = list(filter(meaningful, above)), list(filter(meaningful, here))
    return [*upper[:-1], f"{upper[-1]} {lower[0]}", *lower[1:]] if upper and lower else upper or lower


def is_ditto(text: str, role: Role | None = None) -> bool:
    """«-//-», «—"—», «то же», and «там же» in a column of places (or in any, without a role). A lone dash means none."""
    line = one_line(text)
    if not line:
        return False
    roles = DITTO_WORDS.get(plain(line), frozenset())
    return _DITTO_SHAPE.fullmatch(line) is not None or (bool(roles) if role is None else role in roles)


def goes_on(fields: Fields) -> bool:
    """«… библиотечных» and, on the next page, «уроков в 5-6 классах»: only a topic, in small letters, goes on from the row above."""
    topic = fields.text(Role.TOPIC)
    return topic[:1].islower() and not fields.extra and {role for role in fields.by_role if fields.has(role)} == {Role.TOPIC}


def topic_from_form(fields: Fields) -> None:
    """«Круглый стол» in a column of forms, of kinds, and no topic: this is what takes place."""
    form = next((text for header, text in fields.extra if plain(header).startswith(("форм", "вид"))), None)
    if form is not None and (fields.has(Role.DATE) or fields.has(Role.NUMBER)):
        fields.by_role[Role.TOPIC] = [form]
