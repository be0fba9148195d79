"""Composing once and filling in gives what composing for each person gives, byte for byte."""

from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import IDS, MANY, PEOPLE

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.mime import base64_lines
from notifier.core.compose.skeleton import Skeleton, fill, skeleton
from notifier.core.compose.slots import SlottedBase64, SlottedText, mark
from notifier.core.compose.texts import Templates
from notifier.core.compose.whole import compose
from notifier.model.frame import Recipient
from notifier.model.notice import Kind, Role


@pytest.fixture(scope="session")
def skeletons(office: ModuleType, templates: Templates) -> dict[str, Skeleton]:
    return {
        name: skeleton(sample.draft, date=sample.date, templates=templates, frame=office.FRAME, role=sample.recipient.role)
        for name, sample in office.SAMPLES.items()
    }


def test_every_mail_of_ours_is_filled_in(skeletons: dict[str, Skeleton]) -> None:
    """No template of the package needs the slow path."""
    assert [name for name, made in skeletons.items() if made.bodies is None] == []


def test_filling_in_equals_composing(
    sample: tuple[str, object], office: ModuleType, templates: Templates, skeletons: dict[str, Skeleton]
) -> None:
    """For the sample's own recipient, every kind."""
    name, made = sample[0], office.SAMPLES[sample[0]]
    whole = compose(made.draft, made.recipient, date=made.date, message_id="<m@cdo.example>", templates=templates, frame=office.FRAME)
    assert fill(skeletons[name], made.recipient, message_id="<m@cdo.example>", references=made.draft.references) == whole


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
    skeletons: dict[str, Skeleton],
) -> None:
    """Any kind of notice; names of any length and script, greetings, addresses, identifiers: parts, headers, calendar, bytes agree."""
    name = data.draw(st.sampled_from(sorted(office.SAMPLES)))
    sample = office.SAMPLES[name]
    draft, person = replace(sample.draft, references=references), person._replace(role=sample.recipient.role)
    whole = compose(draft, person, date=sample.date, message_id=message_id, templates=templates, frame=office.FRAME)
    assert fill(skeletons[name], person, message_id=message_id, references=references) == whole


@MANY
@given(person=PEOPLE)
def test_for_any_person_with_all_slots_used(person: Recipient, office: ModuleType, templates: Templates) -> None:
    """Also where templates print name and school, which may be empty: then the whole mail is composed."""
    draft = office.SAMPLES["reminder-tomorrow"].draft
    own = ALL_SLOTS.setdefault(
        "t",
        Templates(
            {
                **templates.sources,
                "layout.txt": templates.sources["layout.txt"].replace(
                    "{{ person.greeting }}", "{{ person.greeting }}\n{{ person.name }} ({{ person.school }})  {{ person.name }}"
                ),
                "layout.html": templates.sources["layout.html"].replace(
                    "<p>{{ person.greeting }}</p>", "<p>{{ person.greeting }}</p><p>{{ person.name }} ({{ person.school }})</p>"
                ),
            }
        ),
    )
    made = ALL_SLOTS.setdefault("s", skeleton(draft, date=draft.now, templates=own, frame=office.FRAME))
    assert made.bodies is not None
    whole = compose(draft, person, date=draft.now, message_id="<m@cdo.example>", templates=own, frame=office.FRAME)
    assert fill(made, person, message_id="<m@cdo.example>") == whole


ALL_SLOTS: dict = {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("layout.txt", "{{ person.greeting }}", "{% if person.school %}{{ person.school }}{% endif %}"),
        ("layout.txt", "{{ person.greeting }}", "{{ person.greeting|upper }}"),
        ("layout.html", "{{ person.greeting }}", "{% set g = person.greeting %}{{ g }}"),
        ("layout.html", "<p>{{ person.greeting }}</p>", '<p title="{{ person.greeting }}">x</p>'),
        ("reminder.subject.txt", "Напоминание", "{{ person.name }}, напоминание"),
        ("layout.txt", "{{ person.greeting }}", "{% filter upper %}{{ person.greeting }}{% endfilter %}"),
        ("layout.html", "<p>{{ person.greeting }}</p>", "{% autoescape false %}<p>{{ person.greeting }}</p>{% endautoescape %}"),
    ],
)
def test_logic_beyond_slots_falls_back(file: str, old: str, new: str, office: ModuleType, templates: Templates) -> None:
    """A template that does more with a person than print is rendered for each, by itself, and stays correct."""
    source = templates.sources[file]
    assert old in source
    own = Templates({**templates.sources, file: source.replace(old, new, 1)})
    draft = office.SAMPLES["reminder-tomorrow"].draft
    made = skeleton(draft, date=draft.now, templates=own, frame=office.FRAME)
    assert made.bodies is None
    whole = compose(draft, office.ANNA, date=draft.now, message_id="<m@cdo.example>", templates=own, frame=office.FRAME)
    assert fill(made, office.ANNA, message_id="<m@cdo.example>") == whole


def test_a_person_of_another_role_gets_the_right_footer(office: ModuleType, templates: Templates, skeletons: dict[str, Skeleton]) -> None:
    """The coordinator's copy of a reminder is not a librarian's."""
    draft = office.SAMPLES["reminder-tomorrow"].draft
    whole = compose(draft, office.COORDINATOR, date=draft.now, message_id="<m@cdo.example>", templates=templates, frame=office.FRAME)
    assert fill(skeletons["reminder-tomorrow"], office.COORDINATOR, message_id="<m@cdo.example>") == whole
    assert "стоп" not in whole.text


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
def test_unsafe_values_are_refused(broken: dict, office: ModuleType, skeletons: dict[str, Skeleton]) -> None:
    """The fast path does not parse its mails again, so each value is checked by a strict pattern."""
    arguments = {"recipient": office.ANNA, "message_id": "<m@cdo.example>", **broken}
    with pytest.raises(UnsafeMail):
        fill(skeletons["invitation-meeting"], arguments.pop("recipient"), **arguments)


@given(st.lists(st.binary(max_size=130), min_size=1, max_size=6), st.data())
def test_base64_with_slots_is_plain_base64(fixed: list[bytes], data: st.DataObject) -> None:
    """Whatever the lengths: slots of any phase, short and empty pieces between them."""
    slots = tuple("ab"[n % 2] for n in range(len(fixed) - 1))
    values = {slot: data.draw(st.binary(max_size=130)) for slot in "ab"}
    whole = fixed[0] + b"".join(values[slot] + piece for slot, piece in zip(slots, fixed[1:], strict=True))
    made = SlottedBase64(tuple(fixed), slots)
    assert made.fill(values) == base64_lines(whole)
    assert made.fill(values) == base64_lines(whole)  # and again, from what was kept


def test_texts_are_cut_at_their_marks() -> None:
    """Marks are private characters, so nothing in a text can look like one."""
    text = SlottedText.of(f"Здравствуйте, {mark('name')}! {mark('name')}")
    assert text.fill({"name": "Анна"}) == "Здравствуйте, Анна! Анна"


def test_another_role_can_be_asked_for(office: ModuleType, templates: Templates) -> None:
    """An alarm may go to the administrator."""
    draft = office.SAMPLES["alarm"].draft
    made = skeleton(draft, date=draft.now, templates=templates, frame=office.FRAME, role=Role.ADMIN)
    assert draft.kind is Kind.ALARM
    assert (
        "для администратора (admin@cdo.example)"
        in fill(made, Recipient("admin@cdo.example", role=Role.ADMIN), message_id="<m@cdo.example>").text
    )
