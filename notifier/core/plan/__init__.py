"""Plans: from a document to rows with ids (``understand``), what is doubtful in them (``lint``), what a re-import changes.

Pure. How documents are read is ``docs/plans.md``; the words are data in ``words.py``.
"""

from notifier.core.plan.difference import Difference, merge
from notifier.core.plan.lint import lint
from notifier.core.plan.understanding import understand

__all__ = ["Difference", "lint", "merge", "understand"]
