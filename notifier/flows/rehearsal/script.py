"""The rehearsal's script: what people do during the year, one JSON object a line, in time order."""

import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from notifier.edges.files.table import did_you_mean
from notifier.edges.files.text import read_text
from notifier.model.fact import Partstat

DEEDS: dict[str, tuple[str, ...]] = {
    "confirm": ("item", "when"),
    "cancel": ("item", "reason"),
    "add": ("item", "title", "when"),
    "write": ("file", "text"),
    "arm": (),
    "disarm": (),
    "approve": (),
    "down": ("until",),
    "receive": ("eml",),
    "reply": ("from", "item", "partstat"),
}
"""Every act with the keys it needs."""
FURTHER: dict[str, tuple[str, ...]] = {"confirm": ("place",), "add": ("link", "place"), "reply": ("when",)}
"""The keys that some may have beside them."""


class ScriptError(Exception):
    """The script can't be followed; the text names the line and what is wrong (Russian)."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line: when, what, and its other keys."""

    at: datetime
    do: str
    keys: dict[str, str]
    line: int

    @property
    def strange(self) -> str:
        """What is said of a key that no such act has: misspelled, it would be a place that nobody named."""
        known = ("at", "do", *DEEDS[self.do], *FURTHER.get(self.do, ()))
        return " ".join(f"неизвестное имя «{key}»{did_you_mean(key, known)}" for key in self.keys if key not in known)


def read_script(path: Path, zone: tzinfo) -> list[Act]:
    """The acts in order of time. ScriptError with the line's number where one can't be understood."""
    acts = []
    text, problems = read_text(path, what="сценарий")
    if text is None:
        raise ScriptError(" ".join(f"{problem.text} {problem.advice}" for problem in problems))
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: a JSON string may hold U+2028 as it is
        if line.strip():
            acts.append(_act(line, number, path, zone))
    return sorted(acts, key=lambda act: act.at)


def _act(line: str, number: int, path: Path, zone: tzinfo) -> Act:
    try:
        data = {key: value for key, value in json.loads(line).items() if value is not None}  # «"place": null» is no place named «null»
        json.dumps(data, ensure_ascii=False).encode()  # half a sign («\\ud83d» alone) could be written into no file
        at = local(str(data["at"]), zone)
        do = str(data["do"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScriptError(f"{path}:{number}: строка сценария не понята. Нужен JSON с ключами at и do, например "
                          '{"at": "2020-09-02T10:00", "do": "arm"}.') from error
    if do not in DEEDS:
        raise ScriptError(f"{path}:{number}: неизвестное действие «{do}». Есть: {', '.join(DEEDS)}.")
    missing = [key for key in DEEDS[do] if key not in data]
    if missing:
        raise ScriptError(f"{path}:{number}: действию «{do}» не хватает: {', '.join(missing)}.")
    if do == "down" and not _is_moment(str(data["until"]), zone):
        raise ScriptError(f"{path}:{number}: until «{data['until']}» — не время вида 2020-11-23T09:00.")
    if do == "reply" and str(data["partstat"]).upper() not in list(Partstat):
        raise ScriptError(f"{path}:{number}: ответа «{data['partstat']}» не бывает. Есть: {', '.join(Partstat)}.")
    return Act(at, do, {key: value if isinstance(value, str) else json.dumps(value) for key, value in data.items()
                        if key not in ("at", "do")}, number)


def _is_moment(text: str, zone: tzinfo) -> bool:
    try:
        local(text, zone)
    except ValueError:
        return False
    return True


def local(text: str, zone: tzinfo) -> datetime:
    """An ISO moment; without an offset it is the installation's own time."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
