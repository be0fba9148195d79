"""A plan's row on one line, to be compared with what a person reads."""

from notifier.model.plan import Item


def told(item: Item) -> str:
    """«id | number | sector | topics | when | places | responsible | extra»; of several values each is kept apart by «;»."""
    extra = "; ".join(f"{header}: {text}" for header, text in item.extra)
    parts = (item.id, item.number or "-", item.sector, "; ".join(item.topics), item.when, "; ".join(item.places),
             "; ".join(item.responsible), extra)
    return " | ".join(parts).rstrip(" |")
