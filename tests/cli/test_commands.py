"""The commands on the command line: a class graded in the sandbox."""

from __future__ import annotations

import json

import pytest
from class_of_real_notebooks import (
    gradebook,
    hand_in,
    make_class,
    released,
    results,
    run,
    scores,
    solved_cells,
)
from own_assignment import (
    AUTOMATIC,
    BY_ID,
    MAX_SCORE,
    NOTEBOOKS,
    SECTION1,
    SECTION2,
    points_in,
)
from sandbox_here import needs_sandbox

import autograder

pytestmark = [pytest.mark.slow, needs_sandbox]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class with two damaged submissions, graded once."""
    course = released(tmp_path_factory.mktemp("commands"))
    expected = make_class(course, 4)
    for name in ("damaged", "half"):
        course.submission(name).mkdir(parents=True)
        (course.submission(name) / f"{SECTION1}.ipynb").write_bytes(b"not a notebook")
    hand_in(course, "half", {SECTION2: solved_cells(SECTION2, course)})
    (course.submitted / "else" / "other").mkdir(parents=True)
    file = course.root.parent / "all.json"
    done = run("grade", "--course", course.root, "--json", file, status=1)
    expected |= {"half": points_in(SECTION2), "damaged": 0.0}
    return course, expected, json.loads(file.read_text()), done.stdout


def test_every_student_gets_the_expected_score(graded):
    course, expected, data, _ = graded
    assert {n: s["score"] for n, s in data["students"].items()} == expected
    assert scores(course) == expected
    assert {student["max_score"] for student in data["students"].values()} == {
        MAX_SCORE
    }


def test_damaged_submissions_are_listed_at_the_end(graded):
    *_, printed = graded
    listed = printed.split("could not be read or graded")[1]
    assert "damaged: " in listed
    assert "half: " in listed
    assert "s000" not in listed


def test_the_gradebook_has_the_same_scores(graded):
    course, expected, data, _ = graded
    rows = gradebook(course)
    assert len(rows) == len(expected) * len(BY_ID)
    for student, grade_id, score, by_hand, ungraded in rows:
        cell = data["students"][student]["cells"][grade_id]
        assert (score, by_hand) == (cell["score"], None)
        assert bool(ungraded) == (cell["score"] is None)


def test_a_second_run_grades_nothing_and_gives_the_same_results(graded, tmp_path):
    course, _, data, _ = graded
    before = results(course)
    file = tmp_path / "again.json"
    done = run("grade", "--course", course.root, "--json", file, status=1)
    assert "0 graded, 6 unchanged" in done.stdout
    assert json.loads(file.read_text()) == data
    assert results(course) == before


def test_one_student_can_be_graded_again(graded, tmp_path):
    course, _, data, _ = graded
    file = tmp_path / "one.json"
    run("grade", "--course", course.root, "--force", "--json", file, "s001")
    assert json.loads(file.read_text())["students"] == {
        "s001": data["students"]["s001"]
    }


def test_check_gives_the_same_results_as_grade(graded, tmp_path):
    course, _, data, _ = graded
    files = [course.submission("s002") / f"{name}.ipynb" for name in NOTEBOOKS]
    file = tmp_path / "check.json"
    done = run("check", *files, "--json", file)
    assert json.loads(file.read_text())["students"] == {
        "s002": data["students"]["s002"]
    }
    assert f"of {AUTOMATIC:g} automatic points" in done.stdout
    assert not (course.submission("s002") / "results").exists()


def test_check_of_an_unreadable_file_is_recorded_with_status_1(tmp_path):
    path, file = tmp_path / "essay.ipynb", tmp_path / "check.json"
    path.write_text("Dear reader,")
    run("check", path, "--json", file, status=1)
    student = json.loads(file.read_text())["students"]["essay"]
    assert (student["status"], student["score"]) == ("unreadable", 0.0)
    assert list(student["cells"]) == list(BY_ID)


def test_a_folder_can_be_graded_from_python(graded):
    course, expected, data, _ = graded
    result = autograder.grade(course.submission("s003"))
    assert isinstance(result, autograder.StudentResult)
    assert (result.student, result.score) == ("s003", expected["s003"])
    assert result.public() == data["students"]["s003"]


def test_without_a_sandbox_the_scores_are_the_same_but_marked(graded, tmp_path):
    course, _, data, _ = graded
    folder = course.submission("s001")
    file = tmp_path / "unsafe.json"
    done = run("check", folder, "--sandbox", "none", "--json", file)
    student = json.loads(file.read_text())["students"]["s001"]
    assert student["cells"] == data["students"]["s001"]["cells"]
    assert student["notes"][0] == "unsafe: no sandbox"
    assert "unsafe: no sandbox" in done.stdout


def test_a_score_by_hand_counts_in_the_json(graded, tmp_path):
    from nbgrader.api import Gradebook

    course, expected, *_ = graded
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        row = book.find_grade("q1f_discussion", SECTION1, "backprop", "s000")
        row.manual_score = 2.5
        book.db.commit()
    file = tmp_path / "by_hand.json"
    run("grade", "--course", course.root, "--json", file, "s000")
    student = json.loads(file.read_text())["students"]["s000"]
    assert student["cells"]["q1f_discussion"]["score"] == 2.5
    assert student["score"] == expected["s000"] + 2.5
