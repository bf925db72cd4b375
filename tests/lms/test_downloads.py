"""Downloads sorted into attempts, with names made by the platforms' own rules."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platforms import canvas_upload_name, moodle_prefix

from autograder.assignment.errors import UsageError
from autograder.lms.downloads.archive import Member
from autograder.lms.downloads.canvas import canvas_attempts
from autograder.lms.downloads.gradescope import gradescope_attempts
from autograder.lms.downloads.moodle import moodle_attempts
from autograder.lms.downloads.read import read_downloads
from autograder.lms.names import squeezed

GOLDEN = Path(__file__).with_name("golden")
NOTEBOOKS = ("one_numbers", "two_words")
METADATA = (GOLDEN / "submission_metadata.yml").read_bytes()
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


def members(*names, content=b"{}"):
    return [Member(name, lambda limit: content) for name in names]


@settings(deadline=None)
@given(TEXT, st.integers(1, 10**9), st.integers(1, 10**9), TEXT, st.booleans())
def test_what_canvas_writes_into_a_name_is_read_back(
    name, user, attachment, file, late
):
    name = name.replace("_", "") + "x"  # see the next test
    written = canvas_upload_name(name, user, attachment, file, late)
    [attempt] = canvas_attempts(members(written), ()).attempts
    [owner] = attempt.owners
    assert owner.ids == {"canvas": str(user)}
    assert squeezed(owner.name) == squeezed(name)
    assert attempt.late == late
    assert attempt.order == attachment
    assert attempt.attachment == str(attachment)
    assert written.startswith(f"{attempt.label}_{attachment}_")


@pytest.mark.parametrize("name", ["शर्मा, प्रिया", "สมชาย", "Nguyễn, Văn", "O'Brien-Żak"])
def test_names_in_every_script(name):
    written = canvas_upload_name(name, 42, 99, "x.ipynb")
    [attempt] = canvas_attempts(members(written), ()).attempts
    assert squeezed(attempt.owners[0].name) == squeezed(name)


def test_a_file_with_numbers_in_its_name_is_not_from_canvas():
    files = ["my notes_2024_05_draft.ipynb", "a-b_1_2_x.ipynb"]
    assert canvas_attempts(members(*files), ()).stray == files


def test_underscores_and_digits_in_a_name_are_read_as_canvas_does():
    written = canvas_upload_name("Team_7_red_", 42, 99, "a_1_2_b.ipynb", late=True)
    [attempt] = canvas_attempts(members(written), ()).attempts
    assert attempt.owners[0].ids == {"canvas": "42"}
    assert (attempt.order, attempt.members[0].name) == (99, "a_1_2_b.ipynb")


@pytest.mark.parametrize("late", [True, False])
def test_the_names_of_groups_are_known_from_the_roster(late):
    written = canvas_upload_name("Team_7", 42, 99, "a.ipynb", late)
    [attempt] = canvas_attempts(members(written), (), ["Team", "Team_7"]).attempts
    assert (attempt.owners[0].name, attempt.owners[0].ids) == (
        "team_7",
        {"canvas": "42"},
    )
    assert written == f"{attempt.label}_99_a.ipynb"


@pytest.mark.parametrize("late", [True, False])
def test_anonymous_submissions_of_canvas(late):
    written = canvas_upload_name("", 1, 99, "a.ipynb", late, anonymous="aB3x9")
    [attempt] = canvas_attempts(members(written), ()).attempts
    assert attempt.owners[0].ids == {"canvas": "aB3x9"}
    assert (attempt.late, attempt.attachment) == (late, "99")


def test_the_files_of_one_canvas_submission_are_one_attempt():
    files = ["a_1_10_one_numbers.ipynb", "a_1_11_two_words.ipynb", "a_1_12_x.png"]
    [attempt] = canvas_attempts(members(*files), NOTEBOOKS).attempts
    names = [member.name for member in attempt.members]
    assert names == ["one_numbers.ipynb", "two_words.ipynb", "x.png"]


def test_canvas_numbers_a_file_that_is_handed_in_again():
    files = ["a_1_10_one_numbers-3.ipynb", "a_1_11_two_words-1.ipynb"]
    [attempt] = canvas_attempts(members(*files), NOTEBOOKS).attempts
    assert [m.name for m in attempt.members] == ["one_numbers.ipynb", "two_words.ipynb"]


def test_two_canvas_downloads_in_one_folder_are_two_attempts():
    files = [
        "a_LATE_1_21_two_words-1.ipynb",
        "a_1_10_one_numbers.ipynb",
        "a_LATE_1_20_one_numbers-1.ipynb",
        "a_1_11_two_words.ipynb",
    ]
    first, last = canvas_attempts(members(*files), NOTEBOOKS).attempts
    assert (first.order, first.late, len(first.members)) == (11, False, 2)
    assert (last.order, last.late, len(last.members)) == (21, True, 2)


def test_a_students_own_numbering_is_no_resubmission():
    files = ["a_1_10_backprop-1.ipynb", "a_1_11_backprop-2.ipynb"]
    [attempt] = canvas_attempts(members(*files), NOTEBOOKS).attempts
    assert [m.name for m in attempt.members] == ["backprop-1.ipynb", "backprop-2.ipynb"]


def test_texts_and_links_of_canvas_are_kept():
    files = ["a_1_text.html", "b_LATE_2_link.html"]
    one, other = canvas_attempts(members(*files), NOTEBOOKS).attempts
    assert [one.members[0].name, other.members[0].name] == ["text.html", "link.html"]
    assert [one.order, other.late] == [None, True]


def test_a_slash_does_not_hide_the_owner_of_a_file():
    download = canvas_attempts(members("x/a_1_10_../../evil.ipynb"), NOTEBOOKS)
    [attempt] = download.attempts
    assert attempt.members[0].name == "../../evil.ipynb"


@settings(deadline=None)
@given(TEXT, st.integers(1, 10**9), st.sampled_from(["file/", "file_/", "file_"]))
def test_what_moodle_writes_into_a_path_is_read_back(name, number, style):
    prefix = moodle_prefix(name, number)
    path = f"{prefix}_assignsubmission_{style}sub_1.ipynb"
    [attempt] = moodle_attempts(members(path)).attempts
    [owner] = attempt.owners
    assert owner.ids == {"moodle": str(number)}
    assert owner.name == prefix.rpartition("_")[0]
    assert attempt.label == prefix
    assert attempt.members[0].name == "sub_1.ipynb"


def test_the_plugins_of_moodle_are_one_attempt():
    prefix = moodle_prefix("Ada Lovelace", 5)
    paths = [f"top/{prefix}_assignsubmission_file/a/x.ipynb",
             f"top/{prefix}_assignsubmission_onlinetext/onlinetext.html"]  # fmt: skip
    [attempt] = moodle_attempts(members(*paths)).attempts
    assert [m.name for m in attempt.members] == ["a/x.ipynb", "onlinetext.html"]


def test_the_default_team_of_moodle_has_no_number():
    path = f"{moodle_prefix('Default team', None)}_assignsubmission_file/x.ipynb"
    [attempt] = moodle_attempts(members(path)).attempts
    assert (attempt.owners[0].name, attempt.owners[0].ids) == ("Default team", {})


def gradescope_files(metadata=METADATA):
    root = "assignment_5_export/"
    described = [Member(f"{root}submission_metadata.yml", lambda limit: metadata)]
    names = [f"{root}submission_700001/one_numbers.ipynb",
             f"{root}submission_700001/a/two_words.ipynb",
             f"{root}submission_700002/one_numbers.ipynb",
             f"{root}essay.ipynb", f"{root}lost/x.ipynb"]  # fmt: skip
    return [*members(*names), *described]


def test_an_export_of_gradescope():
    download = gradescope_attempts(gradescope_files())
    alone, pair, single = download.attempts
    assert [m.name for m in alone.members] == ["one_numbers.ipynb", "a/two_words.ipynb"]
    assert alone.owners[0].ids == {"sid": "0001", "email": "ada@example.org"}
    assert [owner.name for owner in pair.owners] == ["Bob Builder", "Eve Example"]
    assert [m.name for m in single.members] == ["essay.ipynb"]
    assert download.stray == ["assignment_5_export/lost/x.ipynb"]
    assert alone.time.isoformat() == "2026-01-05T10:15:00.123456+00:00"
    assert pair.time.isoformat() == "2026-01-05T08:00:00+00:00"
    assert [a.order for a in download.attempts] == [700001, 700002, None]


@pytest.mark.parametrize(
    "metadata",
    [b"- a\n- b\n", b"a: [", b"[" * 5_000, b"\xff\xfe\x00", b"!!python/name:os.system"],
)
def test_metadata_that_cannot_be_read_is_an_error_in_one_line(metadata):
    with pytest.raises(UsageError) as error:
        gradescope_attempts(gradescope_files(metadata))
    assert "submission_metadata.yml" in str(error.value)
    assert "\n" not in str(error.value)


def test_metadata_makes_no_objects():
    metadata = (
        b"submission_1:\n  :submitters: !!python/object/apply:os.getcwd []\n"
        b"submission_2: !!python/object/apply:os.getcwd []\n"
    )
    [attempt] = gradescope_attempts(gradescope_files(metadata)).attempts
    assert attempt.owners[0].label() == "submission_1"


def test_aliases_in_metadata_do_not_multiply():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    text = "\n".join([*lines, "submission_1:\n  :submitters: *a59"])
    [attempt] = gradescope_attempts(gradescope_files(text.encode())).attempts
    assert attempt.label == "submission_1"


@pytest.mark.parametrize(
    ("names", "platform"),
    [
        (["a_1_10_x.ipynb"], "canvas"),
        (["LATE_anon_x9_10_x.ipynb"], "canvas"),
        (["Ada_5_assignsubmission_file_/x.ipynb"], "moodle"),
        (["Ada_5_assignsubmission_file_x.ipynb"], "moodle"),
    ],
)
def test_the_platform_is_recognized(make_zip, names, platform):
    path = make_zip(dict.fromkeys(names, "{}"))
    with ExitStack() as stack:
        [download], _ = read_downloads(path, "auto", NOTEBOOKS, stack)
        assert {attempt.platform for attempt in download.attempts} == {platform}


@pytest.mark.parametrize("platform", ["auto", "canvas", "moodle", "gradescope"])
def test_what_is_no_download_is_named(make_zip, platform):
    path = make_zip({"essay.ipynb": "{}"})
    with ExitStack() as stack, pytest.raises(UsageError) as error:
        read_downloads(path, platform, NOTEBOOKS, stack)
    assert str(error.value).count("\n") == 0
    words = "submission_metadata.yml" if platform == "gradescope" else "essay.ipynb"
    assert words in str(error.value)
