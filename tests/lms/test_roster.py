"""Rosters as Canvas, Moodle, Gradescope and nbgrader export them."""

from pathlib import Path

import pytest

from autograder.assignment.errors import UsageError
from autograder.lms.roster import read_rosters

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def read(tmp_path):
    """The roster of these texts or golden files."""

    def read_texts(*texts):
        paths = []
        for number, text in enumerate(texts):
            path = GOLDEN / text
            if "\n" in text:
                path = tmp_path / f"roster{number}.csv"
                path.write_text(text, encoding="utf-8")
            paths.append(path)
        return read_rosters(paths)

    return read_texts


def test_a_gradebook_of_canvas(read):
    people = read("canvas_gradebook.csv").all
    assert [p.student for p in people] == ["ada", "bob", "eve", "zoe", "ann"]
    assert people[0].name == "Ada Lovelace"
    assert people[0].ids == {"canvas": "1001", "sis": "S-1", "login": "ada"}
    assert people[2].name == "=cmd"  # Canvas wraps it against formulas


def test_a_gradebook_of_canvas_with_two_columns_for_names(read):
    text = "LastName,FirstName,ID,SIS Login ID,Section,Toy (9)\nLovelace,Ada,7,ada,A,\n"
    [ada] = read(text).all
    assert (ada.student, ada.name, ada.ids["canvas"]) == ("ada", "Ada Lovelace", "7")


@pytest.mark.parametrize(
    ("file", "ids"),
    [("moodle_worksheet.csv", ["ada", "bob", "eve", "ann"]),
     ("moodle_worksheet_de.csv", ["ada@example.org", "bob@example.org"])],
)  # fmt: skip
def test_a_grading_worksheet_of_moodle(read, file, ids):
    people = read(file).all
    assert [p.student for p in people] == ids
    assert people[0].ids["moodle"] == "501"
    assert people[0].name == "Ada Lovelace"


def test_a_worksheet_has_times_late_marks_and_groups(read):
    ada, bob, _, ann = read("moodle_worksheet.csv").all
    assert ada.time == "Monday, 5 January 2026, 10:15 AM"
    assert [ada.late, bob.late, ann.late] == [False, True, False]
    assert ada.groups == {"Team Red"}


def test_a_worksheet_in_a_language_that_nobody_thought_of(read):
    text = (GOLDEN / "moodle_worksheet_de.csv").read_text(encoding="utf-8")
    people = read(
        text.replace("ID,", "Tunniste,").replace("Teilnehmer/in", "Osallistuja ")
    )
    assert [p.ids["moodle"] for p in people.all] == ["501", "502"]


def test_a_status_in_another_language_is_no_late_mark(read):
    assert {p.late for p in read("moodle_worksheet_de.csv").all} == {None}


@pytest.mark.parametrize(
    ("text", "student"),
    [
        ("id,first_name,last_name,email\nada7,Ada,Lovelace,ada@example.org\n", "ada7"),
        ("assignment,student_id,email\nps1,ada7,ada@example.org\n", "ada7"),
        ("First name,Last name,ID number,Email address\nAda,L,77,a@b.org\n", "77"),
        ("First Name,Last Name,SID,Email,Role\nAda,L,0077,a@b.org,Student\n", "0077"),
        (
            "Vorname;Nachname;E-Mail-Adresse;Gruppen\nAda;L;a@b.org;Rot, Blau\n",
            "a@b.org",
        ),
    ],
)
def test_other_rosters(read, text, student):
    assert [p.student for p in read(text).all] == [student]


def test_several_files_complete_each_other(read):
    people = read(
        "id,first_name,last_name,email,lms_user_id\nal,Ada,Lovelace,ada@example.org,\n"
        "bb,Bob,Builder,bob@example.org,1002\n",
        "moodle_worksheet.csv",
        "name,canvas_user_id,user_id,login_id,sections,group_name\n"
        'Ada Lovelace,1001,S-1,ada,A,Team 7\n"Builder, Bob",1002,S-2,bob,A,Team 7\n',
    )
    ada, bob, *others = people.all
    assert (ada.student, ada.ids["moodle"], ada.ids["canvas"]) == ("al", "501", "1001")
    assert (bob.student, bob.ids["moodle"], bob.ids["sis"]) == ("bb", "502", "S-2")
    assert [p.student for p in others] == ["eve", "ann"]
    assert people.group("Team 7") == [ada, bob]


def test_two_people_of_one_name_stay_two(read):
    people = read("id,name,email\nj1,Jo Li,a@b.org\nj2,Jo Li,c@d.org\n")
    assert [p.student for p in people.all] == ["j1", "j2"]
    found = people.find({}, "Jo Li")
    assert found.person is None
    assert "2 students on the roster have this name" in found.reason


def test_nobody_is_found_by_name_who_has_another_id(read):
    people = read("Student,ID,SIS Login ID,Section\nJo Li,5,jo,A\n")
    assert people.find({"canvas": "5"}, "").person is people.all[0]
    assert people.find({"canvas": "6"}, "Jo Li").person is None
    assert people.find({"email": "jo@b.org"}, "Li, Jo").person is None
    assert people.find({"email": "jo@b.org"}, "jo li").person is people.all[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour,size\nred,7\n", "is no roster: its columns are colour, size"),
        ("id,name\n../x,Ada\n", "cannot be used"),
        ("id,name\n.ada,Ada\n", "it starts with a dot"),
        ("id,email\nada,a@b.org\nADA,c@d.org\n", "upper case aside"),
    ],
)
def test_a_roster_that_cannot_be_used_says_what_to_change(read, text, words):
    with pytest.raises(UsageError) as error:
        read(text)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("row", "first", "last", "shown"),
    [
        ('"Lovelace, Ada",1,ada,S', "Ada", "Lovelace", "Ada Lovelace"),
        ('"van der Berg, Zoë",1,z,S', "Zoë", "van der Berg", "Zoë van der Berg"),
        ('"King, Jr., Martin",1,m,S', "Martin", "King, Jr.", "Martin King, Jr."),
        ('"Martin King, Jr.",1,m,S', "", "Martin King, Jr.", "Martin King, Jr."),
        ("王小明,1,w,S", "", "王小明", "王小明"),
        ("Ada Lovelace,1,ada,S", "", "Ada Lovelace", "Ada Lovelace"),
    ],
)
def test_parts_of_a_name_are_known_where_a_comma_tells(read, row, first, last, shown):
    people = read(f"Student,ID,SIS Login ID,Section\n{row}\n")
    [person] = people.all
    assert (person.first, person.last, person.name) == (first, last, shown)


def test_a_second_roster_tells_the_parts_of_a_name(read):
    people = read(
        "Full name,Email address\nAda Lovelace,a@b.org\n",
        "id,first_name,last_name,email\nada,Ada,Lovelace,a@b.org\n",
    )
    [person] = people.all
    assert (person.first, person.last) == ("Ada", "Lovelace")
