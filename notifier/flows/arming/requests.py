"""Acts of people on the ledger, handed over to the service that runs: one writer.

A request is a small JSON file in ``state/requests``, written whole or not at all; the service carries it out at its next
pass, leaves its outcome beside it and removes it after the commit. The ledger knows by its name that it is carried out, so a crash in
between only answers it again.
"""

import contextlib
import json
import logging
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

ANSWER = ".answer"
ANSWER_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Request:
    """One act. ``do``: ``arm``, ``disarm``, ``approve``, ``retry``, ``drop``, ``release``, ``erase``, ``resume``, ``renew``,
    ``import-journal``, ``ignore-journal``; ``why`` a reason (``erase``, ``resume``: the address, ``renew``: the mark), ``id`` a message's
    number where one is meant."""

    do: str
    why: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: a line for the log (English), and why it was refused, empty when it was done.

    ``journal``: the ledger is older than its journal. ``on-its-way``: a mail to this person is being sent. ``state``: there is no
    such mail, or it is past that. ``outdated``: what it tells is no longer so. ``not-paused``: nothing keeps mail from this address.
    ``unknown``: no such act. ``left-over``: decisions about a former plan's rows stand in the way of another one.
    """

    line: str
    refused: str = ""


def leave(folder: Path, request: Request) -> Path:
    """Hand a request to the running service; returns its file. What came of it: ``outcome`` of that file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{uuid.uuid4().hex}.json"
    draft = folder / f".{name}"
    draft.write_text(json.dumps({"do": request.do, "why": request.why, "id": request.id}), encoding="utf-8")
    os.replace(draft, folder / name)
    return folder / name


def outcome(path: Path) -> Outcome | None:
    """What the service says came of the request in ``path``; None while it has not said."""
    answer = path.with_suffix(ANSWER)
    try:
        data = json.loads(answer.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    answer.unlink(missing_ok=True)
    return Outcome(str(data["line"]), str(data["refused"]))


def answer(path: Path, said: Outcome) -> None:
    """The request is carried out (and committed): say so and remove it; where that can't be written, the next turn says it. Answers that
    nobody fetched for a day go too, by the file system's own clock: the program's may just have jumped."""
    draft = path.with_suffix(".new")
    try:
        draft.write_text(json.dumps({"line": said.line, "refused": said.refused}), encoding="utf-8")
        os.replace(draft, path.with_suffix(ANSWER))
        path.unlink(missing_ok=True)
    except OSError as error:
        log.error("a request is carried out and can't be answered: %s", error)
        return
    with contextlib.suppress(FileNotFoundError):  # fetched already
        today = path.with_suffix(ANSWER).stat().st_mtime
        for old in path.parent.glob(f"*{ANSWER}"):
            if old.stat().st_mtime < today - ANSWER_SECONDS:
                old.unlink(missing_ok=True)


def left(folder: Path) -> list[Path]:
    """The files of requests that nobody has carried out; no drafts."""
    try:
        return [folder / name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def waiting(folder: Path) -> list[tuple[Path, Request]]:
    """The requests left, oldest first. A file that is no request is set aside."""
    found = []
    for path in sorted(left(folder), key=lambda path: path.stat().st_mtime_ns):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            found.append((path, Request(str(data["do"]), str(data.get("why", "")), int(data.get("id", 0)))))
        except (OSError, ValueError, KeyError, TypeError):
            set_aside(path)
    return found


def set_aside(path: Path) -> None:
    """What is no request, or one that the program fails at: looked at by a person, and by the service no more."""
    log.error("request set aside: %s", path.name)
    path.rename(path.with_suffix(".bad"))
