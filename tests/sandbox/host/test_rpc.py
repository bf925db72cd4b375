"""One request with its callbacks; the test plays the student's end."""

import socket
import threading

import numpy as np
import pytest

from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.errors import ProtocolError, TimeLimitError
from autograder.sandbox.host.rpc import RemoteCall, failure_of, value_of
from autograder.sandbox.protocol import Connection, Frame
from autograder.values.plain import decode, encode

TOO_MANY = DEFAULT_LIMITS.callback_size + 1
NONE_LEFT = {"do": "answer", "value": {"list": [{"list": []}, 1.0]}}


@pytest.fixture
def student():
    """Run a script as the student's end of the connection, in a thread."""
    ours, theirs = socket.socketpair()
    playing = []

    def play(script):
        thread = threading.Thread(
            target=script, args=(Connection(theirs, DEFAULT_LIMITS),)
        )
        thread.start()
        playing.append(thread)
        return RemoteCall(Connection(ours, DEFAULT_LIMITS), lambda: 10.0)

    with ours, theirs:
        yield play
        for thread in playing:
            thread.join()


def call_back(connection, number, *arguments, **named):
    """Call a function of the trusted side; return the answer."""
    tree, blobs = encode([list(arguments), named], lambda f: f)
    connection.send({"do": "callback", "number": number, "arguments": tree}, blobs)
    return connection.receive()


def test_a_request_returns_the_answer(student):
    def script(connection):
        assert connection.receive().message == {"do": "read", "name": "df"}
        connection.send(NONE_LEFT)

    frame = student(script).ask({"do": "read", "name": "df"}, [])
    assert value_of(frame) == ([], 1.0)


def test_a_function_is_called_back_with_plain_copies(student):
    heard = []

    def script(connection):
        connection.receive()
        frame = call_back(connection, 1, np.array([1.0, 2.0]), scale=3)
        heard.append(decode(frame.message["value"], frame.blobs))
        connection.send(NONE_LEFT)

    remote = student(script)
    assert remote.register(lambda z, scale: z * scale) == 1
    remote.ask({"do": "call"}, [])
    assert heard[0].tolist() == [3.0, 6.0]


def test_a_function_of_the_host_may_call_one_of_the_student(student):
    """grad_W is ours; the student wraps phi in a lambda and passes that."""
    heard = []

    def script(connection):
        connection.receive()
        tree = {"list": [{"list": [{"function": -1}, 2.0]}, {"dict": []}]}
        connection.send({"do": "callback", "number": 1, "arguments": tree})
        nested = connection.receive()
        assert (nested.message["do"], nested.message["number"]) == ("function", -1)
        connection.send({"do": "answer", "value": {"list": [{"list": []}, 7.0]}})
        heard.append(connection.receive().message["value"])
        connection.send(NONE_LEFT)

    remote = student(script)
    remote.register(lambda phi, x: phi(x) + 1)
    remote.ask({"do": "call"}, [])
    assert heard == [8.0]


@pytest.mark.parametrize("number", [2, -1, 0, "1", None, True, 1.0])
def test_a_function_that_is_not_lent_cannot_be_called(student, number):
    def script(connection):
        connection.receive()
        tree = {"list": [{"list": []}, {"dict": []}]}
        connection.send({"do": "callback", "number": number, "arguments": tree})

    remote = student(script)
    if number is not True:
        remote.register(lambda: 1.0)
    with pytest.raises(ProtocolError):
        remote.ask({"do": "call"}, [])


@pytest.mark.parametrize(
    "argument",
    [
        np.zeros(TOO_MANY),
        [0.0] * TOO_MANY,
        [[0.0] * 100] * 100,
        10**9,
        {"a": np.zeros(TOO_MANY)},
        np.int64(10**9),
        np.array(-(10**9)),
        np.array([[10**9]]),
        ["x" * 9_000] + [""] * 100,
        {"x" * 9_000: 1},
        {range(10**9): 1},
    ],
    ids=[
        *("array", "list", "lists", "whole number", "dict", "NumPy number"),
        *("0-d array", "array of size 1", "long and short texts", "key", "range"),
    ],
)
def test_a_callback_with_large_arguments_is_refused(student, argument):
    heard, called = [], []

    def script(connection):
        connection.receive()
        heard.append(call_back(connection, 1, argument).message)
        connection.send(NONE_LEFT)

    remote = student(script)
    remote.register(called.append)
    remote.ask({"do": "call"}, [])
    assert called == []
    assert heard[0]["raised"][0] == "ValueError"


def test_an_exception_of_a_host_function_is_raised_in_student_code(student):
    heard = []

    def script(connection):
        connection.receive()
        heard.append(call_back(connection, 1, "text").message["raised"])
        connection.send(NONE_LEFT)

    remote = student(script)
    remote.register(lambda x: x / 2)
    remote.ask({"do": "call"}, [])
    assert heard[0][0] == "TypeError"


def test_endless_mutual_callbacks_are_refused(student):
    def script(connection):
        tree = {"list": [{"list": [{"function": -1}]}, {"dict": []}]}
        try:
            while True:
                connection.receive()
                connection.send({"do": "callback", "number": 1, "arguments": tree})
        except ProtocolError:
            pass

    remote = student(script)
    remote.register(lambda phi: phi(phi))
    with pytest.raises(ProtocolError):
        remote.ask({"do": "call"}, [])
    remote.connection.close()


def test_after_an_interrupt_callbacks_are_refused_until_the_answer_comes(student):
    refused = []

    def script(connection):
        connection.receive()
        for _ in range(2):
            refused.append(call_back(connection, 1).message["raised"][0])
        connection.send(NONE_LEFT)

    remote = student(script)

    def slow():
        raise TimeLimitError

    remote.register(slow)
    with pytest.raises(TimeLimitError):
        remote.ask({"do": "call"}, [])
    last = remote.unwind(lambda: 10.0)
    assert refused == ["KeyboardInterrupt"] * 2
    assert last.message == NONE_LEFT
    assert remote.pending == []


@pytest.mark.parametrize(
    "failure", [[], ["undefined"], ["passed", "", "", ""], "raised"]
)
def test_a_failure_of_invalid_form_is_a_protocol_error(failure):
    with pytest.raises(ProtocolError):
        failure_of(Frame({"failure": failure}, []), DEFAULT_LIMITS)


def test_a_failure_is_cut_to_size():
    said = {"failure": ["raised", "x" * 999, "y" * 999, "z" * 999]}
    cut = failure_of(Frame(said, []), Limits(exception_name=8, exception_message=50))
    assert [len(part) for part in cut] == [6, 8, 50, 160]
