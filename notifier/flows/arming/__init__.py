"""Whether this ledger may speak: a person's yes, what the yes would let out, and what withholds it."""
