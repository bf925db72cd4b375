"""A student's names in a plain kernel behave as behind the sandbox's border."""

import numpy as np
import pytest

from autograder.checks.kernel import KernelStudent
from autograder.values.plain import Opaque


def student(source, **names):
    namespace = {"np": np, **names}
    exec(source, namespace)
    return KernelStudent(namespace)


def test_a_call_gives_plain_data_and_the_arguments_as_it_left_them():
    reply = student("def f(x): x += 1; return {'a': (x.sum(), [True])}").call(
        "f", np.zeros(2)
    )
    assert reply.value == {"a": (2.0, [True])}
    assert reply.arguments[0].tolist() == [1, 1]


def test_the_callers_arrays_are_never_the_students():
    mine = np.zeros(2)
    student("def f(x): x += 1").call("f", mine)
    assert mine.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("source", "kind"),
    [("", "undefined"), ("f = 3", "not callable"), ("def f(): 1 / 0", "raised")],
)
def test_what_gives_no_value_says_why(source, kind):
    assert student(source).call("f").failure.kind == kind


@pytest.mark.parametrize("how", ["raise SystemExit", "raise KeyboardInterrupt"])
def test_an_exit_ends_the_call_only(how):
    assert student(f"def f(): {how}").call("f").failure.kind == "raised"


def test_a_function_is_seen_as_opaque():
    assert isinstance(student("f = len").read("f").value, Opaque)


def test_what_is_lent_is_there_for_one_call_only():
    lender = student("def f(x): return helper(x, twice=2)\nhelper = None")
    lend = {"helper": lambda x, twice: x * twice}
    assert lender.call("f", 3.0, lend=lend).value == 6
    assert lender.namespace["helper"] is None
    assert "other" not in lender.namespace
    lender.call("f", 3.0, lend={"other": abs})
    assert "other" not in lender.namespace


def test_a_callback_gives_a_number_where_numpy_would():
    asker = student("def f(phi): return type(phi(2.0)).__name__")
    assert asker.call("f", lambda z: np.asarray(z) * 2).value == "float64"


def test_a_function_that_was_handed_in_can_be_passed_on():
    asker = student("def f(phi): return helper(phi, 2.0)")
    lend = {"helper": lambda phi, x: phi(x) + 1}
    assert asker.call("f", lambda z: z * 10, lend=lend).value == 21
