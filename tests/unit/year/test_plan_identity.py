"""What is a new plan (rule 16): another year or another file. A corrected title is none."""

import pytest
from support.year import CONFIG, PLAN

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
NEWS = ("invitation", "change", "cancellation", "reminder")


def test_a_corrected_title_disarms_nothing(make_year):
    """A typo mended on 10 November: reminders go on, nobody hears of a first reading, the entry stays the same."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-10 10:00")
    year.write("plan.toml", PLAN.replace("План работы ГМО библиотекарей", "План работы городского объединения"))
    year.go("2020-11-20 10:00")
    assert year.view().armed_at is not None
    assert [kind for _, kind in year.story("anna", "overview", *NEWS)] == ["overview", "invitation", "D-7", "D-1"]
    assert all("Прочитан план" not in mail.text for mail in year.since("2020-11-10 10:00") if mail.row.role == "coordinator")


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
