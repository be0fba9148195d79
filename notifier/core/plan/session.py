"""A meeting whose title stands above its questions: «Заседание № 1 (28 августа, 10.00, СШ № 5). Тема: …» over rows without dates.

Promises: one meeting is one row of the plan, however many questions it has, for each row gets an invitation of its own. Only a title
that counts the meeting and dates it makes one, and only where no column dates or places the rows below; each is told.
"""

import re
from collections.abc import Sequence

from notifier.core.plan.draft import Draft, Finding
from notifier.core.plan.fields import Fields, goes_on
from notifier.core.plan.headers import Layout
from notifier.core.plan.labels import label_parts, labelled
from notifier.core.plan.points import without_marker
from notifier.core.plan.setting import Setting
from notifier.core.plan.wording import ASIDE, meaningful, one_line
from notifier.core.plan.words import ORDINALS, ROMAN, Role
from notifier.model.problem import Severity

SPEAKERS = "Докладчики"  # in the meeting's extra: who answers for which question
_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_ROMAN = re.compile(r"([IVX]+)\s")
_TOPIC_LABEL = re.compile(r"\s*(?<!\w)Тема\s*:\s*")


def is_question(fields: Fields, layout: Layout, setting: Setting) -> bool:
    """Whether a row is a question of the meeting above it."""
    apart = any(layout.having(role) for role in (Role.DATE, Role.TIME, Role.PLACE))
    return setting.is_meeting and not apart and fields.has(Role.TOPIC) and not fields.has(Role.DATE) and not goes_on(fields)


def opened(setting: Setting, drafts: Sequence[Draft], where: str) -> Draft:
    """The meeting of the title above, still without questions; told, for a wrong joining must be seen."""
    title, place = setting.sector, setting.said_place or setting.place
    number, topic = _titled(title, setting.said, setting.said_place)
    ended = any(made.sector == setting.above and not made.meeting for made in drafts)  # the sector above has rows of its own
    sector = setting.month_title if ended else setting.above or setting.month_title
    met = Draft(where, sector, number, (topic,), setting.said, (place,) if place else (), (), meeting=True)
    setting.met = met
    setting.sectors.remove(title)
    setting.notes.append(Finding(
        Severity.INFO, "one-meeting", f"{where}: строки под «{title}» прочитаны как вопросы одного заседания.", met,
        "Если это разные события, добавьте в таблицу столбец «Дата проведения» или разделите строку в файле плана."))
    return met


def ask(met: Draft, fields: Fields) -> None:
    """Take up a question, without its marker, and who answers for it."""
    written = [line for line in fields.lines(Role.TOPIC) if meaningful(line)]
    if len(written) == 1:
        fields.by_role[Role.TOPIC] = [without_marker(written[0])]
    met.absorb(fields, "")
    if fields.has(Role.RESPONSIBLE):
        met.extra.append((SPEAKERS, f"{fields.text(Role.TOPIC)} – {fields.text(Role.RESPONSIBLE)}"))


def _titled(title: str, when: str, place: str) -> tuple[str | None, str]:
    """The meeting's number, and its title without «Тема:» and without its date and place, which may be moved."""
    number = number_of(title)
    title = " ".join(part for part in label_parts(title) if (labelled(part) or (Role.TOPIC,))[0] not in {Role.DATE, Role.TIME, Role.PLACE})
    aside = next((match for match in ASIDE.finditer(title) if _words(match[1]) <= _words(f"{when} {place}")), None)
    span = aside.span() if aside else (title.find(when), title.find(when) + len(when)) if when in title else (len(title), len(title))
    before, after = title[: span[0]].rstrip(" .,:;–—-"), title[span[1]:]
    after = "" if place and after.strip(" ,") == place else after
    return number, one_line(_TOPIC_LABEL.sub(" ", before + after))


def number_of(title: str) -> str | None:
    """«Заседание № 2», «Второе заседание» and «II заседание» are the second."""
    roman = _ROMAN.match(title.upper())
    if roman is not None:
        return str(ROMAN.index(roman[1]) + 1) if roman[1] in ROMAN else roman[1]
    spelled = next((str(at) for at, stem in enumerate(ORDINALS, start=1) if title.lower().replace("ё", "е").startswith(stem)), None)
    number = _NUMBER.search(title)
    return spelled or (number[1] if number else None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
