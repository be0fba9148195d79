"""One cell that says several things: «15 октября, МБОУ СОШ № 5», «ЦРБ, 10.00, Иванова И.И., т. 2-12-34»."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from notifier.core.plan.labels import STOP, bracketed, label_parts, labelled, who_answers
from notifier.core.plan.names import looks_like_persons
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.telephones import only_phones
from notifier.core.plan.venues import is_named_venue, is_short_name, looks_like_place, names_institution
from notifier.core.plan.wording import any_of, is_open, meaningful, one_line, plain
from notifier.core.plan.words import INSTITUTIONS, MONTHS, Role
from notifier.model.when import Kind

_OPEN = frozenset({Kind.BY_SCHEDULE, Kind.ONGOING, Kind.RECURRING})  # dates without days: words of their own
_MOST_WORDS = 20    # «с 12 октября 2020 года (понедельник) по 16 октября 2020 года (пятница), с 10.00 до 12.30» has 15
_TITLE_WORD = re.compile(r"День|Дни|Недел|Декад|Месяц|Час|Лет|Осен|Зим|Вес[не]|Перв|Втор|Последн")  # «7.10 День чтения»: not the date
_STRETCH = re.compile(r"(?:недел|декад)[аиуюя]|дни|день|месяц", re.IGNORECASE)  # «Предметная неделя – 16-20 ноября»: the title's
_ASKS_FOR_NAME = re.compile(r"№|N|им\.|имени|с\.|(?:ул|пр|пл|пер|просп|наб)\.|улица|проспект|площадь|переулок|сквер|парк", re.IGNORECASE)
_MONTH = re.compile("|".join(MONTHS), re.IGNORECASE)
_DASHES = frozenset("-–—")
_SOME_DAY = "1 сентября"
_MOST_PIECES = 8    # between commas: «8, 15, 22 и 29 октября, 14.30»
Parts = dict[Role, list[str]]


def split_compound(lines: Sequence[str], roles: Sequence[Role], year: PlanYear) -> Parts:
    """What stands in a cell of several roles. Whatever is not a date, time, telephone or person is the rest: topic or place."""
    if set(roles) <= {Role.DATE, Role.TIME}:
        return {Role.DATE: [*lines]}
    written = [part for line in lines if meaningful(line) for part in (_labels_apart(line, roles) if Role.PLACE in roles else [line])]
    together = one_line(" ".join(written))
    if Role.DATE in roles and (year.is_only_date(together) or year.is_part(together)):
        return {Role.DATE: written}
    parts: Parts = {}
    for line in written:
        said = labelled(line)
        if said is not None and said[0] in roles:  # «Место: ЦДО» in a column «Что и где»
            parts.setdefault(said[0], []).append(said[2])
        else:
            _sort(line, roles, year, parts)
    if Role.DATE in roles and Role.DATE not in parts and year.is_date(together):
        return {Role.DATE: written}  # a date in words of its own: better whole than torn
    return parts


def _sort(line: str, roles: Sequence[Role], year: PlanYear, parts: Parts) -> None:
    """Put the pieces of a line to what the lines above it say. A place stands behind its topic, not beside other topics."""
    rest_role = next((role for role in (Role.TOPIC, Role.PLACE, Role.RESPONSIBLE) if role in roles), Role.EXTRA)
    answered = who_answers(line) if {Role.TOPIC, Role.RESPONSIBLE} <= set(roles) else None
    if answered is not None:  # «Концерт. Ответственный: Орех П.П.»
        parts.setdefault(Role.RESPONSIBLE, []).append(answered[1])
    rest: list[str] = []
    before: Role | None = None
    pieces = [_sorted_piece(*piece, year, rest_role) for piece in _outside(answered[0] if answered else line, roles, year)]
    placed = all(role is not Role.TOPIC or looks_like_place(text) for role, text in pieces[1:])  # not «СШ № 5, 7, 9 отчитываются»
    for sort, text in pieces:
        alone = sort in parts and not rest and before is not Role.PLACE
        role = sort
        if sort is Role.TOPIC and Role.PLACE in roles and (placed and _is_abbreviated(text) if alone else
                (rest or before is Role.PLACE) and (looks_like_place(text) or names_institution(text))):
            role = Role.PLACE  # «Тренинг «Голос», СОШ № 8»; on a line of its own «Библиотека будущего» may be the title's
        if role is rest_role:
            rest.append(text)
        elif role is before and role is Role.PLACE:
            parts[role][-1] += f", {text}"  # «ДК «Центральный», каб. 14»
        else:
            parts.setdefault(role, []).append(text)
        before = role
    if rest:
        parts.setdefault(rest_role, []).append(", ".join(rest))


def _labels_apart(line: str, roles: Sequence[Role]) -> list[str]:
    """«Концерт. Место: РДК»: the text before the labels without its full stop, and each with what it says; «Время: 14.00» in a column
    without hours stays where it stands."""
    parts: list[str] = []
    for part in label_parts(line):
        said = labelled(part)
        if parts and (said is None or said[0] not in roles):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return [*(STOP.sub("", part) for part in parts[:-1]), *parts[-1:]]


def _is_abbreviated(text: str) -> bool:
    """«МБУ ДО «ЦДО»», «СШ № 5», «РДК»; not «ДК приглашает»."""
    return text[:2].isupper() and (is_named_venue(text) or (is_short_name(text) and any_of(INSTITUTIONS).match(plain(text)) is not None))


def date_and_rest(text: str, year: PlanYear) -> tuple[str, str] | None:
    """A dated phrase at the beginning or the end of a text, and the rest; the longest phrase wins."""
    return phrase_and_rest(text, year.is_only_date, year)


def phrase_and_rest(text: str, is_phrase: Callable[[str], bool], year: PlanYear) -> tuple[str, str] | None:
    """Such a phrase at the beginning or the end of a text, and the rest."""
    words = text.split()
    for size in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        for phrase, rest, begins in ((words[:size], words[size:], True), (words[-size:], words[:-size], False)):
            candidate = " ".join(phrase).strip(" ,;:.–—-()")
            candidate = candidate.removesuffix(" в")  # «16 октября в 14.00 в СШ № 3»
            candidate += ")" if is_open(candidate, "()") else ""  # «10 ноября (10.00-12.00)»
            torn = size > 1 and ((_TITLE_WORD.match(phrase[-1]) is not None or _is_told_before_dash(phrase, year)) if begins
                                 else _STRETCH.fullmatch(phrase[0]) is not None and phrase[1] in _DASHES)
            if is_phrase(candidate) and _clear_cut(phrase, [] if begins else rest) and not torn:
                left = " ".join(rest).strip(" ,;–—-")  # «Октябрь (21.10, 14.30, СОШ № 3)» closes its bracket behind the place
                return candidate, left.removesuffix(")") if is_open(left, ")(") else left
    return None


def hour_and_rest(text: str, year: PlanYear) -> tuple[str, str] | None:
    """«Актовый зал 10.00»: an hour, and the rest; «ул. Мира 10-12», «каб. 3-12», «тел. 8-10» behind a day would be no hour."""
    told = not is_time(text) and year.read(f"{_SOME_DAY} {text}").time is not None
    return phrase_and_rest(text, is_time, year) if told else None


def _clear_cut(phrase: list[str], before: list[str]) -> bool:
    """Not inside «СОШ № 5 октября», «ул. 9 Мая»: the number before a date must not belong to the words before it."""
    if not before:
        return phrase[0] not in {"№", "N"}
    month = before[-1].isdigit() and _MONTH.match(phrase[0]) is not None
    return not month and _ASKS_FOR_NAME.fullmatch(before[-1]) is None and phrase[0] not in {"№", "N"}


def _is_told_before_dash(phrase: list[str], year: PlanYear) -> bool:
    """«7.10 – 120 лет со дня»: the title begins behind the dash."""
    return any(word in _DASHES and behind[0].isdigit() and year.read(" ".join(phrase[:place])) == year.read(" ".join(phrase))
               for place, (word, behind) in enumerate(pairwise(phrase)) if place)


def _outside(line: str, roles: Sequence[Role], year: PlanYear) -> list[tuple[str, Sequence[Role]]]:
    """A line's pieces, and what each may be: «План на год (10 сентября, 15.00)» has its date in brackets behind no other day."""
    aside = bracketed(line) if Role.DATE in roles else None
    before, inside = (_pieces(text, roles, year) for text in aside) if aside is not None else ([], [])
    dated = any(year.is_only_date(piece) and not is_time(piece) for piece in inside)
    if aside is None or not dated or any(_names_day(piece, year) for piece in before):
        return [(piece, roles) for piece in _pieces(line, roles, year)]
    undated = [role for role in roles if role not in {Role.DATE, Role.TIME}]
    return [*((piece, undated) for piece in _pieces(aside[0], undated, year)), *((piece, roles) for piece in inside)]


def _names_day(piece: str, year: PlanYear) -> bool:
    """«Концерт 5 мая», not «План на год»."""
    phrase = piece if year.is_only_date(piece) else (date_and_rest(piece, year) or ("",))[0]
    return year.read(phrase).kind in {Kind.EXACT, Kind.DAYS, Kind.SPAN}


def _pieces(line: str, roles: Sequence[Role], year: PlanYear) -> list[str]:
    """Parts between commas; neighbouring parts that only together are a date stay together."""
    raw = [piece.strip() for piece in re.split(r"[,;](?:\s+|$)|[;]", line) if piece.strip()]
    if Role.DATE not in roles:
        hours = [hour_and_rest(piece, year) if Role.TIME in roles else None for piece in raw]
        several = sum(map(bool, hours)) > 1  # «РДК 10.00, ЦРБ 11.00»: which place has which hour
        return raw if several else [part for piece, apart in zip(raw, hours, strict=True) for part in apart or (piece,)]
    found: list[str] = []
    start = 0
    while start < len(raw):
        for stop in range(min(len(raw), start + _MOST_PIECES), start, -1):
            joined = ", ".join(raw[start:stop])
            if year.is_only_date(joined):
                found.append(joined)
                start = stop
                break
        else:
            split = date_and_rest(raw[start], year)
            found.extend(part for part in split or (raw[start],) if part)
            start += 1
    return found


def _sorted_piece(piece: str, roles: Sequence[Role], year: PlanYear, rest: Role) -> tuple[Role, str]:
    if Role.DATE in roles and not is_time(piece) and (
            year.is_only_date(piece) or year.is_part(piece) or year.read(piece).kind in _OPEN):
        return Role.DATE, piece
    if is_time(piece) and (Role.TIME in roles or Role.DATE in roles):
        return Role.TIME, piece
    if Role.RESPONSIBLE in roles and looks_like_persons(piece):
        return Role.RESPONSIBLE, piece
    if phones := only_phones(piece):
        return Role.PHONE, ", ".join(phones)
    return rest, piece
