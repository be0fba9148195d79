"""Text files, read in any shape people save them and written so that no reader ever sees half of one.

Reading: UTF-8 with or without BOM, CRLF or LF, at most 5 MB unless the reader says more; windows-1251 and UTF-16 are
recognised and answered with how to save as UTF-8. Writing: a temporary file in the same folder, fsync, rename, fsync of the folder;
the mode stays.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from notifier.core.russian import capital
from notifier.model.problem import Problem, Severity

MAX_FILE_BYTES = 5 * 2**20
LARGEST_BYTES = 32 * 2**20
"""The most that any reader of ours takes: a country's 40 000 librarians with school and greeting are 11 MB of Cyrillic."""
BOM = "\ufeff"
SAVE_AS_UTF8 = ("Сохраните файл в кодировке UTF-8: в «Блокноте» — «Файл», «Сохранить как», «Кодировка: UTF-8»; "
                "в Excel — тип файла «CSV UTF-8 (разделитель — запятая)».")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def is_there(path: Path) -> bool:
    """Whether a file stands there, as far as may be seen: one in a closed folder does, and reading it says what is the matter."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        pass
    return True


def is_too_long(path: Path) -> bool:
    """Whether no file can have this name: over 255 bytes, or 4 095 with its folders. Looking for such a file would be an error."""
    try:
        path.lstat()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


def read_bytes(path: Path, *, what: str, most_bytes: int = MAX_FILE_BYTES) -> tuple[bytes | None, list[Problem]]:
    """The file's bytes, or None and why not. ``what`` names the file for people («файл дат»)."""
    def refused(code: str, text: str, advice: str) -> tuple[None, list[Problem]]:
        return None, [Problem(Severity.ERROR, code, text, file=str(path), advice=advice)]

    try:
        with opened(path) as stream:
            content = stream.read(most_bytes + 1)
    except FileNotFoundError:
        return refused("file-missing", f"Не найден {what}: {path}.",
                       f"{_beside(path)}Проверьте имя и папку; пути считаются от файла, который их называет.")
    except IsADirectoryError:
        return refused("file-is-folder", f"{path} — папка, а нужен {what}.", "Укажите имя файла.")
    except PermissionError:
        return refused("file-forbidden", f"Нет права читать {what}: {path}.", "Дайте службе право чтения этого файла.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "недопустимое имя"
        return refused("file-unreadable", f"Не читается {what}: {path} ({reason}).", "Проверьте имя, диск и права.")
    if len(content) > most_bytes:
        return refused("file-too-large", f"Слишком большой {what}: больше {most_bytes // 2**20} МБ.",
                       "Проверьте, тот ли это файл; разделите его или уберите лишнее.")
    return content, []


def _beside(path: Path) -> str:
    """The file that was meant, where it lies there under a name that looks the same: «Plan.toml», «plan.toml.txt» as «Блокнот» saves it,
    «й» of two signs as a Mac writes it."""
    def alike(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold().strip().removesuffix(".txt")

    try:
        found = next((name for name in sorted(os.listdir(path.parent)) if alike(name) == alike(path.name)), None)
    except (OSError, ValueError):
        return ""
    if found is None:
        return ""
    same = unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", path.name)
    return f"Рядом лежит «{found}»{', чьё имя записано другими знаками' if same else ''}: переименуйте его. "


def read_text(path: Path, *, what: str) -> tuple[str | None, list[Problem]]:
    """The file's text without BOM, line ends as they are, or None and why not."""
    content, problems = read_bytes(path, what=what)
    return (None, problems) if content is None else decode(content, file=str(path), what=what)


def decode(content: bytes, *, file: str, what: str) -> tuple[str | None, list[Problem]]:
    """Bytes as UTF-8 text without BOM, or None and the encoding they seem to be in, with how to save as UTF-8."""
    encoding = _foreign_encoding(content)
    if encoding is None:
        return content.decode("utf-8-sig"), []
    try:
        content.decode("utf-8")
        line = None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    return None, [Problem(Severity.ERROR, "encoding", f"{capital(what)} сохранён не в UTF-8, а, похоже, в кодировке {encoding}.",
                          file=file, line=line, advice=SAVE_AS_UTF8)]


def _foreign_encoding(content: bytes) -> str | None:
    """The name of the encoding when it is not UTF-8, else None."""
    if content.startswith(_UTF16) or content[:4000].count(0) > len(content[:4000]) // 8:
        return "UTF-16 («Юникод»)"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    for encoding, name in (("cp1251", "Windows-1251"), ("koi8-r", "KOI8-R"), ("cp866", "DOS (866)")):
        # running Russian text is small letters mostly; the wrong table turns them into capitals or graphics
        text = content.decode(encoding, errors="replace")
        if len(re.findall("[а-яё]", text)) > len(re.findall("[^\x00-\x7fа-яё№«»–—]", text)):
            return name
    return "неизвестной (не UTF-8)"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer of ours at a time in ``folder``; waits. The lock is on the folder itself and leaves no file behind."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """SHA-256 of the content as hex; empty where there is none to read, or more than anybody reads."""
    try:
        with opened(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() if os.fstat(stream.fileno()).st_size <= LARGEST_BYTES else ""
    except OSError:
        return ""


def opened(path: Path) -> BufferedReader:
    """A plain file only: a pipe in its place would be waited for, a device read, without end."""
    stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115  # the caller closes it
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "это не обычный файл")
    return stream


def real(path: Path) -> Path:
    """Where the file is behind all links; links that lead to themselves lead nowhere, and are told when the file is read."""
    return Path(os.path.realpath(path))


def fingerprint(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever somebody else writes the file: inode, size, time. None: there is no file."""
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


def in_shape_of(content: bytes, text: str) -> str:
    """The text as ``content`` was saved: with its BOM, and with CRLF where most of its lines end so."""
    dos = content.count(b"\r\n") * 2 > content.count(b"\n")
    return (BOM if content.startswith(BOM.encode()) else "") + (text.replace("\n", "\r\n") if dos else text)


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """``write_bytes`` of the text as UTF-8."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def write_bytes(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace the file's content atomically and durably; an existing file keeps its mode and group, where root writes its owner, too.

    ``mode`` is for a new one.

    A symbolic link stays one: its target is replaced. OSError when the disk or the rights refuse; the old content then stays.
    """
    target = real(path)
    try:
        state = target.stat()
    except FileNotFoundError:
        state = None
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            if state is not None and os.geteuid() == 0:
                os.fchown(stream.fileno(), state.st_uid, state.st_gid)
            elif state is not None:  # of a group that others edit the file by, and the service is in
                with contextlib.suppress(OSError):
                    os.fchown(stream.fileno(), -1, state.st_gid)
            os.fchmod(stream.fileno(), stat.S_IMODE(state.st_mode) if state else mode)
            os.fsync(stream.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
