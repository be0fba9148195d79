"""Which year each day and month of a phrase is of: the one written, the one behind it, the school year's, or the nearest."""

from notifier.core.dates.frame import Frame
from notifier.core.dates.items import Day, Relative, Stretch
from notifier.core.dates.joining import Atom, Term


def years_of(terms: list[Term], frame: Frame, apart: int | None) -> dict[int, int]:
    """The year of every atom with a month (by ``id``). A year written once, at the end, holds for the days and months before it."""
    atoms = [atom for _, first, last, _ in terms for atom in (first, last)
             if atom is not None and not isinstance(atom, Relative) and atom.month is not None]
    years = [atom.year or apart for atom in atoms]
    if frame.school is not None and not any(years) and (plain := _within(frame.school.first, atoms)) is not None:
        return plain
    for index in range(len(atoms) - 2, -1, -1):
        following = years[index + 1]
        if years[index] is None and following is not None:
            years[index] = following - _passes_new_year(atoms[index], atoms[index + 1])
    for index, known in enumerate(years):
        if known is None:
            years[index] = _year_after(atoms, years, index, frame)
    return {id(atom): year for atom, year in zip(atoms, years, strict=True) if year is not None}


def _within(first: int, atoms: list[Day | Stretch]) -> dict[int, int] | None:
    """The years of atoms of which none has one: those of the school year, but for August, which may be of either."""
    years: dict[int, int] = {}
    for atom in atoms:
        month = atom.month
        if not month or month == 8 or (isinstance(atom, Stretch) and atom.school):
            return None
        years[id(atom)] = first + (month < 9)
    return years


def _year_after(atoms: list[Day | Stretch], years: list[int | None], index: int, frame: Frame) -> int:
    """The year of an atom that has none, and none follows: the frame's, not before the year of what stands before it."""
    atom, month = atoms[index], _month(atoms[index])
    if isinstance(atom, Stretch) and atom.school:
        return atom.school + (month < 9)
    year = frame.year_for(month, atom.day or 1 if isinstance(atom, Day) else 1)
    if month == 8 and frame.school is not None and any(_month(later) != 8 for later in atoms[index + 1 :]):
        year = frame.school.first  # plans begin in the August before
    before = years[index - 1] if index else None
    if before is not None and (frame.school is None or atoms[index - 1].year is not None):
        year = max(year, before + _passes_new_year(atoms[index - 1], atom))
    return year


def year_alone(term: Term, frame: Frame, apart: int | None) -> int | None:
    """The year of a day or stretch beside which stands no other; ``apart`` is one written elsewhere in the phrase."""
    atom = term.first
    if isinstance(atom, Relative):
        return None
    if atom.year is not None or atom.month is None:
        return atom.year
    if apart is not None:
        return apart
    if isinstance(atom, Stretch) and atom.school is not None:
        return atom.school + (atom.month < 9)
    if term.prefix == "s" and atom.month == 8 and frame.school is not None:
        return frame.school.first  # «с августа»: plans begin in the August before
    return frame.year_for(atom.month, atom.day if isinstance(atom, Day) else 1)


def _month(atom: Atom) -> int:
    assert not isinstance(atom, Relative)
    assert atom.month is not None
    return atom.month


def _passes_new_year(first: Atom, second: Atom) -> bool:
    """From autumn to spring; «10.10-05.10.2022» does not last a year but is written backwards."""
    return _month(second) < 9 <= _month(first)


def year_in(years: dict[int, int], atom: Atom) -> int | None:
    """The year of an atom among those found by ``years_of``; None for what is told from today, or has no month."""
    return None if isinstance(atom, Relative) else years.get(id(atom), atom.year)
