"""Section 1 (b), (c) and (d) as graphs: plain dicts for the engine."""

from solutions.arguments import whole_number

Graph = dict[str, tuple[str, ...]]


def chain_rule_graph(n: int) -> Graph:
    """The graph of f(g₁(w), …, gₙ(w)) (worksheet, Section 1 (b)).

    The source w has n users, and f takes all of them as inputs, in order.

    Args:
        n: the number of functions gᵢ, at least 1.

    Returns:
        dict: source "w"; "x1" … "xn" with operations "g1" … "gn"; sink "y" with "f".

    Raises:
        ArgumentError: n is not a whole number of at least 1.

    >>> chain_rule_graph(2)["y"]
    ('f', 'x1', 'x2')
    """
    indices = range(1, whole_number("n", n, 1) + 1)
    return {
        "w": ("source",),
        **{f"x{i}": (f"g{i}", "w") for i in indices},
        "y": ("f", *(f"x{i}" for i in indices)),
    }


def computation_graph(n: int) -> Graph:
    """The graph of f(W, x, y) = (y − Σᵢ φ(wᵢᵀx + bᵢ))² (worksheet, Section 1 (c)).

    Unit i computes aᵢ = wᵢᵀx, zᵢ = aᵢ + bᵢ and pᵢ = φ(zᵢ). Then s = Σᵢ pᵢ, the residual
    is r = y − s, and f = r².

    Args:
        n: the number of units, at least 1.

    Returns:
        dict: sources "w1" … "wn" and "x", shape (d,), "b1" … "bn" and "y", numbers;
        inner nodes "ai", "zi", "pi", "s", "r"; sink "f".

    Raises:
        ArgumentError: n is not a whole number of at least 1.

    >>> from solutions import evaluate
    >>> values = {"x": [1, 2], "y": 1, "w1": [3, 1], "b1": -4}
    >>> evaluate(computation_graph(1), values, phi=lambda z: z)["f"]
    0.0
    """
    indices = range(1, whole_number("n", n, 1) + 1)
    graph: Graph = {"x": ("source",), "y": ("source",)}
    for i in indices:
        graph[f"w{i}"] = graph[f"b{i}"] = ("source",)
        graph[f"a{i}"] = ("dot", f"w{i}", "x")
        graph[f"z{i}"] = ("add", f"a{i}", f"b{i}")
        graph[f"p{i}"] = ("phi", f"z{i}")
    graph["s"] = ("sum", *(f"p{i}" for i in indices))
    graph["r"] = ("sub", "y", "s")
    graph["f"] = ("square", "r")
    return graph


def two_layer_graph() -> Graph:
    """The graph of ℓ = ½ ‖W⁽²⁾ Φ(W⁽¹⁾x + b) − y‖² (worksheet, Section 1 (d)).

    Returns:
        dict: sources "W1" and "W2" (d, d), "x", "y" and "b" (d,), and "half", whose
        value must be 0.5; inner nodes "a", "z", "p", "q", "e", "n"; sink "l".

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
