"""The student's page: everything is there, escaped, small, and offline."""

import re

import pytest
from sample_results import SCRIPT, WRONG, course_of, result_of

from autograder.assignment.contract import MAX_SCORE, QUESTIONS
from autograder.assignment.errors import UsageError
from autograder.assignment.results import CellResult, unreadable
from autograder.reports.student_page import write_feedback


def page_of(root, student):
    path = root / "feedback" / student / "backprop" / "feedback.html"
    return path.read_text(encoding="utf-8")


def test_a_page_tells_points_reasons_and_the_next_step(tmp_path):
    course_of(tmp_path, result_of("ada", q1a=WRONG))
    assert write_feedback(tmp_path) == 0
    page = page_of(tmp_path, "ada")
    assert f"40 of {MAX_SCORE} points" in page
    assert "8 more wait for a person" in page
    assert "✗ dl is wrong." in page
    assert 'worksheet.hint("q1a")' in page
    assert all(question.grade_id in page for question in QUESTIONS)


def test_whatever_a_student_wrote_is_escaped(tmp_path):
    bad = CellResult(0.0, 2.0, SCRIPT, SCRIPT, "not yet")
    course_of(tmp_path, result_of("eve", q1a=bad, notes=(SCRIPT,)))
    write_feedback(tmp_path)
    page = page_of(tmp_path, "eve")
    assert "<script" not in page
    assert "\x1b" not in page


def test_a_page_is_small_and_asks_for_nothing_from_outside(tmp_path):
    course_of(tmp_path, result_of("ada"))
    write_feedback(tmp_path)
    page = page_of(tmp_path, "ada")
    assert len(page.encode()) < 300_000
    assert not re.search(r"(src|href)=|url\(|@import|https?://", page)


def test_unsafe_results_say_so(tmp_path):
    course_of(tmp_path, result_of("ada", unsafe=True))
    write_feedback(tmp_path)
    assert "unsafe: no sandbox" in page_of(tmp_path, "ada")


def test_who_could_not_be_read_gets_the_reason(tmp_path):
    course_of(tmp_path, unreadable("bob", "the file is cut off"))
    write_feedback(tmp_path)
    assert "the file is cut off" in page_of(tmp_path, "bob")


def test_only_the_students_that_are_named(tmp_path):
    course_of(tmp_path, result_of("ada"), result_of("bob"))
    write_feedback(tmp_path, ["bob"])
    assert not (tmp_path / "feedback" / "ada").exists()


def test_an_unknown_name_is_told(tmp_path):
    course_of(tmp_path, result_of("ada"))
    with pytest.raises(UsageError, match="zoe"):
        write_feedback(tmp_path, ["zoe"])


def test_without_results_it_says_what_to_run(tmp_path):
    with pytest.raises(UsageError, match="autograder grade"):
        write_feedback(tmp_path)


def test_one_broken_student_costs_nobody_else_a_page(tmp_path, capsys):
    broken = result_of("bob")
    del broken.cells["q1a"]
    course_of(tmp_path, result_of("ada"), broken)
    assert write_feedback(tmp_path) == 1
    assert "no page for bob" in capsys.readouterr().out
    assert page_of(tmp_path, "ada")
