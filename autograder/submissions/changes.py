"""Describes how a submitted notebook differs from the released one.

One sentence for each kind of difference, with the ids of the cells and what the grader
did about it. Instructors see it in the class table, students on their page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from autograder.assignment.cells import Cell
from autograder.assignment.markers import visible
from autograder.submissions.parse import SubmittedCell

NOT_EDITED = ("graded", "locked", "show")  # kinds that students leave unchanged
NEEDED = ("solution", "written", "graded", "locked")

Match = tuple[SubmittedCell, Cell]  # a submitted cell and the instructor's cell


def changes(
    cells: Sequence[SubmittedCell],
    matches: Sequence[Cell | None],
    instructor: Sequence[Cell],
) -> tuple[str, ...]:
    """Return the notes on one notebook; none if it is undamaged.

    Args:
        cells: the submitted cells.
        matches: for each of them the instructor's cell, or None.
        instructor: all cells of the instructor's notebook.
    """
    matched = [
        (cell, match)
        for cell, match in zip(cells, matches, strict=True)
        if match is not None
    ]
    count = Counter(released.key for _, released in matched)

    def copied(*kinds: str) -> list[str]:
        return [c.key for c in instructor if c.kind in kinds and count[c.key] > 1]

    missing = [c.key for c in instructor if c.kind in NEEDED and not count[c.key]]
    notes = [
        _copies_note(copied("solution"), count),
        _note(copied("written"), "appear", "more than once; the copies were joined"),
        _note(copied(*NOT_EDITED), "appear", "more than once; only one was used"),
        _note(missing, "is", "missing from the notebook"),
        _note(_moved(matched, instructor), "was", "moved"),
        _note(_edited(matched), "was", "edited; the original text was used"),
        _note(_metadata_changed(matched), "has", "changed metadata; it was ignored"),
        _note(_type_changed(matched), "has", "another cell type; it was ignored"),
    ]
    return tuple(note for note in notes if note)


VERBS = {"appear": ("appears", "appear"), "is": ("is", "are"), "was": ("was", "were"),
         "has": ("has", "have")}  # fmt: skip


def _note(keys: Iterable[str], verb: str, rest: str) -> str:
    """Return "cell s1a is …" or "cells s1a, s1c are …"; "" without keys."""
    names = list(dict.fromkeys(keys))
    singular, plural = VERBS[verb]
    if len(names) > 1:
        return f"cells {', '.join(names)} {plural} {rest}"
    return f"cell {names[0]} {singular} {rest}" if names else ""


def _copies_note(keys: Sequence[str], count: Counter[str]) -> str:
    """Return the note on solution cells that a student copied."""
    if len(keys) != 1:
        return _note(keys, "appear", "more than once; all copies were run in place")
    times = count[keys[0]]
    if times == 2:
        return f"cell {keys[0]} appears twice; both copies were run in place"
    return f"cell {keys[0]} appears {times} times; all copies were run in place"


def _moved(matched: Sequence[Match], instructor: Sequence[Cell]) -> list[str]:
    """Return the ids outside the longest run that is in the instructor's order."""
    order = {cell.key: n for n, cell in enumerate(instructor)}
    keys = list(dict.fromkeys(released.key for _, released in matched))
    in_order = _longest_increasing([order[key] for key in keys])
    return [key for key in keys if order[key] not in in_order]


def _longest_increasing(numbers: Sequence[int]) -> set[int]:
    """Return a longest increasing subsequence, in quadratic time."""
    if list(numbers) == sorted(numbers):  # nearly always
        return set(numbers)
    best: list[list[int]] = [[]]
    for number in numbers:
        longest: list[int] = []
        for run in best:
            if len(run) > len(longest) and run[-1] < number:
                longest = run
        best.append([*longest, number])
    longest = max(best, key=len)
    return set(longest)


def _edited(matched: Iterable[Match]) -> list[str]:
    return [
        released.key
        for submitted, released in matched
        if released.kind in NOT_EDITED
        and visible(submitted.source).strip() != released.released.strip()
    ]


def _metadata_changed(matched: Iterable[Match]) -> list[str]:
    return [
        released.key
        for submitted, released in matched
        if released.nbgrader is not None
        and any(
            submitted.nbgrader.get(name) != released.nbgrader.get(name)
            for name in ("grade_id", "points", "grade", "solution", "locked")
        )
    ]


def _type_changed(matched: Iterable[Match]) -> list[str]:
    return [
        released.key
        for submitted, released in matched
        if released.kind != "text" and submitted.cell_type != released.cell_type
    ]
