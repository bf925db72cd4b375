from collections.abc import Callable
from typing import Any, NamedTuple


class Mistake(NamedTuple):
    name: str
    hint: str
    wrong: Callable[..., Any]


MISTAKES: dict[str, tuple[Mistake, ...]] = {}
