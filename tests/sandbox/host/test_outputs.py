"""Outputs come from interpreters without hidden calls, and become text and PNG."""

import base64
import time

import pytest
from scripted import Scripted

from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.host.outputs import Replay, sanitized
from autograder.values.sanitize import MAX_OUTPUTS

PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = PNG + b"..."


def outputs(reports, blobs=()):
    return sanitized(reports, blobs, DEFAULT_LIMITS)


def test_every_kind_of_output_is_converted_to_nbformat():
    reports = [
        {"output_type": "stream", "name": "stderr", "text": "careful"},
        {"output_type": "error", "name": "E", "message": "m", "trace": ["a", "b"]},
        {"output_type": "display_data", "text": "t", "png": 0},
        {"output_type": "execute_result", "text": "7"},
    ]
    stream, error, display, result = outputs(reports, [PICTURE])
    assert (stream["name"], stream["text"]) == ("stderr", "careful")
    assert (error["ename"], error["evalue"]) == ("E", "m")
    assert error["traceback"] == ["a", "b"]
    assert base64.b64decode(display["data"]["image/png"]) == PICTURE
    assert result["data"] == {"text/plain": "7"}


@pytest.mark.parametrize(
    "report",
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
def test_invalid_reports_are_dropped(report):
    assert outputs([report], [b"<svg onload=...>"]) == []


@pytest.mark.parametrize("reports", [None, "text", {"0": 1}, 7])
def test_reports_that_are_not_a_list_show_nothing(reports):
    assert outputs(reports) == []


def test_text_of_another_type_becomes_empty():
    [stream, error] = outputs(
        [
            {"output_type": "stream", "name": [], "text": {}},
            {"output_type": "error", "name": 1, "message": None, "trace": "x"},
        ],
        [],
    )
    assert (stream["name"], stream["text"]) == ("stdout", "")
    assert (error["ename"], error["evalue"], error["traceback"]) == ("", "", [])


def test_a_flood_of_outputs_is_cut():
    reports = [{"output_type": "stream", "name": "stdout", "text": "x"}] * 1_000
    assert len(outputs(reports)) == MAX_OUTPUTS


def test_one_picture_named_by_a_hundred_thousand_reports_is_not_copied_each_time():
    began = time.process_time()
    outputs([{"output_type": "display_data", "png": 0}] * 100_000, [bytes(4_000_000)])
    assert time.process_time() - began < 5


@pytest.fixture
def ran():
    return []


@pytest.fixture
def replay(ran):
    return Replay(lambda: Scripted(ran), DEFAULT_LIMITS)


def test_it_runs_the_earlier_cells_first(replay, ran):
    assert replay.show(["a", "b", "c"]).frame is not None
    assert ran == ["a", "b", "c"]


def test_it_runs_each_cell_once(replay, ran):
    replay.show(["a", "b"])
    replay.show(["a", "b", "c", "d"])
    assert ran == ["a", "b", "c", "d"]


def test_a_cell_that_crashes_in_the_replay_shows_nothing(replay, ran):
    assert replay.show(["a", "die"])[:2] == (None, "crashed")
    assert replay.show(["a", "die", "b"]).frame is not None
    assert ran == ["a", "die", "a", "b"]


def test_it_gives_up_after_three_crashes(replay, ran):
    for count in range(1, 6):
        assert replay.show(["die"] * count).frame is None
    assert ran.count("die") == 3


def test_a_slow_cell_shows_its_outputs_so_far(replay):
    outcome = replay.show(["slow"])
    assert outcome.frame.message == {"do": "answer"}
    assert outcome.status == "took too long"


def test_it_has_the_time_of_one_notebook_in_all(ran):
    replay = Replay(lambda: Scripted(ran), Limits(notebook_seconds=0.5))
    assert replay.show(["a"]).frame is not None
    time.sleep(0.6)  # only time inside `show` counts
    assert replay.show(["a", "b"]).frame is not None
    replay._seconds_left = 0.0
    assert replay.show(["a", "b", "c"]).frame is None
