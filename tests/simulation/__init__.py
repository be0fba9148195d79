"""Deterministic simulation: whole lives of an installation in an unreliable world. ``docs/simulation.md`` tells how and why."""
