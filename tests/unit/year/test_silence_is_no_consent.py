"""Rule 16 held for weeks, and what an outage swallowed: what nobody allowed or nobody heard of is said, never assumed."""

import pytest
from support.year import PLAN, moscow

ROW = PLAN[PLAN.index("[[item]]"):]
FOUR = PLAN + "".join(ROW.replace("teor-2", f"teor-{n}") for n in (4, 5, 6))
DATES = "[dates]\n" + "".join(f'"teor-{n}" = "{15 + n}.11.2020 14:30"\n' for n in (2, 4, 5, 6))  # 17, 19, 20 and 21 (a Saturday)


def four_at_once(make_year):
    """Four meetings confirmed in one edit on 2 November; nobody says yes."""
    year = make_year.armed("2020-11-02 12:00", plan=FOUR)
    year.dates(DATES)
    return year


def test_what_waits_for_a_yes_goes_on_waiting_when_one_of_it_is_over(make_year):
    """Four wait; after the 17th they are three, which is no more than the limit: still nobody said yes."""
    year = four_at_once(make_year).go("2020-11-30 12:00")
    assert year.to("anna", "invitation", "reminder") == []


def test_she_is_asked_once_and_reminded_by_every_digest(make_year):
    """One alarm; then what waits stands first in the Monday digests, not among what leaves, and leaves them when it is over."""
    year = four_at_once(make_year).go("2020-11-24 12:00")
    assert len(year.to("coordinator", "alarm")) == 1
    asked = {f"{mail.at:%d.%m}": mail.text for mail in year.to("coordinator", "digest") if "Ждут вашего «да»" in mail.text}
    assert list(asked) == ["09.11", "16.11"]
    assert "новости сразу о 4 мероприятиях" in asked["09.11"]
    assert "Приглашение 17.11.2020 — «" in asked["09.11"]
    assert all("Ничего не запланировано" in text for text in asked.values())
    assert all("да — согласиться" in text and "\n  :" not in text for text in asked.values()), "an example names a row, or none stands there"


def test_a_day_called_off_while_it_waits_waits_no_more(make_year):
    """She called one off, put one off and took one back, and says yes to the last: no digest goes on asking for a yes to a meeting that is off."""
    off = '[dates."teor-2"]\ncancelled = "карантин"\n[dates."teor-4"]\nplan = "декабрь 2020"\n'
    fifth, sixth = '"teor-5" = "20.11.2020 14:30"\n', '"teor-6" = "21.11.2020 14:30"\n'
    year = four_at_once(make_year).go("2020-11-04 12:00").dates(f"[dates]\n{fifth}{sixth}{off}").go("2020-11-09 12:00")
    digest = year.to("coordinator", "digest")[-1].text
    assert "новости сразу о 2 мероприятиях" in digest
    assert [day in digest for day in ("17.11", "19.11", "20.11")] == [False, False, True]
    year.dates(f"[dates]\n{fifth}{off}").go("2020-11-16 12:00")
    assert "Ждёт вашего «да»: новость об одном мероприятии" in year.to("coordinator", "digest")[-1].text
    year.do("approve")
    year.go("2020-11-30 12:00")
    assert {mail.row.item for mail in year.to("anna", "invitation", "reminder", "cancellation")} == {"teor-5"}
    assert "вашего «да»" not in year.to("coordinator", "digest")[-1].text


def test_she_sees_what_she_says_yes_to(make_year):
    """Four meetings called off at once are no four meetings to come, and none of the four is cut off."""
    year = four_at_once(make_year).go("2020-11-02 13:00")
    year.do("approve")
    year.go("2020-11-03 12:00")
    year.dates("".join(f'[dates."teor-{n}"]\ncancelled = "карантин"\n' for n in (2, 4, 5, 6)))
    year.go("2020-11-03 13:00")
    words = year.to("coordinator", "alarm")[-1].text.casefold()
    assert all(f"отмена {day}.11.2020 — «" in words for day in (17, 19, 20, 21))
    assert "приглашение" not in words


def test_she_is_asked_once_more_before_people_come_in_vain(make_year):
    """Four meetings called off, and no yes: two days before each she is asked for that one, and Monday's digests go on as ever. Where people
    were told nothing yet, as in the first week of November, none comes in vain, and the digests are enough."""
    year = four_at_once(make_year).go("2020-11-02 13:00")
    year.do("approve")
    year.go("2020-11-03 12:00")
    year.dates("".join(f'[dates."teor-{n}"]\ncancelled = "карантин"\n' for n in (2, 4, 5, 6))).go("2020-11-24 12:00")
    first, second, *others = [mail for mail in year.to("coordinator", "alarm") if mail.at > moscow("2020-11-03 12:00")]
    assert second.at == moscow("2020-11-15 14:30")
    assert "новость об одном мероприятии" in second.subject
    assert "времени почти не осталось" in " ".join(second.text.split())
    assert "отмена 17.11.2020" in " ".join(second.text.split()).casefold()
    before, _, along = " ".join(second.text.split()).partition("«Да» отпустит и остальное, что его ждёт: ")
    assert "19.11" not in before
    assert all(f"отмена {day}.11.2020" in along for day in (19, 20, 21))
    assert "отпустит и остальное" not in first.text
    assert [f"{mail.at:%d.%m %H:%M}" for mail in (first, *others)] == ["03.11 12:10", "18.11 07:00", "19.11 07:00", "20.11 07:00"]
    year.do("approve")
    assert year.go("2020-11-25 12:00").to("anna", "cancellation") == []


@pytest.mark.parametrize(("long", "named", "more"), [(0, 6, ""), (1, 4, "»; и ещё 2.")])
def test_she_reads_of_as_many_as_a_line_has_room_for(make_year, long, named, more):
    """Six with short titles are six; whatever is not named is counted."""
    title = "Новое в библиотечном обслуживании"
    rows = [ROW.replace("teor-2", f"teor-{n}").replace(title, f"{title}: опыт, находки и трудности школ города" * long or title) for n in range(4, 10)]
    year = make_year(plan=PLAN[:PLAN.index("[[item]]")] + "".join(rows)).go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    year.dates("[dates]\n" + "".join(f'"teor-{n}" = "{15 + n}.11.2020 14:30"\n' for n in range(4, 10)))
    year.go("2020-11-09 12:00")
    for mail in (year.to("coordinator", "alarm")[-1], year.to("coordinator", "digest")[-1]):
        words = " ".join(mail.text.split())
        assert words.casefold().count("приглашение ") == named
        assert more in words
        assert ("и ещё" in words) == bool(more)


def test_her_yes_releases_what_is_still_to_come(make_year):
    """Late, but not too late: the three that are not over are told, the one of the 17th is not."""
    year = four_at_once(make_year).go("2020-11-18 09:00")
    year.do("approve")
    year.go("2020-11-18 12:00")
    assert [mail.row.item for mail in year.to("anna", "invitation")] == ["teor-4", "teor-5", "teor-6"]


def test_one_decision_beside_what_waits_is_not_held(make_year):
    """A single confirmation afterwards is one event, not five."""
    year = four_at_once(make_year).go("2020-11-05 12:00")
    year.write("plan.toml", FOUR + ROW.replace("teor-2", "teor-7").replace("ноябрь", "декабрь"))
    year.dates(DATES + '"teor-7" = "03.12.2020 14:30"\n')
    year.go("2020-11-05 13:00")
    assert [mail.row.item for mail in year.to("anna", "invitation")] == ["teor-7"]


def test_an_event_that_passed_during_an_outage_unheard_is_told_to_the_coordinator(make_year):
    """Rule 15: what was missed is listed, the invitation nobody got before all."""
    year = make_year(dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2020-10-18 12:00")
    year.sleep("2020-11-20 12:00").go("2020-11-23 12:00")
    assert year.to("anna", "invitation", "reminder") == []
    first = next(mail for mail in year.since("2020-11-20 00:00") if mail.row.kind == "digest")
    assert "20 октября, вт, в 10:00: приглашение, Новое в библиотечном обслуживании: мероприятие прошло" in first.text
    assert "участники о нём не узнали" not in year.to("coordinator", "digest")[-1].text
