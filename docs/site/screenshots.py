"""Takes the pictures of README.md and of the site: real outputs in a real browser.

    python docs/site/screenshots.py [--course DIR] [NAME ...]

`check` and `flow` are cells in JupyterLab, in the released version. `class` is the page
for the lecture about the sample class; without --course, the class is graded first,
which takes some minutes. Needs chromium and the packages of the tests.
"""

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from PIL import Image, ImageChops
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from lab_server import serve  # noqa: E402

from autograder.__main__ import main as autograder  # noqa: E402
from autograder.assignment.course import Course  # noqa: E402
from autograder.demo.__main__ import main as demo  # noqa: E402
from autograder.release.build import make_release  # noqa: E402

IMAGES = Path(__file__).parent / "images"
NAMES = ("check", "flow", "class")
WIDTH, SCALE, COLORS, MARGIN = 860, 2, 64, 16
MINUTES = 60_000  # playwright counts milliseconds

SETUP = "import numpy as np\nimport worksheet"
# Two mistakes: `dphi(z)` and `W1` should be transposed. The picture does not show this
# code, because the rest of it is right.
ANSWER = """\
def loss_gradients(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + b
    p = phi(z)
    e = W2 @ p - y
    grad_z = dphi(z) @ (W2.T @ e)
    gradients = {"x": W1 @ grad_z, "b": grad_z}
    return gradients | {"W1": np.outer(grad_z, x), "W2": np.outer(e, p)}"""
CHECKS = [f'worksheet.check("q1d_{name}", globals())' for name in ("x", "W1", "W2")]
# Not the graph of (c), which is a question: here `x` is used twice.
FLOW = """\
graph = {
    "x": ("source",), "y": ("source",), "w1": ("source",), "b1": ("source",),
    "a": ("mul", "w1", "x"),
    "z": ("add", "a", "b1"),
    "p": ("mul", "z", "x"),
    "r": ("sub", "p", "y"),
    "f": ("square", "r"),
}
worksheet.show_flow(graph, n=1, step=-1)"""

HIDDEN = """
.jp-SideBar, #jp-top-panel, #jp-menu-panel, #jp-bottom-panel, .jp-NotebookPanel-toolbar,
.jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .jp-Notebook-footer, .jp-cell-toolbar,
.jp-OutputArea-promptOverlay { display: none !important }
.jp-Cell.jp-mod-selected, .jp-Cell-inputCollapser, .jp-Cell-outputCollapser {
  display: none !important
}
"""
# Without the bar chart, and without examples of code, which are nearly right answers.
SHORTENED = """
h2:first-of-type, h2:first-of-type + figure, main ol :is(pre, .label, details) {
  display: none
}
"""
MISTAKES = 6
RUN = """async () => {
  const app = window.jupyterapp;
  await app.commands.execute('notebook:run-all-cells');
  await app.commands.execute('notebook:enter-command-mode');
}"""
READY = """() => {
  const context = window.jupyterapp?.shell?.currentWidget?.context;
  const kernel = context?.sessionContext?.session?.kernel;
  return context?.isReady && kernel?.connectionStatus == 'connected'
    && kernel?.status == 'idle';
}"""


def take(names: list[str], graded: Path | None) -> None:
    """Write the named pictures; a graded sample class saves the time to grade it."""
    with (
        tempfile.TemporaryDirectory(prefix="pictures-") as temporary,
        browser() as page,
    ):
        folder = Path(temporary)
        if "check" in names or "flow" in names:
            release = make_release(Course(folder / "course"), "none", verify=False)
            (folder / "settings").mkdir()
            with serve(release.folder, folder / "settings") as address:
                if "check" in names:
                    write("check", cells(page, address, release.folder, ANSWER, CHECKS))
                if "flow" in names:
                    write("flow", cells(page, address, release.folder, "", [FLOW]))
        if "class" in names:
            write("class", class_page(page, graded or graded_class(folder / "demo")))


@contextmanager
def browser() -> Iterator[Page]:
    """Start chromium; yield a page of twice the usual resolution."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        page = started.new_page(
            viewport={"width": WIDTH, "height": 1600}, device_scale_factor=SCALE
        )
        page.set_default_timeout(3 * MINUTES)
        yield page
        started.close()


def cells(
    page: Page, address: str, folder: Path, before: str, shown: list[str]
) -> bytes:
    """Run code in JupyterLab, beside the released files; picture the last cells."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for code in (SETUP, before, *shown, ""):  # the last cell is marked as selected
        notebook.cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(notebook, folder / "picture.ipynb")
    page.goto(f"{address}/doc/tree/picture.ipynb?reset")
    page.wait_for_function(READY)
    page.evaluate(RUN)
    page.wait_for_function(READY)
    page.add_style_tag(content=HIDDEN)
    page.wait_for_timeout(2000)  # fonts and the layout without the hidden parts
    boxes = [box for cell in page.locator(".jp-Cell").all()[2:-1]
             if (box := cell.bounding_box())]  # fmt: skip
    top = min(box["y"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    left = min(box["x"] for box in boxes)
    width = max(box["width"] for box in boxes)
    return page.screenshot(
        clip={"x": left, "y": top, "width": width, "height": bottom - top}
    )


def graded_class(root: Path) -> Path:
    """Grade the sample class; return its course folder."""
    if status := demo(["--course", str(root)]):
        sys.exit(status)
    return root


def class_page(page: Page, root: Path) -> bytes:
    """Picture the lecture's page down to the frequent mistakes, shortened."""
    autograder(["report", "--anonymous", "--course", str(root)])
    page.goto((root / "report-anonymous.html").resolve().as_uri())
    page.add_style_tag(content=SHORTENED)
    mistakes = page.locator("main ol > li")
    last = mistakes.nth(min(MISTAKES, mistakes.count()) - 1).bounding_box()
    assert last
    return page.screenshot(
        full_page=True,
        clip={"x": 0, "y": 0, "width": WIDTH, "height": last["y"] + last["height"]},
    )


def write(name: str, picture: bytes) -> None:
    """Write a PNG of few colors, without the empty border."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    background = Image.new("RGB", image.size, image.getpixel((0, 0)))
    box = ImageChops.difference(image, background).getbbox()
    if box is None:
        sys.exit(f"The picture {name} is empty.")
    margin = MARGIN * SCALE
    bordered = Image.new(
        "RGB",
        (box[2] - box[0] + 2 * margin, box[3] - box[1] + 2 * margin),
        image.getpixel((0, 0)),
    )
    bordered.paste(image.crop(box), (margin, margin))
    small = bordered.quantize(COLORS, dither=Image.Dither.NONE)
    small.save(IMAGES / f"{name}.png", optimize=True)
    print(IMAGES / f"{name}.png", small.size)


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the site.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument(
        "--course", type=Path, metavar="DIR", help="the graded sample class"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {*NAMES}:
        parser.error(f"no picture {', '.join(unknown)}; there are {', '.join(NAMES)}")
    take(arguments.names or [*NAMES], arguments.course)


if __name__ == "__main__":
    main()
