"""Steps to open one by one, and pictures with few colours."""

import base64
import functools
import io
import re

import numpy as np
import pytest
from companion.display.figures import bare_figure, logarithmic, new_figure
from companion.display.frames import Frames, frame
from companion.display.steps import Step, one_step, steps
from PIL import Image

from autograder.values.sanitize import shown as sanitized


def drawn():
    figure, axes = new_figure(4, 3)
    axes.contourf(np.outer(np.arange(9), np.arange(9)), levels=9)
    axes.plot([1, 2], color="#0072B2")
    return figure


def example():
    first = Step(
        'f: "upstream"', frame(drawn()), "A <line>.", ["`f` is 1", "1 + 2 = 3"]
    )
    return steps("The sweep of `f`", [first, Step("r")], "Open the next one.")


def test_the_first_step_is_open_and_each_has_a_summary():
    markup = example()._repr_html_()
    assert re.findall("<details[^>]*?( open)?>", markup) == [" open", ""]
    assert markup.count("<summary") == markup.count("</details>") == 2
    assert "<b>Step 2 of 2</b> — r" in markup
    assert 'alt="A &lt;line&gt;."' in markup


def test_another_step_can_be_open():
    markup = steps("", [Step("a"), Step("b")], opened=1)._repr_html_()
    assert re.findall("<details[^>]*?( open)?>", markup) == ["", " open"]


def test_one_step_of_a_sequence_has_its_own_name_and_is_open():
    shown = one_step("Step 3 of 4", Step("`a`", lines=["1 + 2 = 3"]), "Below.")
    assert shown._repr_html_().count("<details") == 1
    assert " open" in shown._repr_html_()
    assert repr(shown).splitlines() == ["Step 3 of 4: a", "  1 + 2 = 3", "Below."]


def test_an_untrusted_notebook_keeps_the_markup():
    """It removes scripts, style sheets, ids and data attributes."""
    markup = example()._repr_html_()
    for removed in ("<script", "<style", "<svg", " id=", " data-", "aria-", "role="):
        assert removed not in markup


def test_the_text_names_every_step_and_reads_its_picture_aloud():
    assert repr(example()).splitlines() == [
        "The sweep of f",
        'Step 1 of 2: f: "upstream"',
        "  f is 1",
        "  1 + 2 = 3",
        "  (A <line>.)",
        "Step 2 of 2: r",
        "Open the next one.",
    ]


def test_a_frame_has_few_colours_and_the_same_content():
    figure = drawn()
    small = Image.open(io.BytesIO(frame(figure).png))
    stream = io.BytesIO()
    figure.savefig(stream, dpi=144)
    whole = Image.open(stream).convert("RGB")
    assert (small.mode, small.size) == ("P", whole.size)
    difference = np.abs(np.asarray(small.convert("RGB"), int) - np.asarray(whole, int))
    assert difference.max() < 32
    assert small.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert len(frame(figure).png) < 0.6 * len(stream.getvalue())


def test_a_feedback_page_shows_the_text_of_all_steps_and_the_last_picture():
    colours = ("red", "blue")
    items = [Step(one, frame(plain(one)), one) for one in colours]
    output = {
        "output_type": "execute_result",
        "data": {
            "text/html": steps("Two", items)._repr_html_(),
            "text/plain": repr(steps("Two", items)),
        },
    }
    [kept] = sanitized([output])
    assert "Step 1 of 2: red" in kept["data"]["text/plain"]
    png = Image.open(io.BytesIO(base64.b64decode(kept["data"]["image/png"])))
    red, _, blue = png.convert("RGB").getpixel((5, 5))
    assert (red, blue) == (0, pytest.approx(255, abs=4))


def plain(colour):
    figure, _ = new_figure(1, 1)
    figure.set_facecolor(colour)
    return figure


def test_many_frames_share_colours_and_are_smaller_than_single_ones():
    figure = drawn()
    axes, pictures = figure.axes[0], Frames(figure)
    pictures.finish()
    pictures.draw(lambda: axes.plot([2, 1], color="red"))
    pictures.finish()
    both = pictures.encoded()
    assert len(both) == 2
    assert both[0].width == frame(figure).width
    first, second = (Image.open(io.BytesIO(one.png)) for one in both)
    assert first.getpalette() == second.getpalette()
    assert len(both[1].png) < len(frame(figure).png)


def test_a_frame_shows_what_it_shares_and_its_own_but_nothing_of_others():
    figure = bare_figure(2, 2)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    pictures, heights = Frames(figure), (0.2, 0.5, 0.8)
    for height in heights:
        style = {"color": "red", "lw": 20, "solid_capstyle": "butt"}
        pictures.draw(functools.partial(axes.plot, [0, 1], [height] * 2, **style))
        if height == heights[0]:
            pictures.keep()
        pictures.finish()
    shown = []
    for one in pictures.encoded():
        image = Image.open(io.BytesIO(one.png)).convert("RGB")
        rows = [int((1 - height) * image.height) for height in heights]
        green = [image.getpixel((image.width // 2, row))[1] for row in rows]
        shown.append([value < 128 for value in green])
    assert shown == [[True, False, False], [True, True, False], [True, False, True]]
    assert not axes.lines


def test_a_logarithmic_axis_has_plain_labels():
    figure, axes = new_figure(3, 3)
    axes.semilogy([1e-12, 1, 1e3])
    logarithmic(axes.yaxis)
    axes.set_yticks([1e-12, 1, 1e3])  # versions of Matplotlib choose different ones
    figure.canvas.draw()
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["10⁻¹²", "10⁰", "10³"]
