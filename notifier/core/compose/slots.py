"""Texts with slots: rendered once, filled in per person; and their base64, of which only the lines around a slot are made anew.

A mark is a slot's name between two private-use characters, which ``view`` removes from all data. Base64 lines hold 57 bytes, so what
follows a slot has 57 possible phases; each is encoded when first needed and kept. The result is what plain encoding gives.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from notifier.core.compose.mime import LINE_BYTES, base64_lines

_MARK = re.compile("\ue000([a-z]+)\ue001")


def mark(slot: str) -> str:
    """What stands in a rendered text where a person's value goes."""
    return f"\ue000{slot}\ue001"


@dataclass(frozen=True, slots=True)
class SlottedText:
    """``fixed[0] slot[0] fixed[1] … fixed[n]``."""

    fixed: tuple[str, ...]
    slots: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "SlottedText":
        """A rendered text cut at its marks."""
        parts = _MARK.split(text)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text for one person."""
        parts = [self.fixed[0]]
        for slot, fixed in zip(self.slots, self.fixed[1:], strict=True):
            parts += (values[slot], fixed)
        return "".join(parts)

    def encoded(self) -> "SlottedBase64":
        """The same for the wire: UTF-8, CRLF, base64."""
        return SlottedBase64(tuple(part.replace("\n", "\r\n").encode() for part in self.fixed), self.slots)


@dataclass(slots=True)
class SlottedBase64:
    """Bytes with slots, encoded in lines of 76. Grows with use: at most 57 encodings of each fixed part."""

    fixed: tuple[bytes, ...]
    slots: tuple[str, ...]
    _phases: dict[tuple[int, int], tuple[bytes, bytes]] = field(default_factory=dict)

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """``base64_lines`` of the filled bytes."""
        lines, carry = self.begin([values[slot] for slot in self.slots])
        return lines + base64_lines(carry)

    def begin(self, values: Sequence[bytes]) -> tuple[bytes, bytes]:
        """The lines as far as these values go (in the order of ``slots``; all of them, or all but the last), and the bytes left over for
        the next line."""
        out: list[bytes] = []
        carry = b""
        for number in range(len(values) + 1):
            fixed = self.fixed[number]
            if number:
                carry += values[number - 1]
            missing = -len(carry) % LINE_BYTES
            if len(fixed) < missing:
                carry += fixed
                continue
            if carry:
                out.append(base64_lines(carry + fixed[:missing]))
            lines, carry = self._phase(number, missing)
            out.append(lines)
        return b"".join(out), carry

    def _phase(self, number: int, skipped: int) -> tuple[bytes, bytes]:
        """A fixed part from ``skipped`` on: its whole lines encoded, and the bytes left over."""
        key = (number, skipped)
        found = self._phases.get(key)
        if found is None:
            rest = self.fixed[number][skipped:]
            whole = len(rest) - (len(rest) % LINE_BYTES if number < len(self.slots) else 0)  # after the last one nothing follows
            found = self._phases[key] = base64_lines(rest[:whole]), rest[whole:]
        return found
