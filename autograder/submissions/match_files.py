"""Finds out which submitted file is which notebook.

A file is the notebook whose cells it contains; its name decides only between files with
the same cells. So renamed files and swapped names are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UnreadableError, one_line
from autograder.submissions.match_cells import count_shared
from autograder.submissions.parse import ParsedNotebook, parse_notebook

SharedCells = Mapping[str, Mapping[str, int]]  # file -> notebook -> number of its cells


class MatchedFile(NamedTuple):
    """One notebook of the assignment in a submission.

    Attributes:
        parsed: its cells; None if it is missing or unreadable.
        reason: why there are no cells, to follow "the notebook".
        notes: where it was found, and its repairs.
        missing: whether no file was submitted for it.
    """

    parsed: ParsedNotebook | None
    reason: str
    notes: tuple[str, ...]
    missing: bool = False


def match_files(
    files: Mapping[str, bytes], assignment: Assignment
) -> dict[str, MatchedFile]:
    """Return the matching file for each notebook of the assignment."""
    parsed: dict[str, ParsedNotebook] = {}
    broken: dict[str, str] = {}
    for name, data in files.items():
        try:
            parsed[name] = parse_notebook(data)
        except UnreadableError as error:
            broken[name] = str(error)
    shared: SharedCells = {
        file: {
            notebook: shared_cells(cells, assignment, notebook)
            for notebook in assignment.notebooks
        }
        for file, cells in parsed.items()
    }
    matched: dict[str, MatchedFile] = {}
    taken: set[str] = set()
    for notebook in _best_match_first(shared, assignment):
        file = _best(notebook, shared, taken)
        if file is not None:
            taken.add(file)
            matched[notebook] = _found(notebook, file, parsed[file])
        else:
            matched[notebook] = _not_found(notebook, broken)
    unused = {file: counts for file, counts in shared.items() if file not in taken}
    return {
        notebook: _with_unused(notebook, matched[notebook], unused)
        for notebook in assignment.notebooks
    }


def shared_cells(parsed: ParsedNotebook, assignment: Assignment, notebook: str) -> int:
    """Return how many cells of the assignment's notebook the parsed one contains."""
    return count_shared(parsed.cells, assignment.notebooks[notebook])


def _best_match_first(shared: SharedCells, assignment: Assignment) -> list[str]:
    """Return the notebooks, the one with the clearest match first.

    Otherwise a notebook with a weak match could take the file of another.
    """

    def most_shared(notebook: str) -> int:
        return max((counts[notebook] for counts in shared.values()), default=0)

    return sorted(assignment.notebooks, key=most_shared, reverse=True)


def _best(notebook: str, shared: SharedCells, taken: set[str]) -> str | None:
    def rank(file: str) -> tuple[bool, bool, int, int]:
        count = shared[file][notebook]
        return count > 0, _stem(file) == notebook, count, -len(file)

    candidates = [
        file
        for file in shared
        if file not in taken and _belongs(file, notebook, shared[file])
    ]
    return max(candidates, key=rank, default=None)


def _belongs(file: str, notebook: str, counts: Mapping[str, int]) -> bool:
    """Return whether the file can be this notebook, by its cells or else its name."""
    if not any(counts.values()):
        return _stem(file) == notebook
    return counts[notebook] == max(counts.values())


def _found(notebook: str, file: str, parsed: ParsedNotebook) -> MatchedFile:
    notes = parsed.notes
    if file != f"{notebook}.ipynb":
        notes = (f"read from the file {one_line(file, 80)!r}", *notes)
    return MatchedFile(parsed, "", notes)


def _not_found(notebook: str, broken: Mapping[str, str]) -> MatchedFile:
    for file, reason in broken.items():
        if _stem(file) == notebook or len(broken) == 1:
            unreadable = f"could not be read: {reason}"
            return MatchedFile(None, unreadable, (unreadable,))
    missing = "was not submitted"
    return MatchedFile(None, missing, (missing,), missing=True)


def _with_unused(notebook: str, match: MatchedFile, unused: SharedCells) -> MatchedFile:
    """Return the match with a note on every other file with the same notebook."""
    if match.parsed is None:
        return match
    notes = [
        f"the file {one_line(file, 80)!r} also contains this notebook; it was not used"
        for file, counts in unused.items()
        if counts[notebook] > 0
    ]
    return match._replace(notes=(*match.notes, *notes))


def _stem(file: str) -> str:
    """Return the file's name without folder and endings."""
    name = file.rsplit("/", 1)[-1]
    return name.split(".", 1)[0].strip()
