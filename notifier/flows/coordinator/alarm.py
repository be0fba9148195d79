"""Alarms: broken files, mails that could not be composed, news that waits for a yes. Each is told once."""

from collections.abc import Sequence
from datetime import datetime

from notifier.core.russian import counted
from notifier.edges.ledger.events import Recorded
from notifier.flows.coordinator.desk import Desk, short
from notifier.flows.resting import rests_until
from notifier.model.content import AlarmContent
from notifier.model.notice import Kind
from notifier.model.problem import Severity


class Alarm:
    """What she must know between digests because something is wrong or waits for her."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def broken_inputs(self) -> None:
        """Once for each new trouble of the configuration or the templates; and once when all is well again."""
        broken = [p for p in self._desk.inputs.problems if p.severity is Severity.ERROR]
        key = short("|".join(sorted(f"{p.code}{p.where}{p.text}" for p in broken))) if broken else ""
        told = self._desk.facts.get("alarm-inputs") or ""
        if key == told:
            return
        self._desk.facts.put("alarm-inputs", key or None)
        since = datetime.fromisoformat(self._desk.facts.get("alarm-inputs-since") or self._desk.now.isoformat())
        self._desk.facts.put("alarm-inputs-since", since.isoformat() if broken else None)
        step = f"inputs-{self._desk.now:%Y-%m-%dT%H:%M:%S}"
        if broken:
            todo = tuple(f"{p.where}: {p.text} {p.advice}".strip() for p in broken)
            self._desk.send(Kind.ALARM, step, AlarmContent(
                "В файлах есть ошибки", self._desk.now, "Действует последняя исправная версия; ошибочные записи не учтены. "
                "Участникам ничего лишнего не уйдёт.", todo))
        elif told:
            self._desk.send(Kind.ALARM, step, AlarmContent("Файлы снова в порядке", since, over=True))

    def ask_approval(self, waiting: Sequence[Recorded]) -> None:
        """Too many events at once: she sees them and says yes; asked again only when more of them wait (rule 16)."""
        asked = {f"{row.event.uid}:{row.revision.sequence}": 1 for row in waiting}
        if not set(asked) - set(self._desk.facts.get_json("approval-asked")):
            return
        known: dict[str, object] = dict.fromkeys(asked, 1)
        self._desk.facts.put_json("approval-asked", known)
        key = short("|".join(sorted(asked)))
        lines = tuple(f"{row.event.title} — {row.event.first_day():%d.%m.%Y}" for row in waiting)
        limit = self._desk.inputs.settings.policy.approve_above_events
        self._desk.send(Kind.ALARM, f"approval-{key}", AlarmContent(
            f"Ждут вашего «да»: новости сразу о {counted(len(waiting), 'мероприятии', 'мероприятиях', 'мероприятиях')}", self._desk.now,
            f"Больше {limit} мероприятий за раз не рассылаются без подтверждения: {'; '.join(lines)}.",
            ("Если всё верно, ответьте «да» или выполните notifier approve.", "Если нет — поправьте файл дат."), attention=True))

    def refused(self) -> None:
        """A server returned a mail of ours as spam or for want of proof: hers to know at once, the administrator's to mend."""
        notes = self._desk.facts.untold(("refused-us",))
        if not notes:
            return
        until = rests_until(self._desk.facts, self._desk.now)
        state = f"Письма участникам не отправляются до {until:%H:%M}, потом отправка продолжится сама." if until else (
            "Остальные письма отправляются как обычно.")
        self._desk.send(Kind.ALARM, f"refused-{self._desk.now:%Y-%m-%dT%H:%M:%S}", AlarmContent(
            "Почтовый сервер не принимает наши письма", self._desk.now, " ".join(f"{note.text}." for note in notes) + f" {state}",
            ("Передайте администратору: пусть проверит notifier doctor (SPF, DKIM, DMARC) и не меняет адресов участников.",)),
            notes=notes)

    def tell_failures(self, failures: Sequence[str]) -> None:
        """A template that fails stops that mail only; she is told once for each different failure."""
        for failure in sorted(set(failures)):
            if self._desk.facts.note("template", short(failure), f"Письмо не составлено: {failure}", self._desk.now):
                self._desk.send(Kind.ALARM, f"template-{short(failure)}", AlarmContent(
                    "Одно из писем не удалось составить", self._desk.now, "Остальные письма отправлены.",
                    ("Передайте администратору: ошибка в шаблоне письма.",), failure))
