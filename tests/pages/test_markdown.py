"""Markdown and formulas become HTML that loads nothing and runs nothing."""

import re

import pytest
from own_assignment import NOTEBOOKS

from autograder.assignment.assignment import read_assignment
from autograder.pages.code import highlight, tokens
from autograder.pages.markdown import FORMULA, markdown
from autograder.pages.mathematics import ELEMENTS, mathml


def test_formulas_become_mathml():
    page = markdown("So $W^\\top e$, and\n\n$$\\frac{a}{b}$$")
    assert "<msup><mi>W</mi><mo>⊤</mo></msup>" in page
    assert '<math display="block"' in page
    assert "<mfrac>" in page
    assert "$" not in page


@pytest.mark.parametrize("text", ["`a $x$ b`", "It costs $5 or $6.", "only one $"])
def test_other_dollars_stay(text):
    assert "<math" not in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "<img src=x onerror=alert(1)>",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\text{<script>alert(1)</script>}$",
        "$\\style{background:url(https://example.org)}{x}$",
        '$\\class{" onclick="x}{y}$',
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text):
    tags = re.findall(r"<(\w+)([^>]*)>", markdown(text))
    allowed = ELEMENTS | {"p", "a", "code"}
    assert {name for name, _ in tags} <= allowed
    for name, attributes in tags:
        assert not re.search(r"(src|style|class|on\w+)=", attributes)
        assert "href" not in attributes or (name == "a" and 'href="https' in attributes)


@pytest.mark.parametrize("formula", ["\\frac", "{" * 5000, "{" * 1500, "x" * 3000])
def test_a_formula_that_cannot_be_translated_is_shown_as_tex(formula):
    assert formula[:50] in mathml(formula)
    assert "<math" not in mathml(formula)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_formula_of_the_notebooks_is_translated(name):
    cells = read_assignment().notebooks[name]
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    formulas = [m for text in texts for m in FORMULA.finditer(text)]
    assert formulas
    for match in formulas:
        made = mathml(match["display"] or match["inline"], bool(match["display"]))
        assert made.startswith("<math")
        assert "\\" not in re.sub(r"<[^>]*>", "", made)


def test_tokens_together_are_the_code_whatever_it_is():
    code = (
        'def f(x, s=r"a\\"b"):  # hi <b>\n  """doc\n x"""\n  return x**2.5 + \'un\n$?'
    )
    assert "".join(token.text for token in tokens(code)) == code


def test_code_is_marked_up_and_escaped():
    page = highlight('if x < 2:  # <b>\n    y = "<i>"')
    assert '<span class="keyword">if</span> x &lt; ' in page
    assert '<span class="comment"># &lt;b&gt;</span>' in page
    assert '<span class="string">"&lt;i&gt;"</span>' in page
