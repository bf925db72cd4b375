"""The words on wrong graphs stay short, however large the graph."""

import pytest

from solutions import GraphError, check_graph

S = ("source",)
N = 5000

# fmt: off
LARGE = {
    "many results": dict.fromkeys(range(1), S) | dict.fromkeys(range(1, N), ("neg", 0)),
    "many sources that nothing uses": dict.fromkeys(range(N), S),
    "a long cycle": {i: ("neg", (i + 1) % N) for i in range(N)},
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
