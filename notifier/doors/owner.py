"""Root's acts on the state folder are done as the folder's owner: what root wrote itself would be closed to the service.

Only the effective user changes, only around the act; whoever is not root acts as themselves.
"""

import contextlib
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from notifier.edges.config import read_config

ROOT = 0
REINSTALL = "Поставьте программу заново, как на странице администратора: с umask 022, а Python — не из домашней папки root."
"""What helps where the program can't be read by the one it acts as."""


@contextlib.contextmanager
def as_owner(state: Path) -> Iterator[None]:
    """Act as whoever owns ``state`` (where it is not there yet: the folder it will be made in)."""
    user, group = _owner(state)
    if os.geteuid() != ROOT or user == ROOT:
        yield
        return
    former, groups = os.getegid(), os.getgroups()
    os.setgroups(_groups(user, group))
    os.setegid(group)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(ROOT)
        os.setegid(former)
        os.setgroups(groups)


def state_of(config: Path) -> Path:
    """The state folder that this configuration names."""
    settings, _ = read_config(config)
    return settings.state if settings is not None else config.parent / "state"


def given_to_owner(folder: Path) -> None:
    """Whatever root left directly in ``folder`` becomes its owner's."""
    user, group = _owner(folder)
    if os.geteuid() != ROOT or user == ROOT or not folder.is_dir():
        return
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # what a process beside us clears away
            found = path.lstat()
            if found.st_uid == ROOT and (found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)):  # else also root's file somewhere else
                os.chown(path, user, group, follow_symlinks=False)


def _owner(state: Path) -> tuple[int, int]:
    """User and group of the nearest folder that is there."""
    for folder in (state, *state.parents):
        with contextlib.suppress(OSError):
            found = folder.stat()
            return found.st_uid, found.st_gid
    return os.geteuid(), os.getegid()


def _groups(user: int, group: int) -> list[int]:
    """The user's groups: the plan's folder may be open to one of them."""
    try:
        person = pwd.getpwuid(user)
        return [*os.getgrouplist(person.pw_name, person.pw_gid), group]  # its own group too where the folder has another: «chown notifier»
    except KeyError:  # a number without a name
        return [group]
