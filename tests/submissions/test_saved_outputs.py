"""The saved outputs of a file that is too large are left out; its cells are kept."""

import json

import pytest

from autograder.submissions import saved_outputs
from autograder.submissions.saved_outputs import without_outputs

OUTPUTS = [
    {"output_type": "stream", "text": ['a "quoted" line\n', "\\", "]}"]},
    {"data": {"image/png": "iVBORw0KGgo="}, "metadata": {"outputs": [[1], {}]}},
]
SOURCES = ['print("outputs: []")', ['x = {"outputs": [1, 2]}\n', '"\\"'], "[{", ""]


def notebook(outputs):
    cells = [{"outputs": outputs, "source": source} for source in SOURCES]
    return {"cells": cells, "outputs": "text", "metadata": {"a": [], "outputs": {}}}


@pytest.mark.parametrize("indent", [None, 1])
def test_outputs_are_emptied_and_everything_else_is_kept(indent):
    data = json.dumps(notebook(OUTPUTS), indent=indent).encode()
    shorter = without_outputs(data)
    assert json.loads(shorter) == notebook([])
    assert len(shorter) < len(data)


def test_a_file_that_ends_within_an_output_keeps_the_cells_before():
    data = json.dumps(notebook(OUTPUTS)).encode()
    cut = data[: data.rindex(b"iVBOR") + 3]
    assert without_outputs(cut).endswith(b'"outputs": [')
    assert without_outputs(b"") == b""


@pytest.mark.parametrize(
    "data",
    [b"[" * 4_000_000, b'"' * 8_000_000, b'{"outputs":[' * 4_000_000],
    ids=["brackets", "quotes", "outputs"],
)
def test_a_file_of_too_many_parts_is_given_up(data):
    assert without_outputs(data) is None


def test_text_that_never_ends_is_read_once(monkeypatch):
    monkeypatch.setattr(saved_outputs, "MAX_TOKENS", 10)
    data = b'"' + b'\\"' * 5_000_000
    assert without_outputs(data) == data  # quadratic time would take days
