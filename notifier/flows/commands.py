"""The coordinator decides by mail: her words under an ask, her «Принять» on a suggestion, a schedule she attaches.

Everything lands in the dates file, like any other decision, and may be taken back for a while before librarians hear of it.
A command needs her address, a binding to a mail of ours (its Message-ID or a suggestion's UID is unguessable and expires) and,
where our server states one, a DMARC pass; it is carried out once. What is refused changes nothing and is told.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from notifier.core.clean import clean_line
from notifier.core.events.further import among_others, closing, not_held
from notifier.core.events.standing import standing
from notifier.core.inbound.answers import answers
from notifier.core.inbound.milestones import EXAMPLE as MILESTONES_EXAMPLE
from notifier.core.inbound.mime import is_wanted_file
from notifier.core.phrases import as_written, event_title, offered_at, short_title
from notifier.core.russian import day_short
from notifier.edges.datesfile.changes import Written
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.datesfile.writing import write_decision, write_occurrence
from notifier.flows.approval import WAITING
from notifier.flows.begun import Former, edited_since
from notifier.flows.binding import Binding
from notifier.flows.calling_off import call_off, called_off_before
from notifier.flows.inputs import Inputs
from notifier.flows.mailed import Mailed
from notifier.flows.requests import approve
from notifier.flows.taking_back import PATIENCE, Letter, TakingBack, moment_text
from notifier.flows.thread import Thread
from notifier.flows.view import KEPT_DAYS, Ledger, View
from notifier.model.decision import Decision, Entry, Milestone
from notifier.model.fact import Partstat
from notifier.model.heard import Counter, Head, Human, Ours, Reply
from notifier.model.order import (
    Add,
    Asked,
    Cancel,
    Choose,
    Closed,
    Confirm,
    Keep,
    Milestones,
    No,
    NotUnderstood,
    Order,
    Place,
    Replan,
    Stop,
    Yes,
)
from notifier.model.person import fold
from notifier.model.problem import Problem

DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
HOURLESS = "hourless"
"""The days she named without an hour: an hour alone is the answer."""
NO_REASON = "по решению координатора"


@dataclass
class Commands:
    """What the coordinator's mail may do, at one moment."""

    inputs: Inputs
    ledger: Ledger
    look: Callable[[], View]
    ours: Ours
    now: datetime
    former: Former | None = None  # her letter was begun before, and may have been written into the file
    _decided: bool = False
    _row: str | None = field(default=None, init=False)  # the row the order at hand is about
    _about_files: bool = field(default=False, init=False)  # her mail answers one about files that lost much
    binding: Binding = field(init=False)
    taking_back: TakingBack = field(init=False)
    mailed: Mailed = field(init=False)

    def __post_init__(self) -> None:
        settings = self.inputs.settings
        self.now = self.now.astimezone(self.inputs.window.calendar.zone)  # hours told to her are those of her clock
        self.binding = Binding(self.inputs, self.ledger, self.ours, self.now)
        self.taking_back = TakingBack(self.ledger.facts, settings.dates, self.now, settings.policy.take_back_minutes)
        self.mailed = Mailed(self.inputs, self.ledger.facts, self.taking_back, self.now)

    @cached_property
    def view(self) -> View:
        """What stands: most looks into the mailbox find no order of hers, and then nobody asks."""
        return self.look()

    # --- «Принять» and «предложить другое время»

    def answer(self, reply: Reply) -> None:
        """Her calendar's answer to a suggestion: accepting confirms that date; declining leaves the question open."""
        item, when = self.binding.suggested(reply.uid)
        identity = f"{reply.uid}|{reply.dtstamp.isoformat()}"
        if reply.partstat is not Partstat.ACCEPTED or not self.binding.allowed(reply.head, identity, bound=self.binding.is_good(reply.uid),
                                                                        speaker=reply.attendee):
            return
        self._row, self.taking_back.letter = item, reply.head.digest[:16]
        self._confirm(item, when, reply.head.digest)
        self._promise(reply.head)

    def counter(self, counter: Counter) -> None:
        """Another time proposed by her is her word with day and time."""
        item, _ = self.binding.suggested(counter.uid)
        identity = f"{counter.uid}|{counter.dtstamp.isoformat()}"
        if not self.binding.allowed(counter.head, identity, bound=self.binding.is_good(counter.uid), speaker=counter.attendee):
            return
        if not isinstance(counter.start, datetime):
            self._note("decision", counter.head.digest, f"{item}: в предложении другого времени нет часа. "
                                                        f"Ответьте, например: «{item}: 19.11 в 14:30».")
            return
        start, end = (moment.astimezone(self.inputs.window.calendar.zone) if isinstance(moment, datetime) else None
                      for moment in (counter.start, counter.end))
        assert start is not None
        until = f"–{end:%H:%M}" if end is not None and end.date() == start.date() and end > start else ""
        if start <= self.now:
            self._note("decision", counter.head.digest, f"{item}: время {start:%d.%m.%Y %H:%M} уже прошло, ничего не записано.")
            return
        self._row, self.taking_back.letter = item, counter.head.digest[:16]
        self._confirm(item, f"{start:%d.%m.%Y %H:%M}{until}", counter.head.digest)
        self._promise(counter.head)

    # --- her words

    def words(self, human: Human) -> None:
        """What she wrote above, under or into the mail she answers; attached schedules are read and wait for her «да»."""
        identity = human.head.message_id or hashlib.sha256(f"{human.head.at}|{human.top}".encode()).hexdigest()
        if not self.binding.allowed(human.head, identity, bound=False):
            return
        files = [attachment for attachment in human.attachments if is_wanted_file(attachment.name)]
        if human.attachments:
            lines = self.mailed.receive(human.attachments, f"{human.head.subject} {human.words}")
            self._note("decision", f"{human.head.digest}|files", " ".join(lines))
        self.taking_back.letter = human.head.digest[:16]
        thread = Thread(self.ledger, self.binding, human.head)
        self._about_files = thread.about_files
        # Where something waits, a bare «да» is meant for that, and a guess needs its row's name.
        waits = self.mailed.waiting or self._news_wait() or (self._about_files and bool(self.inputs.shrunk))
        asked = [*thread.asked(self.view.questions, guesses=not waits),
                 *(Asked(decision.item, "milestones", here=False, titles=tuple(one.title for one in decision.milestones))
                   for decision in self.inputs.decisions.by_item if decision.milestones)]
        zone = self.inputs.window.calendar.zone
        asked += self._standing(thread)
        orders = answers(human, asked, self.inputs.plan, self.now.astimezone(zone).date(), zone=zone, about=thread.item)
        if files:  # around a file stand covering words: only what is plainly an order counts, and no «да» before she saw
            orders = [order for order in orders if not isinstance(order, NotUnderstood | Yes | No)]
        for n, order in enumerate(orders):
            self._row = order.item
            if isinstance(order, Yes) and thread.suggestion is not None and order.item in (None, thread.item):
                self._confirm(*thread.suggestion, f"{human.head.digest}|{n}")  # «Подходит ли этот день?» - «да»
            else:
                self._carry_out(order, asked, f"{human.head.digest}|{n}")
        self._row = None
        self._promise(human.head)
        if not orders and not human.attachments:
            self._note("decision", human.head.digest, "Ваше письмо получено, но указаний в нём не найдено. "
                                                        "Решение пишут сверху, над цитатой, или сразу под вопросом.")

    def _standing(self, thread: Thread) -> list[Asked]:
        """What her words may leave out: the days suggested, the places planned, when each meeting stands, the day she named without an
        hour."""
        zone, today = self.inputs.window.calendar.zone, self.now.date()
        decisions, _ = read_dates(self.inputs.settings.dates)
        stands = standing(self.inputs.plan, decisions or self.inputs.decisions, zone, self.now)
        named = {row: day for row, day in self._hourless().items() if day >= today}
        fresh = self.taking_back.rows
        suggested = dict([thread.suggestion]) if thread.suggestion is not None else {}
        rows = []
        for row in self.inputs.plan.items:
            moment, offers = stands.get(row.id), thread.offers.get(row.id, ())
            day = named.get(row.id)
            if row.id in suggested and row.id not in named:
                day = offered_at(suggested[row.id]).date()
            if moment is not None or offers or day is not None:
                rows.append(Asked(row.id, "stands", here=False, offers=offers, day=day, fresh=row.id in fresh,
                                  stands=moment.replace(tzinfo=None) if moment is not None else None))
        return rows

    def _hourless(self) -> dict[str, date]:
        """Row -> the day she named without an hour, and was asked for it."""
        return {row: date.fromisoformat(str(day)) for row, day in self.ledger.facts.get_json(HOURLESS).items()}

    def _carry_out(self, order: Order, asked: list[Asked], key: str) -> None:
        match order:
            case Choose(item=item, number=number):
                self._choose(item, number, asked, key)
            case Confirm(item=item, phrase=phrase, when=when) if item:
                self._confirm(item, as_written(when) if when.time or when.all_day else phrase, key)
            case Replan(item=item, phrase=phrase) if item:
                told = any(row.event.item == item and row.ever_told and row.event.live for row in self.view.rows)
                why = f"переносится на {phrase}, новая дата будет объявлена" if told else None
                self._decide(item, f"перенесено на {phrase}", key, plan=phrase, when="", cancelled=why)
            case Cancel(item=item, reason=reason, day=day) if item:
                self._call_off(item, reason or NO_REASON, day, key)
            case Closed(item=item, text=text) if item:
                self._close(item, text, key)
            case Keep(item=item) if item:
                self._keep(item, key)
            case Place(item=item, text=text) if item:
                self._decide(item, f"место: {text}", key, place=text)
            case Add(item=item, title=title, phrase=phrase, link=link) if item:
                self._entered(Entry(item, title, phrase, link=link), key)
            case Milestones(item=item, points=points) if item:
                self._mark(item, points, key)
            case Stop():
                self._take_back(order, key)
            case Yes(item=item):
                self._yes(item, key)
            case No():
                self.mailed.forget()
                self._note("decision", key, "Хорошо, ничего не сделано.")
            case NotUnderstood(text=text, why=why):
                if order.day is not None and order.item is not None:
                    self.ledger.facts.put_json(HOURLESS, {**self.ledger.facts.get_json(HOURLESS), order.item: order.day.isoformat()})
                self._note("decision", key, f"Не понято: «{text}». {why}".strip())
            case _:
                self._note("decision", key, "Не понять, о какой строке плана речь. Начните с её имени, например «teor-2: 2».")

    def _choose(self, item: str | None, number: int, asked: list[Asked], key: str) -> None:
        choices = next((one.choices for one in asked if one.item == item and one.choices), ())
        if item is None or number > len(choices):
            self._note("decision", key, f"Вариант {number} не найден: напишите день и час.")
        else:
            self._confirm(item, choices[number - 1], key)

    def _confirm(self, item: str, phrase: str, key: str) -> None:
        decision = self._as_written(item)
        if item in (asked := self.ledger.facts.get_json(HOURLESS)):
            self.ledger.facts.put_json(HOURLESS, {row: day for row, day in asked.items() if row != item})
        if decision is not None and (points := decision.milestones):
            said = "; ".join(f"{one.title} {one.when}" for one in points)
            self._note("decision", key, f"У строки {item} есть вехи ({said}), и одна дата их не заменит; ничего не записано. "
                                        f"{MILESTONES_EXAMPLE.format(row=item)}.")
            return
        row = self.inputs.plan.item(item)
        together = among_others(self.inputs.plan, row, decision, phrase, self.inputs.window.calendar.zone) if row is not None else phrase
        if row is not None and together is None:
            self._entered(Entry(item, event_title(row), phrase), key)  # one decision has one hour
            return
        self._decide(item, phrase, key, when=together, doubt=self._day_off(phrase))

    def _mark(self, item: str, points: Sequence[Milestone], key: str) -> None:
        """A festival's dates: those she names come to those she gave before, a title named again gets its new date."""
        decision = self._as_written(item)
        former = decision.milestones if decision is not None else ()
        named = {fold(point.title): point for point in points}
        kept = [replace(one, when=named.pop(fold(one.title)).when) if fold(one.title) in named else one for one in former]
        said = "; ".join(f"{point.title} {point.when}" for point in points)
        dates, new = self.inputs.settings.dates, (*kept, *named.values())
        if self.former is not None and self.former.was_edited(item, {"milestones": "; ".join(f"{one.title} — {one.when}" for one in new)}):
            self._written((None, [edited_since(dates)]), item, said, key)
        else:
            self._written(write_decision(dates, item, milestones=new), item, said, key, former)

    def _as_written(self, item: str) -> Decision | None:
        """As the dates file has it at this moment: another line of hers, or another mail, may just have been written."""
        decisions, _ = read_dates(self.inputs.settings.dates)
        return decisions.get(item) if decisions is not None else None

    def _decide(self, item: str, words: str, key: str, *, when: str | None = None, place: str | None = None, plan: str | None = None,
                cancelled: str | None = None, closed: str | None = None, doubt: str = "") -> None:
        """Write a decision, unless it is heard again and the row was edited since."""
        given = {name: clean_line(value) for name, value in (("when", when), ("place", place), ("plan", plan), ("cancelled", cancelled),
                                                             ("closed", closed)) if value is not None}
        if when:
            given = {"cancelled": "", "closed": "", **given}
        dates = self.inputs.settings.dates
        if self.former is not None and self.former.was_edited(item, given):
            self._written((None, [edited_since(dates)]), item, words, key)
        else:
            self._written(write_decision(dates, item, when=when, place=place, plan=plan, cancelled=cancelled, closed=closed), item, words,
                          key, doubt=doubt)

    def _written(self, result: tuple[Written | None, list[Problem]], item: str, words: str, key: str,
                 milestones: Sequence[Milestone] = (), doubt: str = "") -> None:
        """Note what was written, hold it back for the taking-back time, and remember how to undo it (``milestones``: the former)."""
        written, problems = result
        if written is None:
            self._note("decision", key, f"Не записано ({item}: {words}). " + " ".join(f"{p.text} {p.advice}" for p in problems))
            return
        if not written.changed and self.former is not None:
            written, milestones = self.former.changes(item), self.former.milestones(item)
        if not written.changed:
            self._note("decision", key, f"Уже записано: {words} — {self._named(item)}.")
            return
        self.taking_back.remember(item, written, words, milestones)
        self._note("decision", key, f"Принято: {words} — {self._named(item)}.{doubt}")
        self._decided = True

    def _day_off(self, phrase: str) -> str:
        """A slip of the day is seen while it may still be taken back: on Monday everybody would know it."""
        days = [datetime.strptime(day, "%d.%m.%Y").date() for day in DAY.findall(phrase)]  # noqa: DTZ007 - days
        off = [day_short(day) for day in days if not self.inputs.window.calendar.is_working(day)]
        return "".join(f" Внимание: {day} — нерабочий день." for day in off)

    def _close(self, item: str, text: str, key: str) -> None:
        """«Проведено» and «не проводим»; a meeting that has its day and is «не проводим» is called off, or people would come."""
        row, zone = self.inputs.plan.item(item), self.inputs.window.calendar.zone
        words = closing(self.inputs.plan, row, self._as_written(item), text, self.now.astimezone(zone).date()) if row is not None else text
        coming = any(row.event.item == item and row.event.live and row.event.starts_at(zone) > self.now for row in self.view.rows)
        if coming and words == text and not_held(text):
            self._call_off(item, text, "", key)
        else:
            self._decide(item, words, key, closed=words)

    def _call_off(self, item: str, reason: str, day: str, key: str) -> None:
        done = called_off_before(self.view, item, reason, self.former, self.now, day=day) if self.former is not None else None
        done = done or call_off(self.view, item, reason, self.now, day=day, former=self.former)
        if done.entry is None or done.written is None:
            self._written((done.written, done.problems), item, "отменено", key)
            return
        self.taking_back.remember_entry(done.entry, done.written)
        self._note("decision", key, f"Принято: {self._named(item)} — отменено «{done.entry.title}», {moment_text(done.entry.when)}.")
        self._decided = True

    def _entered(self, entry: Entry, key: str) -> None:
        dates = self.inputs.settings.dates
        known = [*self.inputs.decisions.occurrences, *self.inputs.entries]  # as before this look: two lines of one letter are two events
        beside = "".join(f" Внимание: {self.mailed.namesakes.said(one)}" for one in self.mailed.namesakes.beside(entry, known)[:2])
        late = self.former is not None and self.former.was_entry_edited(entry)
        written, problems = (None, [edited_since(dates)]) if late else write_occurrence(dates, entry)
        if written is not None and not written.changed and self.former is not None:
            written = self.former.entry(entry)
        if written is None:
            self._note("decision", key, f"Не записано ({entry.item}: {entry.title}). " + " ".join(f"{p.text} {p.advice}" for p in problems))
        elif not written.changed:
            self._note("decision", key, f"Уже записано: {entry.title}, {entry.when} — {self._named(entry.item)}.")
        else:
            self.taking_back.remember_entry(entry, written)
            self._note("decision", key, f"Принято: {self._named(entry.item)} — внесено «{entry.title}», {entry.when}.{beside}")
            self._decided = True

    def _named(self, item: str) -> str:
        row = self.inputs.plan.item(item)
        if row is None:
            return item
        return f"{item}, {short_title(event_title(row))}"

    def _promise(self, head: Head) -> None:
        """Once under all that one mail decided: until when it may be taken back."""
        if self._decided and self.taking_back.promise:
            self._note("decision", f"{head.digest}|promise", self.taking_back.promise)
        self._decided = False

    def _take_back(self, order: Stop, key: str) -> None:
        """Undo what was decided by mail and has not been told yet; of what can't be undone any more she hears what it did."""
        former = self.taking_back.former() if order.previous else None
        taken = self.taking_back.take_back(order.item, former_letter=order.previous)
        said = [f"Взято назад: {', '.join(taken.done)}. Участникам ничего не ушло."] if taken.done else []
        said += [f"{item}: после письма эту строку исправили в файле дат; правка осталась." for item in taken.edited]
        said += [f"{item}: взять назад пока не вышло: файл дат не читается или не записывается (в чём дело, скажет notifier check). До "
                 f"{self.now + PATIENCE:%d.%m %H:%M} участникам об этом ничего не уйдёт; исправьте файл и ответьте «стоп» ещё раз."
                 for item in taken.waiting]
        if not said and former is not None:
            said = [self._done_already(former)]
        elif not said and order.previous:
            said = ["Прошлое письмо ничего не решило: брать назад нечего."]
        elif not said:
            said = ["Брать назад уже нечего: время прошло или решений не было. Отменить: «имя: отмена, причина»."]
        self._note("decision", key, " ".join(said))

    def _done_already(self, letter: Letter) -> str:
        """What the letter did that she wants back too late, who knows of it, and what undoes it now."""
        told = sorted({row.event.item for row in self.view.rows if row.event.item in letter.rows and row.ever_told and row.event.live})
        known = f"Участникам уже написали: {', '.join(told)}." if told else "Участникам об этом ещё не писали."
        decided = "; ".join(f"{row}: {said}" for row, said in letter.decided)
        return (f"Взять назад уже нельзя: время прошло. Письмо от {letter.at:%d.%m %H:%M} решило: {decided}. {known} "
                f"Отменить: «{letter.rows[0]}: отмена, причина»; назначить иначе: «{letter.rows[0]}: ДД.ММ в ЧЧ:ММ».")

    def _keep(self, item: str, key: str) -> None:
        """«Оставить»: the meeting stands on its day off, and she is not asked again about that day."""
        asked = [question for question in self.view.questions if question.item == item and question.code == "day-off"]
        if not asked:
            self._note("decision", key, f"{item}: оставлено как есть; о нерабочем дне этой строки вопроса нет.")
            return
        self.ledger.facts.put_json(KEPT_DAYS, {**self.ledger.facts.get_json(KEPT_DAYS), **{question.key: 1 for question in asked}})
        self._note("decision", key, f"Принято: {self._named(item)} — остаётся в нерабочий день, больше об этом не спросим.")

    def _yes(self, item: str | None, key: str) -> None:
        """«Да» to a guess about a row, or to what waits: a file she mailed, entries of a feed, news of many events."""
        question = next((q for q in self.view.questions if item and q.item == item), None)
        if item and question is not None and question.code == "deadline":
            self._mark(item, (Milestone("Срок", question.guess),), key)
        elif item and question is not None and question.guess:
            self._decide(item, f"в плане {question.guess}", key, plan=question.guess)
        elif self.mailed.waiting:
            self._note("decision", key, " ".join(self.mailed.enter(item, self.former)))
        elif self._about_files and self.inputs.shrunk:
            approve(self.ledger, self.view, self.now, news=False)
            self._note("decision", key, "Одобрено: изменившийся файл принят таким, какой он есть.")
        elif self._news_wait():
            approve(self.ledger, self.view, self.now, files=False)
            self._note("decision", key, "Одобрено: что ждало вашего «да», уйдёт в ближайшее окно отправки.")
        else:
            about = f" ({item}: {question.ask})" if question is not None else ""
            self._note("decision", key, f"Не понять, на что «да»{about}: вашего «да» сейчас ничего не ждёт. Дату назначают номером "
                                        "предложения или днём и часом, например «teor-2: 19.11 в 14:30».")

    def _news_wait(self) -> bool:
        """Whether news of many events or entries of schedules wait for her yes."""
        return bool(self.ledger.facts.get_json(WAITING)
                    or any(question.code == "entry-approval" for question in self.view.questions))

    def _note(self, topic: str, key: str, text: str) -> None:
        self.ledger.facts.note(topic, key, text, self.now, self._row)

