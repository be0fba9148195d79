"""The numbers of the rules: [policy], [limits], [calendar]."""

import zoneinfo
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from notifier.core.calendar import in_spans
from notifier.core.clean import clean_line
from notifier.edges.config.values import read_moment, read_spans, read_window, yearly_span
from notifier.edges.files.table import Table, did_you_mean
from notifier.model.settings import CalendarSettings, Limits, Policy

LEAP_YEAR = date(2020, 1, 1)
OPEN_DAYS = 28
"""So many days of each year must be open for mails: fewer could all be days off, and the next sending day would never come."""
BOUNDS: dict[str, tuple[int, int]] = {
    "urgent_hours": (0, 336), "settle_minutes": (0, 1440), "approve_above_events": (0, 10_000), "duration_minutes": (5, 1440),
    "invite_days": (1, 365), "remind_days": (1, 60), "quiet_hours": (0, 336), "announce_days": (1, 365),
    "same_day_hours": (0, 12), "venue_wait_days": (0, 90), "ask_days": (1, 365), "warn_days": (0, 365),
    "suggest_ahead_days": (0, 90), "shrink_percent": (1, 100), "second_invitation_days": (0, 60), "take_back_minutes": (0, 1440),
    "per_minute": (0, 100_000), "per_day": (0, 10_000_000), "connections": (1, 20), "in_flight": (1, 10_000),
    "attempts": (1, 100), "message_kib": (16, 20_480), "keep_bytes_days": (1, 3650),
}
"""What is sensible for every whole number of [policy] and [limits]."""


def read_policy(table: Table) -> Policy:
    """[policy]: numbers, hours and days of the rules."""
    default = Policy()
    values: dict[str, Any] = read_numbers(table, Policy)
    values.update({field.name: table.flag(field.name, getattr(default, field.name)) for field in fields(Policy) if field.type is bool})
    for key in ("planned_at", "same_day_at", "same_day_earliest", "digest_at"):
        values[key] = read_moment(table, key, getattr(default, key))
    for key in ("window", "urgent_window"):
        values[key] = read_window(table, key, getattr(default, key))
    values["silent"] = _silent(table, default.silent)
    policy = Policy(**values)
    if not policy.window[0] <= policy.planned_at < policy.window[1]:  # at its very end it is closed already
        table.error("planned_at", "outside-window", f"[policy] planned_at = {policy.planned_at:%H:%M} — вне окна рассылки "
                    f"{policy.window[0]:%H:%M}–{policy.window[1]:%H:%M}.", advice="Поставьте время внутри [policy] window.")
    if policy.digest_at >= policy.urgent_window[1]:
        table.error("digest_at", "outside-window", f"[policy] digest_at = {policy.digest_at:%H:%M}: с {policy.urgent_window[1]:%H:%M} "
                    "(urgent_window) не пишем никому, и сводка не ушла бы никогда.", advice="Поставьте время раньше.")
    if policy.warn_days > policy.ask_days:
        table.error("warn_days", "out-of-order",
                    f"[policy] warn_days = {policy.warn_days} больше, чем ask_days = {policy.ask_days}.",
                    advice="Сначала спрашивают дату, потом предупреждают: warn_days меньше ask_days.")
    if policy.same_day_earliest > policy.same_day_at:
        table.error("same_day_earliest", "out-of-order", "[policy] same_day_earliest позже, чем same_day_at.",
                    advice="Поставьте same_day_earliest раньше.")
    table.close()
    return policy


def read_numbers(table: Table, record: type[Policy] | type[Limits]) -> dict[str, int]:
    """The whole numbers of the record, each within its bounds."""
    default = record()
    numbers = {}
    for field in fields(record):
        if field.type is int:
            low, high = BOUNDS[field.name]
            numbers[field.name] = table.number(field.name, getattr(default, field.name), low=low, high=high)
    if record is Limits:
        table.close()
    return numbers


def _silent(table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
    """Days of the year without mass mail: «09-01», «01-01..01-10»."""
    if table.raw("silent", (list,), 'список дней года: ["09-01", "01-01..01-10"]') is None:
        return default
    found = []
    for entry in table.texts("silent"):
        if span := yearly_span(entry):
            found.append(span)
        else:
            table.error("silent", "bad-day",
                        f"{table.named('silent')}: «{clean_line(entry, limit=40)}» — не день года и не промежуток.",
                        advice='Пишите месяц и день: ["09-01", "01-01..01-10"].')
    if sum(not in_spans(LEAP_YEAR + timedelta(days=n), tuple(found)) for n in range(366)) < OPEN_DAYS:
        table.error("silent", "always-silent", f"{table.named('silent')}: почти весь год без писем: открыто меньше {OPEN_DAYS} дней.",
                    advice="Назовите только дни, в которые не пишут: праздники, 1 сентября.")
        return default
    return tuple(found)


def read_calendar(table: Table) -> CalendarSettings:
    """[calendar]: the zone and one's own days."""
    default = CalendarSettings()
    zone = table.text("timezone", default.timezone)
    if not _zone_exists(zone):
        table.error("timezone", "bad-zone", f"{table.named('timezone')} = \"{zone}\": такого часового пояса нет"
                    f"{did_you_mean(zone, _zone_names(zone))}", advice="Например: Europe/Moscow, Asia/Yekaterinburg.")
    off, work, short = (tuple(first for first, last in read_spans(table, key, single=True)) for key in ("off", "work", "short"))
    for day in sorted(set(off) & set(work)):
        table.error("work", "day-off-and-working", f"{day:%d.%m.%Y} стоит и в off, и в work.",
                    advice="Оставьте этот день в одном списке.")
    days = read_spans(table, "unwanted", yearly=True)
    unwanted = table.raw("unwanted", (list,), "список дней")
    yearly = default.unwanted_yearly if unwanted is None else tuple(filter(None, map(yearly_span, unwanted)))
    table.close()
    return CalendarSettings(zone, off, work, short, days, yearly)


def _zone_exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _zone_names(name: str) -> list[str]:
    return [name for name in sorted(zoneinfo.available_timezones()) if "/" in name] if name else []
