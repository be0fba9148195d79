"""What the coordinator wants as one of the list: her own «стоп», told apart from the one that takes a decision back.

Her mails as one of the people offer «стоп» like everybody's, and her mails as the coordinator offer it for what she decided. It is the
first only in answer to one of the former, and while nothing of hers could be taken back; else she is asked, and nobody hears of what she
decided meanwhile. «Отписаться» and «подписаться» mean nothing else, wherever she writes them.
"""

import re
from collections.abc import Callable

from notifier.core.inbound.courtesies import says_more
from notifier.core.inbound.judge import judge_wish
from notifier.core.inbound.wishes import wishes
from notifier.core.phrases import event_title
from notifier.edges.ledger.record import Sent
from notifier.flows.deciding.commands import Commands
from notifier.flows.hearing.ear import Ear, ours_of
from notifier.model.heard import Human
from notifier.model.judgement import Ruling
from notifier.model.notice import Role
from notifier.model.person import fold
from notifier.model.wish import Wanted, Wish

_PLAIN = re.compile(r"(?<!\w)(?:отпи[сш]|подпи[сш]|(?:un)?subscribe)")
"""What can't be about a decision (folded)."""
_BACK = "Вернуть их: ответьте «подписаться»."
_DONE = {
    Wish.STOP: f"Приглашения и напоминания лично вам остановлены; сводки и вопросы приходят, как прежде. {_BACK}",
    Wish.NO_REMINDERS: f"Лично вам будут приходить только приглашения, без напоминаний. {_BACK}",
    Wish.MUTE_ITEM: f"О «{{item}}» лично вам больше не напишем. {_BACK}",
    Wish.BACK: "Приглашения и напоминания снова будут приходить и лично вам.",
}
_NOT_HERS = " Если вы хотели отменить встречу, ответьте: «{row}: отмена, причина»."
_ASKED = ("Не понять, к чему «{words}»: к решению или к приглашениям и напоминаниям, которые приходят лично вам. Пока ничего не изменено. "
          "Не получать их: ответьте «отписаться». ")


class OwnWishes:
    """Wishes of hers in one look. ``grant`` puts one into the ledger."""

    def __init__(self, ear: Ear, commands: Commands, grant: Callable[[Wish, str, str], str]) -> None:
        self._ear = ear
        self._commands = commands
        self._grant = grant

    def hear(self, human: Human, address: str) -> bool:
        """Whether her letter is a wish of her own, or may be one: then it is dealt with."""
        items = [(item.id, event_title(item)) for item in self._ear.inputs.plan.items]
        wanted = next(iter(wishes(human.head.subject, human.words, items=items)), None)
        bound = self._commands.binding.is_bound(human.head)
        plain = any(_PLAIN.search(fold(line)) and wishes(line, "") for line in (human.head.subject, *human.words.split("\n")))
        if wanted is None or human.attachments or says_more(human.words) or (bound and not plain):
            return False
        own = [sent for sent in self._ear.ledger.record.answered(human.head.references)
               if sent.role == Role.LIBRARIAN.value and sent.address == address]
        ruling = judge_wish(human.head, person=address, ours=ours_of(self._ear.inputs), bound=bound or bool(own), now=self._ear.now)
        if ruling.ruling is not Ruling.APPLY:
            return False
        if not plain and (not own or (wanted.wish in (Wish.STOP, Wish.MUTE_ITEM) and self._commands.decisions.taking_back.rows)):
            self._commands.ask_what_to_stop(human, _ASKED.format(words=_words(human)))
            return True
        self._grant(wanted.wish, wanted.item, address)
        self._commands.decisions.note(human.head.digest, _DONE[wanted.wish].format(item=wanted.item) + _otherwise(wanted, own))
        return True


def _otherwise(wanted: Wanted, own: list[Sent]) -> str:
    """What to write if the meeting was meant that the mail invited her to."""
    rows = {row for sent in own for row in (sent.items or (sent.item,)) if row}
    return _NOT_HERS.format(row=rows.pop()) if wanted.wish in (Wish.STOP, Wish.MUTE_ITEM) and len(rows) == 1 else ""


def _words(human: Human) -> str:
    return " ".join((human.words or human.head.subject).split())[:60]
