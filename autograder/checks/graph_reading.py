"""Reading a student's graph from plain data, and what its structure lacks.

A node is the operation and then the names of its inputs; a list will do for a tuple,
and "source" for ("source",). Names may be anything hashable. No sentence here names
a node of the student's: hidden inputs could be carried out in names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.compare import described

Graph = dict[Any, tuple[Any, ...]]
ROUNDS = 12  # deeper than any graph that is asked for here


class Fault(NamedTuple):
    """What is wrong with a graph, and the mistake's name where it is a known one."""

    words: str
    misconception: str | None = None
    hint: str = ""


class FaultError(Exception):
    """Carries a `Fault` out of the reading or the evaluation of a graph."""

    def __init__(self, words: str, misconception: str | None = None, hint: str = ""):
        super().__init__(words)
        self.fault = Fault(words, misconception, hint)


def as_graph(value: Any) -> Graph:
    """The dict of nodes, each a tuple of operation and inputs.

    Raises:
        FaultError: not a dict of tuples.
    """
    if not isinstance(value, dict):
        raise FaultError(f"What comes back {described(value)}; a graph is a dict.")
    return {name: _node(node) for name, node in value.items()}


def _node(node: Any) -> tuple[Any, ...]:
    if isinstance(node, str):
        return (node,)
    if not isinstance(node, list | tuple) or not node:
        raise FaultError(
            f"A node {described(node)}; it should be a tuple: the operation, then "
            "the names of its inputs."
        )
    parts = tuple(_name(part) for part in node)
    if not isinstance(parts[0], str):
        raise FaultError("A node's first entry is no text; it names the operation.")
    return parts


def _name(part: Any) -> Any:
    """An input's name in the form that dict keys have."""
    if isinstance(part, np.ndarray) and part.ndim == 0:
        return part.item()
    if isinstance(part, tuple):
        return tuple(_name(item) for item in part)
    try:
        hash(part)
    except TypeError:
        raise FaultError(
            f"An input of a node {described(part)}; it should be the name of a node."
        ) from None
    return part


def sources_of(graph: Graph) -> list[Any]:
    """The names of the nodes that are sources."""
    return [name for name, node in graph.items() if node[0] == "source"]


def in_order(graph: Graph, sources: Collection[str]) -> list[Any]:
    """The names, inputs before what uses them; the last one is the sink.

    Raises:
        FaultError: wrong sources, a missing node, a cycle, several sinks, a node
            that leads nowhere.
    """
    _check_sources(graph, sources)
    _check_inputs_exist(graph)
    order = _sorted(graph)
    _check_sink(graph, order)
    return order


def _check_sources(graph: Graph, sources: Collection[str]) -> None:
    for name, node in graph.items():
        if node[0] == "source" and len(node) > 1:
            raise FaultError(
                "A source has inputs; it should be just ('source',).",
                "a source with inputs",
                "What comes from outside: is it computed from anything here?",
            )
        if name in sources and node[0] != "source":
            raise FaultError(
                f"{name!r} should be a source: nothing in this question computes it.",
                "a source computed from something",
                "Does this value come from outside, or out of the graph?",
            )
    missing = [name for name in sources if name not in graph]
    if missing:
        raise FaultError(
            f"The source {missing[0]!r} is missing: the formula has it, and the graph "
            "does not.",
            "a source left out",
            "Which names of the question are not among the keys of your dict?",
        )
    extra = len(sources_of(graph)) - len(sources)
    if extra:
        raise FaultError(
            f"There are {extra} sources more than the question names: only "
            f"{', '.join(sorted(sources))} come from outside.",
            "a source too many",
            "Which of your sources does the question not name?",
        )


def _check_inputs_exist(graph: Graph) -> None:
    for node in graph.values():
        if any(name not in graph for name in node[1:]):
            raise FaultError(
                "A node names an input that is not in the dict. Is every name spelt "
                "the same where it is made and where it is used?",
                "an input that no node makes",
                "Print your dict for n = 2. Which name is used and never made?",
            )


def _sorted(graph: Graph) -> list[Any]:
    waiting = {name: len(node) - 1 for name, node in graph.items()}
    users: dict[Any, list[Any]] = {name: [] for name in graph}
    for name, node in graph.items():
        for inner in node[1:]:
            users[inner].append(name)
    order = [name for name, count in waiting.items() if count == 0]
    for name in order:  # grows while it is walked
        for user in users[name]:
            waiting[user] -= 1
            if waiting[user] == 0:
                order.append(user)
    if len(order) < len(graph):
        raise FaultError(
            "The graph has a cycle: following the arrows leads back to the start.",
            "a node that depends on itself",
            "Pick any node and follow its inputs back: do you always end at a source?",
        )
    return order


def _check_sink(graph: Graph, order: list[Any]) -> None:
    used = {name for node in graph.values() for name in node[1:]}
    sinks = [name for name in order if name not in used]
    if len(sinks) > 1:
        raise FaultError(
            f"{len(sinks)} nodes are used by no other node; only the result may be.",
            "a node that leads nowhere",
            "Go through your dict: which name never appears among the inputs?",
        )
    order.remove(sinks[0])
    order.append(sinks[0])


def structure(graph: Graph) -> np.ndarray:
    """Numbers for a graph that cannot be evaluated, shape (6,).

    Alike for alike graphs whatever their inner names: every node is told by its
    operation and, round by round, by what its inputs are.
    """
    told = {
        name: str(name) if node[0] == "source" else "" for name, node in graph.items()
    }
    for _ in range(ROUNDS):
        told = {
            name: told[name] if node[0] == "source" else _told(node, told)
            for name, node in graph.items()
        }
    digest = hashlib.sha256(" ".join(sorted(told.values())).encode()).digest()
    return np.array(list(digest[:6]), float)


def _told(node: tuple[Any, ...], told: dict[Any, str]) -> str:
    inputs = ",".join(told.get(name, "?") for name in node[1:])
    return hashlib.sha256(f"{node[0]}({inputs})".encode()).hexdigest()[:16]
