"""Exit codes: what a script learns of a command."""

DONE = 0
NOT_DONE = 1
"""Also: something was found, or nothing."""
BROKEN = 2
"""Wrong usage, a configuration or a plan that can't be read."""
FAILED = 3
"""The program or the machine."""
