"""Importing again: ids stay with their rows whatever else changes."""

from dataclasses import replace

from notifier.core.plan.difference import merge
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

YEAR = SchoolYear(2020)


def row(name: str, topic: str, *, number: str | None = None, when: str = "", sector: str = "А") -> Item:
    return Item(id=name, sector=sector, topics=(topic,), number=number, when=when)


def plan(*items: Item, title: str = "План") -> Plan:
    return Plan(title, YEAR, items)


OLD = plan(
    row("a-1", "Совещание библиотекарей города", number="1", when="сентябрь"),
    row("a-2", "Новое в систематизации детской литературы", number="2", when="ноябрь"),
    row("a-3", "Мастер-класс по буктрейлеру", number="3", when="декабрь"),
)


def test_the_same_plan_has_no_difference() -> None:
    """Importing twice changes nothing, hand-given ids included."""
    old = plan(*(replace(item, id=f"own-{index}") for index, item in enumerate(OLD.items)))
    merged, difference = merge(old, OLD)
    assert [item.id for item in merged.items] == ["own-0", "own-1", "own-2"]
    assert not difference


def test_a_row_put_in_between_does_not_take_the_others_ids() -> None:
    """New number 2 pushes 2 and 3 to 3 and 4: ids stay with the topics, the newcomer gets a free one."""
    new = plan(OLD.items[0], row("a-2", "Совсем другое событие", number="2", when="октябрь"),
               replace(OLD.items[1], id="a-3", number="3"), replace(OLD.items[2], id="a-4", number="4"))
    merged, difference = merge(OLD, new)
    assert [(item.id, item.topics) for item in merged.items] == [
        ("a-1", OLD.items[0].topics), ("a-2-2", ("Совсем другое событие",)), ("a-2", OLD.items[1].topics), ("a-3", OLD.items[2].topics)]
    assert [item.id for item in difference.added] == ["a-2-2"]
    assert [(new.id, fields) for _, new, fields in difference.changed] == [("a-2", ("number",)), ("a-3", ("number",))]


def test_of_namesakes_the_one_told_alike_keeps_its_id() -> None:
    """A second master class at the same hour is put in front of the first, by another person."""
    held = replace(row("a-1", "Мастер-класс", when="24.09.2020 14:30"), responsible=("Ким А.А.",))
    merged, _ = merge(plan(held), plan(replace(held, responsible=("Соя В.В.",)), replace(held, id="a-2")))
    assert [(item.id, item.responsible) for item in merged.items] == [("a-a", ("Соя В.В.",)), ("a-1", ("Ким А.А.",))]


def test_of_namesakes_the_one_of_its_month_keeps_its_id() -> None:
    """A meeting in October is put in between, and that of November has its day: its invitation is no other's."""
    old = plan(row("a-1", "Заседание ГМО", number="1", when="сентябрь"), row("a-2", "Заседание ГМО", number="2", when="ноябрь"))
    new = plan(old.items[0], row("a-2", "Заседание ГМО", number="2", when="октябрь"),
               row("a-3", "Заседание ГМО", number="3", when="19.11.2020 14:30"))
    merged, _ = merge(old, new)
    assert [(item.id, item.when) for item in merged.items] == [("a-1", "сентябрь"), ("a-2-2", "октябрь"), ("a-2", "19.11.2020 14:30")]


def test_of_namesakes_in_a_month_the_one_of_its_day_keeps_its_id() -> None:
    """A lesson is put in front of two of its month, which have got their hour and other numbers."""
    old = plan(row("a-1", "Занятие", number="1", when="5 ноября"), row("a-2", "Занятие", number="2", when="12 ноября"))
    new = plan(row("a-1", "Занятие", number="1", when="2 ноября"), row("a-2", "Занятие", number="2", when="5 ноября, 14.00"),
               row("a-3", "Занятие", number="3", when="12 ноября, 14.00"))
    merged, _ = merge(old, new)
    assert [(item.id, item.when) for item in merged.items] == [("a-1-2", "2 ноября"), ("a-1", "5 ноября, 14.00"), ("a-2", "12 ноября, 14.00")]


def test_a_new_date_is_a_change_of_the_row() -> None:
    """Only the date differs: one change, nothing added or removed."""
    new = plan(replace(OLD.items[0], when="24.09.2020 14:30"), *OLD.items[1:])
    _, difference = merge(OLD, new)
    assert [(before.when, after.when, fields) for before, after, fields in difference.changed] == [("сентябрь", "24.09.2020 14:30",
                                                                                                    ("when",))]
    assert (difference.added, difference.removed) == ((), ())


def test_a_reworded_topic_keeps_its_id() -> None:
    """Same sector and number, a similar text."""
    new = plan(replace(OLD.items[0], topics=("Совещание школьных библиотекарей города Смоленска",), when="октябрь"), *OLD.items[1:])
    merged, _ = merge(OLD, new)
    assert [item.id for item in merged.items] == ["a-1", "a-2", "a-3"]


def test_a_renamed_sector_keeps_ids() -> None:
    """Rows found by their topics take their ids along."""
    new = plan(*(replace(item, id=item.id.replace("a", "b"), sector="Б") for item in OLD.items))
    merged, _ = merge(OLD, new)
    assert [item.id for item in merged.items] == ["a-1", "a-2", "a-3"]


def test_an_equal_number_alone_is_chance() -> None:
    """Other topic, other date: a decision about the old row must not move to the new one."""
    new = plan(row("a-1", "Экскурсия", number="1", when="май"), *OLD.items[1:])
    merged, difference = merge(OLD, new)
    assert merged.items[0].id == "a-1-2"
    assert [item.id for item in difference.removed] == ["a-1"]


def test_the_likeliest_row_comes_before_an_equal_number() -> None:
    """A row went, those below were counted anew, and one was retyped: it is no successor of the row whose number it has now."""
    old = plan(row("a-1", "День библиотек", number="1"), row("a-2", "День словаря", number="2", when="ноябрь"),
               row("a-3", "День памяти", number="3", when="январь"))
    merged, difference = merge(old, plan(old.items[0], row("a-2", "День памяти (онлайн)", number="2", when="январь")))
    assert [item.id for item in merged.items] == ["a-1", "a-3"]
    assert [item.id for item in difference.removed] == ["a-2"]


def test_among_rows_equally_like_the_number_says_which() -> None:
    """Meetings of one name: the first went, the others kept their numbers and were reworded."""
    old = plan(*(row(f"a-{n}", "Заседание", number=str(n), when=when) for n, when in enumerate(("сентябрь", "ноябрь", "март"), start=1)))
    new = plan(*(row(f"a-{n}", "Заседание педагогов", number=str(n), when=when) for n, when in ((2, "декабрь"), (3, "апрель"))))
    assert [item.id for item in merge(old, new)[0].items] == ["a-2", "a-3"]


def test_what_people_wrote_into_rows_stays() -> None:
    """A narrower audience and silenced findings are not in the document; an import keeps them."""
    old = plan(replace(OLD.items[0], audience=("актив",), silenced=(("no-date", "решим летом"),)), *OLD.items[1:])
    merged, difference = merge(old, OLD)
    assert merged.items[0].audience == ("актив",)
    assert merged.items[0].silenced == (("no-date", "решим летом"),)
    assert not difference


def agenda(name: str, *topics: str, when: str = "") -> Item:
    return Item(id=name, sector="А", topics=topics, when=when)


MEETINGS = plan(
    agenda("a-a", "Работа в новом году", "Итоги прошлого года", "Заказ учебников", when="29 сентября"),
    agenda("a-b", "Семейное чтение", "Формы работы с родителями", "Открытое мероприятие", when="26 января"),
)


def test_a_meeting_whose_questions_are_all_new_keeps_its_id() -> None:
    """«Тема | Вопросы» without numbers: the topic is the same, its questions and its date are not."""
    new = plan(agenda("a-a", "Новая встреча", "Совсем о другом", when="12 ноября"), replace(MEETINGS.items[0], id="a-b"),
               agenda("a-c", "Семейное чтение", "Клуб выходного дня: из опыта гимназии", "Разное", when="2 февраля"))
    merged, _ = merge(MEETINGS, new)
    assert [(item.id, item.topics[0]) for item in merged.items] == [
        ("a-a-2", "Новая встреча"), ("a-a", "Работа в новом году"), ("a-b", "Семейное чтение")]


def test_a_meeting_with_another_topic_and_the_same_questions_keeps_its_id() -> None:
    """The questions name a meeting as well as its topic does."""
    new = plan(MEETINGS.items[0], agenda("a-b", "Книга в доме", "Формы работы с родителями", "Открытое мероприятие", when="2 февраля"))
    merged, difference = merge(MEETINGS, new)
    assert [item.id for item in merged.items] == ["a-a", "a-b"]
    assert [fields for _, _, fields in difference.changed] == [("topics", "when")]


def test_a_topic_that_several_meetings_share_names_none_of_them() -> None:
    """«Заседание» twice, both with other questions and dates: which is which nobody knows, so ids are new and the old rows are told."""
    old = plan(agenda("a-a", "Заседание", "Анализ сети за пять лет", when="сентябрь"), agenda("a-b", "Заседание", "Подписка", when="май"))
    new = plan(agenda("a-a", "Заседание", "Кружки: обмен опытом и выставка", when="октябрь"), replace(old.items[1]))
    merged, difference = merge(old, new)
    assert [item.id for item in merged.items] == ["a-a-2", "a-b"]
    assert [item.id for item in difference.removed] == ["a-a"]


def test_a_reworded_topic_without_a_number_keeps_its_id_by_likeness() -> None:
    """No number says which row it is: the row whose words it shares."""
    old = plan(row("a-a", "Мастер-класс по созданию буктрейлера", when="декабрь"), row("a-b", "Сверка учебного фонда", when="май"))
    new = plan(row("a-a", "Сверка всего учебного фонда", when="июнь"), row("a-b", "Мастер-класс: создание буктрейлера", when="март"))
    merged, _ = merge(old, new)
    assert [item.id for item in merged.items] == ["a-b", "a-a"]


def test_a_column_that_was_once_in_extra_makes_new_rows_and_takes_no_id() -> None:
    """«Мероприятия с родителями» stood in ``extra`` beside the children's event: that keeps its id, the parents' event is a row more."""
    old = plan(*(replace(item, sector="", extra=(("Мероприятия с родителями", f"Собрание {index}"),)) for index, item in enumerate(OLD.items)))
    new = plan(*(row for index, item in enumerate(OLD.items) for row in (
        replace(item, id=f"mero-{index}", sector="Мероприятия с детьми", number=None),
        Item(id=f"mero-{index}-2", sector="Мероприятия с родителями", topics=(f"Собрание {index}",), when=item.when))))
    merged, difference = merge(old, new)
    assert [item.id for item in merged.items if item.sector == "Мероприятия с детьми"] == ["a-1", "a-2", "a-3"]
    assert [item.title for item in difference.added] == ["Собрание 0", "Собрание 1", "Собрание 2"]
    assert difference.removed == ()


def test_a_title_that_goes_on_keeps_its_id() -> None:
    """«Тренинг» of May is «Тренинг (вторая группа)» of May, whatever their likeness and numbers; of another month it is another."""
    old = plan(row("a-a", "Тренинг", when="май"), row("a-b", "Игра", when="март"))
    merged, _ = merge(old, plan(row("a-a", "Игра по станциям", when="апрель"), row("a-b", "Тренинг (вторая группа)", when="май")))
    assert [item.id for item in merged.items] == ["a-a-2", "a-a"]


def test_of_namesakes_in_a_renamed_sector_the_one_of_its_month_keeps_its_id() -> None:
    """The meeting in September is gone and the sector has another name: the day set for November is not February's."""
    meetings = [row(f"a-{number}", "Заседание ГМО", number=str(number), when=when)
                for number, when in enumerate(("сентябрь", "ноябрь", "февраль"), start=1)]
    merged, difference = merge(plan(*meetings), plan(*(
        replace(item, id=f"b-{number}", number=str(number), sector="Б") for number, item in enumerate(meetings[1:], start=1))))
    assert [(item.id, item.when) for item in merged.items] == [("a-2", "ноябрь"), ("a-3", "февраль")]
    assert [item.id for item in difference.removed] == ["a-1"]


def test_the_id_of_a_row_that_is_gone_is_nobody_elses() -> None:
    """A day set for the master class must not be that of an excursion that is number 3 one import later."""
    without, _ = merge(OLD, plan(*OLD.items[:2]))
    assert [item.id for item in without.gone] == ["a-3"]
    merged, difference = merge(without, plan(*OLD.items[:2], row("a-3", "Экскурсия в архив", number="3", when="май")))
    assert [item.id for item in merged.items] == ["a-1", "a-2", "a-3-2"]
    assert [item.id for item in merged.gone] == ["a-3"]
    assert [item.id for item in difference.added] == ["a-3-2"]


def test_a_row_that_comes_back_has_its_id_again() -> None:
    """Left out by a slip, and written again elsewhere: people know it by its id. Of namesakes only the one of its month is it."""
    without, _ = merge(OLD, plan(*OLD.items[:2]))
    merged, _ = merge(without, plan(replace(OLD.items[2], id="b-1", number="1"), *OLD.items[:2]))
    assert [item.id for item in merged.items] == ["a-3", "a-1", "a-2"]
    assert merged.gone == ()
    first, second = row("a-1", "Заседание", number="1", when="ноябрь"), row("a-2", "Заседание", number="2", when="март")
    without, _ = merge(plan(first, second), plan(first))
    for month, name in (("апрель", "a-2-2"), ("10 марта 2021 14:30", "a-2")):
        merged, _ = merge(without, plan(first, replace(second, when=month)))
        assert [item.id for item in merged.items] == ["a-1", name]


def test_a_title_of_other_words_in_another_month_is_another_row() -> None:
    """«Круглый стол» of December made way for one in February: people were reminded of the new one on the day of the old one. In its own
    month, or with words that were only added or misspelled, it is the same."""
    old = plan(row("a-1", "Круглый стол «Безопасный интернет»", number="1", when="10.12.2020 14:30"))
    for title, when, name in (("Круглый стол «Семейное чтение»", "февраль", "a-1-2"), ("Круглый стол «Безопасное чтение»", "декабрь", "a-1"),
                              ("Круглый стол «Безопасный интернет» для детей", "февраль", "a-1"),
                              ("Круглый стол «Безопаный интернет»", "февраль", "a-1"), ("Круглый стол «Семейное чтение»", "", "a-1"),
                              ("Круглый стол «Чтение»", "ноябрь - апрель", "a-1")):
        merged, _ = merge(old, plan(row("b-1", title, number="1", when=when)))
        assert [item.id for item in merged.items] == [name], title
