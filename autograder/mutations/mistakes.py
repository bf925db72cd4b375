"""Known mistakes: wrong ways to an answer, each with a name and a hint.

Most are generated from the correct program of the answer (`mutations`). A part file
lists by hand only what an edit of a line cannot express.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

# Relative for large entries, absolute for small ones. Tight: what is merely near a
# wrong value (or near the right one, as a difference quotient is) was made in another
# way.
SAME = 1e-10
MOST_TABLES = 24  # of one answer; a check uses one for each program and count

# In the notebook and after grading. Another mistake may give the same
# values, so the sentence says no more than what was compared.
NAMED = "Your result is what you get if {}."

# From a value, and the arguments, to numbers; None if there are none.
Reader = Callable[[Any, Sequence[Any]], np.ndarray | None]


class Mistake(NamedTuple):
    """A wrong answer that people give.

    Attributes:
        name: what went wrong, as a clause; several clauses are joined by semicolons.
        hint: one next step for the student; never the answer.
        wrong: the student's signature; gives the wrong value.
    """

    name: str
    hint: str
    wrong: Callable[..., Any]


def sentence(name: str) -> str:
    """The sentence about a result that a mistake of this name gives, too."""
    *others, last = name.split("; ")
    return NAMED.format(f"{', '.join(others)} and {last}" if others else last)


def table(*rows: tuple[str, str, Callable[..., Any]]) -> tuple[Mistake, ...]:
    """Rows of (name, hint, wrong) as mistakes."""
    return tuple(Mistake(*row) for row in rows)


class Called(NamedTuple):
    """One call of a student's function: the arguments, and what came back.

    `value` is None where the call gave no value.
    """

    arguments: Sequence[Any]
    value: Any


Edited = tuple[tuple[int, Any], ...]  # numbers of lines or nodes, and their edits


class Editable(Protocol):
    """A correct answer whose mutants are known mistakes: a program, or a graph."""

    @property
    def most_edits(self) -> int:
        """Of how many edits mutants are tried."""

    def value(self, arguments: Sequence[Any], edited: Edited = ()) -> Any:
        """What a mutant, or without edits the correct answer, gives."""

    def mutants(
        self, arguments: Sequence[Any], count: int
    ) -> Iterator[tuple[Edited, Any]]:
        """Every mutant with so many edits that gives a value, and its value."""

    def rank(self, edited: Edited) -> Any:
        """Of mutants with equal values, the one of the smallest rank gives the name."""

    def hint(self, edited: Edited) -> str:
        """One next step for a student who made these edits."""


class Mistakes:
    """All known mistakes of one answer.

    Args:
        programs: correct programs of the answer; their mutants are known mistakes.
        at: arguments of the student's function, for which variables of one shape may
            be confused with each other.
        listed: mistakes written by hand; they take precedence.
        read: turns what a right or wrong answer gives into one array to compare.
    """

    def __init__(
        self,
        *programs: Editable,
        at: Sequence[Any] = (),
        listed: Iterable[Mistake] = (),
        read: Reader | None = None,
    ) -> None:
        self.programs = programs
        self.at = at
        self.listed = tuple(listed)
        self.read = read or _numbers
        self._tables: dict[tuple[Any, ...], _Table] = {}

    def named(self, calls: Sequence[Called]) -> Mistake | None:
        """The simplest mistake that gives the student's value in every call."""
        if any(call.value is None for call in calls) or not calls:
            return None
        values = []
        for call in calls:
            value = self.read(call.value, call.arguments)
            if value is None:
                return None
            values.append(value)

        def fits(wrong: Callable[..., Any]) -> bool:
            given = (self._value(wrong, call.arguments) for call in calls)
            return all(map(_same, given, values))

        if any(fits(_right(program)) for program in self.programs):
            return None
        most = 1 if self._is_constant(values) else 3
        candidates = self._candidates(calls[0].arguments, values[0], most)
        return next((m for m in candidates if fits(m.wrong)), None)

    def _is_constant(self, values: Sequence[np.ndarray]) -> bool:
        """Whether one number comes back for all inputs: many mistakes give it."""
        flat = np.concatenate([value.ravel() for value in values])
        return len(values) > 1 and flat.size > 0 and bool(np.all(flat == flat[0]))

    def _candidates(
        self, arguments: Sequence[Any], value: np.ndarray, most_edits: int
    ) -> Iterator[Mistake]:
        """Mistakes that may give the value in the first call, the simplest first."""
        yield from self.listed
        most = max((program.most_edits for program in self.programs), default=0)
        for count in range(1, min(most, most_edits) + 1):
            near = [
                (program, edited)
                for number, program in enumerate(self.programs)
                if count <= program.most_edits
                for edited in self._table(number, count, arguments).near(value)
            ]
            for program, edited in _by_rank(near):
                yield mistake_of(program, edited)

    def _table(self, number: int, count: int, arguments: Sequence[Any]) -> _Table:
        key = (number, count, _key(arguments))
        if key not in self._tables:
            if len(self._tables) >= MOST_TABLES:
                self._tables.clear()
            program = self.programs[number]
            self._tables[key] = _Table(program, arguments, count, self.read)
        return self._tables[key]

    def _value(
        self, function: Callable[..., Any], arguments: Sequence[Any]
    ) -> np.ndarray | None:
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        try:
            with np.errstate(all="ignore"):
                return self.read(function(*copies), arguments)
        except Exception:  # wrong answers may well fail on some inputs
            return None

    def __iter__(self) -> Iterator[Mistake]:
        """The mistakes that the notebook knows: single ones, and frequent pairs.

        Some have equal values, and a few the right one.
        """
        yield from self.listed
        for count in (1, 2):
            found = [
                (program, edited)
                for program in self.programs
                if count <= program.most_edits
                for edited, _ in program.mutants(self.at, count)
                if count == 1 or all(edit.frequent for _, edit in edited)
            ]
            for program, edited in _by_rank(found):
                yield mistake_of(program, edited)


def _by_rank(found: list[tuple[Editable, Edited]]) -> list[tuple[Editable, Edited]]:
    """Mutants of several programs, the likely ones first.

    Of equally likely ones, those of the first program come first.
    """
    first = {
        id(program): place for place, (program, _) in reversed([*enumerate(found)])
    }

    def key(one: tuple[Editable, Edited]) -> tuple[Any, ...]:
        program, edited = one
        *likely, lines = program.rank(edited)
        return (*likely, first[id(program)], lines)

    return sorted(found, key=key)


def _right(program: Editable) -> Callable[..., Any]:
    return lambda *arguments: program.value(arguments)


def mistake_of(program: Editable, edited: Edited) -> Mistake:
    """The mutant as a mistake: the names of all edits, the hint of the first."""
    name = "; ".join(edit.name for _, edit in edited)
    if len(edited) > 1:  # one edit may have two clauses: a list has one "and"
        name = name.replace("the sign is wrong and ", "the sign is wrong; ")
    wrong = lambda *arguments: program.value(arguments, edited)  # noqa: E731
    return Mistake(name, program.hint(edited), wrong)


def _numbers(value: Any, _: Sequence[Any]) -> np.ndarray | None:
    """The value as an array of numbers; None for text, dicts and ragged lists."""
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biufc" else None


class _Table:
    """The mutants of a program, sorted by a generic sum of their values."""

    def __init__(
        self, program: Editable, arguments: Sequence[Any], count: int, read: Reader
    ) -> None:
        self._rank = program.rank
        sums: list[float] = []
        mutants: list[Edited] = []
        for edited, value in program.mutants(arguments, count):
            numbers = read(value, arguments)
            if numbers is not None:
                sums.append(_projected(numbers))
                mutants.append(edited)
        order = np.argsort(sums, kind="stable")
        self.sums = np.array(sums)[order]
        self.mutants = [mutants[i] for i in order]

    def near(self, value: np.ndarray) -> list[Edited]:
        """Mutants whose sum is that of the value, the likely ones first."""
        at = _projected(value)
        room = 10 * SAME * max(1, value.size)
        first, last = np.searchsorted(self.sums, (at - room, at + room))
        return sorted(self.mutants[first:last], key=self._rank)


def _key(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Equal for equal arguments; functions are told apart by identity."""
    return tuple(
        (a.shape, a.tobytes())
        if isinstance(a, np.ndarray)
        else id(getattr(a, "function", a))
        if callable(a)
        else a
        for a in arguments
    )


def _projected(value: np.ndarray) -> float:
    """A generic sum, in which entries that agree relatively differ little."""
    flat = np.asarray(value).real.ravel()
    if not np.all(np.isfinite(flat)):
        flat = np.nan_to_num(flat, nan=3.17, posinf=5.33, neginf=-7.19)
    return float(_weights(flat.size) @ np.arcsinh(flat))


@functools.cache
def _weights(size: int) -> np.ndarray:
    return np.asarray(np.cos(1.3 * np.arange(size) + 0.7))


def _same(wrong: np.ndarray | None, value: np.ndarray) -> bool:
    if wrong is None or wrong.shape != value.shape:
        return False
    finite = np.isfinite(wrong)
    if not np.array_equal(wrong[~finite], value[~finite], equal_nan=True):
        return False
    bound = SAME * np.maximum(1.0, np.abs(wrong[finite]))
    return bool(np.all(np.abs(wrong[finite] - value[finite]) <= bound))
