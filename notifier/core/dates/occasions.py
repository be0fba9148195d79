"""What takes place on days, and where: a figure behind these words says when, and the numbers of a list behind them may be theirs."""

import re
from functools import cache

from notifier.core.dates.items import LIST_SIGNS, Item

_EVENTS = r"""
посещени просмотр показ\b эстафет операци(?!он) запуск диспут дебат батл брифинг воркшоп квн\b репетици дежурств начал(?!ьн)
старт(?!ап|[её]р) заезд отъезд выезд сбор(?!ник|к|н|щ) регистрац открыти закрыти заверш окончани собран заседан совещан семинар(?!ист|ия)
вебинар педсовет педагогическ методсовет конкурс(?!ант) олимпиад этап смен тур(?!изм|бин|бо|ник|ок|к|ел) отбор(?!н|щ) финал полуфинал
финиш итог результат[аеоы] подведени объявлени голосовани встреч(?!к|н) заняти урок час\b бесед(?!к|ч) обучени стажировк практикум сдач
при[её]м(?!н|ыш) подач отч[её]т отправк предоставл предъявл представлени публикаци защит(?!н) аттестаци праздник день(?!г) дня дни(?!щ)
недел(?!им|икат) декад(?!анс|ен) месячник концерт(?!мей|ант) спектакл премьер экскурси поездк акци(?!з|онер|дент) флешмоб марафон
квест(?!ор|ур) утренник чаепити квиз обзор диагностик тестировани чествовани посиделк киносеанс кинопоказ мюзикл аукцион распродаж
дегустац челлендж первенств съ[её]мк эфир трансляц план[её]рк летучк консилиум слушани дискусси шестви возложени маслениц библионоч
зарниц матч\b буккроссинг экспедици десант игр(?!ушк|ок|ек|ист) соревновани чемпионат спартакиад сл[её]т(?!ок) викторин выставк ярмарк
консультац лекци(?!он) мастер тренинг курс(?!ив|ор|ант|овк) фестивал форум конференц чтени гостин(?:ая|ой|ую|ые|ых) линейк
парад(?!окс|игм) митинг посвящени церемони вручени субботник смотр зач[её]т экзамен диктант презентац награжд жюри мониторинг анкетирован
инвентаризац рейд(?!ер) поход вечер\b круглый бал\b [гршму]?мо\b объединени уч[её]б(?!ник|н\w+\sпос)
"""
"""What takes place on days: a figure or a month beside these words says when («1 этап 5.10», «Заседание ГМО 24.09», «Май Семинар»)."""
_VENUES = r"""
библиотек[аеу]\b музе[йе]\b театр кинотеатр клуб(?!ник|ок|ень) дк\b двор[еэ]ц центр(?!иф|об) институт университет колледж управлени[ея]\b
администраци[яи]\b цдо\b цдт\b с?о?иро\b zoom сферум вкс\b teams meet\b skype webinar vk\b telegram online\b youtube rutube
"""
"""Where it takes place: a figure behind these says when («ЦДО 5.10»), a month may be their name («Библиотека Октябрь»)."""


def takes_place(items: list[Item], text: str) -> bool:
    """Whether one of these words is something that has a day."""
    return _any_begins(_EVENTS, items, text)


def is_venue(word: Item, text: str) -> bool:
    """Whether this is a word for where it takes place."""
    return _any_begins(_VENUES, [word], text)


def says_when(items: list[Item], text: str) -> bool:
    """Whether a figure behind one of these words says when: what takes place, or where."""
    return takes_place(items, text) or _any_begins(_VENUES, items, text)


def heads_list(items: list[Item], place: int, text: str) -> bool:
    """«Лекции 3», «лекции: 3»: a number behind a word that is no place."""
    word = items[place - 1] if items[place - 1].code == "?" else items[place - 2] if place > 1 else None
    gap = text[word.end : items[place].start] if word is not None else ""
    return word is not None and word.code == "?" and gap in {" ", ": "} and not is_venue(word, text)


def list_behind_word(items: list[Item], index: int, text: str) -> int | None:
    """Where the numbers of «лекции 3, 4 (октябрь)» begin that go on to this day, right behind their word."""
    first = index
    while first > 1 and items[first - 1].code in LIST_SIGNS and items[first - 2].code == "N":
        first -= 2
    return first if 0 < first < index and heads_list(items, first, text) else None


def _any_begins(stems: str, items: list[Item], text: str) -> bool:
    begun = _begun(stems)
    return any(item[0] == "?" and begun.search(text, item[2], item[3]) is not None for item in items)


@cache
def _begun(stems: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(stems.split())})", re.IGNORECASE)  # when first needed: imports are to be short
