"""«Отменяю предыдущее письмо», «стоп»: what comes back, what is too late, and what somebody edited since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import PLAN, Year

from notifier.flows.deciding.begun import MARK
from notifier.flows.deciding.commands import Commands

SECOND = PLAN + PLAN[PLAN.index("[[item]]"):].replace("teor-2", "prak-2").replace("ноябрь 2020", "декабрь 2020")


@lived_once
def asked(make_year):
    """A year in which November has just been asked for."""
    return make_year(plan=SECOND).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")


def says(year: Year, words: str, at: str) -> None:
    """Her letter at this minute of 21 September, under the newest digest."""
    year.go(f"2020-09-21 {at}")
    hear(year, answer(year, words))


def written(year: Year) -> str:
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


def told(year: Year) -> str:
    """All she was told, without line breaks."""
    return " ".join(" ".join(mail.text for mail in year.to("coordinator", "acknowledgement")).split())


@pytest.mark.parametrize("words", ["Отменяю предыдущее письмо", "Не обращайте внимания на прошлое письмо."])
def test_only_what_the_letter_before_decided_comes_back(asked, words):
    """The letter before that one stands."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    says(asked, "prak-2: 10.12 в 14:30", "12:02")
    says(asked, words, "12:03")
    assert "19.11.2020 14:30" in written(asked)
    assert "10.12" not in written(asked)
    asked.go("2020-09-21 12:30")
    assert "Взято назад: prak-2" in told(asked)


def test_a_second_date_comes_back_to_the_first(asked):
    """Two letters about one row: the second goes, the first stands; «стоп» then takes that one, too."""
    says(asked, "teor-2: 12.11 в 14:30", "12:01")
    says(asked, "teor-2: 26.11 в 14:30", "12:02")
    says(asked, "Прошлое письмо отправила по ошибке", "12:03")
    assert "12.11.2020 14:30" in written(asked)
    says(asked, "стоп", "12:04")
    assert "12.11" not in written(asked)


def test_what_is_too_late_is_told_with_what_undoes_it(asked):
    """After the half hour the letter stands, and she reads what it did, who knows of it and what to write."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    says(asked, "Отменяю предыдущее письмо", "13:00")
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-21 13:30")
    assert "Письмо от 21.09 12:01 решило: teor-2: 19.11.2020 14:30" in told(asked)
    assert "Участникам об этом ещё не писали" in told(asked)
    assert "«teor-2: отмена, причина»" in told(asked)


def test_what_she_decided_while_the_clock_ran_ahead_is_told_once_it_is_right(asked):
    """The half hour began fifty days ahead: whoever arms says that the clock is right, and it is half an hour from then."""
    ahead = timedelta(days=50)
    asked.now += ahead
    hear(asked, answer(asked, "teor-2: 19.11 в 14:30"))
    asked.turn()
    asked.now += timedelta(minutes=3) - ahead
    asked.arm().go("2020-09-21 12:30")
    assert not asked.ledger.events.all()[0].settled
    asked.go("2020-09-21 12:40")
    assert asked.ledger.events.all()[0].settled
    says(asked, "стоп", "12:50")
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-10-22 12:00")
    assert [mail.row.kind for mail in asked.to("anna", "invitation")] == ["invitation"]


def test_a_letter_that_decided_nothing_has_nothing_to_take_back(asked):
    """She reads just that."""
    says(asked, "Отменяю предыдущее письмо", "12:01")
    asked.go("2020-09-21 12:30")
    assert "Прошлое письмо ничего не решило" in told(asked)


@pytest.mark.parametrize("words", ["стоп", "Отменяю предыдущее письмо"])
def test_what_was_edited_since_stays(asked, words):
    """Her later edit in the file is not undone by taking back the letter before it."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.dates(written(asked).replace("19.11.2020 14:30", "20.11.2020 15:00"))
    says(asked, words, "12:10")
    assert "20.11.2020 15:00" in written(asked)
    asked.go("2020-09-21 12:50")
    assert "после письма эту строку исправили в файле дат; правка осталась" in told(asked)


# --- heard again: the file was written, the commit met a lock, and she edited the file meanwhile

class Locked(Exception):
    """The commit did not succeed."""


def answer(year: Year, words: str) -> bytes:
    """Her letter under the newest digest."""
    digest = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    return letter(year, words, answers=digest)


def written_only(year: Year, raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter is written into the file, and its commit fails."""
    with monkeypatch.context() as patch:
        patch.setattr(type(year.ledger.facts), "mark_seen", lambda *_: (_ for _ in ()).throw(Locked))
        with pytest.raises(Locked):
            hear(year, raw)


def heard_twice(year: Year, words: str, monkeypatch: pytest.MonkeyPatch, edit: Callable[[str], str]) -> None:
    """The letter is written into the file and its commit fails; she edits the file; the letter is heard again."""
    raw = answer(year, words)
    written_only(year, raw, monkeypatch)
    year.dates(edit(written(year)))
    year.go("2020-09-21 12:05")
    hear(year, raw)


@pytest.mark.parametrize(("words", "was", "edited"), [
    ("teor-2: 19.11 в 14:30", "19.11.2020 14:30", "20.11.2020 15:00"),
    ("teor-2: 19.11 в 14:30", '"teor-2" = "19.11.2020 14:30"', ""),
    ("teor-2: 19.11 в 14:30, СШ № 5", "СШ № 5", "СШ № 8"),
    ("teor-2: отмена: карантин", 'cancelled = "карантин"', 'when = "26.11.2020 14:30"'),
    ("teor-2: перенос на декабрь", "декабрь", "январь 2021"),
])
def test_her_edit_after_the_letter_stays(asked, monkeypatch, words, was, edited):
    """Also where she put back what stood before; she reads that the letter was not carried out over it."""
    heard_twice(asked, words, monkeypatch, lambda text: text.replace(was, edited))
    assert was not in written(asked)
    assert edited in written(asked)
    asked.go("2020-09-21 12:50")
    assert "После вашего письма эту запись исправили в файле дат, и правка осталась" in told(asked)


@pytest.mark.parametrize("edits", [True, False])
def test_what_she_put_back_after_a_kill_stays(asked, monkeypatch, edits):
    """Killed before it was marked how the letter left the file: whether she wrote what stands there is known by the file. What nobody
    wrote since is carried out."""
    asked.dates("[dates]\n")
    raw, before = answer(asked, "teor-2: 19.11 в 14:30"), written(asked)
    with monkeypatch.context() as patch:
        patch.setattr("notifier.flows.hearing.intake.leave", lambda *_: None)
        if edits:
            written_only(asked, raw, monkeypatch)
            assert "19.11.2020" in written(asked)
            asked.dates(before)
        else:  # before a byte was written
            patch.setattr(Commands, "words", lambda *_: (_ for _ in ()).throw(Locked))
            with pytest.raises(Locked):
                hear(asked, raw)
    asked.go("2020-09-21 12:05")
    hear(asked, raw)
    assert ("19.11.2020" in written(asked)) is not edits
    asked.go("2020-09-21 12:50")
    assert ("эту запись исправили в файле дат, и правка осталась" in told(asked)) is edits


def test_her_edit_stays_however_often_the_letter_is_heard(asked, monkeypatch):
    """She took the date out again; the second hearing's commit fails as well, and what it left is her edit, not the letter's word."""
    raw, before = answer(asked, "teor-2: 19.11 в 14:30"), written(asked)
    for _ in range(2):
        written_only(asked, raw, monkeypatch)
        asked.dates(before)
    hear(asked, raw)
    assert written(asked) == before


def test_an_edit_of_another_row_stops_no_letter_that_was_not_written_yet(asked, monkeypatch):
    """Its first hearing failed before it wrote anything: nobody edited what it decides."""
    raw = answer(asked, "teor-2: 19.11 в 14:30")
    with monkeypatch.context() as patch:
        patch.setattr(Commands, "words", lambda *_: (_ for _ in ()).throw(Locked))
        with pytest.raises(Locked):
            hear(asked, raw)
    asked.dates('[dates]\n"prak-2" = "10.12.2020 14:30"\n')
    hear(asked, raw)
    assert "19.11.2020 14:30" in written(asked)
    assert "10.12.2020 14:30" in written(asked)


def test_an_edit_of_another_row_stops_no_letter(asked, monkeypatch):
    """What the letter decided stands as it was written, and may be taken back."""
    heard_twice(asked, "teor-2: 19.11 в 14:30", monkeypatch, lambda text: text + '"prak-2" = "10.12.2020 14:30"\n')
    assert "19.11.2020 14:30" in written(asked)
    says(asked, "стоп", "12:10")
    assert "19.11" not in written(asked)
    assert "10.12.2020 14:30" in written(asked)


def test_lines_of_one_letter_heard_twice_are_no_edits(asked, monkeypatch):
    """The second line found what the first had written and was refused for it."""
    asked.dates('[dates."teor-2"]\nmilestones = [{ title = "Старт", when = "18.01.2021" }]\n')
    asked.go("2020-09-21 12:02")
    digest = [mail for mail in asked.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    raw = letter(asked, "teor-2: Старт — 20.01.2021\nteor-2: Финал — 22.04.2021 14:30", answers=digest)
    with monkeypatch.context() as patch:
        patch.setattr(Commands, "words", lambda *_: (_ for _ in ()).throw(Locked))
        with pytest.raises(Locked):
            hear(asked, raw)
    hear(asked, raw)
    assert 'title = "Старт", when = "20.01.2021"' in written(asked)
    assert 'title = "Финал", when = "22.04.2021 14:30"' in written(asked)


def test_what_she_edited_beside_a_letter_heard_twice_is_not_taken_back(asked, monkeypatch):
    """The place that she wrote between the two hearings is none of the letter's."""
    heard_twice(asked, "teor-2: 19.11 в 14:30", monkeypatch,
                lambda _: '[dates]\n"teor-2" = { when = "19.11.2020 14:30", place = "СШ № 8" }\n')
    says(asked, "стоп", "12:10")
    assert "19.11" not in written(asked)
    assert "СШ № 8" in written(asked)


def test_a_stop_heard_twice_is_told_as_done(asked, monkeypatch):
    """The first hearing brought back what stood before: that is no edit of hers."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    heard_twice(asked, "стоп", monkeypatch, lambda text: text)
    assert "19.11" not in written(asked)
    asked.go("2020-09-21 12:50")
    assert "Взято назад: teor-2" in told(asked)


def test_nobody_hears_of_a_letter_that_was_written_and_not_finished(asked, monkeypatch):
    """The mailbox can't be read meanwhile: it settles no sooner than if it had been finished. What stood in the file before waits no longer."""
    asked.dates('[dates]\n"prak-2" = "10.12.2020 14:30"\n')
    written_only(asked, answer(asked, "teor-2: 19.11 в 14:30"), monkeypatch)
    asked.go("2020-09-21 12:29")
    assert [row.event.item for row in asked.view().rows] == ["prak-2"]
    asked.go("2020-09-21 12:30")
    assert sorted(row.event.item for row in asked.view().rows) == ["prak-2", "teor-2"]


DECIDED = '[dates."teor-2"]\nwhen = "19.11.2020 14:30"\n'
EVENTS = '[[occurrence]]\nitem = "prak-2"\ntitle = "Горячая линия"\nwhen = "20.11.2020 12:00"\n\n' + (
    '[[occurrence]]\nitem = "prak-2"\ntitle = "Курсы ФГОС"\nwhen = "27.11.2020 10:00"\n')


@pytest.mark.parametrize(("words", "dates", "told_of"), [
    ("teor-2: на неделю позже", DECIDED, "26.11.2020 14:30"),
    ("teor-2: 15:00 вместо 14:30", DECIDED, "19.11.2020 15:00"),
    ("19 ноября переносим на 26 ноября в 14:30", DECIDED, "26.11.2020 14:30"),
    ("teor-2: отмена 19.11, карантин", DECIDED, "отменено"),
    ("prak-2: перенос с 20.11 на 23.11 в 12:00", EVENTS, "теперь 23.11.2020 12:00"),
    ("prak-2: Горячая линия отменяется, лектор болен", EVENTS, "отменено «Горячая линия»"),
])
def test_a_letter_heard_twice_is_about_what_stood_before_it(make_year, monkeypatch, words, dates, told_of):
    """«Не понято», she read, of what stood in the file by her own word; and «стоп» found nothing to take back."""
    year = make_year(plan=SECOND.replace("декабрь 2020", "По графику СОИРО"), dates=dates).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")
    heard_twice(year, words, monkeypatch, lambda text: text)
    assert written(year) != dates
    year.go("2020-09-21 12:20")
    assert told_of in told(year)
    says(year, "стоп", "12:21")
    assert written(year) == dates


@pytest.mark.parametrize(("words", "dates", "was", "edited"), [
    ("19 ноября отменяется, карантин", DECIDED, "19.11", "26.11"),
    ("Горячая линия отменяется, лектор болен", EVENTS, "20.11", "23.11"),
])
def test_what_she_moved_before_her_letter_was_heard_is_not_called_off(make_year, monkeypatch, words, dates, was, edited):
    """Its first hearing wrote nothing; the meeting that it spoke of is gone from the file by her own hand."""
    year = make_year(plan=SECOND.replace("декабрь 2020", "По графику СОИРО"), dates=dates).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")
    with monkeypatch.context() as patch:
        patch.setattr(Commands, "words", lambda *_: (_ for _ in ()).throw(Locked))
        raw = letter(year, words, answers=year.to("coordinator", "digest")[-1].row.message_id)
        with pytest.raises(Locked):
            hear(year, raw)
    year.dates(dates.replace(was, edited))
    year.go("2020-09-21 12:05")
    hear(year, raw)
    assert written(year) == dates.replace(was, edited)
    year.go("2020-09-21 12:50")
    assert "После вашего письма эту запись исправили в файле дат" in told(year)


def test_a_letter_is_heard_where_its_mark_has_no_place(asked):
    """The mark tells a later edit from the letter's own, no more: without it the letter counts, and may be taken back."""
    (asked.folder / "state" / MARK).mkdir(parents=True)
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    assert "19.11.2020 14:30" in written(asked)
    says(asked, "стоп", "12:10")
    assert "19.11" not in written(asked)


@pytest.mark.parametrize(("words", "stands"), [("teor-2: 19.11 в 14:30", "19.11.2020 14:30"),
                                               ("prak-2: 16.11 12:00 Вебинар «Фонды» https://soiro.example/x", "Вебинар")])
def test_what_a_broken_file_keeps_is_told_to_nobody(make_year, words, stands):
    """«Стоп» while the file can't be read: nothing is taken back yet, and she reads so; nobody hears of it, and her next «стоп» does it."""
    schedule = SECOND.replace("декабрь 2020", "По графику СОИРО")
    asked = make_year.armed("2020-11-06 12:00", plan=schedule)
    answers = [mail for mail in asked.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    hear(asked, letter(asked, words, answers=answers))
    sound = written(asked)
    assert stands in sound
    asked.dates(sound + '[dates\n"teor" = \n')
    asked.go("2020-11-06 12:10")
    hear(asked, letter(asked, "стоп", answers=answers))
    asked.go("2020-11-06 18:00")
    assert "взять назад пока не вышло" in told(asked)
    assert "До 07.11 12:10 участникам об этом ничего не уйдёт" in told(asked)
    assert "Взято назад" not in told(asked)
    asked.dates(sound)
    asked.go("2020-11-07 10:00")
    hear(asked, letter(asked, "стоп", answers=answers))
    asked.go("2020-11-10 12:00")
    assert stands not in written(asked)
    assert asked.to("anna", "invitation", "announcement") == []


def test_what_was_not_understood_keeps_the_decision_back(asked):
    """«Это не то» ten minutes before the half hour is over: nobody hears of the decision before she could say «стоп»."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.go("2020-09-21 12:20")
    says(asked, "Ой, это совсем не то", "12:25")
    asked.go("2020-09-21 12:40")
    assert "О решённом раньше (teor-2) участники ещё не знают. До 12:55 можно взять назад" in told(asked)
    says(asked, "стоп", "12:50")
    assert "19.11" not in written(asked)


def test_it_is_kept_back_once_more_at_the_most(asked):
    """Letters that nobody understands do not hold a meeting back for ever."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    for at in ("12:20", "12:45", "12:59"):
        says(asked, f"Что скажете об этом ({at})", at)
    asked.go("2020-09-21 13:05")
    assert "До 13:01 можно взять назад" in told(asked)
    assert "приглашение уйдёт" in told(asked)


@pytest.mark.parametrize("words", ["Нет", "не надо"])
def test_no_to_an_acknowledgement_takes_its_decision_back(asked, words):
    """«Хорошо, ничего не сделано», she read, and twenty minutes later everybody was invited."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.go("2020-09-21 12:05")
    hear(asked, letter(asked, words, answers=asked.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "19.11" not in written(asked)
    asked.go("2020-09-21 12:40")
    assert "Взято назад: teor-2" in told(asked)


def test_no_about_another_row_takes_nothing_back(asked):
    """«prak-2: нет» under «Принято: … teor-2»."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.go("2020-09-21 12:05")
    hear(asked, letter(asked, "prak-2: нет", answers=asked.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "19.11" in written(asked)


def test_a_cancelling_that_is_urgent_is_kept_back_no_longer(make_year):
    """Seventy minutes before the meeting: the second letter, which nobody understands, must not make it fifteen."""
    year = make_year(dates='[dates."teor-2"]\nwhen = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2020-11-19 13:20")
    digest = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    hear(year, letter(year, "teor-2: отмена, болезнь", answers=digest))
    year.go("2020-11-19 13:45")
    hear(year, letter(year, "Всем звонила сама", answers=digest))
    year.go("2020-11-19 15:00")
    assert [f"{mail.at:%H:%M}" for mail in year.to("anna", "cancellation")] == ["13:50"]
    assert "О решённом раньше" not in told(year)


def test_no_that_comes_too_late_is_told_so(asked):
    """«Хорошо, ничего не сделано» under a decision that stands would be untrue."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.go("2020-09-21 13:00")
    hear(asked, letter(asked, "Нет", answers=asked.to("coordinator", "acknowledgement")[-1].row.message_id))
    asked.go("2020-09-21 13:20")
    assert "Брать назад уже нечего" in told(asked)
    assert "ничего не сделано" not in told(asked)


@pytest.mark.parametrize("words", ["не отменяйте!!!", "встреча в силе", "Встреча всё-таки состоится"])
def test_a_meeting_that_is_called_off_and_stands_after_all(make_year, words):
    """Under «Принято: отменено»: as «стоп»; after the half hour she hears that it is off."""
    year = make_year.armed("2020-11-09 12:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    hear(year, letter(year, "teor-2: отмена, карантин", answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.go("2020-11-09 12:02")
    told = year.to("coordinator", "acknowledgement")[-1].row.message_id
    hear(year, letter(year, words, answers=told))
    assert "cancelled" not in (year.folder / "dates.toml").read_text(encoding="utf-8")
    year.go("2020-11-09 15:00")
    assert year.to("anna", "cancellation") == []
    hear(year, letter(year, "teor-2: отмена, карантин", answers=told))
    year.go("2020-11-09 16:00")
    hear(year, letter(year, words, answers=told))
    year.go("2020-11-09 16:02")
    assert "так и осталось" in year.to("coordinator", "acknowledgement")[-1].text


@pytest.mark.parametrize("words", ["оставляем так", "teor-2: оставить"])
def test_what_stays_may_be_the_cancelling(make_year, words):
    """«Оставляем так» under «Принято: отменено» takes nothing back, and she hears that it is off."""
    year = make_year.armed("2020-11-09 12:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    hear(year, letter(year, "teor-2: отмена, карантин", answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.go("2020-11-09 12:02")
    hear(year, letter(year, words, answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "cancelled" in (year.folder / "dates.toml").read_text(encoding="utf-8")
    year.go("2020-11-09 12:04")
    assert "так и осталось" in year.to("coordinator", "acknowledgement")[-1].text


@pytest.mark.parametrize(("written_at", "cancelled"), [("2020-11-17 18:00", False), ("2020-11-18 18:00", True)])
def test_tomorrow_is_told_from_the_day_she_wrote(asked, written_at, cancelled):
    """A letter that was read a night later called off the meeting of another day."""
    says(asked, "teor-2: 19.11 в 14:30", "12:01")
    asked.go(written_at)
    late = answer(asked, "Завтрашняя встреча отменяется")
    asked.go("2020-11-18 20:00")
    hear(asked, late)
    assert ("cancel" in written(asked) or "отмен" in written(asked)) is cancelled
