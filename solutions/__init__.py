"""The mathematics of the backpropagation worksheet, to read and to import.

The engine computes graphs that are plain dicts, forward for values and backward for
the gradient of every node:

>>> from solutions import gradients
>>> graph = {"x": ("source",), "y": ("source",), "p": ("mul", "x", "y"),
...          "f": ("add", "p", "x")}
>>> gradients(graph, {"x": 2, "y": 5})["x"]
6.0

    evaluate            the value of every node
    gradients           ∂f/∂node of every node; backpropagate gives both
    explain             the sweep step by step, as data
    check_graph         errors that say what is wrong and where; a graph to use again
    check_structure     the same, before it is known what the operations are
    topological_order   the nodes, inputs before their users
    OPS, Op, mapping    the operations, and how to add one
    central_difference  the oracle that knows no rule

The closed forms answer every part of the worksheet, each with its derivation:

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
    Section 2      d_sigmoid, d_relu, d_tanh, d_leaky_relu

They take floats, lists and arrays, and raise ArgumentError for what does not fit; what
is wrong with a graph is a GraphError, of a kind that graph_errors tells. To read it
all: operations, graph, sweep (the engine), explanation, then the parts; arguments
and validation hold what comes from outside to the convention.
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
    "backpropagate", "central_difference", "chain_rule_graph", "check_graph",
    "check_structure", "computation_graph", "d_leaky_relu", "d_relu",
    "d_sigmoid", "d_tanh", "df", "dg", "dh", "dl", "evaluate", "explain",
    "grad_W", "gradient_descent", "gradients", "loss_gradients", "mapping",
    "numerical_exponent", "numerical_gradient", "sensitivities",
    "topological_order", "total_derivative", "two_layer_graph",
]
# fmt: on
