"""Statistics of a class: bars, shares, mistakes, examples."""

from dataclasses import replace

import pytest
from fake_course import as_file, cell, nbgrader
from sample_results import WRONG, blank_result, result_of, store_results
from toy_course import NUMBERS, WORDS

from autograder.assignment.assignment import read_assignment
from autograder.assignment.course import write_whole
from autograder.assignment.results import CellResult
from autograder.reports.class_data import read_class
from autograder.reports.class_statistics import (
    EXAMPLE,
    clauses,
    failing_together,
    histogram,
    question_statistics,
    ranked_mistakes,
    read_table,
)


@pytest.fixture
def class_of(course, assignment):
    return lambda *results: read_class(store_results(course, *results), assignment)


@pytest.fixture
def statistics(class_of):
    def statistics(*results):
        data = class_of(*results)
        found = question_statistics(data, read_table(data))
        return {s.question.grade_id: s for s in found}

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
    bars = histogram(read_table(class_of(*results)))
    assert [bar.low for bar in bars] == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]
    assert [bar.high for bar in bars] == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert [bar.students for bar in bars] == [1, 1, 0, 1, 0, 0, 0, 0, 0, 1]


def test_a_class_without_automatic_questions_is_in_one_bar(course, assignment):
    written = replace(assignment, notebooks={WORDS: assignment.notebooks[WORDS]})
    assert written.automatic_points == 0
    data = read_class(store_results(course, result_of(written, "ada")), written)
    assert [bar.students for bar in histogram(read_table(data))] == [1, *[0] * 9]


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
    examples = {
        s.question.grade_id: s.example
        for s in question_statistics(data, read_table(data))
    }
    assert examples == {"double": "x" * EXAMPLE, "parts": "", "why": ""}


@pytest.fixture
def table_of(class_of):
    return lambda *results: read_table(class_of(*results))


def test_a_text_with_several_mistakes_is_split_and_each_counts_once():
    assert clauses("no factor; wrong sign; no factor") == ["no factor", "wrong sign"]
    assert clauses(None) == []


def test_mistakes_are_ranked_over_all_questions_by_students(table_of, assignment):
    def wrong(text):
        return replace(WRONG, misconception=text)

    ranked = ranked_mistakes(
        table_of(
            result_of(assignment, "ada", double=wrong("sign; factor")),
            result_of(assignment, "bob", parts=wrong("sign"), double=wrong("sign")),
            result_of(assignment, "eve", double=wrong("zero")),
        )
    )
    assert [(one.name, one.students) for one in ranked] == [
        ("sign", 2),
        ("factor", 1),
        ("zero", 1),
    ]
    assert ranked[0].questions == {"double": 2, "parts": 1}


def test_discrimination_is_the_correlation_with_the_other_questions(
    statistics, assignment
):
    scores = [(0.0, 0.0), (1.0, 1.5), (1.0, 1.5), (2.0, 3.0), (2.0, 0.0)]
    results = [
        result_of(
            assignment,
            f"s{n}",
            double=double(first),
            parts=CellResult(second, 3.0, outcome="partly"),
        )
        for n, (first, second) in enumerate(scores)
    ]
    found = statistics(*results)
    # Pearson's r of (0, 1, 1, 2, 2) and (0, 1.5, 1.5, 3, 0), by hand
    expected = 1.8 / (2.8 * 6.3) ** 0.5
    assert found["double"].discrimination == pytest.approx(expected)
    assert found["why"].discrimination is None


def test_questions_that_the_same_students_miss_are_paired(course):
    real = read_assignment()
    wrong = CellResult(0.0, 2.0)
    results = [result_of(real, f"m{n}", q1a=wrong, q2a=wrong) for n in range(3)]
    results += [result_of(real, f"o{n}", q2d=wrong) for n in range(4)]
    results += [result_of(real, "right"), blank_result(real, "blank")]
    table = read_table(read_class(store_results(course, *results), real))
    [pair] = failing_together(table)
    assert [question.grade_id for question in pair.questions] == ["q1a", "q2a"]
    assert (pair.first, pair.second, pair.both) == (3, 3, 3)
    assert pair.correlation == pytest.approx(1)


def test_a_class_is_read_once_and_one_result_at_a_time(class_of, assignment):
    data = class_of(*(result_of(assignment, name) for name in "abc"))
    assert [result.student for result in data.results.values()] == ["a", "b", "c"]
    assert data.results["b"].student == "b"
    assert len(data.results) == 3
    assert "zoe" not in data.results
    with pytest.raises(KeyError):
        data.results["zoe"]
