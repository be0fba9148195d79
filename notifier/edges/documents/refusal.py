"""A document that can't be read, in words for the coordinator."""

from pathlib import Path

from notifier.core.russian import capital
from notifier.model.problem import Problem, Severity


class UnreadableDocument(Exception):
    """``problem`` says what is the matter and what to do; nothing of the document was used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def refuse(path: Path, code: str, text: str, advice: str) -> UnreadableDocument:
    """The exception to raise for this file, whose name stands beside the problem wherever it is shown."""
    return UnreadableDocument(Problem(Severity.ERROR, code, f"{capital(text)}.", file=str(path), advice=advice))
