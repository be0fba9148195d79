"""What the lines above a row say about it: month, day, sector - and which of these ends which."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from notifier.core.plan.banners import Banner, Line, looks_like_sector, names_table, read_banner, says_of_title
from notifier.core.plan.dating import Context
from notifier.core.plan.draft import Draft, Finding
from notifier.core.plan.labels import labelled, says_more
from notifier.core.plan.meetings import is_between_meetings, is_counted_meeting, said_in
from notifier.core.plan.months import title_month
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.weekdays import day_of_week
from notifier.core.plan.wording import one_line
from notifier.core.plan.words import Role
from notifier.core.russian import MONTH_NAMES
from notifier.model.problem import Severity
from notifier.model.when import Kind

_WORD = re.compile(r"\w+")
_DATE_WORDS = {"дата", "проведения", "срок", "сроки", "число", "день"}  # the label before a date above rows
_COUNTED = re.compile(r"(?:[^\W\d]+\s+)?(?:№\s*)?(\d{1,2}(?:\.\d{1,2})*)(?!\d)")
_SEASON = re.compile(r"(?<!\w)(?:квартал|полугоди|каникул|четверт|недел)", re.IGNORECASE)  # «понедельник» is none


@dataclass(slots=True)
class Setting:
    """The setting of the next row. ``outer`` is what came first, month or sector: a new one of it ends the inner one."""

    year: PlanYear
    whole: int | None = None  # the month of a plan for one month: no sector ends it
    month: int | None = None
    month_year: int | None = None
    month_title: str = ""
    of_rows: bool = False  # the month stands in a table's rows, and a title between tables ends it
    day: str = ""
    whole_day: str = ""  # the day of a programme of hours, from the plan's title
    week: Sequence[dt.date] = ()  # the days of a plan for one week, from its title
    place: str = ""  # «Место проведения: …» above a table
    sector: str = ""
    said: str = ""  # the date that the sector's title names in brackets: «Заседание № 1 (сентябрь, СОШ № 2)»
    said_place: str = ""  # and the place beside it
    fresh: bool = False  # no row came since the sector's title
    above: str = ""  # the sector that a counted meeting's title stands in
    met: Draft | None = None  # the meeting of this title, once a question of it was read
    part: str = ""  # the numbered title that the sector stands in
    outer: str = ""
    sectors: list[str] = field(default_factory=list)
    dated: list[tuple[str, int]] = field(default_factory=list)  # lines with dates, and how many drafts came before each
    notes: list[Finding] = field(default_factory=list)

    @property
    def context(self) -> Context:
        """For completing a row's date."""
        return Context(self.month, self.month_year, self.day or self.whole_day)

    @property
    def title(self) -> str:
        """The sector of the next row; the month where there is none."""
        return self.sector or self.month_title

    @property
    def is_meeting(self) -> bool:
        """Whether the title above counts a meeting and says when it is."""
        return bool(self.said) and is_counted_meeting(self.sector)

    def said_with(self, when: str) -> str:
        """A row's date, in the plan's week, else the title's; «10.00» below «Семинар № 1 (28 октября)» is an hour of that day."""
        if not (self.said and is_time(when) and not self.year.is_dated(when)):
            return day_of_week(when, self.week, self.year) or self.said
        titled = self.year.read(self.said)
        return f"{self.said} {when}" if titled.kind is Kind.EXACT and titled.time is None else when

    def words(self) -> str:
        """All texts of the setting."""
        return " ".join((self.part, self.sector, self.day, self.month_title))

    def set_month(self, banner: Banner, title: str, drafts: int, *, of_rows: bool = False) -> None:
        """A month's line: rows below are in it."""
        self.of_rows = of_rows
        if self.met is not None or (self.is_meeting and not self._is_in(banner.month)):
            self.leave_meeting()
        self.month, self.month_year, self.month_title, self.day = banner.month, banner.year, title, ""
        if self.dated[-1:] != [(banner.text, drafts)]:  # a sheet's name and the title in its first row
            self.dated.append((banner.text, drafts))
        self.outer = self.outer or "month"
        if self.outer == "month":
            self.sector = self.part = ""

    def set_sector(self, title: str) -> None:
        """A sector's title; «1.1. Заседания» stands in «Раздел 1. …», which stays its part of the plan."""
        self.part = next((above for above in (self.sector, self.part) if _holds(above, title)), "")
        if self._goes_on(title):
            return
        self.above = self.above if is_counted_meeting(self.sector) else "" if is_between_meetings(self.sector) else self.sector
        self.sector, self.day, self.met = title, "", None
        self.said, self.said_place = said_in(title, self.year)
        self.sectors.append(title)
        self.fresh = True
        self.outer = self.outer or "sector"
        if self.outer == "sector":
            self.month, self.month_title = self.whole, ""

    def _goes_on(self, line: str) -> bool:
        """«Тема: …», «Форма проведения: …», «Дата: …» right below «Заседание № 1»: the rest of its title."""
        if not (self.fresh and is_counted_meeting(self.sector) and says_more(line)):
            return False
        self.sector = self.sectors[-1] = f"{self.sector} {line}"
        said, place = said_in(self.sector, self.year)
        self.said, self.said_place = said or self.said, place or self.said_place
        return True

    def set_day(self, banner: Banner, drafts: int) -> None:
        """A date for the rows below; a season or a quarter is their sector as well."""
        if self._goes_on(banner.text):
            return
        if self.met is not None:
            self.leave_meeting()
        self.day = banner.phrase
        self.dated.append((banner.text, drafts))
        if not re.search(r"\d", banner.phrase) or _SEASON.search(banner.phrase):
            self.sector = banner.text

    def leave_meeting(self) -> None:
        """A month, a day or a line of its own below a meeting's questions: what follows is none of them."""
        self.sector = self.met.sector if self.met is not None else self.above
        self.said, self.said_place, self.met = "", "", None

    def _is_in(self, month: int | None) -> bool:
        """Whether the date of the meeting's title lies in a month."""
        start = self.year.read(self.said).start
        return start is not None and start.month == month

    def heading(self, text: str, *, first: bool, last: bool, drafts: int) -> None:
        """A paragraph before a table. ``last``: it stands directly above; ``first``: no table came before."""
        banner = read_banner(text, self.year)
        if self.met is not None and banner.line is not Line.NOTE:
            self.leave_meeting()
        month = title_month(text)
        said = labelled(one_line(text))
        if said is not None and said[0] is Role.PLACE and not self.place:
            self.place = said[2]
        elif self._goes_on(one_line(text)):
            return
        elif banner.line is Line.MONTH:
            self.set_month(banner, banner.text, drafts)
        elif month is not None:
            title = MONTH_NAMES[month[0] - 1].capitalize()
            self.set_month(Banner(Line.MONTH, title, month=month[0], year=month[1]), title, drafts)
        elif banner.line is Line.DAY and last:
            self.set_day(banner, drafts)
        elif self.fresh and says_of_title(text, self.sector) and (banner.line is not Line.SECTOR or names_table(text)):
            self.note(text)
        elif banner.line is Line.SECTOR or (
            banner.line is Line.OTHER and last and (not first or is_counted_meeting(text)) and looks_like_sector(text)
            and "\n" not in text.strip()
        ):
            if self.of_rows and self.outer == "month":
                self.month, self.month_year, self.month_title, self.outer, self.of_rows = self.whole, None, "", "", False
            self.set_sector(banner.text)
        else:
            self.note(text)

    def leave_table(self, drafts: list[Draft]) -> None:
        """What holds for one table ends with it; a place that none of its rows took is told."""
        if self.place and not any(self.place in made.places for made in drafts):
            self.note(f"Место проведения: {self.place}")
        self.place = ""

    def note(self, text: str) -> None:
        """Text for people, told so that nobody misses it."""
        self.notes.append(Finding(Severity.INFO, "text-outside", f"Текст вне строк плана: «{one_line(text)}»."))

    def close(self, drafts: list[Draft]) -> None:
        """Tell the lines with dates that no row took up."""
        for index, (text, start) in enumerate(self.dated):
            stop = self.dated[index + 1][1] if index + 1 < len(self.dated) else len(drafts)
            used = set(_WORD.findall(" ".join(draft.words() for draft in drafts[start:stop]).lower()))
            if set(_WORD.findall(text.lower())) - used - _DATE_WORDS:
                self.note(text)


def _holds(above: str, title: str) -> bool:
    """Whether a title's number goes on from another's: «1.2. Консультации» from «Раздел 1. Методическая работа»."""
    outer, inner = _COUNTED.match(above), _COUNTED.match(title)
    return bool(outer and inner and inner[1].startswith(f"{outer[1]}."))
