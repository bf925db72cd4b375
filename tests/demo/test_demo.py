"""The sample class: its students, and the scores after grading all of it."""

import json

import pytest
from own_assignment import ASSIGNMENT, AUTOMATIC, MAX_SCORE, QUESTIONS, points_in

from autograder.demo.__main__ import main
from autograder.demo.students import Student, answered_cells, sample_class

CELLS, CLASS = answered_cells(ASSIGNMENT), sample_class(ASSIGNMENT)


def test_28_to_40_students_have_unique_names():
    names = [student.name for student in CLASS]
    assert len(set(names)) == len(names)
    assert 28 <= len(names) <= 40


def test_the_class_has_right_partial_blank_damaged_and_hostile_students():
    totals = [student.total(ASSIGNMENT) for student in CLASS]
    assert totals.count(AUTOMATIC) >= 8
    assert any(0 < total < AUTOMATIC for total in totals)
    assert any(not s.answers and not s.attack for s in CLASS)
    assert sum(s.mangle is not None for s in CLASS) >= 5
    assert sum(bool(s.attack) for s in CLASS) >= 3


def test_the_expected_total_is_the_sum_over_the_answers():
    assert Student("x", {}).total(ASSIGNMENT) == 0
    answers = {"s2b": "where", "s1a": "wrong df, used in dl"}
    expected = points_in("s2b", "q1a") + points_in("q1a_parts") * 2 / 3
    assert Student("x", answers).total(ASSIGNMENT) == pytest.approx(expected)


def test_every_cell_has_a_right_and_a_wrong_answer_in_the_class():
    for cell in CELLS:
        scores = [s.expected(ASSIGNMENT) for s in CLASS if cell in s.answers]
        judging = [q for q in QUESTIONS if q.cell == cell]
        assert any(all(s[q.grade_id] == q.points for q in judging) for s in scores)
        assert any(any(s[q.grade_id] < q.points for q in judging) for s in scores)


@pytest.mark.slow
def test_the_demo_reports_all_scores_as_expected(tmp_path, capfd):
    assert main(["--course", str(tmp_path / "demo")]) == 0
    said = capfd.readouterr().out
    assert "scores are as expected" in said
    assert f"{MAX_SCORE - AUTOMATIC:g} to grade" in said
    result = json.loads((tmp_path / "demo/results/ada.json").read_text())
    assert result["score"] == AUTOMATIC
    assert (tmp_path / "demo/report.html").exists()
    assert (tmp_path / "demo/feedback/ada/backprop/feedback.html").exists()
