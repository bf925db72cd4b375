"""One known wrong answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Mistake(NamedTuple):
    """A wrong answer that people give.

    Attributes:
        name: what went wrong, as a noun phrase.
        hint: one question to the student; never the answer.
        wrong: the student's signature; gives the wrong value.
    """

    name: str
    hint: str
    wrong: Callable[..., Any]


def table(*rows: tuple[str, str, Callable[..., Any]]) -> tuple[Mistake, ...]:
    """Rows of (name, hint, wrong) as mistakes."""
    return tuple(Mistake(*row) for row in rows)
