"""Who approved the plan and who signs it: «УТВЕРЖДАЮ … «28» августа 2026 г.» above it, «Руководитель ГМО ____ Иванова И.И.» below.

The paper's own words: no row of the plan, no day of it, and no part of its title.
"""

import re
from collections.abc import Iterable, Sequence

from notifier.core.plan.labels import labelled
from notifier.core.plan.names import NAME, only_names
from notifier.core.plan.wording import any_of, plain
from notifier.core.plan.words import APPROVED, MONTHS, PAPERS, POSITIONS, SIGNING, STAMPS, Role

_SPOKEN_OF = re.compile("|".join((*APPROVED, *PAPERS, r"_{3,}")))
_APPROVES = re.compile(rf"(?:{'|'.join(APPROVED)})(?:аю|аем|ается|ен)?н?[аоы]?(?!\w)")
_DAY_OF_STAMP = re.compile(rf"(?:от )?\d{{1,2}} (?:(?:{'|'.join(MONTHS)})\w*|\d\d) 20\d\d(?: г(?:ода?)?)?")
_DAY_TO_BE_WRITTEN = re.compile(r"_{2,}.*20(?:\d\d|_)")
_LINE_TO_SIGN = re.compile(r"_{3,}")
_SIGNATURE = re.compile(rf"{_LINE_TO_SIGN.pattern}|/\s*_|\bМ\.?П\.|^(?:«|\")?_+")
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.")  # two, for «I. Заседания» has one of a name's look
_MOST_WORDS_OF_A_POST = 4
_PRIZE = re.compile(r"\b(?:года|месяца|сезона)$")  # «Методист года» is a contest
_OF_A_ROW = ("отв", "вед", "провод", "докл")  # labels of whom a row names


def begins_stamp(text: str) -> bool:
    """«УТВЕРЖДАЮ», «Рассмотрено на заседании ГМО», «Приказ № 12»; «Утверждение плана» takes place."""
    return any_of(STAMPS).match(plain(text)) is not None


def approves(text: str) -> bool:
    """«УТВЕРЖДАЮ», «Согласовано» at the beginning of a line; «по согласованию» is a row's place, «Утверждённый график» and «Приказ» may be
    a row's topic."""
    return _APPROVES.match(plain(text)) is not None


def speaks_of_approval(text: str) -> bool:
    """«План (утверждён 30 августа 2026 г.)», «Приложение к приказу»: a day there may be the paper's."""
    return _SPOKEN_OF.search(f"{plain(text)} {text}") is not None


def length_of_stamp(lines: Iterable[str]) -> int:
    """How many of the lines a stamp has that begins with the first and ends with its day; 0 where none does."""
    for count, line in enumerate(lines, start=1):
        last = line.split("\n")[-1]
        if count == 1 and not begins_stamp(line):
            return 0
        if _DAY_OF_STAMP.fullmatch(plain(last)) or _DAY_TO_BE_WRITTEN.search(last):
            return count
    return 0


def has_line_to_sign(text: str) -> bool:
    """«Председатель ________ Иванова И.И.»."""
    return _LINE_TO_SIGN.search(text) is not None


def is_signature(line: str) -> bool:
    """A line to sign on, «М.П.», or somebody's name and nothing else."""
    return _SIGNATURE.search(line) is not None or (_INITIALS.search(line) is not None and only_names(line))


def is_signed(text: str) -> bool:
    """«Иванова И.И., руководитель МО»: a name and what he is, and nothing that takes place."""
    name = NAME.match(text)
    rest = text[name.end():].strip(" ,–—-") if name else ""
    return bool(any_of(POSITIONS).match(plain(rest))) and ":" not in rest


def signs_apart(cells: Sequence[str], *, last: bool) -> bool:
    """Whether the cells of a row are for signatures; below the ``last`` row also «Руководитель ГМО» beside «Иванова И.И.»."""
    if all(map(has_line_to_sign, cells)):
        return True
    named = [text for text in cells if only_names(text)]
    called = [text for text in cells if any_of(SIGNING).match(plain(text)) and len(text.split()) <= _MOST_WORDS_OF_A_POST
              and not _PRIZE.search(plain(text))]
    return last and len(cells) == len(named) + len(called) == 2 and len(named) == len(called)


def signs_all(text: str, above: Sequence[str]) -> bool:
    """«Руководитель: Ким А.А.» as the last line, where no other line begins so: he signs the plan, and answers for no row alone."""
    said = labelled(text)
    return (said is not None and said[0] is Role.RESPONSIBLE and not said[1].lower().startswith(_OF_A_ROW)
            and not any(line.startswith(said[1]) for line in above))
