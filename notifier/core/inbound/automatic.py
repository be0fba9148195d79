"""Automatic mail: a vacation answer, a list's, a machine's, and our own come back.

RFC 3834 and the many who do not follow it. When in doubt it is a person's, whose words would be lost: ``Auto-Submitted: no`` and
``X-Auto-Response-Suppress`` alone are ordinary mail (Outlook sets the latter on letters people write).
"""

import re
from collections.abc import Sequence

from notifier.core.inbound.bounds import Header
from notifier.model.heard import Ours

LOOP_HEADER = "x-loop"
_ROBOTS = re.compile(r"(mailer-daemon|no-?reply|do-?not-?reply)\b")
_LIST_HEADERS = ("list-id", "list-post", "list-help", "list-unsubscribe", "list-owner", "mailing-list", "x-mailing-list")
_AUTOREPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-vacation", "x-mail-autoreply",
                      "x-autoreply-from", "x-auto-reply-from", "x-yandex-autoreply")
_EXCHANGE_RULE = "x-ms-exchange-inbox-rules-loop"
"""Whose mailbox's rule sent it: the writer's answers by itself, another's passes on what she wrote."""
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_AUTOREPLY_SUBJECT = re.compile(
    r"(re:\s*|отв:\s*)*\[?\s*(авто-?\s?ответ|автоматическ\w+ ответ|ответ автоответчика|автоответчик|автоматическое уведомление"
    r"|out of (the )?office|automatic reply|auto-?\s?reply|auto(matic)?[- ]?response|vacation( reply| notice)?:"
    r"|(отсутствую|нет) на рабочем месте\s*(:|$))", re.IGNORECASE)
"""«Я в отпуске, пришлите запись» a person writes, too."""


def is_own(headers: Sequence[Header], *, sender: str, ours: Ours) -> bool:
    """Our own mail come back. The Message-ID's domain tells only where it is not also the domain people's mail programs use."""
    values = _values(headers)
    if sender == ours.address:
        return ours.coordinator != ours.address or values.get("auto-submitted", "").startswith("auto-generated")
    return ours.message_domain != ours.domain and values.get("message-id", "").endswith(f"@{ours.message_domain}>")


def is_automatic(headers: Sequence[Header], *, sender: str, subject: str, answers_us: bool) -> bool:
    """Whether no person wrote this: a vacation answer, a list's or a machine's mail."""
    values = _values(headers)
    submitted = values.get("auto-submitted", "")
    if submitted:
        return not submitted.startswith("no")
    if any(name in values for name in _AUTOREPLY_HEADERS) or values.get("precedence") in ("auto_reply", "auto-reply"):
        return True
    if sender and values.get(_EXCHANGE_RULE) == sender:
        return True
    if _AUTOREPLY_SUBJECT.match(subject) or LOOP_HEADER in values or _ROBOTS.match(sender):
        return True
    if values.get("return-path") == "<>" or values.get("content-type", "").startswith("multipart/report"):
        return True
    return not answers_us and (values.get("precedence", "") in _BULK or any(name in values for name in _LIST_HEADERS))


def _values(headers: Sequence[Header]) -> dict[str, str]:
    """The first header of each name, in lower case."""
    return {name: value.decode("latin-1").strip().lower() for name, value in reversed(headers)}
