"""The text form: rows found by counting, though blank lines stand between and inside cells."""

from pathlib import Path

import pytest

from notifier.core.plan.understanding import understand
from notifier.edges.documents.text import parse_text, read_text
from notifier.model.plan import Document, Table

HEADER = "План на 2020-2021 учебный год\n\n\t№\n\tТема\n\tДата\n\tМесто\n\tОтветственный\n\n"


def read(text: str) -> Document:
    return parse_text(text, name="текст", path=Path("текст.txt"))


def sizes(document: Document) -> list[int]:
    return [len(row) for block in document.blocks if isinstance(block, Table) for row in block.rows]


def test_a_blank_line_inside_a_cell_does_not_end_the_row() -> None:
    """«24 сентября», blank, «14.30» is one cell; the row has five."""
    document = read(HEADER + "\t1.\n\tТема\n\n\t24 сентября 2020\n\n14.30\n\n\tЦДО\n\tИванова И.И.\n")
    assert sizes(document) == [5, 5]
    assert understand(document)[0].items[0].when == "24 сентября 2020 14.30"


def test_titles_and_merged_rows_are_shorter() -> None:
    """One cell is a title over all columns, two are a merged topic and its person."""
    document = read(HEADER + "\tПервый сектор\n\n\tПриказ\n\tИванова И.И.\n\n\t1.\n\tТема\n\tмай\n\tЦДО\n\tИванова И.И.\n")
    plan, _ = understand(document)
    assert [(item.id, item.topics, item.responsible) for item in plan.items] == [
        ("perv-a", ("Приказ",), ("Иванова И.И.",)), ("perv-1", ("Тема",), ("Иванова И.И.",))]


def test_a_merged_row_may_keep_the_number_s_empty_cell() -> None:
    """An empty number, a merged topic and its person are one row, and the title above it stays a title."""
    document = read(HEADER + "\t1.\n\tТема\n\tмай\n\tЦДО\n\tИванова И.И.\n\n\tII. Сектор развития\n\n"
                    "\t\n\tВыездные площадки в библиотеках района с целью обмена опытом\n\tИванова И.И.\n\n"
                    "\t1.\n\tМастер-класс\n\tиюнь\n\tЦДО\n\tИванова И.И.\n")
    plan, _ = understand(document)
    assert [(item.id, item.when, item.places, item.responsible) for item in plan.items[1:]] == [
        ("razv-a", "", (), ("Иванова И.И.",)), ("razv-1", "июнь", ("ЦДО",), ("Иванова И.И.",))]


def test_a_title_inside_the_table_does_not_set_its_width() -> None:
    """The header's cells are counted, not the one cell of the title above them."""
    document = read("\tПлан на 2020-2021 учебный год\n\n\t№\n\tТема\n\tДата\n\n\t1.\n\tСеминар\n\tмай\n\n")
    assert sizes(document) == [1, 3, 3]
    plan, _ = understand(document)
    assert (plan.title, str(plan.school_year), [item.when for item in plan.items]) == ("План на 2020-2021 учебный год", "2020-2021", ["май"])


def test_text_after_the_last_row_is_no_part_of_it() -> None:
    """A signature below the table is a paragraph."""
    document = read(HEADER + "\t1.\n\tТема\n\tмай\n\tЦДО\n\tИванова И.И.\n\nРуководитель ______ Петрова\n")
    assert document.blocks[-1] == "Руководитель ______ Петрова"
    assert understand(document)[0].items[0].responsible == ("Иванова И.И.",)


@pytest.mark.parametrize("text", [
    "№\tТема\tДата\n1\tСеминар\tмай\n2\tКонкурс\tиюнь\n",
    "| № | Тема | Дата |\n|---|---|---|\n| 1 | Семинар | май |\n| 2 | Конкурс | июнь |\n",
])
def test_one_row_a_line_is_read_too(text: str) -> None:
    """Tabs copied from a sheet, and tables drawn with bars."""
    plan, _ = understand(read("План на 2020-2021 учебный год\n\n" + text))
    assert [(item.number, item.topics, item.when) for item in plan.items] == [("1", ("Семинар",), "май"), ("2", ("Конкурс",), "июнь")]


@pytest.mark.parametrize("cell", ["15 октября\n14.30", "20.03 -\n25.03", "«Ночь»,\n15 октября"])
def test_a_cell_of_several_lines_copied_from_a_sheet_is_one_cell(cell: str) -> None:
    """Excel puts it in quotes; its second line was lost, and with it the hour or the last day. Other quotes stay."""
    rows = f'1\t"Бал" в школе\t"{cell}"\tЦДО\n2\tСлёт\tмай\tЦДО\n'
    document = read("План на 2020-2021 учебный год\n№\tТема\tДата\tМесто\n" + rows)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[1]] == ["1", '"Бал" в школе', cell, "ЦДО"]
    assert sizes(document) == [4, 4, 4]


def test_two_columns_copied_from_a_sheet_are_a_table() -> None:
    """One tab a line is enough where no line begins with one."""
    plan, _ = understand(read("План на 2020-2021 учебный год\nТема\tДата\nБал\t15 октября\nСлёт\tмай\n"))
    assert [(item.topics, item.when) for item in plan.items] == [(("Бал",), "15 октября"), (("Слёт",), "май")]


def test_bom_and_dos_lines_change_nothing(tmp_path: Path) -> None:
    """Windows' Notepad writes both."""
    text = HEADER + "\t1.\n\tТема\n\tмай\n\tЦДО\n\tИванова И.И.\n"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert sizes(read_text(tmp_path / "a.txt")) == [5, 5]


def test_a_title_that_begins_with_its_part_is_no_sentence() -> None:
    """«V. Раздел. Юбилеи» has a full stop inside and is a title all the same; a sentence is not."""
    rows = [f"\t{title}\n\n\t1.\n\tТема\n\tмай\n\tЦДО\n\tИванова И.И.\n\n" for title in ("I. Раздел. Чтение", "2-й модуль. Работа с фондом")]
    plan, _ = understand(read(HEADER + "".join(rows)))
    assert [(item.id, item.sector) for item in plan.items] == [("chte-1", "I. Раздел. Чтение"), ("rabo-1", "2-й модуль. Работа с фондом")]


def test_a_table_of_another_width_follows_below_a_line_of_text() -> None:
    """«II. Консультации» between two tables: the second has three columns, and both keep their rows."""
    document = read(HEADER + "\t1.\n\tСовещание\n\tмай\n\tЦДО\n\tИванова И.И.\n\nII. Консультации\n\n"
                    "\tТема\n\tСроки\n\tОтветственный\n\n\tУчебники\n\tоктябрь\n\tКим А.А.\n")
    plan, _ = understand(document)
    assert [(item.sector, item.topics, item.when, item.responsible) for item in plan.items] == [
        ("", ("Совещание",), "май", ("Иванова И.И.",)), ("II. Консультации", ("Учебники",), "октябрь", ("Ким А.А.",))]


def test_a_number_and_a_merged_title_are_a_part_of_the_plan() -> None:
    """«1 | Организационная работа», below it 1.1: the number has its own cell, the title is merged over the others."""
    document = read(HEADER + "\t1\n\tОрганизационная работа\n\n\t1.1\n\tСовещание\n\tмай\n\tЦДО\n\tИванова И.И.\n")
    plan, _ = understand(document)
    assert [(item.sector, item.number, item.topics) for item in plan.items] == [("1 Организационная работа", "1.1", ("Совещание",))]


def test_semicolons_between_cells_are_a_table() -> None:
    """A sheet saved as CSV: its title in the first row, quotes around what has a semicolon; «дети; родители» is prose."""
    document = read("План на 2026-2027 учебный год;;;\n№;Мероприятие;Дата;Ответственный\n1;\"Неделя; итоги\";25-29 января;Соя В.В.\n"
                    "2;Урок \"Книга\";11.02.2027;Соя В.В.\n\nСоставил; Соя В.В.\n")
    plan, problems = understand(document)
    assert plan.title == "План на 2026-2027 учебный год"
    assert [(item.number, item.topics, item.when, item.responsible) for item in plan.items] == [
        ("1", ("Неделя; итоги",), "25-29 января", ("Соя В.В.",)), ("2", ("Урок \"Книга\"",), "11.02.2027", ("Соя В.В.",))]
    assert any("Составил; Соя В.В." in problem.text for problem in problems)


def test_tables_of_different_widths_are_read_from_one_csv() -> None:
    """The second has fewer columns; it was prose, and so was the first."""
    document = read("План на 2026-2027 учебный год\n№;Тема;Дата;Отв.\n1;Форум;16.10.2026;Соя В.В.\n\nКонсультации;;\nТема;Дата;Место\nФонд;20.11;ЦДО\n")
    assert sizes(document) == [4, 4, 3, 3, 3]
    assert [(item.sector, item.topics, item.places) for item in understand(document)[0].items] == [
        ("", ("Форум",), ()), ("Консультации", ("Фонд",), ("ЦДО",))]


def test_a_row_with_a_semicolon_too_many_is_told_and_stops_no_other() -> None:
    """Which of its cells is none can't be known, except where a blank says that a sentence goes on; the whole file was refused."""
    plan, problems = understand(read(
        "План на 2026-2027 учебный год\n№;Тема;Дата;Место\n1;Форум;16.10.2026;ДК\n2;Б;В;13.11.2026;ЦДО\n3;Семинар; практикум;14.11.2026;ЦДО\n"
        "4;Итоги;20.05.2027;ДК;;\n5;Конкурс;апрель 2027\n"))
    assert [(item.number, item.topics, item.when, item.places) for item in plan.items] == [
        ("1", ("Форум",), "16.10.2026", ("ДК",)), ("3", ("Семинар; практикум",), "14.11.2026", ("ЦДО",)),
        ("4", ("Итоги",), "20.05.2027", ("ДК",)), ("5", ("Конкурс",), "апрель 2027", ())]
    assert ["Строка 4 не прочитана: «2;Б;В;13.11.2026;ЦДО». В ней клеток 5, а в таблице 4." in one.text for one in problems
            if one.code == "row-not-read"] == [True]


def test_a_semicolon_too_many_below_a_month_takes_no_other_row_away() -> None:
    """The first line below the month is as wide as no other; those behind it were text outside the table."""
    plan, problems = understand(read(
        "План на 2026-2027 учебный год\n№;Тема;Дата;Место\nОктябрь\n1;Форум;16.10.2026;ДК\n2;Бал;17.10.2026;ДК\n"
        "Ноябрь\n3;Б;В;13.11.2026;ЦДО\n4;Слёт;14.11.2026;ЦДО\n5;Смотр;15.11.2026;ЦДО\n"))
    assert [(item.sector, item.topics[0]) for item in plan.items] == [
        ("Октябрь", "Форум"), ("Октябрь", "Бал"), ("Ноябрь", "Слёт"), ("Ноябрь", "Смотр")]
    assert "row-not-read" in {one.code for one in problems}


def test_a_cell_of_a_csv_goes_on_inside_its_quotes() -> None:
    """A cell of two lines, and two of them side by side."""
    document = read('План на 2026-2027 учебный год;;;\n№;Тема;Дата;Место\n1;"Форум\nкниги";"16.10.2026\n14.30";ДК\n2;"О ""Сове""";20.11;ДК\n')
    assert [(item.topics, item.when) for item in understand(document)[0].items] == [
        (("Форум книги",), "16.10.2026 14.30"), (('О "Сове"',), "20.11")]


def test_commas_between_cells_are_a_table_in_a_csv() -> None:
    """As a spreadsheet of the web saves it; in a text without that name lines with commas are prose."""
    text = ('"План на 2026-2027 учебный год",,,\n№,Тема,Дата,Место\n1,"Форум «Книга, год»\nшколы","16.10.2026\n14.30","СШ № 3, каб. 5"\n'
            '2,"О ""Сове""",20.11,\n')
    plan, _ = understand(parse_text(text, name="план", path=Path("план.CSV")))
    assert plan.title == "План на 2026-2027 учебный год"
    assert [(item.topics, item.when, item.places) for item in plan.items] == [
        (("Форум «Книга, год» школы",), "16.10.2026 14.30", ("СШ № 3, каб. 5",)), (('О "Сове"',), "20.11", ())]
    assert sizes(read(text)) == []


@pytest.mark.parametrize("separator", [";", ","])
def test_a_csv_may_have_two_columns(separator: str) -> None:
    """Where no line has more; a text without that name stays prose."""
    text = f"План на 2026-2027 учебный год{separator}\nСрок{separator}Тема\n15.10{separator}Форум\nоктябрь{separator}Слёт\n"
    plan, _ = understand(parse_text(text, name="план", path=Path("план.csv")))
    assert [(item.topics, item.when) for item in plan.items] == [(("Форум",), "15.10"), (("Слёт",), "октябрь")]
    assert sizes(read(text)) == []


@pytest.mark.parametrize("mark", ["\v", "\f", "\x85", "\u2028"])
def test_a_line_break_of_word_s_ends_no_row_of_a_csv(mark: str) -> None:
    """Pasted into a cell of Excel, one took the other cells of its row away, and with them the whole table."""
    document = read(f"План на 2026-2027 учебный год;;;\n№;Тема;Дата;Место\n1;Форум{mark}книги;16.10;ДК\n2;О сове;20.11;ДК\n")
    assert [(item.topics, item.when) for item in understand(document)[0].items] == [(("Форум книги",), "16.10"), (("О сове",), "20.11")]


def test_prose_with_semicolons_stays_prose() -> None:
    """Lists in sentences have blanks behind their semicolons, and their number differs from line to line."""
    assert sizes(read("План\nдети; родители; педагоги\nшколы; сады; клубы\nда;нет;может\n")) == []
