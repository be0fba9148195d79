"""The plan file: TOML that a coordinator may edit by hand, read with a line for every row, written without losing comments.

Form and keys are described in ``docs/plans.md``.
"""
