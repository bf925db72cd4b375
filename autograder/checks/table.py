"""One line for each automatic graded cell: the checks that judge it, in order.

A cell's points are shared evenly by its checks.
"""

from __future__ import annotations

from autograder.checks.ask import Check
from autograder.checks.cost_checks import exponent_checks, numerical_checks
from autograder.checks.derivative_checks import (
    one_number_checks,
    path_checks,
    plain_checks,
    stable_checks,
)
from autograder.checks.descent_checks import descent_checks
from autograder.checks.gradient_checks import (
    chain_checks,
    loss_gradient_check,
    sensitivity_checks,
    weight_checks,
)
from autograder.checks.graph_checks import chain_graph_checks, unit_graph_checks

CHECKS: dict[str, tuple[Check, ...]] = {
    "q1a_parts": one_number_checks(),
    "q1a": path_checks(),
    "q1b_chain": chain_checks(),
    "q1b_graph": chain_graph_checks(),
    "q1c": unit_graph_checks(),
    "q1d_x": (loss_gradient_check("x"),),
    "q1d_W1": (loss_gradient_check("W1"),),
    "q1d_W2": (loss_gradient_check("W2"),),
    "q1d_b": (loss_gradient_check("b"),),
    "q1e_exponents": exponent_checks(),
    "q1e_numerical": numerical_checks(),
    "q1f": sensitivity_checks(),
    "q1g_grad": weight_checks(),
    "q1g_descent": descent_checks(),
    "q2a": plain_checks("d_sigmoid"),
    "q2a_stable": stable_checks("d_sigmoid"),
    "q2b": plain_checks("d_relu", kink=(0.0, 1.0)),
    "q2c": plain_checks("d_tanh"),
    "q2c_stable": stable_checks("d_tanh"),
    "q2d": plain_checks("d_leaky_relu", kink=(-0.1, 1.0)),
}
