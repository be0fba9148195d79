"""«Да», «нет», «стоп», «оставить», «проведено», «пока ничего»: a decision in a word or two, that names no day and no place.

The words are folded (``model.person.fold``).
"""

import re
from collections.abc import Sequence

from notifier.core.clean import clean_line
from notifier.core.inbound.asked import is_by_schedule
from notifier.core.inbound.politeness import SORRY
from notifier.core.inbound.vocabulary import MOVES, SUITS, US, either
from notifier.model.order import Asked, Closed, Keep, No, Nothing, Order, Yes

_HELD = either(
    r"(?:пока\s)?(?:ничего\s|никому\s)?не\s(?:отправля|рассыла|высыла)(?:ть|йте)(?:\s(?:пока|ничего|никому))*",
    r"(?:пока\sне\sнадо|не\sнадо(?:\sпока)?)\s(?:отправлять|рассылать)", r"(?:верните|вернуть|сделайте|оставьте)(?: все)? как было",
    r"(?:прошу )?(?:возьмите|беру|взять)(?: (?:свое|мое|это))?(?: решение)? назад", r"стоп", r"stop", r"остановит[еь]?",
    r"отбой", r"(?:подождите|погодите|обождите|постойте|стойте)(?:\sпока)?", r"отменить отправку", r"отмените отправку")
_WHY = (r"(?:я |все )?(?:еще )?(?:не согласован\w*|(?:уточн|согласу|перепровер|спрош|посоветуюсь|подума)\w*"
        r"|ошибл(?:ась|ся)|перепутала?|поторопилась|передумала)(?:\s[^\d,.!?]{1,40})?")
_GAP = r"[\s,.!—–-]+"
_STOP = re.compile(
    rf"(?:(?:нет|ой){_GAP})?(?:{_WHY}{_GAP})?{_HELD}(?:{_GAP}{_HELD})*+(?:{_GAP}{SORRY})?(?:{_GAP}{_WHY})?")
"""«Стоп», «подождите, не отправляйте, уточню у гимназии»."""
_STOP_FIRST = re.compile(
    r"\s*(?:(?:нет|ой)[\s,.!—–-]+)?(?:стоп|stop|отбой|остановите|(?:подождите|погодите|постойте)(?:\s+пока)?)(?!\w)(?:\s*[,.!]+\s*|\s+[—–-]+\s+)",
    re.IGNORECASE)
"""«Отбой, библиотека против», «стоп! Ошиблась строкой» (as written)."""
_YES = re.compile(either(
    r"да(?:,? да)?", "ладно", r"да,? (?:можно|(?:это )?(?:опечатка|описка)|(?:на|в) этот день)", r"(?:да,? )?" + either(
        "конечно", "хорошо", "отлично", "замечательно", "прекрасно", "договорились", r"(?:все )?верно", "согласна", "согласен",
        "подтверждаю", "утверждаю", "одобряю", "отправляйте", "ставим", "ставьте", "назначаем", "назначайте",
        rf"(?:{US} )?{SUITS}"), "ок", "окей", "ok", "okay", "yes", r"\+"))
_NO = re.compile(either(r"нет", "no", r"(?:нет,? )?" + either(
    r"(?:(?:мне|нам|меня|нас|этот день|эта дата) )*не (?:подходит|устраивает|годится|удобно)",
    r"не надо", r"не нужно", r"не соглас(?:на|ен)")))
_KEEP = re.compile(
    r"(?:да,? )?" + either(
        r"остав(?:ить|ляем|ляйте|ьте|им|лено)", r"(?:пусть )?остается", r"(?P<stands>(?:встреч[ау] )?не отмен(?:яйте|яем|ять)"
        r"|(?:все )?в силе|встреча (?:все-таки |все же )?(?:состоится|будет|в силе))")
    + r"(?: (?:как есть|так|дату|день|этот день|в силе))?")
_CLOSED = re.compile(
    r"(?:уже )?(?:в этом (?:учебном )?году |в этот раз |мы |ее |его )*" + either(
        r"провед(?:ено|ена|ен)", r"провели", r"состоял(?:ось|ась|ся)", r"прошл[оаи]", r"прошел", r"не проводим",
        r"не проводили", r"не провели", r"не проводил(?:ось|ась|ся)", r"не состоял(?:ось|ась|ся)",
        r"проводить не будем", r"не будем проводить") + r"(?: .{0,60})?")
_NOT_SO = re.compile(r"(?<!\w)(?:не проводим|проводить не будем|не будем проводить) (?:онлайн|дистанционно|\d|(?:в|на) "
                     r"(?!связи|это[мт]|текущем|нынешнем))")
"""«Не проводим в СШ № 32», «… онлайн», «… 10 декабря»: perhaps elsewhere, or on another day."""
_MOVED_ON = re.compile(r"(?<!\w)" + MOVES)
"""«Не проводили, перенос на январь» closes no question: the meeting is to come."""
_NOTHING = re.compile(
    r"(?P<what>(?:пока|сейчас|еще|там|в \w+е|на \w+|(?:вебинар|семинар|событи|мероприяти|заняти|курс|встреч|лини)\w*) )*"
    r"(?:ничего(?: (?:пока|нового))?(?: (?:нет|не (?:будет|ожидается|планиру\w+|намеча\w+|запланировано)))?"
    r"|не (?:будет|ожидается|планиру\w+|намеча\w+|запланирован\w+)|неизвестно|(?(what)нет|(?!))"
    r"|нет (?:пока )?(?:дат|данных|сведений|информации|графика)|(?:дат|данных|сведений|информации|графика) (?:пока )?нет)(?: пока)?")
"""«Пока ничего», «в ноябре вебинаров не будет»: about a row «по графику»."""


def stopped(text: str, plain: str) -> str | None:
    """What she says behind her «стоп», perhaps nothing; None where ``text`` (``plain``: folded) does not begin with one."""
    if _STOP.fullmatch(plain):
        return ""
    begun = _STOP_FIRST.match(text)
    return text[begun.end():].strip() if begun else None


def verdict(plain: str, item: str | None, text: str, questions: Sequence[Asked]) -> Order | None:
    """What these few words decide; None where they are others."""
    if _YES.fullmatch(plain):
        return Yes(item)
    if _NO.fullmatch(plain):
        return No(item)
    if kept := _KEEP.fullmatch(plain):
        return Keep(item, stands=kept["stands"] is not None)
    if _CLOSED.fullmatch(plain) and not _MOVED_ON.search(plain) and not _NOT_SO.search(plain):
        return Closed(item, clean_line(text))
    empty = is_by_schedule(item, questions) and not any(question.item == item and question.begins for question in questions)
    return Nothing(item) if item and empty and _NOTHING.fullmatch(plain) else None
