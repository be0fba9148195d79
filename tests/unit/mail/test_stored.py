"""What the ledger stores of a mail to many gives back, for each of them, the bytes that composing the whole mail gives."""

from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import IDS, MANY, PEOPLE

from notifier.core.compose import stored
from notifier.core.compose.frozen import Frozen, freeze
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.mime import base64_lines
from notifier.core.compose.skeleton import skeleton
from notifier.core.compose.stored import Altered, Lines, dump, materialise, verified
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
    assert (frozen[name].skeleton.subject, frozen[name].skeleton.method) == (whole.subject, whole.method)


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
    draft, person = replace(sample.draft, references=references), person._replace(role=sample.recipient.role)
    whole = compose(draft, person, date=sample.date, message_id=message_id, templates=templates, frame=office.FRAME)
    slots, digest = frozen[name].slots(person, message_id=message_id, references=references)
    assert materialise(frozen[name].data, slots) == whole.data
    assert verified(frozen[name].data, slots, digest) == whole.data
    assert b"\r\n." not in whole.data, "no dots to double: the transport does not look again"


def test_a_single_altered_byte_is_noticed(office: ModuleType, frozen: dict[str, Frozen]) -> None:
    """Promise 3: what is not what was sealed is no mail, wherever it differs - skeleton, slots or seal."""
    data = frozen["invitation-meeting"].data
    slots, digest = frozen["invitation-meeting"].slots(office.ANNA, message_id="<m@cdo.example>")
    assert verified(data, slots, digest)
    for at in range(0, len(data), 7):
        assert _is_refused(altered(data, at), slots, digest), at
    for at in range(len(slots)):
        assert _is_refused(data, altered(slots, at), digest), at
    assert _is_refused(data, slots, altered(digest, 5))
    assert _is_refused(b"a whole mail", None, digest)


def altered(stored: bytes, at: int) -> bytes:
    return stored[:at] + bytes((stored[at] ^ 1,)) + stored[at + 1:]


def _is_refused(data: bytes, slots: bytes | None, digest: bytes) -> bool:
    """As altered, or as no stored form."""
    try:
        verified(data, slots, digest)
    except (ValueError, IndexError):
        return True
    return False


def test_a_version_that_makes_other_bytes_sends_none(
    office: ModuleType, frozen: dict[str, Frozen], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was frozen by one version and is made by another is proved before the first mail leaves: a copy is the same to the byte."""
    made = frozen["invitation-meeting"]
    slots, digest = made.slots(office.ANNA, message_id="<m@cdo.example>")
    monkeypatch.setattr(stored, "base64_lines", lambda data: base64_lines(data).replace(b"\r\n", b" \r\n"))
    for kept in (stored._stored, stored._proved):
        kept.cache_clear()
    with pytest.raises(Altered, match="other bytes"):
        verified(made.data, slots, digest)
    for kept in (stored._stored, stored._proved):
        kept.cache_clear()


def test_who_does_not_fit_is_told_so(office: ModuleType, templates: Templates, frozen: dict[str, Frozen]) -> None:
    """Another role, or an empty variable that a template prints: the whole mail has to be composed."""
    assert frozen["reminder-tomorrow"].slots(office.COORDINATOR, message_id="<m@cdo.example>") is None
    source = templates.sources["layout.txt"]
    printing = source.replace("{{ person.greeting }}", "{{ person.greeting }} {{ person.school }}")
    own = Templates({**templates.sources, "layout.txt": printing})
    draft = office.SAMPLES["reminder-tomorrow"].draft
    made = freeze(skeleton(draft, date=draft.now, templates=own, frame=office.FRAME))
    assert made.slots(office.ANNA._replace(school=""), message_id="<m@cdo.example>") is None
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
    bytes.fromhex("e1c614537cbbfb6cdf4575e76490b83246a10797450fe35ba1d973cf4cbbac28"),
)


def test_what_version_1_stored_is_still_understood() -> None:
    """Ledgers outlive programs: never change this sample, add one for each new version."""
    skeleton_bytes, slots, mail, seal_of_pieces = VERSION_1
    assert materialise(skeleton_bytes, slots) == mail
    assert verified(skeleton_bytes, slots, seal_of_pieces) == mail
    with pytest.raises(Altered):
        verified(skeleton_bytes, altered(slots, 7), seal_of_pieces)
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
        (b"\x01\x01\x00", b"\x01\x00\x00"),
        (b"\x01\x01\x03\x00", b"\x01\x00\x00"),
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
