"""What she answers to the letter that told of one row, and letters that only thank."""

import tomllib

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import PLAN, Year

DIGEST_HOUR = "2020-09-21 12:00"
TWO_ROWS = PLAN + """
[[item]]
id = "prak-2"
number = "2"
sector = "Практико-исследовательский сектор"
topics = ["Мастер-класс по созданию буктрейлера"]
when = "декабрь 2020"

[[item]]
id = "kons-a"
sector = "Консультационный сектор"
topics = ["Занятие для молодых специалистов"]
when = "апрель 2020"
"""


@lived_once
def accepted(make_year):
    """She took 19 November, and «Принято» came."""
    year = make_year(plan=TWO_ROWS).go("2020-09-01 12:00").arm().go(DIGEST_HOUR)
    hear(year, letter(year, "teor-2: 2", answers=digest(year)))
    return year.go("2020-09-21 12:12")


def digest(year: Year) -> str:
    """The Message-ID of the newest digest."""
    return [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id


def acknowledgement(year: Year) -> str:
    """The Message-ID of the newest «Принято»."""
    return [mail for mail in year.to("coordinator", "acknowledgement") if "Принято" in mail.subject][-1].row.message_id


def dates(year: Year) -> dict[str, object]:
    """The dates file's rows."""
    return dict(tomllib.loads((year.folder / "dates.toml").read_text(encoding="utf-8")).get("dates", {}))


def notes(year: Year) -> list[str]:
    """What the ledger keeps to tell her."""
    return [row[0] for row in year.store.db.execute("SELECT text FROM note WHERE told_in IS NULL ORDER BY id")]


def test_the_letter_of_one_row_is_answered_without_its_name(accepted):
    """«Встречу 19 ноября отменяем»."""
    hear(accepted, letter(accepted, "Встречу 19 ноября отменяем, карантин", answers=acknowledgement(accepted)))
    assert dates(accepted)["teor-2"] == {"when": "19.11.2020 14:30", "cancelled": "карантин"}


@pytest.mark.parametrize(("words", "when"), [("26 ноября, время то же", "26.11.2020 14:30"), ("время 15:00", "19.11.2020 15:00"),
                                             ("перенос на 3 декабря, время прежнее", "03.12.2020 14:30")])
def test_the_hour_or_the_day_stays_as_the_letter_has_it(accepted, words, when):
    """One of the two is said, the other is the meeting's."""
    hear(accepted, letter(accepted, words, answers=acknowledgement(accepted)))
    assert dates(accepted) == {"teor-2": when}


@pytest.mark.parametrize("words", ["Спасибо!", "Ок, спасибо", "Получила", "Добрый день, спасибо за письмо.\n\nИващенко И.В.", "Отлично!"])
def test_thanks_are_not_answered(accepted, words):
    """Nothing is decided by them and nothing said, though a month was guessed in the digest."""
    before = notes(accepted)
    hear(accepted, letter(accepted, words))  # written anew
    hear(accepted, letter(accepted, f"{words}\n", answers=digest(accepted)))
    assert (notes(accepted), dates(accepted)) == (before, {"teor-2": "19.11.2020 14:30"})


def test_ok_to_what_was_asked_is_a_yes(accepted):
    """A mere «ок» to the digest, whose one guess waits for a «да»; where nothing waits it is a courtesy."""
    hear(accepted, letter(accepted, "ок", answers=digest(accepted)))
    assert dates(accepted)["kons-a"] == {"plan": "апрель 2021"}
    accepted.go("2020-09-21 13:00")
    before = notes(accepted)
    hear(accepted, letter(accepted, "Ок.", answers=acknowledgement(accepted)))
    assert notes(accepted) == before


def test_ok_to_a_digest_that_asks_about_several_rows_is_a_courtesy(make_year):
    """She has seen it: a guessed month is not settled in passing; «да» says so."""
    year = make_year.armed(DIGEST_HOUR, plan=TWO_ROWS)
    before = notes(year)
    hear(year, letter(year, "Ок", answers=digest(year)))
    assert (notes(year), dates(year)) == (before, {})
    hear(year, letter(year, "да", answers=digest(year)))
    assert dates(year) == {"kons-a": {"plan": "апрель 2021"}}


@pytest.mark.parametrize("above", ["", "Здравствуйте!\n\n"])
@pytest.mark.parametrize(("under", "decided"), [("ответьте: «kons-a: да»", {"kons-a": {"plan": "апрель 2021"}}), ("ответьте номером", {})])
def test_ok_under_the_quoted_question_is_about_that_one(make_year, above, under, decided):
    """Whoever writes it there has not just seen the digest; under days to choose from it chooses none."""
    year = make_year.armed(DIGEST_HOUR, plan=TWO_ROWS)
    asked = next(mail for mail in year.to("coordinator", "digest")[::-1] if not mail.row.method)
    quoted = "".join(f"> {line}\n" + ("\nок\n\n" if under in line.casefold() else "") for line in asked.text.splitlines())
    assert quoted.count("\nок\n") == 1
    hear(year, letter(year, above + quoted, answers=asked.row.message_id))
    assert dates(year) == decided


@pytest.mark.parametrize("words", ["ок", "Хорошо, спасибо!", "Отлично"])
def test_an_agreement_to_a_suggested_day_is_a_yes(make_year, words):
    """The mail asks for one thing, «Подходит?»."""
    year = make_year.armed(DIGEST_HOUR)
    suggestion = [mail for mail in year.to("coordinator") if mail.row.method == "REQUEST"][1]
    hear(year, letter(year, words, answers=suggestion.row.message_id))
    assert dates(year) == {"teor-2": "19.11.2020 14:30"}


def test_a_librarians_thanks_are_no_letter(accepted):
    """She would have to read it; «спасибо, но где это?» she must."""
    accepted.go("2020-10-21 12:00")
    invitation = accepted.to("anna", "invitation")[0].row.message_id
    before = notes(accepted)
    hear(accepted, letter(accepted, "Спасибо за приглашение!", sender="anna@mail.example", answers=invitation))
    assert notes(accepted) == before
    hear(accepted, letter(accepted, "Спасибо, но где это?", sender="anna@mail.example", answers=invitation))
    assert notes(accepted) == [*before, "Анна Петрова (anna@mail.example) пишет: «Спасибо, но где это?»"]
    hear(accepted, letter(accepted, "Спасибо за приглашение.", sender="anna@mail.example", answers=invitation).replace(b"Subject: ", b"Subject: FYI "))
    assert len(notes(accepted)) == len(before) + 2


def test_a_link_said_by_mail_is_written_and_may_be_taken_back(accepted):
    """People are told of a changed link as of a changed place."""
    hear(accepted, letter(accepted, "Ссылка на подключение: https://video.example/j/1", answers=acknowledgement(accepted)))
    assert dates(accepted)["teor-2"] == {"when": "19.11.2020 14:30", "link": "https://video.example/j/1"}
    hear(accepted, letter(accepted, "teor-2: стоп", answers=acknowledgement(accepted)))
    assert dates(accepted) == {}


@pytest.mark.parametrize("answered", [True, False])
def test_an_order_below_thanks_is_carried_out(accepted, answered):
    """«Стоп» under «Спасибо» looks like a name; it is answered, also in a letter of its own."""
    answers = acknowledgement(accepted) if answered else ""
    before = len(notes(accepted))
    hear(accepted, letter(accepted, "Спасибо!\nСтоп", answers=answers))
    assert len(notes(accepted)) > before or dates(accepted).get("teor-2") is None
