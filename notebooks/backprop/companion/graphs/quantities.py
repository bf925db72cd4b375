"""The first quantity of a formula that no node of a graph computes.

A node computes a quantity if both have the same value, or values of opposite sign, at
generic sources. Right graphs may skip a quantity, as when each p_i is subtracted from
y; so a quantity is missing only if no later one is there either.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import PropertyError
from .evaluate import Inputs, applied
from .structure import Graph, topological_order

NEAR = 1e-9


class Quantity(NamedTuple):
    """A part of the formula, as the question writes it, and its value."""

    name: str
    value: float


def first_missing(
    graph: Graph, inputs: Inputs, chains: Iterable[list[Quantity]], ends: list[Quantity]
) -> str:
    """Name the first quantity that no node computes; "" if there is none.

    Args:
        chains: for each unit, its quantities in the order of computation.
        ends: the quantities that use all units, in order.
    """
    known = _numbers(graph, inputs)
    if _last(ends, known) == len(ends) - 1:
        return ""
    for chain in chains:
        last = _last(chain, known)
        if last < len(chain) - 1:
            return _sentence(chain[last] if last >= 0 else None, chain[last + 1])
    last = _last(ends, known)
    return _sentence(ends[last] if last >= 0 else None, ends[last + 1])


def _last(quantities: list[Quantity], known: np.ndarray) -> int:
    """The place of the last quantity that a node computes; −1 if there is none."""
    found = [i for i, q in enumerate(quantities) if _has(q.value, known)]
    return max(found, default=-1)


def _has(value: float, known: np.ndarray) -> bool:
    return bool(np.any(np.abs(np.abs(known) - abs(value)) <= NEAR * max(1, abs(value))))


def _sentence(there: Quantity | None, missing: Quantity) -> str:
    if there is None:
        return f"no node of your graph computes {missing.name}."
    return (
        f"your graph computes {there.name}, but none of its nodes computes "
        f"{missing.name}."
    )


def _numbers(graph: Graph, inputs: Inputs) -> np.ndarray:
    """The values of all nodes that have one number as their value."""
    known: dict[Any, Any] = {}
    for name in topological_order(graph):
        node = graph[name]
        if node[0] == "source":
            if name in inputs.sources:
                known[name] = inputs.sources[name]
        elif node[0] in inputs.operations and all(i in known for i in node[1:]):
            with contextlib.suppress(PropertyError):
                known[name] = applied(name, node, inputs.operations, known)
    return np.array([float(v) for v in known.values() if np.ndim(v) == 0] or [np.nan])
