"""Mail templates from disk: the package's own, and an operator's directory whose files replace single ones of them.

Refuses nothing silently: an unreadable, unknown or unparseable file is a Problem with file and line, and the package's own
template stands in its place. Nothing outside the two directories is read.
"""

import os
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from notifier.core.compose.texts import Templates
from notifier.model.problem import Problem, Severity

_SIZE_LIMIT = 256 * 1024
_SUFFIXES = (".txt", ".html", ".css")


def templates_directory() -> Path:
    """Where the package's templates are: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def load_templates(override: Path | None = None, *, tried: bool = False) -> tuple[Templates, list[Problem]]:
    """The templates and what is wrong with the operator's. The result is usable even where there are problems. ``tried``: mails are
    made of the operator's for trial (a third of a second); what fails there is told and stays in force, as it would at its hour."""
    if override is None:
        return _packaged(), []
    sources = _sources()
    # False, no error, in a closed folder; root, too, acts as the service's user and may no more than that
    if not (os.path.isdir(override) and os.access(override, os.R_OK | os.X_OK, effective_ids=True)):
        return Templates(sources), [Problem(
            Severity.ERROR, "templates-missing", f"Папки шаблонов «{override}» нет, или она закрыта для службы.", file=str(override),
            advice="Создайте её, откройте службе или уберите templates из config.toml; пока действуют шаблоны из поставки.")]
    own, problems = _read(override, known=set(sources))
    merged = {**sources, **own}
    for failure in Templates(merged).syntax_errors(own):  # ours are tried by the tests, and name ours only
        problems.append(Problem(
            Severity.ERROR, "template-syntax", f"Шаблон «{failure.template}» записан с ошибкой: {failure.what}",
            file=str(override / failure.template), line=failure.line,
            advice="Исправьте строку; пока вместо него действует шаблон из поставки."))
        if failure.template in sources:
            merged[failure.template] = sources[failure.template]
        else:
            merged.pop(failure.template, None)
    templates = Templates(merged)
    return templates, problems + (_tried(templates, own, override) if tried else [])


def _tried(templates: Templates, own: Collection[str], override: Path) -> list[Problem]:
    """What fails in mails that are made for trial, and where."""
    from notifier.core.compose.trial import failures  # here: only who has templates of their own needs it

    problems = []
    for base, failure in failures(templates):
        file, line = failure.template, failure.line or None
        if file not in own:  # it only shows in one of ours
            file, line = next((name for name in own if name.startswith(f"{base}.")), next(iter(own))), None
        problems.append(Problem(
            Severity.ERROR, "template-fails", f"С этим шаблоном письмо «{base}» не составляется: {failure.what}", file=str(override / file),
            line=line, advice="Исправьте его: пока он такой, этих писем не будет, и вы узнаете об этом, когда им пора. "
            "Переменные названы в docs/templates.md."))
    return problems


@lru_cache(maxsize=1)
def _packaged() -> Templates:
    """The package's own templates: they do not change while a process lives, and compiling them is dear."""
    return Templates(_sources())


def _sources() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in template_files(templates_directory())}


def _read(folder: Path, *, known: set[str]) -> tuple[dict[str, str], list[Problem]]:
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for path in template_files(folder):
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(Problem(Severity.ERROR, "template-outside", f"«{path.name}» указывает за пределы папки шаблонов.",
                                    file=str(path), advice="Положите сам файл, а не ссылку на него."))
            continue
        try:
            with path.open("rb") as stream:
                raw = stream.read(_SIZE_LIMIT + 1)
            if len(raw) > _SIZE_LIMIT:
                raise ValueError("больше 256 КБ")
            sources[path.name] = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            problems.append(Problem(Severity.ERROR, "template-encoding", f"Шаблон «{path.name}» не в кодировке UTF-8.", file=str(path),
                                    advice="Сохраните его в UTF-8: в Блокноте «Сохранить как», внизу «Кодировка: UTF-8»."))
        except (OSError, ValueError) as error:
            problems.append(Problem(Severity.ERROR, "template-unreadable", f"Шаблон «{path.name}» не читается: {error}.", file=str(path),
                                    advice="Проверьте права и размер файла."))
        else:
            if path.name not in known:
                problems.append(Problem(Severity.WARNING, "template-unknown", f"Шаблона с именем «{path.name}» в поставке нет.",
                                        file=str(path), advice="Проверьте имя: файл заменяет только шаблон с тем же именем."))
    return sources, problems


def template_files(folder: Path) -> list[Path]:
    """What of a folder is read as templates: nothing below it."""
    return sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file() and not path.name.startswith("."))
