"""The rehearsal's own folder: copies of every file the configuration names, at the same places relative to it.

The originals are only read. What lies outside the configuration's folder is copied into ``outside``, under the path it has on
the disk (two files of one name are two), and the copied configuration is made to point there, so that nothing done on the stage
can reach the real files.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from notifier.edges.files.text import read_text
from notifier.edges.ledger.said import Said
from notifier.edges.templates import template_files
from notifier.flows.inputs import BrokenInputs, Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.model.problem import Problem
from notifier.model.settings import Settings

POINTERS = (("plan", "file"), ("plan", "dates"), ("people", "file"), ("templates", "folder"))
"""The keys of config.toml that name files or folders to copy."""

ABIDING = (("smtp", "password_file"), ("smtp", "ca_file"), ("imap", "password_file"), ("imap", "ca_file"))
"""Those that name what no rehearsal uses and no copy may be made of: looked at where it lies."""


class Stage:
    """``Stage.build`` once; then ``write`` replaces files on it."""

    def __init__(self, original: Path, folder: Path) -> None:
        self._original = original
        self.folder = folder
        self.config = folder / original.name

    @property
    def home(self) -> Path:
        """The folder of the configuration that was copied."""
        return self._original.parent

    @classmethod
    def build(cls, config: Path, folder: Path) -> "Stage":
        """Copy everything ``config`` names. A configuration that does not parse is copied as it is: reading it will say why."""
        config = Path(os.path.normpath(config.absolute()))  # as the service names it: where a link lies
        text, problems = read_text(config, what="файл настроек")
        if text is None:
            raise BrokenInputs(problems)
        folder.mkdir(parents=True, exist_ok=True)
        stage = cls(config, folder)
        stage.write(config.name, text)
        return stage

    def write(self, name: str, text: str) -> None:
        """Replace a file named relative to config.toml; a new configuration is pointed at the copies again.

        OSError, ValueError: no such file can be.
        """
        target = self.folder / self._place(name)
        if target.is_dir():
            raise IsADirectoryError(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target == self.config:
            text = self._localised(text)
        draft = target.with_name(target.name + ".new")
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(target)

    def told(self, problem: Problem) -> Problem:
        """The problem in words to people, of the file a copy was made of: the copies are gone when they read them."""
        file = problem.file
        if file is None or not Path(file).resolve().is_relative_to(self.folder.resolve()):
            return problem
        inside = Path(file).resolve().relative_to(self.folder.resolve())
        original = str(self._original.parent / inside) if inside.parts[0] != "outside" else str(Path(os.sep, *inside.parts[1:]))
        return replace(problem, file=original, text=problem.text.replace(file, original), advice=problem.advice.replace(file, original))

    def _source(self, name: str) -> Path:
        """What ``name`` means to the original configuration, read as the service reads a path."""
        return Path(os.path.normpath(self._original.parent / name))

    def _place(self, name: str) -> Path:
        """Where on the stage lies what ``name`` means to the original configuration: the same for whoever names it another way."""
        named, folder = self._source(name), self._original.parent.resolve()
        path = named.parent.resolve() / named.name  # whatever links lead to the folder
        return path.relative_to(folder) if path.is_relative_to(folder) else Path("outside", *path.parts[1:])

    def _localised(self, text: str) -> str:
        try:
            document = tomlkit.parse(text)
        except TOMLKitError:
            return text
        tables = [(document.get(table), key) for table, key in POINTERS]
        sources = document.get("schedule")
        tables += [(source, "source") for source in (sources if isinstance(sources, list) else [])]
        for table, key in tables:
            if isinstance(table, dict) and isinstance(table.get(key), str) and not str(table[key]).startswith("https:"):
                table[key] = self._copied(str(table[key]))
        for name, key in ABIDING:
            table = document.get(name)
            if isinstance(table, dict) and isinstance(table.get(key), str):
                table[key] = str(self._original.parent / str(table[key]))
        return tomlkit.dumps(document)

    def _copied(self, name: str) -> str:
        """Copy what ``name`` means to the original configuration, once; the name it has on the stage."""
        source = self._source(name)
        here = self._place(name)
        target = self.folder / here
        (target if source.is_dir() else target.parent).mkdir(parents=True, exist_ok=True)
        # no whole folder: it may be that of the settings, with the ledger and this stage in it
        files = [(file, target / file.name) for file in template_files(source)] if source.is_dir() else [(source, target)]
        for file, copy in files:
            if not copy.exists() and file.exists():
                shutil.copyfile(file, copy)
        return str(here)


class StageReader(InputReader):
    """Reads the copies and names the originals: what it finds wrong is mailed, word for word what the service would write."""

    def __init__(self, stage: Stage, adjust: Callable[[Settings], Settings]) -> None:
        super().__init__(stage.config, network=False, keeps=True, adjust=adjust)
        self._stage = stage
        self._read: Inputs | None = None
        self._named: Inputs | None = None

    def read(self, now: datetime, said: Callable[[], Said] | None = None, *, force: bool = False) -> Inputs:
        """As ``InputReader.read``; the same object as long as nothing changed."""
        found = super().read(now, said, force=force)
        if self._named is None or found is not self._read:
            self._read = found
            self._named = replace(found, problems=tuple(map(self._stage.told, found.problems)))
        return self._named
