"""Mistakes made of mutations, and mistakes recognised by the returned value."""

import numpy as np
import pytest

from autograder.checks.mistakes import (
    Mutation,
    named,
    pairs,
    scaled,
    singles,
    table,
    table_of,
    variants,
)

RIGHT = {"factor": 2, "power": 1}
DOUBLED = Mutation("it is doubled", "Why twice?", "factor", 4)
NEGATED = Mutation("it is negated", "Which sign?", "factor", -2)
SQUARED = Mutation("it is squared", "Which power?", "power", 2)


def formula(changes):
    recipe = RIGHT | changes
    return lambda x: recipe["factor"] * x ** recipe["power"]


def rows_of(mistakes):
    return [(m.name, m.hint, m.wrong(3)) for m in mistakes]


def test_a_single_mutation_changes_only_its_step():
    assert rows_of(singles(formula, (DOUBLED, SQUARED))) == [
        ("it is doubled", "Why twice?", 12),
        ("it is squared", "Which power?", 18),
    ]


def test_a_pair_combines_two_mutations_at_different_steps():
    assert rows_of(pairs(formula, (DOUBLED, NEGATED, SQUARED))) == [
        ("it is doubled, and it is squared", "Why twice?", 36),
        ("it is negated, and it is squared", "Which sign?", -18),
    ]


def test_a_pair_can_be_excluded():
    exclude = [("it is doubled", "it is squared")]
    [left] = pairs(formula, (DOUBLED, NEGATED, SQUARED), exclude)
    assert left.name == "it is negated, and it is squared"


def test_a_factor_can_be_excluded():
    names = [m.name for m in scaled(formula({}), exclude=(-1.0,))]
    assert "the sign is wrong" not in names
    assert [
        m.wrong(3) for m in scaled(formula({})) if m.name == "the sign is wrong"
    ] == [-6]


ROWS = table(
    ("fails", "?", lambda x: x.no_such_thing),
    ("halved", "?", lambda x: x / 2),
    ("halved as well", "?", lambda x: x / 2),
    ("divided by x", "?", lambda x: x / x),
    ("changes its argument", "?", lambda x: x.__imul__(3)),
)
X = np.array([1.7, -0.3])


def test_the_first_mistake_with_the_value_is_named():
    assert named(ROWS, (X,), X / 2).name == "halved"
    assert named(ROWS, (X,), (X / 2).tolist()).name == "halved"


@pytest.mark.parametrize("value", [X / 2 + 1e-9, X[:1] / 2, 0.5, "half", None, {}])
def test_any_other_value_has_no_name(value):
    assert named(ROWS, (X,), value) is None


def test_infinity_and_nan_differ_from_numbers():
    zero = np.array([0.0, 1.3])
    assert named(ROWS, (zero,), np.array([np.inf, 1.0])) is None
    assert named(ROWS, (zero,), np.array([np.nan, 1.0])).name == "divided by x"


def test_a_mistake_gets_a_copy_of_the_arguments():
    mine = X.copy()
    assert named(ROWS, (mine,), 3 * X).name == "changes its argument"
    assert np.array_equal(mine, X)


def test_variants_share_their_name_and_hint():
    many = variants("tripled", "Why?", lambda x: 3 * x, lambda x: x + x + x + 1)
    assert rows_of(many) == [("tripled", "Why?", 9), ("tripled", "Why?", 10)]


def test_a_formula_takes_the_arguments_as_one_tuple():
    rows = table_of(lambda *given: given, ("first", "?", lambda given: given[0]))
    assert rows_of(rows) == [("first", "?", 3)]
