"""Property tests of graphs, and the values that graph fingerprints use."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.errors import AnswerError, PropertyError
from ..answers.returned import ask, naming_case
from ..answers.row import Function
from ..display.figures import distinct_numbers
from .evaluate import Inputs, result
from .structure import Graph, as_graph, structure_error

SIZES = (1, 2, 3, 4, 11)  # 11: names such as "w10" sort before "w2"
AS_TEXT = (
    "It is right for smaller n. Are the names sorted or compared as text? Then x10 "
    "comes before x2."
)


def valid_graph(answer: Any, n: int, inputs: Inputs) -> Graph:
    """The graph that the answer returns for n.

    Raises:
        PropertyError: the graph is not valid.
    """
    with naming_case(f"for n = {n}"):
        graph = as_graph(ask(answer, n))
    if not graph:
        raise PropertyError(
            f"returns an empty dict for n = {n}; expected one key per node",
            "Start with the sources, as in the example above.",
        )
    error = structure_error(graph, inputs.sources)
    if error is not None:
        step = ""
        if error.endswith("not in the dict"):
            step = "Check how the names are made from n: print the dict for this n."
        elif error.endswith("inside of its tuple"):
            step = "Write one flat tuple: the operation, then each input. See `*names`."
        raise PropertyError(f"is not a valid graph for n = {n}: {error}", step)
    return graph


def require_dependence(answer: Any) -> None:
    """Raise `PropertyError` if the graph is the same for every n."""
    try:
        two, three = (as_graph(ask(answer, n)) for n in (2, 3))
    except AnswerError:  # another test reports it, with its n
        return
    if two and two == three:
        raise PropertyError(
            "returns the same graph for n = 2 and for n = 3",
            "Does the loop run over `range(1, n + 1)`? Is the `return` after the loop?",
        )


def computes(graph: Graph, n: int, inputs: Inputs, expected: float) -> None:
    """Raise `PropertyError` unless the graph computes the expected value."""
    try:
        value = result(graph, inputs)
    except PropertyError as error:
        raise PropertyError(f"for n = {n} {error}", error.next_step) from None
    if (shape := np.shape(value)) != ():
        raise PropertyError(
            f"for n = {n} has a result of shape {shape}; expected one number"
        )
    if not np.isclose(value, expected, rtol=1e-9):
        got, wanted = distinct_numbers(value, expected)
        raise PropertyError(
            f"for n = {n} is a valid graph of another function: the check's inputs "
            f"give {got}; expected {wanted}",
            AS_TEXT if n > 10 else "",
        )


def values_or_structures(
    function: Function, inputs_for: Callable[[int], Inputs]
) -> list[Any]:
    """Values or structures for several n, so that no name fits at one of them only."""
    return [
        number
        for n in (3, 1, 4)
        for number in np.ravel(value_or_structure(function, inputs_for(n), n))
    ]


def value_or_structure(function: Function, inputs: Inputs, n: int = 3) -> Any:
    """The graph's value for n, or numbers for its structure if it has no value."""
    graph = as_graph(ask(function, n))
    with contextlib.suppress(PropertyError):
        if structure_error(graph, inputs.sources) is None:
            return result(graph, inputs)
    return _structure(graph)


def _structure(graph: Graph) -> list[int]:
    """Hash the structure to six bytes; renaming inner nodes changes nothing.

    Weisfeiler–Lehman refinement: in every round, a node's label becomes its operation
    with the labels of its inputs.
    """
    labels = {
        name: str(name) if node[0] == "source" else "" for name, node in graph.items()
    }
    for _ in graph:
        labels = {
            name: labels[name]
            if node[0] == "source"
            else _short(f"{node[0]}({','.join(labels.get(i, '?') for i in node[1:])})")
            for name, node in graph.items()
        }
    digest = hashlib.sha256(" ".join(sorted(map(str, labels.values()))).encode())
    return list(digest.digest()[:6])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
