"""Whom a row invites is changed in the plan: those who come in are invited, those who go out are told it is off for them."""

import pytest
from support.year import PLAN

NEWS = ("invitation", "change", "cancellation", "reminder")
YOUNG = PLAN.replace("when =", 'audience = ["молодые специалисты"]\nwhen =')
DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


@pytest.fixture
def told(make_year):
    """Makes an armed year in which the audience of this plan has its invitation."""
    return lambda plan: make_year(plan=plan, dates=DATES).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")


def test_a_wider_audience_invites_the_new_ones_only(told):
    """Anna is invited with the same SEQUENCE and reminded like all; Vera hears nothing new."""
    year = told(YOUNG)
    year.write("plan.toml", PLAN)
    year.go("2020-11-19 10:00")
    assert year.story("anna", *NEWS) == [("21.10 10:10", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert year.story("vera", *NEWS) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert "SEQUENCE:0" in year.to("anna", "invitation")[0].ics


def test_a_narrower_audience_cancels_for_those_who_go_out_only(told):
    """Anna gets one CANCEL and no reminders; Vera hears nothing of it."""
    year = told(PLAN)
    year.write("plan.toml", YOUNG)
    year.go("2020-11-19 10:00")
    assert year.story("anna", *NEWS) == [("20.10 10:00", "invitation"), ("21.10 10:10", "cancellation")]
    assert "METHOD:CANCEL" in year.to("anna", "cancellation")[0].ics
    assert year.story("vera", *NEWS) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]


def test_an_audience_taken_back_before_it_settles_reaches_nobody(told):
    """An edit of five minutes is no news."""
    year = told(YOUNG)
    year.write("plan.toml", PLAN)
    year.go("2020-10-21 10:05").write("plan.toml", YOUNG)
    year.go("2020-10-22 10:00")
    assert year.story("anna", *NEWS) == []
    assert year.story("vera", *NEWS) == [("20.10 10:00", "invitation")]


def test_in_and_out_and_in_again(told):
    """Each turn is told once: invitation, CANCEL, invitation."""
    year = told(PLAN)
    for plan, moment in ((YOUNG, "2020-10-22 10:00"), (PLAN, "2020-10-23 10:00")):
        year.write("plan.toml", plan)
        year.go(moment)
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "cancellation", "invitation"]
    assert [kind for _, kind in year.story("vera", *NEWS)] == ["invitation"]


def test_another_audience_of_a_moved_meeting_is_one_revision(told):
    """Moved and narrowed in one edit: a change for those who stay, a CANCEL for those who go."""
    year = told(PLAN)
    year.write("plan.toml", YOUNG)
    year.dates(DATES.replace("19.11", "26.11")).go("2020-10-22 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "cancellation"]
    assert [kind for _, kind in year.story("vera", *NEWS)] == ["invitation", "change"]


def test_the_coordinator_hears_whom_the_row_invites_now(told):
    """«Принято: …»: who is invited from now on, and that nobody else gets a mail."""
    year = told(PLAN)
    year.write("plan.toml", YOUNG)
    year.go("2020-10-21 12:00")
    mail = year.to("coordinator", "acknowledgement")[-1]
    assert f"{mail.at:%H:%M}" == "10:10"
    assert "приглашаются: молодые специалисты" in mail.text


YOUNG_ONES = "Вера Сидорова,vera@mail.example,СШ № 2,молодые специалисты,,\nИнна Ким,inna@mail.example,СШ № 3,молодые специалисты,,\n"
LIST = f"name,email,school,groups,greeting,left\nАнна Петрова,anna@mail.example,СШ № 1,,,\n{YOUNG_ONES}"


@pytest.fixture
def two(make_year):
    """An armed year in which the two young specialists have their invitation."""
    return make_year(plan=YOUNG, dates=DATES, people=LIST).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")


@pytest.mark.parametrize(("file", "text"), [
    ("people.csv", LIST.replace("groups", "группы участников")), ("people.csv", LIST.replace("молодые специалисты", "")),
    ("people.csv", LIST.replace("специалисты", "cпециалисты")), ("plan.toml", YOUNG.replace("специалисты", "cпециалисты"))])
def test_a_group_that_nobody_belongs_to_any_more_calls_nothing_off(two, file, text):
    """The list lost the column or a letter of the group's name is a Latin one: everybody of it was told that it is off for them."""
    two.write(file, text)
    two.go("2020-11-12 12:00")
    for who in ("vera", "inna"):
        assert two.story(who, *NEWS) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7")]
    assert sum("никого нет, а приглашение есть у 2 человек" in mail.text for mail in two.to("coordinator")) == 1
    assert sum("больше не ждут, отмените встречу" in mail.text for mail in two.to("coordinator")) == 1
    assert all("кто выбыл — отмену" not in mail.text for mail in two.to("coordinator"))
    two.write("people.csv", LIST)
    two.write("plan.toml", YOUNG)
    two.go("2020-11-19 10:00")
    assert [kind for _, kind in two.story("vera", *NEWS)] == ["invitation", "D-7", "D-1"]
    assert two.story("anna", *NEWS) == []


@pytest.mark.parametrize("groups", ['"наставники", "молодые cпециалисты"', '"молодые cпециалисты", "наставники"'])
def test_one_of_two_groups_that_nobody_belongs_to_any_more_calls_nothing_off(make_year, groups):
    """A letter of its name is a Latin one by now, and the other group stands: everybody of the first was told that it is off for them. Taken
    out of the plan it is called off."""
    both, people = YOUNG.replace("audience = [", "audience = [\"наставники\", "), f"{LIST}Глеб,gleb@mail.example,СШ № 4,наставники,,\n"
    year = make_year(plan=both, dates=DATES, people=people).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")
    year.write("plan.toml", both.replace('"наставники", "молодые специалисты"', groups))
    year.go("2020-11-13 10:00")
    for who in ("vera", "inna", "gleb"):
        assert year.story(who, *NEWS) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7")]
    [told] = [mail for mail in year.to("coordinator") if "не из групп этой встречи" in mail.text]
    assert "больше не ждут, уберите пустую группу из строки плана" in told.text
    assert "отмена никому не уйдёт: в группе «молодые cпециалисты» никого нет" in told.text
    year.write("plan.toml", both.replace('"наставники", "молодые специалисты"', '"наставники"'))
    year.go("2020-11-19 10:00")
    assert [year.story(who, *NEWS)[-1][1] for who in ("vera", "inna", "gleb")] == ["cancellation", "cancellation", "D-1"]


def test_who_leaves_meanwhile_takes_the_invitation_from_nobody_else(two):
    """Of the two one left: the other was told that it is off for her, and the coordinator that it is not."""
    two.write("people.csv", LIST.replace("молодые специалисты", ""))
    two.go("2020-10-22 12:00").write("people.csv", LIST.replace("молодые специалисты", "").replace("№ 3,,,", "№ 3,,,22.10.2020"))
    two.go("2020-11-13 10:00")
    assert [kind for _, kind in two.story("inna", *NEWS)] == ["invitation", "cancellation"]
    assert [kind for _, kind in two.story("vera", *NEWS)] == ["invitation", "D-7"]


def test_a_digest_counts_who_is_reminded_though_nobody_is_in_the_group(two):
    """«Ничего не запланировано» stood above a week in which two people were reminded."""
    two.write("people.csv", LIST.replace("groups", "группы участников"))
    two.go("2020-11-10 10:00")
    assert "напоминание за неделю, Новое в библиотечном обслуживании, 2 адреса" in two.to("coordinator", "digest")[-1].text


def test_what_moves_meanwhile_is_told_to_those_who_have_it(two):
    """They would come on the former day."""
    two.write("people.csv", LIST.replace("groups", "группы участников"))
    two.dates(DATES.replace("19.11", "26.11")).go("2020-10-23 10:00")
    assert [[kind for _, kind in two.story(who, *NEWS)] for who in ("vera", "inna", "anna")] == [["invitation", "change"]] * 2 + [[]]


def test_who_leaves_or_goes_out_alone_is_told_so_all_the_same(two):
    """A date in «выбыл» is a word of hers, and so is one person's group."""
    two.write("people.csv", LIST.replace("специалисты,,", "специалисты,,21.10.2020"))
    two.go("2020-10-22 10:00")
    assert [[kind for _, kind in two.story(who, *NEWS)] for who in ("vera", "inna")] == [["invitation", "cancellation"]] * 2


ONE = LIST.replace(YOUNG_ONES, YOUNG_ONES.partition("\n")[0] + "\n")


@pytest.mark.parametrize("people", [ONE.replace("groups", "группы участников"), ONE.replace("молодые специалисты", ""),
                                    ONE.replace("специалисты", "cпециалисты")])
def test_the_only_one_of_a_group_keeps_the_invitation_until_somebody_else_is_in_it(make_year, people):
    """A lost column or cell called it off for her at once. A meeting for nobody is a question; for another it is off for her."""
    year = make_year(plan=YOUNG, dates=DATES, people=ONE).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")
    year.write("people.csv", people)
    year.go("2020-10-22 10:00")
    assert [kind for _, kind in year.story("vera", *NEWS)] == ["invitation"]
    assert sum("никого нет, а приглашение есть у 1 человека" in mail.text for mail in year.to("coordinator")) == 1
    year.write("people.csv", LIST.replace("№ 2,молодые специалисты", "№ 2,"))
    year.go("2020-10-23 10:00")
    assert [kind for _, kind in year.story("vera", *NEWS)] == ["invitation", "cancellation"]
    assert [kind for _, kind in year.story("inna", *NEWS)] == ["invitation"]


def test_the_only_one_of_a_group_beside_another_may_go_out_of_it(make_year):
    """One person is an edit where the meeting is still for others."""
    both, people = YOUNG.replace("audience = [", "audience = [\"наставники\", "), f"{ONE}Глеб,gleb@mail.example,СШ № 4,наставники,,\n"
    year = make_year(plan=both, dates=DATES, people=people).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")
    year.write("people.csv", people.replace("молодые специалисты", ""))
    year.go("2020-10-22 10:00")
    assert [[kind for _, kind in year.story(who, *NEWS)] for who in ("vera", "gleb")] == [["invitation", "cancellation"], ["invitation"]]
