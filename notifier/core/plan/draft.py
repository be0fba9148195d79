"""A plan row on its way to becoming an ``Item``: still without an id, and able to take up a row that continues it."""

from dataclasses import dataclass, field

from notifier.core.plan.agenda import topics
from notifier.core.plan.fields import Fields
from notifier.core.plan.persons import persons
from notifier.core.plan.points import without_marker
from notifier.core.plan.venues import places
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import AUDIENCE_HEADERS, AUDIENCES, Role
from notifier.model.plan import EVERYBODY, Item
from notifier.model.problem import Severity


@dataclass(slots=True)
class Draft:
    """What is known about a row so far; ``where`` says for people where it stands."""

    where: str
    sector: str
    number: str | None
    topics: tuple[str, ...]
    when: str
    places: tuple[str, ...]
    responsible: tuple[str, ...]
    extra: list[tuple[str, str]] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    meeting: bool = False  # made by a title above its questions

    def item(self, item_id: str) -> Item:
        """The plan's row. Extra columns of one header are joined."""
        extra: dict[str, str] = {}
        for header, text in self.extra:
            if text not in extra.get(header, ""):
                extra[header] = f"{extra[header]}; {text}" if header in extra else text
        return Item(id=item_id, sector=self.sector, topics=self.topics, number=self.number, when=self.when, places=self.places,
                    responsible=self.responsible, audience=audience(self.topics, self.extra), extra=tuple(extra.items()))

    def words(self) -> str:
        """Everything that the row keeps, for the account that nothing was dropped."""
        return " ".join([self.sector, self.number or "", *self.topics, self.when, *self.places, *self.responsible,
                         *(part for pair in self.extra for part in pair), *(text for _, text in self.findings)])

    def absorb(self, fields: Fields, when: str) -> None:
        """Take up what a continuing row adds: points of the agenda, places, persons, extra columns."""
        self.topics += tuple(topic for topic in topics(fields.lines(Role.TOPIC)) if topic not in self.topics)
        self.places += tuple(place for place in places(fields.lines(Role.PLACE)) if place not in self.places)
        self.responsible += tuple(who for who in persons(fields.lines(Role.RESPONSIBLE)) if who not in self.responsible)
        self.extra += [pair for pair in fields.extra if pair not in self.extra]
        if meaningful(when) and when not in self.when:
            self.when = f"{self.when} {when}".strip()


@dataclass(slots=True)
class Finding:
    """Something to tell before ids are known; ``draft`` where it concerns a row."""

    severity: Severity
    code: str
    text: str
    draft: Draft | None = None
    advice: str = ""


def draft(fields: Fields, *, sector: str, when: str, where: str, head: tuple[str, ...] = ()) -> Draft:
    """The draft of one row. ``head``: the topic of the row above to which this one is a point."""
    written = fields.lines(Role.TOPIC)
    if head:
        written = [without_marker(line) if index == 0 else line for index, line in enumerate(written)]
    return Draft(where=where, sector=sector, number=fields.number, topics=(*head, *topics(written)), when=when,
                 places=places(fields.lines(Role.PLACE)), responsible=persons(fields.lines(Role.RESPONSIBLE)),
                 extra=list(fields.extra), findings=list(fields.findings))


def audience(topics_of_row: tuple[str, ...], extra: list[tuple[str, str]]) -> tuple[str, ...]:
    """The groups that a topic («для молодых специалистов») or a column of participants names, else everybody."""
    text = plain(one_line(" ".join(topics_of_row)))
    whom = {plain(value) for header, value in extra if any_of(AUDIENCE_HEADERS).match(plain(header))}
    groups = tuple(dict.fromkeys(group for pattern, group in AUDIENCES.items() if pattern in text or group in whom))
    return groups or (EVERYBODY,)
