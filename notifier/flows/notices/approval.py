"""Rule 16: news of more than so many events at once waits for a person's yes."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifier.core.clean import LINE_LIMIT
from notifier.core.ladder import news_until
from notifier.core.phrases import short_title
from notifier.core.russian import counted
from notifier.edges.ledger.events import Recorded
from notifier.flows.notices.readiness import Readiness, Rows
from notifier.flows.resolving import is_approved
from notifier.model.notice import STATE_KINDS, Notice

WAITING = "news-waiting"
"""The fact that keeps which (event:sequence) wait for a yes."""

ROOM = LINE_LIMIT - 80
"""For the news in a line of a mail, beside the words around them."""

Pair = tuple[int, int]
"""(event, sequence): one event's news."""


def news_of(row: Recorded) -> str:
    """What people would hear: a yes to a day says nothing of whether they shall come that day or stay at home."""
    kind = "отмена" if not row.event.live else "изменение" if row.ever_invited else "приглашение"
    return f"{kind} {row.event.first_day():%d.%m.%Y} — {short_title(row.event.title)}"


def what_waits(waiting: Sequence[Recorded]) -> str:
    """The line above them."""
    if len(waiting) == 1:
        return "Ждёт вашего «да»: новость об одном мероприятии"
    return f"Ждут вашего «да»: новости сразу о {counted(len(waiting), 'мероприятии', 'мероприятиях', 'мероприятиях')}"


def all_news(waiting: Sequence[Recorded]) -> str:
    """As many of them as a line of a mail has room for, and how many more."""
    named = [news_of(row) for row in waiting]
    while len("; ".join(named)) > ROOM:
        named.pop()
    more = f"; и ещё {len(waiting) - len(named)}" if len(named) < len(waiting) else ""
    return f"{'; '.join(named)}{more}."


@dataclass
class Approval:
    """Which news of one pass waits."""

    readiness: Readiness

    def waiting(self, due: Sequence[Notice], rows: Rows) -> set[Pair]:
        """What of ``due`` must wait now: what waits does so until somebody says yes, though one of them may have passed meanwhile:
        silence is no consent."""
        facts, expanded = self.readiness.facts, self.readiness.facts.expanded()
        approved, before = facts.approved(), self._still_waiting(rows)
        fresh: set[Pair] = set()
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind not in STATE_KINDS or notice.step or row is None or self.readiness.key(notice, rows) in expanded:
                continue
            if row.invited or self.seen(row):
                continue  # its own sequence was let go already: this looks for joiners, leavers, and for those whom it did not reach
            fresh.add(row.pair)
        fresh -= approved
        return fresh if len(fresh - before) > self.readiness.window.policy.approve_above_events else fresh & before

    def seen(self, row: Recorded) -> bool:
        """Whether a person said yes to the schedule's entry this event was made of: nobody is asked twice for the same."""
        return row.revision.sequence == 0 and is_approved(row.event, self.readiness.facts)

    def _still_waiting(self, rows: Rows) -> set[Pair]:
        """Who was waiting when last looked, without what was approved, corrected or is over meanwhile."""
        marks = self.readiness.facts.get_json(WAITING)
        if not marks:
            return set()
        approved, zone = self.readiness.facts.approved(), self.readiness.window.calendar.zone
        return {row.pair for row in rows.values() if _mark(row.pair) in marks and row.pair not in approved and (
            row.event.ends_at(zone) > self.readiness.now or news_until(row.revision, zone) > self.readiness.now)}

    def remember(self, waiting: set[Pair], rows: Rows) -> None:
        """Who waits is kept for the passes to come: at night nothing is due, and one of four may be over tomorrow."""
        self.readiness.facts.put_json(WAITING, {_mark(pair): 1 for pair in waiting | self._still_waiting(rows)})

    def held_back(self, notices: Sequence[Notice], rows: Rows) -> list[Recorded]:
        """The events whose news waits at this moment. A day called off or taken back before anybody heard of it has no news."""
        pairs, wanted = self.waiting(self.readiness.ready(notices), rows) | self._still_waiting(rows), {notice.uid for notice in notices}
        return [row for row in rows.values() if row.pair in pairs and row.event.uid in wanted]


def _mark(pair: Pair) -> str:
    event, sequence = pair
    return f"{event}:{sequence}"
