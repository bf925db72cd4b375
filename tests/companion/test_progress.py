"""The table of points so far."""

import pytest
from companion import check as check_module
from companion import registry, worksheet_json
from companion.check import check
from companion.progress import progress

import solutions


@pytest.fixture(autouse=True)
def _nothing_checked_yet():
    check_module.results.clear()


def points(notebook="", by_hand=False):
    """The sum of all points, or of those of a notebook or by hand only."""
    return sum(
        question["points"]
        for question in worksheet_json.load()["questions"].values()
        if question["notebook"].startswith(notebook)
        if question["by_hand"] or not by_hand
    )


def test_before_any_check_all_points_are_there():
    words = repr(progress())
    head = f"0 of {points()} points passed; {points(by_hand=True)} more are read"
    assert words.startswith(f"{head} by a person\n")
    questions = worksheet_json.load()["questions"].values()
    assert words.count("○ by hand") == sum(q["by_hand"] for q in questions)


def test_only_the_notebook_that_was_checked_is_counted():
    check("q2b", {"d_relu": solutions.d_relu})
    check("q2d", {"d_leaky_relu": lambda x: 0.1 if x < 0 else 1})
    words = repr(progress())
    passed = worksheet_json.full_points("q2b", 1)
    assert words.startswith(f"{passed:g} of {points('section2')} points passed\n")
    assert "q1a" not in words
    assert "✓ passed" in words
    assert "✗ not yet" in words
    assert "○ not attempted" in words


def test_a_part_of_a_cell_counts_as_its_part():
    check("q1a_parts", {"df": solutions.df, "dg": lambda x: x, "dh": solutions.dh})
    words = repr(progress())
    assert "✗ partly" in words
    full = worksheet_json.full_points("q1a_parts", 3)
    assert f"{round(2 / 3 * full, 2):g} of {full:g}" in words


def test_exponents_are_noted_and_not_counted():
    check("q1e_exponents", {"analytic_exponent": 1, "numerical_exponent": 1})
    words = repr(progress())
    assert words.startswith(f"0 of {points('section1')} ")
    assert "noted, judged after you hand in" in words


def test_rows_stand_in_the_order_of_the_worksheet():
    rows = [line.split()[0] for line in repr(progress()).split("\n")[1:]]
    known = [row for row in rows if row in registry.QUESTIONS]
    assert known == list(registry.QUESTIONS)
    assert rows.index("q1e_discussion") == rows.index("q1e_numerical") + 1


def test_the_bar_has_words_beside_it():
    markup = progress()._repr_html_()
    assert f'max="{points()}"' in markup
    assert "<table>" in markup


def test_without_the_data_file_it_says_so(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert "worksheet.json" in repr(progress())
