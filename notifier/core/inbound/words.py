"""The coordinator's words: the unquoted top of her mail becomes orders, and what is not plainly an order is none.

Never a guess: a question, a doubt, a negation, two dates in one sentence, a day without an hour, or a row that several could be
becomes ``NotUnderstood`` with what to write instead. Dates are read as the dates file reads them (``core.events.reading``), and also
told from today («завтра»).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo
from itertools import chain, islice

from notifier.core.clean import clean_line
from notifier.core.events.reading import read
from notifier.core.inbound import offered
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import VENUES, addressed, labelled, names, pieces, titled
from notifier.core.inbound.afterthoughts import doubted, is_doubt
from notifier.core.inbound.afterthoughts import put_right as second_thoughts
from notifier.core.inbound.cancelled import cancelled
from notifier.core.inbound.choices import agreed, by_day_of_month, by_number, several, spoken
from notifier.core.inbound.contradiction import agreeing, is_own_list, listed
from notifier.core.inbound.dated import UNCLEAR, UNKNOWN, dated
from notifier.core.inbound.milestones import milestones
from notifier.core.inbound.moving import moving
from notifier.core.inbound.offered import Read
from notifier.core.inbound.retractions import INSTEAD, PREVIOUS, put_right, without_former, without_regret
from notifier.core.inbound.sentences import lines, sentences
from notifier.core.inbound.signed import is_signed
from notifier.core.inbound.spelled import in_figures
from notifier.core.inbound.topics import apart, of_month, of_title
from notifier.core.inbound.venue import as_planned, bare_venue, has_day, is_vague, planned, venue
from notifier.core.phrases import LINK, in_plan
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, Keep, Link, No, NotUnderstood, Order, Place, Replan, Stop, Yes
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import Kind, When

LONGEST_ORDER = 300
COMMAS = 4             # places where «date, place» may be taken apart
UNNAMED = "Не понять, где. Напишите, например: «место: СШ № 32»"


def understand(top: str, open_questions: Sequence[Asked], plan: Plan, today: date, *, zone: tzinfo,
               about: str | None = None, begun: bool = False) -> list[Order]:
    """The orders in ``top``, in order; an empty list when it says nothing but courtesies.

    ``about`` is the row the mail itself is bound to (by its token or the ask it answers), ``zone`` the installation's own clock. An
    order without a label belongs to ``about``, else to the one question of the mail she answers that it fits (``addressing``); where
    several could be meant it is none. ``begun``: she decided something before, so that a mere name is her signature.
    """
    known = {fold(row): row for row in (*(item.id for item in plan.items), *(asked.item for asked in open_questions))}

    def reading(phrase: str) -> When:
        return read(phrase, plan, zone, today=today)

    open_questions = [*open_questions, *_schedules(plan)]
    orders: list[Order] = []
    label: str | None = None
    written = lines(top)
    own_list = is_own_list(written)
    for line in chain.from_iterable(apart(piece, plan, open_questions) for whole in written for piece in pieces(whole, known)):
        given, rest = labelled(line, known)
        if given is None:
            given, rest = titled(line, plan)
        if given is None:
            given, rest = of_month(line, open_questions)
        if given is None:
            given, rest = of_title(line, plan, open_questions)
        if given is None and (orders or begun) and is_signed(line) and not is_doubt(line):
            continue
        if given is not None:
            label = given
            if not rest:
                continue
            if known and given not in known.values():
                orders.append(NotUnderstood(None, clean_line(line), f"Строки «{given}» в плане нет"))
                continue
        if given is None and own_list and (torn := listed(line)):
            orders.append(torn)
            continue
        rest, correcting = without_regret(rest)
        figures = put_right(in_figures(rest), orders, reading)
        found = [_as_said(order, figures, rest) for order in _line(figures, given, label or about, open_questions, reading, today)]
        if others := [order for order in found if isinstance(order, Cancel | Place | Closed | Replan) and names(rest, known)]:
            found = [NotUnderstood(others[0].item, clean_line(line), UNCLEAR)]  # «отменяем, teor-4»: no reason, another row
        if given is None and (fewer := doubted(orders, found, line)) is not None:
            orders = fewer
            continue
        if correcting:
            orders = without_former(orders, found)
        orders.extend(_its_place(found, orders, rest) if given is None else found)
    return _joined(agreeing([as_planned(order, plan) for order in orders], open_questions, plan, reading))


def _as_said(order: Order, figures: str, words: str) -> Order:
    """What is not understood is shown in her own words."""
    if isinstance(order, NotUnderstood) and figures != words and order.text == clean_line(figures):
        return replace(order, text=clean_line(words))
    return order


def _schedules(plan: Plan) -> list[Asked]:
    """Events may be entered for a row «по графику» at any time; elsewhere «20.11 в 15:00, СШ № 5» is no event of that name."""
    return [Asked(row.id, "schedule", here=False) for row in plan.items if in_plan(plan, row.when).kind is Kind.BY_SCHEDULE]


def _its_place(found: list[Order], before: Sequence[Order], text: str) -> list[Order]:
    """«19 ноября в 14:30», and on the next line «СШ № 32»."""
    dated = before[-1] if before else None
    where = venue(text) if isinstance(dated, Confirm | Choose) and all(isinstance(order, NotUnderstood) for order in found) else ""
    return [Place(dated.item, where)] if where and isinstance(dated, Confirm | Choose) and dated.item else found


def _line(text: str, named: str | None, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> list[Order]:
    """The orders of one line: one, or a date and its place in either order. ``named``: the row it names itself."""
    if len(text) > LONGEST_ORDER:
        return [NotUnderstood(item, clean_line(text), UNKNOWN)]
    text = said.FURTHER.sub("", said.REJECTED_LEAD.sub("", text))
    text = said.SAME_PLACE.sub("", text) or text
    plain = fold(text).strip(" .!)»«\"")
    if said.STOP.fullmatch(plain):
        return [Stop(named)]
    if previous := PREVIOUS.match(plain):
        return _previous(text, fold(text).find(previous[0]) + previous.end(), named or item, questions, reading, today)
    if item is None and (chosen := several(plain, questions, reading)):
        return list(chosen)
    if instead := _instead(text, item, questions, reading, today):
        return [instead]
    words = text
    text, item = _completed(text, item, questions, reading)
    order = _as_said(_order(text, item, questions, reading, today), text, words)
    if not isinstance(order, NotUnderstood):
        return [addressed(order, questions, text)]
    for comma in islice(said.JOINT.finditer(text), COMMAS):
        for moment, place in ((text[:comma.start()], text[comma.end():]), (text[comma.end():], text[:comma.start()])):
            if moment.strip().isdigit() and not text.lstrip().startswith(moment.strip()):
                continue  # «в СШ № 5, ул. Ленина, 3»: the number of a house is no suggestion's
            first = _order(moment.strip(), item, questions, reading, today)
            if isinstance(first, Confirm | Choose) and (where := venue(place)):
                bound = addressed(first, questions, text)
                return [bound, Place(bound.item, where)] if bound.item else [bound]
    return _place_and_link(text, item) or _date_and_place(text, item, questions, reading, today) or [order]


def _instead(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> Order | None:
    """«18.11 в 14:30, нет, 19.11 в 14:30»: the second of two days or suggestions."""
    for former, rest in second_thoughts(text):
        first, second = (_order(part, item, questions, reading, today) for part in (former, rest))
        if isinstance(second, Confirm | Choose) and (isinstance(first, Confirm | Choose) or said.DATE_WORDS.fullmatch(fold(former))):
            return addressed(second, questions, text)
    return None


def _completed(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> tuple[str, str | None]:
    """The line with what it leaves out, where the mail she answers or a row's meeting says it, and that row."""
    mine = [question for question in questions if (question.item == item if item else question.here)]
    again = INSTEAD.match(text)
    return ((offered.corrected(again["former"], again["rest"], item, questions, reading) if again else None)
            or offered.in_place_of(text, item, questions, reading)
            or offered.rehoured(text, item, questions) or offered.later(text, item, questions)
            or offered.in_month(offered.same_hour(text, item, mine), mine) or (text, item))


def _previous(text: str, at: int, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> list[Order]:
    """«Не учитывайте прошлое письмо», and perhaps what is right instead; where that is not plain, neither is done."""
    rest, _ = without_regret(text[at:].strip(" .,;:!—–-)»\"") or "")
    if not rest:
        return [Stop(None, previous=True)]
    further = _line(rest, None, item, questions, reading, today)
    if any(isinstance(order, NotUnderstood) for order in further):
        return [NotUnderstood(item, clean_line(text), UNCLEAR)]
    return [Stop(None, previous=True), *further]


def _place_and_link(text: str, item: str | None) -> list[Order]:
    """«Проводим онлайн, ссылка https://…»."""
    url, found = LINK.search(text), said.PLACE_AND_LINK.fullmatch(LINK.sub("", text).strip(" .!,:—–-"))
    where = venue(found["place"]) if url and found and item else ""
    return [Place(item, where), Link(item, url[0])] if url and where else []


def _date_and_place(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> list[Order]:
    """«19 ноября в 14:30. Место: СШ № 32.»: two sentences, two orders; anything else of several sentences is not taken apart."""
    parts = sentences(text)
    if len(parts) != 2:
        return []
    dated = addressed(_order(parts[0], item, questions, reading, today), questions, text)
    if not isinstance(dated, Confirm | Choose) or not dated.item:
        return []
    place = said.PLACE.fullmatch(parts[1].strip(" .!"))
    where = venue(place[1] if place else parts[1])
    return [dated, Place(dated.item, where)] if where else []


def _order(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> Order:
    plain = fold(text).strip(" .!)»«\"")
    asked = [question for question in questions if (question.item == item if item else question.here)]
    if word := _word(plain, item, text):
        return word
    if called := cancelled(_bare(plain), item, text, questions, reading):
        return called
    if chosen := offered.last(plain, asked, reading) or by_day_of_month(plain, item, asked, text, reading):
        return chosen
    if (number := spoken(plain)) is not None:
        if not any(question.choices or question.offers for question in asked) and (place_said := planned(text, asked)):
            return place_said  # «prak-1: 32»
        return by_number(number, item, asked, text, reading)
    if both := said.NUMBERED.fullmatch(text.strip()):
        choice, rest = by_number(int(both["number"]), item, asked, text, reading), reading(both["rest"])
        if isinstance(choice, Choose) and rest.kind is not Kind.DAYS:  # «2, 9 и 16 декабря в 14:30»
            return agreed(choice, both["rest"], questions, text, reading)
        if rest.kind is Kind.EXACT and reading(text).kind is Kind.DAYS:
            return NotUnderstood(item, clean_line(text), "Номер и дата или две даты? Две пишут так: «14 и 21 января в 14:30»")
    if elsewhere := moving(text, _bare(said.WHY.sub("", plain)), item, questions, reading, today):
        return elsewhere
    if url := LINK.search(text):
        whose = next((question.code for question in questions if question.item == item), "")
        alone = item is not None and whose != "schedule" and said.LINKED.fullmatch(text.replace(url[0], "").strip(" .!,"))
        if alone:
            return Link(item, url[0])
    if (place := said.PLACE.fullmatch(said.LATER.sub("", text.strip(" .!")))) and not has_day(place[1]) and not url and _is_held(text):
        if is_vague(bare_venue(place[1])):
            return NotUnderstood(item, clean_line(text), UNNAMED)
        return Place(item, bare_venue(place[1]))
    if url is None and any(question.code in VENUES for question in asked) and (place_said := _venue(text, item, asked)):
        return place_said
    return milestones(text, item, asked, reading, today) or dated(text, item, asked, reading, today)


def _is_held(text: str) -> bool:
    """Whether «состоится в …» goes on with the name of a place."""
    held = said.HELD_IN.match(text)
    return held is None or venue(held["name"]) != "" or held["name"][0].isupper() or held["name"][0] in "«\"№" or (
        said.HOUSE.search(held["name"]) is not None and not is_vague(held["name"]))


def _word(plain: str, item: str | None, text: str) -> Order | None:
    """An answer of one word."""
    if said.YES.fullmatch(plain):
        return Yes(item)
    if said.NO.fullmatch(plain):
        return No(item)
    if said.KEEP.fullmatch(plain):
        return Keep(item)
    return Closed(item, clean_line(text)) if said.CLOSED.fullmatch(plain) else None


def _venue(text: str, item: str | None, asked: Sequence[Asked]) -> Place | None:
    text = said.LATER.sub("", text)
    where = venue(text)
    return Place(item, where) if where else planned(text, asked)


def _bare(plain: str) -> str:
    """Without the words an order may begin with: «давайте», «тогда»."""
    while (shorter := said.FILLER.sub("", plain, count=1)) != plain and shorter:
        plain = shorter
    return plain


def _joined(orders: list[Order]) -> list[Order]:
    """Neighbouring lines that were not understood are one remark."""
    result: list[Order] = []
    for order in orders:
        last = result[-1] if result else None
        if (isinstance(order, NotUnderstood) and isinstance(last, NotUnderstood) and last.item == order.item
                and order.why in ("", last.why, UNKNOWN)):
            result[-1] = NotUnderstood(last.item, clean_line(f"{last.text} / {order.text}"), last.why or order.why)
        else:
            result.append(order)
    return result
