"""A service that waits has made one invitation of nothing, so that the first real one finds its templates read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.core.compose.texts import Templates
from notifier.flows import station as stations
from notifier.flows.requests import Request, carry_out
from notifier.flows.station import Station

NOW = datetime(2020, 11, 3, 7, tzinfo=UTC)


def test_once_for_each_set_of_templates_and_only_where_somebody_armed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before the yes, not in a turn that sends, not again while the templates stay."""
    made: list[Templates] = []
    monkeypatch.setattr(stations, "read_ahead", made.append)
    own = tmp_path / "letters"
    own.mkdir()
    for name, text in {"config.toml": CONFIG + '\n[templates]\nfolder = "letters"\n', "plan.toml": PLAN, "people.csv": PEOPLE, "dates.toml": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    station = Station.open(tmp_path / "config.toml", NOW)
    try:
        for _ in range(2):
            station.read_ahead(station.turn(lambda: NOW))
        assert made == [], "nobody said yes"
        carry_out(Request("arm"), station.ledger, station.view(NOW), NOW)
        (tmp_path / "dates.toml").write_text('[dates]\n"teor-2" = "19.11.2020 14:30"\n', encoding="utf-8")
        station.turn(lambda: NOW)
        sending = station.turn(lambda: NOW + timedelta(minutes=15))
        station.read_ahead(sending)
        assert sending.delivered.claimed
        assert made == [], "mails are leaving"
        for minutes in (16, 17):
            station.read_ahead(station.turn(lambda minutes=minutes: NOW + timedelta(minutes=minutes)))
        assert made == [station.inputs.templates]
        (own / "invitation.lead.txt").write_text("Добро пожаловать!", encoding="utf-8")
        station.read_ahead(station.turn(lambda: NOW + timedelta(minutes=18)))
        assert [templates.sources["invitation.lead.txt"] == "Добро пожаловать!" for templates in made] == [False, True]
    finally:
        station.close()
