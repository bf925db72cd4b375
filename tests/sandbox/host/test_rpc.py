"""One question with its callbacks, played by hand on the student's end."""

import socket
import threading

import numpy as np
import pytest

from autograder.sandbox.errors import LineError, TimeUpError
from autograder.sandbox.host.policy import MAX_CALLBACK_SIZE
from autograder.sandbox.host.rpc import Conversation, failure_of, value_of
from autograder.sandbox.protocol import Frame, Line
from autograder.values.plain import decode, encode

NONE_LEFT = {"do": "answer", "value": {"list": [{"list": []}, 1.0]}}


@pytest.fixture
def student():
    """Plays the student's end: a script that gets the line, in a thread."""
    ours, theirs = socket.socketpair()
    playing = []

    def play(script):
        thread = threading.Thread(target=script, args=(Line(theirs),))
        thread.start()
        playing.append(thread)
        return Conversation(Line(ours), lambda: 10.0)

    with ours, theirs:
        yield play
        for thread in playing:
            thread.join()


def call_back(line, number, *arguments, **named):
    """Call a function of the trusted side; what it says."""
    tree, blobs = encode([list(arguments), named], lambda f: f)
    line.send({"do": "callback", "number": number, "arguments": tree}, blobs)
    return line.receive()


def test_an_answer_is_what_was_asked_for(student):
    def script(line):
        assert line.receive().message == {"do": "read", "name": "df"}
        line.send(NONE_LEFT)

    frame = student(script).ask({"do": "read", "name": "df"}, [])
    assert value_of(frame) == ([], 1.0)


def test_a_function_is_called_back_with_plain_copies(student):
    heard = []

    def script(line):
        line.receive()
        frame = call_back(line, 1, np.array([1.0, 2.0]), scale=3)
        heard.append(decode(frame.message["value"], frame.blobs))
        line.send(NONE_LEFT)

    conversation = student(script)
    assert conversation.register(lambda z, scale: z * scale) == 1
    conversation.ask({"do": "call"}, [])
    assert heard[0].tolist() == [3.0, 6.0]


def test_a_function_of_ours_may_call_one_of_the_students(student):
    """grad_W is ours; the student wraps phi in a lambda and passes that."""
    heard = []

    def script(line):
        line.receive()
        tree = {"list": [{"list": [{"function": -1}, 2.0]}, {"dict": []}]}
        line.send({"do": "callback", "number": 1, "arguments": tree})
        nested = line.receive()
        assert (nested.message["do"], nested.message["number"]) == ("function", -1)
        line.send({"do": "answer", "value": {"list": [{"list": []}, 7.0]}})
        heard.append(line.receive().message["value"])
        line.send(NONE_LEFT)

    conversation = student(script)
    conversation.register(lambda phi, x: phi(x) + 1)
    conversation.ask({"do": "call"}, [])
    assert heard == [8.0]


@pytest.mark.parametrize("number", [2, -1, 0, "1", None, True, 1.0])
def test_a_function_that_is_not_lent_cannot_be_called(student, number):
    def script(line):
        line.receive()
        tree = {"list": [{"list": []}, {"dict": []}]}
        line.send({"do": "callback", "number": number, "arguments": tree})

    conversation = student(script)
    if number is not True:
        conversation.register(lambda: 1.0)
    with pytest.raises(LineError):
        conversation.ask({"do": "call"}, [])


@pytest.mark.parametrize(
    "argument",
    [
        np.zeros(MAX_CALLBACK_SIZE + 1),
        [0.0] * (MAX_CALLBACK_SIZE + 1),
        [[0.0] * 100] * 100,
        10**9,
        {"a": np.zeros(MAX_CALLBACK_SIZE + 1)},
    ],
    ids=["array", "list", "lists", "whole number", "dict"],
)
def test_a_callback_cannot_make_the_trusted_side_work_hard(student, argument):
    heard, called = [], []

    def script(line):
        line.receive()
        heard.append(call_back(line, 1, argument).message)
        line.send(NONE_LEFT)

    conversation = student(script)
    conversation.register(called.append)
    conversation.ask({"do": "call"}, [])
    assert called == []
    assert heard[0]["raised"][0] == "ValueError"


def test_what_our_function_raises_is_raised_in_the_students_code(student):
    heard = []

    def script(line):
        line.receive()
        heard.append(call_back(line, 1, "text").message["raised"])
        line.send(NONE_LEFT)

    conversation = student(script)
    conversation.register(lambda x: x / 2)
    conversation.ask({"do": "call"}, [])
    assert heard[0][0] == "TypeError"


def test_functions_cannot_call_each_other_back_without_end(student):
    def script(line):
        tree = {"list": [{"list": [{"function": -1}]}, {"dict": []}]}
        try:
            while True:
                line.receive()
                line.send({"do": "callback", "number": 1, "arguments": tree})
        except LineError:
            pass

    conversation = student(script)
    conversation.register(lambda phi: phi(phi))
    with pytest.raises(LineError):
        conversation.ask({"do": "call"}, [])
    conversation.line.close()


def test_after_an_interrupt_callbacks_are_refused_until_the_answer_comes(student):
    refused = []

    def script(line):
        line.receive()
        for _ in range(2):
            refused.append(call_back(line, 1).message["raised"][0])
        line.send(NONE_LEFT)

    conversation = student(script)

    def slow():
        raise TimeUpError

    conversation.register(slow)
    with pytest.raises(TimeUpError):
        conversation.ask({"do": "call"}, [])
    last = conversation.unwind(lambda: 10.0)
    assert refused == ["KeyboardInterrupt"] * 2
    assert last.message == NONE_LEFT
    assert conversation.pending == []


@pytest.mark.parametrize("failure", [[], ["undefined"], ["passed", "", ""], "raised"])
def test_a_failure_of_another_form_breaks_the_line(failure):
    with pytest.raises(LineError):
        failure_of(Frame({"failure": failure}, []))


def test_a_failure_is_cut_to_size():
    said = failure_of(Frame({"failure": ["raised", "x" * 999, "y" * 999]}, []))
    assert [len(part) for part in said] == [6, 80, 500]
