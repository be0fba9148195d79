"""Excel as a person sees it. Its dates know no zone."""

# ruff: noqa: DTZ001

import datetime as dt
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from notifier.core.plan.understanding import understand
from notifier.edges.documents import read_document
from notifier.edges.documents.child import decode, encode
from notifier.edges.documents.guard import check_office
from notifier.edges.documents.sheet import read_sheet
from notifier.model.plan import Document, Table


def read(path: Path) -> Document:
    """What comes out of the child process, without one: that is tried by the first test, the samples and ``test_refusals``."""
    check_office(path, "sheet")
    return decode(json.loads(json.dumps(encode(read_sheet(path)))), file=str(path))


def written(path: Path, rows: list[list[object]], *, merged: tuple[str, ...] = (), formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    book.save(path)
    return path


def test_a_plan_in_excel_reads_like_one_in_word(tmp_path: Path) -> None:
    """Title above, merged sector rows, dates as dates, a merged venue. Read in the child process, as an import does."""
    path = written(tmp_path / "план.xlsx", [
        ["План работы на 2024-2025 учебный год"],
        ["№", "Тема", "Дата", "Время", "Место", "Ответственный"],
        ["Раздел I. Заседания"],
        [1, "Первое заседание", dt.datetime(2024, 10, 17), dt.time(14, 30), "СОШ № 1", "Иванова И.И."],
        [2, "Второе заседание", dt.datetime(2025, 3, 1), None, None, "Петрова А.А."],
    ], merged=("A1:F1", "A3:F3", "E4:E5"), formats={"C5": "mmmm yyyy"})
    plan, _ = understand(read_document(path))
    assert plan.title == "План работы на 2024-2025 учебный год"
    assert [(item.id, item.sector, item.when, item.places) for item in plan.items] == [
        ("zase-1", "Раздел I. Заседания", "17.10.2024 14:30", ("СОШ № 1",)),
        ("zase-2", "Раздел I. Заседания", "март 2025", ("СОШ № 1",)),
    ]


def test_a_day_shown_without_a_year_has_the_plan_s(tmp_path: Path) -> None:
    """«15.03» typed in autumn is kept as 15 March of that autumn's year and shown as «15.мар»: no slip of hers."""
    path = written(tmp_path / "план.xlsx", [
        ["План работы на 2024-2025 учебный год"], ["Тема", "Дата"], ["Форум", dt.datetime(2024, 3, 15)], ["Обзор", dt.datetime(2024, 2, 1)],
        ["Смотр", dt.datetime(2024, 3, 16, 14, 30)], ["Бал", dt.datetime(2024, 3, 17)]],
        formats={"B3": "d-mmm", "B4": "[$-419]mmmm;@", "B5": 'd mmmm" в "h:mm', "B6": "dd.mm.yy"})
    plan, problems = understand(read(path))
    assert [item.when for item in plan.items] == ["15 марта", "февраль", "16 марта 14:30", "17.03.2024"]
    assert [problem.item for problem in problems if problem.code == "date-outside-year"] == [plan.items[3].id]


@pytest.mark.parametrize(("value", "form", "said"), [
    (dt.datetime(2020, 10, 15), "mmmm yyyy", "октябрь 2020"), (dt.datetime(2020, 10, 15), "mm.yyyy", "октябрь 2020"),
    (dt.datetime(2020, 10, 1), "[Red]mmmm yyyy", "октябрь 2020"), (dt.datetime(2020, 10, 15), 'd mmmm "Day"', "15 октября"),
    (dt.datetime(2020, 10, 15, 14, 30), "h:mm", "14:30"), (dt.datetime(2020, 10, 15, 14, 30), "dd.mm.yyyy h:mm", "15.10.2020 14:30"),
    (dt.timedelta(hours=14, minutes=30), "[h]:mm", "14:30"), (14.3, "0.00", "14.30"), (14, "0.00", "14.00"), (14.3, "General", "14.3"),
    (dt.datetime(2020, 10, 15, 14, 30), "dd.mm.yyyy;@", "15.10.2020"), (dt.datetime(2020, 10, 15, 14, 30), "[$-419]d mmm;@", "15 октября"),
    (dt.datetime(2020, 10, 15), 'yyyy "год"', "2020"), (dt.datetime(2020, 10, 15), "[$-419]dddd;@", "четверг"),
    (dt.datetime(2020, 10, 15), "dddd, d mmmm", "четверг 15 октября"), (dt.datetime(2020, 10, 15), "dddd, mmmm yyyy", "четверг октябрь 2020"),
    (dt.datetime(2020, 10, 15), "dd", "15"), (dt.datetime(2020, 10, 15, 14, 30), "mm:ss", "30:00"),
    (dt.datetime(2020, 10, 15), "_-dd.mm.yyyy\\ \\г\\.", "15.10.2020"), (15.1, "0.00_ ;[Red]\\-0.00\\ ", "15.10"),
    (15.1, "#,##0.00", "15.10"), (14.3, "0", "14"), (0.15, "0.00%", "0.15")])
def test_a_cell_says_what_it_shows(tmp_path: Path, value: object, form: str, said: str) -> None:
    """A day or an hour that its format hides, left over from dragging a cell down or from another program, was sure."""
    path = written(tmp_path / "план.xlsx", [["Тема", "Дата", "Место"], ["Семинар", value, "СОШ № 1"]], formats={"B2": form})
    table = next(block for block in read(path).blocks if isinstance(block, Table))
    assert table.rows[1][1].text == said


def test_what_is_struck_out_is_left_out_and_notes_are_told(tmp_path: Path) -> None:
    """A cell crossed out says nothing any more; a note pinned to a cell may change it."""
    path = written(tmp_path / "план.xlsx", [["Тема", "Дата", "Место"], ["Семинар", "15 октября", "СОШ № 1"], ["Обзор", "ноябрь", "СОШ № 2"]])
    book = openpyxl.load_workbook(path)
    book.active["C2"].font = Font(strike=True)
    book.active["B3"].comment = Comment("Лучше декабрь", "Ким А.А.")
    book.save(path)
    document = read_sheet(path)
    assert [(problem.code, problem.text) for problem in document.problems] == [
        ("struck-text", "Лист «Sheet»: зачёркнутое не прочитано: «СОШ № 1»."), ("comment", "Примечание к клетке B3: «Лучше декабрь».")]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[1]] == ["Семинар", "15 октября", ""]


def test_the_name_of_a_sheet_is_no_part_of_the_title(tmp_path: Path) -> None:
    """A sheet «План» with «План работы ...» in its first row."""
    path = tmp_path / "план.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "План"
    for row in (["План работы на 2024-2025 учебный год"], ["Тема", "Дата"], ["Семинар", "май"]):
        book.active.append(row)
    book.save(path)
    assert understand(read(path))[0].title == "План работы на 2024-2025 учебный год"


@pytest.mark.parametrize(("value", "shown"), [
    (dt.datetime(2024, 10, 17, 14, 30), "17.10.2024 14:30"), (dt.date(2024, 10, 17), "17.10.2024"), (dt.time(9, 5), "09:05"),
    (12.0, "12"), (12.5, "12.5"), ("  текст ", "текст"), (True, "True"),
])
def test_values_look_as_in_the_sheet(tmp_path: Path, value: object, shown: str) -> None:
    """Dates in the Russian order, whole numbers without a point."""
    path = written(tmp_path / "лист.xlsx", [["a", "b"], [value, "x"]])
    table = next(block for block in read_sheet(path).blocks if isinstance(block, Table))
    assert table.rows[1][0].text == shown


def test_days_counted_from_1904_are_the_days_that_are_shown(tmp_path: Path) -> None:
    """Excel for Mac counted from another day: the same number is four years later there."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["a", "b"], [dt.datetime(2024, 10, 17, 14, 30), dt.date(2024, 10, 18)]):
        book.active.append(row)
    book.save(tmp_path / "лист.xlsx")
    table = next(block for block in read_sheet(tmp_path / "лист.xlsx").blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[1]] == ["17.10.2024 14:30", "18.10.2024"]


def test_a_formula_without_a_stored_value_is_told(tmp_path: Path) -> None:
    """A formula that was never calculated has no value to read: the cell is named."""
    path = written(tmp_path / "план.xlsx", [["Тема", "Дата"], ["Семинар", '=DATE(2024,10,17)']])
    problems = read(path).problems
    assert [problem.code for problem in problems] == ["formula"]
    assert "B2" in problems[0].text


def test_hidden_sheets_and_rows_are_told(tmp_path: Path) -> None:
    """A hidden sheet is not read, hidden rows are; both are said."""
    book = openpyxl.Workbook()
    book.active.append(["Тема", "Дата"])
    book.active.append(["Семинар", "май"])
    book.active.row_dimensions[2].hidden = True
    other = book.create_sheet("Черновик")
    other.append(["старое"])
    other.sheet_state = "hidden"
    book.save(tmp_path / "план.xlsx")
    assert sorted(problem.code for problem in read(tmp_path / "план.xlsx").problems) == ["hidden-rows", "hidden-sheet"]


def test_hidden_columns_are_told(tmp_path: Path) -> None:
    """What a person does not see in the sheet is read into the row's extra columns, and said."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["План на 2024-2025 учебный год"], ["Дата", "Тема", "Бюджет"], ["17.10.2024", "Семинар", "500"]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = sheet.column_dimensions["F"].hidden = True
    book.save(tmp_path / "план.xlsx")
    document = read(tmp_path / "план.xlsx")
    assert [(problem.code, problem.text) for problem in document.problems] == [
        ("hidden-columns", "Лист «Sheet»: прочитаны и скрытые столбцы: C.")]
    assert understand(document)[0].items[0].extra == (("Бюджет", "500"),)


def test_a_plan_may_begin_in_the_second_column(tmp_path: Path) -> None:
    """An empty column A takes no sector's title from its row; a sheet «План» and an approval above are not the title."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "План"
    for row in ([None, None, None, "Утверждаю"], [None, "План работы ГМО"], [None, "2023-2024 уч. год"], [None, "№", "Сроки", "Тема"],
                [None, "Творческий раздел"], [None, 1, "октябрь", "Конкурс"]):
        sheet.append(row)
    sheet.merge_cells("B5:D5")
    book.save(tmp_path / "план.xlsx")
    plan, _ = understand(read(tmp_path / "план.xlsx"))
    assert plan.title == "План работы ГМО 2023-2024 уч. год"
    assert [(item.sector, item.number, item.topics, item.when) for item in plan.items] == [("Творческий раздел", "1", ("Конкурс",), "октябрь")]


def test_a_title_on_every_sheet_is_told_once(tmp_path: Path) -> None:
    """Sheets by months repeat the plan's title and the month: neither is text outside the rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month, day in (("Сентябрь", 12), ("Октябрь", 17)):
        sheet = book.create_sheet(month)
        for row in (["План работы ГМО на 2024-2025 учебный год"], [month], ["Дата", "Мероприятие"], [f"{day}", f"Семинар {day}"]):
            sheet.append(row)
    book.save(tmp_path / "план.xlsx")
    plan, problems = understand(read(tmp_path / "план.xlsx"))
    assert [item.when for item in plan.items] == ["12 сентября", "17 октября"]
    assert [problem.text for problem in problems if problem.code == "text-outside"] == []


def test_sheets_named_by_months_are_months(tmp_path: Path) -> None:
    """One sheet a month: its name is the heading above its table."""
    book = openpyxl.Workbook()
    for name in ("Октябрь", "Ноябрь"):
        sheet = book.create_sheet(name)
        sheet.append(["Число", "Мероприятие", "Ответственный"])
        sheet.append([15, f"Встреча {name}", "Ким А.А."])
    del book["Sheet"]
    book.save(tmp_path / "План на 2024-2025.xlsx")
    plan, _ = understand(read(tmp_path / "План на 2024-2025.xlsx"))
    assert [(item.sector, item.when) for item in plan.items] == [("Октябрь", "15 октября"), ("Ноябрь", "15 ноября")]


def test_a_part_of_a_cell_that_is_struck_out_is_left_out(tmp_path: Path) -> None:
    """«~~15 октября~~ 22 октября»: Excel keeps such a cell's text in runs, each with its own font, in a part for all sheets."""
    plain = written(tmp_path / "план.xlsx", [["Тема", "Дата"], ["Семинар", "?"], ["Обзор", "ноябрь"]])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    changes = {"</Types>": f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
               '<c r="B2" t="inlineStr"><is><t>?</t></is></c>': '<c r="B2" t="s"><v>0</v></c>'}
    path = tmp_path / "части.xlsx"
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(path, "w") as changed:
        for name in package.namelist():
            text = package.read(name).decode()
            for old, new in changes.items():
                text = text.replace(old, new)
            changed.writestr(name, text)
        changed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><r><rPr><strike/></rPr><t>15 октября</t></r>'
                         '<r><t xml:space="preserve"> 22 октября</t></r></si></sst>')
    document = read_sheet(path)
    assert [problem.text for problem in document.problems] == ["Лист «Sheet»: зачёркнутое не прочитано: «15 октября»."]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row[1].text for row in table.rows] == ["Дата", "22 октября", "ноябрь"]


def test_what_stands_under_a_merged_cell_is_left_out_and_told(tmp_path: Path) -> None:
    """A merge by the painter of formats leaves the values below: Excel shows the first one alone."""
    path = written(tmp_path / "a.xlsx", [
        ["План работы на 2026-2027 учебный год"], ["№", "Тема", "Дата", "Место"],
        [1, "Обзор", "15.10.2026", "СШ № 5"], [2, "Смотр", "20.11.2026", "СШ № 5"], [3, "Слёт", "май", "ЦДО"]])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    merges = b'</sheetData><mergeCells><mergeCell ref="C3:C4"/><mergeCell ref="D3:D4"/></mergeCells>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", merges)
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    document = read_sheet(path)
    assert [(problem.code, problem.text) for problem in document.problems] == [
        ("hidden-text", "Лист «Sheet»: текст под объединённой клеткой не виден и не прочитан: «20.11.2026».")]
    assert [(item.when, item.places) for item in understand(document)[0].items] == [
        ("15.10.2026", ("СШ № 5",)), ("15.10.2026", ("СШ № 5",)), ("май", ("ЦДО",))]


def test_a_line_break_that_another_program_wrote_is_none_of_the_text(tmp_path: Path) -> None:
    """«Смотр_x000D_⏎чтецов», as accounting programs export it, would stand so in the mails."""
    path = written(tmp_path / "a.xlsx", [["Тема", "Дата"], ["Смотр_x000D_\nчтецов", "май"]])
    assert [item.topics for item in understand(read_sheet(path))[0].items] == [("Смотр чтецов",)]


def test_a_row_whose_topic_is_struck_out_takes_none_from_above(tmp_path: Path) -> None:
    """Its day is not one more of the row above."""
    path = written(tmp_path / "a.xlsx", [["План работы на 2026-2027 учебный год"], ["№", "Тема", "Дата", "Место"],
                                         [1, "Семинар", "22.10.2026 14:30", "ЦДО"], [2, "Слёт", "23.11.2026 14:30", "ЦДО"]])
    book = openpyxl.load_workbook(path)
    book.active["B4"].font = Font(strike=True)
    book.save(path)
    plan, problems = understand(read(path))
    assert [(item.topics, item.when) for item in plan.items] == [(("Семинар",), "22.10.2026 14:30")]
    assert "no-topic" in {problem.code for problem in problems}
