"""From the plan's words and the coordinator's to events and questions: what is taken, what is asked, in a table of phrases."""

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest
from support.year import MOSCOW, moscow

from notifier.core.events import Context, Resolution, resolve
from notifier.core.identity import Known
from notifier.core.phrases import unlinked
from notifier.core.readings import in_plan
from notifier.edges.datesfile.reading import parse_dates
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event, Nature, Status
from notifier.model.plan import Item, Plan
from notifier.model.settings import Policy
from notifier.model.when import SchoolYear

PLAN = Plan("План", SchoolYear(2020), (Item("teor-2", "Теоретический", ("Чтение",), when="ноябрь 2020", places=("ЦДО",)),
                                       Item("povy-3", "Повышение", ("Вебинары",), when="По графику РШБА", places=("режим онлайн",))))
NOW = moscow("2020-10-01 12:00")


def context(now: datetime = NOW, known: Iterable[Event] = (), *, told: bool = True) -> Context:
    return Context(MOSCOW, "cdo.example", Policy(), now, tuple(
        (Known(event.key, event.uid, event.item, event.title, event.start, event.live, told), event) for event in known))


def decided(dates: str, *, now: datetime = NOW, known: Iterable[Event] = (), plan: Plan = PLAN, entries: tuple[Entry, ...] = (),
            told: bool = True) -> Resolution:
    decisions, problems = parse_dates(dates, file="dates.toml")
    assert decisions is not None, problems
    return resolve(plan, decisions, entries, context(now, known, told=told))


def planned(when: str, *, now: datetime = NOW) -> Resolution:
    return resolve(replace(PLAN, items=(replace(PLAN.items[0], when=when),)), Decisions(), (), context(now))


def codes(resolution: Resolution, item: str | None = "teor-2") -> list[str]:
    return [question.code for question in resolution.questions if question.item == item]


# --- the plan's own words


@pytest.mark.parametrize(("phrase", "code"), [
    ("ноябрь 2020", "no-date"), ("январь - апрель 2021", "milestones"), ("октябрь, декабрь 2020", "no-date"), ("19 ноября 2020", "no-time"),
    ("19-21 ноября 2020", "no-time"), ("до 1 декабря 2020", "deadline"), ("По графику СОИРО", "schedule"), ("по согласованию", None),
    ("апрель 2020", "out-of-year"), ("Постоянно в течение года", None), ("", None), ("первый вторник каждого месяца", None),
    ("19 ноября 2020 14.30", None), ("19 ноября 2020, весь день", None), ("после дождичка 14.30", "unparseable"), ("31 февраля 2021 14.30", None),
    ("19 ноября 2020 в 3 часа", "suspicious"), ("05.11.2020 с 3 до 5 часов", "suspicious"), ("19 ноября 2020, сбор в 6.30", None)])
def test_what_is_asked_about_a_row(phrase: str, code: str | None) -> None:
    """A confirmed day and hour is an event; a window asks for a date; a doubtful one is held and asked about."""
    found = planned(phrase)
    asked = codes(found)
    if code is not None:
        assert asked == [code]
    assert all(event.hold or event.start for event in found.events)
    if phrase.startswith("19 ноября 2020") and ("14.30" in phrase or "весь день" in phrase):
        assert [event.first_day() for event in found.events] == [date(2020, 11, 19)]
        assert asked == []


@pytest.mark.parametrize("topic", ["Чтение (отменён в связи с ремонтом)", "Чтение — отменяется", "ОТМЕНЕНО. Чтение"])
def test_a_row_that_the_plan_itself_calls_off_is_asked_about(topic: str) -> None:
    """Nobody is invited to a meeting whose row says that it is off, and her date brings it back."""
    row = replace(PLAN.items[0], topics=(topic,), when="19 ноября 2020 14.30")
    found = resolve(replace(PLAN, items=(row,)), Decisions(), (), context())
    assert (found.events, codes(found)) == ((), ["suspicious"])
    assert "отмен" in found.questions[0].text.casefold()
    again = decided('[dates]\n"teor-2" = "19.11.2020 14:30"\n', plan=replace(PLAN, items=(row,)))
    assert ([event.first_day() for event in again.events], codes(again)) == ([date(2020, 11, 19)], [])


@pytest.mark.parametrize("when", ["19 ноября 2020 14.30 (отменено)", "19.11.2020 14:30 — не состоится"])
def test_a_day_that_its_own_cell_takes_back_is_asked_about(when: str) -> None:
    """Nobody is invited; she is asked whether the meeting is off, and not for a better date."""
    found = planned(when)
    assert (found.events, codes(found)) == ((), ["suspicious"])
    assert "Встреча отменена?" in found.questions[0].text


def test_a_row_that_calls_itself_off_in_another_column_is_asked_about() -> None:
    """«Отметка о выполнении: отменено» as well; what people were told stands until she answers."""
    row = replace(PLAN.items[0], when="19 ноября 2020 14.30", extra=(("Отметка о выполнении", "отменено"),))
    told = resolve(replace(PLAN, items=(replace(row, extra=()),)), Decisions(), (), context()).events
    found = resolve(replace(PLAN, items=(row,)), Decisions(), (), context(known=told))
    assert (found.events, codes(found)) == (told, ["suspicious"])


@pytest.mark.parametrize(("topic", "note", "asked"), [
    ("Чтение", "Перенос на 26.11.2020", True), ("Чтение", "перенесено", True), ("Чтение (перенесено на 26 ноября)", "", True),
    ("Чтение", "перенесено с 19.11 на 26.11", True), ("Чтение", "переносится на декабрь", True), ("Чтение", "не состоится", True),
    ("Чтение", "перенесено на 19 ноября", False), ("Чтение", "перенос с 12.11 на 19.11", False), ("Чтение", "перенос с 12.11", False),
    ("Перенос фонда в новое хранилище", "", False), ("Чтение", "библиотека перенесена в зал 2", False),
    ("Перенос фонда в филиал № 5", "", False), ("Урок (перенос слов, 1 класс)", "", False), ("Чтение", "перенос занятия на 26 ноября", True),
    ("Работа с детьми – не состоящими на учёте", "", False)])
def test_a_row_that_moves_itself_in_another_column_is_asked_about(topic: str, note: str, asked: bool) -> None:
    """People were invited to the day in the column of dates, which the note beside it had moved."""
    row = replace(PLAN.items[0], topics=(topic,), when="19 ноября 2020 14.30", extra=(("Примечание", note),))
    found = resolve(replace(PLAN, items=(row,)), Decisions(), (), context())
    assert (len(found.events), codes(found)) == ((0, ["suspicious"]) if asked else (1, []))
    again = decided('[dates]\n"teor-2" = "26.11.2020 14:30"\n', plan=replace(PLAN, items=(row,)))
    assert ([event.first_day() for event in again.events], codes(again)) == ([date(2020, 11, 26)], [])


@pytest.mark.parametrize("phrase", ["апрель 2020", "31 ноября 2020", "ориентировочно 24 сентября 2020 14.30", "до 1 октября 2020"])
def test_what_she_closed_is_asked_about_no_more(phrase: str) -> None:
    """«Проведено» answers whatever was open about the row, a doubtful date as well."""
    plan = replace(PLAN, items=(replace(PLAN.items[0], when=phrase),))
    assert codes(decided('[dates."teor-2"]\nclosed = "проведено"\n', plan=plan)) == []


def test_an_august_that_is_over_is_not_offered_as_an_answer() -> None:
    """«27.08.2020 10:00» for September's plan: in October the answer is «проведено», for the date itself would be refused."""
    plan = replace(PLAN, items=(replace(PLAN.items[0], when="27.08.2020 10:00"),))
    before = resolve(plan, Decisions(), (), context(moscow("2020-08-20 12:00"))).questions[0]
    after = resolve(plan, Decisions(), (), context()).questions[0]
    assert "«teor-2: 27.08.2020 10:00»" in before.reply
    assert "27.08.2020" not in after.reply
    assert "«teor-2: проведено»" in after.reply


def test_a_day_that_is_over_and_closed_is_asked_about_no_more() -> None:
    """The advice is followed: closed = "проведено" beside a day that was refused as over."""
    assert codes(decided('[dates."teor-2"]\nwhen = "15.09.2020 14:30"\n')) == ["date-past"]
    before = decided('[dates]\n"teor-2" = "19.11.2020 14:30"\n').events
    refused = decided('[dates]\n"teor-2" = "15.09.2020 14:30"\n', known=before)
    assert "в силе разосланные приглашения: 19.11.2020 14:30." in refused.questions[0].reply
    assert codes(decided('[dates."teor-2"]\nwhen = "15.09.2020 14:30"\nclosed = "проведено"\n')) == []


@pytest.mark.parametrize(("phrase", "more"), [("19 ноября 2020 14.30", ""), ("ноябрь 2020", 'when = "19.11.2020 14:30"\n')])
def test_closed_before_its_day_is_a_question(phrase: str, more: str) -> None:
    """«Не проводим» written beside a day to come: nobody new is invited, nobody hears of a cancelling, and she is asked."""
    plan = replace(PLAN, items=(replace(PLAN.items[0], when=phrase),))
    closed = f'[dates."teor-2"]\n{more}closed = "не проводим"\n'
    assert (decided(closed, plan=plan).events, codes(decided(closed, plan=plan))) == ((), ["closed-before"])
    told = decided(f'[dates."teor-2"]\n{more}', plan=plan).events
    assert decided(closed, plan=plan, known=told).events == told


@pytest.mark.parametrize(("written", "place", "link"), [
    ("онлайн, https://vks.example/1", "онлайн", "https://vks.example/1"), ("https://vks.example/1", "", "https://vks.example/1"),
    ("Сферум (ссылка: https://vks.example/1)", "Сферум", "https://vks.example/1"), ("ЦДО, каб. 12", "ЦДО, каб. 12", "")])
def test_a_link_in_the_place_is_the_events_link(written: str, place: str, link: str) -> None:
    """«Онлайн, https://…» in the plan's column of places: people get a link to press, and a place without it."""
    row = replace(PLAN.items[0], when="19 ноября 2020 14.30", places=(written,))
    event, = resolve(replace(PLAN, items=(row,)), Decisions(), (), context()).events
    assert (event.place, event.link, event.nature) == (place, link, Nature.ONLINE if link else Nature.MEETING)


@pytest.mark.parametrize(("title", "more", "place", "lacking"), [
    ("Горячая линия", "", "онлайн", "ссылка или телефон уточняются"), ("Горячая линия, тел. 38-95-51", "", "по телефону", ""),
    ("Горячая линия", 'note = "Тел. 8 (4812) 38-95-51"', "по телефону", ""), ("Горячая линия, тел. 38-95-51", 'link = "https://v.example/1"', "онлайн", ""),
    ("Вебинар, справки по тел. 38-95-51", "", "онлайн", "ссылка уточняется"), ("Вебинар", 'note = "Вход: https://v.example/1"', "онлайн", ""),
    ("Вебинар", 'place = "Сферум"', "Сферум", "")])
def test_how_people_join_an_online_event(title: str, more: str, place: str, lacking: str) -> None:
    """A hot line that names a number is by telephone; what nothing says is said to be lacking."""
    event, = decided(f'[[occurrence]]\nitem = "povy-3"\ntitle = "{title}"\nwhen = "19.11.2020 12:00"\n{more}\n').events
    assert (event.nature, event.place, unlinked(event)) == (Nature.ONLINE, place, lacking)


@pytest.mark.parametrize(("written", "place"), [
    ("Zoom https://vks.example/1, каб. 5", "Zoom, каб. 5"), ("Zoom (ссылка: https://vks.example/1), СШ № 5", "Zoom, СШ № 5"),
    ("Онлайн: https://vks.example/1.", "Онлайн")])
def test_a_place_around_a_link_stays_readable(written: str, place: str) -> None:
    """What stood behind the link stands behind the place: «Zoom, каб. 5»."""
    row = replace(PLAN.items[0], when="19 ноября 2020 14.30", places=(written,))
    event = resolve(replace(PLAN, items=(row,)), Decisions(), (), context()).events[0]
    assert (event.place, event.link) == (place, "https://vks.example/1")


def test_a_link_among_two_places_is_decided_with_them() -> None:
    """Rule 11: both places go out as they are written; which of them it is, and so the link, is not known yet."""
    row = replace(PLAN.items[0], when="19 ноября 2020 14.30", places=("Онлайн: https://vks.example/1", "СШ № 32"))
    event = resolve(replace(PLAN, items=(row,)), Decisions(), (), context()).events[0]
    assert (event.place, event.link, event.place_open) == ("Онлайн: https://vks.example/1; СШ № 32", "", True)


def test_a_cell_full_of_brackets_is_looked_through_once() -> None:
    """A note of 30 000 brackets took half a minute of every pass, for it was read again from each of them."""
    row = replace(PLAN.items[0], when="19 ноября 2020 14.30", extra=(("Примечание", "(" * 30_000),))
    began = time.process_time()
    assert len(resolve(replace(PLAN, items=(row,)), Decisions(), (), context()).events) == 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize("topic", ["Отмена крепостного права: книжная выставка", "Чтение (отменный чай)", "Отменённые слова русского языка"])
def test_a_title_with_such_a_word_is_a_title(topic: str) -> None:
    """«Отмена крепостного права» calls nothing off."""
    row = replace(PLAN.items[0], topics=(topic,), when="19 ноября 2020 14.30")
    assert len(resolve(replace(PLAN, items=(row,)), Decisions(), (), context()).events) == 1


def test_of_several_windows_the_next_one_is_asked_for() -> None:
    """October is over: December. All are over: the last one."""
    for now, first in (("2020-10-05 12:00", date(2020, 10, 1)), ("2020-11-05 12:00", date(2020, 12, 1)), ("2021-02-05 12:00", date(2020, 12, 1))):
        (question,) = planned("октябрь, декабрь 2020", now=moscow(now)).questions
        assert question.window is not None
        assert question.window[0] == first


def test_a_row_whose_day_is_over_is_quiet_and_a_decision_is_refused() -> None:
    """The plan's own past day raises nothing; her past date is told (rule 4)."""
    assert planned("19 сентября 2020 14.30").events == ()
    refused = decided('[dates]\n"teor-2" = "19.09.2020 14:30"\n')
    assert (refused.events, codes(refused)) == ((), ["date-past"])


# --- her decisions


@pytest.mark.parametrize(("when", "code"), [
    ('"19.11.2020"', "decision-no-time"), ('"ноябрь"', "decision-not-a-day"), ('"19.11.2023 14:30"', "decision-suspicious"),
    ('"на днях 5"', "decision-unparseable"), ("2023-11-19T14:30:00", "decision-suspicious"), ('"05.11.2020 в 3"', "decision-suspicious"),
    ('"по графику"', "decision-not-a-day")])
def test_a_decision_that_can_not_be_used_changes_nothing_and_is_told(when: str, code: str) -> None:
    """What people know stays; she reads what she wrote and why it will not do."""
    before = decided('[dates]\n"teor-2" = "19.11.2020 14:30"\n').events
    found = decided(f'[dates]\n"teor-2" = {when}\n', known=before)
    assert codes(found) == [code]
    assert "Никому не отправлено" in found.questions[0].text
    assert "в силе разосланные приглашения: 19.11.2020 14:30." in found.questions[0].reply
    assert [event.start for event in found.events] == [before[0].start]
    fresh = decided(f'[dates]\n"teor-2" = {when}\n')
    assert codes(fresh) == [code]
    assert "в силе" not in fresh.questions[0].reply


@pytest.mark.parametrize(("when", "start", "end"), [
    ('"19.11.2020 14:30"', "2020-11-19 14:30", "2020-11-19 16:00"), ('"19.11.2020, 14:30–15:10"', "2020-11-19 14:30", "2020-11-19 15:10"),
    ("2020-11-19T14:30:00", "2020-11-19 14:30", "2020-11-19 16:00"), ("2020-11-19T14:30:00Z", "2020-11-19 17:30", "2020-11-19 19:00")])
def test_a_decided_hour_is_local_and_has_an_end(when: str, start: str, end: str) -> None:
    """TOML's own date-times too; without an end the usual length."""
    (event,) = decided(f'[dates]\n"teor-2" = {when}\n').events
    assert (event.start, event.end) == (moscow(start), moscow(end))


@pytest.mark.parametrize(("planned", "when", "end"), [
    ("19 ноября 2020 13.30-15.30", "26.11.2020 13:30", "2020-11-26 15:30"), ("19 ноября 2020 13.30-15.30", "26.11.2020 10:00", "2020-11-26 12:00"),
    ("19 ноября 2020 с 9.00 до 10.00", "26.11.2020 13:30–14:00", "2020-11-26 14:00"), ("19 ноября 2020 14.30", "26.11.2020 13:30", "2020-11-26 15:00"),
    ("19 ноября 2020 9.00-20.00", "26.11.2020 18:00", "2020-11-26 19:30")])
def test_a_moved_meeting_is_as_long_as_the_plan_says(planned: str, when: str, end: str) -> None:
    """A new day or hour without an end: the plan's own length, unless that would go past midnight; what she names counts."""
    row = replace(PLAN.items[0], when=planned)
    (event,) = decided(f'[dates]\n"teor-2" = "{when}"\n', plan=replace(PLAN, items=(row,))).events
    assert event.end == moscow(end)


def test_several_days_are_several_events_and_a_span_is_one() -> None:
    """The first of separate days has the row's name, the others a number; a span of days keeps its hour in words."""
    several = decided('[dates]\n"teor-2" = "19, 20 ноября 2020 14:30"\n').events
    assert [(event.key, event.first_day().day) for event in several] == [("teor-2", 19), ("teor-2/2", 20)]
    (span,) = decided('[dates]\n"teor-2" = "19-21 ноября 2020, весь день"\n').events
    assert (span.start, span.end, span.all_day) == (date(2020, 11, 19), date(2020, 11, 21), True)


@pytest.mark.parametrize(("phrase", "asked", "said"), [
    ("19-21 ноября 2020, 10:00-13:00", "одно событие на все эти дни?", "19.11.2020–21.11.2020 10:00–13:00"),
    ("19-21 ноября 2020, весь день", "одно событие на все эти дни?", "19.11.2020–21.11.2020, весь день"),
    ("19-21 ноября 2020", "нужен час начала (или «весь день»).", "19.11.2020–21.11.2020, весь день"),
    ("9, 19 ноября 2020", "нужен час начала (или «весь день»).", "09.11.2020, 19.11.2020, весь день"),
    ("19 ноября 2020", "нужен час начала (или «весь день»).", "19.11, весь день"), ("2-27 ноября 2020", "нужен час", "02.11, весь день")])
def test_what_is_asked_about_days_can_be_answered_as_it_says(phrase: str, asked: str, said: str) -> None:
    """An hour that stands in the plan is not asked for, and five days are not answered with one of them."""
    (question,) = [question for question in planned(phrase).questions if question.item == "teor-2"]
    assert asked in question.ask
    assert f": {said}»" in question.reply
    event, *others = decided(f'[dates]\n"teor-2" = "{said}"\n').events
    assert len(others) == (1 if "9, 19" in phrase else 0)
    assert event.note == ("Начало в первый день в 10:00, до 13:00" if "10:00" in phrase else "")


@pytest.mark.parametrize(("when", "code"), [
    ("19-21 ноября 2020", "decision-no-time"), ("с 1 по 30 ноября 2020, весь день", "decision-not-a-day"),
    ("18.01.2021 - 22.04.2021", "decision-not-a-day")])
def test_a_stretch_of_days_is_no_meeting(when: str, code: str) -> None:
    """Rule 1 asks for an hour or «весь день»; a month, a festival is no block in a calendar, whoever writes it."""
    found = decided(f'[dates]\n"teor-2" = "{when}"\n')
    assert (found.events, codes(found)) == ((), [code])


def test_a_decision_about_no_row_names_the_nearest() -> None:
    """A misspelt name is a question with its line, and does nothing."""
    found = decided('[dates]\n"teor-3" = "19.11.2020 14:30"\n"zzz" = "19.11.2020 14:30"\n')
    near, far = [question for question in found.questions if question.code == "unknown-item"]
    assert ("Возможно, вы имели в виду «teor-2»?" in near.text, near.line) == (True, 2)
    assert "Возможно" not in far.text
    (alike,) = [one for one in decided('[dates]\n"tеor-2" = "19.11.2020 14:30"\n').questions if one.code == "unknown-item"]
    assert "Возможно, вы имели в виду «teor-2» (буква «е» здесь русская)?" in alike.text
    assert found.events == ()


def test_cancelled_is_for_what_people_know_and_a_new_date_may_be_asked_for() -> None:
    """«Перенос на декабрь»: the told event is off, and December is asked for; a doubtful month is a question of its own."""
    before = decided('[dates]\n"teor-2" = "19.11.2020 14:30"\n').events
    off = '[dates."teor-2"]\ncancelled = "карантин"\n'
    assert [(event.status, event.reason) for event in decided(off, known=before).events] == [(Status.CANCELLED, "карантин")]
    assert decided(off).events == ()
    assert codes(decided(off, known=before)) == []
    assert codes(decided(off + 'plan = "декабрь 2020"\n', known=before)) == ["no-date"]
    assert codes(decided(off + 'plan = "апрель 2019"\n', known=before)) == ["out-of-year"]
    assert codes(decided(off + 'plan = "постоянно"\n', known=before)) == []


# --- milestones


def test_milestones_are_days_deadlines_and_hours() -> None:
    """«до» and «приём заявок» are last days; an hour makes a meeting; a span several days; what is unread or over is asked."""
    found = decided('[dates."teor-2"]\nmilestones = [\n'
                    '{ title = "Старт", when = "18.01.2021" },\n{ title = "Приём заявок до", when = "до 31.03.2021" },\n'
                    '{ title = "Итоги", when = "22.04.2021 14:30" },\n{ title = "Неделя", when = "1-5 февраля 2021" },\n'
                    '{ title = "Когда-то", when = "весной" },\n{ title = "Было", when = "01.09.2020" },\n'
                    '{ title = "Иное", when = "18.01.2031" },\n]\n')
    assert [(event.title, event.nature) for event in found.events] == [
        ("Чтение: старт", Nature.MILESTONE), ("Чтение: приём заявок", Nature.DEADLINE), ("Чтение: итоги", Nature.MEETING),
        ("Чтение: неделя", Nature.MILESTONE)]
    assert sorted(codes(found)) == ["date-past", "milestone", "milestone"]


@pytest.mark.parametrize(("written", "shown"), [("Районный тур", "районный тур"), ("ГИА по литературе", "ГИА по литературе"),
                                                ("I тур", "I тур"), ("Zoom-встреча", "Zoom-встреча")])
def test_a_milestone_behind_its_festival_s_name_stays_readable(written: str, shown: str) -> None:
    """«Чтение: районный тур», and neither «гИА по литературе» nor «i тур»."""
    found = decided(f'[dates."teor-2"]\nmilestones = [{{ title = "{written}", when = "18.01.2021" }}]\n')
    assert [event.title for event in found.events] == [f"Чтение: {shown}"]


# --- entries of other people's schedules


@pytest.mark.parametrize(("words", "asked"), [
    ('"povy-3" = "01.12.2020 12:00"', ["schedule"]), ('"povy-3" = "01.12.2020, 08.12.2020 12:00"', ["schedule"]),
    ('[dates."povy-3"]\nwhen = "01.12.2020 12:00"\nclosed = "не проводим"', ["closed-before"]),
    ('[dates."povy-3"]\nwhen = "01.12.2020 12:00"\ncancelled = "нет связи"', ["schedule"]), ('[dates."povy-3"]\ncancelled = "не участвуем"', [])])
def test_a_day_of_a_row_by_schedule_leaves_the_next_month_to_be_asked_for(words: str, asked: list[str]) -> None:
    """Rule 14 asks before each month: one day of one month does not answer for the year. Her word that there is none does."""
    found = decided(("" if words.startswith("[") else "[dates]\n") + words + "\n")
    assert codes(found, "povy-3") == asked
    assert all(event.nature is Nature.ONLINE for event in found.events)


@pytest.mark.parametrize(("words", "code"), [
    ('when = "01.12.2020"', "entry-date"), ('when = "декабрь 2020"', "entry-date"), ('when = "1, 2 декабря 2020 12:00"', "entry-date"),
    ('when = "01.12.2025 12:00"', "entry-date"), ('when = "что-то"', "entry-date"), ('when = "01.12.2020 12:00"\nuntil = "потом"', "entry-date"),
    ('when = "02.12.2020 12:00"\nuntil = "01.12.2020 12:00"', "entry-date"), ('when = "02.12.2020 12:00"\nuntil = "11:00"', "entry-date"),
    ('when = "02.12.2020, весь день"\nuntil = "11:00"', "entry-date"), ('when = "02.12.2020 12:00"\nuntil = "13:00-14:00"', "entry-date"), ('when = "02.09.2020 12:00"', "date-past")])
def test_an_entry_that_can_not_be_used_is_a_question_with_its_line(words: str, code: str) -> None:
    """No day, no hour, several days, another year, an end before its beginning, over."""
    found = decided(f'[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар"\n{words}\n')
    assert (found.events, codes(found, "povy-3")) == ((), ["schedule", code])
    assert (found.questions[-1].file, found.questions[-1].line) == ("dates.toml", 1)


@pytest.mark.parametrize(("words", "start", "end"), [
    ('when = "01.12.2020 12:00"', moscow("2020-12-01 12:00"), moscow("2020-12-01 13:30")),
    ('when = "01.12.2020 12:00"\nuntil = "01.12.2020 15:00"', moscow("2020-12-01 12:00"), moscow("2020-12-01 15:00")),
    ('when = "01.12.2020 12:00"\nuntil = "14.15"', moscow("2020-12-01 12:00"), moscow("2020-12-01 14:15")),
    ('when = "01.12.2020 12:00"\nuntil = "до 15:00"', moscow("2020-12-01 12:00"), moscow("2020-12-01 15:00")),
    ('when = "01.12.2020 10:00"\nuntil = "03.12.2020"', date(2020, 12, 1), date(2020, 12, 3)),
    ('when = "01.12.2020"\nuntil = "03.12.2020"', date(2020, 12, 1), date(2020, 12, 3)),
    ('when = "01.12.2020, весь день"', date(2020, 12, 1), date(2020, 12, 1))])
def test_an_entry_is_an_hour_a_day_or_a_course(words: str, start: object, end: object) -> None:
    """A course of several days is one entry; its first hour stays in words."""
    (event,) = decided(f'[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар"\n{words}\n').events
    assert (event.start, event.end) == (start, end)


@pytest.mark.parametrize(("topic", "place", "more", "told"), [
    ("Горячие линии", "СОИРО", "", "online онлайн"), ("Вебинары", "режим онлайн", "", "online режим онлайн"),
    ("Горячие линии", "по телефону 38-11-57", "", "online по телефону 38-11-57"), ("Семинары", "СОИРО", "", "meeting СОИРО"),
    ("Семинары", "СОИРО", ', link = "https://soiro.example/1"', "meeting СОИРО"), ("Семинары", "СОИРО", ', place = "ЦДО"', "meeting ЦДО")])
def test_where_a_confirmed_day_of_others_schedule_is(topic: str, place: str, more: str, told: str) -> None:
    """A hot line is not at the institute that holds it; what the row says of how to join, and a seminar's house, stay as written."""
    plan = replace(PLAN, items=(Item("povy-1", "Повышение", (topic,), when="По графику СОИРО", places=(place,)),))
    (event,) = decided(f'[dates]\n"povy-1" = {{ when = "19.11.2020 11:00"{more} }}\n', plan=plan).events
    assert f"{event.nature} {event.place}" == told


def test_a_place_that_people_were_told_stands() -> None:
    """A former version invited everybody to the institute: the upgrade alone moves nobody, a word of hers does."""
    plan = replace(PLAN, items=(Item("povy-1", "Повышение", ("Горячие линии",), when="По графику СОИРО", places=("СОИРО",)),))
    (event,) = decided('[dates]\n"povy-1" = "19.11.2020 11:00"\n', plan=plan).events
    told = replace(event, nature=Nature.MEETING, place="СОИРО", owner="")
    (same,) = decided('[dates]\n"povy-1" = "20.11.2020 11:00"\n', plan=plan, known=[told]).events
    assert (same.nature, same.place) == (Nature.MEETING, "СОИРО")
    (moved,) = decided('[dates]\n"povy-1" = { when = "19.11.2020 11:00", place = "онлайн" }\n', plan=plan, known=[told]).events
    assert (moved.nature, moved.place) == (Nature.ONLINE, "онлайн")


def test_entries_of_unknown_rows_and_unapproved_ones_wait() -> None:
    """A row the plan does not have; a feed's entry before her yes: nothing goes out, both are asked about. What is long over is not."""
    feed = Entry("povy-3", "Вебинар", "01.12.2020 12:00", schedule="РШБА", approved=False, file="feed.csv", line=3)
    whole_day = replace(feed, title="День", when=moscow("2020-12-02 00:00"), all_day=True, id="7")
    over = replace(feed, title="Только что было", when="01.10.2020 11:00", approved=True)
    bygone = replace(feed, title="Было", when="02.09.2020 12:00", approved=True)
    off = replace(feed, title="Снято", when="03.12.2020 12:00", approved=True, cancelled="нет докладчика")
    found = decided('[[occurrence]]\nitem = "zzz-1"\ntitle = "x"\nwhen = "01.12.2020 12:00"\n', entries=(feed, whole_day, over, bygone, off))
    assert found.events == ()
    assert sorted(question.code for question in found.questions) == ["date-past", "entry-approval", "entry-approval", "no-date", "schedule",
                                                                     "unknown-item"]


def test_what_was_told_and_is_named_no_more_is_a_question() -> None:
    """Absence never causes mail: the event stands as people know it until she writes otherwise."""
    before = decided('[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар"\nwhen = "01.12.2020 12:00"\n').events
    found = decided("", known=before)
    assert [event.start for event in found.events] == [before[0].start]
    assert "vanished" in [question.code for question in found.questions]
    assert decided("", known=before, told=False).events == ()


# --- the August before the plan's year


@pytest.mark.parametrize(("dates", "confirmed"), [
    ('"teor-2" = "26.08.2020 10:00"', True), ('"teor-2" = "26 августа 2020, 10.00-11.30"', True), ('"teor-2" = 2020-08-26T10:00:00', True),
    ('"teor-2" = "пятница, 26.08.2020 10:00"', False), ('"teor-2" = "26.07.2020 10:00"', False), ('"teor-2" = "26.08.2019 10:00"', False)])
def test_her_word_confirms_a_meeting_of_the_august_before(dates: str, confirmed: bool) -> None:
    """A meeting opens many a year before 1 September: asked about in the plan, it is confirmed by saying it with its year."""
    found = decided(f"[dates]\n{dates}\n", now=moscow("2020-08-10 12:00"))
    assert [event.start for event in found.events] == ([moscow("2020-08-26 10:00")] if confirmed else [])
    assert codes(found) == ([] if confirmed else ["decision-suspicious"])


def test_the_question_about_that_august_says_how_to_confirm_it() -> None:
    """Both answers stand in the question: what is guessed, and what is written; the second one, written so, is taken."""
    asked, = planned("26 августа 2020 г. 10.00", now=moscow("2020-08-10 12:00")).questions
    assert asked.code == "out-of-year"
    assert '"teor-2" = "26.08.2020 10:00"' in asked.advice
    assert "«teor-2: 26.08.2020 10:00»" in asked.reply
    assert "26.08" not in planned("26 апреля 2020 г. 10.00").questions[0].reply


def test_the_question_about_a_month_of_that_august_says_how_to_confirm_it() -> None:
    """Her correction of the plan, said with its year, is the answer; without it, which August is meant is asked."""
    asked, = planned("август 2020", now=moscow("2020-07-10 12:00")).questions
    assert 'plan = "август 2020"' in asked.advice
    assert "«teor-2: ДД.ММ.2020 в ЧЧ:ММ»" in asked.reply
    either, = planned("август", now=moscow("2020-07-10 12:00")).questions
    assert (either.code, either.reply) == ("suspicious", "Ответьте своей датой с годом: «teor-2: ДД.ММ.ГГГГ в ЧЧ:ММ».")
    told = decided('[dates."teor-2"]\nplan = "август 2020"\n', now=moscow("2020-07-10 12:00"))
    assert [question.code for question in told.questions if question.item == "teor-2"] == ["no-date"]


def test_an_august_that_may_be_either_of_two_is_asked_about() -> None:
    """«26 августа» in a plan or the dates file; a letter in or after its September can mean one only."""
    plan = Plan("План", SchoolYear(2020), ())
    told = [in_plan(plan, "26 августа, 10.00", today=today) for today in (None, date(2020, 8, 20), date(2020, 9, 1))]
    assert [reading.suspicious for reading in told] == [True, True, False]
    assert not in_plan(plan, "26 августа 2021, 10.00").suspicious
    assert not in_plan(plan, "четверг, 26 августа, 10.00").suspicious


def test_a_refused_date_is_told_in_one_clean_sentence() -> None:
    """What is wrong with it and nothing else, ended once."""
    refused, = decided('[dates]\n"teor-2" = "26.07.2020 10:00"\n').questions[:1]
    assert "день и время названы" not in refused.text
    assert "?." not in refused.text
