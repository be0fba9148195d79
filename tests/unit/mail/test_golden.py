"""Every mail as it was last looked at, in ``tests/golden/mail``.

``NOTIFIER_GOLDEN=write pytest tests/unit/mail`` rewrites them; read the diff.
"""

import os
from pathlib import Path

from notifier.model.frame import Composed

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"
WHOLE = {"invitation-meeting", "change-moved", "cancellation-quarantine", "reminder-merged"}  # also as bytes


def files_of(name: str, mail: Composed) -> dict[str, bytes]:
    """A sample's golden files; bodies with plain line ends so that a diff can be read."""
    made = {f"{name}.txt": f"Subject: {mail.subject}\n\n{mail.text}".encode(), f"{name}.html": mail.html.encode()}
    if mail.ics:
        made[f"{name}.ics"] = mail.ics.encode()
    if name in WHOLE:
        made[f"{name}.eml"] = mail.data
    return made


def test_the_mail_is_as_it_was_looked_at(sample: tuple[str, object], mails: dict[str, Composed]) -> None:
    """Any change of words, markup, calendar or bytes shows here first."""
    for file, data in files_of(sample[0], mails[sample[0]]).items():
        path = GOLDEN / file
        if os.environ.get("NOTIFIER_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert path.read_bytes() == data, file


def test_no_golden_file_is_left_over(mails: dict[str, Composed]) -> None:
    """A renamed sample takes its files along."""
    assert {path.name for path in GOLDEN.iterdir()} == {file for name, mail in mails.items() for file in files_of(name, mail)}
