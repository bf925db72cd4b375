"""nbgrader can read the graded notebook, and it contains no hidden test."""

from __future__ import annotations

import nbformat
import pytest
from fake_course import FakeSandboxes, as_file, as_submitted, cell, find
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution
from own_assignment import BY_ID, SECTION1

from autograder.grading.submission import Submission, grade_submission


@pytest.fixture
def cells(source):
    return as_submitted(source, SECTION1)


def graded_notebook(source, cells):
    files = {f"{SECTION1}.ipynb": as_file(cells)}
    graded = grade_submission(Submission("ada", files), source, FakeSandboxes())
    text = graded.notebooks[SECTION1].decode()
    return graded.result, nbformat.reads(text, as_version=4)


def scores(notebook):
    cells = [cell for cell in notebook.cells if is_grade(cell)]
    return {c.metadata.nbgrader.grade_id: determine_grade(c)[0] for c in cells}


def test_nbgrader_reads_the_same_scores_from_the_notebook(source, cells):
    find(cells, "s1c")["source"] = "computation_graph = None"
    find(cells, "s1f")["source"] = (
        "from solutions import sensitivities as right\n"
        "def sensitivities(*a):\n    return {**right(*a), 'r': 0.0}"
    )
    find(cells, "q1g_discussion")["source"] = ""
    result, notebook = graded_notebook(source, cells)
    expected = {k: c.score for k, c in result.cells.items() if k in scores(notebook)}
    assert scores(notebook) == expected
    assert expected["q1f"] == pytest.approx(2.25)
    assert (expected["q1e_discussion"], expected["q1g_discussion"]) == (None, 0)


def test_the_notebook_is_valid_for_nbformat_and_nbgrader(source, cells):
    _, notebook = graded_notebook(source, cells)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert len([c for c in notebook.cells if is_grade(c)]) == 17


def test_checksums_equal_those_of_nbgrader(source):
    _, notebook = graded_notebook(source, as_submitted(source, SECTION1, solved=False))
    blank = [one for one in notebook.cells if is_solution(one)]
    assert len(blank) == 13
    for one in blank:
        assert one.metadata.nbgrader.checksum == compute_checksum(one)


def test_the_notebook_contains_no_hidden_line_and_no_solution(source):
    _, notebook = graded_notebook(source, as_submitted(source, SECTION1, solved=False))
    text = nbformat.writes(notebook)
    assert "judge" not in text
    assert "HIDDEN" not in text
    assert "Because." not in text


def test_outputs_are_reduced_to_text_and_pictures(source, cells):
    saved = {
        "output_type": "display_data",
        "data": {
            "text/html": "<script>alert(1)</script>",
            "text/plain": "<b>plain</b>",
            "image/svg+xml": "<svg onload=x>",
            "image/png": '"><script>',
            "application/javascript": "x",
        },
    }
    find(cells, "show_s1a")["outputs"] = [saved]
    _, notebook = graded_notebook(source, cells)
    shown = [o for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
    data = [o.data for o in shown if o.output_type == "display_data"]
    assert data == [{"text/plain": "<b>plain</b>"}]


def test_the_value_of_a_students_cell_is_never_a_score(source, cells):
    """nbgrader reads an execute_result of a graded cell as points."""
    find(cells, "q1a")["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": "2.0"}}
    ]
    find(cells, "s1a")["source"] = ""
    _, notebook = graded_notebook(source, cells)
    assert scores(notebook)["q1a"] == 0


def test_a_missing_notebook_is_replaced_by_one_with_scores_of_0(source):
    files = {f"{SECTION1}.ipynb": b""}
    graded = grade_submission(Submission("ada", files), source, FakeSandboxes())
    for name in source.notebooks:
        notebook = nbformat.reads(graded.notebooks[name].decode(), as_version=4)
        nbformat.validate(notebook)
        assert set(scores(notebook).values()) <= {0}
        assert len(scores(notebook)) == sum(q.notebook == name for q in BY_ID.values())


def test_notes_are_in_the_first_cell(source, cells):
    cells.append(find(cells, "q1a"))
    _, notebook = graded_notebook(source, cells)
    assert notebook.cells[0].id == "grading-notes"
    assert "q1a" in notebook.cells[0].source


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_markup_in_student_text_is_escaped(source, cells, kind):
    find(cells, "title")["source"] = "<script>changed()</script>"
    find(cells, "q1e_discussion")["source"] = "<script>written()</script>"
    cells.append(cell("mine", "<script>added()</script>", kind))
    cells[-1] |= {} if kind == "markdown" else {"cell_type": "raw"}
    _, notebook = graded_notebook(source, cells)
    assert "added()" in nbformat.writes(notebook)
    assert "<script>" not in nbformat.writes(notebook)
