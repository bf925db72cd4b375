"""An optional check of the three steps inside `loss_gradients`. It gives no points.

It calls the function and looks at its local variables z, p, e and grad_z at the end.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

import numpy as np

from ..answers import calls
from ..answers.errors import AnswerError, NotAttemptedError, PropertyError
from ..answers.returned import as_shape, ask, is_blank
from ..display.cards import STOPPED, Shown, join_names, show_card
from ..display.figures import distinct_numbers
from ..part_1d import PARAMETERS, some_layers
from ..properties.finite_differences import close, gradient_at

D = 3
TITLE = "the steps of (d) (no points)"
EXPECTED, NUMERICAL = "expected", "the numerical derivative is"


def show_steps(loss_gradients: Any) -> Shown:
    """Check z, p, e and grad_z inside your `loss_gradients`. It is not graded.

    Variables with other names are not checked.
    """
    problem = ""
    try:
        with calls.limited(calls.PICTURE):
            found, returned = {}, None
            returned = ask(watched(loss_gradients, found), *some_layers(D))
    except NotAttemptedError:
        pass  # a function without `return` yet may have steps
    except AnswerError as error:
        problem = f"✗ `loss_gradients` {error.verb}{error}. {error.next_step}".strip()
    except KeyboardInterrupt:
        return show_card("optional", TITLE, STOPPED)
    forward = _reports(found, _forward(), EXPECTED)
    back = _reports(found, {"grad_z": _numerical()}, NUMERICAL)
    lines = [
        f"Step 1: {_sentence(forward)}", f"Step 2: {_sentence(back)}",
        f"Step 3: {_shapes(returned)}", *filter(None, [problem]),
    ]  # fmt: skip
    return show_card(_state(lines), TITLE, *lines)


def watched(function: Any, found: dict[str, Any]) -> Any:
    """A function that also stores the local variables of this one when it ends."""
    if not callable(function):
        return function
    code = getattr(inspect.unwrap(function), "__code__", None)

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            found.update(frame.f_locals)

    def called(*arguments: Any) -> Any:
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            return function(*arguments)
        finally:
            sys.setprofile(before)

    return called


def _forward() -> dict[str, np.ndarray]:
    x, y, W1, W2, b, phi, _ = some_layers(D)
    at = np.add(b, W1 @ x)
    return {"z": at, "p": phi(at), "e": W2 @ phi(at) - y}


def _numerical() -> np.ndarray:
    """How the loss changes with z, by nudging z."""
    x, y, W1, W2, b, phi, _ = some_layers(D)

    def loss_of(z: Any) -> float:
        return 0.5 * float(np.sum((W2 @ phi(z) - y) ** 2))

    return gradient_at(loss_of, np.add(b, W1 @ x))


def _reports(
    found: Mapping[str, Any], right: Mapping[str, np.ndarray], source: str
) -> dict[str, str]:
    """What is wrong with each variable; "" if it is right, "?" if it is missing."""
    return {name: _report(found.get(name), at, source) for name, at in right.items()}


def _report(value: Any, right: np.ndarray, source: str) -> str:
    if is_blank(value):
        return "?"
    try:
        got = as_shape(value, right.shape).real
    except PropertyError as error:
        return f"{error}"
    except NotAttemptedError:
        return "?"
    if close(got, right):
        return ""
    if close(got, -right):
        return "has the opposite sign"
    worst = int(np.argmax(np.nan_to_num(np.abs(got - right), nan=np.inf)))
    texts = distinct_numbers(got[worst], right[worst])
    return f"has {texts[0]} as its entry [{worst}]; {source} {texts[1]}"


def _sentence(reports: Mapping[str, str]) -> str:
    right = [f"`{name}`" for name, report in reports.items() if report == ""]
    open_ = [f"`{name}`" for name, report in reports.items() if report == "?"]
    parts = [f"✗ `{name}` {r}" for name, r in reports.items() if r not in ("", "?")]
    if right:
        verb = "is" if len(right) == 1 else "are"
        parts.insert(0, f"✓ {join_names(right)} {verb} right")
    if open_:
        parts.append(f"○ no variable {join_names(open_)} yet")
    return ". ".join(parts) + "."


def _shapes(returned: Any) -> str:
    """Which entries of the dict exist and have the right shape."""
    arguments, good, missing, other = some_layers(D), [], [], []
    for key, position in PARAMETERS.items():
        shape = arguments[position].shape
        try:
            as_shape(returned[key], shape)
            good.append(f'`"{key}"`')
        except (LookupError, TypeError, NotAttemptedError):
            missing.append(f'`"{key}"`')
        except PropertyError as error:
            other.append(f'✗ `"{key}"` {error}')
    parts = [f"✓ {join_names(good)}: right shape"] if good else []
    parts += other
    if missing:
        parts.append(f"○ no {join_names(missing)} yet")
    return ". ".join(parts) + "."


def _state(lines: Sequence[str]) -> str:
    """The state of the card: wrong before missing before right."""
    marks = "".join(lines)
    return "not yet" if "✗" in marks else "optional" if "○" in marks else "right"
