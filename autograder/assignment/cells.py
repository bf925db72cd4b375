"""One cell of the instructor's notebooks: its kind, and what students receive.

Kinds of cell:
    solution  the student's answer in code   written  an answer in words, graded by hand
    graded    judged, worth points           locked   runs the instructor's source
    show      only shows something: not run  free     code that the student may change
    text      prose and everything else that is not code
"""

from __future__ import annotations

import ast
from typing import Any, Literal, NamedTuple

from autograder.assignment.markers import released

Kind = Literal["solution", "written", "graded", "locked", "show", "free", "text"]


class Cell(NamedTuple):
    """One cell of the instructor's notebook.

    Attributes:
        key: its `grade_id`, else its cell id.
        source: as the instructor wrote it, solution and hidden line included.
        released: as students receive it.
        nbgrader: its nbgrader metadata, or None.
        only_shows: assigns no name, so no later cell depends on it.
        squeezed: as released, each run of white space replaced by one space.
    """

    key: str
    kind: Kind
    cell_type: str
    source: str
    released: str
    nbgrader: dict[str, Any] | None
    tags: tuple[str, ...]
    only_shows: bool
    squeezed: str


def read_cell(cell: dict[str, Any]) -> Cell:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    nbgrader = cell.get("metadata", {}).get("nbgrader")
    tags = tuple(cell.get("metadata", {}).get("tags", ()))
    is_solution = bool(nbgrader and nbgrader.get("solution"))
    shown = released(text, cell["cell_type"], is_solution)
    return Cell(
        key=nbgrader["grade_id"] if nbgrader else cell["id"],
        kind=_kind(cell["cell_type"], nbgrader or {}, tags),
        cell_type=cell["cell_type"],
        source=text,
        released=shown,
        nbgrader=nbgrader,
        tags=tags,
        only_shows=cell["cell_type"] == "code" and _only_shows(text),
        squeezed=squeezed(shown),
    )


def squeezed(text: str) -> str:
    """Return the text with each run of white space replaced by one space."""
    return " ".join(text.split())


def _only_shows(source: str) -> bool:
    """Return whether the instructor's code consists of expressions only."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    bound = any(isinstance(node, ast.NamedExpr) for node in ast.walk(tree))
    return not bound and all(isinstance(one, ast.Expr) for one in tree.body)


def _kind(cell_type: str, nbgrader: dict[str, Any], tags: tuple[str, ...]) -> Kind:
    solution, grade = nbgrader.get("solution"), nbgrader.get("grade")
    if solution and grade:
        return "written"
    if cell_type != "code":
        return "text"
    if solution:
        return "solution"
    if grade:
        return "graded"
    if "show" in tags:
        return "show"
    return "locked" if nbgrader.get("locked") else "free"
