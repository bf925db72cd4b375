"""The hostile cells in `hostile/`, one text file for each kind of attack.

Never run one outside a sandbox. A file starts with its kind; `#: name` starts a cell.
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
        kind: the name of its file.
        source: the cell, with the placeholders @SECRET@, @COURSE@ and @PID@.
    """

    kind: str
    name: str
    source: str

    def aimed(self, secret: Path, pid: int) -> str:
        """The cell with this file and this process as targets."""
        values = {"@SECRET@": secret, "@COURSE@": secret.parent, "@PID@": pid}
        source = self.source
        for placeholder, value in values.items():
            source = source.replace(placeholder, str(value))
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
