"""Mistakes in the graphs of Section 1 (b) and (c): functions of n that return a graph."""

from __future__ import annotations

from typing import Any

from autograder.checks.mistake import Mistake, table

Graph = dict[str, tuple[str, ...]]
W: Graph = {"w": ("source",)}


def _numbers(n: int) -> range:
    return range(1, n + 1)


def _fan(n: int) -> Graph:
    return W | {f"x{i}": (f"g{i}", "w") for i in _numbers(n)}


def _xs(n: int) -> list[str]:
    return [f"x{i}" for i in _numbers(n)]


def _chained(n: int) -> Graph:
    return W | {f"x{i}": (f"g{i}", f"x{i - 1}" if i > 1 else "w") for i in _numbers(n)}


def _sources(n: int) -> Graph:
    names = ["x", "y", *(f"{letter}{i}" for letter in "wb" for i in _numbers(n))]
    return dict.fromkeys(names, ("source",))


def _units(n: int) -> Graph:
    graph = _sources(n)
    for i in _numbers(n):
        graph[f"a{i}"] = ("dot", f"w{i}", "x")
        graph[f"z{i}"] = ("add", f"a{i}", f"b{i}")
        graph[f"p{i}"] = ("phi", f"z{i}")
    return graph


def _ps(n: int) -> list[str]:
    return [f"p{i}" for i in _numbers(n)]


def _end(*inputs: str) -> Graph:
    return {"s": ("sum", *inputs), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _square_inside(n: int) -> Graph:
    graph = _units(n)
    for i in _numbers(n):
        graph |= {f"r{i}": ("sub", "y", f"p{i}"), f"q{i}": ("square", f"r{i}")}
    return graph | {"f": ("sum", *(f"q{i}" for i in _numbers(n)))}


def _bias_after(n: int) -> Graph:
    graph = _sources(n)
    for i in _numbers(n):
        graph[f"a{i}"] = ("dot", f"w{i}", "x")
        graph[f"p{i}"] = ("phi", f"a{i}")
        graph[f"z{i}"] = ("add", f"p{i}", f"b{i}")
    return graph | _end(*(f"z{i}" for i in _numbers(n)))


def _phi_after_sum(n: int) -> Graph:
    graph = {k: v for k, v in _units(n).items() if v[0] != "phi"}
    graph["t"] = ("sum", *(f"z{i}" for i in _numbers(n)))
    return graph | {"s": ("phi", "t"), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _squared_each(n: int) -> Graph:
    graph = _units(n) | {f"q{i}": ("square", f"p{i}") for i in _numbers(n)}
    return graph | {
        "s": ("sum", *(f"q{i}" for i in _numbers(n))),
        "f": ("sub", "y", "s"),
    }


def _without_phi(n: int) -> Graph:
    graph = {k: v for k, v in _units(n).items() if v[0] != "phi"}
    return graph | _end(*(f"z{i}" for i in _numbers(n)))


def _square_before_sub(n: int) -> Graph:
    graph = _units(n) | {"s": ("sum", *_ps(n)), "q": ("square", "s")}
    return graph | {"f": ("sub", "y", "q")}


def _phi_twice(n: int) -> Graph:
    graph = _units(n) | {f"t{i}": ("phi", f"p{i}") for i in _numbers(n)}
    return graph | _end(*(f"t{i}" for i in _numbers(n)))


def _bias_times(n: int) -> Graph:
    graph = _units(n)
    graph |= {f"z{i}": ("mul", f"a{i}", f"b{i}") for i in _numbers(n)}
    return graph | _end(*_ps(n))


def _bias_subtracted(n: int) -> Graph:
    graph = _units(n)
    graph |= {f"z{i}": ("sub", f"a{i}", f"b{i}") for i in _numbers(n)}
    return graph | _end(*_ps(n))


def _first_bias_for_all(n: int) -> Graph:
    graph = _units(n)
    graph |= {f"z{i}": ("add", f"a{i}", f"b{i}", "b1") for i in _numbers(n)}
    return graph | _end(*_ps(n))


def _product(n: int) -> Graph:
    graph = _units(n) | {"m1": ("add", "p1")}
    for i in range(2, n + 1):
        graph[f"m{i}"] = ("mul", f"m{i - 1}", f"p{i}")
    return graph | _end(f"m{n}")


def _joined(graph: Graph, **more: Any) -> Graph:
    return graph | more


# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "chain_rule_graph": table(
        ("a chain instead of a fan", "What does g₂ get: w, or what g₁ made of it?",
         lambda n: _joined(_chained(n), y=("f", f"x{n}"))),
        ("each g fed with the one before", "Read gᵢ(w) aloud: what is its input?",
         lambda n: _joined(_chained(n), y=("f", *_xs(n)))),
        ("f left out", "Your graph ends in several values; how many has the function?",
         _fan),
        ("w fed into f as well", "Does w stand inside f, or only inside the g?",
         lambda n: _joined(_fan(n), y=("f", "w", *_xs(n)))),
        ("inputs of f in reverse", "Does the order matter for a general f?",
         lambda n: _joined(_fan(n), y=("f", *_xs(n)[::-1]))),
        ("inputs of f turned round by one", "Which input of f is the first?",
         lambda n: _joined(_fan(n), y=("f", *_xs(n)[1:], "x1"))),
        ("one g for all", "How many functions g are there?",
         lambda n: _joined(W, x=("g", "w"), y=("f", "x"))),
        ("a copy of w for each g", "There is one w. How many arrows leave it?",
         lambda n: {f"w{i}": ("source",) for i in _numbers(n)}
         | {f"x{i}": (f"g{i}", f"w{i}") for i in _numbers(n)} | {"y": ("f", *_xs(n))}),
        ("fewer functions than n", "How many g has your graph for n = 3, and for n = 4?",
         lambda n: _joined(_fan(n - 1), y=("f", *_xs(n - 1)))),
        ("fewer functions than n", "How many g has your graph for n = 3, and for n = 4?",
         lambda n: _joined(_fan(2), y=("f", "x1", "x2"))),
        ("a sum in place of f", "Is f a sum? It is any function.",
         lambda n: _joined(_fan(n), y=("sum", *_xs(n)))),
        ("g1 used for every input", "Which g belongs to the second input?",
         lambda n: _joined(W, **{f"x{i}": ("g1", "w") for i in _numbers(n)},
                           y=("f", *_xs(n)))),
    ),
    "computation_graph": table(
        ("the square inside the sum", "How many squares has the formula?",
         _square_inside),
        ("the square left out", "What does the formula do with y minus the sum?",
         lambda n: _joined(_units(n), s=("sum", *_ps(n)), r=("sub", "y", "s"))),
        ("the bias added after φ", "What exactly stands in the brackets of φ?",
         _bias_after),
        ("φ after the sum", "Is it a sum of φ, or φ of a sum?", _phi_after_sum),
        ("φ left out", "Which letter of the formula does no node of yours carry out?",
         _without_phi),
        ("φ applied twice", "How often does φ stand in the formula for one unit?",
         _phi_twice),
        ("two units whatever n is", "How many units come out for n = 3?",
         lambda n: _units(2) | _end("p1", "p2")),
        ("the last unit left out", "Where does `range(1, n)` end?",
         lambda n: _units(n) | _end(*(_ps(n)[:-1] or ["p1"]))),
        ("y added instead of subtracted", "Which sign stands between y and the sum?",
         lambda n: _joined(_units(n), s=("sum", "y", *_ps(n)), f=("square", "s"))),
        ("each output squared", "What is squared: each φ, or the difference?",
         _squared_each),
        ("the sum squared before it is subtracted", "What stands inside the square?",
         _square_before_sub),
        ("the bias multiplied", "What does the formula do with b?", _bias_times),
        ("the bias subtracted", "Which sign stands before b?", _bias_subtracted),
        ("the first bias in every unit", "Which bias belongs to unit 2?",
         _first_bias_for_all),
        ("outputs multiplied instead of added", "Which sign is Σ?", _product),
        ("a squared residual negated", "Can f be negative?",
         lambda n: _joined(_units(n) | _end(*_ps(n)), out=("neg", "f"))),
        ("the residual squared twice", "How many squares has the formula?",
         lambda n: _joined(_units(n) | _end(*_ps(n)), out=("square", "f"))),
        ("the first unit only", "How many terms has the sum?",
         lambda n: _units(n) | _end("p1")),
        ("the sum alone, without y", "Where does y enter?",
         lambda n: _joined(_units(n), s=("sum", *_ps(n)), f=("square", "s"))),
        ("a node that feeds itself", "Follow the arrows back from f: where do you end?",
         lambda n: _joined(_units(n), s=("sum", *_ps(n)), r=("sub", "y", "s"),
                           f=("square", "f"))),
    ),
}
# fmt: on
