"""Why a ledger may say nothing to anybody, or hears nothing: the codes it keeps, and what people read of them.

Apart from ``recovering``, which finds out: looks say why without reading journals.
"""

from datetime import timedelta

DEAF_SINCE, DEAF_FOR_LONG, DEAF_WHY = "deaf-since", "deaf-for-long", "deaf-why"
DEAF_AFTER = timedelta(days=1)
"""A mail server may be away for a night; a day without answers somebody must know of."""
HOLD = "hold-all"
JOURNAL, MACHINE, FOLDER = "journal", "machine", "folder"
BY_HAND = "по распоряжению"
"""How the reason of a stop begins that a person ordered: nobody need be told of it."""

REASONS = {
    JOURNAL: "журнал отправок новее: эта копия старше действительности",
    MACHINE: "журнал с другой машины",
    FOLDER: "журнал из другой папки",
}
ADVICE = {
    JOURNAL: "Выполните notifier recover --import-journal: отмеченное в журнале отправок не уйдёт второй раз. Затем notifier arm.",
    MACHINE: "Если прежняя машина больше не рассылает, выполните notifier arm; если рассылает — остановите здесь службу.",
    FOLDER: "Если прежняя служба больше не рассылает, выполните notifier arm; если рассылает — остановите здесь службу.",
}
