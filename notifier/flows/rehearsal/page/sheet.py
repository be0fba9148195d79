"""The page's file: templates of ``templates/rehearsal`` rendered straight to the disk, so that it is never whole in memory.

One file, no network: style, script and data stand inside, and a content security policy forbids everything else. Mails are data of
others: they are escaped here and shown in sandboxed frames that can't run scripts.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from notifier.core.russian import clock, counted, day, day_short, plural, weekday_short
from notifier.edges.templates import templates_directory
from notifier.flows.rehearsal.page import words

_AS_DATA = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write_sheet(path: Path, context: Mapping[str, Any]) -> None:
    """Render the page to ``path``, whole or not at all."""
    environment = _environment()
    script = _source(environment, "page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    draft = path.with_name(path.name + ".new")
    stream = environment.get_template("page.html").stream(
        **context, script=Markup(script), style=Markup(_source(environment, "page.css")), script_digest=digest)  # noqa: S704 - our own files
    stream.enable_buffering(200)
    with draft.open("wb") as file:
        stream.dump(file, encoding="utf-8", errors="backslashreplace")
    draft.replace(path)


def data(value: object) -> Markup:
    """JSON that can stand inside a script element of any type."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_AS_DATA))  # noqa: S704 - < > & are escaped


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(templates_directory() / "rehearsal"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        clock=clock, counted=counted, plural=plural, day=day, day_short=day_short, weekday=weekday_short, month=words.month_name,
        number=words.number, data=data, kind=lambda mailing: words.kind_name(mailing.kind, mailing.method),
        step=lambda mailing: words.step_name(mailing.step, mailing.at.date(), mailing.start))
    return environment


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
