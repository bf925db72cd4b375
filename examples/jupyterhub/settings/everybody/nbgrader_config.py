"""Configures nbgrader in every server of the hub."""

import os

c = get_config()  # noqa: F821 (defined by traitlets)

c.CourseDirectory.course_id = os.environ["BACKPROP_COURSE"]
c.Exchange.root = os.environ["BACKPROP_EXCHANGE"]
