"""Tokens: unguessable words in an address that bind a mail to a row and a person, until a day.

``ask-day-mac``: the expiry day in base 36, 26 base-32 characters of HMAC-SHA256 (130 bits) over all of it
and the row and address it is for. Fits a local part whatever its letter case becomes on the way (``gmo+ask-fha-....@cdo.example``).
A VERP token (``b-number-mac``) names the message it travels with and does not expire.
"""

import base64
import hashlib
import hmac
import re
from datetime import date

_TOKEN = re.compile(r"([a-z]{1,12})-([0-9a-z]{1,12})-([a-z2-7]{26})\Z")
_ASK, _VERP = "ask", "b"
_EPOCH = date(2000, 1, 1)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token(secret: bytes, item: str, address: str, *, expires: date) -> str:
    """A token for what is asked about a row, good through the day ``expires``."""
    day = _base36((expires - _EPOCH).days)
    return f"{_ASK}-{day}-{_mac(secret, _ASK, day, item, address)}"


def check(secret: bytes, given: str, item: str, address: str, *, today: date) -> bool:
    """Whether ``given`` is our token for exactly this row and address, and not expired. Constant time where secret."""
    found = _TOKEN.match(given.lower())
    if found is None or found[1] != _ASK or not hmac.compare_digest(found[3], _mac(secret, _ASK, found[2], item, address)):
        return False
    return (today - _EPOCH).days <= int(found[2], 36)


def verp(secret: bytes, number: int) -> str:
    """The token that names message ``number`` in its envelope sender."""
    name = _base36(number)
    return f"{_VERP}-{name}-{_mac(secret, _VERP, name, '', '')}"


def verp_number(secret: bytes, given: str) -> int | None:
    """The message a VERP token names, None when it is not ours."""
    found = _TOKEN.match(given.lower())
    if found is None or found[1] != _VERP or not hmac.compare_digest(found[3], _mac(secret, _VERP, found[2], "", "")):
        return None
    return int(found[2], 36)


def is_verp(given: str) -> bool:
    """Whether this has the form of a VERP token."""
    found = _TOKEN.match(given.lower())
    return found is not None and found[1] == _VERP


def _mac(secret: bytes, *parts: str) -> str:
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:26]


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError("not before 2000")
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
