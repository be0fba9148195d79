"""The drafts that rows of tables become: a row makes one, continues the one above, is a point of a head row, or is told."""

import re
from dataclasses import dataclass, field

from notifier.core.plan.account import texts_of
from notifier.core.plan.alone import next_is_point
from notifier.core.plan.banners import looks_like_sector
from notifier.core.plan.cells import read_row
from notifier.core.plan.continuation import counted_point, day_above, next_question, same_event, torn
from notifier.core.plan.dating import date_phrase
from notifier.core.plan.draft import Draft, Finding, draft
from notifier.core.plan.fields import Fields, goes_on, topic_from_form
from notifier.core.plan.grid import GridRow
from notifier.core.plan.head import Head
from notifier.core.plan.headers import Layout
from notifier.core.plan.layouts import TableLayouts
from notifier.core.plan.numbering import number_before, read_number
from notifier.core.plan.parallel import split_parallel
from notifier.core.plan.periods import is_period
from notifier.core.plan.plan_year import is_time
from notifier.core.plan.points import begins_point, is_point, without_marker
from notifier.core.plan.sentences import hour_aside, hour_told
from notifier.core.plan.session import ask, is_question, opened
from notifier.core.plan.setting import Setting
from notifier.core.plan.venues import venue_at_end
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import TOTALS, Role
from notifier.model.problem import Severity

PART = "Раздел"  # in a row's extra: the title over its sector's title


@dataclass(slots=True)
class Drafts:
    """The drafts made so far, and what the next row may go on with."""

    setting: Setting
    previous: Fields | None = None
    head: Head = field(default_factory=Head)
    made: list[Draft] = field(default_factory=list)
    fresh: tuple[int, str] = (0, "")     # the last draft where one row made it: how many there were with it, and its words
    begun: int = 0                       # how many came before this table
    page_ended: bool = False             # right above the row: a table goes on, or its header comes again

    def take(self, row: GridRow, layout: Layout, table: TableLayouts, where: str) -> Draft | None:
        """A row of the plan; returns the draft that it went into."""
        fields = read_row(row, layout, self.setting.year, self.previous)
        if self._total(row, fields) or self._numbered_title(row, fields, layout, table.following(row.index)):
            return None
        if fields.has(Role.SECTOR) and fields.text(Role.SECTOR) != self.setting.sector:
            self.setting.set_sector(fields.text(Role.SECTOR))
        if is_question(fields, layout, self.setting):
            return self._asked(fields, where)
        latest = self.made[-1] if self.made and self.previous is not None else None
        if latest is not None and same_event(fields, layout):
            return self._same(latest, fields)
        own_topic = fields.has(Role.TOPIC) and Role.TOPIC not in fields.inherited
        point = is_point(fields.text(Role.TOPIC)) and fields.number is None
        if own_topic and not point and not fields.has(Role.DATE) and next_is_point(row, layout, table):
            self._head_above((one_line(fields.text(Role.TOPIC)),), fields)
            self.previous = fields
            return None
        if self.previous is not None and self._is_fresh() and torn(fields, self.previous, self.setting.year, page_ended=self.page_ended):
            return self._made_whole(fields.below(self.previous), layout, where)
        if latest is not None and self._continues(latest, fields, layout, own_topic=own_topic, point=point, where=where):
            return latest
        if point:
            self.head.hand_down(fields)
        elif own_topic:
            first = next(line for line in fields.lines(Role.TOPIC) if meaningful(line))
            self._head_above((one_line(first),) if first.rstrip().endswith(":") else ())
        if not fields.has(Role.TOPIC) and not fields.struck:
            topic_from_form(fields)
        if not fields.has(Role.TOPIC) and not self._topic_from_above(fields, latest, where):
            return latest
        self.previous = fields
        return self._drafts(fields, layout, where, self.head.topic if point else ())

    def _asked(self, fields: Fields, where: str) -> Draft:
        """The meeting above, with one question more."""
        if self.setting.met is None:
            self.made.append(opened(self.setting, self.made, where))
        ask(self.made[-1], fields)
        self.previous = fields
        return self.made[-1]

    def _same(self, latest: Draft, fields: Fields) -> Draft:
        """The draft above, with one place, person or question more: its merged topic is known."""
        if fields.agenda and Role.TOPIC in fields.inherited:
            fields.by_role[Role.TOPIC] = [without_marker(line) for line in fields.agenda]
        latest.absorb(fields, "")
        return latest

    def _head_above(self, topic: tuple[str, ...], fields: Fields | None = None) -> None:
        """The rows below may be points of this topic; ``fields``: of its row, where it is no draft."""
        self.tell_head()
        self.head = Head(topic, fields, len(self.made) if fields is not None else 0)

    def _drafts(self, fields: Fields, layout: Layout, where: str, head: tuple[str, ...]) -> Draft:
        year, parts = self.setting.year, split_parallel(fields, self.setting.year)
        for part in parts:
            when = date_phrase(part.lines(Role.DATE), part.text(Role.TIME), self.setting.context, year)
            when = self.setting.said_with(when) or self._month_above(part, layout)
            when = hour_aside(part.lines(Role.TOPIC), when, year) or when
            day = self._day_above(part, when)
            when = f"{day}?" if day else f"{when}?" if self._is_day_or_hour(part, when, layout) else when
            made = draft(part, sector=self.setting.title, when=when, where=where, head=head)
            counted = number_before(made.topics[0]) if len(made.topics) == 1 and not layout.having(Role.NUMBER) else None
            if counted is not None and made.number is None:
                made.number, made.topics = counted[0], (counted[1],)
            place = self.setting.said_place or self.setting.place or venue_at_end(made.topics[0])
            if place and not made.places and not layout.having(Role.PLACE):
                made.places = (place,)
            made.extra += [(PART, self.setting.part)] if self.setting.part else []
            self.made.append(made)
            if day:
                self.tell("day-from-above", f"{where}: дня нет, возможно, это день строки выше: {day}", made,
                          "В файле плана уберите знак вопроса или впишите другой день.")
            for code, text in made.findings:
                self.tell(code, f"{where}: {text}", made, "Проверьте строку в файле плана.")
        self.fresh = (len(self.made), self.made[-1].words()) if len(parts) == 1 and not head and not fields.findings else (0, "")
        return self.made[-1]

    def _made_whole(self, fields: Fields, layout: Layout, where: str) -> Draft:
        """The last draft made anew of both halves of its row."""
        self.made.pop()
        self.previous = fields
        whole = self._drafts(fields, layout, where, ())
        self.tell("row-joined", f"{where}: строка продолжает предыдущую и присоединена к ней", whole,
                  "Если это другое событие, впишите его дату.")
        return whole

    def _is_fresh(self) -> bool:
        """Whether the last draft is what the row above says, no more and no less, so that it may be made anew."""
        return bool(self.made) and self.fresh == (len(self.made), self.made[-1].words())

    def _month_above(self, fields: Fields, layout: Layout) -> str:
        """«Сентябрь» in a column «Месяц», with empty cells below: a month is named once, as if its cell were merged."""
        columns = layout.having(Role.DATE)
        latest = self.made[-1] if self.made and fields.has(Role.TOPIC) else None
        if latest is None or len(columns) != 1 or latest.sector != self.setting.title:
            return ""
        behind = columns[0] > min(layout.having(Role.TOPIC), default=0)  # there an empty cell says that no month is named
        if behind or not plain(layout.columns[columns[0]].header).startswith("месяц"):
            return ""
        return latest.when if len(self.made) > self.begun and is_period(one_line(latest.when), self.setting.year) else ""

    def _day_above(self, fields: Fields, when: str) -> str:
        """«12.00» and nothing else below «5 ноября | 10.00», or «Викторина, 12.00» without any date: perhaps an hour of the day above. Only
        she knows: it may be open.
        """
        year = self.setting.year
        hour = fields.text(Role.DATE) or fields.text(Role.TIME) or hour_told(fields.lines(Role.TOPIC), year)
        alone = is_time(hour) and when in {"", hour} and not (fields.has(Role.DATE) and year.is_dated(hour))
        here = len(self.made) > self.begun and self.made[-1].sector == self.setting.title
        day = day_above(hour, self.made[-1].when, year) if alone and here else ""
        return f"{day} {hour}" if day else ""

    def _is_day_or_hour(self, fields: Fields, when: str, layout: Layout) -> bool:
        """«16.10» under «Дата», below a line «9 октября 2026 г.»: another day, or an hour of that one."""
        told, day = fields.text(Role.DATE), self.setting.context.day
        headers = [plain(layout.columns[at].header) for at in layout.having(Role.DATE)]
        named = any(header.startswith("дат") and "врем" not in header for header in headers)
        return named and bool(day) and when.startswith(day) and is_time(told) and self.setting.year.is_dated(told)

    def _total(self, row: GridRow, fields: Fields) -> bool:
        """«Итого: 12 часов»: a note."""
        total = bool(any_of(TOTALS).match(plain(fields.text(Role.NUMBER)) or plain(fields.text(Role.TOPIC)))) and not fields.has(Role.DATE)
        if total:
            self.setting.note(row.line())
        return total

    def _numbered_title(self, row: GridRow, fields: Fields, layout: Layout, following: GridRow | None) -> bool:
        """«II | Заседания РМО | | |»: a title with its number in the number's column."""
        if {role for role in fields.by_role if fields.has(role)} != {Role.NUMBER, Role.TOPIC} or fields.extra:
            return False
        number, topic = fields.text(Role.NUMBER), fields.text(Role.TOPIC)
        slot = following.at(layout.having(Role.NUMBER)[0]) if following and layout.having(Role.NUMBER) else None
        below = read_number(slot.text) if slot and meaningful(slot.text) else None
        mine = read_number(number) or ""
        merged = any(slot.width > 1 and slot.stop == len(layout.columns) for slot in row.written())
        part = merged or bool(re.fullmatch(r"[IVXХ]+", mine)) or (below or "").startswith(f"{mine}.")
        title = topic.removesuffix(":").rstrip() if merged else topic  # «1 | Работа с учебным фондом:»
        if not looks_like_sector(title) or not part:
            return False
        self.setting.set_sector(f"{number} {title}")
        return True

    def _continues(self, latest: Draft, fields: Fields, layout: Layout, *, own_topic: bool, point: bool, where: str) -> bool:
        """A row that goes on with the draft above: the rest of its topic, or a question of its agenda. The draft takes it up."""
        assert self.previous is not None
        written = fields.lines(Role.TOPIC)
        if goes_on(fields):
            *topics, last = latest.topics
            latest.topics = (*topics, *((last, fields.text(Role.TOPIC)) if last.endswith(":") else (f"{last} {fields.text(Role.TOPIC)}",)))
            self.tell("row-joined", f"{where}: строка без даты продолжает тему предыдущей и присоединена к ней", latest,
                      "Если это другое событие, впишите его дату.")
        elif point and self.head.fields is None and not fields.has(Role.DATE):
            latest.absorb(fields, "")
        elif own_topic and not fields.has(Role.NUMBER) and not fields.has(Role.DATE) and next_question(written, self.previous):
            fields.by_role[Role.TOPIC] = [f"- {without_marker(line)}" if begins_point(line) else line for line in fields.lines(Role.TOPIC)]
            latest.absorb(fields, "")
            self.previous.by_role[Role.TOPIC] += written
        elif own_topic and counted_point(fields, self.previous, layout):
            fields.by_role[Role.TOPIC] = [without_marker(line) for line in fields.lines(Role.TOPIC)]
            latest.absorb(fields, "")
        else:
            return False
        return True

    def tell_head(self) -> None:
        """The points of a head row are over: what none of them took over is told."""
        lost = self.head.lost(self.made)
        if lost:
            self.tell("cell-not-read", f"Общая строка «{self.head.topic[0]}»: к её пунктам не отнесено: {' | '.join(lost)}",
                      advice="Если это событие или нужные сведения, допишите их в файл плана.")
        self.head = Head()

    def _topic_from_above(self, fields: Fields, latest: Draft | None, where: str) -> bool:
        """A row without a topic: its new section names it, or it is a further date of the topic above, or goes on with its cells. False
        where it is used up."""
        section = fields.text(Role.SECTOR)
        new = meaningful(section) and (self.previous is None or self.previous.text(Role.SECTOR) != section)
        if new and fields.has(Role.DATE) and not fields.struck:
            fields.by_role[Role.TOPIC] = [section]  # «Вид деятельности»: «Консультация», and no more
            self.tell("topic-from-above", f"{where}: темы нет, взято название раздела", advice="Впишите тему, если она другая.")
            return True
        if latest is None or self.previous is None or fields.struck:
            self.setting.notes.append(Finding(
                Severity.ERROR, "no-topic", f"{where}: строка без темы: {' | '.join(texts_of(fields))}",
                advice="Впишите тему в документ или добавьте строку в файл плана вручную."))
            return False
        if re.fullmatch(r"[-–—−]+", fields.text(Role.TOPIC)):
            self.tell("empty-row", f"{where}: вместо темы прочерк, событием не считается: {' | '.join(texts_of(fields))}",
                      advice="Если событие есть, впишите его тему.")
            return False
        if fields.has(Role.DATE) or fields.has(Role.NUMBER):
            fields.by_role[Role.TOPIC] = list(self.previous.lines(Role.TOPIC))
            self.tell("topic-from-above", f"{where}: темы нет, взята тема строки выше",
                      advice="Если это другое событие, впишите его тему.")
            return True
        latest.absorb(fields, fields.text(Role.TIME))
        self.tell("row-joined", f"{where}: строка без темы и даты присоединена к предыдущей", latest,
                  "Если это другое событие, впишите его тему и дату.")
        return False

    def tell(self, code: str, text: str, about: Draft | None = None, advice: str = "") -> None:
        """A doubt for the coordinator."""
        self.setting.notes.append(Finding(Severity.WARNING, code, text, about, advice))
