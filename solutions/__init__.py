"""The mathematics of the backpropagation worksheet, to read and to import.

The engine computes graphs that are plain dicts, forward for values and backward for
gradients:

>>> from solutions import gradients
>>> graph = {"x": ("source",), "y": ("source",), "p": ("mul", "x", "y"),
...          "f": ("add", "p", "x")}
>>> gradients(graph, {"x": 2, "y": 5})["x"]
6.0

The closed forms answer every part of the worksheet, each with its derivation:

>>> from solutions import d_sigmoid
>>> d_sigmoid(0)
0.25

Read in this order: operations (the rules), ordering (what a graph is), sweep (forward
and back), explanation (the sweep as data); then the parts: chain_rule and
worksheet_graphs (a, b, c), two_layers (d), cost (e), one_layer (f, g), activations
(Section 2). handed_in and arguments check what comes from outside; graph_errors draws
the tree of errors.
"""

from solutions.activations import d_leaky_relu, d_relu, d_sigmoid, d_tanh
from solutions.chain_rule import df, dg, dh, dl, total_derivative
from solutions.cost import (
    analytic_exponent,
    central_difference,
    numerical_exponent,
    numerical_gradient,
)
from solutions.explanation import Step, explain
from solutions.graph_errors import (
    ArgumentError,
    ArityError,
    CycleError,
    DeadEndError,
    GraphError,
    MissingInputError,
    NodeError,
    OperationError,
    SeveralSinksError,
    ShapeError,
    SolutionsError,
    SourceError,
    UnknownOperationError,
)
from solutions.handed_in import mapping
from solutions.one_layer import grad_W, gradient_descent, sensitivities
from solutions.operations import OPS, Op
from solutions.ordering import CheckedGraph, check_graph, topological_order
from solutions.sweep import backpropagate, evaluate, gradients
from solutions.two_layers import loss_gradients
from solutions.worksheet_graphs import (
    chain_rule_graph,
    computation_graph,
    two_layer_graph,
)

__all__ = [
    "OPS",
    "ArgumentError",
    "ArityError",
    "CheckedGraph",
    "CycleError",
    "DeadEndError",
    "GraphError",
    "MissingInputError",
    "NodeError",
    "Op",
    "OperationError",
    "SeveralSinksError",
    "ShapeError",
    "SolutionsError",
    "SourceError",
    "Step",
    "UnknownOperationError",
    "analytic_exponent",
    "backpropagate",
    "central_difference",
    "chain_rule_graph",
    "check_graph",
    "computation_graph",
    "d_leaky_relu",
    "d_relu",
    "d_sigmoid",
    "d_tanh",
    "df",
    "dg",
    "dh",
    "dl",
    "evaluate",
    "explain",
    "grad_W",
    "gradient_descent",
    "gradients",
    "loss_gradients",
    "mapping",
    "numerical_exponent",
    "numerical_gradient",
    "sensitivities",
    "topological_order",
    "total_derivative",
    "two_layer_graph",
]
