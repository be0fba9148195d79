"""Prose, cards, nets and tables in cells lose no word either: each ends in an event, in its extra columns, or in a problem."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples

from notifier.core.plan.understanding import understand
from notifier.model.plan import Cell, Document, Table

LINE = st.sampled_from([
    "Сентябрь", "Октябрь", "Заседание № 1", "Заседание № 2 (ноябрь)", "Семинар 3. Книга в кадре", "Тема: «Чтение»", "Место: ЦДО",
    "Место проведения: СОШ № 5", "Ответственный: Иванова И.И.", "Дата: 12.10.2020", "Время: 14.30", "Форма: круглый стол",
    "Участники: все желающие", "1. Анализ работы", "2) Обсуждение плана", "- пункт повестки", "- 12 октября – экскурсия",
    "15 ноября, 14.00. Практикум, МБОУ СОШ № 3, отв. Петрова А.А.", "1. Сентябрь. Семинар (отв. Ким А.А.)", "Конкурсы",
    "3. В течение года. Консультации", "4. По графику ИРО. Вебинары", "Раздел II. Конкурсы", "Руководитель МО Иванова И.И.",
    "Цель: привлечь", "продолжение строки", "До 10 апреля – сдача отчётов", "Декабрь – конкурс «Зима» (ЦГБ)", "отв. Сидорова В.В.",
    "«Открытая кавычка", "по мере необходимости", "Фестиваль: - этап - финал", "Экскурсия (9.10, ЦДО)", "9.10 Квест", "Итоги (20.12)"])
LINES = st.lists(LINE, max_size=3).map(tuple).map(Cell)
VALUE = st.lists(st.sampled_from(["12.10.2020", "Чтение", "ЦДО", "Иванова И.И.", "1. Анализ", "октябрь", "14.30", "все", "Заседание № 1"]),
                 min_size=1, max_size=2).map(tuple).map(Cell)
OTHERS = ["Место", "Ответственный", "Участники", "Форма проведения", "Вопросы", "Примечание"]


def card(columns: int) -> st.SearchStrategy[list[tuple[Cell, ...]]]:
    """Rows of a label and its values: the date, the topic and some more."""
    row = st.tuples(*[VALUE] * columns)
    return st.builds(lambda others, rows: [(Cell((label,)), *values) for label, values in zip(["Дата", "Тема", *others], rows, strict=False)],
                     st.permutations(OTHERS), st.lists(row, min_size=3, max_size=8))


def net(*header: str) -> st.SearchStrategy[Table]:
    """Months under a header, lines in the cells."""
    months = ("Сентябрь", "Октябрь", "Ноябрь", "Декабрь")
    return st.lists(st.tuples(*[LINES] * (len(header) - 1)), min_size=1, max_size=4).map(lambda rows: Table((
        tuple(Cell((text,)) for text in header), *((Cell((month,)), *row) for month, row in zip(months, rows, strict=False)))))


NETS = st.one_of(net("Месяц", "Работа с фондом", "Массовая работа", "Ответственный"), net("Направление", "Сентябрь", "Октябрь"),
                 net("Дата", "Что и где", "Кто"), net("№ заседания", "Тема", "Вопросы для обсуждения", "Дата"))
CARDS = st.one_of(card(1), card(2)).map(tuple).map(Table)
NUMBERED = st.builds(lambda title, rows: Table(((Cell(("1",)), Cell((title,), span=2)), *((Cell(continued=True), *row) for row in rows))),
                     st.sampled_from(["Семинар", "Заседание № 2"]), card(1))
IN_CELLS = st.lists(LINES, min_size=1, max_size=3).map(lambda cells: Table(tuple((cell,) for cell in cells)))
NESTED = st.builds(lambda title, inner: Table(((Cell(("Раздел",)), Cell(("Мероприятия",))), (Cell((title,)), Cell(("ниже",), tables=(inner,))))),
                   LINE, NETS)
BLOCKS = st.one_of(st.lists(LINE, min_size=2, max_size=9), st.lists(st.one_of(LINE, CARDS, NUMBERED, IN_CELLS, NETS, NESTED), min_size=1, max_size=4))
# said by labels and headers, and the month that a day beside it says as well
STRUCTURE = set(re.findall(r"\w+", """заседание заседания тема место проведения ответственный дата время отв вопросы участники форма примечание месяц
    направление сентябрь октябрь ноябрь декабрь раздел мероприятия что и где кто работа с фондом массовая для обсуждения"""))


def written(blocks: tuple[str | Table, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
            continue
        for row in block.rows:
            for cell in row:
                yield from cell.paragraphs
                yield from written(cell.tables)


@examples(60)
@given(BLOCKS)
def test_no_line_is_dropped_silently(blocks: list[str | Table]) -> None:
    """Only labels, markers and counted numbers may go."""
    plan, problems = understand(Document(("План работы на 2020-2021 учебный год", *blocks)))
    kept = " ".join(problem.text for problem in problems)
    for item in plan.items:
        parts = (item.sector, item.number or "", *item.topics, item.when, *item.places, *item.responsible, *(part for pair in item.extra for part in pair))
        kept += " " + " ".join(parts)
    known = set(re.findall(r"\w+", kept.lower())) | STRUCTURE
    for text in written(tuple(blocks)):
        missing = {word for word in set(re.findall(r"\w+", text.lower())) - known if not re.fullmatch(r"\d", word)}
        assert not missing, (text, [item.topics for item in plan.items], [problem.text for problem in problems])
