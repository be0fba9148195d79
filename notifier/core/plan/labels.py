"""Labels inside a text: «Место: МБОУ СОШ № 5» on a line of its own, «…, отв. Иванова И.И.» at a line's end.

Promises: a label moves its value only where nothing else says it; every word but the label stays.
"""

import re

from notifier.core.phrases import is_online_place
from notifier.core.plan.headers import header_column
from notifier.core.plan.names import looks_like_persons
from notifier.core.plan.plan_year import is_time
from notifier.core.plan.wording import any_of, is_open, meaningful, one_line, plain
from notifier.core.plan.words import AUDIENCE_HEADERS, EXTRA_HEADERS, INSTITUTIONS, Role

_LABELLED = re.compile(r"\s*(?:[-–—•*]\s*)?(?P<label>[А-ЯЁа-яё][а-яё .,()]{1,40}?)\s*:\s*(?P<value>\S.*)", re.DOTALL)
_BEFORE_LABEL = re.compile(  # small only behind a stop, figure or bracket: «…, место: ЦДО», not «какое сейчас время: утро или день»
    r"\s+(?:(?<=[.,;\d)»]\s)|(?=(?-i:[А-ЯЁ])))"
    r"(?=(?:Тема|Дата|Срок|Время|Место|Форма|Ответственн\w{2,3})(?: (?:проведения|заседания))?\s*:)", re.IGNORECASE)
STOP = re.compile(r"(?:(?<=[а-яё]{3})|(?<=[А-ЯЁ]{2})|(?<=[»\d)]))\.$")
"""The full stop between what two labels say; «2026 г.» keeps it."""
_LONGEST_ANSWER = 300  # letters: names and positions at a line's end
_WHO = r"отв(?:етственн\w*)?\s*[.:–—-]+\s*"
_ANSWERS = re.compile(rf"[\s,;.(–—-]+\(?{_WHO}(?P<who>[^()]+?)\s*\)?\s*\.?\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"(?:^|,\s*){_WHO}(?P<who>.+)$", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"(?:подготов|регистрац|запис|заявк|при[её]м заяв|сбор заяв|отч[её]т|анализ|информац|объявлен|приглашен)"
                         r"(?!\w*(?:[ыио]й|ая|ое|ые|но)\b)\w*"  # «Информационный час о книге» is one itself
                         r".* (?:к|ко|на|о|об|для|по) |об? ", re.IGNORECASE)
_MOST_WORDS = 4
MOVED = frozenset({Role.DATE, Role.TIME, Role.PLACE, Role.RESPONSIBLE, Role.PHONE})


def labelled(line: str) -> tuple[Role, str, str] | None:
    """The role, the label and the value of «Место проведения: ЦДО»; EXTRA for «Форма: …»; None for any other line."""
    match = _LABELLED.fullmatch(line)
    if match is None or len(match["label"].split()) > _MOST_WORDS:
        return None
    label, value = one_line(match["label"]), match["value"].strip()
    column = header_column(label)
    if column is None or not meaningful(value):
        return None
    if len(column.roles) == 1 and column.roles[0] in MOVED:
        return column.roles[0], label, value
    known = any_of(EXTRA_HEADERS).match(plain(label)) or any_of(AUDIENCE_HEADERS).match(plain(label))
    return (Role.EXTRA, label, value) if known else None


def label_parts(line: str) -> list[str]:
    """«Заседание № 1 Тема: «Чтение» Дата: 22.10.2026, 14.00 Место: СШ № 5»: the text before the labels, and each with what it says."""
    parts = [""]
    for piece in filter(meaningful, _BEFORE_LABEL.split(line)):
        quoted = is_open(parts[-1], "«»")  # «Спектакль «Наше время: герои»»
        parts[-1:] = [f"{parts[-1]} {piece}".strip()] if quoted or not parts[-1] else [parts[-1], piece.strip()]
    return [*parts[:1], *(STOP.sub("", part) for part in parts[1:-1]), *parts[1:][-1:]]


def says_more(line: str) -> bool:
    """«Тема: …», «Дата: …», «Форма: …»: a label with what it says of the line above."""
    return labelled(line) is not None or topic_labelled(line) is not None


def topic_labelled(line: str) -> str | None:
    """What «Тема: …» or «Тема заседания: …» says."""
    match = _LABELLED.fullmatch(line)
    if match is None or not plain(match["label"]).startswith("тема") or len(match["label"].split()) >= _MOST_WORDS:
        return None
    return match["value"].strip()


def bracketed(text: str) -> tuple[str, str] | None:
    """The text before the brackets at its end, and what stands in them."""
    ended = text.rstrip(" .")
    start = ended.rfind("(")
    before, inside = ended[:start].strip(), one_line(ended[start + 1 : -1])
    return (before, inside) if start > 0 and ended.endswith(")") and ")" not in inside and before and inside else None


def answers_aside(inside: str) -> tuple[str, str]:
    """What brackets say without «отв. Иванова И.И.» at their end, and who answers."""
    answers = _IN_BRACKETS.search(inside)
    if answers is None or not looks_like_persons(answers["who"]):
        return inside, ""
    return inside[: answers.start()], answers["who"]


def said_aside(line: str) -> dict[Role, str]:
    """«Семинар (МБОУ «СШ № 27», 14.30, отв. Ким А.А.)»: the topic, and by role what its brackets say; empty for other brackets."""
    found = bracketed(line)
    if found is None:
        return {}
    inside, who = answers_aside(found[1])
    said = {Role.TOPIC: found[0], **({Role.RESPONSIBLE: who} if who else {})}
    pieces = re.split(r",\s+", inside)
    for piece in filter(meaningful, pieces):
        place = any_of(INSTITUTIONS).match(plain(piece)) or is_online_place(piece)
        role = Role.TIME if is_time(piece) else Role.PLACE if place else None
        if role is None or role in said:
            return {}
        said[role] = piece
    return said if len(said) > 2 or (Role.PLACE in said and re.search(r"[\d«\"]", said[Role.PLACE])) else {}


def who_answers(line: str) -> tuple[str, str] | None:
    """The line without «(отв. Иванова И.И.)» at its end, and these persons; a full stop goes with them."""
    match = _ANSWERS.search(line, max(0, len(line) - _LONGEST_ANSWER))
    if match is None or not match.start() or not looks_like_persons(match["who"]):
        return None
    who = match["who"] + ("." if re.search(r"(?<!\d)[А-ЯЁ]$", match["who"]) else "")  # the initial's own full stop
    left = line[: match.start()].rstrip(" ,;(")
    return left + (")" if is_open(left, "()") else ""), who  # «(зал, отв. Ким А.А.)» keeps its brackets


def of_another(title: str) -> bool:
    """«Подготовка к конференции», «Отчёт о семинаре», «О конкурсе чтецов»: a day behind it is rather the conference's."""
    return _OF_ANOTHER.match(title) is not None
