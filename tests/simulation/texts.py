"""Small mail texts for the simulation: the real composing code over sources of a few lines, written to be read by the oracle."""

from functools import lru_cache

from notifier.core.compose.texts import Templates

ABOUT = "ABOUT|{{ event.title }}|{{ event.start }}|{{ event.relative }}\n"
HEAD = "{{ person.greeting }}\n{{ person.address }}\nKIND|{{ kind }}|{{ step }}\n"
HTML = "<html lang=\"ru\"><head><title>x</title></head><body><p>{{ person.address }}</p></body></html>\n"
MEETING = ("invitation", "announcement", "change", "cancellation", "reminder", "host-notice")
BODIES = {
    **dict.fromkeys(MEETING, HEAD + ABOUT),
    "host-notice": HEAD + ABOUT + "HOST|{{ content.news }}|{{ content.venue }}|{{ event.place }}\n",
    "reminders": HEAD + "{% for event in events %}" + ABOUT + "{% endfor %}",
    "overview": HEAD,
    "digest": HEAD + "{% for row in content.undelivered %}LOST {{ row.address }} {{ row.why }}\n{% endfor %}"
                     "{% for note in content.notes %}NOTE {{ note }}\n{% endfor %}",
    "acknowledgement": HEAD,
    "alarm": HEAD + "{{ content.what }}\n",
    "report": HEAD,
}


@lru_cache(maxsize=1)
def small_templates() -> Templates:
    """All the templates flows ask for."""
    sources = {"greeting.txt": "Здравствуйте!", "calendar.summary.txt": "{{ event.title }}", "calendar.description.txt": "",
               "calendar.location.txt": "{{ event.place }}"}
    for name, body in BODIES.items():
        title = "" if name not in MEETING else " {{ event.title }}"
        sources |= {f"{name}.txt": body, f"{name}.html": HTML, f"{name}.subject.txt": f"{name}{title}"}
    return Templates(sources)
