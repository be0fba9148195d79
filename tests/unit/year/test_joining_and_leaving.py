"""Who joins learns what the others know, and no more; who left is told so, whatever becomes of the row."""

import pytest
from support.hearing import hear, letter
from support.year import PEOPLE, PLAN

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
JOINED = PEOPLE + "Новая Нина,nina@mail.example,СШ № 3,,,\n"


def six_rows() -> str:
    """A plan of six meetings in November."""
    head, row = PLAN.split("[[item]]")
    return head + "".join("[[item]]" + row.replace("teor-2", f"teor-{n}") for n in range(1, 7))


def test_a_joiners_overview_shows_no_date_that_still_settles(make_year):
    """Two minutes after an edit: «дата уточняется», as everybody else believes."""
    year = make_year().go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    year.dates(DATES)
    year.write("people.csv", JOINED)
    year.go("2020-10-26 10:02")
    assert "19 ноября" not in year.to("nina", "overview")[0].text


def test_a_joiners_overview_shows_no_date_that_waits_for_a_yes(make_year):
    """Six events at once wait for approval (rule 16): nobody hears of them, not the joiner either."""
    year = make_year(plan=six_rows()).go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    year.dates("[dates]\n" + "".join(f'"teor-{n}" = "{10 + n}.11.2020 14:30"\n' for n in range(1, 7))).go("2020-10-26 12:00")
    assert year.to("anna", "invitation") == []
    year.write("people.csv", JOINED)
    year.go("2020-10-27 12:00")
    assert ".11.2020" not in year.to("nina", "overview")[0].text
    assert "17 ноября" not in year.to("nina", "overview")[0].text


def test_a_joiners_overview_shows_the_date_that_the_others_have(make_year):
    """Told and moved, the move still settling: the joiner reads the former date, then gets what all get."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    year.dates(DATES.replace("19.11", "26.11"))
    year.write("people.csv", JOINED)
    year.go("2020-10-26 10:02")
    assert "19 ноября" in year.to("nina", "overview")[0].text


def test_an_overview_in_midyear_settles_no_date_of_what_is_over(make_year):
    """Armed in December: the meeting of 15 October and «ноябрь» stand as they were planned, March alone is «уточняется»."""
    rows = [PLAN.partition("[[item]]")[2].replace("teor-2", f"teor-{n}").replace("ноябрь 2020", when)
            for n, when in ((2, "15 октября 2020 14.30"), (3, "ноябрь 2020"), (4, "март 2021"))]
    year = make_year(plan=PLAN.partition("[[item]]")[0] + "".join("[[item]]" + row for row in rows), start="2020-12-01 08:00")
    text = year.go("2020-12-01 09:00").arm().go("2020-12-02 10:00").to("anna", "overview")[0].text
    assert "15 октября 2020 14.30\r\n" in text
    assert "ноябрь 2020\r\n" in text
    assert "март 2021, дата уточняется" in text
    assert text.count("дата уточняется") == 1


def test_what_she_closed_is_not_to_be_settled(make_year):
    """«Проведено» in the middle of the month: a joiner reads so."""
    year = make_year(dates='[dates."teor-2"]\nclosed = "проведено"\n').go("2020-11-10 09:00").arm()
    assert "ноябрь 2020, проведено" in year.go("2020-11-11 10:00").to("anna", "overview")[0].text


def test_who_left_is_told_so_when_the_row_goes_before_the_window_opens(make_year):
    """Left on Friday evening, the row deleted on Saturday: one CANCEL on Monday, and no reminders."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-06 18:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,06.11.2020"))
    year.go("2020-11-07 10:00")
    year.write("people.csv", "\n".join(line for line in PEOPLE.splitlines() if "anna" not in line) + "\n")
    year.go("2020-11-20 10:00")
    assert year.story("anna", "cancellation", "reminder") == [("09.11 09:30", "cancellation")]


def test_who_is_to_leave_is_there_until_that_day(make_year):
    """A date in the future is no leaving yet: reminded till then, a CANCEL of what is still to come on the day itself."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-10-21 10:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,16.11.2020"))
    year.go("2020-11-20 10:00")
    assert year.story("anna", "cancellation", "reminder") == [("12.11 10:00", "D-7"), ("16.11 09:30", "cancellation")]


def test_whose_address_is_corrected_before_a_cancellation_leaves_is_named_to_the_coordinator(make_year):
    """Rules 6 and 7: the new address was invited to nothing, the old one is hers no more; yet she has the day in her calendar."""
    year = make_year.armed("2020-11-06 17:00", dates=DATES)
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2020-11-07 12:00")
    year.write("people.csv", PEOPLE.replace("vera@", "vera.sidorova@"))
    year.go("2020-11-16 12:00")
    assert [mail.row.address for mail in year.mails if mail.row.kind == "cancellation"] == ["anna@mail.example"]
    told = [f"{mail.at:%d.%m %H:%M}" for mail in year.to("coordinator") if "ушло на прежний адрес" in mail.text]
    assert told == ["09.11 09:30"]


@pytest.mark.parametrize(("words", "gets"), [
    ("стоп", []), ("только приглашения", ["invitation", "overview"]), ("стоп teor-2", ["overview"])])
def test_who_asked_for_less_is_not_written_to_at_a_corrected_address(make_year, words, gets):
    """The wish is the person's, not the mailbox's; the coordinator, who corrected the address, reads that it stands."""
    year = make_year.armed("2020-10-20 12:00", dates=DATES)
    hear(year, letter(year, words, sender="vera@mail.example", answers=year.to("vera", "invitation")[0].row.message_id))
    year.write("people.csv", PEOPLE.replace("vera@", "vera.sidorova@"))
    year.go("2020-11-20 12:00")
    assert sorted(mail.row.kind for mail in year.to("vera.sidorova")) == gets
    told = " ".join(mail.text for mail in year.to("coordinator", "digest"))
    assert ("vera.sidorova@mail.example; пожелание прежнее" in told) == ("teor-2" not in words)


def test_a_dead_mailbox_is_forgotten_with_its_address(make_year):
    """A bounce says something of the mailbox alone: at the corrected address the person is told anew."""
    year = make_year.armed("2020-10-20 12:00", dates=DATES)
    with year.store.transaction():
        year.ledger.people.set_state("vera@mail.example", "paused", "ящика нет")
    year.write("people.csv", PEOPLE.replace("vera@", "vera.sidorova@"))
    year.go("2020-10-20 13:00")
    assert sorted(mail.row.kind for mail in year.to("vera.sidorova")) == ["invitation", "overview"]


def test_what_everybody_was_told_is_read_only_where_somebody_may_know_another_state(make_year):
    """Behind an invitation no change concerns anybody: a country's history is not read. A leaver's is."""
    year = make_year().go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    read: list[str] = []
    year.ledger.store.db.set_trace_callback(lambda said: read.append(said) if said.startswith("SELECT m.person, m.sequence") else None)
    year.dates(DATES).go("2020-10-26 11:00")
    assert len(year.to("anna", "invitation")) == len(read) == 1  # once: who has it already
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,26.10.2020"))
    year.go("2020-10-26 12:00")
    assert len(year.to("anna", "cancellation")) == 1
    assert len(read) > 1


def test_who_left_after_a_meeting_hears_nothing_of_its_row_getting_another_day(make_year):
    """Held on 19 November, left in December, and in January the same row is set for March, then for April, then called off: never hers."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-12-01 12:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,01.12.2020"))
    year.go("2021-01-18 12:00")
    year.dates('[dates]\n"teor-2" = "18.03.2021 14:30"\n').go("2021-03-20 12:00")
    year.dates('[dates."teor-2"]\nwhen = "15.04.2021 14:30"\n').go("2021-03-22 12:00")
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2021-03-24 12:00")
    assert year.story("anna", "cancellation", "change", "invitation")[1:] == []
    assert [kind for _, kind in year.story("vera", "cancellation")] == ["cancellation"]


def test_who_leaves_before_a_moved_day_is_called_off_from_the_day_she_knows(make_year):
    """The move reached her: its day is cancelled for her, as any coming one."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-11-02 12:00")
    year.dates(DATES.replace("19.11", "26.11")).go("2020-11-03 12:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,04.11.2020"))
    year.go("2020-11-05 12:00")
    assert "DTSTART:20201126T113000Z" in year.to("anna", "cancellation")[0].ics


@pytest.mark.parametrize(("hour", "sent"), [("09:00", "14.11 11:10"), ("10:30", "14.11 11:10"), ("14:30", "16.11 09:30")])
def test_who_joins_on_saturday_hears_of_monday_morning_in_time(make_year, hour, sent):
    """Rule 7: at 09:30 the meeting of 09:00 is no news any more, and nobody had told her; what the window lets out in time waits for it."""
    year = make_year(dates=f'[dates]\n"teor-2" = "16.11.2020 {hour}"\n').go("2020-09-02 09:00").arm().go("2020-11-14 11:10")
    year.write("people.csv", JOINED)
    year.go("2020-11-17 10:00")
    assert year.story("nina", "invitation", "reminder") == [(sent, "invitation")]
    assert year.story("anna", "invitation", "reminder") == [(at, step) for at, step in year.story("vera", "invitation", "reminder")]
    assert [at for at, _ in year.story("anna", "invitation", "reminder")][-1] < "14.11"


def test_who_joins_on_friday_evening_hears_when_48_hours_are_left(make_year):
    """Nothing else wakes the service then: Sunday morning's pass found it, a day later."""
    year = make_year(dates='[dates]\n"teor-2" = "16.11.2020 09:00"\n').go("2020-09-02 09:00").arm().go("2020-11-13 17:00")
    year.write("people.csv", JOINED)
    year.go("2020-11-17 10:00")
    assert year.story("nina", "invitation", "reminder") == [("14.11 09:00", "invitation")]
