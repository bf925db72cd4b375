"""`worksheet.json` agrees with the rows, the notebooks and the companion."""

import dataclasses
import itertools
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
from autograder.checks import judge_cell, registry
from autograder.checks.kernel import KernelStudent
from autograder.checks.registry import ANSWERS
from autograder.mutations.mistakes import Mistakes, table
from autograder.release import companion_data

COMMITTED = (ASSIGNMENT.folder / companion_data.FILE).read_text(encoding="utf-8")
DATA = json.loads(COMMITTED)
MODULE = companion_data.fingerprints(ASSIGNMENT.folder)
FINGERPRINTED = MODULE.ANSWERS


def digest(answer, function):
    return companion_data.digest(MODULE, answer, function)


def digests_of_mistakes(answer):
    row = ANSWERS[answer]
    return [(m.name, digest(answer, row.as_returned(m.wrong))) for m in row.mistakes]


def test_the_committed_file_is_what_every_run_makes():
    code = (
        "import sys; from autograder.assignment.assignment import read_assignment;"
        "from autograder.release.companion_data import text;"
        "sys.stdout.buffer.write(text(read_assignment()).encode())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert made.stdout.decode() == COMMITTED


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_no_known_mistake_has_the_fingerprint_of_a_right_answer(answer):
    held = DATA["answers"][answer]
    assert held["right"] == [digest(answer, getattr(solutions, answer.split(".")[0]))]
    assert not set(held["right"]) & set(held["wrong"])


def names_of(numbers):
    return "; ".join(DATA["mistakes"][number][0] for number in numbers)


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_the_file_names_a_wrong_value_by_its_first_mistake(answer):
    held = DATA["answers"][answer]["wrong"]
    first = {}
    for name, fingerprint in digests_of_mistakes(answer):
        first.setdefault(fingerprint, name)
    first.pop(None, None)
    right = getattr(solutions, ANSWERS[answer].function)
    for near in MODULE.neighbours(answer, right):  # right but for rounding
        first.pop(near, None)
    assert {key: names_of(numbers) for key, numbers in held.items()} == first


def test_a_hint_in_the_file_belongs_to_the_mistake():
    for answer in FINGERPRINTED:
        hints = {}
        for mistake in ANSWERS[answer].mistakes:
            hints.setdefault(mistake.name, set()).add(mistake.hint)
        for numbers in DATA["answers"][answer]["wrong"].values():
            hint = DATA["hints"][DATA["mistakes"][numbers[0]][1]]
            assert hint in hints[names_of(numbers)]


@pytest.mark.parametrize("answer", ["analytic_exponent", "numerical_exponent"])
def test_an_exponent_has_hints_but_no_fingerprint(answer):
    assert set(DATA["answers"][answer]) == {"hints"}


def test_the_file_has_the_questions_of_the_notebooks():
    assert set(DATA["questions"]) == set(ASSIGNMENT.by_id)
    for grade_id, asked in ASSIGNMENT.by_id.items():
        held = DATA["questions"][grade_id]
        assert (held["points"], held["by_hand"]) == (asked.points, asked.by_hand)
        rows = registry.QUESTIONS.get(grade_id, ())
        assert held["answers"] == [answer.id for answer in rows]


def test_the_file_has_the_hints_of_the_rows():
    for name, answer in ANSWERS.items():
        assert DATA["answers"][name]["hints"] == list(answer.hints)


@pytest.fixture
def without_descent(tmp_path):
    """A copy of the assignment without one question, and with changed points."""
    shutil.copytree(ASSIGNMENT.folder, tmp_path / "backprop")
    path = tmp_path / "backprop" / "section1_backpropagation.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "q1g_descent"]
    for cell in notebook["cells"]:
        if cell["id"] == "q1a":
            cell["metadata"]["nbgrader"]["points"] = 2.5
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return read_assignment(tmp_path)


def test_a_question_that_is_not_in_the_notebooks_is_left_out(
    without_descent, monkeypatch
):
    monkeypatch.setattr(companion_data, "_answer", lambda _, answer, __: answer.id)
    held = companion_data.contents(without_descent)
    assert held["questions"]["q1a"]["points"] == 2.5
    assert set(DATA["questions"]) - set(held["questions"]) == {"q1g_descent"}
    assert set(DATA["answers"]) - set(held["answers"]) == {"gradient_descent"}
    assert held["answers"]["dl"] == "dl"


def test_fingerprints_come_from_the_companion_in_the_folder(tmp_path):
    package = tmp_path / "companion"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "salt.py").write_text("SALT = 'another folder'\n")
    (package / "fingerprints.py").write_text("from .salt import SALT\n")
    assert companion_data.fingerprints(tmp_path).SALT == "another folder"
    assert MODULE.SALT != "another folder"


def test_the_file_contains_only_hints_and_fingerprints():
    for held in DATA["answers"].values():
        assert set(held) <= {"hints", "right", "further", "wrong", "steps"}
        rows = [held.get(key, ()) for key in ("right", "further", "wrong")]
        for fingerprint in itertools.chain(*rows):
            assert len(fingerprint) == 10
            assert set(fingerprint) <= set("0123456789abcdef")


@pytest.mark.parametrize("answer", ["d_tanh", "loss_gradients.W1", "sensitivities.z"])
def test_a_wrong_value_is_wrapped_as_students_return_it(answer):
    wrong = ANSWERS[answer].as_returned(lambda *arguments: 7.0)
    key = answer.partition(".")[2]
    assert wrong() == ({key: 7.0} if key else 7.0)


def test_a_mistake_with_the_right_value_is_left_out(monkeypatch):
    row = registry.QUESTIONS["q1a"][0]
    right = Mistakes(listed=table(("equal to the right one", "?", solutions.dl)))
    only = {"q1a": (dataclasses.replace(row, mistakes=right),)}
    monkeypatch.setattr(registry, "QUESTIONS", only)
    assert companion_data.contents(ASSIGNMENT)["answers"]["dl"]["wrong"] == {}


def test_the_notebook_check_uses_the_tolerance_of_the_row(tmp_path, monkeypatch):
    """An answer off by 5e-9 passes both checks, or neither."""
    folder = tmp_path / "notebooks"
    shutil.copytree(ASSIGNMENT.folder, folder / ASSIGNMENT.name)
    [row] = registry.QUESTIONS["q1b_chain"]
    for tolerance, right in ((None, False), (1e-8, True)):
        looser = (dataclasses.replace(row, tolerance=tolerance),)
        monkeypatch.setattr(registry, "QUESTIONS", {"q1b_chain": looser})
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
