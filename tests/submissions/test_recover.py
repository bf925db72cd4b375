"""Every whole cell comes out of a torn file, and no effort is without end."""

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


def test_an_unhurt_file_gives_all_cells_in_order():
    assert recover_cells(WHOLE) == CELLS


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_a_file_cut_anywhere_gives_the_cells_before_the_cut(length):
    found = recover_cells(WHOLE[:length])
    assert found == CELLS[: len(found)]
    ends = [WHOLE.index(json.dumps(one)) + len(json.dumps(one)) for one in CELLS]
    assert len(found) == sum(end <= length for end in ends)


def test_the_marks_of_a_merge_cost_the_cells_that_they_stand_in():
    torn = WHOLE.replace('"x = 2"', '"x = 2"\n<<<<<<< mine\n')
    assert recover_cells(torn) == [CELLS[0], CELLS[1], CELLS[3], CELLS[4]]


def test_what_only_begins_like_a_cell_is_none():
    assert recover_cells('{"source": "x"} {"id": 3} {"metadata": {}}') == []
    assert recover_cells("") == []


def test_a_file_made_to_be_slow_is_given_up(monkeypatch):
    monkeypatch.setattr(recover, "EFFORT", 1_000_000)
    bomb = '{"source": [' * 50_000
    began = time.process_time()
    assert recover_cells(bomb) == []
    assert time.process_time() - began < 20
