"""Rules 6 and 14 before the first letter: what vanishes from a file unannounced is said to the coordinator, once, and to nobody else."""

import pytest
from support.schedule import FEED, HEAD, LINE, PLAN
from support.year import PLAN as MEETINGS

ENTRY = '[[occurrence]]\nitem = "povy-2"\ntitle = "Вебинар РШБА"\nwhen = "{when}"\nlink = "https://example.org/w"\n'
FESTIVAL = ('[dates."teor-2"]\nmilestones = [\n  {{ title = "Приём заявок до", when = "16.11.2020" }},\n{last}]\n')
RESULTS = '  { title = "Итоги", when = "10.12.2020 14:30" },\n'
EXACT = MEETINGS.replace('"ноябрь 2020"', '"26 ноября 2020 14.30"')
OTHER_ROW = '[[item]]\nid = "teor-9"\nnumber = "9"\nsector = "Сектор"\ntopics = ["Другое"]\nwhen = "май 2021"\nplaces = []\n'


def asked(year):
    """How often she reads of it: in her mails at once and in the digests."""
    return [mail.row.kind for mail in year.to("coordinator", "acknowledgement", "digest") if "больше не указано в файлах" in mail.text]


def test_an_entry_taken_out_before_its_announcement_is_told_once(make_year):
    """She was promised «анонс уйдёт»; whoever saves an older file hears within ten minutes that it won't, and no Monday again."""
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=ENTRY.format(when="12.11.2020 12:00"))
    year.dates("[dates]\n").go("2020-11-20 12:00")
    assert asked(year) == ["acknowledgement"]
    told = year.to("coordinator", "acknowledgement")[-1]
    assert told.subject.startswith("К сведению. «Вебинар РШБА»")  # nothing she has to decide
    assert "Нужно решение" not in told.text
    assert "отвечать не нужно; если событие состоится, верните запись о нём." in told.text
    assert year.to("anna", "announcement") == []


def test_an_entry_that_vanished_from_a_feed_unannounced_is_a_question(make_year):
    """Rule 14, approved or not: an institute that drops a line calls nothing off by it."""
    lines = HEAD + LINE.format(when="20.11.2020 12:00") + LINE.format(when="24.11.2020 12:00").replace("17", "18").replace("ФГОС", "учёту")
    year = make_year.armed("2020-11-01 12:00", beside={"soiro.csv": lines}, plan=PLAN, config=FEED.format(approve="false"))
    year.write("soiro.csv", "\n".join(lines.splitlines()[:2]) + "\n")
    year.go("2020-11-30 12:00")
    assert asked(year) == ["acknowledgement"]
    assert {mail.row.item for mail in year.to("anna", "announcement")} == {"povy-1"}


def test_a_row_that_left_the_plan_before_its_invitation_is_a_question(make_year):
    """Rule 6: the import says «о нём будет вопрос»."""
    year = make_year.armed("2020-10-01 12:00", plan=EXACT + OTHER_ROW)
    year.write("plan.toml", EXACT[:EXACT.index("[[item]]")] + OTHER_ROW)
    year.go("2020-11-30 12:00")
    assert asked(year) == ["acknowledgement"]
    assert year.to("anna", "invitation") == []


def test_a_milestone_taken_out_before_its_invitation_is_told_once(make_year):
    """The others of its row stand."""
    year = make_year.armed("2020-10-01 12:00", dates=FESTIVAL.format(last=RESULTS))
    year.dates(FESTIVAL.format(last="")).go("2020-12-11 12:00")
    assert asked(year) == ["acknowledgement"]


def test_gone_just_before_the_digest_it_stands_there(make_year):
    """Monday's digest asks what had no ten minutes to be asked at once, and only that one."""
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=ENTRY.format(when="12.11.2020 12:00")).go("2020-10-12 08:55")
    year.dates("[dates]\n").go("2020-11-20 12:00")
    assert asked(year) == ["digest"]


@pytest.mark.parametrize("then", [ENTRY.format(when="13.11.2020 15:00"), ENTRY.format(when="12.11.2020 12:00").replace("povy-2", "povy-1"),
                                  ENTRY.format(when="12.11.2020"), ENTRY.format(when="12.11.2020 12:00") + 'cancelled = "нет ведущего"\n',
                                  '[dates."povy-2"]\ncancelled = "карантин"\n'])
def test_what_still_has_a_word_said_about_it_is_not_gone(make_year, then):
    """Moved, put into another row, without its hour (asked already), called off alone or with its row."""
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=ENTRY.format(when="12.11.2020 12:00"))
    year.dates(then).go("2020-11-20 12:00")
    assert asked(year) == []


def test_a_row_that_is_there_speaks_for_its_day(make_year):
    """A date taken out again is asked for as before; nothing more is said of it."""
    year = make_year.armed("2020-10-01 12:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    year.dates("[dates]\n").go("2020-10-06 12:00")
    assert asked(year) == []
    assert "нужны день и час" in year.to("coordinator", "digest")[-1].text


def test_half_an_edit_is_no_word(make_year):
    """An editor that writes the file in two steps has taken nothing out."""
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=ENTRY.format(when="12.11.2020 12:00"))
    year.dates("[dates]\n").go("2020-10-01 12:04").dates(ENTRY.format(when="12.11.2020 12:00")).go("2020-10-12 12:00")
    assert asked(year) == []


def test_an_entry_called_off_before_its_announcement_is_acknowledged(make_year):
    """Rule 12: as a row's cancellation is; to whom nobody wrote, nobody writes, and put right it is announced as new."""
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=ENTRY.format(when="12.11.2020 12:00"))
    year.dates(ENTRY.format(when="12.11.2020 12:00") + 'cancelled = "нет ведущего"\n').go("2020-10-02 12:00")
    mail = year.to("coordinator", "acknowledgement")[-1]
    assert mail.subject == "Принято: отмена — Вебинар РШБА"
    assert "никто не был приглашён" in mail.text
    year.go("2020-11-02 12:00").dates(ENTRY.format(when="12.11.2020 12:00")).go("2020-11-20 12:00")
    assert [(mail.row.kind, mail.row.sequence) for mail in year.to("anna", "announcement", "cancellation", "change")] == [("announcement", 0)]


def test_a_schedule_that_was_taken_out_is_told_in_one_breath(make_year):
    """What may be done stands there once, and of very many their number."""
    lines = HEAD + "".join(f"{n},Вебинар {n},{1 + n}.11.2020 12:00,,,https://soiro.example/{n},,\n" for n in range(1, 24))
    year = make_year.armed("2020-10-01 12:00", beside={"soiro.csv": lines}, plan=PLAN, config=FEED.format(approve="false"))
    year.write("soiro.csv", HEAD)
    year.go("2020-10-02 12:00")
    [told] = [mail.text for mail in year.to("coordinator", "acknowledgement") if "больше не указано" in mail.text]
    assert (told.count("больше не указано в файлах"), told.count("отвечать не нужно")) == (20, 1)
    assert "На эти события (всего 23) никого ещё не приглашали и не пригласят. Если так и надо" in told
    assert told.index("«Вебинар 1»") < told.index("«Вебинар 20»")


def test_what_is_gone_stands_in_no_other_question_s_way(make_year):
    """«Да» to the month the digest guessed is about that, though an entry of the row has gone since."""
    plan = MEETINGS.replace('"ноябрь 2020"', '"апрель 2020"')
    year = make_year.armed("2020-10-01 12:00", plan=plan, dates=ENTRY.format(when="12.11.2020 12:00").replace("povy-2", "teor-2"))
    before = year.view().questions
    year.dates("[dates]\n").go("2020-10-02 12:00")
    assert asked(year) == ["acknowledgement"]
    assert [(question.item, question.guess) for question in year.view().questions] == [(one.item, one.guess) for one in before]


def test_what_is_gone_is_not_to_come(make_year):
    """The digest went on asking for the link of a webinar that had left the file, and the report said that it is ahead."""
    entry = ENTRY.format(when="12.11.2020 12:00").replace('link = "https://example.org/w"\n', "")
    year = make_year.armed("2020-10-01 12:00", plan=PLAN, dates=entry)
    year.dates("[dates]\n").go("2020-11-09 12:00")
    assert asked(year) == ["acknowledgement"]
    assert not [mail for mail in year.to("coordinator", "digest") if mail.at.day > 1 and "не указано, как подключиться" in mail.text]
