"""Late policies: how many points of each notebook a late submission loses.

An instructor chooses one in `nbgrader_config.py`. It is either a plugin of nbgrader,
which is asked once per notebook, or `FractionPerDay`, which takes a fraction of each
notebook and therefore the same fraction of the whole assignment. The fraction is
computed here without nbgrader, because importing nbgrader takes seconds.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from autograder.assignment.errors import UsageError
from autograder.assignment.lateness import DAY, MINUTE

# (student, score of a notebook, seconds late) -> points to subtract; None for none
Policy = Callable[[str, float, float], float | None]
Days = Literal["started", "full", "exact"]

OURS = "autograder.gradebook.fraction_per_day.FractionPerDay"
SECTION = OURS.rpartition(".")[2]  # its name in the configuration


@dataclass(frozen=True)
class Fraction:
    """A fraction of the score for each day.

    Attributes:
        per_day: the fraction that is lost for one day, from 0 to 1.
        days: how days are counted: "started" (25 hours are two), "full" (25 hours are
            one), or "exact" (25 hours are 25/24).
        grace_minutes: a submission that is at most this late loses nothing.
        maximum: the largest fraction that can be lost.
    """

    per_day: float = 0.1
    days: Days = "started"
    grace_minutes: float = 0.0
    maximum: float = 1.0

    def lost(self, seconds: float) -> float:
        """Return the fraction that a submission loses which is this late."""
        if seconds <= self.grace_minutes * MINUTE:
            return 0.0
        days = seconds / DAY
        if self.days == "started":
            days = math.ceil(days)
        elif self.days == "full":
            days = math.floor(days)
        return min(self.per_day * days, self.maximum, 1.0)

    def problem(self) -> str:
        """Return what is wrong with a setting, or ""."""
        for name in ("per_day", "maximum"):
            value = getattr(self, name)
            if not _is_number(value) or not 0 <= value <= 1:
                return f"{name} is {value!r}; a number from 0 to 1 is expected"
        if not _is_number(self.grace_minutes) or self.grace_minutes < 0:
            return (
                f"grace_minutes is {self.grace_minutes!r}; a number of at least 0 is "
                "expected"
            )
        if self.days not in get_args(Days):
            return f"days is {self.days!r}; expected one of {', '.join(get_args(Days))}"
        return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_policy(config: Mapping[str, Any]) -> Policy | None:
    """Return the policy of this configuration; None if there is no penalty.

    Raises:
        UsageError: the plugin cannot be loaded, or a setting is wrong.
    """
    plugin = config.get("AssignLatePenalties", {}).get("plugin_class")
    if plugin is not None and _path(plugin) == OURS:
        rule = _fraction(config.get(SECTION, {}))
        return lambda _student, score, seconds: score * rule.lost(seconds)
    method = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none")
    if plugin is None and method == "none":
        return None
    return _plugin(config)


def _path(plugin: object) -> str:
    """Return the class as "package.module.Name"."""
    if isinstance(plugin, type):
        return f"{plugin.__module__}.{plugin.__qualname__}"
    return str(plugin)


def _fraction(settings: Mapping[str, Any]) -> Fraction:
    known = {field.name for field in fields(Fraction)}
    unknown = sorted(settings.keys() - known)
    problem = (
        f"{unknown[0]} is not a setting; the settings are {', '.join(sorted(known))}"
        if unknown
        else Fraction(**settings).problem()
    )
    if problem:
        raise UsageError(f"nbgrader_config.py: {SECTION}: {problem}. Fix it first.")
    return Fraction(**settings)


def _plugin(config: Mapping[str, Any]) -> Policy:
    """Return the method of nbgrader's plugin, with its configuration."""
    # Imported here because it takes seconds and is rarely needed.
    from nbgrader.preprocessors import AssignLatePenalties

    try:
        step = AssignLatePenalties(config=config)
        step.log = logging.Logger("late", logging.ERROR)
        step.init_plugin()
    except Exception as error:
        raise UsageError(
            f"The plugin for late penalties cannot be loaded: {error}. Fix "
            "AssignLatePenalties.plugin_class in nbgrader_config.py."
        ) from None
    policy: Policy = step.plugin_inst.late_submission_penalty
    return policy
