"""TOML files: lines for everything, and syntax errors in words a person can act on."""

import time
import tomllib
import unicodedata
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from notifier.edges.files.text import MAX_FILE_BYTES
from notifier.edges.files.toml import parse_toml, read_toml


def test_every_key_and_table_has_its_line() -> None:
    """Headers, dotted and quoted keys, inline tables, arrays and arrays of tables, strings that look like any of them."""
    toml, problems = parse_toml('''# заметка
[dates]
"teor-2" = "x" # [нет]
"a b".c = """
[z]
q = 1
"""
x = [
  { t = "a", w = "]" },   # ]
  { t = 'b' },
]

[[o]]
a = 2020-01-01T10:00:00
[[o]]
b = {c = {d = 1}, "e\\u0041" = [1,[2]]}
[o.sub]
q = 1''', file="f.toml")
    assert problems == []
    assert toml is not None
    assert {place: line for place, line in toml.lines.items() if place[0] == "o" or len(place) < 3} == {
        ("dates",): 2, ("dates", "teor-2"): 3, ("dates", "a b"): 4, ("dates", "x"): 8,
        ("o",): 13, ("o", 0): 13, ("o", 0, "a"): 14, ("o", 1): 15, ("o", 1, "b"): 16,
        ("o", 1, "b", "c"): 16, ("o", 1, "b", "c", "d"): 16,
        ("o", 1, "b", "eA"): 16, ("o", 1, "b", "eA", 0): 16, ("o", 1, "b", "eA", 1): 16, ("o", 1, "b", "eA", 1, 0): 16,
        ("o", 1, "sub"): 17, ("o", 1, "sub", "q"): 18}
    assert toml.line("dates", "x", 1, "t") == 10
    assert toml.line("dates", "x", 1, "absent") == 10
    assert toml.line("absent") is None


KEYS = st.text("abж. \"'\\#[]=", min_size=1, max_size=6)
SCALARS = st.one_of(st.text(max_size=12), st.integers(-5, 5), st.booleans(), st.datetimes(), st.dates(), st.times())
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
                      max_leaves=8)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_the_walk_finds_exactly_what_tomllib_finds(data: dict[str, object]) -> None:
    """Whatever a file says, every place of its data has a line, and no other place has one."""
    text = tomlkit.dumps(data)

    def places(value: object, at: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {at} | {place for key, part in parts for place in places(part, (*at, key))}

    toml, problems = parse_toml(text, file="f")
    assert problems == []
    assert toml is not None
    assert set(toml.lines) == places(tomllib.loads(text)) - {()}


@pytest.mark.parametrize(("text", "line", "words", "advice"), [
    ('[dates]\n"teor-2" = 19.11.2020 14:30', 2, "что-то лишнее", "прямые кавычки"),
    ('[dates]\n"teor-2" = 2020-11-19 14:30', 2, "что-то лишнее", "прямые кавычки"),
    ('[dates]\n"teor-2" = ноябрь', 2, "непонятное значение", "прямые кавычки"),
    ('[dates]\n"teor-2" = «ноябрь»', 2, "кавычки не те", "«Блокнот»"),
    ("[dates]\n“teor-2” = \"x\"", 2, "кавычки не те", "«Блокнот»"),
    ('[dates]\n"teor-2" = "19.11', 2, "не закрыты", "Закройте"),
    ('a = 1\n\nместо = "x"', 3, "не с ключа", "прямые кавычки"),
    ('"a" = 1\n# b\n"a" = 2', 3, "уже был записан в строке 1", "одну из двух"),
    ('[dates]\n"t" = "x"\n[dates."t"]\nplace = "b"', 3, "уже был записан в строке 2", "одну из двух"),
    ("[a]\nx = 1\n[a]\ny = 1", 3, "раздел уже был записан в строке 1", "Соедините"),
    ('[dates."a"]\nсancelled = "карантин"', 2, "«сancelled» русские буквы среди латинских", "латинскими буквами"),
    ("[a\n", 1, "заголовок раздела", "[раздел]"),
    ('password_file = "C:\\Users\\x"', 1, "знак \\", "одинарные кавычки"),
    ("when = 2020-02-30", 1, "не бывает", "Проверьте дату"),
    ("x = [\n1\n2\n]", 3, "список не закрыт", "["),
    ('x = { a = 1,\nb = 2 }', 1, "фигурных скобках", "в одну строку"),
    ("x =", 1, "непонятное значение", "кавычки"),
])
def test_syntax_errors_are_told_in_russian(text: str, line: int, words: str, advice: str) -> None:
    """Each names the line, shows it, says what is wrong and what to do; CRLF or LF makes no difference."""
    for ends in ("\n", "\r\n"):
        toml, [problem] = parse_toml(text.replace("\n", ends), file="даты.toml")
        assert toml is None
        assert (problem.code, problem.where) == ("toml-syntax", f"даты.toml:{line}")
        assert words in problem.text
        assert f"Строка: «{text.splitlines()[line - 1]}»." in problem.text
        assert advice in problem.advice


@pytest.mark.parametrize("character", ["\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\ufeff", "\x0c", "\x1a"])
def test_a_character_nobody_sees_is_named(character: str) -> None:
    """«after the key stands no =», where everybody sees one, helps nobody. In a text it is allowed, and its own blanks are."""
    _, [problem] = parse_toml(f'[dates]\n"teor-2"{character}= "19.11.2020 14:30"\n', file="f")
    assert (problem.line, "невидимый знак" in problem.text, problem.advice) == (2, True, "Наберите эту строку заново.")
    _, [problem] = parse_toml('a\t\t: "x\N{NO-BREAK SPACE}y"\r\n', file="f")
    assert "нет знака =" in problem.text


def test_a_bom_and_crlf_change_nothing(tmp_path: Path) -> None:
    """«Блокнот» writes both."""
    file = tmp_path / "f.toml"
    file.write_bytes("\ufeff[a]\r\nключ = 1\r\n".replace("ключ", '"ключ"').encode())
    toml, problems = read_toml(file, what="файл")
    assert problems == []
    assert toml is not None
    assert toml.data == {"a": {"ключ": 1}}
    assert toml.line("a", "ключ") == 2


@pytest.mark.parametrize(("encoding", "named"), [("cp1251", "Windows-1251"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"),
                                                 ("utf-16-le", "UTF-16"), ("koi8-r", "KOI8-R"), ("cp866", "DOS")])
def test_other_encodings_are_recognised_and_answered_with_how_to_save(tmp_path: Path, encoding: str, named: str) -> None:
    """The encoding is named and the way to UTF-8 in «Блокнот» and Excel is told."""
    file = tmp_path / "f.toml"
    file.write_bytes('[dates]\n"prak-2" = "10 декабря 2020, 14.30, актовый зал"\n'.encode(encoding))
    toml, [problem] = read_toml(file, what="файл дат")
    assert toml is None
    assert problem.code == "encoding"
    assert named in problem.text
    assert problem.text.startswith("Файл дат")
    assert "Кодировка: UTF-8" in problem.advice
    if encoding in ("cp1251", "koi8-r", "cp866"):
        assert problem.line == 2


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """Missing, a folder, too large: each its own words."""
    large = tmp_path / "large"
    large.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    codes = [read_toml(path, what="файл")[1][0].code for path in (tmp_path / "none", tmp_path, large, tmp_path / "a\0b")]
    assert codes == ["file-missing", "file-is-folder", "file-too-large", "file-unreadable"]


@pytest.mark.parametrize("bomb", ["a" + ".a" * 100_000 + "=1", "x=" + "[" * 100_000, "x=" + "{a=" * 100_000, "x=" + "9" * 100_000,
                                  "x=" + "[" * 31 + " [" * 31, "[a]\n" * 100_000,
                                  "\x00" * 100_000, '"' * 100_000, "a" * 1_000_000])
def test_bombs_are_answered_quickly(bomb: str) -> None:
    """Depth, dotted keys, digits: one problem, no exception, no minutes."""
    begun = time.process_time()
    toml, [problem] = parse_toml(bomb, file="f")
    assert toml is None
    assert problem.code in ("toml-depth", "toml-syntax")
    assert len(problem.text) < 400
    assert time.process_time() - begun < 3


@given(st.text())
def test_no_text_makes_the_reader_raise(text: str) -> None:
    """Either data or a problem."""
    toml, problems = parse_toml(text, file="f")
    assert (toml is None) == bool(problems)


@pytest.mark.parametrize(("there", "told"), [
    ("Plan.toml", "Рядом лежит «Plan.toml»: переименуйте"), ("plan.toml.txt", "Рядом лежит «plan.toml.txt»: переименуйте"),
    ("plan.dates.toml", "")])
def test_a_file_under_a_name_that_looks_the_same_is_named(tmp_path: Path, there: str, told: str) -> None:
    """Windows hides «.txt», and tells no capital letters apart."""
    (tmp_path / there).write_text("", "utf-8")
    _, [problem] = read_toml(tmp_path / "plan.toml", what="файл плана")
    assert (problem.code, problem.advice.startswith(told or "Проверьте имя")) == ("file-missing", True)


def test_a_name_of_a_mac_is_told_apart(tmp_path: Path) -> None:
    """«й» of two signs: both names look the same on the screen."""
    (tmp_path / unicodedata.normalize("NFD", "учебный.toml")).write_text("", "utf-8")
    _, [problem] = read_toml(tmp_path / "учебный.toml", what="файл плана")
    assert "другими знаками" in problem.advice
