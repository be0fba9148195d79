"""Which row of the plan her words are about: the row she names, else the one question of the mail she answers that they fit.

Words that fit several rows belong to none; they are asked back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from notifier.core.clean import clean_line
from notifier.core.inbound.asked import only
from notifier.core.phrases import event_title
from notifier.core.plan.numbering import LATIN
from notifier.model.order import Asked, Choose, Closed, Confirm, Keep, No, NotUnderstood, Order, Place, Stop, Yes
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import Kind, When

DATED = frozenset({"no-date", "no-time", "closing", "out-of-year", "suspicious", "unparseable", "date-past", "day-off"})
YES_OR_NO = frozenset({"day-off"})
"""Questions that a bare «да» or «нет» sounds like an answer to: beside one of them it answers none."""
_OF_A_DAY_OFF = "Не понять, на что «{word}». О нерабочем дне ответьте: «{row}: оставить» или «{row}: ДД.ММ в ЧЧ:ММ»"
ENTRY = "entry"
"""The code of an event of somebody else's schedule, known by its title."""
VENUES = frozenset({"two-venues", "venue", "place"})
TITLE_LETTERS = 8
ROW = re.compile(r"\s*[«\"*•·]?\s*(\w+(?:\s?[-–—]\s?\w+)?(?:[-–—]\w+)*)(?=[\s:.,;»\"–—-]|$)[\s:»\",;–—-]*(.*)\Z", re.DOTALL)
"""What a row's name may look like in any plan: «v-1», «teor-1-12», «plan-aa»."""
_ALIKE = str.maketrans("aeopcyxkmtbh", "аеорсухкмтвн")
"""Latin letters within a Russian word that look like its own: «тeop-2»."""
_LABEL = re.compile(
    r"\s*[«\"*•·]?\s*([^\W\d_]{2,8}\s?[-–—]\s?(?:\d{1,2}|[^\W\d_])(?:-\d)?)(?=[\s:.,;»\"–—-]|$)[\s:»\",;–—-]*(.*)\Z", re.DOTALL)
_LABEL_APART = re.compile(r"\s*[«\"*•·]?\s*([^\W\d_]{2,8})\s?(\d{1,2})(?:\s?»?\s*[:–—-]|»?\s)\s*(.*)\Z", re.DOTALL)
"""«teor 2: …», «Teor2 — …», «teor2 …»: a row's name without its hyphen."""
_TITLED = re.compile(r"\s*[«\"*•·]?(?P<title>[^:]{8,200}?)(?:\s*:|\s+[–—-])\s+(?P<rest>\S.*)\Z", re.DOTALL)
"""«Инновационная работа с книгой: …»: a row by its title."""
_DASHES = str.maketrans("–—", "--")
_WORD = re.compile(r"(?<![\w-])\w+(?:[-–—]\w+)+(?![\w-])")
_LISTED = re.compile(r"\s*\d{1,2}\s*[.)]\s+(?=[^\W\d_]{2,8}\s?[-–—])")
_ABOUT = re.compile(r"(?:(?:^|\s+)(?:по|о|об|про|для|к|строк\w+|вопрос\w*|поводу))+\s*$", re.IGNORECASE)
_OFF = re.compile(r"отмен(?:ите|яем|яю|ить)", re.IGNORECASE)
_WHY = re.compile(r"[\s»\"]*[,:—–-]\s*(?=[^\W\d_]{3})")
_AND = re.compile(r"\s*(?:а также|также|и|а|но|ну а)\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.)]\s+(?=\w)")
_NEXT_NAMED = re.compile(r"\s*[;,.]\s+(?:(?:а|и|но)\s+)?(?=(?:(?:по|для|на|о|об|про)\s+)?(\w+[-–—]\w+(?:-\w+)*)(?![\w-]))", re.IGNORECASE)
_NEXT = re.compile(r"(?:\s*[;,.])?(?:(?<=[;,.])\s+|\s+(?:а\s+также|также|и|а)\s+)(?=(\w+\s?[-–—]\s?\w+(?:-\w+)*)\s*[:—–-])")


def pieces(line: str, known: Mapping[str, str]) -> list[str]:
    """A line that decides several rows («teor-2: 2; kons-a: да») taken apart; a list's own numbers before a row's name go."""
    numbered_row = _NUMBERED.match(line)
    if _LISTED.match(line) or (numbered_row and _row(line[numbered_row.end():], known)):
        line = _NUMBERED.sub("", line, count=1)
    if apart := _apart(line, known):
        return apart
    found: list[str] = []
    at = 0
    for gap in _NEXT.finditer(line):
        if named(gap[1], known) and not named(line[at:gap.start()].strip(" «»\"*•·"), known):  # «teor-2, teor-4: отмена» is not one row's
            found.append(line[at:gap.start()])
            at = gap.end()
    return [*found, line[at:]]


def _apart(line: str, known: Mapping[str, str]) -> list[str]:
    """«По teor-2 второй, по prak-1 встречаемся в ЦДО»: a piece for each row, where each says something of just one; else nothing."""
    gaps = [gap for gap in _NEXT_NAMED.finditer(line) if named(gap[1], known)]
    starts, ends = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(line)]
    found = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    whole = all(len(names(piece, known)) == 1 and any(sign.isalnum() for sign in labelled(piece, known)[1]) for piece in found)
    return found if len(found) > 1 and whole else []


def names(text: str, known: Mapping[str, str]) -> list[str]:
    """The rows of the plan that these words name."""
    return [row for word in _WORD.finditer(text) if (row := named(word[0], known))]


def labelled(line: str, known: Mapping[str, str]) -> tuple[str | None, str]:
    """The row a line names, at its beginning or (a row of the plan, once) anywhere in it, and the rest of the line."""
    if at_once := _row(line, known):
        return at_once
    match = _LABEL.match(line)
    if match is not None:
        given = fold(match[1].replace(" ", "").translate(_DASHES))
        if row := named(given, known):
            return row, match[2].strip()
        if given.isascii():
            return given, match[2].strip()
    loose = _LABEL_APART.match(line)
    if loose is not None and (row := named(f"{loose[1]}-{loose[2]}", known)):
        return row, loose[3].strip()
    inside = [(word, row) for word in _WORD.finditer(line) if (row := named(word[0], known))]
    if len(inside) != 1:
        return None, line
    word, row = inside[0]
    before = _ABOUT.sub("", line[:word.start()].rstrip(" «\"(,:—–-"))
    before = "" if _AND.fullmatch(before) else before  # «и teor-2: …» is one row more, and no day more
    after = line[word.end():].lstrip(" »)\",:—–-")
    why = _WHY.match(line, word.end()) and _OFF.fullmatch(before)  # «Отмените prak-2 — гололёд» calls off no ice
    return row, f"{before}{',' if why else ''} {after}".strip()


def _row(line: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The row of the plan a line begins with, whatever its name looks like, and the rest of the line."""
    match = ROW.match(line)
    row = named(match[1], known) if match is not None else ""
    return (row, match[2].strip()) if match is not None and row and not row.isdigit() else None


def titled(line: str, plan: Plan) -> tuple[str | None, str]:
    """The row whose title (or its beginning) a line begins with, and the rest; none where several rows begin so."""
    found = _TITLED.match(line)
    head = letters(found["title"]) if found else ""
    if found is None or len(head) < TITLE_LETTERS:
        return None, line
    titles = {item.id: letters(event_title(item)) for item in plan.items}
    rows = [row for row, title in titles.items() if title.startswith(head) or (len(title) >= TITLE_LETTERS and head.startswith(title))]
    return (rows[0], found["rest"].strip()) if len(rows) == 1 else (None, line)


def letters(text: str) -> str:
    """A title for comparing: letters and figures only."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def named(word: str, known: Mapping[str, str]) -> str:
    """The row of the plan this word is, also typed with Russian letters («теор-2»); empty: none."""
    given = fold(word.replace(" ", "").translate(_DASHES))
    mixed = given.translate(_ALIKE).translate(LATIN) if not given.isascii() else ""
    return known.get(given) or known.get(given.translate(LATIN)) or known.get(mixed) or ""


def addressed(order: Order, questions: Sequence[Asked], text: str) -> Order:
    """An order that names no row, given to the one question it fits; asked back where several or none fit."""
    if order.item is not None or isinstance(order, NotUnderstood | Stop | Choose):
        return order
    asked = [question for question in questions if question.here]
    match order:
        case Yes() | No():
            off = next((question.item for question in asked if question.code in YES_OR_NO and not question.elsewhere), None)
            if off is not None:
                word = "да" if isinstance(order, Yes) else "нет"
                return NotUnderstood(off, clean_line(text), _OF_A_DAY_OFF.format(word=word, row=off))
            return Yes(_one(question for question in asked if question.guess)) if isinstance(order, Yes) else order
        case Confirm():
            item = whose_date(order.when, asked)
            return replace(order, item=item) if item else unclear(text, questions)
        case Place(text=place):
            item = _one(question for question in asked if question.code in VENUES) or _alone(asked, questions)
            return Place(item, place) if item else unclear(text, questions, standing=True)
        case Keep(stands=stands):
            item = _one(question for question in asked if question.code in YES_OR_NO) or (
                _one(question for question in questions if question.fresh) if stands else None)
            return replace(order, item=item) if item else unclear(text, questions)
        case Closed(text=word):
            item = _one(question for question in asked if question.code == "closing") or _alone(asked, questions)
            return Closed(item, word) if item else unclear(text, questions, standing=True)
        case _:
            item = _alone(asked, questions)
            return replace(order, item=item) if item else unclear(text, questions, standing=True)


def numbered(number: int, questions: Sequence[Asked]) -> Choose | None:
    """The suggestion with this number: as the mail she answers numbers them, else the row's own; None: nobody's."""
    for question in questions:
        if question.here and number in question.numbers:
            return Choose(question.item, question.numbers.index(number) + 1)
    offering = [question for question in questions if question.here and question.choices]
    if len(offering) == 1 and not offering[0].numbers and 1 <= number <= len(offering[0].choices):
        return Choose(offering[0].item, number)
    return None


def unclear(text: str, questions: Sequence[Asked], *, standing: bool = False) -> NotUnderstood:
    """Nobody can say whose this is: which rows it could be (``standing``: also those whose meeting stands), and what to write."""
    rows = list(dict.fromkeys(question.item for question in questions
                              if question.here or (standing and (question.stands or question.begins)))) or ["teor-2"]
    which = f" ({', '.join(rows)})" if len(rows) > 1 else ""
    example = "ИМЯ" if len(rows) > 1 else rows[0]  # no row that she may copy unread
    return NotUnderstood(None, clean_line(text), f"Не понять, о какой строке плана речь{which}. Начните с её имени: "
                                                 f"«{example}: {clean_line(text, limit=40)}»")


def whose_date(when: When, asked: Sequence[Asked]) -> str | None:
    """A date offered for one row only, else in the days one row only is asked for in, else the one date that is asked for at all."""
    moment = f"{datetime.combine(when.start, when.time):%d.%m.%Y %H:%M}" if when.kind is Kind.EXACT and when.start and when.time else ""
    dated = [question for question in asked if question.code in DATED or question.choices]
    return (_one(question for question in dated if moment and moment in question.choices)
            or _one(question for question in dated if when.start and when.end and question.window
                    and question.window[0] <= when.start and when.end <= question.window[1])
            or _one(dated) or _one(asked))


def _alone(asked: Sequence[Asked], questions: Sequence[Asked]) -> str | None:
    """The row of the one question of the mail, unless another meeting stands: «отменяется» under a digest may be about that one."""
    row = _one(asked)
    return row if all(question.item == row for question in questions if question.stands or question.code == ENTRY) else None


def _one(questions: Iterable[Asked]) -> str | None:
    return only(question.item for question in questions)
