"""Numbers that may be days or something else's: a house («Ленина, 15, 16 октября»), the fifth of them («семинар 5, 12 октября»), so many.

Promises: whoever reads them must ask; what is plainly a word's or a day's is settled by ``belonging``.
"""

import re
from itertools import takewhile

from notifier.core.dates.belonging import NUMBERS, are_several, has_no_number, later_day
from notifier.core.dates.items import Item, codes
from notifier.core.dates.limits import HIGHEST_NUMBER, WEEK
from notifier.core.dates.occasions import list_behind_word, takes_place

_ALIKE = r"\?+,s?[ND][-p][ND]\?"
_STREET = (r"(?:(?<!\w{4} )(?<!\. )\b[А-ЯЁ](?i:[а-яё-]+(?:ина|[оеё]ва|ого|ой|ая))|"  # not «памяти Толстого, 15, 16 октября», «отв. Петрова»
           r"(?:^|, )(?:[А-ЯЁ](?i:[а-яё]+ой [а-яё]+[иы])|[А-ЯЁ][а-яё]+ая [А-ЯЁ][а-яё]+ая|Мира|Победы)), $")  # nor «в Смоленской области»
_DATED_STREET = r"\d [А-ЯЁ][а-яё]+, $"
_SO_MANY = r"(?i)(?:^нас|но)$"
_OF_A_DAY = (r"(?i)(?:[а-яё]+-)?(?:семинар|вебинар|встреча|лекция|практикум|экскурсия|беседа|совещание|собрание|консультация|"
             r"класс(?:ы|ам|ов)?|тренинг|педсовет|презентация|линейка|утренник|спектакль|эфир|викторина|игра|квест|диктант|экзамен|зач[её]т|книга)")


def may_be_days(items: list[Item], place: int) -> bool:
    """«16-18 город, 23-25 ноября район», «5-6 команд, 19-20 ноября финал»: the other span has its word, too, and days may be meant."""
    return re.match(_ALIKE, codes(items[place + 1 :])) is not None


def may_be_house(items: list[Item], place: int, text: str) -> bool:
    """«Ленина, 15, 16 октября», «Октябрьской революции, 12, 18 ноября», «25 Сентября, 10, 15 октября»: behind a street or person."""
    before, written = codes(items[:place]), text[: items[place].start]
    if before.endswith("D,"):
        return re.search(_DATED_STREET, written) is not None
    if not before.endswith("?,") or items[place - 2].value != "unknown":
        return False
    return re.search(_STREET, written) is not None and not takes_place([items[place - 2]], text)  # «Викторина»


def may_be_of_figures(number: Item, text: str) -> bool:
    """«1 2.11.2026»: the 12th with a space in it, or a number of the row before its day."""
    return number.end - number.start == 1 and re.match(r" \d+\.\d", text[number.end :]) is not None


def stands_before_feast(items: list[Item], place: int, text: str) -> bool:
    """«65 лет Гагарину (12 апреля), 9 апреля»: alone in brackets behind a word, a day may be that of what is kept."""
    before = place - 1 if items[place - 1].code in ",-" else place
    if not codes(items[:before]).endswith("?D"):
        return False
    word, feast = items[before - 2 : before]
    return text[word.end : feast.start].strip() == "(" and text[feast.end : items[place].start].strip(" ,-") == ")"


def may_be_day(items: list[Item], place: int, text: str) -> bool:
    """«Библиотека работает 10, 12 марта»: behind a word that nobody numbers so high, before a later day."""
    word, number = items[place - 1], items[place]
    if word.value not in {"unknown", "phone"} or text[word.end : number.start] != " ":
        return False
    return number.value.day > HIGHEST_NUMBER and later_day(items, place) is not None


def may_be_numbers_of_month(items: list[Item], place: int, text: str) -> bool:
    """«Лекции 3, 4 (октябрь)», «темы: 3, 4 (октябрь)»: the third and the fourth of them, or days; «неделя книги 3-7 (октябрь)» is one that
    lasts."""
    end = place + len(list(takewhile(lambda item: item.code in NUMBERS, items[place:])))
    if end == len(items) or items[end].code != "D" or list_behind_word(items, end, text) != place:
        return False
    behind = items[place - 1].code == "?"
    word = items[place - 1 if behind else place - 2]
    return "(" in text[items[end].start : items[end].end] and are_several(word, text) and (not behind or takes_place([word], text))


def may_be_number(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 5, 12 октября»: two days a week apart, or the fifth of them; «нас 2, 12 марта», «прислано 12, 15 марта»: days, or so many.
    Whoever reads it must ask."""
    word, number, later = items[place - 1], items[place].value, later_day(items, place)
    if word.value == "unknown" and has_no_number(word, text):
        return later is not None and re.search(_SO_MANY, text[word.start : word.end]) is not None
    behind = word.code == "?" and text[word.end : items[place].start] == " " and number.day <= HIGHEST_NUMBER
    weekly = later is not None and later.day - number.day == WEEK
    return behind and weekly and not are_several(word, text) and not has_no_number(word, text)


def may_begin_no_span(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 3 - 19 ноября»: what lasts a day hardly lasts from the third, but may be the third of them."""
    word, number, dash = items[place - 1], items[place], items[place + 1]
    if number.code != "N" or dash.code != "-" or text[number.end : number.end + 3] != " - " or number.value.day > HIGHEST_NUMBER:
        return False
    return text[word.end : number.start] == " " and re.fullmatch(_OF_A_DAY, text[word.start : word.end]) is not None
