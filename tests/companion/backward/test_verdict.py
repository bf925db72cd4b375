"""The check of `backward`: every right spelling passes, every mistake has a name."""

import linecache
import re

import pytest
from backward_programs import RIGHT, WRONG
from companion import part_1c
from companion.backward import mistakes
from companion.backward.row import HINTS
from companion.check import check, results
from companion.hints import hint
from companion.pictures.unit_graph import show_flow

import solutions


@pytest.fixture(autouse=True)
def _no_backward_has_passed(monkeypatch):
    monkeypatch.setattr(part_1c, "passed", {})


def defined(code, name="backward"):
    """Run the code as a cell, so that messages can show its lines."""
    file = f"<{name} of a student>"
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    names = {"computation_graph": solutions.computation_graph}
    exec(compile(code, file, "exec"), names)
    return names


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_a_right_spelling_passes(code):
    shown = check("backward", defined(code))
    assert shown.words.startswith("✓ passed: backward, optional")
    assert "your graph of (c) for n = 1, 2 and 3" in shown.words
    assert "backward" in part_1c.passed


@pytest.mark.parametrize(("code", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named(code, said):
    shown = check("backward", defined(code)).words
    assert shown.startswith("✗ not yet: backward, optional")
    known = [getattr(mistakes, part, None) for part in said.split("|")]
    named = [f"It looks like: {one.name}. {one.next_step}" for one in known if one]
    words = [part for part in said.split("|") if not hasattr(mistakes, part)]
    assert any(text in shown for text in [*named, *words]), shown
    assert part_1c.passed == {}


def test_there_is_a_program_for_every_mistake():
    every = {n for n, v in vars(mistakes).items() if isinstance(v, mistakes.Mistake)}
    assert every == {said.split("|")[0] for _, said in WRONG.values()} & every
    assert len(every) >= 12


def test_a_message_has_numbers_of_a_graph_that_the_student_can_see():
    text = check("backward", defined(WRONG["overwrites"][0])).words
    assert re.search(r"returns 18 at node 'x', expected 27", text)
    assert "9 from `f` and 18 from `u` arrive and add up" in text.replace(
        "18 from `u` and 9 from `f`", "9 from `f` and 18 from `u`"
    )
    assert "u = x², f = u · x at x = 3" in text


@pytest.mark.parametrize("code", ["", "def backward(*arguments):\n    ..."])
def test_a_blank_cell_costs_nothing_and_says_so(code):
    shown = check("backward", defined(code))
    assert shown == 0.0
    assert shown.words.startswith("○ optional: backward")
    assert "backward" not in results


def test_the_check_is_not_among_the_points():
    assert check("backward", defined(RIGHT["lists"])) == 0.0
    assert "backward" not in results


def endless(n):
    while True:
        n += 1


@pytest.mark.parametrize(
    "graph",
    [lambda n: {"x": ("source",), "y": ("cube", "z")}, None, lambda n: 1 / 0, endless],
)
def test_a_wrong_graph_of_the_student_does_not_matter(graph):
    names = defined(RIGHT["dict.get"])
    names["computation_graph"] = graph
    assert check("backward", names).words.startswith("✓ passed")


def test_a_function_that_no_longer_passes_is_forgotten():
    check("backward", defined(RIGHT["lists"]))
    check("backward", defined(WRONG["overwrites"][0]))
    assert part_1c.passed == {}


def test_show_flow_uses_the_function_that_has_passed():
    before = repr(show_flow(solutions.computation_graph, 2))
    check("backward", defined(RIGHT["memoized recursion"]))
    after = repr(show_flow(solutions.computation_graph, 2))
    assert "by nudging" in before
    assert "by the backward" not in before
    assert "computed by the backward that passed its check" in after
    assert before.splitlines()[:-1] == after.splitlines()[:-1]


def test_a_copy_of_an_argument_is_an_ordinary_copy():
    code = RIGHT["lists"].replace(
        "    names =", "    import copy\n    local = copy.deepcopy(local)\n    names ="
    )
    assert check("backward", defined(code)).words.startswith("✓ passed")


def test_there_are_three_hints():
    for level, text in enumerate(HINTS, 1):
        assert text in repr(hint("backward", level))


def test_prints_are_shown_if_nothing_is_returned():
    code = "def backward(graph, values, local):\n    print('at', list(values))"
    shown = check("backward", defined(code))
    assert "returns nothing yet" in shown.words
    assert "at ['x', 'u', 'f']" in shown.words
    assert "at [&#x27;x&#x27;" in shown.markup


@pytest.mark.parametrize(
    ("product", "problem"),
    [
        ("0 * values[n] + local[n]", "and 'tuple'"),
        ("1.0 * local[n]", "multiply sequence"),
        ("local[n]", "a value that has shape (0,)"),
    ],
)
def test_a_whole_entry_of_local_is_named_as_a_tuple(product, problem):
    head = "def backward(graph, values, local):\n"
    code = f"{head}    return {{n: {product} for n in values}}"
    text = check("backward", defined(code)).words
    assert problem in text
    assert "`local[node]` is a tuple with one number for each input" in text
    assert "Factors" not in text


def test_a_blank_cell_names_the_hint():
    text = check("backward", {"backward": lambda *_: None}).words
    assert 'worksheet.hint("backward")' in text


def test_a_later_version_of_backward_is_not_said_to_be_drawn():
    namespace = defined(RIGHT["lists"]) | {"computation_graph": None}
    check("backward", namespace)
    namespace["backward"] = lambda graph, values, local: {}
    shown = repr(show_flow(solutions.computation_graph, 2))
    assert "by the backward that passed its check" in shown
    assert "your backward" not in shown
