"""More wrong graphs of Section 1 (b), each a function of n.

A graph that has no value (a cycle, a node that leads nowhere, a source too few) is told
by its structure instead.
"""

# ruff: noqa: E501 (a row of the catalogue is one line)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.mistake import Mistake, table

Graph = dict[str, tuple[Any, ...]]
SOURCE = ("source",)


def _each(n: int, of: Callable[[int], str]) -> list[str]:
    return [of(i) for i in range(1, n + 1)]


def _fan(n: int, start: Callable[[int], str] = lambda i: "w") -> Graph:
    return {"w": SOURCE} | {f"x{i}": (f"g{i}", start(i)) for i in range(1, n + 1)}


def _xs(n: int) -> list[str]:
    return _each(n, "x{}".format)


def _nested(n: int) -> Graph:
    """f applied to two at a time."""
    graph = _fan(n)
    last = "x1"
    for i in range(2, n + 1):
        graph[f"y{i}"] = ("f", last, f"x{i}")
        last = f"y{i}"
    return graph if n > 1 else graph | {"y1": ("f", "x1")}


ASK_F = "How often does f stand in the question, and how many inputs has it?"
ASK_G = "How many functions g are there, and how often is each applied?"
ASK_W = "How many arrows leave w, and how many reach it?"
# fmt: off
FANS = table(
    ("arrows read backwards", "The tuple lists what a node is computed from. What is w "
     "computed from?", lambda n: {"y": SOURCE}
     | {f"x{i}": (f"g{i}", "y") for i in range(1, n + 1)} | {"w": ("f", *_xs(n))}),
    ("arrows read backwards", "The tuple lists what a node is computed from. What is w "
     "computed from?", lambda n: {"y": SOURCE, "w": ("f", "y")}
     | {f"x{i}": (f"g{i}", "w") for i in range(1, n + 1)}),
    ("f applied to each by itself", ASK_F, lambda n: _fan(n)
     | {f"y{i}": ("f", f"x{i}") for i in range(1, n + 1)}),
    ("f applied to each by itself, then added", ASK_F, lambda n: _fan(n)
     | {f"y{i}": ("f", f"x{i}") for i in range(1, n + 1)}
     | {"s": ("sum", *_each(n, "y{}".format))}),
    ("f applied to two at a time", ASK_F, _nested),
    ("f applied to the sum", ASK_F,
     lambda n: _fan(n) | {"s": ("sum", *_xs(n)), "y": ("f", "s")}),
    ("f applied to the sum", ASK_F,
     lambda n: _fan(n) | {"s": ("add", *_xs(n)), "y": ("f", "s")}),
    ("f applied twice", ASK_F, lambda n: _fan(n) | {"u": ("f", *_xs(n)), "y": ("f", "u")}),
    ("only the first input of f", ASK_F, lambda n: _fan(n) | {"y": ("f", "x1")}),
    ("only the last input of f", ASK_F, lambda n: _fan(n) | {"y": ("f", f"x{n}")}),
    ("the first input of f for all", ASK_F, lambda n: _fan(n) | {"y": ("f", *["x1"] * n)}),
    ("the first two inputs of f exchanged", "Does the order matter for a general f?",
     lambda n: _fan(n) | {"y": ("f", *_xs(n)[1::-1], *_xs(n)[2:])}),
    ("the last two inputs of f exchanged", "Does the order matter for a general f?",
     lambda n: _fan(n) | {"y": ("f", *_xs(n)[:-2], *_xs(n)[-2:][::-1])}),
    ("inputs of f turned round by one", "Which input of f is the first?",
     lambda n: _fan(n) | {"y": ("f", f"x{n}", *_xs(n)[:-1])}),
    ("a product in place of f", "Is f a product? It is any function.",
     lambda n: _fan(n) | {"y": ("mul", *_xs(n))}),
    ("a sum in place of f", "Is f a sum? It is any function.",
     lambda n: _fan(n) | {"y": ("add", *_xs(n))}),
    ("f straight after w", ASK_F, lambda n: {"w": SOURCE, "y": ("f", *["w"] * n)}),
    ("the g left out", ASK_G, lambda n: {"w": SOURCE, "y": ("f", "w")}),
    ("one g for all, used n times", ASK_G, lambda n: {"w": SOURCE}
     | {f"x{i}": ("g", "w") for i in range(1, n + 1)} | {"y": ("f", *_xs(n))}),
    ("one node g with n inputs", ASK_G,
     lambda n: {"w": SOURCE, "x": ("g", *["w"] * n), "y": ("f", "x")}),
    ("one g for all, joined by f n times", ASK_G,
     lambda n: {"w": SOURCE, "x": ("g", "w"), "y": ("f", *["x"] * n)}),
    ("the last g used for every input", ASK_G, lambda n: {"w": SOURCE}
     | {f"x{i}": (f"g{n}", "w") for i in range(1, n + 1)} | {"y": ("f", *_xs(n))}),
    ("each g applied twice", ASK_G, lambda n: _fan(n)
     | {f"u{i}": (f"g{i}", f"x{i}") for i in range(1, n + 1)}
     | {"y": ("f", *_each(n, "u{}".format))}),
    ("each g fed with w n times", ASK_W, lambda n: {"w": SOURCE}
     | {f"x{i}": (f"g{i}", *["w"] * n) for i in range(1, n + 1)}
     | {"y": ("f", *_xs(n))}),
    ("each g fed with w and the one before", ASK_W, lambda n: {"w": SOURCE}
     | {f"x{i}": (f"g{i}", "w", *_xs(i - 1)[-1:]) for i in range(1, n + 1)}
     | {"y": ("f", *_xs(n))}),
    ("each g fed with all before it", ASK_W, lambda n: {"w": SOURCE}
     | {f"x{i}": (f"g{i}", "w", *_xs(i - 1)) for i in range(1, n + 1)}
     | {"y": ("f", *_xs(n))}),
    ("w not a source", "What is the tuple of something that comes from outside?",
     lambda n: {f"x{i}": (f"g{i}", "w") for i in range(1, n + 1)} | {"y": ("f", *_xs(n))}),
    ("the slopes drawn as well", "Is the graph of the function asked, or that of its "
     "derivative?", lambda n: {"w": SOURCE}
     | {f"x{i}": (f"dg{i}", "w") for i in range(1, n + 1)} | {"y": ("df", *_xs(n))}),
    ("functions numbered from 0", "Where do the names of the question begin?",
     lambda n: {"w": SOURCE} | {f"x{i}": (f"g{i}", "w") for i in range(n)}
     | {"y": ("f", *(f"x{i}" for i in range(n)))}),
    ("one function too many", ASK_G,
     lambda n: _fan(n + 1) | {"y": ("f", *_xs(n + 1))}),
    ("sources in place of the g", ASK_G, lambda n: {"w": SOURCE}
     | {f"x{i}": SOURCE for i in range(1, n + 1)} | {"y": ("f", *_xs(n))}),
    ("the last g left without an arrow to f", ASK_F,
     lambda n: _fan(n) | {"y": ("f", *_xs(n)[:-1])}),
    ("the first g left without an arrow to f", ASK_F,
     lambda n: _fan(n) | {"y": ("f", *_xs(n)[1:])}),
)
# fmt: on

MISTAKES: dict[str, tuple[Mistake, ...]] = {"chain_rule_graph": FANS}
