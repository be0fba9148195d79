"""The shipped systemd units: what systemd itself says of them, without a running systemd."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[3] / "systemd"
MOST_EXPOSURE = 1.5

pytestmark = [pytest.mark.integration,
              pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as installed, with a program that exists in the place of ours."""
    for unit in UNITS.glob("*.service"):
        text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name.replace("@.", "@school.")).write_text(text, "utf-8")
        if "@" in unit.name:
            (tmp_path / unit.name).write_text(text, "utf-8")
    return tmp_path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", ["notifier.service", "notifier@school.service"])
def test_a_unit_is_verified_without_a_word(units: Path, name: str) -> None:
    """No unknown directive, no typo."""
    done = analyze("verify", "--man=no", "--recursive-errors=no", str(units / name))
    assert done.returncode == 0, done.stderr
    complaints = [line for line in done.stderr.splitlines() if str(units) in line or "notifier" in line]
    assert complaints == []


@pytest.mark.parametrize("name", ["notifier.service", "notifier@school.service"])
def test_a_unit_is_locked_up(units: Path, name: str) -> None:
    """``systemd-analyze security``: an exposure of 1.5 or less; the next directive that goes missing is noticed."""
    done = analyze("security", "--offline=yes", f"--threshold={int(MOST_EXPOSURE * 10)}", "--no-pager", str(units / name))
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stdout + done.stderr
    assert float(exposure[1]) <= MOST_EXPOSURE, done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["notifier.service", "notifier@.service"])
def test_a_unit_lends_its_secrets_as_credentials_only(name: str) -> None:
    """No password in the environment, none in the configuration (attack 43)."""
    text = (UNITS / name).read_text("utf-8")
    assert "LoadCredential=smtp-password:" in text
    assert "LoadCredential=imap-password:" in text
    assert "Environment" not in text
    assert "UMask=0077" in text
    assert "StateDirectoryMode=0700" in text
