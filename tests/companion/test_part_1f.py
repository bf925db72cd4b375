"""Part (f): a student's sensitivities on the nodes, and a nudge to test them."""

import numpy as np
import pytest
from companion.part_1f import NAMES, PICTURED, show_nudge, show_sensitivities
from companion.properties.unit_nodes import nodes

import solutions


def wrong_s(*arguments):
    right = solutions.sensitivities(*arguments)
    return right | {"s": -right["s"]}


def test_right_ones_agree_with_nudging_everywhere():
    words = repr(show_sensitivities(solutions.sensitivities))
    assert words.split("(", 1)[1].count("✓") == 6
    assert "✗" not in words.split("(", 1)[1]


def test_a_wrong_one_is_marked_and_the_others_are_not():
    words = repr(show_sensitivities(wrong_s)).split("(", 1)[1]
    assert (words.count("✓"), words.count("✗")) == (5, 1)


def test_missing_ones_are_said_to_be_missing():
    words = repr(show_sensitivities(lambda *_: {"r": [1, 2], "s": None}))
    assert words.count("yours: none") == 6


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 3])
def test_blanks_are_told(blank):
    for shown in (show_sensitivities(blank), show_nudge(blank)):
        assert repr(shown).startswith("○ to come")


@pytest.mark.parametrize("node", NAMES)
@pytest.mark.parametrize("size", [0.1, -2, 1e-3])
def test_every_node_can_be_nudged(node, size):
    shown = show_nudge(solutions.sensitivities, node, size)
    assert "<img" in shown._repr_html_()
    assert f"`{node}`" not in repr(shown)
    assert f"{node} moves by" in repr(shown)


def test_halving_the_nudge_quarters_what_is_missed():
    def missed(size):
        words = repr(show_nudge(solutions.sensitivities, "s", size))
        return float(words.split("difference is ")[1].split(". ")[0].replace("−", "-"))

    assert missed(0.4) / missed(0.2) == pytest.approx(4, rel=0.05)


@pytest.mark.parametrize(
    ("node", "size"), [("q", 1), ("s", 0), ("s", "big"), (None, 1)]
)
def test_what_cannot_be_nudged_is_told(node, size):
    assert "z2" in repr(show_nudge(solutions.sensitivities, node, size))


def test_in_the_picture_no_node_is_so_small_that_its_slope_hides():
    known = nodes(PICTURED)
    assert all(np.min(np.abs(value)) > 0.3 for value in known.values())
