"""Pure functions. No clock, disk, network, log or randomness: ``now`` is an argument."""
