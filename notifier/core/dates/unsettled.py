"""Words that take a day back as soon as it is named: «отменено», «не подходит», «дата уточняется», «под вопросом», «14:30 (?)», «если …».

A day with such a word beside it is read, and doubtful: nobody may be invited on it. What is unsettled but no day («место уточняется»,
«время уточняется» where no hour is named) leaves the day as it stands.
"""

import re

from notifier.core.dates.words import MONTH, WEEKDAY

# Compiled by ``re`` when a dated cell first needs them: imports are to be short.
_OFF = (r"\b(?:отмен(?:[её]н|я[ею]тся|а)|не\s+(?:состо|будет|проводи)|снят[аоы]?\s+с\s+плана|исключ(?:ить|[её]н(?!и)))|"
        r"\b(?:перен[оеё]с(?![нкч])\w*|снят[аоы]?)\W*$")
_REFUSED = (r"(?<!кто )(?<!если )\bне\s(?:с?мо[жг]|подход|подойд|получ(?:ит|ает|ил)|уда[еёлс]|устра?[ои])|"
            r"\bне\s?(?:удоб|льзя|возможно|доступ|рабоч|при[её]мн)|\b(?:занят[аоы]?|(?:школ|библиотек|сад|музе|центр|учрежден|здани)\w*\s+закрыт[аоы]?|"
            r"описк\w+|опечатк\w+|выходной|отпуске?)(?!\w|\s+дня)|"
            r"\b(?:занятий|уроков|встречи|собрания|семинара|заседания|консультаций?)\s+нет\b")
_IF = (r"(?<!\w)(?:если(?!\s+(?:(?:есть|будут|возникли|у\s+вас)\b.{0,12}вопрос|(?:вы\s+)?не\s+(?:с?мож|прид|успе)\w*(?:[её]те|[её]шь)))|"
       r"при\s+(?:условии|возможности)|"
       r"(?<!вход )(?<!допуск )при\s+наличии(?!\s+(?:\w+\s+)?(?:обув|бахил|маск|масок|билет|паспорт|справк|документ))|"
       r"(?:в\s+случае|при)\s+(?:отмен|перенос|непогод|дожд|карантин|ненаст)\w*)(?!\w)")
_OPEN = (r"\b(?:уточн|согласов(?!ан[аоы]?\b|али?\b)|(?:будет|быть|должн\w+|не)\s+согласован|согласован[аоы]?\s+(?:будет|поз|ли\b)|согласу|"
         r"под\s+(?:большим\s+)?вопросом|резерв|не\s?точно|не\s+(?:реш|(?:под|у)твержд)[её]н|жд[её]м\s+(?:подтвержд|согласов|решен)|"
         r"может\s+(?:быть\s+)?(?:измен|сдвин|перен)|возмож(?:ен|н[аоы]?)\s+(?:измен|перен(?!осн)))|"
         rf"(?:\d|\b{MONTH}[а-я]*|\b{WEEKDAY})\s*(?:г\.|года|ч\.|час\w*)?\s*\(?\?")
_QUOTED = r"«[^»]*»|\"[^\"]*\""
_DOUBT = r"\s*\(\s*(\?+)\s*\)|\)\s*(\?)"  # «15 октября (?)», «22.10 (чт)?»: of what stands before it
_WHEN = r"(?<!\w)(?:дат|дн[ия]|день|срок|числ)"
_HOUR = r"(?<!\w)(?:врем|час(?!т))"
_ELSE = r"(?<!\w)(?:мест|площадк|адрес|аудитори|каб|зал|ссылк|тем[аы]|программ|повестк|спикер|лектор|состав|ведущ)"
_PARTS = r"[,;()\n]|(?<!каб)(?<!ауд)\.\s|(?=резерв)"
_ALONE = r"\W*(?:уточн\w+|согласов\w+|согласу\w+|под\s+вопросом)\W*"  # «каб. 12 (уточняется)»: of what stands before it

CALLED_OFF = "рядом с датой сказано, что встречи не будет"
OPEN = "рядом с датой сказано, что она ещё не решена"
REFUSED = "рядом с датой сказано, что она не подходит"
ON_CONDITION = "рядом с датой названо условие"


def taken_back(text: str, *, timed: bool) -> str:
    """What a phrase says against its own day, empty where it stands. ``timed``: an hour is named."""
    text = re.sub(_QUOTED, " ", text)  # «Если не мы, то кто?»: a title says nothing of its day
    if _says(_OFF, text):
        return CALLED_OFF
    if _says(_REFUSED, text):
        return REFUSED
    if _says(_IF, text):
        return ON_CONDITION
    if not timed and _says(_HOUR, text):
        return ""
    if "?" in text:
        text = re.sub(_DOUBT, r"\1\2", text)
    before, about_the_day = "", False
    for part in re.split(_PARTS, text, flags=re.IGNORECASE):
        about = f"{before} {part}" if re.fullmatch(_ALONE, part, re.IGNORECASE) else part
        about_the_day |= _says(_OPEN, part) and (_says(_WHEN, about) or _says(_HOUR, about) or not _says(_ELSE, about))
        before = part
    return OPEN if about_the_day else ""


def speaks_of_moving(text: str) -> bool:
    """«Перенос», «ПЕРЕНЕСЕНО», «перенести», wherever it stands."""
    return "ерен" in text.lower()


def _says(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
