"""The road back: what people's programs and servers answer, through a real Postfix and Dovecot into ``status``."""

import re
from collections.abc import Callable

import pytest
from integration.support.answers import answer, letter
from integration.support.installation import Installation, Item
from integration.support.mailhost import MailHost, Received, needs_mail_servers
from integration.support.waiting import until

pytestmark = [pytest.mark.integration, needs_mail_servers()]


def invite(installation: Installation, ahead: int = 12) -> tuple[str, int]:
    """Arm, confirm, and wait for the invitations; the event's UID and SEQUENCE."""
    installation.done("arm", "--yes")
    installation.done("confirm", "teor-1", installation.phrase(ahead))
    sent = installation.wait_sent("invitation", len(installation.people))
    return sent[0].uid, sent[0].sequence


def test_the_answers_of_five_programs_stand_in_status(connected: Callable[..., Installation], mail_host: MailHost) -> None:
    """Thunderbird, Outlook, Google, Apple and Yandex each say their word; a later answer replaces the earlier one of that person only."""
    installation = connected()
    anna, boris, vera = installation.people

    def says(who: str, layout: str, partstat: str, minutes: int = 0) -> None:
        mail_host.send(who, installation.organizer, answer(layout, of=who, to=installation.organizer, uid=uid, sequence=sequence,
                                                           partstat=partstat, minutes=minutes))

    with installation.service() as service:
        uid, sequence = invite(installation)
        says(anna, "google-accepted", "ACCEPTED")
        says(boris, "exchange-declined", "DECLINED")
        says(vera, "thunderbird-tentative", "TENTATIVE")
        expected = {"ACCEPTED": [anna], "DECLINED": [boris], "TENTATIVE": [vera], "NEEDS-ACTION": []}
        until(lambda: installation.answers() == expected, what="the answers", hint=service.log)
        says(vera, "apple-accepted", "ACCEPTED", minutes=1)
        expected = {"ACCEPTED": [anna, vera], "DECLINED": [boris], "TENTATIVE": [], "NEEDS-ACTION": []}
        until(lambda: installation.answers() == expected, what="the later answer", hint=service.log)
        says(boris, "yandex-accepted", "TENTATIVE", minutes=1)
        expected = {"ACCEPTED": [anna, vera], "DECLINED": [], "TENTATIVE": [boris], "NEEDS-ACTION": []}
        until(lambda: installation.answers() == expected, what="the answer from Yandex", hint=service.log)
        assert "Traceback" not in service.log()
    # Nobody was written to because of an answer.
    assert [len(mail_host.inbox(person)) for person in installation.people] == [1, 1, 1]


def test_an_answer_is_heard_within_seconds_where_the_server_knows_idle(connected: Callable[..., Installation], mail_host: MailHost) -> None:
    """The mailbox's server rings (RFC 2177); the poll's ten minutes are not waited for."""
    installation = connected(poll_seconds=600)
    anna = installation.people[0]
    with installation.service() as service:
        uid, sequence = invite(installation)
        mail_host.send(anna, installation.organizer, answer("apple-accepted", of=anna, to=installation.organizer, uid=uid,
                                                            sequence=sequence, partstat="ACCEPTED"))
        service.wait_logged("heard Reply")
    assert installation.answers()["ACCEPTED"] == [anna]


def test_a_bounce_of_an_unknown_user_pauses_that_address(connected: Callable[..., Installation], mail_host: MailHost) -> None:
    """Postfix took the mail, found no such mailbox and said so to the envelope sender (RFC 3464): the address rests, in words."""
    installation = connected()
    gone = "gone-away@school.example"
    installation.write_people([*installation.people, gone])
    with installation.service() as service:
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(12))

        def state() -> dict[str, str]:
            return next(person for person in installation.status()["people"] if person["email"] == gone)

        until(lambda: state()["state"] == "paused", what="the address is paused", hint=lambda: f"{service.log()}\n{mail_host.logs()}")
        assert "ящика нет" in state()["why"]
        assert installation.status()["outbox"]["bounced"] == 1
        others = [person["state"] for person in installation.status()["people"] if person["email"] != gone]
        assert others == ["ok", "ok", "ok"]
        # The paused address hears nothing of the change; the others do.
        installation.done("confirm", "teor-1", installation.phrase(13))
        installation.wait_sent("change", 3)
        assert gone not in {mail.address for mail in installation.mails("change")}


def test_with_verp_a_bounce_comes_to_an_address_that_names_its_message(connected: Callable[..., Installation],
                                                                      mail_host: MailHost) -> None:
    """``[smtp] verp``: the envelope sender carries a token of the message; no header of ours need come back."""
    installation = connected(verp=True)
    gone = "gone-too@school.example"
    installation.write_people([*installation.people, gone])
    with installation.service() as service:
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(12))
        until(lambda: {p["email"]: p["state"] for p in installation.status()["people"]}[gone] == "paused", what="the address is paused",
              hint=lambda: f"{service.log()}\n{mail_host.logs()}")
        bounce = mail_host.wait_for(installation.organizer, "Undelivered")
        local, _, domain = installation.organizer.partition("@")
        assert re.fullmatch(rf"{local}\+b-[0-9a-z]+-[a-z2-7]{{26}}@{domain}", bounce.header("To"))
    # Each mail has its own envelope; the letters themselves carry the organizer's plain address only.
    received = mail_host.inbox(installation.people[0])[0]
    assert re.fullmatch(rf"<{local}\+b-[0-9a-z]+-[a-z2-7]{{26}}@{domain}>", received.header("Return-Path"))
    assert "+b-" not in received.header("From")


def test_an_absence_note_changes_nothing_and_is_not_answered(connected: Callable[..., Installation], mail_host: MailHost) -> None:
    """RFC 3834: an automatic reply is heard and left alone."""
    installation = connected()
    anna = installation.people[0]
    with installation.service() as service:
        invite(installation)
        before = installation.status()
        mid = installation.mails("invitation")[0].message_id
        mail_host.send("", installation.organizer, letter(
            of=anna, to=installation.organizer, subject="Автоответ: Приглашение", text="Я в отпуске до понедельника.",
            In_Reply_To=mid, Auto_Submitted="auto-replied"))
        service.wait_logged("heard AutoReply")
        after = installation.status()
    assert after["events"] == before["events"]
    assert after["people"] == before["people"]
    assert after["outbox"] == before["outbox"]
    until(mail_host.queue_is_empty, what="postfix has delivered everything")
    assert len(mail_host.inbox(anna)) == 1


def asked(installation: Installation) -> Item:
    """A row of the month after next weeks, for which the digest asks a date and offers three."""
    month = installation.day(30)
    names = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"]
    return Item("teor-2", "Читательская конференция", f"{names[month.month - 1]} {month.year}")


@pytest.fixture
def digest(connected: Callable[..., Installation], mail_host: MailHost) -> Callable[..., Installation]:
    """An installation whose coordinator got the Monday digest and its suggested dates, each as an entry of her own."""
    def make(**options: object) -> Installation:
        from datetime import timedelta

        from integration.support.clocks import lived_through

        first = connected(**options)
        rows = [Item(), asked(first)]
        installation = connected(**options, items=rows, people=first.people)
        lived_through(installation, timedelta(days=-7))
        return installation

    return make


def suggestions(installation: Installation, mail_host: MailHost) -> list[tuple[str, str]]:
    """(UID, how people write that day and hour) of the entries the coordinator was offered, in order of time."""
    from datetime import UTC, datetime

    found = []
    for mail in mail_host.inbox(installation.coordinator):
        if mail.calendar:
            start = re.findall(r"DTSTART:(\d{8}T\d{6})Z", mail.calendar)[0]
            at = datetime.strptime(start, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(installation.zone)
            found.append((at, re.findall(r"\r\nUID:(\S+)", mail.calendar)[0]))
    return [(uid, f"{at:%d.%m.%Y %H:%M}") for at, uid in sorted(found)]


def newest_digest(installation: Installation, mail_host: MailHost) -> Received:
    """This week's; there is one of the week before, too."""
    def look() -> Received | None:
        digests = [mail for mail in mail_host.inbox(installation.coordinator) if mail.subject.startswith("Сводка")]
        return digests[1] if len(digests) == 2 else None

    return until(look, what="this week's digest", hint=lambda: mail_host.inbox(installation.coordinator))


def confirmed(installation: Installation, item: str = "teor-2") -> str:
    """How the dates file names the row's day, as ``dd.mm.yyyy hh:mm``; empty where it does not."""
    text = (installation.folder / "dates.toml").read_text(encoding="utf-8")
    found = re.search(rf'"?{item}"?\]?\s*(?:=|\n\s*when\s*=)\s*"([^"]*)"', text)
    return found[1] if found else ""


def test_the_coordinator_confirms_a_date_by_accepting_its_entry(digest: Callable[..., Installation], mail_host: MailHost) -> None:
    """«Принять» in her own calendar is her word: the librarians are invited to that date."""
    installation = digest()
    with installation.service() as service:
        installation.done("arm", "--yes")
        until(lambda: len(suggestions(installation, mail_host)) == 3, what="three suggestions",
              hint=lambda: f"{mail_host.inbox(installation.coordinator)}\n{service.log()}")
        uid, when = suggestions(installation, mail_host)[1]
        mail_host.send(installation.coordinator, installation.organizer, answer(
            "exchange-declined", of=installation.coordinator, to=installation.organizer, uid=uid, sequence=0, partstat="ACCEPTED"))
        invitations = installation.wait_sent("invitation", 3)
        assert confirmed(installation) == when
        assert {mail.item for mail in invitations} == {"teor-2"}
        mail_host.wait_for(installation.coordinator, "Принято")


def test_the_coordinator_confirms_by_a_number_and_changes_her_mind_by_a_date(digest: Callable[..., Installation],
                                                                            mail_host: MailHost) -> None:
    """«2» answers the digest with the second date; «26.12 в 15:00» in another answer moves it; the people hear of both."""
    installation = digest()
    with installation.service():
        installation.done("arm", "--yes")
        mail = newest_digest(installation, mail_host)
        until(lambda: len(suggestions(installation, mail_host)) == 3, what="three suggestions")
        when = suggestions(installation, mail_host)[1][1]

        def writes(text: str) -> None:
            mail_host.send(installation.coordinator, installation.organizer, letter(
                of=installation.coordinator, to=installation.organizer, subject=f"Re: {mail.subject}", text=text,
                In_Reply_To=mail.header("Message-ID"), References=mail.header("Message-ID")))

        writes("2\n\nИ.В. Иващенко\n\n> 1) … 2) … 3) …\n")
        installation.wait_sent("invitation", 3)
        assert confirmed(installation) == when
        day = installation.day(33)
        writes(f"teor-2: {day:%d.%m} в 15:00\n\nпн, Служба пишет:\n> 1) … 2) …\n")
        installation.wait_sent("change", 3)
        assert confirmed(installation) == f"{day:%d.%m.%Y} 15:00"
        mail_host.wait_for(installation.people[2], "Перенос")


def test_the_coordinator_takes_a_decision_back_before_anybody_hears_of_it(digest: Callable[..., Installation],
                                                                         mail_host: MailHost) -> None:
    """«стоп» within the time to take back: the date is open again and no librarian was written to."""
    installation = digest(take_back_minutes=10)
    with installation.service():
        installation.done("arm", "--yes")
        mail = newest_digest(installation, mail_host)

        def writes(text: str, mail_subject: str, reference: str) -> None:
            mail_host.send(installation.coordinator, installation.organizer, letter(
                of=installation.coordinator, to=installation.organizer, subject=f"Re: {mail_subject}", text=text,
                In_Reply_To=reference, References=reference))

        writes("teor-2: 3", mail.subject, mail.header("Message-ID"))
        accepted = mail_host.wait_for(installation.coordinator, "Принято")
        assert "стоп" in accepted.part("text/plain")
        assert confirmed(installation)
        writes("стоп", accepted.subject, accepted.header("Message-ID"))
        until(lambda: not confirmed(installation), what="the date is open again")
        until(lambda: any("Взято назад" in mail.part("text/plain") for mail in mail_host.inbox(installation.coordinator)),
              what="she is told")
    assert installation.mails("invitation") == []


def test_a_stranger_decides_nothing(digest: Callable[..., Installation], mail_host: MailHost) -> None:
    """The coordinator's number sent by a librarian, and a «Принять» in her name, change nothing."""
    installation = digest()
    anna = installation.people[0]
    with installation.service() as service:
        installation.done("arm", "--yes")
        until(lambda: len(suggestions(installation, mail_host)) == 3, what="three suggestions")
        uid, _ = suggestions(installation, mail_host)[1]
        mail = newest_digest(installation, mail_host)
        mail_host.send(anna, installation.organizer, letter(
            of=anna, to=installation.organizer, subject=f"Re: {mail.subject}", text="2",
            In_Reply_To=mail.header("Message-ID"), References=mail.header("Message-ID")))
        mail_host.send(anna, installation.organizer, answer(
            "google-accepted", of=anna, to=installation.organizer, uid=uid, sequence=0, partstat="ACCEPTED"))
        service.wait_logged("heard Reply")
        service.wait_logged("heard Human")
    assert confirmed(installation) == ""
    assert installation.mails("invitation") == []
