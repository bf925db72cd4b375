"""The errors match the tree in their module's docstring; messages stay short."""

import inspect
import re

import pytest

import solutions
from solutions import check_graph, graph_errors
from solutions.graph_errors import GraphError, SolutionsError, described, listed

ERRORS = [
    value
    for value in vars(graph_errors).values()
    if inspect.isclass(value) and issubclass(value, Exception)
]


def test_the_docstring_lists_exactly_the_errors_of_the_module():
    names = re.findall(r"\w+Error\b(?= )", graph_errors.__doc__.split("ValueError")[0])
    names += re.findall(r"[├└]── (\w+)", graph_errors.__doc__)
    assert sorted(names) == sorted(error.__name__ for error in ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_is_a_value_error_with_a_docstring(error):
    assert issubclass(error, SolutionsError)
    assert issubclass(error, ValueError)
    assert error.__doc__.rstrip().endswith(".")


def test_the_base_errors_can_be_imported_from_the_package():
    assert solutions.GraphError is GraphError
    assert solutions.ArgumentError is graph_errors.ArgumentError


def test_a_graph_error_stores_its_nodes_as_a_tuple():
    assert GraphError("message", iter("ab")).nodes == ("a", "b")


def test_a_long_list_of_names_is_shortened_and_counted():
    assert listed(range(3)) == "0, 1, 2"
    assert listed(range(100)).endswith("7, and 92 more")


def test_a_long_value_is_shortened():
    assert len(described("x" * 1000)) == 80


S = ("source",)
N = 5000

# fmt: off
LARGE = {
    "many sinks": dict.fromkeys(range(1), S) | dict.fromkeys(range(1, N), ("neg", 0)),
    "many unused sources": dict.fromkeys(range(N), S),
    "a long cycle": {i: ("neg", (i + 1) % N) for i in range(N)},
    "a cycle of long names": {"x" * N: ("neg", "y" * N), "y" * N: ("neg", "x" * N)},
    "a missing input": {0: S} | {i: ("sub", 0, i - 2) for i in range(1, N)},
    "too many inputs": {0: S, 1: ("sub", *[0] * N)},
    "a huge node": {0: S, 1: [[0] * N]},
    "a huge operation": {0: S, 1: ("x" * N, 0)},
}
# fmt: on


@pytest.mark.parametrize("case", LARGE)
def test_the_message_about_a_large_graph_is_below_500_characters(case):
    with pytest.raises(GraphError) as caught:
        check_graph(LARGE[case])
    assert 40 < len(str(caught.value)) < 500
