"""Edits of a line: each is wrong in one place, and its name says in which."""

import pytest

from autograder.mutations.edits import Scope, edits, kind

VECTOR, MATRIX = (3,), (3, 3)
KINDS = {
    "x": VECTOR, "b": VECTOR, "z": VECTOR, "A": MATRIX, "B": MATRIX,
    "r": (), "phi": "function", "dphi": "function",
}  # fmt: skip


def names(source, label="z", labels=None):
    scope = Scope(KINDS, labels or {}, label)
    return {edit.source: edit.name for edit in edits(source, scope)}


@pytest.mark.parametrize(
    ("source", "wrong", "name"),
    [
        ("A.T @ x", "A @ x", "A is not transposed"),
        ("A @ x", "A.T @ x", "A is transposed in z"),
        ("A @ x", "A * x", "`*` is used instead of `@` between A and x"),
        ("A @ x", "B @ x", "B is used instead of A in z"),
        ("x + b", "x - b", "b is subtracted instead of added in z"),
        ("x + b", "x", "b is missing from z"),
        ("x - b", "b - x", "the difference in z is the wrong way round"),
        ("x - b", "-b", "x is missing from z"),
        ("2 * r", "r", "the factor 2 is missing from z"),
        ("r ** 2", "r", "r is not raised to the power 2 in z"),
        ("r ** 3", "r ** 2", "r has the power 2 instead of 3"),
        ("phi(z)", "z", "phi is missing from z"),
        ("phi(z)", "phi(x)", "phi is evaluated at x instead of z"),
        ("phi(z)", "dphi(z)", "dphi is used instead of phi"),
        ("np.outer(x, b)", "np.outer(b, x)", "the outer product is transposed"),
        ("np.outer(x, b)", "x * b", "`*` is used instead of an outer product"),
        ("np.sum(x)", "x", "the sum over x is missing"),
        ("np.sum(x)", "np.mean(x)", "x is averaged instead of summed"),
        ("-r", "r", "the minus sign before r is missing in z"),
        ("x / r", "x * r", "x is multiplied by r instead of divided"),
        ("2 * r", "-2 * r", "z has the wrong sign"),
        ("2 * r", "4 * r", "z has a factor of 2 too many"),
        ("2 * r", "0 * r", "z is 0 everywhere"),
        ("2 + r", "-2 + r", "−2 is used instead of 2 in z"),
    ],
)
def test_an_edit_is_named_after_what_it_changes(source, wrong, name):
    assert names(source)[wrong] == name


def test_a_line_is_not_an_edit_of_itself():
    for source in ("A @ x + b", "phi(z)", "np.outer(x, b)", "2 * r"):
        assert source not in names(source)


def test_variables_of_another_shape_are_not_confused():
    assert not any("A is used instead of x" in name for name in names("x + b").values())


def test_a_sentence_calls_a_variable_by_its_label():
    found = names("A.T @ z", labels={"A": "the Jacobian"})
    assert found["A @ z"] == "the Jacobian is not transposed"
    assert found["z"] == "the Jacobianᵀ is missing from z"


def test_the_kind_of_a_value_is_its_shape_or_that_it_can_be_called():
    assert kind(len) == "function"
    assert kind([1.0, 2.0]) == (2,)
    assert kind(3.0) == ()
