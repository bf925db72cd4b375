"""Time limits on a student's functions, and what they print."""

from __future__ import annotations

import contextlib
import sys
import threading
import time

import numpy as np
import pytest
import worksheet
from companion import check as check_module
from companion.answers import calls, interrupt
from companion.answers.errors import UnfinishedError
from companion.answers.returned import ask
from endless import catches_everything

import solutions

SHORT = 0.4


def endless(*_):
    while True:
        pass


def stubborn(*_):
    while True:
        try:
            time.monotonic()
        except BaseException:
            continue


def bare_twice(*_):
    while True:
        with contextlib.suppress(BaseException):
            catches_everything()


def asleep(*_):
    time.sleep(600)


def printing(*_):
    while True:
        print("still here")


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(calls, "CHECK", SHORT)
    monkeypatch.setattr(calls, "PICTURE", SHORT)
    monkeypatch.setattr(check_module, "_failures", check_module.Counter())


@pytest.fixture
def no_alarm(monkeypatch):
    """A system without alarms, such as Windows or a browser."""
    if sys.gettrace() is not None:
        pytest.skip("a debugger or a coverage tool traces this run")
    monkeypatch.setattr(interrupt, "has_alarm", lambda: False)


HAS_ALARM = pytest.mark.skipif(
    not interrupt.has_alarm(), reason="the system has no alarm"
)
MONITORED = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="this Python has no sys.monitoring"
)
STUBBORN = [stubborn, catches_everything, bare_twice]


@HAS_ALARM
@pytest.mark.parametrize("function", [endless, *STUBBORN, asleep, printing])
def test_an_alarm_interrupts_every_function(function):
    with (
        calls.limited(SHORT),
        pytest.raises(UnfinishedError, match=r"within 0\.4 seconds"),
    ):
        ask(function, 1)


@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize("function", [endless, printing])
def test_without_an_alarm_python_code_is_interrupted(function):
    with calls.limited(SHORT), pytest.raises(UnfinishedError):
        ask(function, 1)
    assert sys.gettrace() is None


@MONITORED
@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize("function", STUBBORN)
def test_without_an_alarm_code_that_catches_everything_is_interrupted(function):
    with calls.limited(SHORT), pytest.raises(UnfinishedError):
        ask(function, 1)
    assert interrupt._free_tool() == 3


@pytest.mark.usefixtures("no_alarm")
def test_python_without_monitoring_traces(monkeypatch):
    monkeypatch.setattr(interrupt, "_can_monitor", lambda: False)
    with calls.limited(SHORT), pytest.raises(UnfinishedError):
        ask(endless, 1)
    assert sys.gettrace() is None


def test_outside_the_main_thread_the_trace_is_used():
    found = []

    def work():
        try:
            with calls.limited(SHORT):
                ask(endless, 1)
        except UnfinishedError as error:
            found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(found) == 1


def test_a_function_that_used_its_time_is_not_called_again():
    called = []

    def slow(*_):
        called.append(1)
        endless()

    with calls.limited(SHORT):
        for _ in range(3):
            with pytest.raises(UnfinishedError):
                ask(slow, 1)
    assert called == [1]


def test_other_functions_keep_their_time():
    with calls.limited(SHORT):
        with pytest.raises(UnfinishedError):
            ask(endless)
        assert ask(lambda: 3) == 3


def test_the_callers_alarm_handler_is_restored():
    signal = pytest.importorskip("signal")
    before = signal.getsignal(signal.SIGALRM)
    with calls.limited(SHORT):
        ask(lambda: 3)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@HAS_ALARM
def test_an_alarm_that_rings_late_interrupts_nobody(monkeypatch):
    set_timer = interrupt.signal.setitimer

    def ring_late(which, seconds, *again):
        set_timer(which, seconds, *again)
        if seconds == 0:
            interrupt.signal.raise_signal(interrupt.signal.SIGALRM)

    monkeypatch.setattr(interrupt.signal, "setitimer", ring_late)
    with calls.limited(SHORT):
        assert ask(lambda: 3) == 3


@pytest.mark.parametrize(
    ("grade_id", "name"),
    [
        ("q1a", "dl"),
        ("q1b_chain", "total_derivative"),
        ("q1b_graph", "chain_rule_graph"),
        ("q1c", "computation_graph"),
        ("q1d_W1", "loss_gradients"),
        ("q1e_numerical", "numerical_gradient"),
        ("q1f", "sensitivities"),
        ("q1g_grad", "grad_W"),
        ("q1g_descent", "gradient_descent"),
        ("q2a", "d_sigmoid"),
        ("q2b", "d_relu"),
        ("backward", "backward"),
    ],
)
def test_a_check_says_that_a_function_did_not_finish(grade_id, name):
    points = check_module.check(grade_id, {name: endless})
    assert points == 0
    assert f"`{name}` did not finish within 0.4 seconds." in points.words
    assert "loop that never ends?" in points.words


def test_an_endless_answer_is_called_once_although_earlier_ones_are_missing():
    called = []

    def dl(x):
        called.append(x)
        endless()

    assert "did not finish" in check_module.check("q1a", {"dl": dl}).words
    assert len(called) == 1


def test_an_endless_helper_costs_the_answer_that_uses_it_nothing():
    names = {"df": endless, "dg": solutions.dg, "dh": solutions.dh}
    names["dl"] = lambda x: (
        names["dh"](x**2, x)[0] * names["df"](x) + names["dh"](x**2, x)[1]
    )
    assert check_module.check("q1a", names) == 2.0
    assert check_module.check("q1a_parts", names) == pytest.approx(2 / 3)


PICTURES = [
    lambda: worksheet.show_slope(np.sin, endless),
    lambda: worksheet.show_graph(endless, 3),
    lambda: worksheet.show_flow(endless),
    lambda: worksheet.show_tangents(endless),
    lambda: worksheet.show_steps(endless),
    lambda: worksheet.show_cost({"numerical_gradient": endless}),
    lambda: worksheet.show_sensitivities(endless),
    lambda: worksheet.show_nudge(endless),
    lambda: worksheet.show_descent(endless),
    lambda: worksheet.compare("grad_W", {"grad_W": endless}),
    lambda: worksheet.break_phi(endless),
]


@pytest.mark.parametrize("show", PICTURES)
def test_a_picture_says_that_a_function_did_not_finish(show):
    text = repr(show())
    assert "did not finish within 0.4 seconds" in text
    assert "loop that never ends?" in text


def interrupted(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "show",
    [
        lambda: check_module.check("q1a", {"dl": interrupted}).words,
        lambda: worksheet.show_slope(np.sin, interrupted),
        lambda: worksheet.show_tangents(interrupted),
        lambda: worksheet.show_steps(interrupted),
        lambda: worksheet.show_descent(interrupted),
        lambda: worksheet.compare("grad_W", {"grad_W": interrupted}),
        lambda: worksheet.break_phi(interrupted),
    ],
)
def test_a_student_who_interrupts_gets_a_card(show):
    assert "You stopped" in str(show())


def chatty(x):
    print("x is <b>", x)
    return 4 * x**3 + 2 * x


def test_a_check_shows_what_the_function_prints_as_text():
    points = check_module.check("q1a", {"dl": chatty})
    assert points == 2.0
    assert "several times):\nx is <b> " in points.words
    assert "x is &lt;b&gt; " in points.markup
    assert "<b> " not in points.markup.split("several times")[1]


def chatty_backward(*arguments):
    print("called")
    return solutions.backward(*arguments)


def test_the_check_of_backward_shows_prints():
    points = check_module.check("backward", {"backward": chatty_backward})
    assert "several times):\ncalled\ncalled" in points.words


def test_a_check_without_prints_shows_none():
    assert "printed" not in check_module.check("q1a", {"dl": solutions.dl}).words


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ([], ""),
        (["a\n"], "a"),
        ([f"{n}\n" for n in range(20)], "0\n1\n2\n3\n4\n5\n6\n7\n… and 12 more lines"),
        (["x\n"] * 9, "x\n" * 8 + "… and 1 more line"),
        (["x" * 5000], "x" * 1000),
    ],
)
def test_only_the_first_lines_are_kept(texts, shown):
    prints = calls.Prints()
    for text in texts:
        print(text, end="", file=prints)
    assert prints.summary() == shown


def test_prints_of_pictures_are_not_kept():
    with calls.limited(SHORT) as made:
        ask(lambda: print("hello") or 1)
    assert made.prints.summary() == "hello"
    assert ask(lambda: print("hello") or 1) == 1
