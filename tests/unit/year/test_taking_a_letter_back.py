"""«Отменяю предыдущее письмо», «стоп»: what comes back, what is too late, and what somebody edited since."""

import pytest
from support.hearing import hear, letter
from support.year import PLAN, Year

SECOND = PLAN + PLAN[PLAN.index("[[item]]"):].replace("teor-2", "prak-2").replace("ноябрь 2020", "декабрь 2020")


@pytest.fixture
def asked(make_year):
    """A year in which November has just been asked for."""
    return make_year(plan=SECOND).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")


def says(year: Year, words: str, at: str) -> None:
    """Her letter at this minute of 21 September, under the newest digest."""
    year.go(f"2020-09-21 {at}")
    digest = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    hear(year, letter(year, words, answers=digest))


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
