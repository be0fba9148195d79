"""What a new revision amounts to in the coordinator's words: the lines of an acknowledgement (rule 12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.core.calendar import SendingWindow
from notifier.core.ladder import is_revived, news_until, wanted
from notifier.core.reconcile import material
from notifier.core.russian import quoted
from notifier.model.content import Accepted, Deed, Upcoming
from notifier.model.event import Event, Revision
from notifier.model.notice import Kind, Notice

INVITING = (Kind.INVITATION, Kind.ANNOUNCEMENT)


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision just recorded: what it is now, and the state before it (None: new to everybody)."""

    revision: Revision
    former: Event | None
    told: bool


def deed_of(revised: Revised) -> Deed:
    """How the coordinator would call it."""
    event, former = revised.revision.event, revised.former
    if not event.live:
        return Deed.CANCELLED
    if former is None or not revised.told:
        return Deed.ADDED if event.source else Deed.CONFIRMED
    if not former.live:
        return Deed.REVIVED
    if former.start != event.start:
        return Deed.MOVED
    return Deed.CHANGED


def accepted(revised: Revised, window: SendingWindow, *, armed_at: datetime | None, now: datetime,
             count: Callable[[Notice], int], empty: Sequence[str] = ()) -> Accepted:
    """One line of the acknowledgement, with the next mail it leads to. ``empty``: groups for whose sake nobody is called off."""
    event, zone = revised.revision.event, window.calendar.zone
    over = event.moot_at(zone) <= now
    text = ""
    upcoming = None
    former = revised.former
    if revised.told and former is not None and not is_material_change(former, event):
        text = f"приглашаются: {', '.join(event.audience)}. Кто прибавился, получит приглашение" + (
            f"; отмена никому не уйдёт: в группе {', '.join(map(quoted, empty))} никого нет" if empty else
            ", кто выбыл — отмену; остальным ничего не отправляется")
    elif revised.told and event.live and not is_material_change(revised.revision.former or event, event):
        text = "участники ни о чём другом не узнали: писем не будет"
    elif armed_at is None:
        text = "рассылка ещё не включена: никто пока не извещён"
    elif event.hold == "two-venues":
        text = "приглашение ждёт ответа, где встречаемся"
    else:
        planned = wanted([(revised.revision, revised.told)], window, armed_at=armed_at, now=now)
        told_so = (Kind.CHANGE, Kind.CANCELLATION) if revised.told and not is_revived(revised.revision) else INVITING
        news = [notice for notice in planned if not notice.step and notice.kind in told_so]
        if news and not over:
            upcoming = Upcoming(max(news[0].due, now), news[0].kind, count(news[0]), event.title)
    if over and not (event.live and text):
        text = ("событие уже началось или прошло: напишем только тем, у кого в календаре ещё стоит день, который впереди"
                if news_until(revised.revision, zone) > now else "событие уже началось или прошло, писем участникам не будет")
    if not event.live and not revised.told:
        text = "никто не был приглашён: участникам писем не будет"
    return Accepted(deed_of(revised), event.title, event.item, event, text, upcoming)


def is_material_change(former: Event, current: Event) -> bool:
    """Whether people must be told (rule 5)."""
    return material(former) != material(current)


def differs(former: Event, current: Event) -> bool:
    """A material change, or other people to invite: what waits until it has settled, and is acknowledged."""
    return is_material_change(former, current) or set(former.audience) != set(current.audience)
