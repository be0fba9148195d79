"""The service's ear: opens the mailbox the settings name, reads in a child with limits, hands over to the intake."""

import contextlib
import logging
import re
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from notifier.edges.files import secret
from notifier.edges.mailbox.imap import ImapMailbox
from notifier.edges.mailbox.maildir import MaildirMailbox
from notifier.edges.reader import Reader
from notifier.flows.arming.holding import DEAF_AFTER, DEAF_FOR_LONG, DEAF_SINCE, DEAF_WHY
from notifier.flows.hearing.ear import ours_of
from notifier.flows.inputs import Inputs
from notifier.flows.sending.transports import stamp_of
from notifier.flows.view import Ledger, View
from notifier.model.heard import Ours
from notifier.model.settings import Imap

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=5)
"""After a look that failed the next one comes no later, however seldom the settings look: who would ring went with the connection."""


class Listener:
    """Looks into the mailbox, not more often than the settings say. Without a mailbox it hears nothing."""

    def __init__(self) -> None:
        self._settings: Imap | None = None
        self._ours: Ours | None = None
        self._mailbox: ImapMailbox | MaildirMailbox | None = None
        self._reader: Reader | None = None
        self._looked: datetime | None = None  # None: nothing is known of this mailbox yet, or more waits there
        self._credential = ""
        self._failed = False

    def listen(self, inputs: Inputs, ledger: Ledger, look: Callable[[], View], now: datetime, *, at_once: bool = False) -> int:
        """Deal with what arrived; how many messages. ``look`` says what stands, where somebody asks; ``at_once``: somebody knows
        that there is mail."""
        mailbox = self._open(inputs)
        if mailbox is None or self._reader is None:
            note_deafness(ledger, "no password" if inputs.settings.imap.host else "", now)
            return 0
        pause = self._pause(inputs) if isinstance(mailbox, ImapMailbox) else timedelta()
        if not at_once and self._looked is not None and self._looked <= now < self._looked + pause:  # the clock may have been set back
            return 0
        from notifier.flows.deciding.commands import Commands  # here: without a mailbox nobody needs what reads letters, three megabytes
        from notifier.flows.hearing.intake import Intake

        with ledger.store.transaction():
            secret = ledger.facts.secret()
        commands = Commands(inputs, ledger, look, ours_of(inputs), now)
        intake = Intake(inputs, ledger, commands, secret, now)
        dealt = intake.look(mailbox, self._reader)
        self._looked = None if intake.left_some else now
        self._failed = bool(intake.trouble)
        note_deafness(ledger, intake.trouble, now)
        return dealt

    def next_look(self, inputs: Inputs, now: datetime) -> datetime | None:
        """When the mailbox is to be looked into again; None without one."""
        if self._mailbox is None:
            return None
        return now if self._looked is None or self._looked > now else self._looked + self._pause(inputs)

    def _pause(self, inputs: Inputs) -> timedelta:
        pause = timedelta(seconds=inputs.settings.imap.poll_seconds)
        return min(pause, TRY_AGAIN) if self._failed else pause

    def doorbell(self) -> socket.socket | None:
        """What becomes readable when the mailbox has news; None where only looking helps."""
        return self._mailbox.doorbell() if isinstance(self._mailbox, ImapMailbox) else None

    def has_rung(self) -> bool:
        """Whether there was news already when the doorbell was asked for."""
        return isinstance(self._mailbox, ImapMailbox) and self._mailbox.has_rung()

    def rang(self) -> bool:
        """After the doorbell became readable: whether there is something to look for."""
        return isinstance(self._mailbox, ImapMailbox) and self._mailbox.rang()

    def stop(self) -> None:
        """Wait for no slow server any more; also from a signal's handler."""
        if isinstance(self._mailbox, ImapMailbox):
            self._mailbox.stop()

    def close(self) -> None:
        """Let go of connection and child."""
        if self._mailbox is not None:
            self._mailbox.close()
        if self._reader is not None:
            self._reader.close()
        self._mailbox = self._reader = self._settings = None

    def _open(self, inputs: Inputs) -> ImapMailbox | MaildirMailbox | None:
        settings, ours = inputs.settings.imap, ours_of(inputs)
        credential = stamp_of(secret.password_file(settings.password_file, secret.IMAP))
        if (settings, ours, credential) == (self._settings, self._ours, self._credential):
            return self._mailbox
        self.close()
        self._looked = None  # what was mended is tried at once
        self._settings, self._ours, self._credential = settings, ours, credential
        self._mailbox = mailbox_of(settings)
        self._reader = Reader(ours) if self._mailbox is not None else None
        return self._mailbox


def note_deafness(ledger: Ledger, trouble: str, now: datetime) -> None:
    """Since when the mailbox can't be read, and whether a look a day later still failed, for the alarm (a day without a look proves
    nothing); nothing is written while nothing changes."""
    since = ledger.facts.get(DEAF_SINCE) if trouble else None
    long = since is not None and now - datetime.fromisoformat(since) >= DEAF_AFTER
    told = {DEAF_SINCE: since or (now.isoformat() if trouble else None), DEAF_FOR_LONG: "yes" if long else None}
    if all(ledger.facts.get(key) == value for key, value in told.items()):
        return
    with ledger.store.transaction():
        for key, value in told.items():
            ledger.facts.put(key, value)
        ledger.facts.put(DEAF_WHY, re.sub(r"\S*@\S*", "…", trouble) or None)  # nobody's address in a mail to somebody else


def mailbox_of(settings: Imap) -> ImapMailbox | MaildirMailbox | None:
    """The mailbox of ``[imap]``; None where answers are not read (or the password is not there: said in the log)."""
    if settings.maildir is not None:
        with contextlib.suppress(OSError):  # each look says what stands in the way
            for part in ("new", "cur", "tmp"):
                (settings.maildir / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        return MaildirMailbox(settings.maildir)
    if not settings.host:
        return None
    try:
        return ImapMailbox(settings, secret.read_password(settings.password_file, secret.IMAP))
    except secret.SecretError as error:
        log.error("imap password: %s", error)
        return None
