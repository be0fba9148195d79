"""Small lives: few people, an act or two, a fault or two, on an installation that has a past.

Most mistakes show in small worlds already (the small scope hypothesis), and a seed that leaves most features out meets what they would hide
(swarm testing). So a family of lives has one past, which is lived once; its lives differ in what is done now and in what goes wrong.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from .faults import Fault
from .files import CONTAINER, House, Human, Row
from .script import (
    DISK,
    EDITS,
    ENTRIES,
    GROUP,
    HOSTS,
    HOUSES,
    MAILS,
    MOSCOW,
    MUTE,
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
from .server import DIED

PASTS, FAMILY = 20, 20
"""So many beginnings are used in turn, each by so many lives."""
STARTS = (5, 6, 7, 12)
DAY = 86_400
TEN = DAY + 3600
"""The first mailing: at ten on the day after."""
ANSWERS = ("answer", "answer", "late", "forge", "again", "vacation", "bounce", "slander", "stop", "garbage", "rebuild", "purge", "late")
ORDERS = ("decide", "decide", "again", "pretend", "pretend")
PLAN = ("audience", "retitle")
HOSTING = ("venue", "enlist", "dismiss", "readdress")
GAPS = (0, 0, 0, 5, 60, 590, 700, 1800)
BUSY = 1 / 30
STRANGE = 1 / 25


def small(seed: int) -> Script:
    """The life of this seed."""
    number = seed // (PASTS * FAMILY) * PASTS + seed % PASTS
    past, rng = beginning(number), Random(seed)
    acts = [Act(past.fork, "arm")] if not any(act.do == "arm" for act in past.acts) and rng.random() < 0.85 else []
    at = past.fork
    for _ in range(rng.choice((0, 1, 1, 1, 1, 2))):
        at += rng.choice(GAPS)
        acts += _act(rng, rng.choice(rng.choice(_themes(past))), at, past)
    faults = _faults(rng, past.mailbox)
    if any(fault.where == "server" for fault in faults) and rng.random() < 0.6:
        # What the server asked for must outlast the process, and what it put off may not be true any more.
        acts.append(Act(at + rng.choice(GAPS), *rng.choice((("restart",), ("down", "", str(rng.choice((25, 60)) * 3600))))))
    life = replace(past, seed=seed, acts=tuple(sorted(acts, key=lambda act: act.at)), faults=faults, beginning=number, fork=0)
    return _stranger(_busier(life, Random(f"busy {seed}"), past), Random(f"strange {seed}"), past)


def _busier(life: Script, rng: Random, past: Script) -> Script:
    """One small life in thirty is a bad morning in an office: several people's acts at once, and one fault more (a quota, a cancelling and a
    restart; a new address beside a moved event). Drawn beside all else, so that every other life is what it was."""
    if rng.random() >= BUSY:
        return life
    acts, at = list(life.acts), past.fork
    for _ in range(rng.choice((2, 3, 4))):
        at += rng.choice(GAPS)
        acts += _act(rng, rng.choice(rng.choice(_themes(past))), at, past)
    if rng.random() < 0.3:
        acts.append(Act(at + rng.choice(GAPS), "restart"))
    faults = (*life.faults, Fault("server", rng.randint(1, 3), rng.choice(SERVER)))
    return replace(life, acts=tuple(sorted(acts, key=lambda act: act.at)), faults=faults)


def _stranger(life: Script, rng: Random, past: Script) -> Script:
    """One small life in twenty-five has what lasts a while or comes at one moment only: lines that die one after the other behind a fault of
    the account, messages that the mail server names and does not hand over, a disk that is full while mails are in the air. Drawn beside all else, too."""
    if "per_minute" in past.policy and rng.random() < 0.5:  # where a limit leaves something behind, the next claim finds mails in the air
        return replace(life, faults=(*life.faults, Fault("air", rng.randint(1, 2), "full")))
    if rng.random() >= STRANGE:
        return life
    at = past.fork + rng.choice(GAPS)
    if past.mailbox and rng.random() < 0.3:
        return _ahead(life, rng, past)
    if past.mailbox and rng.random() < 0.6:
        acts = [act for _ in range(rng.choice((2, 3))) for act in _act(rng, rng.choice(("answer", "decide", "garbage", "stop")), at, past)]
        mute = tuple(Fault("mail", rng.randint(3, 9), rng.choice(MUTE)) for _ in range(rng.choice((1, 2, 3))))
        return replace(life, acts=tuple(sorted((*life.acts, *acts), key=lambda act: act.at)), faults=(*life.faults, *mute))
    first = rng.randint(1, 2)
    died = tuple(Fault("server", first + n, rng.choice(DIED)) for n in range(1, rng.choice((2, 3, 6))))
    return replace(life, faults=(*life.faults, Fault("server", first, rng.choice(("busy", "network", "rate"))), *died))


def _ahead(life: Script, rng: Random, past: Script) -> Script:
    """The clock runs ahead for eleven minutes, in which an edit settles and its mails may fail, and is right again; somebody writes then."""
    at = past.fork + rng.choice((540, 595))
    acts = [*_act(rng, rng.choice(EDITS), past.fork, past), Act(at, "clock", value=f"-{rng.choice((7, 14, 42)) * DAY}"),
            Act(at + 660, "clock", value="0"), Act(at + 720, "arm"),
            *_act(rng, rng.choice(("answer", "decide", "garbage", "stop")), at + rng.choice((60, 780, 1800)), past)]
    failed = tuple(Fault("server", n, rng.choice(("grey", "odd"))) for n in range(1, rng.choice((1, 2, 4))))
    return replace(life, acts=tuple(sorted((*life.acts, *acts), key=lambda act: act.at)), faults=(*life.faults, *failed))


def _themes(past: Script) -> list[tuple[str, ...]]:
    themes = [EDITS, EDITS, EDITS, STAFF, OFFICE, TROUBLE, TROUBLE, PLAN]
    if len(past.people) > 1:  # nobody is taken out of a list who is alone in it
        themes += [STAFF, STAFF, ("vanish",)]
    if past.rows[-1].id == CONTAINER:
        themes += [ENTRIES] * 4
    if past.mailbox:
        themes += [ANSWERS] * 9 + [ORDERS] * 9
    if past.houses:
        themes += [HOSTING] * 5
    if any(act.do == "move" for act in past.acts):
        themes += [("back",)] * 4
    return themes


def _act(rng: Random, do: str, at: int, past: Script) -> list[Act]:
    own = [row.id for row in past.rows if row.id != CONTAINER]
    if do in PLAN:
        return [Act(at, do, rng.choice(own))]
    if do in HOSTING and past.houses:
        return [Act(at, do, rng.choice(own), rng.choice(HOUSES)) if do == "venue" else Act(at, do, rng.choice(past.houses).name, rng.choice(HOSTS))]
    if do == "again":  # a word, another one, and a late copy of the first
        (first, other) = rng.choice((("answer", "answer"), ("decide", "move")))
        said = [*acts_of(rng, first, at, past.start, past.rows, past.people[:1]), *acts_of(rng, other, at + 300, past.start, past.rows, past.people[:1])]
        return [*said, Act(at + rng.choice((600, 3000)), "again", first, rng.choice(("same", "other", "other")))]
    return acts_of(rng, do, at, past.start, past.rows, past.people)


def _faults(rng: Random, mailbox: bool) -> tuple[Fault, ...]:
    """None, one or two, early enough to be met."""
    faults = []
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2))):
        where = rng.choice(("crash", "crash", "crash", "server", "server", "server", "disk", *(("mail",) if mailbox else ())))
        what, most = {"crash": (("1", "1", "60", "3600"), 24), "server": (SERVER, 3), "disk": (DISK, 30), "mail": (POST, 6)}[where]
        faults.append(Fault(where, rng.randint(1, most), rng.choice(what)))
    return tuple(faults)


@lru_cache(maxsize=PASTS)
def beginning(number: int) -> Script:
    """What the lives of one family have in common."""
    rng = Random(f"beginning {number}")
    start = datetime(2020, 10, rng.choice(STARTS), 9, 0, tzinfo=MOSCOW)
    people = tuple(Human(NAMES[n], f"{MAILS[n]}@mail.example", GROUP if rng.random() < 0.3 else "") for n in range(rng.choice((1, 1, 2))))
    days = rng.choice((2, 3, 3, 4, 7, 8, 9, 10))
    exact = phrase(moment_after(rng, start, days, days))
    rows = [_row(rng, item, exact) for item in rng.sample(("teor-1", "teor-2", "prak-1", "kons-a"), rng.choice((1, 1, 1, 1, 2)))]
    acts = [Act(60, "confirm", row.id, exact) for row in rows if row.when == "октябрь 2020"]
    if rng.random() < 0.15:
        rows.append(Row(CONTAINER, "По графику профессиональных сообществ", ("режим онлайн",)))
        acts += [Act(60, "add", "w1", phrase(moment_after(rng, start, 1, 9)))]
    houses = _houses(rng, people) if rng.random() < 0.2 else ()
    if houses:
        rows = [replace(row, places=(rng.choice(houses).name,)) if row.id != CONTAINER and len(row.places) == 1 else row for row in rows]
    stage = rng.choice(("unarmed", "eve", "eve", "told", "told", "told", "told", "near", "near", "evening"))
    if stage != "unarmed":
        acts.append(Act(120, "arm"))
    past = Script(number, start, True, tuple(rows), people, _policy(rng), (), (), False,
                  frozenset(human.email for human in people if rng.random() < 0.03), rng.random() < 0.4, 0 if rng.random() < 0.1 else 10, houses)
    fork = {"unarmed": 600, "eve": TEN - rng.choice((0, 0, 100)), "told": TEN + 1800, "near": _near(rng, start, days),
            "evening": DAY + rng.choice((25_800, 26_400, 27_300))}[stage]
    if stage in ("told", "near", "evening") and rng.random() < 0.6:
        # What was done before: just now, ten minutes ago and about to settle, or settled and told.
        at = fork - rng.choice((1200, 1200, 600, 595, 0, 0) if stage != "evening" else (600, 595))
        acts += _act(rng, "move" if stage == "evening" or rng.random() < 0.2 else rng.choice(rng.choice(_themes(past))), at, past)
        fork = max(fork, *(act.at for act in acts))
    return replace(past, acts=tuple(sorted(acts, key=lambda act: act.at)), fork=fork)


def _near(rng: Random, start: datetime, days: int) -> int:
    """Ten o'clock a working day before the event, or a week."""
    day = start.date() + timedelta(days=days - rng.choice((1, 1, 7 if days > 8 else 1)))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return max((day - start.date()).days * DAY + 3600, TEN + 1800)


def _row(rng: Random, item: str, exact: str) -> Row:
    if item == "prak-1":
        return Row(item, exact, ("Школа № 1", "Школа № 2"))
    return Row(item, exact if rng.random() < 0.5 else "октябрь 2020", group=GROUP if item == "kons-a" else "")


def _houses(rng: Random, people: tuple[Human, ...]) -> tuple[House, ...]:
    known = [*HOSTS[:rng.randint(1, 2)], *([people[0].email] if rng.random() < 0.2 else [])]
    return tuple(House(name, tuple(rng.sample(known, rng.randint(1, len(known))))) for name in rng.sample(HOUSES, rng.choice((1, 2))))


def _policy(rng: Random) -> dict[str, str]:
    """One setting, or none."""
    if rng.random() < 0.7:
        return {}
    key, values = rng.choice((("approve_above_events", ("0", "1")), ("approve_above_events", ("0",)), ("settle_minutes", ("0", "30")),
                              ("per_day", ("1", "2", "3")), ("per_day", ("2",)), ("per_minute", ("1", "2"))))
    return {key: rng.choice(values)}
