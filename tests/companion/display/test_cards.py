"""Words as HTML that survives in untrusted notebooks, in light and dark."""

import re

import pytest
from companion.display.cards import (
    STATES,
    Points,
    Shown,
    card,
    join_names,
    nothing_yet,
    plain_text,
    to_html,
)


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_by_glyph_and_word(state):
    glyph, word, *_ = STATES[state]
    markup = card(state, "q1a", ["fine"])
    assert f"{glyph} {word}" in markup
    assert plain_text(state, "q1a", ["fine"]) == f"{glyph} {word}: q1a\nfine"


def test_nothing_is_used_that_an_untrusted_notebook_removes():
    markup = card("passed", "q1a", ["`df` is right"])
    assert not re.search(r"<style|<script|<svg|\bid=|\brole=|aria-|data-", markup)


def test_every_colour_of_the_theme_has_a_plain_one_before_it():
    for state in STATES:
        style = re.search('style="([^"]*)"', card(state, "t", []))[1]
        plain, themed = [d for d in style.split(";") if "border-left" in d]
        assert "var(" not in plain
        assert "var(" in themed


def test_what_a_student_wrote_is_escaped():
    assert "<b>" not in to_html("<b>`<i>`")
    assert to_html("`a<b`") == "<code>a&lt;b</code>"
    assert "<img" not in card("not yet", "<img src=x>", ["<img>"])


@pytest.mark.parametrize(
    ("names", "told"),
    [(["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_names_are_listed_as_one_would_say_them(names, told):
    assert join_names(names) == told


def test_points_are_a_number_with_words():
    points = Points.with_words(2.0, "<b>✓</b>", "✓")
    assert points == 2.0
    assert repr(points) == "2.0"
    assert points._repr_html_() == "<b>✓</b>"


def test_what_is_shown_has_a_text_for_where_no_html_is():
    assert repr(Shown("<b>x</b>", "x")) == "x"


def test_what_is_to_come_is_said_in_words():
    assert repr(nothing_yet("the graph", "it is there")) == (
        "○ to come: the graph\nThe picture comes when it is there."
    )
