"""What stands beside a day and takes it back, hangs it on something, or is only a figure."""

from datetime import date, time

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2026)
FIFTEENTH = date(2026, 10, 15)


@pytest.mark.parametrize("phrase", [
    "15 октября не могу", "15.10 не подходит", "15 октября мне неудобно", "15 октября, зал занят", "15.10 школа закрыта", "15 октября уроков нет",
    "15.10 - выходной", "15 октября не получится", "15 октября не удаётся", "если позволит погода, 15 октября", "15 октября, если будет зал", "при наличии заявок 15 октября",
    "15 октября, в случае дождя - в зале", "описка: 15 октября"])
def test_a_day_that_does_not_suit_or_hangs_on_something_is_doubtful(phrase: str) -> None:
    """Nobody may be invited on it; the reason says why."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.suspicious) == (Kind.EXACT, FIFTEENTH, True)
    assert found.why.endswith(("не подходит", "условие"))


@pytest.mark.parametrize("phrase", [
    "15 октября, клуб выходного дня", "15.10 - занятие", "15 октября, вход закрыт", "15 октября. Кто не сможет прийти, пусть сообщит",
    "«Если не мы, то кто?» 15 октября", "15 октября, если есть вопросы, звоните", "15 октября, вход при наличии билета",
    "15 октября при наличии сменной обуви", "15 октября. Если не сможете прийти, напишите", "15 октября, все классы без исключения",
    "15 октября (за исключением 5 классов)", "15 октября, отв. Неустроева А.П.", "Любите ли вы осень? 15 октября", "15 октября, экран переносной"])
def test_what_is_said_of_something_else_leaves_the_day(phrase: str) -> None:
    """A title, the club of days off, people who cannot come, a surname."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.suspicious) == (Kind.EXACT, FIFTEENTH, False)


@pytest.mark.parametrize("phrase", [
    "15 октября, ссылка будет выслана 14 октября", "материалы направить 10.10.2026, семинар 15 октября", "15.10.2026 14.00, тезисы прислать 1 октября",
    "положение разослано 10 сентября, конкурс 15 октября"])
def test_the_day_by_which_something_is_sent_is_no_day_of_a_meeting(phrase: str) -> None:
    """The meeting keeps its own day, and ``why`` tells of the other one."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.suspicious) == (Kind.EXACT, FIFTEENTH, False)
    assert "рядом назван и срок" in found.why
    assert read("ссылка будет выслана 15 октября", YEAR).kind is Kind.DEADLINE


@pytest.mark.parametrize("phrase", ["отчёты прислать 20 октября, 20 января и 20 апреля", "отчёт направить 20.10, 20.01, 20.04"])
def test_the_days_of_a_list_of_sendings_are_all_kept(phrase: str) -> None:
    """None of them is the day of a meeting that the others would be beside."""
    assert [(day.day, day.month) for day in read(phrase, YEAR).dates] == [(20, 10), (20, 1), (20, 4)]
    assert read("прислать 16 октября, 20 октября семинар", YEAR).suspicious


@pytest.mark.parametrize("phrase", [
    "15 октября, 12+", "Мастер-класс (12+), 15 октября", "6+ 15 октября", "15.10, длительность 5.10", "15.10, продолжительность: 1.10", "УП.03.01, 15 октября",
    "отв. Иванова (12), 15 октября", "15 октября, 5-6 уроки", "15 октября, 2-3 часа", "не 12, а 15 октября", "не с 12.10, а 15.10", "12.10, перенос: 15.10",
    "секция 1 - 15 октября", "секции 1, 2 - 15 октября", "15 октября, по 2 книги", "15 октября в 9, 10 и 11 классах", "15.10 в 5 и 7 школе", "ЦБС.15.10",
    "12.10, перенос на 15.10.2026", "смены 1, 2, 15 октября"])
def test_a_figure_of_something_else_is_no_second_day_and_no_hour(phrase: str) -> None:
    """Ages, lengths, lessons, parts of a curriculum, the day that it is not."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.end, found.time, found.suspicious) == (Kind.EXACT, FIFTEENTH, FIFTEENTH, None, False)


@pytest.mark.parametrize("phrase", [
    "Сентябрь в окно стучится", "Октябрь уж наступил", "Май победный, май святой", "Март - кошачий месяц", "Б. Пастернак. Февраль. Достать чернил",
    "по итогам октября", "не в октябре", "15 октября прошлого года", "в прошлом октябре", "12+", "длительность 5.10", "МДК 01.02", "УДК 02:5.10",
    "первая четверть XX в.", "вторая половина XIX века", "лето 1812", "Наш май", "Дед Мороз и лето"])
def test_what_is_no_date_of_this_plan_has_none(phrase: str) -> None:
    """Verses, topics, other years, figures."""
    found = read(phrase, YEAR)
    assert (found.start, found.end) == (None, None)


@pytest.mark.parametrize("phrase", [
    "Сентябрь стартует акция", "Октябрь нам подходит", "Октябрь, проводится семинар", "Октябрь. Открывается выставка", "Октябрь методист отвечает",
    "Январь администрация контролирует", "Октябрь Иванов Михаил", "Март районный", "Апрель единый, дистанционный", "Октябрь Заречный", "Октябрь! Актовый зал",
    "И. И. Иванова. Октябрь, актовый зал", "С. Шеломец. Октябрь. Сельский клуб", "г. Вязьма. Октябрь. Дом культуры"])
def test_a_month_stays_beside_the_plans_verbs_persons_and_places(phrase: str) -> None:
    """Not every month beside a verb, an adjective or a name is of a verse."""
    assert read(phrase, YEAR).kind is Kind.WINDOW


@pytest.mark.parametrize("phrase", ["(14.00)15.10", "15.10.26 14-00 каб. 305", "15.10 14-00 школа 5", "15 октября 14-00 ауд. 12", "15.10 14-00 уроки мужества", "15.10, 14-00, 5 уроков",
    "15 октября с 14 до 16 уроки мужества", "15.10 с 14 до 16, школа 5", "15.10 с 14 до 16 зал 2"])
def test_an_hour_keeps_beside_brackets_and_rooms(phrase: str) -> None:
    """What stands right beside an hour with a hyphen or in brackets takes neither the hour nor the day."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.time) == (Kind.EXACT, FIFTEENTH, time(14))


@pytest.mark.parametrize(("phrase", "days", "suspicious"), [
    ("Семинары 5, 7 октября", (5, 7), False), ("Занятия 5, 12, 19 октября", (5, 12, 19), False), ("отв. 15, 16 октября", (15, 16), False),
    ("Семинар 5, 12 октября", (5, 12), True), ("Урок 5а 12.10, 5б 13.10", (12, 13), False)])
def test_days_listed_behind_a_word_are_all_read(phrase: str, days: tuple[int, ...], suspicious: bool) -> None:
    """A number that may be the meeting's own is asked for; one of a class is none."""
    found = read(phrase, YEAR)
    assert (found.dates, found.suspicious) == (tuple(date(2026, 10, day) for day in days), suspicious)


@pytest.mark.parametrize(("phrase", "hour"), [
    ("семинар 12 марта, заявки до 10 марта в 10.00", None), ("12.03, заявки до 10.03 10:00", None),
    ("12 марта, ссылка будет выслана 10 марта в 10.00", None),
    ("заявки до 10 марта в 10.00, семинар 12 марта", None), ("12 марта в 14.30, заявки до 10 марта в 10.00", time(14, 30)),
    ("12 марта, заявки до 10 марта, начало в 10.00", time(10)), ("заявки до 10 марта, семинар 12 марта в 10.00", time(10)),
])
def test_the_hour_of_a_deadline_is_not_the_meetings(phrase: str, hour: time | None) -> None:
    """People would come at the hour at which entries close; where the day has none of its own, it is asked for."""
    found = read(phrase, SchoolYear(2026))
    assert (found.kind, found.start, found.time, found.suspicious) == (Kind.EXACT, date(2027, 3, 12), hour, False)
