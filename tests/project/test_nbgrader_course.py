"""Settings in docs/ can be pasted into nbgrader_config.py."""

import re

from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import AssignLatePenalties
from paths import ROOT
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.gradebook.late_policy import read_policy

PAGES = ("instructor-guide.md", "nbgrader-course.md")
TEXT = "\n".join((ROOT / "docs" / p).read_text(encoding="utf-8") for p in PAGES)
DAY = 86_400


def settings(tmp_path) -> Config:
    blocks = re.findall(r"^```python(?: config)?\n(.*?)^```$", TEXT, re.M | re.S)
    pasted = "".join(block for block in blocks if block.startswith("c."))
    (tmp_path / "config.py").write_text("c = get_config()\n" + pasted)
    return PyFileConfigLoader("config.py", path=str(tmp_path)).load_config()


def test_the_policy_does_what_the_page_says(tmp_path):
    config = settings(tmp_path)
    policy = read_policy(config)
    minutes = 15 * 60
    for seconds, lost in ((minutes, 0), (minutes + 1, 1), (DAY + 1, 2), (9 * DAY, 5)):
        assert policy("ada", 10.0, seconds) == lost


def test_nbgrader_loads_the_plugin(tmp_path):
    step = AssignLatePenalties(config=settings(tmp_path))
    step.init_plugin()
    assert isinstance(step.plugin_inst, BasePlugin)
    assert step.plugin_inst.late_submission_penalty("ada", 10.0, DAY) == 1


def test_the_other_settings_belong_to_nbgrader(tmp_path):
    config = settings(tmp_path)
    assert config.CourseDirectory.course_id
    assert config.Exchange.root
    assert config.CourseDirectory.db_url.startswith("postgresql+psycopg://")
