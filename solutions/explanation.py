"""The sweep told step by step, as data: what the key shows and a lecture draws."""

from typing import NamedTuple

from solutions.graph import Name, Ops, check_graph
from solutions.operations import Value
from solutions.sweep import Graph, Inputs, backpropagate
from solutions.validation import Phi, as_value, table_with


class SweepStep(NamedTuple):
    """One step of the sweep, as data; printed, it is a line of working.

    phase: "source", "forward" or "backward".
    node, operation, inputs: as in the graph.
    result: the node's value, or going backward its complete cotangent ∂f/∂node.
    sends: going backward, (input, cotangent) for each input; else empty.
    sink: the name of f, so that a step says ∂f/∂node by the names of the graph.
    """

    phase: str
    node: Name
    operation: str
    inputs: tuple[Name, ...]
    result: Value
    sends: tuple[tuple[Name, Value], ...] = ()
    sink: Name = "f"

    def __str__(self) -> str:
        if self.phase == "source":
            return f"{self.node} = {_shown(self.result)}"
        if self.phase == "forward":
            call = f"{self.operation}({', '.join(map(str, self.inputs))})"
            return f"{self.node} = {call} = {_shown(self.result)}"
        sends = ", ".join(f"{_shown(part)} to {inner}" for inner, part in self.sends)
        words = f"∂{self.sink}/∂{self.node} = {_shown(self.result)}"
        return f"{words}; sends {sends}" if sends else words


def explain(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> list[SweepStep]:
    """The whole sweep as data, step by step: values forward, cotangents backward.

    A node's cotangent is the sum of all that its users sent: the multivariate chain
    rule. The last steps are the sources, which collect and send nothing.

    Args and Raises: as `backpropagate`.

    Returns:
        list of `SweepStep`: sources, then the other nodes forward, then all backward.

    >>> graph = {"x": ("source",), "s": ("square", "x"), "f": ("add", "s", "x")}
    >>> for step in explain(graph, {"x": 3}):
    ...     print(step)
    x = 3.0
    s = square(x) = 9.0
    f = add(s, x) = 12.0
    ∂f/∂f = 1.0; sends 1.0 to s, 1.0 to x
    ∂f/∂s = 1.0; sends 6.0 to x
    ∂f/∂x = 7.0
    """
    checked, table = check_graph(graph, ops), table_with(phi, dphi, ops)
    known, ct = backpropagate(checked, values, phi=phi, dphi=dphi, ops=ops)
    sink = checked.sink
    sources = [(name, "source", ()) for name in checked.sources]
    steps = [SweepStep("source", *step, known[step[0]], (), sink) for step in sources]
    for step in checked.steps:
        steps.append(SweepStep("forward", *step, known[step[0]], (), sink))
    for step in reversed(checked.steps):
        name, operation, inputs = step
        arguments = [known[inner] for inner in inputs]
        parts = table[operation].vjp(ct[name], known[name], *arguments)
        sends = tuple(zip(inputs, parts, strict=True))
        steps.append(SweepStep("backward", *step, ct[name], sends, sink))
    return steps + [
        SweepStep("backward", *step, ct[step[0]], (), sink) for step in sources
    ]


def _shown(value: Value) -> str:
    """Six digits of every number, rows in brackets."""
    if type(value) is float:
        return str(float(f"{value:.6g}"))
    return f"[{', '.join(_shown(row) for row in map(as_value, value))}]"
