"""Parses the bytes of a submitted notebook, damaged or not, into cells.

The content is untrusted: the type of every field is checked, and only base types are
returned. Each repair adds a note.
"""

from __future__ import annotations

import codecs
import json
from typing import Any, NamedTuple

from autograder.assignment.errors import UnreadableError
from autograder.submissions.recover import recover_cells

MAX_BYTES = 32_000_000
MAX_CELLS = 2_000
MAX_SOURCE = 500_000  # characters of one cell
MAX_OUTPUTS = 50  # saved outputs kept of one cell


class SubmittedCell(NamedTuple):
    """One cell as it was submitted.

    Attributes:
        cell_type: "code", "markdown" or "raw".
        grade_id: from its nbgrader metadata, or None.
        cell_id: nbformat's id, or None.
        nbgrader: its nbgrader metadata, unchecked.
        outputs: saved outputs, unchecked.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    cell_id: str | None = None
    nbgrader: dict[str, Any] = {}  # noqa: RUF012 (read only)
    outputs: tuple[Any, ...] = ()


class ParsedNotebook(NamedTuple):
    """The cells of a submitted notebook, and a note on each repair."""

    cells: tuple[SubmittedCell, ...]
    notes: tuple[str, ...]


def parse_notebook(data: bytes) -> ParsedNotebook:
    """Return the cells of the notebook with this content.

    Raises:
        UnreadableError: it contains no cell; the message is the reason.
    """
    if not data.strip():
        raise UnreadableError("the file is empty")
    text, notes = _decoded(data)
    raw, more_notes = _raw_cells(text)
    cells = [cell for cell in raw if isinstance(cell, dict)]
    notes += more_notes
    if len(cells) < len(raw):
        notes.append(
            f"entries that are not cells were ignored: {len(raw) - len(cells)}"
        )
    if len(cells) > MAX_CELLS:
        notes.append(f"of {len(cells)} cells only the first {MAX_CELLS} were read")
    return ParsedNotebook(tuple(map(_cell, cells[:MAX_CELLS])), tuple(notes))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            note = f"the file starts with a byte order mark; it was read as {name}"
            return data.decode(name, errors="replace"), [note]
    if b"\0" in data[:4]:
        wide = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(wide, errors="replace"), [f"the file was read as {wide}"]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        note = "the file is not UTF-8; it was read as Windows-1252"
        return data.decode("cp1252", errors="replace"), [note]


def _raw_cells(text: str) -> tuple[list[Any], list[str]]:
    """Return the list of cells in the text, recovered if the JSON is damaged."""
    try:
        notebook, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        recovered = recover_cells(text)
        if not recovered:
            raise UnreadableError(
                "the file is not a notebook: it is not JSON"
            ) from None
        note = f"the file is damaged; {len(recovered)} complete cells were recovered"
        return list(recovered), [note]
    notes: list[str] = []
    if text.lstrip()[end:].strip():
        notes.append("text after the end of the notebook was ignored")
    cells = _listed(notebook, notes)
    if cells is None:
        raise UnreadableError("the file is not a notebook: it has no cells")
    return cells, notes


def _listed(notebook: Any, notes: list[str]) -> list[Any] | None:
    if isinstance(notebook, list):  # only the list of cells
        return notebook if any(_looks_like_cell(cell) for cell in notebook) else None
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if cells is None and isinstance(sheets, list):
        notes.append("the notebook was converted from an old format (nbformat 3)")
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for some in lists if isinstance(some, list) for cell in some]
    if isinstance(cells, dict):
        notes.append(
            "the cells are not stored as a list; the order of the file was kept"
        )
        return list(cells.values())
    return cells if isinstance(cells, list) else None


def _looks_like_cell(cell: Any) -> bool:
    return isinstance(cell, dict) and ("source" in cell or "cell_type" in cell)


def _cell(cell: dict[str, Any]) -> SubmittedCell:
    metadata = _dict(cell.get("metadata"))
    nbgrader = _dict(metadata.get("nbgrader"))
    outputs = cell.get("outputs")
    return SubmittedCell(
        cell_type=_cell_type(cell),
        source=_text(cell.get("source", cell.get("input", "")))[:MAX_SOURCE],
        grade_id=_name(nbgrader.get("grade_id")),
        cell_id=_name(cell.get("id")),
        nbgrader=nbgrader,
        outputs=tuple(outputs[:MAX_OUTPUTS]) if isinstance(outputs, list) else (),
    )


def _cell_type(cell: dict[str, Any]) -> str:
    cell_type = cell.get("cell_type")
    if cell_type in ("code", "markdown", "raw"):
        return str(cell_type)
    if cell_type == "heading":
        return "markdown"
    return "code" if {"outputs", "execution_count", "input"} & cell.keys() else "raw"


def _text(source: Any) -> str:
    """Return a cell's source, given as text or lines, as text that can be encoded."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    joined = source.replace("\r\n", "\n").replace("\r", "\n")
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 else None
