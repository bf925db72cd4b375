"""Steps to open one by one: a picture and a few lines for each, without a script.

`<details>` works in every notebook, trusted or not, and in static pages. Where only
text and one picture are kept, as on feedback pages, the text lists all steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .cards import Shown, to_html
from .figures import image
from .frames import Frame

LINE = '<div style="max-width:46em;line-height:1.45;margin:2px 0">'
DETAILS = (
    'style="margin:3px 0;padding:2px 10px;border-left:4px solid #1976d2;'
    'border-left:4px solid var(--jp-info-color1,#1976d2)"'
)


class Step(NamedTuple):
    """One step.

    summary: the line that is always visible, such as "f: upstream 1".
    frame: its picture, from `display.frames`, or None.
    alt: the picture in words, to be read aloud.
    lines: what the step computes, one line each; shown above the picture.
    """

    summary: str
    frame: Frame | None = None
    alt: str = ""
    lines: Sequence[str] = ()


def steps(
    title: str,
    items: Sequence[Step],
    caption: str = "",
    opened: int = 0,
    each: str = "Step",
) -> Shown:
    """Show steps that a reader opens one by one; the first one is open.

    Args:
        title: a line above the steps; `…` becomes code, as in all other texts.
        items: the steps, in order.
        caption: a line below them.
        opened: the index of the step that is open at first.
        each: what a step is called: "Picture" where the steps of a descent are shown.
    """
    count = len(items)
    body = "".join(
        _details(item, f"{each} {place} of {count}", place - 1 == opened)
        for place, item in enumerate(items, 1)
    )
    markup = f"{LINE}<b>{to_html(title)}</b></div>{body}"
    if caption:
        markup += f"{LINE}{to_html(caption)}</div>"
    texts = [_text(item, f"{each} {n} of {count}") for n, item in enumerate(items, 1)]
    text = "\n".join(filter(None, [title, *texts, caption]))
    return Shown(f"<div>{markup}</div>", text.replace("`", ""))


def one_step(name: str, item: Step, caption: str = "") -> Shown:
    """Show one step of a sequence, open.

    Args:
        name: takes the place of "Step 1 of 9".
        caption: a line below the step.
    """
    markup = _details(item, name, True)
    if caption:
        markup += f"{LINE}{to_html(caption)}</div>"
    text = "\n".join(filter(None, [_text(item, name), caption]))
    return Shown(f"<div>{markup}</div>", text.replace("`", ""))


def _details(item: Step, name: str, is_open: bool) -> str:
    lines = "".join(f"{LINE}{to_html(line)}</div>" for line in item.lines)
    drawn = image(item.frame, item.alt) if item.frame else ""
    return (
        f"<details {DETAILS}{' open' if is_open else ''}>"
        f'<summary style="cursor:pointer;line-height:1.6"><b>{name}</b> — '
        f"{to_html(item.summary)}</summary>{lines}{drawn}</details>"
    )


def _text(item: Step, name: str) -> str:
    lines = [f"{name}: {item.summary}", *(f"  {line}" for line in item.lines)]
    return "\n".join([*lines, f"  ({item.alt})"] if item.alt else lines)
