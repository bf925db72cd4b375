"""The student's page: complete, escaped, small, and offline."""

import html
import re
from datetime import datetime, timedelta

import pytest
from fake_course import as_file, cell, nbgrader
from nbgrader.api import Gradebook
from sample_results import (
    SCRIPT,
    WRONG,
    result_of,
    store_results,
    unreadable_result,
)
from toy_course import NAME, NUMBERS, WORDS
from toy_gradebook import release

from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError
from autograder.assignment.isolation import MARKS
from autograder.assignment.results import CellResult
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.reports.student_page import write_feedback


@pytest.fixture
def page_of(course, assignment):
    def page_of(result):
        store_results(course, result)
        assert write_feedback(course, assignment) == 0
        return read_page(course, result.student)

    return page_of


# For nbgrader_config.py: a tenth of the score for each full day.
POLICY = """
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
c.FractionPerDay.days = "full"
"""


def read_page(course, student):
    path = course.root / "feedback" / student / NAME / "feedback.html"
    return path.read_text(encoding="utf-8")


def test_a_page_shows_points_feedback_and_the_next_step(page_of, assignment):
    page = page_of(result_of(assignment, "ada", double=WRONG))
    assert "3 of 9 points" in page
    assert "4 points still to be graded by hand" in page
    assert "✗ double is wrong." in page
    assert 'worksheet.hint("double")' in page
    assert "change cell <code>s_double</code>" in page
    assert page.count("worksheet.hint") == 1
    assert all(question.grade_id in page for question in assignment.questions)


def test_each_part_has_its_title_and_its_sum(page_of, assignment):
    half = CellResult(1.5, 3.0, outcome="partly")
    page = page_of(result_of(assignment, "ada", parts=half))
    headings = re.findall("<h[23]>(.*?)</h[23]>", page)
    assert headings == [
        "Section 1",
        "(a) Double a number <span>2 of 2</span>",
        "(b) Take parts of a number <span>1.5 of 3</span>",
        "Section 2",
        "(a) Explain doubling <span>0 of 4, not all graded yet</span>",
    ]


def test_a_graded_written_answer_has_its_score_and_comment(course, page_of, assignment):
    url = release(course.gradebook, assignment)
    result = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(result, None, None)
        book.enter([HandScore("ada", "why", 2.5, "Good.\nBut *short*: $2x$.")])
    metadata = {"nbgrader": nbgrader("why", 4, grade=True, solution=True)}
    answer = cell("why", "Two halves.", "markdown", metadata)
    write_whole(course.autograded("ada") / f"{WORDS}.ipynb", as_file([answer]))
    page = page_of(result)
    assert "7.5 of 9 points" in page
    assert "still to be graded" not in page
    assert "<b>graded by hand</b>" in page
    assert '<div class="answer">Two halves.</div>' in page
    assert "<p>Good.<br />\nBut <em>short</em>: <math" in page


def test_everything_that_a_student_wrote_is_escaped(page_of, assignment):
    bad = CellResult(0.0, 2.0, SCRIPT, SCRIPT, "not yet")
    page = page_of(result_of(assignment, "eve", double=bad, notes=(SCRIPT,)))
    assert "<script" not in page
    assert "\x1b" not in page


def test_a_page_is_small_and_loads_nothing(page_of, assignment):
    page = page_of(result_of(assignment, "ada"))
    assert len(page.encode()) < 300_000
    assert not re.search(r"(src|href)=|url\(|@import|https?://", page)


@pytest.mark.parametrize("mode", ["user", "user-only", "none"])
def test_results_that_were_graded_in_another_way_are_marked(page_of, assignment, mode):
    assert MARKS[mode] in page_of(result_of(assignment, "ada", sandbox=mode))
    assert "sandbox" not in page_of(result_of(assignment, "bob"))


def test_an_unreadable_submission_gets_the_reason(page_of, assignment):
    result = unreadable_result(assignment, "bob", "the file is cut off")
    assert "the file is cut off" in page_of(result)


def test_pages_are_written_for_the_given_students_only(course, assignment, capsys):
    store_results(course, result_of(assignment, "ada"), result_of(assignment, "bob"))
    write_feedback(course, assignment, ["bob"])
    assert not (course.root / "feedback" / "ada").exists()
    assert capsys.readouterr().out == f"1 pages in {course.root / 'feedback'}\n"


def test_an_unknown_student_is_named(course, assignment):
    store_results(course, result_of(assignment, "ada"))
    with pytest.raises(UsageError, match="zoe"):
        write_feedback(course, assignment, ["zoe"])


def test_without_results_the_error_says_what_to_run(course, assignment):
    with pytest.raises(UsageError, match="autograder grade"):
        write_feedback(course, assignment)


def test_one_broken_result_does_not_stop_the_other_pages(course, assignment, capsys):
    broken = result_of(assignment, "bob")
    del broken.cells["double"]
    store_results(course, result_of(assignment, "ada"), broken)
    assert write_feedback(course, assignment) == 1
    assert "no page for bob" in capsys.readouterr().out
    assert read_page(course, "ada")


def test_a_page_has_the_name_the_lateness_and_the_points_that_remain(
    course, page_of, assignment
):
    url = release(course.gradebook, assignment)
    result = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(result, None, None)
    with Gradebook(url) as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
        submission = book.find_submission(NAME, "ada")
        submission.timestamp = datetime(2026, 1, 3, 15)
        book.find_assignment(NAME).duedate = datetime(2026, 1, 1, 12)
        submission.extension = timedelta(days=1)
        book.db.commit()
    (course.root / "nbgrader_config.py").write_text(f"c = get_config(){POLICY}")
    page = page_of(result)
    assert "<b>Ada Lovelace</b>" in page
    assert "1 day 3 h late: −0.5 points (10 %)." in page
    assert "<b>4.5 of 9 points</b>" in page
    assert "Before the penalty: 5 points." in page


def test_own_code_stands_beside_its_verdict_once_and_escaped(
    course, page_of, assignment
):
    code = "def double(x):\n    return x < 2"
    answer = cell("s_double", code, metadata={"nbgrader": nbgrader("s_double")})
    write_whole(course.autograded("ada") / f"{NUMBERS}.ipynb", as_file([answer]))
    page = page_of(result_of(assignment, "ada", double=WRONG))
    [block] = re.findall(r"<pre>(.*?)</pre>", page, re.S)
    assert html.unescape(re.sub(r"<[^>]+>", "", block)) == code
    assert page.index("x &lt; ") < page.index("✗ double is wrong.")
    assert "nothing submitted" in page  # the other answers


def test_a_cell_that_is_as_released_is_not_shown(course, page_of, assignment):
    [released] = [
        cell.released for cell in assignment.notebooks[NUMBERS] if cell.key == "s_parts"
    ]
    metadata = {"nbgrader": nbgrader("s_parts")}
    cells = [cell("s_parts", released, metadata=metadata)]
    write_whole(course.autograded("ada") / f"{NUMBERS}.ipynb", as_file(cells))
    assert "<pre>" not in page_of(result_of(assignment, "ada"))
