"""From what the ledger stores back to the bytes SMTP carries: a whole mail, or a skeleton and one person's slots.

The stored form is a program of few words, not a template: fixed bytes, a slot's bytes, base64 lines of either, and such lines once
more. So later versions of this package make the same bytes of what earlier ones stored. The first byte of both halves is the form's
version; every version ever written stays readable (a test keeps samples). No header is encoded and no text escaped here: slots hold
what the person's mail has in their places.

A mail's seal is of what is stored: skeleton and slots. That the same is made of it as when it was frozen, the skeleton proves before the
first mail of a process: it ends with the slots of an invented person and the SHA-256 of that person's mail.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from notifier.core.compose.mime import LINE_BYTES, base64_lines
from notifier.core.compose.slots import SlottedBase64

VERSION = 1
FIXED, SLOT, BASE64, AGAIN, PROOF = range(5)
"""Words of a stored skeleton: bytes; the slot of a number; lines of base64 made of the first two; the lines of an earlier BASE64; and
last an invented person's slots with the SHA-256 of the mail they make."""

MOST_SLOT_BYTES = 65_535
_KEPT = 64
"""Beginnings of a text for different slots that are kept: nearly everybody's greeting is the same one."""
_HASH = sha256().digest_size

Piece = bytes | int
"""Fixed bytes, or the number of a slot."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Base64 lines of a body with slots."""

    pieces: tuple[Piece, ...]


class Altered(ValueError):
    """What is stored is not what was sealed, or other bytes are made of it than were."""


class _Body:
    """A body ready for filling in. What many mails share is made once."""

    def __init__(self, text: SlottedBase64, order: tuple[int, ...]) -> None:
        self.order = order
        self._text = text
        self._before = order[:-1]
        self._last = order[-1] if order else -1
        self._end = text.fixed[-1]
        self._alone = text.begin(()) if len(order) <= 1 else None
        self._begun: dict[tuple[bytes, ...], tuple[bytes, bytes]] = {}
        self._tails: dict[int, bytes] = {}

    def fill(self, values: Sequence[bytes]) -> tuple[bytes, bytes, bytes]:
        """Lines up to the last slot, around it, after it."""
        lines, carry = self._alone or self._beginning(tuple([values[number] for number in self._before]))
        if self._last < 0:
            return lines, b"", b""
        carry += values[self._last]
        missing = -len(carry) % LINE_BYTES
        return lines, base64_lines(carry + self._end[:missing]), self._tails.get(missing) or self._tail(missing)

    def _beginning(self, key: tuple[bytes, ...]) -> tuple[bytes, bytes]:
        found = self._begun.get(key)
        if found is None:
            if len(self._begun) >= _KEPT:
                self._begun.clear()
            found = self._begun[key] = self._text.begin(key)
        return found

    def _tail(self, skipped: int) -> bytes:
        found = self._tails[skipped] = base64_lines(self._end[skipped:])
        return found


class Stored:
    """A stored skeleton ready for filling in. ``proof``: an invented person's slots and the SHA-256 of that person's mail; None where
    it was stored without."""

    def __init__(self, data: bytes) -> None:
        """ValueError where the bytes are none of our forms."""
        if not data or data[0] != VERSION:
            raise ValueError(f"stored form {data[:1].hex() or 'empty'} is not known")
        self.slots = data[1]
        self.proof: tuple[bytes, bytes] | None = None
        self._seal = sha256(data).digest()
        self._head = struct.Struct(f">B{self.slots}H")
        self._parts: list[bytes] = []
        self._raw: list[tuple[int, int]] = []
        self._bodies: list[tuple[_Body, list[int]]] = []
        at = 2
        try:
            while at < len(data):
                at = self._read(data, at)
        except IndexError as error:
            raise ValueError("a stored skeleton is cut off") from error

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
        if word == PROOF:
            slots, at = _fixed(data, at + 1)
            self.proof = slots, data[at:at + _HASH]
            return at + _HASH
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
        return b"".join(self._made(values))

    def _made(self, values: Sequence[bytes]) -> list[bytes]:
        parts = self._parts.copy()
        for place, number in self._raw:
            parts[place] = values[number]
        for body, places in self._bodies:
            lines = body.fill(values)
            for place in places:
                parts[place:place + 3] = lines
        return parts

    def seal(self, slots: bytes) -> bytes:
        """What changes with any byte of the skeleton or of these slots (as ``dump`` gives them)."""
        return sha256(self._seal + slots).digest()

    def seal_of_pieces(self, values: Sequence[bytes]) -> bytes:
        """The seal of a mail whose skeleton has no proof: of the pieces that are made, personal ones with their lengths."""
        parts = self._made(values)
        seals = [sha256(part).digest() for part in parts]
        for place, _ in self._raw:
            seals[place] = _personal(parts[place])
        for body, places in self._bodies:
            for place in places:
                seals[place + 1:place + 3] = (_personal(parts[place + 1]), seals[place + 2]) if body.order else (b"", b"")
        return sha256(b"".join(seals)).digest()

    def proved(self) -> "Stored":
        """Itself. Altered where the invented person's mail is not what it was when this was frozen."""
        if self.proof is not None and sha256(self.fill(self.load(self.proof[0]))).digest() != self.proof[1]:
            raise Altered("other bytes are made of the skeleton than were made when it was frozen")
        return self

    def dump(self, values: Sequence[bytes]) -> bytes:
        """One person's slots as they are stored. ``struct.error`` where one is longer than MOST_SLOT_BYTES."""
        return b"".join((self._head.pack(VERSION, *map(len, values)), *values))

    def load(self, slots: bytes) -> tuple[bytes, ...]:
        """The slots of ``dump``. ValueError where they are not this skeleton's."""
        if len(slots) < self._head.size or slots[0] != VERSION:
            raise ValueError("the stored slots are of no known form")
        form = _form(self._head.size, self._head.unpack_from(slots)[1:])
        if form.size != len(slots):
            raise ValueError("the stored slots do not fit their skeleton")
        return form.unpack(slots)


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


def with_proof(data: bytes, slots: bytes, mail: bytes) -> bytes:
    """A dumped skeleton with what proves later that the same is made of it: somebody's slots, and the mail they make."""
    return b"".join((data, bytes((PROOF,)), _word(slots), sha256(mail).digest()))


def materialise(skeleton: bytes, slots: bytes | None) -> bytes:
    """The exact mail: the stored bytes themselves where there are no slots. ValueError where they are of no known form."""
    if slots is None:
        return skeleton
    stored = _stored(skeleton)
    return stored.fill(stored.load(slots))


def verified(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
    """``materialise`` of what was sealed: Altered where a single byte differs, ValueError as ``materialise``."""
    if slots is None:
        return unaltered(skeleton, digest)
    stored = _proved(skeleton)
    values = stored.load(slots)
    if (stored.seal(slots) if stored.proof is not None else stored.seal_of_pieces(values)) != digest:
        raise Altered("skeleton and slots are not those that were sealed")
    return stored.fill(values)


def unaltered(content: bytes, digest: bytes) -> bytes:
    """A whole mail, compared with its SHA-256."""
    if sha256(content).digest() != digest:
        raise Altered("the bytes are not those that were stored")
    return content


def _personal(value: bytes) -> bytes:
    """A piece of one person's as ``seal_of_pieces`` takes it in: no two rows of pieces look alike."""
    return b"%d:%b" % (len(value), value)


_stored = lru_cache(maxsize=8)(Stored)


@lru_cache(maxsize=8)
def _proved(skeleton: bytes) -> Stored:
    return _stored(skeleton).proved()


@lru_cache(maxsize=2048)
def _form(head_bytes: int, lengths: tuple[int, ...]) -> struct.Struct:
    """How slots of these lengths lie behind each other. Kept: there are fewer lengths of names and addresses than people."""
    return struct.Struct(f"{head_bytes}x" + "".join(f"{length}s" for length in lengths))


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
