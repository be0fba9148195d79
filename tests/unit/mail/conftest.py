"""One installation and one sample of every mail, as the school year 2020-2021 would have it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from notifier.core.compose.texts import Templates
from notifier.core.compose.whole import compose, message_id
from notifier.edges.templates import load_templates
from notifier.model.content import (
    Accepted,
    AcknowledgementContent,
    AlarmContent,
    AnswerCount,
    Deed,
    DigestContent,
    HeldLine,
    HostContent,
    Missed,
    Need,
    OverviewContent,
    OverviewRow,
    Refused,
    ReportContent,
    RowState,
    Suggestion,
    SuggestionContent,
    Undelivered,
    Upcoming,
)
from notifier.model.draft import Draft
from notifier.model.event import Event, Nature, Revision, Status
from notifier.model.frame import Composed, Frame, Recipient
from notifier.model.notice import HostNews, Kind, Role
from notifier.model.person import Mailbox

MOSCOW = ZoneInfo("Europe/Moscow")
LIBRARY = "ГБУК «Смоленская областная библиотека для детей и молодежи им. И.С. Соколова-Микитова»"

FRAME = Frame(
    organizer=Mailbox("gmo@cdo.example", "ГМО школьных библиотекарей Смоленска"),
    coordinator=Mailbox("coordinator@cdo.example", "Иващенко И.В."),
    zone=MOSCOW,
    domain="cdo.example",
    persons={"Иващенко И.В.": "Иващенко Ирина Викторовна"},
)

ANNA = Recipient("anna@school.example", "Иванова Анна Петровна", "Уважаемая Анна Петровна!", "МБОУ «СШ № 28»")
COORDINATOR = Recipient("coordinator@cdo.example", "Иващенко И.В.", "Уважаемая Ирина Викторовна!", role=Role.COORDINATOR)
HOST = Recipient("director@gymnasium.example", "Гимназия № 1", role=Role.HOST)


def at(day: int, month: int, hour: int = 10, minute: int = 0, year: int = 2020) -> datetime:
    """An instant in Moscow."""
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


TEOR_2 = Event(
    uid="teor-2.2020-2021@cdo.example",
    key="teor-2",
    item="teor-2",
    title="«Новое в библиотечном обслуживании детей и молодежи. По страницам профессиональных журналов и книг»",
    topics=(
        "«Новое в библиотечном обслуживании детей и молодежи. По страницам профессиональных журналов и книг»",
        "«Новое в систематизации детской литературы»",
    ),
    start=at(19, 11, 14, 30),
    end=at(19, 11, 16),
    place=LIBRARY,
    address="г. Смоленск, ул. Октябрьской Революции, 16",
    sector="Теоретико-методологический сектор",
    responsible=("Иващенко И.В.",),
    bring="список новых поступлений за 2020 год",
)
PRAK_1 = Event(
    uid="prak-1.2020-2021@cdo.example",
    key="prak-1",
    item="prak-1",
    title="Литературно-музыкальная гостиная «Свет родных берез», посвященная 125-летию со дня рождения С. А. Есенина",
    start=at(29, 10, 14, 30),
    end=at(29, 10, 16),
    place="МБУ ДО «ЦДО»; МБОУ «СШ № 32 им. С.А. Лавочкина»",
    place_open=True,
    responsible=("Иващенко И.В.",),
)
PRAK_2 = Event(
    uid="prak-2.2020-2021@cdo.example",
    key="prak-2",
    item="prak-2",
    title="Инновационная работа с книгой. Мастер-класс по созданию буктрейлера",
    start=at(10, 12, 14, 30),
    end=at(10, 12, 16),
    place="МБОУ «Гимназия № 1 им. Н.М. Пржевальского»",
    responsible=("Иващенко И.В.",),
)
WEBINAR = Event(
    uid="povy-3.20201001.2020-2021@cdo.example",
    key="povy-3/1",
    item="povy-3",
    nature=Nature.ONLINE,
    title="Вебинар РШБА «Навстречу ММШБ-2020»",
    start=at(1, 10, 12),
    end=at(1, 10, 13, 30),
    link="https://example.org/webinar?a=1;b=2,3",
    source="РШБА",
    source_link="https://rusla.example/plan",
    register_by=date(2020, 9, 30),
    responsible=("Иващенко И.В.",),
)
FESTIVAL = Event(
    uid="tvor-1.start.2020-2021@cdo.example",
    key="tvor-1/start",
    item="tvor-1",
    nature=Nature.MILESTONE,
    title="Фестиваль-конкурс «Чистая весна»: старт фестиваля",
    start=date(2021, 1, 18),
    end=date(2021, 1, 18),
    place="Все школы города Смоленска",
    responsible=("Иващенко И.В.",),
)
ENTRIES = replace(
    FESTIVAL,
    uid="tvor-1.entries.2020-2021@cdo.example",
    key="tvor-1/entries",
    nature=Nature.DEADLINE,
    title="Фестиваль-конкурс «Чистая весна»: приём заявок до",
    start=date(2021, 3, 31),
    end=date(2021, 3, 31),
)
COURSE = Event(
    uid="povy-2.course.2020-2021@cdo.example",
    key="povy-2/course",
    item="povy-2",
    title="Курсы «Современный школьный библиотекарь»",
    start=date(2020, 11, 17),
    end=date(2020, 11, 18),
    place="ГАУ ДПО «Смоленский областной институт развития образования»",
    source="СОИРО",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A draft, whom it goes to, and when."""

    draft: Draft
    recipient: Recipient = ANNA

    @property
    def date(self) -> datetime:
        """The Date header: the moment it is told."""
        return self.draft.now


def revision(event: Event, sequence: int = 0) -> Revision:
    """The event as recorded."""
    return Revision(event, sequence, at(15, 9, 11))


def reference(name: str) -> str:
    """A Message-ID of an earlier mail."""
    return message_id(name, "cdo.example")


MOVED = replace(TEOR_2, start=at(26, 11, 15), end=at(26, 11, 16, 30), place="МБУ ДО «ЦДО»", address="ул. Бакунина, 7")
OFF = replace(PRAK_2, status=Status.CANCELLED, reason="карантин")


def _year() -> OverviewContent:
    rows = (
        OverviewRow(
            "teor-1",
            "Совещание школьных библиотекарей города Смоленска",
            RowState.CONFIRMED,
            "Теоретико-методологический сектор",
            topics=("«План работы на 2020-2021. Оценка качества библиотечных услуг школьной библиотеки»",),
            when="24 сентября 2020 14.30",
            events=(replace(TEOR_2, title="Совещание", start=at(24, 9, 14, 30), end=at(24, 9, 16), place="МБУ ДО «ЦДО»"),),
        ),
        OverviewRow(
            "teor-2",
            TEOR_2.title,
            RowState.OPEN,
            "Теоретико-методологический сектор",
            topics=TEOR_2.topics,
            when="ноябрь 2020",
            places=(LIBRARY,),
        ),
        OverviewRow(
            "prak-a",
            "Организация выездных площадок в библиотеки школ города Смоленска",
            RowState.DIRECTIVE,
            "Практико-исследовательский сектор",
        ),
        OverviewRow("prak-1", PRAK_1.title, RowState.CONFIRMED, "Практико-исследовательский сектор", events=(PRAK_1,)),
        OverviewRow(
            "tvor-1",
            "Фестиваль-конкурс «Чистая весна»",
            RowState.CONFIRMED,
            "Творческий сектор",
            when="январь - апрель 2021",
            events=(FESTIVAL, ENTRIES),
        ),
        OverviewRow(
            "kons-a",
            "Консультационное занятие для молодых специалистов",
            RowState.OPEN,
            "Консультационно-информационный сектор",
            audience=("молодые специалисты",),
            places=(LIBRARY,),
        ),
        OverviewRow(
            "kons-b",
            "Делопроизводство",
            RowState.ONGOING,
            "Консультационно-информационный сектор",
            topics=("Делопроизводство", "Учебники: заказ, прием, обработка, хранение", "Периодические издания"),
            when="Постоянно в течение года",
            places=("Все школы города Смоленска",),
        ),
        OverviewRow(
            "povy-1", "Участие в горячих линиях СОИРО", RowState.SCHEDULE, "Сектор повышения квалификации", when="По графику СОИРО"
        ),
        OverviewRow("povy-2", "Семинары СОИРО", RowState.CANCELLED, "Сектор повышения квалификации", when="По графику СОИРО"),
    )
    return OverviewContent("План работы ГМО библиотекарей на 2020-2021 учебный год", "2020-2021", rows)


def _digest() -> DigestContent:
    return DigestContent(
        first=date(2020, 11, 2),
        last=date(2020, 11, 6),
        needs=(
            Need(
                "prak-2",
                PRAK_2.title,
                "Когда проведём? Приглашениям нужна дата и час.",
                suggestions=(Suggestion(1, at(3, 12, 14, 30)), Suggestion(2, at(10, 12, 14, 30)), Suggestion(3, at(17, 12, 14, 30))),
            ),
            Need(
                "teor-2",
                TEOR_2.title,
                "Дата так и не названа.",
                warn=True,
                suggestions=(Suggestion(4, at(19, 11, 14, 30)), Suggestion(5, at(26, 11, 14, 30))),
            ),
            Need("teor-1", "Совещание школьных библиотекарей", "Сентябрь заканчивается.", closing=True),
            Need(
                "prak-1",
                PRAK_1.title,
                "В плане два места. Где встречаемся?",
                advice="Ответьте: «prak-1: место МБУ ДО «ЦДО».",
            ),
        ),
        outgoing=(Upcoming(at(3, 11), Kind.INVITATION, 47, TEOR_2.title), Upcoming(at(5, 11), Kind.REMINDER, 1, WEBINAR.title, "D-1")),
        answers=(
            AnswerCount(PRAK_1.title, PRAK_1.start, 31, 2, 1, 13, ("Петрова О.И.", "Сидорова Е.К.")),
            AnswerCount(WEBINAR.title, WEBINAR.start, 5, 0, 0, 42),
        ),
        undelivered=(
            Undelivered("Кузнецова М.А.", "kuznetsova@shool.example", "такого домена нет", advice="проверьте адрес в списке"),
            Undelivered("", "school5@mail.example", "ящик переполнен", "приглашение на 29 октября"),
            Undelivered("", "school6@mail.example", "ящика нет", "Приглашение: 29 октября, чт, 14:30 — Литературно-музыкальная…", "уточните адрес"),
        ),
        missed=(Missed(at(22, 10), Kind.REMINDER, PRAK_1.title, "служба не работала с 21 по 23 октября"),),
        notes=("С 4 по 7 мая объявлены нерабочие дни; назначенные встречи это не затронуло.",),
    )


TEOR_1_LINE = HeldLine(
    "Совещание школьных библиотекарей", replace(TEOR_2, start=at(24, 9, 14, 30), end=at(24, 9, 16), place="МБУ ДО «ЦДО»")
)

SAMPLES: dict[str, Sample] = {
    "invitation-meeting": Sample(Draft(Kind.INVITATION, at(20, 10), revision=revision(TEOR_2))),
    "invitation-venue-open": Sample(Draft(Kind.INVITATION, at(15, 10), revision=revision(PRAK_1))),
    "invitation-urgent-tomorrow": Sample(Draft(Kind.INVITATION, at(18, 11, 15), revision=revision(TEOR_2), urgent=True)),
    "invitation-tentative": Sample(Draft(Kind.INVITATION, at(20, 10), revision=revision(replace(TEOR_2, status=Status.TENTATIVE)))),
    "invitation-revived": Sample(
        Draft(
            Kind.INVITATION,
            at(12, 11),
            revision=revision(PRAK_2, 2),
            revived=True,
            references=(reference("prak-2/0"), reference("prak-2/1")),
        )
    ),
    "invitation-milestone": Sample(Draft(Kind.INVITATION, at(12, 1, year=2021), revision=revision(FESTIVAL))),
    "invitation-deadline": Sample(Draft(Kind.INVITATION, at(1, 3, year=2021), revision=revision(ENTRIES))),
    "invitation-course-two-days": Sample(Draft(Kind.INVITATION, at(20, 10), revision=revision(COURSE))),
    "announcement-webinar": Sample(Draft(Kind.ANNOUNCEMENT, at(28, 9, 12), revision=revision(WEBINAR))),
    "change-moved": Sample(
        Draft(Kind.CHANGE, at(10, 11), revision=revision(MOVED, 1), previous=TEOR_2, references=(reference("teor-2/0"),))
    ),
    "change-deadline": Sample(Draft(
        Kind.CHANGE, at(1, 3, year=2021), revision=revision(replace(ENTRIES, start=date(2021, 4, 7), end=date(2021, 4, 7)), 1), previous=ENTRIES)),
    "change-place-decided": Sample(
        Draft(
            Kind.CHANGE,
            at(20, 10),
            revision=revision(replace(PRAK_1, place="МБОУ «СШ № 32 им. С.А. Лавочкина»", place_open=False), 1),
            previous=PRAK_1,
            references=(reference("prak-1/0"),),
        )
    ),
    "suggestion": Sample(
        Draft(
            Kind.INVITATION,
            at(21, 9, 9),
            revision=revision(replace(TEOR_2, uid="ask-1-abc@cdo.example", status=Status.TENTATIVE)),
            content=SuggestionContent("teor-2", TEOR_2.title, 2, (at(12, 11, 14, 30), at(26, 11, 14, 30))),
        ),
        COORDINATOR,
    ),
    "cancellation-quarantine": Sample(Draft(Kind.CANCELLATION, at(1, 12), revision=revision(OFF, 1), references=(reference("prak-2/0"),))),
    "cancellation-left": Sample(Draft(Kind.CANCELLATION, at(1, 12), revision=revision(PRAK_2, 1), removed=True)),
    "cancellation-held-earlier": Sample(Draft(
        Kind.CANCELLATION, at(13, 11), revision=revision(TEOR_2, 1), previous=TEOR_2,
        held=replace(TEOR_2, start=at(12, 11, 14, 30), end=at(12, 11, 16)), references=(reference("teor-2/0"),))),
    "cancellation-deadline-over": Sample(Draft(
        Kind.CANCELLATION, at(25, 3, year=2021), revision=revision(ENTRIES, 1), previous=ENTRIES,
        held=replace(ENTRIES, start=date(2021, 3, 24), end=date(2021, 3, 24)))),
    "cancellation-deadline": Sample(Draft(
        Kind.CANCELLATION, at(1, 3, year=2021), revision=revision(replace(ENTRIES, status=Status.CANCELLED, reason="фестиваль в мае"), 1),
        previous=ENTRIES)),
    "change-no-longer-tentative": Sample(Draft(
        Kind.CHANGE, at(20, 10), revision=revision(TEOR_2, 1), previous=replace(TEOR_2, status=Status.TENTATIVE))),
    "reminder-week": Sample(Draft(Kind.REMINDER, at(12, 11), step="D-7", revision=revision(TEOR_2))),
    "reminder-tomorrow": Sample(Draft(Kind.REMINDER, at(18, 11), step="D-1", revision=revision(TEOR_2))),
    "reminder-over-weekend": Sample(
        Draft(Kind.REMINDER, at(13, 11), step="D-1", revision=revision(replace(TEOR_2, start=at(16, 11, 14, 30), end=at(16, 11, 16))))
    ),
    "reminder-today-online": Sample(Draft(Kind.REMINDER, at(1, 10, 9, 30), step="D-0", revision=revision(WEBINAR))),
    "reminder-registration": Sample(Draft(Kind.REMINDER, at(29, 9), step="R-1", revision=revision(WEBINAR))),
    "reminder-deadline": Sample(Draft(Kind.REMINDER, at(30, 3, year=2021), step="D-1", revision=revision(ENTRIES))),
    "reminder-merged": Sample(
        Draft(
            Kind.REMINDER,
            at(18, 11),
            step="D-1",
            reminders=(revision(TEOR_2), revision(replace(WEBINAR, start=at(19, 11, 12), end=at(19, 11, 13), register_by=None))),
        )
    ),
    "overview": Sample(Draft(Kind.OVERVIEW, at(3, 9), content=_year())),
    "digest": Sample(Draft(Kind.DIGEST, at(2, 11, 9), content=_digest()), COORDINATOR),
    "digest-quiet": Sample(Draft(Kind.DIGEST, at(7, 12, 9), content=DigestContent(date(2020, 12, 7), date(2020, 12, 11))), COORDINATOR),
    "acknowledgement-date": Sample(
        Draft(
            Kind.ACKNOWLEDGEMENT,
            at(15, 10, 11),
            content=AcknowledgementContent(
                accepted=(
                    Accepted(
                        Deed.CONFIRMED,
                        "«Новое в библиотечном обслуживании детей и молодежи»",
                        "teor-2",
                        TEOR_2,
                        next=Upcoming(at(20, 10), Kind.INVITATION, 47),
                    ),
                ),
            ),
        ),
        COORDINATOR,
    ),
    "acknowledgement-mixed": Sample(
        Draft(
            Kind.ACKNOWLEDGEMENT,
            at(15, 10, 11),
            content=AcknowledgementContent(
                accepted=(
                    Accepted(
                        Deed.CANCELLED, PRAK_2.title, "prak-2", OFF, "причина: карантин", Upcoming(at(15, 10, 11, 10), Kind.CANCELLATION, 1)
                    ),
                ),
                refused=(
                    Refused("teor-4", "18 февраля 2020 года уже прошло", "напишите дату ещё раз: teor-4: 18.02.2021 в 14:30"),
                ),
            ),
        ),
        COORDINATOR,
    ),
    "alarm": Sample(
        Draft(
            Kind.ALARM,
            at(5, 10, 12),
            content=AlarmContent(
                "почтовый сервер не принимает пароль",
                at(5, 10, 9, 40),
                "письма участникам ждут и уйдут сами, когда пароль исправят",
                ("сообщите администратору", "до исправления ничего подтверждать заново не нужно"),
                "535 5.7.8 authentication failed",
            ),
        ),
        COORDINATOR,
    ),
    "report": Sample(
        Draft(
            Kind.REPORT,
            at(31, 5, year=2021),
            content=ReportContent(
                "2020-2021",
                held=(TEOR_1_LINE, HeldLine(PRAK_1.title, PRAK_1)),
                moved=(HeldLine(TEOR_2.title, MOVED, note="перенесено с 19 ноября"),),
                cancelled=(HeldLine(PRAK_2.title, when="декабрь 2020", note="карантин"),),
                never_dated=(HeldLine("«Театр начинается с библиотеки»", when="март 2021"),),
                answers=(AnswerCount(PRAK_1.title, PRAK_1.start, 31, 2, 1, 13),),
                undelivered=(Undelivered("Кузнецова М.А.", "k@shool.example", "такого домена нет"),),
                mails=1642,
                people=47,
            ),
        ),
        COORDINATOR,
    ),
    "host-notice-new": Sample(
        Draft(
            Kind.HOST_NOTICE,
            at(2, 11, 11),
            revision=revision(PRAK_2),
            content=HostContent("МБОУ «Гимназия № 1 им. Н.М. Пржевальского»", invited=47),
        ),
        HOST,
    ),
    "host-notice-moved": Sample(
        Draft(
            Kind.HOST_NOTICE,
            at(20, 11),
            revision=revision(replace(PRAK_2, start=PRAK_2.start + timedelta(days=7), end=PRAK_2.end + timedelta(days=7)), 1),
            previous=PRAK_2,
            content=HostContent("МБОУ «Гимназия № 1 им. Н.М. Пржевальского»", HostNews.CHANGE, 47),
        ),
        HOST,
    ),
    "host-notice-cancelled": Sample(
        Draft(
            Kind.HOST_NOTICE,
            at(1, 12),
            revision=revision(OFF, 1),
            content=HostContent("МБОУ «Гимназия № 1 им. Н.М. Пржевальского»", HostNews.CANCELLATION, 47),
        ),
        HOST,
    ),
}


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The package's own."""
    loaded, problems = load_templates(None)
    assert problems == []
    return loaded


@pytest.fixture(scope="session")
def office() -> ModuleType:
    """This module: its people, events and samples."""
    return sys.modules[__name__]


@pytest.fixture(scope="session", params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Iterator[tuple[str, Sample]]:
    """Every sample in turn, with its name."""
    return request.param, SAMPLES[request.param]


@pytest.fixture(scope="session")
def mails(templates: Templates) -> dict[str, Composed]:
    """Every sample, composed."""
    return {
        name: compose(sample.draft, sample.recipient, date=sample.date, message_id=reference(name), templates=templates, frame=FRAME)
        for name, sample in SAMPLES.items()
    }
