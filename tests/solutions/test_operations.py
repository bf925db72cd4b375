"""Every vjp agrees with three independent ways to compute it."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian

from solutions import OPS, central_difference

# Operation and the shapes of its inputs: numbers, vectors, matrices.
# fmt: off
CALLS = [
    *[(name, shapes) for name in ("sub", "mul")
      for shapes in ([(), ()], [(3,), (3,)], [(2, 3), (2, 3)])],
    *[(name, [shape]) for name in ("neg", "square", "phi", "sum", "add")
      for shape in [(), (3,), (2, 3)]],
    *[("add", [shape] * k) for k in (2, 3) for shape in [(), (3,), (2, 3)]],
    ("sum", [(), (3,), (2, 3)]),
    ("dot", [(), ()]), ("dot", [(3,), (3,)]), ("dot", [(2, 3), (3,)]),
    ("dot", [(2,), (2, 3)]), ("dot", [(2, 3), (3, 4)]), ("dot", [(1,), (1,)]),
]
AUTOGRAD = {
    "add": lambda *xs: sum(xs[1:], xs[0]),
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "neg": lambda x: -x,
    "square": lambda x: x**2,
    "dot": anp.dot,
    "sum": lambda *xs: sum(anp.sum(x) for x in xs),
    "phi": anp.tanh,
}
# fmt: on


def random_values(shapes, seed=5):
    """A random float or array for each shape."""
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=shape) for shape in shapes]
    return [v if v.ndim else float(v) for v in values]


def run(name, shapes):
    """The inputs, the cotangent of the result, and what the vjp returns."""
    inputs = random_values(shapes)
    out = OPS[name].forward(*inputs)
    ct = random_values([np.shape(out)], seed=6)[0]
    return inputs, ct, OPS[name].vjp(ct, out, *inputs)


def replaced(inputs, i, x):
    """The inputs with input i replaced by x; x without axes becomes a float."""
    return [*inputs[:i], x if np.ndim(x) else x.item(), *inputs[i + 1 :]]


each_call = pytest.mark.parametrize(
    ("name", "shapes"), CALLS, ids=lambda v: v if isinstance(v, str) else str(v)
)


def test_the_cases_cover_exactly_the_operations_of_the_worksheet():
    worksheet = {"dot", "add", "sub", "mul", "neg", "sum", "square", "phi"}
    assert set(OPS) == {name for name, _ in CALLS} == set(AUTOGRAD) == worksheet


@each_call
def test_a_vjp_agrees_with_central_differences(name, shapes):
    inputs, ct, parts = run(name, shapes)
    for i, part in enumerate(parts):
        expected = central_difference(
            lambda x, i=i: np.sum(ct * OPS[name].forward(*replaced(inputs, i, x))),
            inputs[i],
        )
        np.testing.assert_allclose(part, expected, rtol=1e-7, atol=1e-8)


@each_call
def test_a_vjp_agrees_with_the_complex_step(name, shapes):
    inputs, ct, parts = run(name, shapes)
    for i, part in enumerate(parts):
        x = np.asarray(inputs[i], complex)
        expected = np.zeros(x.shape)
        for entry in np.ndindex(x.shape):
            moved = x.copy()
            moved[entry] += 1e-30j
            value = AUTOGRAD[name](*inputs[:i], moved, *inputs[i + 1 :])
            expected[entry] = np.sum(ct * value).imag / 1e-30
        np.testing.assert_allclose(part, expected, rtol=1e-14, atol=1e-15)


@each_call
def test_a_vjp_agrees_with_autograd(name, shapes):
    inputs, ct, parts = run(name, shapes)
    for i, part in enumerate(parts):
        full = jacobian(AUTOGRAD[name], i)(*map(np.asarray, inputs))
        axes = np.ndim(ct)
        expected = np.tensordot(ct, full, axes=axes) if axes else ct * full
        np.testing.assert_allclose(part, expected, rtol=1e-14, atol=1e-15)


@each_call
def test_a_value_agrees_with_autograd_and_is_a_float_or_an_array(name, shapes):
    inputs = random_values(shapes)
    value = OPS[name].forward(*inputs)
    np.testing.assert_allclose(value, AUTOGRAD[name](*inputs), rtol=1e-15)
    assert type(value) is (np.ndarray if np.ndim(value) else float)


@each_call
def test_a_vjp_does_not_change_its_arguments(name, shapes):
    inputs = random_values(shapes)
    inputs_after, ct, _ = run(name, shapes)
    assert all(np.array_equal(a, b) for a, b in zip(inputs, inputs_after, strict=True))
    assert np.array_equal(ct, random_values([np.shape(ct)], seed=6)[0])
