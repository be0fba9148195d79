"""Rows told by their month, by words of their title, one after the other in one line."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, Link, Nothing, NotUnderstood, Order, Place, Replan, Yes
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (
    Item("osno-1", "", topics=("Круглый стол «Книга и время»",), when="октябрь 2020"),
    Item("osno-2", "", topics=("Мастер-класс по переплёту",), when="ноябрь 2020"),
    Item("osno-3", "", topics=("Творческая мастерская",), when="15 октября 2020 14.30"),
    Item("kurs-1", "", topics=("Участие в круглых столах института",), when="по графику института"),
))
ASKED = (
    Asked("osno-1", "no-date", ("15.10.2020 14:30", "22.10.2020 14:30"), (1, 2), (date(2020, 10, 1), date(2020, 10, 31))),
    Asked("osno-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (3, 4), (date(2020, 11, 1), date(2020, 11, 30))),
    Asked("osno-3", "stands", here=False, stands=datetime.fromisoformat("2020-10-08T14:30")),
)


def orders(text: str, asked: tuple[Asked, ...] = ASKED, *, about: str | None = None) -> list[Order]:
    """What the text means on 7 September 2020."""
    return understand(text, asked, PLAN, date(2020, 9, 7), zone=MOSCOW, about=about)


@pytest.mark.parametrize(("text", "order"), [
    ("По октябрю — второй вариант", Choose("osno-1", 2)), ("ноябрь - 4", Choose("osno-2", 2)), ("За октябрь: 1", Choose("osno-1", 1)),
    ("по ноябрю второй", Choose("osno-2", 2)),
])
def test_a_row_is_told_by_its_month(text: str, order: Order) -> None:
    """The only one of the mail that is asked for a day of that month."""
    assert orders(text) == [order]


def test_a_month_that_is_refused_names_the_row_that_is_moved() -> None:
    """«В октябре не получится, переносим на декабрь»; nothing but the refusal moves nothing."""
    (order,) = orders("В октябре не получится, давайте перенесём на декабрь")
    assert isinstance(order, Replan)
    assert (order.item, order.phrase) == ("osno-1", "декабрь")
    assert isinstance(orders("В октябре не получится")[0], NotUnderstood)


def test_a_month_that_two_rows_are_asked_for_names_none() -> None:
    """Neither is guessed."""
    twice = (*ASKED, Asked("osno-3", "no-date", ("16.10.2020 14:30",), (5,), ASKED[0].window))
    assert all(isinstance(order, NotUnderstood) for order in orders("По октябрю — второй вариант", twice))


@pytest.mark.parametrize(("text", "row"), [
    ("Круглый стол 22 октября", "osno-1"), ("мастер-класс по переплету 19 ноября в 14:30", "osno-2"), ("Мастер-класс в четверг 19.11 в 14:30", "osno-2"),
])
def test_a_row_is_told_by_words_of_its_title(text: str, row: str) -> None:
    """All her words before the date are of one title; events of a schedule of others are none of these."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.time) == (row, time(14, 30))


@pytest.mark.parametrize(("text", "order"), [
    ("Творческая мастерская отменяется, карантин", Cancel("osno-3", "карантин")), ("Творческая мастерская: отмена", Cancel("osno-3")),
    ("Творческую мастерскую проводим в ЦДО", Place("osno-3", "ЦДО")), ("По переплёту - второй", Choose("osno-2", 2)), ("Круглый стол: 1", Choose("osno-1", 1)),
])
def test_a_row_is_told_by_words_of_its_title_before_an_order(text: str, order: Order) -> None:
    """Before a colon, a dash or «отменяется»."""
    assert orders(text) == [order]


ANYBODYS = ("Встреча", "Заседание", "Мероприятие", "Занятие", "Собрание", "Совещание", "Место", "Время", "Ссылка", "Адрес", "Ответ", "Начало",
            "Причина", "Вопрос", "Вариант", "Решение", "Письмо", "Школа", "Библиотека")


@pytest.mark.parametrize("word", ANYBODYS)
def test_words_of_any_title_tell_no_row(word: str) -> None:
    """One title has them by chance; «Встреча отменяется» and «Причина: …» are not about it."""
    plan = Plan("План", SchoolYear(2020), (Item("osno-1", "", topics=("Всё: " + ", ".join(ANYBODYS),), when="октябрь 2020"),
                                           Item("osno-2", "", topics=("Гостиная",), when="ноябрь 2020")))
    for text in (f"{word}: отмена", f"{word} отменяется"):
        found = understand(text, ASKED[:2], plan, date(2020, 9, 7), zone=MOSCOW)
        assert all(isinstance(order, NotUnderstood) for order in found), text


def test_a_month_is_told_before_the_suggestion_of_it() -> None:
    """«В ноябре первый»: the first of those for November, though the mail numbers them through."""
    assert orders("В октябре второй, в ноябре первый") == [Choose("osno-1", 2), Choose("osno-2", 1)]
    assert all(isinstance(order, NotUnderstood) for text in ("В октябре первый четверг", "В ноябре второй не подходит", "в ноябре второй раз")
               for order in orders(text))


def test_a_month_is_told_of_what_this_mail_asked() -> None:
    """Another open question of that month is not what she answers; a word that only begins like a month is none."""
    december = Asked("osno-3", "no-date", window=(date(2020, 12, 1), date(2020, 12, 31)), here=False)
    assert all(isinstance(order, NotUnderstood) for order in [*orders("По декабрю — отмена", (*ASKED, december)), *orders("Октава - отмена")])


def test_topics_of_one_line_are_taken_apart() -> None:
    """By comma or full stop, where each piece names its month or title."""
    for text in ("По октябрю второй, по ноябрю - 12 ноября", "По круглому столу — 22 октября. По мастер-классу — 12 ноября.",
                 "Круглый стол – 22.10, 14.30; мастер-класс – 12.11, 14.30", "круглый стол двадцать второго октября, мастер-класс 12 ноября"):
        assert [(type(order), order.item) for order in orders(text)] in (
            [(Choose, "osno-1"), (Confirm, "osno-2")], [(Confirm, "osno-1"), (Confirm, "osno-2")])
    assert all(isinstance(order, NotUnderstood) for order in orders("По октябрю второй, по октябрю первый"))


@pytest.mark.parametrize("text", ["Мастерская у нас 19 ноября в 14:30", "Стол и мастер-класс 19 ноября в 14:30", "Мастер-класс, может быть, 19 ноября в 14:30"])
def test_words_of_no_one_title_tell_no_row(text: str) -> None:
    """A word that is of none, words of two titles, a doubt."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_several_rows_in_one_line_are_taken_apart() -> None:
    """Each says something of one row; joined by commas, with «по» and «а» before the names."""
    assert [(type(order), order.item) for order in orders("По osno-1 второй вариант, а по osno-2 12 ноября, osno-3: место ЦДО")] == [
        (Choose, "osno-1"), (Confirm, "osno-2"), (Place, "osno-3")]
    assert orders("osno-3 отменяем, osno-2 третий") == [Cancel("osno-3"), Choose("osno-2", 1)]


@pytest.mark.parametrize("text", ["osno-1, osno-2: отмена", "отмена osno-1, osno-2", "osno-1 отменяем, osno-2"])
def test_a_row_of_which_nothing_is_said_is_not_passed_over(text: str) -> None:
    """Two names and one order: both or one?"""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_numbers_of_several_rows_in_one_answer() -> None:
    """«2 и 3» where the mail numbers the suggestions of all rows through; two of one row are a doubt."""
    for text in ("2 и 3", "2, 3", "2; 3", "№ 2 и № 3", "Предложения 2 и 3 подходят", "п. 2 и п. 3", "Второй и третий", "Беру 2 и 3, спасибо за варианты!",
                 "Варианты 2 и 3 нам удобны", "2 и 3 👍", "второе, третье", "Нам подходят 2 и 3"):
        assert orders(text) == [Choose("osno-1", 2), Choose("osno-2", 1)]
    days = orders("22 октября и 12 ноября")
    assert [(order.item, order.when.start) for order in days if isinstance(order, Confirm)] == [
        ("osno-1", date(2020, 10, 22)), ("osno-2", date(2020, 11, 12))]
    assert all(isinstance(order, NotUnderstood) for order in orders("15 октября и 22 октября"))
    assert all(isinstance(order, NotUnderstood) for order in [
        *orders("1 и 2"), *orders("2 и 9"), *orders("2 и 3", about="osno-1"), *orders("Предложения 2 и 3 не подходят"), *orders("2 и 3 подходят?"), *orders("Подходят 2 и 3?"),
        *orders("2 и 3 подходят больше других"), *orders("первый и второй"), *orders("второй и третий четверг"), *orders("2 и 3 👎")])


@pytest.mark.parametrize(("text", "reason"), [
    ("Встречу 8 октября отменяем", ""), ("8.10 отменяется, карантин", "карантин"), ("8-го отмена по болезни", "по болезни"),
    ("Заседание 08.10.2020 не состоится из-за ремонта", "из-за ремонта"), ("8 октября заседания не будет, болею", "болею"),
    ("Из-за карантина встреча 8 октября отменяется", "Из-за карантина"), ("8.10 отмените пожалуйста, буду на больничном", "буду на больничном"),
])
def test_the_meeting_of_a_day_is_called_off(text: str, reason: str) -> None:
    """The one that stands on that day, though the mail she answers asked about other rows."""
    assert orders(text) == [Cancel("osno-3", reason)]


@pytest.mark.parametrize("text", ["Встречу 9 октября отменяем", "15 октября отменяем", "22-го отменяется", "Встречу 8 октября отменяем, лучше 9-го",
                                  "osno-1: встречу 8 октября отменяем"])
def test_a_day_on_which_nothing_stands_is_not_called_off(text: str) -> None:
    """A suggestion is no meeting: who refuses its day does not call the row off."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_the_hour_of_what_stands_or_was_suggested() -> None:
    """«Время то же» is the meeting's hour, else the one hour of all days suggested for the row."""
    for text, asked, about in (("9-го, время то же", ASKED, "osno-3"), ("9 октября, время то же", ASKED, "osno-3"), ("20 ноября в это же время", ASKED[1:2], None),
                               ("в обычное время 20 ноября", ASKED[1:2], "osno-2"), ("20 ноября, время как обычно", ASKED[1:2], None)):
        (order,) = orders(text, asked, about=about)
        assert isinstance(order, Confirm), text
        assert order.when.time == time(14, 30)
    other = (Asked("osno-2", "no-date", ("12.11.2020 14:30", "19.11.2020 10:00"), (1, 2), ASKED[1].window),)
    assert isinstance(orders("20 ноября в это же время", other)[0], NotUnderstood)


@pytest.mark.parametrize("text", [
    "двадцатого ноября четырнадцать тридцать", "в пятницу 20-го в 14:30", "здравствуйте подтверждаю двадцатое ноября в четырнадцать тридцать",
    "20 ноября, но в 14.30",
])
def test_a_spoken_day_with_its_hour(text: str) -> None:
    """As a telephone writes down what it is told."""
    (order,) = orders(text, ASKED[1:2])
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 20), time(14, 30))


def test_a_day_with_a_full_hour() -> None:
    """«24-го в 15» is an hour; «в 3» is asked about; another weekday than that day's is a doubt."""
    (order,) = orders("давайте 24-го в 15", ASKED[1:2])
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 24), time(15))
    assert all(isinstance(one, NotUnderstood) for one in [*orders("24-го в 3", ASKED[1:2]), *orders("в среду 20-го в 14:30", ASKED[1:2])])


def test_a_place_after_the_hour_needs_no_comma() -> None:
    """«20 ноября 14:30 Областная библиотека»; a name behind the hour is no place."""
    assert orders("20 ноября 14:30 Областная библиотека", ASKED[1:2])[1:] == [Place("osno-2", "Областная библиотека")]
    assert isinstance(orders("20 ноября 14:30 Петрова", ASKED[1:2])[0], NotUnderstood)


@pytest.mark.parametrize("text", ["Ссылка: https://video.example/j/1", "вот ссылка на подключение https://video.example/j/1",
                                  "Трансляция - https://video.example/j/1"])
def test_a_link_is_the_rows(text: str) -> None:
    """The row she names, or that her mail is about; of a schedule's row it is not known which event's it is."""
    assert orders(text, about="osno-3") == [Link("osno-3", "https://video.example/j/1")]
    assert orders(f"osno-2: {text}") == [Link("osno-2", "https://video.example/j/1")]
    assert all(isinstance(order, NotUnderstood) for order in [*orders(text), *orders(f"kurs-1: {text}")])


WEBINARS = tuple(Asked("kurs-1", "entry", here=False, titles=(title,), begins=date(2020, 11, day))
                 for title, day in (("Вебинар «Фонды»", 20), ("Вебинар «Чтение с экрана»", 27)))


@pytest.mark.parametrize("text", [
    "kurs-1: ссылка на 27.11 {}", "Ссылка на вебинар «Чтение с экрана»: {}", "Ссылка на вебинар 27 ноября:\n{}", "Вебинар «Чтение с экрана», 27 ноября: {}",
    "27.11 подключение {}", "kurs-1: 27.11 {}", "На 27 ноября 2020 ссылка {}", "По вебинару «Чтение с экрана»: подключение {}",
])
def test_a_link_is_that_of_the_event_of_its_day_or_title(text: str) -> None:
    """Of two events of a schedule the one that her words tell."""
    (order,) = orders(text.format("https://video.example/j/1"), WEBINARS)
    assert isinstance(order, Link)
    assert (order.item, order.url, order.day) == ("kurs-1", "https://video.example/j/1", date(2020, 11, 27))


@pytest.mark.parametrize("text", [
    "kurs-1: ссылка {}", "Ссылка на вебинар: {}", "Ссылка на вебинар 26 ноября: {}", "Ссылка на запись вебинара «Фонды»: {}",
    "Вебинар «Фонды»: регистрация {}", "27.11 {}", "Сайт центра:\n{}",
])
def test_a_link_that_may_be_anothers_events_is_asked_back(text: str) -> None:
    """Two are to come, or nobody said that one joins there."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text.format("https://video.example/j/1"), WEBINARS))


def test_a_bare_link_may_be_a_signature() -> None:
    """Nobody said what it is for."""
    assert isinstance(orders("https://cdo.example", about="osno-3")[0], NotUnderstood)


@pytest.mark.parametrize("text", ["онлайн, https://video.example/j/1", "место онлайн https://video.example/j/1",
                                  "место: онлайн, ссылка https://video.example/j/1", "проводим онлайн, подключение https://video.example/j/1"])
def test_a_link_is_no_part_of_the_place(text: str) -> None:
    """An invitation would show it as the place's name: each is an order of its own, where the row is known."""
    assert orders(text, about="osno-3") == [Place("osno-3", "онлайн"), Link("osno-3", "https://video.example/j/1")]
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["онлайн-каталог https://video.example/j/1", "регистрация онлайн https://video.example/j/1"])
def test_what_else_is_online_is_no_place(text: str) -> None:
    """Only the word alone says that people meet there."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, about="osno-3"))


@pytest.mark.parametrize(("text", "found"), [
    ("osno-1: 2, подключение https://video.example/j/1", [Choose("osno-1", 2), Link("osno-1", "https://video.example/j/1")]),
    ("1, онлайн, ссылка https://video.example/j/1", [Choose("osno-1", 1), Place("osno-1", "онлайн"), Link("osno-1", "https://video.example/j/1")]),
    ("Ссылка на встречу 8 октября: https://video.example/j/1", [Link("osno-3", "https://video.example/j/1")]),
    ("Ссылка на творческую мастерскую https://video.example/j/1", None), ("Ссылка на творческую мастерскую:\nhttps://video.example/j/1",
                                                                         [Link("osno-3", "https://video.example/j/1")]),
])
def test_a_link_stands_beside_a_day_or_is_told_by_one(text: str, found: list[Order] | None) -> None:
    """The day is decided and so is where people join; a link that no row is told of is nobody's."""
    if found is None:
        assert all(isinstance(order, NotUnderstood) for order in orders(text))
    else:
        assert orders(text) == found


@pytest.mark.parametrize(("text", "order"), [
    ("Ноябрьское занятие - 4", Choose("osno-2", 2)), ("Октябрьское заседание не проводим", Closed),
    ("Октябрьскую встречу переносим на декабрь", Replan), ("Заседание в октябре — 22-го, 15:00", Confirm), ("Октябрь: 21, 15:00", Confirm)])
def test_a_month_may_be_an_adjective_or_stand_behind_the_meeting(text: str, order: object) -> None:
    """«Ноябрьскую встречу», «заседание в ноябре», «ноябрь: 19, 14:30»."""
    (found,) = orders(text)
    assert found == order if isinstance(order, Choose) else (type(found), found.item) == (order, "osno-1")


@pytest.mark.parametrize("text", ["Октябрьские каникулы переносятся на декабрь", "Октябрьский план отменяется", "Октябрьский номер пришлю 22.10", "Октябрь: 2, 14:30", "Октябрьская, 2", "Октябрьская 2"])
def test_what_else_has_a_months_name_is_no_row(text: str) -> None:
    """Only a meeting, or nothing, stands behind the month's adjective; «2» may be a suggestion's number."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize(("text", "moment"), [
    ("Перенесите на неделю позже", "2020-10-15T14:30"), ("перенос на неделю", "2020-10-15T14:30"), ("на день раньше", "2020-10-07T14:30"),
    ("на 30 минут позже", "2020-10-08T15:00"), ("Давайте на два часа позже", "2020-10-08T16:30"), ("из-за карантина переносится на 9 октября, 14.30",
                                                                                               "2020-10-09T14:30"),
])
def test_a_meeting_is_moved_by_so_much(text: str, moment: str) -> None:
    """Than the one meeting of the row her mail is about."""
    (order,) = orders(text, about="osno-3")
    assert isinstance(order, Confirm)
    assert f"{order.when.start}T{order.when.time:%H:%M}" == moment


@pytest.mark.parametrize("text", ["перенесите на час", "на неделю", "на неделю вперёд", "может, на неделю позже"])
def test_so_much_that_is_not_plain_moves_nothing(text: str) -> None:
    """One o'clock or an hour later; a doubt; a day that is over; and without a row nobody knows which meeting."""
    assert all(isinstance(order, NotUnderstood) for order in [*orders(text, about="osno-3"), *orders("на неделю позже")])


@pytest.mark.parametrize("text", ["Ни одна дата не подходит, лучше 20 ноября в 14:30", "Первый вариант не подходит, берём 20 ноября в 14:30",
                                  "20 ноября в 14:30, место сообщу позже", "20 ноября в 14.30; подробности позже"])
def test_what_goes_with_a_date_changes_nothing_of_it(text: str) -> None:
    """A refusal of what was offered before it, a promise of more behind it."""
    (order,) = orders(text, ASKED[1:2])
    assert isinstance(order, Confirm)
    assert order.when.start == date(2020, 11, 20)


def test_a_month_with_a_day_is_no_month() -> None:
    """«Апрель 2021, 15 числа» became the plan's month; so did «январь, семинар - 24-го»."""
    guessed = (Asked("osno-1", "out-of-year", guess="апрель 2021"),)
    for text in ("апрель 2021, 15 числа в 14.30", "апрель 2021, 15 число", "перенос на январь, семинар - 24 ноября", "перенос на январь: 12 человек"):
        assert not isinstance(orders(text, guessed)[0], Replan), text


def test_a_year_put_right_in_a_sentence() -> None:
    """«Исправьте на апрель 2021 года» answers whether that year was meant."""
    guessed = (Asked("osno-1", "out-of-year", guess="апрель 2021"),)
    for text in ("Исправьте на апрель 2021 года", "да, конечно апрель 2021"):
        (order,) = orders(text, guessed)
        assert isinstance(order, Replan), text
    assert orders("ладно", guessed) == [Yes("osno-1")]


@pytest.mark.parametrize("text", ["Из-за карантина не отменяем", "В связи с карантином встречу не переносим на декабрь",
                                  "Из-за болезни ничего не отменяется"])
def test_a_reason_ahead_of_a_refused_order_orders_nothing(text: str) -> None:
    """The «не» is the order's, not the reason's."""
    (order,) = orders(text, (Asked("osno-3", "stands", stands=datetime.fromisoformat("2020-10-15T14:30")),), about="osno-3")
    assert isinstance(order, NotUnderstood)


def test_a_weekday_is_of_the_meetings_week_or_asked_about() -> None:
    """«В среду в 14:30» about a meeting five weeks away is not the Wednesday after today; about one of these days it is."""
    for stands, meant in (("2020-10-15T14:30", NotUnderstood), ("2020-09-10T14:30", Confirm)):
        asked = (Asked("osno-3", "stands", stands=datetime.fromisoformat(stands)),)
        for text in ("в среду в 14:30", "в среду, время то же", "среда, 14.30"):
            (order,) = orders(text, asked, about="osno-3")
            assert isinstance(order, meant), (stands, text)
        assert isinstance(orders("в среду 14.10 в 14:30", asked, about="osno-3")[0], Confirm)


@pytest.mark.parametrize("text", ["Отменяем, но не всё", "Отмена, только для 5 школы", "Из-за карантина просят отменить"])
def test_half_an_order_is_none(text: str) -> None:
    """What takes part of it back, or is somebody else's wish, is asked back."""
    (order,) = orders(text, (Asked("osno-3", "stands", stands=datetime.fromisoformat("2020-10-15T14:30")),), about="osno-3")
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("text", [
    "Отменяем, если карантин", "отмена, да?", "отмена, проводим 9.10", "отменяем, может быть позже проведём", "отмена, уточню завтра",
    "отмена, скорее всего", "отмена, не рассылайте пока", "15 октября отмена, 22 октября проводим",
    "отмена, жду решения", "отмена - это не про нас", "отмена, будет 22.10",
])
def test_what_is_no_reason_calls_nothing_off(text: str) -> None:
    """A condition, a doubt, a question, another order behind «отмена»: everybody would have read it as the reason."""
    (order,) = orders(text, (Asked("osno-3", "stands", stands=datetime.fromisoformat("2020-10-15T14:30")),), about="osno-3")
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("text", ["отменяем, нет света", "отменяем, так как не набрали участников", "отмена, директор не может приехать"])
def test_a_reason_may_say_what_is_not(text: str) -> None:
    """«Не», «нет» of the reason are none of the order's."""
    (order,) = orders(text, about="osno-3")
    assert isinstance(order, Cancel)


@pytest.mark.parametrize("text", [
    "перенос на декабрь отменяется", "перенос на декабрь под вопросом", "перенос на декабрь просят школы", "перенос урока на ноябрь",
    "перенесли на ноябрь олимпиаду", "перенос на январь 12 человек",
])
def test_a_month_with_other_words_moves_nothing(text: str) -> None:
    """They may say the contrary, or speak of something else."""
    assert isinstance(orders(text, about="osno-3")[0], NotUnderstood)


@pytest.mark.parametrize("text", ["перенос на первую неделю декабря", "переносим на второе полугодие", "перенести на конец января", "перенос на весну"])
def test_a_part_of_a_month_or_year_is_when(text: str) -> None:
    """«Конец января» says no more than when."""
    assert isinstance(orders(text, about="osno-3")[0], Replan)


@pytest.mark.parametrize("text", ["состоится в срок", "состоится в любом случае", "состоится в четверг", "проводим в дистанционном формате"])
def test_what_is_held_somehow_is_held_nowhere_else(text: str) -> None:
    """«Срок» is no place to invite people to."""
    assert all(isinstance(order, NotUnderstood) for order in orders(f"osno-3: {text}"))
    assert orders("osno-3: проводим в гимназии № 4") == [Place("osno-3", "гимназия № 4")]


@pytest.mark.parametrize("text", ["Перенос отменяется", "Отмена отменяется"])
def test_words_of_an_order_tell_no_row(text: str) -> None:
    """Though one title has them."""
    plan = Plan("План", SchoolYear(2020), (Item("osno-1", "", topics=("Перенос опыта: отмена штампов",), when="октябрь 2020"),))
    found = understand(text, ASKED[:1], plan, date(2020, 9, 7), zone=MOSCOW)
    assert all(isinstance(order, NotUnderstood) for order in found)


@pytest.mark.parametrize("text", ["ссылка на положение", "ссылка для регистрации", "ссылка на запись", "ссылка на опрос"])
def test_a_link_to_something_else_is_not_the_meetings(text: str) -> None:
    """Everybody would go there to take part."""
    assert isinstance(orders(f"{text}: https://video.example/j/1", about="osno-3")[0], NotUnderstood)


@pytest.mark.parametrize(("below", "decides"), [("Отмена", True), ("Стоп", True), ("Не Надо", True), ("Ирина", False), ("Петрова А.С.", False)])
def test_an_order_below_another_is_no_signature(below: str, decides: bool) -> None:
    """One word with a capital letter looks like a name; a day with its cancelling is asked back."""
    found = orders(f"osno-3: 22.10 в 14:30\n{below}")
    assert (len(found) > 1 or not isinstance(found[0], Confirm)) is decides
    if below == "Отмена":
        assert all(isinstance(order, NotUnderstood) for order in found)


def test_the_meeting_may_be_named_where_it_is_moved() -> None:
    """«Переносим встречу на декабрь»: its name is no part of when."""
    (order,) = orders("Переносим встречу на декабрь", about="osno-3")
    assert isinstance(order, Replan)
    assert order.phrase == "декабрь"
    (order,) = orders("Перенесите заседание на 22 октября в 15:00", about="osno-3")
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 10, 22), time(15))


@pytest.mark.parametrize(("place", "named"), [("краеведческом музее", "краеведческом музее"), ("доме творчества", "дом творчества"),
                                              ("детском саду № 5", "детском саду № 5")])
def test_it_may_be_held_in_another_house(place: str, named: str) -> None:
    """Neither a school nor a library, and written small; what stands first is in the nominative, as behind «Место:»."""
    assert orders(f"osno-3: проводим в {place}") == [Place("osno-3", named)]


@pytest.mark.parametrize("text", ["отмена, всех предупредите", "отмена, сообщите школам", "отмена, дату сообщу позже", "отмена, о новой дате сообщим", "Отмена. Срочно!", "Срочно: отмена", "отмена. Иващенко И.В."])
def test_a_bidding_is_no_reason(text: str) -> None:
    """Everybody would read it as one."""
    assert orders(text, about="osno-3") == [Cancel("osno-3")]


@pytest.mark.parametrize(("text", "order"), [
    ("Отмените творческую мастерскую, карантин", Cancel("osno-3", "карантин")), ("Отменяем творческую мастерскую", Cancel("osno-3")),
    ("Отмените встречу 8 октября, карантин", Cancel("osno-3", "карантин")), ("Отмена 8 октября", Cancel("osno-3")),
    ("Придётся отменить встречу 8 октября из-за ремонта", Cancel("osno-3", "из-за ремонта")), ("Отмена мастер-класса", Cancel("osno-2")),
    ("osno-3: творческая мастерская отменяется", Cancel("osno-3")),
])
def test_the_verb_may_stand_first(text: str, order: Order) -> None:
    """«Отмените X» is «X отменяется»; so it is behind the row's name."""
    assert orders(text) == [order]


@pytest.mark.parametrize("text", ["Перенесите встречу 8 октября на 9 октября в 15:00", "Перенесите творческую мастерскую на 9 октября в 15:00",
                                  "Давайте перенесём творческую мастерскую на 9 октября в 15:00"])
def test_the_verb_may_stand_before_what_moves(text: str) -> None:
    """«Перенесите X на …» is «X переносится на …»."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("osno-3", date(2020, 10, 9), time(15))


@pytest.mark.parametrize("text", ["Отмените мастер-класс, а круглый стол оставьте", "Отмените всё", "Отмените встречу 9 октября", "Отмените мастер-класс?",
                                  "Отмените круглые столы института", "Перенесите мастер-класс", "Перенесите встречу 9 октября на 10 октября в 15:00",
                                  "Не отменяйте мастер-класс"])
def test_a_verb_before_something_else_changes_nothing(text: str) -> None:
    """What is not plainly one meeting is asked back."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize(("text", "place"), [
    ("8 октября будем в библиотеке имени Темирбекова", "библиотека имени Темирбекова"), ("Встреча 8.10 пройдёт в СШ № 5, ул. Попова, 3", "СШ № 5, ул. Попова, 3"),
    ("8-го собираемся в гимназии № 4", "гимназия № 4"),
])
def test_a_place_is_that_of_the_meeting_of_its_day(text: str, place: str) -> None:
    """The one that stands on the day, though the mail she answers asked about other rows."""
    assert orders(text) == [Place("osno-3", place)]


@pytest.mark.parametrize("text", ["9 октября будем в СШ № 5", "8 октября в СШ № 5 педсовет", "8 октября будет в СШ № 5 педсовет", "8 октября будем не в СШ № 5",
                                  "15 октября будем в СШ № 5", "8 октября будем в школе", "8 октября встречаемся в СШ № 5 в 15:00"])
def test_a_place_of_another_day_or_matter_is_asked_back(text: str) -> None:
    """No meeting stands then, or the words are not plainly about where it is."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_her_words_are_shown_behind_no_guessed_row() -> None:
    """«osno-1: место СШ № 5» would be copied and sent."""
    (order,) = orders("место СШ № 5")
    assert isinstance(order, NotUnderstood)
    assert "«ИМЯ: место СШ № 5»" in order.why
    assert "(osno-1, osno-2, osno-3)" in order.why


@pytest.mark.parametrize("text", ["Встреча 8 октября начнётся в 15:00", "8.10 начало в 15:00", "8-го начинаем в 15:00"])
def test_the_meeting_of_a_day_begins_at_another_hour(text: str) -> None:
    """The one that stands on that day, though the mail she answers asked about other rows."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("osno-3", date(2020, 10, 8), time(15))


@pytest.mark.parametrize("text", ["Спасибо за напоминание! Выбираем 19 ноября.", "Спасибо за варианты, берём 19 ноября", "Большое спасибо! 19 ноября",
                                  "Благодарю за напоминание. 19 ноября"])
def test_thanks_before_a_day_are_no_part_of_it(text: str) -> None:
    """Nor what they are for."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start) == ("osno-2", date(2020, 11, 19))


@pytest.mark.parametrize("text", ["1. 32 школа\n2. да\n3. пока не знаю", "1. Гимназия № 4\n2. Творческую мастерскую отменяем", "1. 32 школа"])
def test_a_number_before_an_answer_chooses_no_suggestion(text: str) -> None:
    """She may answer the first question; «1.» and a place were the first suggestion of another row."""
    assert not any(isinstance(order, Choose | Confirm) for order in orders(text))


@pytest.mark.parametrize("text", ["8 октября отменяется", "Заседание 8 октября отменяется, карантин"])
def test_two_meetings_of_one_day_are_told_apart_by_their_rows(text: str) -> None:
    """She is not told that nothing stands on that day."""
    asked = (*ASKED, Asked("kurs-1", "entry", here=False, titles=("Вебинар",), begins=date(2020, 10, 8)))
    [order] = orders(text, asked)
    assert isinstance(order, NotUnderstood)
    assert "несколько встреч (kurs-1, osno-3)" in order.why


@pytest.mark.parametrize("text", ["Отменяем 8 октября", "Отменяем 3 марта, карантин"])
def test_the_verb_before_a_day_of_two_meetings_or_none_cancels_neither(text: str) -> None:
    """Nor does it fall to the one row that the mail asked about."""
    asked = (*ASKED, Asked("kurs-1", "entry", here=False, titles=("Вебинар",), begins=date(2020, 10, 8)))
    [order] = orders(text, asked)
    assert isinstance(order, NotUnderstood)
    assert "kurs-1" in order.why


def test_a_row_of_several_days_is_among_those_that_could_be_meant() -> None:
    """«Отмените встречу» once named the other row alone."""
    asked = (ASKED[2], *(Asked("osno-2", "entry", here=False, begins=date(2020, 11, day)) for day in (12, 19)))
    [order] = orders("Отмените встречу", asked)
    assert isinstance(order, NotUnderstood)
    assert "osno-3, osno-2" in order.why


@pytest.mark.parametrize("reason", ["погода плохая", "как договорились"])
def test_a_reason_is_no_second_thought(reason: str) -> None:
    """Only «погодите» and «как думаете» are."""
    assert orders(f"osno-3: отмена, {reason}") == [Cancel("osno-3", reason)]


@pytest.mark.parametrize(("text", "row", "hour"), [("2, но начало в 15:00", "osno-1", 15), ("Вариант №3, но в 13:00", "osno-2", 13), ("4, только в 15:30", "osno-2", 15)])
def test_a_suggestion_is_taken_at_another_hour(text: str, row: str, hour: int) -> None:
    """Its day, and the hour that she says beside its number; «2, 10.12» is none."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.time.hour if order.when.time else None) == (row, hour)
    assert isinstance(orders("2, 10.12")[0], NotUnderstood)


@pytest.mark.parametrize(("text", "told"), [
    ("15.10 в 15:00. И osno-2 12.11 в 15:00", [("osno-1", "15.10.2020"), ("osno-2", "12.11.2020")]),
    ("15.10 в 15:00. osno-2 12.11 в 15:00", [("osno-1", "15.10.2020"), ("osno-2", "12.11.2020")]),
    ("И osno-2: 12.11 в 15:00", [("osno-2", "12.11.2020")]),
    ("12.11 в 15:00. И osno-2 19.11 в 15:00", [("osno-2", "12.11.2020"), ("osno-2", "19.11.2020")])])
def test_a_sentence_about_another_row_takes_no_day_along(text: str, told: list[tuple[str, str]]) -> None:
    """The second row had both days, and the first one none. Both of one row are."""
    found = [(order.item, f"{day:%d.%m.%Y}") for order in orders(text) if isinstance(order, Confirm)
             for day in (order.when.dates or (order.when.start,))]
    assert found == told


def test_a_yes_to_the_row_of_the_letter_is_not_lost_before_another() -> None:
    """«Да» under a suggestion, and then another row's day; under a digest it may be a mere word."""
    assert [type(order) for order in orders("Да. osno-2 12.11 в 15:00", about="osno-1")] == [Yes, Confirm]
    assert [type(order) for order in orders("Да. osno-2 12.11 в 15:00")] == [Confirm]


@pytest.mark.parametrize("text", ["kurs-1: пока ничего", "kurs-1: в октябре не планируется", "kurs-1: курсов в ноябре не будет", "kurs-1 - нет информации",
                                  "kurs-1: вебинаров пока нет"])
def test_nothing_to_enter_is_understood_of_a_row_by_schedule(text: str) -> None:
    """She is asked each month what there will be, and often it is nothing; where something is appointed, she may want that off."""
    assert orders(text) == [Nothing("kurs-1")]
    course = (*ASKED, Asked("kurs-1", "entry", here=False, titles=("Курсы «Чтение»",), begins=date(2020, 10, 12)))
    assert not any(isinstance(order, Nothing) for order in orders(text, course))
    assert not any(isinstance(order, Nothing) for order in orders(text.replace("kurs-1", "osno-2")))


def test_what_is_not_understood_is_shown_in_her_words() -> None:
    """No verb put last, no day that she did not write."""
    course = (*ASKED, Asked("kurs-1", "entry", here=False, titles=("Курсы «Чтение»",), begins=date(2020, 10, 12)))
    for text in ("Отменяем мастерскую 8 октября. Остальное в силе.", "Курсы «Чтение» переносятся на неделю"):
        assert [order.text for order in orders(text, course) if isinstance(order, NotUnderstood)] == [text]


@pytest.mark.parametrize(("text", "order"), [
    ("Мастер-класса не будет", Cancel("osno-2", "")), ("Мастер-класс по переплёту не состоится, карантин", Cancel("osno-2", "карантин")),
    ("Круглый стол в этом году не проводим", Closed("osno-1", "не проводим")), ("Творческая мастерская 8 октября в 14:30 отменена", Cancel("osno-3", "", "")),
    ("Творческой мастерской не будет", [])])
def test_what_will_not_be_held_is_called_off(text: str, order: Order | list[Order]) -> None:
    """«Не» of what is off is no doubt; what she calls a meeting must be one."""
    found = orders(text)
    assert found == [order] if isinstance(order, Cancel | Closed) else isinstance(found[0], NotUnderstood)


@pytest.mark.parametrize("text", ["Переплёта не будет", "Мастер-класса не будет?", "Мастер-класса не будет, если карантин", "Мастер-класса не будет в гимназии"])
def test_what_is_not_there_or_only_doubted_calls_nothing_off(text: str) -> None:
    """«Журналов не будет» is about journals."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_a_meeting_told_by_its_day_is_not_of_the_row_above() -> None:
    """The line above is about another row, and that has nothing on this day."""
    first, second = orders("Мастер-класс по переплёту 19 ноября\nЗаседание 8.10 переносим на 15.10, 14.30.")
    assert (first.item, second.item, second.when.start) == ("osno-2", "osno-3", date(2020, 10, 15))
    assert orders("Мастер-класс по переплёту 19 ноября\n8 октября встречаемся в ЦДО")[1] == Place("osno-3", "ЦДО")
    assert all(isinstance(order, NotUnderstood) for order in orders("Мастер-класс отменяется\n15.10 в 14:30")[1:])
