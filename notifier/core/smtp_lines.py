"""A server's bytes put together into replies (RFC 5321 section 4.2): a code and words, over one line or several, within bounds."""

import re

MOST_REPLY_BYTES = 64 * 1024
MOST_REPLY_LINES = 100

_REPLY = re.compile(rb"(\d\d\d)(?:([ -])(.*))?\Z", re.DOTALL)


class Lines:
    """What arrived and is not yet a whole reply."""

    def __init__(self) -> None:
        self.more = b""     # what stands behind the last line taken
        self._lines: list[bytes] = []
        self._bytes = 0

    @property
    def begun(self) -> bool:
        """Whether a reply is incomplete."""
        return bool(self.more or self._lines)

    def add(self, data: bytes) -> None:
        """More bytes."""
        self.more += data

    def reply(self) -> tuple[int, list[str]] | str | None:
        """The next whole reply, or None. A str says what is no reply by any reading: nothing after it can be trusted."""
        while True:
            line, newline, rest = self.more.partition(b"\n")
            if not newline:
                return "a reply without end" if len(self.more) > MOST_REPLY_BYTES else None
            self.more = rest
            line = line.removesuffix(b"\r")
            match = _REPLY.match(line)
            self._lines.append(line)
            self._bytes += len(line)
            if match is None or match[1] != self._lines[0][:3] or self._bytes > MOST_REPLY_BYTES \
                    or len(self._lines) > MOST_REPLY_LINES:
                return readable(line[:80]) or "an empty line"
            if match[2] != b"-":
                lines = [readable(part[4:]) for part in self._lines]
                self._lines, self._bytes = [], 0
                return int(match[1]), lines


def readable(text: bytes) -> str:
    """A server's words, fit for a log and a ledger."""
    words = text.decode("utf-8", "replace")
    return (words if words.isprintable() else "".join(char if char.isprintable() else " " for char in words)).strip()
