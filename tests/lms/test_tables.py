"""CSV files as other programs write them."""

import codecs

import pytest

from autograder.assignment.errors import UsageError
from autograder.lms.tables import csv_bytes, harmless, points, read_table

ROWS = [["name", "note"], ["Ada, L.", 'says "hi"'], ["Zoë", "two\nlines"]]


@pytest.fixture
def write(tmp_path):
    def write_file(data):
        path = tmp_path / "table.csv"
        path.write_bytes(data)
        return path

    return write_file


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_table_is_written_back_as_it_was(write, delimiter, newline, mark):
    data = mark + csv_bytes(ROWS, delimiter, newline)
    table = read_table(write(data))
    assert [table.header, *table.rows] == ROWS
    assert table.as_bytes() == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_encodings_of_spreadsheets_are_read(write, encoding):
    table = read_table(write("name,id\nZoë,1\n".encode(encoding)))
    assert table.rows == [["Zoë", "1"]]


def test_short_rows_are_filled_up_and_empty_ones_left_out(write):
    assert read_table(write(b"a,b,c\n1\n\n,,\n")).rows == [["1", "", ""]]


def test_a_cell_may_hold_an_essay(write):
    essay = "word " * 100_000
    assert read_table(write(csv_bytes([["text"], [essay]]))).rows == [[essay]]


@pytest.mark.parametrize("data", [b"", b"\n,\n"])
def test_an_empty_file_is_refused(write, data):
    with pytest.raises(UsageError, match=r"is empty\. Export it again"):
        read_table(write(data))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.csv: No such file"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1"])
def test_a_formula_is_shown_and_not_evaluated(text):
    assert harmless(text).startswith("'")
    assert harmless(text).isprintable()


def test_names_stay_as_they_are():
    assert harmless("O'Brien, Zoë") == "O'Brien, Zoë"


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (4.5, "4.5"), (14 / 3, "4.67"), (0.0, "0"), (-0.001, "0"), (10, "10")],
)
def test_points_have_two_decimals_at_most(value, text):
    assert points(value) == text
