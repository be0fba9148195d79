"""Processes under another user, as the service has one of its own: an interpreter that this user can execute."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

USER = 61_234
"""A number without a name: nobody else's files are touched."""


@dataclass(frozen=True)
class OtherUser:
    """How to run Python as ``USER``: the wrapper's words, and the variables its interpreter needs."""

    python: str
    environment: Mapping[str, str]

    @property
    def wrapper(self) -> list[str]:
        """What stands before a command of the service's user."""
        return self.wrapper_of(USER)

    def wrapper_of(self, number: int) -> list[str]:
        """What stands before a command of this user. The shell between: ``setpriv`` itself still reaches what is root's."""
        return ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups", "--", "sh", "-c", 'exec "$0" "$@"']


@cache
def other_user() -> OtherUser | None:
    """None where it can't be done: we are not root, or no interpreter of ours is open to others."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return None
    packages = os.pathsep.join(path for path in sys.path if path and Path(path).is_dir() and "site-packages" in path)
    root = str(Path(__file__).parents[3])
    candidates = [OtherUser(sys.executable, {})]
    candidates += [OtherUser(name, {"PYTHONPATH": os.pathsep.join((root, packages)), "PYTHONDONTWRITEBYTECODE": "1"})
                   for name in (f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}",) if Path(name).exists()]
    return next((user for user in candidates if _runs(user)), None)


def _runs(user: OtherUser) -> bool:
    done = subprocess.run([*user.wrapper, user.python, "-c", "import os, notifier.flows.station; print(os.geteuid())"], cwd="/",
                          capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **user.environment})
    return done.stdout.strip() == str(USER)
