"""Without the cells of one part, all other cells of a notebook still run."""

import ast
import dataclasses
import json
import re

import pytest
from companion import check as check_module
from companion import worksheet_json
from companion.check import form_only
from own_assignment import ASSIGNMENT

from autograder.assignment.assignment import read_assignment
from autograder.assignment.markers import released, visible
from autograder.release import companion_data

OPTIONAL = {  # optional cells after right answers, and what they say
    "show_backward": "✓ passed",
    "show_backward_paths": "counted while it ran",
    "show_1g_learning": "of 80 points are classified correctly",
}
HEADING = re.compile(r"## (\((\w)\) )?")


def parts_of(cells):
    """Yield the letter of each cell's part; "" for cells outside all parts."""
    part = ""
    for cell in cells:
        heading = HEADING.match("".join(cell["source"]))
        if cell["cell_type"] == "markdown" and heading:
            part = heading[2] or ""
        yield part


BOOKS = {
    name: json.loads((ASSIGNMENT.folder / f"{name}.ipynb").read_text("utf-8"))
    for name in ASSIGNMENT.notebooks
}
PARTS = [
    (name, part)
    for name, book in BOOKS.items()
    for part in sorted(set(parts_of(book["cells"])) - {""})
]
OFTEN = "d"  # a part of both notebooks; the others are left to the long tests


def solved(cell):
    return visible("".join(cell["source"]))


def blank(cell):
    is_solution = cell["metadata"].get("nbgrader", {}).get("solution", False)
    return released("".join(cell["source"]), "code", is_solution)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            part, id=" ".join(part), marks=[] if part[1] == OFTEN else pytest.mark.long
        )
        for part in PARTS
    ],
)
def remaining(request, tmp_path_factory):
    """The code cells, questions and data file of a notebook without one part."""
    name, part = request.param
    cells = BOOKS[name]["cells"]
    kept = [
        cell for cell, its in zip(cells, parts_of(cells), strict=True) if its != part
    ]
    folder = tmp_path_factory.mktemp("notebooks") / ASSIGNMENT.name
    folder.mkdir()
    for other, book in BOOKS.items():
        book = book | {"cells": kept} if other == name else book
        (folder / f"{other}.ipynb").write_text(json.dumps(book), "utf-8")
    assignment = read_assignment(folder.parent)
    # The data file needs the companion, which is in the assignment's real folder.
    complete = dataclasses.replace(assignment, folder=ASSIGNMENT.folder)
    data = json.loads(companion_data.text(complete))
    code = [cell for cell in kept if cell["cell_type"] == "code"]
    return code, assignment.asked_in(name), data


@pytest.fixture(autouse=True)
def _forget_earlier_checks():
    check_module.results.clear()
    yield
    check_module.results.clear()


def run(cells, version):
    """Run the cells; return the value of each last expression by cell id."""
    names, values = {}, {}
    for cell in cells:
        *first, last = ast.parse(version(cell)).body
        exec(compile(ast.Module(first, []), cell["id"], "exec"), names)
        if isinstance(last, ast.Expr):
            last = ast.Expression(last.value)
            values[cell["id"]] = eval(compile(last, cell["id"], "eval"), names)
        else:
            exec(compile(ast.Module([last], []), cell["id"], "exec"), names)
    return values


@pytest.mark.parametrize("version", [solved, blank])
def test_all_other_cells_run_and_only_their_points_count(
    remaining, version, monkeypatch
):
    cells, questions, data = remaining
    monkeypatch.setattr(worksheet_json, "load", lambda: data)
    values = run(cells, version)
    checked = [q for q in questions if not q.by_hand]
    for question in checked:
        assert values[question.grade_id] == (version is solved) * question.points
        assert "no check with this name" not in values[question.grade_id].words
    passed = sum(q.points for q in checked if not form_only(q.grade_id))
    total = sum(question.points for question in questions)
    head = f"{(version is solved) * passed:g} of {total:g} points passed"
    [progress] = (value for name, value in values.items() if "progress" in name)
    assert re.split("[;\n]", repr(progress))[0] == head
    assert all("failed" not in repr(value) for value in values.values())
    if version is solved:
        for cell_id, text in OPTIONAL.items():
            if cell_id in values:
                shown = values[cell_id]
                assert text in getattr(shown, "words", repr(shown))


@pytest.mark.parametrize("name", ["loss_gradients", "grad_W"])
def test_compare_explains_that_a_function_is_missing(name):
    cells = BOOKS["section1_backpropagation"]["cells"]
    wanted = ("import worksheet", f'compare("{name}"')
    chosen = [cell for cell in cells if any(text in solved(cell) for text in wanted)]
    [*_, shown] = run(chosen, solved).values()
    assert "not ready yet" in repr(shown)
