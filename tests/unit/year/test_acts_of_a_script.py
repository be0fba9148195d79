"""A script's act that can't be done is named in the rehearsal's summary, never dropped in silence."""

import json
from datetime import date

import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.flows.inputs import BrokenInputs
from notifier.flows.rehearsal import read_script, rehearse


def test_a_decision_that_could_not_be_written_is_named(tmp_path):
    """A broken dates file keeps the word out; an empty reason is no cancellation."""
    acts = [{"at": "2020-09-02T10:00", "do": "write", "file": "dates.toml", "text": "[dates\n"},
            {"at": "2020-09-02T11:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"},
            {"at": "2020-09-02T12:00", "do": "cancel", "item": "teor-2", "reason": " "}]
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "[dates]\n", "people.csv": PEOPLE,
                       "script.jsonl": "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    summary = rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 3), out=tmp_path / "out",
                       script=lambda zone: read_script(tmp_path / "script.jsonl", zone))
    assert [text.partition(":")[0] for text in summary.refused_acts] == ["строка 2", "строка 3"]
    assert "строке 1" in summary.refused_acts[0]


def test_a_broken_file_is_named_where_it_lies_not_as_the_rehearsals_copy(tmp_path):
    """The copy is gone when its reader looks for it."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "[dates]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "people.csv").write_bytes(PEOPLE.encode("cp1251"))
    with pytest.raises(BrokenInputs) as caught:
        rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 3), out=tmp_path / "out", script=lambda _zone: ())
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / "people.csv")]
