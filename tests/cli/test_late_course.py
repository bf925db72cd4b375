"""Late penalties through the commands: every place shows the gradebook's total."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest
from class_of_real_notebooks import environment, hand_in, released, run, solved_cells
from nbgrader.api import Gradebook
from own_assignment import ASSIGNMENT, MAX_SCORE, SECTION2
from sandbox_here import needs_sandbox

from autograder.reports.written import key_of

pytestmark = [pytest.mark.slow, needs_sandbox]
TIMES = {"early": "2026-03-01 12:00:00 UTC", "tess": "2026-03-03 15:00:00 UTC"}
CONFIG = """
c = get_config()
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
c.FractionPerDay.per_day = 0.075
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A released course with two students, graded before it had a due date."""
    course = released(tmp_path_factory.mktemp("late"))
    for student, time in TIMES.items():
        hand_in(course, student, {SECTION2: solved_cells(SECTION2, course)})
        (course.submission(student) / "timestamp.txt").write_text(time)
    run("grade", "--course", course.root)
    return course


def totals(course):
    """Each student's total in nbgrader's own export."""
    file = course.root.parent / "grades.csv"
    url = f"--CourseDirectory.db_url=sqlite:///{course.gradebook}"
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", url, "--to", str(file)],
        cwd=course.root.parent,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    with open(file) as rows:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(rows)}


def table(course):
    with open(course.root / "report.csv") as rows:
        return {row["student"]: row for row in csv.DictReader(rows)}


def page(course, student):
    return (course.feedback(student) / "feedback.html").read_text()


def shown(points):
    return f"{round(points, 2):g}"


def test_a_due_date_and_a_score_by_hand_after_grading_reach_every_place(course):
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.update_or_create_assignment("backprop", duedate="2026-03-02 12:00:00 UTC")
    file = course.root.parent / "results.json"
    done = run("grade", "--course", course.root, "--json", file)
    assert "2 unchanged" in done.stdout
    entries = json.loads(file.read_text())["students"]
    score = entries["tess"]["score"]
    assert "total" not in entries["early"]
    assert entries["tess"]["late"] == 97_200
    assert entries["tess"]["penalty"] == pytest.approx(0.15 * score)
    sentence = f"1 day 3 h late: −{shown(0.15 * score)} points (15 %)"
    assert sentence in " ".join(done.stdout.split())
    assert totals(course)["tess"] == pytest.approx(entries["tess"]["total"])

    question = next(q for q in ASSIGNMENT.questions if q.by_hand)
    scores = course.root.parent / "scores.csv"
    row = f"{question.grade_id},{key_of('tess', ASSIGNMENT)},1"
    scores.write_text(f"question,answer,score\n{row}\n")
    run("grade", "--course", course.root, "--written", scores)
    expected = 0.85 * (score + 1)
    assert totals(course)["tess"] == pytest.approx(expected)
    run("report", "--course", course.root)
    run("feedback", "--course", course.root)
    assert table(course)["tess"]["score"] == shown(score + 1)
    assert table(course)["tess"]["total"] == shown(expected)
    assert table(course)["early"]["total"] == shown(entries["early"]["score"])
    text = page(course, "tess")
    assert f"1 day 3 h late: −{shown(0.15 * (score + 1))} points (15 %)" in text
    [total] = re.findall(rf"<b>(\S+) of {MAX_SCORE:g} points</b>", text)
    assert total == shown(expected)


def test_an_extension_reaches_every_place_without_grading_again(course):
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.grant_extension("backprop", "tess", days=2)
    run("feedback", "--course", course.root)
    score = totals(course)["tess"]
    assert f"<b>{shown(score)} of" in page(course, "tess")
    assert " late" not in page(course, "tess")
