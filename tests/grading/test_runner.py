"""The runner sends student cells to the session and graded cells to the judge."""

from __future__ import annotations

import pytest
from fake_course import FakeSession, as_file, fake_assignment, handed_in
from own_assignment import ASSIGNMENT, SECTION2

from autograder.assignment.results import CellResult
from autograder.grading.runner import run_schedule
from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    source = fake_assignment(tmp_path_factory.mktemp("course"))
    parsed = parse_notebook(as_file(handed_in(source, SECTION2)))
    return make_schedule(parsed, source.notebooks[SECTION2]).steps


def run(steps, session, judge):
    return run_schedule(steps, session, ASSIGNMENT, judge)


class Judge:
    """Gives one point for each graded cell and records its calls."""

    def __init__(self):
        self.calls = []

    def __call__(self, grade_id, student, *, points, earlier):
        self.calls.append((grade_id, tuple(earlier)))
        return CellResult(1.0, float(points), "words", outcome="partly")


def test_each_graded_cell_is_judged_once_with_the_ids_of_earlier_ones(steps):
    judge = Judge()
    result = run(steps, FakeSession(), judge)
    ids = [grade_id for grade_id, _ in judge.calls]
    assert ids == ["q2a", "q2a_stable", "q2b", "q2c", "q2c_stable", "q2d"]
    assert [judged for _, judged in judge.calls] == [
        tuple(ids[:n]) for n in range(len(ids))
    ]
    assert {cell.score for cell in result.cells.values()} == {1.0}


def test_every_step_has_outputs(steps):
    result = run(steps, FakeSession(), Judge())
    assert len(result.outputs) == len(steps)


def test_a_graded_cell_is_judged_within_its_budget(steps):
    entered = []

    class Watched(FakeSession):
        def graded(self, grade_id):
            entered.append(grade_id)
            return super().graded(grade_id)

    judge = Judge()
    run(steps, Watched(), judge)
    assert entered == [grade_id for grade_id, _ in judge.calls]


def test_after_the_session_ended_earlier_points_are_kept(steps):
    class Ending(FakeSession):
        def run_cell(self, source, label):
            if label == "s2b":
                self.ended = "ended three times"
            return super().run_cell(source, label)

    judge = Judge()
    cells = run(steps, Ending(), judge).cells
    assert [grade_id for grade_id, _ in judge.calls] == ["q2a", "q2a_stable"]
    assert {n: c.score for n, c in cells.items()} == {
        "q2a": 1.0,
        "q2a_stable": 1.0,
        "q2b": 0.0,
        "q2c": 0.0,
        "q2c_stable": 0.0,
        "q2d": 0.0,
    }
    assert cells["q2d"].feedback == "ended three times"
