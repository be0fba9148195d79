"""Who comes: what answers change, what a move makes of them, and the second invitation."""

from datetime import timedelta

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import CONFIG, PEOPLE, Year

from notifier.doors.looking import status_data
from notifier.flows.rehearsal.answer import reply_mail

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
UID = "teor-2.2020-2021.2c2ea500@cdo.example"


@lived_once
def invited(make_year):
    """Anna and Vera were invited to 19 November."""
    return make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")


def says(year: Year, who: str, partstat: str, sequence: int = 0) -> None:
    """A calendar's answer."""
    hear(year, reply_mail(f"{who}@mail.example", "gmo@cdo.example", UID, sequence, partstat, year.now))


def answers(year: Year) -> dict[str, list[str]]:
    """As ``status --json`` shows them."""
    data = status_data(year.inputs, year.ledger, year.view(), year.now)
    return {state: who for state, who in data["events"][0]["answers"].items() if who}


def test_an_answer_that_comes_when_the_day_has_moved_is_told_as_one_to_the_former(invited):
    """Case 47: she answered the first mail after the second one came: nothing is booked, and the coordinator reads of it."""
    invited.dates(TEOR_2.replace("19.11", "26.11"))
    invited.go("2020-10-21 13:00")
    says(invited, "anna", "ACCEPTED")
    assert answers(invited) == {"NEEDS-ACTION": ["anna@mail.example", "vera@mail.example"]}
    invited.go("2020-10-27 12:00")
    told = " ".join(" ".join(mail.text for mail in invited.to("coordinator", "digest")).split())
    assert "Анна Петрова: придёт. Это ответ на прежнюю дату («Новое в библиотечном обслуживании»)" in told


def test_an_answer_to_a_former_date_does_not_count_for_the_new_one(invited):
    """Moved: both are asked anew; who had said no is reminded of the new date."""
    says(invited, "anna", "DECLINED")
    says(invited, "vera", "ACCEPTED")
    assert answers(invited) == {"DECLINED": ["anna@mail.example"], "ACCEPTED": ["vera@mail.example"]}
    invited.dates(TEOR_2.replace("19.11", "26.11"))
    invited.go("2020-10-21 13:00")
    assert answers(invited) == {"NEEDS-ACTION": ["anna@mail.example", "vera@mail.example"]}
    invited.go("2020-10-27 12:00")
    assert all("придут" not in mail.text for mail in invited.to("coordinator", "digest")[-1:])
    says(invited, "vera", "TENTATIVE", 1)
    assert answers(invited) == {"NEEDS-ACTION": ["anna@mail.example"], "TENTATIVE": ["vera@mail.example"]}
    invited.go("2020-11-27 12:00")
    assert len(invited.to("anna", "reminder")) == 2


def test_an_answer_outlives_a_change_of_place(invited):
    """The hours are the same: nobody takes back what she said."""
    says(invited, "anna", "DECLINED")
    invited.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\nplace = "СШ № 5"\n')
    invited.go("2020-11-20 12:00")
    assert answers(invited)["DECLINED"] == ["anna@mail.example"]
    assert invited.to("anna", "reminder") == []


@pytest.mark.parametrize("later", ['when = "19.11.2020 14:30"\nplace = "СШ № 5"', None])
def test_an_answer_to_an_older_mail_about_the_same_hours_counts(invited, later):
    """Another place since, or moved away and back: the button of the first invitation and words under it say the same."""
    invited.dates(TEOR_2.replace("19.11", "26.11") if later is None else f'[dates."teor-2"]\n{later}\n').go("2020-10-22 12:00")
    if later is None:
        invited.dates(TEOR_2).go("2020-10-23 12:00")
    says(invited, "anna", "DECLINED")
    hear(invited, letter(invited, "Приду", sender="vera@mail.example", answers=invited.to("vera", "invitation")[0].row.message_id))
    assert answers(invited) == {"DECLINED": ["anna@mail.example"], "ACCEPTED": ["vera@mail.example"]}
    invited.go("2020-10-27 12:00")
    assert all("прежнюю дату" not in mail.text for mail in invited.to("coordinator"))


def test_an_answer_given_while_another_place_waits_for_a_yes_is_none_to_the_hours_told_with_it(make_year):
    """The place was told to nobody when the meeting was moved, too, and that took its SEQUENCE: who had declined was not reminded."""
    year = make_year(config=CONFIG + "[policy]\napprove_above_events = 0\n", dates=TEOR_2).go("2020-09-01 12:00").arm()
    year.go("2020-10-20 12:00").do("approve")
    year.go("2020-10-21 12:00").dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\nplace = "СШ № 5"\n').go("2020-10-22 12:00")
    says(year, "anna", "DECLINED")
    assert answers(year).get("DECLINED") == ["anna@mail.example"]
    year.dates('[dates."teor-2"]\nwhen = "26.11.2020 14:30"\nplace = "СШ № 5"\n').go("2020-10-22 13:00").do("approve")
    year.go("2020-10-23 12:00")
    assert [mail.row.sequence for mail in year.to("anna", "change")] == [1]
    assert "DECLINED" not in answers(year)


@pytest.mark.parametrize(("text", "told"), [("Приду", True), ("+", True), ("Не приду", False), ("Спасибо, что предупредили", False)])
def test_who_comes_to_what_is_off_is_told_to_the_coordinator(invited, text, told):
    """An «приду» under a cancellation counts for nothing: she may not have read it, and would stand before a closed door."""
    invited.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n').go("2020-10-21 13:00")
    before = len(invited.to("coordinator", "acknowledgement"))
    hear(invited, letter(invited, text, sender="anna@mail.example", answers=invited.to("anna", "cancellation")[0].row.message_id))
    invited.go("2020-10-21 13:10")
    fresh = invited.to("coordinator", "acknowledgement")[before:]
    assert [f"пишет в ответ на отмену: «{text}»" in mail.text for mail in fresh] == [True] * told
    assert "ACCEPTED" not in answers(invited)


def test_status_says_how_sure_an_answer_is(invited):
    """Without a server whose word we trust everything is «не проверено»."""
    says(invited, "anna", "ACCEPTED")
    data = status_data(invited.inputs, invited.ledger, invited.view(), invited.now)
    assert data["events"][0]["trust"] == {"anna@mail.example": "не проверено"}


def vouched(year: Year, raw: bytes, verdict: str) -> None:
    """Our own server adds its word."""
    hear(year, f"Authentication-Results: mx.cdo.example; {verdict}\r\n".encode() + raw)


@pytest.mark.parametrize(("verdict", "counts"), [
    ("dmarc=pass header.from=mail.example", {"ACCEPTED": ["anna@mail.example"], "NEEDS-ACTION": ["vera@mail.example"]}),
    ("dmarc=fail header.from=mail.example", {"NEEDS-ACTION": ["anna@mail.example", "vera@mail.example"]}),
    ("spf=none", {"NEEDS-ACTION": ["anna@mail.example", "vera@mail.example"]}),
])
def test_where_our_server_speaks_only_its_pass_counts(make_year, verdict, counts):
    """What it does not vouch for is told with its trust, and changes nothing."""
    year = make_year(config=CONFIG + '[imap]\nmaildir = "inbox"\nauthserv_id = "mx.cdo.example"\n', dates=TEOR_2)
    year.go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    vouched(year, reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "ACCEPTED", year.now), verdict)
    assert answers(year) == counts
    year.go("2020-10-27 12:00")
    told = year.to("coordinator", "digest")[-1].text
    assert ("не проверен" in told or "поддельное" in told) == ("ACCEPTED" not in counts)


def test_a_header_the_sender_wrote_himself_vouches_for_nothing(make_year):
    """A fake Authentication-Results below a foreign Received line (RFC 8601 section 5)."""
    year = make_year(config=CONFIG + '[imap]\nmaildir = "inbox"\nauthserv_id = "mx.cdo.example"\n', dates=TEOR_2)
    year.go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    raw = reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "DECLINED", year.now)
    hear(year, b"Received: from evil by mx.evil.example; Wed, 21 Oct 2020 12:00:00 +0300\r\n"
               b"Authentication-Results: mx.cdo.example; dmarc=pass header.from=mail.example\r\n" + raw)
    assert answers(year) == {"NEEDS-ACTION": ["anna@mail.example", "vera@mail.example"]}


def test_whoever_did_not_answer_is_asked_once_more(make_year):
    """``second_invitation_days``: the same SEQUENCE, to the silent only, once; off unless it is set."""
    year = make_year(config=CONFIG + "[policy]\nsecond_invitation_days = 10\n", dates=TEOR_2).go("2020-09-01 12:00").arm()
    year.go("2020-10-21 12:00")
    says(year, "anna", "ACCEPTED")
    year.go("2020-11-20 12:00")
    assert [when for when, _ in year.story("anna", "invitation")] == ["20.10 10:00"]
    assert [when for when, _ in year.story("vera", "invitation")] == ["20.10 10:00", "09.11 10:00"]
    first, again = year.to("vera", "invitation")
    assert again.subject.startswith("Ждём ответа: 19 ноября")
    assert "Вы ещё не ответили" in again.text
    assert [line for line in again.ics.splitlines() if line.startswith(("UID", "SEQUENCE", "METHOD"))] == [
        line for line in first.ics.splitlines() if line.startswith(("UID", "SEQUENCE", "METHOD"))]
    assert first.row.message_id in again.data.decode()
    assert len(year.to("vera", "reminder")) == 2


def test_a_muted_or_departed_person_is_not_asked_again(make_year):
    """«Без напоминаний» includes this one."""
    year = make_year(config=CONFIG + "[policy]\nsecond_invitation_days = 10\n", dates=TEOR_2).go("2020-09-01 12:00").arm()
    year.go("2020-10-21 12:00")
    hear(year, letter(year, "без напоминаний", sender="vera@mail.example", answers=year.to("vera")[-1].row.message_id))
    year.go("2020-11-20 12:00")
    assert len(year.to("vera", "invitation")) == 1
    assert len(year.to("anna", "invitation")) == 2


def test_an_earlier_answer_that_comes_later_is_told_where_it_says_otherwise(invited):
    """Newest DTSTAMP wins; the coordinator hears of the contradiction, not of a mere copy."""
    early = invited.now
    invited.go("2020-10-21 12:30")
    says(invited, "anna", "ACCEPTED")
    hear(invited, reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "DECLINED", early))
    hear(invited, b"X-Copy: 1\r\n" + reply_mail("anna@mail.example", "gmo@cdo.example", UID, 0, "ACCEPTED", early - timedelta(minutes=1)))
    assert answers(invited)["ACCEPTED"] == ["anna@mail.example"]
    invited.go("2020-10-27 12:00")
    notes = invited.to("coordinator", "digest")[-1].text
    assert notes.count("более поздн") == 1


def test_the_coordinator_may_be_invited_and_answer_in_words(make_year):
    """She stands in the list, too: «Приду» under her own invitation is an answer to it and no order of hers."""
    people = PEOPLE + "Иващенко И.В.,coordinator@cdo.example,ЦДО,,,\n"
    year = make_year.armed("2020-10-20 12:00", dates=TEOR_2, people=people)
    invitation, = year.to("coordinator", "invitation")
    hear(year, letter(year, "Приду!", answers=invitation.row.message_id))
    assert [(answer.address, answer.partstat.value) for answer in year.ledger.facts.answers(1)] == [("coordinator@cdo.example", "ACCEPTED")]
    year.go("2020-10-20 13:00")
    assert year.to("coordinator", "acknowledgement") == []


@pytest.mark.parametrize("text", ["Буду, начало в 15:00", "Приду\nteor-2: начало в 15:00"])
def test_what_the_coordinator_orders_beside_her_answer_is_no_mere_answer(make_year, text):
    """Her order would be lost in the answer."""
    people = PEOPLE + "Иващенко И.В.,coordinator@cdo.example,ЦДО,,,\n"
    year = make_year.armed("2020-10-20 12:00", dates=TEOR_2, people=people)
    hear(year, letter(year, text, answers=year.to("coordinator", "invitation")[0].row.message_id))
    year.go("2020-10-20 13:00")
    assert len(year.to("coordinator", "acknowledgement")) == 1
