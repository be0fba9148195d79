"""Suggested dates as tentative entries of the coordinator's own calendar, and what her short answers mean."""

from collections.abc import Sequence
from datetime import timedelta

from notifier.core import briefing
from notifier.core.compose.whole import message_id
from notifier.core.inbound.token import token
from notifier.core.phrases import offered_at
from notifier.flows.coordinator.desk import Desk
from notifier.model.content import Need, SuggestionContent
from notifier.model.draft import Draft
from notifier.model.event import Event, Revision, Status
from notifier.model.notice import Kind


class Suggestions:
    """«Принять» on one of these entries is her word (``flows.deciding.commands``): their UIDs can't be guessed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def remember_asked(self, mid: str, needs: Sequence[Need]) -> None:
        """What this mail asked and what its numbers mean, for reading her answer."""
        codes = {question.item: question.code for question in self._desk.questions if question.item}
        asked: dict[str, object] = {}
        for need in needs:
            if need.item and need.item not in asked:
                asked[need.item] = {"code": "closing" if need.closing else codes.get(need.item, ""),
                                    "choices": [f"{one.when:%d.%m.%Y %H:%M}" for one in need.suggestions],
                                    "numbers": [one.number for one in need.suggestions]}
        if asked:
            self._desk.facts.put_json(f"asked:{mid}", asked)
            self._desk.facts.put_json("asked:last", asked)

    def suggest(self, needs: Sequence[Need]) -> None:
        """Each suggestion of a row asked about for the first time as a tentative entry of her own: «Принять» confirms it."""
        if not self._desk.policy.suggest_entries:
            return
        known = self._desk.facts.get_json("suggested")
        asked_before = set(self._desk.facts.get_json("suggested-rows"))
        to, year = self._desk.inputs.settings.coordinator, self._desk.inputs.plan.school_year
        secret = self._desk.facts.secret()
        expires = self._desk.now.date() + timedelta(days=90)
        for need in needs:
            if not need.item or f"{year}/{need.item}" in asked_before:
                continue
            for one in need.suggestions:
                key = f"{need.item}|{one.when.isoformat()}"
                uid = f"{token(secret, key, to.email, expires=expires)}@{self._desk.inputs.domain}"
                event = Event(uid, f"ask/{need.item}/{one.number}", need.item, need.title, one.when,
                              one.when + timedelta(minutes=self._desk.policy.duration_minutes), status=Status.TENTATIVE)
                others = tuple(other.when for other in need.suggestions if other is not one)
                content = SuggestionContent(need.item, need.title, one.number, others)
                mid = message_id(f"{uid}|{self._desk.now.isoformat()}", self._desk.inputs.domain)
                draft = Draft(Kind.INVITATION, self._desk.now, revision=Revision(event, 0, self._desk.now), content=content)
                if self._desk.send_suggestion(draft, mid, key):
                    known[uid] = {"item": need.item, "title": need.title, "when": f"{one.when:%d.%m.%Y %H:%M}", "mid": mid}
                    asked_before.add(f"{year}/{need.item}")
        self._desk.facts.put_json("suggested", known)
        self._desk.facts.put_json("suggested-rows", dict.fromkeys(sorted(asked_before), 1))

    def withdraw(self) -> None:
        """Once a row has its date (or is off), the other suggestions leave her calendar: CANCEL, and their UIDs count no more.

        On Mondays, with the digest: her decision is answered by one mail, and taking it back within the week finds them still there.
        """
        known = self._desk.facts.get_json("suggested")
        open_rows = {question.item for question in self._desk.questions if question.code in briefing.REGULAR | briefing.UNDATED}
        dates = {(row.event.item, row.event.start) for row in self._desk.events.all() if row.event.live}
        zone = self._desk.window.calendar.zone
        left: dict[str, object] = {}
        for uid, entry in known.items():
            assert isinstance(entry, dict)
            start = offered_at(str(entry["when"])).replace(tzinfo=zone)
            item = str(entry["item"])
            if item in open_rows and start > self._desk.now:
                left[uid] = entry
            elif start > self._desk.now and (item, start) not in dates and item not in open_rows:
                event = Event(uid, f"ask/{item}", item, str(entry.get("title", item)), start,
                              start + timedelta(minutes=self._desk.policy.duration_minutes), status=Status.CANCELLED)
                mid = message_id(f"withdrawn|{uid}", self._desk.inputs.domain)
                draft = Draft(Kind.CANCELLATION, self._desk.now, revision=Revision(event, 1, self._desk.now),
                              content=SuggestionContent(item, event.title), references=(str(entry["mid"]),) if entry.get("mid") else ())
                self._desk.send_suggestion(draft, mid, f"withdrawn-{item}|{start.isoformat()}")
        self._desk.facts.put_json("suggested", left)
