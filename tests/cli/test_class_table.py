"""The table of a class on the terminal, and what needs the instructor."""

from __future__ import annotations

from dataclasses import replace

from terminal import EVIL_SHOWN, result, shown

from autograder.assignment.results import unreadable
from autograder.cli.class_table import (
    automatic,
    class_table,
    line_of,
    print_class,
    waiting,
)


def test_what_students_wrote_gives_the_terminal_no_orders():
    text = shown(print_class, [result()])
    assert "\x1b" not in text
    assert EVIL_SHOWN in text


def test_points_by_hand_are_told_from_automatic_ones():
    graded = result()
    assert (automatic(graded), waiting(graded)) == (20, 8)
    given = graded.with_scores({"q1f_discussion": 3.0})
    assert (automatic(given), waiting(given)) == (20, 5)


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
