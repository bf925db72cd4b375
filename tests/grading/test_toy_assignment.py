"""The toy assignment from files to results: generic code needs no worksheet."""

from __future__ import annotations

import json

import pytest
from fake_course import FakeSandboxes, as_file, as_submitted, without
from toy_course import NAME, NUMBERS, WORDS, toy_assignment

from autograder.assignment.course import Course
from autograder.assignment.results import CellResult, automatic, class_json, waiting
from autograder.cli.class_table import row_of
from autograder.cli.student_table import print_student
from autograder.grading.loose_files import student_of
from autograder.grading.submission import Submission, grade_submission
from autograder.release.stated_points import corrections
from autograder.release.validate import problems
from autograder.submissions.folder import read_folder
from autograder.submissions.match_files import match_files


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return toy_assignment(tmp_path_factory.mktemp("toy"))


def judge(grade_id, student, *, points, earlier, pending, visible):
    """Full points if `double` doubles; a third of `parts` for each right function."""
    names = {"double": [("double", 2.0)], "parts": [("half", 0.5), ("third", 1 / 3)]}
    right = [student.call(n, 6.0).value == 6.0 * f for n, f in names[grade_id]]
    return CellResult(points * sum(right) / len(right), points, f"after {earlier}")


def graded(toy, **changed):
    files = {f"{n}.ipynb": as_file(as_submitted(toy, n)) for n in toy.notebooks}
    return grade_submission(
        Submission("ada", files | changed), toy, FakeSandboxes(), judge
    )


def test_questions_are_read_from_the_notebooks(toy):
    assert [(q.grade_id, q.points, q.by_hand) for q in toy.questions] == [
        ("double", 2, False),
        ("parts", 3, False),
        ("why", 4, True),
    ]
    assert (toy.max_score, toy.automatic_points) == (9, 5)
    assert toy.by_id["parts"].names == ("half", "third")
    assert toy.by_id["parts"].cell == "s_parts"
    assert toy.before("parts") == ("double",)
    assert problems(toy) == []
    assert corrections(toy) == []


def test_a_solved_submission_earns_all_automatic_points(toy):
    result = graded(toy).result
    assert {n: c.score for n, c in result.cells.items()} == {
        "double": 2,
        "parts": 3,
        "why": None,
    }
    assert (automatic(result, toy), waiting(result)) == (5, 4)
    assert result.cells["parts"].feedback == "after ('double',)"


def test_partial_credit_and_blank_answers(toy):
    cells = as_submitted(toy, NUMBERS)
    for cell in cells:
        if cell["id"] == "s_parts":
            cell["source"] = "half = lambda x: x / 2\nthird = lambda x: x"
    result = graded(toy, **{f"{NUMBERS}.ipynb": as_file(cells)}).result
    assert result.cells["parts"].score == 1.5
    lost = as_file(without(as_submitted(toy, WORDS), "why"))
    result = graded(toy, **{f"{WORDS}.ipynb": lost}).result
    assert result.cells["why"].score == 0
    assert result.cells["why"].outcome == "not attempted"


def test_an_empty_submission_scores_0(toy):
    result = grade_submission(Submission("bob", {}), toy, FakeSandboxes()).result
    assert (result.score, result.max_score) == (0, 9)
    assert set(result.notebook_notes) == {NUMBERS, WORDS}


def test_the_cells_of_a_file_count_more_than_its_name(toy):
    files = {
        f"{NUMBERS}.ipynb": as_file(as_submitted(toy, WORDS)),
        "b.ipynb": as_file(as_submitted(toy, NUMBERS)),
    }
    found = match_files(files, toy)
    assert "read from the file 'b.ipynb'" in found[NUMBERS].notes[0]
    assert found[WORDS].parsed is not None


def test_folders_and_json_contain_the_assignments_name(toy, tmp_path):
    course = Course(tmp_path, assignment=NAME)
    assert course.submission("ada") == tmp_path / "submitted" / "ada" / NAME
    assert course.feedback("ada").name == NAME
    assert student_of(course.submission("ada") / "x.ipynb", NAME) == "ada"
    data = json.loads("".join(class_json([graded(toy).result], NAME)))
    assert data["assignment"] == NAME
    course.submission("ada").mkdir(parents=True)
    (course.submission("ada") / f"{NUMBERS}.ipynb").write_text("{}")
    assert set(read_folder(course.submission("ada"), toy.notebooks).notebooks) == {
        f"{NUMBERS}.ipynb"
    }


def test_the_terminal_shows_the_sum_of_the_points(toy, capsys):
    result = graded(toy).result
    row = row_of(result, toy)
    assert (row.automatic, row.ungraded) == (5, 4)
    print_student(result, toy)
    assert "5 of 5 automatic points" in capsys.readouterr().out
