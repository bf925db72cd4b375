"""Each operation's rule, against three oracles that know nothing of it."""

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


def drawn(shapes, seed=5):
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=shape) for shape in shapes]
    return [v if v.ndim else float(v) for v in values]


def case(name, shapes):
    inputs = drawn(shapes)
    out = OPS[name].forward(*inputs)
    ct = drawn([np.shape(out)], seed=6)[0]
    return inputs, ct, OPS[name].vjp(ct, out, *inputs)


def replaced(inputs, i, x):
    """The inputs with x as number i, a number where x has no axes."""
    return [*inputs[:i], x if np.ndim(x) else x.item(), *inputs[i + 1 :]]


each_call = pytest.mark.parametrize(
    ("name", "shapes"), CALLS, ids=lambda v: v if isinstance(v, str) else str(v)
)


def test_every_operation_of_the_worksheet_is_tried():
    worksheet = {"dot", "add", "sub", "mul", "neg", "sum", "square", "phi"}
    assert set(OPS) == {name for name, _ in CALLS} == set(AUTOGRAD) == worksheet


@each_call
def test_a_rule_agrees_with_central_differences(name, shapes):
    inputs, ct, parts = case(name, shapes)
    for i, part in enumerate(parts):
        slopes = central_difference(
            lambda x, i=i: np.sum(ct * OPS[name].forward(*replaced(inputs, i, x))),
            inputs[i],
        )
        np.testing.assert_allclose(part, slopes, rtol=1e-7, atol=1e-8)


@each_call
def test_a_rule_agrees_with_the_complex_step(name, shapes):
    inputs, ct, parts = case(name, shapes)
    for i, part in enumerate(parts):
        x = np.asarray(inputs[i], complex)
        slopes = np.zeros(x.shape)
        for at in np.ndindex(x.shape):
            moved = x.copy()
            moved[at] += 1e-30j
            value = AUTOGRAD[name](*inputs[:i], moved, *inputs[i + 1 :])
            slopes[at] = np.sum(ct * value).imag / 1e-30
        np.testing.assert_allclose(part, slopes, rtol=1e-14, atol=1e-15)


@each_call
def test_a_rule_agrees_with_autograd(name, shapes):
    inputs, ct, parts = case(name, shapes)
    for i, part in enumerate(parts):
        full = jacobian(AUTOGRAD[name], i)(*map(np.asarray, inputs))
        axes = np.ndim(ct)
        expected = np.tensordot(ct, full, axes=axes) if axes else ct * full
        np.testing.assert_allclose(part, expected, rtol=1e-14, atol=1e-15)


@each_call
def test_a_value_agrees_with_autograd_and_a_number_is_a_float(name, shapes):
    inputs = drawn(shapes)
    value = OPS[name].forward(*inputs)
    np.testing.assert_allclose(value, AUTOGRAD[name](*inputs), rtol=1e-15)
    assert type(value) is (np.ndarray if np.ndim(value) else float)


@each_call
def test_a_rule_changes_nothing_in_place(name, shapes):
    inputs = drawn(shapes)
    case_inputs, ct, _ = case(name, shapes)
    assert all(np.array_equal(a, b) for a, b in zip(inputs, case_inputs, strict=True))
    assert np.array_equal(ct, drawn([np.shape(ct)], seed=6)[0])
