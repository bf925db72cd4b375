"""Exceptions of a student's function: the line, the shapes and the usual cause."""

import linecache

import numpy as np
import pytest
from companion.answers.errors import ArgumentError, CallError, RaisedError
from companion.answers.raised import next_step, raised, sentence
from companion.answers.returned import ask

FILE = "/tmp/ipykernel_7/1.py"


def cell(source):
    """The function f of a notebook cell."""
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    names = {"np": np}
    exec(compile(source, FILE, "exec"), names)
    return names["f"]


def error_of(function, *arguments):
    with pytest.raises(RaisedError) as caught:
        ask(function, *arguments)
    return caught.value


def test_the_line_of_the_student_is_quoted_and_the_shapes_are_named():
    f = cell("def f(z, x):\n    y = 2\n    return z * x\n")
    error = error_of(f, np.ones(3), np.ones(2))
    assert str(error) == (
        "ValueError at `return z * x`: shapes (3,) and (2,) do not fit"
    )
    assert "np.outer" in error.next_step


def test_the_deepest_line_of_the_student_is_quoted_and_never_ours():
    def ours(v):
        return np.ones((2, 2)) @ v

    f = cell("def f(g):\n    return h(g)\ndef h(g):\n    return g(np.ones(3))\n")
    ours.__code__ = ours.__code__.replace(co_filename=raised.__code__.co_filename)
    assert str(error_of(f, ours)).startswith("ValueError at `return g(np.ones(3))`")


@pytest.mark.parametrize(
    ("line", "words", "advice"),
    [
        ("np.ones((3, 2)) @ np.ones(3)", "inner sizes 2 and 3", "transpose"),
        ("np.dot(np.ones((3, 2)), np.ones(3))", "(3, 2) and (3,)", "transpose"),
        ("np.dot(np.ones(3), np.ones(2))", "(3,) and (2,)", "np.outer"),
        ("np.ones((3, 2)) + np.ones(3)", "(3, 2) and (3,)", "element-wise"),
        ("np.ones((3, 2)) - np.ones((2, 3))", "(3, 2) and (2, 3)", "one transposed"),
        ("np.ones(3).__setitem__(slice(2), np.ones(3))", "(3,) and (2,)", "assign"),
        ("(1.0, 2.0) * 3.5", "can't multiply", "one by one"),
        ("2.0 * f", "unsupported", "in place of its value"),
        ("np.ones(3) @ 2.0", "enough dimensions", "for a single number, use `*`"),
        ("[1][1]", "out of range", "start at 0"),
        ("1 if np.ones(2) > 0 else 0", "truth value", "np.where"),
        ("2.0 ^ 3", "for ^", "`**`"),
        ("missing", "not defined", "spelled"),
        ("1.0 / 0", "division by zero", "denominator"),
        ("{}['z']", "'z'", "those in your dict"),
        ("2.0(3)", "not callable", "Is a `*` missing"),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_each_usual_error_has_its_next_step(line, words, advice):
    error = error_of(cell(f"def f():\n    return {line}\n"))
    assert f"at `return {line}`" in str(error)
    assert words in str(error)
    assert advice in error.next_step


def test_an_exception_from_another_process_brings_its_line_as_text():
    error = type("ZeroDivisionError", (Exception,), {})("division by zero")
    error.source_line = "return 1 / x"
    what = raised(error)
    assert sentence(what) == "ZeroDivisionError at `return 1 / x`: division by zero"
    assert "denominator" in next_step(what)


def test_a_given_function_that_gets_a_wrong_argument_says_so():
    def f():
        raise ArgumentError("calls `df` with one number; `df` needs 3. Pass it g(w).")

    error = error_of(f)
    assert isinstance(error, CallError)
    assert (error.verb, str(error)) == ("", "calls `df` with one number; `df` needs 3")
    assert error.next_step == "Pass it g(w)."
