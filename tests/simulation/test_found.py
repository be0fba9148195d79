"""What the simulation found, each as a life of its own: the files and clock of ``support.year``, read off the mails that left."""

from datetime import timedelta

from support.year import CONFIG, PLAN

from notifier.flows.listening import Listener

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
UNREACHABLE = '[imap]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "gmo"\npassword_file = "pw"\n'


def test_the_service_sleeps_while_the_window_is_closed(make_year):
    """Seed 1: what waits for the window made the service wake every second all night."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-05 16:15")
    year.dates(TEOR_2.replace("14:30", "15:30"))
    year.go("2020-11-05 16:20")
    year.now += timedelta(minutes=9)
    year.passes.run(year.now)  # queued, and the process ends before anything is sent
    year.now += timedelta(minutes=3)
    assert year.turn() - year.now >= timedelta(minutes=1)
    assert [moment for moment, _ in year.go("2020-11-06 12:00").story("anna", "change")] == ["06.11 09:30"]


def test_a_word_taken_back_before_it_settled_is_forgotten(make_year):
    """Seed 57: a corrected phrase and its withdrawal within ten minutes left an instant in the past to wake up at, for ever."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-10-05 12:00")
    year.dates('[dates."teor-2"]\nplan = "декабрь 2020"\n')
    year.go("2020-10-05 12:05")
    year.dates("")
    year.go("2020-10-05 12:30")
    assert year.turn() - year.now >= timedelta(minutes=1)


def test_a_first_date_taken_back_before_it_settled_is_forgotten(make_year):
    """Seed 201: confirmed and cancelled within ten minutes: nobody hears, and nothing waits."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    year.dates(TEOR_2)
    year.go("2020-10-21 12:05")
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n')
    year.go("2020-10-21 12:40")
    assert year.turn() - year.now >= timedelta(minutes=1)
    assert [kind for _, kind in year.story("anna")] == ["overview"]


def test_nobody_is_reminded_of_a_date_whose_news_waits_for_a_yes(make_year):
    """Seed 341: the move waited for approval, and the reminder of the new date went out before it."""
    config = CONFIG + "[policy]\napprove_above_events = 0\n"
    year = make_year(config=config, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-05 12:00")
    year.dates(TEOR_2.replace("19.11", "16.11"))
    year.go("2020-11-14 12:00")
    assert [kind for _, kind in year.story("anna")] == ["overview", "invitation"]


def test_who_leaves_before_the_invitation_left_gets_no_cancellation(make_year):
    """Seed 10: the invitation still waited in the queue; only its CANCEL went out."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-20 09:59")
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)  # queued, and the process ends before anything is sent
    people = (year.folder / "people.csv").read_text()
    year.write("people.csv", people.replace("СШ № 1,,,", "СШ № 1,,,2020-10-20"))
    year.go("2020-10-22 12:00")
    assert [kind for _, kind in year.story("anna")] == ["overview"]
    assert [kind for _, kind in year.story("vera")] == ["overview", "invitation"]


def test_who_leaves_the_audience_before_the_invitation_left_hears_nothing(make_year):
    """Seed 1057: the CANCEL, being more pressing, went out before the queued invitation."""
    plan = PLAN.replace("responsible =", 'audience = ["молодые специалисты"]\nresponsible =')
    year = make_year(plan=plan, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-20 09:59")
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)  # queued, and the process ends before anything is sent
    year.write("people.csv", (year.folder / "people.csv").read_text().replace("молодые специалисты", ""))
    year.go("2020-10-22 12:00")
    assert [kind for _, kind in year.story("vera")] == ["overview"]


def test_what_settles_at_night_lets_the_service_sleep_until_morning(make_year):
    """Seed 681: the coordinator is not written to after 22:00, and the service woke every second until 07:00."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-10-05 21:55")
    year.dates('[dates]\n"teor-2" = "19.11.2019 14:30"\n')
    year.go("2020-10-05 22:30")
    assert year.turn() - year.now >= timedelta(minutes=1)


def test_a_decision_that_may_be_taken_back_lets_the_service_sleep(make_year):
    """Seed 101: a date that came by mail settled before its half hour was over, and the service woke every second until then."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    with year.store.transaction():
        until = int((year.now + timedelta(minutes=30)).timestamp())
        year.ledger.facts.put_json("take-back", {"teor-2": {"item": "teor-2", "until": until, "before": {"when": ""}}})
    year.dates(TEOR_2)
    year.go("2020-10-21 12:15")
    assert year.turn() - year.now >= timedelta(minutes=1)
    assert "invitation" not in [kind for _, kind in year.story("anna")]
    assert ("21.10 12:30", "invitation") in year.go("2020-10-21 13:00").story("anna")


def test_a_mailbox_nobody_tried_for_a_day_is_not_called_unread(make_year):
    """Seed 11427: one look failed, none was due for a day; the alarm came before the next look, and its end right after it."""
    (year := make_year(config=CONFIG + UNREACHABLE)).write("pw", "secret")
    (year.folder / "pw").chmod(0o600)
    Listener().listen(year.inputs, year.ledger, year.view, year.go("2020-09-02 09:00").now)
    year.sleep("2020-09-04 09:00").turn()
    assert "alarm" not in [mail.row.kind for mail in year.mails]
    Listener().listen(year.inputs, year.ledger, year.view, year.now)
    year.turn()
    assert [mail.row.kind for mail in year.mails][-1] == "alarm"
