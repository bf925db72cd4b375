"""What a wrong result of `backward` says about the code.

On a small graph, each known mistake gives a number of its own. These numbers are sums
and products of two or three local derivatives, written out for each graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ..answers.shown_names import node_name
from ..display.cards import join_names
from ..display.figures import number
from ..properties.finite_differences import close
from .cases import Case, chain

NEAR = 1e-6


class Mistake(NamedTuple):
    """The name of a mistake, and one next step."""

    name: str
    next_step: str


# fmt: off
NO_SEED = Mistake(
    "there is no seed",
    "Give the result the derivative 1 before you visit the first node.")
SEED_IS_VALUE = Mistake(
    "the seed is the value of the result",
    "The result changes as fast as itself, so its derivative is 1.")
WRONG_SEED = Mistake(
    "the seed is not 1",
    "The result changes as fast as itself, so its derivative is 1.")
FORWARD = Mistake(
    "the nodes are visited in the order of the forward pass",
    "A node can send only what has arrived. Start at the result: use `reversed`.")
DICT_ORDER = Mistake(
    "the nodes are visited in the order of the dict `graph`, which has no meaning",
    "Go through `values` backward: it has the order of the forward pass.")
STOPS = Mistake(
    "the sweep stops after the first node",
    "Is a `return` or `break` inside the loop? Visit every node, then return.")
SHORT = Mistake(
    "the sweep ends before it reaches every node",
    "Visit all nodes of `values`, down to the sources.")
ADDS_LOCAL = Mistake(
    "the local derivative is added to the upstream derivative",
    "Along a path, multiply: upstream × local.")
DIVIDES = Mistake(
    "the upstream derivative is divided by the local one, or the reverse",
    "Along a path, multiply: upstream × local.")
NO_UPSTREAM = Mistake(
    "the local derivative is sent on without the upstream derivative",
    "Multiply it by what has arrived at the node that you visit.")
NO_LOCAL = Mistake(
    "the upstream derivative is sent on without the local one",
    "Multiply it by `local` of the node that you visit.")
VALUES = Mistake(
    "a value is used in place of a local derivative",
    "Take the factor from `local`, not from `values`.")
WRONG_NODE = Mistake(
    "the local derivative belongs to another node",
    "What a node sends to its inputs uses `local` of the node itself.")
SIGN = Mistake(
    "the sign is reversed",
    "Look for a minus sign, or for a subtraction where an addition belongs.")
FIRST_INPUT_ONLY = Mistake(
    "only the first input gets a number",
    "Send a number to every input: loop over `graph[node][1:]`.")
LAST_INPUT_ONLY = Mistake(
    "only the last input gets a number",
    "Send a number to every input: loop over `graph[node][1:]`.")
SWAPPED = Mistake(
    "the local derivatives of the two inputs are exchanged",
    "`local[node]` has the order of `graph[node][1:]`: pair them with `zip`.")
FIRST_LOCAL = Mistake(
    "every input gets the local derivative of the first one",
    "`local[node]` has one number for each input: pair them with `zip`.")
OVERWRITES = Mistake(
    "a number that arrives replaces the one before",
    "Where several numbers arrive, add them: `+=` in place of `=`.")
KEEPS_FIRST = Mistake(
    "only the first number that arrives counts",
    "Where several numbers arrive, add them.")
MULTIPLIES_PATHS = Mistake(
    "numbers that meet at a node are multiplied",
    "Multiply along a path; add where paths meet.")
AVERAGES = Mistake(
    "numbers that meet at a node are averaged",
    "Add them. Each path counts in full.")
TWICE_IS_ONCE = Mistake(
    "an input that is used twice by the same operation counts once",
    "In `mul(x, x)`, x has two places. Send a number for each place.")
EARLY = Mistake(
    "a node sends its number before everything has arrived at it",
    "Visit a node after all nodes that use it: take `reversed(values)`.")
SENDS_AGAIN = Mistake(
    "a node sends numbers again each time that something arrives at it",
    "Visit each node once, after all nodes that use it.")
REMEMBERS = Mistake(
    "results of an earlier call are still there",
    "Make a new dict inside the function. A default argument is made only once.")
CHANGES = Mistake(
    "the arguments are changed",
    "Work on a copy, for example `dict(graph)`.")
ONLY_SOURCES = Mistake(
    "only the sources are returned",
    "Return the derivative with respect to every node.")
RESULT_MISSING = Mistake(
    "the result itself is missing",
    "Its derivative is 1, the seed.")
OPERATION = Mistake(
    "the operation of a node is taken for an input",
    "The first entry of `graph[node]` is the operation. Skip it: `graph[node][1:]`.")
ELSEWHERE = Mistake(
    "the seed is at another node than the result",
    "The result is `list(values)[-1]`: use no fixed name and no other order.")
# fmt: on
NO_FACTOR = "`local[node]` has no entry with this index"
NO_FACTOR_STEP = (
    "`local[node]` has one entry for each input and none for the operation. If `i` "
    "counts the entries of `graph[node]`, use `local[node][i - 1]`."
)
WHOLE_TUPLE_STEP = (
    "`local[node]` is a tuple with one number for each input. Take the number of this "
    "input: with an index, or with `zip`."
)

Candidate = tuple[float, Mistake]
Numbers = Mapping[Any, float]


def wrong_seed(case: Case, got: Mapping[Any, float]) -> Mistake | None:
    """The mistake at the result, if there is one."""
    seed = got[case.result]
    if same(seed, 1.0):
        return None
    if same(seed, 0.0):
        return NO_SEED
    if same(seed, case.values[case.result]):
        return SEED_IS_VALUE
    return WRONG_SEED


def no_seed(case: Case, returned: Iterable[Any]) -> Mistake:
    """The mistake if the result has no seed: none at all, or one at another node.

    The first graph is the only one that is checked before any seed was right.
    """
    if case.title == chain().title:
        return NO_SEED
    extra = [name for name in returned if name not in case.graph]
    place = f"at {node_name(extra[0], '')}" if extra else "at another node"
    name = f"your seed is {place}; here the result is {node_name(case.result, '')}"
    return ELSEWHERE._replace(name=name)


def not_a_node(case: Case, returned: Iterable[Any]) -> Mistake | None:
    """The mistake if an operation is among the names that are returned."""
    operations = {node[0] for node in case.graph.values()}
    extra = [name for name in returned if name not in case.graph]
    return OPERATION if any(name in operations for name in extra) else None


def unknown_key(key: str, case: Case, *, is_text: bool) -> str:
    """What a key means that is no node of the graph."""
    if key in {node[0] for node in case.graph.values()}:
        return f"'{key}' is an operation. {OPERATION.next_step}"
    if is_text:
        return (
            f"This graph has no node '{key}': use no name from the example. The "
            "result is the last name in `values`."
        )
    return (
        f"The keys are names of nodes, and {key} is a number. `values` is a dict: its "
        "last name is `list(values)[-1]`."
    )


def _of_chain(case: Case, got: Numbers) -> dict[Any, list[Candidate]]:
    """The candidates at u, and at x if u is right."""
    [outer], [inner] = case.local["f"], case.local["u"]
    u, f = case.values["u"], case.values["f"]
    return {
        "u": [
            (0.0, SHORT), (1 + outer, ADDS_LOCAL), (1 / outer, DIVIDES),
            (inner, WRONG_NODE), (1.0, NO_LOCAL), (u, VALUES), (f, VALUES),
            (-outer, SIGN),
        ],
        "x": [
            (0.0, SHORT), (outer + inner, ADDS_LOCAL), (1 + outer + inner, ADDS_LOCAL),
            (outer / inner, DIVIDES), (inner / outer, DIVIDES), (inner, NO_UPSTREAM),
            (outer, NO_LOCAL), (outer * outer, WRONG_NODE),
            (outer * case.values["x"], VALUES), (outer * u, VALUES),
            (-outer * inner, SIGN),
        ],
    }  # fmt: skip


def _of_two_inputs(case: Case, got: Numbers) -> dict[Any, list[Candidate]]:
    first, second = case.local["m"]
    if same(got["a"], second) and same(got["b"], first):
        return {"b": [(first, SWAPPED)]}
    return {
        "b": [(0.0, FIRST_INPUT_ONLY), (first, FIRST_LOCAL)],
        "a": [(0.0, LAST_INPUT_ONLY)],
    }


def _of_meeting(case: Case, got: Numbers) -> dict[Any, list[Candidate]]:
    by_u, direct = case.local["f"][0] * case.local["u"][0], case.local["f"][1]
    return {
        "x": [
            (by_u, OVERWRITES), (direct, KEEPS_FIRST),
            (by_u * direct, MULTIPLIES_PATHS), ((by_u + direct) / 2, AVERAGES),
        ]
    }  # fmt: skip


def _of_same_twice(case: Case, got: Numbers) -> dict[Any, list[Candidate]]:
    return {"x": [(case.local["f"][0] * case.local["u"][0], TWICE_IS_ONCE)]}


def _of_unequal_paths(case: Case, got: Numbers) -> dict[Any, list[Candidate]]:
    [of_a], (short, to_b), [of_b] = (case.local[name] for name in "afb")
    long = to_b * of_b
    return {
        "x": [
            (short * of_a, EARLY), (long * of_a, EARLY),
            ((short + long + short) * of_a, SENDS_AGAIN),
            ((short + long + long) * of_a, SENDS_AGAIN),
            (0.0, DICT_ORDER),
        ]
    }  # fmt: skip


CANDIDATES: dict[str, Callable[[Case, Numbers], dict[Any, list[Candidate]]]] = {
    "chain": _of_chain,
    "two_inputs": _of_two_inputs,
    "meeting": _of_meeting,
    "same_twice": _of_same_twice,
    "unequal_paths": _of_unequal_paths,
}


def known_mistake(name: str, case: Case, node: Any, got: Numbers) -> Mistake | None:
    """The mistake that gives the number at this node, if it is known."""
    if name not in CANDIDATES:
        return None
    for value, mistake in CANDIDATES[name](case, got).get(node, ()):
        if same(got[node], value):
            return mistake
    return None


def from_order(case: Case, visited: Iterable[Any]) -> Mistake | None:
    """The mistake in the order in which the code reads `local` of the inner nodes."""
    inner = [name for name in case.values if case.local[name]]
    seen = [name for name in dict.fromkeys(visited) if name in inner]
    if len(inner) < 2 or not seen:
        return None
    if seen == [case.result]:
        return STOPS
    if seen[0] == case.result or seen != inner[: len(seen)]:
        return None
    in_order = list(case.graph) == list(case.values)
    return FORWARD if in_order else DICT_ORDER


def missing(case: Case, got: Mapping[Any, Any]) -> Mistake | None:
    """The mistake of a dict that lacks some nodes, if it is known."""
    sources = {name for name, node in case.graph.items() if not node[1:]}
    if set(got) & set(case.graph) == sources:
        return ONLY_SOURCES
    if set(case.graph) - set(got) == {case.result}:
        return RESULT_MISSING
    return None


def how_it_arises(case: Case, node: Any) -> str:
    """What is right at a node: the sum of the parts that arrive."""
    if node == case.result:
        return "the derivative of the result with respect to itself is 1"
    parts = case.parts(node)
    if len(parts) == 1:
        return f"{number(parts[0][1], 4)} arrives from `{parts[0][0]}`"
    shown = [f"{number(part, 4)} from `{user}`" for user, part in parts]
    return f"{join_names(shown)} arrive and add up"


def same(got: float, expected: float) -> bool:
    return close(got, expected, NEAR)
