"""What the terminal shows of one student: plain, whole, harmless."""

from __future__ import annotations

from terminal import EVIL_SHOWN, result, shown

from autograder.assignment.contract import BY_ID
from autograder.cli.student_table import print_student


def test_every_graded_cell_and_the_sum_are_shown():
    text = shown(print_student, result())
    assert all(name in text for name in BY_ID)
    assert "20 of 42 automatic points, 8 points wait for a person" in text


def test_what_a_student_wrote_gives_the_terminal_no_orders():
    text = shown(print_student, result())
    assert "\x1b" not in text
    assert EVIL_SHOWN in text
