"""Pictures as HTML: one file, with words, and nothing of a student's style."""

import base64
import re

import matplotlib
import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, RaisedError
from companion.display.figures import (
    bare_figure,
    default_style,
    drawing,
    new_figure,
    number,
    picture,
)


def png_of(shown):
    return base64.b64decode(re.search('base64,([^"]+)"', shown._repr_html_())[1])


def test_a_picture_is_a_png_with_alternative_text_and_caption():
    figure, axes = new_figure(2, 1)
    axes.plot([1, 2])
    shown = picture(figure, 'a "line" <up>', "see `f`")
    assert png_of(shown).startswith(b"\x89PNG")
    assert 'alt="a &quot;line&quot; &lt;up&gt;"' in shown._repr_html_()
    assert "<figcaption" in shown._repr_html_()
    assert "<code>f</code>" in shown._repr_html_()
    assert 'a "line" <up>' in repr(shown)


def test_the_style_of_a_student_changes_nothing():
    @default_style
    def drawn():
        figure, axes = new_figure(2, 1)
        axes.plot([1, 2])
        return png_of(picture(figure, "", ""))

    plain = drawn()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30.0}):
        assert drawn() == plain


def test_a_picture_leaves_no_figure_open():
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    bare_figure(1, 1)
    assert pyplot.get_fignums() == before


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (-0.5, "−0.5"),
        (1e-9, "1e−9"),
        (np.array([1.0, -2.25]), "(1, −2.25)"),
        (-0.0, "0"),
    ],
)
def test_numbers_are_short_with_a_true_minus(value, told):
    assert number(value) == told


def test_a_card_stands_where_a_picture_cannot_be_drawn():
    @drawing("the line", "`f` returns it")
    def drawn(error):
        raise error

    assert "when `f` returns it." in repr(drawn(NotAttemptedError()))
    assert "when your function runs; now: KeyError." in repr(
        drawn(RaisedError("KeyError"))
    )
    with pytest.raises(ZeroDivisionError):
        drawn(ZeroDivisionError())
