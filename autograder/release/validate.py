"""Do the notebooks keep the contract? Ids, kinds, points, and the one hidden line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autograder.assignment.assignment import Assignment
from autograder.assignment.cells import Cell
from autograder.assignment.contract import QUESTIONS, Question
from autograder.assignment.markers import BEGIN_HIDDEN, END_HIDDEN, hidden


def departures(source: Assignment) -> list[str]:
    """Every departure of the notebooks from the contract, a sentence each."""
    found: list[str] = []
    for notebook, cells in source.notebooks.items():
        asked = [one for one in QUESTIONS if one.notebook == notebook]
        found += [f"{notebook}: {words}" for words in _of_notebook(cells, asked)]
    return found


def _of_notebook(cells: tuple[Cell, ...], asked: list[Question]) -> Iterator[str]:
    count = Counter(cell.key for cell in cells)
    yield from (f"the id {key} stands {n} times" for key, n in count.items() if n > 1)
    by_key = {cell.key: cell for cell in cells}
    for question in asked:
        yield from _of_question(question, by_key)
    graded = {cell.key for cell in cells if cell.kind in ("graded", "written")}
    for key in sorted(graded - {question.grade_id for question in asked}):
        yield f"{key} is graded but not in the contract"
    for cell in cells:
        if cell.kind != "graded" and (BEGIN_HIDDEN in cell.source):
            yield f"{cell.key} hides tests but is not graded"


def _of_question(question: Question, by_key: dict[str, Cell]) -> Iterator[str]:
    cell = by_key.get(question.grade_id)
    if cell is None:
        yield f"there is no cell {question.grade_id}"
        return
    kind = "written" if question.by_hand else "graded"
    if cell.kind != kind:
        yield f"{cell.key} is a {cell.kind} cell, expected a {kind} one"
        return
    points = (cell.nbgrader or {}).get("points")
    if points != question.points:
        yield f"{cell.key} is worth {points}, expected {question.points}"
    if question.by_hand:
        return
    answer = by_key.get(question.cell)
    if answer is None or answer.kind != "solution":
        yield f"{cell.key} judges {question.cell}, which is not a solution cell"
    yield from hidden_line(cell)


def hidden_line(cell: Cell) -> Iterator[str]:
    """Whether a graded cell hides exactly the one line that is allowed."""
    allowed = f'from autograder.checks import judge; judge("{cell.key}", globals())'
    regions = hidden(cell.source)
    lines = cell.source.rstrip().split("\n")
    if [[line.strip() for line in region if line.strip()] for region in regions] != [
        [allowed]
    ]:
        yield f"{cell.key} must hide this line and no other: {allowed}"
    elif END_HIDDEN not in lines[-1]:
        yield f"{cell.key} has code behind its hidden line: it must end in its points"
    elif not cell.released.strip():
        yield f"{cell.key} would reach students empty: say what it checks"
