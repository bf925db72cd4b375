"""The forward and backward pass step by step, as data for the key and for drawings."""

from typing import NamedTuple

from solutions.graph import Name, Ops, check_graph
from solutions.operations import Value
from solutions.sweep import Graph, Inputs, backpropagate
from solutions.validation import Phi, as_value, operation_table


class SweepStep(NamedTuple):
    """One node in one pass. `str` gives a line of text such as "∂f/∂x = 7.0".

    phase: "source", "forward" or "backward".
    node, operation, inputs: as in the graph.
    result: forward, the node's value; backward, its complete cotangent ∂f/∂node.
    sends: backward, one (input, cotangent) pair for each input; otherwise empty.
    sink: the name of the result f, which the text of a backward step mentions.
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
            return f"{self.node} = {_formatted(self.result)}"
        if self.phase == "forward":
            call = f"{self.operation}({', '.join(map(str, self.inputs))})"
            return f"{self.node} = {call} = {_formatted(self.result)}"
        sends = ", ".join(
            f"{_formatted(part)} to {inner}" for inner, part in self.sends
        )
        text = f"∂{self.sink}/∂{self.node} = {_formatted(self.result)}"
        return f"{text}; sends {sends}" if sends else text


def explain(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> list[SweepStep]:
    """All steps of both passes: values forward, cotangents backward.

    A node's cotangent is the sum of what its users send to it. This is the multivariate
    chain rule (worksheet, Section 1 (b)). The last steps are the sources, which
    receive cotangents and send none.

    Args and Raises: as for `backpropagate`.

    Returns:
        list of `SweepStep`: the sources, the other nodes forward, then all backward.

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
    checked, table = check_graph(graph, ops), operation_table(phi, dphi, ops)
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


def _formatted(value: Value) -> str:
    """The value as text: six significant digits, each row in brackets."""
    if type(value) is float:
        return str(float(f"{value:.6g}"))
    return f"[{', '.join(_formatted(row) for row in map(as_value, value))}]"
