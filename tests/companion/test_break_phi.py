"""A map exposes the diagonal-only gradient when one entry follows another's input."""

from __future__ import annotations

import numpy as np
import pytest
from companion.break_phi import break_phi


@pytest.mark.parametrize(
    "phi",
    [
        lambda z: z[::-1],
        lambda z: [z[0], z[0] * z[1]],
        lambda z: np.array([np.sin(z[0] + z[1]), z[1]]),
        lambda z: z / np.linalg.norm(z),
    ],
)
def test_a_map_that_mixes_its_entries_breaks_the_program(phi):
    assert "✓" in break_phi(phi)._repr_html_()


@pytest.mark.parametrize("phi", [np.sin, lambda z: z**3, lambda z: 0 * z])
def test_an_elementwise_map_does_not(phi):
    told = break_phi(phi)._repr_html_()
    assert "✓" not in told
    assert "not broken yet" in told


@pytest.mark.parametrize(
    ("phi", "word"),
    [
        (None, "Write a map"),
        (lambda z: ..., "Write a map"),
        (lambda z: z.sum(), "one number"),
        (lambda z: 1 / 0, "ZeroDivisionError"),
        (3, "not a function"),
        (lambda z: "text", "text"),
        (lambda z: z * np.nan, "not broken"),
    ],
)
def test_what_is_no_map_of_two_numbers_is_said_in_words(phi, word):
    told = break_phi(phi)._repr_html_()
    assert word in told
    assert "✓" not in told
