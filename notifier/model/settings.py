"""Every setting with its default and the reason for it. The administrator's page is ``config.example.toml``."""

from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from notifier.model.person import Mailbox


@dataclass(frozen=True, slots=True)
class Venue:
    """A place as the plan writes it, with what guests and hosts need."""

    name: str
    address: str = ""
    hosts: tuple[Mailbox, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """The working calendar: Russian public holidays plus these days of one's own."""

    timezone: str = "Europe/Moscow"
    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    short: tuple[date, ...] = ()
    unwanted: tuple[tuple[date, date], ...] = ()  # days never suggested: school vacations (inclusive spans)
    unwanted_yearly: tuple[str, ...] = ("05-27",)  # the same in every year; 27 May is the librarians' own holiday


@dataclass(frozen=True, slots=True)
class Policy:
    """The story's rules as numbers."""

    window: tuple[time, time] = (time(9, 30), time(16, 30))  # rule 8: people read work mail at work
    planned_at: time = time(10, 0)          # rule 8: planned mails, after the morning's rush
    any_day: bool = False                   # rule 8: weekends and days off too
    urgent_window: tuple[time, time] = (time(7, 0), time(22, 0))  # rule 8: a change of tomorrow's meeting
    urgent_hours: int = 48                  # rules 4, 8: «Срочно», and changes that do not wait for the window
    settle_minutes: int = 10                # rule 5: several edits, one mail
    approve_above_events: int = 3           # rule 16: a slip in the plan must not reach everybody
    duration_minutes: int = 90              # a meeting without an end: two school lessons
    invite_days: int = 30                   # rule 2: earlier it is forgotten, later it is not planned for
    remind_days: int = 7                    # rule 2: time to rearrange a week
    quiet_hours: int = 48                   # rule 2: no reminder so soon after the same person's invitation
    announce_days: int = 14                 # rule 3: webinars are announced shortly before
    same_day_at: time = time(9, 30)         # rule 3
    same_day_hours: int = 2                 # rule 3
    same_day_earliest: time = time(8, 30)   # rule 3
    venue_wait_days: int = 14               # rule 11
    ask_days: int = 42                      # rule 10: six weeks to find a date
    warn_days: int = 21                     # rule 10: «⚠»
    suggest_ahead_days: int = 14            # rule 10: two weeks ahead at least
    digest_at: time = time(9, 0)            # rule 12
    silent: tuple[str, ...] = ("09-01", "01-01..01-10")  # rule 8: no mass mail (month-day, inclusive spans)
    shrink_percent: int = 30                # a plan or list that lost more rows at once is a question, not news
    second_invitation_days: int = 0         # a gentle second invitation so many days before to those silent; 0: never
    suggest_entries: bool = True            # suggested dates also as tentative entries of the coordinator's own calendar
    take_back_minutes: int = 30             # a decision by mail may be taken back so long


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on everything."""

    per_minute: int = 0        # 0: no limit of our own (one's own relay)
    per_day: int = 390         # below the 400-500 of public providers; 0 for one's own relay
    connections: int = 1       # public providers dislike more
    in_flight: int = 64        # messages between their durable mark and the server's answer
    attempts: int = 20         # then the message waits for the administrator
    message_kib: int = 1024    # a rendered mail may not be larger
    keep_bytes_days: int = 90  # stored mail bytes are erased so long after the event (152-ФЗ)


@dataclass(frozen=True, slots=True)
class Smtp:
    """The submission server. ``security`` none only for a loopback address."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    verp: bool = False


@dataclass(frozen=True, slots=True)
class Imap:
    """The mailbox the service reads. Empty host: answers are not read. ``maildir`` reads a local Maildir instead."""

    host: str = ""
    port: int = 993
    security: str = "tls"
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    maildir: Path | None = None
    folder: str = "INBOX"
    authserv_id: str = ""  # whose Authentication-Results we trust: our own server's (RFC 8601)
    poll_seconds: int = 300


@dataclass(frozen=True, slots=True)
class ScheduleSource:
    """A schedule of others: CSV, XLSX or ICS, a path or an https address."""

    item: str
    name: str
    source: str
    approve: bool = True
    url: str = ""  # what mails link to («сверьте на сайте»); the source itself when it is an address
    line: int | None = None
    ca_file: Path | None = None  # a private authority of the source's server
    timezone: str = "Europe/Moscow"  # the installation's, from [calendar]: what the source's hours are turned into

    @property
    def remote(self) -> bool:
        """Whether it is fetched from an address."""
        return self.source.startswith("https:")

    @property
    def file(self) -> str:
        """How a problem names it: a path, or the name of what has none."""
        return self.name if self.remote else self.source


@dataclass(frozen=True, slots=True)
class Settings:
    """config.toml, read. Paths are absolute."""

    file: Path
    plan: Path
    dates: Path
    people: Path
    organizer: Mailbox
    coordinator: Mailbox
    state: Path
    admin: Mailbox | None = None
    calendar: CalendarSettings = field(default_factory=CalendarSettings)
    policy: Policy = field(default_factory=Policy)
    limits: Limits = field(default_factory=Limits)
    transport: str = "maildir"
    smtp: Smtp = field(default_factory=Smtp)
    imap: Imap = field(default_factory=Imap)
    venues: tuple[Venue, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()  # «Иващенко И.В.» -> full name, never guessed
    schedules: tuple[ScheduleSource, ...] = ()
    templates: Path | None = None
    metrics: Path | None = None    # a Prometheus textfile
    backups: int = 7               # daily copies of the ledger that are kept: a week to notice; 0: none
    heartbeat: str = ""            # a dead-man's-switch address, pinged after real progress

    @property
    def mailboxes(self) -> list[Mailbox]:
        """Everybody the settings name: the service itself, the coordinator, the administrator, the hosts of venues."""
        return [self.organizer, self.coordinator, *([self.admin] if self.admin else []),
                *(host for venue in self.venues for host in venue.hosts)]
