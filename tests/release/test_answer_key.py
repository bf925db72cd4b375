"""The answer key has every answer and derivation, and no hidden line."""

import re

import numpy as np
import pytest
from own_assignment import NOTEBOOKS, QUESTIONS

import solutions
from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UsageError
from autograder.release import answer_key
from autograder.release.sweeps import SWEEPS

NAMES = sorted({name for question in QUESTIONS for name in question.names})


def solved(name):
    return answer_key.solved_notebook(read_assignment(), name)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_hidden_lines_and_markers_are_removed(name):
    text = "\n".join(cell.source for cell in solved(name).cells)
    assert not re.search(r"###|HIDDEN|autograder", text)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_is_followed_by_its_derivation(name):
    cells = solved(name).cells
    for cell in read_assignment().notebooks[name]:
        if cell.kind != "solution":
            continue
        body = cell.source.split("### BEGIN SOLUTION\n")[1].split("\n    ### END")[0]
        at = next(i for i, c in enumerate(cells) if body.split("\n###")[0] in c.source)
        assert cells[at + 1].source.startswith("**Derivation:**")


def test_every_written_answer_is_marked_as_a_sample():
    answers = [
        c for c in solved(NOTEBOOKS[0]).cells if "**Sample answer.**" in c.source
    ]
    assert len(answers) == sum(question.by_hand for question in QUESTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_names_its_part_and_omits_arguments(name):
    text = answer_key.derivation(name)
    assert "Section" in text
    assert not re.search(r"Args:|Returns:|Raises:|>>>", text)
    assert len(text) > 80


def test_a_derivation_keeps_formulas_and_escapes_text():
    text = answer_key.derivation("loss_gradients")
    assert "\n    ∂ℓ/∂bₖ     = Dₖ" in text
    assert r"`analytic\_exponent`" not in text


@pytest.mark.parametrize("sweep", SWEEPS)
def test_an_explanation_runs_and_prints_gradients(sweep, capsys):
    names = {name: getattr(solutions, name) for name in solutions.__all__}
    exec(SWEEPS[sweep], {"np": np, "solutions": solutions, **names})
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("∂")]) >= 4


def test_explanations_belong_to_cells_of_the_worksheet():
    assert set(SWEEPS) <= {question.cell for question in QUESTIONS}


def one_cell(tmp_path, source):
    folder = tmp_path / "backprop"
    folder.mkdir()
    cells = read_assignment().notebooks["section2_derivatives"]
    relu = next(cell for cell in cells if cell.key == "s2b")
    notebooks = {"section2_derivatives": (relu._replace(source=source),)}
    return Assignment("backprop", folder, notebooks, "")


def test_a_page_shows_the_answer_the_derivation_and_the_output(tmp_path, monkeypatch):
    answer = "d_relu = solutions.d_relu\nprint(d_relu(6) * 7)"
    source = f"import solutions\n### BEGIN SOLUTION\n{answer}"
    assignment = one_cell(tmp_path, source)
    monkeypatch.setattr(answer_key, "read_assignment", lambda _: assignment)
    (page,) = answer_key.build(tmp_path / "key")
    html = page.read_text(encoding="utf-8")
    assert page.name == "section2_derivatives.html"
    assert ">7.0\n</pre>" in html
    assert "there is\na kink" in html
    assert not re.search(
        r"<script|(src|href)=.(?!data:)|https?:|\\(frac|partial)", html
    )
    assert "BEGIN SOLUTION" not in html


def test_a_failing_solution_is_reported_in_one_line_and_writes_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(
        answer_key, "read_assignment", lambda _: one_cell(tmp_path, "1 / 0")
    )
    with pytest.raises(UsageError, match=r"not run .* ZeroDivision") as caught:
        answer_key.build(tmp_path / "key")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "key").exists()


def test_missing_notebooks_are_reported_with_status_2(tmp_path, monkeypatch, capsys):
    nothing = tmp_path / "nothing here"
    monkeypatch.setattr(
        answer_key, "read_assignment", lambda _: read_assignment(nothing)
    )
    assert answer_key.main(["--into", str(tmp_path / "key")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
