"""Whom root acts as."""

import os
import pwd

from notifier.doors.owner import _groups


def test_the_owners_own_group_counts_where_the_folder_has_another() -> None:
    """«chown notifier state» leaves the folder to root's group; the settings are still the service's to read, by its own."""
    owner = pwd.getpwuid(os.getuid())
    assert {owner.pw_gid, 54321} <= set(_groups(owner.pw_uid, 54321))
