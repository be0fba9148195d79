"""Whose a number beside a word is: the word's («секция 3, 24 сентября»), a day's («семинары 5, 7 октября»), or perhaps either's.

Promises: only a number whose month is said elsewhere is looked at, beside a word that is not about time.
"""

import re
from itertools import pairwise, takewhile

from notifier.core.dates.items import HIGHEST_NUMBER, LAST_DAY, PREFIXES, WEEK, Day, Item, Relative
from notifier.core.dates.namesakes import is_shortened, tells
from notifier.core.dates.occasions import PLACES, STEMS, heads_list, list_behind_word, takes_place

_COUNTING = ("й", "я", "ые", "ых")  # «первый», «2-я», «для шестых»: the month's days are neuter
_LONGEST_BRANCH = 3  # letters: «Ф-12», «ЦБС-10»
_FEW = 4
_NUMBERS = frozenset("N,&-")  # of a list
_ALIKE = r"\?+,s?[ND][-p][ND]\?"
_IN_BRACKETS = r"\((?![иИ]\s)[^()]*$"
_APART = rf":\s|{_IN_BRACKETS}"
_MANY_OF = r"(?i)\w+[бвгджзйклмнпрстфхцчшщ]\b"  # «15 работ», «8 команд», not «18 Вязьма»
_PERSONS = frozenset({"отв", "исп", "исполн", "рук", "зав", "зам", "дир", "библ", "воспит", "преп", "педаг"})  # have no number
_HOUSE = r"[^\W\d_]\.? \d{1,2}/\d$"
_STREET = (r"(?:(?<!\w{4} )\b[А-ЯЁ](?i:[а-яё-]+(?:ина|[оеё]ва|ого|ой|ая))|"  # not «чтения памяти Толстого, 15, 16 октября»
           r"(?:^|, )[А-ЯЁ](?i:[а-яё]+ой [а-яё]+[иы])), $")  # nor «в Смоленской области»
_SEVERAL = r"(?i)(?:[^е]ы|[^йо]и|[нт]ия)$"  # «семинары», «встречи», «занятия»; «конференция» is one
_SO_MANY = r"(?i)(?:^нас|но)$"
_OF_A_DAY = (r"(?i)(?:[а-яё]+-)?(?:семинар|вебинар|встреча|лекция|практикум|экскурсия|беседа|совещание|собрание|консультация|"
             r"класс(?:ы|ам|ов)?|тренинг|педсовет|презентация|линейка|утренник|спектакль|эфир|викторина|игра|квест|диктант|экзамен|зач[её]т|книга)")


def is_next_words(items: list[Item], place: int, text: str) -> bool | None:
    """«18 сентября, 2 поток»: the number belongs to the foreign word after it; «1О сентября», «19 и 26 нобря» are misprints: False.
    None where no foreign word follows."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or following.code != "?":
        return None
    listed = place > 1 and items[place - 2].code == "N" and text[items[place - 2].end] == ","  # «1, 2, 3 место»
    return text[number.end : following.start].isspace() and not listed and not (place and items[place - 1].code in "&-N")


def is_counted(items: list[Item], place: int, text: str) -> bool:
    """«От 10 до 15 работ, 19 ноября», «5-6 команд»: a span's end that the small word right behind it counts; «16-18 ВЯЗЬМА, 23-25 НОЯБРЯ»,
    «16-18 семинар» are days."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or following.code != "?" or text[number.end : following.start] != " ":
        return False
    small = text[following.start].islower() or text.isupper()
    agrees = number.value.day <= _FEW or re.match(_MANY_OF, text[following.start : following.end])
    return small and bool(agrees) and not takes_place([following], text, STEMS)


def may_be_days(items: list[Item], place: int) -> bool:
    """«16-18 город, 23-25 ноября район», «5-6 команд, 19-20 ноября финал»: the other span has its word, too, and days may be meant."""
    return re.match(_ALIKE, "".join([item.code for item in items[place + 1 :]])) is not None


def is_words_own(items: list[Item], place: int, text: str) -> bool:
    """«секция 3, 24 сентября»: 3 belongs to the foreign word right before it; «ЦДО, 12, 19 мая», «Zoom 23 и 30 мая» are days."""
    before, number = items[place - 1], items[place]
    if _has_no_number(before, text):
        return False
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


def _has_no_number(word: Item, text: str) -> bool:
    """A verb: «будет выслано 10, 12 марта», «проведём 5, 12 марта»; or several things, which hardly have one number: «школ 3, 12 марта»."""
    return word.value in {"sent", "several"} or (word.value == "unknown" and tells(text[word.start : word.end].lower()))


def counts(item: Item, before: Item | None, text: str) -> bool:
    """«1-й - 15 октября, 2-й - 20 ноября», «Мира 5/2, 15 октября»; «с 15-й по 20-е октября» and «15-й, 16 октября» are days."""
    if item[0] != "N" or item.value.day > HIGHEST_NUMBER:
        return False
    written = text[: item[3]].lower()
    return re.search(_HOUSE, written) is not None or (written.endswith(_COUNTING) and (before is None or before.code not in PREFIXES))


def apart_from_day(items: list[Item], place: int, text: str) -> list[Item]:
    """«Лекции 3, 4 (19 ноября), 5 (26 ноября)», «темы 1-3: 20 и 27 октября»: numbers right behind a foreign word or the brackets of such
    numbers, and apart the days with their month."""
    if not place or items[place].code != "N":
        return []
    again = _follows_brackets(items, place, text)
    if not again and not heads_list(items, place, text):
        return []
    run = list(takewhile(lambda item: item.code in _NUMBERS, items[place:]))
    day = next((item for item in items[place + len(run) :][:1] if item.code == "D"), None)
    apart = _IN_BRACKETS if again or items[place - 1].code == "," else _APART
    return [item for item in run if item.code == "N" and re.search(apart, text[item.end : day.start])] if day else []


def _follows_brackets(items: list[Item], place: int, text: str) -> bool:
    """«…, 4 (19 ноября), 5»: behind a day that stands in brackets."""
    if place < 2 or items[place - 1].code != "," or items[place - 2].code != "D":
        return False
    return ")" in text[items[place - 2].end : items[place - 1].start] and any(item.code == "?" for item in items[:place])


def may_be_house(items: list[Item], place: int, text: str) -> bool:
    """«Ленина, 15, 16 октября», «Октябрьской революции, 15, 16 октября»: behind a street's name, or a person's."""
    before = items[max(place - 2, 0) : place]
    if [item.code for item in before] != ["?", ","] or before[0].value != "unknown" or _later_day(items, place) is None:
        return False
    return re.search(_STREET, text[: items[place].start]) is not None


def may_be_of_figures(number: Item, text: str) -> bool:
    """«1 2.11.2026»: the 12th with a space in it, or a number of the row before its day."""
    return number.end - number.start == 1 and re.match(r" \d+\.\d", text[number.end :]) is not None


def stands_before_feast(items: list[Item], place: int, text: str) -> bool:
    """«65 лет Гагарину (12 апреля), 9 апреля»: alone in brackets behind a word, a day may be that of what is kept."""
    before = place - 1 if items[place - 1].code in ",-" else place
    if before < 2 or [item.code for item in items[before - 2 : before]] != ["?", "D"]:
        return False
    word, feast = items[before - 2 : before]
    return text[word.end : feast.start].strip() == "(" and text[feast.end : items[place].start].strip(" ,-") == ")"


def are_numbers(numbers: list[Item]) -> bool:
    """«Лекции 3, 4»: low ones, and no week between them, as between days."""
    days = [item.value.day for item in numbers]
    return all(day <= HIGHEST_NUMBER for day in days) and all(later - earlier != WEEK for earlier, later in pairwise(days))


def _is_glued(items: list[Item], place: int, text: str) -> bool:
    """«Ф-3 15.10»: tied to a word by a hyphen, as branches are named."""
    if place < 2 or items[place - 1].code != "-" or items[place - 2].code != "?":
        return False
    word, number = items[place - 2], items[place]
    if (place + 1 < len(items) and items[place + 1].code == "&") or (_is_high(items, place) and takes_place([word], text, STEMS)):
        return False
    return text[word.end : number.start] == "-" and (number.value.day <= HIGHEST_NUMBER or word.end - word.start <= _LONGEST_BRANCH)


def is_tied(items: list[Item], place: int, text: str) -> bool:
    """«teor-2 - 19 ноября», «СОШ-5 – 10 декабря»: a number tied to its word, before a dash that stands apart; «teor-2-19 ноября»."""
    if 0 < place < len(items) - 1 and items[place + 1].code == "-" and items[place + 1].start > items[place].end:
        before = items[place - 1]  # «оф. 2 - 19 ноября»
        if before.code == "?" and text[before.end : items[place].start] == ". " and is_shortened(before, text):
            return True
    if place < 2 or place + 1 == len(items) or [items[place - 2].code, items[place - 1].code, items[place + 1].code] != ["?", "-", "-"]:
        return False
    word, number, dash = items[place - 2], items[place], items[place + 1]
    coded = number.value.day <= HIGHEST_NUMBER and text[word.start : word.end].isascii()
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
    if later is None or word.value == "numbered" or number.day > HIGHEST_NUMBER:
        return _is_high(items, place)
    if later.day - number.day == WEEK or are_several(word, text):
        return True
    return word.value == "unknown" and place > 1 and are_several(items[place - 2], text)  # «уроки мужества 5, 7 мая»


def _are_weekly(items: list[Item]) -> bool:
    """Three days or more, each a week after the one before."""
    days: list[int] = []
    for index, item in enumerate(items):
        if item.code not in ("DN" if index % 2 == 0 else ",&") or isinstance(item.value, Relative):  # «школа 5, завтра»
            break
        if index % 2 == 0:
            days.append(item.value.day)
    return len(days) > 2 and all(later - earlier == WEEK for earlier, later in pairwise(days))


def _is_high(items: list[Item], place: int) -> bool:
    """«15, 16 октября»: no word that takes place on days has so high a number, and a later day follows at once."""
    return items[place].value.day > HIGHEST_NUMBER and _later_day(items, place) is not None


def may_be_day(items: list[Item], place: int, text: str) -> bool:
    """«Рудня 5, Велиж 12 октября»: each behind a word of its own; «библиотека работает 10, 12 марта»: behind a word that nobody numbers so
    high, before a later day."""
    word, number, rest = items[place - 1], items[place], items[place + 1 : place + 4]
    if word.value != "unknown" or text[word.end : number.start] != " ":
        return False
    if [item.code for item in rest] in ([",", "?", "D"], [",", "?", "N"]) and text[rest[1].end : rest[2].start] == " ":
        month_said = any(item.code == "D" for item in items[place:])  # not «15 октября, ряд 5, место 12»
        return month_said and isinstance(rest[2].value, Day) and number.value.day < rest[2].value.day
    return number.value.day > HIGHEST_NUMBER and _later_day(items, place) is not None


def may_be_numbers_of_month(items: list[Item], place: int, text: str) -> bool:
    """«Лекции 3, 4 (октябрь)», «темы: 3, 4 (октябрь)»: the third and the fourth of them, or days; «неделя книги 3-7 (октябрь)» is one that
    lasts."""
    end = place + len(list(takewhile(lambda item: item.code in _NUMBERS, items[place:])))
    if end == len(items) or items[end].code != "D" or list_behind_word(items, end, text) != place:
        return False
    days = [item.value.day for item in items[place : end + 1] if isinstance(item.value, Day)]
    weekly = all(later - earlier == WEEK for earlier, later in pairwise(days))
    if days[0] > HIGHEST_NUMBER and weekly and all(item.code != "-" for item in items[place:]):  # «встречи 15, 22 (октябрь)»
        return False
    behind = items[place - 1].code == "?"
    word = items[place - 1 if behind else place - 2]
    return "(" in text[items[end].start : items[end].end] and are_several(word, text) and (not behind or takes_place([word], text, STEMS))


def _later_day(items: list[Item], place: int) -> Day | None:
    number, rest = items[place].value, items[place + 1 :]
    following = rest[1] if len(rest) > 1 and rest[0].code in ",o" else rest[0] if rest else None
    later = following.value if following is not None and following.code in {"D", "N"} else None
    return later if isinstance(later, Day) and number.day < later.day <= LAST_DAY else None


def are_several(word: Item, text: str) -> bool:
    """Whether the word may be of several things: «семинары», «встречи»."""
    return re.search(_SEVERAL, text[word.start : word.end]) is not None


def may_be_number(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 5, 12 октября»: two days a week apart, or the fifth of them; «нас 2, 12 марта», «прислано 12, 15 марта»: days, or so many.
    Whoever reads it must ask."""
    word, number, later = items[place - 1], items[place].value, _later_day(items, place)
    if word.value == "unknown" and _has_no_number(word, text):
        return later is not None and re.search(_SO_MANY, text[word.start : word.end]) is not None
    behind = word.code == "?" and text[word.end : items[place].start] == " " and number.day <= HIGHEST_NUMBER
    weekly = later is not None and later.day - number.day == WEEK
    return behind and weekly and not are_several(word, text) and not _has_no_number(word, text)


def may_begin_no_span(items: list[Item], place: int, text: str) -> bool:
    """«Семинар 3 - 19 ноября»: what lasts a day hardly lasts from the third, but may be the third of them."""
    word, number, dash = items[place - 1], items[place], items[place + 1]
    if number.code != "N" or dash.code != "-" or text[number.end : number.end + 3] != " - " or number.value.day > HIGHEST_NUMBER:
        return False
    return text[word.end : number.start] == " " and re.fullmatch(_OF_A_DAY, text[word.start : word.end]) is not None
