"""A pass at another moment: what an installation did some days ago, told to it and not waited for."""

from datetime import UTC, datetime, timedelta

from integration.support.installation import Installation

from notifier.flows.station import Station


def lived_through(installation: Installation, ago: timedelta) -> None:
    """One turn of the station at that moment, in this process, with the installation's own servers."""
    moment = datetime.now(UTC) + ago
    station = Station.open(installation.folder / "config.toml", moment)
    try:
        station.turn(lambda: moment)
    finally:
        station.close()
