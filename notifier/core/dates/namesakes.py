"""Months and figures that belong to a word beside them: «Карл Май», «рис. 2.10», «формат А4».

Promises: only what stands beside a word that is not about time is looked at, so a phrase without such words is left as it is; what is
given to the word is no date any more, and nothing else becomes one.
"""

import re
from functools import cache

from notifier.core.dates.items import SIGNS, Day, Item, Stretch
from notifier.core.dates.limits import LAST_DAY
from notifier.core.dates.occasions import is_venue, list_behind_word, says_when, takes_place
from notifier.core.dates.titles import is_title
from notifier.core.dates.token import PARTS_OF_YEAR, WITH_NUMBERS

_INITIALS = r"[^\S\n]+(?:[А-ЯЁ]\.\s?[А-ЯЁ]\.|(?i:[а-яё]{2,}(?:вич|вна|ич|ична)\b))"  # «Май Е.С.», «Август Ильич»
_SURNAME = r" (?:[А-ЯЁ]\.|[А-ЯЁ][а-яё]+[а-нп-яё](?=\s*(?:$|[.,;(«\"])))"  # «Май К.», «Август Стриндберг», not «Март Заочно»
_INITIAL = r" [А-ЯЁ]\."
_SURNAMED = r"\s?[А-ЯЁ][а-яё]{2}"  # «Сентябрь И.В. Иванова»: the initials are hers
_ASKS = r"\b(?:теч\w*|ходе|протяжении|продолжение)\.?\s+(?:всего\s+)?$"  # «в течение сентября»
_PLACED = r"(?i)(?<!\w)(?:в|во|на|у|при|для|с|со|по|из|о|об)\s"
_ABOUT = r"(?i)\b(?:про|об?)\s$"
_NAMES = frozenset({3, 5, 8})  # months that people are called by: Март, Май, Август
_ADJECTIVE = ("ый", "ий", "ой")  # what a month's name agrees with: «Тёплый май»
_OURS = frozenset({"наш", "ваш"})
_TELLS = ("ем", "ём", "им", "ю", "ите", "ьте", "йте", "но", "это")  # «проведём», «назначаю», «назначьте», «согласовано», «точно»
_WHOM = frozenset({"вас", "нас", "всех", "города", "района", "округа", "области"})
_NO_TELLS = ("ъем", "ъём", "ием", "ию", "ью")  # «объём», «заседанием», «гимназию», «областью»
_NOUNS = """
меню интервью ревю превью авеню среднем общем равно окно зерно полотно волокно звено сукно пятно бревно веретено вино дно колено панно
сено судно толокно казино кимоно стекловолокно оптоволокно режим зажим прижим жим отжим модем крем джем шлем заем заём водоём водоем
проём проем чернозём чернозем терем гарем тандем псевдоним аноним синоним антоним омоним пароним топоним грим тотем экстрим
лицею музею кино
"""  # end like a verb, and tell nothing
_HIGHEST_FIGURE = 12  # what is numbered «25.12» or «3.05» is a day
_LONGEST_CODE = 3  # letters
_LONGEST_SHORTENED = 5  # letters
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_GAPS = frozenset({" ", ". ", "."})
_THINGS = frozenset({"unknown", "numbered"})
_GIVEN = "given away"
_OF_TWO_NAMES = r"(?<!\w)[А-ЯЁ](?:[а-яё]{5,}|[А-ЯЁ]{5,})\.$"  # «Яндекс.Браузер 24.10»: a program's version; no «отв.», no «И.»
_LONGEST_INITIAL = 2  # letters: «К. Май», «Дж. Март»


def give_away(items: list[Item], text: str, *, timed: bool) -> int:
    """Makes foreign («?») the items that belong to a foreign word beside them, and counts them; ``timed``: hours or a weekday are named."""
    given = 0
    titled: list[object] = []
    dated = () if timed else [item for item in items if item.code in "DNW"]
    lone = bool(dated) and all(_is_numbered(item, text) for item in dated) and len({item.value.day for item in dated}) == 1
    small = lone and all(_is_small(item, text) for item in dated)
    for index, item in enumerate(items):
        if item.code == "D" and (_is_number_of(items, index, text) or (index > 1 and _is_house(items, index, text))):
            _leave_month(items, index, text)
            continue
        if item.code == "W":
            verse = is_title(items, index, text) or item.value in titled  # «Май победный, май святой»
            titled += [item.value] if verse else ()
            named = verse or _is_topic(items, index, text) or _is_compared(items, index, text)
            named = named or (_is_name(items, index, text) and not takes_place(items, text))
        elif item.code == "D":
            named = not timed and (_is_named_after(items, index, text) or _is_figure_of(items, index, text, lone=lone, small=small))
            named = named or _is_newspaper(item, text)
        else:
            named = item.code == "N" and index > 0 and _is_code(items[index - 1], item, text)
        if named:
            items[index] = item._replace(code="?", value=_GIVEN if item.code == "D" else item.value)
            given += 1
    return given


def _leave_month(items: list[Item], index: int, text: str) -> None:
    """Gives the number of a day, and those listed before it, to their word; what stays is a month."""
    first = list_behind_word(items, index, text) or index
    items[first:index] = [each._replace(code="?" if each.code == "N" else ",") for each in items[first:index]]
    if items[index - 1].code != "?":
        items[index - 1] = items[index - 1]._replace(code=",")
    day = items[index].value
    items[index] = items[index]._replace(code="W", value=Stretch("month", month=day.month, year=day.year))


def _is_house(items: list[Item], index: int, text: str) -> bool:
    """«ул. Бакунина, 10⏎октябрь», «приказ № 12-10 октябрь»: the number belongs to the place, and the month is a month, as its case says."""
    place, sign, item = items[index - 2], items[index - 1], items[index]
    return place.code == "?" and place.value == 0 and sign.code in SIGNS and _is_number_and_month(item, text)


def _is_number_of(items: list[Item], index: int, text: str) -> bool:
    """«Школа 10 сентябрь», «этап 2 (ноябрь)», «teor-2 ноябрь»: as the case says, the number is the school's and the month is a month."""
    if not index or not _is_number_and_month(items[index], text):
        return False
    before, item = items[index - 1], items[index]
    apart = re.match(r"\d{1,2}[^\S\n]+[^\W\d_]", text[item.start : item.end]) is None  # a bracket, a stop or another line
    if before.code == "?":
        return apart or (before.value in WITH_NUMBERS and text[before.end : item.start] == " ")
    if apart and (first := list_behind_word(items, index, text)) is not None:  # «темы 5, 6 (ноябрь)», not «Сафоново: 5, 6 (ноябрь)»
        return items[first - 1].code == "?" and not takes_place(items[max(first - 2, 0) : first], text)
    word = items[index - 2] if index > 1 and items[index - 2].code == "?" else None
    return word is not None and before.code in SIGNS and (apart or text[word.end : item.start] == "-")


def _is_number_and_month(item: Item, text: str) -> bool:
    return re.match(r"\d{1,2}(?:\.?\s+|\s*\(\s*)(?:[а-яё]+[йь]|март|август)\b", text[item.start : item.end], re.IGNORECASE) is not None


@cache
def _nouns() -> frozenset[str]:
    return frozenset(_NOUNS.split())


def tells(name: str) -> bool:
    """«Проведём», «ждём вас»: a verb of an answer or whom it is said to, and no name of a thing."""
    return name in _WHOM or (name.endswith(_TELLS) and not name.endswith(_NO_TELLS) and name not in _nouns())


def _follows(word: Item, item: Item, text: str, gaps: frozenset[str]) -> bool:
    """Whether an item stands right behind the name of a thing: no number («СОШ № 5 15.10»), no verb («подтверждаю 19.11»)."""
    name = text[word.start : word.end].lower()
    gap = text[word.end : item.start]
    return name[-1].isalpha() and not (gap == " " and tells(name)) and name != "а" and gap in gaps  # «не 15.10, а 22.10»


def _is_newspaper(item: Item, text: str) -> bool:
    """«(РБА, Первое сентября)»: a day in words with a capital where no sentence or line begins."""
    written = text[item.start : item.end]
    if not isinstance(item.value, Day) or item.value.nth_weekday or not written[0].isupper():
        return False
    return re.search(r"[^\W\d_],? $", text[: item.start]) is not None


def _is_named_after(items: list[Item], index: int, text: str) -> bool:
    """«сквер 25 Сентября»: right behind a thing, its month with a capital as names have it."""
    before, item = items[index - 1] if index else None, items[index]
    if before is None or before.value not in _THINGS or text[before.end : item.start] not in _GAPS or not text[before.end - 1].isalpha():
        return False
    named = re.fullmatch(r"\d{1,2}(?:-?[егм][ео]?)? [А-Я][а-я]+", text[item.start : item.end]) is not None
    return named and not says_when(items[:index], text)


def _is_code(word: Item, item: Item, text: str) -> bool:
    """«А4», «XX5»."""
    written = text[word.start : word.end]
    return word.code == "?" and word.end == item.start and written.isupper() and len(written) <= _LONGEST_CODE


def _is_figure_of(items: list[Item], index: int, text: str, *, lone: bool, small: bool) -> bool:
    """«акт 5.10», «ст. 15.10», «рисунки 2.10, 2.11»: as many tables and acts are numbered as days are written so, where no year stands."""
    item, before = items[index], items[index - 1] if index else None
    if before is None or not _is_numbered(item, text):
        return False
    if before.code in SIGNS:
        return index > 1 and items[index - 2].code == "?" and _continues(items[index - 2], item, text)
    if before.code == "?" and before.end == item.start:  # «v2.10»
        return not says_when([before], text)
    if before.code != "?" or not _follows(before, item, text, _GAPS):
        return False
    if _is_coded(before, item, text):
        return True
    latin = text[before.start : before.end].isascii()
    if says_when([before] if latin else items[:index], text):  # «Telegram Desktop 4.12»
        return False
    if re.search(_OF_TWO_NAMES, text[: before.start]) and text[before.start].isupper():
        return True
    shortened = before.value != "numbered" and is_shortened(before, text)  # «гр. 23.12» is a day
    return small or shortened or (lone and item.value.day <= LAST_DAY and _is_common(before, text))


def _is_numbered(item: Item, text: str) -> bool:
    return isinstance(item.value, Day) and item.value.year is None and "." in text[item.start : item.end]


def _is_small(item: Item, text: str) -> bool:
    """«2.10», but neither «Отчёт 25.12» nor «Библионочь 24.04» nor «Отчёт 05.12»."""
    return _is_numbered(item, text) and item.value.day <= _HIGHEST_FIGURE and re.search(r"^0|\.\s?0", text[item.start : item.end]) is None


def _continues(thing: Item, item: Item, text: str) -> bool:
    """«№ 5.10, 5.11»: the list goes on, as it does behind anything that was given away."""
    return thing.value == _GIVEN or re.search(rf"(?<!\d){item.value.day}\.\d{{1,2}}$", text[thing.start : thing.end]) is not None


def is_shortened(word: Item, text: str) -> bool:
    """«ст. 15.10»: a word cut short at a consonant; «ЦДО. 15.10» is the end of a sentence."""
    written = text[word.start : word.end]
    plain = written.isalpha() and (written.islower() or (word.start == 0 and not written[1:].isupper()))
    return plain and text[word.end : word.end + 1] == "." and len(written) <= _LONGEST_SHORTENED and written[-1].lower() in _CONSONANTS


def _is_coded(word: Item, item: Item, text: str) -> bool:
    """«УП.03.01»: capitals tied to a nought by a stop, as parts of a curriculum are; «ЦБС.15.10» lacks a space."""
    written = text[word.start : word.end]
    tied = text[word.end : item.start + 1] == ".0" and written.isupper() and 1 < len(written) < _LONGEST_SHORTENED
    return tied and not says_when([word], text)


def _is_common(word: Item, text: str) -> bool:
    """«широта 20.10»: a common noun; what takes place has its capital («Библионочь 24.04»), where it does its «в» («в парке 24.04»).
    «Ubuntu 22.04»: a name in Latin letters."""
    written = text[word.start : word.end]
    return written.isascii() or (word.value in {"unknown", "single"} and written.islower() and not re.search(_PLACED, text[: word.start]))


def _is_name(items: list[Item], index: int, text: str) -> bool:
    item = items[index]
    if not isinstance(item.value, Stretch) or item.value.part != "month" or item.value.year:
        return False
    before = items[index - 1] if index else None
    written, rest = text[item.start : item.end], text[item.end :]
    if written.lower().endswith(("я", "а")):  # «Марта Ивановна»: in the genitive with nothing to ask for it
        after = next((later.code for later in items[index + 1 :] if later.code != "&"), "")  # «Марта и Мария»
        if re.search(_ASKS, text[: item.start].lower()):
            return False
        if written[0].isupper() and item.value.month in _NAMES and re.match(_INITIAL, rest):  # «Майя М. и Марта К.»
            return True
        return (before is None and after == "?") or (before is not None and before.code == "?")
    if (initials := re.match(_INITIALS, rest)) and (item.value.month in _NAMES or not re.match(_SURNAMED, rest[initials.end() :])):
        return True
    capital = written[0].isupper() and (text.isupper() or not written.isupper())
    called = capital and item.value.month in _NAMES
    if before is None:
        return called and item.start == 0 and re.match(_SURNAME, rest.title() if text.isupper() else rest) is not None
    if before.code == "&" and called and index > 1 and items[index - 2].value == "unknown":  # «Юлий Цезарь и Август»
        return text[items[index - 2].start].isupper()
    if before.value != "unknown":
        return False
    word, gap = text[before.start : before.end], text[before.end : item.start]
    if gap.startswith("."):
        return capital and "\n" not in gap and word[0].isupper() and len(word) <= _LONGEST_INITIAL
    if gap != " " or not word.isalpha():
        return False
    others = {other.code for place, other in enumerate(items) if place != index}
    if capital and ("D" in others or ("W" in others and is_venue(before, text))):
        return True  # «15.10, кинотеатр Октябрь»
    return called or (capital and before.start == 0) or word.lower().endswith(_ADJECTIVE) or word.lower() in _OURS  # «журнал Октябрь»


def _is_compared(items: list[Item], index: int, text: str) -> bool:
    """«По сравнению с октябрём 2023 г.»: «с» and this case say «with»; «стихи про октябрь», «загадки о январе» are about it."""
    if re.search(_ABOUT, text[: items[index].start]):
        return True
    item, before = items[index], items[index - 1] if index else None
    if before is None or text[before.start : before.end].lower() not in {"с", "со"}:
        return False
    return text[item.start : item.end].lower().split()[0].endswith(("ем", "ём"))


def _is_topic(items: list[Item], index: int, text: str) -> bool:
    """«Итоги I четверти», «подписка на второе полугодие»: what the word before it is about."""
    item, before = items[index], items[index - 1] if index else None
    if before is None or before.value != "unknown" or not isinstance(item.value, Stretch) or item.value.part not in PARTS_OF_YEAR:
        return False
    gap, words = text[before.end : item.start].lower(), text[item.start : item.end].lower()
    genitive = re.search(r"(?:четверти|полугодия|триместра|квартала)\b", words) is not None
    return gap == " на " or (gap == " " and genitive)
