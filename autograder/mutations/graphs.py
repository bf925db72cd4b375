"""Wrong graphs, generated: the nodes of a correct graph, one or two of them edited.

A part file writes its graph as templates: nodes that stand once, and nodes that stand
once for each unit. An edit changes a template: its operation, an input, or whether it
is there at all.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from autograder.mutations.programs import Rank

Graph = dict[str, tuple[Any, ...]]
SOURCE = ("source",)
ROUNDS = 12  # deeper than any graph in the worksheet


@dataclass(frozen=True)
class Node:
    """A node of a correct graph, or one node for each unit.

    Attributes:
        name: the name; {i} stands for the number of the unit.
        operation: the operation; it may contain {i}.
        inputs: names of the inputs; "*p" stands for p1, p2, … in order.
        hint: one next step for a student whose mistake is in this node.
        shown: what the node computes, as sentences call it.
        others: operations that people use instead.
        join: how the inputs that "*p" stands for are arranged.
        skipped: whether it is left out, so that its first input takes its place.
    """

    name: str
    operation: str
    inputs: tuple[str, ...]
    hint: str
    shown: str = ""
    others: tuple[str, ...] = ()
    join: Callable[[list[str]], list[str]] = list
    skipped: bool = False

    @property
    def each(self) -> bool:
        return "{i}" in self.name

    @property
    def called(self) -> str:
        return self.shown or self.name.replace("{i}", "ᵢ")


class GraphEdit(NamedTuple):
    """One wrong version of a template, named as in `edits`."""

    name: str
    node: Node
    hint: str = ""
    frequent: bool = True


Edited = tuple[tuple[int, GraphEdit], ...]
JOINS: tuple[tuple[str, Callable[[list[str]], list[str]]], ...] = (
    ("only the first unit is used", lambda names: names[:1]),
    ("only the last unit is used", lambda names: names[-1:]),
    ("the last unit is left out", lambda names: names[:-1] or names),
    ("the first unit is left out", lambda names: names[1:] or names),
    ("every unit is used twice", lambda names: [*names, *names]),
    ("the first unit is used twice", lambda names: [names[0], *names]),
    ("the first unit takes the place of all", lambda names: names[:1] * len(names)),
    ("the units are in reverse order", lambda names: names[::-1]),
    ("the first two units are exchanged", lambda names: [*names[1::-1], *names[2:]]),
    ("the units are shifted by one", lambda names: [*names[1:], names[0]]),
    ("the units are shifted by one", lambda names: [names[-1], *names[:-1]]),
)


@dataclass(frozen=True)
class GraphProgram:
    """A correct graph as a function of n, the number of units.

    Attributes:
        sources: from n to the names of the sources.
        nodes: the templates, in the order in which they are computed.
        most_edits: of how many edits mutants are tried.
    """

    sources: Callable[[int], Sequence[str]]
    nodes: tuple[Node, ...]
    most_edits: int = 2

    def value(self, arguments: Sequence[Any], edited: Edited = ()) -> Graph:
        """The graph, or that of a mutant, for the arguments (n,)."""
        [n] = arguments
        wrong = dict(edited)
        nodes = [
            wrong[number].node if number in wrong else node
            for number, node in enumerate(self.nodes)
        ]
        return self._built(n, nodes)

    def _built(self, n: int, nodes: Sequence[Node]) -> Graph:
        graph: Graph = dict.fromkeys(self.sources(n), SOURCE)
        instead: dict[str, str] = {}  # of a node that is skipped: its first input

        def found(name: str) -> str:
            while name in instead:
                name = instead[name]
            return name

        for node in nodes:
            for i in range(1, n + 1) if node.each else (0,):
                inputs = [
                    name
                    for given in node.inputs
                    for name in _expanded(given, i, n, node.join)
                ]
                inputs = [found(name) for name in inputs]
                name = node.name.format(i=i)
                if node.skipped:
                    instead[name] = inputs[0]
                else:
                    graph[name] = (node.operation.format(i=i, n=n), *inputs)
        return graph

    def edits(self) -> list[list[GraphEdit]]:
        """All edits of each template."""
        return [
            list(_edits(node, self._mistakable(number)))
            for number, node in enumerate(self.nodes)
        ]

    def _mistakable(self, number: int) -> list[str]:
        """Names that an input of this template may be confused with."""
        sources = [s.replace("1", "{i}") for s in self.sources(1)]
        return [*sources, *(node.name for node in self.nodes[:number])]

    def mutants(
        self, arguments: Sequence[Any], count: int
    ) -> Iterator[tuple[Edited, Any]]:
        """Every mutant with so many edited templates; of two, only frequent ones."""
        rows = self.edits()
        for numbers in itertools.combinations(range(len(rows)), count):
            for chosen in itertools.product(*(rows[number] for number in numbers)):
                if count == 1 or all(edit.frequent for edit in chosen):
                    edited = tuple(zip(numbers, chosen, strict=True))
                    yield edited, self.value(arguments, edited)

    def hint(self, edited: Edited) -> str:
        number, edit = edited[0]
        return edit.hint or self.nodes[number].hint

    def rank(self, edited: Edited) -> Rank:
        """Frequent edits come first, then those of earlier templates."""
        rare = sum(not edit.frequent for _, edit in edited)
        return (True, True, rare, tuple(number for number, _ in edited))


def _expanded(
    name: str, i: int, n: int, join: Callable[[list[str]], list[str]]
) -> list[str]:
    if name.startswith("*"):
        return join([f"{name[1:]}{j}" for j in range(1, n + 1)])
    return [name.format(i=i, n=n, before=i - 1)]


def _shown(name: str) -> str:
    return name.replace("*", "").replace("{i}", "ᵢ").replace("{n}", "ₙ")


def _edits(node: Node, names: Sequence[str]) -> Iterator[GraphEdit]:
    called = node.called
    yield GraphEdit(f"{called} is missing", replace(node, skipped=True))
    for other in node.others:
        name = f"`{other}` is used instead of `{_shown(node.operation)}` for {called}"
        if (other, node.operation) == ("add", "sub"):
            name = f"a plus is used instead of the minus in {called}"
        yield GraphEdit(
            name, replace(node, operation=other), "", other in node.others[:2]
        )
    if "{i}" in node.operation:
        for which, number in (("first", "1"), ("last", "{n}")):
            wrong = node.operation.replace("{i}", number)
            name = f"the {which} of the functions is used for every unit"
            yield GraphEdit(name, replace(node, operation=wrong), "", False)
    for place, given in enumerate(node.inputs):
        yield from _inputs(node, place, given, names)
    if len(node.inputs) == 2:
        turned = replace(node, inputs=node.inputs[::-1])
        name = f"the inputs of {called} are in the wrong order"
        yield GraphEdit(name, turned, "", False)


def _inputs(
    node: Node, place: int, given: str, names: Sequence[str]
) -> Iterator[GraphEdit]:
    """Wrong versions of one input."""
    called = node.called

    def with_input(*new: str) -> Node:
        inputs = (*node.inputs[:place], *new, *node.inputs[place + 1 :])
        return replace(node, inputs=inputs)

    if given.startswith("*"):
        for rank, (what, join) in enumerate(JOINS):
            name = f"{what} in {called}"
            yield GraphEdit(name, replace(node, join=join), "", rank < 4)
        return
    if len(node.inputs) > 1:
        yield GraphEdit(f"{_shown(given)} is missing from {called}", with_input())
    if "{i}" in given:
        for which, number in (("first", "1"), ("last", "{n}")):
            wrong = with_input(given.replace("{i}", number))
            name = given.replace("{i}", "")
            hint = f"Print your dict for n = 2: which {name} does the second unit use?"
            yield GraphEdit(f"the {which} {name} is used for every unit", wrong, hint)
    for other in names:
        if other != given and other != node.name and ("{i}" not in other or node.each):
            name = f"{_shown(other)} is used instead of {_shown(given)} in {called}"
            yield GraphEdit(name, with_input(other), frequent=False)


def structure(graph: Mapping[Any, tuple[Any, ...]]) -> np.ndarray:
    """Numbers that identify a graph that cannot be evaluated, shape (6,).

    Invariant under renaming of inner nodes (Weisfeiler–Lehman refinement): every node
    is labelled by its operation and, round by round, by the labels of its inputs.
    """
    labels = {
        name: str(name) if node[0] == "source" else "" for name, node in graph.items()
    }
    for _ in range(ROUNDS):
        labels = {
            name: labels[name] if node[0] == "source" else _label(node, labels)
            for name, node in graph.items()
        }
    digest = hashlib.sha256(" ".join(sorted(labels.values())).encode()).digest()
    return np.array(list(digest[:6]), float)


def _label(node: tuple[Any, ...], labels: dict[Any, str]) -> str:
    inputs = ",".join(labels.get(name, "?") for name in node[1:])
    return hashlib.sha256(f"{node[0]}({inputs})".encode()).hexdigest()[:16]
