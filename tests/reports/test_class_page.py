"""The class page and its table."""

import csv
import re
from dataclasses import replace

import pytest
from sample_results import (
    SCRIPT,
    WRONG,
    result_of,
    store_results,
    unreadable_result,
)

from autograder.assignment.errors import UsageError
from autograder.assignment.results import CellResult
from autograder.reports.class_page import write_report


@pytest.fixture
def page_of(course, assignment):
    def page_of(*results):
        store_results(course, *results)
        assert write_report(course, assignment) == 0
        return (course.root / "report.html").read_text(encoding="utf-8")

    return page_of


@pytest.fixture
def table_of(page_of, course):
    def table_of(*results):
        page_of(*results)
        path = course.root / "report.csv"
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return table_of


def test_the_page_names_the_most_common_mistake_with_its_count(page_of, assignment):
    page = page_of(*(result_of(assignment, name, double=WRONG) for name in "ab"))
    assert "2 × factor 2 missing" in page


def test_the_page_lists_students_that_need_attention(page_of, assignment):
    ada = result_of(assignment, "ada", notes=("one cell was repaired",))
    page = page_of(ada, unreadable_result(assignment, "bob", "cut off"))
    assert "graded by hand: 1 student. " in page
    assert page.count("cut off") == 1
    assert "one cell was repaired" in page


def test_the_page_says_when_all_written_answers_are_graded(page_of, assignment):
    graded = CellResult(4.0, 4.0, outcome="by hand")
    page = page_of(result_of(assignment, "ada", why=graded))
    assert "All written answers are graded." in page


def test_totals_and_titles_come_from_the_notebooks(page_of, assignment):
    half = CellResult(1.0, 2.0, outcome="partly")
    zero = CellResult(0.0, 2.0, outcome="not yet")
    results = [
        result_of(assignment, "ada"),
        result_of(assignment, "bob", double=half),
        result_of(assignment, "eve", double=zero),
    ]
    page = page_of(*results)
    assert "3 students. Of 5 automatic points, half of the class has 4 or more" in page
    assert "the mean is 4." in page
    for question in assignment.questions:
        assert question.title in page


def test_the_page_is_escaped_and_offline(page_of, assignment):
    bad = CellResult(0.0, 2.0, SCRIPT, SCRIPT, "not yet")
    page = page_of(result_of(assignment, "eve", double=bad, notes=(SCRIPT,)))
    assert "<script" not in page
    assert not re.search(r"(src|href)=|@import|https?://", page)


def test_unsafe_results_are_marked(page_of, assignment):
    safe = result_of(assignment, "ada")
    assert "unsafe: no sandbox" not in page_of(safe)
    assert "unsafe: no sandbox" in page_of(
        safe, replace(safe, student="b", unsafe=True)
    )


def test_the_table_has_a_column_for_each_question(table_of, assignment):
    half = CellResult(1.0, 3.0, outcome="partly")
    ada = result_of(assignment, "ada", parts=half)
    [row] = table_of(ada)
    assert row == {
        "student": "ada",
        "status": "graded",
        "score": "3",
        "max_score": "9",
        "double": "2",
        "parts": "1",
        "why": "",
        "late": "",
        "penalty": "0",
        "total": "3",
    }


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_a_name_that_looks_like_a_formula_is_quoted(table_of, assignment, name):
    [row] = table_of(result_of(assignment, name))
    assert row["student"] == f"'{name}"


def test_without_results_the_error_says_what_to_run(course, assignment):
    with pytest.raises(UsageError, match="autograder grade"):
        write_report(course, assignment)
