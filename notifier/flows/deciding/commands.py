"""The coordinator decides by mail: her words under an ask, her «Принять» on a suggestion, a schedule she attaches.

Everything lands in the dates file, like any other decision, and may be taken back for a while before librarians hear of it.
A command needs her address, a binding to a mail of ours (its Message-ID or a suggestion's UID is unguessable and expires) and,
where our server states one, a DMARC pass; it is carried out once. What is refused changes nothing and is told.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from notifier.core.clean import clean_line
from notifier.core.events.standing import standing
from notifier.core.inbound.addressing import ENTRY, names
from notifier.core.inbound.answers import answers
from notifier.core.inbound.courtesies import is_courtesy, is_greeting, is_mere, only_thanks
from notifier.core.inbound.mime import is_wanted_file
from notifier.core.ladder import is_urgent
from notifier.core.phrases import offered_at
from notifier.core.russian import quoted
from notifier.edges.datesfile.reading import read_dates
from notifier.flows.deciding.begun import Hearing
from notifier.flows.deciding.binding import UNCLEAR, Binding
from notifier.flows.deciding.decisions import HOURLESS, Deciding
from notifier.flows.deciding.mailed import Mailed
from notifier.flows.deciding.orders import Orders
from notifier.flows.deciding.taking_back import TakingBack
from notifier.flows.deciding.thread import Thread
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger, View
from notifier.model.decision import Decisions
from notifier.model.fact import Partstat
from notifier.model.heard import Counter, Head, Human, Ours, Reply
from notifier.model.order import Asked, No, NotUnderstood, Order, Stop, Yes
from notifier.model.person import fold

BESIDE_A_BUTTON = ("Вместе с ответом календаря вы написали: {words}. Служба этого не исполнит: указания она читает только в письмах. "
                   "Если это указание, ответьте им на письмо с вопросом.")
FOR_THE_WRITER = ("Ваш ответ получила служба, а не тот, чьё письмо она переслала: ему ответьте на его адрес. Если это указание службе, "
                  "ответьте на письмо с вопросом или начните с имени строки, например «teor-2: отмена».")


@dataclass
class Commands:
    """What the coordinator's mail may do, at one moment."""

    inputs: Inputs
    ledger: Ledger
    look: Callable[[], View]
    ours: Ours
    now: datetime
    binding: Binding = field(init=False)
    decisions: Deciding = field(init=False)

    def __post_init__(self) -> None:
        settings = self.inputs.settings
        self.now = self.now.astimezone(self.inputs.window.calendar.zone)  # hours told to her are those of her clock
        self.binding = Binding(self.inputs, self.ledger, self.ours, self.now)
        taking_back = TakingBack(self.ledger.facts, settings.dates, self.now, settings.policy.take_back_minutes)
        mailed = Mailed(self.inputs, self.ledger.facts, taking_back, self.now)
        self.decisions = Deciding(self.inputs, self.ledger, self.look, self.now, taking_back, mailed)

    def begin(self, hearing: Hearing) -> None:
        """A letter is to be carried out."""
        self.decisions.begin(hearing)

    # --- «Принять» and «предложить другое время»

    def answer(self, reply: Reply) -> None:
        """Her calendar's answer to a suggestion: accepting confirms that date; declining leaves the question open."""
        accepts = reply.partstat is Partstat.ACCEPTED
        if not (accepts or reply.comment) or not self._may_answer(reply):
            return
        if accepts:
            suggested = self.binding.suggestions[reply.uid]
            self._confirm(reply.head, suggested.item, suggested.when)
        self._tell_of_remark(reply)

    def counter(self, counter: Counter) -> None:
        """Another time proposed by her is her word with day and time."""
        if not self._may_answer(counter):
            return
        item = self.binding.suggestions[counter.uid].item
        if not isinstance(counter.start, datetime):
            self.decisions.refused(counter.head.digest, f"{item}: в предложении другого времени нет часа. "
                                                              f"Ответьте, например: «{item}: 19.11 в 14:30».")
            return
        start, end = (moment.astimezone(self.inputs.window.calendar.zone) if isinstance(moment, datetime) else None
                      for moment in (counter.start, counter.end))
        assert start is not None
        until = f"–{end:%H:%M}" if end is not None and end.date() == start.date() and end > start else ""
        if start <= self.now:
            self.decisions.refused(counter.head.digest, f"{item}: время {start:%d.%m.%Y %H:%M} уже прошло, ничего не записано.")
            return
        self._confirm(counter.head, item, f"{start:%d.%m.%Y %H:%M}{until}")
        self._tell_of_remark(counter)

    def _tell_of_remark(self, answer: Reply | Counter) -> None:
        """«Принять», and beside it «но лучше в 15:00»: she must not think that this was heard, too."""
        if answer.comment and not is_courtesy(answer.comment):
            words = quoted(clean_line(answer.comment, limit=300))
            self.decisions.refused(f"{answer.head.digest}|beside", BESIDE_A_BUTTON.format(words=words))

    def _may_answer(self, answer: Reply | Counter) -> bool:
        """Whether it is her answer, and to a suggestion of the present plan; what is refused is told."""
        identity = f"{answer.uid}|{answer.dtstamp.isoformat()}"
        if not self.binding.allowed(answer.head, identity, bound=self.binding.is_good(answer.uid), speaker=answer.attendee):
            return False
        if self.binding.is_of_former_plan(answer.uid):
            self.decisions.refused(answer.head.digest, self.decisions.answers_former_plan(self.binding.suggestions[answer.uid].item))
            return False
        return True

    def _confirm(self, head: Head, item: str, when: str) -> None:
        self.decisions.row, self.decisions.taking_back.letter = item, head.digest[:16]
        self.decisions.confirm(item, when, head.digest)
        self.decisions.promise(head)

    # --- her words

    def words(self, human: Human) -> None:
        """What she wrote above, under or into the mail she answers; attached schedules are read and wait for her «да»."""
        thanks = only_thanks(human.head.subject, human.words)
        if thanks and is_mere(human.words) and not human.attachments and not self.binding.is_bound(human.head):
            return  # «Спасибо!» in a letter of its own decides nothing, and need not be told so
        identity = human.head.message_id or hashlib.sha256(f"{human.head.at}|{human.top}".encode()).hexdigest()
        if not self.binding.allowed(human.head, identity, bound=False):
            return
        files = any(is_wanted_file(attachment.name) for attachment in human.attachments)
        if human.attachments:
            self._receive(human, at_once=files or self.binding.at_once("unread-today", UNCLEAR))
        self.decisions.taking_back.letter = human.head.digest[:16]
        thread = Thread(self.ledger, self.binding, human.head)
        executor = Orders(self.decisions, thread)
        # Where something waits, a bare «да» is meant for that, and a guess needs its row's name.
        waits = self.decisions.mailed.waiting or executor.news_wait() or (thread.about_files and bool(self.inputs.shrunk))
        asked = self._asked(thread, guesses=not waits)
        zone = self.inputs.window.calendar.zone
        written = min(human.head.at or self.now, self.now).astimezone(zone).date()  # her «завтра», however late it is read
        orders = answers(human, asked, self.inputs.plan, written, zone=zone,
                         about=thread.item or (None if waits else thread.acknowledged))
        if thread.brings_letters and (kept := self._for_us(human, orders, thread)) != orders:
            if thanks and not any(isinstance(order, Yes) for order in orders):
                return  # «Принято»: no answer to whoever wrote
            self.decisions.note(f"{human.head.digest}|writer", FOR_THE_WRITER)
            if not kept:
                return
            orders = kept
        if thanks and not files and not self._agrees(human, orders, thread, executor, asked):
            return
        if not files and self._only_nods(orders, thread, executor):
            return  # «Да, всё верно» to «Принято: …»
        if files:  # around a file stand covering words: only what is plainly an order counts, and no «да» before she saw
            orders = [order for order in orders if not isinstance(order, NotUnderstood | Yes | No)]
        elif all(isinstance(order, NotUnderstood) for order in orders) and not self.binding.at_once("unclear-today", UNCLEAR):
            self.decisions.at_once = False
        self._carry_out(human, orders, asked, executor)

    def ask_what_to_stop(self, human: Human, question: str) -> None:
        """Her «стоп» may mean what she decided: nobody hears of that until she had time to say so."""
        self.decisions.taking_back.letter = human.head.digest[:16]
        held = self.decisions.taking_back.wait(self._urgent())
        how = ("Взять решение назад: ответьте «стоп» на это письмо." if self.decisions.taking_back.rows else
               "Отменить встречу: «имя строки: отмена, причина».")
        if not self.binding.at_once("unclear-today", UNCLEAR):
            self.decisions.at_once = False
        self.decisions.note(human.head.digest, question + (held or how))

    def _receive(self, human: Human, *, at_once: bool) -> None:
        """Read what is attached, and tell her what was understood."""
        lines = self.decisions.mailed.receive(human.attachments, f"{human.head.subject} {human.words}")
        self.decisions.at_once = at_once
        for n, line in enumerate(lines):
            self.decisions.note(f"{human.head.digest}|files|{n}", line)
        self.decisions.at_once = True

    def _carry_out(self, human: Human, orders: Sequence[Order], asked: list[Asked], executor: Orders) -> None:
        for n, order in enumerate(orders):
            self.decisions.row = order.item
            executor.carry_out(order, asked, f"{human.head.digest}|{n}")
        self.decisions.row = None
        self.decisions.promise(human.head)
        if any(isinstance(order, NotUnderstood) for order in orders) and (held := self.decisions.taking_back.wait(self._urgent())):
            self.decisions.note(f"{human.head.digest}|wait", held)  # it may be «нет, не то»
        if not orders and not human.attachments:
            self.decisions.note(human.head.digest, "Ваше письмо получено, но указаний в нём не найдено. "
                                                   "Решение пишут сверху, над цитатой, или сразу под вопросом.")

    def _urgent(self) -> set[str]:
        """Rows of meetings that people expect within two days: what is decided about them waits for no second letter."""
        window = self.inputs.window
        return {row.event.item for row in self.decisions.view.rows if row.ever_told and is_urgent(row.event, window, now=self.now)
                and row.event.starts_at(window.calendar.zone) > self.now}

    def _for_us(self, human: Human, orders: list[Order], thread: Thread) -> list[Order]:
        """Of her answer to a mail that brought what people wrote: «да» and «нет», and under one that brought nothing else all that names no
        row, may be meant for them."""
        known = {fold(row.id): row.id for row in self.inputs.plan.items}
        named = set(names(human.words, known))
        return [order for order in orders if isinstance(order, Stop) or order.item in named or (
            not isinstance(order, Yes | No) and not thread.only_brings_letters)]

    def _agrees(self, human: Human, orders: Sequence[Order], thread: Thread, executor: Orders, asked: Sequence[Asked]) -> bool:
        """Whether «ок» is a «да»: something waits for one, and it is not just said of a digest, or of one that asks about several rows.
        Any other order is no courtesy."""
        if any(not isinstance(order, Yes | NotUnderstood) for order in orders):
            return True
        waiting = {question.item for question in self.decisions.view.questions}
        # «Ок» above everything is about all of it; under a quoted question it is about that one.
        one_thing = not human.top.strip() or is_greeting(human.top) or len(
            {question.item for question in asked if question.here and question.item in waiting}) < 2
        return any(isinstance(order, Yes) and (thread.suggestion is not None or executor.is_meant(order)) for order in orders) and not (
            thread.is_digest and (is_mere(human.words) or not one_thing))

    def _only_nods(self, orders: Sequence[Order], thread: Thread, executor: Orders) -> bool:
        """Whether «да» agrees to what was decided about rows that nothing is asked of any more."""
        asked = {question.item for question in self.decisions.view.questions} | self._hourless().keys()
        nods = bool(orders) and all(isinstance(order, Yes) and not executor.is_meant(order) for order in orders)
        settled = bool(thread.acknowledges) and thread.acknowledges.isdisjoint(asked)
        return nods and settled and thread.suggestion is None and not executor.news_wait()

    def _asked(self, thread: Thread, *, guesses: bool) -> list[Asked]:
        """What her words may answer or leave out."""
        milestones = (Asked(decision.item, "milestones", here=False, titles=tuple(one.title for one in decision.milestones))
                      for decision in self._spoken_of.by_item if decision.milestones)
        return [*thread.asked(self.decisions.view.questions, guesses=guesses), *milestones, *self._standing(thread), *self._entries()]

    def _standing(self, thread: Thread) -> list[Asked]:
        """The days suggested, when each meeting stands, the day she named without an hour."""
        zone, today = self.inputs.window.calendar.zone, self.now.date()
        decisions, _ = read_dates(self.inputs.settings.dates)
        stands = standing(self.inputs.plan, self.decisions.hearing.decisions(decisions or self.inputs.decisions), zone, self.now)
        named = {row: day for row, day in self._hourless().items() if day >= today}
        fresh = self.decisions.taking_back.rows
        suggested = dict([thread.suggestion]) if thread.suggestion is not None else {}
        rows = []
        for row in self.inputs.plan.items:
            moment, offers = stands.get(row.id), thread.offers.get(row.id, ())
            day = named.get(row.id)
            if row.id in suggested and row.id not in named:
                day = offered_at(suggested[row.id]).date()
            if moment is not None or offers or day is not None or row.id in fresh:
                rows.append(Asked(row.id, "stands", here=False, offers=offers, day=day, fresh=row.id in fresh,
                                  stands=moment.replace(tzinfo=None) if moment is not None else None))
        return rows

    def _entries(self) -> list[Asked]:
        """The coming events of rows that have several: of somebody else's schedules («вебинар отменяется»), and days of a row."""
        view, zone = self.decisions.view, self.inputs.window.calendar.zone
        coming = [event for event in view.resolution.events if event.live and event.ends_at(zone) > self.now]
        festivals = {decision.item for decision in self._spoken_of.by_item if decision.milestones}
        rows = [event.item for event in coming if event.item not in festivals]
        return [Asked(event.item, ENTRY, here=False, titles=(event.title,), begins=event.first_day(),
                      hour=None if event.all_day else event.starts_at(zone).astimezone(zone).time())
                for event in coming if event.source or rows.count(event.item) > 1]

    @property
    def _spoken_of(self) -> Decisions:
        return self.decisions.hearing.decisions(self.inputs.decisions)

    def _hourless(self) -> dict[str, date]:
        """Row -> the day she named without an hour, and was asked for it."""
        return {row: date.fromisoformat(str(day)) for row, day in self.ledger.facts.get_json(HOURLESS).items()}
