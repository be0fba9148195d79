"""The lines and sentences of the coordinator's letter that may decide something: greetings, courtesies and what else goes with an order
taken off, an hour on a line of its own put to its day."""

import re
from collections.abc import Callable, Sequence

from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.politeness import ALAS, FAREWELL, GREETED, HELLO, PLEASE, RECEIPT, SORRY, THANK, THANKS
from notifier.core.inbound.signature import is_surely_signed
from notifier.core.inbound.typed import is_wrapped, typed, unbroken, without_smile
from notifier.core.phrases import LINK
from notifier.model.order import Cancel, No, NotUnderstood, Order, Place, Stop, Yes
from notifier.model.person import fold

LINES = 60
LINE_CHARACTERS = 400  # a longer line is a story: only its beginning is shown back to her
_COURTESY = re.compile(
    r"(?:^|[\s,.!;—–-]+)(?!(?<=[^\W\d_]\s)(?:до\s+встречи|с\s+праздником))"
    rf"(?:{THANKS}|{PLEASE}|заранее\s+\w+|{FAREWELL})[\s!.,)]*$", re.IGNORECASE)
"""«За час до встречи» says when, «совпало с праздником» why."""
_TO_QUESTIONS = r"(?:на|по)\s+(?:(?:ваш\w*|все\w*)\s+)?(?:вопрос(?:ы|ам)|письмо)"
_LEAD = re.compile(
    r"^\s*" + said.either(ALAS, PLEASE, rf"(?!{SORRY})прошу", "просьба", "итак(?=,)",
                          "отлично", "замечательно",
                          rf"{SORRY},?\s+что\s+[^.!?\d]{{0,40}}(?:отвеч|ответ|молч|задерж)[^.!?\d]{{0,30}}(?=[.!])",
                          rf"{SORRY}(?=\s*[,!.])",
                          THANK + r"(?:\s+за\s+[а-яё]+(?:\s+[а-яё]+)?(?=[,!.:])|(?!\s+(?:за\s|что\s|(?-i:[А-ЯЁ]))))")
    + r"\s*[,!.:]*\s+"
    r"|^\s*(?:(?:вот|мой|наш|мои|наши|все)\s+)?(?:ответы?|отвечаю|пишу|сообщаю|высылаю|направляю|выбира(?:ю|ем)|внес(?:ти|ите)|даты|решени[ея]"
    rf"|решили(?:\s+так)?|{_TO_QUESTIONS})(?:\s+(?:даты|ответы|{_TO_QUESTIONS}))?\s*:+(?:\s+|\Z)", re.IGNORECASE)
"""What says nothing ahead of an order: a courtesy, a heading of the answers."""
_GREETING = re.compile(
    rf"\s*(?:(?:(?:[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?,\s*)?{HELLO})\s*(?:[!.,]+|$|\s)"
    rf"|(?:{GREETED}|уважаем\w+\s+[\w\s.]{{0,40}})\s*(?:[!.,]+|$))\s*", re.IGNORECASE)
_BELOW = re.compile(
    r"(?:^|(?<=[.!,])\s*)(?:мои\s+|все\s+)?(?:ответы?|отвечаю|пишу|см\w*\.?)\s+(?:ниже|внизу|под\s+\w+|(?:прямо\s+)?(?:в|по)\s+тексте?у?)"
    r"(?:,?\s+(?:в|по)\s+тексте?у?)?(?:\s+письма)?\s*[.:!]*\s*$", re.IGNORECASE)
"""«Ответы ниже, в тексте»."""
_ABBREVIATED = frozenset({"ул", "им", "дом", "каб", "тел", "пр", "пл", "стр", "корп", "эт", "ауд", "чт", "пт", "ср", "вт", "пн", "сб", "вс",
                         "час", "мин", "см", "янв", "фев", "февр", "мар", "апр", "авг", "сен", "сент", "окт", "ноя", "нояб", "дек"})
"""After these a full stop ends no sentence."""
_TOLD_LATER = (
    r"(?:.{0,30}(?:позже|потом|позднее|дополнительно|отдельно|завтра|послезавтра|на\s(?:этой|той|следующей|будущей)\sнеделе)"
    r"(?:\s(?:напишу|сообщу|уточню|скажу|пришлю|отвечу))?|(?:отвечу|напишу|напишем|сообщу|сообщим|скажу|пришлю))")
_LAST_WORDS = re.compile(said.either(
    rf"{THANK}(?:\s.*)?", r"с уважением.*", rf"{SORRY}.*", RECEIPT, FAREWELL, r"как (?:обычно|всегда)",
    r"(?:(?:прошу|просьба)\s)?(?:(?:(?:всех|всем|участник\w+|школы|школам)\s)?"
    r"(?:(?:напомни|сообщи|оповести|извести|предупреди)т[ье]|разошлите|разослать|переда(?:йте|ть))(?:\s.*)?|не опаздывать)",
    rf"(?:(?:(?:все|по|про|об)\s)?остальн\w+|подробности|детали|место|адрес|ссылк[уа])\s{_TOLD_LATER}",
    r"(?:все\s)?остальное\s(?:как (?:есть|было)|без изменений|по (?:плану|прежнему))",
    r"(?:это\s)?(?:очень\s)?срочно",
    r"(?:явка|присутствие|участие)(?:\s(?:всех|строго|для всех|коллег)){0,3}\sобязательн[ао](?:\sдля\s(?:всех|каждого))?",
    r"(?:буд\w+ )?рад[аы]? .{0,40}видеть.*", r"(?:всех|вас|очень) жд[уе]м?",
    r"жд[уе]м? (?:(?:всех|вас|встречи)(?:\s.*)?|(?:вашего\s)?ответа)", r"хорошо|ок|ok|договорились"))
"""A clause behind an order that changes nothing of it (folded)."""
_DAY_LATER = re.compile(rf"(?:по\s|об?\s)?(?:(?:точн|нов)\w+\s)?(?:дат[ауе]|число|день)\s{_TOLD_LATER}")
"""It changes nothing of what is put off or called off, and contradicts a day (folded)."""
_PUT_OFF = re.compile(rf"(?<!\w)(?:{said.MOVES}|{said.CALLED_OFF})", re.IGNORECASE)
_NO_ASIDE = re.compile(
    r"\d|(?<!\w)(?:не(?!\sопазд)|ни|нет|но|однако|кроме|только|если|или|либо|отмен\w*|стоп|онлайн|дистанц\w+|очно)(?!\w)"
    r"|(?<!\w)" + said.MOVES + r"|(?<!\w)(?:жд[уе]м?|видеть)\s(?:.*\s)?во?\s")
"""«Ждём всех в ЦДО» says where."""
_HOUR_ALONE = re.compile(
    r"(?:время|начало|час|в|с|к)?(?:\s+(?:проведения|начала|в|с))*\s*[:—–-]?\s*\d{1,2}(?:[:.-]\d{2}|\s+час\w*)(?:\s*(?:[-–—]|до)\s*\d{1,2}[:.-]\d{2})?"
    r"[\s.]*\Z", re.IGNORECASE)
"""A line that is the hour of the day above it."""
_CLAUSE = re.compile(r"\A|\s*[,;]\s+(?:(?:но|а)\s+(?=(?:остальн|подробн|детал|место|адрес|ссылк)\w*\s))?", re.IGNORECASE)
_PLEASE = re.compile(rf",?(?<!\w)\s*{PLEASE}\s*(?!\w),?", re.IGNORECASE)
_URGENT = re.compile(r"\A\s*(?:очень\s+)?срочно(?:\s*[!.,:;—–-]+\s*|\s+)(?=\w)"
                    r"|[\s,;]+(?<!не\s)(?<!это\s)(?:очень\s+)?срочно[\s!.]*\Z", re.IGNORECASE)
"""Haste, ahead of an order or behind it; «срочно закрыли школу» says why."""
_THUMB = re.compile(r"(?<=[^\s👍👌✅🙏🏻-🏿])[\s👍👌✅🙏🏻-🏿]+\Z")
"""«2 👍»: agreement beside words."""
_AGREED = re.compile(r"(?<!\w)(?:согласн[аоы]|согласен|согласие|в курсе|предупрежден\w*|извещен\w*|подтвердил\w*|разрешил\w*"
                     r"|встретят|помогут)(?!\w)")
_QUIET = re.compile(_AGREED.pattern + r"|(?<!\w)(?:готов[аоы]?|предостав\w*|взять|возьмите|брать|берите|принести|принесите|приносите"
                    r"|с собой|тема|темы|повестка|явка)(?!\w)")
"""What a remark behind an order is about when it leaves the order as it is: who agreed, what to bring (folded)."""
_LOUD = re.compile(
    r"\d|(?<!\w)(?:но|а|и|однако|хотя|если|чтобы|бы|только|кроме|вместо|лучше|раньше|позже|потом|пока|сначала|сперва|прошл\w+|друг\w+|нов\w+"
    r"|наверн\w+|видимо|кажется|вроде|похоже|почти|вдруг|опять|снова|также|тоже|еще"
    r"|дат[ауы]|дн[яею]|день|числ\w+|врем\w+|час\w*|недел\w+|месяц\w*|мест[оеа]"
    r"|отмен\w*|перен[ео]с\w*|(?:пере|с)дви\w+|стоп|отбой|подожд\w+|погод\w+|дума\w+|предлага\w+|прос[ия]\w*|прошу|хо[тч]\w+|реш\w+|жд[уе]\w*"
    r"|онлайн|дистанц\w+|карантин\w*|закры\w+|занят\w*|педсовет\w*|болею|заболел\w*|ошиб\w+|перепут\w+|извин\w+|прост\w+|так)(?!\w)")
"""A remark with one of these may change the order before it (folded)."""
_AND_FURTHER = re.compile(r"и\s", re.IGNORECASE)
"""«1. 32 школа» may answer the first question: the number is no suggestion's; that of «2. И teor-2 …» is."""
_STOP = re.compile(r"[.!?…]+\s+(?=[«\"(]?[А-ЯЁA-Z\d])")
_STOP_OR_ROW = re.compile(rf"{_STOP.pattern}|[.!?…]+\s+(?=[^\W\d_]{{2,8}}-[\da-z](?!\w))")
"""«Да. teor-2 …»: a row's name begins a sentence, too."""


def lines(top: str) -> list[str]:
    """The lines that may say something: greetings and courtesies taken off."""
    found: list[str] = []
    for written in unbroken(top.split("\n")[:LINES], is_wrapped, limit=LINE_CHARACTERS):
        line = " ".join(written.split())  # 400 blanks took a pattern of titles 6 s
        if len(line) > LINE_CHARACTERS:
            found.append(line[:LINE_CHARACTERS])
            continue
        text = _URGENT.sub("", _PLEASE.sub(_comma_kept, typed(line))).strip().lstrip("-•*–— \t.:!✅✔☑▪●○→")
        while greeting := _GREETING.match(text):
            text = text[greeting.end():]
        text = _BELOW.sub("", text)
        while (shorter := without_lead(without_smile(_COURTESY.sub("", text))).strip()) != text:
            text = shorter
        text = _without_asides(_THUMB.sub("", text).strip(" \t,;"))
        if found and (_is_day_alone(found[-1]) if _HOUR_ALONE.match(text) else _refuses_a_day(found[-1]) and text[:1]):
            found[-1] = f"{found[-1].rstrip(' .,;')}, {text}"
        elif found and LINK.fullmatch(text.rstrip(".,;!")) and _waits_for_link(found[-1]):
            found[-1] = f"{found[-1].rstrip(' .,;:')}: {text}"
        elif text.strip(".!)( "):
            found.append(text)
    return found


def without_lead(text: str) -> str:
    """The words without the courtesy ahead of them: «к сожалению, …», «спасибо за варианты, …», «прошу …»."""
    return _LEAD.sub("", text)


def _comma_kept(please: re.Match[str]) -> str:
    """«Отмените пожалуйста, болею»: the comma is the sentence's own, unless two of them are the word's."""
    return ", " if please[0].endswith(",") and not please[0].startswith(",") else " "


def _waits_for_link(line: str) -> bool:
    """«Ссылка на вебинар:», and its address on the next line."""
    return LINK.search(line) is None and (line.endswith(":") or fold(line).startswith(("ссылк", "вот ссылк")))


def _is_day_alone(line: str) -> bool:
    return said.DAY.search(line) is not None and said.CLOCK.search(said.DAY_FIGURES.sub(" ", line)) is None


def _without_asides(text: str) -> str:
    """Without the sentences that go with an order and the name below it: «19.11 в 14:30. Спасибо за напоминание! Иващенко И.В.»."""
    parts = sentences(text)
    if len(parts) == 1:
        return text
    while len(parts) > 1 and is_surely_signed(parts[-1]):
        parts.pop()
    dated = parts[0].strip(" .").isdigit() or (said.DAY.search(text) is not None and _PUT_OFF.search(text) is None)
    return " ".join(part for part in parts if not is_aside(part, of_a_day=dated) and without_last_words(part))


def without_last_words(sentence: str) -> str:
    """Without the clauses behind it that change nothing of it, and the name below them: «19.11 в 14:30, всех ждём», «…, спасибо, Ирина»;
    empty where all are such."""
    kept = end = len(sentence)
    for gap in reversed([*_CLAUSE.finditer(sentence)]):
        clause, end = sentence[gap.end():end], gap.start()
        plain = _bare(clause)
        if "?" not in plain and _LAST_WORDS.fullmatch(plain) and not _NO_ASIDE.search(plain):
            kept = end
        elif not is_surely_signed(clause):
            break
    return sentence[:kept]


def _refuses_a_day(line: str) -> bool:
    """«29-е не подходит»: which meeting the day behind it is for."""
    plain = _bare(line)
    return any(map(str.isdigit, plain)) and said.REJECTED.fullmatch(plain) is not None


def _bare(words: str) -> str:
    return fold(words).strip(" .,;!)(")


def is_aside(sentence: str, *, of_a_day: bool = False) -> bool:
    """Whether a sentence goes with an order and changes nothing of it. ``of_a_day``: the order named one."""
    plain = _bare(sentence)
    if said.REJECTED.fullmatch(plain):
        return not any(map(str.isdigit, plain))
    later = None if of_a_day else _DAY_LATER.fullmatch(plain)
    return (_LAST_WORDS.fullmatch(plain) or later) is not None and not _NO_ASIDE.search(plain)


def sentences(text: str, end: re.Pattern[str] = _STOP) -> list[str]:
    """A line taken apart where a sentence ends; not after initials and abbreviations."""
    found, at = [], 0
    for stop in end.finditer(text):
        word = re.search(r"[^\W\d_]*\Z", text[at:stop.start()])
        if stop[0].startswith(".") and word is not None and word[0] and (len(word[0]) == 1 or fold(word[0]) in _ABBREVIATED):
            continue
        found.append(text[at:stop.end()].strip())
        at = stop.end()
    return [*found, text[at:]]


def with_remarks(line: str, alone: Callable[[str], Sequence[Order]], about: str | None) -> list[str]:
    """A line that says nothing as a whole, taken apart where it begins with an order and what follows are orders or remarks that surely
    leave it as it is: «19 ноября в 14:30. Библиотека согласна», not «… Отложите», «… Удобнее утром». «Встречу отменяем. Второй вариант
    подходит» is two orders, too: what decides something is no reason; and so are «Да. Teor-2 19.11 в 14:30» under a suggestion for another
    row, ``about`` which the letter is. ``alone``: what words mean by themselves."""
    parts = sentences(line, _STOP_OR_ROW)
    order, _, remark = line.rpartition(", ")
    agreed = len(parts) < 2 and order and _AGREED.search(fold(remark)) is not None and _is_quiet(remark)
    if agreed and not _decides(alone(line)) and _decides(alone(order)):
        return [order]
    if len(parts) < 2 or (parts[0].rstrip(".").isdigit() and not _AND_FURTHER.match(parts[1])) or not _decides(alone(parts[0])):
        return [line]
    if _decides(whole := alone(line)):
        called_off = any(isinstance(order, Cancel) for order in whole)
        at = next((n for n, part in enumerate(parts) if n and called_off and _is_no_reason(alone(part))), 0)
        if at:
            return [" ".join(parts[:at]), *with_remarks(" ".join(parts[at:]), alone, about)]
        return parts if _loses_a_row(whole, [alone(part) for part in parts], about) else [line]
    return parts if all(_decides(alone(part)) or _is_quiet(part) for part in parts[1:]) else [line]


def _loses_a_row(whole: Sequence[Order], parts: Sequence[Sequence[Order]], about: str | None) -> bool:
    """Whether the line as a whole says nothing of a row that one of its sentences decides about. «Да» is about the row of the letter alone,
    and a place may be the next sentence's."""
    if not all(map(_decides, parts)):
        return False
    rows = {order.item for part in parts for order in part
            if not isinstance(order, Place) and (order.item == about or not isinstance(order, Yes))} - {None}
    return not rows <= {order.item for order in whole}


def _is_no_reason(orders: Sequence[Order]) -> bool:
    """«СШ № 5 на карантине» may be one, though it names a place."""
    return _decides(orders) and not any(isinstance(order, Place) for order in orders)


def _is_quiet(part: str) -> bool:
    plain = fold(part)
    return _QUIET.search(plain) is not None and _LOUD.search(plain) is None and said.DOUBT.search(part) is None


def _decides(orders: Sequence[Order]) -> bool:
    """Whether these are orders of their own: «нет» and «стоп» are words about another."""
    return bool(orders) and not any(isinstance(order, NotUnderstood | No | Stop) for order in orders)
