"""How a wrong array relates to the right one."""

import numpy as np
import pytest
from companion.properties.relations import common_factor, relation

RIGHT = np.random.default_rng(3).normal(size=(3, 3))
ROW = RIGHT[0]


@pytest.mark.parametrize(
    ("got", "right", "words"),
    [
        (-2 * RIGHT, RIGHT, "every entry is −2 times the numerical derivative"),
        (RIGHT.T, RIGHT, "it is the transpose of the numerical derivative"),
        (3 * RIGHT.T, RIGHT, "it is 3 times the transpose of the numerical derivative"),
        (0 * RIGHT, RIGHT, "every entry is 0"),
        (abs(RIGHT), RIGHT, "it is the absolute value of the numerical derivative"),
        (RIGHT + 0.5, RIGHT, "every entry is too large by the same number, 0.5"),
        (np.diag([1, 2, 5]) @ RIGHT, RIGHT, "only row 0 is right"),
        (np.diag([3, 2, 5]) @ RIGHT, RIGHT, "each row is a multiple of the right row"),
        (
            RIGHT @ np.diag([3, 2, 5]),
            RIGHT,
            "each column is a multiple of the right column",
        ),
        (RIGHT + np.array([0, 1, 0]), RIGHT, "only column 1 is wrong"),
        (ROW[::-1], ROW, "its entries are right but in another order"),
        (ROW * [1, 2, 1], ROW, "only entry 1 is wrong"),
        (np.full(3, 0.2), ROW, "all entries are equal"),
        (ROW * np.nan, ROW, "nan"),
        (np.sin(9 * RIGHT), RIGHT, ""),
        (np.array(1.7), np.array(0.3), ""),
        (0.7 * np.ones(3), np.ones(3), "every entry is too small"),
        (RIGHT, RIGHT, ""),
    ],
)
def test_a_relation_is_named_only_if_it_holds(got, right, words):
    found = relation(got, right)
    assert found.startswith(words) or words in found
    assert bool(found) is bool(words)


def test_arrays_without_a_common_factor_have_none():
    assert common_factor(RIGHT, 2 * RIGHT) == pytest.approx(0.5)
    assert common_factor(RIGHT + 1, RIGHT) is None
    assert common_factor(RIGHT, 0 * RIGHT) is None
