"""Old and foreign formats (.doc, .rtf, .odt, .xls, .ods) by LibreOffice, where it is installed; advice where it is not."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from notifier.edges.documents.guard import check_size
from notifier.edges.documents.refusal import refuse

WAIT_SECONDS = 60  # a cold LibreOffice needs 5-15 s
_TARGETS = {".doc": "docx", ".rtf": "docx", ".odt": "docx", ".htm": "docx", ".html": "docx", ".xls": "xlsx", ".ods": "xlsx"}
_PAGES = (".htm", ".html")
"""LibreOffice opens these as web pages, which it cannot save as a document, unless it is told to read them as one."""
_BEGINS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b",
                          re.IGNORECASE | re.DOTALL)


def can_convert(path: Path) -> bool:
    """Whether the format is one that LibreOffice turns into ours."""
    return path.suffix.lower() in _TARGETS


@contextlib.contextmanager
def converted(path: Path) -> Iterator[Path]:
    """The file as DOCX or XLSX, in a folder that goes away afterwards. Raises ``UnreadableDocument``."""
    check_size(path)
    suffix = ".html" if _is_page(path) else path.suffix.lower()
    target = _TARGETS[suffix]
    office = shutil.which("soffice") or shutil.which("libreoffice")
    kind = "«Документ Word (.docx)»" if target == "docx" else "«Книга Excel (.xlsx)»"
    advice = f"Откройте файл и сохраните его как {kind}."
    if office is None:
        raise refuse(path, "format-old", f"формат {path.suffix} читается только с LibreOffice, а он не установлен", advice)
    with tempfile.TemporaryDirectory(prefix="notifier-") as folder:
        source = path.resolve()
        if suffix in _PAGES and path.suffix.lower() not in _PAGES:
            source = Path(shutil.copyfile(source, Path(folder) / f"{path.stem}.html"))
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
                   *(["--infilter=HTML (StarWriter)"] if suffix in _PAGES else []),
                   "--convert-to", target, "--outdir", folder, str(source)]
        try:
            _run(command, folder)
        except (subprocess.SubprocessError, OSError) as error:
            raise refuse(path, "format-old", f"LibreOffice не смог прочитать файл ({type(error).__name__})", advice) from error
        result = Path(folder) / f"{path.stem}.{target}"
        if not result.is_file():
            raise refuse(path, "format-old", "LibreOffice не смог прочитать файл", advice)
        yield result


def _run(command: Sequence[str], folder: str) -> None:
    """``soffice`` is a script that starts the program which does the work: both end here, in time or out of it."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder, start_new_session=True) as office:
        try:
            code = office.wait(WAIT_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
    if code:
        raise subprocess.CalledProcessError(code, command)


def _is_page(path: Path) -> bool:
    """A web page called .doc or .xls, as sites write it under «Сохранить в Word»."""
    with path.open("rb") as stream:
        return _BEGINS_PAGE.match(stream.read(2048)) is not None
