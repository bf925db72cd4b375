"""The tree of errors is as its module draws it; messages stay short."""

import inspect
import re

import pytest

import solutions
from solutions import check_graph, graph_errors
from solutions.graph_errors import GraphError, SolutionsError, listed, short

ERRORS = [
    value
    for value in vars(graph_errors).values()
    if inspect.isclass(value) and issubclass(value, Exception)
]


def test_the_drawing_names_every_error_and_no_other():
    drawn = re.findall(r"\w+Error\b(?= )", graph_errors.__doc__.split("ValueError")[0])
    drawn += re.findall(r"[├└]── (\w+)", graph_errors.__doc__)
    assert sorted(drawn) == sorted(error.__name__ for error in ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_is_caught_as_a_value_error_and_says_what_it_is_for(error):
    assert issubclass(error, SolutionsError)
    assert issubclass(error, ValueError)
    assert error.__doc__.rstrip().endswith(".")


def test_the_errors_to_catch_can_be_imported_from_the_package():
    assert solutions.GraphError is GraphError
    assert solutions.ArgumentError is graph_errors.ArgumentError


def test_an_error_about_a_graph_keeps_the_names_of_its_nodes():
    assert GraphError("words", iter("ab")).nodes == ("a", "b")


def test_many_names_are_cut_and_counted():
    assert listed(range(3)) == "0, 1, 2"
    assert listed(range(100)).endswith("7, and 92 more")


def test_a_long_value_is_cut():
    assert len(short("x" * 1000)) == 80


S = ("source",)
N = 5000

# fmt: off
LARGE = {
    "many results": dict.fromkeys(range(1), S) | dict.fromkeys(range(1, N), ("neg", 0)),
    "many sources that nothing uses": dict.fromkeys(range(N), S),
    "a long cycle": {i: ("neg", (i + 1) % N) for i in range(N)},
    "a cycle of long names": {"x" * N: ("neg", "y" * N), "y" * N: ("neg", "x" * N)},
    "a missing input": {0: S} | {i: ("sub", 0, i - 2) for i in range(1, N)},
    "too many inputs": {0: S, 1: ("sub", *[0] * N)},
    "a huge node": {0: S, 1: [[0] * N]},
    "a huge operation": {0: S, 1: ("x" * N, 0)},
}
# fmt: on


@pytest.mark.parametrize("case", LARGE)
def test_an_error_about_a_large_graph_fits_in_a_few_lines(case):
    with pytest.raises(GraphError) as caught:
        check_graph(LARGE[case])
    assert 40 < len(str(caught.value)) < 500
