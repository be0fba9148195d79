"""A file that is only there to be deleted: when the disk fills up between the server's 250 and our mark, dropping it makes
the room in which the mark can still be written (faults 31, 32)."""

import os
from pathlib import Path

SIZE_BYTES = 2 * 1024 * 1024
FLOOR_BYTES = 8 * 1024 * 1024
"""Below so much free space nothing new is claimed."""


class Ballast:
    """Room kept beside the ledger."""

    def __init__(self, folder: Path, *, size_bytes: int = SIZE_BYTES, floor_bytes: int | None = None) -> None:
        self._path = folder / "ballast"
        self._size_bytes = size_bytes
        self._floor_bytes = FLOOR_BYTES if floor_bytes is None else floor_bytes

    def hold(self) -> bool:
        """Lay the file down where there is room for it and the floor. True when it is there."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size_bytes:  # a smaller one was begun by a process that died
                return True
            if self.low(beside=self._size_bytes):
                return False
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self._size_bytes)
            finally:
                os.close(descriptor)
        except OSError:
            self.release()
            return False
        return True

    def release(self) -> bool:
        """Drop the file. True when there was one."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def low(self, *, beside: int = 0) -> bool:
        """Whether the disk has less free space than the floor, ``beside`` so many bytes more (or cannot be asked)."""
        try:
            disk = os.statvfs(self._path.parent)
        except OSError:
            return True
        return disk.f_bavail * disk.f_frsize < self._floor_bytes + beside
