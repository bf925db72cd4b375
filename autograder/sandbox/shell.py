"""The IPython shell that a notebook's cells run in, warm before the first of them.

Runs inside. It is made once and copied by fork, so that no notebook pays for it.
"""

from __future__ import annotations

import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from autograder.sandbox.outputs import Collector, Stream

# Each is the first time of something slow: a picture, an error, a traceback.
WARMING = (
    "import numpy as np, matplotlib.pyplot as plt",
    "plt.figure(); plt.plot([0, 1], [1, 2], label='a'); plt.legend(); plt.title('t')",
    "plt.close('all')",
    "np.linalg.solve(np.eye(2), np.ones(2)); np.random.default_rng(0).normal(size=3)",
    "1 / 0",
    "def broken(:",
    "%matplotlib inline",
)


def make_shell(collector: Collector) -> InteractiveShell:
    """A shell whose every output goes to the collector."""

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
            collector.data("display_data", dict(data))

        def clear_output(self, wait: bool = False) -> None:
            if collector.on:
                collector.outputs.clear()

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            collector.data("execute_result", dict(format_dict))

    class Shell(InteractiveShell):
        def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
            collector.error(etype.__name__, str(evalue), stb)

        def init_history(self) -> None:  # no thread, no file
            super().init_history()

        def raw_input(self, prompt: str = "") -> str:
            raise EOFError("there is nobody to answer input() here")

    Shell.display_pub_class.default_value = Publisher
    Shell.displayhook_class.default_value = Hook
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InlineBackend.print_figure_kwargs = {"bbox_inches": None}
    config.Shell.colors = "nocolor"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    config.InteractiveShell.ast_node_interactivity = "last_expr"
    shell = Shell.instance(config=config)
    shell.builtin_trap.activate()
    sys.stdout, sys.stderr = Stream(collector, "stdout"), Stream(collector, "stderr")
    return shell


def warm(shell: InteractiveShell) -> None:
    """Do once what is slow once, and forget it."""
    for source in WARMING:
        shell.run_cell(source, store_history=False, silent=False)
    shell.reset(new_session=True)
