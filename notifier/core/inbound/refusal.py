"""A server's refusal in words: what the code and the wording of Postfix, Yandex, Mail.ru, Gmail and Exchange mean for us.

Wording before codes, because codes lie: Yandex answers «550 5.7.1 No such user!» and Mail.ru a bare «550». What nothing
recognises counts as temporary; an address must not die of a phrase we do not know.
"""

import re

from notifier.model.heard import Failure

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([245]\d\d)(?=[\s-]|$)")
_NAMED = re.compile(r"<?[^\s<>]+@[^\s<>]+>?|[^\s\[]+\[[\d.:a-f]+\]", re.IGNORECASE)
"""Addresses and servers: «host antispam.school.example[192.0.2.1] said» is about no spam."""
_ANSWERED = re.compile(
    r"(?:after|in reply to) (?:mail from|helo|ehlo)\b|(?:mail from|helo|ehlo)\b[^<>]*(?:<[^<>]*>[^<>]*)?<<< [45]", re.IGNORECASE)
"""What was refused before anybody was named is about us, whatever it says (RFC 5321 section 4.3.2)."""

_Reading = tuple[Failure, str]
_NOT_FROM_US: _Reading = (Failure.POLICY, "сервер получателя не принимает почту от нашего адреса")

_WORDING: tuple[tuple[re.Pattern[str], Failure, str], ...] = tuple(
    (re.compile("|".join(phrases), re.IGNORECASE), failure, words) for failure, words, phrases in (
        (Failure.POLICY, "сервер ограничил нашу отправку", (
            r"daily (user )?(sending|message|mail)", r"(sending|messages?|e?mails|failures|recipients) per (hour|day)", r"hourly")),
        (*_NOT_FROM_US, (
            r"sender (address )?rejected", r"sender verif", r"helo command rejected")),
        (Failure.SOFT, "ящик переполнен", (
            r"quota", r"(box|account|folder) (is )?full", r"full mailbox", r"over its? (storage )?limit",
            r"mailbox size limit", r"insufficient (system )?storage", r"out of storage", r"storage (space|limit|allocation)", r"переполнен",
            r"превышен\w* (размер|квота)")),
        (Failure.POLICY, "письмо слишком большое для получателя", (
            r"message (size|too (large|big))", r"size limit", r"exceeds? (the )?(maximum|size)", r"слишком больш")),
        (Failure.POLICY, "нас приняли за спам", (
            r"spam(?!haus)", r"suspicio", r"unsolicited", r"bulk mail", r"content rejected", r"virus", r"спам")),
        (Failure.POLICY, "почта отправителя не прошла проверку подлинности (SPF, DKIM, DMARC)", (
            r"dmarc", r"dkim", r"\bspf\b", r"unauthenticated", r"not authenticated", r"authentication (is )?required",
            r"does ?n.t pass authentication")),
        (Failure.POLICY, "сервер получателя ограничил приём нашей почты", (
            r"black ?list", r"block ?list", r"\brbl\b", r"dnsbl", r"spamhaus", r"reputation", r"rate limit",
            r"too many (messages|connections|recipients)", r"sending (limit|for this account)", r"temporarily (blocked|rejected)",
            r"outgoing mail.*(disabled|suspended)")),
        (Failure.SOFT, "ящик заблокирован его почтовой службой", (
            r"policy rejection on the target address", r"(mail)?box is frozen", r"ящик\b.{0,20}заблокирован")),
        (Failure.SOFT, "в ящик сейчас приходит слишком много писем", (r"receiving e?mail (at a rate|too quickly)",)),
        (Failure.HARD, "ящика нет", (
            r"no such (user|mailbox|recipient|address)", r"nosuchuser", r"unknown (user|recipient|mailbox|local)",
            r"user (is )?(unknown|not found|does ?n.t exist|terminated)", r"invalid (mailbox|recipient|user|address)",
            r"mailbox (is )?(unavailable|not found|disabled|does not exist|inactive|unknown)",
            r"(account|mailbox|user|recipient).{0,40}(does ?n.t exist|not exist|disabled|blocked|inactive|deactivated|not found)",
            r"(address|recipient|mailbox).{0,30}(couldn.t be found|wasn.t found|could not be found|not found)",
            r"recipientnotfound", r"user does ?n.t have an?", r"no mailbox (here )?by that name", r"not our customer",
            r"email account that you tried to reach", r"\b(адрес|получатель|пользователь|ящик)\b.{0,40}не (найден|зарегистрирован)",
            r"не существует")),
        (Failure.HARD, "такого почтового домена нет", (
            r"host (or domain name )?not found(?!.{0,80}try again)", r"domain (not found|does not exist|name not found)",
            r"(unknown host|host unknown)", r"unrouteable", r"no such domain", r"does ?n.t (accept|receive) e?mail", r"null ?mx",
            r"indicated no smtp service", r"no mx (record )?found", r"домен не (найден|существует)")),
        (Failure.SOFT, "сервер получателя долго не отвечал", (
            r"timed? ?out", r"time-out", r"expired", r"connection refused", r"could not (be )?connect", r"network is unreachable",
            r"no route", r"temporar", r"greylist", r"try again", r"lost connection", r"too long")),
        (Failure.SOFT, "письмо ходило по кругу между серверами получателя", (r"loop", r"too many hops", r"hop count")),
    ))

_TURNED_AWAY = re.compile(r"(address|recipient|mailbox).{0,30}rejected", re.IGNORECASE)
"""«Recipient address rejected: …»: so Postfix begins what any of its rules says, one of policy (5.7) or of the mail (5.2.3, 5.6) too."""

_BY_SUBJECT: dict[tuple[int, int], _Reading] = {
    (1, 0): (Failure.HARD, "ящика нет"),
    (1, 1): (Failure.HARD, "ящика нет"),
    (1, 2): (Failure.HARD, "такого почтового домена нет"),
    (1, 3): (Failure.HARD, "адрес записан с ошибкой"),
    (1, 6): (Failure.HARD, "ящик переехал, нового адреса нет"),
    (1, 7): _NOT_FROM_US,
    (1, 8): _NOT_FROM_US,
    (1, 10): (Failure.HARD, "ящика нет"),
    (2, 0): (Failure.SOFT, "ящик не принимает почту"),
    (2, 1): (Failure.HARD, "ящик отключён"),
    (2, 2): (Failure.SOFT, "ящик переполнен"),
    (2, 3): (Failure.POLICY, "письмо слишком большое для получателя"),
    (3, 4): (Failure.POLICY, "письмо слишком большое для получателя"),
    (4, 1): (Failure.SOFT, "сервер получателя не отвечает"),
    (4, 4): (Failure.HARD, "такого почтового домена нет"),
    (4, 6): (Failure.SOFT, "письмо ходило по кругу между серверами получателя"),
    (4, 7): (Failure.SOFT, "сервер получателя долго не отвечал"),
}


def understand_refusal(text: str, *, enhanced: str = "", told: str = "") -> tuple[Failure, str, str]:
    """Failure, enhanced code, words. ``enhanced`` is the Status field where there is one, ``told`` what the report says to people: which
    command was refused stands there alone."""
    text = " ".join(text.split())[:2000]
    found = [code[0] for code in _ENHANCED.finditer(text)]
    stated = next((code for code in found if not code.endswith(".0")), found[0] if found else "")
    code = next((int(number) for number in _CODE.findall(text)), 0)
    status = stated if stated and not stated.endswith(".0.0") else enhanced or stated
    failure, words = _reading(" ".join(_NAMED.sub(" ", text).split()), status)
    if failure is Failure.HARD and _ANSWERED.search(" ".join((text, *told.split()))):
        failure, words = _NOT_FROM_US
    if (status.startswith("4") or (not status and 400 <= code < 500)) and failure is Failure.HARD:
        failure, words = Failure.SOFT, "сервер получателя пока не принимает письмо"
    return failure, status, words


def _reading(text: str, status: str) -> _Reading:
    for pattern, failure, words in _WORDING:
        if pattern.search(text):
            return failure, words
    found = _ENHANCED.fullmatch(status)
    if _TURNED_AWAY.search(text) and (found is None or found[2] in "0147"):
        return (Failure.SOFT, "сервер получателя не принял этот адрес") if found and found[2] == "7" else (Failure.HARD, "ящика нет")
    if found is None:
        return Failure.SOFT, "письмо возвращено, причина не названа"
    subject, detail = int(found[2]), int(found[3])
    if (subject, detail) in _BY_SUBJECT:
        return _BY_SUBJECT[subject, detail]
    if subject == 7:
        return Failure.POLICY, "сервер получателя не принимает нашу почту"
    return Failure.SOFT, "письмо возвращено, причина не распознана"


FULL = "ящик переполнен"
_UNKNOWN = frozenset({"письмо возвращено, причина не названа", "письмо возвращено, причина не распознана"})
_NOT_SAID = _UNKNOWN | {"сервер получателя не принимает нашу почту", "сервер получателя пока не принимает письмо",
                        "сервер получателя долго не отвечал"}
"""Words that say less than the server's own."""
_DEAD = _UNKNOWN | {words for failure, words in (*((failure, words) for _, failure, words in _WORDING), *_BY_SUBJECT.values())
                    if failure is Failure.HARD}
"""Words after which somebody should be asked whether the address is right."""


def in_words(said: str) -> tuple[str, bool]:
    """What the ledger keeps of a refusal, for her, and whether the address may be wrong. A returned mail is understood already;
    a reply that says more than its words stays beside them, for the administrator. Empty for what no server said: «not begun»."""
    if not _CODE.match(said):
        return (said, said in _DEAD) if re.search("[а-яё]", said) else ("", False)
    failure, _, words = understand_refusal(said)
    if failure is Failure.HARD:
        return words, True
    return (f"сервер ответил: {said}", words in _UNKNOWN and said.startswith("5")) if words in _NOT_SAID else (f"{words} ({said})", False)
