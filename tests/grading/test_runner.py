"""The walk gives to the session what is the student's, and to the judge the rest."""

from __future__ import annotations

import pytest
from fake_course import FakeSession, as_file, fake_assignment, handed_in

from autograder.assignment.contract import BY_ID, SECTION2
from autograder.assignment.results import CellResult
from autograder.grading.runner import walk
from autograder.submissions.parse import read_cells
from autograder.submissions.schedule import make_plan


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    source = fake_assignment(tmp_path_factory.mktemp("course"))
    reading = read_cells(as_file(handed_in(source, SECTION2)))
    return make_plan(reading, source.notebooks[SECTION2]).steps


class Judge:
    """Gives one point each and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, grade_id, student, *, points, earlier):
        assert points == BY_ID[grade_id].points
        self.asked.append((grade_id, earlier))
        return CellResult(1.0, float(points), "words", outcome="partly")


def test_each_graded_cell_is_judged_once_knowing_those_before(steps):
    judge = Judge()
    walked = walk(steps, FakeSession(), judge)
    ids = [grade_id for grade_id, _ in judge.asked]
    assert ids == ["q2a", "q2a_stable", "q2b", "q2c", "q2c_stable", "q2d"]
    assert [judged for _, judged in judge.asked] == [
        tuple(ids[:n]) for n in range(len(ids))
    ]
    assert {cell.score for cell in walked.cells.values()} == {1.0}


def test_a_cell_that_stands_before_and_is_not_yet_judged_is_not_told(steps):
    judge = Judge()
    walk(steps[::-1], FakeSession(), judge)
    assert [grade_id for grade_id, _ in judge.asked][-1] == "q2a"
    assert {earlier for _, earlier in judge.asked} == {()}


def test_every_step_has_its_outputs(steps):
    walked = walk(steps, FakeSession(), Judge())
    assert len(walked.outputs) == len(steps)


def test_a_graded_cell_is_judged_inside_its_budget(steps):
    entered = []

    class Watched(FakeSession):
        def graded(self, grade_id):
            entered.append(grade_id)
            return super().graded(grade_id)

    judge = Judge()
    walk(steps, Watched(), judge)
    assert entered == [grade_id for grade_id, _ in judge.asked]


def test_after_the_end_of_the_session_nothing_is_judged_and_points_stand(steps):
    class Ending(FakeSession):
        def run_cell(self, source, label):
            if label == "s2b":
                self.ended = "ended three times"
            return super().run_cell(source, label)

    judge = Judge()
    cells = walk(steps, Ending(), judge).cells
    assert [grade_id for grade_id, _ in judge.asked] == ["q2a", "q2a_stable"]
    assert {n: c.score for n, c in cells.items()} == {
        "q2a": 1.0,
        "q2a_stable": 1.0,
        "q2b": 0.0,
        "q2c": 0.0,
        "q2c_stable": 0.0,
        "q2d": 0.0,
    }
    assert cells["q2d"].feedback == "ended three times"
