"""Values and operations from the caller are converted, or rejected with an error."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, jacobian

from solutions import OPS, Op, central_difference
from solutions.validation import OpShapeError, as_value, mapping, operation_table


def random_value(shape, seed):
    """A random float or array."""
    value = np.random.default_rng(seed).normal(size=shape)
    return value if shape else float(value)


def softmax(z):
    e = anp.exp(z - anp.max(z))
    return e / anp.sum(e) + anp.roll(z, 1) ** 2  # so that the Jacobian is not symmetric


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_vjp_of_a_map_that_mixes_entries_uses_its_full_jacobian(d):
    z, ct = np.random.default_rng(d).normal(size=(2, d))
    op = mapping(softmax, jacobian(softmax))
    (part,) = op.vjp(ct, op.forward(z), z)
    expected = central_difference(lambda z: ct @ softmax(z), z)
    np.testing.assert_allclose(part, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 2)])
def test_the_vjp_of_an_element_wise_map_is_element_wise(shape):
    z, ct = random_value(shape, 1), random_value(shape, 2)
    op = mapping(anp.sin, elementwise_grad(anp.sin))
    (part,) = op.vjp(ct, op.forward(z), z)
    np.testing.assert_allclose(part, ct * np.cos(z), rtol=1e-14)
    assert np.shape(part) == shape


def test_a_dphi_of_another_shape_raises_an_error():
    op = mapping(np.sin, lambda z: np.ones(2))
    with pytest.raises(OpShapeError, match=r"shape \(2,\), but z has \(3,\)"):
        op.vjp(np.ones(3), np.ones(3), np.ones(3))


@pytest.mark.parametrize("number", [2, np.float64(2), np.array(2), np.int8(2), True])
def test_one_number_becomes_a_float(number):
    assert type(as_value(number)) is float


def test_a_float64_array_is_not_copied():
    x = np.ones((2, 2))
    assert as_value(x) is x
    assert as_value([[1]]).dtype == np.float64


def test_without_added_operations_the_table_is_OPS():
    assert operation_table(None, None, None) is OPS


def test_added_operations_override_OPS_without_changing_it():
    added = Op(1, lambda x: 7, lambda ct, out, x: (0,))
    table = operation_table(np.sin, np.cos, {"neg": added, "new": added})
    assert table["neg"].forward(1.0) == table["new"].forward(1.0) == 7.0
    assert table["phi"].forward(0.5) == np.sin(0.5)
    assert OPS["neg"].forward(1.0) == -1.0
    assert "new" not in OPS


def test_a_jacobian_is_rejected_if_z_is_a_matrix():
    op = mapping(np.sin, lambda z: np.ones((2, 2, 2, 2)))
    with pytest.raises(OpShapeError, match=r"\(2, 2, 2, 2\), but z has \(2, 2\)"):
        op.vjp(np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2)))
