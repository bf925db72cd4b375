"""The row of `backward` in the registry; its check is imported with the first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers.row import OptionalCheck

HINTS = (
    "Which derivative do you know before you start? Which node can be next?",
    "In the example, u sends 3 × 6 to x: what arrived at u times `local` of u. Write "
    "this for one node, then put it into a loop over all nodes.",
    "Start with 0 for every node and 1 for the result. For each node from last to "
    "first, and for each of its inputs with its number from `local`: add … to the "
    "input. The dots are a product of two numbers.",
)


def _check(namespace: Mapping[str, Any]) -> list[str]:
    from .verdict import verdict

    return verdict(namespace)


OPTIONAL = {"backward": OptionalCheck(_check, HINTS)}
