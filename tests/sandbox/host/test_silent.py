"""Which cells surely show nothing, by their source and that of earlier cells."""

import random
import warnings

import pytest

from autograder.assignment.time_limit import time_limit
from autograder.sandbox.host.silent import is_silent

SILENT = [
    "",
    "# a comment",
    "def f(x, eps=1e-6, *others, key=None, **named):\n    '''Doc.'''\n    print(x)",
    "import numpy as np, matplotlib.pyplot as plt, worksheet",
    "analytic_exponent, numerical_exponent = 2, 4\na = b = 'text'",
    "analytic_exponent = 2 + 0j\nnumerical_exponent = [[4]]",
    "products, entries = 2, 2\nexponent = products\nother = entries + products",
    "d = 64\nmost = (-d % 5, d // 3, d**2 / 2)\nd, e = 2 * d, d",
    "pass",
    "d_relu = lambda x, high=1.0: missing(x) * high",
    "def f(W, eps=10**-6, high=-1, sides=(1, 2)): pass",
    "import enum\nfrom collections import OrderedDict, defaultdict as d",
]
DOUBTFUL = [
    "...",
    "'a text'",
    "f(1)",
    "print(1)",
    "x = y",
    "x = 1 / 0",
    "x = 0\ny = 1 / x",
    "x = 1\nimport numpy as x\ny = x + 1",
    "x = 1\ndef x(): pass\ny = x + 1",
    "x = 1\nx = 'text'\ny = x + 1",
    "x, y = 1, x",
    "x = 2j // 1",
    "x = 'text' * 3",
    "x = 10 ** 10 ** 10",
    "x = 10 ** 9 ** 9",
    "x = 1e999 - 1e999",
    "x = [1, y]",
    "x = (1).real",
    "[x] = 1,",
    "x, (y, z) = 1, (2, 3)",
    "a, b = 1",
    "x[0] = 1",
    "import missing",
    "from numpy import missing",
    "from collections import missing",
    "from collections import *",
    "from .collections import OrderedDict",
    "from . import OrderedDict",
    "import collections.missing",
    "f = lambda x=y: x",
    "f = (lambda x: x)(1)",
    "x[0] = lambda x: x",
    "a, b = lambda x: x",
    "def f(x=y): pass",
    "def f(x: y): pass",
    "def f() -> y: pass",
    "@g\ndef f(): pass",
    "class A(B): pass",
    "%time 1",
    "def f(:",
    "raise ValueError",
    "\0",
    "if True: print(1)",
    "async def f(): pass",
    "import matplotlib.pyplt as plt",
    "import numpy.missing",
    "import worksheet.missing",
    "from worksheet import missing",
    "from numpy import *",
    # Python finds these when it compiles a cell.
    "def f(x, x): pass",
    "def f(x):\n    global x",
    "def f(): break",
    "__debug__ = 1",
    "def f(): await g()",
    "def f(x): return x is 1",
    "def f(x):\n    '\\s'",
]
# Much work, or too deep for Python's own tools.
EXPENSIVE = [
    "x = round(1, -10**9)",
    "x = np.round(1.5, -2147483647)",
    "x = np.array([" + "np.round(1.5, -2147483647), " * 9 + "])",
    "a = " * 3000 + "[" + "1 + 1, " * 3000 + "]",
    "x = " + "+".join("1" * 9_000),
    "x = " + "+".join("1" * 900),
    "x = " + "-" * 900 + "1",
    "x = " + "lambda x=" * 400 + "1" + ": 1" * 400,
    "x = np" + ".a" * 1500 + "(1)",
    "x = " + "[" * 150 + "]" * 150,
    "x = complex(1.7e308, 1.7e308) + 1",
    "x = Fraction(1e308, 7) ** 9",
    "x = np.array([" + "1, " * 5_000 + "])",
    "0;" * 400_000,
]

# After `import numpy as np`.
SILENT_CALLS = [
    "analytic_exponent = np.float64(2)\nnumerical_exponent = np.int8(4)",
    "analytic_exponent = np.array([2])\nnumerical_exponent = [np.asarray([[4]])]",
    "d = 64\na = np.log2((2 * d) ** 2 / d**2)\nb = round(np.log2((2 * d) ** 4 / d**4))",
    "from fractions import Fraction\na, b = Fraction(4, 2), Fraction(8, 2)",
    "import math\na, b = int(math.log2(4)), float(-4)",
    "import numpy\na = numpy.sqrt(4)",
    "d_relu = np.vectorize(lambda v: 1.0 if v > 0 else 0.0)",
    "def f(x, eps=np.sqrt(2)): pass",
    "a = round(2.5)",
    "def f(round, np): return np",
]
DOUBTFUL_CALLS = [
    "np.float64(2)",
    "a = np.log2(-1)",
    "a = np.log2(0)",
    "a = np.float64(1) / 0",
    "a = np.int8(300)",
    "a = np.int8(100) * np.int8(2)",
    "a = np.float64(2j)",
    "a = np.array([[1], [1, 2]])",
    "a = np.array([1], dtype=int)",
    "a = np.array()",
    "a = np.array('text')",
    "a = np.loadtxt(2)",
    "a = np.log2(d)",
    "a = np.linalg.norm([1])",
    "a = round(1, 2, 3)",
    "a = float('nan')",
    "a = int(1e999)",
    "a = Fraction(1, 2)",
    "from fractions import Fraction\na = Fraction(1, 0)",
    "a = [0].count(1)",
    "a = np.vectorize(f)",
    "a = np.vectorize(lambda x: x, otypes=[float])",
    "a = np.vectorize(lambda x=y: x)",
    "a = np.vectorize(lambda x: x)(1)",
    "a = np.array([1], ())",
    "a = np.array((707,), [])",
    "a = math.log(4, 2)",
]
# Before a cell that calls np.log2 and round.
REBINDING = [
    "np = 1",
    "def np(): pass",
    "class round: pass",
    "import other as np",
    "from numpy import *",
    "from other import round",
    "from .numpy import log2 as np",
    "for np in (1, 2): pass",
    "np.log2 = print",
    "np.__dict__['log2'] = print",
    "globals()['np'] = 1",
    "try: pass\nexcept ValueError as np: pass",
    "match 1:\n    case np: pass",
    "match {}:\n    case {**np}: pass",
    "def f():\n    global round\n    round = print",
    "del np",
    "%run other.py",
    "a." * 9 + "a = " + "1 + " * 30_000 + "1",
]
# Nothing shows that the name is bound when the cell runs.
UNBOUND = [
    ("a = np.log2(4)\nimport numpy as np", ()),
    ("a = np.log2(4)", ("def f():\n    import numpy as np",)),
    ("a = np.log2(4)", ("if False: import numpy as np",)),
    ("a = np.log2(4)", ("import missing\nimport numpy as np",)),
    ("a = np.log2(4)", ("try:\n    f()\n    import numpy as np\nfinally: pass",)),
    ("a = Fraction(1, 2)", ("print(undefined)\nfrom fractions import Fraction",)),
]


@pytest.mark.parametrize("source", SILENT)
def test_plain_definitions_are_silent(source):
    assert is_silent(source)


@pytest.mark.parametrize("source", DOUBTFUL)
def test_everything_else_may_show_something(source):
    assert not is_silent(source)


@pytest.mark.parametrize("source", SILENT_CALLS)
def test_calls_that_surely_return_are_silent(source):
    assert is_silent(source, ["import numpy as np"])


@pytest.mark.parametrize("source", DOUBTFUL_CALLS)
def test_other_calls_may_show_something(source):
    assert not is_silent(source, ["import numpy as np"])


@pytest.mark.parametrize("source", REBINDING)
def test_a_call_is_doubtful_if_a_cell_gives_its_name_to_something_else(source):
    cell = "a = round(np.log2(4))"
    assert is_silent(cell, ["import numpy as np"])
    assert not is_silent(cell, ["import numpy as np", source])
    assert not is_silent(cell, [source, "import numpy as np"])


@pytest.mark.parametrize(("source", "earlier"), UNBOUND)
def test_a_call_is_doubtful_if_its_name_may_be_unbound(source, earlier):
    assert not is_silent(source, earlier)
    assert not is_silent("a = np.log2(4)")


def test_an_import_that_is_guarded_binds_its_names():
    guarded = "try:\n    import numpy as np\nexcept ImportError: raise"
    assert is_silent("a = np.log2(4)", [guarded, "def f():\n    import numpy as np"])


@pytest.mark.parametrize("source", EXPENSIVE, ids=range(len(EXPENSIVE)))
def test_a_long_or_deep_source_is_read_quickly(source):
    with time_limit(1.0):
        is_silent(source, ["import numpy as np\nfrom fractions import Fraction"])


@pytest.mark.parametrize("source", SILENT + SILENT_CALLS)
def test_what_is_silent_neither_fails_nor_shows_anything(source, capfd):
    names = {}
    exec("import numpy as np", names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(source, names)
    assert capfd.readouterr() == ("", "")


NUMBERS = "0 1 -1 2.5 64 300 1e300 1e999 True None 2j 10**9 'text' a b"
OPERATORS = "+ - * / // % **"
FUNCTIONS = """
    np.array np.asarray np.float64 np.int8 np.log2 np.sqrt np.round np.exp round abs
    int float complex Fraction np.vectorize print
"""
BODIES = ["return x", "global x", "pass", "break", "return x is 1", "'\\s'"]


def random_value(source, depth):
    choice = source.random()
    parts = [random_value(source, depth - 1) for _ in range(depth and 2)]
    if not parts or choice < 0.3:
        return source.choice(NUMBERS.split())
    if choice < 0.5:
        return f"({parts[0]} {source.choice(OPERATORS.split())} {parts[1]})"
    if choice < 0.6:
        return source.choice(["[{}, {}]", "({}, {})", "[{}]"]).format(*parts)
    if choice < 0.7:
        return f"lambda x={parts[0]}: x"
    count = source.choice([1, 1, 1, 2])
    return f"{source.choice(FUNCTIONS.split())}({', '.join(parts[:count])})"


def random_statement(source):
    value, other = random_value(source, 3), random_value(source, 2)
    forms = [
        f"a = {value}",
        f"a = {value}",
        f"a, b = {value}, {other}",
        f"a = b = {value}",
    ]
    forms += [f"def f(x, y={value}):\n    {source.choice(BODIES)}", value]
    forms += [
        "import math",
        "from fractions import Fraction",
        "import numpy as np",
        "pass",
    ]
    return source.choice(forms)


def test_random_cells_that_are_silent_neither_fail_nor_show_anything(capfd):
    source, silent = random.Random(1), 0
    for _ in range(5_000):
        earlier = source.sample(["import numpy as np", "a = 1", "np = b = 2"], 2)
        cell = "\n".join(random_statement(source) for _ in range(source.choice([1, 2])))
        if not is_silent(cell, earlier):
            continue
        silent += 1
        names = {}
        exec("\n".join(earlier), names)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(cell, "cell", "exec", dont_inherit=True), names)
    assert silent > 500
    assert capfd.readouterr() == ("", "")
