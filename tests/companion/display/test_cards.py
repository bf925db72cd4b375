"""Cards: HTML that works in untrusted notebooks, in light and dark themes."""

import re

import pytest
from companion.display.cards import (
    STATES,
    Points,
    Shown,
    card,
    join_names,
    no_picture,
    plain_text,
    to_html,
)


@pytest.mark.parametrize("state", STATES)
def test_a_card_names_its_state_by_glyph_and_word(state):
    glyph, word, *_ = STATES[state]
    markup = card(state, "q1a", ["fine"])
    assert f"{glyph} {word}" in markup
    assert plain_text(state, "q1a", ["fine"]) == f"{glyph} {word}: q1a\nfine"


def test_a_card_uses_no_markup_that_untrusted_notebooks_remove():
    markup = card("passed", "q1a", ["`df` is right"])
    assert not re.search(r"<style|<script|<svg|\bid=|\brole=|aria-|data-", markup)


def test_a_plain_colour_precedes_every_theme_colour():
    for state in STATES:
        style = re.search('style="([^"]*)"', card(state, "t", []))[1]
        plain, themed = [d for d in style.split(";") if "border-left" in d]
        assert "var(" not in plain
        assert "var(" in themed


def test_text_from_students_is_escaped():
    assert "<b>" not in to_html("<b>`<i>`")
    assert to_html("`a<b`") == "<code>a&lt;b</code>"
    assert "<img" not in card("not yet", "<img src=x>", ["<img>"])


@pytest.mark.parametrize(
    ("names", "text"),
    [(["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_names_are_joined_by_commas_and_a_final_and(names, text):
    assert join_names(names) == text


def test_points_are_a_float_that_displays_as_a_card():
    points = Points.with_words(2.0, "<b>✓</b>", "✓")
    assert points == 2.0
    assert repr(points) == "2.0"
    assert points._repr_html_() == "<b>✓</b>"


def test_a_shown_result_has_plain_text_as_its_repr():
    assert repr(Shown("<b>x</b>", "x")) == "x"


def test_a_missing_picture_is_replaced_by_its_problem_and_condition():
    card_without = repr(no_picture("the graph", "`f` returns it"))
    condition = "This picture appears once `f` returns it."
    assert card_without == f"○ not ready yet: the graph\n{condition}"
    card_with = repr(no_picture("the graph", "`f` returns it", "`f` is text."))
    assert card_with == f"○ not ready yet: the graph\n`f` is text.\n{condition}"
