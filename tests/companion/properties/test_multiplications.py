"""Arrays that count multiplications."""

import numpy as np
import pytest
from companion.properties.multiplications import Counted, counted

A, v = np.arange(12.0).reshape(3, 4), np.arange(4.0)


@pytest.mark.parametrize(
    ("product", "count"),
    [
        (lambda A, v: A @ v, 12),
        (lambda A, v: np.dot(A, v), 12),
        (lambda A, v: A.dot(v), 12),
        (lambda A, v: np.inner(A, v), 12),
        (lambda A, v: np.einsum("ij,j->i", A, v), 12),
        (lambda A, v: np.einsum("i,j->ij", v, v), 16),
        (lambda A, v: A @ A.T, 36),
        (lambda A, v: v @ v, 4),
        (lambda A, v: np.outer(v, v), 16),
        (lambda A, v: v[:, None] * v, 16),
        (lambda A, v: v**2 + v, 4),
        (lambda A, v: np.square(v), 4),
        (lambda A, v: A.T.copy() @ A[:, 0], 12),
    ],
)
def test_products_are_right_and_counted(product, count):
    before = Counted.multiplications
    got = product(counted(A), counted(v))
    assert Counted.multiplications - before == count
    assert np.array_equal(np.asarray(got), product(A, v))


def test_sums_and_in_place_changes_work_as_with_any_array():
    w = counted(v)
    w += 1
    w[0] = 7
    assert np.sum(w) == 7 + 2 + 3 + 4
    assert np.array_equal(v, np.arange(4.0))
