"""The coordinator's words: orders, and what is none."""

from datetime import date, time
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from support.mails import MOSCOW, PLAN

from notifier.core.inbound.words import understand
from notifier.model.order import Add, Asked, Cancel, Choose, Closed, Confirm, Keep, No, NotUnderstood, Order, Place, Replan, Stop, Yes
from notifier.model.plan import Item, Plan
from notifier.model.when import Kind

TODAY = date(2020, 10, 12)
ONE = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30")),)
SEVERAL = (*ONE, Asked("prak-1", "two-venues", ("СШ № 32", "СШ № 8")), Asked("prak-2", "no-date", ("а", "б", "в")),
    Asked("povy-3", "schedule"))


def orders(text: str, questions: tuple[Asked, ...] = ONE, *, about: str | None = None) -> list[Order]:
    """What the text means on 12 October 2020."""
    return understand(text, questions, PLAN, TODAY, zone=MOSCOW, about=about)


@pytest.mark.parametrize(("text", "order"), [
    ("2", Choose("teor-2", 2)),
    ("2.", Choose("teor-2", 2)),
    ("Вариант 2", Choose("teor-2", 2)),
    ("второй", Choose("teor-2", 2)),
    ("2-й вариант, пожалуйста", Choose("teor-2", 2)),
    ("Добрый день! Выбираю 2. Спасибо!", Choose("teor-2", 2)),
    ("Здравствуйте, коллеги! 2", Choose("teor-2", 2)),
    ("отмена", Cancel("teor-2")),
    ("отмена: Карантин", Cancel("teor-2", "Карантин")),
    ("teor-2: отмена - карантин", Cancel("teor-2", "карантин")),
    ("Отменяется из-за карантина", Cancel("teor-2", "из-за карантина")),
    ("стоп", Stop(None)),
    ("СТОП!", Stop(None)),
    ("teor-2: стоп", Stop("teor-2")),
    ("да", Yes(None)),
    ("Да, всё верно.", Yes(None)),
    ("да, конечно", Yes(None)),
    ("нет", No(None)),
    ("проведено", Closed("teor-2", "проведено")),
    ("не проводим", Closed("teor-2", "не проводим")),
    ("Место: СШ № 32", Place("teor-2", "СШ № 32")),
    ("теор-2: 3", Choose("teor-2", 3)),
    ("TEOR-2 - 3", Choose("teor-2", 3)),
])
def test_a_plain_word_is_an_order(text: str, order: Order) -> None:
    """With greetings, thanks and punctuation around it."""
    assert orders(text) == [order]


def test_a_day_of_the_august_before_is_taken_with_its_year() -> None:
    """Asked whether August 2021 was meant, she says «26.08.2020 в 10:00»: that is her answer; last July is none."""
    asked = (Asked("teor-1", "out-of-year", ("август 2021",)),)
    taken, = understand("teor-1: 26.08.2020 в 10:00", asked, PLAN, date(2020, 8, 10), zone=MOSCOW)
    assert isinstance(taken, Confirm)
    assert (taken.when.start, taken.when.time) == (date(2020, 8, 26), time(10, 0))
    assert isinstance(understand("teor-1: 26.07.2020 в 10:00", asked, PLAN, date(2020, 7, 10), zone=MOSCOW)[0], NotUnderstood)


@pytest.mark.parametrize("text", [
    "Да, второе", "подойдёт второй вариант", "Второй вариант нам подходит", "давайте второй", "Лучше второй вариант, спасибо!",
    "пусть будет 2", "Согласна на второй", "Согласна со вторым вариантом", "да, 2", "2 да", "Мой ответ - 2", "2 (19 ноября)",
    "2 — 19 ноября, чт, 14:30", "2) 19.11 в 14:30", "вариант №2", "Нет, лучше 2", "Коллеги, ставим 2",
])
def test_a_suggestion_is_chosen_in_many_ways(text: str) -> None:
    """By its number, in a sentence, or copied whole: always the second."""
    assert orders(text) == [Choose("teor-2", 2)]


@pytest.mark.parametrize("text", ["2 или 3", "Подойдёт 2?", "не 2", "ни второй, ни третий", "2) 26.11 в 14:30", "2 — 20 ноября"])
def test_what_leaves_the_choice_open_chooses_nothing(text: str) -> None:
    """A doubt, a negation, a number with the date of another suggestion."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("text", [
    "19.11 в 14:30", "19.11.2020 14.30", "19 ноября в 14:30",
    "Добрый день!\n\nДавайте 19.11 в 14:30, пожалуйста.\n\nИващенко И.В.",
    "teor-2: 19.11 в 14:30", "teor-2\n19 ноября 2020 года, 14:30", "Нет, лучше 19.11 в 14:30", "перенос на 19.11 в 14:30",
    "Перенести с 12.11 на 19.11 14:30", "четверг, 19 ноября, 14:30",
])
def test_a_day_with_its_hour_confirms(text: str) -> None:
    """Read by the date reader of the plan."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 19), time(14, 30))


def test_a_whole_day_confirms() -> None:
    """«весь день» instead of an hour (rule 1)."""
    (order,) = orders("19.11, весь день")
    assert isinstance(order, Confirm)
    assert order.when.all_day


@pytest.mark.parametrize(("text", "hint"), [
    ("18.11", "Не указано время"),
    ("декабрь", "перенос на"),
    ("19.11 в 14:30 не подходит", "Не понять"),
    ("может, 19.11 в 14:30?", "Не понять"),
    ("19.11 в 14:30?", "Не понять"),
    ("19.11 или 26.11 в 14:30", "Не понять"),
    ("19.11 в 14:30 отменяется", "Не понять"),
    ("если успеем, 19.11 в 14:30", "Не понять"),
    ("предварительно 19.11 в 14:30", "Не понять"),
    ("01.10 в 14:30", "прошла"),
    ("5", "Вариантов было 3"),
    ("0", "Вариантов было 3"),
    ("отмена не нужна", ""),
    ("не отменять", ""),
    ("31.11 в 14:30", ""),
    ("teor-9: 2", "Строки «teor-9» в плане нет"),
    ("не знаю", ""),
    ("посмотрю завтра", ""),
    ("перенос", "На какую дату"),
    ("перенос на неопределённый срок", ""),
])
def test_what_is_not_plainly_an_order_is_none(text: str, hint: str) -> None:
    """A question, a doubt, a negation, half a date: nothing is decided, and she is told what to write."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)
    assert hint in order.why


def test_another_month_is_a_new_plan_and_no_date() -> None:
    """«перенос на декабрь» confirms nothing."""
    (order,) = orders("teor-2: перенос на декабрь", SEVERAL)
    assert isinstance(order, Replan)
    assert (order.item, order.phrase, order.when.kind) == ("teor-2", "декабрь", Kind.WINDOW)


def test_several_lines_decide_several_rows() -> None:
    """Each line has its label; a label on its own line holds for the next."""
    found = orders("teor-2: 2\nprak-1: СШ № 32\nprak-2\n10.12 в 14:30\npovy-3: да", SEVERAL)
    assert [(type(order), order.item) for order in found] == [
        (Choose, "teor-2"), (Place, "prak-1"), (Confirm, "prak-2"), (Yes, "povy-3")]


def test_without_a_label_several_rows_are_a_question() -> None:
    """«2» could be anybody's."""
    (order,) = orders("2", SEVERAL)
    assert isinstance(order, NotUnderstood)
    assert "«ИМЯ: 2»" in order.why


DIGEST = (
    Asked("prak-1", "two-venues"), Asked("kons-a", "out-of-year", guess="апрель 2021"),
    Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (1, 2), (date(2020, 11, 1), date(2020, 11, 30))),
    Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30"), (3, 4), (date(2020, 12, 1), date(2020, 12, 31))),
    Asked("teor-4", "no-date", window=(date(2021, 2, 1), date(2021, 2, 28)), here=False))


@pytest.mark.parametrize(("text", "order"), [
    ("2", Choose("teor-2", 2)),
    ("4", Choose("prak-2", 2)),
    ("prak-2: 4", Choose("prak-2", 2)),
    ("prak-2: 1", Choose("prak-2", 1)),
    ("да", Yes("kons-a")),
    ("СШ № 32", Place("prak-1", "СШ № 32")),
    ("Отменяем prak-2", Cancel("prak-2")),
    ("Отмените, пожалуйста, prak-2 из-за карантина", Cancel("prak-2", "из-за карантина")),
    ("по teor-2 второй вариант", Choose("teor-2", 2)),
])
def test_words_without_a_row_belong_to_the_only_question_they_fit(text: str, order: Order) -> None:
    """Numbers run through the whole mail; a place answers the question about a place, «да» the one guess."""
    assert orders(text, DIGEST) == [order]


@pytest.mark.parametrize(("text", "row"), [
    ("12.11 в 14:30", "teor-2"), ("20 ноября в 15:00", "teor-2"), ("3 декабря, 15.00", "prak-2"), ("teor-4: 18.02.2021 14:30", "teor-4")])
def test_a_date_belongs_to_the_row_whose_days_it_lies_in(text: str, row: str) -> None:
    """A date offered for one row, or inside the days one row of this mail is asked for."""
    (order,) = orders(text, DIGEST)
    assert isinstance(order, Confirm)
    assert order.item == row


@pytest.mark.parametrize("text", ["отмена", "перенос на январь", "18.02.2021 14:30", "проведено", "5"])
def test_words_that_fit_several_questions_are_asked_back(text: str) -> None:
    """A row this mail did not ask about is not meant either."""
    (order,) = orders(text, DIGEST)
    assert isinstance(order, NotUnderstood)


def test_another_month_for_a_year_that_was_doubted() -> None:
    """«Возможно, апрель 2021?» - «kons-a: апрель 2021»."""
    (order,) = orders("kons-a: да, апрель 2021", DIGEST)
    assert isinstance(order, Replan)
    assert (order.item, order.phrase) == ("kons-a", "апрель 2021")


def test_a_list_and_a_line_of_several_rows_are_taken_apart() -> None:
    """«1. prak-1: …» and «teor-2: …; kons-a: да»."""
    found = orders("1. prak-1: СШ № 32\n2. kons-a: да\nteor-2: 19 ноября в 14.30, СШ № 5; prak-2: 3", DIGEST)
    assert [(type(order), order.item) for order in found] == [
        (Place, "prak-1"), (Yes, "kons-a"), (Confirm, "teor-2"), (Place, "teor-2"), (Choose, "prak-2")]


@pytest.mark.parametrize("text", ["prak-1: СШ № 32, 29 октября в 15:00", "prak-1: 29 октября в 15:00 в СШ № 32"])
def test_a_place_does_not_swallow_a_date(text: str) -> None:
    """Both are heard, in either order."""
    first, second = orders(text, DIGEST)
    assert isinstance(first, Confirm)
    assert second == Place("prak-1", "СШ № 32")


@pytest.mark.parametrize("text", [
    "povy-3: 11.11 в 12:00 вебинар «Навстречу» https://example.org/w", "povy-3: Вебинар «Навстречу», 11 ноября в 12:00, https://example.org/w"])
def test_an_event_of_others_in_other_orders(text: str) -> None:
    """The name may begin small or stand first."""
    (order,) = orders(text, SEVERAL)
    assert isinstance(order, Add)
    assert (order.title, order.link, order.when.start) == ("Вебинар «Навстречу»", "https://example.org/w", date(2020, 11, 11))


@pytest.mark.parametrize(("text", "title", "link"), [
    ("povy-3: 11.11 12:00 Вебинар «Чтение» https://example.org/room?id=7&key=a", "Вебинар «Чтение»", "https://example.org/room?id=7&key=a"),
    ("povy-3: 11.11 12:00 Вебинар «Читать или не читать?» https://example.org/w", "Вебинар «Читать или не читать?»", "https://example.org/w"),
])
def test_a_question_mark_of_a_link_or_a_title_is_no_doubt(text: str, title: str, link: str) -> None:
    """Rooms of webinars have addresses with «?», and titles ask questions."""
    (order,) = orders(text, SEVERAL)
    assert isinstance(order, Add)
    assert (order.title, order.link) == (title, link)


@pytest.mark.parametrize("text", ["prak-1: 12.11 12:00 https://example.org/w удобно?", "11.11 в 14:30 или позже https://example.org/w"])
def test_a_doubt_beside_a_link_is_one(text: str) -> None:
    """Only the link's own «?» is taken out."""
    (order,) = orders(text, SEVERAL)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("label", ["teor 2:", "Teor2 -", "теор 2:", "«teor 2»:"])
def test_a_row_is_known_without_its_hyphen(label: str) -> None:
    """Telephones and haste drop it."""
    (order,) = orders(f"{label} 19.11 в 14:30", SEVERAL)
    assert isinstance(order, Confirm)
    assert order.item == "teor-2"


NAMES = {"v-1": "В помощь учителю", "plan-aa": "Обзор", "teor-1-1": "Лекция", "teor-1-12": "Диспут", "tsen-3": "День центра",
         "1c-4": "Учёт в программе", "noyabr-2026": "Встреча"}
NAMED = Plan("", PLAN.school_year, tuple(Item(row, "", (title,), when="ноябрь 2020") for row, title in NAMES.items()))
ALL = tuple(Asked(row, "no-date") for row in NAMES)


@pytest.mark.parametrize("row", NAMES)
@pytest.mark.parametrize("before", ["", "• ", "1. ", "По строке "])
def test_a_row_of_any_name_is_known(row: str, before: str) -> None:
    """«В помощь» makes v-1, number 1.12 teor-1-12, and a plan edited by hand what it likes: never another row, nor none."""
    confirmed, = understand(f"{before}{row}: 19.11 в 14:30", ALL, NAMED, TODAY, zone=MOSCOW)
    assert isinstance(confirmed, Confirm)
    assert (confirmed.item, confirmed.when.start, confirmed.when.time) == (row, date(2020, 11, 19), time(14, 30))


def test_a_day_told_from_today_lies_in_the_days_that_were_asked_for() -> None:
    """Monday 12 October, asked for a day of November: «в четверг» is not the day after tomorrow's; «15.10» and a moved meeting are plain."""
    asked = (Asked("teor-2", "no-date", window=(date(2020, 11, 1), date(2020, 11, 30))),)
    doubtful, = orders("teor-2: в четверг в 14:30", asked)
    assert isinstance(doubtful, NotUnderstood)
    assert doubtful.why == "Это 15.10.2020? Речь шла о другом сроке, напишите число"
    for text, questions in (("teor-2: 15.10 в 14:30", asked), ("teor-2: в четверг в 14:30", ())):
        taken, = orders(text, questions)
        assert isinstance(taken, Confirm)
        assert taken.when.start == date(2020, 10, 15)


def test_a_day_that_does_not_exist_is_named() -> None:
    """«Напишите, например» alone would not tell what is wrong with 31 November."""
    refused, = orders("31.11 в 14:30")
    assert isinstance(refused, NotUnderstood)
    assert "31.11" in refused.why


def test_a_row_is_known_by_the_letters_of_its_sector() -> None:
    """«цен-3» for tsen-3, «в-1» for v-1: as the import transliterates."""
    assert [order.item for order in understand("цен-3: отмена\nв-1: отмена", ALL, NAMED, TODAY, zone=MOSCOW)
            if isinstance(order, Cancel)] == ["tsen-3", "v-1"]


@pytest.mark.parametrize("text", ["Встречаемся в СШ № 32.", "Давайте в СШ № 32", "Мы собираемся в СШ № 32", "Проводим на базе СШ № 32", "Да, в СШ № 32"])
def test_a_place_is_named_without_the_words_around_it(text: str) -> None:
    """«Где: Встречаемся в СШ № 32» would stand in everybody's calendar."""
    assert orders(text, DIGEST) == [Place("prak-1", "СШ № 32")]


@pytest.mark.parametrize("text", ["Жаль, конечно.", "Увы, конечно", "да ладно", "Да ладно!"])
def test_regret_and_disbelief_are_no_yes(text: str) -> None:
    """«Конечно» and «ладно» by themselves are one."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["оставить", "Оставляем.", "да, оставляем как есть", "пусть остаётся", "teor-4: всё в силе"])
def test_a_meeting_stays_on_its_day_off(text: str) -> None:
    """«Оставить или перенести?» has an answer for both."""
    assert orders(text, (*DIGEST, Asked("teor-4", "day-off"))) == [Keep("teor-4", stands="в силе" in text)]


def test_the_words_to_write_for_another_month_are_russian() -> None:
    """«перенос на в январе» can't be copied."""
    (order,) = orders("в январе")
    assert isinstance(order, NotUnderstood)
    assert order.why.endswith("напишите: «перенос на январь»")


@pytest.mark.parametrize("text", ["Хорошо, библиотекарям передам", "да, в библиотеке уточню", "ок, зал посмотрю"])
def test_a_courtesy_before_a_sentence_is_no_yes(text: str) -> None:
    """«Да» approves what waits for it: only alone, never before other words that sound like a place."""
    assert not any(isinstance(order, Yes) for order in orders(text, ONE))


@pytest.mark.parametrize("text", ["второго", "давайте третьего", "первого"])
def test_a_day_of_the_month_in_words_is_no_suggestions_number(text: str) -> None:
    """«Второго» answers «когда?»: the 2nd, not the second suggestion."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("text", ["teor-2: в СШ № 5, ул. Ленина, 2", "в СШ № 5, ул. Ленина, 3", "prak-2: гимназия № 1, каб. 2, 2"])
def test_the_number_of_a_house_chooses_no_date(text: str) -> None:
    """«…, ул. Ленина, 3» was the third suggestion: a date nobody named."""
    assert not any(isinstance(order, Choose | Confirm) for order in orders(text, DIGEST))
    assert not any(isinstance(order, Choose | Confirm) for order in orders(text, ONE))


def test_a_number_first_and_its_place_are_two_orders() -> None:
    """«2, в СШ № 32»: the second suggestion, there."""
    assert orders("teor-2: 2, в СШ № 32", DIGEST) == [Choose("teor-2", 2), Place("teor-2", "СШ № 32")]


def test_what_is_not_understood_is_said_once() -> None:
    """The reason names what to write, without «не понято» again and without the parser's own notes."""
    (order,) = orders("привет, девочки")
    assert isinstance(order, NotUnderstood)
    assert not order.why.startswith("Не понято")
    (order,) = orders("1 декабря 2022 в 14:30")
    assert isinstance(order, NotUnderstood)
    assert order.why == "1 декабря 2022 вне 2020-2021 учебного года; возможно, 1 декабря 2020? Напишите так: «ДД.ММ в ЧЧ:ММ»"


def test_an_hour_by_moscow_time_is_told_by_the_clock_here() -> None:
    """«(МСК)» in a region: a date of her own, and an event of others as the dates file keeps it."""
    (order,) = understand("19.11 в 12:00 (МСК)", ONE, PLAN, TODAY, zone=ZoneInfo("Asia/Yekaterinburg"))
    assert isinstance(order, Confirm)
    assert order.when.time == time(14)
    (order,) = understand("povy-3: 11.11 12:00 (МСК) Вебинар «Чтение»", SEVERAL, PLAN, TODAY, zone=ZoneInfo("Asia/Yekaterinburg"))
    assert isinstance(order, Add)
    assert order.phrase == "11.11 12:00 (МСК)"


def test_the_mail_itself_may_name_the_row() -> None:
    """Bound by its token or the ask it answers."""
    assert orders("2", SEVERAL, about="prak-1") == [Choose("prak-1", 2)]


def test_a_bare_yes_or_stop_belongs_to_the_mail_it_answers() -> None:
    """The row may be unknown here."""
    assert orders("да", SEVERAL) == orders("да, утверждаю", SEVERAL) == [Yes(None)]
    assert orders("стоп", SEVERAL) == [Stop(None)]


def test_a_date_and_its_place_in_one_line_are_two_orders() -> None:
    """«19.11 в 14:30, СШ № 32»."""
    first, second = orders("19.11 в 14:30, в СШ № 32")
    assert isinstance(first, Confirm)
    assert second == Place("teor-2", "СШ № 32")


def test_one_line_enters_an_event_of_others() -> None:
    """Rule 14: day, hour, title, link."""
    (order,) = orders("povy-3: 11.11.2020 12:00 Вебинар РШБА «Навстречу» https://example.org/w", SEVERAL)
    assert isinstance(order, Add)
    assert (order.item, order.title, order.link) == ("povy-3", "Вебинар РШБА «Навстречу»", "https://example.org/w")


@pytest.mark.parametrize("text", ["", "Спасибо!", "Добрый день!", "\n\n", "Здравствуйте, Анна!\nСпасибо большое"])
def test_courtesies_are_no_orders(text: str) -> None:
    """Nothing said, nothing to answer."""
    assert [order for order in orders(text) if not isinstance(order, NotUnderstood)] == []


def test_a_chat_around_an_order_is_one_remark() -> None:
    """Lines that were not understood are joined, the order stands."""
    found = orders("2\nУ нас вчера был ремонт\nи погода плохая")
    assert found[0] == Choose("teor-2", 2)
    assert len(found) == 2


def test_hostile_text_costs_no_time() -> None:
    """Repeated words do not blow up the patterns."""
    import time as clock

    start = clock.process_time()
    for word in ("номер ", "вариант № ", "да, ", "перенос с ", "спасибо ", "отмена: ", "19.11 ", "вариант", "teor-2 ", "2) 19 ", ", в "):
        orders(word * 600)
    assert clock.process_time() - start < 3


@pytest.mark.parametrize(("text", "days", "hour"), [
    ("14, 21 и 28 января в 14:30", (14, 21, 28), time(14, 30)),
    ("teor-2: 14 и 21 января 2021 года, 14.30–16.00", (14, 21), time(14, 30)),
    ("Давайте 14.01, 21.01 и 28.01 в 10.00, спасибо!", (14, 21, 28), time(10)),
    ("перенос на 14 и 21 января в 14:30", (14, 21), time(14, 30)),
    ("14 и 21 января, весь день", (14, 21), None),
    ("2, 9 и 16 января в 14:30", (2, 9, 16), time(14, 30)),
])
def test_several_days_confirm_as_in_the_dates_file(text: str, days: tuple[int, ...], hour: time | None) -> None:
    """One row, several meetings: what the file takes, her mail says too; «2, 9 и 16» is no second suggestion."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.dates, order.when.time) == ("teor-2", tuple(date(2021, 1, day) for day in days), hour)


@pytest.mark.parametrize("text", [
    "14 и 21 января", "14 января в 14:30 и 21 января в 15:00", "14 или 21 января в 14:30", "12, 19 ноября, 14:30", "14 и 21 сентября в 14:30",
    "25-27 января", "с 1 по 30 ноября в 14:30",
])
def test_days_that_leave_something_open_are_asked_back(text: str) -> None:
    """No hour, two hours, a choice, a number or a day, over, a stretch to find a day in."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("text", ["25–27 января, весь день", "с 25 по 27 января 2021 в 10:00"])
def test_a_meeting_from_day_to_day_confirms(text: str) -> None:
    """A course of three days, as the file takes it."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.when.kind, order.when.start, order.when.end) == (Kind.SPAN, date(2021, 1, 25), date(2021, 1, 27))


# --- as people really write

@pytest.mark.parametrize("text", [
    "Давайте 2-й вариант!!! С уважением, Иващенко И.В.", "Вариант № 2. Спасибо за напоминание!", "ok, 2", "2️⃣", "номер два", "два",
    "второй по списку", "Хорошо. Второй.", "Простите за задержку. Второй вариант. Напомните, пожалуйста, всем!",
])
def test_a_choice_among_courtesies(text: str) -> None:
    """What goes with an order and changes nothing of it is no second thought."""
    assert orders(text) == [Choose("teor-2", 2)]


@pytest.mark.parametrize("text", [
    "Нас устроит 19 ноября в 14:30", "19 ноября в 14:30 нам удобно", "Лучше всего 19 ноября в 14.30", "Подтверждаю дату 19 ноября 14:30.",
    "Ставьте на 19-е ноября, 14.30", "Дата: 19.11.2020\nВремя: 14:30", "19.11.2020\n14:30", "Решили так: 19 ноября в 14:30",
    "Предложенные даты не подходят, 19 ноября в 14:30", "Все три даты нам не подходят. Давайте 19 ноября в 14:30.",
    "19 ноября в 14:30. Напомните, пожалуйста, всем заранее!", "Ирина Викторовна, 19 ноября в 14:30", "prak2 19.11 14:30",
    "в 14:30 19-го ноября", "Новое в обслуживании: 19 ноября в 14:30",
])
def test_a_date_among_the_words_people_use(text: str) -> None:
    """One day with its hour, whatever stands around it."""
    plan = Plan("", PLAN.school_year, (Item("prak-2", "", ("Мастер-класс",)), Item("teor-2", "", ("«Новое в обслуживании детей»",))))
    (order,) = understand(text, ONE, plan, TODAY, zone=MOSCOW)
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 19), time(14, 30))
    assert order.item == ("prak-2" if text.startswith("prak") else "teor-2")


@pytest.mark.parametrize("text", [
    "19 ноября в 14:30. Хотя нет, подумаю.", "2. Нет, не 3.", "Спасибо, но не надо", "Отмена, лучше 26 ноября в 14:30", "Отмена. Давайте 26.11 в 14:30",
    "19 ноября в 14:30 у нас педсовет", "19 ноября в 14:30 все заняты", "2, но не в 15:00",
    "второй вариант в 10:00", "Если 19 ноября в 14:30 никто не против, то да", "согласна с 2 и 3",
    "Отмена карантина, можно 19 ноября в 14:30", "12 ноября, четверг, 14.30, начало регистрации 14.00", "Все подходят", "любой",
    "Вам пишет Мария из СШ 5, нам удобно 19 ноября в 14:30", "19 ноября в 14:30, как обычно в школе", "перенесём на среду", "как в прошлый раз",
    "не надо пока", "и 26 ноября в 14:30", "+ 26 ноября", "+26.11 в 14:30", "ещё 26 ноября в 14:30", "Перенос на 26.11 в то же время", "Школа № 5 закрыта на карантин",
])
def test_second_thoughts_and_stories_decide_nothing(text: str) -> None:
    """What looks like an order at its beginning may be none at its end."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize(("text", "reason"), [("Отменяем! Карантин.", "Карантин"), ("отмена: карантин до 19.11", "карантин до 19.11")])
def test_a_reason_after_the_cancellation(text: str, reason: str) -> None:
    """After any mark; a day in it is no other date."""
    assert orders(text) == [Cancel("teor-2", reason)]


def test_a_month_and_that_the_day_follows() -> None:
    """The promise is no part of what is written into the plan."""
    for text in ("Перенос на декабрь, пожалуйста. Дату скажу позже.", "перенос на декабрь, точную дату сообщу позже",
                 "перенос на декабрь из-за ремонта"):
        (order,) = orders(text)
        assert isinstance(order, Replan)
        assert order.phrase == "декабрь"
    assert orders("К сожалению, в этом году не проводим.") == [Closed("teor-2", "в этом году не проводим.")]


@pytest.mark.parametrize("text", [
    "prak-1: место не меняем, ЦДО", "место: там же", "Место: СШ № 5 или СШ № 6", "prak-1: в школе", "prak-1: СШ № 8 закрыта на карантин",
    "prak-1: как обычно в СШ № 8", "По гостиной - в СШ № 32", "prak-1: Мария из СШ № 8",
])
def test_a_sentence_about_a_place_names_none(text: str) -> None:
    """It would stand in everybody's calendar."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, SEVERAL))


@pytest.mark.parametrize("text", ["19 ноября в 14:30. СШ № 32.", "19 ноября в 14:30\nСШ № 32", "19.11 14:30. Место: СШ № 32", "2\nместо СШ № 32\nИрина"])
def test_a_place_after_its_date(text: str) -> None:
    """In the next sentence or on the next line, also where no place was asked for."""
    first, second = orders(text)
    assert isinstance(first, Confirm | Choose)
    assert second == Place("teor-2", "СШ № 32")


def test_a_place_of_the_plan_is_written_as_the_plan_has_it() -> None:
    """«в областной библиотеке» would stand so in calendars."""
    plan = Plan("", PLAN.school_year, (Item("teor-2", "", ("Новое",), places=("Областная библиотека, ул. Октябрьской Революции, 16",)),))
    assert understand("19 ноября в 14:30 в областной библиотеке", ONE, plan, TODAY, zone=MOSCOW)[1] == Place("teor-2", plan.items[0].places[0])


def test_an_event_told_from_today_is_written_with_its_day() -> None:
    """The file knows no «завтра»."""
    (order,) = orders("povy-3: завтра в 12:00 вебинар «Читаем вместе»", SEVERAL)
    assert isinstance(order, Add)
    assert order.phrase == "13.10.2020 12:00"


def test_a_title_several_rows_begin_with_names_none() -> None:
    """«Заседание: …» of two."""
    plan = Plan("", PLAN.school_year, tuple(Item(row, "", (f"Заседание {row}",)) for row in ("prak-1", "teor-2")))
    (order,) = understand("Заседание: 20 ноября в 14:30", (Asked("prak-1"), Asked("teor-2")), plan, TODAY, zone=MOSCOW)
    assert isinstance(order, NotUnderstood)


@pytest.mark.parametrize("fragment", [" ", ", , ", "а ", "по ", "— ", "нет, "])
def test_a_long_line_takes_no_long_time(fragment: str) -> None:
    """Whatever it repeats, as blanks: they would hold up the whole service."""
    begun = process_time()
    orders("отмена\n" + fragment * (4000 // len(fragment)) + "я")
    assert process_time() - begun < 2


@pytest.mark.parametrize("text", ["да, 2021-го", "kons-a: да, 2021", "kons-a: конечно, 2021 года", "kons-a: да, это опечатка"])
def test_the_year_alone_agrees_to_the_month_that_was_asked_for(text: str) -> None:
    """«2021-го» is no month of its own."""
    year = Asked("kons-a", "out-of-year", guess="апрель 2021")
    assert orders(text, (year,)) == [Yes("kons-a")]


def test_a_greeting_is_taken_off_at_the_beginning_only() -> None:
    """«Всем добрый день, поставьте …» became «Всемпоставьте …»."""
    (order,) = orders("Всем добрый день, поставьте 19.11 в 14:30")
    assert isinstance(order, Confirm)
    (order,) = orders("Передайте всем добрый день, поставьте погоду")
    assert isinstance(order, NotUnderstood)
    assert order.text.startswith("Передайте всем добрый")


@pytest.mark.parametrize("words", ["СШ 28 подтвердила", "гимназия ждёт всех", "школа № 5 разрешила"])
def test_what_a_school_does_is_no_place(words: str) -> None:
    """«18 марта 14:30, СШ 28 подтвердила» was told to everybody as the place «СШ 28 подтвердила»."""
    assert not any(isinstance(order, Place) for order in orders(f"teor-2: 19.11 в 14:30, {words}"))


@pytest.mark.parametrize("text", ["Номер 2 и номер 5, пожалуйста", "вариант 2 и вариант 5", "номера 2 и 5", "варианты 2, 5"])
def test_numbers_called_by_their_name_are_a_suggestion_for_each_row(text: str) -> None:
    """As «2 и 5»; two of one row are none."""
    asked = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (1, 2)), Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30"), (4, 5)))
    assert orders(text, asked) == [Choose("teor-2", 2), Choose("prak-2", 2)]
    assert not any(isinstance(order, Choose) for order in orders(text.replace("5", "1"), asked))


def test_a_school_below_her_name_is_no_place() -> None:
    """«Анна Петрова⏎МБОУ «СШ № 1»»: her signature, and no word of where people meet."""
    written = "teor-2: 26.11 в 15:00"
    given = understand(written, ALL, NAMED, TODAY, zone=MOSCOW)
    assert understand(f"{written}\n\nАнна Петрова\nМБОУ «СШ № 1»\nтел.: +7 (910) 123-45-67", ALL, NAMED, TODAY, zone=MOSCOW) == given
    assert understand(f"{written}\nСШ № 1", ALL, NAMED, TODAY, zone=MOSCOW) != given


@pytest.mark.parametrize("ahead", ["Всем добрый день!", "Приветствую всех!", "Буду признательна за ответ.", "Жаль, конечно."])
def test_politeness_is_taken_off_whole(ahead: str) -> None:
    """What was left of it was shown to her as not understood."""
    (order,) = orders(f"{ahead} 19.11 в 14:30")
    assert isinstance(order, Confirm)


def test_a_feast_that_is_in_the_way_is_a_reason() -> None:
    """«С праздником» by itself is a good wish."""
    assert orders("отмена, совпало с праздником") == [Cancel("teor-2", "совпало с праздником")]
    assert orders("отмена, с праздником!") == [Cancel("teor-2")]
