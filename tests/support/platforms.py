"""What Canvas and Moodle do with names and files, as their public sources say.

Written from the rules, not from the code under test, so that a test can send our files
through the importer that they are for. Each class or function names its source.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath


def canvas_upload_name(name, user, attachment, file, late=False, anonymous=""):
    """The name of a file in the download of all submissions.

    instructure/canvas-lms lib/content_zipper.rb: add_submission, get_filename,
    add_upload_submission, sanitize_file_name, sanitize_attachment_filename.
    """
    if anonymous:
        parts = [None, "LATE" if late else None, f"anon_{anonymous}"]
    else:
        plain = re.sub(r"_(\d+)_", r"\1", name).lower()
        parts = [plain, "LATE" if late else None, str(user)]
    prefix = "_".join(part for part in parts if part is not None)
    prefix = "".join(c for c in prefix if c == "_" or c.isalnum() or _is_mark(c))
    return f"{prefix}_{attachment}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", file)


def _is_mark(character):
    return unicodedata.category(character).startswith("M")


class CanvasComments:
    """Which submission a file of an uploaded ZIP is a comment on.

    instructure/canvas-lms app/models/abstract_assignment.rb,
    infer_comment_context_from_filename.

    Args:
        attachments: the ids of the submitted files, by user id or anonymous id.
    """

    def __init__(self, attachments, groups=()):
        self.attachments = attachments
        self.groups = groups

    def user_of(self, path):
        """The user whose submission gets the file; None where Canvas ignores it."""
        filename = path.rsplit("/", 1)[-1]
        for group in self.groups:
            filename = re.sub(rf"^{re.escape(group)}_", "", filename)
        parts = [part for part in filename.split("_") if part != "LATE"]
        if parts[0] == "anon":
            user, attachment = parts[1], parts[2]
        else:
            numbers = [part for part in parts if re.fullmatch(r"\d+", part)]
            user, attachment, *_ = *numbers, None, None
        if parts[-1].startswith("link") or filename.startswith("._"):
            return None
        return user if attachment in self.attachments.get(user, ()) else None


class CanvasGradebook:
    """The grades that Canvas takes from an uploaded CSV.

    instructure/canvas-lms lib/gradebook_importer.rb: semicolon_delimited?,
    row_has_student_headers?, update_column_count, parse_assignments, process_student,
    check_for_non_student_row, the converter decimal_comma_to_period.

    Args:
        students: name by user id.
        logins: user id by login id.
        assignments: title by assignment id.
    """

    def __init__(self, students, logins, assignments):
        self.students, self.logins, self.assignments = students, logins, assignments

    def read(self, data):
        """{assignment id or title: {user id: grade}}, and the students not found."""
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=self._delimiter(text)))
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        header, *body = rows
        whole = len(header) > 3 and "Student" in header[0] and "ID" in header[1]
        split = len(header) > 4 and "LastName" in header[0] and "ID" in header[2]
        assert whole or split, "InvalidHeaderRow"
        first = 4 if split else 3
        count, login = first, None
        if re.search(r"SIS\s+Login\s+ID", header[first - 1]):
            login, count = first - 1, first + 1
        elif re.search(r"SIS\s+User\s+ID", header[first - 1]):
            login, count = first, first + 2
            if re.search(r"Integration\s+ID", header[first + 1]):
                count += 1
        assert "Section" in header[count - 1], "InvalidHeaderRow"
        columns = {}
        for index, title in enumerate(header[count:], count):
            if not re.search(r"(Current|Final|Override) (Score|Points|Grade)", title):
                match = re.fullmatch(r"(.*) \((\d+)\)", title)
                known = match and match[2] in self.assignments
                columns[index] = match[2] if known else title
        grades = {name: {} for name in columns.values()}
        missing = []
        for row in body:
            if "Points Possible" in row[0] or self._is_posting(row):
                continue
            user = row[2 if split else 1]
            if user not in self.students and login is not None:
                user = self.logins.get(row[login], "")
            if user not in self.students:
                missing.append(row[0])
                continue
            for index, name in columns.items():
                grades[name][user] = self._number(row[index].strip())
        return grades, missing

    @staticmethod
    def _delimiter(text):
        lines = text.splitlines()[:3]
        counts = {}
        for separator in ";,":
            sizes = {len(next(csv.reader([x], delimiter=separator))) for x in lines}
            counts[separator] = sizes.pop() if len(sizes) == 1 else 0
        return ";" if counts[";"] > counts[","] else ","

    @staticmethod
    def _is_posting(row):
        form = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
        return all(form.fullmatch(cell) for cell in row)

    @staticmethod
    def _number(text):
        if not re.fullmatch(r"-?[0-9.,]+%?", text):
            return text
        *parts, last = re.split("[,.]", text)
        return f"{''.join(parts)}.{last}" if parts else last


FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBLE = {"hidden", "after_due_date", "after_published", "visible"}
RESULTS = {  # key: what its value may be
    "score": float, "execution_time": float, "output": str, "output_format": FORMATS,
    "test_output_format": FORMATS, "test_name_format": FORMATS, "visibility": VISIBLE,
    "stdout_visibility": VISIBLE, "extra_data": dict, "tests": list,
    "leaderboard": list,
}  # fmt: skip
TEST = {
    "score": float, "max_score": float, "status": {"passed", "failed"}, "name": str,
    "name_format": FORMATS, "number": str, "output": str, "output_format": FORMATS,
    "tags": list, "visibility": VISIBLE, "extra_data": dict,
}  # fmt: skip


def gradescope_score(data):
    """The score that Gradescope takes from the content of results.json.

    gradescope/autograder_samples docs/specs.md, "Output format".
    """
    _check_keys(data, RESULTS)
    for test in data.get("tests", ()):
        _check_keys(test, TEST)
        assert "\r" not in test.get("output", "")
    scores = [test["score"] for test in data.get("tests", ()) if "score" in test]
    assert "score" in data or scores, "no score"
    return data.get("score", sum(scores))


def _check_keys(data, allowed):
    for key, value in data.items():
        kind = allowed[key]
        if isinstance(kind, set):
            assert value in kind, key
        else:
            assert isinstance(value, (int, float) if kind is float else kind), key


def moodle_prefix(fullname, number):
    """The name of a participant's folder, before the plugin's.

    moodle/moodle mod/assign/classes/downloader.php, get_student_prefix; clean_filename
    in lib/moodlelib.php takes away what a file name cannot have.
    """
    number = "" if number is None else f"_{number}"
    return re.sub(r'[\x00-\x1f&<>"`|\':\\/]', "", fullname.replace("_", " ") + number)


class MoodleWorksheet:
    """The grades that Moodle takes from an uploaded grading worksheet.

    moodle/moodle mod/assign/feedback/offline/importgradeslib.php (init, next) and
    locallib.php (process_import_grades); unformat_float in lib/moodlelib.php.

    Args:
        participants: user by participant number.
        strings: what "Identifier", "Participant ", "Grade" and "Last modified (grade)"
            are called on this site.
    """

    ENGLISH = ("Identifier", "Participant ", "Grade", "Last modified (grade)")

    def __init__(self, participants, maximum, strings=ENGLISH, decimal="."):
        self.participants, self.maximum = participants, maximum
        self.strings, self.decimal = strings, decimal

    def read(self, data):
        """{user: grade}; a grade that Moodle skips is not there."""
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        identifier, participant, grade, modified = self.strings
        header = rows[0]
        where = header.index(identifier), header.index(grade), header.index(modified)
        grades = {}
        for row in rows[1:]:
            number = row[where[0]][len(participant) :]
            text = row[where[1]].replace(" ", "").replace(self.decimal, ".")
            taken = text != "" and 0 <= float(text) <= self.maximum
            if taken and number in self.participants:
                grades[self.participants[number]] = float(text)
        return grades


class MoodleFeedback:
    """Which participant gets which file of a ZIP of feedback.

    moodle/moodle mod/assign/feedback/file/importziplib.php,
    is_valid_filename_for_import; `old` is the rule before Moodle 4.1.
    """

    def __init__(self, participants, old=False):
        self.participants, self.old = participants, old

    def read(self, path):
        """{(user, file name): content}."""
        found = {}
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                place = self._place(name)
                if place is not None:
                    found[place] = archive.read(name)
        return found

    def _place(self, path):
        if PurePosixPath(path).name.startswith((".", "~")):
            return None
        parts = path.split("/")
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < (5 if self.old else 4):
                continue
            if info[1] not in self.participants:
                continue
            if info[2:4] != ["assignsubmission", "file"]:
                continue
            rest = info[4] if len(info) == 5 else ""
            return self.participants[info[1]], "/".join([rest, *parts]).lstrip("/")
        return None
