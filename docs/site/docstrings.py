"""Turns docstrings of `solutions` into what Sphinx reads.

They are written for `pydoc`: formulas are indented lines of text, and `*` and `|` are
ordinary characters.
"""

import re

SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Yields):")
EXAMPLE = ">>>"


def without_derivation(lines: list[str]) -> list[str]:
    """Return the first paragraph, the sections and the examples, nothing else."""
    first = lines.index("") if "" in lines else len(lines)
    rest = next(
        (
            n
            for n, line in enumerate(lines)
            if SECTION.match(line) or line.startswith(EXAMPLE)
        ),
        len(lines),
    )
    return [*lines[:first], "", *lines[max(first, rest) :]]


def as_restructured_text(lines: list[str]) -> list[str]:
    """Escape the text, and mark indented blocks outside sections as literal."""
    out: list[str] = []
    literal = in_section = example = False
    for line in lines:
        if line and not line.startswith(" "):
            in_section = SECTION.match(line) is not None
            example = line.startswith(EXAMPLE) or example
            literal = False
        elif not line:
            example = False
        elif not (in_section or literal or example):
            out += ["::", ""]
            literal = True
        out.append(line if literal or example else re.sub(r"([*|])", r"\\\1", line))
    return out
