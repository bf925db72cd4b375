"""progress(): the table of points so far."""

import numpy as np
import pytest
from companion import check as check_module
from companion import registry, worksheet_json
from companion.check import check
from companion.progress import progress

import solutions


@pytest.fixture(autouse=True)
def _forget_earlier_checks():
    check_module.results.clear()
    check_module.checked.clear()


def points(notebook="", by_hand=False):
    """Sum the points of a notebook, or of all; by_hand: hand-graded ones only."""
    return sum(
        question["points"]
        for question in worksheet_json.load()["questions"].values()
        if question["notebook"].startswith(notebook)
        if question["by_hand"] or not by_hand
    )


def test_before_any_check_the_points_of_both_notebooks_count():
    text = repr(progress())
    by_hand = points(by_hand=True)
    later = worksheet_json.load()["questions"]["q1e_exponents"]["points"]
    head = (
        f"0 of {points()} points passed; {by_hand} points are graded by hand; "
        f"{later:g} after you submit"
    )
    assert text.startswith(f"{head}\n")
    questions = worksheet_json.load()["questions"].values()
    assert text.count("○ graded by hand") == sum(q["by_hand"] for q in questions)


def test_only_the_points_of_a_notebook_with_checks_count():
    check("q2b", {"d_relu": solutions.d_relu})
    check("q2d", {"d_leaky_relu": lambda x: 0.1 if x < 0 else 1})
    text = repr(progress())
    passed = worksheet_json.full_points("q2b", 1)
    assert text.startswith(f"{passed:g} of {points('section2')} points passed\n")
    assert "q1a" not in text
    assert "✓ passed" in text
    assert "✗ not yet" in text
    assert "○ not attempted" in text


def test_a_partly_right_cell_counts_its_share_of_points():
    check("q1a_parts", {"df": solutions.df, "dg": lambda x: x, "dh": solutions.dh})
    text = repr(progress())
    assert "✗ partly" in text
    full = worksheet_json.full_points("q1a_parts", 3)
    assert f"{round(2 / 3 * full, 2):g} of {full:g}" in text


def test_exponents_are_noted_without_points():
    check("q1e_exponents", {"analytic_exponent": 1, "numerical_exponent": 1})
    text = repr(progress())
    assert text.startswith(f"0 of {points('section1')} ")
    [row] = [line for line in text.split("\n") if line.startswith("q1e_exponents")]
    assert (
        row.split(maxsplit=1)[1].strip() == "– of 2  ✎ noted, graded after you submit"
    )


def test_rows_are_in_worksheet_order():
    rows = [line.split()[0] for line in repr(progress()).split("\n")[1:]]
    known = [row for row in rows if row in registry.QUESTIONS]
    assert known == list(registry.QUESTIONS)
    assert rows.index("q1e_discussion") == rows.index("q1e_exponents") + 1


SECTION_2 = {"d_relu": solutions.d_relu, "d_leaky_relu": lambda x: 0.1 * (x > 0)}


def test_after_a_restart_the_checks_run_again():
    text = repr(progress(None, {**SECTION_2}))
    passed = worksheet_json.full_points("q2b", 1)
    assert text.startswith(f"{passed:g} of {points('section2')} points passed\n")
    assert "✗ not yet" in text


def test_an_answer_that_changed_since_its_check_is_checked_again():
    check("q2b", {"d_relu": lambda x: x})
    assert repr(progress(None, {**SECTION_2})).count("✓ passed") == 1


def test_an_answer_is_checked_once_while_it_stays_the_same(monkeypatch):
    names = {**SECTION_2}
    check("q2b", names)
    check("q2d", names)
    asked = []
    monkeypatch.setattr("companion.progress.check", lambda g, names: asked.append(g))
    progress(None, names)
    assert asked == []


@pytest.mark.parametrize(
    "section", ["section1_backpropagation", "section2_derivatives"]
)
def test_the_points_are_those_of_the_notebook_that_asks(section):
    text = repr(progress(section, {}))
    assert text.startswith(f"0 of {points(section)} points passed")
    assert "Run All" in text


def test_a_mistake_in_an_earlier_answer_costs_its_points_only_once():
    names = {"np": np}
    exec("dl = lambda x: dh(x**2, x)[0] * df(x) + dh(x**2, x)[1]", names)
    names |= {"dh": solutions.dh, "df": lambda x: 3 * x, "dg": solutions.dg}
    text = repr(progress(None, names))
    [row] = [line for line in text.split("\n") if line.startswith("q1a ")]
    assert "2 of 2" in row


def test_the_bar_has_a_maximum_and_a_table():
    markup = progress()._repr_html_()
    assert f'max="{points()}"' in markup
    assert "<table>" in markup


def test_a_missing_data_file_is_named(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert "worksheet.json" in repr(progress())
