"""First and last names are read from the gradebook."""

from nbgrader.api import Gradebook
from sample_results import result_of
from toy_course import toy_assignment
from toy_gradebook import release

from autograder.gradebook.people import student_names
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
