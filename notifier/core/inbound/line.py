"""One line of the coordinator's letter: what it orders - one word, a suggestion's number, a day, a place, a move.

A line may put itself right, leave out what the mail says that it answers, and name a day with its place; several sentences are not
taken apart otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import offered, places, shifts
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import VENUES, addressed, unclear
from notifier.core.inbound.afterthoughts import INSTEAD, PREVIOUS, second_thoughts, without_regret
from notifier.core.inbound.asked import mine, suggestion
from notifier.core.inbound.cancelled import cancelled, standing_on
from notifier.core.inbound.choices import agreed, by_day_of_month, by_number, several, spoken
from notifier.core.inbound.dated import EXAMPLE, UNCLEAR, dated, tells_why
from notifier.core.inbound.linked import join_at, linked
from notifier.core.inbound.milestones import milestones
from notifier.core.inbound.moving import moving
from notifier.core.inbound.rewording import verb_last
from notifier.core.inbound.sentences import sentences, without_last_words
from notifier.core.inbound.venue import has_day, is_vague, named, planned, venue
from notifier.core.inbound.verdict import stopped, verdict
from notifier.core.phrases import LINK
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, Keep, Link, NotUnderstood, Order, Place, Stop
from notifier.model.person import fold
from notifier.model.when import Kind

LONGEST_ORDER = 300
_LISTED = re.compile(r"\D*\d{1,2}\s*,")
_JOINT = re.compile(r"[,;]\s*|(?<=\d[:.]\d\d)\s+(?=[А-ЯЁA-Z«][^\W\d]|(?:школ|гимнази|лице[йя]|библиотек|актов)[^\W\d]*(?!\w))"
                   r"|\s+(?=(?:в|во|на базе|по адресу)\s+[^\W\d]|онлайн(?!\w)|https?://)")
_LINK_ALONE = re.compile(
    r"\A(?P<word>место\s*[:—–-]*\s*)?(?=https?://"
    r"(?!\S*(?:disk|drive|docs|form|youtu|rutube|cloud|\.(?:pdf|docx?|pptx?|xlsx?)\Z))\S+\Z)", re.IGNORECASE)
"""«Teor-2: https://…» beside the row's name or a day: elsewhere it may be the address of her house, and a file is no place to meet."""
_AWAITED = re.compile(r"(?<!\w)(?:жд[уе]м?(?!\s(?:вашего\s)?ответа)|видеть|явка|присутствие|участие|опаздывать)(?!\w)")
"""«Отмена, ждём всех»: perhaps of another day (folded)."""
_UNTIL = re.compile(rf"(?<!\d){said.NO_DAY}" r"(\d{1,2}[:.]\d{2}),?\s+(?:и\s+)?(?:окончание|конец|завершение)\s*[:—–-]?\s*"
                   r"(?:в\s+|до\s+)?(\d{1,2}[:.]\d{2})(?![\d.]*\d)", re.IGNORECASE)
"""«Начало в 14.30, окончание в 16.00»; «начало 18.01, окончание 22.04» are days."""
_NUMBERED = re.compile(
    r"(?:вариант\s+)?№?\s*(?P<number>\d{1,2})\s*(?:[):,;—–-]\s*\(?|\.\s+|\()(?P<rest>\D{0,20}\d.*?)\)?[\s.!]*", re.IGNORECASE)
COMMAS = 4             # places where «date, place» may be taken apart
WHOSE = "Не понять, какой строки это день. Начните с её имени: «ИМЯ: ДД.ММ в ЧЧ:ММ»"
UNNAMED = "Не понять, где. Напишите, например: «место: СШ № 32»"


def ordered(text: str, named: str | None, item: str | None, questions: Sequence[Asked], reading: Read) -> list[Order]:
    """The orders of one line: one, or a date and its place in either order. ``named``: the row it names itself."""
    if len(text) > LONGEST_ORDER:
        return [NotUnderstood(item, clean_line(text), EXAMPLE)]
    written, words = text, without_last_words(text) or text
    awaited = _AWAITED.search(fold(text[len(words):])) is not None
    words = said.SAME_PLACE.sub("", words) or words
    words = _there(words)
    if (alone := _LINK_ALONE.match(words)) and (named or alone["word"]):
        words = f"ссылка {words[alone.end():]}"
    put_off = shifts.from_to(words, item, questions, reading)
    if put_off is None and (why := shifts.whose(words, item, questions, reading)):
        return [NotUnderstood(item, clean_line(words), why)]
    text, item = put_off or (said.REJECTED_LEAD.sub("", words), item)
    text = _UNTIL.sub(r"\1–\2", text)
    plain = fold(text).strip(" .!)»«\"")
    if (rest := stopped(text, plain)) is not None:  # nothing goes out, whatever else she means
        return [Stop(named), *(ordered(rest, named, item, questions, reading) if rest else ())]
    if previous := PREVIOUS.match(plain):
        return _previous(text, fold(text).find(previous[0]) + previous.end(), named or item, questions, reading)
    if item is None and (chosen := several(plain, questions, reading)):
        return list(chosen)
    if instead := _instead(text, item, questions, reading):
        return [instead]
    text, item = _completed(text, item, questions, reading)
    order = as_said(_order(text, item, questions, reading), text, written)
    if not isinstance(order, NotUnderstood):
        if awaited and isinstance(order, Cancel | Closed):
            return [NotUnderstood(item, clean_line(written), UNCLEAR)]
        bound = addressed(order, questions, text)
        another = order.item is None and shifts.is_of_another(bound, words, questions)
        return [NotUnderstood(None, clean_line(words), WHOSE) if another else bound]
    rivals = () if named else questions  # «teor-2: 19.11 в 14:30, СШ № 32» says whose place it is
    return (_day_beside_place(text, item, questions, reading, rivals) or join_at(text, item, questions)
            or _date_and_place(text, item, questions, reading, rivals) or _place_by_day(text, item, questions, reading) or [order])


def _day_beside_place(text: str, item: str | None, questions: Sequence[Asked], reading: Read, rivals: Sequence[Asked]) -> list[Order]:
    """«19 ноября в 14:30, СШ № 32», in either order; nothing where no comma parts the two."""
    for comma in islice(_JOINT.finditer(text), COMMAS):
        before, behind = text[:comma.start()].strip(), text[comma.end():].strip()
        for moment, place in ((before, behind), (behind, before)):
            if moment.strip(" .!)").isdigit() and not text.lstrip().startswith(moment):
                continue  # «в СШ № 5, ул. Ленина, 3»: the number of a house is no suggestion's
            if moment is before and not comma[0].strip() and tells_why(moment):
                continue  # «на 26 ноября, ремонт в СШ № 5»
            told, row = shifts.from_to(moment, item, questions, reading) or _completed(moment, item, questions, reading)
            first = _order(told, row, questions, reading)
            if not isinstance(first, Confirm | Choose):
                continue
            bound = addressed(first, questions, text)
            where = _LINK_ALONE.sub("ссылка ", place) if isinstance(bound, Confirm) else place
            if joined := join_at(where, bound.item, questions):
                return [bound, *joined]
            if where := venue(place):
                return [bound, beside(bound, where, rivals)] if bound.item else [bound]
    return []


def _there(words: str) -> str:
    """«В ЦДО, а не в библиотеке», «не в библиотеке, а в ЦДО»: the place that she means."""
    for elsewhere in (places.NOT_THERE, places.BUT_THERE):
        found = elsewhere.search(words)
        rest = words[:found.start()] + words[found.end():] if found else ""
        if found and all(map(places.VENUE.search, (found["place"], rest))):
            return rest
    return words


def _instead(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> Order | None:
    """«18.11 в 14:30, нет, 19.11 в 14:30»: the second of two days or suggestions."""
    for former, rest in second_thoughts(text):
        first, second = (_order(part, item, questions, reading) for part in (former, rest))
        if isinstance(second, Confirm | Choose) and (isinstance(first, Confirm | Choose) or said.DATE_WORDS.fullmatch(fold(former))):
            return addressed(second, questions, text)
    return None


def _completed(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> tuple[str, str | None]:
    """The line with what it leaves out, where the mail she answers or a row's meeting says it, and that row."""
    asked = mine(item, questions)
    again = INSTEAD.match(text)
    return (((offered.corrected(again["former"], again["rest"], item, questions, reading)
              or _other_choice(again["former"], again["rest"], item, asked, reading)) if again else None)
            or shifts.in_place_of(text, item, questions, reading)
            or offered.rehoured(text, item, questions) or shifts.later(text, item, questions, reading)
            or offered.in_month(offered.same_hour(text, item, asked), asked) or (text, item))


def _other_choice(former: str, rest: str, item: str | None, asked: Sequence[Asked], reading: Read) -> offered.Said | None:
    """«Не второй, а третий» of the suggestions of one row."""
    numbers = [spoken(fold(part).strip(" .!")) for part in (former, rest)]
    chosen = [by_number(number, item, asked, rest, reading) for number in numbers if number is not None]
    rows = {choice.item for choice in chosen if isinstance(choice, Choose)}
    choice = chosen[-1] if len(chosen) == len(rows) + 1 == 2 and all(isinstance(one, Choose) for one in chosen) else None
    phrase = suggestion(choice, asked) if isinstance(choice, Choose) else ""
    return (phrase, rows.pop()) if phrase else None


def _previous(text: str, at: int, item: str | None, questions: Sequence[Asked], reading: Read) -> list[Order]:
    """«Не учитывайте прошлое письмо», and perhaps what is right instead; where that is not plain, neither is done."""
    rest, _ = without_regret(text[at:].strip(" .,;:!—–-)»\"") or "")
    if not rest:
        return [Stop(None, previous=True)]
    further = ordered(rest, None, item, questions, reading)
    if item is None:
        further = put_right_here(further, rest, questions, reading)
    if any(isinstance(order, NotUnderstood) for order in further):
        return [NotUnderstood(item, clean_line(text), UNCLEAR)]
    return [Stop(None, previous=True), *further]


def put_right_here(found: list[Order], text: str, questions: Sequence[Asked], reading: Read) -> list[Order]:
    """«Ошиблась, 26 ноября в 15:00»: of the row that she just decided; where ``found`` without it is another row's, she is asked."""
    fresh = {question.item for question in questions if question.fresh}
    its = ordered(text, None, next(iter(fresh)), questions, reading) if len(fresh) == 1 else []
    if not its or not all(isinstance(order, Confirm | Place | Link | Keep) for order in its):
        return found
    others = any(order.item not in (None, *fresh) for order in found if not isinstance(order, NotUnderstood))
    return [NotUnderstood(None, clean_line(text), WHOSE)] if others else its


def _date_and_place(text: str, item: str | None, questions: Sequence[Asked], reading: Read, rivals: Sequence[Asked]) -> list[Order]:
    """«19 ноября в 14:30. Место: СШ № 32.»: two sentences, two orders; anything else of several sentences is not taken apart."""
    parts = sentences(text)
    if len(parts) != 2:
        return []
    dated = addressed(_order(parts[0], item, questions, reading), questions, text)
    if not isinstance(dated, Confirm | Choose) or not dated.item:
        return []
    place = places.PLACE.fullmatch(parts[1].strip(" .!"))
    where = venue(place[1] if place else parts[1])
    return [dated, beside(dated, where, rivals)] if where else []


def beside(dated: Order, where: str, questions: Sequence[Asked]) -> Order:
    """The place that stands beside a day is its meeting's, unless another row's venue is asked for and this is one of those."""
    others = [question for question in questions if question.here and question.code in VENUES and question.item != dated.item]
    return unclear(where, questions) if planned(where, others) else Place(dated.item, where)


def _place_by_day(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> list[Order]:
    """«19 ноября будем в СШ № 5»: where the one meeting that stands on that day is held."""
    found = places.PLACE_BY_DAY.fullmatch(text)
    meeting = standing_on(fold(found["day"]), item, questions, reading) if found else None
    where = venue(found["place"]) if found and meeting and meeting[1] is None else ""
    return [Place(meeting[0], where)] if meeting and where else []


def _order(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> Order:
    plain = fold(text).strip(" .!)»«\"")
    asked = mine(item, questions)
    if said_so := verdict(plain, item, text, questions) or linked(text, item, questions, reading):
        return said_so
    bare = said.without_filler(plain)
    if called := cancelled(bare, item, text, questions, reading) or cancelled(verb_last(bare), item, text, questions, reading):
        return called
    if chosen := offered.last(plain, asked, reading) or by_day_of_month(plain, item, asked, text, reading):
        return chosen
    if (number := spoken(plain)) is not None:
        if not any(question.choices or question.offers for question in asked) and (place_said := planned(text, asked)):
            return place_said  # «prak-1: 32»
        return by_number(number, item, asked, text, reading)
    if both := _NUMBERED.fullmatch(text.strip()):
        choice, rest = by_number(int(both["number"]), item, asked, text, reading), reading(both["rest"])
        if isinstance(choice, Choose) and rest.kind is not Kind.DAYS:  # «2, 9 и 16 декабря в 14:30»
            return agreed(choice, both["rest"], questions, text, reading)
        whole = reading(text)
        if whole.kind is Kind.DAYS and (rest.kind is Kind.EXACT or (whole.dates != rest.dates and not _LISTED.match(text))):
            return NotUnderstood(item, clean_line(text), "Номер и дата или две даты? Две пишут так: «14 и 21 января в 14:30»")
    if elsewhere := moving(text, said.without_filler(said.WHY.sub("", plain)), item, questions, reading):
        return elsewhere
    url = LINK.search(text)
    if (place := places.PLACE.fullmatch(said.LATER.sub("", text.strip(" .!")))) and not has_day(place[1]) and not url and _is_held(text):
        return named(place[1], item, asked) or NotUnderstood(item, clean_line(text), UNNAMED)
    # Of a row whose plan names several places, something else may be asked as well: a meeting on a day off.
    several = any(question.code in VENUES or (item and len(question.places) > 1) for question in asked)
    if url is None and several and (place_said := _venue(text, item, asked)):
        return place_said
    return milestones(text, item, asked, reading) or dated(text, item, asked, reading)


def _is_held(text: str) -> bool:
    """Whether «состоится в …» goes on with the name of a place."""
    held = places.HELD_IN.match(text)
    named = held is not None and held["gather"] is None and (held["name"][0].isupper() or held["name"][0] in "«\"№")
    return held is None or named or venue(held["name"]) != "" or (
        places.HOUSE.search(held["name"]) is not None and not is_vague(held["name"]))


def _venue(text: str, item: str | None, asked: Sequence[Asked]) -> Place | None:
    text = said.LATER.sub("", text)
    if told := planned(text, asked):  # «в школе 32» is one of those two
        return told
    where = venue(text)
    return Place(item, where) if where else None


def as_said(order: Order, figures: str, words: str) -> Order:
    """What is not understood is shown in her own words."""
    if isinstance(order, NotUnderstood) and figures != words and order.text == clean_line(figures):
        return replace(order, text=clean_line(words))
    return order
