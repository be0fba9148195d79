"""Hostile and foreign files are refused in words, quickly and in little memory."""

import contextlib
import random
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from notifier.edges.documents import UnreadableDocument, read_document
from notifier.edges.documents.legacy import converted
from notifier.model.plan import Table

Forge = Callable[..., Path]


def refusal(path: Path) -> str:
    """The code of the refusal, which must come within seconds and say what to do."""
    begun = time.monotonic()
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path)
    assert time.monotonic() - begun < 45  # 0.5 s on an idle machine
    assert caught.value.problem.advice
    assert path.name in caught.value.problem.text or caught.value.problem.file == str(path)
    return caught.value.problem.code


def test_a_zip_bomb_is_refused(forged: Forge) -> None:
    """60 MB of one letter pack into 60 KB: refused by the zip's directory, unopened."""
    assert refusal(forged(b"<w:p><w:r><w:t>" + b"a" * 60_000_000 + b"</w:t></w:r></w:p>")) == "document-bomb"


def test_a_hundred_thousand_paragraphs_are_refused(forged: Forge) -> None:
    """Paragraphs are counted before anything is parsed."""
    numbers = random.Random(1)
    body = b"".join(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % numbers.getrandbits(60) for _ in range(100_000))
    assert refusal(forged(body)) == "document-too-long"


def test_a_document_that_grows_in_memory_stays_within_the_limit(forged: Forge) -> None:
    """42 MB of tiny pieces in one paragraph, within every count, would take 700 MB: the child has 512, and says so in words."""
    path = forged(b"<w:p>" + b"".join(b"<w:r><w:t>%d</w:t></w:r>" % (n * 7919 % 1000) for n in range(1_700_000)) + b"</w:p>")
    done = subprocess.run([sys.executable, "-c", GROWS, path], capture_output=True, text=True, check=True)
    code, megabytes = done.stdout.split()
    assert code in ("document-broken", "document-too-heavy")
    assert int(megabytes) < 530


GROWS = """
import resource, sys
from pathlib import Path
from notifier.edges.documents import UnreadableDocument, read_document
try:
    read_document(Path(sys.argv[1]))
except UnreadableDocument as refusal:
    print(refusal.problem.code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_a_cell_of_ten_megabytes_is_refused(forged: Forge) -> None:
    """A plan's longest cell has hundreds of letters."""
    letters = random.Random(2).randbytes(5_000_000).hex().encode()
    body = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>" + letters + b"</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert refusal(forged(body)) == "document-too-long"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_entities_are_refused(forged: Forge, encoding: str) -> None:
    """A DTD in any encoding: Office never writes one, and entities read files."""
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert refusal(forged(raw=text.encode(encoding))) == "document-entities"


def test_macros_are_refused_by_name_and_by_content(forged: Forge) -> None:
    """A .docm, and a macro project inside a .docx."""
    assert refusal(forged(name="план.docm")) == "document-macros"
    assert refusal(forged(more={"word/vbaProject.bin": b"x"})) == "document-macros"


def test_tables_nested_thousands_deep_are_refused(forged: Forge) -> None:
    """Depth costs the parser's stack; libxml2 stops it and the person gets a sentence."""
    depth = 3_000
    assert refusal(forged(b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/></w:tc></w:tr></w:tbl>" * depth)) in {"document-broken", "document-bomb"}


def test_thousands_of_members_are_refused(forged: Forge) -> None:
    """A document has dozens of parts."""
    assert refusal(forged(more={f"junk/{i}.txt": b"" for i in range(2_100)})) == "document-bomb"


def test_names_that_lead_out_of_the_archive_lead_nowhere(forged: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members are read by exact name and never laid down: not above the folder, not at an absolute path, not behind a link."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    path = forged(b"<w:p><w:r><w:t>x</w:t></w:r></w:p>", more={
        "../up.txt": b"x", "../../upper.txt": b"x", str(tmp_path / "absolute.txt"): b"x", "word/../../side.txt": b"x", "here.txt": b"x"})
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert [block for block in read_document(path).blocks if "x" in block] == ["x"]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_template_or_picture_elsewhere_is_not_fetched(forged: Forge) -> None:
    """What the document says lies on a server is left there: nobody connects, and the text is read."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        link = f"http://127.0.0.1:{elsewhere.getsockname()[1]}"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = "".join(f'<Relationship Id="rId9{n}" Type="{kind}/{name}" Target="{link}/{name}" TargetMode="External"/>'
                            for n, name in enumerate(("attachedTemplate", "image", "oleObject", "frame")))
        path = forged(b"<w:p><w:r><w:t>x</w:t></w:r></w:p>", relations=relations)
        assert [block for block in read_document(path).blocks if "x" in block] == ["x"]
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_hundreds_of_thousands_of_empty_rows_are_refused(tmp_path: Path) -> None:
    """A sheet «formatted to the end» is answered in words, not in minutes."""
    base, path = tmp_path / "base.xlsx", tmp_path / "план.xlsx"
    openpyxl.Workbook().save(base)
    rows = "".join(f'<row r="{i}" ht="{15 + i % 7}.{i * 7919 % 10007}"/>' for i in range(1, 200_001))
    with zipfile.ZipFile(base) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            content = source.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", f"{rows}</sheetData>".encode())
            target.writestr(member, content)
    assert refusal(path) == "document-too-long"


def test_a_sheet_with_one_cell_far_below_is_read_up_to_the_limit_and_told(tmp_path: Path) -> None:
    """What lies beyond row 3000 is named, not dropped."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A9000"] = "План на 2024 год", "далеко"
    book.save(tmp_path / "план.xlsx")
    problems = read_document(tmp_path / "план.xlsx").problems
    assert [problem.code for problem in problems] == ["sheet-too-big"]
    assert "A9000" in problems[0].text


@pytest.mark.parametrize(("name", "content", "code"), [
    ("план.pdf", b"%PDF-1.7 ...", "format-pdf"),
    ("план.docx", b"this is no zip", "document-broken"),
    ("план.docx", b"PK\x03\x04 torn", "document-broken"),
    ("план.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "document-locked"),
    ("план.txt", "План работы на год".encode("cp1251"), "encoding"),
    ("план.png", b"\x89PNG", "document-unknown"),
])
def test_other_files_are_told_apart(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    """Each says what it is and what to do instead."""
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name) == code


def test_a_missing_file_and_an_archive_are_told(tmp_path: Path) -> None:
    """No such file; a zip that is no document."""
    assert refusal(tmp_path / "нет.docx") == "document-missing"
    with zipfile.ZipFile(tmp_path / "фото.docx", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert refusal(tmp_path / "фото.docx") == "document-unknown"


def test_an_old_document_without_libreoffice_gets_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """.doc needs LibreOffice; where it is missing, the way out is named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "план.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path)
    assert caught.value.problem.code == "format-old"
    assert ".docx" in caught.value.problem.advice


def test_an_old_document_goes_through_the_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: Forge) -> None:
    """The converter is called with our options and its result is what is read; its folder is gone afterwards."""
    new = forged(b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>text</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")
    path = old(tmp_path, monkeypatch, becomes=new)
    with converted(path) as result:
        kept = result
        assert result.read_bytes() == new.read_bytes()
    assert not kept.exists()
    document = read_document(path)
    assert (document.name, [block.rows[0][0].text for block in document.blocks if isinstance(block, Table)]) == ("old", ["text"])


def test_a_table_lost_on_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: Forge) -> None:
    """LibreOffice may read the table of a .doc as running text: rows guessed from that are worse than a word of advice."""
    path = old(tmp_path, monkeypatch, becomes=forged(b"<w:p><w:r><w:t>text</w:t></w:r></w:p>"))
    assert refusal(path) == "format-old"


def old(folder: Path, monkeypatch: pytest.MonkeyPatch, *, becomes: Path) -> Path:
    """A .doc, and a converter that makes this of it."""
    office = folder / "soffice"
    office.write_text(f'#!/bin/sh\nwhile [ "$1" != "--outdir" ]; do shift; done\n/bin/cp "{becomes}" "$2/old.docx"\n')
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    path = folder / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    return path


@pytest.mark.parametrize(("suffix", "begins", "as_document"), [
    (".html", "", True), (".HTM", "", True), (".doc", "", False), (".rtf", "", False),
    (".doc", "<html>", True), (".xls", "\ufeff<!DOCTYPE HTML><!-- таблица -->", True),
])
def test_a_page_is_read_as_a_document(suffix: str, begins: str, as_document: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice cannot save what it took for a web page as DOCX; a page may be called .doc or .xls, no other format needs to be told."""
    office = tmp_path / "soffice"
    office.write_text(f'#!/bin/sh\nfor word; do echo "$word"; done >"{tmp_path}/words"\n'
                      'while [ "$1" != "--outdir" ]; do shift; done\necho >"$2/plan.docx"\n')
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / f"plan{suffix}"
    path.write_text(begins + "<table><tr><td>text</td></tr></table>", "utf-8")
    with converted(path):
        pass
    assert ("--infilter=HTML (StarWriter)" in (tmp_path / "words").read_text("utf-8").splitlines()) is as_document


def test_a_converter_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice that breaks is not a traceback."""
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert refusal(path) == "format-old"


def test_a_converter_that_hangs_leaves_nobody_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``soffice`` is a script that starts another program: what hangs there would stay for good, a processor busy."""
    office = tmp_path / "soffice"
    office.write_text(f'#!/bin/sh\nsleep 300 &\necho $! >"{tmp_path}/worker"\nwait\n')
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    begun = tmp_path / "worker"

    class Office(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            """Its time is up as soon as the other program runs, however slow this machine is."""
            if timeout is not None:
                assert within(30, lambda: begun.exists() and begun.read_text().endswith("\n"))
            return super().wait(timeout and 0)

    monkeypatch.setattr(subprocess, "Popen", Office)
    assert refusal(path) == "format-old"
    worker = Path(f"/proc/{int(begun.read_text())}/stat")

    def is_gone() -> bool:
        with contextlib.suppress(OSError):
            return worker.read_text().split()[2] == "Z"  # waits for whoever adopted it
        return True
    assert within(30, is_gone), "killed, as soon as the kernel comes to it"


def within(seconds: float, comes_true: Callable[[], bool]) -> bool:
    """Whether it comes true in time."""
    until = time.monotonic() + seconds
    while not comes_true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_a_workbook_called_docx_is_named_as_what_it_is(tmp_path: Path, forged: Forge) -> None:
    """The parts inside say what a file is; the advice is its right name."""
    book = openpyxl.Workbook()
    book.save(tmp_path / "план.xlsx")
    (tmp_path / "план.xlsx").rename(tmp_path / "план.docx")
    assert refusal(tmp_path / "план.docx") == "document-renamed"
    assert refusal(forged(name="документ.xlsx")) == "document-renamed"


def test_long_texts_are_refused_like_long_documents(tmp_path: Path) -> None:
    """A text has no zip to look into, but what was read of it has the same limits."""
    for name, text in (("строки.txt", "1. Сентябрь. Семинар, отв. Иванова И.И.\n" * 30_000), ("строка.txt", "1. Сентябрь. " + "(" * 150_000)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert refusal(tmp_path / name) == "document-too-long"


def test_a_table_of_thousands_of_columns_is_refused(forged: Forge) -> None:
    """Spans of 64 columns in a hundred cells make a grid that nobody wrote."""
    cell = b'<w:tc><w:tcPr><w:gridSpan w:val="64"/></w:tcPr><w:p/></w:tc>'
    assert refusal(forged(b"<w:tbl><w:tr>" + cell * 100 + b"</w:tr></w:tbl>")) == "document-too-long"
