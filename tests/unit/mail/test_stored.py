"""What the ledger stores of a mail to many gives back, for each of them, the bytes that composing the whole mail gives."""

from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import IDS, MANY, PEOPLE

from notifier.core.compose.frozen import Frozen, freeze
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.mime import base64_lines
from notifier.core.compose.skeleton import skeleton
from notifier.core.compose.stored import Altered, Lines, Stored, dump, materialise, verified
from notifier.core.compose.texts import Templates
from notifier.core.compose.whole import compose
from notifier.model.frame import Recipient
from notifier.model.notice import Role


@pytest.fixture(scope="session")
def frozen(office: ModuleType, templates: Templates) -> dict[str, Frozen]:
    made = {
        name: freeze(skeleton(sample.draft, date=sample.date, templates=templates, frame=office.FRAME, role=sample.recipient.role))
        for name, sample in office.SAMPLES.items()
    }
    assert all(made.values())
    return made


def test_every_kind_of_mail_is_stored_and_made_again(
    sample: tuple[str, object], office: ModuleType, templates: Templates, frozen: dict[str, Frozen]
) -> None:
    """For the sample's own recipient, every kind; the seal is of the very bytes."""
    name, made = sample[0], office.SAMPLES[sample[0]]
    whole = compose(made.draft, made.recipient, date=made.date, message_id="<m@cdo.example>", templates=templates, frame=office.FRAME)
    slots, digest = frozen[name].slots(made.recipient, message_id="<m@cdo.example>", references=made.draft.references)
    assert materialise(frozen[name].data, slots) == whole.data
    assert verified(frozen[name].data, slots, digest) == whole.data
    assert (frozen[name].subject, frozen[name].method) == (whole.subject, whole.method)


@MANY
@given(
    data=st.data(),
    person=PEOPLE,
    message_id=IDS,
    references=st.lists(IDS, max_size=3).map(tuple),
)
def test_for_any_person(
    data: st.DataObject,
    person: Recipient,
    message_id: str,
    references: tuple[str, ...],
    office: ModuleType,
    templates: Templates,
    frozen: dict[str, Frozen],
) -> None:
    """Any kind of notice; names of any length and script, greetings, addresses: the stored form gives compose's bytes."""
    name = data.draw(st.sampled_from(sorted(office.SAMPLES)))
    sample = office.SAMPLES[name]
    draft, person = replace(sample.draft, references=references), replace(person, role=sample.recipient.role)
    whole = compose(draft, person, date=sample.date, message_id=message_id, templates=templates, frame=office.FRAME)
    slots, digest = frozen[name].slots(person, message_id=message_id, references=references)
    assert materialise(frozen[name].data, slots) == whole.data
    assert verified(frozen[name].data, slots, digest) == whole.data


def test_a_single_altered_byte_is_noticed(office: ModuleType, frozen: dict[str, Frozen]) -> None:
    """Promise 3: bytes that are not those sealed are no mail, wherever they differ - skeleton, slots or seal."""
    data = frozen["invitation-meeting"].data
    slots, digest = frozen["invitation-meeting"].slots(office.ANNA, message_id="<m@cdo.example>")
    sound = verified(data, slots, digest)
    noticed = 0
    for at in range(0, len(data), 7):
        noticed += _differs(altered(data, at), slots, digest, sound)
    for at in range(len(slots)):
        noticed += _differs(data, altered(slots, at), digest, sound)
    assert noticed == len(range(0, len(data), 7)) + len(slots)
    with pytest.raises(Altered):
        verified(data, slots, altered(digest, 5))
    with pytest.raises(Altered):
        verified(b"a whole mail", None, digest)


def altered(stored: bytes, at: int) -> bytes:
    return stored[:at] + bytes((stored[at] ^ 1,)) + stored[at + 1:]


def _differs(data: bytes, slots: bytes, digest: bytes, sound: bytes) -> bool:
    """Refused as altered or as no stored form; and not because the pieces were cut otherwise while the mail is the same."""
    try:
        made = materialise(data, slots)
    except (ValueError, IndexError):
        return True
    assert made != sound
    with pytest.raises(Altered):
        verified(data, slots, digest)
    return True


@given(st.lists(st.binary(max_size=90) | st.integers(0, 1), max_size=6), st.lists(st.binary(max_size=90), min_size=2, max_size=2))
def test_the_seal_is_of_the_mail_that_is_made(pieces: list[bytes | int], values: list[bytes]) -> None:
    """Both come of the same pieces; made anew by another process they are the same again."""
    body = Lines(tuple(pieces))
    data = dump([b"To: ", 0, b"\r\n", body, b"--", body], slots=2)
    first, second = Stored(data), Stored(data)
    first.fill([b"somebody", b"else"])  # whatever was kept before
    assert first.sealed(values) == second.sealed(values) == (first.fill(values), first.seal(values))


def test_who_does_not_fit_is_told_so(office: ModuleType, templates: Templates, frozen: dict[str, Frozen]) -> None:
    """Another role, or an empty variable that a template prints: the whole mail has to be composed."""
    assert frozen["reminder-tomorrow"].slots(office.COORDINATOR, message_id="<m@cdo.example>") is None
    source = templates.sources["layout.txt"]
    printing = source.replace("{{ person.greeting }}", "{{ person.greeting }} {{ person.school }}")
    own = Templates({**templates.sources, "layout.txt": printing})
    draft = office.SAMPLES["reminder-tomorrow"].draft
    made = freeze(skeleton(draft, date=draft.now, templates=own, frame=office.FRAME))
    assert made.slots(replace(office.ANNA, school=""), message_id="<m@cdo.example>") is None
    assert made.slots(office.ANNA, message_id="<m@cdo.example>") is not None


def test_logic_beyond_slots_cannot_be_frozen(office: ModuleType, templates: Templates) -> None:
    """Then every mail is composed whole."""
    logic = templates.sources["layout.txt"].replace("person.greeting", "person.greeting|upper")
    own = Templates({**templates.sources, "layout.txt": logic})
    draft = office.SAMPLES["reminder-tomorrow"].draft
    assert freeze(skeleton(draft, date=draft.now, templates=own, frame=office.FRAME)) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"recipient": Recipient("a@b.example, c@d.example")},
        {"recipient": Recipient("gmo@cdo.example")},
        {"message_id": "<m>"},
        {"message_id": "<m@cdo.example>\r\nBcc: a@b.example"},
        {"references": ("x y",)},
    ],
)
def test_unsafe_values_are_refused(broken: dict, office: ModuleType, frozen: dict[str, Frozen]) -> None:
    """As ``fill`` refuses them."""
    arguments = {"recipient": office.ANNA, "message_id": "<m@cdo.example>", **broken}
    with pytest.raises(UnsafeMail):
        frozen["invitation-meeting"].slots(arguments.pop("recipient"), **arguments)


VERSION_1 = (
    bytes.fromhex("0102 00 00000004 546f3a20 0100 00 00000004 0d0a0d0a 0203 00 00000003 486920 0101 00 00000001 21 00 00000002 2d2d 0300"),
    bytes.fromhex("01 0003 0004") + b"a@b" + b"Anna",
    b"To: a@b\r\n\r\nSGkgQW5uYSE=\r\n--SGkgQW5uYSE=\r\n",
)


def test_what_version_1_stored_is_still_understood() -> None:
    """Ledgers outlive programs: never change this sample, add one for each new version."""
    skeleton_bytes, slots, mail = VERSION_1
    assert materialise(skeleton_bytes, slots) == mail
    body = Lines((b"Hi ", 1, b"!"))
    assert dump([b"To: ", 0, b"\r\n\r\n", body, b"--", body], slots=2) == skeleton_bytes


def test_a_whole_mail_is_stored_as_it_is() -> None:
    """Without slots the stored bytes are the mail."""
    assert materialise(b"From: x\r\n", None) == b"From: x\r\n"


@pytest.mark.parametrize(
    ("skeleton_bytes", "slots"),
    [
        (b"", b"\x01"),
        (b"\x02\x00", b"\x02"),
        (VERSION_1[0], b"\x01"),
        (VERSION_1[0], VERSION_1[1] + b"x"),
        (VERSION_1[0], VERSION_1[1][:-1]),
        (VERSION_1[0], b"\x02" + VERSION_1[1][1:]),
        (b"\x01\x01\x00\x00\x00\x00\x09a", b"\x01\x00\x00"),
        (b"\x01\x01\x07\x00", b"\x01\x00\x00"),
    ],
)
def test_damaged_storage_is_an_error_and_not_a_mail(skeleton_bytes: bytes, slots: bytes) -> None:
    """The delivery sets such a mail aside."""
    with pytest.raises(ValueError, match=r"stored|slots"):
        materialise(skeleton_bytes, slots)


@given(st.lists(st.binary(max_size=90) | st.integers(0, 2), max_size=7), st.lists(st.binary(max_size=90), min_size=3, max_size=3))
def test_base64_of_any_pieces(pieces: list[bytes | int], values: list[bytes]) -> None:
    """Fixed bytes and slots in any order and of any length."""
    made = dump([Lines(tuple(pieces))], slots=3)
    slots = bytes((1,)) + b"".join(len(value).to_bytes(2, "big") for value in values) + b"".join(values)
    plain = b"".join(piece if isinstance(piece, bytes) else values[piece] for piece in pieces)
    assert materialise(made, slots) == base64_lines(plain)


def test_a_role_asked_for_is_kept(office: ModuleType, templates: Templates) -> None:
    """An alarm to the administrator is stored with the administrator's footer."""
    draft = office.SAMPLES["alarm"].draft
    made = freeze(skeleton(draft, date=draft.now, templates=templates, frame=office.FRAME, role=Role.ADMIN))
    assert made.slots(Recipient("admin@cdo.example", role=Role.ADMIN), message_id="<m@cdo.example>") is not None
