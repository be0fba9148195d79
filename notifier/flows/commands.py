"""The coordinator decides by mail: her words under an ask, her «Принять» on a suggestion, a schedule she attaches.

Everything lands in the dates file, like any other decision, and may be taken back for a while before librarians hear of it.
A command needs her address, a binding to a mail of ours (its Message-ID or a suggestion's UID is unguessable) and, where our
server states one, a DMARC pass. What is refused changes nothing and is told.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from notifier.core.inbound.judge import judge_command
from notifier.core.inbound.words import understand
from notifier.core.phrases import event_title
from notifier.edges.datesfile import Written, write_decision, write_occurrence
from notifier.flows.inputs import Inputs
from notifier.flows.schedules import read_attachment
from notifier.flows.tick import Ledger, View
from notifier.model.decision import Entry
from notifier.model.fact import Partstat
from notifier.model.heard import (
    Add,
    Asked,
    Attachment,
    Cancel,
    Choose,
    Closed,
    Confirm,
    Counter,
    Head,
    Human,
    No,
    NotUnderstood,
    Order,
    Ours,
    Place,
    Replan,
    Reply,
    Ruling,
    Stop,
    Yes,
)
from notifier.model.notice import Role
from notifier.model.problem import Problem

NUMBER = re.compile(r"^(?:(?P<label>[\w-]+)\s*[:.)]\s*)?(?:вариант\s*)?№?\s*(?P<number>\d{1,2})\s*[.)!]?$", re.IGNORECASE)


@dataclass
class Commands:
    """What the coordinator's mail may do, at one moment."""

    inputs: Inputs
    ledger: Ledger
    view: View
    ours: Ours
    now: datetime
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    approve: bool = False

    # --- binding

    def is_suggestion(self, uid: str) -> bool:
        """Whether a UID is one of the dates suggested to her (its token can't be guessed)."""
        return uid in self.ledger.facts.get_json("suggested")

    def is_bound(self, head: Head) -> bool:
        """Whether the mail answers one of ours to her: only she has its Message-ID."""
        return any((sent := self.ledger.record.by_message_id(reference)) is not None and sent.role == Role.COORDINATOR.value
                   for reference in head.references)

    def _allowed(self, head: Head, *, bound: bool, speaker: str = "") -> bool:
        ruling = judge_command(head, ours=self.ours, bound=bound, answers_ours=self.is_bound(head), now=self.now, speaker=speaker)
        if ruling.ruling is Ruling.APPLY:
            return True
        if ruling.ruling is not Ruling.REPEAT:
            self._note("refused", head.digest, ruling.text)
        return False

    # --- «Принять» and «предложить другое время»

    def answer(self, reply: Reply) -> None:
        """Her calendar's answer to a suggestion: accepting confirms that date; declining leaves the question open."""
        item, when = self._suggested(reply.uid)
        if reply.partstat is not Partstat.ACCEPTED or not self._allowed(reply.head, bound=True, speaker=reply.attendee):
            return
        self._confirm(item, when, reply.head.digest)

    def counter(self, counter: Counter) -> None:
        """Another time proposed by her is her word with day and time."""
        item, _ = self._suggested(counter.uid)
        if not isinstance(counter.start, datetime) or not self._allowed(counter.head, bound=True, speaker=counter.attendee):
            return
        self._confirm(item, f"{counter.start.astimezone(self.inputs.window.calendar.zone):%d.%m.%Y %H:%M}", counter.head.digest)

    def _suggested(self, uid: str) -> tuple[str, str]:
        entry = self.ledger.facts.get_json("suggested")[uid]
        assert isinstance(entry, dict)
        return str(entry["item"]), str(entry["when"])

    # --- her words

    def words(self, human: Human) -> None:
        """The unquoted top of her mail; attached schedules are read and wait for her «да»."""
        if not self._allowed(human.head, bound=False):
            return
        for attachment in human.attachments:
            self._attachment(attachment, human.head.digest)
        asked, choices = self._asked(human.head)
        about = self._about(human.head)
        top = "\n".join(self._renumbered(line, choices) for line in human.top.split("\n"))
        zone = self.inputs.window.calendar.zone
        orders = understand(top, asked, self.inputs.plan.school_year, self.now.astimezone(zone).date(), about=about,
                            items=[item.id for item in self.inputs.plan.items])
        for n, order in enumerate(orders):
            self._carry_out(order, asked, f"{human.head.digest}|{n}")
        if not orders and not human.attachments:
            self._note("decision", human.head.digest, "Ваше письмо получено, но указаний в нём не найдено.")

    def _asked(self, head: Head) -> tuple[list[Asked], dict[int, tuple[str, int]]]:
        """The questions of the mail she answers (else all that are open), and what its running numbers mean."""
        stored: dict[str, object] = {}
        for reference in head.references:
            stored = self.ledger.facts.get_json(f"asked:{reference}")
            if stored:
                break
        if not stored:
            stored = self.ledger.facts.get_json("asked:last")
        asked: list[Asked] = []
        numbers: dict[int, tuple[str, int]] = {}
        for item, data in stored.items():
            assert isinstance(data, dict)
            phrases = [str(phrase) for phrase in data.get("choices", [])]
            asked.append(Asked(item, str(data.get("code", "")), tuple(phrases)))
            for n, number in enumerate(data.get("numbers", []), 1):
                numbers[int(number)] = (item, n)
        known = {one.item for one in asked}
        asked += [Asked(q.item, q.code) for q in self.view.questions if q.item and q.item not in known]
        return asked, numbers

    def _about(self, head: Head) -> str | None:
        """The row a mail is about when it answers a mail of ours about one row."""
        for reference in head.references:
            sent = self.ledger.record.by_message_id(reference)
            if sent is not None and sent.item:
                return sent.item
            for uid, entry in self.ledger.facts.get_json("suggested").items():
                if isinstance(entry, dict) and entry.get("mid") == reference and self.is_suggestion(uid):
                    return str(entry["item"])
        return None

    @staticmethod
    def _renumbered(line: str, numbers: dict[int, tuple[str, int]]) -> str:
        """A running number of the digest becomes the row and its own number: «5» -> «prak-2: 2»."""
        found = NUMBER.match(line.strip())
        if found is None or int(found["number"]) not in numbers:
            return line
        item, n = numbers[int(found["number"])]
        if found["label"] and found["label"].casefold() != item:
            return line
        return f"{item}: {n}"

    def _carry_out(self, order: Order, asked: list[Asked], key: str) -> None:
        dates = self.inputs.settings.dates
        match order:
            case Choose(item=item, number=number):
                choices = next((one.choices for one in asked if one.item == item and one.choices), ())
                if item is None or number > len(choices):
                    self._note("decision", key, f"Вариант {number} не найден: напишите день и час.")
                else:
                    self._confirm(item, choices[number - 1], key)
            case Confirm(item=item, phrase=phrase, when=when) if item:
                assert when.start
                start = f"{when.start:%d.%m.%Y}"
                hours = f" {when.time:%H:%M}" if when.time else ", весь день"
                end = f"–{when.time_end:%H:%M}" if when.time_end else ""
                self._confirm(item, start + hours + end if when.time or when.all_day else phrase, key)
            case Replan(item=item, phrase=phrase) if item:
                told = any(row.event.item == item and row.ever_told and row.event.live for row in self.view.rows)
                reason = f"переносится на {phrase}, новая дата будет объявлена" if told else None
                self._written(write_decision(dates, item, plan=phrase, when="", cancelled=reason), item, f"перенесено на {phrase}", key)
            case Cancel(item=item, reason=reason) if item:
                self._written(write_decision(dates, item, cancelled=reason or "без объяснения причин"), item, "отменено", key)
            case Closed(item=item, text=text) if item:
                self._written(write_decision(dates, item, closed=text), item, text, key)
            case Place(item=item, text=text) if item:
                self._written(write_decision(dates, item, place=text), item, f"место: {text}", key)
            case Add(item=item, title=title, phrase=phrase, link=link) if item:
                self._written(write_occurrence(dates, Entry(item, title, phrase, link=link)), item, f"внесено: {title}, {phrase}", key)
            case Stop():
                self._take_back(order.item, key)
            case Yes(item=item):
                self._yes(item, key)
            case No():
                self.ledger.facts.put("mailed-entries", None)
                self._note("decision", key, "Хорошо, ничего не сделано.")
            case NotUnderstood(text=text, why=why):
                self._note("decision", key, f"Не понято: «{text}». {why}".strip())
            case _:
                self._note("decision", key, "Не понять, о какой строке плана речь. Начните с её имени, например «teor-2: 2».")

    def _confirm(self, item: str, phrase: str, key: str) -> None:
        self._written(write_decision(self.inputs.settings.dates, item, when=phrase), item, phrase, key)

    def _written(self, result: tuple[Written | None, list[Problem]], item: str, words: str, key: str) -> None:
        """Note what was written, hold it back for the taking-back time, and remember how to undo it."""
        written, problems = result
        if written is None:
            self._note("decision", key, f"Не записано ({item}: {words}). " + " ".join(f"{p.text} {p.advice}" for p in problems))
            return
        if not written.changed:
            self._note("decision", key, f"{item}: {words} - это уже записано.")
            return
        minutes = self.inputs.settings.policy.take_back_minutes
        until = self.now + timedelta(minutes=minutes)
        undo = self.ledger.facts.get_json("take-back")
        undo[item] = {"until": int(until.timestamp()), "before": {change.key: change.before for change in written.changes}}
        self.ledger.facts.put_json("take-back", undo)
        row = self.inputs.plan.item(item)
        title = event_title(row) if row else item
        self._note("decision", key, f"Принято: {item} «{title}» - {words}. Участники узнают не раньше {until:%H:%M}; "
                                    "чтобы взять назад, ответьте «стоп».")

    def _take_back(self, item: str | None, key: str) -> None:
        """Undo what was decided by mail and has not been told yet."""
        undo = self.ledger.facts.get_json("take-back")
        fresh = {name: data for name, data in undo.items() if isinstance(data, dict) and int(str(data["until"])) > self.now.timestamp()}
        chosen = [item] if item else list(fresh)
        done = []
        for name in chosen:
            data = fresh.get(name)
            if not isinstance(data, dict):
                continue
            before = {str(k): str(v) for k, v in dict(data["before"]).items()}
            write_decision(self.inputs.settings.dates, name, when=before.get("when"), place=before.get("place"), plan=before.get("plan"),
                           cancelled=before.get("cancelled"), closed=before.get("closed"))
            if set(before) - {"when", "place", "plan", "cancelled", "closed"}:
                self._note("decision", f"{key}|{name}", f"{name}: запись внесена в файл дат; уберите её там, если она лишняя.")
            undo.pop(name, None)
            done.append(name)
        self.ledger.facts.put_json("take-back", undo)
        self._note("decision", key, f"Взято назад: {', '.join(done)}." if done else
                   "Брать назад уже нечего: время прошло или решений не было. Отменить: «имя: отмена, причина».")

    def _yes(self, item: str | None, key: str) -> None:
        """«Да» to a guess about a row, or to what waits: entries of a schedule she mailed, of a feed, news of many events."""
        guess = next((q.guess for q in self.view.questions if item and q.item == item and q.guess), "")
        if item and guess:
            self._written(write_decision(self.inputs.settings.dates, item, plan=guess), item, f"в плане {guess}", key)
            return
        mailed = self.ledger.facts.get_json("mailed-entries")
        count = 0
        for data in mailed.values():
            if isinstance(data, dict):
                words = {str(key): str(value) for key, value in data.items()}
                written, _ = write_occurrence(self.inputs.settings.dates, Entry(
                    words["item"], words["title"], words["when"], id=words["id"], until=words["until"], place=words["place"],
                    link=words["link"], register_by=words["register_by"], note=words["note"]))
                count += written is not None
        if mailed:
            self.ledger.facts.put("mailed-entries", None)
            self._note("decision", key, f"Внесено записей расписания: {count}.")
            return
        self.approve = True
        self._note("decision", key, "Одобрено: что ждало вашего «да», уйдёт в ближайшее окно отправки.")

    # --- schedules she sends

    def _attachment(self, attachment: Attachment, key: str) -> None:
        if attachment.data is None:
            self._note("decision", f"{key}|{attachment.name}", f"Вложение «{attachment.name}» не прочитано. {attachment.note}".strip())
            return
        container = self._container(attachment.name)
        if container is None:
            self._note("decision", f"{key}|{attachment.name}", f"Вложение «{attachment.name}»: в плане нет строки «по графику».")
            return
        entries, problems = read_attachment(attachment.name, attachment.data, container, self.inputs.settings.state, self.now)
        waiting: dict[str, object] = {
            str(n): {"item": e.item, "title": e.title, "when": _text(e.when), "until": _text(e.until), "place": e.place,
                     "link": e.link, "register_by": e.register_by, "note": e.note, "id": e.id} for n, e in enumerate(entries)}
        self.ledger.facts.put_json("mailed-entries", waiting)
        lines = "; ".join(f"{_text(e.when)} {e.title}" for e in entries[:30])
        wrong = " ".join(problem.text for problem in problems[:5])
        self._note("decision", f"{key}|{attachment.name}",
                   f"В «{attachment.name}» прочитано записей: {len(entries)}. {lines}. Ответьте «да», чтобы внести их. {wrong}".strip())

    def _container(self, name: str) -> str | None:
        """The row «по графику» a schedule belongs to: named in the file's name, else the first."""
        rows = [q.item for q in self.view.questions if q.code == "schedule" and q.item]
        return next((item for item in rows if item in name), rows[0] if rows else None)

    def _note(self, topic: str, key: str, text: str) -> None:
        self.ledger.facts.note(topic, key, text, self.now)


def _text(when: str | datetime | date) -> str:
    return f"{when:%d.%m.%Y %H:%M}" if isinstance(when, datetime) else str(when)
