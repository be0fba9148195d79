"""The order of steps: tick, delivery, intake, rehearsal."""
