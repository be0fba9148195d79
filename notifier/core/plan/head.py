"""A head row: a topic of its own whose points follow in rows below («Заседания:», «- о подписке | сентябрь»)."""

from dataclasses import dataclass

from notifier.core.plan.account import texts_of, words_in
from notifier.core.plan.draft import Draft
from notifier.core.plan.fields import Fields
from notifier.core.plan.words import Role


@dataclass(slots=True)
class Head:
    """Its topic, if there is one above at all."""

    topic: tuple[str, ...] = ()
    fields: Fields | None = None    # the row itself, where it is no draft
    start: int = 0                  # how many drafts came before its points

    def words(self) -> list[str]:
        """All that a head row says, where it is no draft: for the account that nothing was dropped."""
        return [*self.topic, *texts_of(self.fields)] if self.fields is not None else []

    def hand_down(self, fields: Fields) -> None:
        """A point takes from its head row what it does not say itself; the head's number goes to the first point."""
        above = self.fields
        if above is None:
            return
        for role in (Role.PLACE, Role.RESPONSIBLE, Role.TIME):
            if not fields.has(role) and above.has(role):
                fields.by_role[role] = list(above.lines(role))
        fields.extra.extend(pair for pair in above.extra if pair[0] not in dict(fields.extra))
        if above.has(Role.NUMBER):
            fields.by_role[Role.NUMBER] = above.by_role.pop(Role.NUMBER)
            fields.inherited.discard(Role.NUMBER)

    def lost(self, drafts: list[Draft]) -> list[str]:
        """Its texts that none of its points took over."""
        if self.fields is None:
            return []
        kept = words_in(" ".join(made.words() for made in drafts[self.start:]))
        return [text for text in texts_of(self.fields) if words_in(text) - kept]
