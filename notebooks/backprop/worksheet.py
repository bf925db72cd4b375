"""The companion of the backpropagation worksheet: `import worksheet`.

Checks:    check(grade_id, globals()), hint(name, level), progress()
Given:     sigmoid, relu, tanh, leaky_relu, model, loss, mix, dmix, wave, dwave
Pictures:  show_slope, show_graph, show_flow, show_sensitivities, show_nudge,
           show_tangents, show_cost, show_descent, show_paths
Optional:  predict, choose, break_it, break_phi, compare, show_steps, show_learning,
           bug_hunt (with bumpy, suspects, place)

Nothing here is an answer. `help(worksheet.check)` explains one of these functions.
"""

from companion.activities import break_it, choose, predict
from companion.backward.paths import show_paths
from companion.check import check
from companion.display.slope import show_slope
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
from companion.part_1c import show_flow, show_graph
from companion.part_1d import break_phi
from companion.part_1e import PLACE as place
from companion.part_1e import bug_hunt, bumpy, suspects
from companion.part_1f import show_nudge, show_sensitivities
from companion.pictures.cost import show_cost
from companion.pictures.descent import show_descent
from companion.pictures.layer_steps import show_steps
from companion.pictures.learning import show_learning
from companion.pictures.tangents import show_tangents
from companion.progress import progress
from companion.worksheet_json import missing as missing_data

__all__ = [
    "break_it", "break_phi", "bug_hunt", "bumpy", "check", "choose", "compare", "dmix",
    "dwave", "hint", "leaky_relu", "loss", "mix", "model", "place", "predict",
    "progress", "relu", "show_cost", "show_descent", "show_flow", "show_graph",
    "show_learning", "show_nudge", "show_paths", "show_sensitivities", "show_slope",
    "show_steps", "show_tangents", "sigmoid", "suspects", "tanh", "wave",
]  # fmt: skip

stop_without_grader()
if missing_data():
    print(missing_data())
