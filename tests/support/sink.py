"""A real SMTP server (aiosmtpd) in a process of its own that writes down what it took: ``python sink.py RECORD``.

Prints its port, then one line ``recipient sha256`` a mail into RECORD, written before the 250 goes out.
"""

import asyncio
import hashlib
import os
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Writing:
    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        assert len(envelope.rcpt_tos) == 1
        digest = hashlib.sha256(envelope.content).hexdigest()
        os.write(self.file, f"{envelope.rcpt_tos[0]} {digest}\n".encode())
        return "250 2.0.0 Ok: taken"


async def serve(path: str) -> None:
    handler = Writing(path)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while os.getppid() != 1:
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
