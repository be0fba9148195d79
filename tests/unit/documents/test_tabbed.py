"""Plans typed with tab stops: a paragraph is a row."""

from pathlib import Path

import docx

from notifier.core.plan.understanding import understand
from notifier.edges.documents.word import read_word
from notifier.model.plan import Table


def written(folder: Path, *paragraphs: str, style: str = "Normal") -> Path:
    paper = docx.Document()
    paper.add_paragraph("План работы МО на 2024-2025 учебный год")
    for text in paragraphs:
        paper.add_paragraph(text, style=style if "\t" in text else "Normal")
    paper.save(str(folder / "план.docx"))
    return folder / "план.docx"


def test_paragraphs_with_tab_stops_are_rows(tmp_path: Path) -> None:
    """Cells between tabs, numbers typed or counted by Word, and lines between the rows as sectors."""
    path = written(tmp_path, "Организационная работа", "Заседание\t12 сентября 2024 г., 14.30\tЦДО\tИванова И.И.",
                   "Сверка фондов\t\tдо 1 октября\tСШ № 8\tПетрова П.П.", "Методическая работа", "Семинар\tноябрь\tЦДО\tКим А.А.",
                   style="List Number")
    plan, _ = understand(read_word(path))
    assert [(item.id, item.sector, item.topics, item.when, item.places, item.responsible) for item in plan.items] == [
        ("orga-1", "Организационная работа", ("Заседание",), "12 сентября 2024 г., 14.30", ("ЦДО",), ("Иванова И.И.",)),
        ("orga-2", "Организационная работа", ("Сверка фондов",), "до 1 октября", ("СШ № 8",), ("Петрова П.П.",)),
        ("meto-3", "Методическая работа", ("Семинар",), "ноябрь", ("ЦДО",), ("Ким А.А.",)),
    ]


def test_a_signature_with_tabs_is_no_row(tmp_path: Path) -> None:
    """One tab places a name, and beside a table no paragraph is one of its rows."""
    path = written(tmp_path, "СОГЛАСОВАНО\tУТВЕРЖДАЮ", "Руководитель\t\tИванова И.И.")
    assert not any(isinstance(block, Table) for block in read_word(path).blocks)
    paper = docx.Document(str(path))
    paper.add_table(rows=1, cols=2)
    for _ in range(2):
        paper.add_paragraph("Директор\tподпись\tПетрова П.П.")
    paper.save(str(path))
    assert sum(isinstance(block, Table) for block in read_word(path).blocks) == 1
