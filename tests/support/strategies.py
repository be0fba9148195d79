"""People, addresses and identifiers of every awkward kind, for property tests of mails."""

from hypothesis import strategies as st

from notifier.model.frame import Recipient
from support.examples import examples

NAMES = st.text(max_size=70) | st.sampled_from(
    ["", "Иванова Анна", 'Иванова, Анна "Аня" & <К°>', "O'Neil", "a" * 90, "Ж" * 90, "=?utf-8?b?eA==?=", "\xa0"]
)
LOCALS = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}(\.[a-z0-9^-]{1,20}){0,2}", fullmatch=True)
ADDRESSES = st.builds(
    lambda local, domain: f"{local}@{domain}.example", LOCALS, st.from_regex(r"[a-z0-9]{1,30}(\.[a-z0-9-]{1,20}){0,2}", fullmatch=True)
)
IDS = st.from_regex(r"<[a-z0-9.]{1,90}@cdo\.example>", fullmatch=True)
PEOPLE = st.builds(Recipient, address=ADDRESSES, name=NAMES, greeting=NAMES, school=NAMES)
MANY = examples(120)
