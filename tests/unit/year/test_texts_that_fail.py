"""A template of the operator's that fails at its hour (fault 58): the others go, she hears of it, and nothing is lost once it is mended."""

from collections import Counter
from datetime import timedelta

import pytest
from support.hearing import hear
from support.lived import lived_once
from support.year import CONFIG, Year

from notifier.flows.rehearsal.answer import reply_mail

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
OWN = CONFIG + '[templates]\nfolder = "letters"\n'
MEETING = ("invitation", "change", "cancellation", "reminder")
FOR_ALL = "{{ event.nothing.more }}\n"
FOR_VERA = "{% if 'Вера' in person.name %}{{ nothing }}{% endif %}Ждём вас.\n"


@lived_once
def armed(make_year) -> Year:
    """Everybody has the overview; the invitations are due on 20 October."""
    year = make_year(dates=TEOR_2, config=OWN)
    year.write("letters/change.more.txt", "Ждём вас.\n")
    return year.go("2020-09-01 12:00").arm().go("2020-09-05 12:00")


def mended(year: Year, name: str) -> None:
    (year.folder / "letters" / name).unlink()


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("text", "at_once"), [(FOR_ALL, []), (FOR_VERA, ["anna"])], ids=["for all", "for one"])
def test_what_could_not_be_made_is_made_once_the_text_is_mended(armed, text, at_once, restarts):
    """Told with file and line; also over a restart; and nobody has it twice."""
    armed.write("letters/invitation.more.txt", text)
    armed.go("2020-10-21 12:00")
    assert [mail.row.address.partition("@")[0] for mail in armed.mails_of("invitation")] == at_once
    (alarm,) = armed.to("coordinator", "alarm")
    assert "invitation.more.txt:1: нет переменной «nothing»" in alarm.text
    mended(armed, "invitation.more.txt")
    if restarts:
        armed.restart()
    armed.go("2020-10-21 14:00").go("2020-10-25 12:00")
    assert Counter(mail.row.address for mail in armed.mails_of("invitation")) == {"anna@mail.example": 1, "vera@mail.example": 1}
    assert armed.to("vera", "invitation")[0].at.strftime("%d.%m") == "21.10"
    assert len(armed.to("coordinator", "alarm")) == 1


@pytest.mark.parametrize("name", ["invitation.subject.txt", "invitation.txt", "invitation.html", "layout.txt", "calendar.summary.txt"])
def test_no_mail_leaves_without_a_word(armed, name):
    """An editor empties a file before it writes it anew, or dies in between."""
    armed.write(f"letters/{name}", "\n")
    armed.go("2020-10-21 12:00")
    assert armed.mails_of("invitation") == []
    assert ": текст пуст" in "".join(mail.text for mail in armed.to("coordinator", "alarm"))
    mended(armed, name)
    armed.go("2020-10-21 14:00")
    assert len(armed.mails_of("invitation")) == 2


def test_while_the_text_is_broken_a_joiner_is_invited_and_nobody_is_tried_again_and_again(armed, monkeypatch):
    """The list of people changes: those whose mail can be made get it; an unchanged list is not gone through at every pass."""
    from notifier.flows.notices.circular import Circulars
    armed.write("letters/invitation.more.txt", FOR_VERA)
    armed.go("2020-10-20 12:00")
    tried, queue = [], Circulars.queue
    monkeypatch.setattr(Circulars, "queue", lambda self, draft, told, copies: (tried.append(draft.kind), queue(self, draft, told, copies))[1])
    armed.go("2020-10-21 12:00")
    assert tried == []
    people = (armed.folder / "people.csv").read_text("utf-8")
    armed.write("people.csv", people + "Глеб Орлов,gleb@mail.example,СШ № 3,,,\n")
    armed.go("2020-10-22 12:00")
    assert [mail.row.address for mail in armed.mails_of("invitation")] == ["anna@mail.example", "gleb@mail.example"]


def test_two_news_that_fail_do_not_have_each_other_tried_for_ever(make_year):
    """A move and a joiner's invitation, both unmakeable: one try each and no pass a second; mended, everybody has the one meant."""
    year = make_year(dates=TEOR_2, config=OWN)
    year.write("letters/change.more.txt", "Ждём вас.\n")
    year.go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    year.write("letters/layout.txt", "{{ nothing }}")
    year.dates('[dates]\n"teor-2" = "26.11.2020 14:30"\n')
    people = (year.folder / "people.csv").read_text("utf-8")
    year.write("people.csv", people + "Глеб Орлов,gleb@mail.example,СШ № 3,,,\n")
    year.go("2020-10-26 12:30")
    assert year.passes.run(year.now).next_at - year.now > timedelta(minutes=1)
    mended(year, "layout.txt")
    year.go("2020-10-27 12:00")
    assert [[kind for _, kind in year.story(who, "change", "invitation")] for who in ("anna", "vera", "gleb")] == [
        ["invitation", "change"], ["invitation", "change"], ["invitation"]]


def test_a_reminder_that_could_not_be_made_goes_while_it_is_true(armed):
    """Mended on the same day it comes; who had it has it once."""
    armed.go("2020-11-11 12:00")
    armed.write("letters/reminder.more.txt", FOR_VERA)
    armed.go("2020-11-12 11:00")
    mended(armed, "reminder.more.txt")
    armed.go("2020-11-13 12:00")
    assert armed.story("anna", "reminder") == [("12.11 10:00", "D-7")]
    assert [step for _, step in armed.story("vera", "reminder")] == ["D-7"]


@pytest.mark.parametrize("name", ["layout.txt", "greeting.txt"])
def test_texts_that_fail_everywhere_do_not_silence_her_mails(armed, name):
    """Alarm and digest are made of the package's texts then, or nobody would hear why nothing comes."""
    armed.write(f"letters/{name}", "{{ nothing }}")
    armed.go("2020-10-27 12:00")
    assert armed.mails_of("invitation") == []
    assert any(name in mail.text for mail in armed.to("coordinator", "alarm"))
    assert [f"{mail.at:%d.%m}" for mail in armed.to("coordinator", "digest")][-1] == "26.10"
    mended(armed, name)
    armed.go("2020-10-28 12:00")
    assert len(armed.mails_of("invitation")) == 2


def test_whoever_asked_for_the_newest_state_gets_it_once_the_text_is_mended(armed):
    """REFRESH: the request waits, and is not tried again with the same text."""
    armed.go("2020-10-21 12:00")
    armed.write("letters/invitation.more.txt", FOR_ALL)
    uid = "teor-2.2020-2021.2c2ea500@cdo.example"
    hear(armed, reply_mail("anna@mail.example", "gmo@cdo.example", uid, 0, "TENTATIVE", armed.now).replace(b"REPLY", b"REFRESH"))
    armed.go("2020-10-22 12:00")
    assert (len(armed.to("anna", "invitation")), len(armed.to("coordinator", "alarm"))) == (1, 1)
    mended(armed, "invitation.more.txt")
    armed.go("2020-10-22 14:00").go("2020-10-23 12:00")
    assert len(armed.to("anna", "invitation")) == 2
    assert len(armed.to("vera", "invitation")) == 1
