"""Pictures of graphs: every dict is drawn, and the caption names its error."""

import numpy as np
import pytest
from companion.display.cards import no_picture
from companion.graphs.picture import Note, draw, readable, sheet_of, show_graph
from matplotlib.backends.backend_agg import FigureCanvasAgg

import solutions

WRONG = {
    "cycle": ({"x": ("source",), "a": ("add", "x", "b"), "b": ("neg", "a")}, "cycle"),
    "self-loop": ({"x": ("source",), "f": ("add", "x", "f")}, "f → f"),
    "missing": (
        {"x": ("source",), "f": ("add", "x", "no")},
        "'no', which is not in the dict",
    ),
    "unused": (
        {"x": ("source",), "a": ("neg", "x"), "b": ("neg", "x")},
        "are inputs of no node",
    ),
}


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["chain_rule_graph", "computation_graph"])
def test_the_alternative_text_of_a_valid_graph_names_every_node(name, n):
    graph = getattr(solutions, name)
    shown = show_graph(graph, n)
    assert "<img" in shown._repr_html_()
    assert "✗" not in repr(shown)
    assert f"for n = {n}" in repr(shown)
    assert all(str(node) in repr(shown) for node in graph(n))


@pytest.mark.parametrize(("graph", "error"), WRONG.values(), ids=WRONG)
def test_an_invalid_graph_is_drawn_and_the_caption_names_its_error(graph, error):
    shown = show_graph(graph)
    assert "<img" in shown._repr_html_()
    assert "✗ Not a valid graph yet" in repr(shown)
    assert error in repr(shown)


def test_the_alternative_text_says_how_each_node_is_computed():
    graph = {"x": ("source",), "a": ("neg", "x"), "f": ("sub", "x", "a")}
    expected = "Computation graph: a is neg of x; f is sub of x and a."
    assert expected in repr(show_graph(graph))
    text = repr(
        draw({"f": ("x²", "x"), "x": ("source",)}, {"f": [Note("✓", "k", "ok")]})
    )
    assert "Computation graph: f is x². Notes: f: ok." in text


def raises(n):
    raise ValueError("oh")


@pytest.mark.parametrize(
    ("blank", "message"),
    [
        (None, "returns a graph"),
        (..., "returns a graph"),
        (lambda n: None, "returns a graph"),
        (raises, 'ValueError at `raise ValueError("oh")`: oh'),
        ([1, 2], "of type list"),
        ({}, "Your dict is empty"),
    ],
)
def test_a_value_that_is_not_a_graph_is_explained(blank, message):
    shown = show_graph(blank, 2)
    assert "<img" not in shown._repr_html_()
    assert message in repr(shown)
    assert readable(blank, 2)[0] is None


def test_node_names_of_any_type_and_length_are_drawn():
    graph = {
        ("a", 1): ("source",),
        "$x_1$": ("neg", ("a", 1)),
        "l" * 50: ("neg", "$x_1$"),
    }
    assert "<img" in draw(graph, {})._repr_html_()


UNUSED_LOWEST = {
    "x": ("source",), "a": ("neg", "x"), "b": ("square", "x"), "f": ("add", "a", "b"),
    "lost": ("add", "x", "a", "b", "f"), "more": ("sum", "x", "a", "b", "f"),
}  # fmt: skip


@pytest.mark.parametrize("graph", [WRONG["unused"][0], UNUSED_LOWEST])
def test_every_word_lies_inside_the_picture(monkeypatch, graph):
    drawn = []
    monkeypatch.setattr(
        "companion.graphs.picture.picture",
        lambda figure, *texts: drawn.append(figure) or no_picture("", ""),
    )
    show_graph(graph)
    [figure] = drawn
    FigureCanvasAgg(figure).draw()
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.y0 >= 0, text.get_text()
        assert box.y1 <= figure.bbox.height, text.get_text()


def test_an_active_arrow_points_from_a_node_to_its_input():
    sheet = sheet_of(solutions.computation_graph(2), 2)
    for edge in sheet.routes:
        start, *_, end = sheet._stops(edge)
        sheet.active_arrow(edge, "× 1")
        vertices = sheet.axes.patches[-1].get_path().vertices
        assert np.allclose(vertices[[0, -1]], [end, start])
        head = sheet.axes.lines[-1]
        assert head.get_marker() == "<"
        assert np.hypot(*(head.get_xydata()[0] - start)) < 0.05
        assert sheet.axes.patches[-1].get_zorder() > sheet.axes.lines[-2].get_zorder()


def test_the_label_of_an_active_arrow_covers_its_arrow_and_touches_no_note():
    sheet = sheet_of(solutions.computation_graph(2), 2)
    for name in sheet.places:
        sheet.notes(name, [Note("value −0.439"), Note("so far −0.771")])
    notes = [text for text in sheet.axes.texts if " −0." in text.get_text()]
    boxes = [text.get_window_extent() for text in notes]
    for edge in sheet.routes:
        sheet.active_arrow(edge, "× −0.23")
        label = sheet.axes.texts[-1]
        assert label.get_bbox_patch().get_alpha() is None
        assert label.get_zorder() > sheet.axes.lines[-1].get_zorder()
        assert label.get_window_extent().count_overlaps(boxes) == 0


def test_little_space_is_left_below_the_lowest_line():
    for lines in (0, 2):
        sheet = sheet_of(solutions.computation_graph(2), lines)
        for name in sheet.places:
            sheet.notes(name, [Note("value 1")] * lines)
        shapes = [*sheet.axes.patches, *sheet.axes.texts]
        lowest = min(one.get_window_extent().y0 for one in shapes)
        assert 0 <= lowest < 0.12 * sheet.figure.dpi
