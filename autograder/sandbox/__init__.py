"""Where student code runs.

    with Engine(files=folder_of_worksheet_py) as engine, engine.open() as session:
        session.run_cell("def df(x): return 2 * x", "s1a")
        with session.graded("q1a_parts"):
            session.call("df", 3.0).value

Outside, trusted: `policy` (what is allowed, and why), `places` and `jail` (the command
line that makes it so), `engine` (starts interpreters), `session` (one notebook),
`lives` (its interpreters, one after the other), `mirror` (what its cells show),
`conversation` (one question and its callbacks), `budget`, `shown` (outputs rebuilt).
`wire` is the border. `inside/` runs within, beside the student's code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.engine import Engine
    from autograder.sandbox.jail import probe
    from autograder.sandbox.session import CellRun, Session
    from autograder.sandbox.trouble import SandboxUnavailableError

__all__ = ["CellRun", "Engine", "SandboxUnavailableError", "Session", "probe"]

# Imported on first use: the inside half passes here too, and needs none of it.
_PLACES = {
    "CellRun": "session",
    "Engine": "engine",
    "SandboxUnavailableError": "trouble",
    "Session": "session",
    "probe": "jail",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'autograder.sandbox' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"autograder.sandbox.{_PLACES[name]}"), name)
