"""Django's mail stack: ``EmailMultiAlternatives`` over its SMTP backend with one kept connection. Nothing is stored.

    python -m benchmarks.rivals.django_stack PORT MAILS
"""

import sys
import time

from benchmarks.rivals.letter import SENDER, SUBJECT, invitation, person, texts


def main(port: int, mails: int) -> float:
    """Seconds for so many mails."""
    from django.conf import settings  # type: ignore[import-not-found]
    from django.core.mail import EmailMultiAlternatives, get_connection  # type: ignore[import-not-found]

    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend")
    begin = time.perf_counter()
    with get_connection() as connection:
        for number in range(mails):
            name, address = person(number)
            text, html = texts(number)
            calendar = invitation(number, text)
            mail = EmailMultiAlternatives(SUBJECT, text, SENDER, [f'"{name}" <{address}>'], connection=connection)
            mail.attach_alternative(html, "text/html")
            mail.attach_alternative(calendar.decode(), "text/calendar; method=REQUEST")
            mail.attach("invite.ics", calendar, "application/ics")
            mail.send()
    return time.perf_counter() - begin


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
