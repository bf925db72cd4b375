"""The class page and its table."""

import csv
import re
from dataclasses import replace

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
from toy_course import NUMBERS
from toy_gradebook import release

from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError
from autograder.assignment.isolation import MARKS
from autograder.assignment.results import CellResult
from autograder.gradebook.write import GradebookWriter
from autograder.reports import heat_map
from autograder.reports.class_data import read_class
from autograder.reports.class_page import write_report
from autograder.reports.class_statistics import read_table
from autograder.submissions.import_record import (
    ImportedAttempt,
    ImportedStudent,
    write_record,
)


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


@pytest.mark.parametrize("mode", ["user", "user-only", "none"])
def test_results_that_were_graded_in_another_way_are_marked(page_of, assignment, mode):
    usual = result_of(assignment, "ada")
    assert "sandbox" not in page_of(usual)
    assert MARKS[mode] in page_of(usual, replace(usual, student="b", sandbox=mode))


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


@pytest.fixture
def lecture_of(course, assignment):
    def lecture_of(*results):
        store_results(course, *results)
        assert write_report(course, assignment, anonymous=True) == 0
        return (course.root / "report-anonymous.html").read_text(encoding="utf-8")

    return lecture_of


def answer(course, student, code):
    """Write the student's graded notebook with this answer."""
    metadata = {"nbgrader": nbgrader("s_double")}
    file = course.autograded(student) / f"{NUMBERS}.ipynb"
    write_whole(file, as_file([cell("s_double", code, metadata=metadata)]))


def test_the_page_for_the_lecture_identifies_nobody(course, lecture_of, assignment):
    people = ["lovelace-98765", "turing-43210"]
    for name in people:
        answer(course, name, f"# by {name}\ndef double(x):\n    return x")
    results = [result_of(assignment, name, double=WRONG) for name in people]
    noted = result_of(assignment, "noether", notes=("noether.ipynb was renamed",))
    broken = unreadable_result(assignment, "hopper", "hopper.ipynb is cut off")
    page = lecture_of(*results, noted, broken)
    assert "2 × factor 2 missing" in page
    assert '<span class="keyword">return</span> x' in page
    named = "lovelace|turing|noether|hopper|98765|43210|alike"
    assert not re.search(named, page, re.I)
    assert not (course.root / "report.csv").exists()


def test_the_lecture_shows_no_code_with_a_name_in_it(course, lecture_of, assignment):
    answer(course, "ada", "def double(x):\n    return 'turing'")
    answer(course, "turing", "def double(x):\n    return x + ada")
    names = ("ada", "turing")
    page = lecture_of(*(result_of(assignment, n, double=WRONG) for n in names))
    assert "2 × factor 2 missing" in page
    assert "<pre>" not in page


def test_the_lecture_shows_no_code_of_the_only_one_with_a_mistake(
    course, lecture_of, page_of, assignment
):
    answer(course, "ada", "def double(x):\n    return x")
    results = [result_of(assignment, "ada", double=WRONG)]
    assert "<pre>" not in lecture_of(*results)
    assert "<pre>" in page_of(*results)


def test_the_page_for_staff_says_who_needs_help_with_what(page_of, assignment):
    half = CellResult(1.0, 3.0, outcome="partly")
    page = page_of(
        result_of(assignment, "ada"),
        result_of(assignment, "bob", double=WRONG, parts=half),
    )
    rows = re.findall(r'<tr><th scope="row">(\w+)</th>(.*?)</tr>', page)
    signs = {name: re.findall(r">([^<]+)</td>", cells) for name, cells in rows}
    assert signs == {"bob": ["✗", "1", "…"], "ada": ["✓", "✓", "…"]}
    assert [name for name, _ in rows] == ["bob", "ada"]


def test_equal_submissions_are_listed_as_a_reason_to_look(course, page_of, assignment):
    code = "def double(x):\n" + "".join(f"    y{n} = x * {n} + 1\n" for n in range(9))
    for name, text in (("ada", code), ("bob", "# mine\n" + code), ("zoe", "x = 1")):
        answer(course, name, text)
    page = page_of(*(result_of(assignment, name) for name in ("ada", "bob", "zoe")))
    assert "ada, bob" in page
    assert "never a verdict" in page
    assert "zoe" not in page.split("Similar submissions")[1]


def test_a_regrade_shows_what_changed_and_a_second_report_nothing_new(
    course, page_of, assignment
):
    page_of(result_of(assignment, "ada", double=WRONG))
    page = page_of(result_of(assignment, "ada"))
    assert "double 0 → 100 %" in page
    assert "ada 3 → 5" in page
    assert page_of(result_of(assignment, "ada")) == page


def test_a_damaged_history_is_started_anew(course, page_of, assignment):
    page_of(result_of(assignment, "ada"))
    (course.root / "report-history.json").write_text('{"snapshots": [1]}')
    assert "This is the first report" in page_of(result_of(assignment, "ada"))


def test_a_large_class_is_drawn_in_groups_and_listed_in_part(
    course, assignment, monkeypatch
):
    monkeypatch.setattr(heat_map, "COLUMNS", 4)
    monkeypatch.setattr(heat_map, "LISTED", 3)
    results = [result_of(assignment, f"s{n}") for n in range(10)]
    table = read_table(read_class(store_results(course, *results), assignment))
    drawn = heat_map.picture(table)
    assert (drawn.group, drawn.columns) == (3, 4)
    assert [kind for kind, _ in drawn.rows[0].paths] == ["s4"]
    assert len(heat_map.listed_students(table)) == 3


def test_staff_see_who_is_late_by_an_unknown_time_and_the_lecture_does_not(
    page_of, course, assignment
):
    attempt = ImportedAttempt("d", "canvas", "l", late=True, counts=True)
    entry = ImportedStudent(True, "Ada Lovelace", attempts=[attempt])
    write_record(course, {"ada": entry})
    page = page_of(result_of(assignment, "ada"))
    assert "nothing was taken off, because it states no time: ada." in page
    write_report(course, assignment, anonymous=True)
    assert "states no time" not in (course.root / "report-anonymous.html").read_text()
    write_whole(course.submission("ada") / "timestamp.txt", b"2026-03-02 23:59 UTC")
    assert "states no time" not in page_of(result_of(assignment, "ada"))


def test_the_staff_page_has_names_beside_ids(page_of, course, assignment):
    url = release(course.gradebook, assignment)
    bad = unreadable_result(assignment, "bob", "cut off")
    noted = result_of(assignment, "ada", notes=("one cell was repaired",))
    with GradebookWriter(url, assignment) as book:
        for result in (bad, noted):
            book.record(result, None, None)
    with Gradebook(url) as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="O'Hara")
        book.update_or_create_student("bob", last_name="王小明")
    page = page_of(bad, noted)
    ada, bob = ("O&#39;Hara <span", ">ada<"), ("王小明 <span", ">bob<")
    for name, student in (ada, bob):
        places = [one for one in page.split("<tr>") if name in one]
        assert all(student in place for place in places)
    assert page.count(ada[0]) == 2  # the table of results, the notes
    assert page.count(bob[0]) >= 2
