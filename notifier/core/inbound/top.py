"""What a person wrote herself, without quotation, signature and the phone's advertising: the top of her mail, and what stands below.

The top ends at the first line that begins a quotation (``quotation``). Below it only unmarked words between and under *marked* lines are
hers. When in doubt they are not: our own words in a quotation must never be read as hers. A line that a program may have broken off a
quoted one is ``doubtful``.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby, islice
from operator import itemgetter

from notifier.core.clean import clean_line, clean_text
from notifier.core.inbound.quotation import INTRODUCES, introduction, is_marked, is_separator, unmarked
from notifier.core.inbound.signature import is_signature
from notifier.model.heard import Passage

TOP_CHARACTERS = 4000
LINES, LINE_CHARACTERS = 2000, 500
PASSAGES = 60
QUOTED = 80        # lines of the quotation kept with a passage
NARROWEST = 60     # columns at which a program may break a quoted line ...
SLACK = 8          # ... and what it leaves whole beyond them


class _Whose(Enum):
    OURS = "ours"
    HERS = "hers"
    DOUBTFUL = "doubtful"


def own_words(text: str) -> tuple[str, tuple[Passage, ...]]:
    """What stands above the first quotation and the signature, and what she wrote under and between the lines of a marked one."""
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")  # «й» of two signs, as Macs write it
    lines = [line[:LINE_CHARACTERS].replace("\u00a0", " ") for line in whole[:LINES]]
    end = next((index for index in range(len(lines)) if _ends_top(lines, index)), len(lines))
    top = clean_text("\n".join(whole[:end]), limit=TOP_CHARACTERS)
    return top, tuple(islice(_below(lines, end), PASSAGES))


def _ends_top(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    return is_marked(line) or is_separator(line) or is_signature(line) or introduction(lines[index:index + INTRODUCES]) > 0


def _below(lines: Sequence[str], start: int) -> Iterator[Passage]:
    """Her words after the first quotation began, each with the quoted lines since those before."""
    quoted: list[str] = []
    for whose, group in groupby(_sorted(lines, start), key=itemgetter(0)):
        found = [line for _, line in group]
        if whose is _Whose.OURS:
            quoted += found
            continue
        text = clean_text("\n".join(found), limit=TOP_CHARACTERS)
        yield Passage(text, tuple(clean_line(line) for line in quoted[-QUOTED:]), doubtful=whose is _Whose.DOUBTFUL)
        if whose is _Whose.HERS:
            quoted = []


def _sorted(lines: Sequence[str], start: int) -> Iterator[tuple[_Whose, str]]:
    """Whose each line is, to the end of what can be told: nothing is hers before the first mark, after a signature up to the next mark,
    and from a quotation on that bears no marks."""
    marked = signed = False
    whose, at, columns = _Whose.OURS, start, _columns(lines[start:])
    while at < len(lines) and not is_separator(lines[at]):
        line = lines[at]
        if is_marked(line):
            marked, signed, whose = True, False, _Whose.OURS
            yield whose, unmarked(line)
        elif introduces := introduction(lines[at:at + INTRODUCES]):
            at += introduces
            if marked or not is_marked(next((line for line in lines[at:] if line.strip()), "")):
                return
            continue
        elif is_signature(line):
            signed = True
        elif line.strip() and marked and not signed:
            former, word = lines[at - 1], line.split(maxsplit=1)[0]
            torn = bool(former.strip()) and whose is not _Whose.HERS and len(former) + 1 + len(word) > columns
            whose = _Whose.DOUBTFUL if torn else _Whose.HERS
            yield whose, line
        at += 1


def _columns(lines: Sequence[str]) -> int:
    """How wide quoted lines stand. Where the next word had no more room, a program may have broken a line and left the rest unmarked."""
    return max([NARROWEST, *(len(line) - SLACK for line in lines if is_marked(line) and " " in unmarked(line).strip())])
