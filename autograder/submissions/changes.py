"""What a student's notebook has lost, doubled or changed, in words for the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from autograder.assignment.cells import Cell
from autograder.assignment.markers import visible
from autograder.submissions.parse import SubmittedCell

OURS = ("graded", "locked", "show")
NEEDED = ("solution", "written", "graded", "locked")


def changes(
    cells: Sequence[SubmittedCell],
    identities: Sequence[Cell | None],
    instructor: Sequence[Cell],
) -> tuple[str, ...]:
    """One note for each kind of damage, with the ids that it hit."""
    own = [
        (cell, identity)
        for cell, identity in zip(cells, identities, strict=True)
        if identity is not None
    ]
    count = Counter(identity.key for _, identity in own)
    doubled = [c.key for c in instructor if count[c.key] > 1]
    answers = [c.key for c in instructor if c.kind == "solution" and count[c.key] > 1]
    lost = [c.key for c in instructor if c.kind in NEEDED and not count[c.key]]
    notes = [
        _note("stands more than once, every copy was run where it stands", answers),
        _note("stands more than once, taken once", _rest(doubled, answers)),
        _note("is missing from the notebook", lost),
        _note("was moved", _moved(own, instructor)),
        _note("was changed, the course's own text was used", _changed(own)),
        _note("had its metadata changed, the course's own was used", _relabelled(own)),
        _note("had its cell type changed, taken as it was meant", _retyped(own)),
    ]
    return tuple(note for note in notes if note)


def _note(what: str, keys: Iterable[str]) -> str:
    named = list(dict.fromkeys(keys))
    return f"{', '.join(named)}: {what}" if named else ""


def _rest(keys: Iterable[str], without: Iterable[str]) -> list[str]:
    gone = set(without)
    return [key for key in keys if key not in gone]


def _moved(
    own: Sequence[tuple[SubmittedCell, Cell]], instructor: Sequence[Cell]
) -> list[str]:
    """Cells out of the instructor's order: those outside its longest run in order."""
    order = {cell.key: n for n, cell in enumerate(instructor)}
    keys = list(dict.fromkeys(identity.key for _, identity in own))
    kept = _longest_rising([order[key] for key in keys])
    return [key for key in keys if order[key] not in kept]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """A longest rising subsequence, by the usual quadratic table."""
    if list(numbers) == sorted(numbers):  # as nearly always
        return set(numbers)
    best: list[list[int]] = [[]]
    for number in numbers:
        longest: list[int] = []
        for run in best:
            if len(run) > len(longest) and run[-1] < number:
                longest = run
        best.append([*longest, number])
    whole: list[int] = max(best, key=len)
    return set(whole)


def _changed(own: Iterable[tuple[SubmittedCell, Cell]]) -> list[str]:
    return [
        identity.key
        for cell, identity in own
        if identity.kind in OURS
        and visible(cell.source).strip() != identity.released.strip()
    ]


def _relabelled(own: Iterable[tuple[SubmittedCell, Cell]]) -> list[str]:
    return [
        identity.key
        for cell, identity in own
        if identity.nbgrader is not None
        and any(
            cell.nbgrader.get(name) != identity.nbgrader.get(name)
            for name in ("grade_id", "points", "grade", "solution", "locked")
        )
    ]


def _retyped(own: Iterable[tuple[SubmittedCell, Cell]]) -> list[str]:
    return [
        identity.key
        for cell, identity in own
        if identity.kind != "text" and cell.cell_type != identity.cell_type
    ]
