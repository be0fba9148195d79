"""Hosts, read off the mails that really left: told before the guests, each state once, and nobody who is none any more."""

import pytest
from support.delivery import Post
from support.hearing import hear, letter
from support.year import CONFIG, PEOPLE, PLAN

from notifier.model.message import Cause, Outcome, Result

GREY = Result(Outcome.TEMPORARY, 451, "4.7.1", "come back later", cause=Cause.GREYLIST)
LOST = Result(Outcome.UNCERTAIN, text="no reply to the final dot", cause=Cause.NETWORK)
SCHOOLS = PLAN.replace("Областная библиотека", "СШ № 1")
ONE = '[[venue]]\nname = "СШ № 1"\nhost = "host@lib.example"\n'
TWO = ONE + '[[venue]]\nname = "СШ № 2"\nhost = "other@lib.example"\n'
BOTH = TWO.replace("other@", "host@")


def dates(day="19.11.2020 14:30", **more):
    """The dates file: the meeting is on this day."""
    return f'[dates."teor-2"]\nwhen = "{day}"\n' + "".join(f'{key} = "{value}"\n' for key, value in more.items())


def hosted(make_year, hosts=ONE, until="2020-09-02 11:00", **files):
    """An armed installation whose meeting is at СШ № 1."""
    return make_year.armed(until, **{"plan": SCHOOLS, "config": CONFIG + hosts, **files})


def news(year, who="host"):
    """Day, hour and subject of the notices to a host."""
    return [(f"{mail.at:%d.%m %H:%M}", mail.subject) for mail in year.to(who, "host-notice")]


def test_a_host_who_knows_invites_no_guest(make_year):
    """Rule 2: the host hears at confirmation, the guests thirty days before and not earlier because of it."""
    year = hosted(make_year, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-12-01 12:00")
    assert year.story("host") == [("02.10 11:10", "host-notice")]
    assert year.story("anna") == [("02.09 10:00", "overview"), ("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]


def test_what_the_host_knows_and_is_moved_is_announced_to_the_host_alone(make_year):
    """Rule 2 once more: a move before anybody was invited is news to the host only, and the first invitation still has its hour."""
    year = hosted(make_year, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00")
    year.dates(dates("26.11.2020 14:30")).go("2020-11-01 12:00")
    assert heads(year) == ["Встреча у вас", "Перенос встречи у вас"]
    assert year.story("anna") == [("02.09 10:00", "overview"), ("27.10 10:00", "invitation")]


def test_a_word_on_saturday_reaches_the_host_when_the_window_opens(make_year):
    """Far away, so nothing else wakes the service: on Monday at 09:30."""
    year = hosted(make_year, until="2020-10-03 11:00")
    year.dates(dates("28.11.2020 14:30")).go("2020-10-06 12:00")
    assert [when for when, _ in news(year)] == ["05.10 09:30"]


@pytest.mark.parametrize("confirmed", ["2020-11-16 11:00", "2020-11-16 13:00"])
def test_what_is_decided_after_arming_waits_for_the_release_with_nobody(make_year, confirmed):
    """Armed at noon, the release is tomorrow's 10:00: what is confirmed in between goes at once, to the host first."""
    year = make_year(plan=SCHOOLS, config=CONFIG + ONE).go("2020-11-16 10:00").arm()
    year.go(confirmed).dates(dates("23.11.2020 14:30")).go("2020-11-17 12:00")
    mails = [mail.row.kind for mail in year.mails if mail.row.kind in ("host-notice", "invitation")]
    assert mails == ["host-notice", "invitation", "invitation"]


def test_at_the_very_second_of_forty_eight_hours_the_host_is_first(make_year):
    """A move of Monday's meeting, settled on Friday evening, leaves on Saturday at its hour - the host's mail before the guests'."""
    year = hosted(make_year, dates=dates("16.11.2020 14:30"), until="2020-11-13 17:00")
    year.dates(dates("16.11.2020 15:30")).go("2020-11-15 12:00")
    mails = [(f"{mail.at:%d.%m %H:%M}", mail.row.kind) for mail in year.since("2020-11-13 17:00") if mail.row.role != "coordinator"]
    assert mails == [("14.11 14:30", "host-notice"), ("14.11 14:30", "change"), ("14.11 14:30", "change")]


@pytest.mark.parametrize(("first", "then"), [("СШ № 1", "СШ № 2"), ("СШ № 2", "СШ № 1")])
def test_a_host_of_two_houses_reads_of_a_move_between_them(make_year, first, then):
    """One mail that says from where to where, whichever of the houses stands first in the configuration."""
    year = hosted(make_year, BOTH, until="2020-10-02 11:00")
    year.dates(dates(place=first)).go("2020-10-02 12:00")
    year.dates(dates(place=then)).go("2020-10-05 12:00")
    assert heads(year) == ["Встреча у вас", "Изменение встречи у вас"]
    assert f"было: {first}\n  стало: {then}" in year.to("host")[-1].text.replace("\r", "")


def test_what_is_called_off_is_the_day_that_the_host_knows(make_year):
    """Moved on Saturday and cancelled on Sunday, or moved to another day and house at once: the host has the former day alone."""
    year = hosted(make_year, TWO, dates=dates(), until="2020-11-07 11:00")
    year.dates(dates("26.11.2020 14:30")).go("2020-11-08 12:00")
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2020-11-10 12:00")
    assert news(year)[-1][1].startswith("Отмена встречи у вас: 19 ноября")
    assert "26 ноября" not in year.to("host")[-1].text
    year.dates(dates()).go("2020-11-11 12:00")
    year.dates(dates("27.11.2020 14:30", place="режим онлайн")).go("2020-11-12 12:00")
    assert news(year)[-1][1].startswith("Встреча не у вас: 19 ноября")
    assert "пройдёт онлайн" in year.to("host")[-1].text


def test_a_host_reads_that_a_day_is_not_certain(make_year):
    """A tentative date is that for the room, too; when it is certain, a change says so."""
    year = hosted(make_year, until="2020-10-02 11:00")
    year.dates(dates() + "tentative = true\n").go("2020-10-02 12:00")
    year.dates(dates()).go("2020-10-05 12:00")
    assert [subject.partition(":")[0] for _, subject in news(year)] == ["Предварительно. Встреча у вас", "Изменение встречи у вас"]
    assert ["Дата предварительная" in mail.text for mail in year.to("host")] == [True, False]


def test_a_move_to_another_house_is_told_in_both(make_year):
    """The former host reads that the room is free, the new one that they come."""
    year = hosted(make_year, TWO, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00")
    year.dates(dates(place="СШ № 2")).go("2020-10-05 12:00")
    assert heads(year) == ["Встреча у вас", "Встреча не у вас"]
    assert heads(year, "other") == ["Встреча у вас"]


def test_the_host_of_a_place_that_became_open_hears_of_the_cancellation(make_year):
    """Her decision named one of two venues; the cancellation takes its line, and the place is open again."""
    year = hosted(make_year, TWO, plan=SCHOOLS.replace('"СШ № 1"', '"СШ № 1", "СШ № 2"'), until="2020-10-02 11:00")
    year.dates(dates(place="СШ № 1")).go("2020-10-02 12:00")
    year.dates(dates()).go("2020-10-02 13:00")
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2020-10-05 12:00")
    assert heads(year) == ["Встреча у вас", "Отмена встречи у вас"]
    assert news(year, "other") == []


OPEN = SCHOOLS.replace('"СШ № 1"', '"СШ № 1", "СШ № 2"').replace("ноябрь 2020", "19 ноября 2020 14.30")


def test_of_two_venues_no_host_hears_before_one_is_chosen(make_year):
    """Rule 11: the guests read that the place follows; the chosen host hears with the answer, before the guests do, the other one never."""
    year = hosted(make_year, TWO, plan=OPEN, until="2020-11-16 12:00")
    assert (news(year), news(year, "other")) == ([], [])
    assert ("05.11 10:00", "invitation") in year.story("anna")
    year.dates('[dates."teor-2"]\nplace = "СШ № 2"\n').go("2020-11-20 12:00")
    assert (heads(year), heads(year, "other")) == ([], ["Встреча у вас"])
    late = [mail.row.kind for mail in year.since("2020-11-16 12:01") if mail.row.role != "coordinator"]
    assert late[:3] == ["host-notice", "change", "change"]


def test_the_question_of_two_venues_presses_as_the_day_nears(make_year):
    """Between digests, too, on a working day: when the invitation goes with both, and once more shortly before, here in the digest of that
    Monday; «⚠» from then on. It says that no host is written to, and is gone with the answer."""
    year = hosted(make_year, TWO, plan=OPEN, until="2020-11-16 12:00")
    asked = [(f"{mail.at:%d.%m %H:%M}", one_line(mail.text)) for mail in year.to("coordinator", "acknowledgement")
             if "места" in mail.text]
    assert [when for when, _ in asked] == ["05.11 09:00"]
    assert "Приглашение больше не ждёт" in asked[0][1]
    assert "Принимающей стороне не пишем, пока вы не выберете" in asked[0][1]
    digests = {f"{mail.at:%d.%m}": one_line(mail.text) for mail in year.to("coordinator", "digest")}
    assert "Без ответа приглашение уйдёт 05.11 с обоими местами" in digests["02.11"]
    assert ("⚠ teor-2" in digests["02.11"], "⚠ teor-2" in digests["09.11"]) == (False, True)
    assert "Встреча уже 19.11, а в плане два места: «СШ № 1» и «СШ № 2»" in digests["16.11"]
    year.dates('[dates."teor-2"]\nplace = "СШ № 2"\n').go("2020-11-19 12:00")
    assert all("а в плане два места" not in mail.text for mail in year.since("2020-11-16 12:01"))


def test_three_venues_are_counted_as_three(make_year):
    """«Два места», «оба места» would be said of three schools."""
    year = make_year(plan=OPEN.replace('"СШ № 2"]', '"СШ № 2", "Гимназия № 1"]')).go("2020-09-01 12:00").arm().go("2020-11-16 12:00")
    digests = {f"{mail.at:%d.%m}": one_line(mail.text) for mail in year.to("coordinator", "digest")}
    assert "В плане три места: «СШ № 1», «СШ № 2» и «Гимназия № 1». Где встречаемся?" in digests["02.11"]
    assert "приглашение уйдёт 05.11 со всеми местами" in digests["02.11"]
    assert "в нём все места и «место уточняется»" in digests["09.11"]
    assert "Встреча уже 19.11, а в плане три места" in digests["16.11"]


def test_without_hosts_the_question_does_not_speak_of_them(make_year):
    """No house of the configuration is meant: nobody would be told."""
    year = hosted(make_year, "", plan=OPEN, until="2020-11-16 12:00")
    assert all("Принимающей" not in mail.text for mail in year.to("coordinator"))


def test_tomorrow_is_not_said_on_the_day_itself(make_year):
    """«Завтра» is true today only: what the server put off until after midnight is made anew."""
    year = hosted(make_year, until="2020-11-18 21:48")
    answered(year, GREY)
    year.dates(dates("19.11.2020 14:30")).go("2020-11-19 12:00")
    assert [(when, "сегодня" in subject) for when, subject in news(year)] == [("19.11 07:00", True)]


def test_urgent_news_that_may_have_come_is_told_again_the_next_day(make_year):
    """No reply in the evening, nothing before midnight: whether the host has it nobody knows, and it is the only word of this day."""
    year = hosted(make_year, until="2020-11-18 21:48")
    post = answered(year, LOST)
    year.dates(dates("19.11.2020 14:30")).go("2020-11-19 12:00")
    assert [f"{mail.at:%d.%m}" for mail in year.to("host", "host-notice")] == ["19.11"]
    assert len({str(one.id) for one in post.seen if one.address == "host@lib.example"}) == 2


def test_whoever_is_no_host_any_more_hears_nothing_and_she_reads_what_was_not_said(make_year):
    """Absence never causes mail: the former host is not written to, and the coordinator knows whom to tell herself."""
    year = hosted(make_year, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00")
    year.write("config.toml", CONFIG + ONE.replace("host@", "new@"))
    year.go("2020-10-05 12:00").dates(dates("26.11.2020 14:30")).go("2020-10-12 12:00")
    assert heads(year) == ["Встреча у вас"]
    assert heads(year, "new") == ["Встреча у вас", "Перенос встречи у вас"]
    told = one_line(year.to("coordinator", "acknowledgement")[-1].text)
    assert "host@lib.example письмо не отправлено (она больше не названа в настройках)" in told
    assert "26.11.2020, изменилась" in told


def test_the_last_host_taken_out_is_not_written_to_either(make_year):
    """No venue has a host any more; what waits for the former one stays unsent."""
    year = hosted(make_year, until="2020-10-02 11:00")
    answered(year, GREY)
    year.dates(dates()).go("2020-10-02 11:10")
    year.write("config.toml", CONFIG)
    year.go("2020-10-12 12:00")
    assert year.to("host") == []


def test_a_corrected_address_of_a_host_is_told_and_the_wrong_one_is_not(make_year):
    """What waits for the wrong address does not leave any more."""
    year = hosted(make_year, until="2020-10-02 11:00")
    post = answered(year, GREY)
    year.dates(dates()).go("2020-10-02 11:10")
    year.write("config.toml", CONFIG + ONE.replace("host@", "hosts@"))
    year.go("2020-10-05 12:00")
    assert [outgoing.address for outgoing in post.seen if "host" in outgoing.address] == ["host@lib.example", "hosts@lib.example"]


@pytest.mark.parametrize("waiting", [False, True])
def test_who_lost_one_house_and_keeps_another_hears_what_is_off_there(make_year, waiting):
    """The cancellation names the house that was told, made before the house was lost or after it; nothing goes because of the loss."""
    year = hosted(make_year, BOTH, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00")
    if waiting:
        answered(year, GREY)
        year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2020-10-02 12:10")
    year.write("config.toml", CONFIG + BOTH.replace('host@', 'new@', 1))
    year.go("2020-10-02 12:20")
    assert heads(year) == ["Встреча у вас"]
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n').go("2020-10-05 12:00")
    assert heads(year) == ["Встреча у вас", "Отмена встречи у вас"]
    assert "СШ № 2" not in year.to("host")[-1].text


def test_a_house_that_was_lost_is_not_said_to_be_left_by_a_meeting_that_stays_there(make_year):
    """Another hour in the same house is its new host's news; the former one, who keeps another house, is for the coordinator to tell.
    Gone to a third house is told."""
    year = hosted(make_year, BOTH, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00")
    year.write("config.toml", CONFIG + BOTH.replace('host@', 'new@', 1))
    year.go("2020-10-02 12:20").dates(dates("26.11.2020 14:30")).go("2020-10-02 13:00")
    assert (heads(year), heads(year, "new")) == (["Встреча у вас"], ["Встреча у вас", "Перенос встречи у вас"])
    assert "host@lib.example письмо не отправлено" in one_line(year.to("coordinator", "acknowledgement")[-1].text)
    year.dates(dates("26.11.2020 14:30", place="Гимназия № 4")).go("2020-10-05 12:00")
    assert (heads(year), heads(year, "new")[-1]) == (["Встреча у вас", "Встреча не у вас"], "Встреча не у вас")
    assert "Помещение: СШ № 1" in year.to("host")[-1].text


@pytest.mark.parametrize("why", ["по просьбе", "в списке людей отмечен уход"])
def test_a_host_who_left_or_asked_for_silence_has_it(make_year, why):
    """A librarian who hosts: «стоп» is for all mails, and who has left the school opens no room. The coordinator reads of it."""
    year = hosted(make_year, ONE.replace("host@lib", "anna@mail"), until="2020-10-02 11:00")
    if why == "по просьбе":
        with year.store.transaction():
            year.ledger.people.set_state("anna@mail.example", "paused", why)
    else:
        year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,2020-10-01"))
    year.go("2020-10-02 11:01").dates(dates()).go("2020-10-12 12:00")
    assert year.to("anna", "host-notice") == []
    told = [f"anna@mail.example письмо не отправлено ({why})" in one_line(mail.text) for mail in year.to("coordinator")]
    assert told.count(True) == 1


def test_a_librarian_who_hosts_hears_in_both_roles(make_year):
    """The room is asked of her as host, the invitation is hers as guest."""
    year = hosted(make_year, ONE.replace("host@lib", "anna@mail"), until="2020-11-02 11:00")
    year.dates(dates()).go("2020-11-02 12:00")
    assert year.story("anna")[-2:] == [("02.11 11:10", "host-notice"), ("02.11 11:10", "invitation")]


def test_news_that_waits_for_a_yes_waits_with_the_hosts_too(make_year):
    """Rule 16: a move that needs her yes is told to no host before, and then to the host first."""
    year = hosted(make_year, ONE + "[policy]\napprove_above_events = 0\n", dates=dates(), until="2020-11-02 11:00")
    year.dates(dates("26.11.2020 14:30")).go("2020-11-03 12:00")
    assert heads(year) == ["Встреча у вас"]
    assert len(year.to("coordinator", "alarm")) == 1
    assert "change" not in [kind for _, kind in year.story("anna")]
    year.do("approve")
    year.go("2020-11-03 13:00")
    assert heads(year) == ["Встреча у вас", "Перенос встречи у вас"]
    assert [mail.row.kind for mail in year.since("2020-11-03 12:00") if mail.row.role != "coordinator"] == ["host-notice", "change", "change"]


def test_a_burst_for_hosts_alone_waits_for_a_yes(make_year):
    """Rule 16 counts what hosts would hear, though the guests' turn is weeks away."""
    year = hosted(make_year, ONE + "[policy]\napprove_above_events = 0\n", until="2020-09-07 11:00")
    year.dates(dates()).go("2020-09-08 12:00")
    assert news(year) == []
    assert len(year.to("coordinator", "alarm")) == 1
    year.do("approve")
    assert [when for when, _ in news(year.go("2020-10-25 12:00"))] == ["08.09 12:00"]
    assert year.story("anna", "invitation") == [("20.10 10:00", "invitation")]


def test_what_the_host_was_told_is_not_told_again_by_a_restart_or_an_edit_of_the_configuration(make_year):
    """Each state once: a new process, a host more, another name of the house."""
    year = hosted(make_year, until="2020-10-02 11:00")
    year.dates(dates()).go("2020-10-02 12:00").restart()
    year.write("config.toml", CONFIG + ONE.replace('"host@lib.example"', '["second@lib.example", "host@lib.example"]'))
    year.go("2020-10-05 12:00")
    assert (heads(year), heads(year, "second")) == (["Встреча у вас"], ["Встреча у вас"])


def heads(year, who="host"):
    """What the subjects of a host's notices begin with."""
    return [subject.partition(":")[0] for _, subject in news(year, who)]


def one_line(text):
    """The words, wherever lines end."""
    return " ".join(text.split())


def answered(year, *results):
    """From now on the server says this to the mails to the host, one after another, and takes all others."""
    post = Post({"host@lib.example": list(results)})
    year.delivery.change(post, sender=lambda _: "gmo@cdo.example", limits=year.inputs.settings.limits)
    return post


@pytest.mark.parametrize(("sender", "answers"), [("host@lib.example", True), ("host@lib.example", False), ("hall@lib.example", True)])
def test_what_a_host_answers_is_brought_at_once(make_year, sender, answers):
    """«Если день вам не подходит, ответьте на это письмо»: the subject alone, on Monday, would be too late. Another box answers as well."""
    year = hosted(make_year, until="2020-10-02 11:00").dates(dates()).go("2020-10-06 12:00")
    notice = year.to("host", "host-notice")[-1].row.message_id
    hear(year, letter(year, "К сожалению, зал занят. Можно 26 ноября?", sender=sender, answers=notice if answers else ""))
    year.go("2020-10-06 12:20")
    assert f"Письмо от {sender}: «К сожалению, зал занят. Можно 26 ноября?»" in year.to("coordinator", "acknowledgement")[-1].text


def test_a_letter_of_a_host_without_words_is_brought_by_its_subject(make_year):
    """A scan: «Письмо от host@lib.example: «»» said nothing."""
    year = hosted(make_year, until="2020-10-02 11:00").dates(dates()).go("2020-10-06 12:00")
    hear(year, letter(year, "", sender="host@lib.example", answers=year.to("host", "host-notice")[-1].row.message_id))
    year.go("2020-10-06 12:20")
    assert "Письмо от host@lib.example: письмо без текста, «Re: Сводка»" in year.to("coordinator", "acknowledgement")[-1].text


def test_a_hosts_thanks_are_not_brought(make_year):
    """Nobody need read them; and what a host writes decides nothing."""
    year = hosted(make_year, until="2020-10-02 11:00").dates(dates()).go("2020-10-06 12:00")
    before, notice = len(year.to("coordinator")), year.to("host", "host-notice")[-1].row.message_id
    hear(year, letter(year, "Спасибо!", sender="host@lib.example", answers=notice))
    year.go("2020-10-06 12:20")
    assert len(year.to("coordinator")) == before
    hear(year, letter(year, "teor-2: отмена", sender="host@lib.example", answers=notice))
    assert "cancelled" not in (year.folder / "dates.toml").read_text(encoding="utf-8")


def test_of_a_strangers_letter_there_is_its_subject(make_year):
    """Who answers no mail of ours is told of on Monday."""
    year = hosted(make_year, until="2020-10-02 11:00")
    hear(year, letter(year, "Купите слона", sender="seller@mail.example"))
    year.go("2020-10-05 09:10")
    assert "Письмо от seller@mail.example: «Re: Сводка»" in year.to("coordinator", "digest")[-1].text
    assert "слона" not in "".join(mail.text for mail in year.to("coordinator"))
