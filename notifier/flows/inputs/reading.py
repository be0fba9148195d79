"""The configuration's files, read together and swapped together; what can't be used leaves the last good one in force.

Whoever owns the ledger keeps copies of good files (``keeping``); everybody else only looks: a reader writes nothing (a copy of
root's would be closed to the service).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.bygone import without
from notifier.core.compose.texts import Templates
from notifier.core.events.reading import day_by_day
from notifier.edges.config import read_config
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.feeds import NOT_BEGUN, fetch_all
from notifier.edges.ledger.said import Said
from notifier.edges.people import read_people
from notifier.edges.planfile.reading import read_plan_file
from notifier.edges.templates import load_templates
from notifier.flows.inputs import BrokenInputs, Inputs
from notifier.flows.inputs.another import AnotherPlan, plan_id
from notifier.flows.inputs.bygone import name_of, set_aside, shared, told, unheard_of
from notifier.flows.inputs.keeping import Keeper, Parsed
from notifier.model.decision import Decisions, Entry
from notifier.model.person import Person
from notifier.model.plan import Plan
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource, Settings

FEED_EVERY = timedelta(hours=1)


class InputReader:
    """Reads the files again when they changed on the disk. One reader a process.

    ``keeps``: copies of good files are written (the owner of the ledger only). Without ``network`` schedules of addresses are
    what their last good copies say. ``tries``: mails are made for trial of templates of one's own.
    """

    def __init__(self, config: Path, *, network: bool = True, keeps: bool = False, tries: bool = False,
                 adjust: Callable[[Settings], Settings] = lambda s: s) -> None:
        self._config = config
        self._adjust = adjust
        self._network = network
        self._keeps = keeps
        self._tries = tries
        self._stamps: tuple[object, ...] | None = None
        self._inputs: Inputs | None = None
        self._feeds_at: datetime | None = None
        self._read_at: datetime | None = None
        self._templates: tuple[object, Templates, list[Problem]] | None = None
        self._feeds: dict[ScheduleSource, tuple[list[Entry], list[Problem]]] = {}
        self._decided: Mapping[str, object] = {}
        self._parsed = Parsed()

    def read(self, now: datetime, said: Callable[[], Said] | None = None, *, force: bool = False) -> Inputs:
        """The inputs as of now. BrokenInputs when there is nothing to stand on, not even a last good copy.

        ``said`` gives what people said of the files; without it the ledger beside them is asked.
        """
        feeds_due = self._feeds_are_due(now)
        if self._inputs is not None and not (force or feeds_due or self.is_stale() or self._said_since(said)):
            return self._inputs
        fresh = self._read_all(now, said, feeds_due=feeds_due or force)
        if self._inputs is None or replace(fresh, version=self._inputs.version) != self._inputs:
            self._inputs = fresh
        return self._inputs

    def _said_since(self, said: Callable[[], Said] | None) -> bool:
        """Whether a person approved a file that waits since it was read, took back the yes that it waits for, or said once more what is
        set aside."""
        if self._inputs is None or not (self._inputs.shrunk or self._inputs.bygone):
            return False
        now = said() if said else Said.beside(self._inputs.settings.state)
        if self._inputs.bygone and now.decided != self._decided:
            return True
        return any(now.accepted.get(role) == digest for role, digest in self._inputs.shrunk.items()) or (
            bool(self._inputs.unsure) and now.armed != self._inputs.plan_id)

    def is_stale(self) -> bool:
        """Whether any of the files is not the one that was read."""
        return self._inputs is not None and _stamps([self._config, *paths_of(self._inputs.settings)]) != self._stamps

    def folders(self) -> set[Path]:
        """The folders of the files that were read."""
        return {path.parent for path in [self._config, *(paths_of(self._inputs.settings) if self._inputs is not None else ())]}

    def _feeds_are_due(self, now: datetime) -> bool:
        """Every hour those of addresses; all when a month has gone by, for a calendar is unfolded within the school year of that moment."""
        if self._inputs is None or not self._inputs.settings.schedules:
            return False
        if self._read_at is not None and self._month(now) != self._month(self._read_at):
            return True
        return (self._network and any(source.remote for source in self._inputs.settings.schedules)
                and (self._feeds_at is None or abs(now - self._feeds_at) >= FEED_EVERY))  # the clock may have been set back

    def _month(self, moment: datetime) -> tuple[int, int]:
        assert self._inputs is not None
        local = moment.astimezone(self._inputs.window.calendar.zone)
        return local.year, local.month

    def _read_all(self, now: datetime, said: Callable[[], Said] | None, *, feeds_due: bool) -> Inputs:
        problems: list[Problem] = []
        stamps = _stamps([self._config])  # before a file is read: what is written meanwhile is read again
        settings, found = read_config(self._config)
        problems += found
        # What stands in the way of mail only (a missing password) stops who sends; not looks, decisions, copies and rehearsals.
        if settings is None or (self._network and any(problem.severity is Severity.ERROR for problem in found)):
            if self._inputs is None:
                raise BrokenInputs(problems)
            settings = self._inputs.settings
        else:
            settings = self._adjust(settings)
        stamps += _stamps(paths_of(settings))
        heard = said() if said else Said.before_owning(settings.state) if self._keeps else Said.beside(settings.state)
        keeper = Keeper(settings, dict(heard.accepted), self._parsed, keeps=self._keeps)
        doubt = AnotherPlan(settings, heard.armed)
        before = self._inputs
        same = before.settings if before else None
        plan = keeper.read("plan", settings.plan, read_plan_file, lambda plan: len(plan.items),
                           before.plan if before and same and same.plan == settings.plan else None, problems, doubt, whole=True,
                           anew=_another_year)
        name = name_of(settings.dates, self._config)

        def aside_of(written: Decisions) -> frozenset[str]:
            return set_aside(written, plan, heard.decided, name) if plan is not None else frozenset()

        written = keeper.read("dates", settings.dates, read_dates, lambda found: len_decisions(without(found, aside_of(found))),
                                before.written if before and same and same.dates == settings.dates else None, problems)
        people = keeper.read("people", settings.people, _people, len, before.people if before else None, problems)
        people, found = _without_own_mailbox(people, settings)
        problems += found
        templates, found = self._read_templates(settings)
        problems += found
        if any(problem.severity is Severity.ERROR for problem in found) and before is not None:
            templates = before.templates
        if plan is None or people is None or written is None:
            raise BrokenInputs(problems)
        aside = aside_of(written)
        problems += [told(written, plan, aside)] if aside else []
        problems += filter(None, [shared(written, plan, plan_id(plan, settings), heard, name), unheard_of(without(written, aside), plan)])
        zone = ZoneInfo(settings.calendar.timezone)
        entries = tuple(one for entry in self._read_feeds(settings, now, problems, due=feeds_due or before is None)
                        for one in day_by_day(entry, plan, zone))
        self._stamps, self._decided, self._read_at = stamps, heard.decided, now
        return Inputs(settings, plan, without(written, aside), tuple(people), entries, templates, tuple(problems),
                      before.version + 1 if before else 1, keeper.shrunk, doubt.unsure, written, aside, name,
                      frozenset(keeper.taken))

    def _read_templates(self, settings: Settings) -> tuple[Templates, list[Problem]]:
        """Read again only when a file of the operator's folder changed: compiling them is the dear part of a reload."""
        folder = settings.templates
        stamp = (folder, _stamps(sorted(folder.glob("**/*"))) if folder else ())
        if self._templates is None or self._templates[0] != stamp:
            self._templates = (stamp, *load_templates(folder, tried=self._tries))
        return self._templates[1], self._templates[2]

    def _read_feeds(self, settings: Settings, now: datetime, problems: list[Problem], *, due: bool) -> tuple[Entry, ...]:
        wanted = [source for source in settings.schedules if due or not source.remote or source not in self._feeds]
        wanted.sort(key=lambda source: all(one.code != NOT_BEGUN for one in self._feeds.get(source, ((), ()))[1]))
        self._feeds |= fetch_all(wanted, settings.state / "feeds", now, network=self._network, keep=self._keeps)
        read = [self._feeds[source] for source in settings.schedules]
        problems += [problem for _, wrong in read for problem in wrong]
        if due:
            self._feeds_at = now
        return tuple(entry for entries, _ in read for entry in entries)


def _another_year(before: Plan, value: Plan) -> bool:
    return bool(value.items) and before.school_year != value.school_year


def len_decisions(decisions: Decisions) -> int:
    """Entries of the dates file."""
    return len(decisions.by_item) + len(decisions.occurrences)


def _without_own_mailbox(people: Sequence[Person] | None, settings: Settings) -> tuple[tuple[Person, ...] | None, list[Problem]]:
    """The service's own mailbox in the list would be invited by itself: left out and told (RFC 5546: the organizer is no attendee)."""
    if people is None:
        return None, []
    own = settings.organizer.email
    problems = [Problem(Severity.WARNING, "own-mailbox", f"{person.name or own}: {own} — ящик самой службы, ему письма не отправляются.",
                        file=str(settings.people), advice="Если это человек, укажите его собственный адрес; иначе уберите строку.")
                for person in people if person.email == own]
    if not problems:
        return tuple(people), []  # the same tuple while the file is the same: its readers compare by identity
    return tuple(person for person in people if person.email != own), problems


def _people(path: Path) -> tuple[tuple[Person, ...] | None, list[Problem]]:
    people, problems = read_people(path)
    unusable = not people and any(problem.severity is Severity.ERROR for problem in problems)
    return (None if unusable else tuple(people)), problems


def paths_of(settings: Settings) -> list[Path]:
    """The files that these settings name."""
    paths = [settings.plan, settings.dates, settings.people]
    paths += [path for path in (settings.smtp.password_file, settings.imap.password_file) if path is not None]
    paths += [Path(source.source) for source in settings.schedules if not source.remote]
    if settings.templates is not None:
        paths += sorted(settings.templates.glob("**/*"))
    return paths


def _stamps(paths: Sequence[Path]) -> tuple[object, ...]:
    return tuple((path, _stamp(path)) for path in paths)


def _stamp(path: Path) -> tuple[int, ...] | None:
    """``ctime``, too: a file that was closed to the service is the same when it is opened, but for its mode."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
