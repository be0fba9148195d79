"""``status`` and ``log`` are read by people: words for what the ledger holds in codes."""

import pytest

from notifier.doors.looking import log, status
from notifier.doors.naming import KINDS, STATES, STATUSES
from notifier.model.event import Status
from notifier.model.message import State
from notifier.model.notice import Kind


def test_every_code_has_a_word() -> None:
    """A new kind, state or status of an event can't be shown as its code."""
    assert (set(KINDS), set(STATES), set(STATUSES)) == (set(Kind), set(State), set(Status))


def test_a_year_is_shown_in_words_and_without_codes(make_year, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Next mail, counts, events and what was said to whom: days as people write them, no word of the ledger's."""
    monkeypatch.setenv("COLUMNS", "120")
    year = make_year(dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2020-10-20 12:00")
    status(year.folder / "config.toml", year.now, as_json=False)
    log(year.folder / "config.toml", "anna@mail.example", year.now, as_json=False)
    shown = capsys.readouterr().out
    for words in ("Следующее письмо: 12.11.2020 10:00, напоминание teor-2", "отправлено ", "19.11.2020 14:30", "назначено", "приглашение "):
        assert words in shown
    assert not [code for code in (*Kind, *State, *Status) if code.value in shown.replace("anna@mail.example", "")]
