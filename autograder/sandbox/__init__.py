"""Run student code in isolation.

    with Engine(files=folder_of_worksheet_py) as engine, engine.open() as session:
        session.run_cell("def df(x): return 2 * x", "s1a")
        with session.graded("q1a_parts"):
            session.call("df", 3.0).value

`host/` is the trusted side and starts the interpreters; `guest/` runs inside the
sandbox, beside the student's code; `protocol` defines the messages between them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.errors import SandboxUnavailableError
    from autograder.sandbox.host.choose import choose, why_not
    from autograder.sandbox.host.engine import Engine
    from autograder.sandbox.host.jail import probe
    from autograder.sandbox.host.session import CellRun, Session

__all__ = [
    "CellRun",
    "Engine",
    "SandboxUnavailableError",
    "Session",
    "choose",
    "probe",
    "why_not",
]

# Imported on first use: the guest imports this module too, and needs none of these.
_MODULES = {
    "CellRun": "host.session",
    "Engine": "host.engine",
    "SandboxUnavailableError": "errors",
    "Session": "host.session",
    "choose": "host.choose",
    "probe": "host.jail",
    "why_not": "host.choose",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'autograder.sandbox' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"autograder.sandbox.{_MODULES[name]}"), name)
