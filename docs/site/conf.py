"""Settings of the documentation site. build.py assembles its pages and runs Sphinx."""

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from docstrings import as_restructured_text, without_derivation

project = "The backpropagation worksheet"
try:
    release = metadata.version("backprop-worksheet")
except metadata.PackageNotFoundError:
    release = ""

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "sphinx-mathjax-offline",  # the site loads nothing from other servers
]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # build.py has executed the notebooks
exclude_patterns = ["README.md"]  # index.md takes its place

html_theme = "furo"
html_title = project
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings state types and shapes

# Modules that answer the worksheet: their derivations belong to the answer key.
ANSWERS = {
    f"solutions.{name}"
    for name in ("activations", "chain_rule", "cost", "one_layer", "scalar_sweep",
                 "two_layers", "worksheet_graphs")
}  # fmt: skip


def setup(app):  # type: ignore[no-untyped-def]
    """Prepare docstrings before napoleon reads them (its priority is 500)."""
    app.add_config_value("derivations", False, "env", bool)
    app.connect("autodoc-process-docstring", _prepare, priority=100)


def _prepare(app, what, name, obj, options, lines):  # type: ignore[no-untyped-def]
    if getattr(obj, "__module__", "") in ANSWERS and not app.config.derivations:
        lines[:] = without_derivation(lines)
    lines[:] = as_restructured_text(lines)
