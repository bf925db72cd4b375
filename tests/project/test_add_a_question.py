"""docs/add-a-question.md, followed step by step on a copy of the project."""

from __future__ import annotations

import json
import re

import pytest
from course_copy import copy_project, edit_notebook, run_in
from fake_course import cell, nbgrader
from own_assignment import AUTOMATIC, MAX_SCORE, QUESTIONS
from paths import ROOT
from sandbox_here import needs_sandbox

pytestmark = [pytest.mark.slow, needs_sandbox]

PAGE = (ROOT / "docs" / "add-a-question.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^```(\w+) (cell|file)=(\S+?)( points=(\d+))?\n(.*?)^```$", re.M | re.S
)
BLOCKS = [(m[1], m[2], m[3], m[5], m[6]) for m in BLOCK.finditer(PAGE)]
RIGHT = """\
def d_softplus(x):
    return 1 / (1 + np.exp(-np.asarray(x)))
"""
WRONG = """\
def d_softplus(x):
    return 1 / (1 + np.exp(x))
"""


def metadata(name, points):
    if name == "s2e":
        return {"nbgrader": nbgrader(name, solution=True)}
    if points:
        return {"nbgrader": nbgrader(name, int(points), grade=True, locked=True)}
    return {}


def new_cells():
    kinds = {"markdown": "markdown", "python": "code"}
    return [
        cell(name, text.rstrip("\n"), kinds[language], metadata(name, points))
        for language, what, name, points, text in BLOCKS
        if what == "cell"
    ]


def with_cells(cells):
    index = next(n for n, one in enumerate(cells) if one["id"] == "your-points")
    return [*cells[:index], *new_cells(), *cells[index:]]


def add_to_file(project, name):
    [text] = [t for _, what, n, _, t in BLOCKS if what == "file" and n == name]
    path = project / name
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{text}", encoding="utf-8")


FILES = [name for _, what, name, _, _ in BLOCKS if what == "file"]


@pytest.fixture
def project(tmp_path):
    """A copy of the project with the new cells in its notebook."""
    copy = copy_project(tmp_path / "project")
    edit_notebook(copy, "2", with_cells)
    return copy


def hand_in(project, student, answer):
    """Submit both released notebooks with this answer to the new question."""
    released = project / "course" / "release" / "backprop"
    folder = project / "course" / "submitted" / student / "backprop"
    folder.mkdir(parents=True)
    for path in released.glob("*.ipynb"):
        notebook = json.loads(path.read_text())
        for one in notebook["cells"]:
            if one["id"] == "s2e" and answer:
                one["source"] = answer
        (folder / path.name).write_text(json.dumps(notebook))


def test_the_new_question_is_released_checked_and_graded(project):
    for name in FILES:
        add_to_file(project, name)
    printed = run_in(project, "autograder", "release")
    assert f"earns all {AUTOMATIC + 2:g} automatic points" in printed
    total = sum(q.points for q in QUESTIONS if q.grade_id[1] == "2") + 2
    assert f"should be '{total} points'" in printed  # in the first cell
    for student, answer in (("ada", RIGHT), ("bob", WRONG), ("cyd", "")):
        hand_in(project, student, answer)
    run_in(project, "autograder", "grade", "--json", "all.json")
    students = json.loads((project / "all.json").read_text())["students"]
    got = {name: one["cells"]["q2e"] for name, one in students.items()}
    assert {name: one["score"] for name, one in got.items()} == {
        "ada": 2,
        "bob": 0,
        "cyd": 0,
    }
    assert (
        got["bob"]["misconception"]
        == "the inner derivative is missing from the derivative"
    )
    assert "d_softplus returns nothing yet" in got["cyd"]["feedback"]
    assert {one["max_score"] for one in students.values()} == {MAX_SCORE + 2}
    for page in ("report", "feedback"):
        run_in(project, "autograder", page)
    page = (project / "course/feedback/bob/backprop/feedback.html").read_text()
    assert "(e) Differentiate softplus" in page
    worksheet = json.loads((project / "notebooks/backprop/worksheet.json").read_text())
    assert worksheet["questions"]["q2e"]["points"] == 2
    assert len(worksheet["answers"]["d_softplus"]["hints"]) == 3


@pytest.mark.parametrize(
    ("done", "message"),
    [
        (FILES[:2], "q2e: no row in autograder/checks/section_2.py"),
        pytest.param(
            FILES[:3],
            "q2e: companion/section_2.py in the notebooks folder checks nothing",
            marks=pytest.mark.long,
        ),
        ([FILES[0], *FILES[2:]], "module 'solutions' has no attribute 'd_softplus'"),
    ],
    ids=["no check", "no companion", "no export"],
)
def test_a_skipped_step_is_reported_with_its_file(project, done, message):
    for name in done:
        add_to_file(project, name)
    printed = run_in(project, "autograder", "release", status=2)
    assert message in printed
    assert "Traceback" not in printed
    assert not (project / "course" / "release").exists()


def test_every_file_that_the_page_names_exists():
    for name in re.findall(r"`([\w/]+\.(?:py|ipynb))`", PAGE):
        found = [ROOT / name, *(ROOT / "autograder").rglob(name.rsplit("/", 1)[-1])]
        assert any(path.exists() for path in found), name


@pytest.mark.long
def test_a_row_deleted_after_the_release_changes_no_result(project):
    for name in FILES:
        add_to_file(project, name)
    run_in(project, "autograder", "release")
    hand_in(project, "ada", RIGHT)
    run_in(project, "autograder", "grade")
    before = (project / "course" / "results" / "ada.json").read_text()
    path = project / "autograder" / "checks" / "section_2.py"
    path.write_text(path.read_text().replace('QUESTIONS["q2e"]', 'QUESTIONS["q2f"]'))
    for command in (("grade", "--force"), ("check", "course/submitted/ada/backprop")):
        printed = run_in(project, "autograder", *command, status=2)
        assert "q2e: no row in autograder/checks/section_2.py" in printed
        assert "Traceback" not in printed
    assert (project / "course" / "results" / "ada.json").read_text() == before


def test_a_syntax_error_in_the_companion_is_reported_with_its_line(project):
    for name in FILES:
        add_to_file(project, name)
    path = project / "notebooks/backprop/companion/part_1a.py"
    path.write_text(path.read_text() + "\ndef broken(:\n")
    printed = run_in(project, "autograder", "release", status=2)
    assert "part_1a.py, line" in printed
    assert "Traceback" not in printed
