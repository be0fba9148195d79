"""The SMTP password: read when a connection is made, never kept in settings, never logged.

A file must belong to us alone (mode 0600 or stricter); without one, the systemd credential ``smtp-password``.
"""

import os
import stat
from pathlib import Path

MOST_BYTES = 4096
CREDENTIAL = "smtp-password"


class SecretError(Exception):
    """No usable password; the text says why, without it."""


def read_password(path: Path | None) -> str:
    """The password. SecretError when it is missing, empty or readable by others."""
    if path is None:
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise SecretError("no password_file is set and there is no systemd credential smtp-password")
        path = Path(folder) / CREDENTIAL
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise SecretError(f"{path} can be read by others: set its mode to 0600")
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SecretError(f"{path}: {error.strerror}") from error
    try:
        password = data.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SecretError(f"{path} is not UTF-8") from error
    if not password or len(data) > MOST_BYTES or any(not char.isprintable() for char in password):
        raise SecretError(f"{path} does not hold one line with a password")
    return password
