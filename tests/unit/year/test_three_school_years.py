"""Three school years in one ledger, against three installations that know one year each: everybody hears the very same of every year."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import tomlkit
from support.year import CONFIG, Year, moscow

HEAD = 'title = "План работы ГМО"\nschool_year = "{}"\n'
ROW = '\n[[item]]\nid = "{}"\nsector = "Сектор"\ntopics = ["{}"]\nwhen = "{}"\nplaces = ["{}"]\n'
IDS = ("s-1", "s-2", "s-3", "w-1")
PEOPLE = "name,email,school,groups,greeting,left\n"
ANNA, VERA, BORIS = "Анна,anna@mail.example,СШ № 1,,,{}\n", "Вера,vera@mail.example,СШ № 2,,,{}\n", "Борис,boris@mail.example,СШ № 3,,,{}\n"


@dataclass(frozen=True)
class School:
    """One year: its plan, what she says under it and when, who is on the list."""

    first: int
    titles: tuple[str, str, str]
    said: str        # what she adds in October, complete for this year
    people: str

    @property
    def plan(self) -> str:
        year, (one, two, three) = self.first, self.titles
        rows = ((one, f"ноябрь {year}", "ЦДО"), (two, f"24 декабря {year}, 14.30", f"СШ № {year % 10}"), (three, f"январь {year + 1}", "ЦДО"),
                ("Вебинары", "По графику РШБА", "режим онлайн"))
        return HEAD.format(f"{year}-{year + 1}") + "".join(ROW.format(name, *row) for name, row in zip(IDS, rows, strict=True))


YEARS = (
    School(2020, ("Работа с фондом", "Живая классика", "Итоги года"),
           '[dates]\n"s-1" = "19 ноября, 14.30"\n"s-2" = { place = "СШ № 5", title = "Классика" }\n"s-3" = { when = "21 января, 14.30", bring = "отчёты" }\n'
           '[[occurrence]]\nitem = "w-1"\ntitle = "Вебинар А"\nwhen = "10 декабря 12:00"\n',
           PEOPLE + ANNA.format("") + VERA.format("")),
    School(2021, ("Экскурсия в музей", "Мастер-класс", "Смотр кабинетов"),
           '[dates]\n"s-1" = "18 ноября, 14.30"\n"s-2" = { cancelled = "карантин" }\n"s-3" = { when = "20 января, 14.30", place = "Музей" }\n'
           '[[occurrence]]\nitem = "w-1"\ntitle = "Вебинар Б"\nwhen = "9 декабря 12:00"\n',
           PEOPLE + ANNA.format("2021-08-20") + VERA.format("") + BORIS.format("")),
    School(2022, ("Краеведение", "Неделя книги", "Летние чтения"),
           '[dates]\n"s-1" = "17 ноября, 14.30"\n"s-3" = "19.01.2023 14:30"\n'
           '[[occurrence]]\nitem = "w-1"\ntitle = "Вебинар В"\nwhen = "8 декабря 12:00"\n',
           PEOPLE + VERA.format("") + BORIS.format("")))


def live(year: Year, school: School, dates: str, *, own_files: bool = False) -> None:
    """Brought in August, armed, decided in October, and on to the winter; then the service rests."""
    plan, file = (f"{school.first}.toml", f"{school.first}.dates.toml") if own_files else ("plan.toml", "dates.toml")
    year.sleep(f"{school.first}-08-24 09:00").write(plan, school.plan)
    year.write("people.csv", school.people)
    year.write("config.toml", CONFIG.replace("plan.toml", plan).replace("dates.toml", file))
    year.go(f"{school.first}-08-25 10:00").arm().go(f"{school.first}-10-05 10:00").write(file, dates)
    year.go(f"{school.first + 1}-01-22 10:00")


def heard(year: Year, school: School) -> dict[str, list[tuple[object, str, str]]]:
    """Who heard what and when of a year's plan."""
    first, last = moscow(f"{school.first}-08-24 00:00"), moscow(f"{school.first + 1}-08-23 00:00")
    mails = [mail for mail in year.mails if first <= mail.at < last and mail.row.role == "librarian"]
    people = {mail.row.address for mail in mails}
    return {who: [(mail.at, mail.subject, mail.text) for mail in mails if mail.row.address == who] for who in people}


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """What everybody hears of each year where nothing of the years before is known."""
    told = []
    for school in YEARS:
        year = Year(tmp_path_factory.mktemp("apart"), plan=school.plan, people=school.people, start=f"{school.first}-08-24 09:00")
        live(year, school, school.said)
        told.append(heard(year, school))
        year.close()
    return told


def merged(old: str, new: str) -> str:
    """Last year's file with this year's word in its lines: keys she did not touch are still there."""
    before, after = tomlkit.parse(old), tomlkit.parse(new)
    for name, said in after["dates"].items():
        known = before["dates"].get(name)
        if isinstance(said, dict) and isinstance(known, dict):
            known.update(said)
        elif isinstance(known, dict):
            known["when"] = said
        else:
            before["dates"][name] = said
    occurrences = [*before.get("occurrence", []), *after.get("occurrence", [])]
    before["occurrence"] = occurrences
    return tomlkit.dumps(before)


def kept(schools: Sequence[School]) -> list[str]:
    """Nothing is ever taken out of the file."""
    files = [schools[0].said]
    for school in schools[1:]:
        files.append(merged(files[-1], school.said))
    return files


def together(make_year, dates: Sequence[str], *, emptied: bool = False, own_files: bool = False) -> Year:
    """One ledger through all the years. ``emptied``: she tidies up in summer, under the old plan."""
    year = make_year(plan=YEARS[0].plan, people=YEARS[0].people, start="2020-08-24 09:00")
    for school, text in zip(YEARS, dates, strict=True):
        live(year, school, text, own_files=own_files)
        if emptied:
            year.write("dates.toml", "")
            year.go(f"{school.first + 1}-01-25 10:00")
    return year


@pytest.mark.parametrize("way", ["everything is kept", "the dates file is emptied each summer", "each year has its own files"])
def test_each_year_everybody_hears_what_a_new_installation_says(make_year, apart, way):
    """Nothing of a former year acts on this one, nothing is said twice, nothing is lost: same ids, other rows, people who came and left."""
    own, emptied = way.startswith("each"), way.startswith("the dates")
    year = together(make_year, [school.said for school in YEARS] if own or emptied else kept(YEARS), emptied=emptied, own_files=own)
    for number, school in enumerate(YEARS):
        assert heard(year, school) == apart[number]
    assert [sorted(who.partition("@")[0] for who in told) for told in apart] == [["anna", "vera"], ["boris", "vera"], ["boris", "vera"]]
    assert [sum(subject.startswith("Приглашение") for _, subject, _ in told["vera@mail.example"]) for told in apart] == [3, 2, 3]
