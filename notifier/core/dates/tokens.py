"""A cleaned phrase cut into tokens: numbers, dates and times in figures, and words looked up by their forms.

A word that is not known is tried again as a misprint (``mending``); what stays unknown is a token of its own, because a phrase
with foreign words is read more strictly than one without.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from notifier.core.dates.limits import full_year
from notifier.core.dates.mending import mend
from notifier.core.dates.token import COLON, SEMICOLON, Figures, Token, made
from notifier.core.dates.words import MONTH, ORDINAL_SUFFIX, SINGLE, VILLAGE, WORDS

_TWO_YEARS = "|".join(rf"{year:02}\s?[-/]\s?(?:20)?{year + 1:02}" for year in range(99))  # only years that follow each other
_ROMAN = "i[vxх]|vi{0,3}|i{1,3}|[xх]i{0,2}"
# «ноя.20», «18-сен-25» are how Excel writes: a year of two figures tied to a shortened month
_AFTER_SHORTENED_MONTH = rf"(?<={MONTH}\.\d\d)|(?<=(?:сент|нояб|февр)\.\d\d)|(?<=\d[ -]{MONTH}[ -]\d\d)"
_NUMBER_AND_DAY = (  # «Урок 3. 19.11», «СШ 8. 10:30»; «24. 09.2020» is a day
    r"\d{1,2}\s?\.\s\d{1,2}(?:[.:]\d{2}(?!\.?\d)|\s?ч(?:ас\w*)?\.?\s\d\d?\s?мин)")
_LEXEME = r"""[\s.()!]*+(?:
      (?P<longword>мастер\s?-\s?класс[а-я]*|детск[а-я]{2,3}\sсад[ау]?(?![а-я])|[а-я]{2,}+(?![a-z])|[вигкс](?=\s[а-я\d]|$))
    | (?=\d)(?:
          (?P<shortyear>(?:1[89]|[2-4]\d)(?=\s?г|\s*(?:$|[,;()]|-(?!го|е\b)))(?:SHORTENED))
        | (?P<day>\d{1,2})(?:(?=\s(?:[а-я]{3}|(?:и|по|до)\s)|[,;)]|$|-\d{1,2}\s[а-я]{3})|-(?=MONTH(?:[а-я]*[ая](?![а-я])|[а-я]*-\d)))
        | (?P<plainyear>(?:19|20)\d\d)(?=$|\s?г|\s?,)
        | (?P<pair2>\d{1,2}\.\d{2})(?=$|[\s,;()-](?!\s?\.))
        | (?P<date>(?!NUMBER_AND_DAY)\d{1,2}\s?\.\s?(?:\d{1,2}|[ivxх]+)\s?\.\s?(?:\d{4}(?!\d|\.[a-z])
            |\d{2}(?!\d|(?!\.\s\d\d[.:]\d\d(?!\d))\s?[.:]\s?\d\d(?!\d)|(?<=\s\d\d)(?:-(?:00|15|30|45)(?!\s?[.\d])|\s?(?!го)[а-я]{2}|\s?ч)))
            |\d{1,2}(?:\s?\.\s?(?:ROMAN)\.?(?:\s?\d{4})?|\s(?:ROMAN)\s\d{4})(?![^\W_]|\s(?:кв|дек|четв|нед|полуг|триместр|тур|этап|смен|групп|класс|степен|мест))
            |\d{1,2}/\d{1,2}/\d{2}(?!\d)|\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{4}(?!\d)|(?=\s*-\s*\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d))|\d{1,2}-\d{1,2}-\d{4}(?!\d)|\d\d:\d\d:20\d\d(?!\d))
        | (?P<monthyear>(?:0?[1-9]|1[0-2])(?:\s?\.\s?|/)(?:19|20)\d\d)(?!\d)
        | (?P<iso>\d{4}[-.]\d{1,2}[-.]\d{1,2})(?=[t\s_]|$|[^\w.-]|\.(?!\d))t?
        | (?P<phone>8[ -]?\(?(?=\d{3})(?:\d[ )-]*){8,9}\d(?!\d)
            |8\.\d{3}\.[\d.]{7,}|(?<!-)\d{2,3}-\d{2}-\d{2}(?!-?[\d.]))
        | (?P<clock>\d{1,2}\s?:(?:\d{2}|(?<![3-9]\d:)(?<!№\d:)(?<!№\d\d:)(?<!№\s\d:)(?<!№\s\d\d:)\s[0-5]\d
            (?!\s*OF_A_MONTH|[./:]\d
            |(?:\s?-|(?:(?<!00)(?<!15)(?<!30)(?<!45)|(?<=\D[1-6]:\s\d\d))(?:\s?(?:[,;]|и)\s?\d{1,2})*\s?(?:[,;]|и))
             \s?\d{1,2}(?:\s?OF_A_MONTH|[./](?:0?[1-9]|1[0-2])(?!\d)))))(?::\d{2})?(?!\d)(?:\+\d\d:?\d\d|z\b)?
        | (?P<clock2>(?:[7-9]|1\d|2[0-3])ч\d\d)(?!\d|\s?м(?:ин|\b))
        | (?P<years>20(?:TWO_YEARS)(?![\d.:]|\s*MONTH))
        | (?P<year>(?:19|20)\d\d(?!\d))(?:-(?:го|й|м)(?![а-я]))?
        | (?P<pair>(?!NUMBER_AND_DAY)\d{1,2}\s?\.\s?\d{1,2}(?!\d|\+(?!\d)|[oо](?![^\W\d_])))
        | (?P<twenties>[12]0\s?-?\s?(?:е|ые|х|ых)(?=\s+ч[иu][сc]л))
        | (?P<ordinal>\d{1,2}\s?-?\s?(?:ORDINAL_SUFFIX)(?![^\W\d_])|\d{1,2}-\s?(?:о|а|ы|и)(?![^\W\d_]))
        | (?P<code>\d{1,2}[абвджзс](?![а-я])|\d{1,2}-[a-z]+(?![^\W_])|1?\d\+(?!\d))
        | (?P<number>\d{1,2}(?!\d))
        | (?P<digits>\d{3,}(?:\.\d+)+|\d{3}(?:\s\d{2,4}){2,}(?!\d|\.\d|(?:\s?[-,]\s?\d\d?)?\sOF_A_MONTH)|\d+)
    )
    | (?=[а-яa-z])(?:
          (?P<thisyear>[ст]\.?\s?[/.]\s?г(?![^\W\d_])|н\.\s?г\.)
        | (?P<code2>[а-я]/[а-я](?![а-я]))
        | (?P<century>[ivxх]{1,5}(?:\s?-\s?[ivxх]{1,5})?\s(?:вв?\.(?!\s?\d)|век[а-я]*|столет[а-я]*))
        | (?P<monthyear2>[ivxх]{1,4}\s?[./]\s?(?:19|20)\d\d)(?!\d)
        | (?P<roman>[ivx]{1,4}-(?:я|й|е|ая|ой|ый|го)(?![^\W\d_]))
        | (?P<address>(?:https?://|www\.|[a-z][a-z\d.-]*\.[a-z]{2,6}/)\S+)
        | (?P<word>[а-яa-z]+)
    )
    | (?P<phone2>\+7(?:[ ()-]*\d){10})
    | (?P<foreign>[^\W\d_]+|\#[^\W\d_]\w*)
    | (?P<sign>.)
    )"""
for _name, _written in (("ORDINAL_SUFFIX", ORDINAL_SUFFIX), ("TWO_YEARS", _TWO_YEARS), ("ROMAN", _ROMAN),
                        ("OF_A_MONTH", rf"(?!май){MONTH}"), ("MONTH", MONTH),  # behind a day «мая»: «14: 30 май» is an hour
                        ("SHORTENED", _AFTER_SHORTENED_MONTH), ("NUMBER_AND_DAY", _NUMBER_AND_DAY)):
    _LEXEME = _LEXEME.replace(_name, _written)
# Every group is named, so their order is their number. The first of several names for one thing («longword», «day») saves other tries.
_LOOKED_UP = frozenset({"longword", "word", "day", "number", "plainyear", "year"})
_GROUPS = ("", *("known" if name in _LOOKED_UP else name.rstrip("2") for name in re.findall(r"\?P<(\w+)>", _LEXEME)))
_KNOWN: dict[str, tuple[str, int | str]] = {
    **WORDS,
    **{written: ("number", number) for number in range(100) for written in (str(number), f"{number:02}")},
    **{str(year): ("year", year) for year in range(1900, 2100)},
}
_NAMES = {
    "-": "dash", ",": "comma", ";": "comma", ":": "comma", "/": "slash", "\\": "slash", "&": "and", "+": "and",
    "№": "label", "#": "label", "§": "label",
    "~": "maybe", "≈": "maybe", "±": "margin",
    "%": "count", "°": "count", "₽": "count", "$": "count", "€": "count",
}
_APART = {";": SEMICOLON, ":": COLON}
_SIGNS = {written: (name, _APART.get(written, 0)) for written, name in _NAMES.items()}
_LETTERS = frozenset("пшскви")  # may be a word cut short, or an initial, where a dot follows
_PLAIN = {form: known for form, known in _KNOWN.items() if form not in _LETTERS and known[0] != "filler"}
# compiled by ``re`` when a phrase first needs them
_PAGES = r"\s?\d{1,3}(?:\.\d{1,2}+(?!\s?\.\s?\d)(?!\s*(?:по|до|-))|-\d{1,3}(?=\s*(?:$|[,;()\n])))"  # «с. 10-12», not «с. 10-12 мая»
_ROOM = r"\s?\d{1,3}+[а-я]?\s*(?:$|[,;).\n-](?!\d)|\d{1,2}[.\s])"  # «к. 12», not «к. 12 мая»
_CUT_SHORT = {"from": _PAGES, "towards": rf"{_PAGES}|{_ROOM}"}
_INITIAL = r"\.\s?[А-ЯЁ]\."
_CAPITAL = r"\s?[А-ЯЁ]"
_VILLAGES = r"\s?[А-ЯЁ][а-яё]{2}"
_QUOTES = '"«“„'
_ROMAN_MONTHS = {form: value for form, (kind, value) in WORDS.items() if kind == "roman"}
_digits = re.compile(r"\d+|[ivxх]+").findall


@cache
def _lexemes() -> Callable[[str], Iterator[re.Match[str]]]:
    return re.compile(_LEXEME, re.VERBOSE | re.DOTALL).finditer  # when first needed: imports are to be short


def tokenize(text: str) -> list[Token]:
    """The tokens of a cleaned text; dots, brackets and filler words are left out."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    lowered = lowered.replace("ё", "е")
    tokens: list[Token] = []
    add = tokens.append
    unknown = False
    quoted_until = -1
    plain, groups, new = _PLAIN.get, _GROUPS, made
    for found in _lexemes()(lowered):
        group = found.lastindex or 0
        start, end = found.span(group)
        if start < quoted_until:
            continue
        kind, written = groups[group], lowered[start:end]
        if kind == "known":
            if (known := plain(written)) is not None:
                add(new(Token, (known[0], known[1], start, end)))
            elif (known := _KNOWN.get(written)) is None:
                unknown = True
                add(new(Token, ("unknown", written, start, end)))
            elif written in _LETTERS and lowered[end : end + 1] == ".":
                add(new(Token, (*_shortened(known, text, start, end), start, end)))
            elif known[0] != "filler":
                add(new(Token, (known[0], known[1], start, end)))
        elif kind == "sign":
            if (sign := _SIGNS.get(written)) is not None:
                add(new(Token, (sign[0], sign[1], start, end)))
            elif written in _QUOTES and (closing := _closing_quote(lowered, end)) > 0:
                quoted_until = closing
                add(new(Token, ("name", lowered[start:closing], start, closing)))
        else:
            add(_figures(kind, written, start, end))
    return mend(tokens, lowered) if unknown else tokens


def _shortened(known: tuple[str, int | str], text: str, start: int, end: int) -> tuple[str, int | str]:
    """«п. 12», not «П полугодие»; «с. 10.12», not «с 10.12»; «К. Май», «с. Июнь», «Май К.», not «к маю»."""
    if known[0] == "alias" and not text[start].isupper() and re.match(_VILLAGES, text[end + 1 :]):
        return "clause", VILLAGE
    initial = text[start].isupper() and (text[:start].rstrip(" ").endswith(".") or re.match(_INITIAL, text[end:]))  # «Петров П.П. 26.11»
    if not initial and (known[0] == "alias" or (known[0] in _CUT_SHORT and re.match(_CUT_SHORT[known[0]], text[end + 1 :]))):
        return "clause", 0
    if known[0] in {"from", "towards"} and re.match(_CAPITAL, text[end + 1 :]) and not text.isupper():
        return ("unknown", 0) if text[start].isupper() else ("clause", VILLAGE)
    return ("unknown", 0) if start and text[start].isupper() else known


def _figures(kind: str, written: str, start: int, end: int) -> Token:
    if kind == "pair":
        first, _, second = written.partition(".")
        return made(Token, (kind, (first.strip(), second.strip()), start, end))
    if kind in {"date", "iso"}:
        try:
            parts = [int(part) for part in written.split(".")]
        except ValueError:  # other signs between them, or a Roman month
            parts = [int(part) if part.isdigit() else _roman(part) for part in _digits(written)]
        if kind == "iso":
            parts.reverse()
        year = full_year(parts[2]) if len(parts) > 2 else None
        return made(Token, ("date", made(Figures, (parts[0], parts[1], year)), start, end))
    if kind == "clock":
        return made(Token, (kind, tuple(_digits(written)), start, end))
    if kind == "monthyear":
        month, year = _digits(written)
        return Token(kind, Figures(1, int(month) if month.isdigit() else _roman(month), int(year)), start, end)
    if kind == "shortyear":
        return Token("year", full_year(int(written)), start, end)
    if kind == "twenties":
        return Token(kind, int(written[0]) + 1, start, end)
    if kind == "years":
        return Token(kind, int(written[:4]), start, end)
    if kind == "ordinal":
        return Token(kind, int(_digits(written)[0]), start, end)
    if kind == "roman":
        return Token("ordinal", _roman(written.partition("-")[0]), start, end)
    if kind == "code" and "/" in written:  # «д/с 12», «с/б 3»
        return Token("numbered", SINGLE, start, end)
    if kind == "thisyear":
        return Token("god", 0, start, end)
    return Token(kind if kind == "century" or (kind == "digits" and written.isdigit()) else "unknown", written, start, end)


def _roman(written: str) -> int:
    return int(_ROMAN_MONTHS.get(written.replace("х", "x"), 0))


def _closing_quote(text: str, start: int) -> int:
    closing = min((place for mark in '"»”“' if (place := text.find(mark, start)) >= 0), default=-1)
    return closing + 1
