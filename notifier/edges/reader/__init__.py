"""Reading a hostile message where it can do no harm: in a child process with limits on memory, processor time and the clock.

The parent writes one message after another and reads one record back, so that a backlog costs one process start and not ten
thousand. A message that kills or stalls the child is tried once more in a fresh one, then it is ``Unread``: quarantined, and the
next is read. A child that can't be started (no process, memory or descriptor is left), or is of another version than its parent, is
no message's fault: ``NoReader``. What comes back is unpickled with only our own records allowed.
"""

import contextlib
import hashlib
import io
import os
import pickle
import select
import struct
import subprocess
import sys
import time
from dataclasses import fields, is_dataclass
from types import TracebackType
from typing import Any

from notifier.model import heard as records
from notifier.model.heard import Head, Heard, Ours, Unread

SECONDS = 5
MEMORY_MIB = 512
TRIES = 2
_LARGEST = 64 * 1024 * 1024
LENGTH = struct.Struct(">I")
"""Before each message and each answer: how many bytes follow."""
_ALLOWED = {
    "notifier.model.heard": None,
    "notifier.model.fact": frozenset({"Partstat", "Trust", "Answer"}),
    "datetime": frozenset({"datetime", "date", "timedelta", "timezone"}),
}


def layout() -> str:
    """The fields of our records, which come back by their order alone: those of another version would hold each other's values."""
    known = {name: [field.name for field in fields(kind)] for name, kind in vars(records).items() if is_dataclass(kind)}
    return hashlib.sha256(repr(known).encode()).hexdigest()


class ReaderError(Exception):
    """The child died, stalled or answered nonsense over this message."""


class NoReader(Exception):
    """No child can be started now: nothing was read."""


class Reader:
    """A child that reads. Use as a context manager, or ``close`` it."""

    def __init__(self, ours: Ours, *, seconds: float = SECONDS, memory_mib: int = MEMORY_MIB) -> None:
        self._ours = ours
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, raw: bytes) -> Heard:
        """What the message says. Never raises for the message's sake: what kills the child twice comes back unread. NoReader says that
        there is nobody to read it."""
        why = ""
        for _ in range(TRIES):
            child = self._started()
            try:
                return self._ask(child, raw)
            except (ReaderError, OSError) as error:
                why = str(error)
                self.close()
        return Unread(Head(digest=hashlib.sha256(raw).hexdigest()),
                      f"письмо отложено: при чтении дважды произошёл сбой ({why})")

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _ask(self, child: "subprocess.Popen[bytes]", raw: bytes) -> Heard:
        deadline = time.monotonic() + self._seconds
        assert child.stdin is not None
        assert child.stdout is not None
        _write(child.stdin.fileno(), LENGTH.pack(len(raw)) + raw, deadline)
        (length,) = LENGTH.unpack(_read(child.stdout.fileno(), LENGTH.size, deadline))
        if length > _LARGEST:
            raise ReaderError("ответ слишком велик")
        return _unpickle(_read(child.stdout.fileno(), length, deadline), raw)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        try:
            return self._start()
        except (ReaderError, OSError) as error:
            self.close()
            raise NoReader(f"no child to read mail: {error}") from error

    def _start(self) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            # -P: a file email.py in the folder that a command was called from is none of ours
            [sys.executable, "-P", "-m", "notifier.edges.reader.child", str(self._memory_mib), str(int(self._seconds) + 1), layout()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, close_fds=True,
            env={**{key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "TZ", "PYTHONHOME")},
                 "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self._child = child
        assert child.stdin is not None
        assert child.stdout is not None
        os.set_blocking(child.stdin.fileno(), False)
        os.set_blocking(child.stdout.fileno(), False)
        hello = pickle.dumps(self._ours)
        # starting an interpreter on a busy machine is not the message's fault
        deadline = time.monotonic() + max(30.0, self._seconds)
        _write(child.stdin.fileno(), LENGTH.pack(len(hello)) + hello, deadline)
        try:
            _read(child.stdout.fileno(), 1, deadline)
        except ReaderError as error:
            raise ReaderError(f"{error}; если программу обновили, перезапустите службу") from error
        return child


def _write(descriptor: int, data: bytes, deadline: float) -> None:
    view = memoryview(data)
    while view:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([], [descriptor], [], left)[1]:
            raise ReaderError("время чтения истекло")
        view = view[os.write(descriptor, view[:1 << 16]):]


def _read(descriptor: int, size: int, deadline: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise ReaderError("время чтения истекло")
        piece = os.read(descriptor, min(size - len(pieces), 1 << 20))
        if not piece:
            raise ReaderError("не хватило памяти или процессорного времени")
        pieces += piece
    return bytes(pieces)


class _OursOnly(pickle.Unpickler):
    """Our own records and their values; a child taken over by a message can't make the parent run anything."""

    def find_class(self, module: str, name: str) -> Any:
        allowed = _ALLOWED.get(module, frozenset())
        if allowed is None and "." not in name and name[:1].isupper():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        elif allowed is not None and name in allowed:
            return super().find_class(module, name)
        raise ReaderError(f"недопустимый ответ ({module}.{name})")


def _unpickle(data: bytes, raw: bytes) -> Heard:
    """What was heard, and of this message: another's mark would have that one passed over as read."""
    try:
        heard = _OursOnly(io.BytesIO(data)).load()
    except ReaderError:
        raise
    except Exception as error:
        raise ReaderError("ответ не разобран") from error
    if not isinstance(heard, Heard) or not isinstance(heard.head, Head) or heard.head.digest != hashlib.sha256(raw).hexdigest():
        raise ReaderError("ответ не об этом письме")
    return heard
