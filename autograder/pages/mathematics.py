"""Translates TeX formulas into MathML, which browsers show without a script."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 2000  # characters; longer formulas are shown as TeX
# fmt: off
ELEMENTS = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt",
    "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable",
    "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "mmultiscripts",
}
ATTRIBUTES = {
    "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence",
    "separator", "form", "lspace", "rspace", "minsize", "maxsize", "movablelimits",
    "accent", "accentunder", "width", "height", "depth", "linethickness",
    "columnalign", "rowspacing", "columnspacing", "largeop", "symmetric",
}
# fmt: on

# The library does not know the norm's bar after \big, but knows the character.
BIG_NORM = re.compile(r"(\\[Bb]igg?[lr]?)\s*\\(?:\||[lr]?Vert\b)")


@lru_cache(maxsize=4096)
def mathml(formula: str, display: bool = False) -> str:
    """Return the formula as MathML; as TeX in `<code>` if it cannot be translated.

    Only known elements and attributes are kept: no links, styles, or classes.
    """
    source = formula.strip()
    try:
        if len(source) > LONGEST:
            raise ValueError("the formula is too long")
        known = BIG_NORM.sub(r"\1‖", source)
        root = convert_to_element(known, display="block" if display else "inline")
        return _serialize(root)
    except (Exception, RecursionError):
        return f'<code class="tex">{html.escape(source)}</code>'


def _serialize(element: Element) -> str:
    """Return the element with known tags and attributes, everything else escaped."""
    tag = element.tag if element.tag in ELEMENTS else "mrow"
    attributes = "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES
    )
    # The library keeps characters as entities, such as "&#x0003D;" for "=".
    text = html.escape(html.unescape(element.text or ""))
    children = "".join(map(_serialize, element))
    return f"<{tag}{attributes}>{text}{children}</{tag}>"
