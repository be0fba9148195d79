"""Who may do what: each thing heard against what the ledger knows. Pure; the ledger's answers come in as arguments.

An answer changes nothing but the answering person's own status, and only when the sender is that person and our server does not
say otherwise (RFC 6047 section 3). A command needs the coordinator's address, a binding to a mail of ours, and our server's word
where it gives one. Whatever is refused is told, never answered.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from notifier.core.inbound.envelope import same_person
from notifier.core.russian import counted
from notifier.model.fact import Answer, Partstat, Trust
from notifier.model.heard import Bounce, Counter, Failure, Head, Ours, Refresh, Reply, Vouched
from notifier.model.judgement import Invited, Judgement, Ruling

FUTURE = timedelta(days=1)          # a clock may be wrong by hours, not by more
COMMAND_AGE = timedelta(days=14)    # an older mail is replayed, or its question is long answered
BOUNCE_AGE = timedelta(days=10)     # servers give up after five days
SOFT_SPAN = timedelta(days=7)       # a full mailbox is emptied within a week, or nobody reads it
SOFT_COUNT = 3
REFUSED_SPAN = timedelta(days=1)    # a server that was wrongly set up for an afternoon is mended by then
ANSWERS_AN_HOUR = 20                # to everybody together: more is a loop of machines, and silence ends it (RFC 3834)
_RANK = {Trust.UNVERIFIED: 0, Trust.OTHER_ADDRESS: 0, Trust.CONFIRMED: 1}
_SAYS = {
    Partstat.ACCEPTED: "придёт",
    Partstat.DECLINED: "не придёт",
    Partstat.TENTATIVE: "пока под вопросом",
    Partstat.DELEGATED: "передаёт приглашение другому",
    Partstat.NEEDS_ACTION: "ещё не решено",
}


def judge_reply(reply: Reply, invited: Invited | None, known: Answer | None, *, ours: Ours, now: datetime) -> Judgement:
    """An attendee's answer. ``known`` is the newest answer of this attendee to this event, if any."""
    if invited is None:
        return Judgement(Ruling.IGNORE, "ответ на неизвестное приглашение")
    said = f"{reply.attendee}: {_SAYS[reply.partstat]}"
    attendee = next((address for address in invited.addresses if same_person(address, reply.attendee)), None)
    if attendee is None:
        return Judgement(Ruling.SHOW, f"{said}. Этого адреса нет среди приглашённых; никто не добавлен")
    trust = trust_of(reply.head, attendee, ours=ours, trusted_line=reply.trusted_line)
    if trust is None:
        return Judgement(Ruling.REFUSE, f"{said}. Письмо поддельное: сервер не подтвердил отправителя {reply.head.sender}")
    if reply.dtstamp > now + FUTURE:
        return Judgement(Ruling.SHOW, f"{said}. Дата ответа в будущем, ответ не учтён")
    if reply.sequence < invited.sequence:
        return Judgement(Ruling.FORMER, f"{said}. Это ответ на прежнюю дату")
    if reply.sequence > invited.sequence:
        return Judgement(Ruling.SHOW, f"{said}. Ответ на версию приглашения, которой мы не посылали")
    if known is not None and known.sequence == reply.sequence:
        if reply.dtstamp <= known.dtstamp:
            return Judgement(Ruling.REPEAT)
        if _RANK[trust] < _RANK[known.trust]:
            return Judgement(Ruling.KEEP, f"{said}. Ответ с другого или неподтверждённого адреса ({reply.head.sender}) не заменил "
                                          "подтверждённый")
    answer = Answer(invited.uid, attendee, reply.partstat, reply.sequence, reply.dtstamp, trust, reply.head.sender, reply.comment)
    if trust is Trust.OTHER_ADDRESS:
        return Judgement(Ruling.KEEP, f"{said}. Ответ пришёл с другого адреса: {reply.head.sender or 'не указан'}", answer)
    if trust is Trust.UNVERIFIED and ours.authserv_id:
        return Judgement(Ruling.KEEP, f"{said}. Отправитель не проверен", answer)
    if reply.partstat is Partstat.DELEGATED:
        whom = reply.delegated_to or "адрес не назван"
        return Judgement(Ruling.SHOW, f"{said}: {whom}. Ему ничего не отправлено", answer)
    return Judgement(Ruling.APPLY, said, answer)


def trust_of(head: Head, attendee: str, *, ours: Ours, trusted_line: bool = True) -> Trust | None:
    """How sure it is that ``attendee`` (canonical) wrote this; None: certainly not the one the mail claims."""
    if head.vouched is Vouched.FAILED:
        return None
    if not same_person(head.sender, attendee) or not trusted_line:
        return Trust.OTHER_ADDRESS
    return Trust.CONFIRMED if ours.authserv_id and head.vouched is Vouched.PASSED else Trust.UNVERIFIED


def judge_counter(counter: Counter, invited: Invited | None, *, ours: Ours) -> Judgement:
    """A proposal of another time: always only shown."""
    if invited is None:
        return Judgement(Ruling.IGNORE, "предложение к неизвестному приглашению")
    attendee = next((address for address in invited.addresses if same_person(address, counter.attendee)), None)
    if attendee is None:
        return Judgement(Ruling.SHOW, f"{counter.attendee} предлагает другое время, но в списке приглашённых его адреса нет")
    if trust_of(counter.head, attendee, ours=ours) is None:
        return Judgement(Ruling.REFUSE, f"Поддельное предложение другого времени от имени {attendee}")
    return Judgement(Ruling.SHOW, f"{attendee} предлагает другое время")


def judge_refresh(refresh: Refresh, invited: Invited | None, *, ours: Ours, last_answered: datetime | None,
                  answered: Sequence[datetime] = (), now: datetime) -> Judgement:
    """A request for the newest state: once a day and person, to an invited person only, and few an hour to all together.

    ``last_answered``: when this person was last answered about this event; ``answered``: when anybody was.
    """
    if invited is None or not any(same_person(address, refresh.attendee) for address in invited.addresses):
        return Judgement(Ruling.IGNORE, "запрос состояния от постороннего")
    if trust_of(refresh.head, refresh.attendee, ours=ours) in (None, Trust.OTHER_ADDRESS) or refresh.head.damaged:
        return Judgement(Ruling.REFUSE, f"запрос состояния от имени {refresh.attendee} с другого адреса")
    if last_answered is not None and now - last_answered < timedelta(days=1):
        return Judgement(Ruling.REPEAT)
    if sum(now - at < timedelta(hours=1) for at in answered) >= ANSWERS_AN_HOUR:
        return Judgement(Ruling.REPEAT, "слишком много запросов состояния за час")
    return Judgement(Ruling.APPLY)


def judge_command(head: Head, *, ours: Ours, bound: bool, answers_ours: bool, now: datetime, repeated: bool = False,
                  done_until: datetime | None = None, speaker: str = "") -> Judgement:
    """A mail that would decide something in the coordinator's name: her words, her «Принять», her COUNTER.

    ``bound``: it carries a valid token for the row and for her; ``answers_ours``: it answers a mail of ours to her;
    ``repeated``: this Message-ID or token was used before; ``done_until``: what came by then was carried out by a ledger that this one
    took the place of; ``speaker``: the ATTENDEE of a calendar answer.
    """
    if not same_person(head.sender, ours.coordinator) or (speaker and not same_person(speaker, ours.coordinator)):
        return Judgement(Ruling.REFUSE, "Письмо с указаниями пришло не с адреса координатора "
                                        f"({head.sender or 'отправитель не указан'}); ничего не изменено. Если писали вы, "
                                        f"ответьте с адреса {ours.coordinator}")
    if head.vouched is Vouched.FAILED or (ours.authserv_id and head.vouched is not Vouched.PASSED):
        return Judgement(Ruling.REFUSE, "Письмо с указаниями от вашего имени не прошло проверку отправителя; ничего не изменено. "
                                        "Если писали вы, повторите указание в файле дат")
    if head.damaged:
        return Judgement(Ruling.REFUSE, "В письме с указаниями повреждены заголовки; ничего не изменено")
    if repeated:
        return Judgement(Ruling.REPEAT, "Это указание уже выполнено; повтор не учтён")
    taken = head.arrived or head.at
    if taken is not None and done_until is not None and taken <= done_until:
        return Judgement(Ruling.REFUSE, f"Ваше письмо от {taken.astimezone(now.tzinfo):%d.%m.%Y %H:%M} прочитано ещё раз: журнал "
                                        "службы вернули к копии. Указания из него исполнены ещё тогда; теперь ничего не изменено. "
                                        "Если чего-то не хватает, ответьте ещё раз")
    if head.at is not None and not -FUTURE < now - head.at < COMMAND_AGE:
        return Judgement(Ruling.REFUSE, f"Письмо с указаниями датировано {head.at:%d.%m.%Y}; ничего не изменено. "
                                        "Если решение в силе, ответьте ещё раз; если дата неверна, проверьте часы компьютера")
    if not (bound or answers_ours):
        return Judgement(Ruling.REFUSE, "Указания принимаются только в ответ на сводку или другое письмо координатору; ничего не изменено. "
                                        "Откройте последнюю сводку и ответьте на неё кнопкой «Ответить»")
    return Judgement(Ruling.APPLY)


def judge_wish(head: Head, *, person: str, ours: Ours, bound: bool, now: datetime) -> Judgement:
    """A librarian's wish to get less: it needs her address, or the token of her own letter, and is not one of an earlier year that
    came along with the mailbox."""
    if head.vouched is Vouched.FAILED:
        return Judgement(Ruling.REFUSE, f"Поддельная просьба от имени {person}; ничего не изменено")
    if is_old(head, now):
        return Judgement(Ruling.SHOW, f"{person}: просьба изменить рассылку датирована {head.at:%d.%m.%Y}; ничего не изменено. "
                                      "Если она в силе, попросите написать ещё раз")
    if bound or (same_person(head.sender, person) and (head.vouched is Vouched.PASSED or not ours.authserv_id)):
        return Judgement(Ruling.APPLY)
    return Judgement(Ruling.SHOW, f"{person}: просьба изменить рассылку, отправитель не проверен")


def is_old(head: Head, now: datetime) -> bool:
    """Whether a letter was written and taken so long ago that it came along with the mailbox: a writer's clock may be wrong by weeks."""
    return head.at is not None and now - max(head.at, head.arrived or head.at) >= COMMAND_AGE


def judge_bounce(bounce: Bounce, *, sent_to: str, sent_at: datetime | None, earlier: Sequence[tuple[Failure, datetime]],
                 now: datetime) -> Judgement:
    """A bounce. ``sent_to``/``sent_at`` are of the message it names by a genuine token or a Message-ID of ours (empty: none).

    ``earlier`` are the address's former bounces since a mail stayed there. APPLY: the address is paused. KEEP: noted. HOLD: we are refused,
    sending waits. SHOW: it failed at another address, to which the person's mail is passed on.
    """
    if not sent_to or sent_at is None:
        return Judgement(Ruling.IGNORE, "возврат письма, которого мы не посылали")
    if not -FUTURE < now - sent_at < BOUNCE_AGE:
        return Judgement(Ruling.IGNORE, "возврат слишком старого письма")
    text = not_taken(sent_to, bounce.words)
    if bounce.failure is Failure.DELAYED:
        return Judgement(Ruling.IGNORE, f"доставка на {sent_to} задерживается")
    if bounce.address and not _at_one_place(bounce.address, sent_to):
        return Judgement(Ruling.IGNORE if bounce.failure is Failure.SOFT else Ruling.SHOW,
                         f"Письмо на {sent_to} переслано оттуда на {bounce.address}, и там его не приняли: {bounce.words}. "
                         "Дошло ли оно до самого адресата, неизвестно")
    if bounce.failure is Failure.POLICY:
        return Judgement(Ruling.HOLD, f"Письмо на {sent_to} не принято: {bounce.words}")
    if bounce.failure is Failure.HARD:
        return Judgement(Ruling.APPLY, text)
    soft = [at for failure, at in earlier if failure is Failure.SOFT]
    if len(soft) + 1 >= SOFT_COUNT and now - min(soft) >= SOFT_SPAN:
        return Judgement(Ruling.APPLY, f"{text} (уже {counted(len(soft) + 1, 'раз', 'раза', 'раз')} подряд)")
    return Judgement(Ruling.KEEP, text)


def _at_one_place(left: str, right: str) -> bool:
    """Whether two addresses are of one domain, one of them perhaps of a machine in it, or of one mailbox under two."""
    ours, theirs = (address.rpartition("@")[2] for address in (left, right))
    return same_person(left, right) or f".{ours}".endswith(f".{theirs}") or f".{theirs}".endswith(f".{ours}")


def not_taken(address: str, words: str) -> str:
    """What the coordinator reads of a dead address."""
    return f"Адрес {address} не принимает почту: {words}"


def judge_refusals(refused: Mapping[str, Sequence[datetime]], taken: Mapping[str, datetime]) -> tuple[str, ...]:
    """The addresses to be paused because servers refused them while we were sending: twice, a day apart, and nothing taken in between.

    ``refused``: when each was, oldest first; ``taken``: when the last mail to each was taken. Where more of the people were refused since
    the first of the two than had mail taken, it is the server that is wrongly set up, and nobody's address is dead.
    """
    last_refused, last_taken = sorted(times[-1] for times in refused.values()), sorted(taken.values())
    dead = []
    for address, times in refused.items():
        first = next((at for at in times if address not in taken or at > taken[address]), times[-1])
        others_taken = len(last_taken) - bisect_left(last_taken, first)
        if times[-1] - first >= REFUSED_SPAN and len(last_refused) - bisect_left(last_refused, first) <= others_taken:
            dead.append(address)
    return tuple(dead)
