"""Mistakes made of mutations, and a mistake named by the value that came back."""

import numpy as np
import pytest

from autograder.checks.mistakes import (
    Mutation,
    alike,
    named,
    pairs,
    scaled,
    singles,
    table,
    table_of,
)

RIGHT = {"factor": 2, "power": 1}
DOUBLED = Mutation("doubled", "Why twice?", "factor", 4)
NEGATED = Mutation("negated", "Which sign?", "factor", -2)
SQUARED = Mutation("squared", "Which power?", "power", 2)


def formula(changes):
    recipe = RIGHT | changes
    return lambda x: recipe["factor"] * x ** recipe["power"]


def told(mistakes):
    return [(m.name, m.hint, m.wrong(3)) for m in mistakes]


def test_a_single_mutation_changes_its_link_only():
    assert told(singles(formula, (DOUBLED, SQUARED))) == [
        ("doubled", "Why twice?", 12),
        ("squared", "Which power?", 18),
    ]


def test_pairs_are_two_mutations_at_different_links():
    assert told(pairs(formula, (DOUBLED, NEGATED, SQUARED))) == [
        ("doubled; and squared", "Why twice?", 36),
        ("negated; and squared", "Which sign?", -18),
    ]


def test_a_pair_can_be_excluded():
    exclude = [("doubled", "squared")]
    [left] = pairs(formula, (DOUBLED, NEGATED, SQUARED), exclude)
    assert left.name == "negated; and squared"


def test_factors_that_have_names_already_are_excluded():
    names = [m.name for m in scaled(formula({}), exclude=(-1.0,))]
    assert "wrong sign" not in names
    assert [m.wrong(3) for m in scaled(formula({})) if m.name == "wrong sign"] == [-6]


ROWS = table(
    ("fails", "?", lambda x: x.no_such_thing),
    ("halved", "?", lambda x: x / 2),
    ("halved as well", "?", lambda x: x / 2),
    ("divided by x", "?", lambda x: x / x),
    ("changes its argument", "?", lambda x: x.__imul__(3)),
)
X = np.array([1.7, -0.3])


def test_the_first_mistake_with_the_value_gives_the_name():
    assert named(ROWS, (X,), X / 2).name == "halved"
    assert named(ROWS, (X,), (X / 2).tolist()).name == "halved"


@pytest.mark.parametrize("value", [X / 2 + 1e-9, X[:1] / 2, 0.5, "half", None, {}])
def test_any_other_value_has_no_name(value):
    assert named(ROWS, (X,), value) is None


def test_infinities_and_nan_are_told_from_numbers():
    zero = np.array([0.0, 1.3])
    assert named(ROWS, (zero,), np.array([np.inf, 1.0])) is None
    assert named(ROWS, (zero,), np.array([np.nan, 1.0])).name == "divided by x"


def test_a_mistake_works_on_a_copy_of_the_arguments():
    mine = X.copy()
    assert named(ROWS, (mine,), 3 * X).name == "changes its argument"
    assert np.array_equal(mine, X)


def test_wrong_values_of_one_mistake_share_its_name_and_hint():
    many = alike("tripled", "Why?", lambda x: 3 * x, lambda x: x + x + x + 1)
    assert told(many) == [("tripled", "Why?", 9), ("tripled", "Why?", 10)]


def test_a_formula_takes_the_arguments_as_one_tuple():
    rows = table_of(lambda *given: given, ("first", "?", lambda given: given[0]))
    assert told(rows) == [("first", "?", 3)]
