"""Which of the files that a student handed in is which notebook.

A file counts for the notebook whose cells it holds; its name decides only between
files that hold the same. So a renamed file is found, and two swapped names as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UnreadableError, one_line
from autograder.submissions.match_cells import count_shared
from autograder.submissions.parse import ParsedNotebook, parse_notebook

SharedCells = Mapping[str, Mapping[str, int]]  # file -> notebook -> cells it holds


class MatchedFile(NamedTuple):
    """One notebook of the assignment in a submission.

    Attributes:
        reading: its cells; None where it is missing or unreadable.
        reason: why there are none, in words.
        notes: how it was found and what was mended.
        missing: nothing was handed in for it at all.
    """

    reading: ParsedNotebook | None
    reason: str
    notes: tuple[str, ...]
    missing: bool = False


def match_files(
    files: Mapping[str, bytes], assignment: Assignment
) -> dict[str, MatchedFile]:
    """For each notebook of the assignment the file that holds it."""
    readings: dict[str, ParsedNotebook] = {}
    broken: dict[str, str] = {}
    for name, data in files.items():
        try:
            readings[name] = parse_notebook(data)
        except UnreadableError as error:
            broken[name] = str(error)
    shared: SharedCells = {
        file: {
            notebook: shared_cells(reading, assignment, notebook)
            for notebook in assignment.notebooks
        }
        for file, reading in readings.items()
    }
    chosen: dict[str, MatchedFile] = {}
    taken: set[str] = set()
    for notebook in _surest_first(shared, assignment):
        file = _best(notebook, shared, taken)
        if file is not None:
            taken.add(file)
            chosen[notebook] = _found(notebook, file, readings[file])
        else:
            chosen[notebook] = _absent(notebook, broken)
    spare = {file: kin for file, kin in shared.items() if file not in taken}
    return {
        notebook: _with_spares(notebook, chosen[notebook], spare)
        for notebook in assignment.notebooks
    }


def shared_cells(reading: ParsedNotebook, assignment: Assignment, notebook: str) -> int:
    """How many cells of the notebook this reading holds."""
    return count_shared(reading.cells, assignment.notebooks[notebook])


def _surest_first(shared: SharedCells, assignment: Assignment) -> list[str]:
    """Notebooks with the most certain file first, so that it is not taken away."""

    def certainty(notebook: str) -> int:
        return max((own[notebook] for own in shared.values()), default=0)

    return sorted(assignment.notebooks, key=certainty, reverse=True)


def _best(notebook: str, shared: SharedCells, taken: set[str]) -> str | None:
    def worth(file: str) -> tuple[bool, bool, int, int]:
        own = shared[file][notebook]
        return own > 0, _stem(file) == notebook, own, -len(file)

    candidates = [
        file
        for file in shared
        if file not in taken and _belongs(file, notebook, shared[file])
    ]
    return max(candidates, key=worth, default=None)


def _belongs(file: str, notebook: str, kin: Mapping[str, int]) -> bool:
    """Whether the file can be this notebook: by its cells, else by its name alone."""
    if not any(kin.values()):
        return _stem(file) == notebook
    return kin[notebook] == max(kin.values())


def _found(notebook: str, file: str, reading: ParsedNotebook) -> MatchedFile:
    notes = reading.notes
    if file != f"{notebook}.ipynb":
        notes = (f"taken from the file {one_line(file, 80)!r}", *notes)
    return MatchedFile(reading, "", notes)


def _absent(notebook: str, broken: Mapping[str, str]) -> MatchedFile:
    for file, reason in broken.items():
        if _stem(file) == notebook or len(broken) == 1:
            words = f"could not be read: {reason}"
            return MatchedFile(None, words, (words,))
    return MatchedFile(None, "was not handed in", ("was not handed in",), missing=True)


def _with_spares(notebook: str, choice: MatchedFile, spare: SharedCells) -> MatchedFile:
    """The choice with a note on every other file that holds the same notebook."""
    if choice.reading is None:
        return choice
    notes = [
        f"{one_line(file, 80)!r} holds this notebook too: not used"
        for file, own in spare.items()
        if own[notebook] > 0
    ]
    return choice._replace(notes=(*choice.notes, *notes))


def _stem(file: str) -> str:
    """The file's own name without folder and endings."""
    name = file.rsplit("/", 1)[-1]
    return name.split(".", 1)[0].strip()
