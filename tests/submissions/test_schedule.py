"""The order in which cells of damaged notebooks are run and judged."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from fake_course import (
    FakeSandboxes,
    as_file,
    as_submitted,
    cell,
    find,
    without,
)
from own_assignment import (
    AUTOMATIC,
    BY_ID,
    MAX_SCORE,
    NOTEBOOKS,
    SECTION1,
    SECTION2,
    points_in,
)

from autograder.grading.submission import Submission, grade_submission
from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule


@pytest.fixture
def cells(source):
    return as_submitted(source, SECTION1)


def keys(source, cells):
    parsed = parse_notebook(as_file(cells))
    schedule = make_schedule(parsed, source.notebooks[SECTION1])
    return [step.key for step in schedule.steps], schedule.notes


def graded(source, cells):
    sandboxes = FakeSandboxes()
    files = {f"{SECTION1}.ipynb": as_file(cells)}
    files[f"{NOTEBOOKS[1]}.ipynb"] = as_file(as_submitted(source, NOTEBOOKS[1]))
    return grade_submission(Submission("ada", files), source, sandboxes).result


def wrong(cells, key, code):
    changed = deepcopy(find(cells, key))
    changed["source"] = code
    return changed


WRONG_A = "df = dg = dl = lambda x: 0\ndh = lambda x1, x2: (0, 0)"


def test_an_unchanged_notebook_keeps_its_order_and_has_no_notes(source, cells):
    order, notes = keys(source, cells)
    assert order == [cell.key for cell in source.notebooks[SECTION1]]
    assert notes == ()


def test_the_solved_course_earns_all_automatic_points(source, cells):
    result = graded(source, cells)
    assert result.score == AUTOMATIC
    assert [name for name, c in result.cells.items() if c.score is None] == [
        "q1e_discussion",
        "q1f_discussion",
        "q1g_discussion",
    ]
    assert result.notes == ()


@pytest.mark.parametrize("lost", ["q1a", "q1a_parts", "q1c", "q1d_W2", "q1g_descent"])
def test_a_deleted_graded_cell_is_put_back_and_judged(source, cells, lost):
    result = graded(source, without(cells, lost))
    assert result.score == AUTOMATIC
    assert any(lost in note and "missing" in note for note in result.notes)


def test_a_deleted_solution_cell_costs_only_its_own_points(source, cells):
    result = graded(source, without(cells, "s1c"))
    assert result.score == AUTOMATIC - points_in("s1c")
    assert result.cells["q1c"].outcome == "not attempted"


def test_deleted_imports_are_put_back_in_front(source, cells):
    order, _ = keys(source, without(cells, "imports"))
    assert order.index("imports") < order.index("s1a")


def test_imports_moved_to_the_end_still_run_first(source, cells):
    moved = [*without(cells, "imports"), find(cells, "imports")]
    order, notes = keys(source, moved)
    assert order.index("imports") < order.index("s1a")
    assert notes == ("cell imports was moved",)


def test_a_copy_below_its_graded_cell_changes_nothing_earlier(source, cells):
    copy = wrong(cells, "s1a", WRONG_A)
    index = cells.index(find(cells, "q1a")) + 1
    result = graded(source, [*cells[:index], copy, *cells[index:]])
    assert result.cells["q1a"].score == 2


def test_the_last_copy_above_a_graded_cell_counts(source, cells):
    copy = wrong(cells, "s1a", WRONG_A)
    index = cells.index(find(cells, "s1a"))
    after = [*cells[: index + 1], copy, *cells[index + 1 :]]
    before = [*cells[:index], copy, *cells[index:]]
    assert graded(source, after).cells["q1a"].score == 0
    assert graded(source, before).cells["q1a"].score == 2


def test_graded_cells_above_a_moved_solution_are_judged_after_it(source, cells):
    moved = [*without(cells, "s1a"), find(cells, "s1a")]
    result = graded(source, moved)
    assert result.score == AUTOMATIC
    order, _ = keys(source, moved)
    assert order[-3:] == ["s1a", "q1a_parts", "q1a"]


def test_a_second_copy_of_a_graded_cell_is_not_judged_again(source, cells):
    again = [*cells, wrong(cells, "s1a", WRONG_A), deepcopy(find(cells, "q1a"))]
    result = graded(source, again)
    assert result.cells["q1a"].score == 2


def test_guessing_in_many_copies_does_not_help(source, cells):
    guesses = []
    for p in (1, 2, 3):
        for key in ("s1e_exponents", "q1e_exponents"):
            code = f"analytic_exponent = {p}\nnumerical_exponent = {p + 2}"
            guesses.append(wrong(cells, key, code))
    rest = without(cells, "s1e_exponents", "q1e_exponents")
    assert graded(source, [*rest, *guesses]).cells["q1e_exponents"].score == 0


def test_a_solution_without_metadata_is_matched_by_its_cell_id(source, cells):
    find(cells, "s1f")["metadata"] = {}
    assert graded(source, cells).score == AUTOMATIC


def test_a_solution_without_metadata_and_id_runs_as_a_free_cell(source, cells):
    code = (
        "def computation_graph(n):\n    from solutions import computation_graph as f\n"
    )
    answer = find(cells, "s1c")
    answer |= {"id": "else", "metadata": {}, "source": code + "    return f(n)"}
    result = graded(source, cells)
    assert result.score == AUTOMATIC


def test_losing_all_metadata_and_ids_costs_no_points(source, cells):
    for number, one in enumerate(cells):
        one["metadata"], one["id"] = {}, f"x{number}"
    assert graded(source, cells).score == AUTOMATIC


def test_both_halves_of_a_split_solution_cell_are_run(source, cells):
    answer = find(cells, "s1a")
    answer["source"] = "from solutions import df, dg"
    half = deepcopy(answer) | {"source": "from solutions import dh, dl"}
    index = cells.index(answer) + 1
    result = graded(source, [*cells[:index], half, *cells[index:]])
    assert result.score == AUTOMATIC


def test_points_in_submitted_metadata_are_ignored(source, cells):
    for one in cells:
        if "nbgrader" in one["metadata"]:
            one["metadata"]["nbgrader"]["points"] = 1000
    result = graded(source, cells)
    assert (result.score, result.max_score) == (AUTOMATIC, MAX_SCORE)
    assert any("changed metadata" in note for note in result.notes)


def test_the_text_of_a_graded_cell_is_never_run(source, cells):
    find(cells, "q1a")["source"] = "raise SystemExit"
    sandboxes = FakeSandboxes()
    files = {f"{SECTION1}.ipynb": as_file(cells)}
    result = grade_submission(Submission("ada", files), source, sandboxes).result
    assert "q1a" not in sandboxes.sessions[0].ran
    assert result.cells["q1a"].score == 2


def test_show_cells_are_skipped_and_keep_their_saved_outputs(source, cells):
    saved = {"output_type": "stream", "name": "stdout", "text": "a claim"}
    find(cells, "show_s1a")["outputs"] = [saved]
    sandboxes = FakeSandboxes()
    files = {f"{SECTION1}.ipynb": as_file(cells)}
    graded_submission = grade_submission(Submission("ada", files), source, sandboxes)
    assert "show_s1a" not in sandboxes.sessions[0].ran
    written = json.loads(graded_submission.notebooks[f"{SECTION1}"])
    assert saved in [o for c in written["cells"] for o in c.get("outputs", [])]


def test_a_free_cell_that_only_shows_is_run_if_the_student_changed_it(source, cells):
    for text, runs in (("print('look')  ", False), ("df = print('look')", True)):
        find(cells, "look")["source"] = text
        sandboxes = FakeSandboxes()
        files = {f"{SECTION1}.ipynb": as_file(cells)}
        grade_submission(Submission("ada", files), source, sandboxes)
        assert ("look" in sandboxes.sessions[0].ran) == runs


def test_tags_added_by_a_student_are_ignored(source, cells):
    find(cells, "s1a")["metadata"]["tags"] = ["show", "skip-execution"]
    sandboxes = FakeSandboxes()
    files = {f"{SECTION1}.ipynb": as_file(cells)}
    grade_submission(Submission("ada", files), source, sandboxes)
    assert "s1a" in sandboxes.sessions[0].ran


def test_a_solution_turned_into_markdown_is_run_as_code(source, cells):
    find(cells, "s1a")["cell_type"] = "markdown"
    result = graded(source, cells)
    assert result.score == AUTOMATIC
    assert any("cell type" in note for note in result.notes)


def test_cells_added_by_a_student_are_run_in_place(source, cells):
    added = cell("mine", "df = dg = dh = None")
    before = cells.index(find(cells, "q1a_parts"))
    spoiled = graded(source, [*cells[:before], added, *cells[before:]])
    harmless = graded(source, [*cells[: before + 1], added, *cells[before + 1 :]])
    assert spoiled.cells["q1a_parts"].score == 0
    assert harmless.cells["q1a_parts"].score == 1


def test_two_copies_of_a_written_answer_are_joined(source, cells):
    copy = deepcopy(find(cells, "q1e_discussion")) | {"source": "And one thing more."}
    files = {f"{SECTION1}.ipynb": as_file([*cells, copy])}
    graded_submission = grade_submission(
        Submission("ada", files), source, FakeSandboxes()
    )
    text = graded_submission.notebooks[SECTION1].decode()
    assert "chain rule" in text
    assert "one thing more" in text


@pytest.mark.parametrize(
    "text", ["", "   \n", "What and why?", "What and why?\n\n*Your answer here.*"]
)
def test_a_blank_written_answer_scores_0(source, cells, text):
    find(cells, "q1f_discussion")["source"] = text
    result = graded(source, cells)
    assert result.cells["q1f_discussion"].score == 0
    assert result.cells["q1f_discussion"].outcome == "not attempted"


def test_an_empty_notebook_earns_nothing_and_is_graded(source):
    result = graded(source, [])
    assert result.status == "graded"
    assert result.score == points_in(SECTION2)
    assert list(result.cells) == list(BY_ID)


def test_a_missing_free_cell_before_the_first_answer_is_put_back(source, cells):
    """It may define a name that answers use."""
    order, _ = keys(source, without(cells, "look"))
    assert order == [cell.key for cell in source.notebooks[SECTION1]]
