"""Plan documents from disk: DOCX, XLSX, the text form, older formats by LibreOffice.

``read_document`` promises an answer within seconds and 512 MB whatever the file is: sizes and forbidden parts are checked
before anything is parsed, and parsing happens in a child process with limits. What can't be read raises
``UnreadableDocument`` whose problem says in Russian what is the matter and what to do.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from notifier.edges.documents.child import decode
from notifier.edges.documents.guard import check_office
from notifier.edges.documents.legacy import can_convert, converted
from notifier.edges.documents.length import too_long
from notifier.edges.documents.refusal import UnreadableDocument, refuse
from notifier.edges.documents.text import read_text
from notifier.model.plan import Document, Table

__all__ = ["UnreadableDocument", "read_document"]

WAIT_SECONDS = 20  # wall clock; the child's own limit is 10 s of CPU
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_SUFFIXES = (".docm", ".dotm", ".xlsm", ".xltm", ".xlsb")
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".tsv", ".csv", "")


def read_document(path: Path) -> Document:
    """The document's paragraphs and tables in order.

    Raises ``UnreadableDocument`` for a missing, foreign, broken or hostile file.
    """
    if path.is_dir():
        raise refuse(path, "document-is-folder", "это папка, а нужен документ", "Укажите имя файла.")
    if not path.is_file():
        raise refuse(path, "document-missing", "такого файла нет", "Проверьте имя и папку.")
    suffix = path.suffix.lower()
    if suffix in _MACRO_SUFFIXES:
        raise refuse(path, "document-macros", "файлы с макросами не принимаются", "Сохраните без макросов: .docx или .xlsx.")
    with path.open("rb") as stream:
        magic = stream.read(8)
    if magic.startswith(b"%PDF"):
        raise refuse(path, "format-pdf", "PDF не читается: в нём нет таблицы, только её рисунок",
                     "Возьмите исходный документ Word или откройте PDF в Word и сохраните как .docx.")
    if magic.startswith(b"PK"):
        if suffix in {".odt", ".ods"}:
            return _by_office(path)
        kind = "sheet" if suffix in {".xlsx", ".xltx"} else "word"
        check_office(path, kind)
        return _in_child(kind, path)
    if magic == _OLE and suffix in {".docx", ".xlsx"}:
        raise refuse(path, "document-locked", "документ защищён паролем или это старый формат с новым именем",
                     "Снимите пароль и сохраните как .docx.")
    if can_convert(path):
        return _by_office(path)
    if magic == _OLE:
        raise refuse(path, "format-old", "это документ старого формата", "Откройте его в Word и сохраните как «Документ Word (.docx)».")
    if suffix in {".docx", ".xlsx"}:
        raise refuse(path, "document-broken", "файл повреждён: внутри не документ Office",
                     "Откройте его в Word или Excel и сохраните заново.")
    if suffix not in _TEXT_SUFFIXES:
        raise refuse(path, "document-unknown", f"формат {suffix} не поддерживается", "Нужен файл .docx, .xlsx или текст в UTF-8.")
    document = read_text(path)
    if (refused := too_long(document)) is not None:
        raise refuse(path, *refused)
    return document


def _by_office(path: Path) -> Document:
    with converted(path) as new:
        document = replace(read_document(new), name=path.stem)
    lossy = path.suffix.lower() == ".doc"  # it may lose its table on the way; other formats may have none
    if lossy and not any(isinstance(block, Table) for block in document.blocks):
        raise refuse(path, "format-old", "LibreOffice не нашёл в этом файле таблицы",
                     "Откройте файл и сохраните его как «Документ Word (.docx)».")
    return document


def _in_child(kind: str, path: Path) -> Document:
    """Parse in a process that may run out of memory or time without harm to this one."""
    command = [sys.executable, "-P", "-m", "notifier.edges.documents.child", kind, str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=WAIT_SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise refuse(path, "document-too-heavy", f"документ не прочитан за {WAIT_SECONDS} секунд",
                     "Оставьте в документе только таблицу плана.") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise refuse(path, "document-too-heavy", "разбор документа прерван: ему не хватило памяти или времени",
                     "Оставьте в документе только таблицу плана.") from error
    if "refused" in answer:
        code, text, advice = answer["refused"]
        raise refuse(path, code, text, advice)
    return decode(answer["document"], file=str(path))
