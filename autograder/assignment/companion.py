"""Loads the companion package of an assignment: the code behind `worksheet.check`."""

from __future__ import annotations

import hashlib
import importlib
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from autograder.assignment.errors import UsageError

COMPANION = "companion"  # in the assignment's folder


def load_companion(folder: Path, module: str) -> ModuleType:
    """A module of the companion in this folder, such as "fingerprints".

    Raises:
        UsageError: the companion cannot be loaded.
    """
    try:
        return importlib.import_module(f"{_package(folder / COMPANION)}.{module}")
    except (ImportError, SyntaxError, NameError, AttributeError) as error:
        file = getattr(error, "filename", None) or folder / COMPANION
        line = getattr(error, "lineno", None)
        where = f"{file}, line {line}" if line else f"{file}"
        raise UsageError(f"{where} cannot be loaded: {error}. Fix it first.") from None


def _package(folder: Path) -> str:
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    name = f"_companion_{digest}"
    if name not in sys.modules:
        spec = spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = package = module_from_spec(spec)
        spec.loader.exec_module(package)
    return name
