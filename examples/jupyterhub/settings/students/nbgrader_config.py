"""Gives students the name that they have on the hub.

nbgrader takes the name of the system user, which is the same for all students here.
Remove this file if each student has a system user with the same name.
"""

import os

c = get_config()  # noqa: F821 (defined by traitlets)

c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
