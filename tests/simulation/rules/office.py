"""What must hold of what the coordinator is told, of the log, and of what passes come to. One function, one rule."""

from collections.abc import Iterator

from .case import Case, Rule


def every_loss_is_told(case: Case) -> Iterator[str]:
    """23: each trouble stands in a mail to the coordinator that was taken or still waits, or in the next digest (as does what stood in
    a digest that was refused, when no other came since)."""
    states = {number: state for number, _, _, state, *_ in case.world.end.messages}
    last = max((number for number, kind, *_ in case.world.end.messages if kind == "digest"), default=0)
    digests = [(went, made) for _, kind, _, went, *_, made in case.world.end.messages if kind == "digest"]
    newest = max((made for went, made in digests if went == "sent"), default=0) if all(went == "sent" for went, _ in digests) else 0
    for message, state, told_in, at in case.world.end.troubles:
        if told_in is None and at < newest - 3600 and case.world.steady:
            yield f"message {message} {state}: untold, though a digest was made later"
        lost = states.get(told_in or 0) in ("failed", "expired", "bounced")
        if told_in is not None and states.get(told_in) not in ("sent", "queued", "sending") and not (lost and told_in >= last):
            yield f"message {message} {state}: told in message {told_in}, which is {states.get(told_in)}"


def logs_name_nobody(case: Case) -> Iterator[str]:
    """24: no address, name or secret in any line of the log (lives with real files keep theirs)."""
    words = {address for known in case.world.addresses.values() for address in known} | {"coordinator@cdo.example", "topsecret"}
    for line in case.world.log:
        if any(word in line for word in words):
            yield f"the log says {line!r}"


def passes_invent_nothing(case: Case) -> Iterator[str]:
    """A turn before which nobody wrote anything, and in which no mail was read, knows no more events than the one before it."""
    yield from case.world.invented


RULES: tuple[Rule, ...] = (every_loss_is_told, logs_name_nobody, passes_invent_nothing)
