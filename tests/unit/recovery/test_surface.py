"""What there is not can't be attacked: no listener, no page, no foreign code in a clear-text or unpinned form."""

import ast
import re
from pathlib import Path

import pytest

from notifier.edges.ledger import wal
from notifier.edges.ledger.store import Store

ROOT = Path(__file__).parents[3]
LISTENING = {"bind", "create_server", "start_server", "start_unix_server", "serve_forever", "HTTPServer", "ThreadingHTTPServer"}
REHEARSAL_SERVER = "edges/sink.py"


def test_the_service_listens_nowhere() -> None:
    """No web page, no port, no feed: attacks 32, 35-37 and 39-42 have no door. Whoever adds one brings their defences and tests.

    The only listener of the package is the rehearsal's mail sink, on loopback, in a process of its own.
    """
    paths = sorted((ROOT / "notifier").rglob("*.py"))
    assert len(paths) > 200
    for path in paths:
        if path.as_posix().endswith(REHEARSAL_SERVER):
            assert "127.0.0.1" in path.read_text("utf-8")
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert name not in LISTENING, f"{path}:{node.lineno}: {name}"


def test_every_dependency_is_pinned_with_hashes() -> None:
    """requirements.lock: one exact version a package, each with SHA-256 (attack 47)."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", text)
    packages = [entry for entry in entries if re.match(r"[A-Za-z0-9][\w.\-\[\]]*==", entry)]
    assert len(packages) > 15
    for entry in packages:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]
    loose = [entry.splitlines()[0] for entry in entries if re.match(r"[A-Za-z0-9]", entry) and entry not in packages]
    assert loose == []


def test_a_commit_waits_for_the_disk_and_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power loss (fault 42): where there is no sound WAL, a rollback journal with ``synchronous`` EXTRA."""
    monkeypatch.setattr(wal, "SOUND", False)
    store = Store.open(tmp_path)
    assert store.db.execute("PRAGMA journal_mode").fetchone() == ("persist",)
    assert store.db.execute("PRAGMA synchronous").fetchone() == (3,)
    assert store.db.execute("PRAGMA trusted_schema").fetchone() == (0,)
    assert store.db.execute("PRAGMA mmap_size").fetchone() in ((0,), None)
    store.close()
