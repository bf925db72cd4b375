"""Submissions that are alike are found; short and frequent answers do not count."""

import pytest

from autograder.reports.similarity import COMMON, Similarity, fingerprints

CODE = '''def gradients(x, y, W1, W2, b):
    """The gradients."""
    z = W1 @ x + b  # forward
    p = phi(z)
    r = W2 @ p - y
    D = W2.T @ r
    return {"x": W1.T @ D, "b": D}
'''
OTHER = """def gradients(x, y, W1, W2, b):
    total = 0.0
    for i in range(len(x)):
        for j in range(len(y)):
            total += W1[i, j] * x[j] - W2[j, i] * y[i] + b[i] ** 2
    return {"x": total, "b": total / 2}
"""


def alike(*answers, released=""):
    found = Similarity({"s": released})
    for n, answer in enumerate(answers):
        found.add(f"s{n}", {"s": answer})
    return [(pair.students, pair.cells["s"]) for pair in found.pairs()]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (CODE.replace("  # forward", "").replace("The grad", "My grad"), "identical"),
        (CODE.replace("D", "delta"), "identical except for names"),
        (CODE.replace("D = W2.T @ r", "D = 2 * W2 @ r"), "one line differs"),
        (CODE.replace("    p = phi(z)\n", "    p = phi(z)\n    q = 0\n"),
         "one line differs"),
    ],
)  # fmt: skip
def test_a_copy_is_found_and_says_how_close_it_is(changed, words):
    assert alike(CODE, OTHER, changed) == [(("s0", "s2"), words)]


def test_other_code_is_not_alike():
    assert alike(CODE, OTHER) == []


def test_short_answers_do_not_count():
    assert fingerprints("def f(x):\n    return 2 * x") is None
    assert alike("def f(x): return 2 * x", "def f(x): return 2 * x") == []


def test_the_released_cell_does_not_count():
    assert alike(CODE, CODE, released=CODE) == []


def test_answers_that_many_students_share_do_not_count():
    assert alike(*[CODE] * (COMMON + 1)) == []
    assert len(alike(*[CODE] * 3)) == 3
