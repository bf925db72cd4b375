"""The student's globals in a plain kernel, and the hidden line that judges them."""

import json

import numpy as np
import pytest
from judging import ASSIGNMENT

import solutions
from autograder.assignment import assignment
from autograder.assignment.graded_cell import GradedCell, graded_in
from autograder.checks import judge
from autograder.checks.kernel import KernelStudent
from autograder.values.plain import Opaque
from autograder.values.student import Reply


def student(source, **names):
    namespace = {"np": np, **names}
    exec(source, namespace)
    return KernelStudent(namespace)


def test_a_call_returns_plain_data_and_its_arguments_afterwards():
    reply = student("def f(x): x += 1; return {'a': (x.sum(), [True])}").call(
        "f", np.zeros(2)
    )
    assert reply.value == {"a": (2.0, [True])}
    assert reply.arguments[0].tolist() == [1, 1]


def test_a_call_gets_copies_of_the_arrays():
    mine = np.zeros(2)
    student("def f(x): x += 1").call("f", mine)
    assert mine.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("source", "kind"),
    [("", "undefined"), ("f = 3", "not callable"), ("def f(): 1 / 0", "raised")],
)
def test_a_call_without_a_value_has_a_kind_of_failure(source, kind):
    assert student(source).call("f").failure.kind == kind


@pytest.mark.parametrize("how", ["raise SystemExit", "raise KeyboardInterrupt"])
def test_an_exit_ends_only_the_call(how):
    assert student(f"def f(): {how}").call("f").failure.kind == "raised"


def test_a_function_is_read_as_opaque():
    assert isinstance(student("f = len").read("f").value, Opaque)


def test_a_function_is_lent_for_one_call():
    lender = student("def f(x): return helper(x, twice=2)\nhelper = None")
    lend = {"helper": lambda x, twice: x * twice}
    assert lender.call("f", 3.0, lend=lend).value == 6
    assert lender.namespace["helper"] is None
    assert "other" not in lender.namespace
    lender.call("f", 3.0, lend={"other": abs})
    assert "other" not in lender.namespace


def test_a_callback_returns_a_number_as_numpy_does():
    asker = student("def f(phi): return type(phi(2.0)).__name__")
    assert asker.call("f", lambda z: np.asarray(z) * 2).value == "float64"


def test_a_function_argument_can_be_passed_to_a_lent_function():
    asker = student("def f(phi): return helper(phi, 2.0)")
    lend = {"helper": lambda phi, x: phi(x) + 1}
    assert asker.call("f", lambda z: z * 10, lend=lend).value == 21


def graded(grade_id, points):
    """A graded cell as nbgrader keeps it in a notebook."""
    metadata = {"grade": True, "grade_id": grade_id, "points": points}
    return {"cell_type": "code", "metadata": {"nbgrader": metadata}, "source": "1 +"}


def write(path, *cells):
    prose = {"cell_type": "markdown", "metadata": {}, "source": "# x"}
    answer = {"metadata": {"nbgrader": {"grade": False, "grade_id": "s", "points": 9}}}
    path.write_text(json.dumps({"cells": [prose, answer, *cells]}), encoding="utf-8")


RIGHT = {"d_relu": solutions.d_relu}


def test_the_hidden_line_returns_the_points_as_a_number(capsys):
    points = judge("q2b", dict(RIGHT))
    assert repr(points) == repr(float(ASSIGNMENT.by_id["q2b"].points))
    assert "unsafe: no sandbox" in points._repr_html_()
    assert capsys.readouterr() == ("", "")


def test_the_points_come_from_the_notebook_in_the_working_directory(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "section2.ipynb", graded("q2a", 2), graded("q2b", 3.5))
    assert judge("q2b", dict(RIGHT)) == 3.5
    assert judge("q2b", {}) == 0


def test_functions_of_earlier_cells_in_that_notebook_are_lent(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"d_relu": None}
    exec("d_leaky_relu = lambda x: 1.1 * d_relu(x) - 0.1", names)
    write(tmp_path / "one.ipynb", graded("q2d", 2), graded("q2b", 2))
    assert judge("q2d", names) == 0
    write(tmp_path / "one.ipynb", graded("q2b", 2), graded("q2d", 2))
    assert judge("q2d", names) == 2


@pytest.mark.parametrize(
    "ids",
    [
        ["q1d_x", "q1d_W2", "q1d_b", "q1f", "q1d_W1"],  # one is moved behind q1f
        ["q1d_x", "q1d_W2", "q1d_b", "q1f"],  # one is deleted
    ],
)
def test_a_function_is_not_lent_before_all_cells_that_judge_it(
    tmp_path, monkeypatch, ids
):
    monkeypatch.chdir(tmp_path)
    names = {"loss_gradients": None, "phis": []}
    source = "def sensitivities(*arguments): return loss_gradients(*arguments)"
    exec(source, names)
    write(tmp_path / "one.ipynb", *(graded(name, 2) for name in ids))
    lent = []
    monkeypatch.setattr(
        KernelStudent, "call", lambda *_, lend=None: lent.append(lend) or Reply()
    )
    judge("q1f", names)
    assert not any("loss_gradients" in (lend or ()) for lend in lent)
    whole = [*ids[:3], "q1d_W1", "q1f"]
    write(tmp_path / "one.ipynb", *(graded(name, 2) for name in whole))
    judge("q1f", names)
    assert any("loss_gradients" in (lend or ()) for lend in lent)


def test_a_function_works_during_one_call_only():
    keeper = student(
        "def f(phi):\n    global kept\n    kept = phi\n    return phi(1.0)"
    )
    assert keeper.call("f", lambda z: z + 1).value == 2
    with pytest.raises(RuntimeError, match="one call only"):
        keeper.namespace["kept"](1.0)
    lend = {"helper": lambda x: x}
    borrower = student(
        "def g():\n    global kept\n    kept = helper\n    return kept(1)"
    )
    assert borrower.call("g", lend=lend).value == 1
    with pytest.raises(RuntimeError, match="one call only"):
        borrower.namespace["kept"](1.0)


def test_arguments_of_a_callback_are_limited():
    asker = student("def f(phi): return phi(np.int64(10**9))")
    failure = asker.call("f", lambda n: list(range(n))).failure
    assert failure.exception == "ValueError"


def test_earlier_cells_come_from_the_same_notebook(tmp_path):
    write(tmp_path / "one.ipynb", graded("q1a", 2))
    write(tmp_path / "two.ipynb", graded("q2a", 2), graded("q2b", 3), graded("q2c", 1))
    found = graded_in(tmp_path, "q2b")
    assert found == GradedCell(3.0, ("q2a",), ("q2b", "q2c"))
    assert graded_in(tmp_path, "q2d") is None


def test_an_extra_submitted_notebook_cannot_raise_the_points(tmp_path):
    write(tmp_path / "a.ipynb", graded("q2b", 100))
    write(tmp_path / "b.ipynb", graded("q2b", 2), graded("q2b", 50))
    write(tmp_path / "c.ipynb", graded("q2b", 70))
    assert graded_in(tmp_path, "q2b").points == 2


def test_files_that_are_not_notebooks_are_ignored(tmp_path):
    for number, text in enumerate(
        (
            "",
            "{",
            "[]",
            "{}",
            '{"cells": [1]}',
            '{"cells": [{"metadata": 5}]}',
            "[" * 99999,
        )
    ):
        (tmp_path / f"{number}.ipynb").write_text(text)
    (tmp_path / "binary.ipynb").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.ipynb").mkdir()
    write(tmp_path / "no_points.ipynb", graded("q2b", None))
    assert graded_in(tmp_path, "q2b") is None
    write(tmp_path / "z.ipynb", graded("q2b", 2))
    assert graded_in(tmp_path, "q2b") == GradedCell(2.0, (), ("q2b",))


def test_a_wrong_answer_is_judged_where_the_project_has_no_notebooks(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "one.ipynb", graded("q2b", 2))
    monkeypatch.setattr(assignment, "notebooks_folder", lambda: tmp_path / "missing")
    points = judge("q2b", {"d_relu": lambda x: 7.0})
    assert points == 0
    assert "d_relu has the right shape, but a wrong value" in points.text


def test_a_cell_that_no_notebook_has_raises_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="q9"):
        judge("q9", {})
