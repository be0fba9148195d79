"""The page's own words: what a kind of mail, a step, a role, a month is called."""

from datetime import date, datetime

from notifier.core.russian import MONTH_NAMES, clock, counted, day_short, span
from notifier.model.event import Event

KINDS = {
    "overview": "Обзор года", "invitation": "Приглашение", "announcement": "Анонс", "change": "Изменение", "cancellation": "Отмена",
    "reminder": "Напоминание", "digest": "Сводка недели", "acknowledgement": "«Принято»", "alarm": "Тревога", "report": "Отчёт за год",
    "host-notice": "Принимающей стороне"}
STEPS = {"D-7": "за неделю", "D-1": "накануне", "D-0": "в тот же день", "R-1": "о сроке регистрации"}
ROLES = {"librarian": "Библиотекарям", "coordinator": "Координатору", "host": "Принимающей стороне", "admin": "Администратору"}


def kind_name(kind: str, method: str) -> str:
    """«Напоминание»; what the coordinator can answer in her calendar is a suggested day. A kind without a name keeps its own."""
    suggested = {"REQUEST": "Предложение даты", "CANCEL": "Предложение снято"}
    return suggested[method] if kind == "acknowledgement" and method in suggested else KINDS.get(kind, kind)


def step_name(step: str | None, sent: date, start: str) -> str:
    """«за неделю», «накануне», «за 3 дня»: counted from the day it was sent, where the event's ``start`` (ISO) is known."""
    if not start or step not in ("D-7", "D-1"):
        return STEPS.get(step or "", step or "")
    days = (date.fromisoformat(start[:10]) - sent).days
    return {0: "в тот же день", 1: "накануне", 7: "за неделю"}.get(days, f"за {counted(days, 'день', 'дня', 'дней')}")


def month_name(key: str) -> str:
    """«Ноябрь 2020» for ``2020-11``."""
    year, month = key.split("-")
    return f"{MONTH_NAMES[int(month) - 1].capitalize()} {year}"


def when(event: Event) -> str:
    """A confirmed date as the plan shows it: «19 ноября, чт, 14:30», «18 января, пн», «17–18 ноября»."""
    first, last = event.first_day(), event.last_day()
    days = day_short(first) if first == last else span(first, last)
    return f"{days}, {clock(event.start)}" if isinstance(event.start, datetime) else days


def hours(event: Event) -> str:
    """«14:30–16:00», «весь день», «по 18 ноября»."""
    if event.first_day() != event.last_day():
        return f"по {day_short(event.last_day())}"
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return f"{clock(event.start)}–{clock(event.end)}"
    return "весь день"


def number(value: int) -> str:
    """1642 as «1 642», with a narrow unbreakable space."""
    return f"{value:,}".replace(",", "\u202f")


def period(first: date, last: date) -> str:
    """«1 сентября 2020 – 31 мая 2021»."""
    names = [f"{one.day} {_of(one)} {one.year}" for one in (first, last)]
    return names[0] if first == last else " – ".join(names)


def _of(day: date) -> str:
    return span(day, day).partition(" ")[2]
