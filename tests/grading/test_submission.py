"""One submission, complete, damaged or empty, from files to results."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fake_course import (
    FakeSandboxes,
    as_file,
    as_submitted,
    find,
    submission_files,
    without,
)
from own_assignment import AUTOMATIC, BY_ID, MAX_SCORE, NOTEBOOKS, SECTION1, SECTION2

from autograder.assignment.limits import Limits
from autograder.grading import submission
from autograder.grading.submission import (
    Rules,
    Submission,
    content_key,
    grade_submission,
)

FIRST, SECOND = (f"{name}.ipynb" for name in NOTEBOOKS)


@pytest.fixture
def files(source):
    return submission_files(source)


def graded(source, files, **rest):
    return grade_submission(Submission("ada", files, **rest), source, FakeSandboxes())


def test_a_solved_submission_earns_all_automatic_points(source, files):
    result, notebooks = graded(source, files)
    assert (result.status, result.score, result.max_score) == (
        "graded",
        AUTOMATIC,
        MAX_SCORE,
    )
    assert list(result.cells) == list(BY_ID)
    assert not result.failed
    formats = {name: json.loads(text)["nbformat"] for name, text in notebooks.items()}
    assert formats == dict.fromkeys(NOTEBOOKS, 4)


def test_a_missing_notebook_costs_only_its_own_points(source, files):
    del files[SECOND]
    result, notebooks = graded(source, files)
    assert (result.status, result.score) == ("graded", 32)
    assert not result.failed  # nothing was unreadable
    assert "was not submitted" in result.cells["q2a"].feedback
    assert set(notebooks) == set(NOTEBOOKS)


def test_an_unreadable_notebook_costs_only_its_own_points_and_is_reported(
    source, files
):
    files[SECOND] = b"not a notebook"
    result, _ = graded(source, files)
    assert (result.status, result.score, result.failed) == ("graded", 32, True)


@pytest.mark.parametrize(
    ("files", "refused"),
    [({}, ""), ({FIRST: b"{"}, ""), ({}, "the folder is a link")],
)
def test_an_empty_or_unreadable_submission_scores_0_with_the_reason(
    source, files, refused
):
    result, notebooks = graded(source, files, refused=refused)
    assert (result.status, result.score, result.failed) == ("unreadable", 0, True)
    assert len(result.cells) == len(BY_ID)
    reasons = {cell.feedback for cell in result.cells.values()}
    assert len(reasons) == 1
    assert refused in reasons.pop()
    assert set(notebooks) == set(NOTEBOOKS)


def test_the_key_depends_on_everything_that_decides_a_result(source, files):
    def key(**changes):
        rest = {"student": "ada", "notebooks": files, "timestamp": "noon"} | changes
        return content_key(Submission(**rest), Rules(source))

    assert key() == key() == key(student="bob")
    other = {FIRST: files[FIRST], SECOND: files[SECOND] + b" "}
    renamed = {"a.ipynb": files[FIRST], SECOND: files[SECOND]}
    keys = {
        key(),
        key(notebooks=other),
        key(notebooks=renamed),
        key(timestamp="one"),
        key(notes=("a link was ignored",)),
        key(refused="a link"),
        content_key(Submission("ada", files, "noon"), Rules(source, mode="none")),
        content_key(
            Submission("ada", files, "noon"), Rules(replace(source, fingerprint="x"))
        ),
        content_key(
            Submission("ada", files, "noon"), Rules(source, Limits(clock_seconds=9.0))
        ),
    }
    assert len(keys) == 9


def test_the_key_changes_with_the_checks(source, files, monkeypatch):
    before = content_key(Submission("ada", files), Rules(source))
    monkeypatch.setattr(submission, "VERSION", "another")
    assert content_key(Submission("ada", files), Rules(source)) != before


def test_the_digest_of_an_answer_changes_only_with_that_answer(source, files):
    before = graded(source, files).result.answers
    cells = as_submitted(source, SECTION2)
    find(cells, "s2b")["source"] = "from solutions import d_relu  # again"
    after = graded(source, files | {SECOND: as_file(cells)}).result.answers
    assert {name for name in before if before[name] != after[name]} == {"q2b"}


def test_a_missing_graded_cell_is_still_judged(source, files):
    cells = without(as_submitted(source, SECTION1), "q1a", "q1f_discussion")
    result, _ = graded(source, files | {FIRST: as_file(cells)})
    assert result.score == AUTOMATIC
    assert result.cells["q1f_discussion"].score == 0
    assert any("q1a" in note for note in result.notes)


def test_one_session_is_opened_per_notebook(source, files):
    opened = []

    class Counting(FakeSandboxes):
        def open(self):
            opened.append(1)
            return super().open()

    grade_submission(Submission("ada", files), source, Counting())
    assert len(opened) == len(NOTEBOOKS)


THIEF = """
seen = set()
def d_tanh(x):
    seen.add(float(d_sigmoid(0.0)))
    return 0 * x
"""


@pytest.mark.parametrize(("moved", "lent"), [(False, True), (True, False)])
def test_moving_a_graded_cell_gives_no_look_at_the_right_function(source, moved, lent):
    cells = as_submitted(source, SECTION2)
    find(cells, "s2a")["source"] = "def d_sigmoid(x): return 7.0"
    find(cells, "s2c")["source"] = THIEF
    if moved:
        late = find(cells, "q2a_stable")
        cells = [*without(cells, "q2a_stable"), late]
    sandboxes = FakeSandboxes()
    files = {SECOND: as_file(cells)}
    grade_submission(Submission("eve", files), source, sandboxes)
    [seen] = [s.namespace["seen"] for s in sandboxes.sessions if "seen" in s.namespace]
    assert (0.25 in seen) is lent
