"""The runner sends student cells to the session and graded cells to the judge."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest
from fake_course import FakeSession, as_file, as_submitted, fake_assignment
from own_assignment import ASSIGNMENT, SECTION2

from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.results import CellResult
from autograder.checks.visible import Visible
from autograder.grading.runner import run_schedule
from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule
from autograder.values.output_limit import size_of_output


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    source = fake_assignment(tmp_path_factory.mktemp("course"))
    parsed = parse_notebook(as_file(as_submitted(source, SECTION2)))
    return make_schedule(parsed, source.notebooks[SECTION2]).steps


def run(steps, session, judge):
    return run_schedule(steps, session, ASSIGNMENT, judge)


class Judge:
    """Gives one point for each graded cell and records its calls."""

    def __init__(self):
        self.calls = []
        self.pending = {}

    def __call__(self, grade_id, student, *, points, earlier, pending, visible):
        self.calls.append((grade_id, tuple(earlier)))
        self.pending[grade_id] = tuple(pending)
        assert isinstance(visible, Visible)
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
    assert list(judge.pending.values()) == [tuple(ids[n:]) for n in range(len(ids))]


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


def test_the_outputs_of_a_notebook_are_limited_in_total(steps):
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(1_600_000)).decode()

    class Flooding(FakeSession):
        def run_cell(self, source, label):
            data = {"image/png": picture}
            outputs = [{"output_type": "display_data", "data": data}] * 3
            return SimpleNamespace(outputs=outputs, status="ok")

    cells = [step for step in steps if step.action == "run"] * 30
    outputs = run(cells, Flooding(), Judge()).outputs
    assert len(cells) > 100
    total = sum(size_of_output(output) for shown in outputs for output in shown)
    assert total < DEFAULT_LIMITS.notebook_output_bytes + 100_000
    assert "3 outputs dropped" in outputs[-1][0]["text"]


def test_saved_outputs_that_are_shown_count_too(steps):
    show = next(step for step in steps if step.action == "show")
    printed = {"output_type": "stream", "name": "stdout", "text": "x" * 19_000}
    shown = [show._replace(outputs=(printed,) * 30)] * 30
    outputs = run(shown, FakeSession(), Judge()).outputs
    total = sum(size_of_output(output) for shown in outputs for output in shown)
    assert total < DEFAULT_LIMITS.notebook_output_bytes + 100_000
    assert "dropped" in outputs[-1][-1]["text"]
