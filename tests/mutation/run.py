"""``python -m tests.mutation.run [PART …]``: plants each mutant, runs the narrow tests, counts what they notice.

Every mutant lives in a forked process in which the module is imported with the mistake in it; no file is changed. A mutant
that the tests pass has survived: it is printed, and unless ``docs/reliability.md`` allows its part so many, the exit code is 1.
"""

import argparse
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis
import pytest

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
LEAST_KILLED = 0.85
PARTS = {
    "notifier.core.reconcile": ("tests/unit/delivery/test_reconcile.py",),
    "notifier.core.retry": ("tests/unit/delivery/test_retry.py",),
    "notifier.core.replies": ("tests/unit/delivery/test_replies.py",),
    "notifier.flows.sending.wire": ("tests/unit/delivery/test_wire.py", "tests/unit/delivery/test_delivery.py"),
    "notifier.flows.sending.account": ("tests/unit/delivery/test_delivery.py", "tests/unit/delivery/test_rests_and_limits.py"),
    "notifier.flows.sending.making": ("tests/unit/delivery/test_delivery.py",),
    "notifier.flows.sending.delivery": ("tests/unit/delivery/test_delivery.py", "tests/unit/delivery/test_rests_and_limits.py", "tests/unit/delivery/test_maildir.py"),
}


class Planted(importlib.machinery.SourceFileLoader):
    """Imports a module from a changed tree."""

    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """The mistake, compiled."""
        return compile(self._mutant.tree, self.path, "exec")


@dataclass
class Finder(importlib.abc.MetaPathFinder):
    """Finds that one module, nothing else."""

    name: str
    path: str
    mutant: Mutant

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        """The planted one."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, Planted(self.name, self.path, self.mutant))


def survives(name: str, mutant: Mutant | None, tests: Sequence[str], processor_seconds: int) -> bool:
    """Whether the tests pass with the mistake in place (None: without one). Too much work is noticed, too, and endless waiting."""
    child = os.fork()
    if child == 0:
        _be(name, mutant, tests, processor_seconds)
    until = time.monotonic() + 30 * processor_seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        if time.monotonic() > until:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.01)


def _be(name: str, mutant: Mutant | None, tests: Sequence[str], processor_seconds: int) -> None:
    """The child: never returns. Its work is bounded in processor time, so a busy machine changes nothing."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    if mutant is not None:
        sys.meta_path.insert(0, Finder(name, str(ROOT / f"{name.replace('.', '/')}.py"), mutant))
    hypothesis.settings.register_profile("mutation", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutation")
    os._exit(int(pytest.main([*tests, "-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"])))


def survivors(name: str, tests: Sequence[str], every: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant of a module (or each ``every``-th) with whether it survived."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not survives(name, None, tests, 600):
        raise SystemExit(f"{name}: its tests fail without any mistake")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    patience = 3 + 3 * round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    source = (ROOT / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
    for mutant in itertools.islice(mutants(source), 0, None, every):
        yield mutant, survives(name, mutant, tests, patience)


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line: all parts, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th mutant: a sample")
    arguments = parser.parse_args(words)
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    arguments.parts = arguments.parts or list(PARTS)
    return arguments


def main() -> int:
    """Plants the mutants of what is asked for."""
    arguments = asked()
    code = 0
    for name in arguments.parts:
        planted = survived = 0
        for mutant, lives in survivors(name, PARTS[name], arguments.every):
            planted += 1
            survived += lives
            if lives:
                print(f"  {name}:{mutant.line}: {mutant.what}", flush=True)
        killed = 1 - survived / planted
        print(f"{name}: {planted} mutants, {planted - survived} noticed ({killed:.1%})", flush=True)
        code |= killed < LEAST_KILLED
    return code


if __name__ == "__main__":
    raise SystemExit(main())
