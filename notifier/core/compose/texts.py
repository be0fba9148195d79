"""``Templates``: the mail texts, by name. No disk here: an edge hands over the sources; ``sandbox`` renders them.

A failing template raises ``TemplateFailure`` with the template's name and line.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notifier.core.compose.sandbox import Sandbox

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class TemplateFailure(Exception):
    """A template that can't be rendered: its name, the line (0 unknown), and what Jinja says."""

    def __init__(self, template: str, line: int, what: str) -> None:
        super().__init__(f"{template}:{line}: {what}" if line else f"{template}: {what}")
        self.template, self.line, self.what = template, line, what


class Templates:
    """Immutable set of template sources. Two sets with the same sources are equal."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)
        self._slots_only: dict[str, bool] = {}
        self._impersonal: dict[str, bool] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.sources

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Templates) and self.sources == other.sources

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.sources.items())))

    @cached_property
    def _sandbox(self) -> "Sandbox":
        from notifier.core.compose.sandbox import sandbox_of  # here: ``status`` knows the sources and renders nothing

        return sandbox_of(self)

    @cached_property
    def stamp(self) -> str:
        """Changes whenever a text does, and is the same in every process."""
        return hashlib.sha256(repr(sorted(self.sources.items())).encode()).hexdigest()[:10]

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Mail addresses the operator wrote into templates: allowed in every mail."""
        return frozenset(found.casefold() for source in self.sources.values() for found in ADDRESS.findall(source))

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The text of one template. TemplateFailure where it can't be rendered."""
        return self._sandbox.render(name, context)

    def syntax_errors(self, names: Iterable[str] | None = None) -> list[TemplateFailure]:
        """Every template (of these names) that can't be parsed, and every reference of theirs to one that is not there."""
        return self._sandbox.syntax_errors(self.sources if names is None else names)

    def slots_only(self, name: str) -> bool:
        """Whether this template, and all it refers to, only prints ``person.*`` as it is: then filling in a finished text
        is the same as rendering for the person. Any test, filter, macro or assignment with ``person`` makes it False."""
        if name not in self._slots_only:
            self._slots_only[name] = self._sandbox.slots_only(name)
        return self._slots_only[name]

    def impersonal(self, name: str) -> bool:
        """Whether this template, and all it refers to, never mentions ``person``."""
        if name not in self._impersonal:
            self._impersonal[name] = self._sandbox.impersonal(name)
        return self._impersonal[name]
