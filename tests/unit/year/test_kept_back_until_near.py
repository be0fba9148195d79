"""News that a limit or a rest of the account keeps back until less than 48 hours before its event (rules 4 and 8)."""

from dataclasses import replace

import pytest
from support.delivery import Post
from support.year import CONFIG, PLAN, moscow

from notifier.edges.ledger import wal
from notifier.edges.ledger.sqlite import sqlite3
from notifier.flows.notices.telling import Teller
from notifier.flows.sending.resting import rest
from notifier.model.message import Cause, Outcome, Result

GREY = Result(Outcome.TEMPORARY, 451, "4.7.1", "come back later", cause=Cause.GREYLIST)
LOST = Result(Outcome.UNCERTAIN, text="no reply to the final dot", cause=Cause.NETWORK)
THURSDAY, MONDAY = ('[dates]\n"teor-2" = "19.11.2020 14:30"\n', '[dates]\n"teor-2" = "23.11.2020 12:00"\n')


def limited(year, per_day, *results):
    """So many mails a day (0: any number); the first ones to Anna end like this."""
    post = Post({"anna@mail.example": list(results)})
    year.delivery.change(post, sender=lambda _: "gmo@cdo.example", limits=replace(year.inputs.settings.limits, per_day=per_day, per_minute=0))
    return post


def kept(make_year, **files):
    """A meeting on Thursday at 14:30, confirmed on Monday at 15:50: 70 hours before it. The day's limit is used up."""
    year = make_year.armed("2020-11-16 15:50", on="2020-09-02 09:00", **files)
    limited(year, 1)
    year.dates(THURSDAY).go("2020-11-16 16:15")
    return year


def subjects(year, who="anna", *kinds):
    """Day, hour and the beginning of the subjects."""
    return [(f"{mail.at:%d.%m %H:%M}", mail.subject.partition(",")[0]) for mail in year.to(who, *kinds)]


def test_what_takes_place_first_leaves_first_and_the_rest_on_the_next_day(make_year):
    """Case 58: two meetings confirmed at once and a limit of two mails a day: the earlier one's guests are not the ones who wait."""
    later = PLAN + PLAN.partition("[[item]]")[2].replace("teor-2", "teor-3").replace('number = "2"', 'number = "3"').replace(
        "Новое в библиотечном", "Старое в библиотечном").join(["[[item]]", ""])
    year = make_year(plan=later).go("2020-09-02 12:00").arm().go("2020-11-02 12:00")
    limited(year, 2)
    year.dates('[dates]\n"teor-2" = "26.11.2020 14:30"\n"teor-3" = "19.11.2020 14:30"\n').go("2020-11-05 12:00")
    left = year.mails_of("invitation")
    assert [mail.row.item for mail in left] == ["teor-3"] * 2 + ["teor-2"] * 2
    assert left[1].at.date() < left[2].at.date()


def test_what_leaves_late_says_that_it_is_urgent(make_year):
    """Rule 4: true when it was made, and not when it leaves: it is made anew, once, and nothing of it is called undelivered."""
    year = kept(make_year).go("2020-11-17 16:20")
    assert year.to("anna", "invitation") == []
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "anna", "invitation") == subjects(year, "vera", "invitation") == [
        ("17.11 16:20", "Срочно. Приглашение: 19 ноября")]
    assert year.ledger.outbox.troubles_untold() == []


def test_what_leaves_before_that_is_not(make_year):
    """Kept back until 48 hours and a minute before the meeting."""
    year = kept(make_year).go("2020-11-17 14:29")
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "anna", "invitation") == [("17.11 14:29", "Приглашение: 19 ноября")]


def test_over_midnight_it_says_tomorrow(make_year):
    """Made anew on Tuesday, kept back once more: on Wednesday the meeting is «завтра», and nobody reads that a mail was lost."""
    year = kept(make_year).go("2020-11-18 08:30")
    limited(year, 0)
    year.go("2020-11-19 12:00")
    assert subjects(year, "anna", "invitation") == [("18.11 09:30", "Срочно. Приглашение: завтра")]
    assert year.ledger.outbox.troubles_untold() == []


def test_what_may_have_left_is_not_made_anew(make_year):
    """Promise 4: a second copy is byte for byte the first, whatever the day."""
    year = make_year().go("2020-09-02 09:00").arm().go("2020-11-16 15:50")
    first = limited(year, 0, LOST)
    year.dates(THURSDAY).go("2020-11-16 16:01")
    again = limited(year, 1)  # until the next day's 16:00
    year.go("2020-11-17 16:20")
    copies = [sent.content for sent in (*first.seen, *again.seen) if sent.address.startswith("anna") and b"text/calendar" in sent.content]
    assert len(copies) == 2
    assert len(set(copies)) == 1


def test_on_a_day_off_it_keeps_its_urgent_gate(make_year):
    """Rule 8: moved on Friday, kept back; on Saturday noon the 48 hours before the former hour begin, and it goes at once and says so."""
    year = make_year(dates=MONDAY).go("2020-10-01 12:00").arm().go("2020-11-20 09:40")
    limited(year, 1)
    year.dates(MONDAY.replace("12:00", "13:00")).go("2020-11-20 20:00")
    limited(year, 0)
    year.go("2020-11-22 12:00")
    assert subjects(year, "anna", "change") == [("21.11 12:00", "Срочно. Перенос: 23 ноября")]


def test_a_cancellation_says_it_too(make_year):
    """To exactly those who were invited."""
    year = make_year(dates=THURSDAY).go("2020-10-01 12:00").arm().go("2020-11-16 15:50")
    limited(year, 1)
    year.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n').go("2020-11-17 16:20")
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "vera", "cancellation") == [("17.11 16:20", "Срочно. Отмена: 19 ноября")]


def test_a_host_reads_it_too(make_year):
    """His notice waited for the same limit."""
    year = kept(make_year, config=CONFIG + '[[venue]]\nname = "Областная библиотека"\nhost = "host@lib.example"\n').go("2020-11-17 08:00")
    assert year.to("host") == []
    year.now = year.now.replace(hour=16, minute=20)
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "host") == [("17.11 16:20", "Срочно. Встреча у вас: 19 ноября")]


def test_joiners_come_in_by_the_ordinary_way(make_year):
    """Who joins while others' mails are made anew gets one invitation of his own."""
    year = kept(make_year)
    year.write("people.csv", (year.folder / "people.csv").read_text() + "Борис Новый,boris@mail.example,СШ № 3,,,\n")
    year.go("2020-11-17 16:20")
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert [len(year.to(who, "invitation")) for who in ("anna", "vera", "boris")] == [1, 1, 1]


def test_at_a_corrected_address_it_says_so_as_well(make_year):
    """What she was told at the former address is no reason to leave the new one's invitation as it was made."""
    year = make_year(dates=THURSDAY).go("2020-10-01 12:00").arm().go("2020-11-16 15:50")
    with year.store.transaction():
        rest(year.ledger.facts, moscow("2020-11-17 16:20"))
    year.write("people.csv", (year.folder / "people.csv").read_text().replace("anna@", "petrova@"))
    year.go("2020-11-18 08:00")
    assert subjects(year, "petrova", "invitation") == [("17.11 16:20", "Срочно. Приглашение: 19 ноября")]


def test_a_death_between_taking_out_and_making_anew_loses_nobody(make_year, monkeypatch: pytest.MonkeyPatch):
    """What was taken out is looked at again at the next start."""
    year = kept(make_year).go("2020-11-17 14:30")
    tell = Teller.tell

    def die(self, notices, overview, overtaken):
        if overtaken:
            raise SystemExit
        tell(self, notices, overview, overtaken)

    monkeypatch.setattr(Teller, "tell", die)
    year.now = year.now.replace(minute=31)
    with pytest.raises(SystemExit):
        year.turn()
    monkeypatch.undo()
    year.restart().go("2020-11-20 12:00")
    assert [len(year.to(who, "invitation")) for who in ("anna", "vera")] == [1, 1]


def test_a_death_then_loses_no_urgent_gate_either(make_year, monkeypatch: pytest.MonkeyPatch):
    """On a Saturday: what went at once before goes at once after the next start, not on Monday when the window opens."""
    year = make_year(dates=MONDAY).go("2020-10-01 12:00").arm().go("2020-11-20 09:40")
    limited(year, 1)
    year.dates(MONDAY.replace("12:00", "13:00")).go("2020-11-21 11:59")
    limited(year, 0)

    def die(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(Teller, "tell", die)
    year.now = moscow("2020-11-21 12:00")
    with pytest.raises(SystemExit):
        year.turn()
    monkeypatch.undo()
    year.restart()
    limited(year, 0)
    year.go("2020-11-22 12:00")
    assert subjects(year, "anna", "change") == [("21.11 12:00", "Срочно. Перенос: 23 ноября")]
    assert year.ledger.facts.get("overtaken") is None


def test_what_was_taken_out_and_put_off_since_is_in_no_hurry(make_year):
    """The service died between the two, and the meeting is days away by the next start: on Saturday nothing of it is urgent."""
    year = make_year(dates=THURSDAY).go("2020-10-01 12:00").arm().go("2020-11-14 12:00")
    year.write("people.csv", (year.folder / "people.csv").read_text() + "Борис Новый,boris@mail.example,СШ № 3,,,\n")
    (row,) = [row for row in year.ledger.events.all() if row.event.item == "teor-2"]
    with year.store.transaction():
        year.ledger.facts.put_json("overtaken", {str(row.id): {"1": list(range(1, 9))}})
    year.go("2020-11-17 12:00")
    assert subjects(year, "boris", "invitation") == [("16.11 09:30", "Приглашение: 19 ноября")]


def test_what_expired_in_a_pass_that_failed_is_looked_at_anew_all_the_same(make_year, monkeypatch: pytest.MonkeyPatch):
    """At midnight somebody reads the ledger, and the commit is refused: with the mail that expired the memory of it is rolled back, too.
    In the morning it is made anew."""
    monkeypatch.setattr(wal, "SOUND", False)  # a WAL's writer waits for no reader
    year = make_year().go("2020-09-02 09:00").arm().go("2020-11-17 16:00")
    limited(year, 0, *[GREY] * 500)
    year.dates(THURSDAY).go("2020-11-17 23:59")
    assert year.to("anna", "invitation") == []
    year.store.db.execute("PRAGMA busy_timeout=20")
    reader = sqlite3.connect(year.folder / "state" / "ledger.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM meta").fetchall()
    year.now = moscow("2020-11-18 00:00")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        year.turn()
    reader.close()
    limited(year, 0)
    year.go("2020-11-19 12:00")
    assert subjects(year, "anna", "invitation") == [("18.11 09:30", "Срочно. Приглашение: завтра")]


def test_what_is_made_anew_waits_for_a_yes_like_other_news(make_year):
    """Rule 16: in the minute at which an invitation is to be made anew its event and three others are moved, and nothing settles."""
    rows = "".join(f'\n[[item]]\nid = "r-{n}"\nnumber = "{n}"\nsector = "Сектор"\ntopics = ["Тема {n}"]\nwhen = "ноябрь 2020"\n'
                   f'places = ["СШ № {n}"]\n' for n in (1, 2, 3))
    others = "".join(f'"r-{n}" = "{24 + n}.11.2020 {{hour}}:00"\n' for n in (1, 2, 3))
    year = make_year(plan=PLAN + rows, config=CONFIG + "[policy]\nsettle_minutes = 0\n", dates="[dates]\n" + others.format(hour=14))
    year.go("2020-09-02 09:00").arm().go("2020-11-16 15:50")
    limited(year, 1)
    year.dates(THURSDAY + others.format(hour=14)).go("2020-11-17 14:29")
    year.dates(THURSDAY.replace("14:30", "15:30") + others.format(hour=15))
    year.now = moscow("2020-11-17 16:20")
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "anna", "invitation", "change")[3:] == []
    assert [mail for mail in year.to("coordinator", "alarm") if "ждут" in mail.subject]


def test_what_was_sent_once_more_is_left_alone(make_year):
    """A second invitation of the same state is no news: its reader has the first one, and it would not be made anew."""
    config = CONFIG + "[policy]\nsecond_invitation_days = 3\n"
    year = make_year(config=config, dates=THURSDAY).go("2020-10-01 12:00").arm().go("2020-11-16 09:30")
    limited(year, 1)
    year.go("2020-11-17 08:00")
    assert len(year.to("anna", "invitation")) == 1
    year.now = year.now.replace(hour=16, minute=20)
    limited(year, 0)
    year.go("2020-11-20 12:00")
    assert subjects(year, "anna", "invitation")[1:] == [("17.11 16:20", "Ждём ответа: 19 ноября")]


def test_over_midnight_the_host_stays_first(make_year):
    """Seed 24404: made anew at midnight, the guests' news lay in the queue seven hours before the host's, and left before it."""
    host = CONFIG + '[[venue]]\nname = "Областная библиотека"\nhost = "host@lib.example"\n'
    year = make_year(config=host, dates=THURSDAY.replace("19.11", "18.11")).go("2020-09-02 09:00").arm().go("2020-11-16 08:00")
    limited(year, 1)
    year.go("2020-11-16 15:00").dates(MONDAY).go("2020-11-17 08:00")
    assert year.to("anna", "change") == year.to("host")[1:] == []
    limited(year, 0)
    year.go("2020-11-17 12:00")
    news = [mail.row.kind for mail in year.mails if f"{mail.at:%d.%m %H}" == "17.11 08" and mail.row.role != "coordinator"]
    assert news[0] == "host-notice"
    assert "change" in news
