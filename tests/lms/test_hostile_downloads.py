"""Archives made to do harm: nothing leaves its folder, and everything is bounded."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from contextlib import ExitStack

import pytest

from autograder.assignment.errors import UsageError
from autograder.lms.downloads import archive, contents, nested_zip
from autograder.lms.downloads.archive import Member, open_download
from autograder.lms.downloads.contents import read_contents
from autograder.lms.downloads.read import read_downloads
from autograder.lms.importer import import_download
from autograder.lms.times import zone


@pytest.fixture
def run(course, assignment):
    def run_import(path, *rosters):
        return import_download(course, assignment, path, "auto", rosters, zone("UTC"))

    return run_import


def everything(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*"))


SLIPS = [
    "a_1_10_../../../../evil.ipynb",
    "a_1_10_/etc/evil.ipynb",
    "a_1_10_..\\..\\evil.ipynb",
    "../../a_1_10_evil.ipynb",
    "/a_1_10_C:\\evil.ipynb",
    "Ada_1_assignsubmission_file/../../../evil.ipynb",
    "../Ada_1_assignsubmission_file_/../../evil.ipynb",
    "a_1_10_" + "x/" * 3_000 + "evil.ipynb",
    "a_1_10_" + "ä" * 20_000 + ".ipynb",
    "a_1_10_evil\n\x1b[31m\u202e.ipynb",
    "a_1_10_.",
    "a_1_10_..",
]


@pytest.mark.parametrize("name", SLIPS, ids=range(len(SLIPS)))
def test_no_name_leads_out_of_the_students_folder(
    run, course, make_zip, tmp_path, name
):
    path = make_zip({name: "EVIL"})
    before = set(everything(tmp_path))
    run(path)
    [student] = course.submitted.iterdir()
    files = [p for p in course.submission(student.name).rglob("*") if p.is_file()]
    assert [file.read_text() for file in files] == ["EVIL"]
    new = {tmp_path / p for p in set(everything(tmp_path)) - before}
    record = course.root / "imported" / "toy.json"
    outside = [p for p in new if p.is_file() and p not in (*files, record)]
    assert outside == []


def test_a_link_in_a_zip_is_not_followed(run, course, tmp_path):
    path = tmp_path / "download.zip"
    link = zipfile.ZipInfo("a_1_10_x.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("a_1_11_y.ipynb", "{}")
    summary = run(path)
    assert everything(course.submitted / "a_1") == ["toy", "toy/y.ipynb"]
    assert "a_1_10_x.ipynb: not a regular file, left out" in summary.attention


def test_links_and_pipes_in_a_folder_are_not_followed(run, course, tmp_path):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / "a_1_10_x.ipynb").write_text("{}")
    (folder / "a_1_11_link.ipynb").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to("/etc")
    os.mkfifo(folder / "a_1_12_pipe.ipynb")
    summary = run(folder)
    assert everything(course.submitted / "a_1") == ["toy", "toy/x.ipynb"]
    assert sorted(summary.attention) == [
        "a_1: link.ipynb: a symbolic link; ignored, left out",
        "a_1: pipe.ipynb: not a regular file; ignored, left out",
        "linked: a symbolic link, not followed",
    ]


def test_a_bomb_is_read_up_to_the_limit_only(run, course, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MAX_BYTES", 1_000)
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a_1_10_bomb.ipynb", b"0" * 50_000_000)
        file.writestr("a_1_11_y.ipynb", "{}")
    tracemalloc.start()
    try:
        summary = run(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert everything(course.submitted / "a_1") == ["toy", "toy/y.ipynb"]
    assert any("bomb.ipynb: larger than 1,000 bytes" in n for n in summary.attention)


def test_a_header_that_lies_about_the_size_changes_nothing(monkeypatch, tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a_1_10_x.ipynb", b"0" * 1_000_000)
    raw = bytearray(data.getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(signature) + offset
        raw[at : at + 4] = struct.pack("<I", 10)
    path = tmp_path / "download.zip"
    path.write_bytes(raw)
    with ExitStack() as stack:
        [found] = open_download(path, stack, lambda name: False)
        result = read_contents(found.members)
    assert sum(map(len, result.files.values())) <= 10


def test_all_files_of_a_student_together_are_bounded(monkeypatch):
    monkeypatch.setattr(contents, "MAX_TOTAL", 250)
    many = [
        Member(f"{n}.ipynb", lambda limit: _cut(b"x" * 100, limit)) for n in range(9)
    ]
    found = read_contents(many)
    assert sorted(found.files) == ["0.ipynb", "1.ipynb"]
    assert len(found.notes) == 7


def _cut(data, limit):
    from autograder.assignment.errors import UnreadableError

    if len(data) > limit:
        raise UnreadableError(f"larger than {limit:,} bytes")
    return data


def test_other_files_never_push_out_notebooks(monkeypatch):
    monkeypatch.setattr(contents, "MAX_ENTRIES", 3)
    names = [*(f"{n}.txt" for n in range(9)), "z.ipynb"]
    found = read_contents([Member(name, lambda limit: b"") for name in names])
    assert "z.ipynb" in found.files
    assert len(found.files) == 3
    assert found.notes == ["over 3 files: the rest was left out"]


def nested(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


def test_a_students_zip_is_opened_once(run, course, make_zip):
    inner = nested({"work/a/x.ipynb": "{}", "work/y.zip": nested({"z.ipynb": "{}"})})
    run(make_zip({"a_1_10_work.zip": inner}))
    assert everything(course.submission("a_1")) == ["a", "a/x.ipynb", "y.zip"]


def test_a_students_zip_may_not_hold_what_a_download_may_not(run, course, make_zip):
    inner = nested({"../../evil.ipynb": "{}", "timestamp.txt": "2020-01-01"})
    run(make_zip({"a_1_10_work.zip": inner}))
    files = everything(course.submission("a_1"))
    assert files == ["evil.ipynb", "handed-in-timestamp.txt"]


def test_a_list_of_very_many_files_is_not_read(monkeypatch):
    data = nested({f"{n}.ipynb": "" for n in range(50)})
    comment = bytearray(data + b"PK")
    comment[-4:-2] = b"\2\0"  # a comment of two bytes hides the end
    monkeypatch.setattr(nested_zip, "MAX_DIRECTORY", 1_000)
    for content in (data, bytes(comment)):
        found = read_contents([Member("work.zip", lambda limit, c=content: c)])
        assert list(found.files) == ["work.zip"]
        assert found.notes == ["work.zip: a ZIP with too many files, not opened"]


def test_the_zips_of_a_student_are_not_held_all_at_once(monkeypatch):
    held = most = 0

    class Counted(bytes):
        def __init__(self, *_):
            nonlocal held, most
            held += 1
            most = max(most, held)

        def __del__(self):
            nonlocal held
            held -= 1

    data = nested({"x.ipynb": "{}"})
    read_contents([Member(f"{n}.zip", lambda limit: Counted(data)) for n in range(9)])
    assert most <= 2


def test_a_damaged_zip_of_a_student_is_kept_and_named(run, course, make_zip):
    summary = run(make_zip({"a_1_10_work.zip": b"PK no zip", "a_1_11_x.ipynb": "{}"}))
    assert everything(course.submission("a_1")) == ["work.zip", "x.ipynb"]
    assert any("work.zip: not a ZIP" in note for note in summary.attention)


def test_a_student_cannot_set_the_time_of_the_submission(run, course, make_zip):
    run(make_zip({"a_1_10_timestamp.txt": "2020-01-01", "a_1_11_TIMESTAMP.TXT": "x"}))
    files = everything(course.submission("a_1"))
    assert files == ["handed-in-TIMESTAMP.TXT", "handed-in-timestamp (2).txt"]


def test_names_that_differ_in_case_only_are_both_kept(run, course, make_zip):
    run(
        make_zip(
            {"a_1_10_X.ipynb": "1", "a_1_11_x.ipynb": "2", "b/a_1_12_x.ipynb": "3"}
        )
    )
    files = everything(course.submission("a_1"))
    assert len({name.casefold() for name in files}) == 3


def test_a_file_in_the_place_of_a_folder_costs_nothing(run, course, make_zip):
    inner = nested({"w/a": "1", "w/a/b.ipynb": "2", "w/c/d": "3", "w/c": "4"})
    summary = run(make_zip({"a_1_10_work.zip": inner}))
    files = [p for p in course.submission("a_1").rglob("*") if p.is_file()]
    assert sorted(file.read_text() for file in files) == ["1", "2", "3", "4"]
    assert summary.attention == []


def test_names_in_utf8_are_read_with_and_without_their_flag():
    info = zipfile.ZipInfo("張偉.ipynb".encode().decode("cp437"))
    info.flag_bits = 0
    assert archive.decoded_name(info) == "張偉.ipynb"
    info = zipfile.ZipInfo("Ä.ipynb")
    info.flag_bits = 0x800
    assert archive.decoded_name(info) == "Ä.ipynb"


def test_file_names_that_are_no_text_are_kept_under_one_that_is(run, course, tmp_path):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / os.fsdecode(b"a_1_10_\xff.ipynb")).write_text("{}")
    run(folder)
    assert everything(course.submission("a_1")) == ["_.ipynb"]


def test_a_file_that_needs_a_password_is_named(run, course, tmp_path, make_zip):
    path = make_zip({"a_1_10_x.ipynb": "{}", "b_2_11_y.ipynb": "{}"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    summary = run(path)
    assert "a_1_10_x.ipynb: needs a password, left out" in summary.attention


def test_a_damaged_file_costs_only_itself(run, course, tmp_path, make_zip):
    path = make_zip({"a_1_10_x.ipynb": "x" * 100, "b_2_11_y.ipynb": "{}"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"x" * 50)] = 0
    path.write_bytes(raw)
    summary = run(path)
    assert (course.submission("b_2") / "y.ipynb").is_file()
    assert course.submission("a_1").is_dir()
    assert any("x.ipynb: damaged" in note for note in summary.attention)
    assert "a_1: no file that can be read" in summary.attention


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"no zip", b"PK\x03\x04" * 9])
def test_what_is_no_zip_is_an_error_in_one_line(run, course, tmp_path, data):
    path = tmp_path / "download.zip"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"not a ZIP file that can be read"):
        run(path)
    assert everything(course.root) == []


def test_too_many_files_are_refused_before_anything_is_written(
    run, course, make_zip, monkeypatch
):
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    path = make_zip({f"a_1_{n}_x.ipynb": "{}" for n in range(3)})
    with pytest.raises(UsageError, match="over 2 files"):
        run(path)
    assert everything(course.root) == []


def test_litter_of_a_mac_is_no_submission(make_zip):
    path = make_zip({"a_1_10_x.ipynb": "", "__MACOSX/a_2_11_y": "", "._a_3_12_z": ""})
    with ExitStack() as stack:
        [download], _ = read_downloads(path, "auto", (), stack)
    assert [a.label for a in download.attempts] == ["a_1"]
    assert download.stray == []


def test_a_linked_folder_of_a_student_is_left_alone(run, course, make_zip, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    course.submitted.mkdir()
    (course.submitted / "a_1").symlink_to(elsewhere)
    summary = run(make_zip({"a_1_10_x.ipynb": "{}", "b_2_11_y.ipynb": "{}"}))
    assert everything(elsewhere) == []
    assert (course.submission("b_2") / "y.ipynb").is_file()
    assert any("is a link or a file" in note for note in summary.attention)
