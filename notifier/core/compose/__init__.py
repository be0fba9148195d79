"""Composing mails: from a ``Draft`` and a ``Recipient`` to the bytes that SMTP carries. Pure: sources of templates, dates and identifiers
are arguments. ``compose`` makes one whole mail and reads it back; ``skeleton`` and ``fill`` make thousands of the same notice."""

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.skeleton import Skeleton, compose, fill, message_id, skeleton
from notifier.core.compose.texts import TemplateFailure, Templates
from notifier.model.content import Draft
from notifier.model.frame import Composed, Frame, Recipient

__all__ = [
    "Composed", "Draft", "Frame", "Recipient", "Skeleton", "TemplateFailure", "Templates", "UnsafeMail", "compose", "fill", "message_id",
    "skeleton",
]
