"""``make mutation``: what its command line means."""

import pytest
from mutation.run import PARTS, asked


def test_without_a_name_all_parts_are_meant():
    """As the Makefile calls it: every part, every mutant."""
    assert (asked([]).parts, asked([]).every) == (list(PARTS), 1)


def test_an_unknown_part_is_refused(capsys):
    """A part that does not exist would be counted as noticed."""
    with pytest.raises(SystemExit):
        asked(["notifier.flows.sending.wire", "notifier.flows.nothing"])
    assert "no such part: notifier.flows.nothing" in capsys.readouterr().err
