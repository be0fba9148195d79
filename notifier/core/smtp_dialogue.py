"""The client's half of an SMTP session (RFC 5321, 2920, 3030) without sockets: bytes in, bytes out, results.

Promises: every message given to it ends in exactly one result or comes back as ``returned`` (certainly not taken); what the
other side may have taken is UNCERTAIN, and only that - the final dot's place in the stream is compared with what left; nothing
goes over an unencrypted line unless that was asked for; no reply, however strange, raises. In the steady state one reply chunk
is one regular expression and one answer: the body, its dot and the next envelope behind it (PIPELINING).
"""

import re
from collections import deque
from collections.abc import Callable

from notifier.core.replies import Phase, classify, of_session
from notifier.core.smtp_lines import Lines, readable
from notifier.core.smtp_opening import Credentials, Opening, Security, Step
from notifier.core.smtp_parcel import Packing, Parcel
from notifier.model.message import Cause, Outcome, Outgoing, Result

MOST_AHEAD = 16
"""Messages on one wire with BDAT: enough for 16 a round trip."""

FIRST_AHEAD = 4
"""So many until one was accepted. Postfix goes after twenty errors, three a message whose sender it refuses, and its last words are lost
where bodies lie unread: what was on the wire then may have been taken, for all we know."""

_STEADY = re.compile(rb"250 (2\.\d{1,3}\.\d{1,3} |)([^\r\n]*)\r\n250 [^\r\n]*\r\n25[01] [^\r\n]*\r\n354 [^\r\n]*\r\n")


class Dialogue:
    """One session. ``take()`` gives the next message or None; ``out`` is to be written, ``results`` and ``returned`` to be read."""

    def __init__(self, *, hello: str, security: Security, credentials: Credentials | None,
                 take: Callable[[], Outgoing | None]) -> None:
        self.step = Step.GREETING
        self.out: list[bytes] = []
        self.results: list[tuple[int, Result]] = []
        self.returned: list[Outgoing] = []
        self.fault: Result | None = None   # why the session ended, when it is over and that was not our wish
        self.accepted = 0
        self.begun = 0                     # messages whose envelope went out
        self.replies = 0                   # complete replies so far: progress, for the time-outs
        self._opening = Opening(hello, security, credentials)
        self._take = take
        self._pipelining = False
        self._chunking = False
        self._packing = Packing()
        self._lines = Lines()
        self._written = 0                  # bytes ever put into ``out``
        self._asked = 0                    # those of them before the chunk of replies at hand
        self._expect: deque[tuple[Phase | None, Parcel | None]] = deque()
        self._steady: tuple[Parcel, Parcel] | None = None  # stands for DOT of the first, MAIL RCPT DATA of the second

    # --- what the socket's owner calls ------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether replies to messages are outstanding."""
        return self._steady is not None or bool(self._expect)

    @property
    def welcome(self) -> bool:
        """Whether the server let us get as far as saying who we are: what it says then is about us, not about this one of its machines."""
        return self._opening.step in (Step.AUTH, Step.READY)

    @property
    def awaits_dot(self) -> bool:
        """Whether the answer to a final dot is outstanding: that may take longest (RFC 5321 section 4.5.3.2.6)."""
        return self._steady is not None or any(phase is Phase.DOT for phase, _ in self._expect)

    def receive(self, data: bytes) -> None:
        """Bytes from the other side."""
        if self._steady is not None and not self._lines.begun:
            match = _STEADY.fullmatch(data)
            if match is not None:
                done, ahead = self._steady
                self.replies += 4
                self.accepted += 1
                self.results.append((done.outgoing.id, _accepted(match[1], match[2])))
                self._give_body(ahead)
                return
        self._unfold_steady()
        self._lines.add(data)
        self._asked = self._written
        while self.step is not Step.OVER and (reply := self._lines.reply()) is not None:
            self._unfold_steady()
            if isinstance(reply, str):
                self._garbage(reply)
            else:
                self.replies += 1
                self._reply(*reply)

    def secured(self) -> None:
        """The handshake is done (on connecting, for ``TLS``)."""
        answer = self._opening.secured()
        if self.step is Step.HANDSHAKE:
            self._opened(answer)

    def begin(self) -> None:
        """Messages are there for an idle session."""
        if self.step is Step.READY and not self.busy:
            self._next()

    def over(self, fault: Result, unsent_bytes: int = 0) -> None:
        """The line is dead or given up: whatever is outstanding ends by what left. ``unsent_bytes`` of ``out`` never left."""
        if self.step is Step.OVER:
            return
        self._unfold_steady()
        self.step = Step.OVER
        self.fault = fault
        left = self._written - unsent_bytes
        for parcel in dict.fromkeys(parcel for _, parcel in self._expect if parcel is not None):
            if 0 < parcel.given <= left and parcel.fault is None:
                self.results.append((parcel.outgoing.id, Result(Outcome.UNCERTAIN, fault.code, fault.enhanced, fault.text,
                                                                cause=fault.cause)))
            elif parcel.fault is not None:
                self.results.append((parcel.outgoing.id, parcel.fault))
            else:
                self.returned.append(parcel.outgoing)
        self._expect.clear()

    def quit(self) -> None:
        """A polite end of an idle session; its answer never matters."""
        if self.step is not Step.OVER:
            self._write(b"QUIT\r\n")
            self.step = Step.OVER

    # --- replies ----------------------------------------------------------------------------------------------------

    def _unfold_steady(self) -> None:
        if self._steady is not None:
            done, ahead = self._steady
            self._steady = None
            self._expect.extend(((Phase.DOT, done), (Phase.MAIL, ahead), (Phase.RCPT, ahead), (Phase.DATA, ahead)))

    def _garbage(self, text: str) -> None:
        """No reply by any reading: nothing after it can be trusted to answer what we think it answers."""
        self.over(Result(Outcome.TEMPORARY, text=f"garbage instead of a reply: {text}", account=True, cause=Cause.PROTOCOL))

    def _reply(self, code: int, lines: list[str]) -> None:
        if self.step is Step.READY:
            self._mail_reply(code, lines)
        else:
            self._opened(self._opening.answer(code, lines))

    def _opened(self, answer: bytes | Result) -> None:
        """The session's beginning goes on with this answer, or ends."""
        if isinstance(answer, Result):
            self.over(answer)
            return
        if self.step is Step.STARTTLS and self._lines.more:  # commands injected before the encryption (CVE-2011-0411)
            self._garbage("words behind the answer to STARTTLS")
            return
        self.step = self._opening.step
        if answer:
            self._write(answer)
        if self.step is Step.READY:
            extensions = self._opening.extensions
            self._pipelining = "PIPELINING" in extensions
            self._chunking = self._pipelining and "CHUNKING" in extensions
            self._packing = Packing(extensions, chunking=self._chunking)
            self._next()

    # --- messages ---------------------------------------------------------------------------------------------------

    def _next(self) -> None:
        """Begin the next message, if there is one."""
        if self._chunking:
            self._next_chunks()
            return
        parcel = self._parcel()
        if parcel is None:
            return
        if self._pipelining:
            self._write(parcel.envelope + b"DATA\r\n")
            self._expect.extend(((Phase.MAIL, parcel), (Phase.RCPT, parcel), (Phase.DATA, parcel)))
        else:
            self._write(parcel.envelope[:parcel.envelope.index(b"\n") + 1])
            self._expect.append((Phase.MAIL, parcel))

    def _next_chunks(self) -> None:
        """As many whole messages as the wire may hold. RSET before each: behind a refused one a nested MAIL would be
        refused too, and the next body would go out under the refused one's sender."""
        most = MOST_AHEAD if self.accepted else FIRST_AHEAD
        while sum(phase is Phase.DOT for phase, _ in self._expect) < most and (parcel := self._parcel()) is not None:
            self._write(b"RSET\r\n" + parcel.envelope + b"BDAT %d LAST\r\n" % len(parcel.body))
            self._write(parcel.body)
            parcel.given = self._written
            self._expect.extend(((None, None), (Phase.MAIL, parcel), (Phase.RCPT, parcel), (Phase.DOT, parcel)))

    def _parcel(self) -> Parcel | None:
        """The next message that can go over this wire; those that can't end here."""
        while (outgoing := self._take()) is not None:
            parcel = self._packing.parcel(outgoing)
            if isinstance(parcel, Parcel):
                self.begun += 1
                return parcel
            self.results.append((outgoing.id, parcel))
        return None

    def _give_body(self, parcel: Parcel) -> None:
        """The body with its dot and, where the server takes it, the next envelope behind it, in one write."""
        parcel.given = self._written + len(parcel.body) + len(parcel.dot)
        ahead = self._parcel() if self._pipelining else None
        if ahead is None:
            self._steady = None
            self._write(parcel.body + parcel.dot)
            self._expect.append((Phase.DOT, parcel))
        else:
            self._write(b"%b%b%bDATA\r\n" % (parcel.body, parcel.dot, ahead.envelope))
            self._steady = (parcel, ahead)

    def _mail_reply(self, code: int, lines: list[str]) -> None:
        if not self._expect:
            # Nothing was asked: only 421 makes sense here, and either way the session can't go on.
            self.over(of_session(Phase.GREETING, code, lines))
            return
        phase, parcel = self._expect[0]
        if code == 421:
            self._closing(phase, lines)
            return
        self._expect.popleft()
        if phase is None or parcel is None:
            if not self._expect:
                self._next()
        elif phase is Phase.DOT:
            self._after_dot(parcel, code, lines)
        elif phase is Phase.DATA:
            self._after_data(parcel, code, lines)
        else:
            self._after_envelope(phase, parcel, code, lines)

    def _closing(self, phase: Phase | None, lines: list[str]) -> None:
        """421: the server goes. It answers in the order of what it was asked (RFC 2920 section 3.2), so what it answers with that was not
        done, and what lies behind on the wire it did not look at: certainly not taken, dot or no dot."""
        for _, parcel in self._expect:
            if parcel is not None:
                parcel.given = 0
        self.over(classify(phase or Phase.DATA, 421, lines))

    def _after_envelope(self, phase: Phase, parcel: Parcel, code: int, lines: list[str]) -> None:
        fine = code == 250 or (phase is Phase.RCPT and code == 251)
        if not fine:
            if not 400 <= code < 600:
                self._expect.appendleft((phase, parcel))
                self._garbage(f"{code} to {phase}")
                return
            parcel.fault = parcel.fault or classify(phase, code, lines)
        if self._pipelining:
            return
        if parcel.fault is not None:
            self._refused(parcel)
        elif phase is Phase.MAIL:
            self._write(parcel.envelope[parcel.envelope.index(b"\n") + 1:])
            self._expect.append((Phase.RCPT, parcel))
        else:
            self._write(b"DATA\r\n")
            self._expect.append((Phase.DATA, parcel))

    def _after_data(self, parcel: Parcel, code: int, lines: list[str]) -> None:
        if code == 354 and parcel.fault is None:
            self._give_body(parcel)
        elif code == 354:
            # The server takes a body for nobody (RFC 2920 section 3.1): a lone dot ends it.
            self._write(b".\r\n")
            self._expect.append((None, None))
            self._refused(parcel)
        elif not 400 <= code < 600:
            self._expect.appendleft((Phase.DATA, parcel))
            self._garbage(f"{code} to DATA")
        else:
            parcel.fault = parcel.fault or classify(Phase.DATA, code, lines)
            self._refused(parcel)

    def _refused(self, parcel: Parcel) -> None:
        assert parcel.fault is not None
        self.results.append((parcel.outgoing.id, parcel.fault))
        self._write(b"RSET\r\n")
        self._expect.append((None, None))

    def _after_dot(self, parcel: Parcel, code: int, lines: list[str]) -> None:
        result = classify(Phase.DOT, code, lines)
        if parcel.given > self._asked:  # an answer to what the server can't have seen yet answers nothing
            result = Result(Outcome.UNCERTAIN, code, text="answered before it was sent", cause=Cause.PROTOCOL)
        if parcel.fault is not None:  # BDAT behind a refused envelope: its answer only repeats that
            result = parcel.fault if code >= 400 else Result(Outcome.UNCERTAIN, code, text="accepted after a refusal",
                                                             cause=Cause.PROTOCOL)
        self.results.append((parcel.outgoing.id, result))
        if result.outcome is Outcome.ACCEPTED:
            self.accepted += 1
        if result.outcome is Outcome.UNCERTAIN:
            self._garbage(f"{code} to the final dot")
        elif result.account:
            pass  # whether more is begun is not for this session to say
        elif self._chunking:
            self._next_chunks()
        elif not self._expect:
            self._next()

    def _write(self, data: bytes) -> None:
        self.out.append(data)
        self._written += len(data)


def _accepted(enhanced: bytes, text: bytes) -> Result:
    return Result(Outcome.ACCEPTED, 250, enhanced[:-1].decode("ascii"), readable(text)[:300])
