"""Is a graph right? Evaluated for several n, and compared with the function itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .answers.returned import PropertyError, ask, naming_case
from .display.cards import join_names
from .given import model, wave
from .graphs.structure import (
    chain_operations,
    fault,
    normal,
    sinks,
    unit_operations,
    unit_sources,
    values,
)

SIZES = (1, 2, 3, 11)  # from ten on, names are not sorted as numbers are


def chain_graph(answer: Any) -> None:
    """Section 1 (b): f(g1(w), …, gn(w))."""
    for n in SIZES:
        operations = chain_operations(n)
        graph = _sound(answer, n, {"w"})
        used = sorted(node[0] for node in graph.values() if node[0] != "source")
        if used != sorted(operations):
            names = join_names([*(f"g{i}" for i in range(1, n + 1)), "f"])
            raise PropertyError(f"for n = {n} does not use {names} once each")
        w = 0.83
        expected = operations["f"](*(operations[f"g{i}"](w) for i in range(1, n + 1)))
        _compare(graph, n, {"w": w}, operations, expected)


def unit_graph(answer: Any) -> None:
    """Section 1 (c): (y - sum_i phi(w_i . x + b_i))^2."""
    for n in SIZES:
        sources = unit_sources(n)
        graph = _sound(answer, n, sources)
        W = np.array([sources[f"w{i}"] for i in range(1, n + 1)])
        b = np.array([sources[f"b{i}"] for i in range(1, n + 1)])
        expected = model(W, sources["x"], sources["y"], b, wave)
        _compare(graph, n, sources, unit_operations(wave), expected)


def _sound(answer: Any, n: int, sources: Any) -> Any:
    with naming_case(f"for n = {n}"):
        graph = normal(ask(answer, n))
    what = fault(graph, sources)
    if what is not None:
        raise PropertyError(f"for n = {n}: {what}")
    return graph


def _compare(
    graph: Any,
    n: int,
    sources: Mapping[str, Any],
    operations: Mapping[str, Callable[..., Any]],
    expected: float,
) -> None:
    try:
        [sink] = sinks(graph)
        value = values(graph, sources, operations)[sink]
    except PropertyError as misfit:
        raise PropertyError(f"for n = {n} {misfit}") from None
    if np.shape(value) != ():
        shape = np.shape(value)
        raise PropertyError(
            f"for n = {n} ends in an array of shape {shape}, not a number"
        )
    if not np.isclose(value, expected, rtol=1e-9):
        raise PropertyError(f"for n = {n} is a sound graph, but of another function")
