"""Outputs are rebuilt as text and PNG, whatever was claimed."""

import base64

import pytest

from autograder.sandbox.host.outputs import MAX_OUTPUTS, PNG, rebuilt

PICTURE = PNG + b"..."


def test_every_kind_of_output_is_rebuilt():
    claims = [
        {"output_type": "stream", "name": "stderr", "text": "careful"},
        {"output_type": "error", "name": "E", "message": "m", "trace": ["a", "b"]},
        {"output_type": "display_data", "text": "t", "png": 0},
        {"output_type": "execute_result", "text": "7"},
    ]
    stream, error, display, result = rebuilt(claims, [PICTURE])
    assert (stream["name"], stream["text"]) == ("stderr", "careful")
    assert (error["ename"], error["evalue"]) == ("E", "m")
    assert error["traceback"] == ["a", "b"]
    assert base64.b64decode(display["data"]["image/png"]) == PICTURE
    assert result["data"] == {"text/plain": "7"}


@pytest.mark.parametrize(
    "claim",
    [
        5,
        None,
        [],
        {},
        {"output_type": []},
        {"output_type": "update_display_data", "text": "x"},
        {"output_type": "display_data"},
        {"output_type": "display_data", "text": 5},
        {"output_type": "display_data", "png": 0},
        {"output_type": "display_data", "png": True},
        {"output_type": "display_data", "png": 1},
        {"output_type": "display_data", "data": {"text/html": "<script>"}},
    ],
)
def test_what_is_no_output_is_left_out(claim):
    assert rebuilt([claim], [b"<svg onload=...>"]) == []


@pytest.mark.parametrize("claims", [None, "text", {"0": 1}, 7])
def test_what_is_no_list_shows_nothing(claims):
    assert rebuilt(claims, []) == []


def test_text_that_is_none_is_empty():
    [stream, error] = rebuilt(
        [
            {"output_type": "stream", "name": [], "text": {}},
            {"output_type": "error", "name": 1, "message": None, "trace": "x"},
        ],
        [],
    )
    assert (stream["name"], stream["text"]) == ("stdout", "")
    assert (error["ename"], error["evalue"], error["traceback"]) == ("", "", [])


def test_a_flood_of_outputs_is_cut():
    claims = [{"output_type": "stream", "name": "stdout", "text": "x"}] * 1_000
    assert len(rebuilt(claims, [])) == MAX_OUTPUTS
