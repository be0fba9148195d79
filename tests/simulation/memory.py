"""What composing made of a notice, remembered: lives that share a beginning tell the same people the same, second by second.

Composing is a pure function of the draft, so that to call it again gives nothing new. Large lives, and small ones of sixteen one, always
compose; those lives also read every mail back.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from notifier.core.compose.frozen import Frozen
from notifier.core.compose.skeleton import Skeleton
from notifier.flows.coordinator import desk
from notifier.flows.notices import circular

MOST = 400


class Remembered:
    """One ground's, or the default tests' of a process: its mistakes, if any were planted, are in the functions it was given."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._skeletons: dict[Any, tuple[Any, Skeleton]] = {}
        self._frozen: dict[int, tuple[Skeleton, Frozen | None]] = {}
        self._letters: dict[Any, tuple[Any, Any]] = {}
        self._skeleton, self._freeze, self._compose = circular.skeleton, circular.freeze, desk.compose

    def skeleton(self, draft: Any, *, date: Any, templates: Any, frame: Any, role: Any = None) -> Skeleton:
        """``core.compose.skeleton.skeleton``."""
        known = self._skeletons.get((draft, date, role))
        if known is None or known[0] != (templates, frame):
            if len(self._skeletons) >= self._most:
                self._skeletons.clear()
                self._frozen.clear()
            known = (templates, frame), self._skeleton(draft, date=date, templates=templates, frame=frame, role=role)
            self._skeletons[draft, date, role] = known
        return known[1]

    def freeze(self, made: Skeleton) -> Frozen | None:
        """``core.compose.frozen.freeze``."""
        known = self._frozen.get(id(made))
        if known is None:
            known = self._frozen[id(made)] = made, self._freeze(made)
        return known[1]

    def compose(self, draft: Any, recipient: Any, *, date: Any, message_id: str, templates: Any, frame: Any) -> Any:
        """``core.compose.whole.compose``."""
        key = draft, recipient, date, message_id
        known = self._letters.get(key)
        if known is None or known[0] != (templates, frame):
            if len(self._letters) >= self._most:
                self._letters.clear()
            known = (templates, frame), self._compose(draft, recipient, date=date, message_id=message_id, templates=templates, frame=frame)
            self._letters[key] = known
        return known[1]

    def instead(self) -> tuple[tuple[Any, str, Callable[..., Any]], ...]:
        """What takes the place of what."""
        return (circular, "skeleton", self.skeleton), (circular, "freeze", self.freeze), (desk, "compose", self.compose)


@lru_cache(maxsize=1)
def remembering(folder: Path) -> tuple[tuple[Any, str, Callable[..., Any]], ...]:
    """What takes the place of what, on this ground."""
    return Remembered().instead()
