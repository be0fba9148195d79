"""Short and spoken answers: what the mail she answers completes, and what it does not."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.rewording import in_figures
from notifier.core.inbound.venue import as_planned
from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Choose, Confirm, NotUnderstood, Order, Place, Replan, Stop, Yes
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (Item("teor-2", "", topics=("Новое",), when="ноябрь 2020"),
                                       Item("prak-1", "", topics=("Гостиная",), when="29 октября 2020 14.30",
                                            places=("МБУ ДО «ЦДО»", "МБОУ «СШ № 32 им. С.А. Лавочкина»"))))
NOVEMBER = (date(2020, 11, 1), date(2020, 11, 30))
ONE = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30"), (1, 2, 3), NOVEMBER),)
GUESSED = (Asked("kons-a", "out-of-year", guess="апрель 2021"),)
VENUES = (Asked("prak-1", "two-venues", places=PLAN.items[1].places),)


def orders(text: str, asked: tuple[Asked, ...] = ONE) -> list[Order]:
    """What the text means on 21 September 2020."""
    return understand(text, asked, PLAN, date(2020, 9, 21), zone=MOSCOW)


def moment(text: str, asked: tuple[Asked, ...] = ONE) -> tuple[date | None, time | None]:
    """The one date that the text names."""
    (order,) = orders(text, asked)
    assert isinstance(order, Confirm), order
    return order.when.start, order.when.time


@pytest.mark.parametrize(("said", "figures"), [
    ("Двенадцатого ноября", "12 ноября"), ("двадцать шестого ноября в половине третьего", "26 ноября в 2:30"),
    ("девятнадцатое ноября, четырнадцать ноль ноль", "19 ноября, 14:00"), ("тридцатого ноября в два часа дня", "30 ноября в 14:00"),
    ("девятнадцатого ноября в пятнадцать часов", "19 ноября в 15:00"), ("в двадцать один час тридцать минут", "в 21:30"),
    ("на девятнадцатое число", "на 19-е число"), ("19/11 14:30", "19.11 14:30"), ("19 ноябя в 14:30", "19 ноября в 14:30"),
    ("19 ноября на 14.30", "19 ноября в 14.30"), ("Перенести с 12.11 на 19.11 14:30", "Перенести с 12.11 на 19.11 14:30"),
    ("второе", "второе"), ("двенадцатого кабинета", "двенадцатого кабинета"), ("двадцать десятого ноября", "двадцать десятого ноября"),
    ("вебинар «Двадцать пять книг»", "вебинар «Двадцать пять книг»"), ("в двадцать пять книг", "в двадцать пять книг"),
])
def test_numbers_said_in_words(said: str, figures: str) -> None:
    """A day before its month, an hour behind «в»; a number of anything else stays a word."""
    assert in_figures(said) == figures


@pytest.mark.parametrize("text", [
    "19 ноября 👍", "19.11 в 14:30. Явка обязательна.", "19 ноября в 14:30. Присутствие всех обязательно!", "19.11 в 14:30, явка строго обязательна",
    "19 ноября", "19.11", "в четверг 19 ноября", "девятнадцатого", "19-го", "Давайте 19-го, спасибо", "19",
    "не 12, а 19", "ой, не 12, а 19 ноября в 14:30", "третий четверг ноября", "19 ноября в полтретьего", "19-го в 14:30",
          "не подходит, лучше 19-го", "19 ноября в 14:30, место то же", "Дата проведения: 19.11.2020\nВремя: 14.30", "19 ноября в 14:30 всем удобно, ставим",
])
def test_a_suggested_day_is_taken_at_its_hour(text: str) -> None:
    """Whatever way the day is told."""
    assert moment(text) == (date(2020, 11, 19), time(14, 30))


@pytest.mark.parametrize("text", ["18 ноября", "18-го", "19 ноября?", "19 или 26 ноября", "до 19 ноября", "после 19 ноября", "кроме 19 ноября",
                                  "19 ноября у нас педсовет", "только не 19-го", "26 ноября, среда", "19 ноября после уроков",
                                  "19 ноября 👎", "19 ноября 🤔", "19 ноября в 14:30. Явка не обязательна, уточню.", "19 ноября обязательна явка в школу"])
def test_a_day_that_is_not_suggested_or_not_agreed_to_is_asked_back(text: str) -> None:
    """A day alone is an answer only where it is one of those offered."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_two_suggestions_of_one_day_are_told_apart_by_their_hour() -> None:
    """«19 ноября» could be either."""
    asked = (Asked("teor-2", "no-date", ("19.11.2020 10:00", "19.11.2020 14:30")),)
    assert isinstance(orders("19 ноября", asked)[0], NotUnderstood)


def test_a_third_that_is_also_a_day_is_asked_about() -> None:
    """«3-е» with the third of December among three suggestions; «3» alone is a number, as the mail says."""
    asked = (Asked("teor-2", "no-date", ("03.12.2020 14:30", "10.12.2020 14:30", "17.12.2020 14:30"), (1, 2, 3)),)
    assert isinstance(orders("3-е", asked)[0], NotUnderstood)
    assert orders("3", asked) == [Choose("teor-2", 3)]
    assert moment("третьего декабря", asked) == (date(2020, 12, 3), time(14, 30))


@pytest.mark.parametrize(("text", "hint"), [("20 ноября в 3", "20.11 в 15:00"), ("20 ноября в два часа", "20.11 в 14:00")])
def test_an_hour_of_the_night_is_asked_about(text: str, hint: str) -> None:
    """«В 3» is said of the afternoon; whoever means the night writes «03:00»."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)
    assert hint in order.why
    assert moment("20 ноября в 03:00")[1] == time(3)


def test_two_dates_of_one_row_are_asked_about() -> None:
    """Two lines, two days: a second meeting or a second thought? Said with «ой», it is a second thought."""
    (order,) = orders("12 ноября в 14:30\n13 ноября в 14:30")
    assert isinstance(order, NotUnderstood)
    assert moment("12 ноября в 14:30\nОй, нет, 13 ноября в 14:30") == (date(2020, 11, 13), time(14, 30))
    assert moment("12 ноября в 14:30\nой, не 12, а 13") == (date(2020, 11, 13), time(14, 30))


def test_a_day_put_right_must_be_the_one_that_stands() -> None:
    """«Не 12, а 13» of a meeting on the 14th, or in no such month, is nothing."""
    stands = (Asked("teor-2", "stands", here=False, fresh=True, stands=datetime.fromisoformat("2020-11-14T14:30")),)
    assert isinstance(orders("не 12, а 13", stands)[0], NotUnderstood)
    assert isinstance(orders("не 14, а 31", stands)[0], NotUnderstood)
    assert moment("не 14, а 13", stands) == (date(2020, 11, 13), time(14, 30))
    (order,) = orders("не 14, а 13", (*stands, Asked("prak-1", "no-date", window=NOVEMBER)))
    assert order.item == "teor-2"


@pytest.mark.parametrize(("text", "place"), [
    ("32", 1), ("32 школа", 1), ("в 32 школе", 1), ("в Лавочкина", 1), ("Где встречаемся — в ЦДО", 0), ("prak-1: ЦДО", 0),
    ("prak-1: СШ 32", 1), ("prak-1: место СШ № 32", 1),
])
def test_one_of_the_plans_places_is_told_by_what_only_it_has(text: str, place: int) -> None:
    """A number, a name: as the plan writes it, with its address; the house is told by that."""
    assert orders(text, VENUES) == [Place("prak-1", PLAN.items[1].places[place])]


@pytest.mark.parametrize("place", ["СШ № 3", "СШ № 32, кабинет 5", "СШ № 32-А"])
def test_a_place_that_says_something_else_stays_as_it_is_written(place: str) -> None:
    """«СШ № 3» is not in «СШ № 32»."""
    assert orders(f"prak-1: место {place}", VENUES) == [Place("prak-1", place)]


@pytest.mark.parametrize("text", ["в школе", "в 8 школе", "не в 32 школе", "в первом", "8", "ошиблась адресом", "где-то в ЦДО"])
def test_what_tells_no_place_from_the_other_is_asked_back(text: str) -> None:
    """Neither of two places is guessed."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, VENUES))


@pytest.mark.parametrize("text", [
    "Отменяю предыдущее письмо", "не обращайте внимания на прошлое письмо", "Предыдущее письмо прошу считать недействительным",
    "Прошлое письмо отправила по ошибке", "отмените моё предыдущее письмо, пожалуйста", "Игнорируйте моё прошлое сообщение!",
])
def test_a_letter_taken_back(text: str) -> None:
    """Only what the letter before decided."""
    assert orders(text) == [Stop(None, previous=True)]


def test_a_letter_taken_back_for_another_date() -> None:
    """Both, in this order; where the rest is not plain, neither."""
    back, order = orders("Игнорируйте прошлое письмо, правильная дата 19 ноября в 14:30")
    assert back == Stop(None, previous=True)
    assert isinstance(order, Confirm)
    assert isinstance(orders("Прошлое письмо ошибочно, или нет")[0], NotUnderstood)


def test_a_letter_taken_back_for_another_date_of_the_row_she_names() -> None:
    """Her own row's name goes before what she decided last."""
    asked = (*ONE, Asked("prak-1", "stands", here=False, fresh=True, stands=datetime(2020, 11, 12, 14, 30, tzinfo=MOSCOW)))
    back, order = orders("teor-2: прошлое письмо ошибочно, правильная дата 19 ноября в 14:30", asked)
    assert back == Stop(None, previous=True)
    assert isinstance(order, Confirm)
    assert order.item == "teor-2"


@pytest.mark.parametrize("text", ["19.11", "12.10", "нет, 12.10", "перенос на 12.10", "10-11", "10.11-12.11"])
@pytest.mark.parametrize("asked", [
    (Asked("teor-2", "no-time", window=NOVEMBER, day=date(2020, 11, 19)),), (Asked("teor-2", stands=datetime(2020, 11, 12, 14, 30, tzinfo=MOSCOW)),)])
def test_what_may_be_a_day_is_no_hour(asked: tuple[Asked, ...], text: str) -> None:
    """«19.11» asked about the nineteenth, or about a meeting that has its day: nobody said 19:11."""
    (order,) = orders(f"teor-2: {text}", asked)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize(("text", "hour"), [("в 10.10", time(10, 10)), ("14.30", time(14, 30)), ("время 12.10", time(12, 10)),
                                            ("с 10.10 до 11.30", time(10, 10)), ("10:10", time(10, 10))])
def test_what_is_said_of_an_hour_is_an_hour(text: str, hour: time) -> None:
    """By «в», «время», a colon, or because it is no day."""
    assert moment(f"teor-2: {text}", (Asked("teor-2", "no-time", window=NOVEMBER, day=date(2020, 11, 19)),)) == (date(2020, 11, 19), hour)


@pytest.mark.parametrize("right", ["точнее в 15:00", "уточнение: 13 ноября", "ой, в 15.00"])
def test_what_was_put_right_is_not_decided(right: str) -> None:
    """Though it is not understood what is right: she is asked."""
    assert all(isinstance(order, NotUnderstood) for order in orders(f"12 ноября в 14:30\n{right}"))


def test_a_remark_takes_no_decision_back() -> None:
    """«Нет, больше вопросов нет» puts nothing right."""
    assert any(isinstance(order, Confirm) for order in orders("12 ноября в 14:30\nНет, других вопросов у нас нет."))


@pytest.mark.parametrize("text", ["в пятницу в 15:00", "завтра в 14:30", "в следующий четверг в 14:30"])
def test_a_day_told_from_today_is_one_of_those_asked_for(text: str) -> None:
    """Whether or not she names the row: a Friday of September is no day of November."""
    assert all(isinstance(order, NotUnderstood) for order in [*orders(text), *orders(f"teor-2: {text}")])


@pytest.mark.parametrize("text", ["teor-2, prak-1: отмена", "teor-2; prak-1: 19.11 в 14:30", "«teor-2», prak-1 - отмена"])
def test_two_rows_before_one_order_are_asked_about(text: str) -> None:
    """The order is not the second row's alone."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, ONE + VENUES))


@pytest.mark.parametrize("text", ["последний вариант", "Давайте последний", "Последнее предложение."])
def test_the_last_one_is_the_last_suggestion(text: str) -> None:
    """Of the one row that suggestions were made for; with two such rows it is asked."""
    assert moment(text) == (date(2020, 11, 26), time(14, 30))
    two = (*ONE, Asked("prak-1", "no-date", ("10.12.2020 14:30",), (4,)))
    assert [type(order) for order in orders(text, two)] == [NotUnderstood]
    assert [type(order) for order in orders(text, VENUES)] == [NotUnderstood]


def test_a_number_that_may_be_a_day_is_asked_about() -> None:
    """«3-е» is the third suggestion, unless a suggested day is a third one, too."""
    assert orders("3-е") == [Choose("teor-2", 3)]
    third = (Asked("teor-2", "no-date", ("03.11.2020 14:30", "12.11.2020 14:30", "19.11.2020 14:30"), (1, 2, 3), NOVEMBER),)
    (order,) = orders("3-е", third)
    assert isinstance(order, NotUnderstood)
    assert "номер предложения или число месяца" in order.why


@pytest.mark.parametrize(("text", "day"), [("ой, не 29, а 30", 30), ("не 29, а 31", 31), ("не 29, а 32", None), ("не 5, а 6", None),
                                           ("не 29, а лучше потом", None)])
def test_a_day_is_corrected_by_what_stands(text: str, day: int | None) -> None:
    """The month and the hour are those of the meeting; a day that is none, or not the one that stands, is asked about."""
    stands = (Asked("prak-1", "", stands=datetime(2020, 10, 29, 14, 30, tzinfo=MOSCOW), fresh=True),)
    found = [(order.when.start, order.when.time) for order in orders(text, stands) if isinstance(order, Confirm)]
    assert found == ([] if day is None else [(date(2020, 10, day), time(14, 30))])


def test_a_month_that_was_guessed_is_said_in_full() -> None:
    """Without the row's name it belongs to the one question that this month was guessed for."""
    guesses = (Asked("teor-2", "out-of-year", guess="апрель 2021"), Asked("prak-1", "out-of-year", guess="май 2021"))
    assert [(type(order), order.item) for order in orders("апрель 2021", guesses)] == [(Replan, "teor-2")]
    assert [type(order) for order in orders("июнь 2021", guesses)] == [NotUnderstood]


def test_a_day_of_the_month_belongs_to_no_month_that_was_offered() -> None:
    """«19-го» where a month was suggested: which hour is not said, so it is asked."""
    assert [type(order) for order in orders("19-го", (Asked("teor-2", "out-of-year", ("ноябрь 2020",)),))] == [NotUnderstood]


def test_a_date_glued_to_the_rows_name_is_still_hers() -> None:
    """«teor-2-19 ноября»: the name is the plan's, the rest the date."""
    assert moment("teor-2-19 ноября в 14:30") == (date(2020, 11, 19), time(14, 30))


@pytest.mark.parametrize("text", ["19-го", "на 19-е число"])
def test_a_day_of_the_month_is_the_suggestion_of_that_day(text: str) -> None:
    """Also where no month was asked for."""
    assert moment(text, (Asked("teor-2", "day-off", ONE[0].choices, (1, 2, 3)),)) == (date(2020, 11, 19), time(14, 30))


def test_a_plus_is_a_yes() -> None:
    """As in any chat; a telephone number is none."""
    assert orders("+", GUESSED) == orders("да", GUESSED) == [Yes("kons-a")]
    assert all(isinstance(order, NotUnderstood) for text in ("+7 910 000-00-00", "+ и -", "+?") for order in orders(text, GUESSED))


@pytest.mark.parametrize("text", ["19 ноября, начало в 14.30, окончание в 17.00", "19.11 в 14:30, завершение в 17:00", "19 ноября в 14:30, конец в 17.00"])
def test_the_hour_of_the_end_may_be_said_apart(text: str) -> None:
    """As an official letter writes it."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time, order.when.time_end) == (date(2020, 11, 19), time(14, 30), time(17))
    (refused,) = orders(text.replace("17", "28"))
    assert isinstance(refused, NotUnderstood)
    assert refused.text == text.replace("17", "28"), "shown as she wrote it"


@pytest.mark.parametrize(("planned", "said"), [
    ("Областная библиотека или ЦДО", "ЦДО"), ("Областная библиотека или ЦДО", "Областная библиотека"), ("СШ № 5, СШ № 7", "СШ № 5"), ("ЦДО, онлайн", "онлайн")])
def test_the_one_that_she_chose_of_a_place_that_names_two_is_that(planned: str, said: str) -> None:
    """«ЦДО» in answer to «… или ЦДО» does not ask everybody to choose again."""
    plan = Plan("План", SchoolYear(2020), (Item("teor-2", "", topics=("Тема",), when="ноябрь 2020", places=(planned,)),))
    assert as_planned(Place("teor-2", said), plan) == Place("teor-2", said)
