"""Limits on a message before the ``email`` package sees it, by one linear scan over lines.

Measured on CPython 3.11: 3 000 nested levels raise RecursionError, 100 000 parts take 9 s, a Subject of 20 000 encoded words
9 s. So levels, parts and header sizes are counted here first; headers that are too long are cut out, a structure that is too
deep or too wide is not parsed at all. Line ends of every sort become LF, so that the scan and ``email`` see the same lines.
"""

import re
from dataclasses import dataclass

FULL_BYTES = 2 * 1024 * 1024         # a stranger's message is read in full up to here
COORDINATOR_BYTES = 8 * 1024 * 1024  # hers may carry a file of 5 MB in base64
CUT_BYTES = 256 * 1024               # what is looked at of a larger one: headers and the first text
HEADER_BLOCK_BYTES = 64 * 1024
HEADER_BYTES = 8 * 1024
LEVELS = 20
PARTS = 200
_DASH_LINES = 20_000

_HEADER_LINE = re.compile(rb"(?:[!-9;-~]+[ \t]*:|[ \t]|From )[^\n]*(?:\n|\Z)")
_DASHES = re.compile(rb"^--([^\n]+)", re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary(?:\*0)?\*?\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_KIND = re.compile(rb"\s*(multipart|message)/", re.IGNORECASE)

Header = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A message within limits: ``raw`` for the parser (LF line ends), its top ``headers`` (lower-case name, unfolded value).

    ``excess`` (Russian) is why it may not be parsed beyond its headers, empty when it may. ``damaged``: headers were cut out.
    ``cut``: the message was longer than allowed and ``raw`` is its beginning.
    """

    raw: bytes
    headers: tuple[Header, ...]
    excess: str = ""
    damaged: bool = False
    cut: bool = False


@dataclass(slots=True)
class _Block:
    headers: list[Header]
    kept: list[bytes]
    end: int
    damaged: bool


def unify(raw: bytes) -> bytes:
    """All line ends as LF, also the doubled CR of some mailers; blank lines and an mbox line before the headers are dropped."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw.lstrip(b"\n")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return raw


def bounded(raw: bytes, *, limit: int = FULL_BYTES) -> Bounded:
    """``raw`` brought within limits."""
    cut = len(raw) > limit
    scan = _Scan(unify(raw[:CUT_BYTES] if cut else raw))
    excess = ""
    try:
        scan.walk()
    except _TooMuch as much:
        excess = str(much)
    return Bounded(raw=scan.rest(), headers=tuple(scan.top.headers), excess=excess, damaged=scan.damaged, cut=cut)


def header_block(raw: bytes) -> tuple[Header, ...]:
    """The headers at the start of ``raw`` (LF line ends), within limits."""
    return tuple(_block(raw, 0).headers)


class _TooMuch(Exception):
    """Why a message's structure is not parsed (Russian)."""


class _Scan:
    """One walk over the lines of a message: header blocks, and the boundaries that are open."""

    def __init__(self, raw: bytes) -> None:
        self.top = _block(raw, 0)
        self.damaged = self.top.damaged
        self._raw = raw
        self._kept = list(self.top.kept)
        self._position = self.top.end
        self._open: list[tuple[bytes, int]] = []  # boundaries, each with the level it stands on
        self._levels = self._parts = 1
        self._dashes = 0

    def walk(self) -> None:
        """To the end. _TooMuch where the structure is too deep or too wide."""
        block: _Block | None = self.top
        while block is not None:
            while (inside := self._entered(block)) is not None:
                block = inside
            block = self._next_part()

    def rest(self) -> bytes:
        """The message without what was cut out, whole behind the place where the walk ended."""
        return b"".join([*self._kept, self._raw[self._position:]]) if self.damaged else self._raw

    def _entered(self, block: _Block) -> _Block | None:
        """What a part's Content-Type opens: a boundary to watch for, or the header block of a message inside."""
        content_type = next((value for name, value in block.headers if name == "content-type"), b"")
        kind = _KIND.match(content_type)
        if kind is None:
            return None
        if kind[1].lower() == b"message":
            self._deepen()
            return self._taken()
        if found := _BOUNDARY.search(content_type):
            self._open.append(((found[1] or found[2]).rstrip(), self._levels))
            self._deepen()
        return None

    def _next_part(self) -> _Block | None:
        """The header block behind the next line that begins a part."""
        while self._open and (match := _DASHES.search(self._raw, self._position)):
            self._dashes += 1
            if self._dashes > _DASH_LINES:
                raise _TooMuch("в письме слишком много разделителей")
            self._keep(min(match.end() + 1, len(self._raw)))
            if (level := _level(match[1].rstrip(), self._open)) is None:
                continue
            closing, index = level
            self._levels = self._open[index][1] + 1
            del self._open[index if closing else index + 1:]
            if not closing:
                return self._taken()
        return None

    def _deepen(self) -> None:
        self._levels += 1
        if self._levels > LEVELS:
            raise _TooMuch(f"в письме больше {LEVELS} вложенных уровней")

    def _taken(self) -> _Block:
        """The header block here, one more part."""
        self._parts += 1
        if self._parts > PARTS:
            raise _TooMuch(f"в письме больше {PARTS} частей")
        block = _block(self._raw, self._position)
        self._kept += block.kept
        self.damaged |= block.damaged
        self._position = block.end
        return block

    def _keep(self, end: int) -> None:
        self._kept.append(self._raw[self._position:end])
        self._position = end


def _level(line: bytes, stack: list[tuple[bytes, int]]) -> tuple[bool, int] | None:
    """Which open boundary a dash line is, and whether it closes it."""
    for index in range(len(stack) - 1, -1, -1):
        boundary = stack[index][0]
        if line == boundary:
            return False, index
        if line == boundary + b"--":
            return True, index
    return None


def _block(raw: bytes, position: int) -> _Block:
    """The header block at ``position``: headers too long are left out, everything past the block's limit too."""
    lines: list[bytes] = []
    headers: list[Header] = []
    kept: list[bytes] = []
    damaged = False
    size = 0

    def flush() -> None:
        nonlocal size, damaged
        if not lines:
            return
        whole = b"".join(lines)
        lines.clear()
        size += len(whole)
        if len(whole) > HEADER_BYTES or size > HEADER_BLOCK_BYTES:
            damaged = True
            return
        kept.append(whole)
        name, colon, value = whole.partition(b":")
        if colon:
            headers.append((name.strip().decode("latin-1").lower(), b" ".join(value.split(b"\n")).strip()))

    while match := _HEADER_LINE.match(raw, position):
        line = match[0]
        if line[:1] not in b" \t":
            flush()
        lines.append(line)
        position = match.end()
        if not line or position >= len(raw):
            break
    flush()
    if raw[position:position + 1] == b"\n":
        kept.append(b"\n")
        position += 1
    return _Block(headers=headers, kept=kept, end=position, damaged=damaged)
