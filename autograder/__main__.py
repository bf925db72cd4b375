"""`python -m autograder`, and `autograder` where it is installed: runs one command.

Modules are imported only when needed, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment.isolation import MODES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = "Release, grade and report the backpropagation worksheet."
TRACEBACK = "BACKPROP_TRACEBACK"  # environment variable
EXIT = (
    "exit status: 0 all done; 1 some submissions could not be read or graded; "
    "2 wrong usage, or this machine cannot run the command"
)
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
# Commands whose name is a keyword of Python, or too short for a function.
FUNCTIONS = {"import": "import_submissions", "export": "export_grades"}
EXTRAS = {"distributed": "dask", "psycopg": "postgres"}  # all others: grading


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("stopped; run the same command again to continue", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    from autograder.assignment.errors import CourseError, described

    try:
        from autograder.cli import commands
    except (AttributeError, ImportError, NameError, SyntaxError) as error:
        print(f"autograder {options.command}: {_repair(error)}", file=sys.stderr)
        return 2
    try:
        return int(getattr(commands, _function(options.command))(options))
    except CourseError as error:
        print(f"autograder {options.command}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        if isinstance(
            error, BrokenPipeError
        ):  # the output is piped to a program that ended
            sys.stderr.close()
            return 1
        file = f"{error.filename}: " if error.filename else ""
        print(
            f"autograder {options.command}: {file}{error.strerror or error}. Finished "
            "work is kept; fix this and run the same command again.",
            file=sys.stderr,
        )
        return 2
    except ModuleNotFoundError as error:
        print(f"autograder {options.command}: {_repair(error)}", file=sys.stderr)
        return 2
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        print(
            f"autograder {options.command}: {described(error)}. This is an error in "
            "the grader, not in a submission. Finished work is kept. For the whole "
            f"traceback, set {TRACEBACK}=1.",
            file=sys.stderr,
        )
        return 2


def _function(command: str) -> str:
    """The function in `cli/commands.py` that carries out the command."""
    return FUNCTIONS.get(command, command)


def _repair(error: Exception) -> str:
    """Return what to install, or the place of an error in the project's code."""
    from autograder.assignment.installation import OWN, how_to_install, own_file

    if isinstance(error, ModuleNotFoundError):
        module = (error.name or "").partition(".")[0]
        if module not in OWN:
            command = how_to_install(EXTRAS.get(module, "grading"))
            return f"{error}. Run: {command}, then the same command again."
    last = traceback.extract_tb(error.__traceback__)[-1]
    file = getattr(error, "filename", None) or last.filename
    line = getattr(error, "lineno", None) or last.lineno
    name = own_file(file) or file
    return f"{name}, line {line}: {error}. Fix that first; nothing was changed."


def _program() -> str:
    """Return the command as it was typed."""
    is_script = Path(sys.argv[0]).stem == "autograder"
    return "autograder" if is_script else "python -m autograder"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the commands and their options."""
    top = argparse.ArgumentParser(prog=_program(), description=DESCRIPTION, epilog=EXIT)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _init(commands)
    _release(commands)
    _grade(commands)
    _check(commands)
    _report(commands)
    _feedback(commands)
    _import(commands)
    _export(commands)
    _gradescope(commands)
    doctor = commands.add_parser(
        "doctor", help="show what this machine lacks and how to install it"
    )
    _course(doctor)
    doctor.add_argument("--dask", metavar="ADDRESS", help="also check a Dask cluster")
    return top


def _init(commands: Commands) -> None:
    init = commands.add_parser(
        "init", help="create a course: notebooks and nbgrader's configuration"
    )
    init.add_argument(
        "folder", type=Path, metavar="DIR", help="a new folder, or one without a course"
    )


def _release(commands: Commands) -> None:
    release = commands.add_parser(
        "release", help="build the student version with nbgrader and verify it"
    )
    _course(release)
    _notebooks(release)
    _sandbox(release)


def _grade(commands: Commands) -> None:
    grade = commands.add_parser(
        "grade", help="grade new and changed submissions in DIR/submitted"
    )
    _course(grade)
    grade.add_argument(
        "students", nargs="*", metavar="STUDENT", help="only these students"
    )
    grade.add_argument(
        "--json", type=Path, metavar="FILE", help="write results as JSON"
    )
    grade.add_argument(
        "--workers", type=_count, metavar="N", help="number of processes"
    )
    grade.add_argument("--dask", metavar="ADDRESS", help="grade on a Dask cluster")
    grade.add_argument(
        "--force", action="store_true", help="also grade unchanged submissions"
    )
    grade.add_argument(
        "--written",
        type=Path,
        metavar="FILE",
        help="import scores of written answers from this CSV file instead of grading",
    )
    _notebooks(grade)
    _sandbox(grade)


def _check(commands: Commands) -> None:
    check = commands.add_parser(
        "check", help="grade one student's notebooks without a gradebook"
    )
    check.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE.ipynb",
        help="a student's notebooks, or their folder",
    )
    check.add_argument(
        "--json", type=Path, metavar="FILE", help="write results as JSON"
    )
    _notebooks(check)
    _sandbox(check)


def _report(commands: Commands) -> None:
    report = commands.add_parser(
        "report", help="write the class page and a table of scores"
    )
    _course(report)
    report.add_argument(
        "--written",
        type=Path,
        metavar="DIR",
        help="write written answers for grading into DIR instead",
    )
    report.add_argument(
        "--anonymous",
        action="store_true",
        help="write report-anonymous.html for the lecture: no names, no ids",
    )
    _notebooks(report)


def _feedback(commands: Commands) -> None:
    feedback = commands.add_parser("feedback", help="write a page for each student")
    _course(feedback)
    feedback.add_argument(
        "students", nargs="*", metavar="STUDENT", help="only these students"
    )
    _notebooks(feedback)


def _import(commands: Commands) -> None:
    command = commands.add_parser(
        "import", help="put a learning platform's class download in place"
    )
    command.add_argument(
        "download", type=Path, metavar="DIR|ZIP", help="as the platform made it"
    )
    command.add_argument(
        "--from",
        dest="platform",
        choices=("auto", "canvas", "moodle", "gradescope"),
        default="auto",
        help="the platform (default: recognized by the names of the files)",
    )
    command.add_argument(
        "--roster",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="CSV with ids, names and e-mail; several files complete each other",
    )
    command.add_argument(
        "--timezone",
        default="UTC",
        metavar="ZONE",
        help="of submission times that name none, such as Europe/Rome (default: UTC)",
    )
    _course(command)
    _notebooks(command)


def _export(commands: Commands) -> None:
    command = commands.add_parser(
        "export", help="grades and feedback for a learning platform"
    )
    command.add_argument(
        "--to",
        dest="platform",
        required=True,
        choices=("canvas", "moodle", "gradescope", "csv"),
        help="the form of the grades",
    )
    command.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="the gradebook of Canvas or the grading worksheet of Moodle, to fill in",
    )
    command.add_argument(
        "--column",
        metavar="TITLE",
        help="the column to fill, where the assignment's name does not tell",
    )
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PATH",
        help="a folder for all, or a .csv or .zip file for grades or feedback alone",
    )
    _course(command)
    _notebooks(command)


def _gradescope(commands: Commands) -> None:
    command = commands.add_parser(
        "gradescope", help="write the zip file of an autograder for Gradescope"
    )
    command.add_argument(
        "--out", type=Path, required=True, metavar="FILE.zip", help="what to upload"
    )
    command.add_argument(
        "--visibility",
        choices=VISIBILITIES,
        default="visible",
        help="when students see points and feedback (default: visible, at once)",
    )
    _course(command)
    _notebooks(command)


def _course(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--course",
        type=Path,
        default=Path("course"),
        metavar="DIR",
        help="the course directory (default: course)",
    )


def _notebooks(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--notebooks",
        type=Path,
        metavar="DIR",
        help="the instructor's folder that contains backprop/ (default: the project's)",
    )


def _sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--sandbox",
        choices=MODES,
        default="auto",
        help="auto: bubblewrap, else user; user, user-only: for root in a container "
        "without namespaces; none: run student code without isolation. Results say "
        "which, unless it is bubblewrap",
    )


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"expected a whole number of at least 1, got {text!r}"
        )
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
