"""Names and addresses are read from the gradebook, and entered from a roster."""

import pytest
from nbgrader.api import Gradebook
from sample_results import result_of
from toy_course import toy_assignment
from toy_gradebook import query, release

from autograder.assignment.errors import UsageError
from autograder.gradebook.people import Named, enter_students, student_names
from autograder.gradebook.schema import Database
from autograder.gradebook.write import GradebookWriter


def test_students_without_a_name_are_omitted(tmp_path):
    toy = toy_assignment(tmp_path)
    url = release(tmp_path / "gradebook.db", toy)
    with GradebookWriter(url, toy) as book:
        for name in ("early", "late", "longer"):
            book.record(result_of(toy, name), None, None)
    with Gradebook(url) as book:
        book.update_or_create_student("late", first_name="Ada", last_name="Lovelace")
        book.update_or_create_student("early", last_name="Noether")
        book.db.commit()
    with Database(url) as database:
        assert student_names(database) == {"late": "Ada Lovelace", "early": "Noether"}


@pytest.fixture
def enter(url, file):
    """Enter a roster; return how many changed, and everybody in the gradebook."""

    def enter_roster(*roster):
        with Database(url) as database:
            changed = enter_students(database, roster)
        columns = "id, first_name, last_name, email"
        return changed, query(file, f"select {columns} from student order by id")

    return enter_roster


ADA = Named("ada", "Ada", "Lovelace", "ada@example.org")


def test_a_roster_is_entered_once(enter):
    whole = Named("wang", "", "王小明", "")
    expected = [tuple(ADA), ("wang", "", "王小明", None)]
    assert enter(ADA, whole) == (2, expected)
    assert enter(ADA, whole) == (0, expected)


@pytest.mark.parametrize(
    ("edited", "stays"),
    [
        (("Augusta", "King", "a@b.org"), ("Augusta", "King", "a@b.org")),
        (("Augusta", None, ""), ("Augusta", "Lovelace", "ada@example.org")),
        (("", "King", None), ("Ada", "King", "ada@example.org")),
        ((None, None, "a@b.org"), ("Ada", "Lovelace", "a@b.org")),
        (("", "Ada Lovelace", None), ("Ada", "Lovelace", "ada@example.org")),
    ],
)
def test_what_an_instructor_entered_stays(enter, url, edited, stays):
    first, last, email = edited
    with Gradebook(url) as book:
        book.update_or_create_student(
            "ada", first_name=first, last_name=last, email=email
        )
    [row] = enter(ADA)[1]
    assert row == ("ada", *stays)
    assert enter(ADA)[0] == 0


def test_a_full_name_does_not_complete_a_part_of_one(enter, url):
    with Gradebook(url) as book:
        book.update_or_create_student("ada", first_name="Ada")
    [row] = enter(Named("ada", "", "Ada Lovelace", ""))[1]
    assert row == ("ada", "Ada", None, None)


def test_names_fit_nbgraders_export_which_has_no_quotes(enter, url, tmp_path):
    enter(Named("martin", "Martin Luther", "King, Jr.\n", "m@example.org"))
    with Gradebook(url) as book:
        student = book.find_student("martin")
        assert (student.first_name, student.last_name) == ("Martin Luther", "King Jr.")


def test_a_gradebook_that_cannot_be_written_is_an_error_with_advice(enter, file):
    query(file, "drop table student")
    query(file, "create table student (id text, first_name, last_name, email, x)")
    query(file, "create trigger no before insert on student begin "
                "select raise(abort, 'read only'); end")  # fmt: skip
    with pytest.raises(UsageError, match=r"read only.*run the command again"):
        enter(ADA)
