"""Composing mails: from a ``Draft`` and a ``Recipient`` to the bytes that SMTP carries. Pure: sources of templates, dates and identifiers
are arguments. ``compose`` makes one whole mail and reads it back; ``skeleton`` and ``fill`` make thousands of the same notice."""

from notifier.core.compose.frozen import Frozen, freeze
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.skeleton import Skeleton, fill, skeleton
from notifier.core.compose.texts import TemplateFailure, Templates
from notifier.core.compose.whole import compose, message_id
from notifier.model.content import Draft
from notifier.model.frame import Composed, Frame, Recipient

__all__ = [
    "Composed", "Draft", "Frame", "Frozen", "Recipient", "Skeleton", "TemplateFailure", "Templates", "UnsafeMail", "compose", "fill",
    "freeze", "message_id", "skeleton",
]
