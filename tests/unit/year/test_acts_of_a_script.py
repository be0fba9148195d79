"""A script's act that can't be done is named in the rehearsal's summary, never dropped in silence."""

import json
from datetime import UTC, date
from email import message_from_bytes
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.flows.inputs import BrokenInputs
from notifier.flows.rehearsal import ScriptError, Summary, read_script, rehearse


def rehearsed(folder: Path, acts: list[dict[str, str]], *, script: str = "script.jsonl") -> Summary:
    """The first days of September with these acts."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "[dates]\n", "people.csv": PEOPLE,
                       script: "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return rehearse(folder / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 3), out=folder / "out",
                    script=lambda zone: read_script(folder / script, zone), script_folder=(folder / script).parent)


def test_a_decision_that_could_not_be_written_is_named(tmp_path):
    """A broken dates file keeps the word out; an empty reason is no cancellation."""
    acts = [{"at": "2020-09-02T10:00", "do": "write", "file": "dates.toml", "text": "[dates\n"},
            {"at": "2020-09-02T11:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"},
            {"at": "2020-09-02T12:00", "do": "cancel", "item": "teor-2", "reason": " "}]
    summary = rehearsed(tmp_path, acts)
    assert [text.partition(":")[0] for text in summary.refused_acts] == ["строка 2", "строка 3"]
    assert "строке 1" in summary.refused_acts[0]


def test_a_decision_about_no_row_of_the_plan_is_named(tmp_path):
    """A slip in a row's name: said with the script's line, as the command line says it, and nothing is written."""
    acts = [{"at": "2020-09-02T10:00", "do": "confirm", "item": "teor-22", "when": "19.11.2020 14:30"},
            {"at": "2020-09-02T11:00", "do": "add", "item": "povy-9", "title": "Вебинар", "when": "19.11.2020 14:30"},
            {"at": "2020-09-02T12:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"}]
    summary = rehearsed(tmp_path, acts)
    assert summary.refused_acts == ["строка 1: в плане нет строки «teor-22»", "строка 2: в плане нет строки «povy-9»"]
    assert summary.open == []


def test_a_slip_in_a_key_is_named(tmp_path):
    """A misspelled key would be a place that nobody named, a pause backwards none at all; the act is done all the same."""
    acts = [{"at": "2020-09-02T10:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30", "plase": "ЦДО"},
            {"at": "2020-09-02T11:00", "do": "down", "until": "2020-09-02T10:00"}]
    summary = rehearsed(tmp_path, acts)
    assert summary.refused_acts == ["строка 1: неизвестное имя «plase»; возможно, вы имели в виду «place».",
                                    "строка 2: until раньше, чем at"]
    assert summary.open == []


def test_a_file_that_can_be_none_is_named(tmp_path):
    """A folder, a name that no file has, a mail that is not there: the rest of the year is lived all the same."""
    acts = [{"at": "2020-09-02T10:00", "do": "write", "file": "", "text": "x"},
            {"at": "2020-09-02T10:00", "do": "write", "file": "a\0b", "text": "x"},
            {"at": "2020-09-02T10:00", "do": "receive", "eml": str(tmp_path)},
            {"at": "2020-09-02T10:00", "do": "receive", "eml": "letter.eml"},
            {"at": "2020-09-02T12:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"}]
    summary = rehearsed(tmp_path, acts)
    assert [text.partition(":")[0] for text in summary.refused_acts] == [f"строка {number}" for number in range(1, 5)]
    assert summary.open == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "journal.jsonl", "mail"]


def test_a_mail_lies_beside_the_script_or_by_the_configuration(tmp_path):
    """Whoever names files from config.toml in one act does so in the next; one that an act wrote before is meant, too."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "beside.eml").write_text("Subject: 1\n\nText\n", encoding="utf-8")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "lying.eml").write_text("Subject: 2\n\nText\n", encoding="utf-8")
    acts = [{"at": "2020-09-02T10:00", "do": "write", "file": "written.eml", "text": "Subject: 3\n\nText\n"},
            *({"at": "2020-09-02T11:00", "do": "receive", "eml": name} for name in ("beside.eml", "letters/lying.eml", "written.eml", "no.eml"))]
    summary = rehearsed(tmp_path, acts, script="scripts/script.jsonl")
    assert [text.partition(":")[0] for text in summary.refused_acts] == ["строка 5"]


def test_a_broken_file_is_named_where_it_lies_not_as_the_rehearsals_copy(tmp_path):
    """The copy is gone when its reader looks for it."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": "[dates]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "people.csv").write_bytes(PEOPLE.encode("cp1251"))
    with pytest.raises(BrokenInputs) as caught:
        rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 3), out=tmp_path / "out", script=lambda _zone: ())
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / "people.csv")]
    assert not (tmp_path / "out" / "stage").exists(), "copies of people's data stay nowhere"


def test_a_missing_plan_is_advised_where_it_belongs(tmp_path):
    """The words and the command to type name the installation's file, too."""
    for name, text in {"config.toml": CONFIG, "people.csv": PEOPLE, "dates.toml": "[dates]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BrokenInputs) as caught:
        rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 3), out=tmp_path / "out", script=lambda _zone: ())
    (problem,) = caught.value.problems
    assert problem.text == f"Не найден файл плана: {tmp_path / 'plan.toml'}."
    assert problem.advice.endswith(f"notifier import ПЛАН.docx -o {tmp_path / 'plan.toml'}")


def test_an_answer_that_is_none_is_named_before_the_year_begins(tmp_path):
    """With the script's line, and in whatever letter case the others are written."""
    file = tmp_path / "script.jsonl"
    answer = '{"at": "2020-10-07T10:00", "do": "reply", "from": "anna@mail.example", "item": "prak-1", "partstat": "%s"}\n'
    file.write_text(answer % "accepted" + answer % "MAYBE", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"script\.jsonl:2: ответа «MAYBE» не бывает"):
        read_script(file, UTC)


@pytest.mark.parametrize(("line", "told"), [
    ('{"at": "2020-10-07T10:00", "do": "down", "until": "завтра"}', "until «завтра» — не время"),
    ('{"at": "2020-10-07T10:00", "do": "write", "file": "dates.toml", "text": "\\ud83d"}', "не понята"),
])
def test_what_no_act_can_use_is_named_before_the_year_begins(tmp_path, line: str, told: str):
    """An hour that is none, half of an emoji: a rehearsal would end there in the middle of the year."""
    file = tmp_path / "script.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ScriptError, match=told):
        read_script(file, UTC)


def test_a_line_of_the_script_ends_where_its_json_does(tmp_path):
    """A file text may hold U+2028 and U+0085 unescaped; blank lines, CRLF and a BOM say nothing."""
    text = "[dates]\u2028 \x85"
    file = tmp_path / "script.jsonl"
    file.write_text("\ufeff" + json.dumps({"at": "2020-10-07T10:00", "do": "write", "file": "dates.toml", "text": text}, ensure_ascii=False)
                    + '\r\n\r\n{"at": "2020-10-07T09:00", "do": "arm"}', encoding="utf-8", newline="")
    assert [(act.do, act.keys.get("text")) for act in read_script(file, UTC)] == [("arm", None), ("write", text)]


def test_what_is_null_was_not_said(tmp_path):
    """``"place": null`` names no place called «null», and a needed key that is null is missing."""
    file = tmp_path / "script.jsonl"
    file.write_text('{"at": "2020-10-07T10:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30", "place": null}\n')
    assert "place" not in read_script(file, UTC)[0].keys
    file.write_text('{"at": "2020-10-07T10:00", "do": "cancel", "item": "teor-2", "reason": null}\n[1]\n')
    with pytest.raises(ScriptError, match="не хватает: reason"):
        read_script(file, UTC)


def test_the_journal_says_which_rows_an_acknowledgement_is_about(tmp_path):
    """One row stands in ``item``, several in ``items``; a mail about no row has neither."""
    acts = [{"at": "2020-09-10T11:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"},
            {"at": "2020-09-11T11:00", "do": "confirm", "item": "teor-2", "when": "20.11.2020 14:30"},
            {"at": "2020-09-11T11:00", "do": "cancel", "item": "prak-2", "reason": "карантин"}]
    further = '[[item]]\nid = "prak-2"\ntopics = ["Мастер-класс"]\nwhen = "декабрь 2020"\n'
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN + further, "dates.toml": "[dates]\n", "people.csv": PEOPLE,
                       "script.jsonl": "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    rehearse(tmp_path / "config.toml", first=date(2020, 9, 8), last=date(2020, 9, 11), out=tmp_path / "out",
             script=lambda zone: read_script(tmp_path / "script.jsonl", zone))
    lines = [json.loads(line) for line in (tmp_path / "out" / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [(line["item"], sorted(line["items"])) for line in lines if line["kind"] == "acknowledgement"]
    assert told == [("teor-2", ["teor-2"]), (None, ["prak-2", "teor-2"])]


def test_an_answer_comes_from_an_address_however_it_is_written(tmp_path):
    """A domain in Russian letters is the listed one; what is no address is named."""
    plan = PLAN.replace("ноябрь 2020", "24 сентября 2020 14.30")
    acts = [{"at": "2020-09-02T10:00", "do": "arm"},
            {"at": "2020-09-07T10:00", "do": "reply", "from": "Anna@школа.рф", "item": "teor-2", "partstat": "ACCEPTED"},
            {"at": "2020-09-07T10:00", "do": "reply", "from": "anna", "item": "teor-2", "partstat": "ACCEPTED"}]
    for name, text in {"config.toml": CONFIG, "plan.toml": plan, "dates.toml": "[dates]\n", "people.csv": "name,email\nАнна,anna@школа.рф\n",
                       "script.jsonl": "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    summary = rehearse(tmp_path / "config.toml", first=date(2020, 9, 1), last=date(2020, 9, 14), out=tmp_path / "out",
                       script=lambda zone: read_script(tmp_path / "script.jsonl", zone))
    assert summary.refused_acts == ["строка 3: anna: в адресе нет знака @"]
    assert "придут — 1," in last_digest(tmp_path / "out")


def test_a_file_is_replaced_however_the_settings_name_it(tmp_path):
    """By a whole path, through «..» or a link to the folder, where two have one name, and beside a link that stands for the settings."""
    home, plans, dates = tmp_path / "home", tmp_path / "plans", tmp_path / "dates"
    people = "".join(f"{row}\n" for row in ["name,email", "Анна,anna@mail.example"])
    config = (CONFIG.replace('"people.csv"', f'"{home / "people.csv"}"').replace('"plan.toml"', '"../plans/2020.toml"')
              .replace('"dates.toml"', '"../home/../dates/2020.toml"'))
    for file, text in {tmp_path / "settings.toml": config, plans / "2020.toml": PLAN, dates / "2020.toml": "[dates]\n", home / "people.csv": people}.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (home / "config.toml").symlink_to(tmp_path / "settings.toml")
    (tmp_path / "way").symlink_to(home)
    (tmp_path / "script.jsonl").write_text("".join(json.dumps(act, ensure_ascii=False) + "\n" for act in (
        {"at": "2020-09-02T10:00", "do": "arm"},
        {"at": "2020-09-02T10:00", "do": "write", "file": str(tmp_path / "way/people.csv"), "text": people + "Вера,vera@mail.example\n"},
        {"at": "2020-09-02T10:00", "do": "write", "file": "../dates/2020.toml", "text": '[dates]\nteor-2 = "24.09.2020 14:30"\n'},
        {"at": "2020-09-03T12:00", "do": "write", "file": str(dates / "2020.toml"), "text": '[dates]\nteor-2 = "25.09.2020 14:30"\n'})))
    for config in (home / "config.toml", home / "../way/config.toml"):
        summary = rehearse(config, first=date(2020, 9, 1), last=date(2020, 9, 4), out=tmp_path / "out",
                           script=lambda zone: read_script(tmp_path / "script.jsonl", zone))
        assert (summary.by_kind["invitation"], summary.by_kind["change"]) == (2, 2)
    assert (dates / "2020.toml").read_text() == "[dates]\n"


@pytest.mark.parametrize("place", [".", "..", "letters"])
def test_templates_are_copied_wherever_they_lie(tmp_path, place):
    """Also beside the settings, and in a folder that holds the rehearsal itself; nothing else of it is."""
    home, letters = tmp_path / "home", tmp_path / "home" / place
    home.mkdir()
    letters.mkdir(exist_ok=True)
    for file, text in {home / "config.toml": CONFIG + f'[templates]\nfolder = "{place}"\n', home / "plan.toml": PLAN, home / "dates.toml": "[dates]\n",
                       home / "people.csv": PEOPLE, letters / "greeting.txt": "Добрый день, друзья!\n"}.items():
        file.write_text(text, encoding="utf-8")
    rehearse(home / "config.toml", first=date(2020, 9, 7), last=date(2020, 9, 7), out=home / "out", script=lambda zone: ())
    assert last_digest(home / "out").startswith("Добрый день, друзья!")


def last_digest(out: Path) -> str:
    """Its plain text."""
    lines = [json.loads(line) for line in (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    last = [line for line in lines if line["kind"] == "digest"][-1]
    part = message_from_bytes((out / last["eml"]).read_bytes()).get_payload(0)
    return part.get_payload(decode=True).decode()
