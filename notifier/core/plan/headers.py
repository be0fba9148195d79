"""The words of headers: which column holds what."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from notifier.core.plan.names import names
from notifier.core.plan.numbering import is_plain_number
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import (
    AGENDA_HEADERS,
    ASIDE_HEADERS,
    AUDIENCE_HEADERS,
    BARE_DATE_HEADERS,
    BARE_TOPIC_HEADERS,
    CERTAIN_HEADERS,
    COUNTED_HEADERS,
    DATE_HEADERS,
    DATE_NAMES,
    EVENT_HEADERS,
    EXTRA_HEADERS,
    KIND_HEADERS,
    MONTHS,
    NUMBER_HEADERS,
    PHONE_HEADERS,
    PLACE_HEADERS,
    RESPONSIBLE_HEADERS,
    SECTOR_HEADERS,
    TIME_HEADERS,
    TOPIC_HEADERS,
    Role,
)

_DATED_WORDS = re.compile(  # «Издание 2025», «Факт 2025/26 г.»: a year in a column's name
    r"(?<=[^\W\d] |.\()(?:19|20)\d{2}(?:\s*[-–/]\s*(?:20)?\d{2})?(?!\d)(?:\s*г(?:од[ау]?|\.)?)?(?!\w)")
_MONTH = re.compile(rf"(?<!\w)(?:{'|'.join(MONTHS)})\w{{0,3}} ")
_DATE_OF = re.compile(r"(?:дата|даты|срок|сроки) \w+")
_NO_TOPIC = 99  # behind every place in TOPIC_HEADERS
_LONGEST_HEADER = 140  # «Место проведения, время начала, ответственный, контактный телефон» has 65
_SEVERAL = (
    (Role.DATE, DATE_HEADERS), (Role.TIME, TIME_HEADERS), (Role.PLACE, PLACE_HEADERS),
    (Role.RESPONSIBLE, RESPONSIBLE_HEADERS), (Role.PHONE, PHONE_HEADERS),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column: its roles (several where one header names several things) and its header as written."""

    roles: tuple[Role, ...] = (Role.EXTRA,)
    header: str = ""
    topic_rank: int = field(default=_NO_TOPIC, compare=False)  # place in TOPIC_HEADERS, to choose among several

    of_hours: bool = field(default=False, compare=False)  # «Время», where nothing below it is a day

    def holding(self, role: Role, rank: int = _NO_TOPIC) -> "Column":
        """A column of this header that holds something else."""
        return Column((role,), self.header, rank)

    @property
    def of_weeks(self) -> bool:
        """Whether its figures count weeks."""
        return plain(self.header).startswith("недел")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table are for. ``guessed`` where no header said so."""

    columns: tuple[Column, ...]
    guessed: bool = False

    def having(self, role: Role) -> tuple[int, ...]:
        """Indexes of the columns that hold this."""
        return tuple(index for index, column in enumerate(self.columns) if role in column.roles)

    def holding(self, role: Role, columns: Collection[int]) -> "Layout":
        """The layout where these columns hold something else."""
        return replace(self, columns=tuple(column.holding(role) if at in columns else column for at, column in enumerate(self.columns)))

    def roles(self) -> set[Role]:
        """All roles but EXTRA."""
        return {role for column in self.columns for role in column.roles} - {Role.EXTRA}

    def tells_events(self) -> bool:
        """Whether it has dates, hours or topics: «№ | Ф.И.О. | Должность | Телефон» is no plan."""
        return bool(self.roles() & {Role.DATE, Role.TIME, Role.TOPIC})

    def tells_only_hours(self) -> bool:
        """Whether it has hours and no dates: the programme of one day."""
        when = [plain(column.header) for column in self.columns if {Role.DATE, Role.TIME} & set(column.roles)]
        return bool(when) and all(any_of(TIME_HEADERS).match(header) for header in when)


def header_column(text: str) -> Column | None:
    """The column that a header's text announces; EXTRA for words we do not know, None for what can't be a header."""
    if len(text) > _LONGEST_HEADER:
        return None
    column = _named(plain(text), one_line(text))
    if column.roles == (Role.EXTRA,) and not any_of(EXTRA_HEADERS).match(plain(text)):
        # words broken by a narrow column: «Ответст венный», «Сро ки»
        glued = _named(plain(re.sub(r"\s+", "", text)), one_line(text))
        column = glued if glued.roles != (Role.EXTRA,) else column
    return column


def _named(words: str, header: str) -> Column:
    if words in NUMBER_HEADERS or re.fullmatch(COUNTED_HEADERS, words):
        return Column((Role.NUMBER,), header)
    rest = re.sub(r"^(?:№ п п|№|п п) (?=\w)", "", words)
    rest = re.sub(r"^(тема) (?:дня|недели|месяца|года)$", r"\1", rest)  # says what, not when
    if any_of(EXTRA_HEADERS).match(rest):
        return Column((Role.EXTRA,), header)
    if any_of(AUDIENCE_HEADERS).match(rest) and not re.search(r" и (?:дат[аы]|срок\w*)\b", rest):  # «Классы и даты проведения»
        return Column((Role.AUDIENCE,), header)
    roles = [role for role, patterns in _SEVERAL if any_of(patterns).search(rest)]
    if Role.DATE in roles and Role.TIME in roles and not re.search(r"\bи время|время и|врем\w+ начала|,", rest + header):
        roles.remove(Role.TIME)  # «Время проведения» is one thing
    if roles:
        if re.match(r"(?:что|тема|мероприяти|содержание|наименование|форма )", rest) and (roles != [Role.RESPONSIBLE] or "," in header):
            return Column((Role.TOPIC, *roles), header, topic_rank=0)  # «Тема, дата проведения» in one column
        return Column(tuple(roles), header)
    if re.fullmatch("|".join(f"{word}(?: \\w+){{0,2}}" for word in SECTOR_HEADERS), rest):
        return Column((Role.SECTOR,), header, topic_rank=len(TOPIC_HEADERS))
    for rank, pattern in enumerate(TOPIC_HEADERS):
        if any_of((pattern,)).search(rest):
            return Column((Role.TOPIC,), header, topic_rank=rank)
    return Column((Role.EXTRA,), header)


def header_layout(texts: list[str]) -> Layout | None:
    """The layout announced by a row of texts (one a grid column, merged cells repeated), None when it is no header."""
    written = [text for text in texts if meaningful(text) or "№" in text]
    if not any(any_of(CERTAIN_HEADERS).search(plain(text)) for text in written) or (columns := _columns(texts)) is None:
        return None
    known = [column for column in columns if column.roles != (Role.EXTRA,)]
    distinct = {column.header for column in known}
    if len({role for column in known for role in column.roles}) < 2 or len(distinct) < 2:
        return None
    if len(distinct) * 2 < len(set(written)) and not _plainly_named(columns):
        return None
    return Layout(tuple(_settled(columns)))


def header_over_dates(texts: list[str], dated: Sequence[int]) -> Layout | None:
    """The layout of a row that calls a column of dates so, whatever the other words are: «Объект контроля | Цель | Срок»."""
    columns = _columns(texts) if any(any_of(DATE_NAMES).fullmatch(plain(texts[at])) for at in dated) else None
    if columns is None:
        return None
    return Layout(tuple(_settled(columns)))


def _columns(texts: Sequence[str]) -> list[Column] | None:
    """A column for each text; None where one can't be a header."""
    if any(_is_value(text) for text in texts if meaningful(text) or "№" in text):
        return None
    columns = [column for text in texts if (column := header_column(text)) is not None]
    return columns if len(columns) == len(texts) else None


def _is_value(text: str) -> bool:
    """«15.10», «Иванова И.И.»; «Место: ЦДО» is a value with its label, «Заседание № 1» a meeting, «Издание 2025» names a column."""
    line = one_line(text)
    undated = line if _MONTH.search(line.lower()) else _DATED_WORDS.sub("", line)
    figures = re.search(r"\d{2}|№\s*\d|\w\s*:\s*[\w«\"]|(?<!\S)\d[.)]\s", undated)
    return is_plain_number(text) or bool(names(text)) or figures is not None


def _plainly_named(columns: Sequence[Column]) -> bool:
    """«№ | Экскурсия | Маршрут | Дата», «Тема | Автор | Жанр | Дата»: whatever the other words are, a number or a plain word for
    the topic and a bare word for the date make a header.
    """
    counted_rows = any(column.roles == (Role.NUMBER,) for column in columns)
    if counted_rows and any(_DATE_OF.fullmatch(plain(column.header)) for column in columns):
        return True  # «№ | Школа | Дата выезда | Цель выезда | Состав бригады»
    dated = any(plain(column.header) in BARE_DATE_HEADERS for column in columns)
    return dated and (counted_rows or any(plain(column.header) in BARE_TOPIC_HEADERS | EVENT_HEADERS for column in columns))


def _settled(columns: list[Column]) -> list[Column]:
    """One topic column, sectors only beside topics, «Время проведения» a time where another column has the date."""
    columns = _with_topic(columns)
    best = min((column.topic_rank for column in columns if Role.TOPIC in column.roles), default=_NO_TOPIC)
    chosen = next((column.header for column in columns if column.topic_rank == best and Role.TOPIC in column.roles), None)
    dates = {column.header for column in columns if Role.DATE in column.roles}
    aside = _aside(dates)
    settled: list[Column] = []
    for column in columns:
        new = column
        if Role.TOPIC in column.roles and column.header != chosen and len(column.roles) == 1:
            new = column.holding(_beside_topics(column.header, first=all(c.roles == (Role.NUMBER,) for c in settled)))
        elif column.header in aside:
            new = column.holding(Role.EXTRA)
        elif Role.DATE in column.roles and len(dates) > 1 and plain(column.header).startswith("время"):
            new = Column(tuple(Role.TIME if role is Role.DATE else role for role in column.roles), column.header)
        elif column.roles == (Role.TIME,) and not dates:
            new = column.holding(Role.DATE)
        settled.append(new)
    return settled


def _with_topic(columns: list[Column]) -> list[Column]:
    """The columns with one of topics, where none is called so: «Конкурс | Этап», whose second says more of the first; else the sectors."""
    if any(Role.TOPIC in column.roles for column in columns):
        return columns
    named = next((at for at, c in enumerate(columns) if c.roles == (Role.EXTRA,) and plain(c.header) in EVENT_HEADERS), None)
    if named is None:
        return [c.holding(Role.TOPIC, c.topic_rank) if c.roles == (Role.SECTOR,) else c for c in columns]
    return [c.holding(Role.TOPIC, 0) if at == named else c.holding(Role.EXTRA) if at > named and c.roles == (Role.SECTOR,) else c
            for at, c in enumerate(columns)]


def _aside(dates: set[str]) -> set[str]:
    """«Срок подачи заявок», «Дата апелляции» beside «Дата»: the headers of dates on which nothing takes place."""
    before, later = ({header for header in dates if re.search(words, plain(header))} for words in ASIDE_HEADERS)
    days = {header for header in dates if not plain(header).startswith("месяц")}
    return next((some for some in (before | later, before) if days - some), set())


def _beside_topics(header: str, *, first: bool) -> Role:
    """What a column that might hold topics is, where another one does: points, what the rows belong to, or a further column."""
    words = plain(header)
    if any_of(AGENDA_HEADERS).match(words):
        return Role.AGENDA
    return Role.SECTOR if first and any_of(KIND_HEADERS).match(words) else Role.EXTRA
