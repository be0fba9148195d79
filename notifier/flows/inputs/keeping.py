"""One file of the configuration, or its last good copy: what can't be used, or lost too much at once, changes nothing.

The service copies every file that was read well to ``state/good``, so that a restart beside a broken file still knows what was
true. A file that lost more than the policy's share of its entries at once counts as broken until a person approves (fault 56); so does
what its reader takes for something else than before (``doubt``: a plan written over another one).
"""

import contextlib
import logging
from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from notifier.edges.files.text import digest_of, write_bytes
from notifier.edges.ledger.facts import Facts
from notifier.model.problem import Problem, Severity
from notifier.model.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")
SHRINK_AT_LEAST = 3
"""Losing one or two entries is an edit, whatever their share."""


class Parsed:
    """What each file came to, as long as its bytes stay: a country's list is not parsed again because a date was confirmed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[str, object, list[Problem]]] = {}

    def read(self, path: Path, reader: Callable[[Path], tuple[T | None, list[Problem]]]) -> tuple[T | None, list[Problem], str]:
        """The value, what is wrong with it, and the hash of the bytes."""
        digest = digest_of(path)
        known = self._known.get(path)
        if known is not None and digest and known[0] == digest:
            return known[1], known[2], digest  # type: ignore[return-value]  # one reader a path
        value, found = reader(path)
        if digest_of(path) == digest:  # not written to while it was read
            self._known[path] = (digest, value, found)
        return value, found, digest


class Keeper:
    """Reads one file or falls back to its last good copy. ``shrunk``: the files that wait for a yes, by role, and their hashes; ``taken``:
    the roles of those in force as they lie there, also after a restart."""

    def __init__(self, settings: Settings, accepted: dict[str, str], parsed: Parsed, *, keeps: bool) -> None:
        self._keeps = keeps
        self._folder = settings.state / "good"
        self._percent = settings.policy.shrink_percent
        self._accepted = accepted
        self._parsed = parsed
        self.shrunk: dict[str, str] = {}
        self.taken: set[str] = set()

    def read(self, role: str, path: Path, reader: Callable[[Path], tuple[T | None, list[Problem]]], size: Callable[[T], int],
             before: T | None, problems: list[Problem], doubt: Callable[[T, T], Problem | None] = lambda _before, _value: None, *,
             whole: bool = False, anew: Callable[[T, T], bool] = lambda _before, _value: False) -> T | None:
        """What is in force: the file, or what was in force ``before`` it broke, shrank or raised a ``doubt``, as ``problems`` then says.

        ``whole``: one error anywhere breaks the file. A key misspelled in a row of the plan would else be a place taken away, told to all.
        ``anew``: what is no version of ``before`` (next year's plan) may be as short as it likes.
        """
        copy = self._folder / f"{role}-{path.stem}{path.suffix}"
        value, found, digest = self._parsed.read(path, reader)
        problems += found
        kept = digest_of(copy)
        if before is None and kept:
            before = value if kept == digest else reader(copy)[0]
        if value is None or (whole and before is not None and any(problem.severity is Severity.ERROR for problem in found)):
            return before
        if before is not None and self._accepted.get(role) != digest:
            wrong = doubt(before, value)
            if wrong is None and not anew(before, value):
                wrong = self._shrinking(role, path, size(before), size(value))
            if wrong is not None:
                self.shrunk[role] = digest
                problems.append(wrong)
                return before
        if digest != kept:
            self._keep(path, digest, copy, f"{role}-*" if role == "people" else "")
            kept = digest_of(copy)
        if digest == kept:
            self.taken.add(role)
        return value

    def _shrinking(self, role: str, path: Path, before: int, after: int) -> Problem | None:
        emptied = after == 0 and (role != "dates" or _is_blank(path))  # one decision taken back empties a dates file, all but its heading
        if not self._lost_too_much(before, after, emptied=emptied):
            return None
        return Problem(
            Severity.ERROR, f"{role}-shrunk", f"В файле стало записей {after} вместо {before}: это похоже на "
            "ошибку. Пока действует прежний файл, никому ничего не отправлено.", file=str(path),
            advice="Верните файл или подтвердите: ответьте «да» на письмо службы об этом или выполните notifier approve.")

    def _lost_too_much(self, before: int, after: int, *, emptied: bool) -> bool:
        lost = before - after
        return before > 0 and (emptied or (lost >= SHRINK_AT_LEAST and lost * 100 > self._percent * before))

    def _keep(self, path: Path, digest: str, copy: Path, former: str) -> None:
        """Trouble here must not stop the reading, but an older copy must not stay: after a restart beside a broken file people would be
        told what stood there months ago. ``former``: copies whose place it takes; a list of people under another name stands for nothing
        any more, and who was erased would go on standing there."""
        if self._keeps and not digest:  # a dates file that is gone, with a yes where it said something
            _remove(copy)
        if not self._keeps or not path.exists():
            return
        try:
            content = path.read_bytes()
            if sha256(content).hexdigest() != digest:
                return  # written to since it was read: the next reading keeps it
            self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # ``parents`` would make it readable by all
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_bytes(copy, content, mode=0o600)
            drafts = f".{former}"  # of a process that died while it wrote one
            for other in [*self._folder.glob(former), *self._folder.glob(drafts)] if former else ():
                if other != copy:
                    other.unlink()
        except OSError as error:
            log.warning("no copy of %s is kept for a restart beside a broken one: %s", copy.name, error.strerror)
            _remove(copy)


def use_up(facts: Facts, taken: Collection[str]) -> None:
    """A yes to a file that lost much is for once: emptied again in spring, it is asked about again. Inside a transaction."""
    accepted = facts.get_json("accepted")
    left = {role: digest for role, digest in accepted.items() if role not in taken}
    if left != accepted:
        facts.put_json("accepted", left)


def _remove(copy: Path) -> None:
    with contextlib.suppress(OSError):
        copy.unlink()


def _is_blank(path: Path) -> bool:
    """Not there, or nothing is left in it, which no edit of hers would do: a disk that was full, a save that was cut."""
    try:
        return not path.read_bytes().strip()
    except OSError:
        return True
