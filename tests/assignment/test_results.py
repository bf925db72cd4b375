"""The stable JSON, and results that are written and read back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fake_course import FakeSandboxes, submission_files
from own_assignment import ASSIGNMENT, AUTOMATIC, BY_ID, MAX_SCORE

from autograder.assignment.isolation import MARKS
from autograder.assignment.lateness import ON_TIME, Lateness
from autograder.assignment.results import StudentResult, class_json, unreadable
from autograder.grading.submission import (
    Rules,
    Submission,
    content_key,
    grade_submission,
)


@pytest.fixture(scope="module")
def result(source):
    submission = Submission("ada", submission_files(source))
    return grade_submission(submission, source, FakeSandboxes()).result


def test_only_a_late_submission_has_a_penalty_and_a_total_in_the_json(result):
    on_time = replace(result, late=ON_TIME)
    assert on_time.public() == result.public()
    late = replace(result, late=Lateness(3600.0, 4.0)).public()
    added = {"late": 3600.0, "penalty": 4.0, "total": AUTOMATIC - 4}
    assert late == result.public() | added
    assert late["score"] == AUTOMATIC


def test_a_total_is_never_negative(result):
    assert replace(result, late=Lateness(1.0, 1000.0)).total == 0


def test_the_json_has_every_cell_and_exactly_the_documented_keys(result):
    data = json.loads(
        "".join(class_json([result, unreadable("bob", "damaged", ASSIGNMENT)]))
    )
    assert json.loads("".join(class_json([]))) == {
        "assignment": "backprop",
        "students": {},
    }
    assert list(data) == ["assignment", "students"]
    assert list(data["students"]) == ["ada", "bob"]
    for student in data["students"].values():
        assert set(student) == {"status", "score", "max_score", "notes", "cells"}
        assert set(student["cells"]) == set(BY_ID)
        assert student["max_score"] == MAX_SCORE
        for cell in student["cells"].values():
            assert set(cell) == {"score", "max_score", "feedback", "misconception"}
    assert data["students"]["ada"]["score"] == AUTOMATIC
    assert data["students"]["ada"]["cells"]["q1f_discussion"]["score"] is None


def test_every_cell_of_an_unreadable_submission_has_the_reason():
    data = unreadable("bob", "damaged", ASSIGNMENT, ["and more"]).public()
    assert (data["status"], data["score"]) == ("unreadable", 0.0)
    assert data["notes"] == ["damaged", "and more"]
    assert {c["feedback"] for c in data["cells"].values()} == {"damaged"}
    assert {c["score"] for c in data["cells"].values()} == {0.0}


def test_a_result_can_be_written_and_read_back(result):
    data = json.loads(json.dumps(result.as_json()))
    assert StudentResult.from_json(data) == result


def test_scores_by_hand_replace_scores(result):
    graded = result.with_scores({"q1f_discussion": 2.5, "q1a": 1.0})
    assert graded.score == AUTOMATIC + 2.5 - (BY_ID["q1a"].points - 1)
    assert result.score == AUTOMATIC


@pytest.mark.parametrize("mode", ["user", "user-only", "none"])
def test_results_that_were_graded_in_another_way_are_marked(source, mode):
    submission = Submission("ada", submission_files(source))
    graded = grade_submission(submission, source, FakeSandboxes(mode))
    mark = MARKS[mode]
    assert mark in graded.result.public()["notes"]
    assert all(mark.encode() in file for file in graded.notebooks.values())
    assert graded.result.as_json()["sandbox"] == mode
    assert graded.result.unsafe is (mode == "none")
    empty = grade_submission(Submission("bob", {}), source, FakeSandboxes(mode))
    assert mark in empty.result.public()["notes"]


def test_the_mode_of_a_result_that_an_earlier_version_stored(result):
    data = result.as_json()
    del data["sandbox"]
    assert StudentResult.from_json(data).sandbox == "bubblewrap"
    assert StudentResult.from_json(data | {"unsafe": True}).sandbox == "none"
    with pytest.raises(KeyError):
        StudentResult.from_json(data | {"sandbox": "made up"})


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2026-01-02 03:04:05 UTC"},
        {"notebooks": {}},
        {"notebooks": {"x.ipynb": b"1"}},
        {"notes": ("a file was ignored",)},
        {"refused": "a link"},
    ],
)
def test_the_content_key_changes_with_every_part_of_a_submission(source, change):
    submission = Submission("ada", {"a.ipynb": b"1", "b.ipynb": b"2"})
    key = content_key(submission, Rules(source))
    assert content_key(submission._replace(**change), Rules(source)) != key
    for mode in ("user", "user-only", "none"):
        assert content_key(submission, Rules(source, mode=mode)) != key
    other = replace(source, fingerprint="other")
    assert content_key(submission, Rules(other)) != key
    shuffled = submission._replace(notebooks={"b.ipynb": b"2", "a.ipynb": b"1"})
    assert content_key(shuffled, Rules(source)) == key
