"""Configures nbgrader for this folder: the course is in course/, grading in a sandbox.

    nbgrader generate_assignment backprop
    nbgrader autograde backprop
    nbgrader generate_feedback backprop

With BACKPROP_SANDBOX=none, student code runs in an ordinary kernel and every graded
notebook is marked as unsafe. Otherwise autograding stops if there is no sandbox.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = HERE / "course"

if (HERE / "autograder").is_dir() and str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # a clone, where the package need not be installed

from autograder.assignment.installation import python_path  # noqa: E402
from autograder.assignment.markers import CODE_STUB, TEXT_STUB  # noqa: E402
from autograder.gradebook.configuration import find_alembic  # noqa: E402

find_alembic()
os.environ["PYTHONPATH"] = os.pathsep.join(python_path())  # kernels import autograder
COURSE.mkdir(exist_ok=True)

c = get_config()  # noqa: F821 (defined by traitlets)

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.source_directory = "notebooks"
c.CourseDirectory.release_directory = "course/release"
c.CourseDirectory.source_with_tests_directory = "course/source_with_tests"
c.CourseDirectory.submitted_directory = "course/submitted"
c.CourseDirectory.autograded_directory = "course/autograded"
c.CourseDirectory.feedback_directory = "course/feedback"
c.CourseDirectory.solution_directory = "course/solution"
c.CourseDirectory.db_url = f"sqlite:///{COURSE / 'gradebook.db'}"

# A late policy (docs/nbgrader-course.md has the settings):
# c.AssignLatePenalties.plugin_class = (
#     "autograder.gradebook.fraction_per_day.FractionPerDay"
# )
# c.FractionPerDay.per_day = 0.1

# With these stubs a blank notebook runs without errors.
c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = TEXT_STUB


def rebuild_worksheet_json(assignment, **_):
    """Rebuild worksheet.json if the notebooks changed, before nbgrader's commands."""
    from autograder.assignment.assignment import ASSIGNMENT, read_assignment
    from autograder.assignment.errors import UsageError
    from autograder.release.companion_data import refresh

    try:
        if assignment == ASSIGNMENT:
            refresh(read_assignment(HERE / "notebooks"), thoroughly=True)
    except UsageError as error:  # nbgrader continues after other exceptions
        sys.exit(str(error))


c.GenerateAssignment.pre_convert_hook = rebuild_worksheet_json
c.Autograde.pre_convert_hook = rebuild_worksheet_json

# nbgrader's list, with our preprocessor instead of its Execute.
c.Autograde.autograde_preprocessors = [
    "autograder.grading.preprocessor.SandboxExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
