"""``resolve``: plan + decisions + schedules -> events and open questions.

Refuses to guess: an event exists only where an exact day and hour stand in the plan itself, or the coordinator wrote a day
and an hour (or «весь день»). Everything else becomes a question. Absence never cancels: what was told and is no longer
named stays as it was told, and is a question.
"""

from notifier.core.events.context import Context
from notifier.core.events.resolution import Resolution, resolve

__all__ = ["Context", "Resolution", "resolve"]
