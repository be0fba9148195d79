"""The people file: every shape people save it in; a bad row stops nobody else."""

import io
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from notifier.edges.files.sheet import MAX_ARCHIVE_MEMBERS
from notifier.edges.people import LEFT_LONG_AGO, parse_people, read_people
from notifier.model.person import Person
from notifier.model.problem import Severity

HEADER = "name,email,school,groups,greeting,left\n"


def xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook with these rows on its first sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_country_is_no_mistake(tmp_path: Path) -> None:
    """40 000 librarians with long school names are 11 MB; other files of that size are refused."""
    school = "МБОУ «Средняя школа № 900 имени Героя Советского Союза П.П. Петрова»"
    file = tmp_path / "people.csv"
    file.write_text(HEADER + "".join(f"Иванова Анна Петровна,anna{i}@school.example,{school},молодые специалисты,Уважаемая Анна Петровна!,\n"
                                     for i in range(40_000)), encoding="utf-8")
    assert file.stat().st_size > 10 * 2**20
    people, problems = read_people(file)
    assert (len(people), problems) == (40_000, [])


def test_the_interfaces_columns() -> None:
    """name, email, school, groups, greeting, left; further columns are ignored; the order does not matter."""
    people, problems = parse_people("""телефон,email,name,school,groups,greeting,left
1,Ivanova@Yandex.ru,Иванова А. А.,СШ № 1,молодые специалисты|совет,Анна Андреевна,
2,petrova@mail.ru,"Петрова, Б. Б.",СШ № 2,,,31.01.2021
""".encode(), file="f.csv")
    assert problems == []
    assert people == [
        Person("ivanova@yandex.ru", "Иванова А. А.", "СШ № 1", ("молодые специалисты", "совет"), "Анна Андреевна", None, 2),
        Person("petrova@mail.ru", "Петрова, Б. Б.", "СШ № 2", (), "", date(2021, 1, 31), 3)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_marks(delimiter: str, ends: str, mark: str) -> None:
    """Excel saves with semicolons, CRLF and a BOM; others with commas or tabs."""
    rows = (("ФИО", "почта"), ("Иванова", "a@mail.ru"), ("", ""), ("Петрова", "b@mail.ru"))
    text = mark + ends.join(delimiter.join(row) for row in rows)
    people, problems = parse_people(text.encode(), file="f.csv")
    assert problems == []
    assert people == [Person("a@mail.ru", "Иванова", line=2), Person("b@mail.ru", "Петрова", line=4)]


@pytest.mark.parametrize("header", ["ФИО;почта;школа;группы;обращение;выбыл", "Имя;E-mail;Школа;Группы;Обращение;Выбыла",
                                    "Ф.И.О.;Электронная почта;Учреждение;Группа;Приветствие;Дата выбытия",
                                    "sep=;\nname;email;school;groups;greeting;left"])
def test_russian_headers(header: str) -> None:
    """The header as people write it; case, dots and spaces do not matter."""
    [person], problems = parse_people(f"{header}\nИванова;a@mail.ru;СШ № 1;совет;Анна;да\n".encode(), file="f")
    assert problems == []
    assert (person.name, person.school, person.groups, person.greeting, person.left) == (
        "Иванова", "СШ № 1", ("совет",), "Анна", LEFT_LONG_AGO)


def test_the_same_mailbox_is_one_person() -> None:
    """Whatever the letter case: groups united, blanks filled, and a warning; left only when both rows say so."""
    people, [problem] = parse_people((HEADER + """Иванова,IVANOVA@ya.ru,,совет|Молодые,,да
,ivanova@YA.ru,СШ № 1,молодые|методисты,,
""").encode(), file="f.csv")
    assert people == [Person("ivanova@ya.ru", "Иванова", "СШ № 1", ("совет", "Молодые", "методисты"), "", None, 2)]
    assert (problem.code, problem.severity.value, problem.where) == ("same-address", "warning", "f.csv:3")
    assert "в строках 2 и 3" in problem.text


def test_bad_rows_are_told_and_the_others_read() -> None:
    """Each bad row with its line and reason."""
    people, problems = parse_people((HEADER + """Иванова,иванова@mail.ru,,,,
Петрова,petrova@mail.ru,,,,
Сидорова,,,,,
Ким,kim@mаil.ru,,,,
"Ли",li@x.ru,,,,когда-то
Многострочная,"a@b.ru
Bcc: c@d.ru",,,,
Последняя,last@школа.рф,,,,31.02.2021
""").encode(), file="f.csv")
    assert [(person.email, person.line) for person in people] == [
        ("petrova@mail.ru", 3), ("li@x.ru", 6), ("last@xn--80atdl2c.xn--p1ai", 9)]
    assert [(problem.code, problem.line) for problem in problems] == [
        ("bad-address", 2), ("bad-address", 4), ("bad-address", 5), ("bad-left", 6), ("bad-address", 7), ("bad-left", 9)]
    assert "(Иванова), «иванова@mail.ru»: перед @ русская буква «и»" in problems[0].text
    assert {problem.severity for problem in problems} == {Severity.ERROR}, "the coordinator hears of each"
    assert all(person.left is None for person in people), "an unclear «выбыл» takes nobody off the list silently"


@pytest.mark.parametrize("row", ['Анна,anna@x.example,"СШ № 1,,', '"Анна,anna@x.example,СШ № 1,,'])
@pytest.mark.parametrize("end", ['Вера,vera@x.example,СШ № 3,,', 'Вера,vera@x.example,"СШ ""Лицей""",,', 'Вера,vera@x.example,"СШ № 3,,'])
def test_an_open_quote_takes_no_other_row_away(row: str, end: str) -> None:
    """They stood in the first person's school, and got nothing."""
    people, problems = parse_people(f"name,email,school,groups,left\n{row}\nБорис,boris@x.example,СШ № 2,,\n{end}\n".encode(), file="p.csv")
    assert [(one.name, one.email, one.school) for one in people[:2]] == [
        ("Анна", "anna@x.example", "СШ № 1"), ("Борис", "boris@x.example", "СШ № 2")]
    assert (people[2].name, people[2].school, problems) == ("Вера", 'СШ "Лицей"' if "Лицей" in end else "СШ № 3", [])


@pytest.mark.parametrize(("rows", "people"), [
    ('Анна,anna@x.example,"СШ № 1\nБорис,boris@x.example,"Лицей",2\nВера,vera@x.example,СШ № 3"', "Анна Борис Вера"),
    ('Анна,anna@x.example,"СШ № 1\n"Борис",boris@x.example,"СШ № 2"', "Анна Борис"),
    ('"Ким, Анна",anna@x.example,СШ "Лицей\nБорис,boris@x.example,СШ № 2', "Ким, Анна Борис")])
def test_quotes_between_letters_take_nobody_away(rows: str, people: str) -> None:
    """The row behind such a quote was gone without a word, and a name with a comma was cut where another cell had an odd quote."""
    found, problems = parse_people(f"name,email,school,groups\n{rows}\n".encode(), file="p.csv")
    assert (" ".join(one.name for one in found), problems) == (people, [])


def test_rows_between_two_stray_quotes_are_missed_and_told() -> None:
    """Whoever stands between them may be in a cell of several lines."""
    people, problems = parse_people(
        'name,email,school,groups,left\nАнна,anna@x.example,"СШ № 1,,\nБорис,boris@x.example,СШ № 2,,\nВера,vera@x.example,СШ № 3",,\n'.encode(),
        file="p.csv")
    assert people == []
    assert [(problem.code, problem.line) for problem in problems] == [("open-quote", 2), ("no-people", None)]
    assert "кавычку" in problems[0].advice


def test_a_cell_of_several_lines_is_a_cell() -> None:
    """Also with an address and commas in it."""
    people, problems = parse_people(b'name,email,school,contacts\nAnna,anna@x.example,"A\nB","tel. 1, 2,\ninfo@x.example, 3"\n', file="p.csv")
    assert ([person.email for person in people], problems) == (["anna@x.example"], [])


@pytest.mark.parametrize(("rows", "advice"), [("", "Впишите людей под строкой заголовка"), ("Анна,нет\n", "Исправьте строки")])
def test_a_list_of_nobody_says_what_to_do(rows: str, advice: str) -> None:
    """A header alone, as the installation makes it, and rows that are all bad are two different things."""
    people, problems = parse_people((HEADER + rows).encode(), file="f.csv")
    assert people == []
    assert problems[-1].code == "no-people"
    assert problems[-1].advice.startswith(advice)


@pytest.mark.parametrize(("written", "left"), [("да", LEFT_LONG_AGO), ("Да", LEFT_LONG_AGO), ("+", LEFT_LONG_AGO),
                                               ("нет", None), ("", None), ("-", None),
                                               ("2021-01-31", date(2021, 1, 31)), ("31.01.2021", date(2021, 1, 31)),
                                               ("1.2.2021 г.", date(2021, 2, 1)), ("31.01.21", date(2021, 1, 31)),
                                               ("2021-01-31 00:00:00", date(2021, 1, 31)), ("уволена", LEFT_LONG_AGO), ("Уволилась", LEFT_LONG_AGO)])
def test_left(written: str, left: date | None) -> None:
    """A day, yes, no or nothing."""
    [person], problems = parse_people((HEADER + f"И,a@b.ru,,,,{written}\n").encode(), file="f")
    assert problems == []
    assert person.left == left


@pytest.mark.parametrize(("groups", "told"), [
    ("совет|методисты", []), ("Совет; методисты", [("groups-comma", Severity.ERROR, 2)]),
    ("методисты, второй год", [("groups-comma", Severity.WARNING, 2)])])
def test_groups_between_commas_are_told(groups: str, told: list[tuple[str, Severity, int]]) -> None:
    """They would be one group that no row of the plan names: the person is invited to nothing of either, and nobody knows. By mail, too,
    where one of them is somebody else's group; else it may be a name."""
    _, problems = parse_people((HEADER + f'И,a@b.ru,,"{groups}",,\nК,c@b.ru,,совет,,\n').encode(), file="f")
    assert [(problem.code, problem.severity, problem.line) for problem in problems] == told


def test_windows_1251_is_answered_with_how_to_save(tmp_path: Path) -> None:
    """What Excel writes as plain «CSV» in Russia."""
    file = tmp_path / "librarians.csv"
    file.write_bytes("ФИО;почта\nИванова Анна Андреевна;a@mail.ru\n".encode("cp1251"))
    people, [problem] = read_people(file)
    assert people == []
    assert (problem.code, problem.file, problem.line) == ("encoding", str(file), 1)
    assert "Windows-1251" in problem.text
    assert "CSV UTF-8" in problem.advice


@pytest.mark.parametrize(("content", "code"), [
    (b"", "no-people"), (b"\n\n", "no-people"), (HEADER.encode(), "no-people"), ("Иванова;a@mail.ru\n".encode(), "no-header"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old-excel"), (b"PK\x03\x04 broken", "bad-xlsx"),
    (b"name,email\n\"" + b"x" * 200_000, "csv"),
])
def test_files_that_are_no_list(content: bytes, code: str) -> None:
    """Each with its own words; nobody is read."""
    people, problems = parse_people(content, file="f")
    assert people == []
    assert [problem.code for problem in problems] == [code]
    assert all(problem.advice for problem in problems)


@pytest.mark.parametrize(("form", "left"), [("dd.mm.yyyy;@", True), ("d mmm", True), ("mmmm yyyy", False), ("yyyy", False), ("h:mm", False)])
def test_a_day_that_the_cell_hides_is_not_the_one_somebody_left_on(form: str, left: bool) -> None:
    """«2021» is kept as a day of that year: it is told, and the person stays in the list."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx([["name", "email", "left"], ["Анна", "anna@x.example", datetime(2021, 1, 31)]])))  # noqa: DTZ001
    book.active["C2"].number_format = form
    stream = io.BytesIO()
    book.save(stream)
    [person], problems = parse_people(stream.getvalue(), file="f.xlsx")
    assert (person.left, [problem.code for problem in problems]) == ((date(2021, 1, 31), []) if left else (None, ["bad-left"]))


def test_xlsx_with_the_same_header() -> None:
    """Dates are dates, numbers lose their «.0», a formula's row is refused, empty rows are nothing."""
    people, problems = parse_people(xlsx([
        ["ФИО", "Почта", "Школа", "Группы", "Обращение", "Выбыл"],
        ["Иванова", "a@mail.ru", 28, "совет|молодые специалисты", None, None],
        [],
        [None, "b@mail.ru", 28.0, None, None, datetime.fromisoformat("2021-01-31")],
        ["Хитрый", '=HYPERLINK("x","c@mail.ru")', None, None, None, None],
    ]), file="f.xlsx")
    assert people == [Person("a@mail.ru", "Иванова", "28", ("совет", "молодые специалисты"), "", None, 2),
                      Person("b@mail.ru", "", "28", (), "", date(2021, 1, 31), 4)]
    assert [(problem.code, problem.line) for problem in problems] == [("formula", 5)]


def test_lines_numbered_beforehand_are_nobody() -> None:
    """«№» goes on below the last name, in Excel often by a formula: nobody stands there, and who stands beside one is read."""
    book = xlsx([["№", "ФИО", "Почта"], [1, "Анна", "a@b.ru"], ["=A2+1", "Борис", "b@b.ru"], ["=A3+1", None, None]])
    for content, line in ((book, 3), ("№;ФИО;Почта\n1;Анна;a@b.ru\n2;Борис;b@b.ru\n3;;\n4; ;\n".encode(), 3)):
        people, problems = parse_people(content, file="f")
        assert ([(person.email, person.line) for person in people], problems) == ([("a@b.ru", 2), ("b@b.ru", line)], [])


def archive(**members: bytes) -> bytes:
    """A zip with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return stream.getvalue()


@pytest.mark.parametrize(("made", "code"), [
    (lambda: archive(xl__workbook_xml=b"<a/>", xl__sheet=b"\0" * 60 * 2**20), "archive-bomb"),
    (lambda: archive(xl__workbook_xml=b"<a/>", **{f"x{number}": b"" for number in range(MAX_ARCHIVE_MEMBERS)}), "archive-bomb"),
    (lambda: archive(xl__workbook_xml=b"<a/>", xl__vbaProject_bin=b""), "macros"),
    (lambda: archive(word__document_xml=b"<a/>"), "bad-xlsx"),
    (lambda: archive(xl__workbook_xml=b"<a/>"), "bad-xlsx"),
    (lambda: archive(**{"[Content_Types]_xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xl__workbook_xml": b"<a/>"}), "bad-xlsx"),
])
def test_hostile_workbooks_are_refused(made: Callable[[], bytes], code: str) -> None:
    """Bombs before they are unpacked, macros, entities, other archives."""
    people, problems = parse_people(made(), file="f.xlsx")
    assert people == []
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_sound_workbook_with_entities_is_refused(member: str) -> None:
    """The same book is read without them: it is the DTD that is refused, in whatever part it stands."""
    book = xlsx([["name", "email"], ["Анна", "anna@mail.example"]])
    assert [person.email for person in parse_people(book, file="f.xlsx")[0]] == ["anna@mail.example"]
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(stream, "w") as file:
        for name in given.namelist():
            part = given.read(name)
            file.writestr(name, b'<!DOCTYPE x [<!ENTITY a "b">]>' + part[part.find(b"?>") + 2 if b"?>" in part else 0:] if name == member else part)
    people, problems = parse_people(stream.getvalue(), file="f.xlsx")
    assert (people, [problem.code for problem in problems]) == ([], ["bad-xlsx"])


def test_a_sheet_that_is_empty_far_down_ends(tmp_path: Path) -> None:
    """A stray cell in row 1 048 576 does not cost a million rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["email"])
    book.active.append(["a@mail.ru"])
    book.active.cell(row=1_048_576, column=1, value="z@mail.ru")
    book.save(tmp_path / "f.xlsx")
    begun = time.process_time()
    people, problems = read_people(tmp_path / "f.xlsx")
    assert [person.email for person in people] == ["a@mail.ru"]
    assert problems == []
    assert time.process_time() - begun < 3


def test_forty_thousand_rows_are_read_in_a_moment() -> None:
    """The country's list is read again at every change of the file."""
    text = HEADER + "".join(f'"Иванова {row}, А. А.",librarian{row}@school{row % 500}.example,СШ № {row},совет|молодые,,\n'
                            for row in range(40_000))
    begun = time.process_time()
    people, problems = parse_people(text.encode(), file="f")
    taken = time.process_time() - begun
    assert (len(people), problems) == (40_000, [])
    assert taken < 3, "0.6 s on the slowest machine seen; the rest is for a busy one"


@pytest.mark.parametrize("text", [
    "Список библиотекарей\nname,email\nАнна,a@b.ru\nБорис,b@b.ru\n", "Список, на 01.09.2026;;\n;;\nФИО;Почта;\nАнна;a@b.ru;\nБорис;b@b.ru;\n",
    "ФИО;Адрес;Телефон;E-mail\nАнна;ул. Ленина, 1;1;a@b.ru\nБорис;ул. Мира, 2;2;b@b.ru\n", "ФИО;Адрес\nАнна;a@b.ru\nБорис;b@b.ru\n"])
def test_a_title_above_the_header_and_a_street_beside_the_mailbox(text: str) -> None:
    """As schools keep their lists: nobody was read."""
    people, problems = parse_people(text.encode(), file="f.csv")
    assert ([(person.name, person.email) for person in people], problems) == ([("Анна", "a@b.ru"), ("Борис", "b@b.ru")], [])


def test_a_title_above_the_header_of_a_workbook() -> None:
    """The same in Excel; the line is that of the sheet."""
    people, problems = parse_people(xlsx([["Список библиотекарей города"], [], ["ФИО", "Почта"], ["Анна", "a@b.ru"]]), file="f.xlsx")
    assert ([(person.email, person.line) for person in people], problems) == ([("a@b.ru", 4)], [])


@pytest.mark.parametrize(("end", "code"), [("Вера,vera@mail.exam", ["cut-row"]), ("Вера,vera@mail.example,СШ № 2,молодые спец", ["cut-row"]),
                                           ("Вера,vera@mail.example,СШ № 2,совет,,", []), ("Вера,vera@mail.example\n", [])])
def test_the_last_line_of_a_list_that_is_half_saved_is_left_out(end: str, code: list[str]) -> None:
    """Its address is half of one: somebody else, or nobody, would get the invitation."""
    people, problems = parse_people((HEADER + "Анна,anna@mail.example,СШ № 1,,,\nБорис,boris@mail.example,СШ № 3,,,\n" + end).encode(), file="f")
    assert ([problem.code for problem in problems], len(people)) == (code, 2 if code else 3)
    assert all(problem.line == 4 for problem in problems)
