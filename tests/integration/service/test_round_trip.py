"""The whole road out: ``notifier run`` beside a real Postfix and Dovecot, read back as the recipients read it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from integration.support.installation import Installation
from integration.support.mailhost import MailHost, needs_mail_servers

pytestmark = [pytest.mark.integration, needs_mail_servers()]


def test_an_invitation_a_change_and_a_cancellation_reach_three_mailboxes_as_they_are_stored(
        connected: Callable[..., Installation], mail_host: MailHost) -> None:
    """Confirmed, moved and cancelled by command beside the running service; byte for byte the stored message arrives, over
    STARTTLS with a private authority and a password file, and nothing else arrives."""
    installation = connected(listen=False)
    with installation.service() as service:
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(12))
        installation.wait_sent("invitation", 3)
        installation.done("confirm", "teor-1", installation.phrase(14, "15:00"))
        installation.wait_sent("change", 3)
        installation.done("cancel", "teor-1", "карантин")
        installation.wait_sent("cancellation", 3)
        assert "Traceback" not in service.log()
        assert "@" not in service.log()
    by_message_id = {mail.message_id: mail for mail in installation.mails()}
    for address in installation.people:
        mail_host.wait_for(address, "Отмена")
        mails = mail_host.inbox(address)
        assert [mail.subject.partition(":")[0] for mail in mails] == ["Приглашение", "Перенос", "Отмена"]
        for mail in mails:
            sent = by_message_id[mail.header("Message-ID")]
            assert mail.message == installation.stored(sent)
            assert sent.address == address
            assert not [other for other in installation.people if other != address and other.encode() in mail.raw]
        calendars = [mail.calendar for mail in mails]
        assert [re.findall(r"METHOD:(\w+)", calendar) for calendar in calendars] == [["REQUEST"], ["REQUEST"], ["CANCEL"]]
        assert [re.findall(r"SEQUENCE:(\d+)", calendar) for calendar in calendars] == [["0"], ["1"], ["2"]]
        assert len({uid for calendar in calendars for uid in re.findall(r"\r\nUID:(\S+)", calendar)}) == 1
        moved = datetime.combine(installation.day(14), time(15), installation.zone).astimezone(UTC)
        assert f"DTSTART:{moved:%Y%m%dT%H%M%SZ}" in calendars[1]
        assert {mail.header("From").rpartition(" ")[2] for mail in mails} == {f"<{installation.organizer}>"}
    subjects = [mail.subject for mail in mail_host.inbox(installation.coordinator)]
    assert any("Принято" in subject for subject in subjects), subjects
