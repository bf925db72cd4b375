"""Activities without points: predictions, choices and programs to refute."""

from __future__ import annotations

import numpy as np
import pytest
from companion.activities import break_it, choose, predict
from companion.display.predictions import predictions
from companion.registry import CHOICES

ALL = [(key, letter) for key, asked in CHOICES.items() for letter in asked.by_letter]


@pytest.mark.parametrize("blank", [None, ..., "?", "", " ? "])
def test_without_a_prediction_the_card_is_optional(blank):
    assert repr(predict("how steep?", blank)).startswith("○ optional: how steep?")


@pytest.mark.parametrize("prediction", ["4 times", 0, 0.0, ["x"], "<b>"])
def test_a_prediction_is_stored_and_shown(prediction):
    shown = predict("1x: how steep?", prediction)
    assert f"You predicted: {prediction}." in repr(shown)
    assert "<b><" not in shown._repr_html_()
    assert predictions.pop("1x") == prediction


@pytest.mark.parametrize(("key", "letter"), ALL)
def test_a_choice_gets_its_reply_and_only_the_right_one_a_yes(key, letter):
    shown = repr(choose(key, letter.lower()))
    assert CHOICES[key].by_letter[letter][1] in shown
    assert ("Yes." in shown) == (letter == CHOICES[key].right)


@pytest.mark.parametrize("key", CHOICES)
@pytest.mark.parametrize("nothing", [..., None, "", "?", 3, "Z"])
def test_without_a_choice_the_question_is_shown(key, nothing):
    shown = repr(choose(key, nothing))
    assert CHOICES[key].question in shown
    assert all(text in shown for text in CHOICES[key].replies)
    assert "Keep the quotation marks" in shown
    assert "Yes." not in shown


def test_an_unknown_question_lists_the_known_ones():
    assert all(key in repr(choose("9z")) for key in CHOICES)


@pytest.mark.parametrize(
    ("key", "x"), [("dl", 2), ("dl", -0.3), ("d_relu", -2), ("d_leaky_relu", -0.05)]
)
def test_an_input_that_shows_the_mistake_passes(key, x):
    assert repr(break_it(key, x)).startswith("✓ passed")


@pytest.mark.parametrize(
    ("key", "x"), [("dl", 0), ("dl", 1), ("d_relu", 3), ("d_relu", 0.5)]
)
def test_an_input_where_the_program_is_right_asks_for_another(key, x):
    assert "another x" in repr(break_it(key, x))


@pytest.mark.parametrize("x", [..., None, "two", 1e9, np.nan, [1, 2]])
def test_a_value_that_is_not_an_input_does_not_pass(x):
    assert repr(break_it("dl", x)).startswith("○ optional")


def test_a_kink_does_not_show_the_mistake():
    assert "kink" in repr(break_it("d_relu", 0))


def test_an_unknown_program_lists_the_known_ones():
    assert '"d_relu"' in repr(break_it("d_x", 1))
