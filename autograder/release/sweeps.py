"""Forward and backward sweeps with numbers, printed in the answer key.

Each is a code cell that follows the solution cell of this id.
"""

SWEEPS = {
    "s1a": """\
# l(x) = h(f(x), g(x)) at x = 2: the cotangents of the two paths are added at x.
graph = {"x": ("source",), "f": ("square", "x"), "g": ("add", "x")}
graph |= {"u": ("square", "f"), "v": ("square", "g"), "l": ("add", "u", "v")}
for step in solutions.explain(graph, {"x": 2.0}):
    print(step)""",
    "s1b_graph": """\
# f(x1, x2) = x1 * x2 with g1(w) = w^2 and g2(w) = -w, at w = 3.
ops = {"g1": solutions.OPS["square"], "g2": solutions.OPS["neg"]}
ops["f"] = solutions.OPS["mul"]
for step in solutions.explain(chain_rule_graph(2), {"w": 3.0}, ops=ops):
    print(step)""",
    "s1c": """\
# Two units, x has two entries, phi is tanh.
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(computation_graph(2), values):
    print(step)""",
    "s1d": """\
# Φ swaps two entries and squares one of them, so its Jacobian is not symmetric.
values = {"x": [1.0, 2.0], "y": [0.0, 1.0], "b": [0.5, 0.0], "half": 0.5}
values |= {"W1": [[1.0, 0.0], [1.0, -1.0]], "W2": [[1.0, 2.0], [0.0, 1.0]]}
phi = lambda z: np.array([z[1], z[0] ** 2])
dphi = lambda z: np.array([[0, 1], [2 * z[0], 0]])
for step in solutions.explain(solutions.two_layer_graph(), values, phi=phi, dphi=dphi):
    print(step)""",
    "s1f": """\
# The cotangents of r, s, p1, p2, z1 and z2 are the sensitivities.
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(solutions.computation_graph(2), values):
    if step.phase == "backward" and step.node[0] in "rspz":
        print(step)""",
}
