"""Addresses that a server refuses while we are sending (fault 14), with a real SMTP server: paused at the second refusal a day later."""

from collections.abc import Callable, Iterator

import pytest
from support.unreliable_smtp import DROP, UnreliableSmtp
from support.year import PLAN, Year

from notifier.core.compose.stored import verified
from notifier.edges.ledger.people import ASKED, LESS
from notifier.edges.smtp import Patience, SmtpTransport
from notifier.flows.sending.delivery import Delivery
from notifier.model.settings import Limits, Smtp

TWO = PLAN + """
[[item]]
id = "teor-3"
number = "3"
sector = "Теоретико-методологический сектор"
topics = ["Чтение летом"]
when = "декабрь 2020"
"""
DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n"teor-3" = "10.12.2020 14:30"\n'
PEOPLE = """name,email,school,groups,greeting,left
Анна Петрова,anna@mail.example,СШ № 12,,,
Вера Сидорова,vera@mail.example,СШ № 2,,,
Зоя Орлова,zoya@mail.example,СШ № 3,,,
"""
NO_SUCH_USER = b"550 5.1.1 <anna@mail.example>: Recipient address rejected: User unknown in virtual mailbox table\r\n"


@pytest.fixture
def server() -> Iterator[UnreliableSmtp]:
    with UnreliableSmtp() as server:
        yield server


@pytest.fixture
def year(make_year: Callable[..., Year], server: UnreliableSmtp) -> Year:
    """Three librarians, meetings on 19 November and 10 December (invited on 20 October and 10 November), mail by SMTP."""
    year = make_year(plan=TWO, dates=DATES, people=PEOPLE)
    send_by(year, server)
    return year.go("2020-09-01 12:00").arm()


def send_by(year: Year, server: UnreliableSmtp) -> None:
    """Its mail goes to this server."""
    limits = Limits(per_day=0, connections=1)
    transport = SmtpTransport(Smtp(host="127.0.0.1", port=server.port, security="none"), limits, patience=Patience(poll=0.01))
    year.delivery = Delivery(year.ledger.outbox, transport, verified=verified, sender=lambda _: "gmo@cdo.example", limits=limits)


def refuse(server: UnreliableSmtp, reply: bytes, *who: str) -> None:
    """From now on these are refused so; with an empty reply taken again."""
    for name in who:
        server.always.pop(f"rcpt:{name}@mail.example", None)
        if reply:
            server.always[f"rcpt:{name}@mail.example"] = reply


def states(year: Year) -> list[tuple[str, str]]:
    """As ``status`` says them."""
    return [(member.state, member.why) for member in year.ledger.people.members(year.inputs.people)]


def tried(year: Year, who: str) -> list[str]:
    """The kinds of the mails to somebody that were tried."""
    return [row.kind for row in year.ledger.record.log(address=f"{who}@mail.example", limit=1000) if row.state in ("sent", "failed")]


OK, DEAD = ("ok", ""), ("paused", "ящика нет")


def test_who_is_refused_twice_in_different_mailings_is_paused_and_told_in_words(year: Year, server: UnreliableSmtp) -> None:
    """The overview on 2 September and the invitation on 20 October were refused: the next is not tried, and she reads whom to ask."""
    refuse(server, NO_SUCH_USER, "anna")
    assert states(year.go("2020-10-20 09:00")) == [OK, OK, OK]
    assert states(year.go("2020-10-20 12:00")) == [DEAD, OK, OK]
    year.go("2020-11-20 12:00")
    assert (tried(year, "anna"), len(year.to("vera", "invitation"))) == (["overview", "invitation"], 2)
    digests = [mail.text for mail in year.to("coordinator", "digest") if "anna@mail.example" in mail.text]
    assert len(digests) == 2
    for text, ask in zip(digests, ("Уточните адрес: СШ № 12", "На этот адрес больше не пишем, уточните новый: СШ № 12"), strict=True):
        assert "Анна Петрова (anna@mail.example): ящика нет; письмо: " in text
        assert ask in text


def test_what_was_refused_before_the_first_digest_stands_in_it(make_year: Callable[..., Year], server: UnreliableSmtp) -> None:
    """The service came on a Sunday, the meeting is on Monday; the first reading of the plan is that week's digest."""
    year = make_year(plan=TWO, dates='[dates]\n"teor-2" = "12.10.2020 09:00"\n', people=PEOPLE, start="2020-10-11 16:00")
    send_by(year, server)
    refuse(server, NO_SUCH_USER, "anna")
    year.arm().go("2020-10-12 12:00")
    [digest] = year.to("coordinator", "digest")
    assert "Прочитан план" in digest.text
    assert "Анна Петрова (anna@mail.example): ящика нет; письмо: " in digest.text


def test_a_corrected_address_is_told_anew(year: Year, server: UnreliableSmtp) -> None:
    """The new mailbox gets what the dead one did not."""
    refuse(server, NO_SUCH_USER, "anna")
    year.go("2020-10-21 12:00")
    year.write("people.csv", PEOPLE.replace("anna@", "anna.petrova@"))
    year.go("2020-11-20 12:00")
    assert states(year)[0] == OK
    assert sorted(step for _, step in year.story("anna.petrova")) == ["D-1", "D-7", "invitation", "invitation", "overview"]


def test_a_mail_taken_in_between_begins_anew(year: Year, server: UnreliableSmtp) -> None:
    """Refused in September, taken in October, refused in November: not paused before the next."""
    refuse(server, NO_SUCH_USER, "anna")
    year.go("2020-09-30 12:00")
    refuse(server, b"", "anna")
    year.go("2020-10-30 12:00")
    refuse(server, NO_SUCH_USER, "anna")
    assert states(year.go("2020-11-10 12:00"))[0] == OK
    assert tried(year, "anna") == ["overview", "invitation", "invitation"]
    assert states(year.go("2020-11-12 12:00"))[0] == DEAD


def test_refusals_of_one_day_are_one(year: Year, server: UnreliableSmtp) -> None:
    """The invitation and a move of the same day: a server that is wrong for an afternoon silences nobody."""
    year.go("2020-10-19 12:00")
    refuse(server, NO_SUCH_USER, "anna")
    year.go("2020-10-20 11:00").dates(DATES.replace("19.11", "26.11")).go("2020-10-20 16:00")
    assert tried(year, "anna") == ["overview", "invitation", "change"]
    assert states(year)[0] == OK


def test_where_everybody_is_refused_nobody_is_paused(year: Year, server: UnreliableSmtp) -> None:
    """The server is wrongly set up; her own mailbox, which it knows, proves nothing. Once it is mended all go on."""
    refuse(server, b"550 5.1.1 User unknown\r\n", "anna", "vera", "zoya")
    year.go("2020-11-13 12:00")
    assert tried(year, "zoya") == ["overview", "invitation", "invitation"]
    assert states(year) == [OK, OK, OK]
    refuse(server, b"", "anna", "vera", "zoya")
    assert len(year.dates(DATES.replace("10.12", "17.12")).go("2020-11-20 12:00").mails_of("change")) == 3
    assert states(year) == [OK, OK, OK]


@pytest.mark.parametrize(("reply", "state"), [
    (b"550 5.7.1 Message rejected under suspicion of SPAM\r\n", OK), (b"550 5.7.1 No such user!\r\n", DEAD),
    (b"550 5.2.2 mailbox full\r\n", OK), (b"550 Rejected\r\n", OK), (b"550 5.1.10 RecipientNotFound\r\n", DEAD),
    (b"550 5.1.2 Domain not found\r\n", ("paused", "такого почтового домена нет"))])
def test_only_a_mailbox_that_is_not_there_pauses(year: Year, server: UnreliableSmtp, reply: bytes, state: tuple[str, str]) -> None:
    """Taken for spam is about us, a full mailbox is there, words that nobody knows prove nothing."""
    refuse(server, reply, "anna")
    assert states(year.go("2020-11-13 12:00")) == [state, OK, OK]


def test_a_person_brought_back_stays_so_over_a_restart(year: Year, server: UnreliableSmtp) -> None:
    """The mailbox was mended and the administrator said so: her old refusals are not judged again because somebody else is refused."""
    refuse(server, NO_SUCH_USER, "anna", "nina")
    assert states(year.go("2020-10-21 12:00"))[0] == DEAD
    year.do("resume", why="anna@mail.example")
    send_by(year.restart(), server)
    year.write("people.csv", PEOPLE + "Нина Белова,nina@mail.example,СШ № 4,,,\n")
    assert states(year.go("2020-10-22 12:00")) == [OK, OK, OK, OK]
    assert tried(year, "nina") == ["invitation", "overview"]


def test_a_person_brought_back_is_judged_anew(year: Year, server: UnreliableSmtp) -> None:
    """The next refusal is the first one again, and no third; nor do earlier returned mails count."""
    year.ledger.facts.bounced(None, "anna@mail.example", hard=False, code="5.2.2", why="ящик переполнен", at=year.now)
    refuse(server, NO_SUCH_USER, "anna")
    assert states(year.go("2020-10-21 12:00"))[0] == DEAD
    year.do("resume", why="anna@mail.example")
    assert states(year.go("2020-11-10 12:00"))[0] == OK
    assert len(tried(year, "anna")) == 3
    assert year.ledger.facts.bounces("anna@mail.example") == []


def test_a_wish_outlives_the_dead_mailbox(year: Year, server: UnreliableSmtp) -> None:
    """«Без напоминаний», refused twice, the address corrected: the invitations come there, no reminder does."""
    year.ledger.people.set_state("anna@mail.example", "muted", LESS)
    refuse(server, NO_SUCH_USER, "anna")
    assert states(year.go("2020-11-10 12:00"))[0] == ("paused", f"{LESS}; ящика нет")
    year.write("people.csv", PEOPLE.replace("anna@", "anna.petrova@"))
    year.go("2020-11-20 12:00")
    assert states(year)[0] == ("muted", LESS)
    assert sorted(step for _, step in year.story("anna.petrova")) == ["invitation", "invitation", "overview"]


def test_who_asked_for_silence_stays_silent_where_a_late_return_comes(year: Year) -> None:
    """The mailbox is dead besides: a corrected address brings nothing back."""
    year.ledger.people.set_state("anna@mail.example", "paused", ASKED)
    year.ledger.people.pause_dead("anna@mail.example", "ящика нет")
    year.write("people.csv", PEOPLE.replace("anna@", "anna.petrova@"))
    assert states(year.go("2020-10-20 12:00"))[0] == ("paused", ASKED)


@pytest.mark.parametrize(("reply", "told"), [
    (b"552 5.2.2 Mailbox full\r\n", "ящик переполнен (552 5.2.2 Mailbox full); письмо: {}. Попросите освободить ящик или дать другой "
                                    "адрес: СШ № 12."),
    (b"554 5.7.1 Message rejected under suspicion of SPAM\r\n", "не успело уйти вовремя, нас приняли за спам (554 5.7.1 Message rejected "
                                                                "under suspicion of SPAM); письмо: {}"),
    (b"451 4.7.1 Greylisted, try again later\r\n", "не успело уйти вовремя, сервер ответил: 451 4.7.1 Greylisted, try again later; "
                                                   "письмо: {}"),
    (b"550 Rejected\r\n", "сервер ответил: 550 Rejected; письмо: {}. Уточните адрес: СШ № 12.")])
def test_she_asks_for_another_address_only_where_it_may_be_wrong(year: Year, server: UnreliableSmtp, reply: bytes, told: str) -> None:
    """A full mailbox, a server that takes us for spam or is busy: the address is right, and she reads why in words."""
    year.go("2020-11-18 09:00")
    refuse(server, reply, "anna")
    year.go("2020-11-23 12:00")
    (line,) = (line for line in year.to("coordinator", "digest")[-1].text.splitlines() if "anna@mail.example" in line)
    reminder = "Напоминание: завтра, 14:30 — Новое в библиотечном обслуживании"
    assert line == f"• Анна Петрова (anna@mail.example): {told.format(reminder)}"


def test_what_an_outage_kept_back_names_no_address_to_be_corrected(year: Year, server: UnreliableSmtp) -> None:
    """«… : ; письмо: …» had no reason, and three right addresses were to be looked after."""
    year.go("2020-11-18 09:00")
    server.always["banner"] = DROP
    year.go("2020-11-19 18:00")
    server.always.clear()
    year.go("2020-11-23 12:00")
    digests = "\n".join(mail.text for mail in year.to("coordinator", "digest"))
    assert digests.count("не успело уйти вовремя; письмо: Напоминание: завтра, 14:30 — Новое в библиотечном обслуживании") == 3
    assert "Уточните" not in digests
