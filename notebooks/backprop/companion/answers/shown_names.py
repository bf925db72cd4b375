"""Names that students choose, as messages show them.

In the student's own notebook every name is shown. Elsewhere, as on the page that a
grader makes, only names that are too short to carry anything but a name are.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from typing import Any

SHORT = re.compile(r"[a-z]{1,2}[0-9]{0,2}")
LONGEST = 40
MOST = 12  # names in a row
KEYS = re.compile(r"[A-Za-z][0-9]?")

_only_short: ContextVar[bool] = ContextVar("only_short", default=False)


@contextlib.contextmanager
def only_short_names() -> Iterator[None]:
    """Show only short names inside a `with` block."""
    token = _only_short.set(True)
    try:
        yield
    finally:
        _only_short.reset(token)


def node_name(name: Any, kind: str = "node") -> str:
    """Name a node of a graph: "node 'z1'", or "a node" if its name is not shown."""
    if _shows(name, SHORT):
        return f"{kind} {_repr(name)}".strip()
    return "a node"


def arrows(names: Collection[Any]) -> str:
    """Names with arrows between them, without quotation marks."""
    if len(names) > MOST or not all(_shows(name, SHORT) for name in names):
        return f"{len(names)} nodes in a row"
    return " → ".join(n[:LONGEST] if isinstance(n, str) else _repr(n) for n in names)


def shown_key(key: Any) -> str:
    """A key of a dict, or "another key" if it is not shown."""
    return _repr(key) if _shows(key, KEYS) else "another key"


def operation_name(name: Any) -> str:
    """The operation that a student wrote, or "an unknown operation"."""
    if _shows(name, SHORT):
        return f"the operation {_repr(name)}"
    return "an unknown operation"


def _shows(name: Any, short: re.Pattern[str]) -> bool:
    if not _only_short.get():
        return True
    return isinstance(name, str) and bool(short.fullmatch(name))


def _repr(name: Any) -> str:
    try:
        text = repr(name)
    except Exception:  # a class of the student's own
        text = f"of type {type(name).__name__}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
