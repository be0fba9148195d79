"""The service sleeps until somebody did something: the kernel tells it of changed files."""

import os
import select
from pathlib import Path

import pytest

from notifier.edges.watch import Watch


@pytest.fixture
def watch():
    found = Watch.open()
    if found is None:
        pytest.skip("this system has no inotify")
    yield found
    found.close()


def rings(watch: Watch, seconds: float = 0) -> bool:
    """Whether it rang; what it said is taken in."""
    ready = bool(select.select([watch], [], [], seconds)[0])
    watch.drain()
    return ready


def replace(path: Path) -> None:
    """As careful editors save."""
    draft = path.with_name("draft")
    draft.write_text("x")
    os.replace(draft, path)


@pytest.mark.parametrize("act", [lambda path: path.write_text("x"), replace, lambda path: path.unlink()], ids=["write", "replace", "delete"])
def test_a_changed_file_rings(watch: Watch, tmp_path: Path, act) -> None:
    """Written in place, replaced or deleted: each is told, once it is done."""
    (tmp_path / "plan.toml").write_text("")
    watch.follow([tmp_path])
    assert not rings(watch)
    act(tmp_path / "plan.toml")
    assert rings(watch, 5)
    assert not rings(watch)


def test_a_file_still_being_written_is_left_alone(watch: Watch, tmp_path: Path) -> None:
    """Half a file is no news: it rings when the writer lets go of it."""
    watch.follow([tmp_path])
    with (tmp_path / "plan.toml").open("w") as file:
        file.write("half")
        file.flush()
        assert not rings(watch)
    assert rings(watch, 5)


def test_reading_does_not_ring(watch: Watch, tmp_path: Path) -> None:
    """What the service itself does with its files must not wake it."""
    (tmp_path / "plan.toml").write_text("x")
    watch.follow([tmp_path])
    (tmp_path / "plan.toml").read_text()
    assert not rings(watch)


def test_a_folder_no_longer_asked_for_is_forgotten(watch: Watch, tmp_path: Path) -> None:
    """Another configuration names other files."""
    former, present = tmp_path / "former", tmp_path / "present"
    former.mkdir()
    present.mkdir()
    watch.follow([former])
    watch.follow([present])
    rings(watch)
    (former / "plan.toml").write_text("x")
    assert not rings(watch)
    (present / "plan.toml").write_text("x")
    assert rings(watch, 5)


def test_a_folder_that_went_and_came_back_is_followed_again(watch: Watch, tmp_path: Path) -> None:
    """A synchronised folder may be made anew."""
    folder = tmp_path / "plan"
    watch.follow([folder])  # not there yet: no error
    folder.mkdir()
    watch.follow([folder])
    folder.rmdir()
    assert rings(watch, 5)
    folder.mkdir()
    watch.follow([folder])
    (folder / "plan.toml").write_text("x")
    assert rings(watch, 5)


def test_a_folder_put_in_the_place_of_one_moved_away_is_followed(watch: Watch, tmp_path: Path) -> None:
    """A new version of all files at once: the former folder still exists, under another name, and says nothing of the present one."""
    for name in ("plan", "new"):
        (tmp_path / name).mkdir()
    watch.follow([tmp_path / "plan"])
    (tmp_path / "plan").rename(tmp_path / "old")
    (tmp_path / "new").rename(tmp_path / "plan")
    assert rings(watch, 5)
    watch.follow([tmp_path / "plan"])
    (tmp_path / "plan" / "plan.toml").write_text("x")
    assert rings(watch, 5)
    (tmp_path / "old" / "plan.toml").write_text("x")
    assert not rings(watch)
