"""Responsible persons of one cell: names as written, one entry a person, however many lines each takes."""

import re
from itertools import pairwise

from notifier.core.plan.names import NAME, SURNAME
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import COLLECTIVES, POSITIONS, SINGLE_POSITIONS

_ENDS_IN_NAME = re.compile(rf"(?:{NAME.pattern})$")
_LONGEST_NAME = 60
_PLURAL = re.compile(r"(?:[а-я]+(?:ые|ие) )?[а-я]{3,}[иы]\b")  # «экскурсоводы», «научные сотрудники»: no position of one person
_ADJECTIVE = re.compile(r"^(?!заведующ|вожат)(?:[а-я]+(?:[ыи]й|ая)|ст|гл|вед) ")  # «Главный библиотекарь»
_UNFINISHED = re.compile(r"(?:[ыи]е|\bвсе)$")  # «классные», below it «руководители»
_OF_SOMEBODY = re.compile(r"(?:школы|библиотеки|директора|жюри|комиссии|администрации)\b")  # «заместитель», below it «директора»


def persons(lines: list[str]) -> tuple[str, ...]:
    """The persons (or roles) in a cell's lines, as written."""
    found: list[str] = []
    for line in _joined(lines):
        for piece in re.split(r"[,;]\s*|\s*(?<!\b[а-я])/\s*", line):
            if not meaningful(piece):
                continue
            if found and _belongs(piece, found[-1]):
                found[-1] = f"{found[-1]}, {piece.strip()}"
            else:
                found.extend(_several(piece.strip()))
    return tuple(re.sub(r"\.{2,}$", ".", one_line(person)).strip(" ,;") for person in found)


def _joined(lines: list[str]) -> list[str]:
    """Lines with continuations joined: a small letter or a dangling comma, dash or position goes on with the next."""
    joined: list[str] = []
    written = [line.strip() for line in lines if meaningful(line)]
    post = ""  # a position that waits for its name
    for line, below in zip(written, [*written, ""][1:], strict=True):
        previous = joined[-1] if joined else ""
        anew = bool(previous) and _post_first(line, previous, below)
        if previous and not anew and (previous == post or _goes_on(line, previous, below)):
            joined[-1] = re.sub(r"(?<=\w-) $", "", f"{previous} ") + line
        else:
            joined.append(line)
        post = line if anew and NAME.search(line) is None else ""
    return joined


def _goes_on(line: str, previous: str, below: str) -> bool:
    """A line that is no person of its own: it begins small, or the one above is not finished."""
    if line[0].islower() and not _begins_anew(f"{line} {below}", previous):
        return True
    if re.search(r"[-–(]$|\b(?:им|по|и|с|г)\.?$", previous):
        return True
    begun = previous.rpartition(",")[2].strip()  # «Иванова», below it «И.И.» or «Инна Игоревна»
    surname = re.fullmatch(rf"{SURNAME}(?:\s{SURNAME})?", begun) is not None and not any_of(COLLECTIVES).match(plain(begun))
    return (surname and NAME.match(f"{begun} {line}") is not None) or (NAME.match(line) is not None and _position_alone(previous))


def _begins_anew(text: str, previous: str) -> bool:
    """«Кл. рук.», below it «библиотекарь»: another one; «Старший», below it «методист», and a name's position are not."""
    words = plain(text)
    if previous.endswith(("-", "–", "—")):
        return False
    if any_of(COLLECTIVES).match(words):
        unfinished = _UNFINISHED.search(plain(previous[-_LONGEST_NAME:])) or _OF_SOMEBODY.match(words)
        return _ends_in_name(previous) or not unfinished
    return (any_of(SINGLE_POSITIONS).match(words) is not None and not NAME.search(previous)
            and any_of((*SINGLE_POSITIONS, *COLLECTIVES)).match(_ADJECTIVE.sub("", plain(previous))) is not None)


def _post_first(line: str, previous: str, below: str) -> bool:
    """«зав. библиотекой Гурова П.П.» below a name: somebody else; so is «учитель истории» between «директор Ким А.А.,» and a name."""
    if not _is_post(line) or not _ends_in_name(previous):
        return False
    name = NAME.search(line)
    if name is not None:
        return not re.search(r"[,;]", line[: name.start()])
    return NAME.match(below) is not None and _is_post(previous)


def _is_post(text: str) -> bool:
    return any_of(POSITIONS).match(_ADJECTIVE.sub("", plain(text))) is not None


def _ends_in_name(text: str) -> bool:
    return _ENDS_IN_NAME.search(text.rstrip(" ,;")[-_LONGEST_NAME:]) is not None


def _position_alone(text: str) -> bool:
    """«Зам. директора по работе с детьми» before a name; a group («Жюри») is somebody by itself."""
    words = _ADJECTIVE.sub("", plain(text))
    return bool(any_of(SINGLE_POSITIONS).match(words)) and not NAME.search(text) and not text.rstrip().endswith((",", ";"))


def _belongs(piece: str, previous: str) -> bool:
    """«Иванова И.И., методист», «школы № 1, 3»: what begins small or is only a number belongs to what stands before it."""
    if not re.search(r"[^\W\d_]", piece):
        return True
    if any_of(COLLECTIVES).match(plain(piece)):
        return False
    if _PLURAL.match(plain(piece)) and _ENDS_IN_NAME.search(previous.rstrip()[-_LONGEST_NAME:]):  # not «учитель химии, биологии»
        return False
    return bool(NAME.search(previous)) and piece.strip()[:1].islower() and not NAME.search(piece)


def _several(piece: str) -> list[str]:
    """Names written without commas: «Иванова И.И. Петрова А.А.», «Иванова И.И. и Петрова А.А.», «Г. Х..Кл. рук.»."""
    glued = re.split(r"(?<=\.)\.\s*(?=[А-ЯЁ])", piece)
    if len(glued) == 1 and (name := NAME.match(piece)) and any_of(COLLECTIVES).match(plain(rest := piece[name.end():].strip())) \
            and rest[:1].isupper():
        glued = [name.group(), rest]  # «Ержанова Г.Х. Кл. рук.»
    if len(glued) > 1:
        return [person for part in glued for person in _several(part.strip())]
    found = list(NAME.finditer(piece))
    between = [piece[left.end(): right.start()] for left, right in pairwise(found)]
    if len(found) > 1 and all(re.fullmatch(r"\s*(?:и|,|)\s*", gap) for gap in between):
        starts = [0, *(match.start() for match in found[1:])]
        stops = [*starts[1:], len(piece)]
        return [re.sub(r"\s+и\s*$", "", piece[start:stop]).strip(" ,") for start, stop in zip(starts, stops, strict=True)]
    return [piece]
