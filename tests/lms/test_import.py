"""A whole download put in place: by command, with rosters, groups and attempts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.assignment.errors import UsageError
from autograder.gradebook.people import student_names
from autograder.gradebook.schema import Database
from autograder.lms.importer import import_download
from autograder.lms.times import zone
from autograder.submissions.folder import read_folder
from autograder.submissions.import_record import read_record, record_file, write_record
from autograder.submissions.timestamps import parse_timestamp

GOLDEN = Path(__file__).with_name("golden")
CANVAS, MOODLE = GOLDEN / "canvas_gradebook.csv", GOLDEN / "moodle_worksheet.csv"


@pytest.fixture
def run(course, assignment):
    def run_import(path, *rosters, local="UTC", platform="auto"):
        return import_download(course, assignment, path, platform, rosters, zone(local))

    return run_import


def submitted(course):
    return {
        path.relative_to(course.submitted).as_posix(): path.read_text()
        for path in sorted(course.submitted.rglob("*"))
        if path.is_file()
    }


def test_canvas_with_its_gradebook_as_roster(run, course, make_zip):
    path = make_zip(
        {
            "lovelaceada_1001_50_one_numbers.ipynb": "1",
            "lovelaceada_1001_51_two_words.ipynb": "2",
            "builderbob_LATE_1002_52_one_numbers-1.ipynb": "3",
            "newcomernora_1777_53_one_numbers.ipynb": "4",
            "notes.txt": "5",
        }
    )
    summary = run(path, CANVAS)
    assert submitted(course) == {
        "ada/toy/one_numbers.ipynb": "1",
        "ada/toy/two_words.ipynb": "2",
        "bob/toy/one_numbers.ipynb": "3",
        "newcomernora_1777/toy/one_numbers.ipynb": "4",
    }
    assert summary.unknown == {"newcomernora_1777": "not on the roster"}
    assert summary.late == {"bob"}
    assert summary.attention == ["notes.txt: belongs to no submission"]
    record = read_record(course)
    assert [record[s].counting.late for s in ("ada", "bob")] == [False, True]
    assert record["ada"].ids == {"canvas": "1001", "sis": "S-1", "login": "ada"}
    assert not record["newcomernora_1777"].known


def test_moodle_with_its_worksheet_as_roster(run, course, make_zip):
    path = make_zip(
        {
            "Ada Lovelace_501_assignsubmission_file/one_numbers.ipynb": "1",
            "Bob Builder_502_assignsubmission_file/work/two_words.ipynb": "2",
        }
    )
    summary = run(path, MOODLE, local="Europe/Rome")
    assert submitted(course) == {
        "ada/toy/one_numbers.ipynb": "1",
        "ada/toy/timestamp.txt": "2026-01-05 09:15:00.000000 UTC",
        "bob/toy/work/two_words.ipynb": "2",
        "bob/toy/timestamp.txt": "2026-01-05 22:30:00.000000 UTC",
    }
    assert summary.late == {"bob"}
    assert (summary.unknown, summary.attention) == ({}, [])
    files = read_folder(course.submission("ada"))
    assert parse_timestamp(files.timestamp).isoformat() == "2026-01-05T09:15:00"


def test_gradescope_by_sid_email_and_name(run, course, make_zip, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "First Name,Last Name,SID,Email\nAda,Lovelace,0001,\nBob,Builder,,\n"
        "Eve,Other,,eve@example.org\n"
    )
    metadata = (GOLDEN / "submission_metadata.yml").read_text()
    path = make_zip(
        {
            "e/submission_metadata.yml": metadata,
            "e/submission_700001/one_numbers.ipynb": "1",
            "e/submission_700002/one_numbers.ipynb": "2",
            "e/essay.ipynb": "3",
        }
    )
    summary = run(path, roster)
    files = {k: v for k, v in submitted(course).items() if k.endswith(".ipynb")}
    assert files == {
        "0001/toy/one_numbers.ipynb": "1",
        "Bob Builder/toy/one_numbers.ipynb": "2",
        "eve@example.org/toy/one_numbers.ipynb": "2",
        "0404/toy/essay.ipynb": "3",
    }
    assert summary.unknown == {"0404": "not on the roster"}
    pair = read_record(course)["Bob Builder"].counting
    assert pair.group == ["Bob Builder", "eve@example.org"]
    assert pair.time == "2026-01-05 08:00:00.000000 UTC"


def test_a_team_of_moodle_is_each_of_its_members(run, course, make_zip):
    path = make_zip({"Team Red_502_assignsubmission_file/x.ipynb": "1"})
    summary = run(path, MOODLE)
    students = {path.split("/")[0] for path in submitted(course)}
    assert students == {"ada", "bob"}  # 502 is the team's number, not Bob's
    assert read_record(course)["ada"].counting.group == ["ada", "bob"]
    assert summary.unknown == {}


def test_a_group_of_canvas_is_each_of_its_members(run, course, make_zip, tmp_path):
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id\n"
        '"Builder, Bob",1002,S-2,bob,A,Team 7,70\n'
        '"Lovelace, Ada",1001,S-1,ada,A,Team 7,70\n'
    )
    path = make_zip({"team7_1002_50_x.ipynb": "1", "zhangzoë_1004_51_y.ipynb": "2"})
    run(path, CANVAS, groups)
    files = submitted(course)
    assert files == {"ada/toy/x.ipynb": "1", "bob/toy/x.ipynb": "1",
                     "zoe/toy/y.ipynb": "2"}  # fmt: skip
    assert read_record(course)["ada"].ids["canvas"] == "1001"


def test_blind_marking_goes_by_the_number(run, course, make_zip):
    path = make_zip(
        {f"Participant_{n}_assignsubmission_file/x.ipynb": str(n) for n in (501, 502)}
    )
    run(path, MOODLE)
    files = {k: v for k, v in submitted(course).items() if k.endswith(".ipynb")}
    assert files == {"ada/toy/x.ipynb": "501", "bob/toy/x.ipynb": "502"}


def test_a_number_that_is_somebody_elses_is_not_believed(run, course, make_zip):
    """A worksheet of another assignment numbers the participants anew."""
    path = make_zip(
        {
            "Zoe Zhang_501_assignsubmission_file/x.ipynb": "1",
            "Bob Builder_999_assignsubmission_file/x.ipynb": "2",
        }
    )
    summary = run(path, MOODLE)
    assert summary.unknown == {
        "Zoe Zhang_501": "501 is 'Ada Lovelace' on the roster",
        "Bob Builder_999": "'Bob Builder' on the roster has another id",
    }
    assert {path.split("/")[0] for path in submitted(course)} == set(summary.unknown)


def test_an_unknown_student_never_gets_a_known_ones_folder(run, course, make_zip):
    roster = course.root / "roster.csv"
    roster.write_text("id,name,lms_user_id\nX_1001,Bob Builder,1002\n")
    summary = run(
        make_zip({"x_1001_5_a.ipynb": "x", "b_1002_6_a.ipynb": "bob"}), roster
    )
    assert submitted(course) == {
        "X_1001/toy/a.ipynb": "bob",
        "unknown_x_1001/toy/a.ipynb": "x",
    }
    assert summary.unknown == {"unknown_x_1001": "not on the roster"}


def test_two_people_never_become_one_by_their_name(run, course, make_zip):
    """The roster has one Jo Li without the number that Canvas gives."""
    roster = course.root / "roster.csv"
    roster.write_text("id,first_name,last_name\njo,Jo,Li\n")
    first = make_zip({"lijo_1_10_x.ipynb": "1", "lijo_2_11_x.ipynb": "2"}, "1.zip")
    summary = run(first, roster)
    assert submitted(course) == {"lijo_1/toy/x.ipynb": "1", "lijo_2/toy/x.ipynb": "2"}
    assert set(summary.unknown.values()) == {
        "another student is 'Jo Li' on the roster too"
    }


def test_a_namesake_in_a_later_download_is_told_apart(run, course, make_zip):
    roster = course.root / "roster.csv"
    roster.write_text("id,first_name,last_name\njo,Jo,Li\n")
    run(make_zip({"lijo_1_10_x.ipynb": "1"}, "1.zip"), roster)
    run(make_zip({"lijo_2_11_x.ipynb": "2"}, "2.zip"), roster)
    assert submitted(course) == {"jo/toy/x.ipynb": "1", "lijo_2/toy/x.ipynb": "2"}


def test_a_folder_keeps_its_name_when_more_ids_become_known(run, course, make_zip):
    roster = course.root / "roster.csv"
    roster.write_text("Email,Name\nada@example.org,Ada\n")
    metadata = "s_1:\n  :submitters:\n  - :sid: '1'\n    :email: ada@example.org\n"
    path = make_zip({"submission_metadata.yml": metadata, "s_1/x.ipynb": "1"})
    run(path, roster)
    assert read_record(course)["ada@example.org"].ids["sid"] == "1"
    assert run(path, roster).changes == {"unchanged": 1}
    assert list(submitted(course)) == ["ada@example.org/toy/x.ipynb"]


def test_people_of_whom_gradescope_says_the_name_only(run, course, make_zip):
    entry = "submission_{0}:\n  :submitters:\n  - :name: Jo Li\n"
    files = {f"submission_{n}/x.ipynb": str(n) for n in (1, 2)}
    metadata = "".join(entry.format(n) for n in (1, 2))
    run(make_zip({"submission_metadata.yml": metadata, **files}))
    assert submitted(course) == {
        "Jo Li_submission_1/toy/x.ipynb": "1",
        "Jo Li_submission_2/toy/x.ipynb": "2",
    }


def test_a_login_name_that_is_an_address_is_found_by_it(run, course, make_zip):
    roster = course.root / "roster.csv"
    roster.write_text("Student,ID,SIS Login ID,Section\nBob,7,Bob@Example.org,A\n")
    metadata = "s_1:\n  :submitters:\n  - :name: Robert\n    :email: bob@example.org\n"
    run(make_zip({"submission_metadata.yml": metadata, "s_1/a.ipynb": "1"}), roster)
    assert submitted(course) == {"Bob@Example.org/toy/a.ipynb": "1"}


def test_a_second_run_changes_nothing(run, course, make_zip):
    path = make_zip(
        {
            "lovelaceada_1001_50_one_numbers.ipynb": "1",
            "x_1777_53_one_numbers.ipynb": "4",
        }
    )
    first = run(path, CANVAS)
    before = everything(course)
    second = run(path, CANVAS)
    assert everything(course) == before
    assert (first.changes, second.changes) == ({"new": 2}, {"unchanged": 2})
    assert run(path).changes == {"unchanged": 2}  # the record knows the roster
    assert everything(course) == before


def everything(course):
    found = sorted(course.root.rglob("*"))
    return [(p, p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in found]


def test_two_downloads_in_any_order_come_to_the_same(run, course, make_zip):
    old = make_zip({"a_1001_50_one_numbers.ipynb": "old"}, "old.zip")
    new = make_zip({"a_LATE_1001_60_one_numbers-1.ipynb": "new"}, "new.zip")
    run(new, CANVAS)
    assert run(old, CANVAS).changes == {"older": 1}
    assert submitted(course) == {"ada/toy/one_numbers.ipynb": "new"}
    [kept] = (course.root / "downloaded" / "toy" / "ada").rglob("*.ipynb")
    assert kept.read_text() == "old"


def test_a_folder_of_downloads_is_imported_in_one_go(run, course, make_zip, tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name, files in {
        "1.zip": {"a_1001_50_x.ipynb": "old"},
        "2.zip": {"a_1001_60_x.ipynb": "new", "b_1002_61_work.zip": "no zip"},
    }.items():
        make_zip(files, name).rename(folder / name)
    run(folder, CANVAS)
    assert submitted(course) == {"ada/toy/x.ipynb": "new", "bob/toy/work.zip": "no zip"}


def test_a_student_who_appears_under_two_ids_is_named(run, course, make_zip):
    path = make_zip({"lovelaceada_1001_50_x.ipynb": "1"})
    run(path)
    summary = run(path, CANVAS)
    [note] = summary.attention
    assert note.startswith("ada: was imported before as lovelaceada_1001; compare")
    assert set(submitted(course)) == {"ada/toy/x.ipynb",
                                      "lovelaceada_1001/toy/x.ipynb"}  # fmt: skip


def test_times_that_cannot_be_read_are_counted(run, course, make_zip):
    path = make_zip({"Ada Lovelace_501_assignsubmission_file/x.ipynb": "1"})
    summary = run(path, GOLDEN / "moodle_worksheet_de.csv")
    assert summary.timeless == 1
    assert "without a submission time: 1" in "\n".join(summary.lines())


def test_the_record_is_what_its_docstring_says(run, course, make_zip):
    run(make_zip({"lovelaceada_LATE_1001_5002_x.ipynb": "1"}), CANVAS)
    data = json.loads(record_file(course).read_text())
    assert (data["format"], data["assignment"]) == (1, "toy")
    ada = data["students"]["ada"]
    [attempt] = ada.pop("attempts")
    assert ada == {
        "known": True,
        "name": "Ada Lovelace",
        "email": "",
        "ids": {"canvas": "1001", "login": "ada", "sis": "S-1"},
    }
    assert len(attempt.pop("digest")) == 16
    assert attempt == {
        "platform": "canvas", "label": "lovelaceada_LATE_1001", "order": 5002,
        "time": None, "late": True, "group": [], "counts": True, "notes": [],
        "attachment": "5002",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "[]", '{"students": []}', '{"students": {"a": {}}}']
)
def test_a_damaged_record_stops_the_import(run, course, make_zip, text):
    write_record(course, {})
    record_file(course).write_text(text)
    with pytest.raises(UsageError, match=r"toy\.json is damaged"):
        run(make_zip({"a_1_2_x.ipynb": "1"}))
    assert not course.submitted.exists()


def test_a_zone_that_does_not_exist_is_named():
    with pytest.raises(UsageError, match="'Mars' is not a time zone"):
        zone("Mars")


def test_the_roster_goes_into_the_gradebook_those_without_a_submission_too(
    run, grade, course, make_zip
):
    url = grade("bob")
    path = make_zip({"lovelaceada_1001_50_x.ipynb": "1"})
    assert "names and e-mail entered in the gradebook: 5" in run(path, CANVAS).lines()
    with Database(url) as database:
        names = student_names(database)
    assert names["bob"] == "Bob Builder"
    assert names["ann"] == "Ann Absent"
    assert len(names) == 5
    assert not any("gradebook" in line for line in run(path, CANVAS).lines())
    assert not any("gradebook" in line for line in run(path).lines())


def test_before_the_release_the_import_says_that_names_are_missing(run, make_zip):
    path = make_zip({"lovelaceada_1001_50_x.ipynb": "1"})
    [line] = [line for line in run(path, CANVAS).lines() if "gradebook" in line]
    assert "Run: python -m autograder release" in line


def test_a_late_mark_without_a_time_is_named_until_somebody_writes_the_time(
    run, course, make_zip
):
    path = make_zip(
        {"lovelaceada_1001_50_x.ipynb": "1", "builderbob_LATE_1002_51_x.ipynb": "1"}
    )
    summary = run(path, CANVAS)
    assert summary.late_without_time == ["bob"]
    text = "\n".join(summary.lines())
    assert "late, but nothing is taken off (1)" in text
    assert "timestamp.txt" in text
    assert text.endswith("\n  bob") or "\n  bob\n" in text
    (course.submission("bob") / "timestamp.txt").write_text("2026-03-02 23:59:00 UTC")
    assert run(path, CANVAS).late_without_time == []
    assert (course.submission("bob") / "timestamp.txt").exists()
