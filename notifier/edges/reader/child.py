"""The process that reads: limits first, then one message after another until the parent closes the pipe.

Run by ``notifier.edges.reader``, which has none of this loaded: ``python -m notifier.edges.reader.child MEMORY_MIB CPU_SECONDS LAYOUT``.
One that an upgrade put in place below a service of before ends at once: its records would be misread.
"""

import io
import pickle
import resource
import signal
import sys
from enum import Enum
from typing import Any, BinaryIO

from notifier.core.inbound.read import read
from notifier.edges.reader import LENGTH, layout
from notifier.model.heard import Heard, Ours


def serve(source: BinaryIO, sink: BinaryIO, *, memory_mib: int, cpu_seconds: int) -> None:
    """The child: limits first, then one message after another until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (length,) = LENGTH.unpack(source.read(LENGTH.size))
    ours: Ours = pickle.loads(source.read(length))  # noqa: S301  # from our own parent
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sink.write(b"\n")
    sink.flush()
    while head := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(head)
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + cpu_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        answer = pickled(read(source.read(length), ours=ours))
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


class _ByValue(pickle.Pickler):
    """Members of enums as class and value. Debian 12's Python (3.11.2) would write ``getattr``, which the parent refuses."""

    def reducer_override(self, obj: Any) -> Any:
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


def pickled(heard: Heard) -> bytes:
    """A record as the parent takes it back."""
    data = io.BytesIO()
    _ByValue(data, protocol=5).dump(heard)
    return data.getvalue()


if __name__ == "__main__":
    if sys.argv[3:] != [layout()]:
        sys.exit(1)
    serve(sys.stdin.buffer, sys.stdout.buffer, memory_mib=int(sys.argv[1]), cpu_seconds=int(sys.argv[2]))
