"""The outputs of a notebook are limited in total, and a cell says what it lost."""

import json

import pytest

from autograder.values.output_limit import OutputLimit, size_of_output


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def texts(outputs):
    return [output["text"] for output in outputs]


def test_outputs_within_the_limit_are_unchanged():
    outputs = [stream("a"), stream("b")]
    assert OutputLimit(10_000).take(outputs) == tuple(outputs)


def test_outputs_beyond_the_limit_are_dropped_with_a_note():
    limit = OutputLimit(1_000)
    first = limit.take([stream("a"), stream("x" * 2_000), stream("b")])
    note = "… (1 output dropped: too large in all)\n"
    assert texts(first) == ["a", "b", note]
    assert len(limit.take([stream("x" * 800)])) == 1
    assert "dropped" in texts(limit.take([stream("x" * 800)]))[0]


def test_two_notebooks_share_the_limit_of_their_submission():
    whole = OutputLimit(1_000)
    notebooks = [OutputLimit(800, whole), OutputLimit(800, whole)]
    kept = [limit.take([stream("x" * 700)])[0]["text"][0] for limit in notebooks]
    assert kept == ["x", "…"]


@pytest.mark.parametrize(
    "output",
    [
        stream("é" * 1_000),
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["x"] * 99},
        {"output_type": "display_data", "data": {"image/png": "A" * 5_000}},
    ],
)
def test_the_size_of_an_output_is_about_that_of_its_json(output):
    written = len(json.dumps(output, ensure_ascii=False).encode())
    assert written / 2 < size_of_output(output) < 3 * written
