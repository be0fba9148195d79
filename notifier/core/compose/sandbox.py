"""Templates as Jinja2 renders them: its immutable sandbox with an end to everything, and what a template does with a person.

StrictUndefined; HTML is autoescaped; names come from code, never from data, and data is never compiled. A ``.txt`` that an HTML
template includes or imports is compiled a second time with escaping, so words written once are safe in both.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, nodes
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifier.core import russian
from notifier.core.compose.texts import TemplateFailure, Templates

PERSON = "person"
_COUNTED = "counted steps"
_ESCAPED = ":.html"  # the same source, compiled with escaping
_OPAQUE = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro, nodes.ScopedEvalContextModifier, nodes.EvalContextModifier)
_NOT_THERE = re.compile(r"(?:^|has no attribute )'(?P<name>[^']+)'(?: is undefined)?$")
MOST_STEPS = 100_000
"""Turns of all loops of one rendering together: a year's overview takes some hundreds."""
MOST_REPEATED = 1_000_000
"""Signs or elements that ``*`` may make."""


class Sandbox:
    """Sources made ready for rendering."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._wrong: dict[str, list[TemplateFailure]] = {}
        self._environment = _Environment(
            loader=FunctionLoader(self._load), undefined=StrictUndefined, auto_reload=False, cache_size=-1,
            autoescape=_is_html, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
        self._environment.globals.clear()
        self._environment.filters.update(own_filters())

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The text of one template. TemplateFailure where it can't be rendered."""
        try:
            self._environment.steps = 0
            return self._environment.get_template(name).render(context)
        except TemplateSyntaxError as error:
            raise TemplateFailure(error.name or name, error.lineno, error.message or "") from error
        except TemplateError as error:
            raise TemplateFailure(*self._place(error, name), _in_russian(str(error)) or type(error).__name__) from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError) as error:
            raise TemplateFailure(*self._place(error, name), f"{type(error).__name__}: {error}") from error

    def syntax_errors(self, names: Iterable[str]) -> list[TemplateFailure]:
        """``Templates.syntax_errors``."""
        return [failure for name in sorted(names) for failure in self._syntax_errors_of(name)]

    def _syntax_errors_of(self, name: str) -> list[TemplateFailure]:
        """Of one template, looked for once: compiling is dear, and a text never changes."""
        if name not in self._wrong:
            self._wrong[name] = self._compiled(name)
        return self._wrong[name]

    def _compiled(self, name: str) -> list[TemplateFailure]:
        try:
            tree = self._environment.parse(self._sources[name], name=name)
            self._environment.compile(tree, name=name)
        except TemplateSyntaxError as error:
            return [TemplateFailure(name, error.lineno, error.message or "")]
        return [TemplateFailure(name, line, f"нет шаблона «{other}»")
                for other, line in _references(tree) if other is not None and other not in self._sources]

    def slots_only(self, name: str) -> bool:
        """``Templates.slots_only``."""
        return self._holds(name, lambda found: found.plain)

    def impersonal(self, name: str) -> bool:
        """``Templates.impersonal``."""
        return self._holds(name, lambda found: found.impersonal)

    def _holds(self, name: str, rule: Callable[["_Found"], bool]) -> bool:
        """Whether the rule holds for a template and everything it refers to; a computed reference can't be judged."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            found = self._found(current)
            if not rule(found):
                return False
            for other in found.references:
                if other is None or other not in self._sources:
                    return False
                waiting.append(other)
        return True

    def _found(self, name: str) -> "_Found":
        """What was found in a template as it was compiled: whoever asks is about to render it."""
        if name not in self._environment.found:
            try:
                self._environment.get_template(name)
            except TemplateSyntaxError as error:
                raise TemplateFailure(error.name or name, error.lineno, error.message or "") from error
        return self._environment.found[name]

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Source and, as file name, the template's name: what a traceback shows."""
        name = name.removesuffix(_ESCAPED)
        return (self._sources[name], name, lambda: True) if name in self._sources else None

    def _place(self, error: BaseException, name: str) -> tuple[str, int]:
        """Where in the templates an error happened: the innermost frame that Jinja rewrote to a template's line."""
        found, line = name, 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self._sources:
                found, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        return found, line


@lru_cache(maxsize=2)
def sandbox_of(templates: Templates) -> Sandbox:
    """The sandbox of a set of templates; of equal sets one, since to compile a text takes longer than to render it."""
    return Sandbox(templates.sources)


class _Found(NamedTuple):
    """What a template does with a person, and the templates it names (None where the name is computed)."""

    plain: bool
    impersonal: bool
    references: tuple[str | None, ...]


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, and an end to everything: loops are counted (there is no clock here), ``*`` and ``**`` are bounded."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.steps = 0
        self.found: dict[str, _Found] = {}  # by file name: a template that is compiled twice is the same text
        self.filters[_COUNTED] = self._counted
        self._safe: dict[tuple[type, str], bool] = {}

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        found = _Found(_prints_plainly(source), _never_mentions(source), tuple(other for other, _ in _references(source)))
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        code = super()._generate(source, name, filename, defer_init)
        if filename is not None:
            self.found[filename] = found
        return code

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TemplateRuntimeError(f"больше {MOST_STEPS} повторений: цикл не кончается")
            yield value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Jinja's answer, asked for once a type: it goes by that alone, and is a third of the time of rendering."""
        known = self._safe.get((type(obj), attr))
        if known is None:
            known = self._safe[type(obj), attr] = super().is_safe_attribute(obj, attr, value)
        return known

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        for many, what in ((left, right), (right, left)):
            if isinstance(many, int) and (operator == "**" or hasattr(what, "__len__")):
                size = many if operator == "**" else many * len(what)
                if size > (64 if operator == "**" else MOST_REPEATED):
                    raise TemplateRuntimeError(f"«{operator}» даёт слишком много")
        return super().call_binop(context, operator, left, right)

    def join_path(self, template: str, parent: str) -> str:
        """What an HTML template refers to is escaped as well: Jinja decides by the included file's name, and marks a macro's
        result as safe where it is called."""
        return template + _ESCAPED if _is_html(parent) and not _is_html(template) else template


def _in_russian(said: str) -> str:
    """The commonest mistake, a name that is not there, in words for whoever wrote it; all else as Jinja says it."""
    found = _NOT_THERE.search(said)
    return f"нет переменной «{found['name']}»" if found else said


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _references(tree: nodes.Template) -> Iterator[tuple[str | None, int]]:
    """Templates named by extends, include and import; None where the name is computed."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = getattr(node, "template", None)
        yield (target.value if isinstance(target, nodes.Const) and isinstance(target.value, str) else None), node.lineno


def _prints_plainly(node: nodes.Node, *, opaque: bool = False) -> bool:
    """True when every mention of ``person`` is ``{{ person.attribute }}`` outside of filters, macros and assignments."""
    opaque = opaque or isinstance(node, _OPAQUE)
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Name) and child.name == PERSON:
            return False
        slot = isinstance(child, nodes.Getattr) and isinstance(child.node, nodes.Name) and child.node.name == PERSON
        if slot:
            if opaque or not isinstance(node, nodes.Output):
                return False
        elif not _prints_plainly(child, opaque=opaque):
            return False
    return True


def _never_mentions(node: nodes.Node) -> bool:
    return all(name.name != PERSON for name in node.find_all(nodes.Name))


@lru_cache(maxsize=1)
def own_filters() -> dict[str, Callable[..., Any]]:
    """What templates may say besides Jinja's own filters. Instants reach them in the local zone already."""
    def moment(value: datetime) -> str:
        return russian.moment(value, zone=_zone(value))

    def moment_short(value: datetime) -> str:
        return russian.moment_short(value, zone=_zone(value))

    def when_short(value: datetime | date) -> str:
        return russian.short(value, value, zone=_zone(value))

    return {
        "day": russian.day, "day_short": russian.day_short, "day_weekday": russian.day_weekday, "day_year": russian.day_year,
        "span": russian.span, "weekday": russian.weekday, "on_weekday": russian.on_weekday,
        "moment": moment, "moment_short": moment_short, "when_short": when_short,
        "plural": russian.plural, "counted": russian.counted, "ahead": russian.ahead, "year": russian.year,
        "decapitalize": russian.decapitalize, "sentence": _sentence, "capital": russian.capital,
    }


def _zone(value: datetime | date) -> tzinfo:
    return (value.tzinfo if isinstance(value, datetime) else None) or UTC


def _sentence(text: str) -> str:
    """A text as a sentence: a capital first, a full stop last unless it ends with a mark of its own."""
    return russian.capital(text) + ("" if text[-1:] in ".!?…:" else ".")
