"""The table of a class on the terminal, and the list of failed submissions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from own_assignment import (
    ASSIGNMENT,
    AUTOMATIC,
    BY_ID,
    MAX_SCORE,
    SECTION1,
    SECTION2,
)
from terminal import EVIL_SHOWN, result, shown

from autograder.assignment.isolation import MARKS
from autograder.assignment.lateness import Lateness
from autograder.assignment.results import automatic, unreadable, waiting
from autograder.cli.class_table import (
    class_table,
    print_class,
    row_of,
)


def table_of(results):
    rows = [row_of(one, ASSIGNMENT) for one in results]
    return shown(print_class, rows, ASSIGNMENT)


def test_control_characters_of_students_are_removed():
    text = table_of([result()])
    assert "\x1b" not in text
    assert EVIL_SHOWN in text


def test_points_by_hand_are_not_automatic_points():
    graded = result()
    cells = len(BY_ID) - len(ASSIGNMENT.written)  # one point each
    by_hand = MAX_SCORE - AUTOMATIC
    assert (automatic(graded, ASSIGNMENT), waiting(graded)) == (cells, by_hand)
    given = graded.with_scores({"q1f_discussion": 3.0})
    assert automatic(given, ASSIGNMENT) == cells
    assert waiting(given) == by_hand - BY_ID["q1f_discussion"].points


def test_failed_submissions_are_listed_after_the_table():
    text = table_of([result(), unreadable("bob", "damaged", ASSIGNMENT)])
    assert "1 could not be read or graded" in text
    assert "  bob: damaged" in text.splitlines()


def test_only_students_with_notes_of_a_large_class_are_listed():
    plain = [replace(result(), student=f"s{n}", notes=()) for n in range(100)]
    text = table_of([*plain, result()])
    assert "s99" not in text
    assert "[bold]x" in text
    assert "and 100 more without notes" in text


def test_late_students_have_a_column_that_others_do_not_cause():
    on_time = replace(result(), student="ann", notes=())
    assert "late" not in table_of([on_time])
    late = replace(on_time, student="bob", late=Lateness(97_200.0, on_time.score / 10))
    many = [replace(on_time, student=f"s{n}") for n in range(100)]
    text = table_of([*many, late])
    lost = f"{round(on_time.score / 10, 2):g}"
    assert f"1 day 3 h late: −{lost} points (10 %)" in " ".join(text.split())


@pytest.mark.parametrize("mode", ["user", "user-only", "none"])
def test_results_that_were_graded_in_another_way_are_marked(mode):
    text = table_of([result(sandbox=mode)])
    assert MARKS[mode] in " ".join(text.split())
    assert ("unsafe" in text) is (mode == "none")
    assert "sandbox" not in table_of([result()])


def test_the_table_has_a_row_for_each_student():
    results = [result(), unreadable("b", "x", ASSIGNMENT)]
    rows = [row_of(one, ASSIGNMENT) for one in results]
    assert class_table(rows, AUTOMATIC).row_count == 2


@pytest.mark.parametrize(
    ("note", "shown_note"),
    [
        (f"{SECTION1}: cell s1a was moved", "Section 1, cell s1a was moved"),
        (f"{SECTION2}: was not submitted", "Section 2: was not submitted"),
        (f"{SECTION1}.txt: not a notebook; ignored", None),
    ],
)
def test_a_note_names_the_section_instead_of_the_notebook(note, shown_note):
    row = row_of(replace(result(), notes=(note,)), ASSIGNMENT)
    assert row.notes == (shown_note or note)
