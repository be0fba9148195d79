"""Alarms: broken files, mails that could not be composed, news that waits for a yes. Each is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from notifier.core.ladder import states
from notifier.core.russian import capital, counted
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Note
from notifier.flows.arming.holding import BY_HAND, DEAF_FOR_LONG, DEAF_SINCE, DEAF_WHY
from notifier.flows.coordinator.desk import Desk, instant_step, short
from notifier.flows.notices.approval import all_news, what_waits
from notifier.flows.sending.resting import rests_until
from notifier.model.content import AlarmContent
from notifier.model.message import State
from notifier.model.notice import OF_FILES, Kind, Role
from notifier.model.problem import Severity

LONG_REST = timedelta(hours=1)
STANDS = timedelta(seconds=10)
"""A file that is gone, or half there, while a program saves or a disk copies it is no trouble of hers."""
_ASKED, _PRESSING = 1, 2
"""How she was asked for her yes: when the news came to wait, or again because what people were told begins soon."""


class Alarm:
    """What she must know between digests because something is wrong or waits for her."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def broken_inputs(self) -> None:
        """Once for each new trouble of the configuration or the templates; and once when all is well again. What does not stand for
        some seconds is neither."""
        facts, now = self._desk.facts, self._desk.now
        broken = [p for p in self._desk.inputs.problems if p.severity is Severity.ERROR]
        key = short("|".join(sorted(f"{p.code}{p.where}{p.text}" for p in broken))) if broken else ""
        told, stamp = facts.get("alarm-inputs") or "", facts.get("alarm-inputs-seen")
        seen = min(now, datetime.fromisoformat(stamp)) if stamp else now  # the clock may have been set back by a year
        stood = now >= seen + STANDS
        facts.put("alarm-inputs-seen", None if key == told or stood else seen.isoformat())
        if key == told or not stood:
            return
        facts.put("alarm-inputs", key or None)
        since = datetime.fromisoformat(facts.get("alarm-inputs-since") or seen.isoformat())
        facts.put("alarm-inputs-since", since.isoformat() if broken else None)
        step = OF_FILES + instant_step(now)
        if broken:
            todo = tuple(f"{p.where}: {p.text} {p.advice}".strip() for p in broken)
            self._desk.send(Kind.ALARM, step, AlarmContent(
                "В файлах есть ошибки", now, "Если ниже не сказано иначе, действует последняя исправная версия: "
                "ошибочные записи не учтены, и участникам ничего лишнего не уйдёт.", todo))
        else:
            self._desk.send(Kind.ALARM, step, AlarmContent("Файлы снова в порядке", since, over=True))

    def inputs_stand_at(self) -> datetime | None:
        """When files that are otherwise than she was told will have stood so for long enough."""
        seen = self._desk.facts.get("alarm-inputs-seen")
        return datetime.fromisoformat(seen) + STANDS if seen else None

    def ask_approval(self, waiting: Sequence[Recorded]) -> None:
        """Too many events at once: she sees them and says yes; asked again only when more of them wait (rule 16), or those that did not
        wait for a while - and once more when those who were invited are about to come on a day that is none any more, or to miss it."""
        asked = {f"{row.event.uid}:{row.revision.sequence}": _PRESSING if self._presses(row) else _ASKED for row in waiting}
        known = self._desk.facts.numbers("approval-asked")
        if asked != known:
            self._desk.facts.put_json("approval-asked", asked)
        limit, along = self._desk.policy.approve_above_events, list[Recorded]()
        if not asked.keys() <= known.keys():
            why = f"Больше {counted(limit, 'новости', 'новостей', 'новостей')} сразу" if limit else "Новости"
            why += " служба без вашего «да» не рассылает."
        else:
            along = [row for row, (key, urgency) in zip(waiting, asked.items(), strict=True) if urgency <= known[key]]
            waiting = [row for row, (key, urgency) in zip(waiting, asked.items(), strict=True) if urgency > known[key]]
            why = "Времени почти не осталось, а без вашего «да» люди об этом не узнают."
        if not waiting:
            return
        self._desk.send(Kind.ALARM, "approval-" + instant_step(self._desk.now), AlarmContent(
            what_waits(waiting), self._desk.now, f"{why} {capital(all_news(waiting))}",
            ("Если всё верно, ответьте «да» или выполните notifier approve.",
             *((f"«Да» отпустит и остальное, что его ждёт: {all_news(along)}",) if along else ()),  # she sees what she says yes to
             "Если нет — поправьте файл дат."), attention=True))

    def _presses(self, row: Recorded) -> bool:
        now, zone = self._desk.now, self._desk.window.calendar.zone
        soon = now + timedelta(hours=self._desk.policy.urgent_hours)
        return row.ever_invited and any(now < event.starts_at(zone) <= soon for event in states(row.revision))

    def refused(self) -> None:
        """A server returned a mail of ours as spam or for want of proof: hers to know at once, the administrator's to mend."""
        notes = self._desk.facts.untold(("refused-us",))
        if not notes:
            return
        until = rests_until(self._desk.facts, self._desk.now)
        state = f"Письма участникам не отправляются до {until:%H:%M}, потом отправка продолжится сама." if until else (
            "Остальные письма отправляются как обычно.")
        self._send_both("refused-" + instant_step(self._desk.now), AlarmContent(
            "Почтовый сервер не принимает наши письма", self._desk.now, " ".join(f"{note.text}." for note in notes) + f" {state}",
            ("Передайте администратору: пусть проверит notifier doctor (SPF, DKIM, DMARC) и не меняет адресов участников.",)),
            notes=notes)

    def stopped(self) -> None:
        """A clock that jumped, a restored ledger: nothing goes to participants until a person has looked (rule 16), and says so once.

        A restored ledger lets nothing leave, this neither: once allowed again, what still waits would tell of a stop that is over.
        """
        facts, desk = self._desk.facts, self._desk
        reason = facts.hold_reason() if desk.armed_at is None else ""
        if reason.startswith(BY_HAND) or reason == (facts.get("alarm-stopped") or ""):
            return
        facts.put("alarm-stopped", reason or None)
        before, since = facts.get_json("alarm-stopped-mails"), desk.now
        gone = desk.outbox.supersede_message(map(desk.record.number_of, before), "рассылка разрешена", desk.now)
        told: dict[str, object] = {}
        if reason:
            told = dict.fromkeys(self._send_both("stopped-" + instant_step(desk.now), AlarmContent(
                "Рассылка участникам остановлена", desk.now, f"Им пока ничего не уходит ({reason}). Ничего не потеряно: что пора, уйдёт "
                "после разрешения.",
                ("Передайте администратору: notifier arm покажет, что уйдёт, и спросит.",))), desk.now.isoformat())
        elif gone < len(before):
            since = datetime.fromisoformat(min(map(str, before.values())))
            self._send_both("started-" + instant_step(desk.now), AlarmContent("Рассылка участникам", since, over=True))
        facts.put_json("alarm-stopped-mails", told)

    def deaf(self) -> None:
        """The mailbox can't be read for a day: answers and decisions are not heard. Once, and once when it is read again.

        A look says so, not the clock: a service that was off for a day has not tried yet."""
        facts, now = self._desk.facts, self._desk.now
        imap = self._desk.inputs.settings.imap
        since, told = facts.get(DEAF_SINCE) if imap.host or imap.maildir else None, facts.get("alarm-deaf")
        if since is None and told is not None:
            facts.put("alarm-deaf", None)
            content = AlarmContent("Ответы снова читаются", datetime.fromisoformat(told), over=True)
            self._send_both("heard-" + instant_step(now), content)
        elif since is not None and told is None and facts.get(DEAF_FOR_LONG):
            facts.put("alarm-deaf", since)
            self._send_both(f"deaf-{since}", AlarmContent(
                "Ящик службы не читается", datetime.fromisoformat(since), "Ответы участников и ваши решения, присланные письмом, пока "
                "не учитываются; письма уходят как обычно.",
                ("Решения можно вписать в файл дат или командой notifier confirm.",
                 "Передайте администратору: пароль ящика и раздел [imap], проверка — notifier doctor."),
                facts.get(DEAF_WHY) or ""))

    def another_address(self) -> None:
        """The service writes from another mailbox than before: calendars keep the one they were told, and answer there (RFC 5546)."""
        facts, desk = self._desk.facts, self._desk
        address, former = desk.inputs.settings.organizer.email, facts.get("organizer")
        if address == former:
            return
        facts.put("organizer", address)
        zone = desk.window.calendar.zone
        if former and any(row.ever_told and row.event.live and row.event.ends_at(zone) > desk.now for row in desk.events.all()):
            self._send_both("address-" + instant_step(desk.now), AlarmContent(
                "У службы другой адрес", desk.now, "В календарях участников стоит прежний: ответы на разосланные приглашения уйдут туда, а "
                "перенос или отмену с нового адреса календарь может не принять; само письмо придёт.",
                ("Передайте администратору: пусть почта с прежнего адреса пересылается на новый, пока не пройдут эти мероприятия.",),
                attention=True))

    def not_leaving(self) -> None:
        """To the administrator alone (the coordinator has it in her digest): mails that wait for a decision, and a long pause of all
        mail - of which there is no telling by mail before it is over."""
        desk = self._desk
        if desk.inputs.settings.admin is None:
            return
        held = desk.outbox.counts()[State.HELD]
        told = desk.facts.get("alarm-held")
        if bool(held) != bool(told):
            desk.facts.put("alarm-held", desk.now.isoformat() if held else None)
            since = datetime.fromisoformat(told) if told else desk.now
            content = AlarmContent(f"Задержано писем: {held}", since, "Они не уйдут, пока их не отпустят.",
                                   ("Причина и выход: notifier outbox.",))
            over = AlarmContent("Задержанных писем больше нет", since, over=True)
            desk.send(Kind.ALARM, "held-" + instant_step(desk.now), content if held else over, role=Role.ADMIN)
        breaker = desk.outbox.breaker()
        resting = desk.facts.get("mail-resting")
        if breaker is not None and resting is None:
            desk.facts.put("mail-resting", breaker.since.isoformat())
        elif breaker is None and resting is not None:
            desk.facts.put("mail-resting", None)
            if desk.now - datetime.fromisoformat(resting) >= LONG_REST:
                desk.send(Kind.ALARM, f"rested-{resting}", AlarmContent("Почта не уходила", datetime.fromisoformat(resting), over=True),
                          role=Role.ADMIN)

    def _send_both(self, step: str, content: AlarmContent, *, notes: Sequence[Note] = ()) -> list[str]:
        """To the coordinator, and to the administrator whose work it is. Returns the Message-IDs."""
        sent = self._desk.send(Kind.ALARM, step, content, notes=notes), self._desk.send(Kind.ALARM, step, content, role=Role.ADMIN)
        return [mid for mid in sent if mid]

    def tell_failures(self, failures: Sequence[str]) -> None:
        """A template that fails stops that mail only; she is told once for each different failure."""
        for failure in sorted(set(failures)):
            if self._desk.facts.note("template", short(failure), f"Письмо не составлено: {failure}", self._desk.now):
                self._send_both(f"template-{short(failure)}", AlarmContent(
                    "Одно из писем не удалось составить", self._desk.now,
                    "Остальные письма отправлены. Когда шаблон исправят, уйдёт и это, если ещё не поздно.",
                    ("Передайте администратору: ошибка в шаблоне письма.",), failure))
