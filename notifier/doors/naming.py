"""The ledger's words as people at the command line read them; ``--json`` keeps the codes."""

from notifier.model.event import Status
from notifier.model.message import Cause, State
from notifier.model.notice import Kind

KINDS = {Kind.OVERVIEW: "обзор года", Kind.INVITATION: "приглашение", Kind.ANNOUNCEMENT: "анонс", Kind.CHANGE: "изменение",
         Kind.CANCELLATION: "отмена", Kind.REMINDER: "напоминание", Kind.DIGEST: "сводка", Kind.ACKNOWLEDGEMENT: "«принято», даты",
         Kind.ALARM: "тревога", Kind.REPORT: "отчёт", Kind.HOST_NOTICE: "принимающей стороне"}
STATES = {State.QUEUED: "ждёт", State.SENDING: "отправляется", State.SENT: "отправлено", State.BOUNCED: "вернулось",
          State.FAILED: "не ушло", State.HELD: "задержано", State.SUPERSEDED: "заменено", State.EXPIRED: "опоздало"}
STATUSES = {Status.CONFIRMED: "назначено", Status.CANCELLED: "отменено", Status.TENTATIVE: "предварительно"}
ENDED = {"disk": "на диске с журналом мало места (notifier doctor)", "breaker": "почта отдыхает (notifier outbox)",
         "locked": "журнал занят другой программой", "stopped": "остановлено", "held": "журнал задержан (notifier recover)"}
"""Why a pass ended before all was sent."""

CAUSES = {
    Cause.NETWORK: "нет связи с почтовым сервером", Cause.DNS: "имя почтового сервера не находится",
    Cause.TLS: "сервер не шифрует как надо", Cause.AUTH: "сервер не принял пароль", Cause.CONFIG: "ошибка настройки почты",
    Cause.BUSY: "сервер просит подождать", Cause.RATE: "сервер просит слать реже", Cause.QUOTA: "исчерпан суточный предел провайдера",
    Cause.POLICY: "провайдер принял письма за спам", Cause.LOCAL: "не хватает места на диске или памяти",
    Cause.PROTOCOL: "сервер отвечает невнятно",
}
