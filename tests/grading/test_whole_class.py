"""Each student is graded once, also after a stop and a second run."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import sqlite3
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

import pytest
from fake_course import (
    FakeSandboxes,
    as_file,
    as_submitted,
    find,
    submission_files,
    write_instructor,
)
from own_assignment import ASSIGNMENT, AUTOMATIC, BY_ID, NOTEBOOKS, SECTION1

from autograder.assignment.assignment import read_assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError
from autograder.cli.progress import Meter
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.write import GradebookWriter
from autograder.grading import whole_class, worker
from autograder.release.build import make_release


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A released course to copy."""
    folder = tmp_path_factory.mktemp("released")
    notebooks = write_instructor(folder)
    make_release(Course(folder / "course", notebooks), "none", verify=False)
    return folder


@pytest.fixture
def course(released, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(released / "course", tmp_path / "course")
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    yield Course(tmp_path / "course", released / "notebooks")
    worker.close_grading_thread()


def hand_in(course, student, files, timestamp=None):
    folder = course.submission(student)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)


def solved(course, **kwargs):
    return submission_files(read_assignment(course.notebooks), **kwargs)


def grade(course, **options):
    """Grade the class without failures; return the meter."""
    meter, failures = grade_and_fail(course, **options)
    assert failures == {}
    return meter


def grade_and_fail(course, force=False, executor=None, **options):
    """Grade the class; return the meter and the failures of the grader."""
    students = list(course.students())
    db_url = read_configuration(course).db_url
    source = read_assignment(course.notebooks)
    meter = Meter(len(students))
    with (
        GradebookWriter(db_url, source) as book,
        executor or ThreadPoolExecutor(2) as workers,
    ):
        run = whole_class.ClassRun(course, source, book, "auto", force, **options)
        failures = whole_class.grade_class(run, students, workers, meter, window=3)
    return meter, failures


def rows(course, query):
    with contextlib.closing(sqlite3.connect(course.gradebook)) as connection:
        return connection.execute(query).fetchall()


ALL, WAITING = len(BY_ID), len(ASSIGNMENT.written)
SCORES = """
select student_id, sum(coalesce(auto_score, 0)), sum(needs_manual_grade), count(*)
from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
group by student_id order by student_id
"""


def test_grading_writes_results_gradebook_and_graded_notebooks(course):
    hand_in(course, "ada", solved(course))
    hand_in(course, "bob", solved(course, solved=False))
    hand_in(course, "cyd", {f"{SECTION1}.ipynb": b"not a notebook"})
    meter = grade(course)
    assert meter.fresh == 3
    assert rows(course, SCORES) == [
        ("ada", AUTOMATIC, WAITING, ALL),
        ("bob", 0.0, 0, ALL),
        ("cyd", 0.0, 0, ALL),
    ]
    assert course.result("ada").score == AUTOMATIC
    assert course.result("cyd").status == "unreadable"
    for student in ("ada", "bob", "cyd"):
        for name in NOTEBOOKS:
            notebook = json.loads(
                (course.autograded(student) / f"{name}.ipynb").read_text()
            )
            assert notebook["nbformat"] == 4


def test_the_secret_of_the_exchange_stays_beside_the_graded_notebooks(course):
    """nbgrader needs it there to return feedback."""
    hand_in(course, "ada", {**solved(course), "submission_secret.txt": b"8f3a"})
    grade(course)
    kept = course.autograded("ada") / "submission_secret.txt"
    assert kept.read_text() == "8f3a"
    (course.submission("ada") / "submission_secret.txt").unlink()
    grade(course, force=True)
    assert not kept.exists()


def test_unchanged_submissions_are_not_graded_again(course):
    hand_in(course, "ada", solved(course))
    grade(course)
    before = course.result_file("ada").stat().st_mtime_ns
    again = grade(course)
    assert (again.fresh, again.kept) == (0, 1)
    assert course.result_file("ada").stat().st_mtime_ns == before
    assert grade(course, force=True).fresh == 1


def test_a_changed_submission_is_graded_again(course):
    hand_in(course, "ada", solved(course, solved=False))
    hand_in(course, "bob", solved(course))
    grade(course)
    hand_in(course, "ada", solved(course))
    assert grade(course).fresh == 1
    assert course.result("ada").score == AUTOMATIC


def test_on_a_full_disk_finished_students_keep_their_results(course, monkeypatch):
    hand_in(course, "ada", solved(course))
    grade(course)
    hand_in(course, "bob", solved(course))

    def full(path, content):
        if "bob" in str(path):
            content = itertools.chain(["{"], disk_is_full())
        return write_whole(path, content)

    def disk_is_full():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield

    with monkeypatch.context() as patch:
        patch.setattr(whole_class, "write_whole", full)
        with pytest.raises(OSError, match="No space"):
            grade(course)
    assert course.result("ada").score == AUTOMATIC
    assert course.result("bob") is None
    assert list(course.root.rglob("*.part")) == []
    assert grade(course).fresh == 1
    assert course.result("bob").score == AUTOMATIC


@pytest.mark.parametrize("stop_at", range(6))
def test_a_second_run_after_a_stop_gives_the_same_results(course, stop_at, monkeypatch):
    """The process may stop before any of the writes."""
    hand_in(course, "ada", solved(course), "2026-01-02 03:04:05 UTC")
    hand_in(course, "bob", solved(course))
    count = iter(range(100))
    original = whole_class.write_whole

    def write(path, content):
        if next(count) == stop_at:
            raise KeyboardInterrupt
        original(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(whole_class, "write_whole", write)
        with pytest.raises(KeyboardInterrupt):
            grade(course)
    grade(course)
    assert rows(course, SCORES) == [
        ("ada", AUTOMATIC, WAITING, ALL),
        ("bob", AUTOMATIC, WAITING, ALL),
    ]
    assert [course.result(name).score for name in ("ada", "bob")] == [AUTOMATIC] * 2
    assert not list(course.root.rglob("*.part"))


def by_hand(course, grade_id, score, student="ada"):
    """Enter a score as Formgrader does."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        row = book.find_grade(grade_id, SECTION1, "backprop", student)
        row.manual_score, row.needs_manual_grade = score, False
        book.db.commit()


def hand_scores(course):
    query = """select base_cell.name, manual_score, needs_manual_grade from grade
    join base_cell on grade.cell_id = base_cell.id where manual_score is not null"""
    return rows(course, query)


def grade_another_discussion(course):
    """Submit and grade another answer to q1e_discussion for ada; return her cells."""
    cells = as_submitted(read_assignment(course.notebooks), SECTION1)
    find(cells, "q1e_discussion")["source"] = "Another answer."
    hand_in(course, "ada", {f"{SECTION1}.ipynb": as_file(cells)})
    grade(course)
    return cells


def test_a_score_by_hand_is_kept_if_the_answer_is_unchanged(course):
    hand_in(course, "ada", solved(course))
    grade(course)
    by_hand(course, "q1e_discussion", 1.5)
    grade(course, force=True)
    assert hand_scores(course) == [("q1e_discussion", 1.5, 0)]


def test_a_score_by_hand_is_marked_for_review_if_the_answer_changed(course):
    hand_in(course, "ada", solved(course))
    grade(course)
    by_hand(course, "q1e_discussion", 1.5)
    grade_another_discussion(course)
    assert hand_scores(course) == [("q1e_discussion", 1.5, 1)]


def test_an_override_is_marked_for_review_only_if_its_answer_changed(course):
    hand_in(course, "ada", solved(course))
    grade(course)
    by_hand(course, "q1a", 0.5)
    cells = grade_another_discussion(course)
    assert hand_scores(course) == [("q1a", 0.5, 0)]
    find(cells, "s1a")["source"] += "\n# changed"
    hand_in(course, "ada", {f"{SECTION1}.ipynb": as_file(cells)})
    grade(course)
    assert hand_scores(course) == [("q1a", 0.5, 1)]


def test_the_submission_time_is_stored(course):
    hand_in(course, "ada", solved(course), "2026-01-02 03:04:05 UTC")
    grade(course)
    [(when,)] = rows(course, "select timestamp from submitted_assignment")
    assert str(when).startswith("2026-01-02 03:04:05")


@pytest.mark.parametrize("empty_folder", [False, True])
def test_notebooks_one_folder_too_high_are_graded_with_a_note(course, empty_folder):
    (course.submitted / "ada" / "ps1").mkdir(parents=True)
    for name, content in solved(course).items():
        (course.submitted / "ada" / name).write_bytes(content)
        (course.submitted / "ada" / "ps1" / name).write_bytes(b"another assignment's")
    if empty_folder:
        course.submission("ada").mkdir()
    assert grade(course).fresh == 1
    result = course.result("ada")
    assert result.score == AUTOMATIC
    assert result.notes == ("submitted in STUDENT/ instead of STUDENT/backprop/",)


def graded_by_another_program(course):
    """Set all automatic scores of ada to 0, as nbgrader does without the project."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        submission = book.find_submission("backprop", "ada")
        for notebook in submission.notebooks:
            for row in notebook.grades:
                row.auto_score = 0.0
        book.db.commit()
    write_whole(course.autograded("ada") / f"{SECTION1}.ipynb", b"another program's")


def test_scores_that_another_program_changed_are_graded_and_entered_again(course):
    for student in ("ada", "bob"):
        hand_in(course, student, solved(course))
    grade(course)
    by_hand(course, "q1e_discussion", 1.5)
    before = everything(course)
    graded_by_another_program(course)
    meter = grade(course)
    assert (meter.fresh, meter.kept, meter.differing) == (1, 1, 1)
    assert everything(course)[0] == before[0]
    assert [row[:2] for row in rows(course, SCORES)] == [
        ("ada", AUTOMATIC),
        ("bob", AUTOMATIC),
    ]
    assert [row[:2] for row in hand_scores(course)] == [("q1e_discussion", 1.5)]
    again = grade(course)
    assert (again.fresh, again.differing) == (0, 0)


def test_a_lost_gradebook_is_filled_from_the_results_without_grading(
    released, course, monkeypatch
):
    import shutil

    hand_in(course, "ada", solved(course), "2026-01-02 03:04:05 UTC")
    grade(course)
    before = everything(course)
    shutil.copy(released / "course" / "gradebook.db", course.gradebook)
    monkeypatch.setattr(whole_class, "grade_task", failing(RuntimeError("not again")))
    meter = grade(course)
    assert (meter.fresh, meter.kept, meter.differing) == (0, 1, 1)
    assert everything(course) == before
    [(when,)] = rows(course, "select timestamp from submitted_assignment")
    assert str(when).startswith("2026-01-02")


def failing(error, *students):
    """A stand-in for grade_task that raises the error, for these students or all."""

    def grade_or_fail(task):
        if not students or task.submission.student in students:
            raise error
        return worker.grade_task(task)

    return grade_or_fail


def everything(course):
    """The content of every file of the course, and the rows of the gradebook."""
    files = {
        path.relative_to(course.root): path.read_bytes()
        for path in course.root.rglob("*")
        if path.is_file() and path.name != "gradebook.db"
    }
    return files, rows(course, SCORES)


def test_if_the_grader_fails_on_a_student_the_previous_result_stays(
    course, monkeypatch
):
    for student in ("ada", "bob"):
        hand_in(course, student, solved(course))
    grade(course)
    before = everything(course)
    with monkeypatch.context() as patch:
        patch.setattr(whole_class, "grade_task", failing(ValueError("a bug"), "ada"))
        meter, failures = grade_and_fail(course, force=True)
    assert failures == {"ada": "a bug"}
    assert meter.fresh == 1
    assert everything(course) == before


def test_a_failure_of_the_grader_gives_no_result_and_the_next_run_tries_again(
    course, monkeypatch
):
    hand_in(course, "ada", solved(course))
    with monkeypatch.context() as patch:
        patch.setattr(whole_class, "grade_task", failing(RuntimeError("crashed")))
        assert grade_and_fail(course)[1] == {"ada": "crashed"}
    assert course.result("ada") is None
    assert rows(course, SCORES) == []
    assert grade(course).fresh == 1
    assert course.result("ada").score == AUTOMATIC


@pytest.mark.parametrize(
    "error",
    [
        UsageError("A worker cannot import what it needs: no numpy"),
        CancelledError(),
        OSError(28, "No space left on device"),
    ],
    ids=["missing package", "lost cluster", "full disk"],
)
def test_workers_that_cannot_grade_stop_the_run_and_change_nothing(
    course, monkeypatch, error
):
    for student in ("ada", "bob"):
        hand_in(course, student, solved(course))
    grade(course)
    before = everything(course)
    monkeypatch.setattr(whole_class, "grade_task", failing(error))
    with pytest.raises((UsageError, OSError)):
        grade(course, force=True)
    assert everything(course) == before


def test_a_bug_that_affects_everybody_stops_the_run_early(course, monkeypatch):
    for number in range(12):
        hand_in(course, f"s{number}", solved(course, solved=False))
    tried = []

    def fail(task):
        tried.append(task)
        raise RuntimeError("a bug")

    monkeypatch.setattr(whole_class, "grade_task", fail)
    with pytest.raises(UsageError, match=r"first 5 submissions: a bug"):
        grade(course)
    assert len(tried) < 12


@pytest.mark.parametrize(
    ("error", "expected", "message"),
    [
        (ModuleNotFoundError("No module named 'x'"), UsageError, "No module named 'x'"),
        (OSError(28, "No space left", "/scratch"), UsageError, "/scratch: No space"),
        (KeyError("q1a"), RuntimeError, r"KeyError: 'q1a'"),
    ],
)
def test_a_task_tells_a_machine_that_cannot_grade_from_a_bug(
    course, monkeypatch, error, expected, message
):
    def fail(*_):
        raise error

    hand_in(course, "ada", solved(course))
    monkeypatch.setattr(worker, "open_engine", fail)
    assignment = read_assignment(course.notebooks)
    submission = whole_class.read_submission(course, "ada", assignment)
    task = worker.Task(
        submission, "auto", course.notebooks, "backprop", assignment.fingerprint
    )
    with pytest.raises(expected, match=message):
        worker.grade_task(task)


def test_a_cluster_without_workers_is_noticed_while_tasks_wait(course, monkeypatch):
    hand_in(course, "ada", solved(course))
    monkeypatch.setattr(whole_class, "POLL_SECONDS", 0.05)

    class Silent(ThreadPoolExecutor):
        def submit(self, *_):
            return Future()

    def lost():
        raise UsageError("no worker any more")

    with pytest.raises(UsageError, match="no worker"):
        grade(course, executor=Silent(1), check_workers=lost)


def test_links_in_submissions_are_not_followed(course, tmp_path):
    hand_in(course, "ada", solved(course))
    (course.submitted / "eve").symlink_to(course.submitted / "ada")
    (course.submitted / "mal" / "backprop").mkdir(parents=True)
    for name in NOTEBOOKS:
        target = course.submission("ada") / f"{name}.ipynb"
        (course.submission("mal") / f"{name}.ipynb").symlink_to(target)
    grade(course)
    assert course.result("eve").status == "unreadable"
    assert course.result("mal").status == "unreadable"
    assert "link" in " ".join(course.result("mal").notes)
    assert course.result("ada").score == AUTOMATIC
