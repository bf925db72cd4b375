"""One notebook in a real interpreter, isolated and unsandboxed."""

import numpy as np
import pytest
from sandbox_here import needs_sandbox, no_isolation

from autograder.assignment.limits import Limits
from autograder.sandbox import Engine
from autograder.values.plain import Opaque
from autograder.values.student import StudentStoppedError

isolated = pytest.param("auto", marks=needs_sandbox)
SHORT = Limits(processor_seconds=1.0, clock_seconds=2.0)
IMPORTS = "import numpy as np, matplotlib.pyplot as plt, worksheet"


@pytest.fixture(scope="module", params=[isolated, "none"])
def engine(request, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    (files / "worksheet.py").write_text("import companion\nvalue = 41\n")
    (files / "companion" / "pictures").mkdir(parents=True)
    for module in ("__init__.py", "pictures/__init__.py", "pictures/cost.py"):
        (files / "companion" / module).touch()
    with Engine(mode=request.param, files=files) as engine:
        yield engine


@pytest.fixture(scope="module")
def shared(engine):
    """A session for tests that do not change it."""
    with engine.open() as session:
        session.run_cell(IMPORTS, "imports")
        session.run_cell("def double(x):\n    print('unheard')\n    return 2 * x", "f")
        yield session


@pytest.fixture(scope="module")
def best_engine(tmp_path_factory):
    """Isolated where possible; test_unsandboxed covers the other mode."""
    mode = "none" if no_isolation() else "auto"
    with Engine(
        mode=mode, files=tmp_path_factory.mktemp("none"), limits=SHORT
    ) as engine:
        yield engine


@pytest.fixture
def session(best_engine):
    with best_engine.open() as session:
        yield session


def text(run):
    return "".join(output.get("text", "") for output in run.outputs)


def test_prints_values_and_errors_are_shown(shared):
    run = shared.run_cell("print(worksheet.value)\n1 + 1", "a")
    stream, result = run.outputs
    assert stream == {"output_type": "stream", "name": "stdout", "text": "41\n"}
    assert result["data"] == {"text/plain": "2"}
    failed = shared.run_cell("1 / 0", "b")
    assert failed.status == "error"
    assert failed.outputs[0]["ename"] == "ZeroDivisionError"


def test_modules_that_worksheet_imports_when_used_are_there_before_the_fork(engine):
    with engine.open() as session:
        source = "import sys; print('companion.pictures.cost' in sys.modules)"
        assert text(session.run_cell(source, "first")) == "True\n"


def test_a_picture_is_shown_as_png(shared):
    [picture] = shared.run_cell("plt.plot([1, 2]); plt.show()", "a").outputs
    assert picture["data"].keys() == {"text/plain", "image/png"}


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("import asyncio\nprint(await asyncio.sleep(0, 5))", "5\n"),
        ("%matplotlib notebook\nprint(len(In) > 1, Out is not None)", "True True\n"),
        ("from __future__ import annotations\nprint(__name__)", "__main__\n"),
        ("x = !ls\nprint(type(x).__name__)", "SList\n"),
        ("print(help, exit, display)", ("site", "IPython")),
        ("%%time\nprint(3)", "3\n"),
    ],
)
def test_cells_are_ipython_cells(shared, source, printed):
    run = shared.run_cell(source, "a")
    assert run.status == "ok"
    for part in [printed] if isinstance(printed, str) else printed:
        assert part in text(run) or part == "site"


def test_input_raises_eof_error(shared):
    assert shared.run_cell("input('who?')", "a").outputs[-1]["ename"] == "EOFError"


def test_a_flood_is_cut_with_a_note(shared):
    run = shared.run_cell("for _ in range(3000): print('x' * 1000)", "a")
    assert len(text(run)) < 200_000
    assert "left out" in text(run)


@pytest.mark.parametrize("argument", [3, 2.5, np.arange(3.0), np.eye(2), [1, 2]])
def test_a_call_gives_what_the_function_returns(shared, argument):
    got = shared.call("double", argument).value
    assert np.array_equal(got, 2 * argument)


def test_what_a_call_prints_is_dropped(shared):
    shared.call("double", 1)
    assert text(shared.run_cell("print('heard')", "a")) == "heard\n"


def test_arguments_of_a_hidden_call_cannot_be_printed_later(session):
    session.run_cell("seen = []\ndef f(x):\n    seen.append(x)\n    return x", "f")
    assert text(session.run_cell("print(seen)", "before")) == "[]\n"
    assert session.call("f", 12345.0).value == 12345.0
    run = session.run_cell("print('given', seen); raise ValueError(seen)", "carry")
    assert run.status == "error"
    assert text(run) == "given []\n"
    assert run.outputs[-1]["evalue"] == "[]"
    session.run_cell("own = 5", "later")
    assert text(session.run_cell("print(own, seen)", "again")) == "5 []\n"
    assert session.read("seen").value == [12345.0]


@pytest.mark.parametrize(
    "choice",
    [
        "print(1)",
        "raise ValueError",
        "import os; os._exit(0)",
        "plt.plot([1]); plt.show()",
    ],
)
def test_outputs_do_not_depend_on_the_interpreter_that_saw_hidden_calls(
    session, choice
):
    session.run_cell(
        "import matplotlib.pyplot as plt\nseen = []\ndef f(x): seen.append(x)", "f"
    )
    session.call("f", 1.0)
    run = session.run_cell(f"if seen: {choice}", "tell")
    assert (run.outputs, run.status, run.message) == ([], "ok", "")
    run = session.run_cell("if not seen: print('shown')", "tell")
    assert text(run) == "shown\n"
    assert session.notes == []


def test_names_and_functions_can_be_read(shared):
    shared.run_cell("p = (1, 'two', {'three': np.ones(3)})", "a")
    one, two, rest = shared.read("p").value
    assert (one, two, rest["three"].tolist()) == (1, "two", [1.0, 1.0, 1.0])
    assert shared.read("double").value == Opaque("function", 0)
    assert shared.read("nowhere").failure.kind == "undefined"


def test_calls_that_fail_report_the_kind_of_failure(shared):
    shared.run_cell("seven = 7\ndef bad(x): raise KeyError('why')", "a")
    assert shared.call("nowhere").failure.kind == "undefined"
    assert shared.call("seven").failure.kind == "not callable"
    assert shared.call("seven").value == 7
    failure = shared.call("bad", 1).failure
    assert (failure.exception, failure.message) == ("KeyError", "'why'")
    assert shared.call("double").failure.exception == "TypeError"


def test_an_exception_cannot_carry_an_input_in_the_name_of_its_class(shared):
    shared.run_cell("def tell(x): raise type(f'x is {x}', (Exception,), {})", "a")
    assert shared.call("tell", 12345.0).failure.exception == "an exception"


def test_arguments_are_copies_and_are_returned_after_the_call(shared):
    shared.run_cell("def spoil(f, W):\n    W[0] = 9\n    return f(W)", "a")
    W = np.zeros(2)
    reply = shared.call("spoil", lambda W: W + 1, W)
    assert W.tolist() == [0.0, 0.0]
    assert reply.value.tolist() == [10.0, 1.0]
    assert reply.arguments[0] is None
    assert reply.arguments[1].tolist() == [9.0, 0.0]


def test_calls_in_a_row_are_answered_in_order_and_each_has_its_own_arguments(shared):
    shared.run_cell(
        "def shift(x, by):\n    if by:\n        x += by\n    return x[0]", "s"
    )
    inputs = [(np.array([value]), by) for value, by in ((1.0, 0), (2.0, 3), (4.0, 0))]
    replies = list(shared.call_each("shift", inputs))
    assert [float(reply.value) for reply in replies] == [1.0, 5.0, 4.0]
    assert [reply.arguments[0].tolist() for reply in replies] == [[1.0], [5.0], [4.0]]
    assert [one.tolist() for one, _ in inputs] == [[1.0], [2.0], [4.0]]


def test_an_endless_call_keeps_the_replies_before_it_and_prevents_those_after(session):
    source = (
        "seen = []\ndef f(x):\n    seen.append(x)\n    while x == 2: pass\n    return x"
    )
    session.run_cell(source, "f")
    replies = session.call_each("f", [(1,), (2,), (3,)])
    assert next(replies).value == 1
    with session.graded("q"), pytest.raises(StudentStoppedError, match="too long"):
        next(replies)
    assert session.read("seen").value == [1, 2]


def test_what_catches_the_interrupt_of_one_call_does_not_get_the_next(session):
    source = """
seen = []
def f(x):
    seen.append(x)
    try:
        while x == 1: pass
    except BaseException:
        return 0
"""
    session.run_cell(source, "f")
    with pytest.raises(StudentStoppedError, match="too long"):
        next(session.call_each("f", [(1,), (2,)]))
    with session.graded("next"):
        assert session.read("seen").value == [1]


def test_a_callback_returns_numbers_as_numpy_numbers(shared):
    shared.run_cell(
        "def use(phi):\n    p = phi(np.float64(0.0))\n    return f'{p:.1f}', round(p)",
        "a",
    )
    assert shared.call("use", np.cos).value == ("1.0", 1)


def test_a_lent_function_works_during_one_call_only(shared):
    shared.run_cell(
        "def helper(x): return -1.0\ndef use(x):\n    global kept\n    kept = helper\n"
        "    return helper(x)\ndef later(x): return kept(x)",
        "a",
    )
    assert shared.call("use", 3.0, lend={"helper": lambda x: x + 1}).value == 4.0
    assert shared.call("later", 3.0).failure.exception == "RuntimeError"
    assert shared.call("use", 3.0).value == -1.0


def test_a_lent_name_that_was_undefined_is_undefined_again(shared):
    shared.run_cell("def needy(x): return absent(x)", "a")
    assert shared.call("needy", 1.0, lend={"absent": lambda x: x}).value == 1.0
    assert shared.read("absent").failure.kind == "undefined"


def test_a_lent_function_may_be_given_the_students_own(shared):
    shared.run_cell("def wrap(phi): return grad(lambda z: phi(z) * 2, phi)", "a")
    lent = {"grad": lambda own, phi: own(3.0) + phi(1.0)}
    assert shared.call("wrap", lambda z: z + 1, lend=lent).value == 10.0


def test_student_code_can_catch_exceptions_of_a_callback(shared):
    shared.run_cell(
        "def careful(f):\n    try:\n        f(1)\n    except ValueError as error:\n"
        "        return str(error)",
        "a",
    )

    def fails(x):
        raise ValueError("not this")

    assert shared.call("careful", fails).value == "not this"


def test_warnings_and_numpy_error_settings_change_no_result(session):
    session.run_cell("import numpy as np, warnings\nnp.seterr(all='raise')", "a")
    session.run_cell("warnings.simplefilter('error')", "b")
    session.run_cell("def f(x):\n    warnings.warn('x')\n    return np.exp(x)", "c")
    assert session.call("f", 1e4).value == np.inf


def test_a_slow_cell_ends_and_its_names_count(session):
    run = session.run_cell("a = 1\nprint('so far')\nwhile True: pass", "slow")
    assert run.status == "took too long"
    assert text(run) == "so far\n"
    assert session.read("a").value == 1
    assert session.notes == [
        "slow: took too long and was stopped; names that it had defined by then "
        "are kept."
    ]


def test_a_cell_that_drew_too_much_keeps_its_names(session):
    session.run_cell("import matplotlib.pyplot as plt", "a")
    source = "b = 2\nfor _ in range(20): plt.figure()\nwhile True: pass"
    assert session.run_cell(source, "slow").status == "took too long"
    assert session.read("b").value == 2


def test_a_slow_call_ends_the_judgement_of_its_cell_only(session):
    session.run_cell("def slow():\n    while True: pass\ndef f(): return 1", "a")
    with session.graded("q1"):
        with pytest.raises(StudentStoppedError, match="took too long"):
            session.call("slow")
        with pytest.raises(StudentStoppedError, match="took too long"):
            session.call("f")
    with session.graded("q2"):
        assert session.call("f").value == 1
    assert session.notes == ["q1: took too long."]


def test_a_cell_that_crashes_is_skipped(session):
    session.run_cell("a = 1", "first")
    run = session.run_cell("b = 2\nimport os; os._exit(3)", "deadly")
    assert (run.status, run.message) == (
        "crashed",
        "called exit() (status 3)",
    )
    assert session.read("a").value == 1
    assert session.read("b").failure.kind == "undefined"
    assert session.notes[0].startswith("deadly: called exit()")


def test_three_crashes_end_the_notebook(session):
    for number in range(3):
        assert session.ended is None
        session.run_cell("import os; os._exit(1)", f"deadly {number}")
    assert "3 times" in session.ended
    assert session.run_cell("a = 1", "later").status == "skipped"
    with session.graded("q1"), pytest.raises(StudentStoppedError, match="3 times"):
        session.call("f")
    ended = f"The rest of the notebook was not run: {session.ended}."
    assert session.notes[-1] == ended


def test_a_cell_with_too_much_text_is_not_run(session):
    assert session.run_cell("#" * 2_000_000, "long").status == "error"


@pytest.mark.parametrize(
    "large",
    ["np.zeros(600_000)", "[0] * 60_000", "dict.fromkeys(range(3_000))"],
)
def test_an_answer_that_is_too_large_costs_its_graded_cell_only(shared, large):
    shared.run_cell(f"kept = 7\ndef large(): return {large}", "large")
    with shared.graded("q1"), pytest.raises(StudentStoppedError, match="is too large"):
        shared.call("large")
    assert shared.read("kept").value == 7


def test_a_large_part_of_an_answer_costs_that_part_only(shared):
    source = "{'x': 1.0, 'arrays': [np.zeros(400_000)] * 3, 'y': np.ones(2)}"
    shared.run_cell(f"def partly(): return {source}", "large")
    value = shared.call("partly").value
    assert (value["x"], value["y"].tolist()) == (1.0, [1.0, 1.0])
    assert value["arrays"][2] == Opaque("a value that is too large")


def test_a_forged_answer_costs_its_graded_cell_only(session):
    forge = (
        "from autograder.sandbox.guest import server\nimport numpy as np\n"
        "def encode(value): return {'array': ['<f8', [0, 4_000_000, 4_000_000], 0]}, []"
        "\ndef f():\n    kept, server.encode = server.encode, encode\n    return 1"
    )
    session.run_cell(forge, "forge")
    with session.graded("q1"), pytest.raises(StudentStoppedError, match="malformed"):
        session.call("f")
    assert session.ended is None


def test_after_a_forged_answer_among_others_the_next_cell_is_judged(session):
    source = """
import autograder.sandbox.guest.server as server
kept, count = server.encode, []
def forged(value, *more):
    count.append(0)
    return ({"list": ["forged"]}, []) if len(count) > 1 else kept(value, *more)
def f(x):
    server.encode = forged
    return x
"""
    session.run_cell(source, "f")
    session.run_cell("def g(x): return x", "g")
    with session.graded("q"):
        replies = session.call_each("f", [(1,), (2,), (3,)])
        assert next(replies).value == 1
        with pytest.raises(StudentStoppedError, match="malformed"):
            next(replies)
    with session.graded("next"):
        assert session.call("g", 7).value == 7


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        ("ValueError('x')", "ValueError"),
        ("np.exceptions.AxisError('x')", "ValueError"),
        ("np.linalg.LinAlgError", "LinAlgError"),
        ("KeyboardInterrupt", "an exception"),
        ("UnicodeTranslateError('x', 0, 1, 'y')", "ValueError"),
        ("BufferError", "an exception"),
        ("type('ValueErrors', (Exception,), {})", "an exception"),
    ],
)
def test_feedback_names_exceptions_of_a_short_list_only(shared, raised, name):
    shared.run_cell(f"import numpy as np\ndef bad(): raise {raised}", "a")
    assert shared.call("bad").failure.exception == name
