"""Outputs of students' cells: only text and PNG, checked again, of limited size."""

from __future__ import annotations

import base64
import re

import pytest

from autograder.values.sanitize import (
    MAX_OUTPUTS,
    MAX_TEXT,
    checked_png,
    clean,
    harmless,
    shown,
)

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        base64.b64encode(b"GIF89a" + bytes(40)).decode(),
        f'{PNG}"><script>alert(1)</script>',
        f"{PNG[:-1]}<",
        "====",
        PNG + "A" * 4_000_000,
    ],
)
def test_other_data_than_a_png_is_dropped(text):
    assert checked_png(text) is None


def test_a_png_with_line_breaks_is_kept():
    assert checked_png(f"{PNG[:20]}\n{PNG[20:]}\n") == PNG


def test_the_picture_inside_the_companions_html_is_kept():
    html = (
        f'<figure onclick="x"><img alt="f" src="data:image/png;base64,{PNG}"></figure>'
    )
    [output] = shown([{"output_type": "display_data", "data": {"text/html": html}}])
    assert output["data"] == {"image/png": PNG}


@pytest.mark.parametrize(
    "output",
    [
        None,
        3,
        [],
        {},
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        {"output_type": "display_data"},
        {"output_type": "display_data", "data": []},
        {"output_type": "display_data", "data": {"text/html": "<b>x</b>"}},
        {"output_type": "display_data", "data": {"text/plain": 3}},
    ],
)
def test_invalid_outputs_are_dropped(output):
    assert shown([output]) == []


def test_outputs_above_the_limits_are_cut():
    flood = {"output_type": "stream", "name": "stdout", "text": "x" * 10**6}
    outputs = shown([flood] * 1000)
    assert len(outputs) == MAX_OUTPUTS
    assert len(outputs[0]["text"]) < MAX_TEXT + 100
    assert outputs[-1]["text"] == "… (971 outputs dropped: too large in all)\n"
    assert shown(outputs) == outputs


def test_a_picture_that_is_too_large_is_dropped_with_a_note():
    data = {"image/png": PNG + "A" * 4_000_000}
    [output] = shown([{"output_type": "display_data", "data": data}])
    assert output["data"].keys() == {"text/plain"}
    assert "dropped" in output["data"]["text/plain"]


def test_cleaning_text_twice_changes_nothing():
    once = clean("x" * 10**6)
    assert clean(once) == once
    assert clean(once + "\n") != once + "\n"


def test_control_sequences_of_a_terminal_are_removed():
    text = "a\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J\x00\x9b\u202etxt\tb\n"
    assert clean(text) == "a\x1b[31mred\x1b[0m]0;title[2Jtxt\tb\n"


def test_an_execute_result_becomes_display_data():
    [output] = shown([{"output_type": "execute_result", "data": {"text/plain": "2.0"}}])
    assert output["output_type"] == "display_data"


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "a <img src=x onerror=y> b",
        "<!-- x --> <?php",
        "[here](javascript:x)",
        "[here](java&#115;cript:x)",
        "![here]( data:text/html,x)",
        "[here][1]\n\n[1]: javascript:x",
        "<javascript:x>",
        r"$\href{javascript:x}{y}$",
        "![](https://example.org/beacon.png)",
        "![a][b]\n\n[b]: https://example.org/beacon.png",
        "![b]\n\n[b]: https://example.org/beacon.png",
        "[![](https://example.org/beacon.png)](https://example.org)",
        "!\\[](x) \\![](https://example.org/beacon.png)",
        "<img src='https://example.org/beacon.png'>",
        "<picture><source srcset='https://example.org/beacon.png'></picture>",
        "<style>body { background: url(https://example.org/beacon.png) }</style>",
    ],
)
def test_active_markup_in_prose_is_disabled(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    page = markdown2html_mistune(harmless(text))
    found = [
        p
        for p in ("<script", "<img", "<source", "<style", "<!--", "<?", r"\href")
        if p in page
    ]
    assert found == []
    assert not re.search(r"<a [^>]*href=.(?!https?:)", page)
    assert harmless(text).replace("\u200b", "") == text


@pytest.mark.parametrize(
    "text",
    ["a < b, a<1", "[x](https://a.org)", "$x_1 < x_2$", "f[0], (1)", "## Title\n- one"],
)
def test_ordinary_prose_is_unchanged(text):
    assert harmless(text) == text
