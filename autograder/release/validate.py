"""Can these notebooks be released? Ids, kinds, points, and the one hidden line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from autograder.assignment.assignment import Assignment
from autograder.assignment.cells import Cell
from autograder.assignment.markers import BEGIN_HIDDEN, END_HIDDEN, hidden
from autograder.assignment.questions import judged_cells, points_of


def problems(assignment: Assignment) -> list[str]:
    """What keeps the notebooks from being released, a sentence each."""
    found = [
        f"{notebook}: {words}"
        for notebook, cells in assignment.notebooks.items()
        for words in _of_notebook(cells)
    ]
    ids = Counter(q.grade_id for q in assignment.questions)
    twice = [key for key, n in ids.items() if n > 1]
    return found + [f"{key} is graded in more than one place" for key in twice]


def _of_notebook(cells: tuple[Cell, ...]) -> Iterator[str]:
    count = Counter(cell.key for cell in cells)
    yield from (f"the id {key} stands {n} times" for key, n in count.items() if n > 1)
    judged = judged_cells(cells)
    for cell in cells:
        if cell.kind in ("graded", "written"):
            yield from _points(cell)
        if cell.kind == "solution":
            yield from _syntax(cell)
        if cell.kind == "written" and cell.cell_type == "code":
            yield (
                f"{cell.key} is code graded by hand, which is not supported: make it "
                "an Autograded answer, or a Markdown cell"
            )
        if cell.kind == "graded":
            if cell.key not in judged:
                yield f"{cell.key} has no solution cell before it to judge"
            yield from hidden_line(cell)
        elif BEGIN_HIDDEN in cell.source:
            yield f"{cell.key} hides tests but is not graded"


def _points(cell: Cell) -> Iterator[str]:
    if points_of(cell) is None:
        points = (cell.nbgrader or {}).get("points")
        yield f"{cell.key} is worth {points!r}: give it points in Create Assignment"


def _syntax(cell: Cell) -> Iterator[str]:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        place = f"{cell.key}, line {error.lineno}"
        yield f"{place}: the solution is not Python: {error.msg}"


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
