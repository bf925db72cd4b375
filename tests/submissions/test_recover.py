"""All complete cells of a damaged file are recovered, in limited time."""

from __future__ import annotations

import json
import time

import pytest

from autograder.submissions import recover
from autograder.submissions.recover import recover_cells


def cell(number):
    return {"cell_type": "code", "metadata": {}, "source": [f"x = {number}"]}


CELLS = [cell(number) for number in range(5)]
WHOLE = json.dumps({"cells": CELLS, "metadata": {}})


def test_an_undamaged_file_gives_all_cells_in_order():
    assert recover_cells(WHOLE) == CELLS


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_a_truncated_file_gives_the_cells_before_the_cut(length):
    found = recover_cells(WHOLE[:length])
    assert found == CELLS[: len(found)]
    ends = [WHOLE.index(json.dumps(one)) + len(json.dumps(one)) for one in CELLS]
    assert len(found) == sum(end <= length for end in ends)


def test_a_merge_conflict_costs_only_the_cells_that_contain_it():
    damaged = WHOLE.replace('"x = 2"', '"x = 2"\n<<<<<<< mine\n')
    assert recover_cells(damaged) == [CELLS[0], CELLS[1], CELLS[3], CELLS[4]]


def test_json_that_only_begins_like_a_cell_is_ignored():
    assert recover_cells('{"source": "x"} {"id": 3} {"metadata": {}}') == []
    assert recover_cells("") == []


def test_recovery_stops_on_a_file_built_to_be_slow(monkeypatch):
    monkeypatch.setattr(recover, "MAX_WASTED", 1_000_000)
    bomb = '{"source": [' * 50_000
    began = time.process_time()
    assert recover_cells(bomb) == []
    assert time.process_time() - began < 20
