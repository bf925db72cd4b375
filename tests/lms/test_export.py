"""Grades and feedback, read back by models of the importers that they are for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from platforms import (
    CanvasComments,
    CanvasGradebook,
    MoodleFeedback,
    MoodleWorksheet,
    gradescope_score,
)
from sample_results import result_of, store_results

from autograder.assignment.errors import UsageError
from autograder.assignment.results import CellResult
from autograder.lms.exporter import Request, export
from autograder.lms.importer import import_download
from autograder.lms.times import zone
from autograder.submissions.import_record import ImportedStudent, write_record

GOLDEN = Path(__file__).with_name("golden")
CANVAS, MOODLE = GOLDEN / "canvas_gradebook.csv", GOLDEN / "moodle_worksheet.csv"
STUDENTS = {"1001": "Ada Lovelace", "1002": "Bob Builder", "1003": "=cmd",
            "1004": "Zhang Zoë", "1005": "Ann Absent"}  # fmt: skip
PARTICIPANTS = {"501": "ada", "502": "bob", "503": "eve", "504": "ann"}


@pytest.fixture
def graded(grade, course, assignment):
    """ada has 5 points, bob 14/3, eve and zoe 5, all before grading by hand."""
    grade("ada", "eve", "zoe")
    return grade("bob", double=CellResult(5 / 3, 2.0, "✗ double", outcome="partly"))


@pytest.fixture
def run(course, assignment, tmp_path):
    def run_export(platform, template=None, out="out", column=""):
        request = Request(platform, tmp_path / out, template, column)
        return export(course, assignment, request)

    return run_export


def pages(course, *students):
    for student in students:
        page = course.feedback(student) / "feedback.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"page of {student}")


def test_the_gradebook_of_canvas_is_filled_in(run, graded, tmp_path):
    summary = run("canvas", CANVAS)
    data = (tmp_path / "out" / "canvas-grades.csv").read_bytes()
    assert data == (GOLDEN / "canvas_gradebook_filled.csv").read_bytes()
    assert summary.by_hand == 4
    assert [n for n in summary.attention if "feedback" not in n] == [
        "eve: is excused in Canvas; left as it is",
        "zoe: does not have the assignment in Canvas; left as it is",
    ]


def test_canvas_takes_the_grades(run, graded, tmp_path):
    canvas = CanvasGradebook(STUDENTS, {}, {"901": "Essay", "902": "Toy assignment"})
    before, _ = canvas.read(CANVAS.read_bytes())
    run("canvas", CANVAS)
    data = (tmp_path / "out" / "canvas-grades.csv").read_bytes()
    grades, missing = canvas.read(data)
    assert grades["902"] == {"1001": "5", "1002": "4.67", "1003": "EX",
                             "1004": "N/A", "1005": "1.00"}  # fmt: skip
    assert grades["901"] == before["901"]
    assert missing == ["Student, Test"]


def test_a_gradebook_with_semicolons_and_a_mark_stays_one(run, graded, tmp_path):
    text = CANVAS.read_text()
    rows = list(csv.reader(io.StringIO(text)))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    template = tmp_path / "semicolon.csv"
    template.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())
    run("canvas", template, "out.csv")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfStudent;ID;")
    assert data.count(b"\r\n") == len(rows)
    grades, _ = CanvasGradebook(STUDENTS, {}, {"902": ""}).read(data)
    assert grades["902"]["1002"] == "4.67"


def test_the_worksheet_of_moodle_is_filled_in(run, graded, tmp_path):
    summary = run("moodle", MOODLE)
    data = (tmp_path / "out" / "moodle-grades.csv").read_bytes()
    assert data == (GOLDEN / "moodle_worksheet_filled.csv").read_bytes()
    assert [n for n in summary.attention if "feedback" not in n] == [
        "eve: the grade is locked in Moodle; left as it is",
        "zoe: no row in moodle_worksheet.csv; not returned",
    ]


def test_moodle_takes_the_grades(run, graded, tmp_path):
    run("moodle", MOODLE, "out.csv")
    moodle = MoodleWorksheet(PARTICIPANTS, 9)
    grades = moodle.read((tmp_path / "out.csv").read_bytes())
    assert grades == {"ada": 5.0, "bob": 4.67}


def test_a_german_moodle_takes_the_grades(run, graded, course, tmp_path):
    write_record(
        course,
        {s: ImportedStudent(True, email=f"{s}@example.org") for s in ("ada", "bob")},
    )
    run("moodle", GOLDEN / "moodle_worksheet_de.csv", "out.csv")
    strings = ("ID", "Teilnehmer/in", "Bewertung", "Zuletzt geändert (Bewertung)")
    moodle = MoodleWorksheet(PARTICIPANTS, 9, strings, decimal=",")
    grades = moodle.read((tmp_path / "out.csv").read_bytes())
    assert grades == {"ada": 5.0, "bob": 4.67}


QUARTER_PER_DAY = """
c = get_config()
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
c.FractionPerDay.per_day = 0.25
"""


def test_every_platform_gets_the_gradebooks_total(run, graded, course, tmp_path):
    """With a late penalty, and for Gradescope with the sum of the tests beside it."""
    with Gradebook(graded) as book:
        book.find_assignment("toy").duedate = datetime(2026, 1, 1, 12)
        book.find_submission("toy", "ada").timestamp = datetime(2026, 1, 2, 12)
        book.db.commit()
    (course.root / "nbgrader_config.py").write_text(QUARTER_PER_DAY)
    run("canvas", CANVAS, "canvas.csv")
    run("moodle", MOODLE, "moodle.csv")
    run("csv", None, "plain.csv")
    run("gradescope", None, "scope")
    canvas, _ = CanvasGradebook(STUDENTS, {}, {"902": ""}).read(
        (tmp_path / "canvas.csv").read_bytes()
    )
    moodle = MoodleWorksheet(PARTICIPANTS, 9).read(
        (tmp_path / "moodle.csv").read_bytes()
    )
    with open(tmp_path / "plain.csv", newline="", encoding="utf-8") as file:
        [plain] = [row for row in csv.DictReader(file) if row["student"] == "ada"]
    scope = json.loads((tmp_path / "scope" / "ada" / "results.json").read_text())
    assert canvas["902"]["1001"] == "3.75"
    assert moodle["ada"] == 3.75
    assert (plain["score"], plain["late_penalty"], plain["total"]) == (
        "5",
        "1.25",
        "3.75",
    )
    assert gradescope_score(scope) == 3.75
    assert "Late penalty: 1.25. Total: 3.75 points." in scope["output"]
    assert sum(test.get("score", 0) for test in scope["tests"]) == 5.0


def test_results_json_has_the_form_of_the_specification(run, graded, tmp_path):
    run("gradescope", None, "scope")
    data = json.loads((tmp_path / "scope" / "bob" / "results.json").read_text())
    assert gradescope_score(data) == 4.67
    double, parts, why = data["tests"]
    assert double == {
        "name": "(a) Double a number [double]",
        "score": 5 / 3,
        "max_score": 2.0,
        "status": "failed",
        "output": "✗ double",
    }
    assert parts["status"] == "passed"
    assert "score" not in why
    assert "status" not in why


def test_a_group_of_gradescope_gets_one_file(run, graded, course, make_zip, tmp_path):
    people = "".join(f"  - :name: {s}\n    :sid: {s}\n" for s in ("ada", "bob"))
    path = make_zip(
        {
            "submission_metadata.yml": f"submission_9:\n  :submitters:\n{people}",
            "submission_9/x.ipynb": "{}",
        }
    )
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nada,A\nbob,B\n")
    bring_in(course, path, roster)
    summary = run("gradescope", None, "scope")
    folders = {folder.name for folder in (tmp_path / "scope").iterdir()}
    assert folders == {"submission_9", "eve", "zoe"}
    assert summary.attention == [
        "bob: 4.66667 points, but ada of the same group has 5, which submission_9 says"
    ]


def bring_in(course, path, *rosters):
    from toy_course import toy_assignment

    assignment = toy_assignment(course.root.parent)
    import_download(course, assignment, path, "auto", rosters, zone("UTC"))


def test_canvas_finds_the_submission_of_every_feedback_page(
    run, graded, course, make_zip, tmp_path
):
    path = make_zip(
        {
            "lovelaceada_1001_50_one_numbers.ipynb": "1",
            "lovelaceada_1001_51_two_words.ipynb": "1",
            "builderbob_LATE_1002_52_one_numbers.ipynb": "1",
            "zoe_1004_text.html": "1",
        }
    )
    bring_in(course, path, CANVAS)
    pages(course, "ada", "bob", "eve", "zoe")
    summary = run("canvas", CANVAS, "back.zip")
    comments = CanvasComments({"1001": {"50", "51"}, "1002": {"52"}})
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        found = {comments.user_of(n): archive.read(n) for n in archive.namelist()}
    assert found == {"1001": b"page of ada", "1002": b"page of bob"}
    assert [n.split(":")[0] for n in summary.attention if "no feedback" in n] == [
        "eve",
        "zoe",
    ]
    assert not (tmp_path / "out").exists()


def test_canvas_gets_one_page_for_a_group(run, graded, course, make_zip, tmp_path):
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,canvas_user_id,login_id,group_name\n,1001,ada,Team_7\n,1002,bob,Team_7\n"
    )
    bring_in(course, make_zip({"team_7_1002_50_x.ipynb": "1"}), CANVAS, groups)
    pages(course, "ada", "bob")
    run("canvas", CANVAS, "back.zip")
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        [name] = archive.namelist()
        content = archive.read(name)
    comments = CanvasComments({"1002": {"50"}}, groups=["team_7"])
    assert comments.user_of(name) == "1002"
    assert content == b"page of bob"


@pytest.mark.parametrize("old", [True, False], ids=["before 4.1", "4.1"])
def test_moodle_finds_the_participant_of_every_feedback_page(
    run, graded, course, tmp_path, old
):
    pages(course, "ada", "bob", "zoe")
    summary = run("moodle", MOODLE, "back.zip")
    found = MoodleFeedback(PARTICIPANTS, old).read(tmp_path / "back.zip")
    assert found == {
        ("ada", "feedback.html"): b"page of ada",
        ("bob", "feedback.html"): b"page of bob",
    }
    assert any(n.startswith("eve: no feedback page; run: ") for n in summary.attention)


def test_the_same_pages_make_the_same_zip(run, graded, course, tmp_path):
    pages(course, "ada", "bob", "eve")
    run("moodle", MOODLE, "one.zip")
    run("moodle", MOODLE, "two.zip")
    one, two = ((tmp_path / f"{n}.zip").read_bytes() for n in ("one", "two"))
    assert one == two


def test_no_cell_of_the_spreadsheet_is_a_formula(run, grade, course, tmp_path):
    grade("=1+1", "+x", "ada")
    entry = ImportedStudent(True, name='=HYPERLINK("http://x")', email="@x\n=1")
    write_record(course, {"ada": entry})
    run("csv", None)
    text = (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'=1+1" in cells


def test_students_without_a_gradebook_get_their_results(
    run, course, assignment, tmp_path
):
    store_results(course, result_of(assignment, "ada"))
    run("canvas", CANVAS, "out.csv")
    grades, _ = CanvasGradebook(STUDENTS, {}, {"902": ""}).read(
        (tmp_path / "out.csv").read_bytes()
    )
    assert grades["902"]["1001"] == "5"


def test_nobody_gets_the_grade_of_a_namesake(run, grade, course, tmp_path):
    grade("jo1")
    imported = ImportedStudent(True, "Jo Li", ids={"canvas": "1"})
    write_record(course, {"jo1": imported})
    template = tmp_path / "template.csv"
    template.write_text(
        "Student,ID,SIS Login ID,Section,Toy (9)\n"
        '"Li, Jo",2,jo2,A,\n"Li, Jo",1,jo-1,A,\n'
    )
    run("canvas", template, "out.csv")
    rows = (tmp_path / "out.csv").read_text().splitlines()
    assert rows[1:] == ['"Li, Jo",2,jo2,A,', '"Li, Jo",1,jo-1,A,5']


def test_a_name_in_two_rows_is_nobodys(run, grade, course, tmp_path):
    grade("jo")
    write_record(course, {"jo": ImportedStudent(True, "Jo Li")})
    template = tmp_path / "template.csv"
    rows = ['"Li, Jo",1,a,A,', '"Li, Jo",2,b,A,']
    template.write_text("\n".join([f"{HEADER},Toy (9)", *rows, ""]))
    summary = run("canvas", template, "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == rows
    assert summary.attention == ["jo: no row in template.csv; not returned"]


HEADER = "Student,ID,SIS Login ID,Section"


@pytest.mark.parametrize(
    ("platform", "text", "column", "words"),
    [
        ("canvas", None, "", "In Canvas open Grades and choose Export"),
        ("moodle", None, "", "choose Download grading worksheet"),
        ("canvas", "id,name\nada,A\n", "", "no gradebook of Canvas"),
        ("moodle", f"{HEADER},Toy (9)\nA,1,ada,S,\n", "", "no grading worksheet"),
        ("canvas", f"{HEADER},Essay (9)\nA,1,ada,S,\n", "", "no column for 'toy'"),
        ("canvas", f"{HEADER},Toy (9),Toy 2 (8)\nA,1,ada,S,,\n", "", "2 columns for"),
        ("canvas", f"{HEADER},Toy (9)\nA,1,ada,S,\n", "Toy 3", "no column for 'Toy 3'"),
        ("canvas", f"{HEADER},Toy (9)\n    Points Possible,,,,10\nA,1,ada,S,\n", "",
         "maximum is 10, but the assignment has 9 points"),
        ("moodle", MOODLE.read_text().replace("9.00", "100.00"), "",
         "maximum is 100, but the assignment has 9 points"),
    ],
)  # fmt: skip
def test_a_template_that_does_not_fit_stops_before_anything_is_written(
    run, graded, tmp_path, platform, text, column, words
):
    template = None
    if text is not None:
        template = tmp_path / "template.csv"
        template.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        run(platform, template, column=column)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_a_column_can_be_chosen(run, graded, tmp_path):
    template = tmp_path / "template.csv"
    template.write_text(f"{HEADER},Toy (9),Toy 2 (8)\nA,1,ada,S,,\n")
    for column in ("toy 2", "Toy 2 (8)"):
        run("canvas", template, "out.csv", column)
        assert (tmp_path / "out.csv").read_text().splitlines()[1] == "A,1,ada,S,,5"


def test_a_computed_column_is_not_the_assignments(run, graded, tmp_path):
    template = tmp_path / "template.csv"
    template.write_text(f"{HEADER},Toy (9),Toys Current Score\nA,1,ada,S,,3\n")
    run("canvas", template, "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1] == "A,1,ada,S,5,3"


def test_the_platforms_own_file_is_not_overwritten(run, graded, tmp_path):
    template = tmp_path / "template.csv"
    template.write_bytes(CANVAS.read_bytes())
    with pytest.raises(UsageError, match="is the template"):
        run("canvas", template, "template.csv")
    assert template.read_bytes() == CANVAS.read_bytes()


def test_without_results_there_is_nothing_to_export(run):
    with pytest.raises(UsageError, match="autograder grade"):
        run("csv")
