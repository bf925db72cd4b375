"""Solutions in the student version are found, also renamed or reformatted."""

from __future__ import annotations

import json

import pytest
from own_assignment import ASSIGNMENT

from autograder.release.leaks import leaks

SOLUTION = '''
def grad(W, x, y):
    """The gradient."""
    residual = y - W @ x
    return -2 * np.outer(residual, x)
'''
RENAMED = """
def other(A, b, c):
    # another comment
    d = (c -
         A @ b)
    return -2*np.outer(d, b)
"""
DIFFERENT = """
def other(A, b, c):
    d = c - A @ b
    return -2 * np.outer(b, d)
"""
INLINE = """
for A in many:
    print(A)
    d = c - A @ b
    e = 3
f = lambda A, b, c: -2 * np.outer(c - A @ b, b) + 0 * b
"""


@pytest.mark.parametrize("code", [SOLUTION, RENAMED])
def test_a_complete_solution_is_found(code):
    assert leaks({"worksheet.py": code}, [SOLUTION])


@pytest.mark.parametrize("code", [DIFFERENT, INLINE, "x = 1", "not python at all ("])
def test_other_code_is_not_reported(code):
    assert leaks({"worksheet.py": code}, [SOLUTION]) == []


def test_a_solution_among_other_statements_is_found():
    body = "print(1)\nq = c - A @ b\nz = 5\n"
    code = f"A = b = c = 0\n{body}"
    assert not leaks({"a.py": code}, [SOLUTION])
    code = "if True:\n    print(1)\n    q = c - A @ b\n    r = -2 * np.outer(q, b)"
    solution = "def f(A, b, c):\n    q = c - A @ b\n    r = -2 * np.outer(q, b)"
    assert leaks({"a.py": code}, [solution])


def test_a_returned_expression_is_found_anywhere():
    solution = "def slope(x):\n    return np.exp(-x) / (1 + np.exp(-x)) ** 2"
    code = "table = {'s': lambda t: np.exp(-t) / (1 + np.exp(-t)) ** 2}"
    cell = {"cell_type": "code", "source": [code]}
    notebook = json.dumps({"cells": [cell]})
    [found] = leaks({"s.ipynb": notebook}, [solution])
    assert "cell 1" in found


@pytest.mark.parametrize(
    "mark", ["BEGIN HIDDEN TESTS", "BEGIN SOLUTION", "autograder.checks"]
)
def test_markers_of_hidden_regions_are_found(mark):
    assert leaks({"notes.txt": f"... {mark} ..."}, [])


def test_the_search_knows_the_solution_of_the_optional_cell():
    solutions = [
        cell.source
        for cells in ASSIGNMENT.notebooks.values()
        for cell in cells
        if cell.kind == "solution"
    ]
    [source] = [one for one in solutions if "def backward(" in one]
    renamed = source.replace("gradients", "g").replace("backward", "sweep")
    assert leaks({"worksheet.py": renamed.replace("SOLUTION", "")}, solutions)
    assert leaks({"hint.py": PULL}, solutions) == []


PULL = """
def sweep(graph, order, local):
    result = {}
    for node in order:
        result[node] = sum(result[u] * f for u, f in local[node]) if result else 1.0
    return result
"""


def test_a_long_solution_is_found_by_its_first_statements():
    lines = [f"    v{n} = np.outer(x, v{n - 1}) + {n}" for n in range(1, 40)]
    solution = "\n".join(["def long(x, v0):", *lines])
    copied = "\n".join(["if True:", *lines[:22]])
    assert leaks({"a.py": copied}, [solution])
    assert not leaks({"a.py": "\n".join(["if True:", *lines[1:22]])}, [solution])


PLAIN = "def m(x):\n  def sq(y):\n    return y*y\n  return sq(x)+3*x-sq(x+1)"
ANNOTATED = PLAIN.replace("sq(y)", "sq(b: float)").replace("y*y", "b*b")


@pytest.mark.parametrize(
    ("solution", "copied"), [(PLAIN, ANNOTATED), (ANNOTATED, PLAIN)]
)
def test_annotations_do_not_hide_a_copy(solution, copied):
    assert leaks({"a.py": copied}, [solution])
