"""Right and wrong spellings of `backward`, as students write them."""

RIGHT = {
    "push, in reversed order": """
def backward(graph, values, local):
    grads = dict.fromkeys(values, 0.0)
    grads[list(values)[-1]] = 1.0
    for node in reversed(values):
        for inner, factor in zip(graph[node][1:], local[node]):
            grads[inner] += grads[node] * factor
    return grads
""",
    "dict.get": """
def backward(graph, values, local):
    order = list(values)
    grads = {order[-1]: 1}
    for node in order[::-1]:
        operation, *inputs = graph[node]
        upstream = grads.setdefault(node, 0)
        for i, inner in enumerate(inputs):
            grads[inner] = grads.get(inner, 0) + local[node][i] * upstream
    return grads
""",
    "defaultdict": """
from collections import defaultdict
def backward(graph, values, local):
    grads = defaultdict(float)
    names = [*values]
    grads[names[-1]] = 1.
    while names:
        node = names.pop()
        for k in range(1, len(graph[node])):
            grads[graph[node][k]] += grads[node] * local[node][k - 1]
    return grads
""",
    "pull from the users": """
def backward(graph, values, local):
    grads = {}
    for node in reversed(list(values)):
        if not grads:
            grads[node] = 1.0
            continue
        total = 0.0
        for user in grads:
            for inner, factor in zip(graph[user][1:], local[user]):
                if inner == node:
                    total += grads[user] * factor
        grads[node] = total
    return grads
""",
    "memoized recursion": """
from functools import lru_cache
def backward(graph, values, local):
    result = list(values)[-1]
    @lru_cache(maxsize=None)
    def grad(node):
        if node == result:
            return 1.0
        return sum(
            grad(user) * local[user][k]
            for user in graph
            for k, inner in enumerate(graph[user][1:])
            if inner == node
        )
    return {node: grad(node) for node in graph}
""",
    "recursion with a dict": """
def backward(graph, values, local):
    users = {node: [] for node in graph}
    for user, (op, *inputs) in graph.items():
        for inner, factor in zip(inputs, local[user]):
            users[inner].append((user, factor))
    known = {}
    def grad(node):
        if node not in known:
            parts = [grad(user) * factor for user, factor in users[node]]
            known[node] = sum(parts) if parts else 1.0
        return known[node]
    for node in graph:
        grad(node)
    return known
""",
    "Kahn's order": """
from collections import Counter, deque
def backward(graph, values, local):
    waiting = Counter(i for node in graph.values() for i in node[1:])
    ready = deque(n for n in graph if not waiting[n])
    grads = {n: 0.0 for n in graph}
    grads[ready[0]] = 1.0
    while ready:
        node = ready.popleft()
        for inner, factor in zip(graph[node][1:], local[node]):
            grads[inner] += grads[node] * factor
            waiting[inner] -= 1
            if waiting[inner] == 0:
                ready.append(inner)
    return grads
""",
    "order by depth-first search": """
def backward(graph, values, local):
    order, seen = [], set()
    def visit(n):
        if n in seen:
            return
        seen.add(n)
        for i in graph[n][1:]:
            visit(i)
        order.append(n)
    for n in graph:
        visit(n)
    g = {n: float(n == order[-1]) for n in order}
    for n in order[::-1]:
        for i, l in zip(graph[n][1:], local[n]):
            g[i] = g[i] + g[n] * l
    return g
""",
    "lists": """
def backward(graph, values, local):
    names = list(values)
    place = {name: i for i, name in enumerate(names)}
    grads = [0] * len(names)
    grads[-1] = 1
    for i in range(len(names) - 1, -1, -1):
        for inner, factor in zip(graph[names[i]][1:], local[names[i]]):
            grads[place[inner]] += grads[i] * factor
    return dict(zip(names, grads))
""",
    "a class": """
class Node:
    def __init__(self, name):
        self.name, self.grad, self.edges = name, 0.0, []
    def send(self):
        for other, factor in self.edges:
            other.grad += factor * self.grad
def backward(graph, values, local):
    nodes = {name: Node(name) for name in values}
    for name, node in nodes.items():
        node.edges = [(nodes[i], f) for i, f in zip(graph[name][1:], local[name])]
    node.grad = 1.0
    for node in reversed(nodes.values()):
        node.send()
    return {name: node.grad for name, node in nodes.items()}
""",
    "NumPy numbers": """
import numpy as np
def backward(graph, values, local):
    grads = {n: np.float64(0) for n in values}
    grads[next(reversed(values))] = np.array(1.0)
    for n in reversed(values):
        parts = np.array(local[n]) * grads[n]
        for inner, part in zip(graph[n][1:], parts):
            grads[inner] = grads[inner] + part
    return grads
""",
    "a linear system": """
import numpy as np
def backward(graph, values, local):
    names = list(values)
    A = np.eye(len(names))
    for user in names:
        for inner, factor in zip(graph[user][1:], local[user]):
            A[names.index(inner), names.index(user)] -= factor
    seed = np.zeros(len(names))
    seed[-1] = 1
    return dict(zip(names, np.linalg.solve(A, seed)))
""",
    "lists of parts, added at the visit": """
import math
def backward(graph, values, local):
    arrived = {name: [] for name in values}
    arrived[list(values)[-1]].append(1.0)
    result = {}
    for name, _ in reversed(values.items()):
        result[name] = math.fsum(arrived[name])
        for inner, factor in zip(graph[name][1:], local[name]):
            arrived[inner].append(result[name] * factor)
    return result
""",
    "edges sorted first": """
def backward(graph, values, local):
    rank = {n: i for i, n in enumerate(values)}
    edges = [(u, i, f) for u in graph for i, f in zip(graph[u][1:], local[u])]
    edges.sort(key=lambda edge: rank[edge[0]], reverse=True)
    grads = {n: 1.0 if rank[n] == len(rank) - 1 else 0.0 for n in graph}
    for user, inner, factor in edges:
        grads[inner] += grads[user] * factor
    return grads
""",
    "until nothing changes": """
def backward(graph, values, local):
    last = list(values)[-1]
    grads = {n: 1.0 * (n == last) for n in graph}
    for _ in graph:
        new = {n: 1.0 * (n == last) for n in graph}
        for user in graph:
            for inner, factor in zip(graph[user][1:], local[user]):
                new[inner] += grads[user] * factor
        grads = new
    return grads
""",
    "a generator, a dict from pairs, and a tuple of names": """
def backward(graph, values, local):
    def sweep(order):
        arrived = [(order[-1], 1.0)]
        for n in order[::-1]:
            total = sum(part for name, part in arrived if name == n)
            yield n, total
            for i in range(len(local[n])):
                arrived += [(graph[n][i + 1], total * local[n][i])]
    return dict(sweep(tuple(values)))
""",
    "reduce": """
from functools import reduce
def backward(graph, values, local):
    def visit(grads, n):
        for i, f in zip(graph[n][1:], local[n]):
            grads = grads | {i: grads[i] + grads[n] * f}
        return grads
    order = list(reversed(values))
    return reduce(visit, order, dict.fromkeys(order, 0.0) | {order[0]: 1.0})
""",
    "it takes copies apart": """
def backward(graph, values, local):
    graph, todo = {n: list(node) for n, node in graph.items()}, dict(values)
    grads = {n: 0.0 for n in values}
    grads[max(enumerate(values))[1]] = 1.0
    while todo:
        n, _ = todo.popitem()
        for f in local[n][::-1]:
            grads[graph[n].pop()] += f * grads[n]
    return grads
""",
}

PUSH = """
def backward(graph, values, local):
    grads = dict.fromkeys(values, 0.0)
    grads[list(values)[-1]] = 1.0
    for node in reversed(values):
        for inner, factor in zip(graph[node][1:], local[node]):
            grads[inner] += grads[node] * factor
    return grads
"""


def edited(*edits: tuple[str, str]) -> str:
    """The push program with these replacements, each of which must occur."""
    code = PUSH
    for old, new in edits:
        assert old in code, old
        code = code.replace(old, new)
    return code


SEED = "    grads[list(values)[-1]] = 1.0\n"
INIT = "    grads = dict.fromkeys(values, 0.0)\n"
PART = "grads[inner] += grads[node] * factor"
LOOP = "for inner, factor in zip(graph[node][1:], local[node]):\n            " + PART
ORDER = "reversed(values)"

# Program -> the mistake in `mistakes`, or words of the message.
WRONG = {
    "overwrites": (edited(("+=", "=")), "OVERWRITES"),
    "keeps the first": (
        edited((PART, "grads[inner] = grads[inner] or grads[node] * factor")),
        "KEEPS_FIRST",
    ),
    "multiplies paths": (
        edited((
            PART,
            "grads[inner] = (grads[inner] or 1) * grads[node] * factor",
        )),
        "MULTIPLIES_PATHS",
    ),
    "averages": (
        edited((
            PART,
            "part = grads[node] * factor\n"
            "            grads[inner] = (grads[inner] + part) / 2"
            " if grads[inner] else part",
        )),
        "AVERAGES",
    ),
    "forward order": (edited((ORDER, "values")), "FORWARD"),
    "forward order, without zeros": (
        edited((INIT, "    grads = {}\n"), (ORDER, "values")),
        "FORWARD",
    ),
    "order of the dict": (edited((ORDER, "reversed(graph)")), "DICT_ORDER"),
    "order of the dict, without zeros": (
        edited(
            (INIT, "    grads = {}\n"),
            (ORDER, "reversed(graph)"),
            (PART, "grads[inner] = grads.get(inner, 0) + grads[node] * factor"),
        ),
        "DICT_ORDER",
    ),
    "local of the input": (
        edited((
            LOOP,
            "for inner in graph[node][1:]:\n"
            "            f = (local[inner] or local[node])[0]\n"
            "            grads[inner] += grads[node] * f",
        )),
        "WRONG_NODE",
    ),
    "no seed": (edited((SEED, "")), "NO_SEED"),
    "seed 0": (edited(("= 1.0", "= 0")), "NO_SEED"),
    "seed is the value": (
        edited(("= 1.0", "= values[list(values)[-1]]")),
        "SEED_IS_VALUE",
    ),
    "seed 2": (edited(("= 1.0", "= 2.0")), "WRONG_SEED"),
    "all nodes start at 1": (
        edited(("dict.fromkeys(values, 0.0)", "dict.fromkeys(values, 1.0)")),
        "ADDS_LOCAL|at node",
    ),
    "no seed, no zeros": (
        edited((INIT, "    grads = {}\n"), (SEED, "")),
        "Start with 0 for every node",
    ),
    "adds locals": (
        edited(("grads[node] * factor", "grads[node] + factor")),
        "ADDS_LOCAL",
    ),
    "divides": (edited(("grads[node] * factor", "grads[node] / factor")), "DIVIDES"),
    "divides by upstream": (
        edited(("grads[node] * factor", "factor / grads[node]")),
        "DIVIDES",
    ),
    "no upstream": (edited(("grads[node] * factor", "factor")), "NO_UPSTREAM"),
    "no local": (edited(("grads[node] * factor", "grads[node]")), "NO_LOCAL"),
    "sign": (edited(("+=", "-=")), "SIGN"),
    "values of the inputs": (
        edited(("* factor", "* values[inner]")),
        "VALUES",
    ),
    "value of the node": (edited(("* factor", "* values[node]")), "VALUES"),
    "skips the second input": (
        edited(("graph[node][1:]", "graph[node][1:2]")),
        "FIRST_INPUT_ONLY",
    ),
    "only the last input": (
        edited(("graph[node][1:], local[node]", "graph[node][-1:], local[node][-1:]"))
        .replace("(graph[node][-1:]", "(graph[node][1:][-1:]"),
        "LAST_INPUT_ONLY",
    ),
    "exchanged": (edited(("local[node])", "local[node][::-1])")), "SWAPPED"),
    "first local for all": (edited(("* factor", "* local[node][0]")), "FIRST_LOCAL"),
    "a set of inputs": (
        edited(("zip(graph[node][1:], local[node])",
                "dict(zip(graph[node][1:], local[node])).items()")),
        "TWICE_IS_ONCE",
    ),
    "index of the input": (
        edited((
            LOOP,
            "for inner in dict.fromkeys(graph[node][1:]):\n"
            "            k = graph[node].index(inner) - 1\n"
            "            grads[inner] += grads[node] * local[node][k]",
        )),
        "TWICE_IS_ONCE",
    ),
    "only sources": (
        edited((
            "return grads",
            'return {n: g for n, g in grads.items() if graph[n][0] == "source"}',
        )),
        "ONLY_SOURCES",
    ),
    "without the result": (
        edited(("return grads", "del grads[list(values)[-1]]\n    return grads")),
        "RESULT_MISSING",
    ),
    "return in the loop": (
        edited(("    return grads", "        return grads")),
        "STOPS",
    ),
    "skips sources": (
        edited((
            PART,
            'if graph[inner][0] != "source":\n                ' + PART,
        )),
        "SHORT",
    ),
    "breadth first, each node once": (
        """
def backward(graph, values, local):
    last = list(values)[-1]
    grads, todo, seen = dict.fromkeys(values, 0.0), [last], {last}
    grads[last] = 1.0
    for node in todo:
        for inner, factor in zip(graph[node][1:], local[node]):
            grads[inner] += grads[node] * factor
            if inner not in seen:
                seen.add(inner)
                todo.append(inner)
    return grads
""",
        "EARLY",
    ),
    "sends the sum again": (
        """
def backward(graph, values, local):
    grads = dict.fromkeys(values, 0.0)
    todo = [list(values)[-1]]
    grads[todo[0]] = 1.0
    for node in todo:
        for inner, factor in zip(graph[node][1:], local[node]):
            grads[inner] += grads[node] * factor
            todo.append(inner)
    return grads
""",
        "SENDS_AGAIN",
    ),
    "a default argument": (
        edited(
            ("local):", "local, grads={}):"),
            (INIT, "    grads |= {n: grads.get(n, 0.0) for n in values}\n"),
        ),
        "REMEMBERS",
    ),
    "changes graph": (
        edited(("graph[node][1:]", "graph.pop(node)[1:]")),
        "CHANGES",
    ),
    "changes local": (
        edited(("local[node])", "local.pop(node))")),
        "CHANGES",
    ),
    "every path, from the sources": (
        """
def backward(graph, values, local):
    last = list(values)[-1]
    def grad(node):
        if node == last:
            return 1.0
        return sum(
            grad(user) * factor
            for user in graph
            for inner, factor in zip(graph[user][1:], local[user])
            if inner == node
        )
    return {node: grad(node) for node in graph}
""",
        "again for every path",
    ),
    "every path, from the result": (
        """
def backward(graph, values, local):
    grads = dict.fromkeys(values, 0.0)
    def send(node, upstream):
        grads[node] += upstream
        for inner, factor in zip(graph[node][1:], local[node]):
            send(inner, upstream * factor)
    send(list(values)[-1], 1.0)
    return grads
""",
        "again for every path",
    ),
    "every path, in a loop": (
        """
def backward(graph, values, local):
    grads = dict.fromkeys(values, 0.0)
    paths = [(list(values)[-1], 1.0)]
    while paths:
        node, product = paths.pop()
        grads[node] += product
        paths += [(i, product * f) for i, f in zip(graph[node][1:], local[node])]
    return grads
""",
        "again for every path",
    ),
    "an endless loop": (
        "def backward(graph, values, local):\n    while True: pass",
        "loop that never ends",
    ),
    "an endless loop that catches": (
        """
def backward(graph, values, local):
    while True:
        try:
            values["no such name"]
        except Exception:
            pass
""",
        "loop that never ends",
    ),
    "endless recursion": (
        "def backward(*a):\n    return backward(*a)",
        "RecursionError",
    ),
    "names of the example": (
        edited(("grads[list(values)[-1]]", 'grads["f"]')),
        "ELSEWHERE|your seed is at 'f'; here the result is 'm'",
    ),
    "names of the example, without zeros": (
        edited(
            (INIT, "    grads = {}\n"),
            ("grads[list(values)[-1]]", 'grads["f"]'),
            (PART, "grads[inner] = grads.get(inner, 0) + grads[node] * factor"),
        ),
        "the result is 'm'. The result is `list(values)[-1]`",
    ),
    "the seed is last in the dict": (
        edited(("list(values)[-1]", "list(graph)[-1]")),
        "your seed is at another node; here the result is 'f'",
    ),
    "the operation as an input": (
        edited((
            LOOP,
            "for i, inner in enumerate(graph[node]):\n"
            "            grads[inner] += grads[node] * local[node][i]",
        )),
        "'half' is an operation. The first entry of `graph[node]` is the operation",
    ),
    "the operation as an input, in a new dict": (
        edited(
            (INIT, "    from collections import defaultdict\n"
                   "    grads = defaultdict(float)\n"),
            ("graph[node][1:]", "graph[node]"),
        ),
        "OPERATION",
    ),
    "a dict is no list": (
        edited(("grads[list(values)[-1]] = 1.0", "values[-1]")),
        "and -1 is a number. `values` is a dict: its last name is `list(values)[-1]`",
    ),
    "index of the tuple with its operation": (
        edited((
            LOOP,
            "for i in range(1, len(graph[node])):\n"
            "            grads[graph[node][i]] += grads[node] * local[node][i]",
        )),
        "use `local[node][i - 1]`",
    ),
    "returns a list": (
        edited(("return grads", "return list(grads.values())")),
        "of type list; a dict is expected",
    ),
    "returns one number": (
        edited(("return grads", "return grads[node]")),
        "a dict is expected",
    ),
    "returns None at a node": (
        edited(("return grads", "return {**grads, node: None}")),
        "returns `None` at node 'x'",
    ),
    "returns text": (
        edited(("return grads", "return {n: str(g) for n, g in grads.items()}")),
        "is text; a number is expected",
    ),
    "a wrong name": (edited(("* factor", "* factr")), "NameError at"),
    "right only without zeros": (
        edited(("return grads", "return {n: g for n, g in grads.items() if g}")),
        "a derivative of 0 belongs",
    ),
    "stops the sweep early": (
        edited((PART, PART + "\n        if node == list(values)[-2]: break")),
        "at node|SHORT",
    ),
    "rounds": (
        edited(("return grads", "return {n: round(g, 1) for n, g in grads.items()}")),
        "by hand",
    ),
}  # fmt: skip
