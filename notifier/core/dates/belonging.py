"""Whose a number beside a word is: the word's («секция 3, 24 сентября»), or a day's («семинары 5, 7 октября»).

Promises: only a number whose month is said elsewhere is looked at, beside a word that is not about time.
"""

import re
from itertools import pairwise, takewhile

from notifier.core.dates.items import LIST_SIGNS, PREFIXES, Day, Item, Relative, codes
from notifier.core.dates.limits import HIGHEST_NUMBER, LAST_DAY, WEEK, are_weekly
from notifier.core.dates.namesakes import is_shortened, tells
from notifier.core.dates.occasions import heads_list, is_venue, takes_place

NUMBERS = LIST_SIGNS | {"N"}
_COUNTING = ("й", "я", "ые", "ых")  # «первый», «2-я», «для шестых»: the month's days are neuter
_LONGEST_BRANCH = 3  # letters: «Ф-12», «ЦБС-10»
_FEW = 4
_IN_BRACKETS = r"\((?![иИ]\s)[^()]*$"
_APART = rf":\s|{_IN_BRACKETS}"
_MANY_OF = r"(?i)\w+[бвгджзйклмнпрстфхцчшщ]\b"  # «15 работ», «8 команд», not «18 Вязьма»
_PERSONS = frozenset({"отв", "исп", "исполн", "рук", "зав", "зам", "дир", "библ", "воспит", "преп", "педаг"})  # have no number
_HOUSE = r"([^\W\d_]+)\.? \d{1,2}/\d$"
_SEVERAL = r"(?i)(?:[^е]ы|[^йо]и|[нт]ия)$"  # «семинары», «встречи», «занятия»; «конференция» is one


def is_next_words(items: list[Item], place: int, text: str) -> bool | None:
    """«18 сентября, 2 поток»: the number belongs to the foreign word after it; «1О сентября», «19 и 26 нобря» are misprints: False.
    None where no foreign word follows."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or following.code != "?":
        return None
    listed = place > 1 and items[place - 2].code == "N" and text[items[place - 2].end] == ","  # «1, 2, 3 место»
    if listed or not text[number.end : following.start].isspace() or _is_next_day(items, place, text):
        return False
    return not (place and items[place - 1].code in "&-N")


def _is_next_day(items: list[Item], place: int, text: str) -> bool:
    """«15 октября математика, 16 физика», not «15 октября лекция, 20 мест»: later than the day before it, which has its word, too."""
    before = codes(items[:place])
    following = items[place + 1]
    counted = re.match(_MANY_OF, text[following.start :]) and not takes_place([following], text)
    if not before.endswith("?,") or "D" not in before or counted:
        return False
    last = before.rindex("D")
    day = items[last].value
    return set(before[last + 1 : -1]) <= {"?", "-"} and isinstance(day, Day) and day.day < items[place].value.day <= LAST_DAY


def is_counted(items: list[Item], place: int, text: str) -> bool:
    """«От 10 до 15 работ, 19 ноября», «5-6 команд»: a span's end that the small word right behind it counts; «16-18 ВЯЗЬМА, 23-25 НОЯБРЯ»,
    «16-18 семинар» are days."""
    number, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if following is None or following.code != "?" or text[number.end : following.start] != " ":
        return False
    small = text[following.start].islower() or text.isupper()
    agrees = number.value.day <= _FEW or re.match(_MANY_OF, text[following.start : following.end])
    return small and bool(agrees) and not takes_place([following], text)


def is_words_own(items: list[Item], place: int, text: str) -> bool:
    """«секция 3, 24 сентября»: 3 belongs to the foreign word right before it; «ЦДО, 12, 19 мая», «Zoom 23 и 30 мая» are days."""
    before, number = items[place - 1], items[place]
    if has_no_number(before, text):
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
    if (place + 1 < len(items) and items[place + 1].code == "&") or is_venue(before, text):
        return False
    if isinstance(before.value, str) and _lists_days(items, place, text) and takes_place(items[:place], text):
        return False
    further = before.value == "unknown" and not takes_place([before], text) and takes_place(items[:place], text)
    return not (further and any(item.code == "&" for item in items[place:]))  # «приём работ 13, 20 и 27 мая», not «семинар 2, 24 мая»


def has_no_number(word: Item, text: str) -> bool:
    """A verb: «будет выслано 10, 12 марта», «проведём 5, 12 марта»; or several things, which hardly have one number: «школ 3, 12 марта»."""
    return word.value in {"sent", "several"} or (word.value == "unknown" and tells(text[word.start : word.end].lower()))


def counts(item: Item, before: Item | None, text: str) -> bool:
    """«1-й - 15 октября, 2-й - 20 ноября», «Мира 5/2, 15 октября»; «с 15-й по 20-е октября» and «15-й, 16 октября» are days."""
    if item[0] != "N" or item.value.day > HIGHEST_NUMBER:
        return False
    written = text[: item[3]].lower()
    if (house := re.search(_HOUSE, written)) is not None:
        return re.search(_SEVERAL, house[1]) is None  # «встречи 5/6 и 12/13 октября»
    return written.endswith(_COUNTING) and (before is None or before.code not in PREFIXES)


def apart_from_day(items: list[Item], place: int, text: str) -> list[Item]:
    """«Лекции 3, 4 (19 ноября), 5 (26 ноября)», «темы 1-3: 20 и 27 октября»: numbers right behind a foreign word or the brackets of such
    numbers, and apart the days with their month."""
    if not place or items[place].code != "N":
        return []
    again = _follows_brackets(items, place, text)
    if not again and not heads_list(items, place, text):
        return []
    run = list(takewhile(lambda item: item.code in NUMBERS, items[place:]))
    day = next((item for item in items[place + len(run) :][:1] if item.code == "D"), None)
    apart = _IN_BRACKETS if again or items[place - 1].code == "," else _APART
    return [item for item in run if item.code == "N" and re.search(apart, text[item.end : day.start])] if day else []


def _follows_brackets(items: list[Item], place: int, text: str) -> bool:
    """«…, 4 (19 ноября), 5»: behind a day that stands in brackets."""
    if not codes(items[:place]).endswith("D,"):
        return False
    return ")" in text[items[place - 2].end : items[place - 1].start] and any(item.code == "?" for item in items[:place])


def are_numbers(numbers: list[Item]) -> bool:
    """«Лекции 3, 4»: low ones, and no week between them, as between days."""
    days = [item.value.day for item in numbers]
    return all(day <= HIGHEST_NUMBER for day in days) and all(later - earlier != WEEK for earlier, later in pairwise(days))


def _is_glued(items: list[Item], place: int, text: str) -> bool:
    """«Ф-3 15.10»: tied to a word by a hyphen, as branches are named."""
    if not codes(items[:place]).endswith("?-"):
        return False
    word, number = items[place - 2], items[place]
    if (place + 1 < len(items) and items[place + 1].code == "&") or (_is_high(items, place) and takes_place([word], text)):
        return False
    return text[word.end : number.start] == "-" and (number.value.day <= HIGHEST_NUMBER or word.end - word.start <= _LONGEST_BRANCH)


def is_tied(items: list[Item], place: int, text: str) -> bool:
    """«teor-2 - 19 ноября», «СОШ-5 – 10 декабря»: a number tied to its word, before a dash that stands apart; «teor-2-19 ноября»; or
    tied by its sign, whatever the word: «микрорайон № 3, 15 октября»."""
    if text[: items[place].start].rstrip().endswith("№"):
        return True
    apart = 0 < place < len(items) - 1 and items[place + 1].code == "-" and items[place + 1].start > items[place].end
    if apart and items[place - 1].code == "?" and is_shortened(items[place - 1], text):  # «оф. 2 - 19 ноября»
        return True
    if not codes(items[:place]).endswith("?-") or codes(items[place + 1 : place + 2]) != "-":
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
    word, number, later = items[place - 1], items[place].value, later_day(items, place)
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
    return len(days) > 2 and are_weekly(days)


def _is_high(items: list[Item], place: int) -> bool:
    """«15, 16 октября»: no word that takes place on days has so high a number, and a later day follows at once."""
    return items[place].value.day > HIGHEST_NUMBER and later_day(items, place) is not None


def later_day(items: list[Item], place: int) -> Day | None:
    """The day behind a number that it may be listed with."""
    number, rest = items[place].value, items[place + 1 :]
    following = rest[1] if len(rest) > 1 and rest[0].code in ",o" else rest[0] if rest else None
    later = following.value if following is not None and following.code in {"D", "N"} else None
    return later if isinstance(later, Day) and number.day < later.day <= LAST_DAY else None


def are_several(word: Item, text: str) -> bool:
    """Whether the word may be of several things: «семинары», «встречи»."""
    return re.search(_SEVERAL, text[word.start : word.end]) is not None
