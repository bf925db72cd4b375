"""The code behind `worksheet`: checks, hints and pictures for students.

part_1a … part_1g, section_2: one part of the worksheet each, with its pictures.
registry: the questions of all parts that worksheet.json lists.
check, hints, progress, gradient_check, activities: functions that students call.
earlier: test an answer separately when it uses an earlier answer that is wrong.
fingerprints, worksheet_json: digests of known values, points and hints, as data.
answers: the row of one answer, and functions that read what a student returns.
properties: what the tests of answers measure, without a formula of the answer.
display, graphs, pictures: cards, figures, drawings of graphs, and runs of answers.

Students receive all of this, so it contains no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent.
"""

import sys

NEEDED = (3, 11)  # of Python


class VersionError(RuntimeError):
    """Python or NumPy is too old; a notebook shows only the message."""

    def _render_traceback_(self):
        return [str(self)]


def require_versions(python, numpy_version):
    """Raise `VersionError` if Python or NumPy is too old for the companion."""
    found = ".".join(map(str, python[:3]))
    if tuple(python[:2]) < NEEDED:
        raise VersionError(
            "The worksheet needs Python 3.11 or newer; this kernel runs Python "
            + found
            + ". Install a newer Python, or choose another kernel in the menu Kernel."
        )
    if int(numpy_version.split(".")[0]) < 2:
        raise VersionError(
            "The worksheet needs NumPy 2 or newer; this is NumPy "
            + numpy_version
            + '. Run `python -m pip install -U "numpy>=2"` in a terminal, then restart '
            "the kernel."
        )


def _numpy_version():
    import numpy

    return numpy.__version__


require_versions(sys.version_info, _numpy_version())
