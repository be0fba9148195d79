"""What a librarian wants of us, in her words: no more mail, no reminders, not this series, everything again.

Only a short and plain sentence counts, one without «не» before it: a wish wrongly heard silences a person who wanted to come.
"""

import re
from collections.abc import Sequence

from notifier.core.inbound.courtesies import without_courtesies
from notifier.core.inbound.politeness import PERSON
from notifier.core.inbound.typed import unbroken
from notifier.model.person import fold
from notifier.model.wish import Wanted, Wish

_LONGEST, _LINES = 160, 20
_LEFT = r"(?:не работаю|уволилась|уволился|уволена|ушла|вышла на пенсию|на пенсии|перевелась|перешла|в декрете)"
_BEHIND = (r"(?: (?!если|когда|но|пока|временно|сегодня|завтра|до|понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень"
           r"|выходн|дни|дням|недел|месяц|каникул|лет|вечер)[\w№-]+){0,5}?")
_I_LEFT = (rf"(?:(?:так как|потому что) )?(?:я (?:(?:больше|уже) )*{_LEFT}|(?:больше|уже) не работаю|не работаю (?:больше|уже))"
           rf"{_BEHIND}")
_GONE = rf"(?:{_I_LEFT}|(?:уже )?(?!не работаю){_LEFT})"
"""Why somebody leaves the list: herself, for «уволилась Иванова» is another."""
_OFF = (r"(?:(?:прошу|просьба|пожалуйста|поэтому) )*(?:отпи(?:шите|сать)|исключи(?:те|ть)|удали(?:те|ть)|убери(?:те)?|убрать)(?: меня)?"
        r"(?: из| от)? ?(?:списка|рассылки|рассылку|списков)(?: рассылки)?")
_SOMEBODY_LEFT = re.compile(
    r"(?<!\w)(?:уволил\w+|уволен\w*|уш[ле]\w+|вышл\w+|на пенсии|в декрете|не работает|перевел\w+|переш[ле]\w+|умер\w*)(?!\w)")
_PERSON = re.compile(rf"{PERSON}(?!\w)")
_HERSELF = re.compile(r"(?<!\w)(?:я|меня|мне|мой|мою|отписываюсь)(?!\w)")
_LIMITED = re.compile(r"(?<!\w)(?:до|пока|если|кроме|после|когда|но|не|ни|только|или|для|у|от)(?!\w)")
"""A wish for a time, a place or somebody else is none that can be granted."""
_STOP = re.compile(
    rf"({_GONE} {_OFF}|{_OFF} {_GONE}|стоп|stop|отпис(ать|аться|ка|ите|ываюсь)( меня)?( от рассылки)?|unsubscribe|remove( me)?"
    r"|((прошу|пожалуйста|просьба) )?(больше )?не (присылать|присылайте|пишите|писать|отправлять|отправляйте|слать|шлите)"
    r"( мне)?( больше)?( (писем|письма|рассылку|почту))?"
    r"|(прошу|просьба) (отписать|исключить|удалить|убрать)( меня)?( из| от)? ?(списка|рассылки|рассылку|списков)?( рассылки)?"
    r"|(отпишите|исключите|удалите|уберите) меня( из| от)? ?(списка|рассылки)?( рассылки)?)")
_NO_REMINDERS = re.compile(
    r"((только|лишь) приглашения( без напоминаний)?|без напоминаний|(прошу )?не (надо |нужно )?напомина(ть|йте)( мне)?"
    r"|напоминания (мне )?не (нужны|надо)|(прошу |просьба )?(отключ|убер|убра)(ть|ите|ить|и)( мне)? напоминания"
    r"|(прошу |просьба )?(больше )?не (присыла|отправля|высыла|сла|шли)(ть|йте|те)( мне)?( больше)? напоминани[яй]"
    r"( (приглашений|приглашения) (достаточно|хватит|хватает))?)")
_BACK = re.compile(r"(подпис(ать|аться|ка)|подпишите меня( снова| обратно)?|возобновить( рассылку)?|subscribe|вернуть рассылку)")
_MUTE = re.compile(
    r"(?:без|кроме|не (?:присылать|присылайте|приглашать|приглашайте)(?: мне)?"
    r"(?: приглашени\w+| писем| письма)?(?: на| про| о| об)?|отключить) (.{3,80})")
_GOES_ON = re.compile(r"\s*(?!с уважением|спасибо|заранее|благодар)[a-zа-яё]")
_ENDED = re.compile(r"[.!?…][\s)\"»]*\Z")


def wishes(subject: str, top: str, *, items: Sequence[tuple[str, str]] = ()) -> tuple[Wanted, ...]:
    """Wishes in the subject or the first lines. ``items`` are (id, title) of the series that can be muted."""
    lines = [line for line in unbroken(top.split("\n"), _goes_on) if line.strip()]
    for line in (subject, *lines[:4]):
        text = _bare(line)
        if not text or len(text) > _LONGEST:
            continue
        found = _wish(text, items)
        if found and not (found.wish is Wish.STOP and _of_another(text, top)):
            return (found,)
    return ()


def _goes_on(first: str, second: str) -> bool:
    """Whether one of the lines is a wish by itself only because they were wrapped: «не присылайте⏎напоминания», «отпишите меня,⏎если …»,
    «teor-2:⏎стоп»."""
    if first.endswith(":"):
        return True
    return _ENDED.search(first) is None and _GOES_ON.match(second) is not None and _STOP.fullmatch(_bare(second)) is None


def _of_another(text: str, top: str) -> bool:
    """«Иванова уволилась.», and on the next line «Прошу исключить из рассылки»; «Анна Ивановна, уволилась, …» may greet her or not."""
    others = [line for line in map(fold, top.split("\n")[:_LINES]) if _SOMEBODY_LEFT.search(line) and not _HERSELF.search(line)]
    plainly = bool(others) and _STOP.fullmatch(_bare(others[0])) is not None and _PERSON.search(others[0]) is None
    return bool(others) and not _HERSELF.search(text) and not plainly


def _bare(line: str) -> str:
    """Words without courtesies and signs."""
    return " ".join(re.sub(r"[^\w\s«»-]", " ", without_courtesies(line)).split())


def _wish(text: str, items: Sequence[tuple[str, str]]) -> Wanted | None:
    if _NO_REMINDERS.fullmatch(text):
        return Wanted(Wish.NO_REMINDERS)
    if _BACK.fullmatch(text):
        return Wanted(Wish.BACK)
    if _STOP.fullmatch(text):
        return Wanted(Wish.STOP)
    if (muted := _MUTE.fullmatch(text)) and (item := _series(muted[1], items)):
        return Wanted(Wish.MUTE_ITEM, item)
    if text.startswith(("стоп ", "stop ")) and (item := _series(text[5:], items)):
        return Wanted(Wish.MUTE_ITEM, item)
    return None


def _series(words: str, items: Sequence[tuple[str, str]]) -> str:
    """The one series these words name, by id or by the stems of its title; empty when none or several."""
    for item, _ in items:
        if re.search(rf"(?<![\w-]){re.escape(fold(item))}(?![\w-])", words):
            return item
    stems = [word[:max(4, len(word) - 2)] for word in re.findall(r"\w{4,}", words)]
    if not stems:
        return ""
    found = [item for item, title in items if all(stem in fold(title) for stem in stems)
             and set(_LIMITED.findall(words)) <= set(re.findall(r"\w+", fold(title)))]
    return found[0] if len(found) == 1 else ""
