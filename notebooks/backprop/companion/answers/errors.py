"""Why an answer cannot pass: one exception for each of three reasons."""

CHANGED = "changes the W that the caller passes; expected W unchanged"


class AnswerError(Exception):
    """Why an answer cannot pass; never raised itself.

    NotAttemptedError: the student has not answered yet.
    RaisedError: the student's function raised; `str` is Python's message.
        CallError: it called a function that the check passes with a wrong argument.
    UnfinishedError: the student's function did not finish in time.
    PropertyError: the value lacks a property of a right answer, such as its shape;
        `str` completes a sentence that begins with the answer's name.

    verb: goes between the answer's name and `str`.
    next_step: a sentence that says what to try; "" leaves that to the answer's row.
    """

    verb = ""

    def __init__(self, message: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step


class NotAttemptedError(AnswerError):
    """The student has not answered yet."""


class RaisedError(AnswerError):
    """The student's function raised an exception."""

    verb = "stopped with "


class CallError(RaisedError):
    """The student's function called a given function in a wrong way."""

    verb = ""


class UnfinishedError(AnswerError):
    """The student's function did not finish in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"did not finish within {seconds:g} seconds",
            "Is there a loop that never ends?",
        )


class PropertyError(AnswerError):
    """The value lacks a property of a right answer."""


class ChangedError(PropertyError):
    """The function changes the caller's W. Before that is right, nothing else counts.

    The message is always `CHANGED`.
    """

    def __init__(self, next_step: str) -> None:
        super().__init__(CHANGED, next_step)


class StepError(PropertyError):
    """The function nudges entries by a step that does not follow from eps.

    Its values fit the name of another mistake by accident only.
    """


class ArgumentError(ValueError):
    """The student's code called a given function with an argument that cannot be right.

    The message is a sentence with the function's name, what it needs and what it got.
    """
