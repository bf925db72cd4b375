"""Why an answer cannot pass: one exception for each of three reasons."""


class AnswerError(Exception):
    """Why an answer cannot pass; never raised itself.

    NotAttemptedError: nothing was answered yet.
    RaisedError: the student's function raised; `str` is what Python said.
    PropertyError: the value lacks a property of a right answer, such as its shape;
        `str` says which, in words that follow the answer's name.

    verb: stands between the answer's name and `str`.
    """

    verb = ""


class NotAttemptedError(AnswerError):
    """Nothing was answered yet."""


class RaisedError(AnswerError):
    """The student's function raised an exception."""

    verb = "stopped with "


class PropertyError(AnswerError):
    """The value lacks a property of a right answer."""
