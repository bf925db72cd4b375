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
from autograder.checks import companion_data

HEADING = re.compile(r"## (\((\w)\) )?")


def parts_of(cells):
    """The letter of the part that each cell belongs to; "" outside of all parts."""
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


def solved(cell):
    return visible("".join(cell["source"]))


def blank(cell):
    is_solution = cell["metadata"].get("nbgrader", {}).get("solution", False)
    return released("".join(cell["source"]), "code", is_solution)


@pytest.fixture(scope="module", params=PARTS, ids=lambda part: " ".join(part))
def left(request, tmp_path_factory):
    """A notebook without one part: its code cells, questions, and data file."""
    name, part = request.param
    cells = BOOKS[name]["cells"]
    kept = [
        cell for cell, its in zip(cells, parts_of(cells), strict=True) if its != part
    ]
    place = tmp_path_factory.mktemp("notebooks") / ASSIGNMENT.name
    place.mkdir()
    for other, book in BOOKS.items():
        book = book | {"cells": kept} if other == name else book
        (place / f"{other}.ipynb").write_text(json.dumps(book), "utf-8")
    assignment = read_assignment(place.parent)
    beside = dataclasses.replace(assignment, folder=ASSIGNMENT.folder)  # the companion
    data = json.loads(companion_data.text(beside))
    code = [cell for cell in kept if cell["cell_type"] == "code"]
    return code, assignment.asked_in(name), data


@pytest.fixture(autouse=True)
def _nothing_checked_yet():
    check_module.results.clear()
    yield
    check_module.results.clear()


def run(cells, version):
    """The value of each cell's last expression, by the cell's id."""
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
def test_all_other_cells_run_and_the_points_are_theirs(left, version, monkeypatch):
    cells, questions, data = left
    monkeypatch.setattr(worksheet_json, "load", lambda: data)
    values = run(cells, version)
    checked = [q for q in questions if not q.by_hand]
    for question in checked:
        assert values[question.grade_id] == (version is solved) * question.points
        assert "no check of this name" not in values[question.grade_id].words
    passed = sum(q.points for q in checked if not form_only(q.grade_id))
    total = sum(question.points for question in questions)
    head = f"{(version is solved) * passed:g} of {total:g} points passed"
    [progress] = (value for name, value in values.items() if "progress" in name)
    assert re.split("[;\n]", repr(progress))[0] == head
    assert all("failed" not in repr(value) for value in values.values())


@pytest.mark.parametrize("name", ["loss_gradients", "grad_W"])
def test_a_function_that_is_gone_leaves_words_in_place_of_its_comparison(name):
    cells = BOOKS["section1_backpropagation"]["cells"]
    wanted = ("import worksheet", f'compare("{name}"')
    chosen = [cell for cell in cells if any(text in solved(cell) for text in wanted)]
    [*_, shown] = run(chosen, solved).values()
    assert "to come" in repr(shown)
