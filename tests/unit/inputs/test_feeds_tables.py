"""Schedules of others as tables: CSV and XLSX, English and Russian headers, and the last good copy."""

import io
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from notifier.edges.feeds import fetch
from notifier.model.decision import Entry
from notifier.model.problem import Severity
from notifier.model.settings import ScheduleSource

NOW = datetime(2020, 9, 28, 7, tzinfo=UTC)
LATER = datetime(2020, 10, 5, 7, tzinfo=UTC)


def source(path: Path, *, approve: bool = True) -> ScheduleSource:
    """A schedule of СОИРО in this file."""
    return ScheduleSource(item="povy-1", name="СОИРО", source=str(path), approve=approve)


def test_the_interfaces_columns(tmp_path: Path) -> None:
    """id,title,when,until,place,link,register_by,note: phrases as written, the row's line, waiting for approval."""
    file = tmp_path / "soiro.csv"
    file.write_text("""id,title,when,until,place,link,register_by,note
1,Горячая линия,05.10.2020 15:00,,телефон,,,для новичков
2,"Курсы, 72 ч",01.02.2021 10:00,05.02.2021,СОИРО,https://soiro.example/k,20.01.2021,
""", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert problems == []
    assert entries == [
        Entry("povy-1", "Горячая линия", "05.10.2020 15:00", "1", place="телефон", note="для новичков", schedule="СОИРО",
              approved=False, file=str(file), line=2),
        Entry("povy-1", "Курсы, 72 ч", "01.02.2021 10:00", "2", until="05.02.2021", place="СОИРО", link="https://soiro.example/k",
              register_by="20.01.2021", schedule="СОИРО", approved=False, file=str(file), line=3)]


def test_russian_columns_and_a_column_of_hours(tmp_path: Path) -> None:
    """Institutes keep the day and the hour apart; cancelling is a column of its own."""
    file = tmp_path / "f.csv"
    file.write_text("Код;Тема;Дата проведения;Время;Место проведения;Ссылка;Отменено\n7;Вебинар;05.10.2020;15:00;онлайн;https://x.example/;болезнь\n",
                    "utf-8")
    [entry], problems = fetch(source(file, approve=False), tmp_path / "feeds", NOW)
    assert problems == []
    assert entry == Entry("povy-1", "Вебинар", "05.10.2020 15:00", "7", place="онлайн", link="https://x.example/", cancelled="болезнь",
                          schedule="СОИРО", approved=True, file=str(file), line=2)


def test_a_dash_in_a_cell_is_nothing(tmp_path: Path) -> None:
    """«-» under «Место» and «Ссылка» was the place, told to all, and no address of a page."""
    file = tmp_path / "f.csv"
    file.write_text("Тема;Дата;Место;Ссылка;Примечание\nВебинар;05.10.2020 15:00;-;—;нет\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.place, entry.link, entry.note, problems) == ("", "", "", [])


@pytest.mark.parametrize(("cell", "cancelled"), [
    ("", None), ("нет", None), ("-", None), ("?", None), ("не отменено", None), ("Нет, не отменён", None), ("Состоится", None), ("в силе.", None), ("да", "отменено организатором (СОИРО)"),
    ("+", "отменено организатором (СОИРО)"), ("болезнь", "болезнь"), ("15.09", "15.09"),
    ("нет света", "нет света"), ("состоится позже", "состоится позже")])
def test_a_column_of_what_is_off_is_read_as_people_fill_it(tmp_path: Path, cell: str, cancelled: str | None) -> None:
    """«Нет» in the column «Отменено» called the event off, with «нет» as the reason."""
    file = tmp_path / "f.csv"
    file.write_text(f"Тема;Дата;Отменено\nВебинар;05.10.2020 15:00;{cell}\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.cancelled, problems) == (cancelled, [])


def test_marks_of_repetition_say_what_stands_above(tmp_path: Path) -> None:
    """«-//-» was the name of an event and its place."""
    file = tmp_path / "f.csv"
    file.write_text("Тема;Дата;Время;Место\nЛиния;05.10.2020;15:00;СОИРО\n-//-;12.10.2020;16:00;- \" -\nТо же;-//-;17:00;\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert ([(entry.title, entry.when, entry.place) for entry in entries], problems) == ([
        ("Линия", "05.10.2020 15:00", "СОИРО"), ("Линия", "12.10.2020 16:00", "СОИРО"), ("Линия", "12.10.2020 17:00", "")], [])


def test_words_in_place_of_a_link_are_told(tmp_path: Path) -> None:
    """Whoever joins needs the number of the room; it stood in no mail."""
    file = tmp_path / "f.csv"
    file.write_text("Тема;Дата;Ссылка;Примечание\nЛиния;05.10.2020 15:00;ID 123 456, код 7;Для новичков\n", "utf-8")
    [entry], [problem] = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.link, entry.note, problem.code) == ("", "ID 123 456, код 7; Для новичков", "bad-link")


def test_lines_counted_from_one_in_each_part_are_all_read(tmp_path: Path) -> None:
    """«№» begins again under the next month: its lines were left out as twins of the first ones."""
    file = tmp_path / "f.csv"
    file.write_text("№;Тема;Дата\n1;Вебинар;05.10.2020 15:00\n1;Семинар;05.11.2020 15:00\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert ([entry.title for entry in entries], problems) == (["Вебинар", "Семинар"], [])


def test_xlsx_dates_are_what_the_sheet_shows(tmp_path: Path) -> None:
    """«октябрь 2020» is kept as its first day, and stood in the calendar as that; «15 мар» has the year in which it was typed; «15.10» may
    be a number."""
    book = openpyxl.Workbook()
    book.active.append(["Тема", "Дата", "Время"])
    for number, (day, form) in enumerate([(datetime(2020, 10, 1), "mmmm yyyy"), (datetime(2020, 3, 15), "d mmm"), (15.1, "0.00")], 2):  # noqa: DTZ001
        book.active.append([f"Вебинар {number}", day, "15:00"])
        book.active.cell(number, 2).number_format = form
    book.save(tmp_path / "f.xlsx")
    entries, problems = fetch(source(tmp_path / "f.xlsx"), tmp_path / "feeds", NOW)
    assert ([entry.when for entry in entries], problems) == (["октябрь 2020 15:00", "15 марта 15:00", "15.10 15:00"], [])


def test_an_hour_that_a_cell_hides_is_none(tmp_path: Path) -> None:
    """A program's export kept the day of a schedule with an hour that nobody saw; a column of lengths of time has hours."""
    book = openpyxl.Workbook()
    book.active.append(["Тема", "Дата", "Время"])
    book.active.append(["Вебинар", datetime(2020, 10, 15, 21), None])  # noqa: DTZ001
    book.active.append(["Семинар", datetime(2020, 10, 16, 21), timedelta(hours=14, minutes=30)])  # noqa: DTZ001
    book.active["B2"].number_format = book.active["B3"].number_format = "dd.mm.yyyy"
    book.save(tmp_path / "f.xlsx")
    entries, problems = fetch(source(tmp_path / "f.xlsx"), tmp_path / "feeds", NOW)
    assert ([entry.when for entry in entries], problems) == (["15.10.2020", "16.10.2020 14:30"], [])


def test_xlsx_moments_are_moments(tmp_path: Path) -> None:
    """Excel's dates keep their hour; a bare day stays a bare day, no midnight is invented."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Название", "Дата", "Время"])
    book.active.append(["Со временем", datetime.fromisoformat("2020-10-05T15:00"), None])
    book.active.append(["Только день", datetime.fromisoformat("2020-10-06"), None])
    book.active.append(["Раздельно", datetime.fromisoformat("2020-10-07"), time(9, 30)])
    book.active.append(["Числом", datetime.fromisoformat("2020-10-08"), 14.3])  # «14.30», as Excel keeps it
    book.active.append(["Формула", "=TODAY()", None])
    stream = io.BytesIO()
    book.save(stream)
    file = tmp_path / "f.xlsx"
    file.write_bytes(stream.getvalue())
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [entry.when for entry in entries] == [datetime.fromisoformat("2020-10-05T15:00"), "06.10.2020", "07.10.2020 09:30",
                                                "08.10.2020 14:30"]
    assert [(problem.code, problem.line) for problem in problems] == [("formula", 6)]


def test_bad_rows_are_told_and_the_others_read(tmp_path: Path) -> None:
    """No title, no date, a number given twice, a link that is none."""
    file = tmp_path / "f.csv"
    file.write_text("id,title,when,link\n1,А,05.10.2020 15:00,x\n2,,05.10.2020 15:00,\n3,В,,\n1,Г,06.10.2020 15:00,\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.link) for entry in entries] == [("А", "")]
    assert [(problem.code, problem.line, problem.item) for problem in problems] == [
        ("bad-link", 2, "povy-1"), ("feed-row", 3, "povy-1"), ("feed-row", 4, "povy-1"), ("twin-entry", 5, "povy-1")]


@pytest.mark.parametrize(("content", "code"), [
    (b"name,email\nx,y\n", "feed-header"), ("название\nx\n".encode(), "feed-header"), (b"", "feed-header"),
    ("тема;дата\nВебинар;05.10.2020\n".encode("cp1251"), "encoding"), (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "bad-calendar"),
    (b"PK\x03\x04", "bad-xlsx"), (None, "file-missing"),
])
def test_a_broken_file_leaves_the_last_good_copy_in_force(tmp_path: Path, content: bytes | None, code: str) -> None:
    """What was known stays known, people are told why and since when; without a copy there are no entries."""
    file = tmp_path / "f.csv"
    if content is not None:
        file.write_bytes(content)
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert entries == []
    assert [problem.code for problem in problems] == [code]
    assert problems[0].severity is Severity.ERROR
    file.write_text("title,when\nВебинар,05.10.2020 15:00\n", "utf-8")
    good, _ = fetch(source(file), tmp_path / "feeds", NOW)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    entries, problems = fetch(source(file), tmp_path / "feeds", LATER)
    assert entries == good != []
    assert [problem.code for problem in problems] == [code, "feed-stale"]
    assert "от 28.09.2020 10:00" in problems[1].text


def test_a_spoilt_line_takes_no_other_away(tmp_path: Path) -> None:
    """«год» was the date of «Книга»; what stood behind a quote that nobody closed was gone without a word."""
    file = tmp_path / "f.csv"
    file.write_text('title;when;link\nКнига; год;05.10.2020 15:00;https://x.example/1\n"Фонды;06.10.2020 15:00;\nОбзор;07.10.2020 15:00;;;\n', "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.when) for entry in entries] == [("Фонды", "06.10.2020 15:00"), ("Обзор", "07.10.2020 15:00")]
    assert [(problem.code, problem.line) for problem in problems] == [("feed-row", 2)]


def test_a_page_of_the_web_is_told_as_that(tmp_path: Path) -> None:
    """Its address is what people copy; «в первой строке нет столбцов» sent them to look for a table."""
    file = tmp_path / "f.csv"
    file.write_text("\ufeff\n<!DOCTYPE html>\n<html><body>График вебинаров</body></html>\n", "utf-8")
    assert [problem.code for problem in fetch(source(file), tmp_path / "feeds", NOW)[1]] == ["feed-page"]


@pytest.mark.parametrize("link", ["Ссылка на подключение", "Подключение"])
def test_headers_as_institutes_write_them(tmp_path: Path, link: str) -> None:
    """Hours and links in columns of their own."""
    file = tmp_path / "f.csv"
    file.write_text(f"Дата проведения;Время проведения;Тема вебинара;{link}\n05.10.2020;15:00;Фонды;https://x.example/1\n", "utf-8")
    [entry], _ = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.title, entry.when, entry.link) == ("Фонды", "05.10.2020 15:00", "https://x.example/1")


@pytest.mark.parametrize(("header", "row"), [
    ("Дата;Начало;Конец;Тема", "05.10.2020;15:00;16:30;Фонды"), ("Тема;Сроки проведения;Время начала;Время окончания", "Фонды;05.10.2020;15:00;16:30"),
    ("Тема;Начало;Окончание", "Фонды;05.10.2020 15:00;16:30"),
])
def test_hours_from_and_to(tmp_path: Path, header: str, row: str) -> None:
    """«Начало» has the hour where another column has the day."""
    file = tmp_path / "f.csv"
    file.write_text(f"{header}\n{row}\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.title, entry.when, entry.until, problems) == ("Фонды", "05.10.2020 15:00", "16:30", [])


@pytest.mark.parametrize("header", ["Время (мск)", "Время начала, МСК", "Начало (по московскому времени)", "Время_мск"])
def test_hours_of_moscow_by_their_header(tmp_path: Path, header: str) -> None:
    """The header says by which clock; an hour that says it itself keeps its words."""
    file = tmp_path / "f.csv"
    file.write_text(f"Дата;{header};Тема\n05.10.2020;15:00;Фонды\n06.10.2020;9:00 по МСК;Чтение\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert ([entry.when for entry in entries], problems) == (["05.10.2020 15:00 мск", "06.10.2020 9:00 по МСК"], [])


@pytest.mark.parametrize(("header", "row", "when", "until"), [
    ("Дата;Начало (мск);Окончание (мск);Тема", "05.10.2020;15:00;16:30;Фонды", "05.10.2020 15:00-16:30 мск", ""),
    ("Дата;Время (мск);Окончание;Тема", "05.10.2020;9:00 по МСК;10:00;Фонды", "05.10.2020 9:00-10:00 мск", ""),
    ("Начало (мск);Окончание (мск);Тема", "05.10.2020 15:00;06.10.2020 12:00;Фонды", "05.10.2020 15:00 мск", "06.10.2020 12:00 мск")])
def test_the_end_is_told_by_the_clock_of_the_beginning(tmp_path: Path, header: str, row: str, when: str, until: str) -> None:
    """In Yekaterinburg «15:00 - 16:30 мск» ended half an hour before it began."""
    file = tmp_path / "f.csv"
    file.write_text(f"{header}\n{row}\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.when, entry.until, problems) == (when, until, [])


@pytest.mark.parametrize(("header", "row"), [
    ("Тема;Дата;Время регистрации;Начало", "Фонды;05.10.2020;14:30;15:00"), ("Тема;Дата и время;Время трансляции", "Фонды;05.10.2020 15:00;14:30"),
    ("Тема;Дата;Время подключения", "Фонды;05.10.2020 15:00;14:30"), ("Тема;Дата регистрации;Дата вебинара", "Фонды;01.10.2020;05.10.2020 15:00")])
def test_an_hour_at_which_it_does_not_begin_is_none_of_it(tmp_path: Path, header: str, row: str) -> None:
    """A column that our names leave out is no hour beside one that they name; a registration is no beginning."""
    file = tmp_path / "f.csv"
    file.write_text(f"{header}\n{row}\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.when, problems) == ("05.10.2020 15:00", [])


@pytest.mark.parametrize("header", [
    "№ п/п;Дата проведения вебинара;Время проведения вебинара;Тема вебинара;Ссылка на подключение", "№;Дата проведения ГЛ;Время;Тематика;Ссылка на регистрацию",
    "День недели;Дата вебинара;Начало;Тема выступления;Ссылка для участия"])
@pytest.mark.parametrize("title", ["", "График вебинаров, семинаров, курсов на октябрь 2020\n;;УТВЕРЖДАЮ\n"])
@pytest.mark.parametrize("book", [False, True])
def test_headers_nobody_listed_and_a_title_above_them(tmp_path: Path, header: str, title: str, book: bool) -> None:
    """«В первой строке нет столбцов» came back for what anybody can read; the title has commas of its own."""
    lines = f"{title}{header}\n1;05.10.2020;15:00;Фонды;https://x.example/1\n"
    file = tmp_path / ("f.xlsx" if book else "f.csv")
    if book:
        sheets = openpyxl.Workbook()
        assert sheets.active is not None
        for line in lines.splitlines():
            sheets.active.append(line.split(";"))
        sheets.save(file)
    else:
        file.write_text(lines, "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.title, entry.when, entry.link, entry.id, problems) == ("Фонды", "05.10.2020 15:00", "https://x.example/1", "", [])


@pytest.mark.parametrize(("lines", "when"), [
    ("Дата и время (МСК);Тема\n05.10.2020 15:00;Фонды", "05.10.2020 15:00 мск"),
    ("График вебинаров (время московское)\nДата;Время;Тема\n05.10.2020;15:00;Фонды", "05.10.2020 15:00 мск"),
    ("Дата;Время;Тема\n05.10.2020;15:00;Фонды\n* Время указано по МСК", "05.10.2020 15:00 мск"),
    ("Московские встречи\nДата;Время;Тема\n05.10.2020;15:00;Фонды", "05.10.2020 15:00")])
def test_a_title_says_whose_clock_it_is(tmp_path: Path, lines: str, when: str) -> None:
    """East of Moscow the hour would be wrong."""
    file = tmp_path / "f.csv"
    file.write_text(lines, "utf-8")
    entries, _ = fetch(source(file), tmp_path / "feeds", NOW)
    assert [entry.when for entry in entries] == [when]


def test_a_day_stands_above_its_later_hours(tmp_path: Path) -> None:
    """As merged cells are saved; an earlier hour is of a day that is missing. The header stands again on the next page."""
    file = tmp_path / "f.csv"
    file.write_text("Дата;Время;Тема\n05.10.2020;10:00;А\n;12:00;Б\nДата;Время;Тема\n06.10.2020;14:00;В\n;9:00;Г\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.when) for entry in entries] == [("А", "05.10.2020 10:00"), ("Б", "05.10.2020 12:00"), ("В", "06.10.2020 14:00")]
    assert [problem.line for problem in problems] == [6]


def test_all_sheets_of_a_book_are_read(tmp_path: Path) -> None:
    """A sheet a month: all but the first were left out without a word. One without a schedule's columns is named."""
    book = openpyxl.Workbook()
    for name, rows in (("Октябрь", [["Дата", "Тема"], ["05.10.2020 15:00", "Фонды"]]), ("Ноябрь", [["Тема", "Дата"], ["Учёт", "05.11.2020 15:00"]]),
                       ("Контакты", [["ФИО", "Телефон"]]), ("Лист4", [])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "f.xlsx")
    entries, problems = fetch(source(tmp_path / "f.xlsx"), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.when) for entry in entries] == [("Фонды", "05.10.2020 15:00"), ("Учёт", "05.11.2020 15:00")]
    assert [(one.code, one.severity, "лист «Контакты»" in one.text) for one in problems] == [("feed-sheet", Severity.WARNING, True)]


def test_what_two_sheets_list_is_one_event(tmp_path: Path) -> None:
    """A sheet of the year stands beside those of its months: each event was two. Hidden sheets are nobody's list."""
    book = openpyxl.Workbook()
    for name, rows in (("Год", [["Дата", "Тема", "Ссылка"], ["05.10.2020 15:00", "Фонды", "https://x.example/1"], ["05.11.2020 15:00", "Учёт", ""]]),
                       ("Ноябрь", [["Тема", "Дата"], ["Учёт", "05.11.2020 15:00"]]),
                       ("Старшие", [["Дата", "Тема", "Ссылка"], ["05.10.2020 15:00", "Фонды", "https://x.example/2"]]),
                       ("Архив", [["Тема", "Дата"], ["Чтение", "06.11.2020 15:00"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book["Архив"].sheet_state = "hidden"
    book.save(tmp_path / "f.xlsx")
    entries, problems = fetch(source(tmp_path / "f.xlsx"), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.link[-1:]) for entry in entries] == [("Фонды", "1"), ("Учёт", ""), ("Фонды", "2")]
    assert problems == []


def test_a_sheet_of_what_is_not_to_be_is_left_out_and_named(tmp_path: Path) -> None:
    """People were invited to what stands on «Отменено»."""
    book = openpyxl.Workbook()
    for name, title in (("Ноябрь", "Фонды"), ("Отменено", "Чтение"), ("Черновик", "Учёт")):
        sheet = book.create_sheet(name)
        for row in (("Тема", "Дата", "Время"), (title, "05.11.2020", "15:00")):
            sheet.append(row)
    file = tmp_path / "f.xlsx"
    book.save(file)
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [entry.title for entry in entries] == ["Фонды"]
    assert [next(name for name in ("Отменено", "Черновик") if name in one.text) for one in problems] == ["Отменено", "Черновик"]


def test_a_link_behind_the_title_and_one_without_its_beginning(tmp_path: Path) -> None:
    """The address stood in the subject of the mail, and «vks.example/2» was none."""
    file = tmp_path / "f.csv"
    file.write_text("Тема;Дата;Время;Ссылка\nФонды https://vks.example/1;05.11.2020;15:00;\nЧтение;06.11.2020;15:00;vks.example/2\n"
                    "Учёт;07.11.2020;15:00;уточняется/позже\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.link) for entry in entries] == [
        ("Фонды", "https://vks.example/1"), ("Чтение", "https://vks.example/2"), ("Учёт", "")]
    assert [problem.code for problem in problems] == ["bad-link"]


def test_columns_in_another_order_below_a_second_header(tmp_path: Path) -> None:
    """A header again, in capitals or with its columns put otherwise, was a line without a day, and what stood below it nonsense."""
    file = tmp_path / "f.csv"
    file.write_text("Дата;Время (мск);Тема\n05.11.2020;15:00;Фонды\nДАТА;ВРЕМЯ;ТЕМА\n06.11.2020;15:00;Чтение\nТема;Дата;Время\n"
                    "Учёт;07.11.2020;15:00\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert [(entry.title, entry.when) for entry in entries] == [
        ("Фонды", "05.11.2020 15:00 мск"), ("Чтение", "06.11.2020 15:00 мск"), ("Учёт", "07.11.2020 15:00 мск")]
    assert problems == []


def test_what_a_webinar_is_about_is_part_of_its_name(tmp_path: Path) -> None:
    """«Мероприятие» says «Вебинар» on each line, and «Тема» what it is about."""
    file = tmp_path / "f.csv"
    file.write_text("Дата;Мероприятие;Тема\n05.10.2020 15:00;Вебинар;Фонды\n06.10.2020 15:00;Вебинар «Учёт»;учет\n"
                    "07.10.2020 15:00;;Чтение\n08.10.2020 15:00;Семинар;\n", "utf-8")
    entries, problems = fetch(source(file), tmp_path, NOW)
    assert problems == []
    assert [entry.title for entry in entries] == ["Вебинар: Фонды", "Вебинар «Учёт»", "Чтение", "Семинар"]


def test_a_link_is_found_among_its_words(tmp_path: Path) -> None:
    """«Подключение: https://…» is where people press."""
    file = tmp_path / "f.csv"
    file.write_text("Дата;Тема;Ссылка\n05.10.2020 15:00;Фонды;Подключение: https://x.example/1\n", "utf-8")
    [entry], problems = fetch(source(file), tmp_path / "feeds", NOW)
    assert (entry.link, problems) == ("https://x.example/1", [])


def test_a_copy_torn_by_a_crash_is_no_copy(tmp_path: Path) -> None:
    """Body and label are two files: one of them alone is not believed."""
    file = tmp_path / "f.csv"
    file.write_text("title,when\nВебинар,05.10.2020 15:00\n", "utf-8")
    fetch(source(file), tmp_path / "feeds", NOW)
    [body] = (tmp_path / "feeds").glob("*.body")
    body.write_bytes(b"title,when\nother,1")
    file.unlink()
    entries, problems = fetch(source(file), tmp_path / "feeds", LATER)
    assert entries == []
    assert [problem.code for problem in problems] == ["file-missing"]


def test_hostile_text_is_cleaned(tmp_path: Path) -> None:
    """Foreign titles go into our headers and calendars."""
    file = tmp_path / "f.csv"
    file.write_text('title,when,link\n"Вебинар\r\nBcc: x@y.ru\u202e =?UTF-8?Q?=0A?=",05.10.2020 15:00,javascript:alert(1)\n', "utf-8")
    [entry], _ = fetch(source(file), tmp_path / "feeds", NOW)
    assert entry.title == "Вебинар Bcc: x@y.ru = ?UTF-8?Q?=0A?="
    assert entry.link == ""
