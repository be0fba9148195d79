"""``make audit``: known holes in the versions of ``requirements.lock``, by ``pip-audit`` in an environment of its own.

Exit code 1 for a known hole. Where no advisories can be reached, or some packages could not be looked up, that is said, with
how many: an audit of nothing is no success, but no reason to stop a change either.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "audit"
TOOL = "pip-audit>=2.7"


def main() -> int:
    """Look every pinned package up."""
    pip_audit = HOME / "bin" / "pip-audit"
    if not pip_audit.exists():
        venv.create(HOME, with_pip=True)
        made = subprocess.run([HOME / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", TOOL], capture_output=True, text=True,
                              check=False)
        if made.returncode:
            print(f"NOT AUDITED: pip-audit can't be installed here\n{made.stderr.strip()[-300:]}")
            return 0
    done = subprocess.run([pip_audit, "--requirement", ROOT / "requirements.lock", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
                           "--format", "json"], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"NOT AUDITED: no source of advisories answers here\n{done.stderr.strip()[-300:]}")
        return 0
    looked_up = [package for package in packages if "vulns" in package]
    holes = [(package["name"], package["version"], hole["id"], ", ".join(hole["fix_versions"])) for package in looked_up
             for hole in package["vulns"]]
    for name, version, number, fixed in holes:
        print(f"{name} {version}: {number}, mended in {fixed or 'no version yet'}")
    missed = len(packages) - len(looked_up)
    print(f"{'NOT AUDITED: ' if missed else ''}{missed} of {len(packages)} packages could not be looked up; {len(holes)} known holes in the others")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
