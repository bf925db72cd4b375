"""From the bytes of a submitted notebook to its cells, whatever happened to them.

Nothing of the notebook is believed: every field is checked for its type, and only
base types come out. What had to be mended is said in a note.
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
    """One cell as it was handed in.

    Attributes:
        cell_type: "code", "markdown" or "raw".
        grade_id: what its nbgrader metadata claims, or None.
        cell_id: nbformat's own id, or None.
        nbgrader: its nbgrader metadata as claimed.
        outputs: saved outputs, unchecked.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    cell_id: str | None = None
    nbgrader: dict[str, Any] = {}  # noqa: RUF012 (read only)
    outputs: tuple[Any, ...] = ()


class ParsedNotebook(NamedTuple):
    """The cells of a submitted notebook, and what had to be mended to get them."""

    cells: tuple[SubmittedCell, ...]
    notes: tuple[str, ...]


def parse_notebook(data: bytes) -> ParsedNotebook:
    """The cells of the notebook with this content.

    Raises:
        UnreadableError: there is no cell in it; the message is the reason.
    """
    if not data.strip():
        raise UnreadableError("the file is empty")
    text, notes = _decoded(data)
    raw, more = _raw_cells(text)
    cells = [cell for cell in raw if isinstance(cell, dict)]
    notes += more
    if len(cells) < len(raw):
        notes.append(f"{len(raw) - len(cells)} entries are not cells: left out")
    if len(cells) > MAX_CELLS:
        notes.append(f"{len(cells)} cells: only the first {MAX_CELLS} were read")
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
            note = f"the file begins with a byte order mark: read as {name}"
            return data.decode(name, errors="replace"), [note]
    if b"\0" in data[:4]:
        wide = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(wide, errors="replace"), [f"the file was read as {wide}"]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        note = "the file is not UTF-8: read as Windows-1252"
        return data.decode("cp1252", errors="replace"), [note]


def _raw_cells(text: str) -> tuple[list[Any], list[str]]:
    """The list of cells in the text, from whole JSON or from what is left of it."""
    try:
        notebook, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        saved = recover_cells(text)
        if not saved:
            raise UnreadableError("the file is not a notebook: no JSON") from None
        note = f"the file is damaged: {len(saved)} whole cells could be saved"
        return list(saved), [note]
    notes: list[str] = []
    if text.lstrip()[end:].strip():
        notes.append("there is text behind the end of the notebook: left out")
    cells = _listed(notebook, notes)
    if cells is None:
        raise UnreadableError("the file is not a notebook: it has no cells")
    return cells, notes


def _listed(notebook: Any, notes: list[str]) -> list[Any] | None:
    if isinstance(notebook, list):  # the list of cells alone
        return notebook if any(_like_a_cell(cell) for cell in notebook) else None
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if cells is None and isinstance(sheets, list):
        notes.append("the notebook is in an old format (nbformat 3): converted")
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for some in lists if isinstance(some, list) for cell in some]
    if isinstance(cells, dict):
        notes.append("the cells are not a list: taken in the order given")
        return list(cells.values())
    return cells if isinstance(cells, list) else None


def _like_a_cell(cell: Any) -> bool:
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
    claimed = cell.get("cell_type")
    if claimed in ("code", "markdown", "raw"):
        return str(claimed)
    if claimed == "heading":
        return "markdown"
    return "code" if {"outputs", "execution_count", "input"} & cell.keys() else "raw"


def _text(source: Any) -> str:
    """A cell's source: text, or lines; every character one that can be written."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    whole = source.replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 else None
