"""From what the ledger stores back to the bytes SMTP carries: a whole mail, or a skeleton and one person's slots.

The stored form is a program of four words, not a template: fixed bytes, a slot's bytes, base64 lines of either, and such lines once
more. So later versions of this package make the same bytes of what earlier ones stored. The first byte of both halves is the form's
version; every version ever written stays readable (a test keeps samples). No header is encoded and no text escaped here: slots hold
what the person's mail has in their places.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from notifier.core.compose.mime import LINE_BYTES, base64_lines
from notifier.core.compose.slots import SlottedBase64

VERSION = 1
FIXED, SLOT, BASE64, AGAIN = range(4)
"""Words of a stored skeleton: bytes; the slot of a number; lines of base64 made of the first two; the lines of an earlier BASE64."""

MOST_SLOT_BYTES = 65_535
_KEPT = 64
"""Beginnings of a text for different slots that are kept: nearly everybody's greeting is the same one."""

Piece = bytes | int
"""Fixed bytes, or the number of a slot."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Base64 lines of a body with slots."""

    pieces: tuple[Piece, ...]


class Altered(ValueError):
    """What is stored makes other bytes than those that were sealed."""


@dataclass(slots=True)
class _Body:
    """A body ready for filling in. What many mails share is made, and hashed, once."""

    text: SlottedBase64
    order: tuple[int, ...]
    begun: dict[tuple[bytes, ...], tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    tails: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def fill(self, values: Sequence[bytes]) -> tuple[tuple[bytes, bytes, bytes], tuple[bytes, bytes, bytes]]:
        """Lines up to the last slot, around it, after it; and of each what the seal takes in."""
        key = tuple([values[number] for number in self.order[:-1]])
        found = self.begun.get(key)
        if found is None:
            found = self._begin(key)
        lines, carry, begin = found
        if not self.order:
            return (lines, b"", b""), (begin, b"", b"")
        carry += values[self.order[-1]]
        fixed = self.text.fixed[-1]
        missing = -len(carry) % LINE_BYTES
        around = base64_lines(carry + fixed[:missing])
        tail, end = self.tails.get(missing) or self._tail(missing)
        return (lines, around, tail), (begin, _personal(around), end)

    def _begin(self, key: tuple[bytes, ...]) -> tuple[bytes, bytes, bytes]:
        lines, carry = self.text.begin(key)
        if len(self.begun) >= _KEPT:
            self.begun.clear()
        found = self.begun[key] = lines, carry, sha256(lines).digest()
        return found

    def _tail(self, skipped: int) -> tuple[bytes, bytes]:
        tail = base64_lines(self.text.fixed[-1][skipped:])
        found = self.tails[skipped] = tail, sha256(tail).digest()
        return found


class Stored:
    """A stored skeleton ready for filling in."""

    def __init__(self, data: bytes) -> None:
        """ValueError where the bytes are none of our forms."""
        if not data or data[0] != VERSION:
            raise ValueError(f"stored form {data[:1].hex() or 'empty'} is not known")
        self.slots = data[1]
        self._head = struct.Struct(f">B{self.slots}H")
        self._parts: list[bytes] = []
        self._raw: list[tuple[int, int]] = []
        self._bodies: list[tuple[_Body, list[int]]] = []
        at = 2
        while at < len(data):
            at = self._read(data, at)
        self._seals = [sha256(part).digest() for part in self._parts]

    def _read(self, data: bytes, at: int) -> int:
        word, number = data[at], data[at + 1]
        place = len(self._parts)
        if word == FIXED:
            piece, at = _fixed(data, at)
            self._parts.append(piece)
            return at
        if word == SLOT:
            self._parts.append(b"")
            self._raw.append((place, number))
            return at + 2
        self._parts += [b""] * 3
        if word == AGAIN:
            self._bodies[number][1].append(place)
        elif word == BASE64:
            pieces: list[Piece] = []
            at += 2
            for _ in range(number):
                if data[at] == SLOT:
                    pieces.append(data[at + 1])
                    at += 2
                else:
                    piece, at = _fixed(data, at)
                    pieces.append(piece)
            self._bodies.append((_body(pieces), [place]))
            return at
        else:
            raise ValueError(f"stored word {word} is not known")
        return at + 2

    def fill(self, values: Sequence[bytes]) -> bytes:
        """The mail of these slots."""
        return b"".join(self._made(values)[0])

    def seal(self, values: Sequence[bytes]) -> bytes:
        """What changes with any byte of the mail: SHA-256 over its pieces in order, personal ones with their lengths, each shared one
        by its own SHA-256. The mail itself would have to be hashed whole, twice a person: a tenth of all the time there is."""
        return sha256(b"".join(self._made(values)[1])).digest()

    def sealed(self, values: Sequence[bytes]) -> tuple[bytes, bytes]:
        """The mail and its seal, of the same pieces."""
        parts, seals = self._made(values)
        return b"".join(parts), sha256(b"".join(seals)).digest()

    def _made(self, values: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
        parts, seals = self._parts.copy(), self._seals.copy()
        for place, number in self._raw:
            parts[place] = value = values[number]
            seals[place] = _personal(value)
        for body, places in self._bodies:
            lines, hashes = body.fill(values)
            for place in places:
                parts[place:place + 3] = lines
                seals[place:place + 3] = hashes
        return parts, seals

    def dump(self, values: Sequence[bytes]) -> bytes:
        """One person's slots as they are stored. ``struct.error`` where one is longer than MOST_SLOT_BYTES."""
        return b"".join((self._head.pack(VERSION, *map(len, values)), *values))

    def load(self, slots: bytes) -> list[bytes]:
        """The slots of ``dump``. ValueError where they are not this skeleton's."""
        if len(slots) < self._head.size or slots[0] != VERSION:
            raise ValueError("the stored slots are of no known form")
        lengths = self._head.unpack_from(slots)
        values, at = [], self._head.size
        for length in lengths[1:]:
            values.append(slots[at:at + length])
            at += length
        if at != len(slots):
            raise ValueError("the stored slots do not fit their skeleton")
        return values


def dump(program: Sequence[Piece | Lines], *, slots: int) -> bytes:
    """A skeleton as it is stored. ``program``: fixed bytes, numbers of slots below ``slots``, bodies; a body's second place is a word."""
    out, seen = [bytes((VERSION, slots))], list[Lines]()
    for piece in program:
        if not isinstance(piece, Lines):
            out.append(_word(piece))
        elif piece in seen:
            out.append(bytes((AGAIN, seen.index(piece))))
        else:
            seen.append(piece)
            out += (bytes((BASE64, len(piece.pieces))), *map(_word, piece.pieces))
    return b"".join(out)


def materialise(skeleton: bytes, slots: bytes | None) -> bytes:
    """The exact mail: the stored bytes themselves where there are no slots. ValueError where they are of no known form."""
    if slots is None:
        return skeleton
    stored = _stored(skeleton)
    return stored.fill(stored.load(slots))


def verified(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
    """``materialise``, compared with what was sealed: Altered where a single byte differs, ValueError as ``materialise``."""
    if slots is None:
        return unaltered(skeleton, digest)
    stored = _stored(skeleton)
    content, seal = stored.sealed(stored.load(slots))
    if seal != digest:
        raise Altered("the bytes are not those that were sealed")
    return content


def unaltered(content: bytes, digest: bytes) -> bytes:
    """A whole mail, compared with its SHA-256."""
    if sha256(content).digest() != digest:
        raise Altered("the bytes are not those that were stored")
    return content


def _personal(value: bytes) -> bytes:
    """A piece of one person's as the seal takes it in: no two rows of pieces look alike."""
    return b"%d:%b" % (len(value), value)


_stored = lru_cache(maxsize=8)(Stored)


def _word(piece: Piece) -> bytes:
    return bytes((SLOT, piece)) if isinstance(piece, int) else struct.pack(">BI", FIXED, len(piece)) + piece


def _fixed(data: bytes, at: int) -> tuple[bytes, int]:
    if data[at] != FIXED:
        raise ValueError(f"stored word {data[at]} is not known here")
    begin = at + 5
    end = begin + int.from_bytes(data[at + 1:begin], "big")
    if end > len(data):
        raise ValueError("a stored skeleton is cut off")
    return data[begin:end], end


def _body(pieces: Sequence[Piece]) -> _Body:
    """Fixed and slot by turns, as ``SlottedBase64`` wants them."""
    fixed, order = [b""], list[int]()
    for piece in pieces:
        if isinstance(piece, int):
            order.append(piece)
            fixed.append(b"")
        else:
            fixed[-1] += piece
    return _Body(SlottedBase64(tuple(fixed), tuple(map(str, order))), tuple(order))
