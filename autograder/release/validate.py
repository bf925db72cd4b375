"""Checks that the notebooks can be released: ids, kinds, points, the hidden line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from autograder.assignment.assignment import Assignment
from autograder.assignment.cells import Cell
from autograder.assignment.markers import BEGIN_HIDDEN, END_HIDDEN, hidden
from autograder.assignment.questions import judged_cells, points_of


def problems(assignment: Assignment) -> list[str]:
    """Return the errors that prevent a release, one sentence each."""
    found = [
        f"{notebook}: {problem}"
        for notebook, cells in assignment.notebooks.items()
        for problem in _notebook_problems(cells)
    ]
    ids = Counter(q.grade_id for q in assignment.questions)
    repeated = [key for key, n in ids.items() if n > 1]
    return found + [f"{key} is the id of several graded cells" for key in repeated]


def _notebook_problems(cells: tuple[Cell, ...]) -> Iterator[str]:
    count = Counter(cell.key for cell in cells)
    yield from (f"the id {key} is used {n} times" for key, n in count.items() if n > 1)
    judged = judged_cells(cells)
    for cell in cells:
        if cell.kind in ("graded", "written"):
            yield from _points(cell)
        if cell.kind == "solution":
            yield from _syntax(cell)
        if cell.kind == "written" and cell.cell_type == "code":
            yield (
                f"{cell.key} is a code cell graded by hand, which is not supported; "
                "make it an Autograded answer or a Markdown cell"
            )
        if cell.kind == "graded":
            if cell.key not in judged:
                yield f"{cell.key} has no solution cell before it"
            yield from hidden_line(cell)
        elif BEGIN_HIDDEN in cell.source:
            yield f"{cell.key} has hidden tests but is not a graded cell"


def _points(cell: Cell) -> Iterator[str]:
    if points_of(cell) is None:
        points = (cell.nbgrader or {}).get("points")
        yield f"{cell.key} is worth {points!r}; set its points in Create Assignment"


def _syntax(cell: Cell) -> Iterator[str]:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        where = f"{cell.key}, line {error.lineno}"
        yield f"{where}: the solution is not valid Python: {error.msg}"


def hidden_line(cell: Cell) -> Iterator[str]:
    """Yield a problem unless the graded cell hides exactly the allowed line."""
    allowed = f'from autograder.checks import judge; judge("{cell.key}", globals())'
    regions = hidden(cell.source)
    lines = cell.source.rstrip().split("\n")
    if [[line.strip() for line in region if line.strip()] for region in regions] != [
        [allowed]
    ]:
        yield f"{cell.key} must hide exactly this line: {allowed}"
    elif END_HIDDEN not in lines[-1]:
        yield f"{cell.key} has code after its hidden line; remove it"
    elif not cell.released.strip():
        yield f"{cell.key} would be empty for students; add a docstring"
