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
    body_at: int
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
    raw = unify(raw[:CUT_BYTES] if cut else raw)
    top = _block(raw, 0)
    kept = list(top.kept)
    damaged, excess, position = top.damaged, "", top.end
    body_at = sum(map(len, kept))
    stack: list[tuple[bytes, int]] = []
    levels, parts, dashes = 1, 1, 0
    block: _Block | None = top
    while True:
        if block is not None:
            levels, block = _enter(raw, block, stack, levels)
            if levels > LEVELS:
                excess = f"в письме больше {LEVELS} вложенных уровней"
                break
            if block is not None:
                kept.extend(block.kept)
                damaged |= block.damaged
                position = block.end
                parts += 1
                if parts > PARTS:
                    excess = f"в письме больше {PARTS} частей"
                    break
                continue
        if not stack or not (match := _DASHES.search(raw, position)):
            break
        dashes += 1
        if dashes > _DASH_LINES:
            excess = "в письме слишком много разделителей"
            break
        line_end = min(match.end() + 1, len(raw))
        kept.append(raw[position:line_end])
        position = line_end
        if (level := _level(match[1].rstrip(), stack)) is None:
            continue
        closing, index = level
        levels = stack[index][1] + 1
        del stack[index if closing else index + 1:]
        if closing:
            continue
        parts += 1
        if parts > PARTS:
            excess = f"в письме больше {PARTS} частей"
            break
        block = _block(raw, position)
        kept.extend(block.kept)
        damaged |= block.damaged
        position = block.end
    kept.append(raw[position:])
    return Bounded(raw=b"".join(kept) if damaged else raw, headers=tuple(top.headers), body_at=body_at if damaged else top.end,
                   excess=excess, damaged=damaged, cut=cut)


def header_block(raw: bytes) -> tuple[Header, ...]:
    """The headers at the start of ``raw`` (LF line ends), within limits."""
    return tuple(_block(raw, 0).headers)


def _enter(raw: bytes, block: _Block, stack: list[tuple[bytes, int]], levels: int) -> tuple[int, _Block | None]:
    """What a part's Content-Type opens: a boundary to watch for, or the header block of a message inside."""
    content_type = next((value for name, value in block.headers if name == "content-type"), b"")
    kind = _KIND.match(content_type)
    if kind is None:
        return levels, None
    if kind[1].lower() == b"message":
        return levels + 1, _block(raw, block.end)
    for found in _BOUNDARY.finditer(content_type):
        stack.append(((found[1] or found[2]).rstrip(), levels))
        return levels + 1, None
    return levels, None


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
