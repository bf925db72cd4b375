"""The plot of multiplications: counted, not computed from a formula."""

import re

import pytest
from backward_programs import RIGHT, WRONG
from companion.backward import paths
from companion.backward.cases import RUNGS, ladder
from companion.backward.paths import multiplications_of_paths, show_paths

import solutions


def defined(code):
    names = {}
    exec(code, names)
    return names["backward"]


def walked(graph, node, edges=0):
    """The number of edges on all paths from a node to the sources, one by one."""
    inputs = graph[node][1:]
    return sum(walked(graph, i, edges + 1) for i in inputs) if inputs else edges


@pytest.mark.parametrize(
    "graph",
    [
        ladder(1).graph,
        ladder(6).graph,
        solutions.computation_graph(3),
        {"x": ("source",), "f": ("mul", "x", "x")},
    ],
)
def test_the_multiplications_of_all_paths_equal_those_of_a_walk(graph):
    [result] = set(graph) - {i for node in graph.values() for i in node[1:]}
    assert multiplications_of_paths(graph) == walked(graph, result)


NOT_COUNTED = ("NumPy numbers", "a linear system")


@pytest.mark.parametrize("name", RIGHT)
def test_the_multiplications_of_the_student_are_counted_while_they_run(name):
    text = repr(show_paths(defined(RIGHT[name])))
    counted = re.search(r"your backward took ([\d,]+), counted while it ran", text)
    if name in NOT_COUNTED:
        assert "could not be counted" in text
    elif name == "until nothing changes":  # a sweep for each node
        assert counted[1] == f"{4 * RUNGS * (3 * RUNGS + 1):,}"
    else:
        assert counted[1] == str(4 * RUNGS)


@pytest.mark.parametrize(
    "name", [name for name, (_, said) in WRONG.items() if "every path" in said]
)
def test_a_sum_over_paths_is_drawn_as_far_as_it_comes(name):
    text = repr(show_paths(defined(WRONG[name][0])))
    assert "it follows every path" in text
    assert "where it ends" in text


def test_the_label_of_a_sum_over_paths_says_where_it_stopped(monkeypatch):
    figures = []
    original = paths.picture
    monkeypatch.setattr(
        paths, "picture", lambda f, *rest: (figures.append(f), original(f, *rest))[1]
    )
    show_paths(defined(WRONG["every path, from the result"][0]))
    [figure] = figures
    axes = figure.axes[0]
    every, own = axes.lines
    [label] = [t for t in axes.texts if "your backward" in t.get_text()]
    stopped = int(re.search(r"stopped at (\d+)", label.get_text())[1])
    assert stopped == own.get_xdata()[-1] + 1
    figure.canvas.draw()
    box = label.get_window_extent()
    for line in (every, own):
        for x, y in axes.transData.transform(line.get_xydata()):
            assert not box.padded(3).contains(x, y)


def test_the_picture_has_a_text_with_the_numbers():
    shown = show_paths(defined(RIGHT["lists"]), rungs=10)
    [alt] = re.findall('alt="([^"]*)"', shown._repr_html_())
    assert "from 4 to 20,480" in alt
    assert "from 4 to 40" in alt


@pytest.mark.parametrize("answer", [None, ..., 3, lambda *a: None, lambda *a: {}])
def test_a_blank_or_wrong_answer_gets_a_card(answer):
    shown = show_paths(answer)
    assert "<img" not in shown._repr_html_()
    assert "not ready yet" in repr(shown)
