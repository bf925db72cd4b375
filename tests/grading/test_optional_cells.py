"""The optional cell `backward` costs nobody a point, whatever is in it.

Whole submissions of Section 1 in the sandbox: solved, except for the optional cell.
"""

from __future__ import annotations

import pytest
from backward_programs import RIGHT, WRONG
from fake_course import as_file, as_submitted, find, without
from own_assignment import ASSIGNMENT, QUESTIONS, SECTION1
from sandbox_here import needs_sandbox

from autograder.assignment.limits import Limits
from autograder.grading.submission import Submission, grade_submission
from autograder.sandbox import Engine

pytestmark = needs_sandbox
KEY = "s1f_backward"
CHECK = '\nprint(worksheet.check("backward", globals()).words)'
LIMITS = Limits(processor_seconds=2, clock_seconds=6)
FULL = {
    q.grade_id: q.points for q in QUESTIONS if q.notebook == SECTION1 and not q.by_hand
}

# Text of the optional cell; None for a deleted one.
OPTIONAL = {
    "right": RIGHT["defaultdict"] + CHECK,
    "blank": "def backward(graph, values, local):\n    # Your code here\n    ..."
    + CHECK,
    "empty": "",
    "deleted": None,
    "wrong": WRONG["overwrites"][0] + CHECK,
    "every path": WRONG["every path, from the result"][0] + CHECK,
    "an endless function": WRONG["an endless loop"][0] + CHECK,
    "an endless cell": "while True:\n    pass",
    "not Python": "def backward(graph, values, local)\n    for for",
    "an exception": "raise ValueError('no idea')",
    "exit": "import sys\nsys.exit()",
    "the process ends": "import os\nos._exit(0)",
    "a number": "backward = 3" + CHECK,
    "local names that other cells use": "graph = values = local = gradients = None",
}


@pytest.fixture(scope="module")
def engine():
    with Engine(files=ASSIGNMENT.folder, limits=LIMITS) as started:
        yield started


@pytest.mark.parametrize("text", OPTIONAL.values(), ids=OPTIONAL)
def test_all_other_cells_keep_their_points(engine, text):
    cells = as_submitted(ASSIGNMENT, SECTION1)
    if text is None:
        cells = without(cells, KEY)
    else:
        find(cells, KEY)["source"] = text
    submitted = Submission("ada", {f"{SECTION1}.ipynb": as_file(cells)})
    result = grade_submission(submitted, ASSIGNMENT, engine).result
    points = {name: result.cells[name].score for name in FULL}
    assert points == FULL


def test_the_optional_cells_are_not_among_the_graded_ones():
    cells = {cell.key: cell for cell in ASSIGNMENT.notebooks[SECTION1]}
    assert cells[KEY].kind == "solution"
    assert "BEGIN SOLUTION" not in cells[KEY].released
    assert cells[KEY].released.endswith("# Your code here\n    ...")
    assert all(cells[k].kind == "show" for k in cells if k.startswith("show_backward"))
    assert KEY not in {question.cell for question in QUESTIONS}
