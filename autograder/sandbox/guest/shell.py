"""IPython's shell, created and warmed up before the first fork.

Creating the shell, drawing the first picture and formatting the first traceback take
longer than most notebooks: here they are done once instead of in every fork.
"""

import ast
import importlib
import os
import pkgutil
import re
import site
import sys
import warnings
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from autograder.assignment.limits import Limits
from autograder.sandbox.guest.capture import Recording, Stream

EMPTY_LINES = re.compile(r"\A\s*\n")
PROMPT = re.compile(r"^\s*(>>>|\.\.\.|In \[)", re.MULTILINE)
NO_COMMANDS = "(shell commands are not run while grading)\n"
OFTEN_USED = "asyncio concurrent.futures fractions decimal timeit numpy.testing"
WARM_UP = (
    "1 + 1",
    "print('warm')",
    "import numpy as np, matplotlib.pyplot as plt\n"
    "plt.figure(); plt.plot(np.linspace(0, 1)); plt.title('$x$'); plt.show()",
    "def fail():\n    return 1 / 0\nfail()",
    "np.eye(2) @ np.ones(2), np.linalg.norm(np.ones(2))",
)


class RecordingPublisher(DisplayPublisher):
    """Records what `display` shows."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        self.shell.recording.display("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        """Keep all outputs."""


class RecordingHook(DisplayHook):
    """Records the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Write nothing: there is no prompt."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        recording = self.shell.recording  # type: ignore[union-attr]
        recording.display("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class FormatterOnDemand(DisplayFormatter):
    """Draws no picture while outputs are not recorded."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> Any:
        recording = self.parent.recording  # type: ignore[union-attr]
        if not recording.off:
            return super().format(obj, include, exclude)  # type: ignore[no-untyped-call]
        return {}, {}


class StudentShell(InteractiveShell):
    """IPython without terminal, history file or operating system."""

    display_pub_class = Type(RecordingPublisher)
    displayhook_class = Type(RecordingHook)

    def __init__(self, recording: Recording, **options: Any) -> None:
        self.recording = recording
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def init_display_formatter(self) -> None:
        self.display_formatter = FormatterOnDemand(parent=self)

    def init_virtualenv(self) -> None:
        """Do nothing: the packages are on the path already."""

    def transform_cell(self, raw_cell: str) -> Any:
        """Leave several lines of plain Python as they are.

        IPython looks for commands by tokens, which takes longer than running most
        cells. It changes valid Python only in a single line, or if lines begin with
        prompts.
        """
        lines = EMPTY_LINES.sub("", raw_cell)
        if "\n" in lines.strip() and not PROMPT.search(lines) and _is_python(lines):
            return lines if lines.endswith("\n") else f"{lines}\n"
        return super().transform_cell(raw_cell)  # type: ignore[no-untyped-call]

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        lines = [line.rstrip("\n") for line in stb]
        self.recording.error(etype.__name__, str(evalue), lines)

    def system(self, cmd: str) -> None:
        sys.stdout.write(NO_COMMANDS)

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        sys.stdout.write(NO_COMMANDS)
        return SList() if split else ""

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no screen."""

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Pictures are inline, whatever `%matplotlib` asks for."""
        return "inline", "inline"


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # running it will show them
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def warm_shell(companion: str, limits: Limits) -> StudentShell:
    """Return the shell, with the companion importable and already imported."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    sys.path.insert(0, companion)
    for define in (site.sethelper, site.setquit, site.setcopyright):  # missing with -S
        define()
    shell = _make_shell(limits)
    # Not before: pyplot looks up its backend, and the backend its shell.
    import matplotlib.pyplot  # noqa: F401
    from matplotlib_inline.backend_inline import configure_inline_support

    configure_inline_support(shell, "inline")  # type: ignore[no-untyped-call]
    for cell in WARM_UP:
        shell.run_cell(cell, store_history=True)  # type: ignore[no-untyped-call]
    for name in OFTEN_USED.split():
        importlib.import_module(name)
    _import_worksheet(companion)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.recording.start(off=True)
    return shell


def _import_worksheet(folder: str) -> None:
    """Import `worksheet`, and what it imports only when students use it."""
    try:
        importlib.import_module("worksheet")
        for name, module in list(sys.modules.items()):
            places = [] if "." in name else getattr(module, "__path__", [])
            if any(str(place).startswith(folder) for place in places):
                for part in pkgutil.walk_packages(places, f"{name}."):
                    importlib.import_module(part.name)
    except Exception:  # the student's import then fails in the same way
        sys.modules.pop("worksheet", None)


def _make_shell(limits: Limits) -> StudentShell:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    # A tight bounding box would draw every picture twice.
    fast = {"bbox_inches": None, "pil_kwargs": {"compress_level": 1}}
    config.InlineBackend.print_figure_kwargs = fast
    recording = Recording(limits)
    shell = StudentShell(recording, config=config)
    # get_ipython() returns this shell, as in a kernel.
    for asked in (InteractiveShell, StudentShell):
        asked._instance = shell  # type: ignore[assignment]
    sys.stdout = Stream("stdout", recording)
    sys.stderr = Stream("stderr", recording)
    return shell
