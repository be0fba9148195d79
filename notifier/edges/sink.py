"""The embedded mail server of rehearsals and demonstrations: a real SMTP server on loopback that keeps each mail as a file.

Runs as a process of its own (``python -m notifier.edges.sink FOLDER``) so that receiving does not slow the sender. The 250
to the final dot means: ``000123.eml`` holds exactly the bytes received, and ``arrivals`` names it with its Message-ID.
"""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Starts the server process; ``port`` tells where it listens. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._read = 0
        self._process = subprocess.Popen([sys.executable, "-P", "-m", "notifier.edges.sink", str(folder)],
                                         stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
                                         env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.strip().isdigit():
            raise RuntimeError("the embedded mail server did not start")
        self.port = int(line)

    def arrivals(self) -> list[tuple[str, str]]:
        """(file name, Message-ID) of what arrived since the last call, in order."""
        path = self.folder / "arrivals"
        if not path.exists():
            return []
        with path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        self._read += len(data)
        return [(name, mid) for name, _, mid in (line.partition(" ") for line in data.decode("ascii").splitlines())]

    def __enter__(self) -> "Sink":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        (self.folder / "arrivals").unlink(missing_ok=True)


class _Handler:
    """Keeps each message before it is answered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._arrivals = (folder / "arrivals").open("ab", buffering=0)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: ARG002
        data = envelope.original_content  # type: ignore[attr-defined]
        self._number += 1
        name = f"{self._number:06d}.eml"
        (self._folder / name).write_bytes(data)
        found = MESSAGE_ID.search(data[:65536])
        self._arrivals.write(name.encode() + b" " + (found.group(1) if found else b"-") + b"\n")
        return "250 2.0.0 kept"


async def _serve(folder: Path) -> None:
    from aiosmtpd.smtp import SMTP

    handler = _Handler(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost", loop=loop, data_size_limit=64 * 2**20),
                                      "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)  # until the parent closes the pipe
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
