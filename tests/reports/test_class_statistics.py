"""Statistics of a class: bars, shares, mistakes, examples."""

from dataclasses import replace

import pytest
from fake_course import as_file, cell, nbgrader
from sample_results import WRONG, blank_result, result_of, store_results
from toy_course import NUMBERS, WORDS

from autograder.assignment.course import write_whole
from autograder.assignment.results import CellResult
from autograder.reports.class_data import read_class
from autograder.reports.class_statistics import (
    EXAMPLE,
    histogram,
    question_statistics,
)


@pytest.fixture
def class_of(course, assignment):
    return lambda *results: read_class(store_results(course, *results), assignment)


@pytest.fixture
def statistics(class_of):
    def statistics(*results):
        return {s.question.grade_id: s for s in question_statistics(class_of(*results))}

    return statistics


def double(score, outcome="partly"):
    return CellResult(score, 2.0, outcome=outcome)


def test_bars_divide_the_automatic_points_evenly(class_of, assignment):
    scores = {"zero": 0.0, "some": 0.7, "most": 1.5}
    results = [
        result_of(assignment, name, double=double(score), parts=double(0.0))
        for name, score in scores.items()
    ]
    by_hand = CellResult(4.0, 4.0, outcome="by hand")  # not automatic points
    results.append(result_of(assignment, "full", why=by_hand))
    bars = histogram(class_of(*results))
    assert [bar.low for bar in bars] == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]
    assert [bar.high for bar in bars] == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert [bar.students for bar in bars] == [1, 1, 0, 1, 0, 0, 0, 0, 0, 1]


def test_a_class_without_automatic_questions_is_in_one_bar(course, assignment):
    written = replace(assignment, notebooks={WORDS: assignment.notebooks[WORDS]})
    assert written.automatic_points == 0
    data = read_class(store_results(course, result_of(written, "ada")), written)
    assert [bar.students for bar in histogram(data)] == [1, *[0] * 9]


def test_counts_follow_the_outcomes(statistics, assignment):
    found = statistics(
        result_of(assignment, "ada"),
        result_of(assignment, "bob", double=double(1.0)),
        result_of(assignment, "eve", double=WRONG),
        blank_result(assignment, "zoe"),
    )
    assert list(found) == ["double", "parts", "why"]
    one = found["double"]
    numbers = (one.passed, one.partly, one.blank, one.ungraded)
    assert numbers == (1, 1, 1, 0)
    assert found["why"].ungraded == 3
    assert found["why"].blank == 1


def test_a_share_counts_only_known_scores(statistics, assignment):
    found = statistics(
        result_of(assignment, "ada", why=CellResult(3.0, 4.0, outcome="by hand")),
        result_of(assignment, "bob", double=WRONG),
    )
    assert found["double"].share == 0.5
    assert (found["why"].share, found["why"].ungraded) == (0.75, 1)


def test_the_three_most_common_mistakes_are_listed_in_order(statistics, assignment):
    mistakes = ["z", "b", "a", "b", "c", "z", "b", "a", None]
    results = [
        result_of(assignment, f"s{n}", double=replace(WRONG, misconception=mistake))
        for n, mistake in enumerate(mistakes)
    ]
    found = statistics(*results)
    assert found["double"].mistakes == [("b", 3, "s1"), ("a", 2, "s2"), ("z", 2, "s0")]
    assert found["parts"].mistakes == []


def test_the_example_is_an_answer_with_the_mistake(course, class_of, assignment):
    for name, answer in (("ada", "right"), ("bob", "x" * 2 * EXAMPLE)):
        answer_cell = cell(
            "s_double", answer, metadata={"nbgrader": nbgrader("s_double")}
        )
        file = course.autograded(name) / f"{NUMBERS}.ipynb"
        write_whole(file, as_file([answer_cell]))
    data = class_of(
        result_of(assignment, "ada"), result_of(assignment, "bob", double=WRONG)
    )
    examples = {s.question.grade_id: s.example for s in question_statistics(data)}
    assert examples == {"double": "x" * EXAMPLE, "parts": "", "why": ""}
