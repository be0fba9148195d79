"""``notifier doctor``: everything around the service that must be right, one line each, with advice. Reads only."""

from notifier.doors.doctor.examination import examine

__all__ = ["examine"]
