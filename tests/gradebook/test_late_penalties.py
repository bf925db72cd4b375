"""Late penalties follow due date, extensions, policy and scores at every run."""

from __future__ import annotations

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_course import FakeSandboxes, submission_files, write_instructor
from nbgrader.api import Gradebook
from own_assignment import AUTOMATIC

from autograder.assignment.assignment import ASSIGNMENT, read_assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.cli.progress import Meter
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.late_penalties import update_late_penalties
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.grading import whole_class, worker
from autograder.release.build import make_release
from autograder.reports.class_data import read_class
from autograder.reports.class_page import class_table
from autograder.reports.class_statistics import read_table
from autograder.reports.student_page import student_page
from autograder.reports.written import key_of, take_scores
from autograder.submissions.import_record import platform_times, record_file

DUE, EARLY, LATE = (f"2026-03-0{day} 12:00:00 UTC" for day in (2, 1, 3))
ZERO = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
PLUGIN = """
from nbgrader.plugins import BasePlugin

class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {penalty}
"""
FRACTION = """
c = get_config()
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
c.FractionPerDay.per_day = 0.1
"""
OWN = "c = get_config()\nc.AssignLatePenalties.plugin_class = 'penalties.PerHour'\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A released course with a due date, to copy."""
    folder = tmp_path_factory.mktemp("released")
    course = Course(folder / "course", write_instructor(folder))
    make_release(course, "none", verify=False)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    return course


@pytest.fixture
def course(released, tmp_path, monkeypatch):
    shutil.copytree(released.root, tmp_path / "course")
    course = Course(tmp_path / "course", released.notebooks)
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    hand_in(course, "early", EARLY)
    hand_in(course, "late", LATE)
    yield course
    worker.close_grading_thread()
    sys.modules.pop("penalties", None)


def hand_in(course, student, timestamp):
    folder = course.submission(student)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in submission_files(read_assignment(course.notebooks)).items():
        (folder / name).write_bytes(content)
    (folder / "timestamp.txt").write_text(timestamp)


def configure(course, config, monkeypatch, penalty="0"):
    (course.root / "nbgrader_config.py").write_text(config)
    (course.root / "penalties.py").write_text(PLUGIN.format(penalty=penalty))
    monkeypatch.syspath_prepend(str(course.root))


def grade(course):
    """Grade what is new or changed; return the names of the students."""
    configuration = read_configuration(course)
    assignment = read_assignment(course.notebooks)
    students = list(course.students())
    meter, times = Meter(len(students)), platform_times(course)
    book = GradebookWriter(configuration.db_url, assignment)
    with book, ThreadPoolExecutor(1) as executor:
        run = whole_class.ClassRun(course, assignment, book, times=times)
        whole_class.grade_class(run, students, executor, meter, window=2)
    update_late_penalties(course, assignment, configuration)
    return meter.fresh


def scores(course):
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        return {
            one.student.id: (one.score, one.late_submission_penalty)
            for one in book.assignment_submissions(ASSIGNMENT)
        }


def test_without_configuration_there_is_no_penalty(course):
    grade(course)
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, 0)}


def test_only_late_submissions_are_penalized(course, monkeypatch):
    configure(course, ZERO, monkeypatch)
    grade(course)
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, AUTOMATIC)}


def test_an_instructors_plugin_sets_the_penalty(course, monkeypatch):
    configure(course, OWN, monkeypatch, penalty="total_seconds_late / 3600 / 12")
    grade(course)
    # A day late: 2 points of each notebook.
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, 4)}


@pytest.mark.parametrize(("penalty", "expected"), [("-1", 0), ("1000", AUTOMATIC)])
def test_a_penalty_is_between_zero_and_the_score(
    course, monkeypatch, penalty, expected
):
    configure(course, OWN, monkeypatch, penalty=penalty)
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, expected)


def test_a_penalty_is_removed_when_the_time_is_corrected(course, monkeypatch):
    configure(course, ZERO, monkeypatch)
    grade(course)
    hand_in(course, "late", EARLY)
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 0)


def test_a_broken_plugin_is_reported_and_scores_are_kept(course, monkeypatch):
    configure(course, OWN, monkeypatch, penalty="1 / 0")
    with pytest.raises(UsageError, match=r"late penalty of 'late'.*ZeroDivisionError"):
        grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 0)
    sys.modules.pop("penalties")
    configure(course, OWN, monkeypatch, penalty="1")
    assert grade(course) == 0
    assert scores(course)["late"] == (AUTOMATIC, 2)


def test_a_policy_set_after_grading_applies_at_the_next_run(course, monkeypatch):
    grade(course)
    configure(course, FRACTION, monkeypatch)
    assert grade(course) == 0
    assert scores(course)["late"] == (AUTOMATIC, pytest.approx(AUTOMATIC / 10))


def test_a_due_date_set_after_grading_applies_at_the_next_run(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    set_due(course, LATE)
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 0)
    set_due(course, EARLY)
    assert grade(course) == 0
    assert scores(course)["late"][1] == pytest.approx(AUTOMATIC / 5)
    assert scores(course)["early"][1] == 0


def test_an_extension_removes_the_penalty_at_the_next_run(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    grade(course)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.grant_extension(ASSIGNMENT, "late", days=1)
    assert grade(course) == 0
    assert scores(course)["late"] == (AUTOMATIC, 0)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.grant_extension(ASSIGNMENT, "late", hours=23)
    grade(course)
    assert scores(course)["late"][1] == pytest.approx(AUTOMATIC / 10)


def test_a_removed_policy_removes_the_penalty(course, monkeypatch):
    configure(course, ZERO, monkeypatch)
    grade(course)
    configure(course, "", monkeypatch)
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 0)


@pytest.mark.parametrize("config", [FRACTION, ZERO])
def test_scores_by_hand_are_penalized_like_the_others(course, monkeypatch, config):
    """nbgrader alone penalizes only what is known when it autogrades."""
    configure(course, config, monkeypatch)
    grade(course)
    share = scores(course)["late"][1] / AUTOMATIC
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        written = read_assignment(course.notebooks).written
        for name in written:
            notebook = read_assignment(course.notebooks).by_id[name].notebook
            grade_row = book.find_grade(name, notebook, ASSIGNMENT, "late")
            grade_row.manual_score, grade_row.needs_manual_grade = 2.0, False
        book.db.commit()
    assert grade(course) == 0
    score, penalty = scores(course)["late"]
    assert score == AUTOMATIC + 2 * len(written)
    assert penalty == pytest.approx(share * score)


def test_entering_a_table_of_scores_sets_the_penalty_again(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    grade(course)
    assignment = read_assignment(course.notebooks)
    question = next(iter(assignment.written))
    table = course.root / "scores.csv"
    table.write_text(
        f"question,answer,score\n{question},{key_of('late', assignment)},2\n"
    )
    take_scores(course, assignment, table)
    assert scores(course)["late"] == (
        AUTOMATIC + 2,
        pytest.approx((AUTOMATIC + 2) / 10),
    )


def test_pages_and_tables_show_the_gradebooks_total(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    grade(course)
    hand_in(course, "late", "2026-03-03 15:00:00 UTC")
    grade(course)
    assignment = read_assignment(course.notebooks)
    with GradebookWriter(read_configuration(course).db_url, assignment) as book:
        name = next(iter(assignment.written))
        book.enter([HandScore("late", name, 2.0, "")])
    data = read_class(course, assignment)  # sets the penalty of the new score
    score, penalty = scores(course)["late"]
    assert penalty == pytest.approx(score / 5)
    page = student_page(data, data.results["late"]).decode()
    lost, total = f"{round(penalty, 2):g}", f"{round(score - penalty, 2):g}"
    assert f"1 day 3 h late: −{lost} points (20 %)" in page
    assert f"<b>{total} of {assignment.max_score:g} points</b>" in page
    header, early, late = class_table(read_table(data)).decode().splitlines()
    assert header.endswith(",late,penalty,total")
    assert late.endswith(f",1 day 3 h,{lost},{total}")
    assert early.endswith(f",,0,{AUTOMATIC:g}")
    assert 'class="late"' not in student_page(data, data.results["early"]).decode()


def test_the_time_of_the_platform_counts_instead_of_the_students(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    hand_in(course, "late", EARLY)  # a claim
    grade(course)
    assert scores(course)["late"][1] == 0
    attempts = [attempt(EARLY, counts=False), attempt(LATE, counts=True)]
    write_record(course, {"late": attempts, "early": [attempt(None, counts=True)]})
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, pytest.approx(AUTOMATIC / 10))
    assert (course.autograded("late") / "timestamp.txt").read_text() == LATE
    assert scores(course)["early"] == (AUTOMATIC, 0)
    assert grade(course) == 0


def test_a_newer_submission_than_the_imported_one_has_its_own_time(course, monkeypatch):
    """As when a student hands in on the platform, then through the exchange."""
    configure(course, FRACTION, monkeypatch)
    write_record(course, {"late": [attempt(EARLY, counts=True)]})
    hand_in(course, "late", EARLY)
    grade(course)
    assert scores(course)["late"][1] == 0
    hand_in(course, "late", LATE)
    grade(course)
    assert scores(course)["late"][1] == pytest.approx(AUTOMATIC / 10)
    data = read_class(course, read_assignment(course.notebooks))
    assert data.results["late"].late.seconds == 86_400
    assert grade(course) == 0


def test_a_time_that_is_imported_after_grading_reaches_report_and_pages(
    course, monkeypatch
):
    configure(course, FRACTION, monkeypatch)
    grade(course)
    write_record(course, {"early": [attempt(LATE, counts=True)]})
    data = read_class(course, read_assignment(course.notebooks))
    assert data.results["early"].late.seconds == 86_400
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        assert book.find_submission(ASSIGNMENT, "early").total_seconds_late == 86_400
    assert scores(course)["early"][1] == pytest.approx(AUTOMATIC / 10)


def test_a_damaged_record_of_imports_is_reported(course):
    record_file(course).parent.mkdir()
    record_file(course).write_text('{"students": {"ada": []}}')
    with pytest.raises(UsageError, match=r"backprop\.json is damaged"):
        grade(course)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("per_day = 10", "per_day is 10; a number from 0 to 1 is expected"),
        ("days = 'all'", "expected one of started, full, exact"),
        ("grace_minutes = -1", "grace_minutes is -1; a number of at least 0"),
        ("rate = 0.1", "rate is not a setting; the settings are days, grace_minutes"),
    ],
)
def test_a_wrong_setting_is_named(course, monkeypatch, setting, message):
    configure(course, f"{FRACTION}c.FractionPerDay.{setting}\n", monkeypatch)
    with pytest.raises(UsageError, match=message):
        grade(course)


def test_a_plugin_that_is_missing_is_reported(course, monkeypatch):
    configure(course, OWN.replace("PerHour", "PerYear"), monkeypatch)
    with pytest.raises(UsageError, match="plugin for late penalties cannot be loaded"):
        grade(course)


def test_a_second_run_changes_no_row(course, monkeypatch):
    configure(course, FRACTION, monkeypatch)
    grade(course)
    before = course.gradebook.read_bytes()
    read_class(course, read_assignment(course.notebooks))
    assert course.gradebook.read_bytes() == before


def set_due(course, when):
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=when)


def attempt(time, counts):
    return {"digest": "", "platform": "moodle", "time": time, "counts": counts}


def write_record(course, attempts):
    origin = {"digest": "", "platform": "canvas", "label": ""}
    students = {
        name: {"known": True, "attempts": [origin | one for one in made]}
        for name, made in attempts.items()
    }
    record_file(course).parent.mkdir(exist_ok=True)
    record_file(course).write_text(json.dumps({"students": students}))
