"""Section 1 (b), (c) and (d) as graphs: plain dicts that the engine computes."""

from solutions.arguments import whole

Graph = dict[str, tuple[str, ...]]


def chain_rule_graph(n: int) -> Graph:
    """The graph of f(g₁(w), …, gₙ(w)) (worksheet, Section 1 (b)).

    One source w fans out to n nodes, and f joins them again, in order.

    Args:
        n: the number of functions gᵢ, at least 1.

    Returns:
        dict: source "w"; "x1" … "xn" by operations "g1" … "gn"; "y" by "f".

    Raises:
        ArgumentError: n is no such number.

    >>> chain_rule_graph(2)["y"]
    ('f', 'x1', 'x2')
    """
    numbers = range(1, whole("n", n, 1) + 1)
    return {
        "w": ("source",),
        **{f"x{i}": (f"g{i}", "w") for i in numbers},
        "y": ("f", *(f"x{i}" for i in numbers)),
    }


def computation_graph(n: int) -> Graph:
    """The graph of f(W, x, y) = (y − Σᵢ φ(wᵢᵀx + bᵢ))² (worksheet, Section 1 (c)).

    Unit i computes aᵢ = wᵢᵀx, zᵢ = aᵢ + bᵢ and pᵢ = φ(zᵢ). The units meet in one sum
    s; one residual r = y − s is squared.

    Args:
        n: the number of units, at least 1.

    Returns:
        dict: sources "w1" … "wn" and "x", shape (d,), "b1" … "bn" and "y", numbers;
        inner nodes "ai", "zi", "pi", "s", "r"; sink "f".

    Raises:
        ArgumentError: n is no such number.

    >>> from solutions import evaluate
    >>> values = {"x": [1, 2], "y": 1, "w1": [3, 1], "b1": -4}
    >>> evaluate(computation_graph(1), values, phi=lambda z: z)["f"]
    0.0
    """
    numbers = range(1, whole("n", n, 1) + 1)
    graph: Graph = {"x": ("source",), "y": ("source",)}
    for i in numbers:
        graph[f"w{i}"] = graph[f"b{i}"] = ("source",)
        graph[f"a{i}"] = ("dot", f"w{i}", "x")
        graph[f"z{i}"] = ("add", f"a{i}", f"b{i}")
        graph[f"p{i}"] = ("phi", f"z{i}")
    graph["s"] = ("sum", *(f"p{i}" for i in numbers))
    graph["r"] = ("sub", "y", "s")
    graph["f"] = ("square", "r")
    return graph


def two_layer_graph() -> Graph:
    """The graph of ℓ = ½ ‖W⁽²⁾ Φ(W⁽¹⁾x + b) − y‖² (worksheet, Section 1 (d)).

    Returns:
        dict: sources "W1" and "W2" (d, d), "x", "y" and "b" (d,), and "half", to be
        given as 0.5; inner nodes "a", "z", "p", "q", "e", "n"; sink "l".

    >>> two_layer_graph()["z"]
    ('add', 'a', 'b')
    """
    return {
        **dict.fromkeys(("x", "y", "W1", "W2", "b", "half"), ("source",)),
        "a": ("dot", "W1", "x"),
        "z": ("add", "a", "b"),
        "p": ("phi", "z"),
        "q": ("dot", "W2", "p"),
        "e": ("sub", "q", "y"),
        "n": ("dot", "e", "e"),
        "l": ("mul", "half", "n"),
    }
