"""Written answers out and back: shuffled, without names, all or nothing."""

import csv

import pytest
from sample_results import course_of, result_of

from autograder.assignment.errors import UsageError
from autograder.reports import written
from autograder.reports.class_data import WRITTEN, read_classroom
from autograder.reports.rubric import RUBRIC

NAMES = [f"student{n}" for n in range(12)]


@pytest.fixture
def course(tmp_path):
    return course_of(tmp_path / "course", *map(result_of, NAMES))


@pytest.fixture
def entered(monkeypatch):
    """What would be written into the gradebook."""
    import autograder.gradebook.hand_scores as remarks

    kept = []
    monkeypatch.setattr(
        remarks, "write_remarks", lambda url, r: kept.extend(r) or len(r)
    )
    return kept


def table(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([written.HEAD, *rows])
    return path


def test_pages_hold_every_answer_and_no_name(course, tmp_path):
    written.write_pages(course, tmp_path / "out")
    for grade_id in WRITTEN:
        page = (tmp_path / "out" / f"{grade_id}.html").read_text(encoding="utf-8")
        assert all(written.key_of(name) in page for name in NAMES)
        assert not any(name in page for name in NAMES)


def test_the_order_differs_from_question_to_question(course):
    room = read_classroom(course)
    sources = {name: {} for name in NAMES}
    orders = {
        tuple(a.key for a in written.shuffled(room, grade_id, sources))
        for grade_id in WRITTEN
    }
    assert len(orders) == len(WRITTEN)


def test_filled_scores_are_not_overwritten(course, tmp_path):
    written.write_pages(course, tmp_path / "out")
    with pytest.raises(UsageError, match="already"):
        written.write_pages(course, tmp_path / "out")


def test_scores_and_codes_come_back(course, tmp_path, entered):
    row = ["q1f_discussion", written.key_of(NAMES[3]), "2,5", "F1 F4", "well put"]
    empty = ["q1g_discussion", written.key_of(NAMES[3]), "", "", ""]
    written.take_scores(course, table(tmp_path / "s.csv", [row, empty]))
    [remark] = entered
    assert (remark.student, remark.score) == (NAMES[3], 2.5)
    assert remark.comment.endswith("well put")
    assert RUBRIC["q1f_discussion"][0].words in remark.comment


KEY = written.key_of(NAMES[0])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["q1f_discussion", KEY, "3.5", "", ""], "between 0 and 3"),
        (["q1f_discussion", KEY, "-1", "", ""], "between 0 and 3"),
        (["q1f_discussion", KEY, "nan", "", ""], "between 0 and 3"),
        (["q1f_discussion", KEY, "two", "", ""], "no number"),
        (["q1a", KEY, "1", "", ""], "no written question"),
        (["q1f_discussion", "nobody", "1", "", ""], "no answer"),
        (["q1f_discussion", KEY, "1", "Z9", ""], "no code"),
    ],
)
def test_one_wrong_row_and_nothing_is_entered(course, tmp_path, entered, row, words):
    good = ["q1e_discussion", KEY, "1", "", ""]
    with pytest.raises(UsageError, match=f"line 3: .*{words}"):
        written.take_scores(course, table(tmp_path / "s.csv", [good, row]))
    assert entered == []


def test_an_answer_that_stands_twice_is_refused(course, tmp_path, entered):
    row = ["q1e_discussion", KEY, "1", "", ""]
    with pytest.raises(UsageError, match="twice"):
        written.take_scores(course, table(tmp_path / "s.csv", [row, row]))


def test_a_file_of_another_kind_is_told(course, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name,points\nada,3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no column 'question'"):
        written.take_scores(course, path)
    with pytest.raises(UsageError, match="cannot be read"):
        written.take_scores(course, tmp_path / "nowhere.csv")


@pytest.mark.parametrize("grade_id", WRITTEN)
def test_a_rubric_adds_up_to_the_points(grade_id):
    from autograder.assignment.contract import BY_ID

    assert sum(line.points for line in RUBRIC[grade_id]) == BY_ID[grade_id].points
