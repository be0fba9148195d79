"""A meeting that stands is moved in her words: by its day, by what it was instead of, to another place, with a reason."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, NotUnderstood, Order, Place, Replan, Stop
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (Item("teor-2", "", topics=("Новое в обслуживании",), when="ноябрь 2020"),
                                       Item("prak-2", "", topics=("Мастер-класс",), when="декабрь 2020")))
STANDS = Asked("teor-2", "stands", here=False, stands=datetime(2020, 11, 19, 14, 30), fresh=True)  # noqa: DTZ001 - local, as the rows' meetings are
ASKED = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30"), (1, 2, 3), (date(2020, 11, 1), date(2020, 11, 30))),
         Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30", "24.12.2020 14:30"), (4, 5, 6), (date(2020, 12, 1), date(2020, 12, 31))))


def orders(text: str, *asked: Asked) -> list[Order]:
    """What the text means on 5 November 2020."""
    return understand(text, asked or (STANDS,), PLAN, date(2020, 11, 5), zone=MOSCOW)


@pytest.mark.parametrize(("text", "hour"), [
    ("Встреча 19 ноября переносится на 26 ноября, 15:00", time(15)), ("Заседание 19.11 переносим на 26.11 в 14:30, зал занят", time(14, 30)),
    ("19 ноября перенесли на 26 ноября, время прежнее", time(14, 30)), ("teor-2: 26.11 вместо 19.11", time(14, 30)),
    ("teor-2: 26 ноября вместо 19 ноября, в 15.00", time(15)), ("teor-2: 26.11 в 15:00 вместо 19.11 в 14:30", time(15)), ("teor-2: не 19, а 26 ноября", time(14, 30)),
    ("Перенесите встречу с 19 на 26 ноября", time(14, 30)), ("передвинем с 19 ноября на 26.11 в 15:00", time(15)), ("сдвигаем с 19-го на 26", time(14, 30)),
    ("Перенесите с 19.11 на 26.11", time(14, 30)), ("перенос с 19.11.2020 на 26.11.2020", time(14, 30)), ("Переносим с 19.11 на 26.11 в 15:00", time(15)),
    ("teor-2 передвинем на неделю", time(14, 30)), ("Ноябрьское заседание переносится с 19 на 26 ноября", time(14, 30)),
    ("Заседание переносится с 19 на 26 ноября", time(14, 30)), ("Заседание 19 ноября в 14.30 переносится на 26 ноября", time(14, 30)),
])
def test_a_meeting_is_moved_by_its_former_day(text: str, hour: time) -> None:
    """The day it stands on says which; its hour stays where none is said."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 26), hour)


@pytest.mark.parametrize("text", [
    "Встреча 20 ноября переносится на 26 ноября, 15:00", "teor-2: 26.11 вместо 18.11", "Встреча 19 ноября, возможно, переносится на 26 ноября",
    "teor-2: не 18, а 26 ноября", "teor-2: не 19 декабря, а 26 ноября", "teor-2: переносится в другую школу", "teor-2: переносится в связи с карантином", "Переносится в СШ № 33",
    "Перенесите встречу с 20 на 26 ноября", "Перенесите встречу с 19 на 26 или 27 ноября", "teor-2: перенос на январь, лучше на февраль", "teor-2: перенос на январь, если разрешат", "teor-2: перенос на январь, онлайн"])
def test_another_day_a_doubt_and_a_place_without_a_name_move_nothing(text: str) -> None:
    """She is asked."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, STANDS, ASKED[1]))


def test_a_meeting_moves_to_another_place_or_month() -> None:
    """A reason behind the month is no part of it."""
    assert orders("teor-2 переносится в СШ № 33") == [Place("teor-2", "СШ № 33")]
    for text in ("teor-2: перенос на январь, библиотека закрыта на ремонт", "teor-2 переносим на январь (ремонт зала)"):
        (order,) = orders(text)
        assert isinstance(order, Replan)
        assert order.phrase == "январь"


def test_what_was_not_held_and_is_moved_stays_open() -> None:
    """«Не проводили, перенос на январь» answered «прошло ли?», and nobody asked for January."""
    (order,) = orders("teor-2: не проводили из-за карантина, перенос на январь")
    assert isinstance(order, Replan)
    assert order.phrase == "январь"


@pytest.mark.parametrize("text", [
    "Стоп, я ошиблась", "Стоп. Прошу прощения, перепутала", "стоп! передумала", "Отбой! Не рассылайте пока, не согласовано.",
    "Подождите, не отправляйте! Уточню у гимназии.", "Не рассылайте, пожалуйста, пока", "Нет, пока не надо рассылать"])
def test_a_stop_may_say_why_and_be_said_otherwise(text: str) -> None:
    """That she was wrong, or must ask somebody first."""
    assert orders(text) == [Stop(None)]


@pytest.mark.parametrize("text", [
    "Согласовала с библиотекой, встречаемся 18 ноября в 14:30", "Обсудили с заведующей, поэтому проводим 18 ноября в 14.30",
    "Ноябрь: утвердите 18.11, 14:30", "12-е и 19-е не подходят, давайте 18 ноября в 14:30", "18,11 в 14,30", "тeop-2: 18.11 в 14:30"])
def test_what_is_settled_is_taken_with_what_stands_before_it(text: str) -> None:
    """Why, what was refused; commas for full stops and letters of two alphabets are slips."""
    (order,) = orders(text, *ASKED)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 18), time(14, 30))


@pytest.mark.parametrize("text", [
    "Петрова пишет, встречаемся 18 ноября в 14:30", "Все хотят, проводим 18 ноября в 14:30", "В прошлом году было так, собираемся 18 ноября в 14:30",
    "Если успеем, проводим 18 ноября в 14:30", "Петрова написала, проводим 18 ноября в 14:30", "Петрова предложила, проводим 18 ноября в 14:30",
    "У нас педсовет, собираемся 18 ноября в 14:30", "12 и 19 не подходят", "12 не подходит, 19 тоже", "19,11 или 26,11"])
def test_what_others_say_or_wish_settles_nothing(text: str) -> None:
    """Nor does a refusal alone."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, *ASKED))


@pytest.mark.parametrize("text", ["14:00 вместо 14:30", "в 14:00 вместо 14:30", "Начало в 14.00 вместо 14.30"])
def test_an_hour_takes_the_place_of_the_hour_that_stands(text: str) -> None:
    """Of the row's one meeting, on its day; of another hour she is asked."""
    (order,) = orders(f"teor-2: {text}")
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 19), time(14))
    assert all(isinstance(order, NotUnderstood) for other in (text.replace("30", "45"), text.replace("14:00", "10.12").replace("14.00", "10.12"))
               for order in orders(f"teor-2: {other}"))


def test_suggestions_of_several_rows_in_short() -> None:
    """«Варианты 1 и 4», «шестой», «второе предложение»."""
    assert orders("Варианты 1 и 4", *ASKED) == [Choose("teor-2", 1), Choose("prak-2", 1)]
    assert orders("Прак-2: шестой", *ASKED) == [Choose("prak-2", 3)]
    assert orders("Второе предложение подходит", *ASKED) == orders("Второй вариант годится", *ASKED) == [Choose("teor-2", 2)]
    assert orders("prak-2: 5, место прежнее", *ASKED) == [Choose("prak-2", 2)]


@pytest.mark.parametrize("text", ["teor-2: начало в 15", "teor-2: в 15 часов", "teor-2: начнём в 15 часов"])
def test_an_hour_in_full_moves_the_meeting(text: str) -> None:
    """Of the day it stands on."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 19), time(15))


@pytest.mark.parametrize("remark", ["Областная библиотека согласна.", "Каждому взять ноутбук!", "Сотрудники нас встретят"])
def test_a_remark_behind_an_order_leaves_it_as_it_is(remark: str) -> None:
    """The order is carried out, and she reads what was not understood."""
    first, second = orders(f"17 декабря в 14:30. {remark}", *ASKED)
    assert isinstance(first, Confirm)
    assert (first.item, first.when.start) == ("prak-2", date(2020, 12, 17))
    assert isinstance(second, NotUnderstood)


@pytest.mark.parametrize("remark", [
    "Но библиотека против", "Так хотела библиотека.", "Директор просит позже", "Или 24-го", "А ноябрь под вопросом", "Сначала спрошу директора",
    "Жду ответа гимназии", "Место другое", "В 15:00", "Только это карантин", "Согласны?", "Отложите", "Рано", "Под вопросом", "По возможности",
    "Желательно утром", "Удобнее вечером", "Надо согласовать", "В среду", "Гимназия молчит", "Не подходит", "Стоп"])
def test_what_may_change_an_order_is_asked_about_with_it(remark: str) -> None:
    """A doubt, a wish, another hour or place."""
    assert all(isinstance(order, NotUnderstood) for order in orders(f"17 декабря в 14:30. {remark}", *ASKED))


@pytest.mark.parametrize("below", ["Не подходит", "Нет", "Отложите", "Рано", "Под вопросом"])
def test_a_refusal_below_a_day_is_no_name_and_leaves_no_day(below: str) -> None:
    """«Принято. Хорошо, ничего не сделано», and half an hour later everybody was invited; «Отложите» was taken for her name."""
    found = orders(f"17 декабря в 14:30.\n{below}", *ASKED)
    assert any(isinstance(order, NotUnderstood) for order in found)
    assert any(isinstance(order, Confirm) for order in found) == (below not in {"Не подходит", "Нет"})


@pytest.mark.parametrize("remark", [
    "библиотека рада", "школа в курсе", "школы извещены", "гимназия предложила", "центр поможет", "в школе каникулы", "всем школам быть", "но библиотека против",
    "методист ЦДО", "заведующая библиотекой школы № 5", "отчёт школы № 5", "выступает СШ № 12", "ведущая - библиотекарь СШ № 5", "библиотекарям школ взять ноутбуки"])
def test_what_a_school_does_beside_a_day_is_no_place(remark: str) -> None:
    """Everybody read «Место: Библиотека рада»."""
    for text in (f"17 декабря в 14:30, {remark}", f"17 декабря в 14:30. {remark[0].upper()}{remark[1:]}"):
        assert not any(isinstance(order, Place) for order in orders(text, *ASKED))


@pytest.mark.parametrize("place", [
    "СШ № 5", "актовый зал гимназии № 4", "областная детская библиотека", "МБОУ «СШ № 28»", "Центр детского творчества", "библиотека имени Павла Нахимова",
    "ЦДО, кабинет 5", "читальный зал областной библиотеки", "лицей № 1 им. Пирогова", "школа № 12, ул. Гагарина, 5",
    "областная библиотека для детей и молодёжи", "школа-интернат для слабовидящих детей", "СШ № 5, кабинет директора", "ЦДО, кабинет методиста",
    "библиотека педагогического колледжа"])
def test_a_place_beside_a_day_is_one(place: str) -> None:
    """With its noun, its number, whose name it bears."""
    assert orders(f"17 декабря в 14:30, {place}", *ASKED)[1:] == [Place("prak-2", place)]


def test_a_short_month_ends_no_sentence() -> None:
    """«19 нояб.» is no order with «14.30 чт» as the remark behind it."""
    assert all(isinstance(order, NotUnderstood) for order in orders("19 нояб. 14.30 чт; 17 дек. 14.30 чт", *ASKED))


@pytest.mark.parametrize("text", ["17 декабря в 14:30 - опечатка", "prak-2: 17 декабря в 14:30 — это описка"])
def test_a_misprint_is_no_day(text: str) -> None:
    """Behind a day it is no agreement to it."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, *ASKED))


def test_another_hour_is_told_with_the_former_one() -> None:
    """«Не в 14:30, а в 15:00»."""
    (order,) = orders("Заседание 19 ноября начнётся не в 14:30, а в 15:00")
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 19), time(15))


@pytest.mark.parametrize("text", ["teor-2: 2, но в 12.12", "teor-2: в 12.12", "teor-2: начало в 12.12"])
def test_a_minute_that_nobody_meets_at_may_be_a_month(text: str) -> None:
    """«В 12.12» was twelve minutes past noon."""
    assert isinstance(orders(text, ASKED[0])[0], NotUnderstood)


@pytest.mark.parametrize(("text", "hour"), [("Первый вариант, только начало в 15:30", time(15, 30)), ("первый, но в 15.00", time(15)), ("1, но в 12.10", time(12, 10))])
def test_a_suggestion_is_taken_at_another_hour(text: str, hour: time) -> None:
    """Its number may be said in words."""
    (order,) = orders(text, ASKED[0])
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 12), hour)


def test_a_suggestion_that_suits_best_is_chosen() -> None:
    """«Удобнее» may stand last."""
    assert orders("Второй вариант нам удобнее всего", *ASKED) == [Choose("teor-2", 2)]


@pytest.mark.parametrize("text", ["Ой, не второй, а третий", "не 2, а 3", "teor-2: не второй, а третий"])
def test_another_suggestion_is_taken_for_the_one_she_took(text: str) -> None:
    """The wrong day stood, and half an hour later everybody was told of it."""
    (order,) = understand(text, (STANDS, ASKED[0]), PLAN, date(2020, 11, 5), zone=MOSCOW, about="teor-2")
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 26), time(14, 30))


@pytest.mark.parametrize("text", ["Прошлое письмо не учитывайте, правильно 26 ноября в 15:00", "Ошиблась, 26 ноября в 15:00"])
def test_what_she_puts_right_is_what_she_just_decided(text: str) -> None:
    """The mail that asks about other rows says of none of them that it is meant."""
    asked = (STANDS, ASKED[1], Asked("teor-9", "no-date"))
    assert [order.item for order in orders(text, *asked) if isinstance(order, Confirm)] == ["teor-2"]


@pytest.mark.parametrize("text", ["Нет, 10 декабря в 14:30", "уточняю: 10.12 в 15:00", "Прошлое письмо не учитывайте, правильно 10 декабря в 14:30",
                                  "Ошиблась, отмена", "Ой, отменяется"])
def test_what_may_be_another_rows_or_calls_off_is_not_put_right_unasked(text: str) -> None:
    """December is asked about, and the November meeting moved there; «ошиблась, отмена» may be the order's."""
    assert all(isinstance(order, NotUnderstood) or order.item is None for order in orders(text, STANDS, ASKED[1]))


def test_a_number_is_of_the_suggestions_and_not_of_what_she_just_decided() -> None:
    """«Нет, 5» under the digest was answered «вариантов не предлагалось»."""
    assert orders("Нет, 5", STANDS, ASKED[1]) == [Choose("prak-2", 2)]


@pytest.mark.parametrize("text", ["prak-2: не проводим в СШ № 32", "Мастер-класс не проводим онлайн", "prak-2: не проводим 10 декабря", "prak-2: не будем проводить в декабре"])
def test_what_is_not_held_there_or_then_may_be_held_elsewhere(text: str) -> None:
    """It closed the row, and called a meeting off that had its day."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, *ASKED))


@pytest.mark.parametrize("text", ["prak-2: не проводим в этом году", "prak-2: не проводим в связи с ремонтом", "Мастер-класс не проводим", "prak-2: не проводили в декабре",
                                  "prak-2: проведено в СШ № 32"])
def test_a_row_is_closed_with_a_reason_or_its_place(text: str) -> None:
    """Nobody asks about it any more."""
    assert [type(order) for order in orders(text, *ASKED)] == [Closed]


@pytest.mark.parametrize("text", ["prak-2: 10.12 в 14:30, а не в СШ № 32", "prak-2: отменяется, а не в библиотеке"])
def test_a_place_that_it_is_not_says_of_no_other(text: str) -> None:
    """The day was taken, and the plan's place stayed."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, *ASKED))


@pytest.mark.parametrize(("text", "place"), [
    ("teor-2: встречаемся в ЦДО", "ЦДО"), ("teor-2: будем в школе № 5, кабинет 3", "школа № 5, кабинет 3"), ("Мастер-класс будет в гимназии № 4", "гимназия № 4"),
    ("teor-2: встречаемся в центральной детской библиотеке № 3", "центральная детская библиотека № 3"), ("teor-2: будем в большом зале ЦДО", "большом зале ЦДО"),
    ("teor-2: собираемся в актовом зале гимназии № 4", "актовый зал гимназии № 4"), ("teor-2: будем в игровом зале ЦДО", "игровом зале ЦДО"),
    ("teor-2: встречаемся в столовой гимназии № 4", "столовой гимназии № 4"), ("teor-2: будем в областном доме книги", "областном доме книги"),
    ("teor-2: пройдёт в Доме творчества", "Дом творчества"), ("teor-2: будет в онлайн-формате", "онлайн")])
def test_where_people_gather_is_a_place(text: str, place: str) -> None:
    """As «проводим в …» is."""
    (order,) = orders(text, STANDS, ASKED[1])
    assert isinstance(order, Place)
    assert order.text == place


@pytest.mark.parametrize("text", ["teor-2: будем в курсе", "teor-2: встречаемся в обычное время", "teor-2: встретимся в Среду", "teor-2: соберёмся в январе",
                                  "teor-2: будет в срок", "teor-2: будем в другой школе", "teor-2: встречаемся в фойе",
                                  "teor-2: собираемся в актовом зале", "teor-2: будем в кабинете 5"])
def test_how_and_when_people_gather_is_no_place(text: str) -> None:
    """Only what is one's name: «Место: фойе» took the house away."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, STANDS, ASKED[1]))


@pytest.mark.parametrize("text", ["povy-2: перенос на 30.11-02.12", "povy-2: курсы переносятся на 30 ноября - 2 декабря", "povy-2: Курсы института 15-19 марта"])
def test_an_event_of_several_days_is_written_in_a_table(text: str) -> None:
    """«Напишите, с какого дня на какой и в котором часу» was advice that the next letter was refused for."""
    plan = Plan("План", SchoolYear(2020), (Item("povy-2", "", topics=("Участие в курсах",), when="по графику института"),))
    course = Asked("povy-2", "entry", here=False, titles=("Курсы института",), begins=date(2020, 11, 23))
    (order,) = understand(text, (course,), plan, date(2020, 11, 5), zone=MOSCOW)
    assert isinstance(order, NotUnderstood)
    assert "на несколько дней" in order.why


WEBINAR = Asked("povy-3", "entry", here=False, titles=("Вебинар",), begins=date(2020, 11, 20), hour=time(12))


@pytest.mark.parametrize("text", [
    "Встреча 19 ноября в 15:30 отменяется", "Отмените встречу 19 ноября в 15:30", "Встреча 19-го в 15.30 отменяется", "20 ноября в 13:00 отменяется",
    "Встречу 19 ноября в 15:30 переносим на 26 ноября", "Встречу 19.11 в 12:30 переносим на 26.11 в 16:00", "20.11 в 13:00 переносим на 27.11 в 13:00"])
def test_a_meeting_at_another_hour_is_another_meeting(text: str) -> None:
    """What stands on that day stands at another hour: she may have taken the day for another one."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, STANDS, WEBINAR))


@pytest.mark.parametrize("text", ["Отмените встречу 19 ноября в 14:30", "Встреча 19.11 в 14.30 отменяется", "20 ноября в 12:00 отменяется"])
def test_its_own_hour_says_nothing_more(text: str) -> None:
    """The meeting of that day and hour is called off."""
    (order,) = orders(text, STANDS, WEBINAR)
    assert isinstance(order, Cancel)
