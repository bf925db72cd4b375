"""The value of every node of a graph, computed forward."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import PropertyError
from .structure import Graph, in_order, sinks

Operations = Mapping[str, Callable[..., Any]]


class Inputs(NamedTuple):
    """The values of the sources of a graph, and what its operations compute."""

    sources: Mapping[Any, Any]
    operations: Operations


def values(
    graph: Graph, inputs: Inputs, pinned: Mapping[Any, Any] | None = None
) -> dict[Any, Any]:
    """The value of every node, computed forward.

    Args:
        pinned: values that some nodes keep, whatever their inputs say.

    Raises:
        PropertyError: an operation is unknown, or its inputs do not fit.
    """
    known: dict[Any, Any] = {}
    for name in in_order(graph):
        operation, *before = graph[name]
        if pinned and name in pinned:
            known[name] = pinned[name]
        elif operation == "source":
            known[name] = inputs.sources[name]
        elif operation not in inputs.operations:
            names = ", ".join(inputs.operations)
            raise PropertyError(f"uses the operation {operation!r}; there are {names}")
        else:
            known[name] = _applied(
                operation, inputs.operations[operation], [known[i] for i in before]
            )
    return known


def result(graph: Graph, inputs: Inputs) -> Any:
    """The value of the only node that no other node uses."""
    [sink] = sinks(graph)
    return values(graph, inputs)[sink]


def _applied(name: str, operation: Callable[..., Any], inputs: list[Any]) -> Any:
    shapes = {np.shape(value) for value in inputs}
    if name != "sum" and len(shapes) > 1:
        both = " and ".join(map(str, sorted(shapes)))
        raise PropertyError(f"gives {name!r} inputs of shapes {both}; they must agree")
    try:
        return operation(*inputs)
    except TypeError:
        s = "" if len(inputs) == 1 else "s"
        fitting = getattr(operation, "arity", None) or _arity(operation)
        raise PropertyError(
            f"gives {name!r} {len(inputs)} input{s}, expected {fitting}"
        ) from None


def _arity(operation: Callable[..., Any]) -> str:
    """How many inputs an operation takes, in words."""
    taken = inspect.signature(operation).parameters.values()
    more = any(one.kind is one.VAR_POSITIONAL for one in taken)
    return "one or more" if more else str(len(taken))
