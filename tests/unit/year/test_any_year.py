"""The year's rules as properties over random years: random decisions, moves, new days off, outages, joiners and leavers."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from support.examples import examples
from support.year import CONFIG, MOSCOW, PEOPLE, Mail, Year, moscow

FIRST, LAST = moscow("2020-10-01 08:00"), moscow("2021-01-25 12:00")
DATES = st.builds(lambda day, hour: (datetime(2020, 11, 2, tzinfo=MOSCOW) + timedelta(days=day)).replace(hour=hour, minute=30),
                  st.integers(0, 75), st.sampled_from([9, 14, 16]))
ACT = st.one_of(
    st.tuples(st.just("confirm"), DATES), st.tuples(st.just("confirm"), DATES), st.tuples(st.just("cancel"), st.none()),
    st.tuples(st.just("unsay"), st.none()), st.tuples(st.just("join"), st.none()), st.tuples(st.just("leave"), st.none()),
    st.tuples(st.just("place"), st.sampled_from(["ЦДО", "СШ № 32"])), st.tuples(st.just("day off"), st.integers(1, 20)),
    st.tuples(st.just("off"), st.integers(1, 9)))
ACTS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 23), ACT), min_size=1, max_size=6)
TOLD = ("invitation", "change", "cancellation", "reminder")


class Told:
    """What the people wrote, for comparing with what was sent."""

    def __init__(self) -> None:
        self.dates: list[tuple[datetime, datetime | None]] = []  # (from, confirmed start or None)
        self.left_at: datetime | None = None


def live(year: Year, acts: list[tuple[int, int, tuple[str, object]]]) -> Told:
    """Act the story out, then let the rest of the year pass."""
    told, people, when = Told(), PEOPLE, FIRST
    days_off: list[str] = []
    for days, hour, (deed, value) in acts:
        when = (when + timedelta(days=days)).replace(hour=hour, minute=7)
        if when >= LAST:
            break
        year.go(f"{when:%Y-%m-%d %H:%M}")
        if deed == "confirm":
            year.dates(f'[dates]\n"teor-2" = "{value:%d.%m.%Y %H:%M}"\n')
            told.dates.append((when, value))
        elif deed == "cancel":
            year.dates('[dates."teor-2"]\ncancelled = "причина"\n')
            told.dates.append((when, None))
        elif deed == "place" and told.dates and told.dates[-1][1]:
            year.dates(f'[dates."teor-2"]\nwhen = "{told.dates[-1][1]:%d.%m.%Y %H:%M}"\nplace = "{value}"\n')
            told.dates.append((when, told.dates[-1][1]))
        elif deed == "day off":  # only days to come: what left on a day that was worked then stays right
            days_off.append(f"{when + timedelta(days=value):%Y-%m-%d}")
            year.write("config.toml", CONFIG + f'[calendar]\noff = [{", ".join(days_off)}]\n')
        elif deed == "unsay":
            year.dates("[dates]\n")
        elif deed == "join":
            people += "Нина Новая,nina@mail.example,СШ № 9,,,\n" if "nina" not in people else ""
            year.write("people.csv", people)
        elif deed == "leave" and told.left_at is None:
            people = people.replace("СШ № 1,,,", f"СШ № 1,,,{when:%Y-%m-%d}")
            year.write("people.csv", people)
            told.left_at = when
        elif deed == "off":
            year.sleep(f"{when + timedelta(days=value):%Y-%m-%d %H:%M}")
            when = year.now
    year.go(f"{LAST:%Y-%m-%d %H:%M}")
    return told


def start_of(mail: Mail) -> datetime:
    """The start a mail speaks of."""
    return datetime.fromisoformat(mail.row.start).astimezone(MOSCOW)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Callable[[], Year]:
    """A new armed installation each time."""
    def make() -> Year:
        year = Year(tmp_path_factory.mktemp("year"), start="2020-09-30 12:00")
        return year.arm()
    return make


@examples(12, suppressed=list(HealthCheck))
@given(acts=ACTS)
def test_the_rules_hold_in_any_year(fresh, acts):
    """Never outside the window, to a leaver, about an unconfirmed or past event; everybody ends up knowing the last state."""
    year = fresh()
    try:
        told = live(year, acts)
        window = year.inputs.window
        keys = set()
        for mail in [mail for mail in year.mails if mail.row.role == "librarian" and mail.row.kind in TOLD]:
            known = [start_of(mail), *(start for since, start in told.dates if start and since <= mail.at)]  # away from tomorrow, too
            urgent = mail.row.kind in ("change", "cancellation", "invitation") and any(
                start - mail.at < timedelta(hours=49) for start in known)
            assert window.is_open(mail.at) or (urgent and window.is_urgent_open(mail.at)), f"{mail} outside the window"
            assert mail.at < start_of(mail) or mail.row.kind in ("change", "cancellation"), f"{mail} after its event"
            assert any(start == start_of(mail) and since <= mail.at for since, start in told.dates if start), f"{mail} nobody confirmed"
            if told.left_at and mail.row.address.startswith("anna") and mail.at > told.left_at + timedelta(hours=1):
                assert mail.row.kind == "cancellation", f"{mail} to a leaver"
            key = (mail.row.address, mail.row.kind, mail.row.step, mail.row.start, mail.row.sequence, mail.row.id)
            assert key not in keys
            keys.add(key)
            if mail.row.kind == "reminder":
                assert not [other for other in year.to(mail.row.address, "invitation", "change")
                            if timedelta() <= mail.at - other.at < timedelta(hours=47)], f"{mail} too soon after its news"
        weeks = [mail.at.isocalendar()[:2] for mail in year.to("coordinator", "digest")
                 if not mail.row.step.startswith(("import", "closing"))]  # a window's last working day has a mail of its own
        assert len(set(weeks)) == len(weeks), "two digests in a week"
        _beliefs(year)
    finally:
        year.close()


def _beliefs(year: Year) -> None:
    """For a coming event everybody's calendar says what the ledger says."""
    for row in year.ledger.events.all():
        start = row.event.start
        if not row.ever_told or not isinstance(start, datetime) or start <= year.now:
            continue
        for name in ("vera", "nina"):
            mails = year.to(name, "invitation", "change", "cancellation")
            if not mails:
                continue
            last = mails[-1].ics
            if row.event.live:
                assert "METHOD:REQUEST" in last
                assert re.search(r"DTSTART:(\S+)", last).group(1) == f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
                assert re.search(r"LOCATION:(.*)", last).group(1).strip() == row.event.place
            else:
                assert "METHOD:CANCEL" in last
