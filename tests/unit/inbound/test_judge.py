"""Who may do what (iMIP cases 47-50, 53-55; attack rows 24-29)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.mails import OURS, SERVED, UID

from notifier.core.inbound.judge import judge_bounce, judge_command, judge_counter, judge_refresh, judge_reply, judge_wish
from notifier.model.fact import Answer, Partstat, Trust
from notifier.model.heard import Bounce, Counter, Failure, Head, Refresh, Reply, Vouched
from notifier.model.judgement import Invited, Judgement, Ruling

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=UTC)
ANNA = "anna@school1.example"
HERS = "coordinator@cdo.example"
INVITED = Invited(UID, 1, (ANNA, "v.petrova@gmail.com", "olga@mail.ru"))
HEAD = Head("d", sender=ANNA, message_id="<m@x>", at=NOW)
REPLY = Reply(HEAD, UID, ANNA, Partstat.ACCEPTED, 1, NOW - timedelta(hours=1))
KNOWN = Answer(UID, ANNA, Partstat.DECLINED, 1, NOW - timedelta(hours=2), Trust.CONFIRMED, ANNA)


def judged(reply: Reply, known: Answer | None = None, *, served: bool = False) -> Judgement:
    """The ruling on a reply."""
    return judge_reply(reply, INVITED, known, ours=SERVED if served else OURS, now=NOW)


def by(reply: Reply, **changes: object) -> Reply:
    """The reply with another head."""
    return replace(reply, head=replace(reply.head, **changes))  # type: ignore[arg-type]


def test_an_invited_persons_own_answer_counts() -> None:
    """From = ATTENDEE, current sequence; nothing configured that could vouch."""
    judgement = judged(REPLY)
    assert judgement.ruling is Ruling.APPLY
    assert judgement.answer == Answer(UID, ANNA, Partstat.ACCEPTED, 1, REPLY.dtstamp, Trust.UNVERIFIED, ANNA)


def test_a_vouched_answer_is_confirmed() -> None:
    """Our own server says that the sender is the sender."""
    judgement = judged(by(REPLY, vouched=Vouched.PASSED), served=True)
    assert judgement.answer is not None
    assert (judgement.ruling, judgement.answer.trust) == (Ruling.APPLY, Trust.CONFIRMED)


def test_a_forged_answer_changes_nothing_and_is_told() -> None:
    """dmarc=fail."""
    judgement = judged(by(REPLY, vouched=Vouched.FAILED), served=True)
    assert (judgement.ruling, judgement.answer) == (Ruling.REFUSE, None)
    assert "поддельное" in judgement.text


def test_where_our_server_vouches_silence_is_kept_apart() -> None:
    """Stored as «не проверено», shown, status unchanged."""
    judgement = judged(REPLY, served=True)
    assert judgement.answer is not None
    assert (judgement.ruling, judgement.answer.trust) == (Ruling.KEEP, Trust.UNVERIFIED)


@pytest.mark.parametrize("sender", ["boris@school2.example", "", HERS])
def test_an_answer_from_another_address_is_kept_with_a_note(sender: str) -> None:
    """Case 48: «с другого адреса»."""
    judgement = judged(by(REPLY, sender=sender))
    assert judgement.answer is not None
    assert (judgement.ruling, judgement.answer.trust) == (Ruling.KEEP, Trust.OTHER_ADDRESS)
    assert "с другого адреса" in judgement.text


def test_sent_by_is_another_address() -> None:
    """The ATTENDEE line says so itself."""
    answer = judged(replace(REPLY, trusted_line=False)).answer
    assert answer is not None
    assert answer.trust is Trust.OTHER_ADDRESS


def test_the_answer_is_booked_under_the_address_we_invited() -> None:
    """Gmail's dots and plus are the same mailbox (case 48b)."""
    head = replace(HEAD, sender="vpetrova@gmail.com")
    judgement = judged(replace(REPLY, head=head, attendee="v.petrova+school@gmail.com"))
    assert judgement.ruling is Ruling.APPLY
    assert judgement.answer is not None
    assert judgement.answer.address == "v.petrova@gmail.com"


def test_another_domain_of_mail_ru_is_another_person() -> None:
    """bk.ru is not mail.ru."""
    head = replace(HEAD, sender="olga@bk.ru")
    assert judged(replace(REPLY, head=head, attendee="olga@bk.ru")).ruling is Ruling.SHOW


def test_a_party_crasher_is_shown_and_not_added() -> None:
    """A forwarded invitation (attack row 26)."""
    judgement = judged(replace(REPLY, attendee="crasher@x.example"))
    assert (judgement.ruling, judgement.answer) == (Ruling.SHOW, None)


def test_an_unknown_event_is_ignored() -> None:
    """Case 51b."""
    assert judge_reply(REPLY, None, None, ours=OURS, now=NOW).ruling is Ruling.IGNORE


def test_an_answer_to_the_former_date_is_only_noted() -> None:
    """Case 47: the current status stays."""
    judgement = judged(replace(REPLY, sequence=0))
    assert (judgement.ruling, judgement.answer) == (Ruling.FORMER, None)


def test_an_answer_to_a_revision_never_sent_is_shown() -> None:
    """A sequence above ours."""
    assert judged(replace(REPLY, sequence=2)).ruling is Ruling.SHOW


def test_an_answer_of_the_future_is_not_booked() -> None:
    """Else it would beat every later one (fault 29)."""
    assert judged(replace(REPLY, dtstamp=NOW + timedelta(days=2))).answer is None


def test_the_newest_answer_wins() -> None:
    """Case 47b: same sequence, later DTSTAMP."""
    assert judged(by(REPLY, vouched=Vouched.PASSED), KNOWN, served=True).ruling is Ruling.APPLY


@pytest.mark.parametrize("hours", [2, 3, 100])
def test_an_older_or_repeated_answer_changes_nothing(hours: int) -> None:
    """Same mail twice, or out of order."""
    assert judged(replace(REPLY, dtstamp=NOW - timedelta(hours=hours)), KNOWN).ruling is Ruling.REPEAT


def test_an_answer_to_the_new_date_counts_whatever_its_stamp() -> None:
    """SEQUENCE before DTSTAMP (RFC 5546 section 2.1.5)."""
    former = replace(KNOWN, sequence=0, dtstamp=NOW)
    assert judged(REPLY, former).ruling is Ruling.APPLY


def test_a_weaker_answer_does_not_replace_a_confirmed_one() -> None:
    """A later one from another address."""
    judgement = judged(by(REPLY, sender="boris@school2.example"), KNOWN)
    assert (judgement.ruling, judgement.answer) == (Ruling.KEEP, None)


def test_delegation_is_shown_and_nobody_is_mailed() -> None:
    """Case 49b."""
    judgement = judged(replace(REPLY, partstat=Partstat.DELEGATED, delegated_to="x@y.example"))
    assert judgement.ruling is Ruling.SHOW
    assert "x@y.example" in judgement.text
    assert "ничего не отправлено" in judgement.text


def test_a_stranger_cannot_delegate_for_somebody() -> None:
    """Found by the simulation (seed 477): «another comes in her stead» was believed from any address, and became her status."""
    judgement = judged(by(replace(REPLY, partstat=Partstat.DELEGATED), sender="stranger@evil.example"))
    assert judgement.ruling is Ruling.KEEP


def test_a_counter_is_only_ever_shown() -> None:
    """Case 49; a forged one is refused."""
    counter = Counter(HEAD, UID, ANNA, NOW)
    assert judge_counter(counter, INVITED, ours=OURS).ruling is Ruling.SHOW
    forged = replace(counter, head=replace(HEAD, vouched=Vouched.FAILED))
    assert judge_counter(forged, INVITED, ours=OURS).ruling is Ruling.REFUSE
    assert judge_counter(counter, None, ours=OURS).ruling is Ruling.IGNORE


def test_refresh_is_answered_once_a_day_and_to_the_invited_only() -> None:
    """Case 50: five in a minute give one; a stranger gives none."""
    refresh = Refresh(HEAD, UID, ANNA)
    assert judge_refresh(refresh, INVITED, ours=OURS, last_answered=None, now=NOW).ruling is Ruling.APPLY
    assert judge_refresh(refresh, INVITED, ours=OURS, last_answered=NOW - timedelta(minutes=1), now=NOW).ruling is Ruling.REPEAT
    assert judge_refresh(refresh, INVITED, ours=OURS, last_answered=NOW - timedelta(hours=25), now=NOW).ruling is Ruling.APPLY
    stranger = replace(refresh, attendee="x@y.example")
    assert judge_refresh(stranger, INVITED, ours=OURS, last_answered=None, now=NOW).ruling is Ruling.IGNORE
    other = replace(refresh, head=replace(HEAD, sender="x@y.example"))
    assert judge_refresh(other, INVITED, ours=OURS, last_answered=None, now=NOW).ruling is Ruling.REFUSE


def test_twenty_automatic_answers_an_hour_are_the_most() -> None:
    """Machines that ask each other end in silence, whoever asks; an hour later a person is answered again."""
    refresh = Refresh(HEAD, UID, ANNA)
    for number, minutes, ruling in ((19, 1, Ruling.APPLY), (20, 1, Ruling.REPEAT), (20, 61, Ruling.APPLY)):
        answered = [NOW - timedelta(minutes=minutes)] * number
        assert judge_refresh(refresh, INVITED, ours=OURS, last_answered=None, answered=answered, now=NOW).ruling is ruling


COMMAND = Head("d", sender=HERS, message_id="<c@x>", at=NOW - timedelta(hours=1), vouched=Vouched.PASSED)


def test_the_coordinators_own_bound_mail_decides() -> None:
    """Her address, our token or an answer to our mail, our server's pass."""
    assert judge_command(COMMAND, ours=SERVED, bound=True, answers_ours=False, now=NOW).ruling is Ruling.APPLY
    assert judge_command(COMMAND, ours=SERVED, bound=False, answers_ours=True, now=NOW).ruling is Ruling.APPLY
    unsaid = replace(COMMAND, vouched=Vouched.SILENT)
    assert judge_command(unsaid, ours=OURS, bound=True, answers_ours=False, now=NOW).ruling is Ruling.APPLY


@pytest.mark.parametrize("head", [
    replace(COMMAND, sender=ANNA),
    replace(COMMAND, sender=""),
    replace(COMMAND, vouched=Vouched.FAILED),
    replace(COMMAND, vouched=Vouched.SILENT),
    replace(COMMAND, damaged=True),
    replace(COMMAND, at=NOW - timedelta(days=14)),
    replace(COMMAND, at=NOW + timedelta(days=3)),
])
def test_a_forged_or_old_command_changes_nothing_and_is_told(head: Head) -> None:
    """Wrong sender, no pass where our server gives one, cut headers, replayed from last month."""
    judgement = judge_command(head, ours=SERVED, bound=True, answers_ours=True, now=NOW)
    assert judgement.ruling is Ruling.REFUSE
    assert "ничего не изменено" in judgement.text


def test_a_command_bound_to_nothing_is_refused() -> None:
    """Neither token nor answer to a mail of ours."""
    assert judge_command(COMMAND, ours=SERVED, bound=False, answers_ours=False, now=NOW).ruling is Ruling.REFUSE


def test_a_replayed_command_is_done_once() -> None:
    """Same Message-ID or a used token."""
    assert judge_command(COMMAND, ours=SERVED, bound=True, answers_ours=True, now=NOW, repeated=True).ruling is Ruling.REPEAT


def test_her_accept_must_be_hers() -> None:
    """The ATTENDEE of a calendar answer to a suggestion is she."""
    judgement = judge_command(COMMAND, ours=SERVED, bound=True, answers_ours=False, now=NOW, speaker=ANNA)
    assert judgement.ruling is Ruling.REFUSE


def test_a_wish_needs_the_person_or_her_token() -> None:
    """Nobody silences somebody else."""
    assert judge_wish(HEAD, person=ANNA, ours=OURS, bound=False, now=NOW).ruling is Ruling.APPLY
    assert judge_wish(replace(HEAD, sender="x@y.example"), person=ANNA, ours=OURS, bound=False, now=NOW).ruling is Ruling.SHOW
    assert judge_wish(replace(HEAD, sender="x@y.example"), person=ANNA, ours=OURS, bound=True, now=NOW).ruling is Ruling.APPLY
    assert judge_wish(HEAD, person=ANNA, ours=SERVED, bound=False, now=NOW).ruling is Ruling.SHOW


def test_a_wish_of_an_earlier_year_is_only_shown() -> None:
    """A mailbox that was used before, or was moved to another provider with all its mail."""
    judgement = judge_wish(replace(HEAD, at=NOW - timedelta(days=400)), person=ANNA, ours=OURS, bound=True, now=NOW)
    assert (judgement.ruling, "ничего не изменено" in judgement.text) == (Ruling.SHOW, True)


def bounced(failure: Failure, *, sent_to: str = ANNA, age: timedelta = timedelta(hours=1),
            earlier: tuple[tuple[Failure, datetime], ...] = ()) -> Ruling:
    """The ruling on a bounce of a mail sent ``age`` ago."""
    bounce = Bounce(HEAD, failure, ANNA, words="ящика нет")
    return judge_bounce(bounce, sent_to=sent_to, sent_at=NOW - age if sent_to else None, earlier=earlier, now=NOW).ruling


@pytest.mark.parametrize(("failure", "ruling"), [
    (Failure.HARD, Ruling.APPLY), (Failure.SOFT, Ruling.KEEP), (Failure.DELAYED, Ruling.IGNORE), (Failure.POLICY, Ruling.HOLD)])
def test_a_bounce_means_what_its_failure_means(failure: Failure, ruling: Ruling) -> None:
    """Dead address paused; full mailbox noted; delay nothing; spam suspicion holds our sending (cases 54, 55)."""
    assert bounced(failure) is ruling


def test_a_bounce_of_a_mail_we_never_sent_silences_nobody() -> None:
    """Forged, or another's (attack row 29)."""
    assert bounced(Failure.HARD, sent_to="") is Ruling.IGNORE
    assert bounced(Failure.HARD, age=timedelta(days=10)) is Ruling.IGNORE
    assert bounced(Failure.HARD, age=timedelta(days=9, hours=23)) is Ruling.APPLY


def test_a_mailbox_full_for_a_week_is_dead() -> None:
    """Three soft bounces over seven days."""
    week = tuple((Failure.SOFT, NOW - timedelta(days=days)) for days in (8, 4))
    assert bounced(Failure.SOFT, earlier=week) is Ruling.APPLY
    assert bounced(Failure.SOFT, earlier=week[1:]) is Ruling.KEEP
    assert bounced(Failure.SOFT, earlier=tuple((Failure.SOFT, NOW - timedelta(hours=n)) for n in (1, 2))) is Ruling.KEEP


@pytest.mark.parametrize(("number", "words"), [(3, "3 раза"), (5, "5 раз"), (21, "21 раз"), (22, "22 раза")])
def test_how_often_a_mailbox_was_full_is_counted_as_one_speaks(number: int, words: str) -> None:
    """It was «уже 5 раза подряд»."""
    earlier = tuple((Failure.SOFT, NOW - timedelta(days=8, hours=n)) for n in range(number - 1))
    bounce = Bounce(HEAD, Failure.SOFT, ANNA, words="ящик переполнен")
    ruling = judge_bounce(bounce, sent_to=ANNA, sent_at=NOW - timedelta(hours=1), earlier=earlier, now=NOW)
    assert ruling.text.endswith(f"ящик переполнен (уже {words} подряд)")


@pytest.mark.parametrize(("failed_at", "failure", "ruling"), [
    ("old@other.example", Failure.HARD, Ruling.SHOW), ("old@other.example", Failure.POLICY, Ruling.SHOW),
    ("old@other.example", Failure.SOFT, Ruling.IGNORE), ("old@other.example", Failure.DELAYED, Ruling.IGNORE),
    ("a.petrova@school1.example", Failure.HARD, Ruling.APPLY), ("anna@store.school1.example", Failure.HARD, Ruling.APPLY),
    ("", Failure.HARD, Ruling.APPLY)])
def test_a_bounce_from_where_a_mail_was_passed_on_blames_neither_the_person_nor_us(failed_at: str, failure: Failure, ruling: Ruling) -> None:
    """She has her mail sent on to a box that is dead, or whose server takes what is passed on for forged: her own may have it."""
    judgement = judge_bounce(Bounce(HEAD, failure, failed_at, words="ящика нет"), sent_to=ANNA, sent_at=NOW - timedelta(hours=1),
                             earlier=(), now=NOW)
    assert judgement.ruling is ruling
    assert ruling is not Ruling.SHOW or "переслано оттуда на old@other.example" in judgement.text


def test_a_proposal_of_somebody_not_invited_is_only_shown() -> None:
    """A party crasher's other time."""
    stranger = Counter(HEAD, UID, "crasher@evil.example", NOW, None, None, "")
    judgement = judge_counter(stranger, INVITED, ours=OURS)
    assert (judgement.ruling, "его адреса нет" in judgement.text) == (Ruling.SHOW, True)


def test_a_forged_wish_silences_nobody() -> None:
    """dmarc=fail, even with the right token."""
    judgement = judge_wish(replace(HEAD, vouched=Vouched.FAILED), person=ANNA, ours=SERVED, bound=True, now=NOW)
    assert (judgement.ruling, "Поддельная" in judgement.text) == (Ruling.REFUSE, True)
