"""The interrupt ends student code, and never a frame half sent."""

import signal

import pytest

from autograder.sandbox.guest.interrupts import Interrupts


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


def test_our_own_code_is_not(interrupts):
    with interrupts.student_code():
        pass
    interrupt()
    assert not interrupts.pending


def test_a_frame_is_finished_first(interrupts):
    done = []

    def send():
        with interrupts.hold():
            interrupt()
            done.append("sent")

    with pytest.raises(KeyboardInterrupt), interrupts.student_code():
        send()
    assert done == ["sent"]


def test_an_interrupt_that_came_too_late_hits_nobody_else(interrupts):
    with interrupts.student_code():
        pass
    with interrupts.hold():
        interrupt()
    with interrupts.student_code():
        ran_on = True
    assert ran_on


def test_a_handler_of_the_students_does_not_stay(interrupts):
    with interrupts.student_code():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with pytest.raises(KeyboardInterrupt), interrupts.student_code():
        interrupt()
