"""Fuzz the inbound reader: ``python tests/fuzz/inbound.py --minutes 60``.

Takes the golden mails apart and puts them together wrongly: bytes flipped, lines doubled, headers and parts exchanged, charsets
crossed, structure nested. A finding is an exception, more than five seconds over one message, or a growth above 200 MB; it is
written to ``--out`` and the run ends with 1. The same seed gives the same run.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from notifier.core.inbound.answers import answers  # noqa: E402
from notifier.core.inbound.read import read  # noqa: E402
from notifier.core.inbound.wishes import wishes  # noqa: E402
from notifier.model.heard import Human, Ours  # noqa: E402
from notifier.model.order import Asked  # noqa: E402
from notifier.model.plan import Item, Plan  # noqa: E402
from notifier.model.when import SchoolYear  # noqa: E402

OURS = Ours("gmo@cdo.example", "cdo.example", "coordinator@cdo.example", "mx.cdo.example")
PLAN, MOSCOW = Plan("", SchoolYear(2020), (Item("teor-2", "", ("Новое",)),)), ZoneInfo("Europe/Moscow")
NOVEMBER = (date(2020, 11, 1), date(2020, 11, 30))
ASKED = (Asked("teor-2", choices=("12.11.2020 14:30", "19.11.2020 14:30"), window=NOVEMBER), Asked("prak-1", "two-venues", places=("ЦДО", "СШ № 32")),
         Asked("teor-2", "stands", here=False, stands=datetime.fromisoformat("2020-11-12T14:30"), fresh=True))
SLOW_SECONDS = 5.0
GROWTH_MIB = 200
TOKENS = (
    b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xd0", b"--", b"--b", b":", b";", b"=", b'"', b"<", b">", b"=?utf-8?B?",
    b"=?koi8-r?Q?", b"?=",
    b"Content-Type: multipart/mixed; boundary=b\n\n", b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n",
    b"charset=utf-16", b"charset*0*=x'", b"BEGIN:VEVENT\n", b"END:VCALENDAR\n", b"BEGIN:VALARM\n",
    b"ATTENDEE;CN=a:b:mailto:", b"TZID=../x:",
    b"DTSTART:99999999T999999Z\n", b"SEQUENCE:-1\n", b"Action: failed\n", b"Final-Recipient: rfc822;", "отмена ".encode(),
    "19.11 в 14:30 ".encode(), "\n> teor-2: Новое\n>\n".encode(), b"\n\n2\n\n> x\n", b"<blockquote>", b"</blockquote>",
    b'<div class="gmail_quote">', "ой, не 12, а 13 ".encode(), "двадцать шестого ноября в половине третьего ".encode(), "19-го ".encode(),
    "отменяю предыдущее письмо, ".encode(), "время то же ".encode(), "в 15:00\n".encode(), b"1. ", b"2) ",
)


def mutate(seeds: list[bytes], chance: random.Random) -> bytes:
    """One broken mail."""
    raw = bytearray(chance.choice(seeds))
    ways: tuple[Callable[[], None], ...] = (
        lambda: raw.__setitem__(slice(at(), at()), b""),
        lambda: raw.__setitem__(slice((n := at()), n), chance.choice(TOKENS) * chance.choice((1, 1, 2, 50, 3000))),
        lambda: raw.__setitem__(slice((n := at()), n + chance.randrange(1, 9)), chance.randbytes(chance.randrange(9))),
        lambda: raw.__setitem__(slice(n := at(), n + chance.randrange(2000)), cut_of(chance.choice(seeds))),
        lambda: raw.extend(cut_of(chance.choice(seeds))),
        lambda: raw.__setitem__(slice(None), crossed(bytes(raw))),
    )

    def at() -> int:
        return chance.randrange(len(raw) + 1)

    def cut_of(other: bytes) -> bytes:
        start = chance.randrange(len(other) + 1)
        return other[start:start + chance.randrange(4000)]

    def crossed(data: bytes) -> bytes:
        wrong = chance.choice(("cp1251", "koi8-r", "utf-16", "utf-8", "cp866"))
        return data.decode("utf-8", "replace").encode(wrong, "replace")

    for _ in range(chance.randrange(1, 8)):
        chance.choice(ways)()
    return bytes(raw[:3_000_000])


def check(raw: bytes) -> None:
    """Everything that reads a stranger's mail, once."""
    heard = read(raw, ours=OURS)
    if isinstance(heard, Human):
        assert "\0" not in heard.top
        answers(heard, ASKED, PLAN, date(2020, 10, 12), zone=MOSCOW)
        wishes(heard.head.subject, heard.top, items=(("povy-3", "Вебинары"),))
    assert heard.head.sender.isascii()
    assert "\n" not in heard.head.subject


def run(*, minutes: float, seed: int, out: Path) -> int:
    """Until the time is up or something is found. Prints how much was tried."""
    seeds = [path.read_bytes() for path in sorted((ROOT / "tests" / "golden" / "inbound").glob("*.eml"))]
    chance = random.Random(seed)
    for raw in seeds:
        check(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + minutes * 60
    tried, slowest = 0, 0.0
    while time.monotonic() < end:
        raw = mutate(seeds, chance)
        start = time.process_time()  # a shared machine's other work is not ours
        why = ""
        try:
            check(raw)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
        spent = time.process_time() - start
        tried, slowest = tried + 1, max(slowest, spent)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        if spent > SLOW_SECONDS:
            why = f"{spent:.1f} s"
        elif grown > GROWTH_MIB:
            why = f"grew by {grown:.0f} MB"
        if why:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"finding-{seed}-{tried}.eml").write_bytes(raw)
            print(f"finding after {tried} mails (seed {seed}): {why}")
            return 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{tried} mails, seed {seed}, slowest {slowest * 1000:.0f} ms, growth {grown:.0f} MB: nothing found")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    arguments = parser.parse_args()
    sys.exit(run(minutes=arguments.minutes, seed=arguments.seed, out=arguments.out))
