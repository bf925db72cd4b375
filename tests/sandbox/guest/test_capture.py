"""The outputs of a cell are recorded as data, up to a limit."""

import base64

import pytest

from autograder.assignment.limits import Limits
from autograder.sandbox.guest.capture import (
    LEFT_OUT,
    OUTPUTS_DROPPED,
    PICTURE_DROPPED,
    Recording,
    Stream,
)

LIMITS = Limits(
    outputs=5, output_characters=2_000, picture_bytes=100, traceback_lines=3
)


@pytest.fixture
def recording():
    made = Recording(LIMITS)
    made.start()
    return made


def test_consecutive_prints_become_one_output(recording):
    out, err = Stream("stdout", recording), Stream("stderr", recording)
    print("a", "b", file=out)
    print("c", file=out)
    print("d", file=err)
    outputs, _ = recording.stop()
    assert [(o["name"], o["text"]) for o in outputs] == [
        ("stdout", "a b\nc\n"),
        ("stderr", "d\n"),
    ]


def test_a_flood_is_cut_with_a_note(recording):
    out = Stream("stdout", recording)
    for _ in range(10):
        out.write("x" * LIMITS.output_characters)
    [output], _ = recording.stop()
    assert output["text"].endswith(LEFT_OUT)
    assert output["text"].count("x") == LIMITS.output_characters


def test_outputs_are_counted(recording):
    for _ in range(1_000):
        recording.display("display_data", {"text/plain": "x"})
    outputs, _ = recording.stop()
    assert len(outputs) == LIMITS.outputs
    assert outputs[-1]["text"] == OUTPUTS_DROPPED


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": base64.b64encode(b"picture").decode()},
        {"image/png": b"picture"},
        {"text/html": '<img src="data:image/png;base64,cGljdHVyZQ==">'},
    ],
)
def test_a_picture_is_found_in_every_form(recording, data):
    recording.display("display_data", data)
    [output], blobs = recording.stop()
    assert blobs[output["png"]] == b"picture"


@pytest.mark.parametrize("data", [{"text/html": "<b>x</b>"}, {"image/png": "é"}])
def test_other_content_is_dropped(recording, data):
    recording.display("display_data", data)
    assert recording.stop() == ([{"output_type": "display_data"}], [])


def test_nothing_is_recorded_while_off(recording):
    recording.start(off=True)
    print("hidden", file=Stream("stdout", recording))
    recording.display("display_data", {"text/plain": "hidden"})
    recording.error("E", "hidden", [])
    assert recording.stop() == ([], [])


def test_only_text_can_be_printed(recording):
    with pytest.raises(TypeError, match="must be str"):
        Stream("stdout", recording).write(b"bytes")


def test_pictures_of_a_cell_share_one_limit(recording):
    for _ in range(3):
        recording.display("display_data", {"text/plain": "p", "image/png": b"x" * 60})
    outputs, blobs = recording.stop()
    assert (["png" in output for output in outputs], len(blobs)) == ([1, 0, 0], 1)
    assert [output["text"] for output in outputs] == ["p", *[PICTURE_DROPPED] * 2]


def test_the_last_lines_of_a_traceback_are_kept(recording):
    recording.error("E", "m", ["1", "2", "3", "4", "5"])
    assert recording.stop()[0][0]["trace"] == ["3", "4", "5"]
