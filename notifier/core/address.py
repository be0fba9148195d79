"""Mail addresses: a strict grammar and one canonical form. Stricter than RFC 5321: what real mailboxes use, nothing that can
carry a second recipient, an ESMTP parameter or a header.

Local part: an ASCII dot-atom of at most 64; domain: at least two labels, international ones as A-labels (IDNA 2008 by ``idna``,
the standard library's codec is wrong on long labels). The whole address is case-folded: no provider our people use tells
``Ivanova@`` from ``ivanova@``.
"""

import re
import unicodedata
from functools import lru_cache

import idna

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*\Z")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]\Z", re.IGNORECASE | re.ASCII)
_ASCII_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}\Z")
SAFE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+\Z")
"""What may stand as an address in a header and a calendar line: nothing in it ends either."""


class AddressError(ValueError):
    """Not an address we write to; the text says why (Russian, no full stop)."""


def canonical(text: str) -> str:
    """The canonical form of one bare address. AddressError says what is wrong with it."""
    if (plain := _PLAIN.match(text)) is not None and len(text) <= 254 and plain.end(1) <= 64 and "xn--" not in text.lower():
        return text.lower()  # nearly all; the rest below is for saying what is wrong, and for international domains
    address = text.strip().strip("\ufeff\u200b\u200c\u200d\u2060").strip()  # what Word and Excel leave around a pasted address
    if not address:
        raise AddressError("адрес пуст")
    if "<" in address or ">" in address:
        raise AddressError("нужен только адрес, без имени и угловых скобок")
    if "," in address or ";" in address:
        raise AddressError("в адресе запятая или точка с запятой; несколько адресов — отдельными строками")
    if "@" not in address:
        raise AddressError("в адресе нет знака @")
    if any(char.isspace() or unicodedata.category(char)[0] == "C" for char in address):
        raise AddressError("в адресе пробел или невидимый знак")
    local, _, domain = address.rpartition("@")
    _check_local(local)
    host = _domain(domain)
    if len(local) + 1 + len(host) > 254:
        raise AddressError("адрес длиннее 254 знаков")
    return f"{local}@{host}".casefold()


def domain_of(address: str) -> str:
    """What stands after the last @ of a canonical address."""
    return address.rpartition("@")[2]


def _check_local(local: str) -> None:
    if not local:
        raise AddressError("перед @ ничего нет")
    if "@" in local:
        raise AddressError("в адресе два знака @")
    odd = next((char for char in local if not char.isascii()), None)
    if odd is not None:
        if "CYRILLIC" in unicodedata.name(odd, ""):
            raise AddressError(f"перед @ русская буква «{odd}»: допустимы латинские буквы, проверьте раскладку")
        raise AddressError(f"перед @ недопустимый знак «{odd}»: нужны латинские буквы, цифры, точка, дефис, подчёркивание")
    if local.startswith('"'):
        raise AddressError("имя ящика в кавычках не поддерживается")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise AddressError("точка в начале, в конце или две подряд перед @")
    if not _LOCAL.match(local):
        raise AddressError("перед @ недопустимый знак")
    if len(local) > 64:
        raise AddressError("перед @ больше 64 знаков")


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    """The domain as A-labels in lower case."""
    if domain.startswith("["):
        raise AddressError("вместо домена числовой адрес")
    lowered = domain.lower()
    if domain.isascii() and "xn--" not in lowered:
        host = lowered
    else:
        labels = domain.split(".")
        if any(map(_mixed, labels)) or (_mixed("".join(labels[-2:])) and not labels[-1].isascii()):  # «mail.ру» is nobody's
            raise AddressError(f"в домене «{domain}» смешаны русские и латинские буквы")
        try:
            host = idna.encode(lowered, uts46=True, std3_rules=True).decode("ascii")
            idna.decode(host)
        except idna.IDNAError:
            raise AddressError(f"домен «{domain}» записан с ошибкой") from None
    labels = host.split(".")
    if any(len(label) > 63 for label in labels) or len(host) > 253:
        raise AddressError("часть домена длиннее 63 знаков или домен длиннее 253")
    if len(labels) < 2:
        raise AddressError(f"домен «{domain}» без точки")
    if not _ASCII_DOMAIN.match(host) or labels[-1].isdigit():
        raise AddressError(f"домен «{domain}» записан с ошибкой")
    return host


def _mixed(label: str) -> bool:
    """Latin and Cyrillic letters in one label: a keyboard slip or a look-alike."""
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
    return {"LATIN", "CYRILLIC"} <= scripts
