"""The progress of grading: numbers and rate."""

from __future__ import annotations

import io

from rich.console import Console
from terminal import result

from autograder.cli.progress import Meter


def test_graded_and_unchanged_students_are_counted():
    with Meter(2, Console(file=io.StringIO())) as meter:
        meter.done("ada", result(), fresh=True)
        meter.done("bob", result(), fresh=False)
    assert (meter.fresh, meter.kept) == (1, 1)
    assert "1 graded" in meter.summary()
    assert "1 unchanged" in meter.summary()


def test_the_summary_of_a_run_without_new_submissions():
    with Meter(1, Console(file=io.StringIO())) as meter:
        meter.done("ada", result(), fresh=False)
    assert meter.summary() == "0 graded, 1 unchanged since the last run."


def test_the_summary_says_if_the_gradebook_differed():
    with Meter(1, Console(file=io.StringIO())) as meter:
        meter.differed("ada")
        meter.done("ada", result(), fresh=True)
    assert "gradebook had other scores for 1 student" in meter.summary()


def test_output_to_a_file_has_no_progress_bar():
    text = io.StringIO()
    with Meter(1, Console(file=text)) as meter:
        meter.done("ada", result(), fresh=True)
    assert text.getvalue() == ""
