"""Issue of the conversation: her words, her «Принять», taking back, what is refused - through the whole machine but the wire."""

from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from support.year import Year

from notifier.core.inbound.read import read
from notifier.flows.commands import Commands
from notifier.flows.intake import Intake, ours_of
from notifier.flows.rehearsal.answer import reply_mail

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
ASKED = "2020-09-21 12:00"


def hear(year: Year, raw: bytes) -> None:
    """A mail arrives and is read."""
    view = year.view()
    commands = Commands(year.inputs, year.ledger, view, ours_of(year.inputs), year.now)
    secret = year.ledger.facts.secret()
    Intake(year.inputs, year.ledger, commands, secret, year.now).hear(read(raw, ours=ours_of(year.inputs)))


def letter(year: Year, text: str, *, sender: str = "coordinator@cdo.example", answers: str = "") -> bytes:
    """A plain mail of a person, answering one of ours."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "gmo@cdo.example", "Re: Сводка"
    mail["Date"] = format_datetime(year.now)
    mail["Message-ID"] = f"<{abs(hash((text, year.now, sender)))}@people.example>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    return mail.as_bytes()


@pytest.fixture
def asked(make_year):
    """A year in which November has just been asked for."""
    return make_year().go("2020-09-01 12:00").arm().go(ASKED)


def digest(year: Year) -> str:
    """The Message-ID of the newest digest."""
    return [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id


def written(year: Year) -> str:
    """The dates file."""
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


def test_a_number_takes_the_suggestion(asked):
    """`2` under the digest confirms the second suggestion; librarians hear of it after the taking-back time."""
    hear(asked, letter(asked, "2", answers=digest(asked)))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-21 12:20")
    assert "Принято" in asked.to("coordinator", "acknowledgement")[-1].text
    asked.go("2020-11-20 12:00")
    assert asked.story("anna", "invitation") == [("20.10 10:00", "invitation")]


@pytest.mark.parametrize("words", ["19.11 в 14:30", "teor-2: 19 ноября в 14.30", "Добрый день!\nteor-2: 19.11.2020 14:30\nС уважением, Ирина"])
def test_her_own_date_in_words(asked, words):
    """A day and an hour in her words are read by the same date reader."""
    hear(asked, letter(asked, words, answers=digest(asked)))
    assert "19.11.2020" in written(asked)
    assert "14:30" in written(asked)


def test_accepting_a_suggestion_in_her_calendar_confirms_it(asked):
    """«Принять» on the tentative entry is her word."""
    suggestion = [mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST"][1]
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    assert "STATUS:TENTATIVE" in suggestion.ics
    hear(asked, reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "ACCEPTED", asked.now))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-22 12:00")
    withdrawn = [mail for mail in asked.to("coordinator") if mail.row.method == "CANCEL"]
    assert len(withdrawn) == 2


def test_declining_leaves_the_question_open(asked):
    """Declining all suggestions decides nothing."""
    suggestion = next(mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST")
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    hear(asked, reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "DECLINED", asked.now))
    assert written(asked) == ""


def test_stop_takes_the_decision_back(make_year):
    """Within half an hour «стоп» undoes it, and nobody else has heard of it."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    assert "26.11.2020" in written(year)
    year.go("2020-10-26 12:20")
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "19.11.2020" in written(year)
    year.go("2020-10-28 12:00")
    assert year.to("anna", "change") == []


def test_a_decision_by_mail_is_held_for_half_an_hour(make_year):
    """The change goes after the taking-back time, not after the ten minutes of an edit."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    year.go("2020-10-28 12:00")
    assert [f"{mail.at:%d.%m %H:%M}" for mail in year.to("anna", "change")] in (["26.10 12:30"], ["26.10 12:40"])


@pytest.mark.parametrize(("sender", "answers"), [("stranger@evil.example", True), ("coordinator@cdo.example", False)])
def test_a_forged_decision_changes_nothing_and_is_told(asked, sender, answers):
    """Another sender, or her address without the binding to a mail of ours."""
    hear(asked, letter(asked, "teor-2: 19.11 в 14:30", sender=sender, answers=digest(asked) if answers else ""))
    assert written(asked) == ""
    asked.go("2020-09-28 12:00")
    assert any("ничего не изменено" in mail.text for mail in asked.to("coordinator"))


def test_moving_to_december_cancels_and_asks_again(make_year):
    """«teor-2: перенос на декабрь» after invitations: the old date is cancelled, a new one is asked for."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    hear(year, letter(year, "teor-2: перенос на декабрь", answers=digest(year)))
    year.go("2020-11-20 12:00")
    assert year.story("anna", "cancellation", "reminder") == [("26.10 12:40", "cancellation")] or year.story(
        "anna", "cancellation", "reminder") == [("26.10 12:30", "cancellation")]
    assert "no-date" in {question.code for question in year.view().questions}


def test_a_librarians_answer_silences_reminders(make_year):
    """DECLINED: no reminders; the digest counts the answers."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    hear(year, reply_mail("anna@mail.example", "gmo@cdo.example", "teor-2.2020-2021@cdo.example", 0, "DECLINED", year.now))
    year.go("2020-11-20 12:00")
    assert year.to("anna", "reminder") == []
    assert len(year.to("vera", "reminder")) == 2
    assert any("Анна" in mail.text and "не придут 1" in mail.text for mail in year.to("coordinator", "digest"))


def test_stop_of_a_librarian_stops_her_mail_only(make_year):
    """List-Unsubscribe's «стоп»: nothing more to her; the coordinator is told."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    hear(year, letter(year, "стоп", sender="anna@mail.example", answers=year.to("anna")[-1].row.message_id))
    year.go("2020-11-20 12:00")
    assert year.to("anna", "reminder") == []
    assert len(year.to("vera", "reminder")) == 2
    assert any("Анна" in mail.text for mail in year.to("coordinator", "digest"))


def test_only_invitations_without_reminders(make_year):
    """A muted person is invited and told of changes, never reminded."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-01 12:00")
    hear(year, letter(year, "только приглашения, без напоминаний", sender="anna@mail.example", answers=year.to("anna")[-1].row.message_id))
    year.go("2020-11-20 12:00")
    assert [kind for _, kind in year.story("anna", "invitation", "reminder")] == ["invitation"]


@pytest.mark.parametrize(("words", "partstat"), [("Приду", "ACCEPTED"), ("Добрый день! Не смогу прийти.", "DECLINED"), ("возможно", "TENTATIVE")])
def test_an_answer_in_words_is_an_answer(make_year, words, partstat):
    """The mail says «ответьте словами „приду" или „не приду"»: so they count."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    hear(year, letter(year, words, sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    (answer,) = year.ledger.facts.answers(1)
    assert (answer.address, answer.partstat.value) == ("anna@mail.example", partstat)


def test_more_words_than_an_answer_are_a_letter(make_year):
    """«Приду, но опоздаю» is for the coordinator to read."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    hear(year, letter(year, "Приду, но опоздаю на час", sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    assert year.ledger.facts.answers(1) == []
    year.go("2020-10-27 12:00")
    assert any("опоздаю" in mail.text for mail in year.to("coordinator", "digest"))
