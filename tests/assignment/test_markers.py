"""Solutions and hidden tests are removed as nbgrader removes them."""

from __future__ import annotations

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from autograder.assignment.markers import (
    CODE_STUB,
    TEXT_STUB,
    hidden,
    released,
    visible,
)

CODE = """\
def f(x):
    \"\"\"f(x).\"\"\"
    ### BEGIN SOLUTION
    y = x
    return y
    ### END SOLUTION


def g(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""
GRADED = """\
\"\"\"Checks f.\"\"\"
check("q")
### BEGIN HIDDEN TESTS
from autograder.checks import judge; judge("q", globals())
### END HIDDEN TESTS"""


def by_nbgrader(source, cell_type, solution):
    new = getattr(nbformat.v4, f"new_{cell_type}_cell")
    metadata = {"grade": cell_type == "markdown" or not solution, "solution": solution}
    cell = new(source, metadata={"nbgrader": metadata})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    clear = ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB)
    for step in (clear, ClearHiddenTests()):
        notebook, _ = step.preprocess(notebook, {})
    return notebook.cells[0].source


@pytest.mark.parametrize(
    ("source", "cell_type", "solution"),
    [
        (CODE, "code", True),
        ("x = 1", "code", True),
        ("Why?\n### BEGIN SOLUTION\nSo.\n### END SOLUTION\nEnd", "markdown", True),
        ("So.", "markdown", True),
        (GRADED, "code", False),
        ("x = 1", "code", False),
    ],
)
def test_the_released_text_equals_that_of_nbgrader(source, cell_type, solution):
    expected = by_nbgrader(source, cell_type, solution)
    assert released(source, cell_type, solution) == expected


def test_hidden_lines_are_found_and_removed():
    [region] = hidden(GRADED)
    assert region == ['from autograder.checks import judge; judge("q", globals())']
    assert visible(GRADED) == '"""Checks f."""\ncheck("q")'
    assert hidden(CODE) == []
