"""Reference implementation of the backpropagation worksheet.

The engine works on graphs that are plain dicts. It computes the value of every node in
a forward pass and the gradient with respect to every node in a backward pass:

>>> from solutions import gradients
>>> graph = {"x": ("source",), "y": ("source",), "p": ("mul", "x", "y"),
...          "f": ("add", "p", "x")}
>>> gradients(graph, {"x": 2, "y": 5})["x"]
6.0

    evaluate            the value of every node
    gradients           ∂f/∂node for every node; backpropagate returns both
    explain             every step of both passes, as data
    check_graph         validates a graph once, so that it can be used many times
    check_structure     the same, for graphs whose operations are not known yet
    topological_order   the names of the nodes, inputs before their users
    OPS, Op, mapping    the operations, and two ways to add one
    central_difference  numerical derivatives, to check all others

The closed forms answer every part of the worksheet. Each docstring has the derivation:

>>> from solutions import d_sigmoid
>>> d_sigmoid(0)
0.25

    Section 1 (a)  df, dg, dh, dl
            (b)    total_derivative, chain_rule_graph
            (c)    computation_graph
            (d)    loss_gradients, two_layer_graph
            (e)    analytic_exponent, numerical_exponent, numerical_gradient
            (f)    sensitivities
            (g)    grad_W, gradient_descent
            optional, between (f) and (g): backward
    Section 2      d_sigmoid, d_relu, d_tanh, d_leaky_relu

Arguments can be floats, lists or arrays. A wrong argument raises ArgumentError. A wrong
graph raises a subclass of GraphError; the module graph_errors lists them.

Suggested reading order: operations, graph and sweep (the engine), explanation, then the
parts of the worksheet. arguments and validation convert and check what callers pass.
"""

from solutions.activations import d_leaky_relu, d_relu, d_sigmoid, d_tanh
from solutions.chain_rule import df, dg, dh, dl, total_derivative
from solutions.cost import (
    analytic_exponent,
    central_difference,
    numerical_exponent,
    numerical_gradient,
)
from solutions.explanation import explain
from solutions.graph import check_graph, check_structure, topological_order
from solutions.graph_errors import ArgumentError, GraphError
from solutions.one_layer import grad_W, gradient_descent, sensitivities
from solutions.operations import OPS, Op
from solutions.scalar_sweep import backward
from solutions.sweep import backpropagate, evaluate, gradients
from solutions.two_layers import loss_gradients
from solutions.validation import mapping
from solutions.worksheet_graphs import (
    chain_rule_graph,
    computation_graph,
    two_layer_graph,
)

# fmt: off
__all__ = [
    "OPS", "ArgumentError", "GraphError", "Op", "analytic_exponent",
    "backpropagate", "backward", "central_difference", "chain_rule_graph",
    "check_graph", "check_structure", "computation_graph", "d_leaky_relu", "d_relu",
    "d_sigmoid", "d_tanh", "df", "dg", "dh", "dl", "evaluate", "explain", "grad_W",
    "gradient_descent", "gradients", "loss_gradients", "mapping",
    "numerical_exponent", "numerical_gradient", "sensitivities",
    "topological_order", "total_derivative", "two_layer_graph",
]
# fmt: on
