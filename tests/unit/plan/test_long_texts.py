"""A text of the greatest length that is read at all is understood within seconds, whatever stands in it."""

import time

import pytest

from notifier.core.plan.understanding import understand
from notifier.model.plan import Cell, Document, Table

LENGTH = 5_000    # a twentieth of the longest cell: what grew with the square of it took 0.6-1.2 s
SECONDS = 0.4     # of the processor; 0.05-0.5 are needed
ROWS_SECONDS = 3  # 0.5 are needed
TIMES = 7         # what a text four times as long may cost more, where a slow machine needs longer: a square beside the rest costs 9-16
HEADER = ("№", "Тема", "Дата проведения", "Дата и место", "Ответственный")


@pytest.mark.parametrize("piece", ["(", "отв. ", "Семинар, ", "12.10 ", "А.А. ", "Иванова И.И. ", "а ", "и ", "СОШ № 1, ", "А", "а\n", ". "])
def test_understanding_takes_no_square_of_the_length(piece: str) -> None:
    """As prose, as a row without a header, and in each column of a table."""
    spent = _cost(piece, LENGTH)
    assert spent < SECONDS or spent < TIMES * _cost(piece, LENGTH // 4)


def _cost(piece: str, length: int) -> float:
    text = (piece * (length // len(piece) + 1))[:length]
    rows = [Table((tuple(Cell((name,)) for name in HEADER), tuple(Cell((text if i == j else "май",)) for j in range(len(HEADER)))))
            for i in range(len(HEADER))]
    begun = time.process_time()
    understand(Document(("План на 2020-2021 учебный год", f"1. Сентябрь. Семинар. {text}", f"2. Октябрь. {text}")))
    understand(Document(("План на 2020-2021 учебный год", Table(((Cell((text,)), Cell((text,)), Cell(("12.10",))),)))))
    understand(Document(("План на октябрь 2020 года", Table((tuple(Cell((day,)) for day in ("Пн", "Вт", "Ср", "Чт")), (Cell((text,)),) * 4)))))
    understand(Document(("План на 2020-2021 учебный год", "Понедельник, 19 октября", f"10.00 {text}", f"1. Семинар {text} – {text}", "Дата: май")))
    for table in rows:
        understand(Document(("План на 2020-2021 учебный год", table)))
    return time.process_time() - begun


@pytest.mark.parametrize("header", [(), ("Тема", "5 класс", "6 класс", "Зал")])
def test_understanding_takes_no_square_of_the_rows(header: tuple[str, ...]) -> None:
    """500 rows with days, without a header and below one: looking for a header at each row over all rows took 7 s."""
    texts = [(f"Семинар номер {row} о чтении", f"{row % 28 + 1} октября", f"{row % 28 + 1} ноября", "актовый зал") for row in range(500)]
    rows = tuple(tuple(Cell((text,)) for text in row) for row in ([header] if header else []) + texts)
    begun = time.process_time()
    plan, _ = understand(Document(("План на 2020-2021 учебный год", Table(rows))))
    assert time.process_time() - begun < ROWS_SECONDS
    assert len(plan.items) == (1000 if header else 500)
