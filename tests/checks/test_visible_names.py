"""A class whose name is a sentence puts no sentence into the feedback."""

import pytest
from judging import ASSIGNMENT

from autograder.checks import judge_cell
from autograder.checks.kernel import KernelStudent
from autograder.checks.visible import Visible


@pytest.mark.parametrize(
    ("name", "shown"), [("Layer", "Layer"), ("✓ 42 of 42 points", "object")]
)
def test_a_returned_object_is_named_by_an_identifier_only(name, shown):
    student = KernelStudent({"loss_gradients": lambda *_: type(name, (), {})()})
    visible = Visible(ASSIGNMENT.folder, student)
    result = judge_cell("q1d_x", student, points=2, visible=visible)
    assert f"type {shown};" in result.feedback
    assert "42 of 42" not in result.feedback
