"""Bytes become readable text, whatever their label says.

Order: byte order mark, valid UTF-8, the label, then a guess between the Cyrillic single-byte sets. The label does not come
first because it lies: «us-ascii» over windows-1251, «iso-8859-1» over anything. Text that is valid UTF-8 beyond ASCII is never
something else in practice. No U+FFFD for readable text, no exception, no codec that is not a character set.
"""

import codecs
import re
from functools import lru_cache
from itertools import pairwise

_SINGLE = ("cp1251", "koi8_r", "cp866", "iso8859_5")
_CODECS = re.compile(
    r"(utf_?8|utf_?16|utf_?16_?(le|be)|utf_?32|cp125\d|cp866|cp85\d|koi8_[ru]|iso8859_?\d+|latin_?1|mac_cyrillic|mac_roman|"
    r"gb\w*|big5|shift_jis|euc_\w+|kz1048|ptcp154)\Z")
_VAGUE = frozenset({"ascii", "iso8859_1", "iso8859-1", "latin_1", "cp1252"})  # labels set by programs that do not know
_COMMON = (  # frequent pairs of letters
    "|ст но то на ен ов ни ра во ко ер ал ол ро ли ос ре ка ит ть ан ет ло не те ом ри ел де по го да пр по ес ог ви ск ны от "
    "ор ме ва ди ло ль та ым ем ой об ле ве ту мо за им ак ик ам ид ду ис тв ми бу се со же ий ая ые бо ма из ки ее ив ин ат "
    "тр ла вы ед аш ча чи ше уд ся ус их ку му ру лю ши сл зд св вс др че ша вн иб ад аз гл ае ож ещ щи |").replace(" ", "|")


def decode(data: bytes, label: str | None = None) -> str:
    """The text of ``data``. ``label`` is the declared charset, believed only where the bytes agree."""
    if not data:
        return ""
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return _lossy(data[len(mark):], codec)
    if (b"\0" in data or b"\4" in data) and (wide := _wide(data, label)):
        return _lossy(data, wide)
    codec = known_codec(label)
    labelled = _strict(data, codec) if codec and codec not in _VAGUE and codec != "utf-8" else None
    if (text := _strict(data, "utf-8")) is not None:
        # «её» in KOI8-R is a valid UTF-8 letter by chance; a long text never is
        chance = labelled is not None and len(data) < 16 and _russian(labelled) > _russian(text)
        return labelled if chance and labelled is not None else text
    if labelled is not None and not _odd(labelled):
        return labelled
    if _mostly_utf8(data):
        return data.decode("utf-8", "ignore")
    return _guess(data)


@lru_cache(maxsize=256)
def known_codec(label: str | None) -> str:
    """The codec behind a charset label, empty for what is unknown or is no character set (``zlib``, ``unicode_escape``)."""
    if not label or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(label.strip().strip("\"'").removeprefix("x-")).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    plain = name.replace("-", "_")
    if name in ("utf-8", "ascii"):
        return name
    return name if _CODECS.match(plain) else ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _lossy(data: bytes, codec: str) -> str:
    """What can be read; a torn last character is dropped rather than shown as U+FFFD."""
    return data.decode(codec, "ignore")


def _wide(data: bytes, label: str | None) -> str:
    """UTF-16 without a mark: every second byte is 0 (Latin) or 4 (Cyrillic)."""
    head = data[:4096]
    even, odd = head[0::2], head[1::2]
    if not odd:
        return ""
    high_odd = sum(odd.count(byte) for byte in (0, 4)) / len(odd)
    high_even = sum(even.count(byte) for byte in (0, 4)) / len(even)
    if known_codec(label).startswith("utf-16"):
        return "utf-16-be" if high_even > high_odd else "utf-16-le"
    if max(high_odd, high_even) < 0.7:
        return ""
    return "utf-16-be" if high_even > high_odd else "utf-16-le"


def _odd(text: str) -> bool:
    """Control characters of the C1 range: no text has them, so the label lies."""
    return any("\x80" <= char <= "\x9f" for char in text[:4096])


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a torn or spoilt place: nearly every byte beyond ASCII belongs to a valid sequence."""
    beyond = sum(byte > 0x7F for byte in data[:65536])
    kept = sum(byte > 0x7F for byte in data[:65536].decode("utf-8", "ignore").encode())
    return kept >= 8 and kept >= beyond - max(3, beyond // 20)


def _guess(data: bytes) -> str:
    """The best of the Cyrillic sets; where none fits, whatever ``charset-normalizer`` makes of it, at last Latin-1."""
    best, text = -1.0, ""
    for codec in _SINGLE:
        candidate = _strict(data[:4096], codec)
        if candidate is None:
            candidate = data[:4096].decode(codec, "ignore")
        if (score := _russian(candidate)) > best:
            best, text = score, codec
    if best >= 0.5:
        return data.decode(text, "ignore")
    return _normalized(data)


def _normalized(data: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(data[:4096]).best()
    codec = known_codec(match.encoding) if match else ""
    return data.decode(codec, "ignore") if codec else data.decode("cp1252", "ignore")


def _russian(text: str) -> float:
    """0..1: how much this reads like Russian: common pairs of letters, capitals only where capitals stand."""
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    letters = sum("а" <= char.lower() <= "я" or char in "ёЁ«»—–№…“”" for char in beyond) / len(beyond)
    pairs = common = broken = 0
    for left, right in pairwise(text):
        if left.isalpha() and right.isalpha() and left > "\x7f" and right > "\x7f":
            pairs += 1
            common += f"|{left}{right}|".lower() in _COMMON
            broken += left.islower() and right.isupper()
    if not pairs:
        return letters * 0.6
    return letters * 0.5 + 0.5 * (common - broken) / pairs
