"""Whom root acts as."""

import os
import pwd
from pathlib import Path

import pytest

from notifier.doors import owner
from notifier.doors.owner import _groups, given_to_owner


def test_the_owners_own_group_counts_where_the_folder_has_another() -> None:
    """«chown notifier state» leaves the folder to root's group; the settings are still the service's to read, by its own."""
    owner = pwd.getpwuid(os.getuid())
    assert {owner.pw_gid, 54321} <= set(_groups(owner.pw_uid, 54321))


def test_what_root_left_is_given_and_nothing_of_roots_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second name of a file may be the service's own doing: behind it root's passwords would be given away."""
    given: list[str] = []
    monkeypatch.setattr(owner, "ROOT", os.getuid())
    monkeypatch.setattr(owner, "_owner", lambda _: (54321, 54321))
    monkeypatch.setattr(os, "chown", lambda path, user, group, *, follow_symlinks: given.append(path.name))
    state = tmp_path / "state"
    given_to_owner(state)
    state.mkdir()
    for name in ("sent.log", "passwords"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "sent.log").rename(state / "sent.log")
    (state / "planted").hardlink_to(tmp_path / "passwords")
    (state / "backups" / "within").mkdir(parents=True)
    given_to_owner(state)
    assert sorted(given) == ["backups", "sent.log"]
