"""Written answers are exported shuffled and anonymous, scores imported all or none."""

import csv
import os
from dataclasses import replace

import pytest
from fake_course import as_file, cell, nbgrader
from nbgrader.api import Gradebook
from sample_results import (
    blank_result,
    result_of,
    store_results,
    unreadable_result,
)
from toy_course import NAME, WORDS
from toy_gradebook import query, release

from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError
from autograder.gradebook.write import GradebookWriter
from autograder.reports import rubric
from autograder.reports.class_data import read_class
from autograder.reports.rendering import csv_bytes
from autograder.reports.rubric import RubricLine
from autograder.reports.written import (
    COLUMNS,
    key_of,
    shuffled,
    take_scores,
    write_pages,
)

NAMES = [f"student{n}" for n in range(12)]
LINES = (RubricLine("W1", 4, "You say why."), RubricLine("W2", 0, "Why twice?"))


@pytest.fixture(autouse=True)
def _rubric(monkeypatch):
    monkeypatch.setitem(rubric.RUBRIC, "why", LINES)


@pytest.fixture
def graded(course, assignment):
    """Twelve students, graded and recorded."""
    url = release(course.gradebook, assignment)
    results = [result_of(assignment, name) for name in NAMES]
    with GradebookWriter(url, assignment) as book:
        for result in results:
            book.record(result, None, None)
    return store_results(course, *results)


@pytest.fixture
def take(graded, assignment, tmp_path):
    def take(*rows, head=COLUMNS, delimiter=","):
        path = tmp_path / "filled.csv"
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([head, *rows])
        return take_scores(graded, assignment, path)

    return take


@pytest.fixture
def key(assignment):
    return lambda number: key_of(NAMES[number], assignment)


def read_table(folder):
    with open(folder / "scores.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def entered(course):
    """The scores and comments by hand in the gradebook."""
    statement = "select {0} from {1} where {0} is not null"
    scores = query(course.gradebook, statement.format("manual_score", "grade"))
    comments = query(course.gradebook, statement.format("manual_comment", "comment"))
    return [one for [one] in scores], [one for [one] in comments]


def test_pages_contain_every_answer_and_no_name(graded, assignment, tmp_path, capsys):
    metadata = {"nbgrader": nbgrader("why", 4, grade=True, solution=True)}
    for name in NAMES:
        answer = cell("why", f"Because of {name[-1]}<b>.", "markdown", metadata)
        write_whole(graded.autograded(name) / f"{WORDS}.ipynb", as_file([answer]))
    assert write_pages(graded, assignment, tmp_path / "out") == 0
    page = (tmp_path / "out" / "why.html").read_text(encoding="utf-8")
    for name in NAMES:
        assert key_of(name, assignment) in page
        assert f"Because of {name[-1]}&lt;b&gt;." in page
        assert name not in page
    assert "(a) Explain doubling. 12 answers" in page
    assert "4 points each" in page
    assert "You say why." in page
    assert capsys.readouterr().out.startswith("12 answers to grade in ")


def test_the_keys_differ_between_assignments(assignment):
    other = replace(assignment, name="other")
    assert key_of("ada", assignment) != key_of("ada", other)


def test_blank_and_unreadable_answers_are_only_counted(course, assignment, tmp_path):
    store_results(
        course,
        result_of(assignment, "ada"),
        blank_result(assignment, "bob"),
        unreadable_result(assignment, "eve", "cut off"),
    )
    write_pages(course, assignment, tmp_path)
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    assert "1 answers" in page
    assert "2 without an answer (0 points)." in page
    assert read_table(tmp_path) == [
        COLUMNS,
        ["why", key_of("ada", assignment), "", "", ""],
    ]


def test_a_rubric_with_other_points_gets_a_warning(
    graded, assignment, tmp_path, capsys, monkeypatch
):
    monkeypatch.setitem(rubric.RUBRIC, "why", LINES[1:])
    write_pages(graded, assignment, tmp_path / "out")
    assert "why is worth 4 points, but its rubric adds up to 0" in (
        capsys.readouterr().out
    )


def test_the_order_differs_from_question_to_question(course, assignment):
    more = result_of(assignment, "ada").cells["why"]
    results = [result_of(assignment, name) for name in NAMES]
    results = [replace(r, cells=r.cells | {"other": more}) for r in results]
    data = read_class(store_results(course, *results), assignment)
    sources = {name: {} for name in NAMES}
    orders = [
        [answer.key for answer in shuffled(data, grade_id, sources, {})]
        for grade_id in ("why", "other")
    ]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_filled_scores_are_not_overwritten(graded, assignment, tmp_path):
    write_pages(graded, assignment, tmp_path / "out")
    with pytest.raises(UsageError, match="already"):
        write_pages(graded, assignment, tmp_path / "out")


def test_scores_comments_and_codes_are_imported(
    graded, take, key, assignment, tmp_path, capsys
):
    row = ["why", key(3), "2,5", "W1, W2", "well put"]
    assert take(row, ["why", key(4), "", "", ""], ["why", key(5), "4", "", ""]) == 0
    printed = capsys.readouterr().out
    assert printed == "2 scores entered; 1 row without a score skipped.\n"
    with Gradebook(f"sqlite:///{graded.gradebook}") as book:
        cell = ("why", WORDS, NAME, NAMES[3])
        assert book.find_grade(*cell).manual_score == 2.5
        comment = book.find_comment(*cell).manual_comment
        assert comment == "You say why.\nWhy twice?\nwell put"
    assert entered(graded)[0] == [2.5, 4.0]
    write_pages(graded, assignment, tmp_path / "out")
    assert ["why", key(3), "2.5", "", ""] in read_table(tmp_path / "out")


def test_the_number_of_entered_scores_is_printed(take, key, capsys):
    take(["why", key(0), "1", "", ""])
    assert capsys.readouterr().out == "1 score entered.\n"


@pytest.mark.parametrize(("delimiter", "head"), [(";", COLUMNS), (",", COLUMNS[:3])])
def test_other_delimiters_and_missing_columns_are_accepted(
    graded, take, key, delimiter, head
):
    take(["why", key(0), "1.5"], head=head, delimiter=delimiter)
    assert entered(graded) == ([1.5], [])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["why", "KEY", "4.5", "", ""], "4.5 is not between 0 and 4"),
        (["why", "KEY", "-1", "", ""], "between 0 and 4"),
        (["why", "KEY", "nan", "", ""], "between 0 and 4"),
        (["why", "KEY", "two", "", ""], "'two' is not a number"),
        (["double", "KEY", "1", "", ""], "'double' is not a written question"),
        (["why", "nobody", "1", "", ""], "no answer has the key 'nobody'"),
        (["why", "KEY", "1", "Z9", ""], "'Z9' is not a rubric code of why"),
    ],
)
def test_one_row_with_an_error_stops_the_import(graded, take, key, row, message):
    wrong = [key(1) if value == "KEY" else value for value in row]
    with pytest.raises(UsageError, match=f"1 error in the.*\n  line 3: .*{message}"):
        take(["why", key(0), "1", "", ""], wrong)
    assert entered(graded) == ([], [])


def test_a_repeated_answer_is_refused(graded, take, key):
    row = ["why", key(0), "1", "", ""]
    with pytest.raises(UsageError, match="line 3: this answer appears twice"):
        take(row, row)
    assert entered(graded) == ([], [])


def test_a_student_without_a_submission_stops_the_import(graded, take, key, assignment):
    store_results(graded, result_of(assignment, "zoe"))
    zoe = key_of("zoe", assignment)
    with pytest.raises(UsageError, match="Grade that student first; nothing was ent"):
        take(["why", key(0), "1", "", "x"], ["why", zoe, "1", "", ""])
    assert entered(graded) == ([], [])


def test_a_file_that_is_not_a_score_table_is_refused(graded, assignment, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name,points\nada,3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no column 'question'"):
        take_scores(graded, assignment, path)
    with pytest.raises(UsageError, match="cannot be read"):
        take_scores(graded, assignment, tmp_path / "nowhere.csv")


def test_a_folder_name_that_is_not_utf8_has_a_key_and_takes_a_score(
    course, assignment, tmp_path
):
    names = [os.fsdecode(b"eve\xff"), os.fsdecode(b"eve\xfe"), "mal\x1b[31m"]
    url = release(course.gradebook, assignment)
    results = [result_of(assignment, name) for name in names]
    with GradebookWriter(url, assignment) as book:
        for result in results:
            book.record(result, None, None)
    store_results(course, *results)
    write_pages(course, assignment, tmp_path / "out")
    rows = [["why", key_of(name, assignment), "1.5", "", "good"] for name in names]
    table = tmp_path / "filled.csv"
    table.write_bytes(csv_bytes([COLUMNS, *rows]))
    assert take_scores(course, assignment, table) == 0
    data = read_class(course, assignment)
    assert [data.results[name].cells["why"].score for name in names] == [1.5] * 3
    assert [data.comments[name] for name in names] == [{"why": "good"}] * 3


def test_control_characters_do_not_reach_a_csv():
    assert csv_bytes([["a\x1b[31m\x9b\u202e", "b\n"]]) == 'a�[31m��,"b\n"\r\n'.encode()


def test_extra_credit_counts_once_after_the_table_was_written_and_entered(
    graded, assignment, key, tmp_path
):
    with Gradebook(f"sqlite:///{graded.gradebook}") as book:
        grade = book.find_grade("why", WORDS, NAME, NAMES[0])
        grade.manual_score, grade.extra_credit = 2.0, 1.0
        book.db.commit()
    folder = tmp_path / "out"
    write_pages(graded, assignment, folder)
    [row] = [row for row in read_table(folder) if row[1] == key(0)]
    assert row[2] == "2"
    take_scores(graded, assignment, folder / "scores.csv")
    assert entered(graded)[0] == [2.0]
    assert read_class(graded, assignment).results[NAMES[0]].cells["why"].score == 3.0
