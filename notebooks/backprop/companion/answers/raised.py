"""What a student's function raised, in terms of the student's own code."""

from __future__ import annotations

import functools
import linecache
import re
import sysconfig
import traceback
from pathlib import Path
from typing import NamedTuple

OWN = str(Path(__file__).parent.parent)
LIBRARIES = ("site-packages", "dist-packages", "<frozen", "<__array_function__")
LONGEST = 160

# Text in Python's message -> the usual cause and the next step.
CAUSES = {
    r"for \^": "Write powers with `**`: in Python, `^` is another operator.",
    "can't multiply sequence": "A tuple or list can't be multiplied by a number. Take "
    "its entries one by one, for example with `a, b = …`.",
    "'(function|method|builtin_function_or_method)'": "You use a function in place of "
    "its value. Call it with an argument in parentheses.",
    "not callable": "Parentheses after a name call it. Is a `*` missing, or does the "
    "name hold a number?",
    "out of bounds|index out of range": "Indices start at 0: print the index, and the "
    "length of what you index.",
    "truth value of an array": "`if` needs one truth value, and an array has many. "
    "Choose element by element with `np.where`.",
    "only (length-1|size-1|0-dimensional) arrays": "You use an array where one number "
    "is needed. Print its shape.",
    "does not have enough dimensions|Scalar operands": "`@` multiplies arrays; for a "
    "single number, use `*`.",
    "positional argument": "Compare the arguments of the call with those in the "
    "definition.",
    "division by zero": "Check what the denominator is for this input.",
}
BY_KIND = {
    "NameError": "Check how the name is spelled, and run the cell that defines it.",
    "UnboundLocalError": "Assign the variable before you use it, also when a loop or "
    "an `if` does not run.",
    "KeyError": "Compare the key with those in your dict.",
    "RecursionError": "Your function calls itself. Check which function you mean.",
    "OverflowError": "A number is too large for a float. Print each step.",
}
ELEMENTWISE = (
    "They meet in an element-wise operation of this line (such as `+`, `−`, `*` or "
    "`/`). Which of the two has the wrong shape, or does not belong there?"
)
PAIRS = " Where the result has one entry for each pair of entries, take `np.outer`."
OTHERWISE = "Call the function in a new cell to see which line stops."


class Raised(NamedTuple):
    """An exception as text.

    kind: the name of its class.
    line: the line of the student's code that raised it, or "" if it is not known.
    message: what Python says.
    """

    kind: str
    line: str
    message: str


def raised(error: BaseException) -> Raised:
    """Describe an exception of a student's function.

    An exception that comes from another process can bring its line as the attribute
    `source_line`.
    """
    line = getattr(error, "source_line", None)
    if not isinstance(line, str):
        line = _line(error)
    return Raised(type(error).__name__, line[:LONGEST], str(error)[:LONGEST])


def _line(error: BaseException) -> str:
    """The deepest line of the traceback that is neither ours nor a library's."""
    last = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if not _is_other(frame.f_code.co_filename):
            last = frame, number
    if last is None:
        return ""
    frame, number = last
    return linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()


@functools.cache
def _is_other(file: str) -> bool:
    library = sysconfig.get_paths()["stdlib"]
    return file.startswith((OWN, library)) or any(part in file for part in LIBRARIES)


def sentence(what: Raised) -> str:
    """Complete "stopped with …": the class, the line, and what did not fit."""
    place = f" at `{what.line}`" if what.line else ""
    message = _shapes(what.message) or what.message
    return f"{what.kind}{place}" + (f": {message}" if message else "")


def next_step(what: Raised) -> str:
    """The usual cause of the exception, and what to try."""
    if _shapes(what.message):
        return _about_shapes(what)
    axis = re.search(r"axis (\d+) with size (\d+)", what.message)
    if axis:
        return _about_axis(int(axis[1]), int(axis[2]))
    for pattern, cause in CAUSES.items():
        if re.search(pattern, what.message):
            return cause
    return BY_KIND.get(what.kind, OTHERWISE)


def _shapes(message: str) -> str:
    """Say which shapes met; "" if the message is about something else."""
    sizes = re.search(r"size (\d+) is different from (\d+)", message)
    if sizes:
        first, second = sizes[2], sizes[1]
        return f"the factors of a matrix product have inner sizes {first} and {second}"
    shapes = re.findall(r"\(\d+(?:,\d+)*,?\)", message.replace(", ", ","))
    if len(shapes) < 2 or not re.search("broadcast|aligned", message):
        return ""
    first, second = (
        shape.replace(",", ", ").replace(", )", ",)") for shape in shapes[:2]
    )
    return f"shapes {first} and {second} do not fit"


def _about_axis(axis: int, size: int) -> str:
    if size == 0:
        return "Print the shape of the array that you index: it has no entry there."
    return (
        f"Along axis {axis} the indices run from 0 to {size - 1}. Which index in this "
        "line is larger, and where does it come from? Print the shape of its array."
    )


def _about_shapes(what: Raised) -> str:
    """The next step by the kind of operation that failed, as NumPy's words tell it."""
    vectors = len(re.findall(r"\(\d+,\)", what.message)) == 2
    if re.search("into shape|indexing result", what.message):
        return "What you assign has another shape than its place: print both shapes."
    if "broadcast" in what.message and "matmul" not in what.message:
        shapes = re.findall(r"\((\d+), ?(\d+)\)", what.message)
        turned = len(shapes) > 1 and shapes[0] == shapes[1][::-1]
        asked = PAIRS if vectors else " Is one transposed?" if turned else ""
        return ELEMENTWISE + asked
    if vectors:
        return "An inner product needs two vectors of the same length." + PAIRS
    return (
        "In a product `A @ v`, A needs as many columns as v has entries. Print both "
        "shapes: is a transpose missing, is the order reversed, or are both vectors, "
        "of which you need every pair of entries?"
    )
