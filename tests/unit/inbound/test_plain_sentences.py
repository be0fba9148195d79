"""Sentences as they are written: the day first, the reason as a sentence of its own, what was agreed with whom - and their neighbours."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Choose, Confirm, Keep, Link, NotUnderstood, Order, Place, Replan, Stop
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (
    Item("teor-2", "", topics=("Новое в обслуживании",), when="ноябрь 2020", places=("Областная библиотека",)),
    Item("prak-2", "", topics=("Мастер-класс по созданию буктрейлера",), when="декабрь 2020"), Item("kons-a", "", topics=("Консультация",), when="апрель 2020"),
    Item("povy-3", "", topics=("Участие в вебинарах",), when="по графику сообществ")))
ASKED = (
    Asked("kons-a", "out-of-year", guess="апрель 2021"),
    Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30", "24.12.2020 14:30"), (1, 2, 3), (date(2020, 12, 1), date(2020, 12, 31))),
    Asked("teor-2", "stands", here=False, stands=datetime.fromisoformat("2020-11-19T14:30")),
    Asked("povy-3", "entry", here=False, titles=("Вебинар РШБА «Чтение с экрана»",), begins=date(2020, 11, 20), hour=time(12)),
)


def orders(text: str) -> list[Order]:
    """What the text means on 9 November 2020, under a digest."""
    return understand(text, ASKED, PLAN, date(2020, 11, 9), zone=MOSCOW)


@pytest.mark.parametrize(("text", "item", "reason"), [
    ("20 ноября вебинара не будет", "povy-3", ""), ("Отменён вебинар 20 ноября", "povy-3", ""), ("20 ноября вебинар отменяется", "povy-3", ""), ("20.11 в 12:00 вебинар не состоится", "povy-3", ""),
    ("19 ноября встреча отменяется, карантин", "teor-2", "карантин"), ("Отмените встречу 19 ноября. Карантин в библиотеке.", "teor-2", "Карантин в библиотеке"),
    ("Встреча 19 ноября отменяется (Карантин)", "teor-2", "Карантин"), ("Отмена встречи 19.11.2020 (карантин)", "teor-2", "карантин"),
    ("Отмените, пожалуйста, teor-2 — гололёд", "teor-2", "гололёд"), ("Отменяем teor-2, гололёд", "teor-2", "гололёд"),
    ("teor-2: отмена, в соседних школах тоже карантин", "teor-2", "в соседних школах тоже карантин"),
    ("teor-2: отмена, район просил отменить очные мероприятия", "teor-2", "район просил отменить очные мероприятия"),
])
def test_a_meeting_is_called_off_with_its_day_first_or_its_reason_last(text: str, item: str, reason: str) -> None:
    """Whatever stands where."""
    (order,) = orders(text)
    assert isinstance(order, Cancel)
    assert (order.item, order.reason) == (item, reason)


@pytest.mark.parametrize("text", ["Отмените встречу 19 ноября. Вторая дата подходит.", "19 ноября отменяем. Вариант 2."])
def test_what_decides_of_itself_is_no_reason(text: str) -> None:
    """People read «Причина: Вторая дата подходит», and the question stayed open."""
    assert orders(text) == [Cancel("teor-2"), Choose("prak-2", 2)]


def test_an_order_behind_a_reason_is_no_part_of_it() -> None:
    """The second event stood, and everybody read in the reason that it does not."""
    first, second = orders("Встреча 19 ноября отменяется. Лектор заболел. Вебинар 20 ноября отменяется.")
    assert first == Cancel("teor-2", "Лектор заболел")
    assert isinstance(second, Cancel)
    assert (second.item, second.reason) == ("povy-3", "")


@pytest.mark.parametrize(("text", "item", "when"), [
    ("19 ноября отменяем, встречаемся 26-го", "teor-2", "26.11 14:30"), ("Встречу 19 ноября отменяем, проводим 26 ноября в 15:00", "teor-2", "26.11 15:00"),
    ("Отменяем встречу 19 ноября, встречаемся 26-го", "teor-2", "26.11 14:30"), ("19 ноября встреча состоится в 15:00", "teor-2", "19.11 15:00"),
    ("teor-2: на полчаса позже", "teor-2", "19.11 15:00"), ("teor-2: начнём на полчаса раньше", "teor-2", "19.11 14:00"),
    ("Вебинар РШБА перенесли на 27 ноября, время то же", "povy-3", "27.11 12:00"),
    ("Встреча 19 ноября переносится на 26 ноября, время то же. Прошу предупредить школы.", "teor-2", "26.11 14:30"),
    ("Согласовала с гимназией: 15 декабря в 14:00", "prak-2", "15.12 14:00"), ("Договорились на 15 декабря в 14:00", "prak-2", "15.12 14:00"),
    ("Мастер-класс по буктрейлеру решили провести 3 декабря в 14.30", "prak-2", "03.12 14:30"), ("Оставляем 17 декабря", "prak-2", "17.12 14:30"),
    ("Давайте оставим 10 декабря, но начнём в 15:00", "prak-2", "10.12 15:00"), ("10 декабря подойдёт, но лучше в 15 часов", "prak-2", "10.12 15:00"),
    ("Встреча назначена на 15 декабря, 14:00", "prak-2", "15.12 14:00"), ("Прошу назначить встречу на 15.12.2020 в 14 часов", "prak-2", "15.12 14:00"),
    ("Определились: 17 декабря", "prak-2", "17.12 14:30"), ("Остановимся на 17 декабря", "prak-2", "17.12 14:30"),
    ("Нам удобнее 17 декабря", "prak-2", "17.12 14:30"), ("Встречу 19 ноября откладываем на неделю", "teor-2", "26.11 14:30"),
    ("Встречу 19 ноября переносим на неделю позже", "teor-2", "26.11 14:30"), ("19 ноября начинаем на полчаса раньше", "teor-2", "19.11 14:00"),
    ("Из-за карантина встреча 19 ноября переносится на 26 ноября", "teor-2", "26.11 14:30"), ("teor-2: начнётся в 15:00", "teor-2", "19.11 15:00"),
])
def test_a_day_is_said_in_her_own_order(text: str, item: str, when: str) -> None:
    """A move, an hour, a day of which she says how it came about."""
    (order,) = orders(text)
    assert isinstance(order, Confirm), order
    assert order.when.start
    assert order.when.time
    assert (order.item, f"{order.when.start:%d.%m} {order.when.time:%H:%M}") == (item, when)


@pytest.mark.parametrize(("text", "place"), [
    ("teor-2: переносим в ЦДО, время прежнее", "ЦДО"), ("Встречу 19 ноября переносим в ЦДО, дата и время прежние", "ЦДО"), ("teor-2: проводим онлайн", "онлайн"),
    ("teor-2: переносим в ЦДО, время по плану", "ЦДО"), ("teor-2: переносим в ЦДО. Время и дата прежние.", "ЦДО"), ("teor-2: переносим в ЦДО. В тот же день и час.", "ЦДО"),
    ("Встречу 19 ноября переносим в детскую библиотеку № 3", "детская библиотека № 3"),
    ("teor-2: встреча пройдёт онлайн, ссылку пришлю позже", "онлайн"), ("19 ноября собираемся не в областной библиотеке, а в СШ № 33", "СШ № 33"),
])
def test_a_place_is_said_with_what_stays(text: str, place: str) -> None:
    """And with what it is instead of."""
    assert orders(text) == [Place("teor-2", place)]


@pytest.mark.parametrize("hour", ["время обычное", "время как всегда", "в обычное время"])
def test_a_rows_usual_hour_is_not_the_one_that_stands(hour: str) -> None:
    """«Переносим в ЦДО, время обычное»: asked about, for it may be another."""
    (order,) = orders(f"teor-2: переносим в ЦДО, {hour}")
    assert isinstance(order, NotUnderstood)


def test_a_move_has_its_place_beside_it() -> None:
    """At its hour."""
    moved, place = orders("Встречу 19 ноября переносим на 26 ноября, место ЦДО")
    assert isinstance(moved, Confirm)
    assert (moved.item, moved.phrase, place) == ("teor-2", "26.11.2020 14:30", Place("teor-2", "ЦДО"))


def test_a_link_is_of_the_meeting_of_its_day() -> None:
    """Named as «встреча» and by its day; a recording is no place to join."""
    assert orders("Встреча 19 ноября: ссылка https://v.example/1") == [Link("teor-2", "https://v.example/1")]
    for text in ("Встреча 12 ноября: ссылка https://v.example/1", "Встреча 19 ноября: запись https://v.example/1"):
        assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize(("text", "order"), [
    ("2. Всего хорошего!", Choose("prak-2", 2)), ("2\nСпасибо, коллеги!", Choose("prak-2", 2)), ("Увы, 2", Choose("prak-2", 2)),
    ("2. Благодарим за информацию.", Choose("prak-2", 2)), ("Доброе утро 2", Choose("prak-2", 2)), ("Стоп. Всего хорошего!", Stop(None)),
])
def test_no_word_of_politeness_hides_an_order(text: str, order: Order) -> None:
    """Whichever of them she writes."""
    assert orders(text) == [order]


def test_a_good_week_is_wished_beside_a_choice() -> None:
    """As thanks are."""
    assert orders("2, спасибо большое за напоминание и хорошей недели!") == [Choose("prak-2", 2)]


@pytest.mark.parametrize("text", ["Апрель 2021 - верно", "Да, это апрель 2021 года, опечатка в плане."])
def test_the_guessed_month_is_right(text: str) -> None:
    """In her words."""
    (order,) = orders(text)
    assert isinstance(order, Replan)
    assert (order.item, order.when.start) == ("kons-a", date(2021, 4, 1))


@pytest.mark.parametrize("text", [
    "20 ноября меня не будет", "20 ноября автобуса не будет, добираемся сами", "20 ноября вебинара не будет?", "21 ноября вебинара не будет",
    "19 ноября мастер-класс отменяется", "20 ноября вебинара может не быть", "20 ноября вебинар не отменяется", "19 ноября концерт состоится в 15:00",
    "19 ноября встреча переносится", "20 ноября вебинара в записи не будет",
    "19 ноября отменяем, 26-го", "19 ноября отменяем, 26-го тоже", "19 ноября отменяем, встречаемся 10 декабря", "19 ноября отменяем, встречаемся 12-го",
    "19 ноября отменяем, встречаемся 26-го или 27-го", "19 ноября отменяем, проводим 26-го вебинар", "19 ноября отменяем, встречаемся позже",
    "Отмените встречу 19 ноября. Давайте 26-го.", "Отмените встречу 19 ноября. Мастер-класс тоже.", "Отмените встречу 19 ноября. Если карантин продлят.",
    "Встречу 19 ноября отменяем, мастер-класс 17 декабря", "19 ноября отменяем, вебинар тоже отменяется", "Отмените встречу 19 ноября. Нет, не отменяйте.",
    "Отмените встречу 19 ноября. Стоп, я ошиблась.", "Встреча 19 ноября отменяется. Оставьте место за нами.",
"Отменяем встречу 19 ноября, мастер-класс переносим на январь",
    "Отмените встречу 19 ноября? Карантин ведь.", "Отмените встречу 20 октября. Карантин.",
    "teor-2: переносим в ЦДО, время сообщу", "teor-2: переносим, место и время прежние", "Встречу 12 ноября переносим в ЦДО", "19 ноября переносим в ЦДО выставку",
    "Договорились с директором, 15 декабря в 14:00 он занят", "Не согласовала с гимназией: 15 декабря в 14:00", "Согласовано ли 15 декабря в 14:00",
    "Договорились созвониться 15 декабря в 14:00", "Согласовать с гимназией 15 декабря в 14:00",
    "10 декабря подойдёт, но лучше 17-го", "10 декабря не подойдёт, но лучше в 15 часов", "Оставим 10 декабря на потом", "Оставляем 10 декабря?",
    "Апрель 2021 - неверно", "апрель 2020, опечатка в плане", "kons-a: апрель 2021 не опечатка", "апрель 2021 или май, опечатка",
    "teor-2: собираемся не в библиотеке, а в классе", "teor-2: почему не в ЦДО, а в СШ № 33?", "teor-2: не в библиотеке, а в пятницу",
    "teor-2: проводим онлайн?", "teor-2: не проводим онлайн", "teor-2: проводим онлайн или в ЦДО", "teor-2: если карантин, проводим онлайн",
    "teor-2: проводим онлайн-опрос", "teor-2: перенесите на полчаса", "teor-2: опоздаю на полчаса", "на полчаса позже",
    "Вебинар РШБА перенесли, время то же", "Вебинар РШБА перенесли на 27 или 28 ноября, время то же", "Мастер-класс решили провести позже",
    "Встреча назначена на 10 или 17 декабря", "У нас педсовет назначен на 17 декабря, 14:30", "Встречу с читателями назначаем на 17 декабря в 14:30",
    "Встреча не назначена на 17 декабря, 14:30", "Встречу назначим позже", "Определились: не 17 декабря", "Определимся 17 декабря", "Библиотеке удобнее 17 декабря",
    "Остановились на том, что 17 декабря не подходит", "Нам удобнее не 17 декабря", "2 и хорошего дня или 3", "teor-2: начнётся с чая", "teor-2: начнётся 12.12",
    "Встреча 19 ноября отменяется (может быть)", "Отмените встречу 19 ноября (если карантин)", "Встреча 19 ноября отменяется (26 ноября)",
    "19 ноября опоздаю на полчаса", "19 ноября переносим на час", "12 ноября переносим на неделю", "19 ноября не переносим на неделю",
    "19 ноября в 15:00 переносим на неделю", "20 ноября переносим на неделю", "Встречу 19 ноября откладываем на неделю или две",
    "Директор просит отложить встречу 19 ноября на неделю", "Из-за карантина просят встречу 19 ноября перенести на 26 ноября",
    "Из-за карантина перенос с 12 ноября на 10 декабря", "Из-за карантина перенесите с 19 ноября на 10 декабря",
    "Встречу 19 ноября переносим на 26 ноября, место уточню", "Встречу 19 ноября переносим на 26 или 27 ноября, место ЦДО",
    "Встречу 19 ноября не переносим на 26 ноября, место ЦДО",
])
def test_their_neighbours_are_asked_back(text: str) -> None:
    """Another thing, another day, a condition, a question, half an answer."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text)), orders(text)


@pytest.mark.parametrize("reason", [
    "СШ № 5", "в СШ № 5", "ЦДО", "онлайн", "мастер-класс", "вебинар РШБА", "вебинар 20 ноября", "мастер-класса тоже не будет", "второй вариант", "апрель верно", "да", "на декабрь",
    "карантин, хотя подождите", "сообщите всем и перенесите на декабрь",
])
def test_what_names_another_thing_or_decides_is_no_reason(reason: str) -> None:
    """A place, another meeting, an answer: everybody would have read it behind «Причина:»."""
    (order,) = orders(f"Встречу 19 ноября отменяем, {reason}")
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("reason", [
    "в СШ № 5 выборы", "СШ № 5 на карантине", "семинар в СОИРО", "у всех педсоветы 19 ноября", "карантин до 24 ноября", "болезнь Петровой",
])
def test_a_reason_may_name_a_place_or_a_day(reason: str) -> None:
    """Where something is said of it."""
    assert orders(f"Встречу 19 ноября отменяем, {reason}") == [Cancel("teor-2", reason)]


@pytest.mark.parametrize("text", [
    "Отменяем встречу 19 ноября. Срочно", "Срочно! Встречу 19 ноября отменяем", "Срочно отмените встречу 19 ноября", "Встречу 19 ноября отменяем, срочно",
    "Встречу 19 ноября отменяем. Иващенко Ирина Викторовна", "Отмените встречу 19 ноября. Спасибо! Иващенко И.В.", "Встречу 19 ноября отменяем, Иващенко И.В.",
])
def test_haste_and_a_name_are_no_reason(text: str) -> None:
    """Everybody read «Причина: Срочно»."""
    assert orders(text) == [Cancel("teor-2")]


@pytest.mark.parametrize(("told", "reason"), [
    ("Методист болеет", "Методист болеет"), ("Областная Конференция", "Областная Конференция"), ("извините, карантин", "карантин"),
    ("Предупредите всех, карантин", "карантин"), ("карантин. Извините!", "карантин"), ("причина: карантин", "карантин"), ("сообщите школам, что карантин", ""), ("дату сообщу позже", ""),
])
def test_a_reason_stays_beside_what_is_none(told: str, reason: str) -> None:
    """It was dropped with an apology or a bidding, or taken for her name."""
    assert orders(f"Встречу 19 ноября отменяем, {told}") == [Cancel("teor-2", reason)]


def test_what_was_done_in_haste_and_no_lessons_are_no_haste_and_no_meeting() -> None:
    """«Срочно закрыли школу» is why; «занятий не будет» speaks of the schools' lessons."""
    assert orders("Встречу 19 ноября отменяем, срочно закрыли школу") == [Cancel("teor-2", "срочно закрыли школу")]
    assert [type(order) for order in orders("17 декабря в 14:30, не срочно")] == [NotUnderstood]
    assert [type(order) for order in orders("19 ноября занятий не будет")] == [NotUnderstood]
    assert [type(order) for order in orders("17 декабря\nЭто срочно!")] == [Confirm]


@pytest.mark.parametrize("rest", ["на мастер-класс 10 декабря приходите", "стоп рассылка", "встреча будет в декабре", "карантин, дату уточню", "мастер-класс ставим на 10 декабря"])
def test_what_people_shall_do_is_no_reason(rest: str) -> None:
    """Everybody would have read it."""
    (order,) = orders(f"teor-2: отмена, {rest}")
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("between", ["\n", " "])
def test_where_all_are_awaited_is_a_place(between: str) -> None:
    """It was dropped as a courtesy."""
    assert orders(f"17 декабря в 14:30.{between}Ждём всех в ЦДО")[1:] == [Place("prak-2", "ЦДО")]
    assert isinstance(orders(f"17 декабря в 14:30.{between}Жду всех в библиотеке")[-1], NotUnderstood)


@pytest.mark.parametrize("text", ["17 декабря. Время сообщу позже", "17 декабря в 14:30, вроде согласны", "17 декабря в 14:30, нам предоставят актовый зал"])
def test_an_hour_to_come_and_a_doubtful_consent_are_asked_back(text: str) -> None:
    """They were dropped, and people invited."""
    assert any(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("place", ["СШ № 33 напротив рынка", "ЦДО комната 5", "СШ № 33 третий этаж"])
def test_a_places_name_may_go_on(place: str) -> None:
    """Behind the number."""
    assert orders(f"17 декабря в 14:30, {place}")[1:] == [Place("prak-2", place)]


@pytest.mark.parametrize("text", ["Ставим 17 декабря. Иващенко И.В.", "Ставим 17 декабря. Спасибо! Ирина Викторовна", "Срочно! Ставим 17 декабря."])
def test_a_name_in_the_same_line_is_below_her_order(text: str) -> None:
    """As on a line of its own."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert order.item == "prak-2"
    assert orders("Встреча 19 ноября отменяется. Заболела Петрова.") == [Cancel("teor-2", "Заболела Петрова")]


@pytest.mark.parametrize(("line", "place"), [("Онлайн", "Онлайн"), ("Центральная Библиотека", "Центральная Библиотека"), ("ЦДО, 2 этаж, каб. 5", "ЦДО, 2 этаж, каб. 5")])
def test_a_place_on_its_own_line_is_no_name(line: str, place: str) -> None:
    """«Онлайн» below the day was taken for her signature, and people would have come."""
    assert orders(f"17 декабря в 14:30\n{line}")[1:] == [Place("prak-2", place)]
    assert isinstance(orders("17 декабря в 14:30\nГимназия")[1], NotUnderstood)


@pytest.mark.parametrize("text", ["17 декабря в 14:30, в ЦДО совещание", "Встречу 19 ноября переносим в ЦДО выставку книг"])
def test_what_is_said_behind_a_places_name_is_no_part_of_it(text: str) -> None:
    """«Место: ЦДО совещание» would have stood in every invitation."""
    assert not [order for order in orders(text) if isinstance(order, Place)]


@pytest.mark.parametrize("text", [
    "teor-2: перенос на 26 ноября", "Новое в обслуживании переносится на 26 ноября", "Отложите встречу 19 ноября на неделю", "Встреча 19 ноября отложена на 26 ноября",
    "Отложить встречу 19 ноября на 26 ноября", "Передвиньте встречу 19 ноября на 26 ноября", "Встречу 19 ноября переносим на 26 ноября, в ЦДО ремонт",
])
def test_what_moves_keeps_its_hour(text: str) -> None:
    """However she says that it moves, and whichever way she names it."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 26), time(14, 30))


@pytest.mark.parametrize("text", ["teor-2: перенос с 20.11 на 26.11", "teor-2: перенос на пятницу", "teor-2: перенос с четверга на пятницу", "teor-2: перенос на 15.05", "prak-2: перенос на 26 ноября", "Отложите встречу 19 ноября", "Отложите рассылку до завтра"])
def test_what_may_be_an_hour_or_has_none_is_asked_for_it(text: str) -> None:
    """«15.05» may be an hour; what has no meeting yet has none to keep."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["teor-2: место ЦДО, вторая дата подходит", "teor-2: встречаемся в СШ 32, про апрель всё верно", "teor-2: место ЦДО. Апрель верно"])
def test_an_order_behind_a_place_is_no_part_of_it(text: str) -> None:
    """«Место: СШ 32, про апрель всё верно» would have stood in every invitation."""
    assert not [order for order in orders(text) if isinstance(order, Place) and any(word in order.text for word in ("дата", "верно"))]


def test_and_is_no_part_of_the_month_that_was_asked_for() -> None:
    """«И апрель» stood in the dates file."""
    assert [(order.item, order.phrase) for order in orders("Да, и апрель верно") if isinstance(order, Replan)] == [("kons-a", "апрель")]


@pytest.mark.parametrize("line", ["По остальным вопросам сообщу дополнительно.", "Явка обязательна", "Остальное позже", "Прошу предупредить школы."])
def test_what_goes_with_an_order_may_stand_below_it(line: str) -> None:
    """As in the same line; alone it is answered."""
    assert [type(order) for order in orders(f"Ставим 17 декабря\n{line}")] == [Confirm]
    assert [type(order) for order in orders(line)] == [NotUnderstood]


@pytest.mark.parametrize("text", ["Ой, простите, третий", "Нет, всё-таки третий", "Всё-таки третий"])
def test_a_second_thought_may_be_polite(text: str) -> None:
    """One that says sorry, or comes back."""
    assert orders(text) == [Choose("prak-2", 3)]


@pytest.mark.parametrize("text", ["Поторопилась. Пока не отправляйте", "Ошиблась, стоп", "Уточню у библиотеки, пока не отправляйте"])
def test_why_it_is_stopped_may_come_first(text: str) -> None:
    """It was asked back."""
    assert orders(text) == [Stop(None)]


@pytest.mark.parametrize("text", ["Ошиблась, встречу не отменяем!", "Встреча всё-таки состоится"])
def test_what_she_has_just_called_off_may_stand_after_all(text: str) -> None:
    """The one row that may still be taken back is meant."""
    fresh = (*ASKED[:2], Asked("teor-2", "stands", here=False, fresh=True))
    assert understand(text, fresh, PLAN, date(2020, 11, 9), zone=MOSCOW) == [Keep("teor-2", stands=True)]


@pytest.mark.parametrize("text", [
    "Перенесите встречу с 19 на 26 ноября в связи с карантином", "Встречу 19-го переносим на 26-е, карантин в библиотеке", "Встреча 19 ноября переносится на 26 ноября, библиотека согласна",
])
def test_why_it_moves_may_stand_last(text: str) -> None:
    """As it may stand first."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 26), time(14, 30))


@pytest.mark.parametrize(("text", "place"), [("19 ноября проведём в СШ № 33, директор согласен", "СШ № 33"), ("teor-2: место ЦДО, директор дал согласие", "ЦДО")])
def test_who_agreed_is_no_part_of_a_place(text: str, place: str) -> None:
    """Behind a comma as behind a full stop."""
    assert orders(text) == [Place("teor-2", place)]


@pytest.mark.parametrize("text", ["19 ноября проведём в СШ № 33, директор не согласен", "Встречу 19-го переносим на 26-е, лучше утром", "17 декабря в 14:30, с собой флешки", "Встречу 19-го переносим на 26-е, но библиотека не согласна"])
def test_a_remark_that_changes_it_is_asked_back(text: str) -> None:
    """Who does not agree, and when it would be better."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("rest", ["утром", "с утра", "пораньше", "после уроков", "на весь день", "дистанционно", "в музей", "после педсовета", "время позже", "второй вариант", "мастер-класс тоже"])
@pytest.mark.parametrize("move", ["teor-2: не 19, а 26 ноября", "teor-2: перенос на 26 ноября", "Перенесите встречу с 19 на 26 ноября", "Встречу 19 ноября переносим на 26 ноября"])
def test_what_else_is_said_behind_a_move_is_no_why(move: str, rest: str) -> None:
    """The meeting moved to the former hour and place, and nobody heard of the rest."""
    assert all(isinstance(order, NotUnderstood) for order in orders(f"{move}, {rest}"))


@pytest.mark.parametrize("text", ["Передумали переносить встречу 19 ноября на 26 ноября", "Передумала отменять встречу 19 ноября", "Передумала ставить 17 декабря"])
def test_what_she_thought_better_of_is_not_done(text: str) -> None:
    """Nor taken for what she wants now: «передумала, 26 ноября» says that behind a comma."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))
    assert isinstance(orders("Передумали, встречу 19 ноября переносим на 26 ноября")[0], Confirm)


@pytest.mark.parametrize("text", ["Ставим 17 декабря с утра", "17 декабря, с утра", "Встречу 19 ноября переносим на 26 ноября с утра"])
def test_a_part_of_the_day_is_another_hour(text: str) -> None:
    """The suggested hour was taken, or the former."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["teor-2: перенос на 26 ноября, ремонт в СШ № 5", "teor-2: перенос на 26 ноября в 15:00, ремонт в СШ № 5",
                                  "Встречу 19 ноября переносим на 26 ноября из-за ремонта в СШ № 5"])
def test_where_the_reason_is_nobody_meets(text: str) -> None:
    """The school under repair was the meeting's place."""
    assert not [order for order in orders(text) if isinstance(order, Place)]


def test_not_this_day_but_that_one_there() -> None:
    """The place was lost."""
    day, place = orders("teor-2: не 19, а 26 ноября, СШ № 5")
    assert isinstance(day, Confirm)
    assert (day.when.start, day.when.time) == (date(2020, 11, 26), time(14, 30))
    assert place == Place("teor-2", "СШ № 5")


@pytest.mark.parametrize("text", ["teor-2: переносили на 26 ноября", "Встречу 19 ноября переносили на 26 ноября", "Встречу 19 ноября откладывали на неделю"])
def test_what_was_moved_once_does_not_move(text: str) -> None:
    """It tells of another time."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("line", ["Дистанционно", "Очно", "Карантин"])
def test_a_word_that_is_no_name_is_asked_about(line: str) -> None:
    """It was taken for her signature, and nobody heard of it."""
    assert [type(order) for order in orders(f"Ставим 17 декабря\n{line}")] == [Confirm, NotUnderstood]


def test_a_suggestion_may_be_what_it_moves_to() -> None:
    """It has its hour already."""
    (order,) = orders("prak-2 переносится на 17 декабря")
    assert isinstance(order, Confirm)
    assert order.when.time == time(14, 30)
