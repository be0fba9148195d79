"""What an Office file must be before anything parses it: a small zip without entities, macros or bombs.

Measured: 425 KB of docx grow to 200 MB, 66 KB hold 300 000 paragraphs and take python-docx 9 s. So the sums in the zip's
directory are checked first, then every XML part is read once, as bytes, for what OOXML forbids or a plan never has.
"""

import re
import zipfile
from pathlib import Path

from notifier.edges.documents.length import MOST_PARAGRAPHS
from notifier.edges.documents.refusal import refuse
from notifier.edges.files.sheet import DTD

LARGEST_FILE = 20 * 2**20        # a plan with pictures has 1-2 MB
LARGEST_UNPACKED = 50 * 2**20
LARGEST_RATIO = 100              # text in Word packs 10-20 times
RATIO_FROM = 2**20               # smaller members may pack as they like
MOST_MEMBERS = 2_000
MOST_ROWS_OF_SHEET = 50_000      # in its XML, empty rows too
_CHUNK = 2**16
_COUNTED = {
    "word": (re.compile(rb"<(?:\w+:)?p[\s/>]"), MOST_PARAGRAPHS, "абзацев"),
    "xl": (re.compile(rb"<(?:\w+:)?row[\s/>]"), MOST_ROWS_OF_SHEET, "строк"),
}


def check_size(path: Path) -> None:
    """Refuse a file larger than any plan."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise refuse(path, "document-too-big", f"файл слишком велик: {size // 2**20} МБ, допустимо {LARGEST_FILE // 2**20} МБ",
                     "Удалите из документа рисунки или сохраните только таблицу плана в новый документ.")


def check_office(path: Path, kind: str) -> None:
    """Refuse what is not a harmless Office Open XML file of this kind (``word``, ``sheet``), with the reason in words."""
    check_size(path)
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            _check_sums(path, members)
            _check_kind(path, kind, {member.filename.lower() for member in members})
            for member in members:
                _check_member(path, package, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise refuse(path, "document-broken", f"файл повреждён или это не документ Office ({type(error).__name__})",
                     "Откройте его в Word и сохраните заново: «Сохранить как» → «Документ Word (.docx)».") from error


def _check_sums(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise refuse(path, "document-bomb", f"внутри {len(members)} частей, допустимо {MOST_MEMBERS}",
                     "Это не обычный документ; создайте его заново.")
    total = sum(member.file_size for member in members)
    swollen = any(member.file_size > RATIO_FROM and member.file_size > LARGEST_RATIO * max(member.compress_size, 1) for member in members)
    if total > LARGEST_UNPACKED or swollen:
        raise refuse(path, "document-bomb", f"в распакованном виде документ занимает {total // 2**20} МБ: похоже на архивную бомбу",
                     "Скопируйте таблицу плана в новый документ и сохраните его.")
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refuse(path, "document-macros", "в документе есть макросы",
                     "Сохраните его без макросов: «Документ Word (.docx)» или «Книга Excel (.xlsx)».")
    if "[content_types].xml" not in names:
        raise refuse(path, "document-unknown", "это архив, но не документ Word или Excel", "Нужен файл .docx, .xlsx или текст.")


def _check_kind(path: Path, kind: str, names: set[str]) -> None:
    """A workbook called .docx, or a document called .xlsx: by its parts, for the name is only a name."""
    inside = "sheet" if "xl/workbook.xml" in names else "word" if "word/document.xml" in names else kind
    if inside != kind:
        what, suffix = ("книга Excel", ".xlsx") if inside == "sheet" else ("документ Word", ".docx")
        raise refuse(path, "document-renamed", f"это {what} с именем на {path.suffix}", f"Переименуйте файл: {path.stem}{suffix}.")


def _check_member(path: Path, package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    pattern, most, noun = _COUNTED.get(name.partition("/")[0], (None, 0, ""))
    count, tail = 0, b""
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if DTD.search(window.replace(b"\0", b"")):  # UTF-16 has a NUL in every letter
                raise refuse(path, "document-entities",
                             f"в части {member.filename} есть объявление DTD: таких в документах Office не бывает",
                             "Откройте документ в Word и сохраните заново; если не помогло, он испорчен намеренно.")
            if pattern is not None:
                count += len(pattern.findall(window)) - len(pattern.findall(tail))
                if count > most:
                    raise refuse(path, "document-too-long", f"в документе больше {most} {noun}", "Оставьте в документе только план.")
            tail = window[-16:]
