"""The class page and its table."""

import csv
import re

from sample_results import SCRIPT, WRONG, course_of, result_of

from autograder.assignment.contract import MAX_SCORE, QUESTIONS
from autograder.assignment.results import CellResult, unreadable
from autograder.reports.class_data import read_classroom
from autograder.reports.class_figures import distribution, figures
from autograder.reports.class_page import write_report


def test_the_page_names_the_commonest_mistake_with_its_count(tmp_path):
    course_of(tmp_path, *(result_of(name, q1a=WRONG) for name in ("a", "b")))
    write_report(tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "2 × paths multiplied" in page


def test_the_page_lists_who_needs_the_instructor(tmp_path):
    course_of(tmp_path, result_of("ada"), unreadable("bob", "cut off"))
    write_report(tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 students have written answers" in page
    assert "cut off" in page


def test_the_page_is_escaped_and_offline(tmp_path):
    bad = CellResult(0.0, 2.0, SCRIPT, SCRIPT, "not yet")
    course_of(tmp_path, result_of("eve", q1a=bad, notes=(SCRIPT,)))
    write_report(tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"(src|href)=|@import|https?://", page)


def test_the_table_has_a_column_for_each_question(tmp_path):
    course_of(tmp_path, result_of("ada"), result_of("=1+1"))
    write_report(tmp_path)
    with open(tmp_path / "report.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["max_score"] for row in rows] == [str(MAX_SCORE)] * 2
    assert all(question.grade_id in rows[0] for question in QUESTIONS)
    assert all(not row["student"].startswith("=") for row in rows)


def test_everybody_is_in_one_bar(tmp_path):
    course_of(tmp_path, result_of("ada"), unreadable("bob", "cut off"))
    bars = distribution(read_classroom(tmp_path))
    assert sum(bar.students for bar in bars) == 2
    assert (bars[0].students, bars[-1].students) == (1, 1)


def test_a_share_counts_only_known_scores(tmp_path):
    course_of(tmp_path, result_of("ada"), result_of("bob", q1a=WRONG))
    told = {f.question.grade_id: f for f in figures(read_classroom(tmp_path))}
    assert told["q1a"].share == 0.5
    assert told["q1f_discussion"].waiting == 2
