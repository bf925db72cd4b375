"""The module that students import: documented names and a fast import."""

import subprocess
import sys
from pathlib import Path

import worksheet

FOLDER = Path(worksheet.__file__).parent


def test_every_public_name_exists_and_every_function_has_a_docstring():
    for name in worksheet.__all__:
        value = getattr(worksheet, name)
        assert not callable(value) or value.__doc__, name
    assert sorted(worksheet.__all__) == worksheet.__all__


def test_importing_worksheet_imports_neither_matplotlib_nor_ipython():
    code = "import sys, worksheet; print({'matplotlib', 'IPython'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"


def test_the_module_docstring_lists_every_public_name():
    for name in worksheet.__all__:
        assert name in worksheet.__doc__, name


PRIVATE = """
import importlib.util, sys
from pathlib import Path

folder = Path({folder!r})
spec = importlib.util.spec_from_file_location(
    "_other_name", folder / "__init__.py", submodule_search_locations=[str(folder)]
)
package = importlib.util.module_from_spec(spec)
sys.modules["_other_name"] = package
spec.loader.exec_module(package)
check = importlib.import_module("_other_name.check").check
print(check("q2b", {{"d_relu": lambda x: 1.0 * (x > 0)}}).words.split(":")[0])
print({{"companion", "worksheet"}} & set(sys.modules))
"""


def test_the_companion_can_be_loaded_by_path_under_another_name(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PRIVATE.format(folder=str(FOLDER / "companion"))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["✓ passed", "set()"]
