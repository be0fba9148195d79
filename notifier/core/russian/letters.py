"""The letter a text begins with: a capital where it opens a sentence or stands as a title, none behind a colon; the quotes around it."""

import unicodedata

_SCRIPTS = {"CYRILLIC": "русская", "LATIN": "латинская"}


def capital(text: str) -> str:
    """«приём работ» -> «Приём работ»; the rest stays as written, and so do «anna@mail.example» and «teor-2»: a Latin word is one without
    any sign in it."""
    first, _, _ = text.partition(" ")
    return text if first.isascii() and not first.isalpha() else text[:1].upper() + text[1:]


def decapitalize(text: str) -> str:
    """«Старт» -> «старт», but «СОИРО», «I тур» and «Zoom» stay."""
    return text if text[:1].isascii() or text[1:2].isupper() else text[:1].lower() + text[1:]


def quoted(text: str) -> str:
    """«Вебинар „Книга“»: quotes within quotes are the lower ones, a forgotten one is closed; what stands in quotes already stays."""
    if text.startswith("«") and text.endswith("»") and text.count("«") == 1:
        return text
    inner = text.replace("«", "„").replace("»", "“")
    return f"«{inner}{'“' * (inner.count('„') - inner.count('“'))}»"


def of_another_alphabet(word: str, wanted: str) -> str:
    """« (буква «с» здесь русская)» of «сancelled» beside «cancelled», which looks the same; empty where no letter tells them apart."""
    for letter in word:
        script = unicodedata.name(letter, "").partition(" ")[0]
        if script in _SCRIPTS and not any(unicodedata.name(other, "").startswith(script) for other in wanted):
            return f" (буква «{letter}» здесь {_SCRIPTS[script]})"
    return ""
