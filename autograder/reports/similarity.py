"""Finds pairs of submissions with identical or nearly identical code.

Comments, docstrings and layout do not count. Each answer is compared in three ways: as
it is, with its names replaced by numbers, and, so replaced, without any one of its
lines. So answers that differ in one line are found without comparing all pairs, and
the time is proportional to the number of students.

The result is a reason to look, never a verdict: short answers coincide by chance, and
so do frequent ones. Therefore answers with few tokens, and answers that many students
share, do not count.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from autograder.pages.code import TOKEN

SHORTEST = 30  # tokens; shorter answers coincide by chance
COMMON = 20  # students; what more of them share says nothing
LINES = 60  # of an answer that are left out in turn
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


def fingerprints(source: str) -> Fingerprints | None:
    """Return the digests of an answer; None if it is too short to compare."""
    lines = _lines(source)
    size = sum(map(len, lines))
    if size < SHORTEST:
        return None
    renamed = _renamed(lines)
    without = {
        _digest(renamed[:n] + renamed[n + 1 :]) for n in range(min(len(lines), LINES))
    }
    exact = _digest([" ".join(line) for line in lines])
    return Fingerprints(size, exact, _digest(renamed), tuple(without))


def _lines(source: str) -> list[list[str]]:
    """Return the tokens of each line, without comments and docstrings."""
    lines: list[list[str]] = [[]]
    for match in TOKEN.finditer(source):
        kind, text = match.lastgroup, match[0]
        if kind == "space":
            if "\n" in text and lines[-1]:
                lines.append([])
        elif kind != "comment" and (kind != "string" or lines[-1]):
            lines[-1].append(text)
    return [line for line in lines if line]


def _renamed(lines: list[list[str]]) -> list[str]:
    """Return the lines with each name replaced by the number of its occurrence.

    Numbers start anew in each line, so that a missing line does not change others.
    """
    renamed = []
    for line in lines:
        numbers: dict[str, str] = {}
        words = []
        for text in line:
            is_name = text.isidentifier() and text not in BUILT_IN
            words.append(
                numbers.setdefault(text, f"${len(numbers)}") if is_name else text
            )
        renamed.append(" ".join(words))
    return renamed


def _digest(lines: Iterable[str]) -> int:
    text = "\n".join(lines).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


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
        self.digests = np.empty(1024, np.uint64)
        self.rows = np.empty(1024, np.uint32)
        self.used = 0

    def extend(self, digests: list[int], row: int) -> None:
        end = self.used + len(digests)
        while end > len(self.digests):
            self.digests = np.resize(self.digests, 2 * len(self.digests))
            self.rows = np.resize(self.rows, 2 * len(self.rows))
        self.digests[self.used : end] = digests
        self.rows[self.used : end] = row
        self.used = end

    def groups(self) -> Iterator[list[int]]:
        """Yield the rows that share a digest, if they are 2 to `COMMON`."""
        digests = self.digests[: self.used]
        order = np.argsort(digests, kind="stable")
        ordered, rows = digests[order], self.rows[: self.used][order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        sizes = np.diff(np.r_[starts, len(ordered)])
        for start, size in zip(starts, sizes, strict=True):
            if 1 < size <= COMMON:
                yield sorted(set(rows[start : start + size].tolist()))
