"""Gives instructors the project's own configuration, which grades in the sandbox."""

import os

c = get_config()  # noqa: F821 (defined by traitlets)

load_subconfig("nbgrader_config.py", path=os.environ["BACKPROP_PROJECT"])  # noqa: F821

# All files belong to one system user here, so nbgrader would report each submission as
# stolen. Remove this line if each student has a system user.
c.ExchangeCollect.check_owner = False
