"""Drops the saved outputs of a notebook whose file is too large to be parsed.

Pictures and printed lines make a file large; the cells, which count, are small. The
text is read token by token, without building the values that it stands for.
"""

from __future__ import annotations

import re

MAX_TOKENS = 3_000_000  # about three seconds; a notebook of 100 MB has fewer

# Text, closed or not, or a bracket. Possessive: each byte is looked at once.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LIST = re.compile(rb"\s*:\s*\[")


def without_outputs(data: bytes) -> bytes | None:
    """The file with every list that is named "outputs" emptied.

    Returns:
        The shortened file; None if it has too many parts to look at.
    """
    kept: list[bytes] = []
    start, depth, outside = 0, 0, None  # depth of the list that is being dropped
    position = 0
    for _ in range(MAX_TOKENS):
        found = _TOKEN.search(data, position)
        if found is None:
            end = len(data) if outside is None else start
            return b"".join([*kept, data[start:end]])
        position, token = found.end(), found[0]
        if token in (b"[", b"{"):
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
            if outside is not None and depth <= outside:
                start, outside = found.start(), None
        elif token == b'"outputs"' and outside is None:
            opened = _LIST.match(data, position)
            if opened:
                kept.append(data[start : opened.end()])
                position = start = opened.end()
                outside, depth = depth, depth + 1
    return None
