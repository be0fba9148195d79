"""A place in the coordinator's words: «СШ № 32», «в актовом зале гимназии № 4»."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.clean import clean_line
from notifier.core.inbound import places
from notifier.core.inbound import vocabulary as said
from notifier.core.phrases import event_title, same_place, with_quotes_closed
from notifier.model.order import Asked, Order, Place
from notifier.model.person import fold
from notifier.model.plan import Plan

LONGEST = 300
LONGEST_NAME = 6
_NAME = re.compile(r"(?<!\w)[А-ЯЁ][а-яё]+")
_ITS = re.compile(r"(?:гимназии|школы|библиотеки|лицея|центра|музея|дома)(?!\w)", re.IGNORECASE)
"""«Адрес гимназии: ул. Ленина, 4» says where that house is, and not where people meet."""
_OPENING = re.compile(rf"(?!(?i:{places.HOUSE.pattern}|[а-яё]*зал|медиатек|филиал|абонемент|вестибюл|рекреаци))"
                      r"[А-ЯЁ]?[а-яё]+(?<!ый|ий|ой|ая|яя|ое|ее|ом|ем|ей|ую)\s")
"""«Вопрос СШ № 5», «Список СШ № 32»: a word that opens a sentence, and is neither a house's nor describes one."""
_WHOLE = re.compile(r"(?:\d|(?<!\w)[А-ЯЁ]{3,})[»\"]?\s+(?=[а-яё]{3,})"
                    r"(?!имени|город|район|област|корпус|этаж|филиал|здани|крыл|конференц|вход"
                    r"|комнат|напротив|возле|рядом|холл|фойе|вестибюл|спорт|кабинет|аудитор|для\s)(?P<next>[а-яё-]+)")
"""«ЦДО выставку», «СШ № 5 выборы»: a name that is whole, and a word behind it."""
_ANOTHER = re.compile(r"сш|сош|школ\w?|гимна|лице\w|библи|цдо|онлай|zoom|или|либо")
"""The first five letters of what makes two places of one."""
_STEM = 5
_WHOSE = re.compile(r"[\s,—–-]+(?:для|про|по)\s+(?P<whose>[а-яё]{5,})\Z")
_LETTERED = re.compile(r"\d\s?-?[а-г](?!\w)")
"""«СШ № 32-А» is another school than «СШ № 32»."""
_SCHOOL = re.compile(r"\Aшкола\s+№\s*(?=\d)", re.IGNORECASE)
_NOMINATIVE = {"школе": "школа", "гимназии": "гимназия", "лицее": "лицей", "библиотеке": "библиотека", "центре": "центр", "музее": "музей",
               "доме": "дом", "дворце": "дворец", "клубе": "клуб", "театре": "театр", "кабинете": "кабинет", "зале": "зал",
               "школу": "школа", "гимназию": "гимназия", "библиотеку": "библиотека", "онлайн-формате": "онлайн", "онлайн-режиме": "онлайн"}
"""How the places that people name first stand behind «в» («встречаемся в школе», «переносим в школу»)."""
ADJECTIVES = 2
"""Words that may stand before such a place: «центральной детской библиотеке»."""
_FEMININE = (re.compile(r"(?<=\w\w)(?<!\bодн)(?:ой|ую)\Z"), "ая")
_MASCULINE = (re.compile(r"(?:(?<=льн|онн|ивн|ебн|ртн|урн|ежн|ейн)|(?<=вочн|точн)|(?<=актов))ом\Z"), "ый")
"""Endings of which it is plain how they stand behind «Место:»: «игровом» is «игровой», «областном» «областной»."""
_LEADING = frozenset({"место", "встречаемся", "проводим", "будет", "давайте", "лучше", "пусть", "пройдет", "состоится",
                      "собираемся", "соберемся", "встретимся", "проведем"})


def venue(text: str) -> str:
    """The place, when the words speak of one and of no date; else nothing."""
    plain = places.VENUE_LEAD.sub("", text.strip(" .!,;"))
    noun = places.VENUE.search(plain)
    if noun is None or len(plain) > LONGEST or is_vague(plain) or has_day(plain) or _is_story(plain) or _goes_on(plain):
        return ""
    describing = plain[:noun.start()].split()
    named = all(places.DESCRIBING.fullmatch(word) for word in describing) and not (describing and _OPENING.match(plain))
    return clean_line(plain) if named and not re.search(r"[!?]", plain) else ""


def _goes_on(place: str) -> bool:
    """Whether something else is said behind a place's name: what is held there, perhaps."""
    return any(not any(part.match(word) for part in (places.VENUE, places.HOUSE)) and not places.DESCRIBING.fullmatch(word)
               for word in (found["next"] for found in _WHOLE.finditer(place)))


def _is_story(text: str, *, told: bool = False) -> bool:
    """«Библиотека рада», «отчёт школы № 5» beside a day: no place. «Дом учителя» is one where she says that it is (``told``)."""
    bare = said.OTHERS_WORDS.sub(" ", text)
    return any(not told or found["who"] is None for found in places.STORY.finditer(fold(bare[:1]) + _NAME.sub(" ", bare[1:])))


def named(place: str, item: str | None, asked: Sequence[Asked]) -> Place | None:
    """What stands behind «место»: «где встречаемся — в ЦДО» is «ЦДО»; None where it names none, or says whose it is."""
    bare = clean_line(places.VENUE_LEAD.sub("", place.strip(" .!,;")))
    whose = places.OF_WHAT.match(bare)
    if is_vague(bare) or _is_story(bare, told=True) or (whose and (not places.VENUE.search(whose["whose"])
                                                                               or _ITS.match(whose["whose"]))):
        return None
    return planned(bare, asked) or Place(item, bare)


def told_whose(place: Place, plan: Plan) -> Place | None:
    """«СШ 32 для гостиной» without what it is for; None where that is a word of another row's title. «Библиотека для детей» is a name."""
    found = _WHOSE.search(place.text)
    rows = {row.id for row in plan.items if found and _begins(found["whose"], event_title(row))}
    if found is None or not rows or any(_begins(found["whose"], name) for row in plan.items for name in row.places):
        return place
    return Place(place.item, place.text[:found.start()]) if place.item in rows else None


def _begins(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(word)[:_STEM])}", fold(text)) is not None


def planned(text: str, asked: Sequence[Asked]) -> Place | None:
    """«В 32 школе», «у Лавочкина»: the one of the plan's own places that her words tell from the others."""
    told = [word for word in re.findall(r"\d+|[^\W\d_]{3,}", fold(text)) if not places.SOME_PLACE.fullmatch(word) and word not in _LEADING]
    found = {(question.item, place) for question in asked if len(question.places) > 1 for place in question.places
             if told and all(_is_in(word, place) for word in told)}
    if len(found) != 1 or len(told) > LONGEST_NAME or has_day(text) or _LETTERED.search(fold(text)) or said.DOUBT.search(text):
        return None
    row, place = found.pop()
    return Place(row, clean_line(place))


def _is_in(word: str, place: str) -> bool:
    if word.isdigit():
        return re.search(rf"(?<!\d){word}(?!\d)", place) is not None
    stem = word[:max(4, len(word) - 2)] if len(word) > 3 else word
    return re.search(rf"(?<!\w){stem}" + ("" if len(word) > 3 else r"(?!\w)"), fold(place)) is not None


def is_vague(place: str) -> bool:
    """Whether the words say where without naming it: «там же», «как обычно в школе», «в библиотеке»."""
    bare = said.OTHERS_WORDS.sub(" ", place)
    return (said.DOUBT.search(bare) is not None or places.VAGUE.search(bare) is not None
            or any(room.fullmatch(fold(place).strip(" .!")) for room in (places.SOME_PLACE, places.ROOM)))


def as_planned(order: Order, plan: Plan) -> Order:
    """«в областной библиотеке»: the plan's own «Областная библиотека», as it shall stand in an invitation."""
    row = plan.item(order.item) if isinstance(order, Place) and order.item else None
    if row is None or not isinstance(order, Place):
        return order
    order = replace(order, text=_in_nominative(order.text))
    numbered = re.sub(r"(?<=[^\W\d_])\s+(?=\d)", " № ", order.text)
    names = (numbered, _SCHOOL.sub("СШ № ", numbered), _SCHOOL.sub("СОШ № ", numbered))
    numbered = next((name for name in names if any(same_place(name, place) for place in row.places)), numbered)
    same = [place for place in row.places if same_place(numbered, place)]  # «ЦДО», «СШ 32»: with its address, and the house is told
    if len(same) != 1 and not any(sign.isdigit() for sign in order.text):
        stems = [word[:5] for word in re.findall(r"\w{5,}", fold(order.text))]
        same = [place for place in row.places if stems and all(stem in fold(place) for stem in stems)]
    if len(same) != 1 or _names_another(same[0], numbered):
        return order
    return Place(order.item, with_quotes_closed(clean_line(same[0])))


def _in_nominative(place: str) -> str:
    """«(в) школе 32», «(в) детской библиотеке № 3» as it shall stand behind «Место:»."""
    words = place.split(" ")
    at = next((n for n, word in enumerate(words[:ADJECTIVES + 1]) if word.casefold() in _NOMINATIVE), None)
    if at is None or (at and words[at].casefold() == "гимназии"):  # «в столовой гимназии № 4»
        return place
    noun = _NOMINATIVE[words[at].casefold()]
    ending, nominative = _FEMININE if noun.endswith(("а", "я")) else _MASCULINE
    told = [ending.sub(nominative, word) for word in words[:at]]
    if any(now == was for now, was in zip(told, words, strict=False)):
        return place  # «в большом зале»: «большой», «в актовом»: «актовый»
    return " ".join([*told, noun.capitalize() if words[at][0].isupper() else noun, *words[at + 1:]])


def _names_another(place: str, chosen: str) -> bool:
    """Whether a plan's place is more than the one that she chose of it: «ЦДО или СШ № 5», «Лицей № 1, онлайн»."""
    rest = Counter(word[:5] for word in re.findall(r"\w+", fold(place))) - Counter(word[:5] for word in re.findall(r"\w+", fold(chosen)))
    return any(_ANOTHER.fullmatch(stem) for stem in rest)


def has_day(text: str) -> bool:
    """Whether a place would swallow a date or an hour."""
    return said.CLOCK.search(text) is not None or said.DAY.search(text) is not None
