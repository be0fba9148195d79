"""From what the ledger stores back to the bytes SMTP carries."""


def materialise(skeleton: bytes, slots: bytes | None) -> bytes:
    """The exact mail: the stored bytes themselves where there are no slots."""
    if slots is None:
        return skeleton
    raise ValueError("no filled skeletons are stored yet")
