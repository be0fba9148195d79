"""What is a new plan (rule 16): another year or another file. A corrected title is none."""

import subprocess
import sys
from datetime import timedelta

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import CONFIG, PLAN

from notifier.flows.inputs.reading import InputReader

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
NEWS = ("invitation", "change", "cancellation", "reminder")
KILLED_IN_A_COMMIT = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA cache_size = 1", "BEGIN", "CREATE TABLE half (text)"):
    db.execute(statement)
db.executemany("INSERT INTO half VALUES (?)", [("x" * 2000,)] * 200)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_corrected_title_disarms_nothing(make_year):
    """A typo mended on 10 November: reminders go on, nobody hears of a first reading, the entry stays the same."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", PLAN.replace("План работы ГМО библиотекарей", "План работы городского объединения"))
    year.go("2020-11-20 10:00")
    assert year.view().armed_at is not None
    assert [kind for _, kind in year.story("anna", "overview", *NEWS)] == ["overview", "invitation", "D-7", "D-1"]
    assert all("Прочитан план" not in mail.text for mail in year.since("2020-11-10 10:00") if mail.row.role == "coordinator")


def test_a_row_under_another_id_waits_for_a_yes(make_year):
    """«teor-2» written «teor-3» by hand: all were invited to the same meeting a second time."""
    plan = PLAN.replace('when = "ноябрь 2020"', 'when = "19.11.2020 14:30"')
    year = make_year(plan=plan).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", plan.replace('"teor-2"', '"teor-3"'))
    year.go("2020-11-13 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7"]
    assert any("была teor-2, а стала teor-3" in mail.text and 'Верните id = "teor-2"' in mail.text for mail in year.to("coordinator", "alarm"))
    year.write("plan.toml", plan)
    year.go("2020-11-20 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]


def test_each_row_under_another_id_is_named_before_its_yes(make_year):
    """One was named, and the «да» to it invited people to the other's meeting once more, too."""
    plan = PLAN.replace('when = "ноябрь 2020"', 'when = "19.11.2020 14:30"')
    rows = [plan, *(f'[[item]]\nid = "prak-{n}"\nsector = "Практический сектор"\ntopics = ["{topic}"]\nwhen = "{n}.12.2020 12:00"\n'
                    for n, topic in enumerate(("Мастер-класс", "Конкурс чтецов", "Обзор журналов", "Викторина"), 1))]
    year = make_year(plan="\n".join(rows)).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", "\n".join(rows).replace('"teor-2"', '"teor-9"').replace('"prak-2"', '"prak-9"'))
    year.go("2020-11-10 12:00")
    [alarm] = year.to("coordinator", "alarm")
    assert ("Строка «Новое в библиотечном обслуживании» была teor-2, а стала teor-9; строка «Конкурс чтецов» была prak-2, а стала prak-9: "
            in alarm.text)
    assert 'Верните id = "teor-2", id = "prak-2".' in alarm.text
    year.do("approve")
    year.go("2020-11-11 10:00")
    assert [mail.row.kind for mail in year.to("anna")][-2:] == ["invitation", "invitation"]


FIVE = tuple(('\n[[item]]\nid = "{}"\nsector = "Сектор"\ntopics = ["' + topic + '"]\nwhen = "' + when + '"\n') for topic, when in (
    ("Новое в библиотечном обслуживании", "19.11.2020 14:30"), ("Буктрейлеры: мастер-класс", "ноябрь 2020"), ("Учебники на год", "10.12.2020 14:30"),
    ("Краеведение в музее", "февраль 2021"), ("Фестиваль чтения", "15.04.2021 14:30")))


def _five(*ids: str) -> str:
    head = 'title = "План работы ГМО"\nschool_year = "2020-2021"\n'
    return head + "".join(row.format(name) for row, name in zip(FIVE, ids, strict=True) if name)


@pytest.mark.parametrize(("ids", "told"), [
    (("s-2", "s-1", "s-3", "s-4", "s-5"), "была s-1, а стала s-2; строка «Буктрейлеры: мастер-класс» была s-2, а стала s-1: под другим"),
    (("", "s-1", "s-3", "s-4", "s-5"), "Строка «Буктрейлеры: мастер-класс» была s-2, а стала s-1: под другим"),
])
def test_a_row_under_the_id_of_another_waits_for_a_yes(make_year, ids, told):
    """Ids exchanged by hand, or a row put under a deleted one's id: all were told that the other row's meeting had moved to this one."""
    former = '[dates]\n"s-1" = "20.11.2020 14:30"\n"s-2" = "26.11.2020 12:00"\n'
    year = make_year(plan=_five("s-1", "s-2", "s-3", "s-4", "s-5"), dates=former).go("2020-09-02 09:00").arm().go("2020-11-16 12:00")
    known = len(year.to("anna"))
    year.write("plan.toml", _five(*ids))
    year.go("2020-11-16 13:00")
    [alarm] = year.to("coordinator", "alarm")
    assert told in " ".join(alarm.text.split())
    assert len(year.to("anna")) == known
    year.do("approve")  # what was said of the former s-1 would be said of another topic
    assert year.go("2020-11-16 14:00").inputs.plan.item("s-1").title == "Новое в библиотечном обслуживании"
    year.write("plan.toml", _five("s-1", "s-2", "s-3", "s-4", "s-5"))
    year.go("2020-11-26 15:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("anna")[known:] if mail.row.start[:7] == "2020-11"] == ["Напоминание"] * 2
    assert year.to("anna", "change") == []


@pytest.mark.parametrize(("title", "news"), [
    ("Мастер-класс по созданию буктрейлеров", "invitation"),
    ("Новое в библиотечном обслуживании детей", "change"),
])
def test_the_plan_of_the_second_half_of_the_year_moves_nothing_that_was_held(make_year, title, news):
    """The same ids, another meeting: November's stays held, January's is invited to; reworded, it is November's that was put off."""
    first = PLAN.replace('when = "ноябрь 2020"', 'when = "19.11.2020 14:30"')
    year = make_year(plan=first).go("2020-09-02 09:00").arm().go("2020-12-25 10:00")
    year.write("plan.toml", first.replace("Новое в библиотечном обслуживании", title).replace("19.11.2020", "21.01.2021"))
    year.go("2021-01-22 10:00")
    (told,) = [mail for mail in year.since("2020-12-25 10:00") if mail.row.address.startswith("anna") and mail.row.kind in NEWS[:3]]
    assert (told.row.kind, told.row.uid == year.to("anna", "invitation")[0].row.uid) == (news, news == "change")
    assert [mail.row.step for mail in year.to("anna", "reminder")] == ["D-7", "D-1"] * 2


def test_another_plan_file_of_the_year_needs_a_yes(make_year):
    """Nothing goes to participants; she is told so, and not that nothing was ever sent."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("another.toml", PLAN)
    year.write("config.toml", CONFIG.replace("plan.toml", "another.toml"))
    year.go("2020-11-12 12:00")
    assert year.view().armed_at is None
    assert year.to("anna", "reminder") == []
    text = next(mail.text for mail in year.since("2020-11-10 10:00") if "Прочитан план" in mail.text)
    assert "notifier arm" in text
    assert "пока ничего не отправлено" not in text
    year.arm().go("2020-11-19 10:00")
    assert [kind for _, kind in year.story("anna", "overview", *NEWS)] == ["overview", "invitation", "D-7", "D-1"]


def test_another_plan_file_beside_the_former_ones_dates_file_is_named_before_the_yes(make_year):
    """It may be the same plan under another name, or one whose ids mean other rows: who arms reads which rows are decided already."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("another.toml", PLAN)
    year.write("config.toml", CONFIG.replace("plan.toml", "another.toml"))
    year.go("2020-11-10 12:00")
    (found,) = [one for one in year.inputs.problems if one.code == "dates-of-another-plan"]
    assert "решения о teor-2 будут решениями о строках нового плана" in found.text
    assert "назовите в настройках ([plan] dates) новый файл дат" in found.advice
    year.arm().write("dates.toml", DATES + "\n")
    assert year.go("2020-11-11 10:00").inputs.problems == ()


ROW = '\n[[item]]\nid = "{}"\nsector = "Сектор"\ntopics = ["{}"]\nwhen = "{}"\nplaces = ["{}"]\n'
HEAD = 'title = "План работы ГМО"\nschool_year = "2020-2021"\n'
FIRST_HALF = HEAD + "".join(ROW.format(*row) for row in (
    ("s-1", "Новое в библиотечном обслуживании", "19.11.2020 14:30", "Областная библиотека"),
    ("s-2", "Буктрейлеры: мастер-класс", "ноябрь 2020", "СШ № 32"), ("s-3", "Учебники на год", "декабрь 2020", "СШ № 8")))
SECOND_HALF = HEAD + "".join(ROW.format(*row) for row in (
    ("s-1", "Краеведение в школьном музее", "26.11.2020 14:30", "СШ № 33"),
    ("s-2", "Живая классика: открытый урок", "февраль 2021", "Гимназия № 4"), ("s-3", "Экскурсия в типографию", "май 2021", "Типография")))


@lived_once
def overwritten(make_year):
    """A plan in force, its first row told; on 10 November another plan of the year lies in its file."""
    year = make_year(plan=FIRST_HALF).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", SECOND_HALF)
    return year


def test_another_plan_over_the_file_waits_for_her_yes(overwritten):
    """Nobody hears of it, the former plan's reminders go on; she reads why and what to do, once."""
    year = overwritten.go("2020-11-20 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]
    (alarm,) = year.to("coordinator", "alarm")
    text = " ".join(alarm.text.split())
    assert "План похож на другой: 3 строки из 3 прежних — о другом" in text
    assert "s-1: было «Новое в библиотечном обслуживании», стало «Краеведение в школьном музее»" in text
    assert "ответьте «да» на письмо службы об этом" in text


def test_her_yes_takes_the_other_plan_and_nothing_asks_again(overwritten):
    """Approved, it is in force as any plan is; the next pass and the next edit of it wait for nothing."""
    year = overwritten.go("2020-11-10 12:00")
    assert year.view().inputs.plan.items[0].title == "Новое в библиотечном обслуживании"
    year.do("approve")
    year.go("2020-11-11 12:00")
    assert year.inputs.plan.items[0].title == "Краеведение в школьном музее"
    year.write("plan.toml", SECOND_HALF.replace("26.11.2020 14:30", "27.11.2020 14:30"))
    year.go("2020-11-12 12:00")
    assert year.inputs.shrunk == {}
    assert year.to("anna", "change")[-1].row.start[:10] == "2020-11-27"


def test_what_is_said_of_its_rows_waits_with_it(overwritten):
    """A day written for the new row's id is no move of the meeting that people know by it, and no «Принято»; her yes lets it go."""
    year = overwritten.go("2020-11-10 12:00")
    year.write("dates.toml", '[dates]\n"s-1" = "24.11.2020 14:30"\n"s-2" = "11.02.2021 14:30"\n')
    year.go("2020-11-16 12:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation"]
    assert all("Принято" not in mail.subject for mail in year.to("coordinator", "acknowledgement"))
    year.do("approve")
    year.go("2020-11-17 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "change")] == ["2020-11-24"]


FORMER = {
    "a day": '[dates]\n"s-2" = "24.11.2020 14:30"\n', "a month": '[dates."s-2"]\nplan = "декабрь 2020"\n',
    "a cancelling": '[dates."s-2"]\ncancelled = "карантин"\n', "a further day": '[[occurrence]]\nitem = "s-2"\ntitle = "Буктрейлеры"\nwhen = "24.11.2020 14:30"\n',
    "an end": '[dates."s-2"]\nclosed = "проведено"\n',
}


@pytest.mark.parametrize("former", FORMER.values(), ids=FORMER.keys())
def test_what_was_decided_for_a_former_row_is_not_decided_for_the_one_of_its_id(make_year, former):
    """Rule 1: nobody confirmed that day for the new row, nobody called it off. Her yes waits until the decision is gone, and says so."""
    year = make_year(plan=FIRST_HALF, dates=former).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", SECOND_HALF)
    year.go("2020-11-10 12:00")
    alarm = year.to("coordinator", "alarm")[-1].row.message_id
    hear(year, letter(year, "да", answers=alarm))
    year.go("2020-11-10 13:00")
    assert "остались решения о прежних строках (s-2)" in " ".join(year.to("coordinator", "acknowledgement")[-1].text.split())
    assert year.inputs.plan.items[1].title == "Буктрейлеры: мастер-класс"
    year.write("dates.toml", "")
    hear(year, letter(year, "Да", answers=alarm))
    year.go("2020-11-23 12:00")
    assert year.inputs.plan.items[1].title == "Живая классика: открытый урок"
    assert all("Живая классика" not in mail.subject for mail in year.to("anna"))
    year.go("2021-01-04 12:00")
    assert "s-2" in [question.item for question in year.view().questions]  # February is asked for


def test_what_was_decided_stands_in_the_way_also_while_its_file_is_broken(make_year):
    """What is kept of it would be a decision about the new row as well."""
    year = make_year(plan=FIRST_HALF, dates=FORMER["a day"]).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", SECOND_HALF)
    year.write("dates.toml", "[dates\n")
    year.go("2020-11-10 12:00")
    year.do("approve")
    year.go("2020-11-10 13:00")
    assert year.inputs.plan.items[1].title == "Буктрейлеры: мастер-класс"


def test_a_cancellation_calls_off_what_people_know(overwritten):
    """«Отмена» while the other plan waits is about the plan in force: nobody comes to a meeting that is off."""
    year = overwritten.go("2020-11-10 12:00")
    year.write("dates.toml", '[dates."s-1"]\ncancelled = "карантин"\n')
    year.go("2020-11-20 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "cancellation"]


def test_a_day_said_of_its_row_wakes_nobody_until_the_yes(overwritten):
    """It waits for a person: the service sleeps as ever, and does not look every second whether it has settled."""
    year = overwritten.go("2020-11-10 12:00")
    year.write("dates.toml", '[dates]\n"s-1" = "24.11.2020 14:30"\n')
    year.go("2020-11-10 12:30")
    assert any(row.pending is not None for row in year.view().rows)
    assert year.passes.run(year.now).next_at - year.now > timedelta(hours=1)


def test_the_former_plan_put_back_goes_on(overwritten):
    """Nothing to approve; its news goes at once, as ever."""
    year = overwritten.go("2020-11-10 12:00")
    year.write("plan.toml", FIRST_HALF.replace("19.11.2020 14:30", "20.11.2020 14:30"))
    year.go("2020-11-11 12:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "change"]
    assert year.inputs.unsure == frozenset()


def test_before_arming_a_plan_may_become_another(make_year):
    """Nothing was told, and the arming shows what would go out."""
    year = make_year(plan=FIRST_HALF).go("2020-09-02 09:00")
    year.write("plan.toml", SECOND_HALF)
    year.go("2020-09-03 09:00")
    assert year.inputs.shrunk == {}
    assert year.inputs.plan.items[0].title == "Краеведение в школьном музее"


def test_a_plan_overwritten_while_the_service_was_off_waits_too(overwritten):
    """The first reading of a process knows by the ledger beside it that the plan is armed; a looker sees what the service sees."""
    for _ in range(2):
        inputs = InputReader(overwritten.folder / "config.toml", network=False, keeps=True).read(overwritten.now)
        assert inputs.unsure == {"s-1", "s-2", "s-3"}
        assert inputs.plan.items[0].title == "Новое в библиотечном обслуживании"


def test_a_plan_overwritten_before_a_crash_waits_too(overwritten):
    """Half a transaction beside the ledger keeps every look away: the next process rolls it back before it reads whose plan is armed."""
    overwritten.store.close()
    ledger = overwritten.folder / "state" / "ledger.sqlite3"
    subprocess.run([sys.executable, "-c", KILLED_IN_A_COMMIT, ledger], check=False)
    assert ledger.with_name("ledger.sqlite3-journal").stat().st_size > 0
    inputs = InputReader(overwritten.folder / "config.toml", network=False, keeps=True).read(overwritten.now)
    assert inputs.unsure == {"s-1", "s-2", "s-3"}
    assert inputs.plan.items[0].title == "Новое в библиотечном обслуживании"


def test_disarmed_while_it_waits_the_other_plan_is_looked_at_by_the_next_arming(overwritten):
    """Whoever arms again sees the plan that lies there."""
    year = overwritten.go("2020-11-10 12:00")
    assert year.inputs.unsure
    year.do("disarm")
    assert year.view().inputs.plan.items[0].title == "Краеведение в школьном музее"
