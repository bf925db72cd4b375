"""Submitted files are parsed, or refused with a reason; none crashes."""

from __future__ import annotations

import json
import random

import pytest
from fake_course import as_file, as_submitted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_assignment import SECTION2

from autograder.assignment.errors import UnreadableError
from autograder.submissions.match_files import match_files
from autograder.submissions.parse import MAX_CELLS, parse_notebook
from autograder.submissions.schedule import make_schedule


@pytest.fixture(scope="module")
def whole(source):
    return as_file(as_submitted(source, SECTION2))


def sources(data):
    return [cell.source for cell in parse_notebook(data).cells]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-8", b"\n\n  "),
    ],
)
def test_common_encodings_are_read(whole, name, mark):
    assert sources(mark + whole.decode().encode(name)) == sources(whole)


def test_windows_1252_is_read_with_a_note(whole):
    data = whole.replace(b"# section2", "# é".encode("cp1252"))
    parsed = parse_notebook(data)
    assert parsed.cells[0].source.startswith("# é")
    assert any("Windows" in note for note in parsed.notes)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_notebook_keeps_its_complete_cells(whole, share):
    cut = whole[: int(len(whole) * share)]
    found = sources(cut)
    assert found == sources(whole)[: len(found)]
    assert len(found) >= int(share * len(sources(whole))) - 2
    assert any("damaged" in note for note in parse_notebook(cut).notes)


def test_damage_costs_only_the_cell_that_contains_it(whole):
    index = whole.index(b"# s2b")
    damaged = whole[:index] + b'"}}]' + whole[index:]
    left = sources(damaged)
    assert len(left) == len(sources(whole)) - 1
    assert not any("s2b\n" in text for text in left)


def test_text_after_the_end_is_ignored_with_a_note(whole):
    parsed = parse_notebook(whole + b"\nand so on")
    assert [c.source for c in parsed.cells] == sources(whole)
    assert any("after the end" in note for note in parsed.notes)


def test_the_old_format_is_converted():
    cells = [
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": []},
        {"cell_type": "heading", "source": "A title", "level": 1},
    ]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}]}
    parsed = parse_notebook(json.dumps(old).encode())
    assert [c.source for c in parsed.cells] == ["x = 1\ny = 2", "A title"]
    assert [c.cell_type for c in parsed.cells] == ["code", "markdown"]
    assert any("nbformat 3" in note for note in parsed.notes)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"hello",
        b"{}",
        b"[]",
        b"null",
        b"[1, 2]",
        b'{"cells": 3}',
        b'{"cells": "text"}',
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"{" * 300_000,
        b'{"cell_type":' * 50_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
        bytes(1000),
        b"\xff\xfe",
    ],
)
def test_other_files_are_refused(data):
    with pytest.raises(UnreadableError):
        parse_notebook(data)


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": 5},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": ["a", 5, None, "b"]},
        {"cell_type": 7, "source": "x"},
        {"source": "x"},
        {"cell_type": "code", "source": "x", "metadata": []},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": "s2a"}},
        {
            "cell_type": "code",
            "source": "x",
            "metadata": {"nbgrader": {"grade_id": {}}},
        },
        {"cell_type": "code", "source": "x", "id": [], "outputs": {}},
        {"cell_type": "code", "source": "\ud800\x00", "outputs": [None, 3, {}]},
        {},
    ],
)
def test_a_cell_with_fields_of_wrong_types_is_scheduled(source, cell):
    parsed = parse_notebook(json.dumps({"cells": [cell, None, 3]}).encode())
    schedule = make_schedule(parsed, source.notebooks[SECTION2])
    assert all(isinstance(step.source, str) for step in schedule.steps)
    for step in schedule.steps:
        step.source.encode()


def test_cells_beyond_the_limit_are_ignored_with_a_note():
    cells = [None, *[{"cell_type": "code", "source": "1"}] * (MAX_CELLS + 5)]
    parsed = parse_notebook(json.dumps({"cells": cells}).encode())
    assert len(parsed.cells) == MAX_CELLS
    assert parsed.notes == (
        "entries that are not cells were ignored: 1",
        f"of {MAX_CELLS + 5} cells only the first {MAX_CELLS} were read",
    )


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["bytes", "structure"]))
def test_any_damaged_file_is_scheduled_or_refused(source, whole, seed, kind):
    rng = random.Random(seed)
    data = damaged(whole, rng) if kind == "bytes" else shuffled(whole, rng)
    match = match_files({f"{SECTION2}.ipynb": data}, source)[SECTION2]
    if match.parsed is None:
        assert match.reason
        return
    schedule = make_schedule(match.parsed, source.notebooks[SECTION2])
    judged = [step.key for step in schedule.steps if step.action == "judge"]
    graded = [c.key for c in source.notebooks[SECTION2] if c.kind == "graded"]
    assert sorted(judged) == sorted(graded)


def damaged(data, rng):
    """The bytes with parts deleted, inserted, repeated or cut off."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        start = rng.randrange(len(out) + 1)
        span = rng.randrange(1, 200)
        match rng.randrange(4):
            case 0:
                del out[start : start + span]
            case 1:
                out[start:start] = bytes(rng.randrange(256) for _ in range(span % 20))
            case 2:
                out[start:start] = out[start : start + span]
            case 3 if rng.random() < 0.3:
                del out[start:]
        if not out:
            return b""
    return bytes(out)


def shuffled(data, rng):
    """The notebook with values of its tree replaced, dropped, doubled or moved."""
    tree = json.loads(data)
    for _ in range(rng.randint(1, 12)):
        damage_once(tree, rng)
    return json.dumps(tree).encode()


def damage_once(tree, rng):
    node = tree
    while isinstance(node, dict | list) and node:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = rng.choice(list(keys))
        inner = node[key]
        if isinstance(inner, dict | list) and inner and rng.random() < 0.8:
            node = inner
            continue
        junk = [None, 3, "text", [], {}, "s2a", True, [{}], -1e400, node[key]]
        if rng.random() < 0.3:
            del node[key]
        elif isinstance(node, list) and rng.random() < 0.5:
            node.insert(rng.randrange(len(node) + 1), inner)
        else:
            node[key] = rng.choice(junk)
        return


def test_a_file_with_only_a_list_of_cells_is_read(whole):
    cells = json.loads(whole)["cells"]
    assert sources(json.dumps(cells).encode()) == sources(whole)


def test_a_list_without_cells_is_refused():
    with pytest.raises(UnreadableError, match="no cells"):
        parse_notebook(b'[{"a": 1}, 2]')
