"""The coordinator's orders carried out: each one a decision written, a yes given to what waits, or a «стоп».

What can't be carried out changes nothing and is told.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from notifier.core.events.further import closes
from notifier.core.inbound.addressing import YES_OR_NO
from notifier.core.inbound.asked import suggestion
from notifier.core.phrases import offered_at, short_title
from notifier.core.readings import as_written
from notifier.core.russian import quoted
from notifier.flows.arming.acts import approve, left_over
from notifier.flows.deciding.decisions import HOURLESS, Deciding
from notifier.flows.deciding.taking_back import PATIENCE, Letter
from notifier.flows.deciding.thread import Thread
from notifier.flows.inputs.another import advice_to_remove
from notifier.flows.notices.approval import WAITING
from notifier.flows.view import KEPT_DAYS
from notifier.model.decision import Entry, Milestone
from notifier.model.event import Event
from notifier.model.order import (
    Add,
    Asked,
    Cancel,
    Choose,
    Closed,
    Confirm,
    Keep,
    Link,
    Milestones,
    No,
    Nothing,
    NotUnderstood,
    Order,
    Place,
    Replan,
    Stop,
    Yes,
)
from notifier.model.question import Question

YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
NO_REASON = "по решению координатора"
TOO_LATE = "Брать назад уже нечего: время прошло или решений не было. Отменить: «имя: отмена, причина»."


@dataclass
class Orders:
    """The orders of one letter, which answers the mails of ``thread``."""

    decisions: Deciding
    thread: Thread

    def carry_out(self, order: Order, asked: list[Asked], key: str) -> None:
        """Do what she said, and tell her what became of it."""
        if isinstance(order, Yes) and self.thread.suggestion is not None and order.item in (None, self.thread.item):
            self.decisions.confirm(*self.thread.suggestion, key)  # «Подходит ли этот день?» - «да»
            return
        if doubt := self._which_plan(order) or self._is_over(order):
            self.decisions.refused(key, doubt)
            return
        match order:
            case Choose():
                self._choose(order, asked, key)
            case Confirm(item=item, when=when, former=date() as former, title=title) if item:
                self.decisions.move(item, former, title, as_written(when), key)
            case Confirm(item=item, phrase=phrase, when=when) if item:
                self.decisions.confirm(item, as_written(when) if when.time or when.all_day else phrase, key)
            case Replan(item=item, phrase=phrase) if item:
                self._replan(item, phrase, key)
            case Cancel(item=item, reason=reason, day=day, title=title) if item:
                self.decisions.call_off(item, reason or NO_REASON, day, key, title=title)
            case Closed(item=item, text=text) if item:
                self.decisions.close(item, text, key)
            case Keep(item=item, stands=stands) if item:
                self._keep(item, key, stands=stands)
            case Place(item=item, text=text) if item:
                self.decisions.decide(item, f"место {text}", key, place=text)
            case Link(item=item, url=url, day=date() as day, title=title) if item:
                self.decisions.link(item, day, title, url, key)
            case Link(item=item, url=url) if item:
                self.decisions.decide(item, f"ссылка {url}", key, link=url)
            case Add(item=item, title=title, phrase=phrase, link=link) if item:
                self.decisions.entered(Entry(item, title, phrase, link=link), key)
            case Milestones(item=item, points=points) if item:
                self.decisions.mark(item, points, key)
            case _:
                self._heed(order, key)

    def _which_plan(self, order: Order) -> str:
        """Why an order may be about a row of another plan, whose id stands for something else by now; empty where it is not. A day said
        with its year needs no asking back."""
        item = None if isinstance(order, Stop | No | NotUnderstood) else order.item
        if isinstance(order, Confirm | Replan) and YEAR.search(order.phrase):
            return ""
        former = self.decisions.of_former_plan(item) if item else None
        if isinstance(order, Cancel) and former is not None:
            return ""
        if self.thread.is_of_former_plan and (item or isinstance(order, Yes)):
            return self.decisions.answers_former_plan(item)
        if former is not None and isinstance(order, Confirm | Replan | Closed | Place | Link):
            title, day = short_title(former.title), f"{former.first_day():%d.%m}"
            row = self.decisions.named(item or "")
            return (f"Не понять, о чём речь: {title} прежнего плана, {day}, или {row} нового. Ничего не сделано. "
                    f"Прежнюю встречу можно отменить: «{item}: отмена {day}, причина»; перенести её — верните в файл плана прежний план. "
                    "Дату новой строки напишите с годом.")
        return ""

    def _is_over(self, order: Order) -> str:
        """Why the hour she names can't be: it is gone today already; of an earlier day she hears as her words are read. What is heard again
        was read in time."""
        if not isinstance(order, Confirm | Add) or order.when.start is None or self.decisions.hearing.again:
            return ""
        begins = datetime.combine(order.when.start, order.when.time or time.max, self.decisions.inputs.window.calendar.zone)
        if begins > self.decisions.now:
            return ""
        return f"Не понято: {quoted(order.phrase)}. Это время уже прошло. Напишите так: «ДД.ММ в ЧЧ:ММ»"

    def _replan(self, item: str, phrase: str, key: str) -> None:
        """Another month without a day: what people know is off, and the day is asked for, though the row was closed before."""
        told = any(row.event.item == item and row.ever_told and row.event.live for row in self.decisions.view.rows)
        why = f"переносится на {phrase}, новая дата будет объявлена" if told else None
        decision = self.decisions.hearing.decisions(self.decisions.inputs.decisions).get(item)
        closed = "" if decision is not None and closes(decision) else None
        self.decisions.decide(item, f"перенесено на {phrase}", key, plan=phrase, when="", cancelled=why, closed=closed)

    def _heed(self, order: Order, key: str) -> None:
        """What decides nothing about a row by itself."""
        match order:
            case Stop():
                self._take_back(order, key)
            case Yes(item=item):
                self._yes(item, key)
            case No(item=item):
                self._no(item, key)
            case Nothing(item=item) if item:
                self.decisions.note(key, f"Хорошо, {item}: пока записывать нечего. Появится событие — напишите его в любой день.")
            case NotUnderstood(text=text, why=why):
                if order.day is not None and order.item is not None:
                    facts = self.decisions.ledger.facts
                    facts.put_json(HOURLESS, {**facts.get_json(HOURLESS), order.item: order.day.isoformat()})
                self.decisions.refused(key, f"Не понято: {quoted(text)}. {why}".strip())
            case _:
                self.decisions.refused(key, "Не понять, о какой строке плана речь. Начните с её имени, например «teor-2: 2».")

    def _no(self, item: str | None, key: str) -> None:
        """«Нет» to what waits for a yes, or to «Принято: …» while that may be taken back (``item``: of this row alone)."""
        meant = {row for row in self.thread.acknowledges if item in (None, row)}
        waits, fresh = self.decisions.mailed.waiting, sorted(self.decisions.taking_back.rows & meant)
        if fresh and not waits:
            for number, row in enumerate(fresh):
                self._take_back(Stop(row), f"{key}|{number}")
            return
        if not waits and not self.news_wait() and meant - {question.item for question in self.decisions.view.questions}:
            self.decisions.note(key, TOO_LATE)
            return
        self.decisions.mailed.forget()
        self.decisions.note(key, "Хорошо, ничего не сделано.")

    def _choose(self, order: Choose, asked: list[Asked], key: str) -> None:
        item, phrase = order.item, suggestion(order, asked)
        told = self._settled(item)
        if item is None or not phrase:
            self.decisions.refused(key, f"Вариант {order.number} не найден: напишите день и час.")
        elif told is not None and not (told.live and told.first_day() == offered_at(phrase).date()):  # an old mail's number
            about, again = ("О", "перенести") if told.live else ("Об отмене", "назначить снова")
            known = f"{about} {self.decisions.named(item)}, {told.first_day():%d.%m.%Y} участники уже знают; ничего не изменено."
            self.decisions.refused(key, f"{known} Чтобы {again}, ответьте: «{item}: {offered_at(phrase):%d.%m.%Y в %H:%M}».")
        else:
            self.decisions.confirm(item, phrase, key)

    def _settled(self, item: str | None) -> Event | None:
        """What people know of a row whose day nobody is asked for any more."""
        view = self.decisions.view
        if any(question.item == item and question.window is not None for question in view.questions):
            return None
        return next((row.event for row in view.rows if row.event.item == item and row.ever_told), None)

    def _take_back(self, order: Stop, key: str) -> None:
        """Undo what was decided by mail and has not been told yet; of what can't be undone any more she hears what it did."""
        former = self.decisions.taking_back.former() if order.previous else None
        taken = self.decisions.taking_back.take_back(order.item, former_letter=order.previous)
        said = [f"Взято назад: {', '.join(taken.done)}. Участникам ничего не ушло."] if taken.done else []
        said += [f"{item}: после письма эту строку исправили в файле дат; правка осталась." for item in taken.edited]
        until = self.decisions.now + PATIENCE
        said += [f"{item}: взять назад пока не вышло: файл дат не читается или не записывается (в чём дело, скажет notifier check). До "
                 f"{until:%d.%m %H:%M} участникам об этом ничего не уйдёт; исправьте файл и ответьте «стоп» ещё раз."
                 for item in taken.waiting]
        if not said and former is not None:
            said = [self._done_already(former)]
        elif not said and order.previous:
            said = ["Прошлое письмо ничего не решило: брать назад нечего."]
        elif not said:
            said = [TOO_LATE]
        self.decisions.note(key, " ".join(said))

    def _done_already(self, letter: Letter) -> str:
        """What the letter did that she wants back too late, who knows of it, and what undoes it now."""
        told = sorted({row.event.item for row in self.decisions.view.rows
                       if row.event.item in letter.rows and row.ever_told and row.event.live})
        known = f"Участникам уже написали: {', '.join(told)}." if told else "Участникам об этом ещё не писали."
        decided = "; ".join(f"{row}: {said}" for row, said in letter.decided)
        return (f"Взять назад уже нельзя: время прошло. Письмо от {letter.at:%d.%m %H:%M} решило: {decided}. {known} "
                f"Отменить: «{letter.rows[0]}: отмена, причина»; назначить иначе: «{letter.rows[0]}: ДД.ММ в ЧЧ:ММ».")

    def _keep(self, item: str, key: str, *, stands: bool) -> None:
        """«Оставить»: the meeting stands on its day off, and she is not asked again about that day."""
        asked = [question for question in self.decisions.view.questions if question.item == item and question.code == "day-off"]
        decision = self.decisions.inputs.decisions.get(item)
        if not asked and decision is not None and decision.cancelled is not None:  # «не отменяйте» under «Принято: отменено»
            if stands and item in self.decisions.taking_back.rows:
                self._take_back(Stop(item), key)
            else:
                self.decisions.note(key, f"{item}: отменено, и так и осталось. Назначить снова: «{item}: ДД.ММ в ЧЧ:ММ».")
            return
        if not asked:
            self.decisions.note(key, f"{item}: оставлено как есть; о нерабочем дне этой строки вопроса нет.")
            return
        facts = self.decisions.ledger.facts
        facts.put_json(KEPT_DAYS, {**facts.get_json(KEPT_DAYS), **{question.key: 1 for question in asked}})
        self.decisions.accepted(key, f"Принято: {self.decisions.named(item)} — остаётся в нерабочий день, больше об этом не спросим.")

    def _yes(self, item: str | None, key: str) -> None:
        """«Да» to a guess about a row, or to what waits: a file she mailed, entries of a feed, news of many events."""
        question = next((q for q in self.decisions.view.questions if item and q.item == item), None)
        if item and question is not None and question.code == "deadline":
            self.decisions.mark(item, (Milestone("Срок", question.guess),), key)
        elif item and question is not None and question.guess:
            self.decisions.decide(item, f"в плане {question.guess}", key, plan=question.guess)
        elif question is not None and question.code in YES_OR_NO:
            self._ask_what(question, key)
        elif self.decisions.mailed.waiting and (item is None or self.decisions.mailed.may_take(item)):
            self.decisions.note(key, " ".join(self.decisions.mailed.enter(item, self.decisions.hearing)))
        elif self.thread.about_files and self.decisions.inputs.shrunk:
            self._take_files(key)
        elif self._is_news_meant(item):
            approve(self.decisions.ledger, self.decisions.view, self.decisions.now, files=False)
            self.decisions.note(key, "Одобрено: что ждало вашего «да», уйдёт в ближайшее окно отправки.")
        else:
            self._ask_what(question, key)

    def _ask_what(self, question: Question | None, key: str) -> None:
        about = f" ({question.item}: {question.ask})" if question is not None else ""
        waits = ("это письмо о другом. Чтобы разослать то, что ждёт «да», ответьте на письмо, которое об этом спрашивает"
                 if self.news_wait() else "вашего «да» сейчас ничего не ждёт")
        self.decisions.refused(key, f"Не понять, на что «да»{about}: {waits}. Дату назначают "
                                    "номером предложения или днём и часом, например «teor-2: 19.11 в 14:30».")

    def _take_files(self, key: str) -> None:
        view = self.decisions.view
        done = approve(self.decisions.ledger, view, self.decisions.now, news=False)
        left = left_over(view.inputs, self.decisions.ledger.facts) if done.refused else []
        self.decisions.note(key, advice_to_remove(left) if left else "Одобрено: изменившийся файл принят таким, какой он есть.")

    def is_meant(self, yes: Yes) -> bool:
        """Whether anything waits for this «да»."""
        return (any(question.guess for question in self.decisions.view.questions if yes.item and question.item == yes.item)
                or self.decisions.mailed.waiting or self._is_news_meant(yes.item)
                or (self.thread.about_files and bool(self.decisions.inputs.shrunk)))

    def _is_news_meant(self, item: str | None) -> bool:
        """Whether a «да» lets go what waits: «ок» under «Принято: teor-2» is no yes to six events of a schedule."""
        waiting = self.decisions.ledger.facts.get_json(WAITING)
        rows = {row.event.item for row in self.decisions.view.rows if f"{row.id}:{row.revision.sequence}" in waiting}
        rows |= {question.item for question in self.decisions.view.questions if question.code == "entry-approval" and question.item}
        return self.news_wait() and (item is not None or self.thread.may_ask(rows))

    def news_wait(self) -> bool:
        """Whether news of many events or entries of schedules wait for her yes."""
        return bool(self.decisions.ledger.facts.get_json(WAITING)
                    or any(question.code == "entry-approval" for question in self.decisions.view.questions))
