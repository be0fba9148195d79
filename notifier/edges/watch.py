"""What the kernel says about changed files (Linux inotify(7)): the service sleeps until somebody did something.

Promises: never raises, never blocks. It only says «look now»; what changed is found out by looking. Where there is no inotify, or a
folder can't be followed (a network's file system, too many watches), nothing rings, and changes are found by the regular look.
"""

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_MOVED = 0x800                                      # IN_MOVE_SELF: the folder itself has another name
_MASK = 0x8 | 0x40 | 0x80 | 0x200 | 0x400 | _MOVED  # IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_DELETE, IN_DELETE_SELF
_ONLY_FOLDERS = 0x01000000                          # IN_ONLYDIR
_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC               # inotify_init1 takes the same bits
_EVENT = struct.Struct("iIII")
_GONE = 0x8000                                      # IN_IGNORED: it is followed no more


class Watch:
    """Folders followed. ``fileno`` becomes readable when a file in one of them was written, moved or deleted."""

    def __init__(self, descriptor: int, libc: ctypes.CDLL) -> None:
        self._descriptor = descriptor
        self._libc = libc
        self._followed: dict[Path, int] = {}

    @classmethod
    def open(cls) -> "Watch | None":
        """None where the system has no such thing."""
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            descriptor = libc.inotify_init1(_FLAGS)
        except (OSError, AttributeError):
            return None
        return cls(descriptor, libc) if descriptor >= 0 else None

    def fileno(self) -> int:
        """For ``select``."""
        return self._descriptor

    def follow(self, folders: Iterable[Path]) -> None:
        """These folders and no others. Those followed already stay; one that is missing is tried again at the next call."""
        wanted = set(folders)
        for gone in self._followed.keys() - wanted:
            self._libc.inotify_rm_watch(self._descriptor, self._followed.pop(gone))
        for folder in wanted - self._followed.keys():
            number = self._libc.inotify_add_watch(self._descriptor, os.fsencode(folder), _MASK | _ONLY_FOLDERS)
            if number >= 0:
                self._followed[folder] = number

    def drain(self) -> None:
        """Take in what was said; a folder that is no more can be followed anew when it is back."""
        with contextlib.suppress(OSError):
            while data := os.read(self._descriptor, 65_536):
                at = 0
                while at < len(data):
                    number, mask, _, length = _EVENT.unpack_from(data, at)
                    at += _EVENT.size + length
                    if mask & _MOVED:  # what stands in its place is another one
                        self._libc.inotify_rm_watch(self._descriptor, number)
                    if mask & _GONE:
                        self._followed = {folder: watch for folder, watch in self._followed.items() if watch != number}

    def close(self) -> None:
        """Let go."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
