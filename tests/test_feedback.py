"""The student's page: everything is there, escaped, small, and offline."""

import re

import pytest

from autograder.checks.contract import MAX_SCORE, QUESTIONS
from autograder.course.autograded import as_bytes
from autograder.course.faults import UsageError
from autograder.course.layout import write_whole
from autograder.course.pages.feedback import write_feedback
from autograder.course.results import GRADED, CellResult, StudentResult, unreadable

SCRIPT = "<script>alert(1)</script>\x1b[31m‮"


def result_of(student, **changed):
    """All automatic cells passed, written answers open, but for what is changed."""
    cells = {
        q.grade_id: CellResult(
            None if q.by_hand else float(q.points),
            float(q.points),
            "waits for a person" if q.by_hand else f"✓ {q.grade_id} is right.",
            outcome="by hand" if q.by_hand else "passed",
        )
        for q in QUESTIONS
    }
    notes = changed.pop("notes", ())
    unsafe = changed.pop("unsafe", False)
    return StudentResult(student, GRADED, cells | changed, notes, unsafe)


def course_of(root, *results):
    """A course directory with these results and nothing else."""
    for result in results:
        write_whole(
            root / "results" / f"{result.student}.json", as_bytes(result.as_json())
        )
    return root


def page_of(root, student):
    path = root / "feedback" / student / "backprop" / "feedback.html"
    return path.read_text(encoding="utf-8")


WRONG = CellResult(0.0, 2.0, "✗ dl is wrong.", "paths multiplied", "not yet")


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
