"""A skeleton as the ledger keeps it, and each person's slots: what ``stored.materialise`` makes the exact bytes of again.

``Frozen.slots`` never composes texts; it checks what goes into the slots by the same strict patterns as ``fill`` and seals what is
stored. A property test holds that the bytes made of it are ``compose``'s.
"""

from dataclasses import dataclass, replace

from notifier.core.compose import header, mime
from notifier.core.compose.envelope import Post, check_not_organizer, personal_headers
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.skeleton import PROBE_POST, Skeleton, escaped, fill, probe
from notifier.core.compose.slots import SlottedText
from notifier.core.compose.stored import MOST_SLOT_BYTES, Lines, Piece, Stored, dump, with_proof
from notifier.core.itip import CANCEL, attendee_line
from notifier.model.frame import Recipient
from notifier.model.person import Mailbox

TO, IDENTIFIER, REFERENCES, ATTENDEE = range(4)
_BODIES_FROM = 4  # slots of the texts follow


@dataclass(frozen=True, slots=True)
class Frozen:
    """One notice stored once. ``data`` goes into the ledger; ``slots`` gives each person's part."""

    data: bytes
    skeleton: Skeleton
    stored: Stored
    texts: tuple[str, ...]  # what of the person the plain text prints, in the order of the slots
    pages: tuple[str, ...]  # and the HTML

    def slots(self, recipient: Recipient, *, message_id: str, references: tuple[str, ...] = ()) -> tuple[bytes, bytes] | None:
        """One person's slots and the seal of the exact mail; None where this person's mail must be composed whole.

        UnsafeMail as ``fill``.
        """
        values = self._values(recipient, message_id, references)
        if values is None:
            return None
        slots = self.stored.dump(values)
        return slots, self.stored.seal(slots)

    def _values(self, recipient: Recipient, message_id: str, references: tuple[str, ...]) -> list[bytes] | None:
        made = self.skeleton
        if recipient.role is not made.role:
            return None
        printed = made.values(recipient)
        bodies = [*[printed[slot].encode() for slot in self.texts], *[escaped(printed[slot]).encode() for slot in self.pages]]
        if not all(bodies):
            return None
        check_not_organizer(recipient, made.frame, made.method)
        try:
            values = [header.address("To", printed["name"], recipient.address).encode("ascii"),
                      header.identifier(message_id).encode("ascii"), header.answering(references).encode("ascii") if references else b""]
        except header.BadHeader as error:
            raise UnsafeMail(str(error)) from error
        values.append(attendee_line(Mailbox(recipient.address, printed["name"]), cancelled=made.method == CANCEL) if made.method else b"")
        values += bodies
        return None if len(max(values, key=len)) > MOST_SLOT_BYTES else values


def freeze(skeleton: Skeleton) -> Frozen | None:
    """The skeleton ready for the ledger; None where every person's mail must be composed whole."""
    bodies = skeleton.bodies
    if bodies is None:
        return None
    texts, pages = (tuple(dict.fromkeys(body.slots)) for body in (bodies.text, bodies.html))
    text, html = _lines(bodies.text, texts, _BODIES_FROM), _lines(bodies.html, pages, _BODIES_FROM + len(texts))
    calendar = Lines((bodies.calendar.fixed[0], ATTENDEE, bodies.calendar.fixed[1])) if bodies.calendar is not None else None
    program = _program(skeleton, text, html, calendar)
    data = dump(program, slots=_BODIES_FROM + len(texts) + len(pages))
    frozen = Frozen(data, skeleton, Stored(data), texts, pages)
    person = probe(skeleton.role)
    values = frozen._values(person, PROBE_POST.message_id, PROBE_POST.references)
    whole = fill(skeleton, person, message_id=PROBE_POST.message_id, references=PROBE_POST.references).data
    if values is None or not whole.isascii() or b"\r\n." in whole or frozen.stored.fill(values) != whole:
        return None
    data = with_proof(data, frozen.stored.dump(values), whole)
    return replace(frozen, data=data, stored=Stored(data))


def _program(skeleton: Skeleton, text: Lines, html: Lines, calendar: Lines | None) -> list[Piece | Lines]:
    """The mail's pieces in order: cut out of what ``fill``'s own parts write around a known mailbox and identifier."""
    somebody = Recipient("slot@slot.invalid", role=skeleton.role)
    around = personal_headers(somebody, "", Post("<slot@slot.invalid>"), role=skeleton.role, frame=skeleton.frame)
    before, to, rest = around.partition(b"To: slot@slot.invalid\r\n")
    between, identifier, after = rest.partition(b"<slot@slot.invalid>\r\n")
    assert not before
    assert to
    assert identifier
    separators = mime.around(skeleton.method)
    program: list[Piece | Lines] = [skeleton.head, TO, between, IDENTIFIER, b"\r\n", REFERENCES, after + skeleton.tail]
    for separator, body in zip(separators, (text, html, calendar, calendar) if calendar is not None else (text, html), strict=True):
        program += (body, separator)
    return program


def _lines(body: SlottedText, slots: tuple[str, ...], first: int) -> Lines:
    """A text's pieces for the wire (CRLF, UTF-8): fixed bytes, and the numbers of its slots, which count from ``first``."""
    pieces: list[Piece] = []
    for number, fixed in enumerate(body.fixed):
        if number:
            pieces.append(first + slots.index(body.slots[number - 1]))
        pieces.append(fixed.replace("\n", "\r\n").encode())
    return Lines(tuple(pieces))
