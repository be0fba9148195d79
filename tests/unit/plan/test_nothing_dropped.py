"""Every word of every cell ends in an event, in its extra columns, or in a problem - whatever table Word may hold."""

import re

from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples

from notifier.core.plan.headers import header_layout
from notifier.core.plan.numbering import read_number
from notifier.core.plan.understanding import understand
from notifier.core.plan.words import MONTHS
from notifier.model.plan import Cell, Document, Plan, Table
from notifier.model.problem import Problem

HEADERS = ["№", "Тема", "Дата проведения", "Место проведения", "Ответственный", "Форма", "Время", "Раздел", "Примечание", "Дата и место",
           "Место, время, ответственный, телефон", "Участники", "Непонятно что", ""]
TEXTS = st.sampled_from([
    "", "", "1.", "2)", "15", "15.10.2020", "24 сентября 2020", "14.30", "ноябрь", "по графику СОИРО", "в течение года", "апрель 2020", "-",
    "-//-", "там же", "Январь", "МБОУ СОШ № 5", "ЦДО, каб. 7", "онлайн", "Все школы города", "Иванова И.И.", "Иванова И.И., Петров П.П.",
    "Зав. библиотекой", "т. 2-12-34", "Семинар «Чтение»", "1. Первый вопрос", "2. Второй вопрос", "- пункт повестки", "Раздел II. Конкурсы",
    "Творческий сектор", "Цель: привлечь читателей", "Круглый стол. Опыт работы", "1-4 классы", "Дата - 03.05.2021", "абв где жзи",
    "октябрь, СОШ № 9", "Районная библиотека, 10.00, Ким А.А., т. 2-12-34", "№ 3-бис", "УТВЕРЖДЕНО", "конкурс:", "Заседание № 1 (октябрь, СОШ № 9)", "слово" * 12,
])
CELLS = st.builds(
    Cell, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), st.sampled_from([1, 1, 1, 1, 2, 3]), st.sampled_from([False] * 6 + [True]))
ACROSS = st.sampled_from([["№", "Тема", "Сентябрь", "Октябрь", "май 2021"], ["Раздел", "IV квартал", "I квартал"],
                          ["Тема", "Дата", "Место", "Тема", "Дата", "Место"], ["Содержание", "сент.", "окт.", "Ответственный"],
                          ["№", "Тема", "5 класс", "6 класс", "Ответственный"], ["Дата", "5 класс", "6 класс", "Форма"],
                          ["Класс", "22 марта", "23 марта"], ["Месяц", "Тема", "Форма"]])
TABLES = st.builds(
    lambda headers, rows: Table((tuple(Cell((header,)) for header in headers), *map(tuple, rows)) if headers else tuple(map(tuple, rows))),
    st.one_of(st.just([]), ACROSS, st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6, unique=True)),
    st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=6))
DOCUMENTS = st.builds(
    lambda blocks: Document(("План работы на 2020-2021 учебный год", *blocks)), st.lists(st.one_of(TEXTS, TABLES), min_size=1, max_size=4))


def kept(plan: Plan, problems: list[Problem]) -> set[str]:
    texts = [plan.title, *(problem.text for problem in problems)]
    for item in plan.items:
        texts += [item.sector, item.number or "", *item.topics, item.when, *item.places, *item.responsible]
        texts += [part for pair in item.extra for part in pair]
    return set(re.findall(r"\w+", " ".join(texts).lower()))


def is_structure(row: tuple[Cell, ...]) -> bool:
    """Headers and rows of column numbers are understood, not kept."""
    texts = [cell.text for cell in row for _ in range(cell.span)]
    numbers = [text.strip(" .)") for text in texts if text]
    across = sum(bool(re.fullmatch(r"сентябрь|сент\.|i квартал|6 класс|23 марта", text.lower())) for text in texts) > 0
    return header_layout(texts) is not None or across or numbers == [str(i + 1) for i in range(len(numbers))]


@examples(80)
@given(DOCUMENTS)
def test_no_cell_is_dropped_silently(document: Document) -> None:
    """Words of rows are found again; only marks of lists, ditto marks and the label before a telephone or date may go."""
    plan, problems = understand(document)
    known = kept(plan, problems)
    for block in document.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            if is_structure(row):
                continue
            for cell in row:
                for paragraph in cell.paragraphs:
                    bare = re.sub(r"^\s*(?:\d{1,2}[.)]|[-–•])\s+", "", paragraph).lower()
                    if bare in {"там же"} or read_number(bare) or bare.startswith(tuple(MONTHS)) or bare.startswith("дата - "):
                        continue
                    missing = set(re.findall(r"\w+", bare)) - known - {"т"}
                    assert not missing, (paragraph, [item.topics for item in plan.items], [problem.text for problem in problems])


@examples(40)
@given(DOCUMENTS)
def test_ids_are_unique_and_rows_have_topics(document: Document) -> None:
    """Whatever the table, a plan is a plan: every row has a topic and an id of its own."""
    plan, _ = understand(document)
    assert len({item.id for item in plan.items}) == len(plan.items)
    assert all(item.topics for item in plan.items)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", item.id) for item in plan.items)
