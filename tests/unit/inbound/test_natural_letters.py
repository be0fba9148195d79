"""Letters as hurried and polite people write them: what says nothing behind an answer and ahead of one, the hour put right, the question by its
number, a link alone - and their neighbours, which she is asked about."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, Link, NotUnderstood, Order, Place, Yes
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

PLAN = Plan("План", SchoolYear(2020), (
    Item("prak-2", "", ("Инновационная работа с книгой. Мастер-класс по созданию буктрейлера",), when="декабрь 2020"),
    Item("teor-2", "", ("Новое в библиотечном обслуживании. По страницам журналов",), when="ноябрь 2020"),
    Item("teor-1", "", ("Совещание школьных библиотекарей",), when="сентябрь 2020"),
    Item("prak-1", "", ("Литературная гостиная",), when="29 ноября 2020 14.30")))
ASKED = (
    Asked("prak-2", "no-date", ("03.12.2020 14:30", "10.12.2020 14:30", "17.12.2020 14:30"), (1, 2, 3), (date(2020, 12, 1), date(2020, 12, 31))),
    Asked("teor-2", "no-date", ("19.11.2020 14:30", "26.11.2020 14:30", "30.11.2020 14:30"), (4, 5, 6), (date(2020, 11, 1), date(2020, 11, 30))),
    Asked("teor-1", "closing"), Asked("prak-1", "two-venues", stands=datetime.fromisoformat("2020-11-29T14:30")))
ROOM = "https://zoom.example/j/123"


def orders(text: str, asked: tuple[Asked, ...] = ASKED, about: str | None = None) -> list[Order]:
    """What the text means on 2 November 2020, under a digest."""
    return understand(text, asked, PLAN, date(2020, 11, 2), zone=ZoneInfo("Europe/Moscow"), about=about)


def told(text: str, asked: tuple[Asked, ...] = ASKED) -> list[str]:
    """The same in a word each: «prak-2 10.12 14:30»."""
    found = []
    for order in orders(text, asked):
        match order:
            case Confirm(item=item, when=when) if when.start is not None and when.time is not None:
                found.append(f"{item} {when.start:%d.%m} {when.time:%H:%M}")
            case Place(item=item, text=place):
                found.append(f"{item} {place}")
            case Link(item=item, url=url):
                found.append(f"{item} {url}")
            case _:
                found.append(f"{order.item} {type(order).__name__}")
    return found


LAST_WORDS = [", как обычно", " как всегда", ", всех ждём", ". Ждём всех!", ", явка обязательна", ", место сообщу позже", ", но подробности завтра", ", сообщите всем",
              ". Прошу всех предупредить.", ". Прошу не опаздывать.", ", будем рады всех видеть", ", остальное без изменений", ", по остальным отвечу позже", ". Остальное как есть.", ", спасибо, Ирина", ", с уважением, Ирина",
              ". Всего доброго, Ирина Петровна", ". Если что, звоните", ". Спасибо, хорошего дня! С уважением, Ирина Петровна, тел. 19-11-14",
              ". С уважением, Иванова А.П., методист ЦДО, т. 38-11-22"]


@pytest.mark.parametrize("behind", LAST_WORDS)
def test_what_says_nothing_behind_an_answer_leaves_it_as_it_is(behind: str) -> None:
    """A sentence or a clause of courtesy, and the name on the same line."""
    assert told(f"Мастер-класс 10 декабря в 14:30{behind}") == ["prak-2 10.12 14:30"]
    assert told(f"teor-2: 26 ноября 14:30. prak-2: 10 декабря 14:30{behind}") == ["teor-2 26.11 14:30", "prak-2 10.12 14:30"]


@pytest.mark.parametrize("behind", [behind for behind in LAST_WORDS if not behind.startswith((" как", ". Если"))])
def test_it_is_neither_a_reason_nor_part_of_a_place(behind: str) -> None:
    """People read «Причина: карантин. Ирина Петровна, тел. …» and «Место: СШ № 33. Всего доброго, Ирина»."""
    awaited = behind.startswith(",") and any(word in behind for word in ("ждём", "явка", "видеть"))
    assert orders(f"prak-1: отмена, карантин{behind}") == [Cancel("prak-1", "карантин")] or awaited
    assert orders(f"prak-1: место: СШ № 33{behind}") == [Place("prak-1", "СШ № 33")]


@pytest.mark.parametrize("behind", [
    ", если успеем", "?", ", всех ждём?", ", наверное", ", но не точно", ", как получится", ", вроде как обычно", ", не как обычно", ", дату уточню позже", ". Дату сообщу позже.", ". День уточню завтра.", ", а не 26 ноября",
    ". Ирина Петровна против", ". Отложите", ", всех ждём 26-го", ", просьба перенести", ", сообщите всем, если нужно"])
def test_what_may_change_the_answer_does_not_go(behind: str) -> None:
    """A doubt, a condition, another day, a question."""
    assert not any(isinstance(order, Confirm) for order in orders(f"Мастер-класс 10 декабря в 14:30{behind}"))


@pytest.mark.parametrize(("text", "place"), [("как обычно в ЦДО", "ЦДО"), (", как всегда на базе СШ № 5", "СШ № 5"), (", как обычно у нас в ЦДО", "ЦДО"), (", всех ждём в ЦДО", "ЦДО")])
def test_a_place_behind_as_ever_is_one(text: str, place: str) -> None:
    """«Как обычно» is none of it."""
    assert told(f"teor-2: 26 ноября в 14:30 {text}".replace(" ,", ",")) == ["teor-2 26.11 14:30", f"teor-2 {place}"]


def test_a_street_behind_a_comma_is_no_signature() -> None:
    """A name stays where no courtesy stands before it."""
    assert orders("prak-1: ЦДО, Гагарина") == [Place("prak-1", "ЦДО, Гагарина")]


@pytest.mark.parametrize("ahead", ["Ответы:\n", "Ответы на вопросы: ", "Даты: ", "Спасибо за напоминание. Даты: ", "Вот даты: ", "Отвечаю на письмо: ", "Решение: ", "По вопросам:\n", "Выбираем: ", "Прошу прощения, что долго не отвечала. "])
def test_a_heading_says_nothing(ahead: str) -> None:
    """Whatever stands below it."""
    assert told(f"{ahead}prak-2 – 3.12; teor-2 – 30.11.") == ["prak-2 03.12 14:30", "teor-2 30.11 14:30"]


@pytest.mark.parametrize("ahead", ["Предварительно: ", "Варианты: ", "Вопрос: ", "Прошлые даты: ", "Было: ", "Все: "])
def test_a_heading_that_says_something_is_none(ahead: str) -> None:
    """Nothing is taken for decided."""
    assert not any(isinstance(order, Confirm | Cancel) for order in [*orders(f"{ahead}19 ноября в 14:30"), *orders(f"{ahead}отмена")])


@pytest.mark.parametrize(("text", "its"), [
    ("По первому вопросу 10 декабря 14.30, по второму 26 ноября 15.00", ["prak-2 10.12 14:30", "teor-2 26.11 15:00"]), ("По второму вопросу 26 ноября в 15:00", ["teor-2 26.11 15:00"]),
    ("Первый вопрос - 10.12, второй - 26.11", ["prak-2 10.12 14:30", "teor-2 26.11 14:30"]), ("1. 3 декабря 14:30\n2. 26 ноября 15:00", ["prak-2 03.12 14:30", "teor-2 26.11 15:00"])])
def test_a_question_told_by_its_number_is_the_one_of_that_month(text: str, its: list[str]) -> None:
    """Where her number and her day say the same."""
    assert told(text) == its


@pytest.mark.parametrize("text", [
    "По второму вопросу 10 декабря в 15:00", "По первому вопросу 26 ноября в 15:00", "По третьему вопросу 26 ноября в 15:00", "По второму вопросу отмена", "По девятому вопросу 5 мая в 15:00", "первый - 12 ноября в 15:00", "второй - 26.11",
    "По второму вопросу 26 ноября в 15:00?", "По второму вопросу 26 ноября в 15:00, если успеем", "1. 26 ноября 14:30\n2. 10 декабря 14:30", "2. 26 ноября 15:00", "1. ЦДО\n2. 26-го"])
def test_a_question_told_by_another_number_is_asked_back(text: str) -> None:
    """Her order of the questions is not ours; two lines that count themselves may count suggestions."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["19 ноября, только не в 14:30, а в 15:00", "teor-2: 19 ноября в 15:00, а не в 14:30", "teor-2 19 ноября в 15:00 вместо 14:30", "19.11 не в 14.30, а в 15.00"])
def test_the_hour_beside_a_day_is_put_right(text: str) -> None:
    """The day stays, the former hour goes."""
    assert told(text) == ["teor-2 19.11 15:00"]


@pytest.mark.parametrize("text", ["19 ноября не в 14:30", "19 ноября не в 14:30, а позже", "19.11 вместо 12.11", "19 ноября в 15:00, а не 26 ноября в 14:30", "19 ноября в 15:00 вместо 14:30?"])
def test_an_hour_that_is_only_refused_is_asked_about(text: str) -> None:
    """And so is a day that stands for another."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["Гостиная 5 ноября в то же время", "перенеси гостиную на 5 ноября на то же время", "гостиную перенести на 5 ноября то же время, то же место", "перенос: гостиная на 5 ноября",
                                  "перенос: гостиная 5 ноября 14.30", "гостиная 29 ноября отменена, новая дата 5 ноября 14.30", "гостиная отменена, новая дата: 5 ноября в 14:30"])
def test_a_meeting_moves_in_few_words(text: str) -> None:
    """At the hour at which it stands; a new day called off nothing."""
    assert told(text) == ["prak-1 05.11 14:30"]


@pytest.mark.parametrize("text", ["гостиная 28 ноября отменена, новая дата 5 ноября 14.30", "гостиная отменена, новая дата 5 или 12 ноября", "перенос: гостиная 5 ноября, если СШ № 33 свободна",
                                  "гостиная отменена, новая дата 5 ноября 14.30, наверное", "Гостиную перенесите на 5 ноября. Подождите пока", "Гостиную перенесите на 5 ноября, карантин. Подождите пока"])
def test_a_move_in_doubt_is_asked_about(text: str) -> None:
    """Nothing stands on the 28th; who waits decides nothing yet."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["teor-2: {}", "teor-2 место {}", "ссылка на подключение к teor-2 {}", "Журналы: {}"])
def test_an_address_alone_beside_the_name_of_its_row_is_where_people_join(text: str) -> None:
    """No word says so, and none need."""
    assert orders(text.format(ROOM)) == [Link("teor-2", ROOM)]


def test_an_address_beside_a_day_is_where_people_join() -> None:
    """And one whose row nobody names is of the only one asked about."""
    assert told(f"teor-2: 19.11 14:30 {ROOM}") == ["teor-2 19.11 14:30", f"teor-2 {ROOM}"]
    assert orders(f"Ссылка: {ROOM}", ASKED[:1]) == [Link("prak-2", ROOM)]


@pytest.mark.parametrize(("text", "asked"), [
    (f"Ссылка: {ROOM}", ASKED), (ROOM, ASKED[:1]), ("https://cdo.example", ASKED[1:2]), (f"Ссылка: {ROOM}", ASKED[2:3]), ("teor-2: https://disk.example/d/12", ASKED), ("teor-2: https://cdo.example/plan.pdf", ASKED),
    ("teor-2: 19.11 14:30 https://forms.example/1", ASKED), (f"1. {ROOM}", ASKED[:1]), (f"teor-2: запись {ROOM}", ASKED)])
def test_another_address_is_asked_about(text: str, asked: tuple[Asked, ...]) -> None:
    """Of several rows, of her house, of a recording, of a file."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, asked))


@pytest.mark.parametrize("text", ["Совещание провели 24 сентября", "Совещание прошло", "Совещание не проводилось", "совещание не провели", "Да, совещание состоялось", "совещание школьных библиотекарей прошло успешно, спасибо",
                                  "teor-1 не проводилось", "teor-1: не состоялось"])
def test_the_closing_question_is_answered_by_the_name_of_its_meeting(text: str) -> None:
    """As «teor-1: проведено» answers it."""
    (order,) = orders(text)
    assert isinstance(order, Closed)
    assert order.item == "teor-1"


@pytest.mark.parametrize("text", ["Мастер-класс провели", "Совещание директоров прошло", "Совещание провели?", "Совещание провели, наверное", "Совещание провели и 26 ноября", "Совещание проводим",
                                  "Гостиная прошла хорошо", "Совещание не проводилось, перенос на январь"])
def test_another_meeting_or_a_doubt_closes_nothing(text: str) -> None:
    """Where the words are not those of the row that is asked about, or say more."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_a_day_below_a_meeting_that_was_held_is_another_rows() -> None:
    """It became a new day of the meeting that was over; below one that was not held it may be its new day."""
    for text in ("Совещание провели\n10 декабря в 14:30", "teor-1 провели\n10 декабря в 14:30", "Совещание прошло 24.09. Мастер-класс 10.12 в 14.30"):
        assert told(text) == ["teor-1 Closed", "prak-2 10.12 14:30"]
    assert told("Совещание не проводилось. 10 декабря в 14:30") == ["teor-1 Closed", "None NotUnderstood"]
    assert told("Мастер-класс 10 декабря в 14:30, совещание провели") == ["prak-2 10.12 14:30", "teor-1 Closed"]
    assert told("Совещание не проводилось. Мастер-класс 10 декабря в 14:30") == ["teor-1 Closed", "prak-2 10.12 14:30"]


@pytest.mark.parametrize("text", ["Мастер-класс пусть будет 10.12 в 14-30", "Мастер-класс запланировали на 10 декабря в 14:30. Если что, звоните.", "Подтверждаю мастер-класс 10 декабря в 14:30",
                                  "Дата проведения мастер-класса: 10 декабря 2020 г., 14:30", "на мастер-класс удобно 10 декабря", "Новая дата мастер-класса — 10 декабря в 14:30", "ставьте мастер-класс на 10 декабря"])
def test_a_word_of_deciding_beside_a_title_is_none_of_it(text: str) -> None:
    """Which row it is, the other words say."""
    assert told(text) == ["prak-2 10.12 14:30"]


@pytest.mark.parametrize("text", ["да, передайте всем", "да, как обычно"])
def test_a_yes_with_last_words_is_one(text: str) -> None:
    """As without them."""
    assert orders(text, (Asked("prak-2", "out-of-year", guess="декабрь 2021"),)) == [Yes("prak-2")]
    assert orders("второй вариант, всех ждём", ASKED[:1]) == [Choose("prak-2", 2)]


@pytest.mark.parametrize("text", ["Всех ждём 26 ноября в 14:30!", "Ждём всех 26 ноября в 14:30", "Приглашаем всех 26 ноября в 14:30"])
def test_whoever_is_awaited_a_day_with_its_hour_is_one(text: str) -> None:
    """«Перенос мастер-класса 10 декабря» may be of the one that stands on that day."""
    assert told(text) == ["teor-2 26.11 14:30"]
    for other in ("Ждём решения 26 ноября в 14:30", "Ждём 26 ноября, кроме СШ № 5", "Перенос мастер-класса 10 декабря"):
        assert all(isinstance(order, NotUnderstood) for order in orders(other))


@pytest.mark.parametrize("text", ["prak-1: отмена, всех ждём", "prak-1: отмена, приглашаем всех", "prak-1: отмена. Приходите все", "prak-1: не проводим, всех ждём", "prak-1: отмена, явка обязательна"])
def test_nobody_is_awaited_where_nothing_is_held(text: str) -> None:
    """One of the two is of something else."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))
    assert orders("prak-1: отмена, карантин, жду ответа") == [Cancel("prak-1", "карантин")]
