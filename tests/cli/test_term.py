"""A term from release to grades given back: every number agrees, nobody is lost.

The script runs with a small class and with sixty students, both in the long tests.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import re
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import exchange
import pytest
import term
from nbgrader.api import Gradebook
from own_assignment import ASSIGNMENT, MAX_SCORE
from platforms import (
    CanvasComments,
    CanvasGradebook,
    MoodleFeedback,
    MoodleWorksheet,
    gradescope_score,
)
from sandbox_here import needs_sandbox
from term import STRANGER

from autograder.assignment.course import Course
from autograder.reports.written import key_of

pytestmark = [pytest.mark.long, needs_sandbox]
SMALL = {"exchange": 1, "canvas": 5, "moodle": 2, "gradescope": 2}
WHOLE = {"exchange": 20, "canvas": 20, "moodle": 10, "gradescope": 10}
NOTEBOOK = {q.grade_id: q.notebook for q in ASSIGNMENT.questions}
CLOSE = 0.005 + 1e-9  # exports have two decimals


def at_once(call, students):
    """Call for several students at the same time, as they work."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(call, students))


class Term:
    """Runs the term; keeps what has to be compared."""

    def __init__(self, folder, sizes):
        self.folder = folder
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.due = self.now - timedelta(hours=26)
        self.students = term.roster(sizes, self.due)
        self.teacher = exchange.instructor(folder)
        project = self.teacher.folder
        self.course = Course(project / "course", project / "notebooks")
        self.url = f"sqlite:///{self.course.gradebook}"
        self.out = folder / "out"
        self.homes = {
            s.id: exchange.student(folder, s.id) for s in self.via("exchange")
        }
        self.printed = {}
        with open(project / "nbgrader_config.py", "a") as file:
            file.write(term.POLICY)
        self.release()
        self.hand_in()
        self.grade_for_the_first_time()
        self.change_deadlines()
        self.grade_by_hand()
        self.grade_again()
        self.give_back()

    def via(self, *channels):
        return [s for s in self.students if s.channel in channels]

    def run(self, *arguments, status=0):
        """Run a command of ours, and remember it for the second time."""
        printed = self.teacher.run("autograder", *arguments, status=status)
        self.printed[arguments] = status, printed

    def release(self):
        if len(self.students) == sum(WHOLE.values()):
            self.run("release")
        else:  # the same without verification, which takes half a minute
            self.teacher.nbgrader("generate_assignment", "backprop")
        self.teacher.nbgrader("release_assignment", "backprop")
        with self.gradebook() as book:
            later = self.now + timedelta(days=30)
            book.find_assignment("backprop").duedate = later.replace(tzinfo=None)
            book.db.commit()

    def gradebook(self):
        return contextlib.closing(Gradebook(self.url))

    def hand_in(self):
        at_once(self.fetch_and_submit, self.via("exchange"))
        self.teacher.nbgrader("collect", "backprop")
        self.rosters = term.write_rosters(self.folder, self.students)
        self.worksheet = term.write_moodle_worksheet(self.folder, self.students)
        self.bring_in("first")

    def fetch_and_submit(self, student):
        self.homes[student.id].nbgrader("fetch_assignment", "backprop")
        self.submit(student)

    def submit(self, student):
        home = self.homes[student.id]
        for name, text in term.notebooks(self.course, student).items():
            (home.folder / "backprop" / name).write_text(text)
        home.nbgrader("submit", "backprop")
        student.time = datetime.now(UTC)

    def bring_in(self, when):
        """Download from each platform, and import."""
        own = [word for path in self.rosters for word in ("--roster", path)]
        rosters = [*own, "--roster", self.worksheet]
        for channel, write in (
            ("canvas", term.write_canvas_download),
            ("moodle", term.write_moodle_download),
            ("gradescope", term.write_gradescope_export),
        ):
            path = self.folder / f"{channel}-{when}.zip"
            write(path, self.course, self.students)
            self.run("import", path, *rosters, status=int(channel == "canvas"))

    def grade_for_the_first_time(self):
        self.run("grade", "--json", self.folder / "before.json")

    def change_deadlines(self):
        """An earlier due date, five extensions, and a time that Canvas did not have."""
        late = next(s for s in self.via("canvas") if s.late)
        late.time = self.due + timedelta(hours=30)
        place = self.course.submission(late.id) / "timestamp.txt"
        place.write_text(f"{late.time:%Y-%m-%d %H:%M:%S} UTC")
        self.run("grade", late.id)
        extended = [late]
        for channel in ("exchange", "moodle", "gradescope"):
            extended += self.via(channel)[:2]
        for student in extended[:5]:
            student.extension = timedelta(days=1)
        with self.gradebook() as book:
            book.find_assignment("backprop").duedate = self.due.replace(tzinfo=None)
            book.db.commit()
            for student in extended[:5]:
                book.grant_extension("backprop", student.id, days=1)

    def grade_by_hand(self):
        """Half of the class in Formgrader, half in a table; one with extra credit."""
        for student in self.students:
            points = student.number % 2, 1, 0.5
            student.hand = dict(zip(ASSIGNMENT.written, points, strict=True))
        formgrader, table = self.students[::2], self.students[1::2]
        formgrader[0].extra = 1.0
        for student in formgrader:
            self.in_formgrader(student)
        self.run("report", "--written", self.folder / "written")
        file = self.folder / "written" / "scores.csv"
        with open(file, newline="", encoding="utf-8") as rows:
            header, *answers = csv.reader(rows)
        scores = {
            (grade_id, key_of(s.id, ASSIGNMENT)): points
            for s in table
            for grade_id, points in s.hand.items()
        }
        for row in answers:
            row[2] = str(scores.get((row[0], row[1]), row[2]))
        term.write_csv(file, header, answers)
        self.run("grade", "--written", file)

    def in_formgrader(self, student):
        """Save scores as Formgrader's GradeHandler does."""
        with self.gradebook() as book:
            for grade_id, points in student.hand.items():
                grade = book.find_grade(
                    grade_id, NOTEBOOK[grade_id], "backprop", student.id
                )
                grade.manual_score = points
                grade.extra_credit = student.extra if points == 1 else None
                grade.needs_manual_grade = False
            book.db.commit()

    def grade_again(self):
        """Five regrades: a new attempt in each channel, and one by force."""
        again = [self.via(c)[0] for c in term.CHANNELS]
        for student in again:
            student.attempt, student.blank = 2, "s2b"
        [canvas] = [s for s in again if s.channel == "canvas"]
        canvas.written = "By the rule for sums."
        self.submit(self.via("exchange")[0])
        self.teacher.nbgrader("collect", "backprop", "--update")
        for student in again:
            if student.channel in ("moodle", "gradescope"):
                student.time += timedelta(days=2)
        self.worksheet = term.write_moodle_worksheet(self.folder, self.students)
        self.bring_in("second")
        self.run("grade")
        self.review = self.to_review()
        self.in_formgrader(canvas)
        self.run("grade", "--force", self.students[-1].id)
        self.run("grade", "--json", self.folder / "all.json")

    def to_review(self):
        query = """
        select distinct student_id from submitted_assignment
        join submitted_notebook
          on submitted_notebook.assignment_id = submitted_assignment.id
        join grade on grade.notebook_id = submitted_notebook.id
        where needs_manual_grade and manual_score is not null
        """
        return {row[0] for row in self.rows(query)}

    def rows(self, query):
        with contextlib.closing(sqlite3.connect(self.course.gradebook)) as connection:
            return connection.execute(query).fetchall()

    def give_back(self):
        self.run("report")
        self.run("report", "--anonymous")
        self.run("feedback")
        for platform, template, status in (
            ("canvas", self.folder / "canvas.csv", 1),
            ("moodle", self.worksheet, 1),
            ("gradescope", None, 0),
            ("csv", None, 0),
        ):
            filled = ("--template", template) if template else ()
            out = ("--out", self.out / platform)
            self.run("export", "--to", platform, *filled, *out, status=status)
        self.teacher.nbgrader("release_feedback", "backprop")
        self.teacher.nbgrader("export", "--to", self.folder / "nbgrader.csv")

    def state(self):
        """Digests of all files, and every row of the gradebook."""
        found = {}
        for folder in (self.course.root, self.out, self.folder / "exchange"):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path != self.course.gradebook:
                    found[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        for (table,) in self.rows("select name from sqlite_master where type='table'"):
            found[table] = sorted(map(repr, self.rows(f"select * from {table}")))
        return found


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SMALL, id="small"),
        pytest.param(WHOLE, id="whole"),
    ],
)
def finished(request, tmp_path_factory):
    return Term(tmp_path_factory.mktemp("term"), request.param)


def read_rows(path, key):
    with open(path, newline="", encoding="utf-8") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def page(finished, student):
    return (finished.course.feedback(student) / "feedback.html").read_text()


def test_nobody_is_lost_and_the_unknown_student_is_listed(finished):
    everybody = {s.id for s in finished.students} | {STRANGER}
    course = finished.course
    results = json.loads((finished.folder / "all.json").read_text())["students"]
    assert set(results) == everybody
    assert {path.name for path in course.submitted.iterdir()} == everybody
    assert set(read_rows(course.root / "report.csv", "student")) == everybody
    assert {path.name for path in (course.root / "feedback").iterdir()} == everybody
    imports = [p for c, (_, p) in finished.printed.items() if c[0] == "import"]
    assert sum(f"  {STRANGER}: not on the roster" in text for text in imports) == 2
    assert finished.review == {finished.via("canvas")[0].id}


def test_every_number_agrees_everywhere(finished):
    course = finished.course
    table = read_rows(course.root / "report.csv", "student")
    json_file = json.loads((finished.folder / "all.json").read_text())["students"]
    exported = read_rows(finished.folder / "nbgrader.csv", "student_id")
    plain = read_rows(finished.out / "csv" / "grades.csv", "student")
    for s in finished.students:
        penalty = s.penalty(finished.due)
        expected = {"score": s.score, "penalty": penalty, "total": s.score - penalty}
        entry = json_file[s.id]
        found = {
            "json": {
                "score": entry["score"],
                "penalty": entry.get("penalty", 0.0),
                "total": entry.get("total", entry["score"]),
            },
            "report.csv": {name: table[s.id][name] for name in expected},
            "nbgrader": {
                "score": exported[s.id]["raw_score"],
                "penalty": exported[s.id]["late_submission_penalty"],
                "total": exported[s.id]["score"],
            },
            "csv": {
                "score": plain[s.id]["score"],
                "penalty": plain[s.id]["late_penalty"],
                "total": plain[s.id]["total"],
            },
        }
        for place, figures in found.items():
            numbers = {name: float(value) for name, value in figures.items()}
            assert numbers == pytest.approx(expected, abs=CLOSE), (s, place)
        [shown] = re.findall(
            rf"<b>(\S+) of {MAX_SCORE:g} points</b>", page(finished, s.id)
        )
        assert float(shown) == pytest.approx(expected["total"], abs=CLOSE), s


def test_each_platform_takes_the_grades(finished):
    due, students = finished.due, finished.students
    totals = {s.id: s.score - s.penalty(due) for s in students}
    canvas = CanvasGradebook({s.canvas: s.name for s in students}, {}, {"4711": ""})
    data = (finished.out / "canvas" / "canvas-grades.csv").read_bytes()
    grades, missing = canvas.read(data)
    assert missing == []
    taken = {s.id: float(grades["4711"][s.canvas]) for s in students}
    assert taken == pytest.approx(totals, abs=CLOSE)
    own = {s.moodle: s.id for s in finished.via("moodle")}
    data = (finished.out / "moodle" / "moodle-grades.csv").read_bytes()
    taken = MoodleWorksheet(own, MAX_SCORE).read(data)
    assert taken == pytest.approx({i: totals[i] for i in own.values()}, abs=CLOSE)
    folder = finished.out / "gradescope"
    for s in finished.via("gradescope"):
        results = json.loads((folder / s.submission / "results.json").read_text())
        assert gradescope_score(results) == pytest.approx(totals[s.id], abs=CLOSE)


def test_names_are_in_gradebook_pages_and_exports(finished):
    plain = read_rows(finished.out / "csv" / "grades.csv", "student")
    exported = read_rows(finished.folder / "nbgrader.csv", "student_id")
    report = (finished.course.root / "report.html").read_text()
    lecture = (finished.course.root / "report-anonymous.html").read_text()
    for s in finished.students:
        row = exported[s.id]
        names = row["first_name"], row["last_name"], row["email"]
        assert names == (s.first, s.last.replace(",", ""), s.email)
        shown = s.name.replace(",", "").replace("'", "&#39;")
        assert f"<b>{shown}</b>" in page(finished, s.id)
        assert f"{shown} <span" in report
        assert shown not in lecture
        assert (plain[s.id]["name"], plain[s.id]["email"]) == (s.name, s.email) or (
            s.channel == "exchange"  # nothing was imported
        )


def test_feedback_comes_back_to_everybody(finished):
    fetch = ("fetch_feedback", "backprop")
    at_once(lambda s: finished.homes[s.id].nbgrader(*fetch), finished.via("exchange"))
    for student in finished.via("exchange"):
        folder = finished.homes[student.id].folder / "backprop" / "feedback"
        fetched = list(folder.rglob("*.html"))
        assert len(fetched) == 2
        assert {p.read_text() for p in fetched} == {page(finished, student.id)}
    canvas = finished.via("canvas")
    team = [s for s in canvas if s.in_team]
    comments = CanvasComments(
        {s.canvas: {str(s.attachment), str(s.attachment + 1)} for s in canvas}
        | {"1999": {"99"}},
        groups=["team7"],
    )
    path = finished.out / "canvas" / "canvas-feedback.zip"
    with zipfile.ZipFile(path) as archive:
        got = {comments.user_of(n): archive.read(n) for n in archive.namelist()}
    by_user = {s.canvas: s.id for s in canvas if s not in team[1:]}
    by_user["1999"] = STRANGER
    assert got == {u: page(finished, s).encode() for u, s in by_user.items()}
    own = {s.moodle: s.id for s in finished.via("moodle")}
    found = MoodleFeedback(own).read(finished.out / "moodle" / "moodle-feedback.zip")
    assert found == {
        (s, "feedback.html"): page(finished, s).encode() for s in own.values()
    }


def test_late_work_without_a_time_is_named(finished):
    unknown = [s for s in finished.via("canvas") if s.late and s.time is None]
    report = (finished.course.root / "report.html").read_text()
    [sentence] = re.findall("because it states no time: (.*?)</p>", report) or [""]
    assert {s.id for s in finished.via("canvas") if f">{s.id}<" in sentence} == {
        s.id for s in unknown
    }


def test_a_second_run_of_each_command_changes_nothing(finished):
    """Downloads that have been replaced since are imported again, too."""
    before = finished.state()
    for command, (status, _) in finished.printed.items():
        once = command[:2] == ("report", "--written")  # its table may contain scores
        finished.teacher.run("autograder", *command, status=2 if once else status)
        assert finished.state() == before, command
    finished.teacher.nbgrader("collect", "backprop", "--update")
    finished.teacher.nbgrader("release_feedback", "backprop")
    assert finished.state() == before
