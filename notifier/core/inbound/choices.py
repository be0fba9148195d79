"""A suggestion chosen by its number or its day of the month: «2», «второй вариант», «19-го», or copied with its number.

Where a number could be another row's, no suggestion's, or a day as well, she is asked.
"""

import re
from collections.abc import Sequence

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import offered
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import numbered, unclear
from notifier.core.inbound.asked import suggestion
from notifier.core.inbound.dated import EXAMPLE
from notifier.model.order import Asked, Choose, Confirm, NotUnderstood, Order
from notifier.model.person import fold
from notifier.model.when import Kind

_NUMBER = r"(?:(?:№|п\.)\s?)?\d{1,2}"
_CALLED = re.compile(r"(?<!\w)(?:вариант\w*|предложени[еяй]|номер\w?)\s(?=\d)")
"""«Номер 3 и номер 5» (folded)."""
_NUMBERS = re.compile(rf"{_NUMBER}(?:\s*(?:[,;+]|\sи|,\s?и)?\s+{_NUMBER})+")
_ORDINAL = re.compile(rf"(?<!\w)({'|'.join(said.ORDINALS)})(?:ый|ой|ий|ое|ье|ая|ья)(?!\w)")
_ORDINAL_FIRST = re.compile(rf"\s*(?P<stem>{'|'.join(said.ORDINALS)})(?:ый|ой|ий|ую|ая|ья|ью)(?:\s+(?:вариант|дата|дату))?\s*,\s+"
                            r"(?=(?:но|только|лишь)\s)", re.IGNORECASE)
_LEAD = re.compile(rf"\A{said.LEAD}(?:(?:подходят|устраивают|удобны)\s)?(?:(?:предложения|пункты)\s)?")
_AGREED = re.compile(
    r"(?:\s(?:варианты|предложения|нам|мне|всем|нас|меня|всех))*(?:\s(?:подходят|подойдут|устраивают|устроят|удобны))?\Z")
_BUT_AT = re.compile(r"\s*(?:но|только|лишь|начало|время)(?!\w)", re.IGNORECASE)
"""«2, но в 15:00»; «октябрь: 2, 14:30» may be the second of October."""
_AND = re.compile(r"\s+и\s+|,\s+")


def spoken(plain: str) -> int | None:
    """The number that a short answer names, in figures or in words."""
    if found := said.CHOICE.fullmatch(plain):
        return int(found["number"])
    if found := said.ORDINAL.fullmatch(plain):
        return said.ORDINALS.index(found[1].replace("ё", "е")) + 1
    if found := said.CARDINAL.fullmatch(plain):
        return said.CARDINALS.index(found[1]) + 1
    return None


def by_day_of_month(plain: str, item: str | None, asked: Sequence[Asked], text: str, reading: Read) -> Order | None:
    """«19-го»: the suggestion of that day. «3-е» may also be the third one: where both are there, she is asked."""
    said_so = offered.DAY_OF_MONTH.fullmatch(plain)
    if said_so is None:
        return None
    number = int(said_so["day"])
    by_day = offered.of_month(number, asked, reading)
    chosen = by_number(number, item, asked, text, reading) if said_so["said"].strip(" -") in ("е", "ое") else None
    if by_day is None:
        why = f"Не понять, какого месяца и в котором часу. {EXAMPLE}"
        return chosen or NotUnderstood(item, clean_line(text), why)
    if isinstance(chosen, Choose):
        return NotUnderstood(item, clean_line(text), f"Это номер предложения или число месяца? {EXAMPLE}")
    return by_day


def by_number(number: int, item: str | None, asked: Sequence[Asked], text: str, reading: Read) -> Order:
    """The suggestion of this number; where there is none, the one of this day of the month."""
    if (chosen := numbered(number, asked)) and item in (None, chosen.item):
        return chosen
    offering = [question for question in asked if question.choices]
    most = max((len(question.choices) for question in offering), default=0)
    if number > most and (by_day := offered.of_month(number, asked, reading)):
        return by_day
    if item is None and len({question.item for question in offering}) > 1:
        return unclear(text, asked)
    if number < 1 or (asked and number > most):
        why = f"Вариантов было {most}. {EXAMPLE}" if most else f"Вариантов не предлагалось. {EXAMPLE}"
        return NotUnderstood(item, clean_line(text), why)
    row = item or (offering[0].item if offering else None)
    return Choose(row, number) if row else unclear(text, asked)


def several(plain: str, asked: Sequence[Asked], reading: Read) -> Sequence[Choose | Confirm]:
    """«2 и 5», «второй и пятый», «19 ноября и 17 декабря»: a suggestion for each of several rows, where the mail she answers numbers
    them through; else nothing."""
    plain = _AGREED.sub("", _LEAD.sub("", plain), count=1)
    parts = _AND.split(plain)
    if len(parts) > 1 and all(said.DATE_WORDS.fullmatch(part) and said.DAY.search(part) for part in parts):
        days = [day for part in parts if (day := offered.suggested(reading(part), asked, reading))]
        if len({day.item for day in days}) == len(days) == len(parts):
            return days
    plain = _ORDINAL.sub(lambda word: f"{said.ORDINALS.index(word[1]) + 1}", _CALLED.sub("", plain).strip())
    if _NUMBERS.fullmatch(plain) is None:
        return []
    numbers = re.findall(r"\d+", plain)
    chosen = [found for number in numbers if (found := numbered(int(number), asked))]
    return chosen if len({choice.item for choice in chosen}) == len(chosen) == len(numbers) else []


def with_number(text: str) -> str:
    """«Первый вариант, только в 15:00» as «1, только в 15:00»."""
    found = _ORDINAL_FIRST.match(text)
    return f"{said.ORDINALS.index(fold(found['stem'])) + 1}, {text[found.end():]}" if found else text


def agreed(choice: Choose, rest: str, questions: Sequence[Asked], text: str, reading: Read) -> Order:
    """«2 — 19 ноября, чт, 14:30»: a suggestion copied with its number counts where both say the same day."""
    phrase = suggestion(choice, questions)
    when, meant = reading(rest), reading(phrase) if phrase else None
    same = meant is not None and when.kind is Kind.EXACT and when.start == meant.start and when.time in (None, meant.time)
    if same and said.DATE_WORDS.fullmatch(fold(rest)):
        return choice
    hour = offered.rehoured(rest, choice.item, [Asked(choice.item or "", day=meant.start)]) if meant and _BUT_AT.match(rest) else None
    if hour is not None:
        return Confirm(choice.item, hour[0], reading(hour[0]))
    return NotUnderstood(choice.item, clean_line(text), f"Номер и дата не совпадают. {EXAMPLE}")
