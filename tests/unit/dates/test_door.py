"""The dates door: JSON lines for scripts, Russian for people."""

import io
import json

from notifier.core.dates import read
from notifier.doors.dates import describe, read_lines
from notifier.model.when import SchoolYear

KEYS = ["kind", "start", "end", "time", "time_end", "schedule", "suspicious", "rrule", "dates", "windows", "why"]
YEAR = SchoolYear(2020)


def _answers(*lines: str) -> list[dict[str, object]]:
    output = io.StringIO()
    read_lines(io.StringIO("".join(f"{line}\n" for line in lines)), output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_one_line_out_for_each_line_in() -> None:
    """Same order, the promised keys and no others, also for lines that are no request."""
    lines = [
        '{"phrase": "24 сентября 2020\\n\\n14.30", "school_year": "2020-2021"}', "not json", "", "[]", '{"phrase": 5}', "[" * 5000,
        '{"phrase": "май", "school_year": "2020-2025"}',
        '{"phrase": "сентябрь, апрель", "school_year": "2020/21"}', '{"phrase": "01.10.2020"}',
    ]
    answers = _answers(*lines)
    assert len(answers) == len(lines)
    assert all(list(answer) == KEYS for answer in answers)
    assert [answer["kind"] for answer in answers] == ["exact", *["unparseable"] * 6, "windows", "exact"]
    assert all(answer["why"] for answer in answers)


def test_values_are_iso() -> None:
    """Days as YYYY-MM-DD, hours as HH:MM, pairs in windows, null where there is nothing."""
    day, windows = _answers(
        '{"phrase": "12.11.2020, 10.00-11.30", "school_year": "2020-2021"}', '{"phrase": "сентябрь, апрель", "school_year": "2020-2021"}'
    )
    assert (day["start"], day["end"], day["time"], day["time_end"]) == ("2020-11-12", "2020-11-12", "10:00", "11:30")
    assert (day["dates"], day["windows"], day["rrule"], day["suspicious"]) == (None, None, None, False)
    assert windows["windows"] == [["2020-09-01", "2020-09-30"], ["2021-04-01", "2021-04-30"]]


def test_a_person_is_told_in_russian() -> None:
    """What, when with the day of the week, and why."""
    assert describe(read("24.09.2020 в 14.30", YEAR)) == "день: 24 сентября 2020 года (четверг)\nвремя: 14:30\nпочему: день и время названы"
    assert describe(read("апрель 2020", YEAR)).splitlines()[-1].startswith("сомнение: ")
    assert "чей график: СОИРО" in describe(read("по графику СОИРО", YEAR))
    assert describe(read("до 15 мая", YEAR)).startswith("крайний срок: до 15 мая 2021 года (суббота) включительно")
    assert "правило: FREQ=WEEKLY;BYDAY=TU" in describe(read("по вторникам, 15.00", YEAR))
    assert describe(read("с 15 сентября", YEAR)).startswith("промежуток, день не назван: с 15 сентября 2020 года")
    assert describe(read("12 и 19 ноября", YEAR)).startswith("несколько дней: 12 ноября 2020 года (четверг), 19 ноября")
    assert describe(read("сентябрь, апрель", YEAR)).startswith("несколько промежутков: 1 сентября")
    assert describe(read("24 сентября, весь день", YEAR)).splitlines()[1] == "весь день"
    assert "время: до 16:00" in describe(read("24 сентября до 16.00", YEAR))
    assert describe(read("каб. 12", YEAR)).startswith("не понято\n")
