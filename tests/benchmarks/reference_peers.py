"""What four other libraries need to compute the gradients of the worksheet.

Each function gives, by library, a call that computes what ours does, for those of
the libraries that are installed.
"""

import importlib

import numpy as np

PEERS = ("autograd", "torch", "jax", "micrograd")


def found_peers():
    found = {}
    for name in PEERS:
        try:
            found[name] = importlib.import_module(name)
        except ImportError:
            continue
    if "torch" in found:
        found["torch"].set_num_threads(1)
    return found


def two_layer_peers(arrays, A, peers):
    x, y, W1, W2, b = arrays
    runs = {}
    if "autograd" in peers:
        import autograd.numpy as anp

        def loss(x, W1, W2, b):
            e = anp.dot(W2, anp.tanh(anp.dot(A, anp.dot(W1, x) + b))) - y
            return anp.dot(e, e) / 2

        slopes = peers["autograd"].grad(loss, (0, 1, 2, 3))
        runs["autograd"] = lambda: slopes(x, W1, W2, b)
    if "torch" in peers:
        torch = peers["torch"]
        ty, tA = torch.tensor(y), torch.tensor(A)

        def by_torch():
            leaves = [torch.from_numpy(a).requires_grad_() for a in (x, W1, W2, b)]
            tx, tW1, tW2, tb = leaves
            e = tW2 @ torch.tanh(tA @ (tW1 @ tx + tb)) - ty
            return [g.numpy() for g in torch.autograd.grad(e @ e / 2, leaves)]

        runs["torch"] = by_torch
    if "jax" in peers:
        jax, jnp = peers["jax"], importlib.import_module("jax.numpy")

        def loss_of(x, W1, W2, b):
            e = W2 @ jnp.tanh(A @ (W1 @ x + b)) - y
            return e @ e / 2

        plain = jax.grad(loss_of, (0, 1, 2, 3))
        fast = jax.jit(plain)
        inputs = [jnp.asarray(a) for a in (x, W1, W2, b)]
        if len(x) <= 32:
            runs["jax"] = lambda: jax.block_until_ready(plain(*inputs))
        runs["jax jit"] = lambda: jax.block_until_ready(fast(*inputs))
    return runs


def one_layer_peers(W, x, y, b, peers):
    runs = {}
    if "autograd" in peers:
        import autograd.numpy as anp

        slopes = peers["autograd"].grad(
            lambda W: (y - anp.sum(anp.tanh(anp.dot(W, x) + b))) ** 2
        )
        runs["autograd"] = lambda: slopes(W)
    if "torch" in peers:
        torch = peers["torch"]
        tx, tb = torch.tensor(x), torch.tensor(b)

        def by_torch():
            tW = torch.from_numpy(W).requires_grad_()
            f = (y - torch.tanh(tW @ tx + tb).sum()) ** 2
            return torch.autograd.grad(f, tW)[0].numpy()

        runs["torch"] = by_torch
    if "jax" in peers:
        jax, jnp = peers["jax"], importlib.import_module("jax.numpy")
        fast = jax.jit(jax.grad(lambda W: (y - jnp.tanh(W @ x + b).sum()) ** 2))
        jW = jnp.asarray(W)
        runs["jax jit"] = lambda: jax.block_until_ready(fast(jW))
    return runs


def graph_peers(graph, values, peers):
    """Each builds the graph as it computes, and gives the gradient of one source."""
    source = next(iter(values))
    runs = {}
    if "micrograd" in peers and len(graph) < 50_000:  # it sorts by recursion
        Value = importlib.import_module("micrograd.engine").Value

        def tanh(v):  # as in its author's lecture; the package itself has only relu
            t = np.tanh(v.data)
            out = Value(t, (v,), "tanh")

            def backward():
                v.grad += (1 - t * t) * out.grad

            out._backward = backward
            return out

        def by_micrograd():
            known = {name: Value(value) for name, value in values.items()}
            run_through(graph, known, tanh)
            known[next(reversed(graph))].backward()
            return known[source].grad

        runs["micrograd"] = by_micrograd
    if "torch" in peers and len(graph) < 20_000:
        torch = peers["torch"]

        def by_torch():
            known = {
                name: torch.tensor(v, dtype=torch.float64, requires_grad=True)
                for name, v in values.items()
            }
            run_through(graph, known, torch.tanh)
            known[next(reversed(graph))].backward()
            return known[source].grad

        runs["torch"] = by_torch
    if "autograd" in peers and len(graph) < 20_000:
        import autograd.numpy as anp

        def value(x):
            known = dict(values) | {source: x}
            run_through(graph, known, anp.tanh)
            return known[next(reversed(graph))]

        runs["autograd"] = lambda: peers["autograd"].grad(value)(values[source])
    return runs


def run_through(graph, known, tanh):
    for name, (operation, *inputs) in graph.items():
        if operation == "source":
            continue
        args = [known[inner] for inner in inputs]
        if operation == "add":
            known[name] = args[0] + args[1]
        elif operation == "mul":
            known[name] = args[0] * args[1]
        elif operation == "sub":
            known[name] = args[0] - args[1]
        elif operation == "neg":
            known[name] = -args[0]
        elif operation == "square":
            known[name] = args[0] * args[0]
        elif operation == "phi":
            known[name] = tanh(args[0])
        else:
            total = args[0]
            for value in args[1:]:
                total = total + value
            known[name] = total
