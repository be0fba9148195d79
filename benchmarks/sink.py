"""A mail server that takes everything on loopback, answers as late as told, and can count what it got.

    python -m benchmarks.sink PORT [--late-ms 50] [--chunking] [--ids FILE]

Each command's answer leaves so long after the command came in, as on a long line: commands sent together are answered together.
``--ids`` appends the Message-ID of each mail to a file before its answer leaves.
"""

import argparse
import asyncio
import re
from collections import deque
from pathlib import Path

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, *, late_seconds: float, chunking: bool, ids: Path | None) -> None:
        self._late = late_seconds
        self._chunking = chunking
        self._ids = ids
        self._buffer = bytearray()
        self._body = False
        self._chunk: int | None = None
        self._answers: deque[bytes] = deque()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The greeting."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._answer(b"220 late.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Commands and mails, as far as they are whole."""
        self._buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        buffer = self._buffer
        if self._chunk is not None:
            if len(buffer) < self._chunk:
                return False
            self._take(bytes(buffer[:self._chunk]), self._chunk)
            self._chunk = None
            return True
        if self._body:
            end = buffer.find(b"\r\n.\r\n")
            if end < 0:
                return False
            self._take(bytes(buffer[:end + 2]), end + 5)
            self._body = False
            return True
        end = buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(buffer[:end])
        del buffer[:end + 2]
        self._command(line)
        return True

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"EHLO":
            offered = [b"late.example", b"PIPELINING", b"8BITMIME", b"SIZE 10485760", *([b"CHUNKING"] if self._chunking else [])]
            self._answer(b"".join(b"250%b%b\r\n" % (b" " if word is offered[-1] else b"-", word) for word in offered))
        elif verb == b"DATA":
            self._body = True
            self._answer(b"354 go on\r\n")
        elif verb == b"BDAT":
            self._chunk = int(line.split()[1])
        elif verb == b"QUIT":
            self._answer(b"221 2.0.0 bye\r\n")
        else:
            self._answer(b"250 2.0.0 ok\r\n")

    def _take(self, mail: bytes, size: int) -> None:
        del self._buffer[:size]
        if self._ids is not None:
            found = MESSAGE_ID.search(mail)
            with self._ids.open("ab") as file:
                file.write((found[1] if found else b"?") + b"\n")
        self._answer(b"250 2.0.0 ok\r\n")

    def _answer(self, answer: bytes) -> None:
        if not self._late:
            self._write(answer)
            return
        self._answers.append(answer)
        asyncio.get_running_loop().call_later(self._late, lambda: self._write(self._answers.popleft()))

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


async def serve(port: int, *, late_seconds: float, chunking: bool, ids: Path | None) -> None:
    """Until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(late_seconds=late_seconds, chunking=chunking, ids=ids), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("--late-ms", type=float, default=0)
    parser.add_argument("--chunking", action="store_true")
    parser.add_argument("--ids", type=Path)
    given = parser.parse_args()
    asyncio.run(serve(given.port, late_seconds=given.late_ms / 1000, chunking=given.chunking, ids=given.ids))


if __name__ == "__main__":
    main()
