"""Incoming mail, understood: bytes of strangers become ``Heard``. Pure, bounded, and never an exception."""
