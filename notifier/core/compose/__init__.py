"""Composing mails: from a ``Draft`` and a ``Recipient`` to the bytes that SMTP carries. Pure: sources of templates, dates and identifiers
are arguments. ``whole.compose`` makes one mail and reads it back; ``skeleton.skeleton`` and ``fill`` make thousands of the same notice;
``frozen`` is the skeleton as the ledger keeps it. Nothing is imported here: looks at the ledger compose nothing and start in half the time.
"""
