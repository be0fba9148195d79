"""An operator's template can't read files, reach Python, or run without end (attack 6, fault 45)."""

import time

import pytest

from notifier.core.compose.texts import TemplateFailure, Templates


@pytest.mark.parametrize("source", [
    "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "{% for a in 'x' * 500000 %}{% for b in 'x' * 500000 %}{% endfor %}{% endfor %}",
    "{% macro m(n) %}{% for i in range(1000) %}{{ m(n + 1) }}{% endfor %}{% endmacro %}{{ m(0) }}",
    "{% for i in range(99999999) %}{% endfor %}",
    "{{ 'x' * 100000000 }}",
    "{{ [1] * 100000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% include 'a.txt' %}",
], ids=["nested loops", "loops over texts", "macro in a macro", "a long range", "a long text", "a long list", "powers", "includes itself"])
def test_nothing_runs_without_end(source: str) -> None:
    """Loops are counted, repetition is bounded, depth ends: a failure with the template's name, in processor seconds."""
    began = time.process_time()
    with pytest.raises(TemplateFailure, match=r"a\.txt"):
        Templates({"a.txt": source}).render("a.txt", {})
    assert time.process_time() - began < 5


@pytest.mark.parametrize("source", [
    "{{ ''.__class__.__mro__ }}", "{{ cycler.__init__.__globals__ }}", "{{ open('/etc/passwd').read() }}",
    "{{ self.__init__.__globals__ }}", "{{ ''|attr('__class__') }}", "{% include '../../etc/passwd' %}",
    "{{ '{0.__class__}'.format(1) }}", "{{ lipsum.__globals__ }}",
])
def test_nothing_outside_is_reached(source: str) -> None:
    """No file, no class, no module: the sandbox refuses, names are unknown, only templates by name are loaded."""
    with pytest.raises(TemplateFailure):
        Templates({"a.txt": source}).render("a.txt", {})


def test_ordinary_loops_know_their_length() -> None:
    """Counting changes nothing: ``loop.length``, ``loop.last``, filters and else work as ever; each rendering counts anew."""
    source = ("{% for a in items|sort %}{{ loop.index }}/{{ loop.length }}{{ '' if loop.last else ',' }}{% endfor %}"
              "{% for a in [] %}{% else %} none{% endfor %}{% for a in items if a > 1 %}{{ a }}{% endfor %}")
    templates = Templates({"a.txt": source})
    for _ in range(3):
        assert templates.render("a.txt", {"items": [3, 1, 2]}) == "1/3,2/3,3/3 none32"
    assert templates.render("a.txt", {"items": list(range(30_000))})
    assert templates.render("a.txt", {"items": list(range(30_000))})
