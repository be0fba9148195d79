"""Why a ledger may say nothing to anybody: the codes it keeps, and what people read of them.

Apart from ``recovering``, which finds out: looks say why without reading journals.
"""

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
    MACHINE: "Если прежняя машина больше не рассылает, выполните notifier arm; если рассылает - остановите здесь службу.",
    FOLDER: "Если прежняя служба больше не рассылает, выполните notifier arm; если рассылает - остановите здесь службу.",
}
