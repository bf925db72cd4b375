"""Each question once: the parts of one returned dict are judged one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.values.student import Function, Reply, Student


class Remembering:
    """A student who gives the first reply again when asked the same question.

    Good until a cell of the student's runs: `forget` then. The same question means
    the same objects as arguments and nothing lent.
    """

    def __init__(self, student: Student) -> None:
        self._student = student
        self.forget()

    def forget(self) -> None:
        # With the arguments themselves: an id is unique only while its object lives.
        self._replies: dict[tuple[Any, ...], tuple[tuple[Any, ...], Reply]] = {}

    def read(self, name: str) -> Reply:
        return self._student.read(name)

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        if lend:
            return self._student.call(name, *arguments, lend=lend)
        question = (name, *map(id, arguments))
        if question not in self._replies:
            reply = self._student.call(name, *arguments)
            self._replies[question] = (arguments, reply)
        return self._replies[question][1]
