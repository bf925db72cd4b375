"""Hostile cells of our own, one text file for each kind of attack in `hostile/`.

Never run one outside a sandbox. A file opens with its kind; `#: name` starts a cell.
"""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "hostile"

FIND_THE_LINE = """import gc as _gc
from autograder.sandbox.protocol import Connection as _Connection
line = next(o for o in _gc.get_objects() if isinstance(o, _Connection))
"""


class Hostile(NamedTuple):
    """One attack.

    Attributes:
        kind: the file that it is from.
        source: the cell, with @SECRET@, @COURSE@ and @PID@ to be filled in.
    """

    kind: str
    name: str
    source: str

    def aimed(self, secret: Path, pid: int) -> str:
        """The cell against this file and this process."""
        places = {"@SECRET@": secret, "@COURSE@": secret.parent, "@PID@": pid}
        source = self.source
        for mark, value in places.items():
            source = source.replace(mark, str(value))
        return source


def load_hostile() -> list[Hostile]:
    return [cell for file in sorted(FOLDER.glob("*.txt")) for cell in _cells(file)]


def _cells(file: Path) -> list[Hostile]:
    _, *parts = file.read_text(encoding="utf-8").split("\n#: ")
    before = FIND_THE_LINE if file.stem == "talking" else ""
    cells = []
    for part in parts:
        name, _, source = part.partition("\n")
        cells.append(Hostile(file.stem, name, before + source.strip() + "\n"))
    return cells
