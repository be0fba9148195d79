"""A meeting whose title stands above its questions: «Заседание № 1 (28 августа, 10.00, СШ № 5). Тема: …» over rows without dates.

Promises: one meeting is one row of the plan, however many questions it has, for each row gets an invitation of its own. Only a title
that counts the meeting and dates it makes one, and only where no column dates or places the rows below; each is told.
"""

from collections.abc import Sequence

from notifier.core.plan.draft import Draft, Finding
from notifier.core.plan.fields import Fields, goes_on
from notifier.core.plan.headers import Layout
from notifier.core.plan.meetings import number_of, topic_of
from notifier.core.plan.points import without_marker
from notifier.core.plan.setting import Setting
from notifier.core.plan.wording import meaningful
from notifier.core.plan.words import Role
from notifier.model.problem import Severity

SPEAKERS = "Докладчики"  # in the meeting's extra: who answers for which question


def is_question(fields: Fields, layout: Layout, setting: Setting) -> bool:
    """Whether a row is a question of the meeting above it."""
    apart = any(layout.having(role) for role in (Role.DATE, Role.TIME, Role.PLACE))
    return setting.is_meeting and not apart and fields.has(Role.TOPIC) and not fields.has(Role.DATE) and not goes_on(fields)


def opened(setting: Setting, drafts: Sequence[Draft], where: str) -> Draft:
    """The meeting of the title above, still without questions; told, for a wrong joining must be seen."""
    title, place = setting.sector, setting.said_place or setting.place
    number, topic = number_of(title), topic_of(title, setting.said, setting.said_place)
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
