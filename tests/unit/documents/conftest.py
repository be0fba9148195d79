"""Word documents built by python-docx, and the few elements that it has no words for."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HEAD = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = b"</w:body></w:document>"


class Paper:
    """A Word document with one plan table, filled row by row."""

    def __init__(self, folder: Path, *headers: str) -> None:
        self.path = folder / "план.docx"
        self.docx = docx.Document()
        self.docx.add_paragraph("План работы на 2022-2023 учебный год")
        self.table = self.docx.add_table(rows=0, cols=len(headers))
        self.row(*headers)

    def row(self, *texts: str) -> Any:
        """Add a row; returns python-docx's row."""
        row = self.table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
        return row

    def styled(self, cell: Any, style: str) -> None:
        """Give the cell's first paragraph a style («List Number» counts by itself)."""
        cell.paragraphs[0].style = self.docx.styles[style]

    def saved(self) -> Path:
        """Write the file."""
        self.docx.save(str(self.path))
        return self.path


def xml(name: str, content: str = "") -> Any:
    """An element in Word's namespace: ``xml("del", "<w:r/>")`` is ``<w:del><w:r/></w:del>``."""
    return parse_xml(f'<w:{name} {nsdecls("w")} w:id="7" w:author="x">{content}</w:{name}>')


@pytest.fixture
def paper(tmp_path: Path) -> Callable[..., Paper]:
    """Begin a document with these headers."""
    return lambda *headers: Paper(tmp_path, *(headers or ("№", "Тема", "Дата", "Ответственный")))


@pytest.fixture
def element() -> Callable[..., Any]:
    """Make an element in Word's namespace."""
    return xml


@pytest.fixture
def forged(tmp_path: Path) -> Callable[..., Path]:
    """A docx whose body is these bytes, with more members, and relations of the document to others, where given."""
    def forge(body: bytes = b"", *, raw: bytes | None = None, name: str = "forged.docx", more: dict[str, bytes] | None = None,
              relations: str = "") -> Path:
        base = tmp_path / "base.docx"
        docx.Document().save(str(base))
        path = tmp_path / name
        with zipfile.ZipFile(base) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for member in source.infolist():
                content = source.read(member)
                if member.filename == "word/document.xml":
                    content = raw if raw is not None else HEAD + body + TAIL
                if relations and member.filename == "word/_rels/document.xml.rels":
                    content = content.replace(b"</Relationships>", f"{relations}</Relationships>".encode())
                target.writestr(member.filename, content)
            for extra, content in (more or {}).items():
                target.writestr(extra, content)
        return path
    return forge
