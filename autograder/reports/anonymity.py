"""Keeps everything that may identify a person out of the page for the lecture."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.pages.code import tokens

LONG = 4  # a name of this length is also found inside another word
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")


class Names:
    """The words of which ids and names of the class consist."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {word for name in names for word in _identifying(name)}
        self.words = frozenset(words)
        long = sorted(word for word in words if len(word) >= LONG)
        self.inside = re.compile("|".join(map(re.escape, long))) if long else None

    def occur_in(self, text: str) -> bool:
        """Return whether a name, or a part of one, is in the text."""
        if not self.words.isdisjoint(_words(text)):
            return True
        return self.inside is not None and self.inside.search(text.lower()) is not None


def _identifying(name: str) -> set[str]:
    """Return the words of a name; single letters and digits only if it has no other."""
    words = _words(name)
    return {word for word in words if len(word) > 1} or words


def _words(text: str) -> set[str]:
    """Return the words of a text in lower case, compound words also as a whole."""
    whole = re.findall(r"[^\W_]+", text)
    parts = [p for word in whole for p in WORD.findall(word) if not p.isdigit()]
    return {word.lower() for word in (*whole, *parts)}


def without_comments(code: str) -> str:
    """Return the code without comments, strings that stand alone, and blank lines."""
    kept, line_start = [], True
    for token in tokens(code):
        if token.kind == "comment" or (token.kind == "string" and line_start):
            continue
        kept.append(token.text)
        if token.kind != "space":
            line_start = False
        elif "\n" in token.text:
            line_start = True
    lines = "".join(kept).split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())
