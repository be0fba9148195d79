"""A Postfix of its own in a folder, on loopback: what is the same for the tests' mail host and for the benchmark. Needs root."""

import os
import pwd
from pathlib import Path

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = {home}
maillog_file = {home}/maillog
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.cdo.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
"""
MASTER = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def lay_out(home: Path, *, main: str, master: str) -> Path:
    """The instance's folders and its configuration, with these lines besides the common ones; returns what ``postfix -c`` takes."""
    home.chmod(0o755)
    etc = home / "etc"
    for folder in (etc, home / "queue", home / "data"):
        folder.mkdir()
    owner = pwd.getpwnam("postfix")
    os.chown(home / "data", owner.pw_uid, owner.pw_gid)
    (etc / "main.cf").write_text(MAIN.format(home=home) + main, encoding="utf-8")
    (etc / "master.cf").write_text(master + MASTER, encoding="utf-8")
    return etc
