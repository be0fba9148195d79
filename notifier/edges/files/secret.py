"""A server's password: read when a connection is made, never kept in settings, never logged.

A file that the settings name must belong to us alone (mode 0600 or stricter); without one, the systemd credential of that server.
"""

import errno
import os
import stat
from pathlib import Path

from notifier.edges.files.text import opened

MOST_BYTES = 4096
SMTP, IMAP = "smtp-password", "imap-password"
"""The credentials' names, as the units lend them."""


class SecretError(Exception):
    """No usable password; the text says why, without it."""


def password_file(named: Path | None, credential: str) -> Path | None:
    """The file the settings name, else the credential's; None where systemd lends none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / credential if named is None and folder else named


def read_password(named: Path | None, credential: str) -> str:
    """The password. SecretError when it is missing, empty or readable by others."""
    path = password_file(named, credential)
    if path is None:
        raise SecretError(f"no password_file is set and there is no systemd credential {credential}")
    try:
        with opened(path) as file:
            mode = os.fstat(file.fileno()).st_mode
            if named is not None and stat.S_IMODE(mode) & 0o077:  # of a credential the group's bits are an access list's mask (systemd 254)
                raise SecretError(f"{path} can be read by others: set its mode to 0600")
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        said = "it is no plain file" if error.errno == errno.EINVAL else error.strerror
        raise SecretError(f"{path}: {said}") from error
    try:
        password = data.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SecretError(f"{path} is not UTF-8") from error
    if not password or len(data) > MOST_BYTES or any(not char.isprintable() for char in password):
        raise SecretError(f"{path} does not hold one line with a password")
    return password
