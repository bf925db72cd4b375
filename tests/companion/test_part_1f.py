"""Part (f): the student's sensitivities in pictures, and a nudge to test them."""

import numpy as np
import pytest
from companion.pictures.sensitivities import (
    NAMES,
    PICTURED,
    show_nudge,
    show_sensitivities,
)
from companion.properties.unit_nodes import nodes

import solutions


def wrong_s(*arguments):
    right = solutions.sensitivities(*arguments)
    return right | {"s": -right["s"]}


def test_right_sensitivities_agree_with_nudging_at_every_node():
    text = repr(show_sensitivities(solutions.sensitivities))
    assert (text.count(" agrees,"), text.count(" differs,")) == (6, 0)


def test_only_a_wrong_sensitivity_is_marked():
    text = repr(show_sensitivities(wrong_s))
    assert (text.count(" agrees,"), text.count(" differs,")) == (5, 1)


def test_missing_sensitivities_are_named():
    text = repr(show_sensitivities(lambda *_: {"r": [1, 2], "s": None}))
    assert text.count("your derivative is missing") == 5
    assert "your derivative is shape (2,)" in text


def test_one_number_for_all_p_is_named_as_one_number():
    def one(*arguments):
        right = solutions.sensitivities(*arguments)
        return right | {"p": right["s"]}

    assert repr(show_sensitivities(one)).count("your derivative is one number") == 2


def test_a_function_that_stops_is_explained_by_the_nudge_too():
    assert "ZeroDivisionError" in repr(show_nudge(lambda *_: 1 / 0))


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 3])
def test_without_sensitivities_a_card_replaces_the_pictures(blank):
    for shown in (show_sensitivities(blank), show_nudge(blank)):
        assert repr(shown).startswith("○ not ready yet")


@pytest.mark.parametrize("node", NAMES)
@pytest.mark.parametrize("size", [0.1, -2, 1e-3])
def test_every_node_can_be_nudged(node, size):
    shown = show_nudge(solutions.sensitivities, node, size)
    assert "<img" in shown._repr_html_()
    assert f"`{node}`" not in repr(shown)
    assert f"{node} changes by" in repr(shown)


def test_halving_the_nudge_divides_the_difference_by_four():
    def difference(size):
        text = repr(show_nudge(solutions.sensitivities, "s", size))
        return float(text.split("difference is ")[1].split(". ")[0].replace("−", "-"))

    assert difference(0.4) / difference(0.2) == pytest.approx(4, rel=0.05)


@pytest.mark.parametrize("node", NAMES)
def test_only_a_line_that_is_tangent_asks_for_a_smaller_nudge(node):
    def opposite(*arguments):
        right = solutions.sensitivities(*arguments)
        return {key: -np.asarray(value) for key, value in right.items()}

    right, wrong = (
        repr(show_nudge(f, node)) for f in (solutions.sensitivities, opposite)
    )
    assert ("Halve the nudge" in right, "not tangent" in right) == (True, False)
    assert ("Halve the nudge" in wrong, "not tangent" in wrong) == (False, True)


@pytest.mark.parametrize(
    ("node", "size"), [("q", 1), ("s", 0), ("s", "big"), (None, 1)]
)
def test_an_unknown_node_or_size_lists_the_nodes(node, size):
    assert "z2" in repr(show_nudge(solutions.sensitivities, node, size))


def test_no_node_of_the_picture_has_a_value_near_zero():
    known = nodes(PICTURED)
    assert all(np.min(np.abs(value)) > 0.3 for value in known.values())
