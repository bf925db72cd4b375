"""`worksheet.json`: what the checks say, taken down by the companion's own module."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys

import pytest
from judging import ASSIGNMENT
from paths import ROOT

import solutions
from autograder.assignment.assignment import read_assignment
from autograder.checks import companion_data, judge_cell, registry
from autograder.checks.kernel import KernelStudent
from autograder.checks.registry import ANSWERS

COMMITTED = (ASSIGNMENT.folder / companion_data.FILE).read_text(encoding="utf-8")
DATA = json.loads(COMMITTED)
MODULE = companion_data.fingerprints(ASSIGNMENT.folder)
FINGERPRINTED = MODULE.ANSWERS

# At the companion's one input these have one value; the judge has more inputs.
TOLD_APART_BY_THE_JUDGE = {("gradient_descent", "stopped when f rises")}


def digest(answer, function):
    return companion_data.digest(MODULE, answer, function)


def digests_of_mistakes(answer):
    row = ANSWERS[answer]
    return [(m.name, digest(answer, row.as_returned(m.wrong))) for m in row.mistakes]


def test_the_committed_file_is_what_the_checks_say():
    assert companion_data.text(ASSIGNMENT) == COMMITTED


def test_the_file_is_the_same_on_every_run():
    assert companion_data.text(ASSIGNMENT) == companion_data.text(ASSIGNMENT)


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_no_known_mistake_has_the_fingerprint_of_a_right_answer(answer):
    held = DATA["answers"][answer]
    assert held["right"] == [digest(answer, getattr(solutions, answer.split(".")[0]))]
    assert not set(held["right"]) & set(held["wrong"])


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_every_known_mistake_can_be_named_in_the_notebook(answer):
    held = DATA["answers"][answer]["wrong"]
    for name, told in digests_of_mistakes(answer):
        if (answer, name) not in TOLD_APART_BY_THE_JUDGE:
            assert held[told][0] == name


@pytest.mark.parametrize("answer", ["analytic_exponent", "numerical_exponent"])
def test_an_exponent_has_hints_and_no_fingerprint(answer):
    assert set(DATA["answers"][answer]) == {"hints"}


def test_questions_are_those_of_the_notebooks():
    assert set(DATA["questions"]) == set(ASSIGNMENT.by_id)
    for grade_id, asked in ASSIGNMENT.by_id.items():
        held = DATA["questions"][grade_id]
        assert (held["points"], held["by_hand"]) == (asked.points, asked.by_hand)
        rows = registry.QUESTIONS.get(grade_id, ())
        assert held["answers"] == [answer.id for answer in rows]


def test_hints_are_those_of_the_rows():
    for name, answer in ANSWERS.items():
        assert DATA["answers"][name]["hints"] == list(answer.hints)


@pytest.fixture
def without_descent(tmp_path):
    """A copy of the assignment with one question less, and other points."""
    shutil.copytree(ASSIGNMENT.folder, tmp_path / "backprop")
    path = tmp_path / "backprop" / "section1_backpropagation.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "q1g_descent"]
    for cell in notebook["cells"]:
        if cell["id"] == "q1a":
            cell["metadata"]["nbgrader"]["points"] = 2.5
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return read_assignment(tmp_path)


def test_only_what_the_notebooks_ask_is_written(without_descent):
    held = companion_data.contents(without_descent)
    assert held["questions"]["q1a"]["points"] == 2.5
    assert set(DATA["questions"]) - set(held["questions"]) == {"q1g_descent"}
    assert set(DATA["answers"]) - set(held["answers"]) == {"gradient_descent"}
    assert held["answers"]["dl"] == DATA["answers"]["dl"]


def test_fingerprints_are_those_of_the_folders_companion(tmp_path):
    place = tmp_path / "companion"
    place.mkdir()
    (place / "__init__.py").write_text("")
    (place / "salt.py").write_text("SALT = 'a folder of its own'\n")
    (place / "fingerprints.py").write_text("from .salt import SALT\n")
    assert companion_data.fingerprints(tmp_path).SALT == "a folder of its own"
    assert MODULE.SALT != "a folder of its own"


def test_the_file_holds_no_number_of_an_answer():
    for held in DATA["answers"].values():
        assert set(held) <= {"hints", "right", "wrong"}
        for told in (*held.get("right", ()), *held.get("wrong", ())):
            assert len(told) == 20
            assert set(told) <= set("0123456789abcdef")


@pytest.mark.parametrize("answer", ["d_tanh", "loss_gradients.W1", "sensitivities.z"])
def test_a_key_is_asked_in_the_form_in_which_a_student_returns_it(answer):
    wrong = ANSWERS[answer].as_returned(lambda *arguments: 7.0)
    key = answer.partition(".")[2]
    assert wrong() == ({key: 7.0} if key else 7.0)


def test_a_mistake_with_the_right_value_is_refused(monkeypatch):
    row = registry.QUESTIONS["q1a"][0]
    right = row.mistakes[0]._replace(wrong=solutions.dl)
    wrong_row = dataclasses.replace(row, mistakes=(right,))
    monkeypatch.setitem(registry.QUESTIONS, "q1a", (wrong_row,))
    with pytest.raises(ValueError, match="right fingerprint"):
        companion_data.contents(ASSIGNMENT)


def test_the_check_in_the_notebook_is_as_close_as_the_row_says(tmp_path, monkeypatch):
    """An answer off by 5e-9 is right for both, or for neither."""
    folder = tmp_path / "notebooks"
    shutil.copytree(ASSIGNMENT.folder, folder / ASSIGNMENT.name)
    for tolerance, right in ((None, False), (1e-8, True)):
        [row] = registry.QUESTIONS["q1b_chain"]
        looser = (dataclasses.replace(row, tolerance=tolerance),)
        monkeypatch.setitem(registry.QUESTIONS, "q1b_chain", looser)
        copy = read_assignment(folder)
        (copy.folder / companion_data.FILE).write_text(companion_data.text(copy))

        def off(*arguments):
            return solutions.total_derivative(*arguments) * (1 + 5e-9)

        names = {"total_derivative": off}
        graded = judge_cell("q1b_chain", KernelStudent(names), points=3)
        assert (graded.score == 3) is right
        code = (
            "import worksheet, solutions\n"
            "f = lambda *a: solutions.total_derivative(*a) * (1 + 5e-9)\n"
            "print(worksheet.check('q1b_chain', {'total_derivative': f}) + 0)"
        )
        path = os.pathsep.join([str(copy.folder), str(ROOT)])
        said = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert (float(said) == 3) is right
