"""The small readings: numbers and ids, agendas, venues, persons, headers, titles, ditto marks. One table a rule."""

import pytest

from notifier.core.plan.agenda import as_points, topics
from notifier.core.plan.fields import is_ditto
from notifier.core.plan.headers import header_column
from notifier.core.plan.labels import who_answers
from notifier.core.plan.months import only_month, title_month
from notifier.core.plan.numbering import identifiers, letters, read_number, sector_prefix
from notifier.core.plan.persons import persons
from notifier.core.plan.school_year import calendar_year_in, school_year_in
from notifier.core.plan.telephones import without_phones
from notifier.core.plan.title import find_title
from notifier.core.plan.venues import places
from notifier.core.plan.words import Role


@pytest.mark.parametrize(("text", "number"), [
    ("4.", "4"), ("10", "10"), ("1)", "1"), ("№ 2.", "2"), ("2.1.", "2.1"), (" 3 . ", "3"), ("IV.", "IV"), ("а)", "а"),
    ("", None), ("Тема", None), ("2020-2021", None), ("12 марта", None),
])
def test_row_numbers(text: str, number: str | None) -> None:
    """A number is what stands before the dot; anything else is none."""
    assert read_number(text) == number


@pytest.mark.parametrize(("sector", "prefix"), [
    ("Теоретико-методологический сектор", "teor"), ("Сектор повышения квалификации", "povy"), ("I. Организационная работа", "orga"),
    ("Раздел 2. Методическая работа", "meto"), ("Модуль «Ключевые общешкольные дела»", "klyu"), ("III Работа", "rabo"),
    ("2.1. Щедрые дары", "shch"), ("Направление: «Я и книга»", "ya"), ("Январь", "yanv"), ("", "plan"), ("…", "plan"), ("Сектор", "plan"),
    ("2-й модуль. Работа с фондом", "rabo"), ("V. Раздел. Юбилеи", "yubi"), ("Сектор № 1 «Чтение»", "chte"), ("IT-сектор", "it"),
])
def test_the_first_word_of_a_sector_begins_its_ids(sector: str, prefix: str) -> None:
    """Four Latin letters; «сектор», «раздел» and numbering are left out."""
    assert sector_prefix(sector) == prefix


def test_ids_are_numbers_then_letters_then_copies() -> None:
    """Rows without a number get letters in their sector; a taken id gets «-2»."""
    rows = [("Первый", "1"), ("Первый", None), ("Первый", None), ("Второй", None), ("Первый", "1"), ("Первый", "1"), ("Первичный", None)]
    assert identifiers(rows) == ["perv-1", "perv-a", "perv-b", "vtor-a", "perv-1-2", "perv-1-3", "perv-a-2"]


def test_after_z_come_two_letters() -> None:
    """A section of thirty rows without numbers has thirty ids."""
    assert [letters(i) for i in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


@pytest.mark.parametrize(("lines", "found"), [
    (["1. Одно", "2. Другое"], ("Одно", "Другое")),
    (["1.Одно", "2.Другое"], ("Одно", "Другое")),
    (["Заседание № 2.", "1) Одно", "продолжение", "2) Другое"], ("Заседание № 2.", "Одно продолжение", "Другое")),
    (["Повестка:", "- одно;", "– другое"], ("Повестка:", "одно;", "другое")),
    (["• Одно", "", "• Другое"], ("Одно", "Другое")),
    (["Инновационная работа.", "Мастер-класс"], ("Инновационная работа. Мастер-класс",)),
    (["Заседание. 1. Первое дело. 2. Второе дело."], ("Заседание.", "Первое дело.", "Второе дело.")),
    (["Заседание № 1. Анализ. 2. Планы"], ("Заседание № 1. Анализ. 2. Планы",)),
    (["1 сентября - День знаний"], ("1 сентября - День знаний",)),
    (["«Читаем всей семьёй»", ""], ("«Читаем всей семьёй»",)),
    ([], ()),
])
def test_agendas(lines: list[str], found: tuple[str, ...]) -> None:
    """Marked lines are topics of their own, unmarked paragraphs one topic."""
    assert topics(lines) == found


@pytest.mark.parametrize(("lines", "found"), [
    (["МБУ ДО «ЦДО»", "МБОУ «СШ № 32 им. С.А. Лавочкина"], ("МБУ ДО «ЦДО»", "МБОУ «СШ № 32 им. С.А. Лавочкина")),
    (["МБУ ИМЦ, каб. 7", "(онлайн при необходимости)"], ("МБУ ИМЦ, каб. 7 (онлайн при необходимости)",)),
    (["Отдел образования, каб. 12"], ("Отдел образования, каб. 12",)),
    (["МБОУ СОШ № 1, МБОУ СОШ № 2"], ("МБОУ СОШ № 1", "МБОУ СОШ № 2")),
    (["Гимназия № 1; библиотека-филиал № 3"], ("Гимназия № 1", "библиотека-филиал № 3")),
    (["Центральная библиотека", "им. А.П. Чехова"], ("Центральная библиотека им. А.П. Чехова",)),
    (["Школы № 1, 2, 3"], ("Школы № 1, 2, 3",)), (["-"], ()), (["", " "], ()), (["режим онлайн", ""], ("режим онлайн",)),
    (["1. СОШ № 1", "2. СОШ № 2"], ("СОШ № 1", "СОШ № 2")), (["СШ № 1, СШ № 5 и Лицей № 4"], ("СШ № 1", "СШ № 5", "Лицей № 4")),
    (["г. Вязьма, СШ № 1;", "г. Сафоново, лицей"], ("г. Вязьма, СШ № 1", "г. Сафоново, лицей")),
    (["Библиотека № 15 им. М.С. Петровых", "или МОУ СШ № 4"], ("Библиотека № 15 им. М.С. Петровых", "МОУ СШ № 4")),
    (["СШ № 5, актовый зал или холл"], ("СШ № 5, актовый зал или холл",)),
    (["МБОУ «СШ № 12», ул. Кирова, 4 / МБУК «ЦБС»"], ("МБОУ «СШ № 12», ул. Кирова, 4", "МБУК «ЦБС»")),
])
def test_venues(lines: list[str], found: tuple[str, ...]) -> None:
    """One entry a venue, as written; addresses and rooms stay with theirs."""
    assert places(lines) == found


@pytest.mark.parametrize(("lines", "found"), [
    (["Гладышева М.Ю., Пахомова Т.В."], ("Гладышева М.Ю.", "Пахомова Т.В.")),
    (["Рогова Н.А.,", "Чижова Е.К."], ("Рогова Н.А.", "Чижова Е.К.")),
    (["Лемзякова Н.Н. Нечаева А.В."], ("Лемзякова Н.Н.", "Нечаева А.В.")),
    (["Иванова И.И. и Петрова-Водкина А.А."], ("Иванова И.И.", "Петрова-Водкина А.А.")),
    (["Иванова И.И., методист"], ("Иванова И.И., методист",)),
    (["Зам. директора", "по работе с детьми", "Минеева Л.Н."], ("Зам. директора по работе с детьми Минеева Л.Н.",)),
    (["Шайхулова Г. Х..Кл. рук."], ("Шайхулова Г. Х.", "Кл. рук.")), (["Ким Г.Х. Кл. рук."], ("Ким Г.Х.", "Кл. рук.")),
    (["Рук. МО", "Жилина Т.А."], ("Рук. МО Жилина Т.А.",)),
    (["О'Коннор Д.П., Д'Артаньян Ш."], ("О'Коннор Д.П.", "Д'Артаньян Ш.")),
    (["М.Ю. Гладышева"], ("М.Ю. Гладышева",)), (["Зав. библиотеками ОО"], ("Зав. библиотеками ОО",)), (["Жюри"], ("Жюри",)),
    (["Иванова", "И.И."], ("Иванова И.И.",)), (["-"], ()), (["Администрация школы; библиотекарь"], ("Администрация школы", "библиотекарь")),
    (["Иванова И.И., библиотекари школ"], ("Иванова И.И.", "библиотекари школ")), (["Библиотекарь", "кл. рук."], ("Библиотекарь", "кл. рук.")),
    (["Дроздова К.К., экскурсоводы"], ("Дроздова К.К.", "экскурсоводы")), (["Ким А.А., зав. филиалами"], ("Ким А.А.", "зав. филиалами")),
    (["Дроздова К.К., руководитель группы"], ("Дроздова К.К., руководитель группы",)),
    (["Ким А.А.", "зав. библиотекой СШ № 19 Гурова П.П."], ("Ким А.А.", "зав. библиотекой СШ № 19 Гурова П.П.")),
    (["библиотекарь Носкова Р.А.,", "учитель истории", "Мельников С.С."], ("библиотекарь Носкова Р.А.", "учитель истории Мельников С.С.")),
    (["Ким А.А.,", "методист", "Петрова А.А.,", "библиотекарь"], ("Ким А.А., методист", "Петрова А.А., библиотекарь")),
    (["Ким А.А.", "методист ЦДО, Петрова А.А."], ("Ким А.А. методист ЦДО", "Петрова А.А.")),
    (["Кл. руководители", "библиотекарь"], ("Кл. руководители", "библиотекарь")), (["Директор", "завуч"], ("Директор", "завуч")),
    (["Библиотекарь", "классные", "руководители"], ("Библиотекарь", "классные руководители")),
    (["Директор", "школы"], ("Директор школы",)), (["Ким А.А. -", "директор", "школы"], ("Ким А.А. - директор школы",)),
    (["Заместитель", "директора", "по УВР", "Ким А.А."], ("Заместитель директора по УВР Ким А.А.",)),
    (["Школьные", "библиотекари"], ("Школьные библиотекари",)), (["Педагог –", "библиотекарь"], ("Педагог – библиотекарь",)),
    (["учитель химии", "Ким А.А.", "учитель физики", "Лось А.А."], ("учитель химии Ким А.А.", "учитель физики Лось А.А.")),
    (["Заведующая библиотекой", "Ким А.А.", "главный библиотекарь", "Лось А.А."], ("Заведующая библиотекой Ким А.А.", "главный библиотекарь Лось А.А.")),
    (["Главный специалист", "Ким А.А."], ("Главный специалист Ким А.А.",)),
    (["Старший", "методист"], ("Старший методист",)), (["учителя", "начальных классов"], ("учителя начальных классов",)),
])
def test_persons(lines: list[str], found: tuple[str, ...]) -> None:
    """One entry a person; positions stay with their names."""
    assert persons(lines) == found


@pytest.mark.parametrize(("text", "rest", "phones"), [
    ("Иванова И.И., т. 2-12-34", "Иванова И.И.", ("2-12-34",)), ("Иванова И.И. (тел. 8-912-345-67-89)", "Иванова И.И.",
                                                                 ("8-912-345-67-89",)),
    ("+7 (4812) 38-21-57", "", ("+7 (4812) 38-21-57",)), ("Иванова И.И.", "Иванова И.И.", ()), ("СОШ № 32", "СОШ № 32", ()),
    ("5 мин.", "5 мин.", ()), ("Иванова И.И. (8-910-555-44-33), почта", "Иванова И.И.  , почта", ("8-910-555-44-33",)),
    ("Иванова И.И. (4812) 38-12-45", "Иванова И.И.", ("(4812) 38-12-45",)),
    ("Иванова И.И. (тел. 8(48143)7-11-22)", "Иванова И.И.", ("8(48143)7-11-22",)),
])
def test_telephones_leave_the_person(text: str, rest: str, phones: tuple[str, ...]) -> None:
    """Numbers of five digits and more are telephones; school numbers are not."""
    assert without_phones(text) == (rest, phones)


@pytest.mark.parametrize(("header", "roles"), [
    ("№ п\\п", (Role.NUMBER,)), ("№п/п", (Role.NUMBER,)), ("N п/п", (Role.NUMBER,)), ("Дата проведения", (Role.DATE,)),
    ("Сроки исполнения (месяц)", (Role.DATE,)), ("Время проведения", (Role.DATE,)), ("Дата и время проведения", (Role.DATE, Role.TIME)),
    ("Ориентировочное время проведения", (Role.DATE,)), ("Месяц", (Role.DATE,)), ("Число, время", (Role.DATE, Role.TIME)), ("Время", (Role.TIME,)),
    ("Тема заседания", (Role.TOPIC,)), ("Содержание работы", (Role.TOPIC,)), ("Дела, события, мероприятия", (Role.TOPIC,)),
    ("Дата проведения мероприятия", (Role.DATE,)), ("Место проведения", (Role.PLACE,)), ("Дата и место проведения", (Role.DATE,
                                                                                                                     Role.PLACE)),
    ("Ответственный исполнитель", (Role.RESPONSIBLE,)), ("Ответст-\nвенные", (Role.RESPONSIBLE,)), ("Ответствен ный", (Role.RESPONSIBLE,)),
    ("Отметка о выполнении", (Role.EXTRA,)), ("Дата (факт)", (Role.EXTRA,)), ("Форма проведения", (Role.EXTRA,)), ("Сумма, тыс. руб.", (Role.EXTRA,)),
    ("Координатор", (Role.RESPONSIBLE,)), ("Кто делает", (Role.RESPONSIBLE,)), ("Кто участвует", (Role.AUDIENCE,)), ("Читатели", (Role.AUDIENCE,)),
    ("Классы и даты проведения", (Role.DATE,)), ("Содержание, ответственный", (Role.TOPIC, Role.RESPONSIBLE)),
    ("Кто отвечает", (Role.RESPONSIBLE,)), ("Кто", (Role.RESPONSIBLE,)), ("Классы", (Role.AUDIENCE,)), ("Группы пользователей", (Role.AUDIENCE,)), ("Раздел", (Role.SECTOR,)), ("Примечание", (Role.EXTRA,)),
    ("Место проведения, время начала, ответственный, телефон", (Role.TIME, Role.PLACE, Role.RESPONSIBLE, Role.PHONE)),
])
def test_header_words(header: str, roles: tuple[Role, ...]) -> None:
    """A header's words say what its column holds."""
    column = header_column(header)
    assert column is not None
    assert column.roles == roles


def test_who_answers_beside_a_hall_leaves_whole_brackets() -> None:
    """«(актовый зал, отв. Ким А.А.)»: the person goes, the brackets stay closed."""
    assert who_answers("Праздник (актовый зал, отв. Ким А.А.)") == ("Праздник (актовый зал)", "Ким А.А.")


@pytest.mark.parametrize(("mark", "role", "same"), [
    ("-//-", Role.PLACE, True), ("—//—", Role.DATE, True), ("- « -", Role.RESPONSIBLE, True), ("\"", Role.PLACE, True), ("-\"-",
                                                                                                                         Role.PLACE, True),
    ("то же", Role.TOPIC, True), ("Там же", Role.PLACE, True), ("там же", Role.RESPONSIBLE, False), ("-", Role.PLACE, False),
    ("—", Role.DATE, False), ("", Role.PLACE, False), ("«ЦДО»", Role.PLACE, False),
])
def test_ditto_marks(mark: str, role: Role, same: bool) -> None:
    """Quotes and strokes between dashes repeat the cell above; a lone dash means none."""
    assert is_ditto(mark, role) is same


@pytest.mark.parametrize(("text", "year"), [
    ("на 2020-2021 учебный год", 2020), ("на 2021 – 2022 учебный год", 2021), ("2024/2025 УЧЕБНЫЙ ГОД", 2024), ("2017 - 2018", 2017),
    ("2016-2017 уч.год", 2016), ("2020-21 уч. г.", 2020), ("на 2024 год", None), ("2020-2025 гг.", None), ("", None),
    ("сентябрь 2025 – май 2026", 2025), ("май 2025, сентябрь 2026", None), ("декабрь 2024 г., февраль 2026 г.", None),
])
def test_school_years(text: str, year: int | None) -> None:
    """Two years that follow each other, with any dash or stroke, or an autumn's month of one and a spring's of the next."""
    found = school_year_in(text)
    assert (found.first if found else None) == year


@pytest.mark.parametrize(("text", "year"), [
    ("План работы на 2024 год", 2024), ("План на август 2023 г.", 2023), ("на 2020-2021 учебный год", None), ("«___» ____ 2021 г.", None),
])
def test_calendar_years(text: str, year: int | None) -> None:
    """One year after «на», and no pair."""
    assert calendar_year_in(text) == year


@pytest.mark.parametrize(("text", "month"), [
    ("Январь", 1), ("ОКТЯБРЬ 2024 г.", 10), ("V. Май", 5), ("Сентябрь месяц", 9), ("На март", 3), ("Март - апрель", None),
    ("Мартовские чтения", None), ("15 мая", None), ("Майские праздники", None),
])
def test_lines_that_are_a_month(text: str, month: int | None) -> None:
    """A month's name, perhaps with a year, and nothing else."""
    assert only_month(text) == month


@pytest.mark.parametrize(("text", "month"), [
    ("План работы на декабрь 2025 года", (12, 2025)), ("План на январь-март 2024", None), ("План на год", None),
    ("План мероприятий ко Дню Победы 9 мая", None),
])
def test_titles_of_one_month(text: str, month: tuple[int, int | None] | None) -> None:
    """A title names its month after «на»."""
    assert title_month(text) == month


@pytest.mark.parametrize(("paragraphs", "title"), [
    (["УТВЕРЖДАЮ ____ 2021 г.", "ПЛАН РАБОТЫ", "районного объединения", "на 2021 – 2022 учебный год", "Цель: чтение"],
     "ПЛАН РАБОТЫ районного объединения на 2021 – 2022 учебный год"),
    (["План на 2020-2021 учебный год", "Руководитель: Иванова И.И."], "План на 2020-2021 учебный год"),
    (["П Л А Н", "работы библиотек", "на 2018 год"], "П Л А Н работы библиотек на 2018 год"),
    (["Управление культуры", "Циклограмма мероприятий"], "Циклограмма мероприятий"),
    (["Программа", "семинаров для библиотекарей", "2021/2022 учебный год"], "Программа семинаров для библиотекарей 2021/2022 учебный год"),
    (["Расписание вебинаров", "осень 2025 года"], "Расписание вебинаров осень 2025 года"),
    (["Согласовано: директор ____"], ""), ([], ""),
])
def test_titles(paragraphs: list[str], title: str) -> None:
    """From the word «план» to the year, without stamps and purposes."""
    assert find_title(paragraphs).text == title


def test_a_question_that_goes_on_in_small_letters_is_one_point() -> None:
    """Lines of a column of questions beside their topic; what is numbered or has dashes already stays as it is."""
    assert as_points(["Итоги года, о которых", "говорим вместе", "Планы"]) == ["- Итоги года, о которых говорим вместе", "- Планы"]
    assert as_points(["- Итоги", "- Планы"]) == ["- Итоги", "- Планы"]


def test_a_name_torn_at_its_hyphen_is_one_person() -> None:
    """«Петрова-», on the next line «Водкина А.А.»."""
    assert persons(["Петрова-", "Водкина А.А."]) == ("Петрова-Водкина А.А.",)
