"""The data of the pages: results, scores and comments by hand, graded notebooks."""

from dataclasses import replace

from fake_course import as_file, cell, nbgrader
from nbgrader.api import Gradebook
from sample_results import result_of, store_results
from toy_course import NAME, NUMBERS, WORDS
from toy_gradebook import release

from autograder.assignment.course import write_whole
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.reports.class_data import read_class


def test_without_a_gradebook_results_are_unchanged(course, assignment):
    ada = result_of(assignment, "ada")
    data = read_class(store_results(course, ada), assignment)
    assert data.results["ada"].score == ada.score
    assert data.comments == {}
    assert not course.gradebook.exists()


def test_scores_and_comments_by_hand_are_added(course, assignment):
    url = release(course.gradebook, assignment)
    results = [result_of(assignment, name) for name in ("bob", "ada")]
    with GradebookWriter(url, assignment) as book:
        for result in results:
            book.record(result, None, None)
        book.enter([HandScore("ada", "why", 3.5, "Nice.")])
    data = read_class(store_results(course, *results), assignment)
    assert list(data.results) == ["ada", "bob"]
    assert data.results["ada"].cells["why"].score == 3.5
    assert data.results["bob"].cells["why"].score is None
    assert data.comments == {"ada": {"why": "Nice."}}


def test_scores_by_hand_are_found_wherever_db_url_points(course, assignment, tmp_path):
    url = release(tmp_path / "elsewhere" / "grades.db", assignment)
    course.root.mkdir(exist_ok=True)
    (course.root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    )
    ada = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(ada, None, None)
        book.enter([HandScore("ada", "why", 3.5, "Nice.")])
    data = read_class(store_results(course, ada), assignment)
    assert data.results["ada"].cells["why"].score == 3.5
    assert data.comments == {"ada": {"why": "Nice."}}
    assert not course.gradebook.exists()


def test_extra_credit_counts_as_in_the_gradebook(course, assignment):
    url = release(course.gradebook, assignment)
    ada = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(ada, None, None)
    with Gradebook(url) as book:
        book.find_grade("double", NUMBERS, NAME, "ada").extra_credit = 0.5
        book.find_grade("why", WORDS, NAME, "ada").extra_credit = 1.0
        book.db.commit()
        expected = book.find_submission(NAME, "ada").score
    data = read_class(store_results(course, ada), assignment)
    assert data.results["ada"].score == expected == ada.score + 0.5
    assert data.results["ada"].cells["why"].score is None


def test_a_score_changed_in_formgrader_replaces_the_automatic_one(course, assignment):
    url = release(course.gradebook, assignment)
    ada = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(ada, None, None)
    with Gradebook(url) as book:
        book.find_grade("double", NUMBERS, NAME, "ada").manual_score = 0.5
        book.db.commit()
    data = read_class(store_results(course, ada), assignment)
    assert data.results["ada"].cells["double"].score == 0.5


def test_students_graded_by_nbgrader_only_are_listed(course, assignment):
    url = release(course.gradebook, assignment)
    with GradebookWriter(url, assignment) as book:
        book.record(result_of(assignment, "bob"), None, None)
    data = read_class(store_results(course, result_of(assignment, "ada")), assignment)
    assert list(data.results) == ["ada", "bob"]
    assert data.results["bob"].score == data.results["ada"].score
    assert data.results["bob"].cells["why"].score is None
    assert "graded by nbgrader" in data.results["bob"].notes[0]


def test_extra_credit_and_comments_of_another_assignment(course, assignment):
    """Extra credit counts; comments on a cell of the same name elsewhere do not."""
    url = release(course.gradebook, assignment)
    other = replace(assignment, name="ps1")
    release(course.gradebook, other)
    ada = result_of(assignment, "ada")
    for released in (assignment, other):
        with GradebookWriter(url, released) as book:
            book.record(ada, None, None)
    with Gradebook(url) as book:
        book.find_comment("why", WORDS, "ps1", "ada").manual_comment = "On ps1."
        book.find_grade("double", NUMBERS, "ps1", "ada").extra_credit = 7
        book.find_grade("double", NUMBERS, NAME, "ada").extra_credit = 0.5
        book.db.commit()
    data = read_class(store_results(course, ada), assignment)
    assert data.comments == {}
    assert data.results["ada"].score == ada.score + 0.5


def test_an_unreadable_result_is_omitted(course, assignment):
    store_results(course, result_of(assignment, "ada"))
    course.result_file("bob").write_text("{")
    assert list(read_class(course, assignment).results) == ["ada"]


def test_sources_join_all_copies_of_a_cell(course, assignment):
    cells = [
        cell(key, source, metadata={"nbgrader": nbgrader("s_double")})
        for key, source in (("one", "first"), ("two", "second"))
    ]
    write_whole(
        course.autograded("ada") / f"{NUMBERS}.ipynb",
        as_file([*cells, cell("free", "1")]),
    )
    write_whole(course.autograded("ada") / f"{WORDS}.ipynb", b"{")
    data = read_class(store_results(course, result_of(assignment, "ada")), assignment)
    assert data.sources("ada") == {"s_double": "first\nsecond"}
    assert data.sources("bob") == {}
