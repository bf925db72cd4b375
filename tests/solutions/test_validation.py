"""What is handed in is made to keep the engine's convention, or refused."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, jacobian

from solutions import OPS, Op, central_difference
from solutions.validation import OpShapeError, as_value, mapping, table_with


def drawn(shape, seed):
    value = np.random.default_rng(seed).normal(size=shape)
    return value if shape else float(value)


def softmax(z):
    e = anp.exp(z - anp.max(z))
    return e / anp.sum(e) + anp.roll(z, 1) ** 2  # its Jacobian is not symmetric


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_map_that_mixes_entries_goes_back_by_its_whole_jacobian(d):
    z, ct = np.random.default_rng(d).normal(size=(2, d))
    op = mapping(softmax, jacobian(softmax))
    (part,) = op.vjp(ct, op.forward(z), z)
    expected = central_difference(lambda z: ct @ softmax(z), z)
    np.testing.assert_allclose(part, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 2)])
def test_a_map_entry_by_entry_goes_back_entry_by_entry(shape):
    z, ct = drawn(shape, 1), drawn(shape, 2)
    op = mapping(anp.sin, elementwise_grad(anp.sin))
    (part,) = op.vjp(ct, op.forward(z), z)
    np.testing.assert_allclose(part, ct * np.cos(z), rtol=1e-14)
    assert np.shape(part) == shape


def test_a_derivative_of_no_fitting_shape_is_refused():
    op = mapping(np.sin, lambda z: np.ones(2))
    with pytest.raises(OpShapeError, match=r"shape \(2,\) where z has \(3,\)"):
        op.vjp(np.ones(3), np.ones(3), np.ones(3))


@pytest.mark.parametrize("number", [2, np.float64(2), np.array(2), np.int8(2), True])
def test_one_number_becomes_a_float(number):
    assert type(as_value(number)) is float


def test_an_array_of_float64_stays_itself():
    x = np.ones((2, 2))
    assert as_value(x) is x
    assert as_value([[1]]).dtype == np.float64


def test_without_anything_handed_in_the_table_is_the_common_one():
    assert table_with(None, None, None) is OPS


def test_what_is_handed_in_goes_before_the_common_table_and_leaves_it_alone():
    own = Op(1, lambda x: 7, lambda ct, out, x: (0,))
    table = table_with(np.sin, np.cos, {"neg": own, "own": own})
    assert table["neg"].forward(1.0) == table["own"].forward(1.0) == 7.0
    assert table["phi"].forward(0.5) == np.sin(0.5)
    assert OPS["neg"].forward(1.0) == -1.0
    assert "own" not in OPS


def test_a_matrix_has_no_jacobian_here_only_slopes_entry_by_entry():
    op = mapping(np.sin, lambda z: np.ones((2, 2, 2, 2)))
    with pytest.raises(OpShapeError, match=r"\(2, 2, 2, 2\) where z has \(2, 2\)"):
        op.vjp(np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2)))
