"""What servers say, in their own words, and what it means for us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.replies import TEXT_LIMIT, Phase, classify
from notifier.model.message import Cause, Outcome

ADDRESS = (Outcome.PERMANENT, Cause.ADDRESS, False)
POLICY = (Outcome.OURS, Cause.POLICY, True)
AUTH = (Outcome.OURS, Cause.AUTH, True)
QUOTA = (Outcome.OURS, Cause.QUOTA, True)
CONFIG = (Outcome.OURS, Cause.CONFIG, True)
SIZE = (Outcome.OURS, Cause.SIZE, False)
GREY = (Outcome.TEMPORARY, Cause.GREYLIST, False)
FULL = (Outcome.TEMPORARY, Cause.MAILBOX, False)
FULL_FOR_GOOD = (Outcome.PERMANENT, Cause.MAILBOX, False)
BUSY = (Outcome.TEMPORARY, Cause.BUSY, True)
RATE = (Outcome.TEMPORARY, Cause.RATE, True)
TOO_FAST = (Outcome.OURS, Cause.RATE, True)
LATER = (Outcome.TEMPORARY, Cause.NONE, False)
STRANGE = (Outcome.TEMPORARY, Cause.PROTOCOL, False)
REFUSED = (Outcome.PERMANENT, Cause.NONE, False)

WORDS = [
    # Yandex
    (Phase.RCPT, "550 5.7.1 No such user!", ADDRESS),
    (Phase.DOT, "554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", POLICY),
    (Phase.DOT, "451 4.7.1 Sorry, the service is currently unavailable. Please come back later.", GREY),
    (Phase.RCPT, "451 4.5.1 The recipient <x@yandex.example> has exceeded their message rate limit. Try again later.", FULL),
    (Phase.AUTH, "535 5.7.8 Error: authentication failed: This user does not have access rights to this service", AUTH),
    (Phase.MAIL, "553 5.7.1 Sender address rejected: not owned by auth user.", CONFIG),
    (Phase.RCPT, "450 4.2.1 The recipient has exceeded message rate limit. Try again later.", FULL),
    (Phase.DATA, "550 5.7.1 Message count per day exceeded: daily sending limit exceeded", QUOTA),
    # Mail.ru
    (Phase.RCPT, "550 Message was not accepted -- invalid mailbox. Local mailbox x@mail.example: user not found", ADDRESS),
    (Phase.RCPT, "550 Message was not accepted -- invalid mailbox. Mailbox x@mail.example: account is disabled", ADDRESS),
    (Phase.DOT, "550 spam message rejected. Please visit http://help.example/notspam-support/id?c=1 or report details", POLICY),
    (Phase.MAIL, "550 message sending for this account is disabled", AUTH),
    (Phase.AUTH, "535 5.7.0 NEOBHODIM parol prilozheniya / Application password is REQUIRED", AUTH),
    (Phase.RCPT, "550 Ratelimit exceeded for mailbox gmo@mail.example. Try again later.", TOO_FAST),
    # Gmail
    (Phase.RCPT, "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking", ADDRESS),
    (Phase.RCPT, "550 5.2.1 The email account that you tried to reach is disabled.", ADDRESS),
    (Phase.RCPT, "452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to", FULL),
    (Phase.RCPT, "552 5.2.2 The email account that you tried to reach is over quota.", FULL_FOR_GOOD),
    (Phase.DOT, "550 5.7.26 This mail is unauthenticated, which poses a security risk", POLICY),
    (Phase.DOT, "550 5.4.5 Daily user sending quota exceeded. z9-20020a", QUOTA),
    (Phase.DOT, "421 4.7.28 Our system has detected an unusual rate of unsolicited mail", BUSY),
    (Phase.AUTH, "535 5.7.8 Username and Password not accepted. Learn more at", AUTH),
    (Phase.AUTH, "534 5.7.9 Application-specific password required.", AUTH),
    (Phase.AUTH, "454 4.7.0 Too many login attempts, please try again later.", BUSY),
    (Phase.RCPT, "450 4.2.1 The user you are trying to contact is receiving mail too quickly.", FULL),
    (Phase.MAIL, "530 5.7.0 Must issue a STARTTLS command first.", AUTH),
    # Exchange
    (Phase.RCPT, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", ADDRESS),
    (Phase.RCPT, "550 5.4.1 Recipient address rejected: Access denied.", ADDRESS),
    (Phase.DOT, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", CONFIG),
    (Phase.DOT, "552 5.3.4 Message size exceeds fixed maximum message size", SIZE),
    (Phase.DOT, "552 5.2.3 Message length exceeds administrative limit", SIZE),
    (Phase.MAIL, "452 4.3.1 Insufficient system resources", BUSY),
    (Phase.DOT, "554 5.6.0 CAT.InvalidContent.Exception", (Outcome.OURS, Cause.POISON, False)),
    (Phase.DATA, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", BUSY),
    (Phase.RCPT, "550 5.7.501 Service unavailable. Spam abuse detected from IP range.", POLICY),
    # Postfix and its policy services
    (Phase.RCPT, "550 5.1.1 <x@s.example>: Recipient address rejected: User unknown in local recipient table", ADDRESS),
    (Phase.RCPT, "450 4.2.0 <x@s.example>: Recipient address rejected: Greylisted, see http://postgrey.example", GREY),
    (Phase.RCPT, "450 4.1.2 <x@s.example>: Recipient address rejected: Domain not found", LATER),
    (Phase.RCPT, "550 5.1.2 <x@s.example>: Recipient address rejected: Domain not found", ADDRESS),
    (Phase.RCPT, "454 4.7.1 <x@s.example>: Relay access denied", BUSY),
    (Phase.RCPT, "554 5.7.1 <x@s.example>: Relay access denied", POLICY),
    (Phase.RCPT, "556 5.1.10 <x@s.example>: Recipient address rejected: Domain s.example does not accept mail (nullMX)", ADDRESS),
    (Phase.MAIL, "552 5.3.4 Message size exceeds fixed limit", SIZE),
    (Phase.RCPT, "451 4.3.0 <x@s.example>: Temporary lookup failure", LATER),
    (Phase.RCPT, "450 4.7.1 Client host rejected: cannot find your hostname", GREY),
    (Phase.RCPT, "451 4.3.5 Server configuration error", LATER),
    # Exim, which has no enhanced codes by default
    (Phase.RCPT, "550 Unrouteable address", ADDRESS),
    (Phase.RCPT, "451 Temporary local problem - please try later", LATER),
    (Phase.DOT, "552 Message size exceeds maximum permitted", SIZE),
    # About nobody we know
    (Phase.DOT, "554 Transaction failed", REFUSED),
    (Phase.MAIL, "503 5.5.1 Error: nested MAIL command", STRANGE),
    (Phase.DATA, "500 5.5.2 Error: bad syntax", STRANGE),
    (Phase.RCPT, "501 5.1.3 Bad recipient address syntax", ADDRESS),
    (Phase.MAIL, "550 5.1.8 Sender address rejected: Domain not found", CONFIG),
    (Phase.GREETING, "554 No SMTP service here", BUSY),
    (Phase.GREETING, "421 Too many connections from your host", RATE),
    (Phase.STARTTLS, "454 4.7.0 TLS not available due to local problem", (Outcome.TEMPORARY, Cause.TLS, True)),
    (Phase.DOT, "452 4.3.1 Insufficient system storage", BUSY),
    (Phase.DOT, "450 суточный лимит исчерпан", QUOTA),
    (Phase.MAIL, "450 4.7.28 Too many messages, slow down", RATE),
    (Phase.MAIL, "451 You are sending too fast", RATE),
    # Hosting panels count by the hour, at the recipient or at the dot
    (Phase.RCPT, "550 Domain cdo.example has exceeded the max emails per hour (313/250 (125%)) allowed. Message discarded.", TOO_FAST),
    (Phase.DOT, "550 Domain cdo.example has exceeded the max defers and failures per hour (10/10 (100%)) allowed. Message discarded.", TOO_FAST),
    (Phase.RCPT, "550 Sender rate overlimit - 102.3 / 1h", TOO_FAST),
    (Phase.RCPT, "550 Hourly sending limit exceeded", TOO_FAST),
    (Phase.RCPT, "550 Превышен лимит отправки: 200 писем в час", TOO_FAST),
    (Phase.RCPT, "550 5.7.1 Sender quota has been exceeded: 500 messages per hour", TOO_FAST),
    (Phase.RCPT, "554 5.7.1 Spam was received from your address in the last hour", POLICY),
    (Phase.RCPT, "451 Number messages per hour exceeded", RATE),
    # ... but what one person may receive in an hour stops nobody else's mail
    (Phase.RCPT, "554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour.", FULL),
    (Phase.RCPT, "554 5.7.1 <gmo@mail.example>: this mailbox takes mail from verified senders only", POLICY),
    (Phase.MAIL, "450 4.7.1 Error: too much mail from 192.0.2.1", RATE),
    (Phase.DOT, "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", QUOTA),
    (Phase.RCPT, "450 4.7.1 Greylisted, please try again in an hour", GREY),
    # About us, said at RCPT: Postfix delays its refusals to there, Exim verifies the sender there
    (Phase.RCPT, "550 5.1.0 <gmo@cdo.example>: Sender address rejected: User unknown in local recipient table", CONFIG),
    (Phase.RCPT, "550 5.1.8 <gmo@cdo.example>: Sender address rejected: Domain not found", CONFIG),
    (Phase.RCPT, "450 4.1.8 <gmo@cdo.example>: Sender address rejected: Domain not found", BUSY),
    (Phase.RCPT, "550 Verification failed for <gmo@cdo.example> No Such User Here Sender verify failed", CONFIG),
    (Phase.RCPT, "451 Could not complete sender verify callout", BUSY),
    (Phase.RCPT, "501 5.5.2 <[192.0.2.1]>: Helo command rejected: Invalid name", CONFIG),
    (Phase.RCPT, "504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname", CONFIG),
    (Phase.RCPT, "550 Administrative prohibition", POLICY),
    (Phase.DOT, "550 The from address does not match a verified Sender Identity", CONFIG),
    # An enhanced code of another class: the reply's own digit says what happened (RFC 2034 section 4)
    (Phase.DOT, "250 5.1.1 queued all the same", (Outcome.ACCEPTED, Cause.NONE, False)),
    (Phase.RCPT, "450 5.1.1 User unknown", LATER),
    (Phase.RCPT, "550 4.2.2 Mailbox full", FULL_FOR_GOOD),
    (Phase.RCPT, "550 2.1.5 Recipient ok", ADDRESS),
    (Phase.DOT, "451 2.0.0 Ok", LATER),
]


@pytest.mark.parametrize(("phase", "reply", "expected"), WORDS, ids=[words[1][:45] for words in WORDS])
def test_known_words(phase: Phase, reply: str, expected: tuple[Outcome, Cause, bool]) -> None:
    """Each provider's own words lead to the right culprit."""
    result = classify(phase, int(reply[:3]), [reply[4:]])
    assert (result.outcome, result.cause, result.account) == expected, result


SAID = {
    ADDRESS: (Phase.RCPT, "550 5.7.1", """no such user|no such recipient|No such mailbox here|no such address|user is unknown|user not found
        |unknown user|unknown recipient|unknown mailbox|invalid mailbox|invalid recipient|it does not exist|it doesn't exist|mailbox unavailable
        |mailbox is disabled|mailbox not found|RecipientNotFound|account is disabled|account is inactive|recipient unknown
        |recipient address not found|Domain not found|Null MX|user doesn't have an account here|пользователь не найден|ящик не существует"""),
    FULL_FOR_GOOD: (Phase.DOT, "550 5.7.1", """over quota|overquota|mailbox is full|mailbox full|quota exceeded for user
        |quota exceeded for mailbox x|insufficient room in this mailbox|ящик переполнен"""),
    QUOTA: (Phase.DOT, "550", """daily user sending|daily message number|daily mail number|daily smtp number|sending limit exceeded
        |message quota has been reached|sender limit is exceeded|daily limit was reached|exceeded 500 messages per day|exceeded your daily number
        |reached your daily number|exceeded in 24 hours|суточный лимит|лимит отправки|лимит писем|лимиты сообщений"""),
    TOO_FAST: (Phase.DOT, "550", """rate limit|ratelimit|rate overlimit|rate over limit|too many messages|too many mails|too many connections
        |too many login attempts|too many recipients|too many concurrent|too much mail|too fast|too quickly|throttled|you are sending too
        |500 per hour|60 per minute|60 each minute|500 each hour|500 in the last hour|hourly limit was reached|часовой лимит
        |лимит писем в час|лимит писем в минуту"""),
    AUTH: (Phase.DOT, "550", """account is blocked|account suspended|account locked|application-specific password|application password
        |authentication is required|authentication required|not authenticated|you must authenticate|неверный пароль
        |message sending for this account is disabled"""),
    POLICY: (Phase.DOT, "550", """spam|unsolicited|blacklisted|blocklist|black list|reputation|policy|dmarc|dkim|spf failed|bulk|suspicious
        |suspicion|banned|relaying denied|relay access denied|relay not permitted|unable to relay|access denied|prohibited|prohibition|спам"""),
    CONFIG: (Phase.DOT, "550", "sender address rejected|sender verify failed|sender verification|helo command rejected|match a verified sender|SendAsDenied|not owned by auth user|send as this sender|sender domain invalid|sender was denied"),
    FULL: (Phase.DOT, "451", "the recipient has too much|the user you are trying to reach"),
    GREY: (Phase.RCPT, "450", "greylisted|graylist|grey list|try again later|try again in 5 minutes|temporarily deferred|postgrey"),
}
SAYINGS = [(phase, code, words.strip(), expected) for expected, (phase, code, said) in SAID.items() for words in said.split("|")]


@pytest.mark.parametrize(("phase", "code", "words", "expected"), SAYINGS, ids=[saying[2] for saying in SAYINGS])
def test_every_wording_we_know_has_its_meaning(phase: Phase, code: str, words: str, expected: tuple[Outcome, Cause, bool]) -> None:
    """One wording each, in either case, where the code alone would mean something else."""
    number, *enhanced = code.split(" ")
    for said in (words, words.upper()):
        result = classify(phase, int(number), [" ".join([*enhanced, said])])
        assert (result.outcome, result.cause, result.account) == expected, result
    plain = classify(phase, int(number), [" ".join([*enhanced, "no"])])
    assert (plain.outcome, plain.cause) != expected[:2]


@pytest.mark.parametrize(("phase", "code", "expected"), [
    (Phase.AUTH, 500, BUSY), (Phase.AUTH, 501, BUSY), (Phase.AUTH, 503, BUSY), (Phase.AUTH, 454, BUSY), (Phase.AUTH, 502, AUTH),
    (Phase.AUTH, 504, AUTH), (Phase.AUTH, 535, AUTH), (Phase.RCPT, 400, LATER), (Phase.RCPT, 499, LATER), (Phase.RCPT, 599, ADDRESS),
    (Phase.DATA, 500, STRANGE), (Phase.DATA, 502, STRANGE), (Phase.DATA, 504, STRANGE), (Phase.DATA, 555, STRANGE),
    (Phase.DATA, 501, REFUSED), (Phase.DATA, 505, REFUSED), (Phase.MAIL, 505, CONFIG), (Phase.MAIL, 500, STRANGE), (Phase.DATA, 534, AUTH),
    (Phase.DATA, 538, AUTH), (Phase.DATA, 536, REFUSED), (Phase.RCPT, 454, BUSY), (Phase.RCPT, 530, AUTH), (Phase.RCPT, 452, LATER)])
def test_what_a_code_means_without_words(phase: Phase, code: int, expected: tuple[Outcome, Cause, bool]) -> None:
    """At the edges of each class; a syntax complaint to AUTH is no refused password."""
    result = classify(phase, code, ["no"])
    assert (result.outcome, result.cause, result.account) == expected


def test_the_enhanced_code_counts_only_when_its_class_agrees() -> None:
    """RFC 3463: a 5.1.1 in a 4xx reply is a contradiction; the reply code wins."""
    result = classify(Phase.RCPT, 450, ["5.1.1 unknown"])
    assert (result.outcome, result.enhanced) == (Outcome.TEMPORARY, "")


def test_lines_are_joined_without_their_codes() -> None:
    """A reply of several lines is one text, on one line, printable, bounded."""
    result = classify(Phase.RCPT, 550, ["5.1.1 The account", "5.1.1 does not\x07 exist", "x" * 1000])
    assert (result.enhanced, result.text[:26]) == ("5.1.1", "The account does not exist")
    assert len(result.text) == TEXT_LIMIT


@pytest.mark.parametrize(("phase", "code", "outcome", "cause"), [
    (Phase.DOT, 250, Outcome.ACCEPTED, Cause.NONE), (Phase.DOT, 200, Outcome.ACCEPTED, Cause.NONE), (Phase.DOT, 299, Outcome.ACCEPTED, Cause.NONE),
    (Phase.DOT, 220, Outcome.UNCERTAIN, Cause.PROTOCOL), (Phase.DOT, 221, Outcome.UNCERTAIN, Cause.PROTOCOL),
    (Phase.DOT, 199, Outcome.UNCERTAIN, Cause.PROTOCOL), (Phase.DOT, 300, Outcome.UNCERTAIN, Cause.PROTOCOL),
    (Phase.DOT, 600, Outcome.UNCERTAIN, Cause.PROTOCOL), (Phase.DATA, 250, Outcome.TEMPORARY, Cause.PROTOCOL),
    (Phase.RCPT, 600, Outcome.TEMPORARY, Cause.PROTOCOL), (Phase.MAIL, 399, Outcome.TEMPORARY, Cause.PROTOCOL)])
def test_what_is_no_answer_to_the_dot_is_uncertain_and_elsewhere_temporary(phase: Phase, code: int, outcome: Outcome, cause: Cause) -> None:
    """Only a 2xx that is no greeting and no farewell accepts; none of these is the account's."""
    result = classify(phase, code, ["words"])
    assert (result.outcome, result.cause, result.account, result.code, result.text) == (outcome, cause, False, code, "words")


@given(phase=st.sampled_from(Phase), code=st.integers(0, 999), text=st.text(max_size=60))
def test_no_words_blame_a_recipient_for_the_link_or_lose_a_certain_end(phase: Phase, code: int, text: str) -> None:
    """Invariant 9 and rows 10, 20: permanent needs a 5xx to RCPT, DATA or the dot; accepted a 2xx to the dot; uncertain only
    after the dot; account-level results are never permanent."""
    result = classify(phase, code, [text])
    if result.outcome is Outcome.PERMANENT:
        assert 500 <= code < 600
        assert phase in (Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT)
        assert not result.account
    if result.outcome is Outcome.ACCEPTED:
        assert phase is Phase.DOT
        assert 200 <= code < 300
    if result.outcome is Outcome.UNCERTAIN:
        assert phase is Phase.DOT
    if not 200 <= code < 600:
        assert result.outcome in (Outcome.TEMPORARY, Outcome.UNCERTAIN)
