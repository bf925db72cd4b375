"""An interpreter without a process, for tests of what drives one."""

from autograder.sandbox.errors import LineError, TimeUpError
from autograder.sandbox.protocol import Frame


class Scripted:
    """An interpreter and its line in one: it does what the source of a cell says."""

    def __init__(self, ran, end=0):
        self.ran, self.line, self.processor, self.end_with = ran, self, None, end
        self.interrupts = 0
        self.closed = False

    def is_silent(self):
        return True

    def send(self, message, blobs, patience):
        patience()
        self.source = message["source"]
        self.ran.append(self.source)

    def receive(self, patience):
        if self.source == "die":
            raise LineError("the line is closed")
        if self.source == "slow" and not self.interrupts:
            raise TimeUpError
        if self.source == "stuck":
            raise TimeUpError
        return Frame({"do": "answer"}, [])

    def interrupt(self):
        self.interrupts += 1

    def end(self):
        if isinstance(self.end_with, Exception):
            raise self.end_with
        return self.end_with

    def close(self):
        pass
