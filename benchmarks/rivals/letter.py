"""One personal invitation in the ordinary libraries' hands: texts by Jinja2, the calendar by icalendar. About as large as ours."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress
from jinja2 import Environment

TEXT = """{{ greeting }}

Приглашаем вас {{ when }}.

Что: {{ what }}
Когда: {{ when }} (МСК)
Где: {{ where }}
Проводит: Иващенко И.В.

Как ответить: нажмите «Принять» или «Отклонить» в этом письме. Если кнопок не видно, откройте вложение invite.ics.

--
Это письмо пришло на адрес {{ address }}, потому что вы состоите в списке рассылки «ГМО школьных библиотекарей Смоленска».
Чтобы больше не получать писем, ответьте на любое из них одним словом: стоп.
"""
CELL = 'style="padding: 7px 0; text-align: left; vertical-align: top; border-top: 1px solid #dfe4ea; overflow-wrap: anywhere"'
HTML = f"""<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{{{{ what }}}}</title></head>
<body style="margin: 0; padding: 0; background: #eef1f5; color: #1d2733; font-family: Arial, sans-serif; font-size: 16px">
<p style="margin: 0 0 14px">{{{{ greeting }}}}</p>
<h1 style="margin: 0 0 14px; font-size: 21px; line-height: 1.3; color: #15304d">Приглашаем вас {{{{ when }}}}.</h1>
<table style="width: 100%; border-collapse: collapse; margin: 0 0 16px">
{{% for name, value in (("Что:", what), ("Когда:", when), ("Где:", where), ("Проводит:", "Иващенко И.В.")) %}}
<tr><th {CELL}>{{{{ name }}}}</th><td {CELL}>{{{{ value }}}}</td></tr>
{{% endfor %}}
</table>
<p style="margin: 0 0 14px">Как ответить: нажмите «Принять» или «Отклонить» в этом письме. Если кнопок не видно, откройте вложение.</p>
<p style="margin: 0 0 6px">Это письмо пришло на адрес {{{{ address }}}}, потому что вы состоите в списке рассылки «ГМО школьных
библиотекарей Смоленска». Чтобы больше не получать писем, ответьте на любое из них одним словом: стоп.</p>
</body></html>
"""
SUBJECT = "Приглашение: 5 ноября, чт, 14:30 — Новое в библиотечном обслуживании"
START = datetime(2020, 11, 5, 11, 30, tzinfo=UTC)
SENDER = "gmo@cdo.example"

_pages = Environment(autoescape=True).from_string(HTML)
_texts = Environment(autoescape=False).from_string(TEXT)  # plain text


def person(number: int) -> tuple[str, str]:
    """Name and address of the librarian of this number."""
    return f"Иванова Анна Петровна {number}", f"librarian{number}@school{number % 1009}.example"


def texts(number: int) -> tuple[str, str]:
    """Plain text and HTML for one person."""
    name, address = person(number)
    context = {"greeting": f"Уважаемая {name}!", "address": address, "what": "Новое в библиотечном обслуживании: встреча 1",
               "when": "5 ноября 2020 года (четверг), 14:30–16:00", "where": "Областная библиотека"}
    return _texts.render(context), _pages.render(context)


def invitation(number: int, description: str) -> bytes:
    """The calendar for one person."""
    name, address = person(number)
    event = Event()
    event.add("uid", "teor-1@cdo.example")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", START)
    event.add("dtend", START + timedelta(minutes=90))
    event.add("sequence", 0)
    event.add("summary", "Новое в библиотечном обслуживании: встреча 1")
    event.add("description", description)
    event.add("location", "Областная библиотека")
    organizer, attendee = vCalAddress(f"mailto:{SENDER}"), vCalAddress(f"mailto:{address}")
    attendee.params.update({"CN": name, "RSVP": "TRUE", "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT"})
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", "-//benchmark//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data
