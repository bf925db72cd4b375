"""The code behind `worksheet`: checks, hints and pictures for students.

part_1a … part_1g, section_2: one part of the worksheet each.
registry: the questions of all parts that worksheet.json lists.
check, hints, progress, gradient_check, activities: functions that students call.
earlier: test an answer separately when it uses an earlier answer that is wrong.
fingerprints, worksheet_json: digests of known values, points and hints, as data.
answers: the row of one answer, and functions that read what a student returns.
pictures: what students see of their own functions and graphs.
properties: what the tests of answers measure, without a formula of the answer.
backward: the optional check of `backward`, and its plot.
display: how any output looks: cards, figures, steps; nothing of one part.
graphs: computation graphs as dicts: structure, values, layout and drawing.

Students receive all of this, so it contains no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent, no sweep.
"""

import sys

NEEDED = (3, 11)  # of Python


class VersionError(RuntimeError):
    """Python or NumPy is too old; a notebook shows only the message."""

    def _render_traceback_(self):
        return [str(self)]


def require_python(version):
    """Raise `VersionError` if Python is too old for the companion."""
    if tuple(version[:2]) < NEEDED:
        raise VersionError(
            "The worksheet needs Python 3.11 or newer; this kernel runs Python "
            + ".".join(map(str, version[:3]))
            + ". Install a newer Python, or choose another kernel in the menu Kernel."
        )


def require_numpy(version):
    """Raise `VersionError` if NumPy is too old for the companion."""
    if int(version.split(".")[0]) < 2:
        raise VersionError(
            "The worksheet needs NumPy 2 or newer; this is NumPy "
            + version
            + '. Run `python -m pip install -U "numpy>=2"` in a terminal, then restart '
            "the kernel."
        )


require_python(sys.version_info)

import numpy  # noqa: E402

require_numpy(numpy.__version__)
