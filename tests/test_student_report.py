"""What the terminal shows of one student, and of a class: plain, whole, harmless."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from autograder.checks.contract import BY_ID
from autograder.course.progress import Meter
from autograder.course.results import CellResult, StudentResult, unreadable
from autograder.course.standing import class_table, line_of, print_class
from autograder.course.student_report import print_student

EVIL = "[bold]x[/bold]\x1b[2Jy"


def shown(write, *arguments):
    text = io.StringIO()
    write(*arguments, Console(file=text, width=100))
    return text.getvalue()


def result(**changes):
    cells = {
        name: CellResult(None if q.by_hand else 1.0, float(q.points), EVIL)
        for name, q in BY_ID.items()
    }
    return StudentResult(EVIL, "graded", cells, (EVIL,), **changes)


def test_every_graded_cell_and_the_sum_are_shown():
    text = shown(print_student, result())
    assert all(name in text for name in BY_ID)
    assert "20 of 42 automatic points, 8 points wait for a person" in text


def test_what_students_wrote_gives_the_terminal_no_orders():
    for text in (shown(print_student, result()), shown(print_class, [result()])):
        assert "\x1b" not in text
        assert "[bold]x[/bold]" in text


def test_the_class_ends_with_those_who_could_not_be_graded():
    text = shown(print_class, [result(), unreadable("bob", "torn to pieces")])
    assert "1 could not be read or graded" in text
    assert "  bob: torn to pieces" in text.splitlines()


def test_of_a_large_class_only_those_with_a_note_are_listed():
    plain = [replace(result(), student=f"s{n}", notes=()) for n in range(100)]
    text = shown(print_class, [*plain, result()])
    assert "s99" not in text
    assert "[bold]x" in text
    assert "and 100 more without a note" in text


def test_the_class_says_when_there_was_no_sandbox():
    assert "unsafe: no sandbox" in shown(print_class, [result(unsafe=True)])
    assert "unsafe" not in shown(print_class, [result()])


def test_the_table_has_a_line_for_each_student():
    assert (
        class_table([line_of(result()), line_of(unreadable("b", "x"))]).row_count == 2
    )


def test_the_meter_counts_fresh_and_kept():
    with Meter(2, Console(file=io.StringIO())) as meter:
        meter.done("ada", result(), fresh=True)
        meter.done("bob", result(), fresh=False)
    assert (meter.fresh, meter.kept) == (1, 1)
    assert "1 graded" in meter.summary()
    assert "1 unchanged" in meter.summary()
