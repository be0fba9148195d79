"""What must hold of every life, judged by what the server really took and by the world's own record."""

from ..world import World
from . import calendars, delivery, hearing, hosts, hours, office, recipients, states
from .case import Case, Rule

RULES: tuple[Rule, ...] = (*delivery.RULES, *hours.RULES, *states.RULES, *recipients.RULES, *calendars.RULES, *office.RULES,
                           *hosts.RULES, *hearing.RULES)


def broken(world: World) -> list[str]:
    """Every rule this life broke, in words; empty when all is well."""
    case = Case(world)
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(case)]
