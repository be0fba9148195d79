"""Days and stretches with the words that join them: a list of terms.

A term is a day or stretch, a span of two («с … по …», «-»), or one with «до», «к», «с», «после».
"""

import re
from itertools import pairwise
from typing import NamedTuple

from notifier.core.dates.items import Day, Item, Relative, Stretch
from notifier.core.dates.mending import made
from notifier.core.dates.namesakes import PLACES, STEMS, is_shortened, takes_place

Atom = Day | Stretch | Relative
_DAYS = frozenset("DNW")  # a day, a number whose month is said elsewhere, a stretch
PREFIXES = frozenset("sdkapze")  # с, до, к, после, по, от, накануне
_SHORTENED = "янв|фев|мар|апр|июн|июл|авг|сент?|окт|ноя|дек"
_COUNTING = frozenset("йяЙЯ")  # «первый», «2-я»: the month's days are neuter
_HIGHEST_NUMBER = 9  # of a stage, a shift or a seminar
_LONGEST_BRANCH = 3  # letters: «Ф-12», «ЦБС-10»
_LAST_DAY, _WEEK = 31, 7
_PERSONS = frozenset({"отв", "исп", "исполн", "рук", "зав", "зам", "дир", "библ", "воспит", "преп", "педаг"})  # have no number
_SEVERAL = r"(?i)(?:[^е]ы|[^йо]и|[нт]ия)$"  # «семинары», «встречи», «занятия»; «конференция» is one
_OF_A_DAY = (r"(?i)(?:[а-яё]+-)?(?:семинар|вебинар|встреча|лекция|практикум|экскурсия|беседа|совещание|собрание|консультация|класс|"
             r"тренинг|педсовет|презентация|линейка|утренник|спектакль|эфир|викторина|игра|квест|диктант|экзамен|зач[её]т)")
JOINED = _DAYS | PREFIXES | frozenset(",&/o-?")


class Term(NamedTuple):
    """One day or stretch with its word (``prefix``), or from one to another (``last``); ``joined`` is what stands before it, or «n» where
    its first number may be no day."""

    prefix: str
    first: Atom
    last: Atom | None
    joined: str


def join(items: list[Item], text: str) -> list[Term] | None:
    """The terms in order; None when a number has no month or the words do not join."""
    terms: list[Term] = []
    codes = [item[0] for item in items]
    if "N" in codes and "D" in codes:
        pairs = zip([None, *items[:-1]], items, strict=True)
        items = [item._replace(code="?") if _counts(item, before, text) else item for before, item in pairs]
        codes = [item[0] for item in items]
    foreign = "?" in codes
    place, joined, aimed = 0, "", ""
    while place < len(items):
        code = codes[place]
        prefixed = code in PREFIXES and place + 1 < len(items) and codes[place + 1] in _DAYS
        if foreign and ((code == "-" and _half_read(items, place, text)) or (code == "W" and _broken_name(items, place, text))):
            return None
        if code not in _DAYS and not prefixed:
            joined = "?" if code == "?" else joined or code
            aimed = code if code in {"k", "e"} else aimed if code == "?" else ""  # «ко Дню Победы (9 мая)»
            place += 1
            continue
        prefix = code if prefixed else aimed
        place += prefixed
        first = items[place]
        beside = not prefix or "D" in codes or (prefix == "p" and "W" in codes)
        if foreign and first.code == "N" and beside and (belongs := _to_foreign(items, place, text)) is not None:
            if not belongs:
                return None
            joined, place = "?", place + 1
            continue
        if foreign and first.code == "N" and not prefix and _is_tied(items, place, text):
            joined, place = "?", place + 1
            continue
        last, used = _other_end(items, place, prefix, text)
        place += used
        if prefix == "z" and last is None:  # «приказ от 10.09»: the paper's day, and nobody's where no other is named
            if not foreign or not _is_papers(items, place - used - 1):
                return None
            joined = "?"
            continue
        number = doubtful = False
        if joined == "?" and first.code == "N":
            at = items.index(first)
            number = last is None and _numbers(items, at, text)
            doubtful = _is_high_and_weekly(items, at) if number else last is None and _may_be_number(items, at, text)
            joined = "o" if doubtful else "n" if last is not None and _may_begin_no_span(items, at, text) else "?"
        if not number or doubtful:
            terms.append(made(Term, (prefix, first.value, last.value if last else None, joined)))
        joined = ""
    if not terms and "z" in codes:
        return None
    return _months_filled(terms) if "N" in codes else terms


def _is_papers(items: list[Item], place: int) -> bool:
    """Whether «от» at this place stands right behind something that is not about time («протокол № 1 от 10.09»)."""
    return place > 0 and items[place - 1].code == "?"


def _to_foreign(items: list[Item], place: int, text: str) -> bool | None:
    """«18 сентября, 2 поток»: the number belongs to the foreign word after it; «1О сентября», «19 и 26 нобря» are misprints: False.
    None where no foreign word follows."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or following.code != "?":
        return None
    return text[number.end : following.start].isspace() and not (place and items[place - 1].code in "&-N")


def _numbers(items: list[Item], place: int, text: str) -> bool:
    """«секция 3, 24 сентября»: 3 belongs to the foreign word right before it; «ЦДО, 12, 19 мая», «Zoom 23 и 30 мая» are days."""
    before, number = items[place - 1], items[place]
    if _in_brackets(items, place, text):
        return True
    if _is_glued(items, place, text):
        return True
    if _are_weekly(items[place:]) or text[before.start].isdigit():  # «горячая линия 3, 10 и 17 декабря», «5 класс 19, 26 ноября»
        return False
    shortened = text[before.end : number.start] == ". " and is_shortened(before, text)
    shortened = shortened and text[before.start : before.end].lower() not in _PERSONS  # «отв. 15, 16 октября»
    if before.code != "?" or not (shortened or text[before.end : number.start] == " ") or not text[before.end - 1].isalpha():
        return False
    if (place + 1 < len(items) and items[place + 1].code == "&") or takes_place([before], text, PLACES):
        return False
    if isinstance(before.value, str) and _lists_days(items, place, text) and takes_place(items[:place], text, STEMS):
        return False
    further = before.value == "unknown" and not takes_place([before], text, STEMS) and takes_place(items[:place], text, STEMS)
    return not (further and any(item.code == "&" for item in items[place:]))  # «приём работ 13, 20 и 27 мая», not «семинар 2, 24 мая»


def _counts(item: Item, before: Item | None, text: str) -> bool:
    """«1-й - 15 октября, 2-й - 20 ноября»; «с 15-й по 20-е октября» and «15-й, 16 октября» are days all the same."""
    if item[0] != "N" or text[item[3] - 1] not in _COUNTING:
        return False
    return item.value.day <= _HIGHEST_NUMBER and (before is None or before.code not in PREFIXES)


def _is_glued(items: list[Item], place: int, text: str) -> bool:
    """«Ф-3 15.10»: tied to a word by a hyphen, as branches are named."""
    if place < 2 or items[place - 1].code != "-" or items[place - 2].code != "?":
        return False
    word, number = items[place - 2], items[place]
    if (place + 1 < len(items) and items[place + 1].code == "&") or (_is_high(items, place) and takes_place([word], text, STEMS)):
        return False
    return text[word.end : number.start] == "-" and (number.value.day <= _HIGHEST_NUMBER or word.end - word.start <= _LONGEST_BRANCH)


def _is_tied(items: list[Item], place: int, text: str) -> bool:
    """«teor-2 - 19 ноября», «СОШ-5 – 10 декабря»: a number tied to its word, before a dash that stands apart; «teor-2-19 ноября»."""
    if 0 < place < len(items) - 1 and items[place + 1].code == "-" and items[place + 1].start > items[place].end:
        before = items[place - 1]  # «оф. 2 - 19 ноября»
        if before.code == "?" and text[before.end : items[place].start] == ". " and is_shortened(before, text):
            return True
    if place < 2 or place + 1 == len(items) or [items[place - 2].code, items[place - 1].code, items[place + 1].code] != ["?", "-", "-"]:
        return False
    word, number, dash = items[place - 2], items[place], items[place + 1]
    coded = number.value.day <= _HIGHEST_NUMBER and text[word.start : word.end].isascii()
    return text[word.end : number.start] == "-" and (coded or dash.start > number.end)


def _in_brackets(items: list[Item], place: int, text: str) -> bool:
    """«ЦБ (Мира, 10), 15 октября»: a number that ends a note in brackets is the note's."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or ")" not in text[number.end : following.start]:
        return False
    opened = text.rfind("(", 0, number.start)
    lone = text[opened + 1 : number.start].strip() == "" and items[place - 1].code == "?"  # «Иванова (12), 15 октября»
    return opened >= 0 and (lone or any(item.code == "?" and item.end > opened for item in items[:place]))


def _lists_days(items: list[Item], place: int, text: str) -> bool:
    """«Семинары 5, 7 октября», «семинар 5, 12 октября»: more than one of them, or a week between."""
    word, number, later = items[place - 1], items[place].value, _later_day(items, place)
    if later is None or word.value == "numbered" or number.day > _HIGHEST_NUMBER:
        return _is_high(items, place)
    if later.day - number.day == _WEEK or _are_several(word, text):
        return True
    return word.value == "unknown" and place > 1 and _are_several(items[place - 2], text)  # «уроки мужества 5, 7 мая»


def _are_weekly(items: list[Item]) -> bool:
    """Three days or more, each a week after the one before."""
    days: list[int] = []
    for index, item in enumerate(items):
        if item.code not in ("DN" if index % 2 == 0 else ",&"):
            break
        if index % 2 == 0:
            days.append(item.value.day)
    return len(days) > 2 and all(later - earlier == _WEEK for earlier, later in pairwise(days))


def _is_high(items: list[Item], place: int) -> bool:
    """«15, 16 октября»: no word that takes place on days has so high a number, and a later day follows at once."""
    return items[place].value.day > _HIGHEST_NUMBER and _later_day(items, place) is not None


def _is_high_and_weekly(items: list[Item], place: int) -> bool:
    """«Коллеги, … в школе 19, 26 ноября»: behind a word that nobody numbers so high, a day a week before the next one."""
    later = _later_day(items, place)
    weekly = later is not None and later.day - items[place].value.day == _WEEK
    return weekly and items[place - 1].value == "unknown" and _is_high(items, place)


def _later_day(items: list[Item], place: int) -> Day | None:
    number, rest = items[place].value, items[place + 1 :]
    following = rest[1] if len(rest) > 1 and rest[0].code in ",o" else rest[0] if rest else None
    later = following.value if following is not None and following.code in {"D", "N"} else None
    return later if isinstance(later, Day) and number.day < later.day <= _LAST_DAY else None


def _are_several(word: Item, text: str) -> bool:
    return re.search(_SEVERAL, text[word.start : word.end]) is not None


def _may_be_number(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 5, 12 октября»: two days a week apart, or the fifth of them; whoever reads it must ask."""
    word, number, later = items[place - 1], items[place].value, _later_day(items, place)
    behind = word.code == "?" and text[word.end : items[place].start] == " " and number.day <= _HIGHEST_NUMBER
    return behind and later is not None and later.day - number.day == _WEEK and not _are_several(word, text)


def _may_begin_no_span(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 3 - 19 ноября»: what lasts a day hardly lasts from the third, but may be the third of them."""
    word, number, dash = items[place - 1], items[place], items[place + 1]
    if number.code != "N" or dash.code != "-" or text[number.end : number.end + 3] != " - " or number.value.day > _HIGHEST_NUMBER:
        return False
    return text[word.end : number.start] == " " and re.fullmatch(_OF_A_DAY, text[word.start : word.end]) is not None


def _half_read(items: list[Item], place: int, text: str) -> bool:
    """«Июнь-аггст», «Нарьян-Мар», «Апрель-⏎ская»: tied to a word that is not known, a month may be half of anything."""
    before, after = items[max(place - 1, 0)], items[min(place + 1, len(items) - 1)]
    return {before.code, after.code} == {"W", "?"} and text[before.end : after.start] in {"-", "-\n"}


def _broken_name(items: list[Item], place: int, text: str) -> bool:
    """«Мар⏎тынова»: an abbreviated month at a line's end, and a small letter on the next line."""
    if place + 1 >= len(items) or items[place + 1].code != "?":
        return False
    first, second = items[place : place + 2]
    shortened = re.fullmatch(_SHORTENED, text[first.start : first.end].lower())
    return shortened is not None and text[first.end : second.start] == "\n" and text[second.start].islower()


def _other_end(items: list[Item], place: int, prefix: str, text: str) -> tuple[Item | None, int]:
    """The end of a span that begins here, if it does, and how many items are used."""
    if place + 1 == len(items):
        return None, 1
    following = items[place + 1]
    if prefix == "k" and items[place].code == "D" and text[items[place].end : following.end].startswith(" "):
        return None, 1  # «концерт к 8 Марта - 5 марта»
    words = "-pd&" if prefix in {"s", "z"} else "-p"  # «между 10 и 15» begins like «с»
    if prefix == "d" and _is_papers(items, place - 1) and following[0] == "-" and following.start > items[place].end:
        return None, 1  # «заявки до 10.11 - 19 ноября»
    if prefix == "z" and following[0] == "-" and _is_papers(items, place - 1):
        return None, 1  # «приказ от 02.09 - 19 ноября»
    if following[0] in words and place + 2 < len(items) and items[place + 2][0] in _DAYS:
        return items[place + 2], 3
    if not prefix and following[0] == "W" == items[place][0] and _hyphen_lost(items, place, text):
        return following, 2
    return None, 1


def _hyphen_lost(items: list[Item], place: int, text: str) -> bool:
    """«Февраль апрель» is a span whose hyphen was lost; three months in a row, or months on lines of their own, are a list."""
    first, second = items[place : place + 2]
    row = [isinstance(item.value, Stretch) and item.value.part == "month" for item in items[max(place - 1, 0) : place + 3]]
    in_a_row = row[1:3] if place else row[:2]
    return all(in_a_row) and sum(row) == 2 and "\n" not in text[first.end : second.start]


def _months_filled(terms: list[Term]) -> list[Term] | None:
    """«12, 19 и 26 ноября»: a number takes the month of the next day; «ноябрь: 12, 19» takes the month before."""
    filled: list[Term] = []
    known: Day | None = None
    for term in reversed(terms):
        last = _with_month(term.last, known) if isinstance(term.last, Day) else term.last
        known = last if isinstance(last, Day) else None if isinstance(last, Stretch) else known
        first = _with_month(term.first, known) if isinstance(term.first, Day) else term.first
        known = first if isinstance(first, Day) else None
        if (isinstance(first, Day) and first.month is None) or (isinstance(last, Day) and last.month is None):
            return _after_month(terms)
        filled.append(made(Term, (term.prefix, first, last, term.joined)))
    return filled[::-1]


def _with_month(day: Day, known: Day | Stretch | None) -> Day:
    return day if day.month is not None or known is None else made(Day, (day.day, known.month, known.year, day.nth_weekday))


def _after_month(terms: list[Term]) -> list[Term] | None:
    """The days after «Ноябрь:»; None where anything else stands."""
    head, *rest = terms
    month = head.first
    if not isinstance(month, Stretch) or month.part != "month" or head.last is not None or head.prefix:
        return None
    if not rest or rest[0].joined == "?" or (not rest[0].joined and len(rest) < 2):  # «март 24» may be a year, «октябрь (6, 13)» are days
        return None
    days: list[Term] = []
    for term in rest:
        if not isinstance(term.first, Day) or term.first.month is not None or isinstance(term.last, (Stretch, Relative)):
            return None
        days.append(term._replace(first=_with_month(term.first, month), last=_with_month(term.last, month) if term.last else None))
    return days
