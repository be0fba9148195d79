"""Which life a seed is: most are small, one in forty is large."""

from . import large, small
from .script import Script

LARGE_EVERY = 40


def draw(seed: int) -> Script:
    """The life of this seed."""
    return large.large(seed, on_files=0.2) if seed % LARGE_EVERY == 0 else small.small(seed)
