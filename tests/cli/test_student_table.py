"""One student's results on the terminal: complete, without control characters."""

from __future__ import annotations

from own_assignment import ASSIGNMENT, AUTOMATIC, BY_ID, MAX_SCORE
from terminal import EVIL_SHOWN, result, shown

from autograder.cli.student_table import print_student


def test_every_graded_cell_and_the_sum_are_shown():
    text = shown(print_student, result(), ASSIGNMENT)
    assert all(name in text for name in BY_ID)
    automatic = len(BY_ID) - len(ASSIGNMENT.written)  # one point each
    assert f"{automatic:g} of {AUTOMATIC:g} automatic points" in text
    assert f"{MAX_SCORE - AUTOMATIC:g} points still to be graded by hand" in text


def test_control_characters_of_students_are_removed():
    text = shown(print_student, result(), ASSIGNMENT)
    assert "\x1b" not in text
    assert EVIL_SHOWN in text
