"""What people do in a life: edits of the coordinator's files, her words to the program, librarians who come and go, mail."""

from .correspondents import Writers
from .words import OFFICE, Carried, Ordered, Said, Silenced

__all__ = ["OFFICE", "Carried", "Ordered", "Said", "Silenced", "Writers"]
