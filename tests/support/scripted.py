"""A fake interpreter, for tests of the code that controls interpreters."""

from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.sandbox.errors import ProtocolError, TimeLimitError
from autograder.sandbox.protocol import Frame


class Scripted:
    """An interpreter and its connection; the source of a cell selects its behaviour."""

    def __init__(self, ran, end=0):
        self.ran, self.connection, self.processor = ran, self, None
        self.end_with = end
        self.interrupts = 0
        self.limits = DEFAULT_LIMITS
        self.closed = False

    def is_silent(self):
        return True

    def send(self, message, blobs, timeout):
        timeout()
        self.source = message["source"]
        self.ran.append(self.source)

    def receive(self, timeout):
        if self.source == "die":
            raise ProtocolError("the connection is closed")
        if self.source == "slow" and not self.interrupts:
            raise TimeLimitError
        if self.source == "stuck":
            raise TimeLimitError
        return Frame({"do": "answer"}, [])

    def interrupt(self):
        self.interrupts += 1

    def end(self):
        if isinstance(self.end_with, Exception):
            raise self.end_with
        return self.end_with

    def close(self):
        pass
