"""The check of `backward`: on small graphs, on the student's own, and on a ladder."""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .. import part_1c
from ..answers import calls
from ..answers.errors import (
    AnswerError,
    NotAttemptedError,
    PropertyError,
    RaisedError,
    UnfinishedError,
)
from ..answers.interrupt import WorkLimitError
from ..answers.returned import as_shape, ask, ask_uncopied
from ..answers.shown_names import node_name
from ..display.figures import distinct_numbers
from ..graphs.structure import as_graph, structure_error
from . import cases, mistakes
from .cases import Case, ladder
from .mistakes import Mistake

INSTRUCTIONS = 1_500_000  # of Python in one call; a sweep needs a few thousand
OWN_SIZES = (1, 2, 3)


class Reads(dict[Any, Any]):
    """A dict that notes in which order its entries are read."""

    def __init__(self, entries: Mapping[Any, Any]) -> None:
        super().__init__(entries)
        self.read: list[Any] = []

    def __getitem__(self, key: Any) -> Any:
        self.read.append(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self.read.append(key)
        return super().get(key, default)


class Factors(tuple[float, ...]):
    """The entry of `local` for one node, which says so if it has no such index."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Any:
        try:
            return super().__getitem__(index)
        except IndexError:
            raise IndexError(mistakes.NO_FACTOR) from None


def sweep(answer: Any, graph_of: Callable[[], Any] = lambda: None) -> list[str]:
    """Check `backward` on all graphs, and return what they are.

    Args:
        graph_of: returns the student's `computation_graph`, if there is one.

    Raises:
        AnswerError: what is wrong, with a name if the mistake is known.
    """
    _require_small(answer)
    own = list(_own_cases(graph_of()))
    for case in own:
        _require(answer, case)
    require_reuse(answer)
    small = f"{len(cases.SMALL)} small graphs"
    return [small, *(["your graph of (c) for n = 1, 2 and 3"] if own else [])]


def is_right_on_small_graphs(answer: Any) -> bool:
    """Whether `backward` is right, however long it takes on a large graph.

    Raises:
        UnfinishedError: it takes too long on a small one.
    """
    try:
        _require_small(answer)
    except UnfinishedError:
        raise
    except AnswerError:
        return False
    return True


def _require_small(answer: Any) -> None:
    for make in cases.SMALL:
        _require(answer, make(), make.__name__)
        if make is cases.chain:
            _require_fresh(answer)


def gradients(answer: Any, case: Case) -> tuple[Any, Reads]:
    """Call `backward` on copies, and note what it reads.

    Raises:
        AnswerError: as `ask`; or it changes an argument.
    """
    local = Reads({name: Factors(own) for name, own in case.local.items()})
    arguments = (copy.deepcopy(case.graph), dict(case.values), local)
    try:
        returned = ask_uncopied(answer, *arguments)
    except RaisedError as error:
        raise _raised(error, case, local.read) from None
    for name, argument, before in zip(
        ("graph", "values", "local"),
        arguments,
        (case.graph, case.values, case.local),
        strict=True,
    ):
        if argument != before:
            raise _named(f"changes `{name}` that the check passes", mistakes.CHANGES)
    return returned, local


def _named(problem: str, mistake: Mistake | None, otherwise: str = "") -> PropertyError:
    if mistake is None:
        return PropertyError(problem, otherwise)
    return PropertyError(problem, _looks_like(mistake))


def _looks_like(mistake: Mistake) -> str:
    return f"It looks like: {mistake.name}. {mistake.next_step}"


def _raised(error: RaisedError, case: Case, visited: list[Any]) -> RaisedError:
    """Add the graph, and for a missing key what it means in a sweep."""
    step = error.next_step
    text = str(error).replace(Factors.__name__, "tuple")
    if mistakes.NO_FACTOR in text:
        step = mistakes.NO_FACTOR_STEP
    elif text.startswith("TypeError") and re.search("'tuple'|sequence", text):
        step = mistakes.WHOLE_TUPLE_STEP
    elif text.startswith("KeyError"):
        step = _missing_key(text.rsplit(": ", 1)[-1], case, visited)
    return RaisedError(f"{text} (on {case.title})", step)


def _missing_key(shown: str, case: Case, visited: list[Any]) -> str:
    """What a KeyError means in a sweep; the key is shown as by `repr`."""
    key = shown.strip("'\"")
    mistake = mistakes.from_order(case, visited)
    if key not in map(str, case.graph):
        return mistakes.unknown_key(key, case, is_text=key != shown)
    if mistake in (mistakes.FORWARD, mistakes.DICT_ORDER):
        return _looks_like(mistake)
    if key == str(case.result):
        return _looks_like(mistakes.no_seed(case, ()))
    return (
        f"Nothing has arrived at '{key}' yet when your code reads its derivative. "
        "Start with 0 for every node."
    )


def _require(answer: Any, case: Case, name: str = "") -> None:
    """Raise `AnswerError` unless `backward` is right on this graph."""
    returned, local = gradients(answer, case)
    if isinstance(returned, Mapping) and (
        mistake := mistakes.not_a_node(case, returned)
    ):
        raise _named(f"returns an entry that is no node, on {case.title}", mistake)
    got = _as_numbers(returned, case)
    order = mistakes.from_order(case, local.read)
    seed = mistakes.wrong_seed(case, got)
    if seed:
        if seed is mistakes.NO_SEED:
            seed = mistakes.no_seed(case, returned)
        raise _named(_difference(case, case.result, got), seed)
    for node in reversed(case.values):  # the first wrong node on the way back
        if not mistakes.same(got[node], case.expected[node]):
            known = mistakes.known_mistake(name, case, node, got)
            if order and known in (None, mistakes.SHORT, mistakes.DICT_ORDER):
                known = order
            step = f"Compute `{node}` by hand: {mistakes.how_it_arises(case, node)}."
            raise _named(_difference(case, node, got), known, step)


def _difference(case: Case, node: Any, got: Mapping[Any, float]) -> str:
    returned, expected = distinct_numbers(got[node], round(case.expected[node], 7))
    return (
        f"returns {returned} at {node_name(node)}, expected {expected}: "
        f"{mistakes.how_it_arises(case, node)}. The graph is {case.title}"
    )


def _as_numbers(returned: Any, case: Case) -> dict[Any, float]:
    """The derivative at each node, as a float.

    Raises:
        PropertyError: it is no dict, lacks a node, or has something else than numbers.
    """
    if not isinstance(returned, Mapping):
        raise PropertyError(
            f"returns a value of type {type(returned).__name__}; a dict is expected",
            "Return a dict from the name of each node to its derivative.",
        )
    lacking = [name for name in case.values if name not in returned]
    if lacking:
        names = ", ".join(f"`{name}`" for name in lacking[:6])
        step = "Also a derivative of 0 belongs into the dict: start every node at 0."
        problem = f"returns a dict without {names}, on {case.title}"
        raise _named(problem, mistakes.missing(case, returned), step)
    got = {}
    for name in case.values:
        try:
            got[name] = float(as_shape(returned[name], ()).real)
        except NotAttemptedError:
            raise PropertyError(
                f"returns `None` at {node_name(name)}", mistakes.NO_SEED.next_step
            ) from None
        except PropertyError as error:
            is_local = isinstance(returned[name], tuple)
            raise PropertyError(
                f"returns at {node_name(name)} a value that {error}",
                mistakes.WHOLE_TUPLE_STEP if is_local else error.next_step,
            ) from None
    return got


def _require_fresh(answer: Any) -> None:
    """Raise `PropertyError` if a second call gives another result."""
    case = cases.chain()
    for _ in range(2):
        got = _as_numbers(gradients(answer, case)[0], case)
    wrong = [n for n in case.values if not mistakes.same(got[n], case.expected[n])]
    if wrong:
        raise _named(
            f"is right in a first call and wrong in a second one, on {case.title}",
            mistakes.REMEMBERS,
        )


def _own_cases(computation_graph: Any) -> list[Case]:
    """The student's graphs of (c), if they are valid."""
    found = []
    for n in OWN_SIZES:
        with contextlib.suppress(AnswerError, TypeError, ValueError):
            graph = as_graph(ask(computation_graph, n))
            sources = part_1c.unit_inputs(n, d=1).sources
            if structure_error(graph, sources) is None:
                case = cases.own(graph, n)
                if all(map(np.isfinite, case.expected.values())):
                    found.append(case)
    return found


def require_reuse(answer: Any) -> None:
    """Raise `PropertyError` if `backward` follows every path one by one."""
    case = ladder(cases.RUNGS)
    edges = sum(map(len, case.local.values()))
    try:
        with calls.work_limited(INSTRUCTIONS):
            returned = ask_uncopied(
                answer, dict(case.graph), dict(case.values), dict(case.local)
            )
    except (WorkLimitError, UnfinishedError) as stopped:
        steps = f"it was stopped after {INSTRUCTIONS:,} steps of Python"
        what = steps if isinstance(stopped, WorkLimitError) else f"it {stopped}"
        raise PropertyError(
            f"is right on small graphs, but {what} on {case.title} and {edges} edges",
            "It computes the same derivatives again for every path. Compute the "
            "derivative at each node once, keep it in a dict, and reuse it: "
            f"then {edges} products are enough.",
        ) from None
    except RaisedError as error:
        raise RaisedError(f"{error} (on {case.title})", error.next_step) from None
    got = _as_numbers(returned, case)
    for node in reversed(case.values):
        if not mistakes.same(got[node], case.expected[node]):
            raise PropertyError(_difference(case, node, got))


def verdict(namespace: Mapping[str, Any]) -> list[str]:
    """Check `backward` and say what is right; remember it for `show_flow`.

    Raises:
        AnswerError: `backward` is blank or wrong.
    """
    answer = namespace.get("backward")
    part_1c.passed.pop("backward", None)
    checked = sweep(answer, lambda: namespace.get("computation_graph"))
    part_1c.passed["backward"] = answer
    return [
        f"`backward` is right on {' and on '.join(checked)}.",
        f"It also answers {ladder(cases.RUNGS).title}: it reuses each derivative.",
        "From now on, `worksheet.show_flow` shows the gradients of this version.",
    ]
