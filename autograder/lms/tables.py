"""CSV files of other programs, read with their encoding and written back alike."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.errors import UsageError, one_line

MAX_BYTES = 100_000_000
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would evaluate


class Table(NamedTuple):
    """One CSV file.

    Attributes:
        rows: the rows below the header, each as long as the header at least.
        delimiter, newline, mark: how it was written; `mark` is the byte order mark.
    """

    path: Path
    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    newline: str = "\n"
    mark: bool = False

    def as_bytes(self) -> bytes:
        """The same file, in UTF-8."""
        data = csv_bytes([self.header, *self.rows], self.delimiter, self.newline)
        return codecs.BOM_UTF8 + data if self.mark else data


def read_table(path: Path) -> Table:
    """The CSV file, separated by commas, semicolons or tabs.

    Raises:
        UsageError: it cannot be read, or has no header.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}. Give a CSV file.") from None
    if size > MAX_BYTES:
        raise UsageError(f"{path} has {size:,} bytes; at most {MAX_BYTES:,} are read.")
    text = _decoded(data)
    csv.field_size_limit(MAX_BYTES)  # a worksheet may hold whole essays
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(
            f"{path} is not a CSV file: {error}. Export it again from the platform."
        ) from None
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise UsageError(f"{path} is empty. Export it again from the platform.")
    header, *body = filled
    wide = [row + [""] * (len(header) - len(row)) for row in body]
    newline = "\r\n" if "\r\n" in text else "\n"
    return Table(
        path, header, wide, delimiter, newline, data.startswith(codecs.BOM_UTF8)
    )


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # older Windows programs


def _delimiter(text: str) -> str:
    """The separator that gives the header the most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def columns(separator: str) -> int:
        return max(len(row) for row in csv.reader([first], delimiter=separator))

    return max(",;\t", key=columns) if first else ","


def csv_bytes(
    rows: Iterable[Sequence[str]], delimiter: str = ",", newline: str = "\n"
) -> bytes:
    """The rows as CSV in UTF-8."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")


def harmless(text: str) -> str:
    """The text on one line, as a spreadsheet shows it and does not evaluate it."""
    line = one_line(text, 1_000)
    evaluated = text.lstrip(" ").startswith(FORMULAS)
    return f"'{line}" if evaluated else line


def points(value: float) -> str:
    """A score with at most two decimals, which is what the platforms keep."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
