"""After notebooks are edited, all commands and pages agree on the points."""

from __future__ import annotations

import csv
import json
import re
import shutil

import pytest
from course_copy import copy_project, drop_part, run_in, set_points
from own_assignment import AUTOMATIC, BY_ID, MAX_SCORE, QUESTIONS
from sandbox_here import needs_sandbox

from autograder.assignment.assignment import read_assignment

pytestmark = [pytest.mark.slow, needs_sandbox]

PARTS = [
    f"{section}{part}" for section, parts in (("1", "abcdefg"), ("2", "abcd"))
    for part in parts
]  # fmt: skip


def of_part(part):
    return [q for q in QUESTIONS if q.grade_id[1:3] == part]


def submitted_course(project):
    """Release, and submit the solution as a student."""
    released = run_in(project, "autograder", "release")
    folder = project / "course/submitted/ada/backprop"
    folder.mkdir(parents=True)
    for path in (project / "notebooks/backprop").glob("*.ipynb"):
        shutil.copy(path, folder)
    return released


def graded_course(project):
    """Also grade, and write report and feedback."""
    released = submitted_course(project)
    run_in(project, "autograder", "grade", "--json", project / "all.json")
    for page in ("report", "feedback"):
        run_in(project, "autograder", page)
    return released


def read_csv(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def check_totals(project, automatic, full):
    """Assert that all files and pages state these points."""
    assignment = read_assignment(project / "notebooks")
    assert (assignment.automatic_points, assignment.max_score) == (automatic, full)
    data = json.loads((project / "all.json").read_text())
    ada = data["students"]["ada"]
    assert (ada["score"], ada["max_score"]) == (automatic, full)
    [row] = read_csv(project / "course/report.csv")
    assert float(row["score"]) == automatic
    assert [name for name in row if name in BY_ID] == list(assignment.by_id)
    page = (project / "course/feedback/ada/backprop/feedback.html").read_text()
    assert f"of {full:g} points" in page
    report = (project / "course/report.html").read_text()
    assert f"Of {automatic:g} automatic points" in report
    for name in BY_ID:
        assert (name in report) == (name in assignment.by_id)
    worksheet = json.loads((project / "notebooks/backprop/worksheet.json").read_text())
    assert sum(q["points"] for q in worksheet["questions"].values()) == full


def students_notebook(project, assignment):
    """The text cells of both released notebooks."""
    folder = project / "course" / "release" / assignment
    books = [json.loads(p.read_text()) for p in sorted(folder.glob("*.ipynb"))]
    return [
        "".join(cell["source"])
        for book in books
        for cell in book["cells"]
        if cell["cell_type"] == "markdown"
    ]


@pytest.mark.parametrize("points", [3, pytest.param(1, marks=pytest.mark.long)])
def test_points_need_a_change_in_the_notebook_only(tmp_path, points):
    project = copy_project(tmp_path / "project")
    set_points(project, "q1d_x", points)
    more = points - BY_ID["q1d_x"].points
    released = graded_course(project)
    check_totals(project, AUTOMATIC + more, MAX_SCORE + more)
    assert f"earns all {AUTOMATIC + more:g} automatic points" in released
    section = sum(q.points for q in QUESTIONS if q.grade_id[1] == "1") + more
    part = sum(q.points for q in of_part("1d")) + more
    assert f"'{part:g} points'" in released
    prose = "\n".join(students_notebook(project, "backprop"))
    assert re.search(rf"^## \(d\) .*\({part:g} points\)$", prose, re.M)
    assert f"{section:g} points" in prose
    # nbgrader's commands give the same points.
    run_in(project, "nbgrader", "autograde", "backprop", "--force")
    run_in(project, "nbgrader", "export", "--to", project / "grades.csv")
    [row] = read_csv(project / "grades.csv")
    assert (float(row["score"]), float(row["max_score"])) == (
        AUTOMATIC + more,
        MAX_SCORE + more,
    )


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_dropped_by_deleting_its_cells(tmp_path, part):
    project = copy_project(tmp_path / "project")
    drop_part(project, part)
    gone = of_part(part)
    automatic = AUTOMATIC - sum(q.points for q in gone if not q.by_hand)
    graded_course(project)
    check_totals(project, automatic, MAX_SCORE - sum(q.points for q in gone))
    run_in(project, "nbgrader", "autograde", "backprop", "--force")
    run_in(project, "nbgrader", "export", "--to", project / "grades.csv")
    [row] = read_csv(project / "grades.csv")
    assert float(row["score"]) == automatic


@pytest.mark.long
def test_grading_stops_if_points_changed_after_the_release(tmp_path):
    project = copy_project(tmp_path / "project")
    submitted_course(project)
    set_points(project, "q2b", 7)
    printed = run_in(project, "autograder", "grade", status=2)
    assert "q2b" in printed
    assert "release again" in printed


def test_nbgrader_generate_assignment_rebuilds_worksheet_json(tmp_path):
    project = copy_project(tmp_path / "project")
    set_points(project, "q2b", 7)
    run_in(project, "nbgrader", "generate_assignment", "backprop")
    file = project / "course/release/backprop/worksheet.json"
    assert json.loads(file.read_text())["questions"]["q2b"]["points"] == 7


@pytest.mark.long
def test_dropping_a_part_after_grading_is_refused_with_advice(tmp_path):
    project = copy_project(tmp_path / "project")
    submitted_course(project)
    run_in(project, "autograder", "grade")
    drop_part(project, "2d")
    printed = run_in(project, "autograder", "release", status=2)
    assert "Put the cells back, or release to a new directory" in printed
