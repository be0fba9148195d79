"""Where a ledger is at home: this machine, this folder, this very copy of it.

A copied folder brings its key (``state/instance``) along, so the key's file is looked at, too: a copy is another file (inode) and was made
at another time (ctime, which nobody can set). Both have to differ: a remount of a foreign file system may number its files anew, and
``chown`` changes the time of the old one. Device numbers say nothing: they change at a boot. ``mv`` within a file system is no copy.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from pathlib import Path

from notifier.edges.files.text import write_bytes

KEY_NAME = "instance"

log = logging.getLogger(__name__)


def key_of(folder: Path) -> bytes:
    """The installation's key, made at the first start; an empty file is none. Without a place for it hashes are made with an empty one."""
    path = folder / KEY_NAME
    try:
        if path.exists() and (known := path.read_text(encoding="ascii").strip()):
            return bytes.fromhex(known)
        key = secrets.token_bytes(32)
        write_bytes(path, key.hex().encode() + b"\n", mode=0o600)
    except (OSError, ValueError) as error:
        log.error("the installation's key is not usable: %s", type(error).__name__)
        return b""
    return key


def mark_of(key: bytes) -> str:
    """What tells this folder's ledger from another one's, without giving the key away."""
    return hashlib.blake2b(key, digest_size=8, person=b"instance").hexdigest()


def machine_mark(path: Path = Path("/etc/machine-id")) -> str:
    """A hash of this machine's identity (man 5 machine-id asks not to show the id itself); empty where there is none."""
    try:
        identity = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return hashlib.blake2b(identity.encode(), digest_size=8, person=b"notifier").hexdigest() if identity else ""


def place_of(folder: Path) -> dict[str, object]:
    """Which file the key is, and where; empty where there is none."""
    path = folder.resolve() / KEY_NAME
    try:
        found = path.stat()
    except OSError:
        return {}
    return {"inode": found.st_ino, "changed": found.st_ctime_ns, "path": str(path)}


def is_copy(known: Mapping[str, object], place: Mapping[str, object]) -> bool:
    """Whether the key's file is not the one that was known, or that one is still in its former place, too (a snapshot keeps inodes)."""
    if not known or not place:
        return False
    if known["inode"] != place["inode"] and known["changed"] != place["changed"]:
        return True
    here, there = Path(str(place["path"])), Path(str(known["path"]))
    try:
        return here != there and not here.samefile(there) and here.read_bytes() == there.read_bytes()
    except OSError:  # gone, or hidden from this service
        return False
