"""Values and operations that do not fit a graph raise errors that name the node."""

import math

import numpy as np
import pytest

from solutions import Op, check_graph, check_structure, gradients
from solutions.graph_errors import (
    ArityError,
    OperationError,
    ShapeError,
    SourceError,
    UnknownOperationError,
)

S = ("source",)
NEG = Op(1, lambda x: -x, lambda ct, out, x: (-ct,))
ADD = {"x": S, "y": S, "s": ("add", "x", "y"), "f": ("sum", "s")}
DOT = {"A": S, "x": S, "a": ("dot", "A", "x"), "f": ("sum", "a")}
PHI = {"z": S, "p": ("phi", "z"), "f": ("sum", "p")}
ADDED = {"x": S, "u": ("added", "x"), "f": ("sum", "u")}

# Case: graph, values, keyword arguments, expected error, a part of its message.
# fmt: off
WRONG = {
    "a missing value": (ADD, {"x": 1}, {}, SourceError, "Source 'y' has no value"),
    "an extra value": (PHI, {"z": 1, "w": 2}, {}, SourceError, "an entry 'w', which"),
    "a value for an inner node": (PHI, {"z": 1, "p": 2}, {}, SourceError, "'p'"),
    "values in a list": (PHI, [1], {}, SourceError, "should be a dict"),
    "text": (PHI, {"z": "one"}, {}, SourceError, "got str 'one'"),
    "a ragged list": (PHI, {"z": [[1], [1, 2]]}, {}, SourceError, "Source 'z'"),
    "complex numbers": (PHI, {"z": 1j}, {}, SourceError, "real numbers"),
    "None as a value": (PHI, {"z": None}, {}, SourceError, "Source 'z'"),
    "a number in quotes": (PHI, {"z": "3"}, {}, SourceError, "got str '3'"),
    "vectors of two lengths": (ADD, {"x": [1, 2], "y": [1, 2, 3]}, {}, ShapeError,
        "Node 's': add of 'x' (2,), 'y' (3,) failed: it takes inputs of equal"),
    "a number and a vector": (ADD, {"x": 1, "y": [1, 2]}, {}, ShapeError,
        "'x' (), 'y' (2,)"),
    "a vector and one entry": (
        ADD, {"x": [1], "y": [1, 2]}, {}, ShapeError, "'x' (1,)"),
    "a vector and a matrix": (ADD, {"x": [1, 2], "y": np.eye(2)}, {}, ShapeError,
        "'y' (2, 2)"),
    "a matrix and a longer vector": (DOT, {"A": np.eye(2), "x": [1, 2, 3]}, {},
        ShapeError, "Node 'a': dot of 'A' (2, 2), 'x' (3,) failed: it takes two"),
    "a matrix and a number": (DOT, {"A": np.eye(2), "x": 3}, {}, ShapeError, "'x' ()"),
    "a number and a vector in dot": (
        DOT, {"A": 3, "x": [1, 2]}, {}, ShapeError, "'A' ()"),
    "phi without dphi": (PHI, {"z": 1}, {"phi": np.sin}, OperationError, "dphi"),
    "a dphi of another shape": (PHI, {"z": [1, 2]},
        {"phi": np.sin, "dphi": lambda z: [1, 2, 3]}, ShapeError,
        "Node 'p': in the backward pass, phi of 'z' (2,) failed: dphi(z) has shape"),
    "a phi that fails": (PHI, {"z": -1}, {"phi": math.sqrt, "dphi": math.sqrt},
        OperationError, "Node 'p': phi of 'z' () failed with ValueError: "),
    "a dphi that fails": (PHI, {"z": 0}, {"phi": np.sin, "dphi": lambda z: 1 / z},
        OperationError, "backward pass, phi of 'z' () failed with ZeroDivisionError"),
    "a vjp that returns too few cotangents": (ADDED, {"x": 1},
        {"ops": {"added": NEG._replace(vjp=lambda *all: ())}}, ShapeError, "shapes []"),
    "a vjp that returns a wrong shape": (ADDED, {"x": [1, 2]},
        {"ops": {"added": NEG._replace(vjp=lambda ct, out, x: (1.0,))}}, ShapeError,
        "its vjp returns shapes [()], but the inputs have shapes [(2,)]"),
    "a vjp that does not return a tuple": (ADDED, {"x": 1},
        {"ops": {"added": NEG._replace(vjp=lambda ct, out, x: -ct)}}, OperationError,
        "failed with TypeError"),
    "a vector as the sink": ({"x": S, "f": ("neg", "x")}, {"x": [1, 2]}, {}, ShapeError,
        "The sink 'f' has shape (2,)"),
    "too many inputs after check_structure": (
        check_structure({"x": S, "f": ("neg", "x", "x")}), {"x": 1}, {},
        ArityError, "Node 'f': neg takes 1 input (got 2: 'x', 'x')"),
    "a sum without inputs": (
        check_structure({"x": S, "u": ("sum",), "f": ("add", "x", "u")}), {"x": 1}, {},
        ArityError, "Node 'u': sum takes one or more inputs (got 0)"),
    "an added operation with too many inputs": (
        check_structure(ADDED | {"f": ("added", "u", "u")}), {"x": 1},
        {"ops": {"added": NEG._replace(forward=lambda *all: 1)}}, ArityError,
        "Node 'f': added takes 1 input (got 2"),
    "a removed operation": (ADD, {"x": 1, "y": 2}, {"ops": {"sum": None}},
        UnknownOperationError, "unknown operation 'sum'; use one of source, add,"),
    "an operation removed after the check": (check_graph(ADD), {"x": 1, "y": 2},
        {"ops": {"sum": None}}, UnknownOperationError, "the same ops"),
    "many inputs": (check_graph({"x": S, "y": S, "f": ("add", *["x"] * 999, "y")}),
        {"x": 1, "y": [1, 2]}, {}, ShapeError, "'x' (), and 992 more failed"),
    "an operation that only the check knows": (check_graph(ADDED, {"added": NEG}),
        {"x": 1}, {}, UnknownOperationError, "the same ops"),
}
# fmt: on


@pytest.mark.parametrize("case", WRONG)
def test_values_that_do_not_fit_raise_an_error_that_says_what_is_wrong(case):
    graph, values, keywords, error, text = WRONG[case]
    with pytest.raises(error) as caught:
        gradients(graph, values, **keywords)
    assert text in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_shape_error_stores_the_node_and_the_shapes_of_its_inputs():
    with pytest.raises(ShapeError) as caught:
        gradients(DOT, {"A": np.eye(2), "x": [1, 2, 3]})
    assert caught.value.shapes == ((2, 2), (3,))
    assert caught.value.nodes == ("a",)


def test_dphi_is_needed_only_if_the_graph_uses_phi():
    graph = {"x": S, "f": ("square", "x")}
    assert gradients(graph, {"x": 3}, phi=np.sin)["x"] == 6.0
    with pytest.raises(OperationError, match="without dphi"):
        gradients(PHI, {"z": 1}, phi=np.sin)
