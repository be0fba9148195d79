"""The files of an installation, read together: each as often as it changed, and no change overlooked."""

import os
import resource
from collections.abc import Callable
from datetime import UTC, datetime
from errno import EACCES
from pathlib import Path
from typing import Any

import pytest
from support.year import CONFIG, PEOPLE, PLAN, moscow

from notifier.edges.files.text import LARGEST_BYTES
from notifier.flows.inputs import BrokenInputs, reading
from notifier.flows.inputs.reading import InputReader
from notifier.model.problem import Severity
from notifier.model.settings import Settings

NOW = datetime(2020, 9, 1, 9, tzinfo=UTC)
FILES = {"config.toml": CONFIG, "plan.toml": PLAN, "people.csv": PEOPLE, "dates.toml": ""}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "config.toml"


def test_unchanged_files_are_read_once(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start looks at the inputs several times; what did not change since the first is not read again."""
    read: list[Path] = []

    def counted(path: Path) -> Any:
        read.append(path)
        return read_config(path)

    read_config = reading.read_config
    monkeypatch.setattr(reading, "read_config", counted)
    reader = InputReader(config, network=False)
    first = reader.read(NOW)
    assert not reader.is_stale()
    assert reader.read(NOW) is first
    assert read == [config]


@pytest.mark.parametrize(("name", "text"), [
    ("config.toml", CONFIG + "[limits]\nper_day = 7\n"), ("plan.toml", PLAN.replace("20", "21", 1)), ("people.csv", PEOPLE + "x"),
    ("dates.toml", "[dates]\n")])
def test_a_changed_file_is_noticed_at_once(config: Path, name: str, text: str) -> None:
    """From the first reading on."""
    reader = InputReader(config, network=False)
    reader.read(NOW)
    (config.parent / name).write_text(text, encoding="utf-8")
    assert reader.is_stale()


def test_a_copy_that_cannot_be_kept_leaves_no_older_one(config: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The disk was full when the plan was corrected: a start beside a broken plan would take the copy of before, and tell people that
    everything is where it was months ago."""
    plan, copy = config.parent / "plan.toml", config.parent / "state" / "good" / "plan-plan.toml"
    InputReader(config, network=False, keeps=True).read(NOW)
    assert copy.read_text("utf-8") == PLAN
    plan.write_text(PLAN.replace("20", "21", 1), encoding="utf-8")
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, former[1]))
    try:
        InputReader(config, network=False, keeps=True).read(NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    assert "no copy of plan-plan.toml is kept" in caplog.text
    plan.write_text("broken", encoding="utf-8")
    with pytest.raises(BrokenInputs):
        InputReader(config, network=False, keeps=True).read(NOW)


@pytest.mark.parametrize("name", ["config.toml", "people.csv"])
def test_what_is_written_while_the_files_are_read_is_read_again(config: Path, name: str) -> None:
    """An editor saves between the reading of one file and of the next: the reader knows that it may have seen the former one."""
    path = config.parent / name

    def save(settings: Settings) -> Settings:  # called once the configuration is read, before the other files are
        if path.stat().st_size == len(FILES[name].encode()):
            path.write_text(FILES[name] + "\n\n", encoding="utf-8")
        return settings

    reader = InputReader(config, network=False, adjust=save)
    reader.read(NOW)
    assert reader.is_stale() == (name == "config.toml"), "the others were read after it, as they are now"
    reader.read(NOW)
    assert not reader.is_stale()


def test_files_named_by_a_changed_configuration_are_watched(config: Path) -> None:
    """Another list of people: the new file's changes count from then on, the former one's no more."""
    reader = InputReader(config, network=False)
    reader.read(NOW)
    other = config.with_name("others.csv")
    other.write_text(PEOPLE, encoding="utf-8")
    config.write_text(CONFIG.replace("people.csv", "others.csv"), encoding="utf-8")
    reader.read(NOW)
    assert not reader.is_stale()
    (config.parent / "people.csv").write_text("", encoding="utf-8")
    assert not reader.is_stale()
    other.write_text(PEOPLE + "\n", encoding="utf-8")
    assert reader.is_stale()


@pytest.mark.parametrize("name", FILES)
def test_a_file_opened_to_the_service_is_read_again(config: Path, name: str) -> None:
    """«chmod g+r» leaves its bytes, its size and its time: without a look at its mode the service would know only after a restart."""
    reader = InputReader(config, network=False)
    reader.read(NOW)
    path = config.parent / name
    path.chmod(0o640 if path.stat().st_mode & 0o777 != 0o640 else 0o644)
    assert reader.is_stale()
    reader.read(NOW)
    assert not reader.is_stale()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 * LARGEST_BYTES)


@pytest.mark.parametrize("put", [_pipe, _device, _ring, _huge])
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_file_is_told_and_leaves_the_last_good_one(config: Path, name: str, put: Callable[[Path], None]) -> None:
    """A pipe nobody writes to, a device without end, a link to itself, three gigabytes: the service would wait, or fall, at every start."""
    reader = InputReader(config, network=False, keeps=True)
    good = reader.read(NOW)
    path = config.parent / name
    path.unlink()
    put(path)
    inputs = reader.read(NOW, force=True)
    assert [problem.code for problem in inputs.problems] == ["file-too-large" if put is _huge else "file-unreadable"]
    assert (inputs.plan, inputs.people, inputs.decisions.by_item, inputs.settings.file) == (
        good.plan, good.people, good.decisions.by_item, good.settings.file)


@pytest.mark.parametrize("restarted", [False, True])
def test_decisions_in_a_closed_folder_stay_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restarted: bool) -> None:
    """A folder of dates that somebody's chmod closed to the service: the last good decisions, a problem that names the file, no end."""
    closed = tmp_path / "plan"
    closed.mkdir()
    for name, text in {**FILES, "config.toml": CONFIG.replace("dates.toml", "plan/dates.toml"),
                       "plan/dates.toml": '[dates]\n"teor-2" = "19.11.2020 14:30"\n'}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reader = InputReader(tmp_path / "config.toml", network=False, keeps=True)
    assert reader.read(NOW).decisions.get("teor-2")

    def barred(act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(path: Any, *given: Any, **named: Any) -> Any:
            if str(path).startswith(f"{closed}/"):
                raise PermissionError(EACCES, "Permission denied", str(path))
            return act(path, *given, **named)
        return acted

    for name in ("stat", "open"):
        monkeypatch.setattr(os, name, barred(getattr(os, name)))
    inputs = (InputReader(tmp_path / "config.toml", network=False, keeps=True) if restarted else reader).read(NOW, force=True)
    assert inputs.decisions.get("teor-2")
    assert [(problem.code, problem.file) for problem in inputs.problems if problem.severity is Severity.ERROR] == [
        ("file-forbidden", str(closed / "dates.toml"))]


def test_a_calendar_is_unfolded_anew_as_the_school_year_goes_by(config: Path) -> None:
    """Read in June a file of September said nothing, and in a process that nobody stopped it was not read again: no webinar of autumn was
    announced."""
    config.write_text(CONFIG + '[[schedule]]\nitem = "teor-1"\nname = "СОИРО"\nsource = "soiro.ics"\n', encoding="utf-8")
    (config.parent / "soiro.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//RU\nBEGIN:VEVENT\nUID:18@soiro\nDTSTAMP:20200101T000000Z\nDTSTART:20201014T090000Z\n"
        "SUMMARY:Вебинар\nEND:VEVENT\nEND:VCALENDAR\n", encoding="utf-8")
    reader = InputReader(config, network=False)
    assert reader.read(moscow("2020-06-30 23:30")).entries == ()
    assert [entry.title for entry in reader.read(moscow("2020-07-01 00:00")).entries] == ["Вебинар"]
