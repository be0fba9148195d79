"""The letter a text begins with: a capital where it opens a sentence or stands as a title, none behind a colon."""


def capital(text: str) -> str:
    """«приём работ» -> «Приём работ»; the rest stays as written."""
    return text[:1].upper() + text[1:]


def decapitalize(text: str) -> str:
    """«Старт» -> «старт», but «СОИРО», «I тур» and «Zoom» stay."""
    return text if text[:1].isascii() or text[1:2].isupper() else text[:1].lower() + text[1:]
