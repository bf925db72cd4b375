"""The companion of the backpropagation worksheet: `import worksheet`.

Checks:    check(grade_id, globals()), hint(name, level), progress()
Given:     sigmoid, relu, tanh, leaky_relu, model, loss, mix, dmix, wave, dwave
Pictures:  show_slope, show_graph, show_flow, show_sensitivities, show_nudge,
           show_tangents, show_cost, show_descent, show_paths
Optional:  predict, choose, break_it, break_phi, compare, show_steps, show_learning,
           bug_hunt (with bumpy, suspects, place)

Nothing here is an answer. `help(worksheet.check)` explains one of these functions.
"""

import importlib
from typing import Any

from companion.activities import break_it, choose, predict
from companion.check import check
from companion.given import (
    dmix,
    dwave,
    leaky_relu,
    loss,
    mix,
    model,
    relu,
    sigmoid,
    tanh,
    wave,
)
from companion.gradient_check import compare
from companion.grading_kernel import stop_without_grader
from companion.hints import hint
from companion.part_1d import break_phi
from companion.part_1e import PLACE as place
from companion.part_1e import bug_hunt, bumpy, suspects
from companion.progress import progress
from companion.worksheet_json import missing as missing_data

WHEN_USED = {  # name -> module, imported with the first use of the name
    "show_cost": "companion.pictures.cost",
    "show_descent": "companion.pictures.descent",
    "show_flow": "companion.pictures.unit_graph",
    "show_graph": "companion.pictures.unit_graph",
    "show_learning": "companion.pictures.learning",
    "show_nudge": "companion.pictures.sensitivities",
    "show_paths": "companion.backward.paths",
    "show_sensitivities": "companion.pictures.sensitivities",
    "show_slope": "companion.display.slope",
    "show_steps": "companion.pictures.layer_steps",
    "show_tangents": "companion.pictures.tangents",
}
__all__ = [
    "break_it", "break_phi", "bug_hunt", "bumpy", "check", "choose", "compare", "dmix",
    "dwave", "hint", "leaky_relu", "loss", "mix", "model", "place", "predict",
    "progress", "relu", "sigmoid", "suspects", "tanh", "wave",
]  # fmt: skip
__all__ += WHEN_USED


def __getattr__(name: str) -> Any:
    """Import a picture's function when it is first used."""
    if name not in WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(importlib.import_module(WHEN_USED[name]), name)
    except ImportError as problem:
        raise ImportError(
            f"{problem}. The folder companion is not complete: copy it again from the "
            "course files, then restart the kernel."
        ) from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *WHEN_USED})


stop_without_grader()
if missing_data():
    print(missing_data())
