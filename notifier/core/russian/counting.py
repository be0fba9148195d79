"""Numbers with nouns: «1 адрес», «3 адреса», «47 адресов» (CLDR plural rules for Russian); a year with its noun."""


def plural(number: int, one: str, few: str, many: str) -> str:
    """The noun's form that goes with the number: 21 адрес, 22 адреса, 25 адресов."""
    tens, units = divmod(abs(number) % 100, 10)
    if tens == 1 or units == 0 or units >= 5:
        return many
    return one if units == 1 else few


def counted(number: int, one: str, few: str, many: str) -> str:
    """The number and its noun: «47 адресов»."""
    return f"{number} {plural(number, one, few, many)}"


def ahead(days: int) -> str:
    """How long before: «примерно за месяц», «за неделю», «за 10 дней»."""
    return {30: "примерно за месяц", 14: "за две недели", 7: "за неделю"}.get(days) or f"за {counted(days, 'день', 'дня', 'дней')}"


def year(name: str, words: str) -> str:
    """A plan's year with its words: «2020-2021 учебного года»; of a calendar year, «2024 года», the last of them."""
    return f"{name} {words if '-' in name else words.rpartition(' ')[2]}"
