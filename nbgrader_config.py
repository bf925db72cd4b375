"""nbgrader, run in this folder: the course in course/, student code in a sandbox.

    nbgrader generate_assignment backprop
    nbgrader autograde backprop
    nbgrader generate_feedback backprop

BACKPROP_SANDBOX=none grades without a sandbox, in an ordinary kernel, and marks every
graded notebook so; without it autograding stops where there is no sandbox.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = HERE / "course"

# nbgrader calls alembic by name, and kernels import autograder: help both to find them.
for variable, folder in (
    ("PATH", str(Path(sys.executable).parent)),
    ("PYTHONPATH", str(HERE)),
):
    known = os.environ.get(variable, "").split(os.pathsep)
    if folder not in known:
        os.environ[variable] = os.pathsep.join([folder, *filter(None, known)])
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from autograder.assignment.markers import CODE_STUB, TEXT_STUB  # noqa: E402

COURSE.mkdir(exist_ok=True)

c = get_config()  # noqa: F821 (traitlets puts it here)

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.source_directory = "notebooks"
c.CourseDirectory.release_directory = "course/release"
c.CourseDirectory.source_with_tests_directory = "course/source_with_tests"
c.CourseDirectory.submitted_directory = "course/submitted"
c.CourseDirectory.autograded_directory = "course/autograded"
c.CourseDirectory.feedback_directory = "course/feedback"
c.CourseDirectory.solution_directory = "course/solution"
c.CourseDirectory.db_url = f"sqlite:///{COURSE / 'gradebook.db'}"

# A blank notebook runs to the end.
c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = TEXT_STUB


def rebuild_worksheet_json(assignment, **_):
    """Let the students' checks follow the notebooks under nbgrader's own commands."""
    from autograder.assignment.assignment import ASSIGNMENT, read_assignment
    from autograder.assignment.errors import UsageError
    from autograder.checks.companion_data import refresh

    try:
        if assignment == ASSIGNMENT:
            refresh(read_assignment(HERE / "notebooks"), thoroughly=True)
    except UsageError as error:  # nbgrader goes on after any other exception
        sys.exit(str(error))


c.GenerateAssignment.pre_convert_hook = rebuild_worksheet_json
c.Autograde.pre_convert_hook = rebuild_worksheet_json

# nbgrader's own list with our Execute in the place of its Execute.
c.Autograde.autograde_preprocessors = [
    "autograder.grading.preprocessor.SandboxExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
