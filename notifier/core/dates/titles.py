"""Months and seasons of titles and verses: «Золотая осень», «Сентябрь в окно стучится», «Март - кошачий месяц».

Promises: only a month or season without a year, beside words that are not about time; what tells of the day itself («октябрь подходит»)
leaves the month as it stands.
"""

import re

from notifier.core.dates.items import Item, Stretch, codes

_FAREWELLS = frozenset({"?,", "d?,"})  # «Прощай, лето!», «До свидания, лето»
_ADVERBS = frozenset({"осенью", "зимой", "весной", "летом"})  # «летом на базе лагеря» says when
_DOES = (r"[а-яё\s]*\s(?!(?:провод|состо|план|нач|орган|уточн|заверш|про[хш]|пройд|откры|закры|работ|прин|жд[уе]т|пригла|соб|участв|назнач|"
         r"перен|сда|подход|подой|устр|получ|удаст|смож|треб|буд|зан|предпоч|позвол|выпад|пад|остав|отвеч|контрол|утвер|опред|провер|"
         r"реша|выбир|выступ|оформ|отчит|обесп|помог|зна)[а-яё]*)"
         r"[а-яё]{2,}(?:[иеуюяа]тся|ает|яет|ует|лся|ил|[шп]ел|шёл)[.,!]*$")
"""Ends with a verb of what a month does in a verse («стучится», «наступил»), none that a plan or an answer says of a date."""
_CALLED = r" - (?:[а-яё]+(?:ый|ий|ой) месяц|месяц [а-яё]+(?:ый|ий|ой))\W*$"
_FOLK = (
    r" - (?:[а-яё]+ ){0,2}(?:макушк|румян(?:ец|ым)|ворота|сумерк|шапк|вечер года|грязник|листопад|листобой|студен|просинец|лютов|лютый|"
    r"бокогре|сечен|снеговей|протальник|капельник|снегогон|травен|травник|цветен|хлеборост|сенозарник|сеностав|грозник|страдник|густоед|"
    r"серпен|собериха|припасиха|зарев|хмурен|вересен|златоцвет|предзим|позим|полузимник|груден|перезимник|пролет|предвесен)")
"""What a month is called in the folk calendar: «Октябрь - грязник»."""
_AGAIN = r"(?: [а-яё]+(?:ый|ий|ой))?[,!] "  # «Май победный, май святой», «Апрель! Апрель!»
_INTO = r"(?i)[а-яё]\sв\s(?:лето|осень|зиму|весну)$"
_AUTHOR = r"(?![ГДПС]\.)[А-ЯЁ]\.\s?[А-ЯЁ][А-ЯЁа-яё]+\.\s"
"""«Б. Пастернак. Февраль. Достать чернил»; neither «С. Шеломец», a village, nor «И. И. Иванова», who answers."""


def is_title(items: list[Item], index: int, text: str) -> bool:
    """Whether a stretch is of a title or a verse."""
    value = items[index].value
    if not isinstance(value, Stretch) or value.year or value.school:
        return False
    return _is_season(items, index, text) if value.part == "season" else value.part == "month" and _is_month(items, index, text)


def _is_month(items: list[Item], index: int, text: str) -> bool:
    """The month that begins the text, in the nominative, and does or is something; or one that begins a poem behind its author."""
    item = items[index]
    before, month, rest = text[: item.start], text[item.start : item.end], text[item.end :]
    if re.fullmatch(_AUTHOR, before):
        return rest[:1] != "," and any(later.code == "?" for later in items[index + 1 :])
    if before or any(other.code in "DN" for other in items):
        return False
    if not month.split(maxsplit=1)[0].lower().endswith(("ь", "т", "й")):
        return False
    said = rest.lower() if text.isupper() else rest  # «Октябрь Иванов Михаил»: what a month does has small letters
    again = _AGAIN + re.escape(month.lower())
    return any(re.match(pattern, said) for pattern in (_CALLED, _FOLK, _DOES)) or re.match(again, rest.lower()) is not None


def _is_season(items: list[Item], index: int, text: str) -> bool:
    """«Золотая осень», «Прощай, лето!», «Осень - рыжая подружка»: a season without a year."""
    item = items[index]
    adverb = text[item.start : item.end].lower() in _ADVERBS
    before = items[index - 1] if index else None
    farewell = not adverb and codes(items[:index]) in _FAREWELLS
    if re.search(_INTO, text[: item.end]):
        return True  # «путешествие в лето»
    if not adverb and before is not None and before.code == "&" and index > 1 and items[index - 2].code == "?" and "\n" not in text:
        return True  # «Дед Мороз и лето»
    behind = before is not None and (before.code == "?" or farewell)
    if before is not None and behind and text[before.end : item.start] == " ":
        return True
    if adverb and before is not None and before.code == "s":  # «Прощание с летом»: «с» and this case say «with»
        return True
    after = next((later for later in items[index + 1 :] if later.code == "?"), None)
    if adverb or after is None or (text[after.start : after.start + 2].isupper() and not text.isupper()):  # «весна, МЦБС»
        return False
    return re.fullmatch(r"[А-Яа-яё ,-]+", text[item.end : after.start + 1]) is not None
