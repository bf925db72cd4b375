"""Evaluate a graph: the value of every node, computed forward."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import PropertyError
from ..answers.shown_names import node_name, operation_name
from .structure import Graph, sinks, topological_order

SEVERAL = "one or more"
Operations = Mapping[str, Callable[..., Any]]


class Inputs(NamedTuple):
    """The values of a graph's sources, and the functions of its operations."""

    sources: Mapping[Any, Any]
    operations: Operations


def values(
    graph: Graph, inputs: Inputs, pinned: Mapping[Any, Any] | None = None
) -> dict[Any, Any]:
    """Compute the value of every node, in topological order.

    Args:
        pinned: fixed values that replace the computed values of some nodes.

    Raises:
        PropertyError: an operation is unknown, or its inputs do not fit.
    """
    known: dict[Any, Any] = {}
    for name in topological_order(graph):
        operation = graph[name][0]
        if pinned and name in pinned:
            known[name] = pinned[name]
        elif operation == "source":
            known[name] = inputs.sources[name]
        elif operation not in inputs.operations:
            names = ", ".join(inputs.operations)
            raise PropertyError(
                f"uses {operation_name(operation)} at {node_name(name)}; "
                f"the operations are {names}",
                "Write that step with these operations.",
            )
        else:
            known[name] = applied(name, graph[name], inputs.operations, known)
    return known


def result(graph: Graph, inputs: Inputs) -> Any:
    """Compute the value of the result: the only node that no other node uses."""
    [sink] = sinks(graph)
    return values(graph, inputs)[sink]


def applied(
    name: Any, node: tuple[Any, ...], operations: Operations, known: Mapping[Any, Any]
) -> Any:
    """Apply the operation of a node to the known values of its inputs."""
    operation, inputs = operations[node[0]], [known[i] for i in node[1:]]
    place = f"to {node[0]!r} at {node_name(name)}"
    shapes = dict.fromkeys(np.shape(value) for value in inputs)
    if node[0] != "sum" and len(shapes) > 1:
        both = " and ".join(map(str, shapes))
        raise PropertyError(
            f"passes inputs of shapes {both} {place}; equal shapes are expected",
            "Check what each input of that node is.",
        )
    try:
        return operation(*inputs)
    except TypeError:
        s = "" if len(inputs) == 1 else "s"
        arity = getattr(operation, "arity", None) or arity_of(operation)
        raise PropertyError(
            f"passes {len(inputs)} input{s} {place}; expected {arity}",
            "Check the tuple of that node.",
        ) from None


def wrong_operations(graph: Graph, operations: Operations) -> dict[Any, str]:
    """Node -> a sentence for each one whose operation does not exist or fit."""
    wrong = {}
    for name, (operation, *inputs) in graph.items():
        if operation == "source":
            continue
        if operation not in operations:
            wrong[name] = (
                f"{node_name(name)} uses {operation_name(operation)}; "
                f"the operations are {', '.join(operations)}"
            )
            continue
        count, arity = len(inputs), arity_of(operations[operation])
        if not inputs or arity not in (SEVERAL, str(count)):
            s = "" if count == 1 else "s"
            sentence = f"has {count} input{s}; {operation} takes {arity}"
            wrong[name] = f"{node_name(name)} {sentence}"
    return wrong


def arity_of(operation: Callable[..., Any]) -> str:
    """How many inputs an operation takes, as text."""
    parameters = inspect.signature(operation).parameters.values()
    variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return SEVERAL if variadic else str(len(parameters))
