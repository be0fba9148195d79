"""What a server's reply means for us (RFC 5321 section 4.2, RFC 3463): who is to blame, and whether to try again.

Promises: no reply about us (authentication, policy, quota, size, the link) is ever blamed on a recipient; what we do not
understand is temporary before the final dot and uncertain after it, never permanent. The text beats the enhanced code where
providers are known to misuse codes (Yandex says ``550 5.7.1 No such user!``), and the phase: most servers say at RCPT what they have
against us (Postfix: ``smtpd_delay_reject``; Exim verifies the sender there).
"""

import re
from enum import StrEnum

from notifier.model.message import Cause, Outcome, Result

TEXT_LIMIT = 300
"""Characters of a server's words that the ledger keeps."""


class Phase(StrEnum):
    """What a reply answers."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


NO_SUCH_USER = _any(
    r"no such (user|recipient|mailbox|address)", r"user (is )?(unknown|not found)", r"unknown (user|recipient|mailbox)",
    r"invalid (mailbox|recipient)", r"does(n't| not) exist", r"mailbox (is )?(unavailable|not found|disabled)",
    r"recipientnotfound", r"account is (disabled|inactive)", r"recipient (address )?(unknown|not found)", r"domain not found",
    r"null mx", r"user doesn't have", r"пользовател\w+ не найден", r"ящик не существует")
FULL = _any(r"over ?quota", r"mailbox (is )?full", r"quota exceeded for (user|recipient|mailbox)", r"insufficient .*mailbox",
            r"ящик переполнен")
DAILY = _any(
    r"daily (user )?(sending|message|mail|smtp)",
    r"(sending|message|mail|sender|daily)\w* (limit|quota)\w*( has been| is| was)? (exceed|reach)",
    r"(exceeded|reached) .{0,40}(per day|daily|24 hours)", r"суточн\w+ лимит", r"лимит\w* (отправ|писем|сообщ)")
HOURLY = _any(r"(per|each|last) (hour|minute)", r"hourly", r"часов\w+ лимит", r"в час\b", r"в минуту\b")
TOO_FAST = _any(r"rate ?limit", r"rate over ?limit", r"too many (messages|mails|connections|login|recipients|concurrent)", r"too much mail",
                r"too (fast|quickly)", r"throttl", r"sending too", HOURLY.pattern)
RECIPIENTS_OWN = _any(r"the (recipient|user you are trying)")
SENDING_SHUT = _any(r"sending for this account is disabled")
ACCOUNT_SHUT = _any(r"account (is )?(blocked|suspended|locked)", r"application.?(specific )?password",
                    r"authentication (is )?required", r"not authenticated", r"must authenticate", r"парол")
SPAM = _any(r"spam", r"unsolicited", r"blacklist", r"blocklist", r"black list", r"reputation", r"policy", r"dmarc", r"dkim", r"spf\b",
            r"bulk", r"suspicious", r"suspicion", r"banned", r"relay(ing)? (access )?(denied|not)", r"unable to relay",
            r"access denied", r"prohibit", r"спам")
SENDERS_OWN = _any(r"sender address rejected", r"sender verif", r"helo command rejected")
"""Said about us at RCPT, and then often with words about an unknown user or domain: ours."""
NOT_OUR_SENDER = _any(r"match a verified sender", r"sendasdenied", r"not owned by", r"send as this sender",
                      r"sender .*(invalid|denied|rejected)")
GREY = _any(r"gr[ea]y ?list", r"try again (later|in)", r"temporarily deferred", r"postgrey")
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|$)")


def classify(phase: Phase, code: int, lines: list[str]) -> Result:
    """The result of an attempt that ended with this reply in this phase. ``lines`` without codes."""
    enhanced, text = _words(code, lines)

    def result(outcome: Outcome, cause: Cause = Cause.NONE, *, account: bool = False) -> Result:
        return Result(outcome, code, enhanced, text, account, cause)

    if phase is Phase.DOT and 200 <= code < 300 and code not in (220, 221):
        return result(Outcome.ACCEPTED)
    if not 400 <= code < 600:
        return result(Outcome.UNCERTAIN if phase is Phase.DOT else Outcome.TEMPORARY, Cause.PROTOCOL)
    if phase in (Phase.CONNECT, Phase.GREETING, Phase.EHLO, Phase.STARTTLS):
        return result(Outcome.TEMPORARY, Cause.TLS if phase is Phase.STARTTLS else _link_cause(text), account=True)
    if phase is Phase.AUTH:
        refused = code >= 500 and code not in (500, 501, 503)
        return result(Outcome.OURS if refused else Outcome.TEMPORARY, Cause.AUTH if refused else Cause.BUSY, account=True)
    if code < 500:
        outcome, cause, account = _temporary(code, enhanced, text)
    else:
        outcome, cause, account = _permanent(phase, code, enhanced, text)
    return result(outcome, cause, account=account)


def of_session(phase: Phase, code: int, lines: list[str]) -> Result:
    """What a reply that is about no message says of the whole session."""
    return classify(phase, code, lines)._replace(account=True)


def _link_cause(text: str) -> Cause:
    return Cause.RATE if TOO_FAST.search(text) else Cause.BUSY


def _temporary(code: int, enhanced: str, text: str) -> tuple[Outcome, Cause, bool]:
    if code == 421:
        return Outcome.TEMPORARY, _link_cause(text), True
    if enhanced.startswith("4.2.") or RECIPIENTS_OWN.search(text) or FULL.search(text):
        return Outcome.TEMPORARY, Cause.GREYLIST if GREY.search(text) and enhanced == "4.2.0" else Cause.MAILBOX, False
    if SENDERS_OWN.search(text):
        return Outcome.TEMPORARY, Cause.BUSY, True
    if DAILY.search(text) and not HOURLY.search(text):
        return Outcome.OURS, Cause.QUOTA, True
    if code in (454, 530) or ACCOUNT_SHUT.search(text):
        return Outcome.TEMPORARY, Cause.BUSY, True
    if TOO_FAST.search(text) or enhanced == "4.7.28":
        return Outcome.TEMPORARY, Cause.RATE, True
    if enhanced in ("4.3.1", "4.3.2"):
        return Outcome.TEMPORARY, Cause.BUSY, True
    if GREY.search(text) or enhanced.startswith("4.7."):
        return Outcome.TEMPORARY, Cause.GREYLIST, False
    return Outcome.TEMPORARY, Cause.NONE, False


def _permanent(phase: Phase, code: int, enhanced: str, text: str) -> tuple[Outcome, Cause, bool]:
    ours = _ours(phase, code, enhanced, text)
    if ours is not None:
        return Outcome.OURS, ours, ours not in (Cause.SIZE, Cause.POISON)
    if code in (500, 502, 503, 504, 555) and not enhanced.startswith("5.1."):
        return Outcome.TEMPORARY, Cause.PROTOCOL, False
    if _is_busy_mailbox(text):
        return Outcome.TEMPORARY, Cause.MAILBOX, False
    if FULL.search(text) or enhanced == "5.2.2":
        return Outcome.PERMANENT, Cause.MAILBOX, False
    if phase is Phase.RCPT or enhanced.startswith(("5.1.", "5.2.")) or NO_SUCH_USER.search(text):
        return Outcome.PERMANENT, Cause.ADDRESS, False
    return Outcome.PERMANENT, Cause.NONE, False


def _is_busy_mailbox(text: str) -> bool:
    """Whether the limit is what one person may receive (Outlook.com: ``554 5.2.122``), none of ours."""
    return bool(RECIPIENTS_OWN.search(text) and TOO_FAST.search(text))


def _ours(phase: Phase, code: int, enhanced: str, text: str) -> Cause | None:
    """The cause, when a 5xx is about us; None when it is about the recipient or nothing we know."""
    unknown = bool(NO_SUCH_USER.search(text))
    if code in (530, 534, 535, 538) or SENDING_SHUT.search(text) or (ACCOUNT_SHUT.search(text) and not unknown):
        return Cause.AUTH
    if enhanced == "5.4.5" or (DAILY.search(text) and not HOURLY.search(text)):
        return Cause.QUOTA
    if enhanced in ("5.3.4", "5.2.3") or (code == 552 and not enhanced.startswith("5.2.") and not FULL.search(text)):
        return Cause.SIZE
    if SENDERS_OWN.search(text):
        return Cause.CONFIG
    if phase is not Phase.MAIL and (unknown or FULL.search(text)):
        return None
    if enhanced.startswith("5.6."):
        return Cause.POISON
    if HOURLY.search(text) and not (SPAM.search(text) or _is_busy_mailbox(text)):
        return Cause.RATE
    if enhanced in ("5.1.7", "5.1.8") or NOT_OUR_SENDER.search(text):
        return Cause.CONFIG
    if enhanced.startswith("5.7.") or (SPAM.search(text) and not enhanced.startswith(("5.1.", "5.2.", "5.4."))):
        return Cause.POLICY
    if TOO_FAST.search(text) and not _is_busy_mailbox(text):
        return Cause.RATE
    return Cause.CONFIG if phase is Phase.MAIL and code not in (500, 502, 503, 504) else None


def _words(code: int, lines: list[str]) -> tuple[str, str]:
    """The enhanced code (only when its class agrees with the reply's) and the words without it, on one line."""
    enhanced, words = "", []
    for line in lines:
        match = _ENHANCED.match(line)
        if match and int(match[1]) == code // 100:
            enhanced = enhanced or match[0]
            line = line[match.end():]  # noqa: PLW2901
        words.append(line.strip())
    text = " ".join("".join(char if char.isprintable() else " " for char in " ".join(words)).split())
    return enhanced, text[:TEXT_LIMIT]
