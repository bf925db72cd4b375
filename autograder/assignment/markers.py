"""What students receive in place of a solution or a hidden test.

Removes the same lines as nbgrader's ClearSolutions and ClearHiddenTests, by the same
markers; `release` compares the two.
"""

from __future__ import annotations

CODE_STUB = "# Your code here\n..."
TEXT_STUB = "*Your answer here.*"

BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


def released(source: str, cell_type: str, is_solution: bool) -> str:
    """Return the source of a cell as students receive it.

    A solution cell without a marked region is replaced by the stub.
    """
    stub = CODE_STUB if cell_type == "code" else TEXT_STUB
    lines, cut = _without(source, BEGIN_SOLUTION, END_SOLUTION, stub)
    if is_solution and not cut:
        return stub
    return visible("\n".join(lines))


def visible(source: str) -> str:
    """Return the source without its hidden tests."""
    lines, _ = _without(source, BEGIN_HIDDEN, END_HIDDEN, None)
    return "\n".join(lines)


def hidden(source: str) -> list[list[str]]:
    """Return the lines of every hidden region, without the markers."""
    regions: list[list[str]] = []
    inside = False
    for line in source.split("\n"):
        if BEGIN_HIDDEN in line:
            regions.append([])
            inside = True
        elif END_HIDDEN in line:
            inside = False
        elif inside:
            regions[-1].append(line)
    return regions


def _without(
    source: str, begin: str, end: str, stub: str | None
) -> tuple[list[str], bool]:
    kept: list[str] = []
    inside = cut = False
    for line in source.split("\n"):
        if begin in line:
            inside = cut = True
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + part for part in stub.split("\n")] if stub else []
        elif end in line:
            inside = False
        elif not inside:
            kept.append(line)
    return kept, cut
