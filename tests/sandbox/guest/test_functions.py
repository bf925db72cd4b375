"""Functions that are passed as numbers, on the student's side; and interrupts.

An interrupt ends student code, but never in the middle of a frame.
"""

import signal
import socket

import numpy as np
import pytest

from autograder.assignment.limits import Limits
from autograder.sandbox.guest.functions import Functions, Interrupts
from autograder.sandbox.protocol import Connection
from autograder.values.plain import encode

LIMITS = Limits(frame_bytes=10_000, json_bytes=5_000, frame_blobs=10)


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield (
            Functions(Connection(ours, LIMITS), Interrupts(), lambda frame: None),
            Connection(theirs, LIMITS),
        )


def test_a_call_goes_out_and_its_value_comes_back(ends):
    functions, trusted = ends
    tree, blobs = encode(np.float64(0.5))
    trusted.send({"do": "given", "value": tree}, blobs)
    value = functions.proxy(1)(2.0, scale=3)
    assert (value, type(value)) == (0.5, np.float64)
    asked = trusted.receive().message
    assert (asked["do"], asked["number"]) == ("callback", 1)


def test_the_same_number_is_the_same_function(ends):
    functions, _ = ends
    assert functions.proxy(1) is functions.proxy(1)
    assert functions.register(functions.proxy(1)) == 1


def test_functions_of_the_students_have_negative_numbers(ends):
    functions, _ = ends
    assert functions.proxy(functions.register(abs)) is abs
    assert functions.register(len) == -2


def test_a_withdrawn_function_sends_nothing(ends):
    functions, trusted = ends
    kept = functions.proxy(1)
    functions.withdraw()
    with pytest.raises(RuntimeError, match="one call only"):
        kept(1.0)
    assert trusted.is_silent()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ValueError", ValueError),
        ("KeyboardInterrupt", KeyboardInterrupt),
        ("UnicodeDecodeError", RuntimeError),
        ("LinAlgError", RuntimeError),
        ("open", RuntimeError),
        ("SystemExit", RuntimeError),
    ],
)
def test_an_exception_of_the_host_is_raised_in_the_guest(ends, name, kind):
    functions, trusted = ends
    trusted.send({"do": "given", "raised": [name, "why"]})
    with pytest.raises(kind):
        functions.proxy(1)()


@pytest.fixture
def interrupts():
    before = signal.getsignal(signal.SIGINT)
    yield Interrupts()
    signal.signal(signal.SIGINT, before)


def interrupt():
    signal.raise_signal(signal.SIGINT)


def test_student_code_is_interrupted(interrupts):
    with pytest.raises(KeyboardInterrupt), interrupts.student_code():
        interrupt()


def test_guest_code_is_not_interrupted(interrupts):
    with interrupts.student_code():
        pass
    interrupt()
    assert not interrupts.pending


def test_an_interrupt_waits_for_the_end_of_a_frame(interrupts):
    done = []

    def send():
        with interrupts.hold():
            interrupt()
            done.append("sent")

    with pytest.raises(KeyboardInterrupt), interrupts.student_code():
        send()
    assert done == ["sent"]


def test_a_late_interrupt_does_not_hit_the_next_call(interrupts):
    with interrupts.student_code():
        pass
    with interrupts.hold():
        interrupt()
    with interrupts.student_code():
        ran_on = True
    assert ran_on


def test_a_signal_handler_of_the_student_is_replaced(interrupts):
    with interrupts.student_code():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with pytest.raises(KeyboardInterrupt), interrupts.student_code():
        interrupt()
