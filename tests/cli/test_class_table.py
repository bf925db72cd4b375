"""The table of a class on the terminal, and what needs the instructor."""

from __future__ import annotations

from dataclasses import replace

from own_assignment import ASSIGNMENT, AUTOMATIC, BY_ID, MAX_SCORE
from terminal import EVIL_SHOWN, result, shown

from autograder.assignment.results import automatic, unreadable, waiting
from autograder.cli.class_table import (
    class_table,
    line_of,
    print_class,
)


def test_what_students_wrote_gives_the_terminal_no_orders():
    text = shown(print_class, [result()], ASSIGNMENT)
    assert "\x1b" not in text
    assert EVIL_SHOWN in text


def test_points_by_hand_are_told_from_automatic_ones():
    graded = result()
    cells = len(BY_ID) - len(ASSIGNMENT.written)  # one point each
    by_hand = MAX_SCORE - AUTOMATIC
    assert (automatic(graded, ASSIGNMENT), waiting(graded)) == (cells, by_hand)
    given = graded.with_scores({"q1f_discussion": 3.0})
    assert automatic(given, ASSIGNMENT) == cells
    assert waiting(given) == by_hand - BY_ID["q1f_discussion"].points


def test_the_class_ends_with_those_who_could_not_be_graded():
    text = shown(
        print_class,
        [result(), unreadable("bob", "torn to pieces", ASSIGNMENT)],
        ASSIGNMENT,
    )
    assert "1 could not be read or graded" in text
    assert "  bob: torn to pieces" in text.splitlines()


def test_of_a_large_class_only_those_with_a_note_are_listed():
    plain = [replace(result(), student=f"s{n}", notes=()) for n in range(100)]
    text = shown(print_class, [*plain, result()], ASSIGNMENT)
    assert "s99" not in text
    assert "[bold]x" in text
    assert "and 100 more without a note" in text


def test_the_class_says_when_there_was_no_sandbox():
    assert "unsafe: no sandbox" in shown(print_class, [result(unsafe=True)], ASSIGNMENT)
    assert "unsafe" not in shown(print_class, [result()], ASSIGNMENT)


def test_the_table_has_a_line_for_each_student():
    results = [result(), unreadable("b", "x", ASSIGNMENT)]
    lines = [line_of(one, ASSIGNMENT) for one in results]
    assert class_table(lines, AUTOMATIC).row_count == 2
