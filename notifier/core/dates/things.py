"""What is not about time, with the figures beside it: classes, rooms, papers, streets, measures; and the day where they are one."""

from itertools import takewhile

from notifier.core.dates.days import bare_number, figures_day, month_day, named_day, number_apart, weekday
from notifier.core.dates.hours import hours
from notifier.core.dates.items import Item, Items, Tokens, foreign, one, sign
from notifier.core.dates.limits import HIGHEST_CLASS
from notifier.core.dates.token import SEPARATORS, Figures, Token
from notifier.core.dates.words import HOUSE, ROOM, VILLAGE

_WEDNESDAY = 2
_LAST_CLASS = 9  # of one year's: «10.1»


def people(tokens: Tokens) -> Items:
    """«1-4 классы», «11 – 9 кл.» are classes, «15 октября – 5 кл., 16 – 6 кл.» has a day before the second: no class is so high."""
    apart = [token.kind for token in tokens[:3]] == ["number", "dash", "number"] and tokens[0].end < tokens[1].start
    if not apart or tokens[0].value <= max(tokens[2].value, HIGHEST_CLASS):
        return foreign(tokens)
    return number_apart(tokens)


def of_year(tokens: Tokens) -> Items:
    """«Библионочь-2027, 19 ноября»: tied to a name, a year is the name's; «семинар - 2027» leaves it to the month."""
    name, dash, year = tokens
    if name.end == dash.start and dash.end == year.start:
        return one("?", name.kind, tokens)
    return [*one("?", name.kind, [name]), sign(dash), *one("Y", year.value, [year])]


def labelled(tokens: Tokens) -> Items:
    """«Каб. 12»; a date with its year after such a word is still a date, but not after «№»."""
    for index, token in enumerate(tokens):
        if isinstance(token.value, Figures) and token.value.year is not None:
            if index and _is_sign(tokens[index - 1]):
                return foreign(tokens)
            behind = [item for later in tokens[index + 1 :] if later.kind == "clock" for item in hours([later])]
            return [*(foreign(tokens[:index]) if index else ()), *figures_day(tokens[index : index + 1]), *behind]
    return foreign(tokens)


def _is_sign(token: Token) -> bool:
    """«№»: what stands behind it is a number, however it is written («№ 12.10.20»)."""
    return token.kind == "label" and token.value == 0 and token.end - token.start == 1


def owned(tokens: Tokens) -> Items:
    """«Пункт плана 3.10», «приложение «Госуслуги» 4.12»: the figures are the first word's; «кабинет физики 3.10» is met in on a day, so is
    «с. Шеломец 24.09», and what has its year is a day."""
    where = (tokens[0].kind == "label" and tokens[0].value) or (tokens[0].kind == "clause" and tokens[0].value == VILLAGE)
    dated = isinstance(tokens[-1].value, Figures) and tokens[-1].value.year is not None
    return [*foreign(tokens[:-1]), *figures_day(tokens[-1:])] if where or dated else foreign(tokens)


def room(tokens: Tokens) -> Items:
    """«3.10 каб.»; «15.10 (ссылка)» is a day with something beside it."""
    return foreign(tokens) if tokens[1].value == ROOM and _right_behind(tokens) else _day_and_word(tokens)


def floor(tokens: Tokens) -> Items:
    """«2 этаж 10 января»: the number belongs to the word behind it, and the day to the month."""
    return [*foreign(tokens[:2]), *month_day(tokens[2:])]


def measured(tokens: Tokens) -> Items:
    """«10.12 км», «5.10-10.12 руб.»; «15.10 (поток)» and «15.10 классы 5-9» are days."""
    if tokens[1].kind == "count" and _is_class(tokens[0]):  # «10.1 класс 15»
        return foreign(tokens)
    first = 2 if tokens[1].kind == "dash" else 0
    if _right_behind(tokens[first:]) and tokens[-1].kind not in {"number", "ordinal", "roman"}:
        return foreign(tokens)
    span = [*figures_day(tokens[:1]), sign(tokens[1])] if first else []
    return [*span, *_day_and_word(tokens[first:])]


def classes_or_days(tokens: Tokens) -> Items:
    """«10.1, 10.2 классы» are classes, as a day's month would have two figures; «5.10, 6.10 классы» are days, «5.10, 10.1 класс» one."""
    row = tokens if tokens[0].kind == "count" else tokens[::-1]
    classes = list(takewhile(lambda token: token.kind in {"count", "comma", "and"} or _is_class(token), row))
    items: Items = []
    for token in tokens:
        items += figures_day([token]) if token.kind == "date" and token not in classes else [_between(token)]
    return items


def _is_class(token: Token) -> bool:
    """«10.1», also where it goes on as no day does: ``pairs`` leaves its two figures then."""
    if not isinstance(token.value, tuple):
        return False
    return token.end - token.start == len(f"{int(token.value[0])}.{int(token.value[1])}") and int(token.value[1]) <= _LAST_CLASS


def _between(token: Token) -> Item:
    if token.kind in SEPARATORS:
        return sign(token)
    return Item("?", token.kind if isinstance(token.value, str) else 0, token.start, token.end)


def _right_behind(tokens: Tokens) -> bool:
    """No bracket and no stop between the figures and the word."""
    return tokens[1].start - tokens[0].end <= 1


def _day_and_word(tokens: Tokens) -> Items:
    return [*figures_day(tokens[:1]), *foreign(tokens[1:])]


def house(tokens: Tokens) -> Items:
    """«8 Марта, д. 12» is a street's house; «8 марта, каб. 12» a day and a room."""
    label = next(index for index, token in enumerate(tokens) if token.kind in {"label", "clause"})
    if tokens[label].value == HOUSE:
        return foreign(tokens)
    month = next(index for index, token in enumerate(tokens) if token.kind == "month")
    return [*month_day(tokens[: month + 1]), *labelled(tokens[label:])]


def street(tokens: Tokens) -> Items:
    """«Ул. Нормандия-Неман, 9»; a dash that stands apart ends the street: «ул. Ленина - семинары, 5, 7 октября»."""
    apart = next((place for place, token in enumerate(tokens) if token.kind == "dash" and tokens[place - 1].end < token.start), 0)
    if not apart:
        return foreign(tokens)
    behind = [item for token in tokens[apart + 1 :] for item in (bare_number([token]) if token.kind == "number" else [_between(token)])]
    return [*foreign(tokens[:apart]), sign(tokens[apart]), *behind]


def house_or_days(tokens: Tokens) -> Items:
    """«Пл. Ленина, 15-16 октября» are days; a house's number stands apart from the day behind it: «ул. Ленина, 15 - 16 октября»."""
    place = max(index for index, token in enumerate(tokens[:-1]) if token.kind == "dash")
    number, dash, following = tokens[place - 1 : place + 2]
    last = named_day(tokens[place + 1 :])
    if number.end < dash.start or dash.end < following.start:
        return [*foreign(tokens[:place]), sign(dash), *last]
    return [*foreign(tokens[: place - 2]), sign(tokens[place - 2]), *bare_number([number]), sign(dash), *last]


def middle_group(tokens: Tokens) -> Items:
    """«Ср. гр.» is the middle group, «чт, школа 5» a Thursday."""
    if tokens[0].value == _WEDNESDAY and tokens[0].end - tokens[0].start == len("ср"):
        return foreign(tokens)
    return [*weekday(tokens[:1]), *foreign(tokens[1:])]
