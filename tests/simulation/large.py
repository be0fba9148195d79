"""Large lives: one in so many seeds. Many people's acts and many faults at once, for up to nine days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

from .faults import Fault
from .files import CONTAINER, House, Human, Row
from .script import (
    DISK,
    EDITS,
    ENTRIES,
    FILES,
    GROUP,
    HOSTS,
    HOUSES,
    MAIL,
    MAILS,
    MOSCOW,
    NAMES,
    OFFICE,
    POST,
    SERVER,
    STAFF,
    TROUBLE,
    Act,
    Script,
    acts_of,
    moment_after,
    phrase,
)

BRIEF_STARTS = (5, 6, 7, 12)
LONG_STARTS = (1, 4, 5, 6, 7, 8, 11, 12, 12)


def large(seed: int, *, on_files: float = 0.05) -> Script:
    """The life of this seed; ``on_files`` is the share of those with real files. Most are brief - a day and the next morning -, one in six goes on for up to nine days with more of all."""
    rng = Random(seed)
    brief = rng.random() < 0.84
    start = datetime(2020, 10, rng.choice(BRIEF_STARTS if brief else LONG_STARTS), 9 if brief else 16, 0, tzinfo=MOSCOW)
    days = 1 if brief else rng.choice((1, 1, 2, 2, 3, 4, 8))
    rows = _rows(rng, start, rng.choice((1, 1, 1, 2) if brief else (1, 1, 2)))
    many = rng.choice((1, 2, 2) if brief else (1, 2, 3, 4))
    people = tuple(Human(NAMES[n], f"{MAILS[n]}@mail.example", GROUP if rng.random() < 0.3 else "") for n in range(many))
    real_files = rng.random() < on_files
    mailbox = rng.random() < 0.35
    acts = _acts(rng, start, days, rows, people, brief=brief, real_files=real_files, mailbox=mailbox)
    nobody = frozenset(human.email for human in people if rng.random() < 0.05)
    script = Script(seed, start, brief, rows, people, _policy(rng), acts, _faults(rng), real_files, nobody, mailbox, 9 if rng.random() < 0.8 else 0)
    return _with_hosts(script, Random(f"hosts {seed}"), days)


def _with_hosts(script: Script, rng: Random, days: int) -> Script:
    """One life in four has houses whose hosts are told first: drawn beside all else, so that every other life is what it was."""
    if rng.random() >= 0.25:
        return script
    known = [*HOSTS[:rng.randint(1, 3)], *([rng.choice(script.people).email] if rng.random() < 0.3 else [])]
    names = rng.sample(HOUSES, rng.choice((1, 2, 2)))
    houses = tuple(House(name, tuple(rng.sample(known, min(len(known), rng.choice((1, 1, 2)))))) for name in names)
    rows = tuple(replace(row, places=(rng.choice(names),)) if row.id != CONTAINER and len(row.places) == 1 and rng.random() < 0.6 else row
                 for row in script.rows)
    acts = []
    for _ in range(rng.randint(0, 3)):
        at = _soon(rng) if script.brief else _when(rng, days)
        do = rng.choice(("venue", "venue", "enlist", "dismiss", "readdress"))
        row = rng.choice([row.id for row in rows if row.id != CONTAINER])
        acts.append(Act(at, do, row, rng.choice(HOUSES)) if do == "venue" else Act(at, do, rng.choice(names), rng.choice(known)))
    nobody = script.nobody | {address for address in HOSTS if rng.random() < 0.03}
    return replace(script, rows=rows, houses=houses, nobody=frozenset(nobody),
                   acts=tuple(sorted((*script.acts, *acts), key=lambda act: act.at)))


def _policy(rng: Random) -> dict[str, str]:
    policy = {}
    if rng.random() < 0.2:
        policy["approve_above_events"] = str(rng.choice((0, 1)))
    if rng.random() < 0.1:
        policy["settle_minutes"] = str(rng.choice((0, 30)))
    if rng.random() < 0.15:
        policy["per_day"] = str(rng.choice((3, 6, 12)))
    if rng.random() < 0.1:
        policy["per_minute"] = str(rng.choice((2, 5)))
    return policy


def _rows(rng: Random, start: datetime, many: int) -> tuple[Row, ...]:
    rows = []
    for item in rng.sample(("teor-1", "teor-2", "prak-1", "kons-a"), many):
        exact = phrase(moment_after(rng, start, rng.choice((1, 2, 2))))
        if item == "teor-1":
            rows.append(Row(item, exact))
        elif item == "prak-1":
            rows.append(Row(item, exact, ("Школа № 1", "Школа № 2")))
        else:
            rows.append(Row(item, "октябрь 2020", group=GROUP if item == "kons-a" else ""))
    if rng.random() < 0.3:
        rows.append(Row(CONTAINER, "По графику профессиональных сообществ", ("режим онлайн",)))
    return tuple(rows)


def _acts(rng: Random, start: datetime, days: int, rows: tuple[Row, ...], people: tuple[Human, ...], *, brief: bool, real_files: bool,
          mailbox: bool) -> tuple[Act, ...]:
    acts = [Act(rng.choice((0, 60, 240)), "confirm", row.id, phrase(moment_after(rng, start, rng.choice((0, 1, 2, 2)), rng.choice((3, 13)))))
            for row in rows if row.when == "октябрь 2020" and rng.random() < 0.85]
    if rng.random() < 0.95:
        acts.append(Act(rng.choice((0, 0, 300, 5400) if brief else (300, 900, 64_000)), "arm"))
    kinds: list[str] = ["confirm"]
    for family, share in ((EDITS, 0.8), (ENTRIES, 0.5), (STAFF, 0.6), (OFFICE, 0.3), (TROUBLE, 0.4), (FILES if real_files else (), 0.9)):
        if rng.random() < share:
            kinds += rng.sample(family, rng.randint(min(1, len(family)), len(family)))
    for _ in range(rng.randint(1, 4 if brief else 4 + days)):
        at = _soon(rng) if brief else _when(rng, days)
        acts += acts_of(rng, rng.choice(kinds), at, start, rows, people)
    if mailbox:
        wanted = rng.sample(MAIL, rng.randint(2, 4))
        for _ in range(rng.randint(2, 5)):
            acts += acts_of(rng, rng.choice(wanted), 4200 + (_soon(rng) if brief else _when(rng, days)), start, rows, people)
        if rng.random() < 0.3:
            acts += _replay(rng, start, rng.choice(rows), rng.choice(people))
    return tuple(sorted((*acts, *_of_the_plan(Random(repr(acts)), days, rows)), key=lambda act: act.at))


def _of_the_plan(rng: Random, days: int, rows: tuple[Row, ...]) -> Iterator[Act]:
    """Edits of the plan file that came later than the seeds that found something: drawn beside them."""
    if rng.random() < 0.25:
        for _ in range(rng.randint(1, 3)):
            yield Act(_when(rng, days), "audience", rng.choice([row.id for row in rows if row.id != CONTAINER]))
    if rng.random() < 0.1:
        yield Act(_when(rng, days), "retitle")


def _replay(rng: Random, start: datetime, row: Row, human: Human) -> list[Act]:
    """A word, another word, and a late copy of the first, come another way."""
    at = 7200 + _soon(rng)
    moments = [phrase(moment_after(rng, start, 3, 10)) for _ in range(2)]
    if rng.random() < 0.5:
        return [Act(at, "decide", row.id, moments[0]), Act(at + 3000, "move", row.id, moments[1]), Act(at + 6000, "again", "decide", "other")]
    return [Act(at, "answer", human.name, "ACCEPTED"), Act(at + 3000, "answer", human.name, "DECLINED"),
            Act(at + 6000, "again", "answer", "other")]


def _soon(rng: Random) -> int:
    """Within the first hours, often around ten, when the first mails leave; rarely the next morning."""
    if rng.random() < 0.1:
        return rng.choice((90_000, 93_600))
    return rng.choice((1800, 3540, 3600, 4200, 5400, 7200, 9000, 18_000, 26_400)) + rng.choice((0, 0, 5, 60, 590))


def _when(rng: Random, days: int) -> int:
    """Mostly in office hours, sometimes at night or within a minute of the planned hour."""
    if rng.random() < 0.15:
        return rng.randint(0, days * 86_400)
    day, hour = rng.randint(1, days), rng.choice((9, 10, 10, 11, 12, 14, 16, 17))
    minute = rng.choice((0, 0, 5, 25, 35))
    return (day * 24 + hour - 16) * 3600 + minute * 60


def _faults(rng: Random) -> tuple[Fault, ...]:
    """Ordinals with gaps around a rate's reciprocal; beyond what a life reaches they do no harm."""
    faults: list[Fault] = []
    for where, kinds, rates, most in (("crash", ("1", "1", "60", "3600"), (0, 0, 0.01, 0.02, 0.06), 400), ("disk", DISK, (0, 0, 0, 0.002, 0.01), 2000),
                                      ("server", SERVER, (0, 0.05, 0.2, 0.5), 120),
                                      ("mail", POST, (0, 0, 0.05, 0.3), 120)):
        rate = rng.choice(rates)
        if not rate:
            continue
        used = rng.sample(kinds, rng.randint(1, len(kinds)))
        at = 0
        while (at := at + 1 + int(rng.expovariate(rate))) <= most:
            faults.append(Fault(where, at, rng.choice(used)))
    return tuple(faults)
