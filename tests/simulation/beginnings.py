"""What went before small lives, lived once for all that part from it: an installation that has spoken already."""

from functools import lru_cache
from pathlib import Path

from .small import PASTS, beginning
from .world import Begun, World


@lru_cache(maxsize=PASTS)
def begun(number: int, folder: Path) -> Begun:
    """The beginning of this number, on this ground (each ground is another folder, so nothing is kept from before a mistake was planted)."""
    return World(beginning(number), folder).begin()
