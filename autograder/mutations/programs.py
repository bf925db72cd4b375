"""Wrong answers, generated: the correct program of an answer, with one to three edits.

A part file writes its correct answer line by line. A mutant is that program with one,
two or three lines edited (`edits`). All mutants are computed for one call of the
student's function, and the value that came back is looked up among them; a mutant
names the mistake only if it agrees with the student's values in every call.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from autograder.mutations.edits import Edit, Scope, edits, kind

Environment = dict[str, Any]
Run = Callable[[str], Any]  # runs the line of that name, and returns its value
Edited = tuple[tuple[int, Edit], ...]  # numbers of lines, and their edits
Rank = tuple[bool, bool, int, tuple[int, ...]]


class Line(NamedTuple):
    """One line of a correct program.

    Attributes:
        name: the variable that the line defines.
        source: the correct expression, in parameters, earlier lines and `np`.
        hint: one next step for a student whose mistake is in this line.
        label: what the line computes, as sentences call it; the name if empty.
        choices: wrong versions that only a person thinks of.
        by_hand: whether the choices are the only wrong versions.
    """

    name: str
    source: str
    hint: str
    label: str = ""
    choices: tuple[Edit, ...] = ()
    by_hand: bool = False


def choice(name: str, source: str, hint: str = "", frequent: bool = True) -> Edit:
    """A wrong version of a line that only a person thinks of."""
    return Edit(name, source, hint, frequent)


# Wrong factors of the whole answer, {} being the answer.
ZERO = "Print what each of your lines computes. Where does the 0 come from?"
ZERO_NAME = "0 is returned everywhere"
FACTORS = (
    choice("the sign is wrong", "-{}"),
    choice("there is a factor of 2 too many", "2 * {}"),
    choice("a factor of 2 is missing", "{} / 2"),
    choice("the sign is wrong and there is a factor of 2 too many", "-2 * {}"),
    choice("the sign is wrong and a factor of 2 is missing", "-{} / 2"),
    choice("there is a factor of 4 too many", "4 * {}", frequent=False),
    choice("a factor of 4 is missing", "{} / 4", frequent=False),
    choice("the factor is 3 instead of 2", "1.5 * {}", frequent=False),
    choice(ZERO_NAME, "0 * {}", ZERO, frequent=False),
    choice("1 is returned everywhere", "1 + 0 * {}", frequent=False),
)
FACTOR_HINT = "Compare sign and factor with an example that you compute by hand."


@dataclass(frozen=True)
class Program:
    """A correct answer, line by line; the last line is the answer.

    Attributes:
        parameters: names of the arguments, in the order of the student's function.
        lines: the lines, in the order in which they run.
        factor_hint: the next step where the whole answer has a wrong factor.
        prepare: from the arguments to the variables at the start; the parameters, if
            there is none.
        drive: runs the lines in another order than from top to bottom, such as in a
            loop, and returns the answer.
        hidden: variables at the start that students do not confuse with others.
        pairs: whether two edits have a name. Not where many pairs give one value, as
            in a polynomial of one number: nobody knows which one a student made.
    """

    parameters: tuple[str, ...]
    lines: tuple[Line, ...]
    factor_hint: str = FACTOR_HINT
    prepare: Callable[..., Mapping[str, Any]] | None = None
    drive: Callable[[Environment, Run], Any] | None = None
    hidden: tuple[str, ...] = ()
    pairs: bool = True
    factors: tuple[Edit, ...] = field(default=FACTORS)

    @functools.cached_property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines, and one more for a wrong factor of the whole answer."""
        if self.drive is not None or not self.factors:
            return self.lines
        answer = self.lines[-1].name
        factors = tuple(
            e._replace(source=e.source.format(answer)) for e in self.factors
        )
        return (
            *self.lines,
            Line("answer_", answer, self.factor_hint, "", factors, True),
        )

    def environment(self, arguments: Sequence[Any]) -> Environment:
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        if self.prepare is not None:
            return {"np": np, **self.prepare(*copies)}
        return {"np": np, **dict(zip(self.parameters, copies, strict=False))}

    def value(self, arguments: Sequence[Any], edited: Edited = ()) -> Any:
        """The answer for the arguments, or that of a mutant."""
        wrong = {number: edit.source for number, edit in edited}
        sources = {
            line.name: wrong.get(number, line.source)
            for number, line in enumerate(self.all_lines)
        }
        return self._run(self.environment(arguments), sources)

    def _run(self, env: Environment, sources: Mapping[str, str]) -> Any:
        def run(name: str) -> Any:
            env[name] = eval(_compiled(sources[name]), env)
            return env[name]

        with np.errstate(all="ignore"):
            if self.drive is not None:
                return self.drive(env, run)
            return [run(line.name) for line in self.all_lines][-1]

    def edits(self, arguments: Sequence[Any]) -> tuple[tuple[Edit, ...], ...]:
        """All edits of each line; variables of one shape may be confused."""
        kinds: dict[str, object] = {}
        found: dict[str, tuple[Edit, ...]] = {}
        labels = {line.name: line.label for line in self.lines if line.label}
        lines = {line.name: line for line in self.all_lines}
        env = self.environment(arguments)
        start = set(env) - {"np", "__builtins__", *self.hidden}
        kinds |= {name: kind(value) for name, value in env.items() if name in start}

        def note(name: str) -> Any:
            line = lines[name]
            if name not in found:
                scope = Scope(dict(kinds), labels, line.label or name, [*found])
                generic = () if line.by_hand else edits(line.source, scope)
                known = {edit.source for edit in line.choices}
                rest = (
                    edit
                    for edit in generic
                    if edit.source not in known and (edit.frequent or not self.of_one)
                )
                found[name] = (*line.choices, *rest)
            env[name] = eval(_compiled(line.source), env)
            kinds[name] = kind(env[name])
            return env[name]

        with np.errstate(all="ignore"):
            if self.drive is not None:
                self.drive(env, note)
            else:
                for line in self.all_lines:
                    note(line.name)
        return tuple(found.get(line.name, ()) for line in self.all_lines)

    @property
    def steps(self) -> list[str]:
        """Next steps for a wrong factor: of all lines, the last two, and the last."""
        return [self.factor_hint, *(line.hint for line in self.lines[-2:])]

    @property
    def of_one(self) -> bool:
        """Whether the answer is a function of one number.

        Students reach its values in many ways. So rare slips have a name only if a
        person has written it, and three edits have none.
        """
        return len(self.parameters) == 1

    @property
    def most_edits(self) -> int:
        """Of how many edits mutants are tried. A loop takes too long for many."""
        if not self.pairs:
            return 1
        return 3 if self.drive is None and not self.of_one else 2

    def hint(self, edited: Edited) -> str:
        """The next step for a student who made these edits: that of the first."""
        number, edit = edited[0]
        return edit.hint or self.all_lines[number].hint

    def rank(self, edited: Edited) -> Rank:
        """Of mutants with equal values, the one with the smallest rank gives the name.

        A frequent factor of the whole answer comes first, then what a person has
        written about the whole answer, then frequent edits, then those of earlier
        lines. That all is 0 is true however it came about, so it precedes the edits.
        """
        numbers = tuple(number for number, _ in edited)
        rare = sum(not edit.frequent for _, edit in edited)
        last = len(self.lines) - 1
        factor, final = numbers[-1] > last, self.lines[last].choices
        whole = numbers == (last,) and not rare and edited[0][1] in final
        if edited[0][1].name == ZERO_NAME:
            return (True, True, -1, numbers)
        return (not factor or rare > 0, not whole, 2 * rare - factor, numbers)

    def mutants(
        self, arguments: Sequence[Any], count: int
    ) -> Iterator[tuple[Edited, Any]]:
        """Every mutant with so many edited lines that gives a value, and its value.

        Of two and three edits only frequent ones are tried: with rare ones too, a value
        may be equal to that of edits that nobody makes.
        """
        choices = self.edits(arguments)
        if count > 1:
            choices = tuple(tuple(e for e in row if e.frequent) for row in choices)
        if self.drive is None:
            env = self.environment(arguments)
            with np.errstate(all="ignore"):
                yield from self._from_line(0, choices, env, (), count)
            return
        for numbers in itertools.combinations(range(len(choices)), count):
            for row in itertools.product(*(choices[number] for number in numbers)):
                edited = tuple(zip(numbers, row, strict=True))
                try:
                    yield edited, self.value(arguments, edited)
                except Exception:  # a wrong line may well fail
                    continue

    def _from_line(
        self,
        number: int,
        choices: Sequence[Sequence[Edit]],
        env: Environment,
        edited: Edited,
        left: int,
    ) -> Iterator[tuple[Edited, Any]]:
        """Depth first, so that the lines before an edit are computed once."""
        lines = self.all_lines
        if number == len(lines):
            yield edited, env[lines[-1].name]
            return
        name = lines[number].name
        options: list[Edit | None] = [*choices[number]] if left else []
        if left <= len(lines) - number - 1:
            options.insert(0, None)
        for edit in options:
            source = lines[number].source if edit is None else edit.source
            try:
                env[name] = eval(_compiled(source), env)
            except Exception:  # a wrong line may well fail
                continue
            now = edited if edit is None else (*edited, (number, edit))
            rest = left - (edit is not None)
            yield from self._from_line(number + 1, choices, env, now, rest)


@functools.cache
def _compiled(source: str) -> Any:
    return compile(source, "<line>", "eval")
