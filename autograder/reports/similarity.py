"""Finds pairs of submissions with identical or nearly identical code.

Comments, docstrings and layout do not count. Each answer is compared in three ways: as
it is, with its names replaced by numbers, and, so replaced, without any one of its
lines. So answers that differ in one line are found without comparing all pairs, and
the time is proportional to the number of students. Most lines occur in many answers,
so each is split into tokens once.

The result is a reason to look, never a verdict: short answers coincide by chance, and
so do frequent ones. Therefore answers with few tokens, and answers that many students
share, do not count.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

from autograder.pages.code import TOKEN

SHORTEST = 30  # tokens; shorter answers coincide by chance
COMMON = 20  # students; what more of them share says nothing
LINES = 60  # of an answer that are left out in turn
LONG = 200  # characters; longer lines are not kept
DOCSTRING = re.compile(r"""^[ \t]*[rRuU]?(\"{3}|'{3}).*?\1[ \t]*$""", re.M | re.S)
LEAST = 0.5  # of the code of a submission that has to be shared
SHOWN = 30  # pairs on the page
# fmt: off
BUILT_IN = frozenset({
    "np", "abs", "len", "max", "min", "sum", "range", "zip", "enumerate", "float",
    "int", "dict", "list", "tuple",
})
# fmt: on
IDENTICAL, RENAMED, ONE_LINE = 2, 1, 0  # how alike; more is closer
WORDS = {
    IDENTICAL: "identical",
    RENAMED: "identical except for names",
    ONE_LINE: "one line differs",
}


class Fingerprints(NamedTuple):
    """Digests of one answer.

    Attributes:
        size: the number of its tokens.
        exact, renamed: of the code as it is, and with names replaced.
        reduced: of the renamed code without each of its lines in turn.
    """

    size: int
    exact: int
    renamed: int
    reduced: tuple[int, ...]


class Alike(NamedTuple):
    """Two students whose submissions are alike.

    Attributes:
        share: how much of the shorter submission is in shared answers, 0 to 1.
        cells: how alike the shared answers are, by solution cell.
    """

    students: tuple[str, str]
    share: float
    cells: dict[str, str]


class _Line(NamedTuple):
    """One line of code: its number of tokens, and hashes as in `Fingerprints`."""

    size: int
    exact: int
    renamed: int


def fingerprints(source: str) -> Fingerprints | None:
    """Return the digests of an answer; None if it is too short to compare."""
    lines = [line for line in map(_line, _code_lines(source)) if line.size]
    size = sum(line.size for line in lines)
    if size < SHORTEST:
        return None
    renamed = [line.renamed for line in lines]
    without = {
        _digest(renamed[:n] + renamed[n + 1 :]) for n in range(min(len(lines), LINES))
    }
    exact = _digest([line.exact for line in lines])
    return Fingerprints(size, exact, _digest(renamed), tuple(without))


def _code_lines(source: str) -> list[str]:
    """Return the lines without docstrings; a string of several lines is in one."""
    source = DOCSTRING.sub("", source)
    if not any(quotes in source for quotes in ('"""', "'''")):
        return source.split("\n")
    lines = [""]
    for match in TOKEN.finditer(source):
        if match.lastgroup == "space" and "\n" in match[0]:
            lines.append("")
        else:
            lines[-1] += match[0]
    return lines


def _line(text: str) -> _Line:
    """Return the hashes of a line, from the cache unless the line is long."""
    return (_cached if len(text) < LONG else _read_line)(text)


def _read_line(text: str) -> _Line:
    words: list[str] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        if kind not in ("space", "comment") and (kind != "string" or words):
            words.append(match[0])
    exact, renamed = hash(tuple(words)), hash(tuple(_renamed(words)))
    return _Line(len(words), exact, renamed)


_cached = lru_cache(10_000)(_read_line)


def _renamed(words: list[str]) -> list[str]:
    """Return the tokens of a line with each name replaced by its number.

    Numbers start anew in each line, so that a missing line does not change others.
    """
    numbers: dict[str, str] = {}
    return [
        numbers.setdefault(text, f"${len(numbers)}")
        if text.isidentifier() and text not in BUILT_IN
        else text
        for text in words
    ]


def _digest(hashes: list[int]) -> int:
    return hash(tuple(hashes)) % 2**64


class Similarity:
    """Collects the fingerprints of a class, then finds pairs that are alike."""

    def __init__(self, released: Mapping[str, str]) -> None:
        """Args: released: what students receive in each solution cell."""
        self.students: list[str] = []
        self.sizes: list[int] = []  # tokens in all answers of a student
        self.released = {key: text.strip() for key, text in released.items()}
        # cell -> level -> (digests, rows); flat lists of numbers stay small
        self.digests: dict[str, tuple[_Column, _Column, _Column]] = {
            key: (_Column(), _Column(), _Column()) for key in released
        }
        self.tokens: dict[str, dict[int, int]] = {key: {} for key in released}

    def add(self, student: str, sources: Mapping[str, str]) -> None:
        """Add the answers of one student by solution cell."""
        row, total = len(self.students), 0
        self.students.append(student)
        for cell, levels in self.digests.items():
            source = sources.get(cell, "").strip()
            prints = None if source == self.released[cell] else fingerprints(source)
            if prints is None:
                continue
            total += prints.size
            self.tokens[cell][row] = prints.size
            levels[IDENTICAL].extend([prints.exact], row)
            levels[RENAMED].extend([prints.renamed], row)
            levels[ONE_LINE].extend([prints.renamed, *prints.reduced], row)
        self.sizes.append(total)

    def pairs(self) -> list[Alike]:
        """Return the pairs that share much of their code, the closest first."""
        shared: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
        for cell, levels in self.digests.items():
            for level in (ONE_LINE, RENAMED, IDENTICAL):  # a closer one replaces
                for group in levels[level].groups():
                    for pair in combinations(group, 2):
                        shared[pair][cell] = level
        found = (self._alike(pair, cells) for pair, cells in shared.items())
        close = [alike for alike in found if alike.share >= LEAST]
        return sorted(close, key=lambda alike: (-alike.share, alike.students))

    def _alike(self, pair: tuple[int, int], cells: dict[str, int]) -> Alike:
        first, second = pair
        size = sum(min(self.tokens[c][first], self.tokens[c][second]) for c in cells)
        words = {c: WORDS[cells[c]] for c in self.digests if c in cells}
        shorter = max(1, min(self.sizes[first], self.sizes[second]))
        names = (self.students[first], self.students[second])
        return Alike(names, min(1.0, size / shorter), words)


class _Column:
    """Digests and the rows they belong to."""

    def __init__(self) -> None:
        self.digests = array("Q")
        self.rows = array("I")

    def extend(self, digests: list[int], row: int) -> None:
        self.digests.extend(digests)
        self.rows.extend([row] * len(digests))

    def groups(self) -> Iterator[list[int]]:
        """Yield the rows that share a digest, if they are 2 to `COMMON`."""
        digests, rows = np.array(self.digests), np.array(self.rows)
        order = np.argsort(digests, kind="stable")
        ordered, rows = digests[order], rows[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        sizes = np.diff(np.r_[starts, len(ordered)])
        for n in np.flatnonzero((sizes > 1) & (sizes <= COMMON)):
            yield sorted(set(rows[starts[n] : starts[n] + sizes[n]].tolist()))
