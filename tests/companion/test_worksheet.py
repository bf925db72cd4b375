"""The module that students import: documented names and a fast import."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import companion
import pytest
import worksheet
from paths import ROOT

FOLDER = Path(worksheet.__file__).parent


def test_every_public_name_exists_and_every_function_has_a_docstring():
    for name in worksheet.__all__:
        value = getattr(worksheet, name)
        assert not callable(value) or value.__doc__, name
    assert len(set(worksheet.__all__)) == len(worksheet.__all__)


def test_importing_worksheet_imports_neither_matplotlib_nor_ipython_nor_pictures():
    lazy = {"matplotlib", "IPython", "companion.backward.verdict"}
    lazy |= set(worksheet.WHEN_USED.values())
    code = f"import sys, worksheet; print({lazy} & set(sys.modules))"
    done = run_alone(FOLDER, code)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_a_function_that_is_imported_when_used_is_completed_and_documented():
    code = """
import worksheet
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.user_ns["worksheet"] = worksheet
for jedi in (True, False):
    shell.Completer.use_jedi = jedi
    with provisionalcompleter():
        found = shell.Completer.completions("worksheet.show_c", 16)
        print([one.text.rpartition(".")[2] for one in found])  # versions differ
found = shell.object_inspect("worksheet.show_cost")
print(found["definition"], found["docstring"].splitlines()[0])
"""
    *completed, described = run_alone(FOLDER, code).stdout.splitlines()
    assert completed == ["['show_cost']"] * 2
    assert described.startswith("worksheet.show_cost(namespace")
    assert described.endswith(
        "Plot counted multiplications against d, and lines with your two exponents."
    )


def test_every_name_is_imported_by_star_and_from():
    code = "from worksheet import *\nfrom worksheet import show_flow\nprint(show_cost)"
    assert "function show_cost" in run_alone(FOLDER, code).stdout


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'show_costs'"):
        worksheet.show_costs  # noqa: B018


def test_a_missing_file_that_is_imported_when_used_is_named(tmp_path):
    folder = copy_of_files(tmp_path, "tangents.py")
    error = run_alone(folder, "import worksheet\nworksheet.show_tangents({})").stderr
    last = error.strip().splitlines()[-1]
    assert "companion.pictures.tangents" in last
    assert "copy it again from the course files" in last


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


def run_alone(folder, code):
    """Run code in a folder that has the student's files."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True
    )


def copy_of_files(folder, *left_out):
    ignore = shutil.ignore_patterns("*.ipynb", "__pycache__", *left_out)
    return shutil.copytree(FOLDER, folder / "student", ignore=ignore)


def test_a_missing_data_file_is_named_with_its_place(tmp_path):
    folder = copy_of_files(tmp_path, "worksheet.json")
    said = run_alone(folder, "import worksheet").stdout
    assert "worksheet.json" in said
    assert f"to {folder}" in said
    assert run_alone(copy_of_files(tmp_path / "whole"), "import worksheet").stdout == ""


@pytest.mark.parametrize("left_out", ["worksheet.py", "companion", "hints.py"])
def test_the_first_cell_names_what_is_missing_beside_the_notebook(tmp_path, left_out):
    folder = copy_of_files(tmp_path, left_out)
    for name in ("section1_backpropagation", "section2_derivatives"):
        book = json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))
        [setup] = ["".join(c["source"]) for c in book["cells"] if c["id"] == "setup"]
        lines = run_alone(folder, setup).stderr.strip().splitlines()
        assert (
            f"No module named '{MODULE[left_out]}'. Beside this notebook" in lines[-1]
        )
        assert not any("companion/" in line for line in lines)


MODULE = {
    "worksheet.py": "worksheet",
    "companion": "companion",
    "hints.py": "companion.hints",
}


@pytest.mark.parametrize(
    ("require", "version", "named"),
    [
        (companion.require_python, (3, 9, 18), "Python 3.9.18"),
        (companion.require_python, (2, 7, 18, "final", 0), "Python 2.7.18"),
        (companion.require_numpy, "1.26.4", "NumPy 1.26.4"),
    ],
)
def test_an_old_python_or_numpy_is_named_without_a_traceback(require, version, named):
    with pytest.raises(companion.VersionError, match=named) as raised:
        require(version)
    assert raised.value._render_traceback_() == [str(raised.value)]


def test_the_versions_that_the_project_supports_are_accepted():
    for python in ((3, 11, 0), (3, 13, 1), (3, 14, 2)):
        companion.require_python(python)
    companion.require_numpy("2.0.0")
    oldest = ".".join(map(str, companion.NEEDED))
    assert f'requires-python = ">={oldest}"' in (ROOT / "pyproject.toml").read_text()
