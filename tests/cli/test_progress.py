"""The progress of a grading: how many, how fast, what was done already."""

from __future__ import annotations

import io

from rich.console import Console
from terminal import result

from autograder.cli.progress import Meter


def test_the_meter_counts_fresh_and_kept():
    with Meter(2, Console(file=io.StringIO())) as meter:
        meter.done("ada", result(), fresh=True)
        meter.done("bob", result(), fresh=False)
    assert (meter.fresh, meter.kept) == (1, 1)
    assert "1 graded" in meter.summary()
    assert "1 unchanged" in meter.summary()


def test_where_nothing_was_new_it_says_only_that():
    with Meter(1, Console(file=io.StringIO())) as meter:
        meter.done("ada", result(), fresh=False)
    assert meter.summary() == "0 graded, 1 unchanged since the last time."


def test_a_file_in_the_place_of_a_terminal_gets_no_bar():
    text = io.StringIO()
    with Meter(1, Console(file=text)) as meter:
        meter.done("ada", result(), fresh=True)
    assert text.getvalue() == ""
