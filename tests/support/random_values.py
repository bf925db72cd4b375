"""Random trees, as `autograder.values.plain.encode` writes them, or nearly."""

import numpy as np

VALUES = [
    [{"x": np.arange(3.0), "W1": np.eye(3)}, (1, 2.5, True, None, 1j)],
    {"w": ("source",), range(3): ("neg", "w"), b"s": ("add", range(3), "w")},
    {frozenset({1}): ("f", ("a", range(2))), ("a", range(2)): ["g", 10**400]},
    [np.array(3), np.zeros((0, 2)), "text" * 50, [[[[]]]], {}, (), {1: {2: {3: 4}}}],
]
WORDS = ["array", "dict", "list", "tuple", "opaque", "range", "complex", "function"]
NUMBERS = [0, 1, -1, 2, 3, 8, 40, 2**31, 2**63, 10**400, 1.5, 1e308, True, None]
TEXTS = ["", "x", "<f8", "|b1", "<c16", "|O", "x" * 11_000, *WORDS]
SHAPES = [[0], [2, 2], [0, 4_000_000, 4_000_000, 4_000_000], [-1], [1] * 40, [10**6]]


def random_tree(source, depth=0):
    """A tree as `encode` writes it, or nearly."""
    leaf = source.choice([*NUMBERS, *TEXTS])
    if depth > 6 or source.random() < 0.3:
        return leaf
    parts = [random_tree(source, depth + 1) for _ in range(source.randrange(4))]
    form = source.choice(WORDS)
    if form == "array":
        shape = source.choice(SHAPES)
        parts = [source.choice(TEXTS), shape, source.choice([0, 1, 2, -1, True])]
    elif form == "dict" and source.random() < 0.8:
        parts = [[one, random_tree(source, depth + 1)] for one in parts]
    return {form: parts if source.random() < 0.95 else leaf}


def changed(source, tree):
    """The tree with one random part replaced."""
    if source.random() < 0.2 or not isinstance(tree, list | dict) or not tree:
        return random_tree(source, 4)
    if isinstance(tree, dict):
        key = source.choice(list(tree))
        return {**tree, key: changed(source, tree[key])}
    place = source.randrange(len(tree))
    return [*tree[:place], changed(source, tree[place]), *tree[place + 1 :]]
