"""Next year's plan over the former one's file, with the same dates file: ids begin anew, and no word about last year's row is one about
this year's (rule 1). Nothing of last year's that people still come to is lost."""

from datetime import timedelta

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import CONFIG, Year

from notifier.flows.inputs.reading import InputReader
from notifier.flows.rehearsal.answer import reply_mail

ROW = '\n[[item]]\nid = "{}"\nsector = "Сектор"\ntopics = ["{}"]\nwhen = "{}"\nplaces = ["{}"]\n'
HEAD = 'title = "План работы ГМО"\nschool_year = "{}"\n'


def plan(year: str, *rows: tuple[str, str, str, str]) -> str:
    return HEAD.format(year) + "".join(ROW.format(*row) for row in rows)


FIRST = plan("2020-2021", ("s-1", "Работа с фондом", "ноябрь 2020", "ЦДО"), ("s-2", "Живая классика", "март 2021", "СШ № 8"),
             ("s-3", "Итоги года", "май 2021", "ЦДО"), ("w-1", "Вебинары", "По графику РШБА", "режим онлайн"))
SECOND = plan("2021-2022", ("s-1", "Экскурсия в музей", "ноябрь 2021", "Музей"), ("s-2", "Мастер-класс", "25 ноября 2021, 14.30", "СШ № 1"),
              ("s-3", "Смотр кабинетов", "май 2022", "СШ № 33"), ("w-1", "Вебинары", "По графику РШБА", "режим онлайн"))
NEWS = ("invitation", "announcement", "change", "cancellation", "reminder")

SAID = {
    "a day without a year": '[dates]\n"s-1" = "18 ноября, 14.30"\n',
    "a day with its year": '[dates]\n"s-1" = "18.11.2020 14:30"\n',
    "a title": '[dates."s-2"]\ntitle = "Прошлогоднее"\n',
    "a place": '[dates."s-2"]\nplace = "СШ № 5"\n',
    "a link": '[dates."s-2"]\nlink = "https://example.org/p"\n',
    "what to bring": '[dates."s-2"]\nbring = "Прошлогоднее"\n',
    "a cancelling": '[dates."s-2"]\ncancelled = "Прошлогоднее"\n',
    "an end": '[dates."s-1"]\nclosed = "проведено"\n',
    "another month": '[dates."s-1"]\nplan = "декабрь"\n',
    "milestones": '[dates."s-1"]\nmilestones = [{ title = "Прошлогоднее", when = "18 ноября" }]\n',
    "an event of a schedule": '[[occurrence]]\nitem = "w-1"\ntitle = "Прошлогоднее"\nwhen = "18 ноября 12:00"\n',
}


def second_year(make_year, said: str = "", *, off: bool = True, at: str = "2021-08-24 10:00"):
    """A first year with these decisions, and the second year's plan over its file; ``off``: the service was off for most of it."""
    year = make_year(plan=FIRST, dates=said).go("2020-09-02 09:00").arm().go("2020-09-02 12:00")
    year = year.sleep(at) if off else year.sleep("2021-04-19 09:00").go(at)
    year.write("plan.toml", SECOND)
    return year


def autumn(year, said: str):
    """What everybody hears in the second year's autumn, and what she is asked; the dates file stays as it was."""
    year.go("2021-08-24 10:01").write("dates.toml", said)
    year.go("2021-08-26 09:00").arm().go("2021-11-26 10:00")
    return [(mail.at, mail.subject, mail.text) for mail in year.to("anna")], [(one.item, one.code) for one in year.view().questions]


@pytest.fixture(scope="module")
def unsaid(tmp_path_factory):
    """The autumn of an installation whose dates file was always empty."""
    year = Year(tmp_path_factory.mktemp("unsaid"), plan=FIRST)
    year.go("2020-09-02 09:00").arm().go("2020-09-02 12:00").sleep("2021-08-24 10:00").write("plan.toml", SECOND)
    yield autumn(year, "")
    year.close()


@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_what_was_decided_for_last_years_row_is_not_decided_for_this_years(make_year, unsaid, said):
    """However it was said: this year everybody hears what they would hear with an empty dates file, and she is asked the same."""
    assert autumn(second_year(make_year, said), said) == unsaid
    assert any("Мастер-класс" in subject for _, subject, _ in unsaid[0])


def test_she_reads_that_old_decisions_are_left_and_what_to_do(make_year):
    """In the first mail about the new plan and in what ``check`` looks at, before the service ever read it, too."""
    year = second_year(make_year, SAID["a title"] + SAID["an event of a schedule"])
    (found,) = [one for one in InputReader(year.folder / "config.toml", network=False).read(year.now).problems
                if one.code == "bygone-decisions"]
    assert "s-2, w-1 «Прошлогоднее»" in found.text
    year.go("2021-08-25 10:00")
    text = " ".join(year.to("coordinator", "digest")[-1].text.split())
    assert "В файле дат остались решения о строках плана другого учебного года: s-2, w-1 «Прошлогоднее»" in text
    assert "Уберите их из файла" in text
    year.write("dates.toml", "")
    year.go("2021-08-26 10:00")
    assert year.inputs.problems == ()


def test_a_new_day_in_an_old_entry_says_nothing_of_its_old_place(make_year):
    """She put this year's day into last year's line: the place that stands beside it is still last year's, and she is told so."""
    year = second_year(make_year, '[dates."s-1"]\nwhen = "18.11.2020 14:30"\nplace = "СШ № 5"\ntitle = "Фонд"\n').go("2021-08-26 09:00").arm()
    year.write("dates.toml", '[dates."s-1"]\nwhen = "17.11.2021 14:30"\nplace = "СШ № 5"\ntitle = "Фонд"\n')
    year.go("2021-11-18 10:00")
    (invitation,) = [mail for mail in year.to("anna", "invitation") if mail.row.item == "s-1"]
    assert invitation.row.start[:10] == "2021-11-17"
    assert "Где: Музей" in invitation.text
    assert "Экскурсия в музей" in invitation.subject
    assert any("s-1 (place, title)" in one.text for one in year.inputs.problems)
    said = [" ".join(mail.text.split()) for mail in year.to("coordinator", "digest")]
    assert sum("s-1: place, title в файле дат — от прежнего учебного года" in text for text in said) == 1


def test_what_she_writes_after_the_new_plan_came_is_about_its_rows(make_year):
    """Also the very place of last year, written by mail: she said it now, and «стоп» takes it back as ever."""
    year = second_year(make_year, SAID["a place"]).go("2021-08-26 10:00").arm()
    digest = year.to("coordinator", "digest")[-1].row.message_id
    before = (year.folder / "dates.toml").stat()
    assert "Принято: место СШ № 5" in answer(year, "s-2: место СШ № 5")
    assert (year.folder / "dates.toml").stat() == before, "whoever dies here must find her words in the file"
    hear(year, letter(year, "стоп", answers=digest))
    year.go("2021-08-26 12:00")
    assert "СШ № 5" not in (year.folder / "dates.toml").read_text()
    answer(year, "s-2: место СШ № 5")
    year.go("2021-11-26 10:00")
    assert "Где: СШ № 5" in year.to("anna", "invitation")[-1].text


@pytest.mark.parametrize(("said", "text"), [('place = "СШ № 5"', "s-2: место СШ № 5"), ('cancelled = "карантин"', "s-2: отмена, карантин")])
def test_the_words_of_last_year_said_again_outlive_a_crash(make_year, monkeypatch, said, text):
    """The process dies before the ledger has them; heard again they are taken all the same, and may be taken back."""
    year = second_year(make_year, f'[dates."s-2"]\n{said}\n').go("2021-08-26 10:00").arm().go("2021-11-11 10:00")
    raw = letter(year, text, answers=year.to("coordinator", "digest")[-1].row.message_id)
    before = (year.folder / "dates.toml").read_text()
    with monkeypatch.context() as patch:
        patch.setattr(type(year.ledger.facts), "mark_seen", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            hear(year, raw)
    assert (year.folder / "dates.toml").read_text() == before
    year.restart()
    hear(year, raw)
    year.go("2021-11-11 10:05")
    assert "Принято" in year.to("coordinator", "acknowledgement")[-1].text
    hear(year, letter(year, "стоп", answers=year.to("coordinator", "digest")[-1].row.message_id))
    assert said not in (year.folder / "dates.toml").read_text()


@pytest.mark.parametrize(("text", "reason"), [("отмена", "по решению координатора"), ("отмена, карантин", "карантин")])
def test_called_off_in_the_words_of_last_year_it_is_called_off(make_year, text, reason):
    """Nobody thinks of a new reason every year, and the service's own is always the same one."""
    year = second_year(make_year, f'[dates."s-2"]\ncancelled = "{reason}"\n').go("2021-08-26 10:00").arm().go("2021-11-11 10:00")
    assert year.story("anna", *NEWS)[-1][1] == "invitation"
    assert "Принято: отменено" in answer(year, f"s-2: {text}")
    year.go("2021-11-26 10:00")
    assert year.story("anna", *NEWS)[-1][1] == "cancellation"


def test_another_plan_file_of_the_next_year_beside_the_same_dates_file(make_year):
    """The settings name the new plan, and the old file of dates: it is last year's all the same."""
    year = second_year(make_year, SAID["a day without a year"] + SAID["a title"])
    year.write("plan.toml", FIRST)
    year.write("2021-2022.toml", SECOND)
    year.write("config.toml", CONFIG.replace('"plan.toml"', '"2021-2022.toml"'))
    year.go("2021-08-26 09:00").arm().go("2021-11-26 10:00")
    assert [mail.row.item for mail in year.to("anna", "invitation")] == ["s-2"]
    assert "Прошлогоднее" not in year.to("anna", "invitation")[0].subject


def test_taken_out_and_written_again_it_is_a_new_word(make_year):
    """By hand: the entry goes, the file is saved, the entry comes back."""
    year = second_year(make_year, SAID["a place"]).go("2021-08-26 10:00").arm()
    year.write("dates.toml", "")
    year.go("2021-08-26 11:00")
    year.write("dates.toml", SAID["a place"])
    year.go("2021-11-26 10:00")
    assert "Где: СШ № 5" in year.to("anna", "invitation")[-1].text


def test_a_day_of_the_new_year_written_before_its_plan_came_is_meant_for_it(make_year):
    """She prepared the dates in June, with their year: the former plan refused them, and nobody has to write them again."""
    year = second_year(make_year, '[dates."s-1"]\nwhen = "17.11.2021 14:30"\nplace = "СШ № 7"\n').go("2021-08-26 09:00").arm().go("2021-11-18 10:00")
    assert [(mail.row.start[:10], "СШ № 7" in mail.text) for mail in year.to("anna", "invitation")
            if mail.row.item == "s-1"] == [("2021-11-17", True)]


def test_a_date_time_of_the_new_year_needs_no_words(make_year):
    """TOML's own date-time always has its year."""
    year = second_year(make_year, '[dates]\n"s-1" = 2021-11-17T14:30:00\n"s-3" = 2020-11-17T14:30:00\n').go("2021-08-26 09:00").arm()
    year.go("2021-11-18 10:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "invitation") if mail.row.item == "s-1"] == ["2021-11-17"]
    assert [one.item for one in year.inputs.decisions.by_item] == ["s-1"]


def test_another_dates_file_holds_nothing_of_last_years(make_year):
    """What stands in a file made for the new plan is about its rows, though last year's file said the same."""
    year = second_year(make_year, SAID["a place"])
    year.write("dates2.toml", SAID["a place"])
    year.write("config.toml", CONFIG.replace("dates.toml", "dates2.toml"))
    year.go("2021-08-26 09:00").arm().go("2021-11-26 10:00")
    assert "Где: СШ № 5" in year.to("anna", "invitation")[-1].text


SEVERAL = SAID["a day without a year"] + SAID["a place"] + "title = \"Прошлогоднее\"\n"


def test_last_years_file_of_dates_under_a_new_name_is_last_years(make_year):
    """Renamed to tidy up, or copied as a pattern for the new year's: its lines are the same lines. What she adds is this year's."""
    year = second_year(make_year, SEVERAL)
    year.write("dates2.toml", SEVERAL + '[dates."s-3"]\nplace = "СШ № 7"\n')
    year.write("config.toml", CONFIG.replace("dates.toml", "dates2.toml"))
    year.go("2021-08-26 09:00").arm()
    year.write("dates2.toml", SEVERAL + '[dates."s-3"]\nplace = "СШ № 9"\n')
    year.go("2021-08-26 11:00")
    assert [(one.item, one.place) for one in year.inputs.decisions.by_item] == [("s-3", "СШ № 9")]
    assert any("s-1, s-2." in one.text for one in year.inputs.problems)


@pytest.mark.parametrize("new", ["", SAID["a cancelling"]])
def test_last_years_file_of_dates_that_comes_back_is_still_last_years(make_year, new):
    """The settings named this year's file, and by mistake last year's once more; this year's has its decisions when it is named again."""
    year = second_year(make_year, SEVERAL)
    year.write("dates2.toml", new)
    for file, count in (("dates2", bool(new)), ("dates", 0), ("dates2", bool(new))):
        year.write("config.toml", CONFIG.replace("dates.toml", f"{file}.toml"))
        year.go(f"{year.now + timedelta(hours=2):%Y-%m-%d %H:%M}")
        assert len(year.inputs.decisions.by_item) == count


@pytest.mark.parametrize("wrong", ["2019-2020", "2021-2022"])
def test_a_plan_whose_year_is_put_right_keeps_what_was_said(make_year, wrong):
    """A slip in ``school_year``: the rows are the same ones and name their year, and every word about them was this plan's."""
    year = make_year(plan=FIRST.replace("2020-2021", wrong), dates=SEVERAL).go("2020-09-02 09:00")
    year.write("plan.toml", FIRST)
    year.go("2020-09-02 10:00").arm().go("2020-11-19 10:00")
    assert [one.item for one in year.inputs.decisions.by_item] == ["s-1", "s-2"]
    assert [mail.row.start[:10] for mail in year.to("anna", "invitation") if mail.row.item == "s-1"] == ["2020-11-18"]
    assert "of-former-plan" not in [question.code for question in year.view().questions], "the day of the slip is nobody's meeting"


def test_next_years_plan_that_came_under_last_years_number_takes_no_decision_with_it(make_year):
    """Her Word file was last year's, changed but for the year in its title; put right the day after: the rows are those of the wrong year,
    and last year's decisions are still none of theirs. What she said in between is."""
    year = make_year(plan=FIRST, dates=SEVERAL).go("2020-09-02 09:00").arm().sleep("2021-08-24 09:00")
    year.write("plan2.toml", SECOND.replace("2021-2022", "2020-2021"))
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml"))
    year.go("2021-08-24 10:00").write("dates.toml", SEVERAL + '[dates."s-3"]\nplace = "СШ № 7"\n')
    year.go("2021-08-24 12:00").write("plan2.toml", SECOND)
    year.go("2021-08-25 10:00").arm().go("2021-11-26 10:00")
    assert [(one.item, one.place) for one in year.inputs.decisions.by_item] == [("s-3", "СШ № 7")]
    assert [mail.row.item for mail in year.to("anna", "invitation")] == ["s-2"]
    assert "Где: СШ № 1" in year.to("anna", "invitation")[0].text


@pytest.mark.parametrize(("said", "looks"), [
    ('"s-3" = "20.05.2021 14:30"\n"w-1" = { plan = "апрель 2021" }\n"s-1" = "18 ноября, 14.30"\n', True),
    ('"s-3" = 2021-05-20T14:30:00\n"s-2" = { when = "11.03.2021 14:30", place = "СШ № 5" }\n', True),
    ('"s-3" = "20.05.2021 14:30"\n"s-2" = "11.03.2021 14:30"\n', False),  # each a question by itself, nothing else counts
    ('"s-3" = "20.05.2021 14:30"\n"s-1" = { place = "СШ № 5" }\n', True),
    ('"s-3" = "20.05.2021 14:30"\n"s-1" = "18.11.2021 14:30"\n"s-2" = { when = "26.11.2021 14:30", place = "СШ № 5" }\n', False),  # a slip
    ('"s-3" = "20.05.2022 14:30"\n"s-2" = "11 марта, 14.30"\n"s-1" = { place = "СШ № 5" }\n', False),
    ('"s-1" = "26.08.2021 14:30"\n"s-3" = "27.08.2021 14:30"\n"s-2" = { place = "СШ № 5" }\n', False)])  # the August before its year
def test_a_dates_file_of_last_year_beside_a_new_ledger_is_named(make_year, said, looks):
    """A server set up anew knows nothing of last year: the days with their year tell what the file is, and she reads what else would count."""
    year = make_year(plan=SECOND, dates=f"[dates]\n{said}", start="2021-08-24 09:00").go("2021-08-25 10:00")
    text = " ".join(year.to("coordinator", "digest")[0].text.split())
    assert ("Файл дат похож на прошлогодний" in text) is looks
    assert [one.code for one in year.inputs.problems] == ["dates-of-former-year"] * looks


def test_last_years_plan_copied_with_its_rows_as_they_were_is_another_one(make_year):
    """Rows that name no year can't tell a slip from next year's plan: nothing of the former's is taken for the new one's."""
    first = FIRST.replace(" 2020\"", "\"").replace(" 2021\"", "\"")
    year = make_year(plan=first, dates=SEVERAL).go("2020-09-02 09:00").arm().sleep("2021-08-24 10:00")
    year.write("plan.toml", first.replace("2020-2021", "2021-2022"))
    year.go("2021-08-26 09:00")
    assert year.inputs.decisions.by_item == ()


def test_the_former_plan_put_back_has_its_decisions_again(make_year):
    """The new plan came too early, and went: no meeting of the year is lost or told twice."""
    year = make_year(plan=FIRST, dates='[dates]\n"s-3" = "20 мая, 14.30"\n').go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00").go(
        "2021-04-30 10:00")
    year.write("plan.toml", SECOND)
    year.go("2021-05-05 10:00")
    year.write("plan.toml", FIRST)
    year.go("2021-05-06 10:00")
    year.write("dates.toml", '[dates]\n"s-3" = "21 мая, 14.30"\n')
    year.go("2021-05-22 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "change", "D-7", "D-1"]


def test_a_shorter_plan_of_the_next_year_is_no_shrunk_file(make_year):
    """It waits for its arming anyway; nor is a dates file that was cleaned of last year's decisions."""
    said = "[dates]\n" + "".join(f'"s-{n}" = "1{n}.05.2021 14:30"\n' for n in (1, 2, 3)) + SAID["an event of a schedule"]
    year = make_year(plan=FIRST, dates=said).go("2020-09-02 09:00").arm().sleep("2021-08-24 10:00")
    year.turn()
    year.write("plan.toml", plan("2021-2022", ("s-1", "Экскурсия в музей", "ноябрь 2021", "Музей")))
    year.go("2021-08-25 10:00")
    year.write("dates.toml", "")
    year.go("2021-08-26 10:00")
    assert year.inputs.shrunk == {}
    assert str(year.inputs.plan.school_year) == "2021-2022"
    assert year.to("coordinator", "alarm") == []


def in_may(make_year):
    """The meeting of 20 May is told, and the new plan lies there already."""
    return second_year(make_year, '[dates]\n"s-3" = "20 мая, 14.30"\n', off=False, at="2021-05-14 10:00").go("2021-05-17 10:00")


def answer(year, text: str) -> str:
    """Her answer to the newest digest, and what she is told of it at once."""
    hear(year, letter(year, text, answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.turn()
    return " ".join(year.to("coordinator", "acknowledgement")[-1].text.split())


def test_a_meeting_of_the_former_plan_goes_on_and_is_shown_as_that(in_may_year):
    """It stands, with its reminder; she need not answer."""
    assert "20.05.2021 14:30: встреча прежнего плана" in in_may_year.to("coordinator", "digest")[-1].text
    in_may_year.go("2021-05-21 10:00")
    assert [kind for _, kind in in_may_year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]


@pytest.mark.parametrize("row", ['when = "17 июня 2021, 14.30"', 'when = "май 2021"'])
def test_a_meeting_of_the_former_plan_that_nobody_was_invited_to_yet_is_named(make_year, row):
    """Its plan went before its invitation was due: nobody will come, and she reads so at once; the former plan put back invites them."""
    said = '[dates]\n"s-3" = "17 июня, 14.30"\n' if "май" in row else ""
    year = make_year(plan=FIRST.replace('when = "май 2021"', row), dates=said).go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00").go(
        "2021-05-14 10:00")
    year.write("plan.toml", SECOND)
    year.go("2021-05-17 10:00")
    digest = " ".join(year.to("coordinator", "digest")[-1].text.split())
    assert "s-3: Итоги года 17.06.2021 14:30: встреча прежнего плана, на неё ещё не приглашали" in digest
    year.write("plan.toml", FIRST.replace('when = "май 2021"', row))
    year.go("2021-05-18 12:00").write("plan.toml", SECOND)
    year.go("2021-06-21 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]
    assert "of-former-plan" not in [question.code for question in year.view().questions]


@lived_once
def in_may_year(make_year):
    return in_may(make_year)


def test_what_was_decided_under_the_former_plan_is_told_though_the_next_came_before_its_hour(make_year):
    """Moved on Friday evening; on Saturday the new plan came, and waits for its yes: on Monday they hear of it."""
    year = make_year(plan=FIRST, dates='[dates]\n"s-3" = "20 мая, 14.30"\n').go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00")
    year.go("2021-05-14 18:00").write("dates.toml", '[dates]\n"s-3" = "21 мая, 14.30"\n')
    year.go("2021-05-15 12:00").write("plan.toml", SECOND)
    year.go("2021-05-22 12:00")
    assert year.story("anna", *NEWS)[-3:] == [("13.05 10:00", "D-7"), ("17.05 09:30", "change"), ("20.05 10:00", "D-1")]


@pytest.mark.parametrize("armed", [False, True])
def test_a_meeting_of_the_former_plan_can_be_called_off(make_year, armed):
    """Whether or not the new plan has its yes: nobody comes to a meeting that is off, and the new row of the id stays as it is."""
    year = in_may(make_year)
    if armed:
        year.arm()
    answer(year, "s-3: отмена 20.05, карантин")
    year.go("2021-05-21 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "cancellation"]
    assert "никто пока не извещён" not in year.to("coordinator", "acknowledgement")[-1].text
    assert [question.code for question in year.view().questions if question.item == "s-3"] == ["no-date"]


@pytest.mark.parametrize("armed", [False, True])
def test_the_host_of_a_former_plans_meeting_hears_that_it_is_off(make_year, armed):
    """Whoever keeps a hall free for it is told with the guests, while the new plan waits for its yes, too."""
    year = make_year(plan=FIRST, dates='[dates]\n"s-3" = "20 мая, 14.30"\n', config=CONFIG + '[[venue]]\nname = "ЦДО"\nhost = "host@cdo.example"\n')
    year.go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00").go("2021-05-14 10:00").write("plan.toml", SECOND)
    year.go("2021-05-17 10:00")
    if armed:
        year.arm()
    answer(year, "s-3: отмена 20.05, карантин")
    year.go("2021-05-21 10:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("host")] == ["Встреча у вас", "Отмена встречи у вас"]


@pytest.mark.parametrize(("title", "when", "last"), [
    ("Итоги года", "2021-05-20T14:30:00", "cancellation"), ("итоги года", '"20 мая"', "cancellation"),
    ("Итоги", '"20.05.2021 14:30"', "D-1"), ("Итоги года", '"19.05.2021 14:30"', "D-1")])
def test_the_entry_that_calls_it_off_may_be_written_by_hand(in_may_year, title, when, last):
    """As the question shows it: the row, the title, the day. Of another title or day it calls nothing off."""
    entry = f'[[occurrence]]\nitem = "s-3"\ntitle = "{title}"\nwhen = {when}\ncancelled = "карантин"\n'
    in_may_year.write("dates.toml", '[dates]\n"s-3" = "20 мая, 14.30"\n' + entry)
    in_may_year.go("2021-05-21 10:00")
    assert in_may_year.story("anna", *NEWS)[-1][1] == last


@pytest.mark.parametrize("text", ["s-3: 27.05 в 14:30", "s-3: перенос на июнь", "s-3: проведено", "s-3: место СШ № 5"])
def test_a_word_that_could_be_about_either_row_of_an_id_is_asked_back(in_may_year, text):
    """Last year's meeting or this year's row: nothing is written, and she reads how to say either."""
    before = (in_may_year.folder / "dates.toml").read_text()
    assert "«Итоги года» прежнего плана, 20.05, или s-3, «Смотр кабинетов» нового" in answer(in_may_year, text)
    assert (in_may_year.folder / "dates.toml").read_text() == before


def test_a_day_said_with_its_year_is_about_the_new_row(in_may_year):
    """«12.05.2022» can't be last year's meeting."""
    assert "Принято: 12.05.2022 14:30 — s-3, «Смотр кабинетов»" in answer(in_may_year, "s-3: 12.05.2022 в 14:30")


@pytest.mark.parametrize("text", ["s-3: отмена, карантин", "s-3: 17 мая в 14:30", "s-3: проведено", "да"])
def test_an_answer_to_a_mail_of_the_former_plan_decides_nothing_of_this_ones(make_year, text):
    """She answers Monday's digest, and on Tuesday the new plan came: the id in it is another row by now."""
    year = make_year(plan=FIRST).go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00").go("2021-04-26 10:00")
    old = year.to("coordinator", "digest")[-1].row.message_id
    year.write("plan.toml", SECOND)
    year.go("2021-04-27 10:00")
    hear(year, letter(year, text, answers=old))
    year.go("2021-04-27 11:00")
    assert "Вы ответили на письмо прежнего плана" in year.to("coordinator", "acknowledgement")[-1].text
    assert (year.folder / "dates.toml").read_text() == ""


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_a_date_suggested_for_the_former_row_confirms_nothing_of_this_ones(make_year, method):
    """She presses «Принять» on the tentative entry of last week, or names another hour, and the id in it is another row by now."""
    year = make_year(plan=FIRST).go("2020-09-02 09:00").arm().sleep("2021-04-19 09:00").go("2021-04-26 10:00")
    suggested = [mail for mail in year.to("coordinator") if mail.row.method == "REQUEST"][-1]
    uid = next(line[4:] for line in suggested.ics.splitlines() if line.startswith("UID:"))
    year.write("plan.toml", SECOND)
    year.go("2021-04-27 10:00")
    said = reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "ACCEPTED", year.now).decode()
    hear(year, said.replace("REPLY", method).replace(f"UID:{uid}", f"UID:{uid}\nDTSTART:20210521T113000Z").encode())
    year.go("2021-04-27 11:00")
    assert "Вы ответили на письмо прежнего плана, а строка s-3, «Смотр кабинетов» — нового" in year.to("coordinator", "acknowledgement")[-1].text
    assert (year.folder / "dates.toml").read_text() == ""


def test_an_answer_counts_though_the_plan_file_got_another_name(make_year):
    """The same rows under a new file name: what she was asked on Monday means the same on Tuesday."""
    year = make_year(plan=FIRST).go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    asked = year.to("coordinator", "digest")[-1].row.message_id
    year.write("plan2.toml", FIRST)
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml"))
    year.go("2020-10-26 11:00").arm().go("2020-10-26 11:10")
    hear(year, letter(year, "s-1: 18.11 в 14:30", answers=asked))
    year.go("2020-10-26 12:00")
    assert [one.when for one in year.inputs.decisions.by_item] == ["18.11.2020 14:30"]


def test_a_decision_made_minutes_before_another_plan_is_about_the_former_row(make_year):
    """It had not settled when the other plan of the year came over the file: her yes waits until it is out of the dates file."""
    other = FIRST.replace("Работа с фондом", "Краеведение").replace("Живая классика", "Типография").replace("Итоги года", "Смотр").replace(
        "март 2021", "февраль 2021").replace("ноябрь 2020", "декабрь 2020").replace("май 2021", "апрель 2021")
    year = make_year(plan=FIRST).go("2020-09-02 09:00").arm().go("2020-11-02 10:00")
    year.write("dates.toml", '[dates]\n"s-1" = "24.11.2020 14:30"\n')
    year.turn()
    year.go("2020-11-02 10:03").write("plan.toml", other)
    year.go("2020-11-02 11:00").do("approve")
    year.go("2020-11-25 10:00")
    assert year.inputs.plan.items[0].title == "Работа с фондом"
    assert year.to("anna", *NEWS) == []


def test_the_dates_file_is_known_by_its_place_beside_the_settings(make_year):
    """A whole installation that was moved (and the stage of a rehearsal) has the same dates file."""
    year = second_year(make_year, SAID["a title"]).go("2021-08-25 10:00")
    moved = year.folder.parent / "moved"
    year.folder.rename(moved)
    inputs = InputReader(moved / "config.toml", network=False).read(year.now)
    assert inputs.decisions.by_item == ()


