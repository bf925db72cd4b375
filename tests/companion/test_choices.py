"""Every choice answers back, and only the right one is told that it holds."""

from __future__ import annotations

import pytest
from companion.choices import QUESTIONS, choose

ALL = [(key, letter) for key, asked in QUESTIONS.items() for letter in asked.choices]


@pytest.mark.parametrize(("key", "letter"), ALL)
def test_a_choice_is_answered_and_only_the_right_one_holds(key, letter):
    told = repr(choose(key, letter.lower()))
    assert QUESTIONS[key].choices[letter].reply in told
    assert ("It holds." in told) == (letter == QUESTIONS[key].right)


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("nothing", [..., None, "", 3, "Z"])
def test_without_a_choice_the_question_stands_there(key, nothing):
    told = repr(choose(key, nothing))
    assert QUESTIONS[key].question in told
    assert all(one.text in told for one in QUESTIONS[key].choices.values())
    assert "It holds." not in told


def test_an_unknown_question_names_the_known_ones():
    assert all(key in repr(choose("9z")) for key in QUESTIONS)
