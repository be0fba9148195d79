"""The coordinator stands in the list of people herself: her «стоп» as one of them, and the one that takes a decision back."""

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import PEOPLE, Year

HERSELF = PEOPLE + "Иващенко И.В.,coordinator@cdo.example,ЦДО,,,\n"
TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
HER_MAILS = ("invitation", "change", "reminder", "cancellation")


@lived_once
def invited(make_year):
    """A year in which she was invited with the others, an hour ago."""
    return make_year(dates=TEOR_2, people=HERSELF).go("2020-09-01 12:00").arm().go("2020-10-20 12:00")


def says(year: Year, words: str, answers: str, until: str) -> str:
    """What she is answered at once to these words."""
    before = len(year.to("coordinator", "acknowledgement"))
    hear(year, letter(year, words, answers=answers))
    year.go(f"{year.now:%Y-%m-%d} {until}")
    return " ".join(" ".join(mail.text.split()) for mail in year.to("coordinator", "acknowledgement")[before:])


def invitation(year: Year) -> str:
    """The Message-ID of her own invitation."""
    return year.to("coordinator", "invitation")[-1].row.message_id


def hers(year: Year) -> list[str]:
    """What came to her as to everybody."""
    return [mail.row.kind for mail in year.to("coordinator", *HER_MAILS)]


def test_stop_under_her_own_invitation_stops_her_own_mails_alone(invited):
    """Its footer says «ответьте: стоп»; the meeting stands, the others are reminded, her digests come."""
    told = says(invited, "стоп", invitation(invited), "12:20")
    assert "Приглашения и напоминания лично вам остановлены; сводки и вопросы приходят, как прежде." in told
    assert "Если вы хотели отменить встречу, ответьте: «teor-2: отмена, причина»." in told
    digests = len(invited.to("coordinator", "digest"))
    invited.go("2020-11-20 12:00")
    assert hers(invited) == ["invitation"]
    assert [step for _, step in invited.story("anna", "reminder")] == ["D-7", "D-1"]
    assert len(invited.to("coordinator", "digest")) > digests


def test_what_she_stopped_comes_back_at_her_word(invited):
    """«Подписаться» in answer to the mail that said so, which is one to the coordinator."""
    says(invited, "стоп", invitation(invited), "12:20")
    told = says(invited, "подписаться", invited.to("coordinator", "acknowledgement")[-1].row.message_id, "12:40")
    assert "снова будут приходить и лично вам" in told
    invited.go("2020-11-20 12:00")
    assert hers(invited) == ["invitation", "reminder", "reminder"]


@pytest.mark.parametrize("under", ["invitation", "nothing"])
def test_stop_that_may_be_about_a_decision_is_asked_back_and_holds_it(invited, under):
    """She has just moved the meeting and answers the wrong mail: neither is done, and nobody hears of the move until she could say so."""
    digest = invited.to("coordinator", "digest")[-1].row.message_id
    says(invited, "teor-2: 26.11 в 14:30", digest, "12:20")
    told = says(invited, "стоп", invitation(invited) if under == "invitation" else "", "12:29")
    assert "Не понять, к чему «стоп»" in told
    assert "О решённом раньше (teor-2) участники ещё не знают. До 12:50 можно взять назад" in told
    invited.go("2020-10-20 12:45")
    assert invited.to("anna", "change") == []
    assert "Взято назад: teor-2" in says(invited, "стоп", invited.to("coordinator", "acknowledgement")[-1].row.message_id, "12:55")
    invited.go("2020-11-20 12:00")
    assert invited.to("anna", "change") == []
    assert hers(invited) == ["invitation", "reminder", "reminder"]


def test_stop_in_a_letter_of_its_own_stops_nothing_and_is_asked_back(invited):
    """The link of the footer writes such a letter; so may she, who wants the meeting off. «Отписаться» can't be that."""
    told = says(invited, "стоп", "", "12:20")
    assert "Не понять, к чему «стоп»" in told
    assert "Отменить встречу: «имя строки: отмена, причина»." in told
    assert "остановлены" in says(invited, "отписаться", "", "12:40")
    invited.go("2020-11-20 12:00")
    assert hers(invited) == ["invitation"]


@pytest.mark.parametrize(("words", "left"), [("без напоминаний", ["invitation"]), ("не присылать teor-2", ["invitation"])])
def test_her_other_wishes_are_granted_like_anybodys(invited, words, left):
    """Also those that no decision could be meant by."""
    assert "лично вам" in says(invited, words, invitation(invited), "12:20").lower()
    invited.go("2020-11-20 12:00")
    assert hers(invited) == left
    assert len(invited.to("anna", "reminder")) == 2


def test_stop_under_a_mail_to_the_coordinator_is_about_decisions_only(invited):
    """Nothing is left to take back: she reads so, and is reminded like everybody."""
    assert "Брать назад уже нечего" in says(invited, "стоп", invited.to("coordinator", "digest")[-1].row.message_id, "12:20")
    invited.go("2020-11-20 12:00")
    assert hers(invited) == ["invitation", "reminder", "reminder"]


def test_an_order_under_her_own_invitation_is_no_wish(invited):
    """«Стоп», and an order below it: neither is done, and she is told."""
    assert "ничего не изменено" in says(invited, "стоп\nteor-2: отмена, ремонт", invitation(invited), "12:20")
    invited.go("2020-11-20 12:00")
    assert hers(invited) == ["invitation", "reminder", "reminder"]
