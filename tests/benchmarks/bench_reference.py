"""Time `solutions` beside hand-written NumPy and four libraries, in one run.

    python tests/benchmarks/bench_reference.py            # a minute or two
    python tests/benchmarks/bench_reference.py --quick

Every contender of a row is timed in turn, round after round, in an order that changes
each round, on one thread and in float64; the best of the rounds counts. Each result
is first compared with the hand-written one. Peers are optional: pip install autograd
micrograd torch jax.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ["JAX_ENABLE_X64"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402  after the number of threads is set
from reference_peers import (  # noqa: E402
    PEERS,
    found_peers,
    graph_peers,
    one_layer_peers,
    two_layer_peers,
)

import solutions  # noqa: E402


def timed(contenders, seconds):
    """The best time of each contender, in seconds per call, measured in turns."""
    calls = {}
    for name, run in contenders.items():
        run()
        start = time.perf_counter()
        run()
        calls[name] = max(1, int(0.005 / (time.perf_counter() - start)))
    best = dict.fromkeys(contenders, float("inf"))
    order, end, rounds = list(contenders), time.perf_counter() + seconds, 0
    while time.perf_counter() < end or rounds < 5:
        random.shuffle(order)
        for name in order:
            start = time.perf_counter()
            for _ in range(calls[name]):
                contenders[name]()
            spent = (time.perf_counter() - start) / calls[name]
            best[name] = min(best[name], spent)
        rounds += 1
    return best


def row(title, best, base, per=1, unit="µs"):
    cells = "  ".join(
        f"{name} {spent / best[base]:.2f}" for name, spent in best.items()
    )
    print(f"{title:<22}{best[base] / per * 1e6:10.2f} {unit}   {cells}", flush=True)


# Section 1 (d)


def loss_by_hand(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + b
    p = phi(z)
    e = W2 @ p - y
    D = dphi(z).T @ (W2.T @ e)
    return {"x": W1.T @ D, "W1": np.outer(D, x), "W2": np.outer(e, p), "b": D}


def two_layers(d, peers):
    """Φ(z) = tanh(Az), whose Jacobian is dense; peers differentiate it themselves."""
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2, A = rng.normal(size=(3, d, d)) / np.sqrt(d)
    arrays = (x, y, W1, W2, b)
    graph = solutions.two_layer_graph()
    checked = solutions.check_graph(graph)
    values = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b, "half": 0.5}

    def phi(z):
        return np.tanh(A @ z)

    def dphi(z):
        return (1 - np.tanh(A @ z) ** 2)[:, None] * A

    contenders = {
        "hand": lambda: loss_by_hand(*arrays, phi, dphi),
        "closed form": lambda: solutions.loss_gradients(*arrays, phi, dphi),
        "engine": lambda: solutions.gradients(graph, values, phi=phi, dphi=dphi),
        "again": lambda: solutions.gradients(checked, values, phi=phi, dphi=dphi),
    }
    expected = contenders["hand"]()
    for name in ("closed form", "engine", "again"):
        agree(contenders[name](), expected)
    for name, run in two_layer_peers(arrays, A, peers).items():
        agree(dict(zip(("x", "W1", "W2", "b"), run(), strict=True)), expected)
        contenders[name] = run
    value = "value alone"
    contenders[value] = lambda: solutions.evaluate(checked, values, phi=phi)
    return contenders


def agree(got, expected):
    for key, array in expected.items():
        np.testing.assert_allclose(got[key], array, rtol=1e-6, atol=1e-8)


# Section 1 (g)


def grad_by_hand(W, x, y, b, phi, dphi):
    z = W @ x + b
    r = y - phi(z).sum()
    return np.outer(-2 * r * dphi(z), x)


def one_layer(n, d, peers):
    rng = np.random.default_rng(n)
    W, x, b, y = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n), 0.5

    def dtanh(z):
        return 1 - np.tanh(z) ** 2

    case = (W, x, y, b, np.tanh, dtanh)
    contenders = {
        "hand": lambda: grad_by_hand(*case),
        "closed form": lambda: solutions.grad_W(*case),
    }
    contenders |= one_layer_peers(W, x, y, b, peers)
    for run in contenders.values():
        np.testing.assert_allclose(run(), contenders["hand"](), rtol=1e-8, atol=1e-9)
    return contenders


# Graphs of numbers


def scalar_graph(n):
    """n operations of one and two inputs on eight sources; later ones use earlier."""
    rng = random.Random(n)
    graph = {f"x{i}": ("source",) for i in range(8)}
    names = list(graph)
    for i in range(n - 1):
        operation = ("add", "mul", "sub", "neg", "square", "phi")[rng.randrange(6)]
        inputs = [names[-1]]
        if operation in ("add", "mul", "sub"):
            inputs.append(names[max(0, len(names) - rng.randrange(1, 20))])
        if operation in ("square", "mul"):  # keeps numbers from running away
            graph[f"t{i}"] = ("phi", inputs[0])
            inputs[0] = f"t{i}"
        graph[f"n{i}"] = (operation, *inputs)
        names.append(f"n{i}")
    used = {inner for node in graph.values() for inner in node[1:]}
    graph["f"] = ("sum", *(name for name in graph if name not in used))
    return graph, {f"x{i}": 0.1 + i / 10 for i in range(8)}


def chain(n):
    return {0: ("source",)} | {i: ("neg", i - 1) for i in range(1, n + 1)}, {0: 0.5}


def graph_contenders(graph, values, peers):
    checked = solutions.check_graph(graph)
    contenders = {
        "all in": lambda: solutions.gradients(graph, values),
        "again": lambda: solutions.gradients(checked, values),
        "value alone": lambda: solutions.evaluate(checked, values),
    }
    source = next(iter(values))
    expected = contenders["all in"]()[source]
    for name, run in graph_peers(graph, values, peers).items():
        np.testing.assert_allclose(float(run()), expected, rtol=1e-6, atol=1e-12)
        contenders[name] = run
    return contenders


def unit_contenders(n, d):
    """The graph of Section 1 (c): n(d + 1) + d + 1 numbers in, one out."""
    rng = np.random.default_rng(n)
    graph = solutions.computation_graph(n)
    values = {"x": rng.normal(size=d), "y": 0.5}
    for i in range(1, n + 1):
        values |= {f"w{i}": rng.normal(size=d), f"b{i}": rng.normal()}
    checked = solutions.check_graph(graph)
    return {
        "function": lambda: solutions.evaluate(graph, values),
        "gradients": lambda: solutions.gradients(graph, values),
        "function again": lambda: solutions.evaluate(checked, values),
        "gradients again": lambda: solutions.gradients(checked, values),
    }


def import_times(seconds):
    def run(code):
        return lambda: subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True
        )

    best = timed(
        {"python": run("pass"), "numpy": run("import numpy"),
         "solutions": run("import solutions")},
        seconds,
    )  # fmt: skip
    start = best.pop("python")
    return {name: spent - start for name, spent in best.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds")
    quick = parser.parse_args().quick
    seconds = 0.5 if quick else 3
    peers = found_peers()
    sys.setrecursionlimit(10**6)  # micrograd and autograd walk graphs by recursion
    missing = [name for name in PEERS if name not in peers]
    print("Times in units of the first column; smaller is faster.")
    print("missing peers:", ", ".join(missing) or "none", flush=True)
    print("\nAll four gradients of Section 1 (d), dense Jacobian")
    for d in (4, 32, 128) if quick else (4, 32, 128, 512, 1024):
        row(f"d = {d}", timed(two_layers(d, peers), seconds), "hand")
    print("\ngrad_W of Section 1 (g)")
    for n in (4, 64) if quick else (4, 64, 512):
        row(f"({n}, {n})", timed(one_layer(n, n, peers), seconds), "hand")
    print("\nGraphs of numbers, in µs a node")
    for n in (100, 1000) if quick else (100, 1000, 10_000, 100_000):
        graph, values = scalar_graph(n)
        best = timed(graph_contenders(graph, values, peers), seconds)
        row(f"{len(graph)} nodes", best, "all in", len(graph))
    n = 10_000 if quick else 100_000
    graph, values = chain(n)
    best = timed(graph_contenders(graph, values, {}), seconds)
    row(f"chain of {n}", best, "all in", 1e6, "s")
    print("\nAll gradients of n units with d inputs each, beside the function alone")
    for n, d in ((3, 3), (30, 30)) if quick else ((3, 3), (30, 30), (300, 300)):
        best = timed(unit_contenders(n, d), seconds)
        row(f"{n * (d + 1)} inputs", best, "function")
    print("\nImporting, beyond starting Python")
    row("", import_times(seconds), "numpy", 1e3, "ms")


if __name__ == "__main__":
    main()
