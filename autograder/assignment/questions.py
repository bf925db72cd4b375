"""The questions of an assignment, as its notebooks define them.

nbgrader's metadata gives the graded cells, their ids and points; the headings give
their parts; the order of the cells gives the answer that each of them judges.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from autograder.assignment.cells import Cell

# "## (d) Derive the gradients of a two-layer loss (8 points)"
HEADING = re.compile(
    r"## (?P<title>\((?P<part>\w+)\) .*?)(?: \((?P<points>[\d.]+) points?\))?\s*$"
)


class Question(NamedTuple):
    """One graded cell.

    Attributes:
        grade_id: the cell's id.
        points: the maximum score.
        notebook: the notebook's name, without `.ipynb`.
        part: the letter of its heading, or "".
        title: the heading without its points, such as "(a) Differentiate".
        cell: the `grade_id` of the solution cell that it judges: the nearest one
            before it. For a written answer the graded cell itself.
        names: what that cell defines.
        by_hand: a written answer, graded by hand.
    """

    grade_id: str
    points: float
    notebook: str
    part: str
    title: str
    cell: str
    names: tuple[str, ...]
    by_hand: bool = False


def judged_cells(cells: Sequence[Cell]) -> dict[str, Cell]:
    """Map each graded cell to the solution cell it judges: the nearest before it."""
    judged: dict[str, Cell] = {}
    answer: Cell | None = None
    for cell in cells:
        if cell.kind == "solution":
            answer = cell
        elif cell.kind == "graded" and answer is not None:
            judged[cell.key] = answer
    return judged


def questions_of(notebooks: Mapping[str, Sequence[Cell]]) -> tuple[Question, ...]:
    """Return the questions of the notebooks, in order."""
    found: list[Question] = []
    for notebook, cells in notebooks.items():
        part = title = ""
        judged = judged_cells(cells)
        for cell in cells:
            heading = heading_of(cell)
            if heading is not None:
                part, title = heading["part"], heading["title"]
            elif cell.kind in ("graded", "written"):
                answer = judged.get(cell.key, cell)
                found.append(_question(cell, answer, notebook, part, title))
    return tuple(found)


def heading_of(cell: Cell) -> re.Match[str] | None:
    """Match the heading of a part at the start of the cell: part, title, points."""
    if cell.cell_type != "markdown":
        return None
    return HEADING.match(cell.source.lstrip().split("\n", 1)[0])


@cache
def solution_names(code: str) -> tuple[str, ...]:
    """Return the global names that the instructor's code assigns, in order."""
    names: dict[str, None] = {}
    try:
        nodes = ast.parse(code).body
    except SyntaxError:  # release reports it to the instructor
        return ()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = None
        if isinstance(node, ast.ImportFrom):
            names.update((alias.asname or alias.name, None) for alias in node.names)
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            for inner in ast.walk(target):
                if isinstance(inner, ast.Name):
                    names[inner.id] = None
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = None
    return tuple(names)


def points_of(cell: Cell) -> float | None:
    """Return the points in the cell's metadata; None if they are not valid."""
    points = (cell.nbgrader or {}).get("points")
    if isinstance(points, bool) or not isinstance(points, int | float):
        return None
    if not 0 <= points < float("inf"):
        return None
    return int(points) if float(points).is_integer() else points


def _question(
    cell: Cell, answer: Cell, notebook: str, part: str, title: str
) -> Question:
    return Question(
        cell.key,
        points_of(cell) or 0,
        notebook,
        part,
        title or cell.key,
        answer.key,
        solution_names(answer.source) if answer.kind == "solution" else (),
        by_hand=cell.kind == "written",
    )
