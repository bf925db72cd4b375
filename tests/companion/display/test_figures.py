"""Pictures: PNG in HTML with alternative text, in the default style."""

import base64
import re

import matplotlib
import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, RaisedError
from companion.display.figures import (
    bare_figure,
    default_style,
    distinct_numbers,
    drawing,
    new_figure,
    number,
    picture,
)


def png_of(shown):
    return base64.b64decode(re.search('base64,([^"]+)"', shown._repr_html_())[1])


def test_a_picture_is_a_png_with_alternative_text_and_a_caption():
    figure, axes = new_figure(2, 1)
    axes.plot([1, 2])
    shown = picture(figure, 'a "line" <up>', "see `f`")
    assert png_of(shown).startswith(b"\x89PNG")
    assert 'alt="a &quot;line&quot; &lt;up&gt;"' in shown._repr_html_()
    assert "<figcaption" in shown._repr_html_()
    assert "<code>f</code>" in shown._repr_html_()
    assert 'a "line" <up>' in repr(shown)


def test_a_style_set_by_the_student_does_not_change_pictures():
    @default_style
    def drawn():
        figure, axes = new_figure(2, 1)
        axes.plot([1, 2])
        return png_of(picture(figure, "", ""))

    plain = drawn()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30.0}):
        assert drawn() == plain


def test_a_picture_opens_no_pyplot_figure():
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    bare_figure(1, 1)
    assert pyplot.get_fignums() == before


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5, "−0.5"),
        (1e-9, "1e−9"),
        (np.array([1.0, -2.25]), "(1, −2.25)"),
        (-0.0, "0"),
    ],
)
def test_numbers_are_short_with_a_true_minus_sign(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("got", "expected", "texts"),
    [(14.96, 23.05, ("14.96", "23.05")), (1.0000004, 1, ("1.0000004", "1"))],
)
def test_two_numbers_get_enough_digits_to_differ(got, expected, texts):
    assert distinct_numbers(got, expected) == texts


def test_a_card_replaces_a_picture_that_cannot_be_drawn():
    @drawing("the line", "f", "a line")
    def drawn(error):
        raise error

    assert "once `f` returns a line." in repr(drawn(NotAttemptedError()))
    shown = repr(drawn(RaisedError("KeyError", "Check the key.")))
    assert "`f` stopped with KeyError. Check the key.\n" in shown
    assert "once `f` returns a line." in shown
    with pytest.raises(ZeroDivisionError):
        drawn(ZeroDivisionError())
