"""The process in which Office files are parsed: little memory, little time, and an answer as JSON on stdout.

Run by ``notifier.edges.documents``: ``python -m notifier.edges.documents.child word|sheet FILE``.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from notifier.edges.documents.length import too_long
from notifier.model.plan import Cell, Document, Table
from notifier.model.problem import Problem, Severity

MEMORY_BYTES = 512 * 2**20
CPU_SECONDS = 10


def main(arguments: list[str]) -> int:
    """Parse one file and print ``{"document": …}`` or ``{"refused": [code, text, advice]}``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    kind, path = arguments[0], Path(arguments[1])
    try:
        document = _parsed(kind, path)
        refused = too_long(document)
        answer: dict[str, Any] = {"document": encode(document)} if refused is None else {"refused": refused}
    except MemoryError:
        answer = {"refused": ["document-too-heavy", "документу не хватило 512 МБ памяти", "Оставьте в документе только таблицу плана."]}
    except Exception as error:  # the parsers raise whatever they like; the person needs one sentence
        text = f"документ не читается: внутри не то, что пишут Word и Excel ({type(error).__name__})"
        answer = {"refused": ["document-broken", text, "Откройте его в Word или Excel и сохраните заново."]}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


def _parsed(kind: str, path: Path) -> Document:
    if kind == "sheet":
        from notifier.edges.documents.sheet import read_sheet
        return read_sheet(path)
    from notifier.edges.documents.word import read_word
    return read_word(path)


def encode(document: Document) -> dict[str, Any]:
    """A document as JSON."""
    return {
        "name": document.name, "blocks": [_encoded(block) for block in document.blocks],
        "problems": [[problem.severity, problem.code, problem.text, problem.advice] for problem in document.problems],
    }


def decode(answer: dict[str, Any], *, file: str) -> Document:
    """The document back from JSON; its problems are in ``file``."""
    return Document(
        tuple(_decoded(block) for block in answer["blocks"]), name=answer["name"],
        problems=tuple(Problem(Severity(severity), code, text, file=file, advice=advice) for severity, code, text,
                       advice in answer["problems"]))


def _encoded(block: str | Table) -> Any:
    if isinstance(block, str):
        return block
    return {"heading": block.heading, "rows": [
        [[list(cell.paragraphs), cell.span, cell.continued, [_encoded(table) for table in cell.tables], cell.struck] for cell in row]
        for row in block.rows]}


def _decoded(block: Any) -> str | Table:
    return block if isinstance(block, str) else _table(block)


def _table(block: Any) -> Table:
    return Table(heading=block["heading"], rows=tuple(
        tuple(Cell(tuple(paragraphs), span, continued, tuple(_table(table) for table in tables), struck) for paragraphs, span, continued,
              tables, struck in row)
        for row in block["rows"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
