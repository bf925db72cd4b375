"""Runs in Pyodide: executes one cell after the other and returns what it shows."""

import json
import os
import sys

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as the kernel

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

values = []


class Values(DisplayHook):
    """Keeps the value of a cell as a notebook shows it, in place of printing it."""

    def __call__(self, result=None):
        if result is not None:
            values.append(self.shell.display_formatter.format(result)[0])


shell = InteractiveShell.instance(displayhook_class=Values)
START = set(sys.modules)


def restart(folder):
    """Begin a new notebook in the folder, as with a new kernel."""
    for name in set(sys.modules) - START:
        if name.split(".")[0] in ("worksheet", "companion"):
            del sys.modules[name]
    shell.reset(new_session=True)
    os.chdir(folder)
    sys.path[0] = folder


def run(source):
    """Execute a cell; return its output as JSON."""
    values.clear()
    with capture_output() as captured:
        done = shell.run_cell(source)
    error = done.error_in_exec or done.error_before_exec
    shown = [*(output.data for output in captured.outputs), *values]
    result = {
        "html": "".join(data.get("text/html", "") for data in shown),
        "text": [data.get("text/plain", "") for data in shown],
        "stdout": captured.stdout,
        "stderr": captured.stderr,
        "error": None if error is None else f"{type(error).__name__}: {error}",
    }
    return json.dumps(result)
