"""Which tokens make an item: one line a rule, with the phrase that shows it. Earlier rules win.

A pattern is words for token kinds (``words``, ``tokens``) with ``? * + | ( )`` as in a regular expression, ``(?!…)`` for «not followed by»,
and ``@name`` for a pattern named in ``NAMED``. To teach a rule, add a line: a test reads every example.
"""

from collections.abc import Callable

from notifier.core.dates import items
from notifier.core.dates.items import Items, Tokens

Builder = Callable[[Tokens], Items | None]

NAMED = {
    "@n": "(number|ordinal|tens ordinal)",
    "@r": "(number|ordinal|alias)",                                   # an alias is a Cyrillic letter for a Roman number: «П полугодие»
    "@y": "(year god?|years school? god?|god year|number god|god)?",
    "@u": "(quarter|term|halfyear|trimester)",
    "@unit": "(unit_day|week|unit_month|quarter|term|halfyear|trimester|school? god|halfgod)",
    "@sep": "(comma|and|slash|or)",
    "@pm": "(daypart|unit_day)",
    "@tail": "(hour? (@pm)? zone?)",
    "@notday": "(?!month|@sep number* month|chislo|count|dash @n month)",
}

RULES: tuple[tuple[str, Builder, str], ...] = (
    # not about time
    ("(from|by|for)? number ((dash|by|comma|and) number)* unknown? count", items.foreign, "1-4 классы"),
    ("ordinal count", items.foreign, "5-й класс"),
    ("(years|date|pair|clock|digits|tens) count", items.foreign, "100 лет"),
    ("label label* (@n|date|clock|digits|years) ((dash|comma|and) @n (?!month|dash|clock))*", items.labelled, "каб. 12"),
    ("numbered label* @n @notday ((dash|comma|and) @n (?!month|dash|clock))*", items.foreign, "СШ 32"),
    ("alias (number|date|clock)", items.foreign, "п. 12"),
    ("place (unknown|name|month|weekday|season|@n|god|count|digits|date|half|label|numbered)+ (comma @n (?!month))?", items.foreign,
     "ул. 8 Марта, 12"),
    ("phone .*", items.foreign, "тел. 38-12-45"),
    ("about (@n|in|and)* (month|week|unit_month|unit_day|god|year|years|quarter|term|halfyear|date|school)* (@y)", items.foreign,
     "за сентябрь 2020 года"),
    # recurrence
    ("adverb", items.adverb, "Ежемесячно"),
    ("(not? less)? (number dash)? number? ordinal? (times|twice) (in|slash)? (number dash)? number? @unit", items.times_in_unit,
     "раз в две недели"),
    ("last working? unit_day each? unit_month", items.last_day_of_month, "последний рабочий день месяца"),
    ("each? (@n|last) ((@sep) each? (@n|last))* weekday each? unit_month", items.nth_weekday, "каждый третий четверг месяца"),
    ("by? (@n|last) ((@sep) (@n|last))* weekdays each? unit_month?", items.nth_weekday, "по последним пятницам месяца"),
    ("each? (@n|last) ((@sep) each? (@n|last))* weekday month @y", items.weekday_days, "первый вторник октября"),
    ("month @y comma? each? (@n|last) weekday", items.weekday_days, "октябрь, второй вторник"),
    ("each? (@n|last) ((@sep) each? (@n|last))* weekday (?!comma? @n month|comma? date)", items.nth_weekday, "второй вторник"),
    ("(edge|each? (@r|last) (week|decade)) each? unit_month", items.part_of_each, "последняя неделя месяца"),
    ("each @n? @unit", items.each_unit, "каждые две недели"),
    ("each weekday ((@sep) each? weekday)*", items.each_weekday, "каждую среду"),
    ("each? @n ((@sep) @n)* chislo? each unit_month", items.month_days, "15 числа каждого месяца"),
    ("each? @n ((@sep) @n)* chislo unit_month? (?!month)", items.month_days, "ежемесячно до 25 числа"),
    ("by weekdays ((@sep) by? (weekdays|weekday))*", items.each_weekday, "по вторникам и четвергам"),
    ("(from weekday (by|until)|weekday dash) weekday (?!comma? @n month|date)", items.weekday_range, "с понедельника по пятницу"),
    ("by weekday ((@sep) by? weekday)* (?!comma? @n month|date)", items.each_weekday, "по вт, чт"),
    ("weekdays ((@sep) weekdays)*", items.each_weekday, "вторники"),
    ("(by|in)? (workdays|working unit_day) unit_day?", items.workdays, "по рабочим дням"),
    ("edge each (week|@u|unit_month|school? god)", items.part_of_each, "в конце каждой четверти"),
    # days
    ("@r month month @y", items.decade_shortened, "2-я дек. ноября"),
    ("date year? god?", items.figures_day, "24.09.2020 г."),
    ("(early|last) chislo month @y", items.edge_with_month, "первые числа сентября"),
    ("@n chislo? month (year god?|number god|god)?", items.month_day, "24 сентября 2020 г."),
    ("number number year god?", items.spaced_day, "24 09 2020"),
    # stretches
    ("edge dash edge month @y", items.edges_of_month, "начало-середина октября"),
    ("edge month @y", items.stretch, "начало сентября"),
    ("edge @r? @u @y", items.edge_of_unit, "конец I четверти"),
    ("edge (season|school god|years school? god?|year god|god)", items.edge_of_unit, "начало учебного года"),
    ("month @y comma? in? edge", items.stretch, "октябрь, конец"),
    ("(@r|early|last) (dash (@r|last))? (half|decade|week) (dash)? month unit_month? @y", items.stretch, "первая половина октября"),
    ("@r ((@sep) @r)+ (half|decade|week) month @y", items.stretch, "1 и 3 неделя октября"),
    ("month @y comma? in? (@r|last) (dash @r)? (half|decade|week)", items.stretch, "ноябрь, 2-я неделя"),
    ("@r half school? god (years school? god?)?", items.school_half, "вторая половина учебного года"),
    ("@r half @pm", items.skipped, "24 сентября, вторая половина дня"),
    ("@r (dash @r)? school? @u @y", items.stretch, "I полугодие 2021 года"),
    ("@r ((@sep) @r)+ school? @u @y", items.stretch, "I и III четверть"),
    ("seasonal dash seasonal period @y", items.seasons_period, "осенне-зимний период"),
    ("seasonal period @y", items.seasons_period, "весенний период"),
    ("(seasonal ((@sep) seasonal)* vacation|vacation seasonal ((@sep) seasonal)*) @y", items.stretch, "осенние каникулы"),
    ("(in? period)? (all|each)? vacation", items.stretch, "в дни каникул"),
    ("season @y", items.stretch, "зима 2020-2021"),
    ("month unit_month? @y", items.month_stretch, "сентябрь"),
    # hours
    ("(from|in)? clock hour? zone? (dash|until|by) in? clock @tail", items.hours, "12.11.2020, 10.00-11.30"),
    ("(from|in)? number dash number hour? (dash|until|by) number dash number @tail", items.hours, "24.09.2020 14-00 - 15-30"),
    ("(from|in)? number hour? (dash|until) number hour (@pm)? zone?", items.hours, "24 сентября с 10 до 12 часов"),
    ("(from|in)? number (dash|until) clock @tail", items.hours, "24 сентября с 10 до 11:30"),
    ("(from|in)? clock (dash|until) number hour? @notday", items.hours, "24 сентября с 10.00 до 12"),
    ("from number until number @notday", items.hours, "24 сентября с 10 до 12"),
    ("until clock @tail", items.hours_until, "до 12.00 15 октября"),
    ("(in|from)? clock @tail", items.hours, "24 сентября в 14.30"),
    ("(in|from)? noon zone?", items.hours, "24 сентября в полдень"),
    ("(in|from)? number hour number minute? @notday", items.hours, "18 марта 2021 г. в 15 ч. 30 мин."),
    ("(in|from)? number hour (@pm)? zone?", items.hours, "18 марта 2021 в 14 часов"),
    ("in hour @pm", items.hours, "24 сентября в час дня"),
    ("in? number daypart", items.hours, "24 сентября в 10 утра"),
    ("in number dash number @notday", items.hours, "24 сентября в 14-30"),
    ("number dash number @notday", items.hyphenated, "20.10.2020 14-30"),
    ("in number @notday", items.hours, "24 сентября в 10"),
    # who decides, or nobody
    ("(by|accord|in accord from?|accord from) (unknown|nobody|school|month)? schedule", items.schedule, "По графику СОИРО"),
    ("in accord from?|accord from?", items.schedule, "согласно указаниям СОИРО"),
    ("in schedule (?!schedule)", items.schedule, "в установленные сроки"),
    ("schedule", items.bare_schedule, "график СОИРО"),
    ("(by|from|in|under)? undated", items.undated, "По мере необходимости"),
    ("maybe", items.maybe, "ориентировочно 15 октября"),
    # the whole year
    ("in? during (all|next)* (school? god|period) @y", items.ongoing, "в течение учебного года"),
    ("in? during all? (years school? god?|year god)", items.ongoing, "в течение 2020-2021 учебного года"),
    ("in? during", items.skipped, "в течение сентября"),
    ("(by|in|on)? always", items.ongoing, "постоянно"),
    ("all unit_day", items.whole_day, "24 сентября, весь день"),
    ("all school? (god|period) (years school? god?)?", items.ongoing, "весь учебный год"),
    ("school god (?!years)", items.ongoing, "учебный год"),
    ("years school? god?", items.school_years, "2020-2021 учебный год"),
    ("year god?", items.calendar_year, "2021 год"),
    # told from today
    ("relday", items.relative_day, "завтра в 10"),
    ("next weekday", items.relative_weekday, "следующий четверг 15.00"),
    ("next (week|unit_month)", items.relative_unit, "на следующей неделе"),
    ("through number? (week|unit_day|unit_month)", items.relative_unit, "через неделю"),
    # connecting words
    ("not later comma?", items.connector("d"), "не позднее, чем 20 декабря"),
    ("after", items.connector("a"), "после 10 января"),
    ("not earlier", items.connector("s"), "не ранее 1 октября"),
    ("from", items.connector("s"), "с 15 сентября"),
    ("deadline? (until|later)", items.connector("d"), "в срок до 1 октября"),
    ("deadline", items.connector("d"), "крайний срок 1 октября"),
    ("towards", items.connector("k"), "к 1 декабря"),
    ("since", items.connector("z"), "от 1 до 15 октября"),
    ("between", items.connector("s"), "между 10 и 15 октября"),
    ("by", items.connector("p"), "с 15 по 21 февраля"),
    ("or", items.connector("o"), "24 или 25 сентября"),
    ("and", items.connector("&"), "15 и 22 октября"),
    ("comma", items.connector(","), "15, 22 октября"),
    ("slash", items.connector("/"), "сентябрь/октябрь"),
    ("dash", items.connector("-"), "10-13 октября"),
    ("weekday", items.weekday, "чт, 24.09.2020"),
    ("@n", items.bare_number, "12, 19 и 26 ноября"),
    ("(in|on|inclusive|zone|god|period|school|calendar|unit_month|chislo)", items.skipped, "24.09.2020 включительно"),
)
"""(pattern, builder, example), in the order they are tried."""
