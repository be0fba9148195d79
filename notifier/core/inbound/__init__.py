"""Incoming mail, understood: bytes of strangers become ``Heard``. Pure, bounded, and never an exception.

The way of a letter through these rooms is drawn in ``docs/letters.md``.
"""
