"""The plot of multiplications: all paths, one by one, against the student's sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers import calls
from ..answers.errors import PropertyError, UnfinishedError
from ..answers.interrupt import WorkLimitError
from ..answers.returned import ask_uncopied
from ..display.cards import Shown
from ..display.colours import BLUE, GREY, ORANGE
from ..display.figures import drawing, logarithmic, new_figure, picture
from ..graphs.structure import Graph, topological_order
from .cases import RUNGS, Case, ladder
from .verdict import INSTRUCTIONS, is_right_on_small_graphs


class Counted(float):
    """A number that counts its multiplications in `Counted.multiplications`.

    NumPy leaves the multiplication to this class, for one number and for arrays.
    """

    multiplications = 0
    __array_ufunc__ = None

    def __mul__(self, other: Any) -> Any:
        size = getattr(other, "size", 1)
        Counted.multiplications += size
        return float(self) * other if size > 1 else float(self) * float(other)

    __rmul__ = __mul__


@drawing("the plot of paths", "backward", "the right derivatives")
def show_paths(backward: Any, rungs: int = RUNGS) -> Shown:
    """Plot how many multiplications your `backward` needs, and how many all paths need.

    Args:
        backward: your function.
        rungs: the largest number of diamonds in the ladder, up to 20.
    """
    rungs = max(2, min(int(rungs), RUNGS))
    if backward is not None and not is_right_on_small_graphs(backward):
        raise PropertyError("is not right yet", "Run its check above.")
    graphs = {k: ladder(k) for k in range(1, rungs + 1)}
    sweep = _counts(backward, graphs)
    paths = {k: multiplications_of_paths(case.graph) for k, case in graphs.items()}
    return _plot(sweep, paths)


def _counts(backward: Any, graphs: Mapping[int, Case]) -> dict[int, int]:
    """Count multiplications for each ladder; stop where it takes too long."""
    found: dict[int, int] = {}
    for k, case in graphs.items():
        local = {name: tuple(map(Counted, own)) for name, own in case.local.items()}
        before = Counted.multiplications
        try:
            with calls.work_limited(INSTRUCTIONS):
                ask_uncopied(backward, dict(case.graph), dict(case.values), local)
        except (WorkLimitError, UnfinishedError):
            break
        found[k] = Counted.multiplications - before
    return {k: count for k, count in found.items() if count}


def multiplications_of_paths(graph: Graph) -> int:
    """How many multiplications all paths to the result need, one for each edge.

    The paths from the sources are counted, not walked.
    """
    paths: dict[Any, int] = {}  # from the sources to each node
    edges: dict[Any, int] = {}  # on all these paths together
    for name in topological_order(graph):
        inputs = graph[name][1:]
        paths[name] = sum(paths[i] for i in inputs) if inputs else 1
        edges[name] = sum(edges[i] + paths[i] for i in inputs)
    return edges[topological_order(graph)[-1]]


def _plot(sweep: Mapping[int, int], paths: Mapping[int, int]) -> Shown:
    figure, axes = new_figure(7.4, 3.9)
    last = max(paths)
    axes.semilogy(list(paths), list(paths.values()), "s--", color=ORANGE, ms=5, lw=1.8)
    label = {"fontsize": 11, "va": "center"}
    axes.text(
        last + 0.5,
        paths[last],
        _label("every path", paths[last]),
        color=ORANGE,
        **label,
    )
    if sweep:
        end = max(sweep)
        axes.semilogy(list(sweep), list(sweep.values()), "o-", color=BLUE, ms=5, lw=1.8)
        text = _label("your backward", sweep[end])
        stopped = end < last
        if stopped:  # below the markers of all paths, which go on
            text += f",\nstopped at {end + 1}"
        low = {"va": "top"} if stopped else {}
        place = (end + 0.5, sweep[end] / 2 if stopped else sweep[end])
        axes.text(*place, text, color=BLUE, **(label | low))
    logarithmic(axes.yaxis)
    axes.set_xlim(0.5, last * 1.42)
    axes.set_xticks([1, *range(5, last + 1, 5)])
    axes.set_xlabel("diamonds in the ladder", fontsize=11)
    axes.set_ylabel("multiplications, logarithmic", fontsize=11)
    axes.grid(axis="y", color=GREY, alpha=0.25, lw=0.6)
    _draw_ladder(figure)
    return picture(figure, _alt(sweep, paths), _caption(sweep, paths))


def _label(name: str, count: int) -> str:
    return f"{name}:\n{count:,}"


def _draw_ladder(figure: Any) -> None:
    """Draw three diamonds in the upper left corner."""
    axes = figure.add_axes((0.13, 0.76, 0.27, 0.17))
    axes.set_in_layout(False)
    for i in range(3):
        axes.plot([i, i + 0.5, i + 1], [0, 1, 0], color=GREY, lw=1.4)
        axes.plot([i, i + 0.5, i + 1], [0, -1, 0], color=GREY, lw=1.4)
        axes.plot([i + 0.5, i + 0.5], [1, -1], "o", color=BLUE, ms=4)
    axes.plot(range(4), [0] * 4, "o", color=BLUE, ms=5)
    axes.set_title("3 diamonds: 8 paths, 12 edges", fontsize=9, loc="left")
    axes.axis("off")


def _caption(sweep: Mapping[int, int], paths: Mapping[int, int]) -> str:
    last = max(paths)
    text = (
        f"A ladder of {last} diamonds has {2**last:,} paths and {4 * last} edges. "
        f"Multiplying along every path takes {paths[last]:,} multiplications"
    )
    if not sweep:
        return f"{text}. Those of your `backward` could not be counted."
    if last in sweep:
        return f"{text}; your `backward` took {sweep[last]:,}, counted while it ran."
    end = max(sweep)
    return (
        f"{text}. Your `backward` took {sweep[end]:,} for {end} diamonds and was "
        f"stopped at {end + 1}: it follows every path."
    )


def _alt(sweep: Mapping[int, int], paths: Mapping[int, int]) -> str:
    first, last = min(paths), max(paths)
    text = (
        "Multiplications against the number of diamonds, on a logarithmic axis. For "
        f"every path they rise from {paths[first]:,} to {paths[last]:,}, in a straight "
        "line"
    )
    if not sweep:
        return f"{text}."
    end = max(sweep)
    text += f"; for your backward from {sweep[min(sweep)]:,} to {sweep[end]:,}"
    return f"{text}, where it ends." if end < last else f"{text}."
