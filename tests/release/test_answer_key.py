"""The key has every answer, its derivation and its sweep, and nothing hidden."""

import re

import numpy as np
import pytest
from own_assignment import NOTEBOOKS, QUESTIONS

import solutions
from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UsageError
from autograder.release import answer_key

NAMES = sorted({name for question in QUESTIONS for name in question.names})


def solved(name):
    return answer_key.solved_notebook(read_assignment(), name)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_hidden_line_and_no_marker_is_left(name):
    text = "\n".join(cell.source for cell in solved(name).cells)
    assert not re.search(r"###|HIDDEN|autograder", text)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_is_there_with_its_derivation_below(name):
    cells = solved(name).cells
    for own in read_assignment().notebooks[name]:
        if own.kind != "solution":
            continue
        body = own.source.split("### BEGIN SOLUTION\n")[1].split("\n    ### END")[0]
        at = next(i for i, c in enumerate(cells) if body.split("\n###")[0] in c.source)
        assert cells[at + 1].source.startswith("**How to get there:**")


def test_every_written_answer_is_there_and_named_as_one():
    answers = [c for c in solved(NOTEBOOKS[0]).cells if "**An answer.**" in c.source]
    assert len(answers) == sum(question.by_hand for question in QUESTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_names_its_part_and_leaves_shapes_to_pydoc(name):
    text = answer_key.derivation(name)
    assert "Section" in text
    assert not re.search(r"Args:|Returns:|Raises:|>>>", text)
    assert len(text) > 80


def test_a_derivation_shows_formulas_as_they_are_and_prose_without_accidents():
    text = answer_key.derivation("loss_gradients")
    assert "\n    ∂ℓ/∂bₖ     = Dₖ" in text
    assert r"`analytic\_exponent`" not in text


@pytest.mark.parametrize("sweep", answer_key.registry.SWEEPS)
def test_a_sweep_runs_and_ends_at_the_gradients_of_the_engine(sweep, capsys):
    names = {name: getattr(solutions, name) for name in solutions.__all__}
    exec(answer_key.registry.SWEEPS[sweep], {"np": np, "solutions": solutions, **names})
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("∂")]) >= 4


def test_a_sweep_belongs_to_a_cell_of_the_worksheet():
    assert set(answer_key.registry.SWEEPS) <= {question.cell for question in QUESTIONS}


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
    own = one_cell(tmp_path, source)
    monkeypatch.setattr(answer_key, "read_assignment", lambda _: own)
    (page,) = answer_key.build(tmp_path / "key")
    html = page.read_text(encoding="utf-8")
    assert page.name == "section2_derivatives.html"
    assert "<pre>7.0\n</pre>" in html
    assert "there is\na kink" in html
    assert "BEGIN SOLUTION" not in html


def test_a_solution_that_fails_is_one_line_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(
        answer_key, "read_assignment", lambda _: one_cell(tmp_path, "1 / 0")
    )
    with pytest.raises(UsageError, match=r"not run .* ZeroDivision") as caught:
        answer_key.build(tmp_path / "key")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "key").exists()


def test_a_course_without_notebooks_gets_one_line_and_status_2(
    tmp_path, monkeypatch, capsys
):
    nothing = tmp_path / "nothing here"
    monkeypatch.setattr(
        answer_key, "read_assignment", lambda _: read_assignment(nothing)
    )
    assert answer_key.main(["--into", str(tmp_path / "key")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
