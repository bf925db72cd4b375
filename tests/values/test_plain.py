"""Values as plain data: what can be exchanged with the sandbox, and what cannot."""

import decimal
import enum
import fractions
from array import array
from collections import OrderedDict, UserList, deque
from itertools import count

import numpy as np
import pytest

from autograder.values.plain import (
    MAX_ALL_ARRAY_BYTES,
    MAX_ALL_TEXT,
    MAX_ARRAY_BYTES,
    MAX_DICT,
    MAX_ITEMS,
    MAX_TEXT,
    TOO_LARGE,
    Opaque,
    PlainError,
    decode,
    encode,
    plainly,
)


class Half:
    """A class with __float__, as a student might write."""

    def __float__(self):
        return 0.5


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -7, 2.5, 1j, "text", [], (), {}, [1, [2.0, (3,)]], {"a": {1: 2}}],
)
def test_base_types_are_unchanged_by_encode_and_decode(value):
    back = plainly(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i8", "u1", "?", "c16", ">f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 1, 2)])
def test_arrays_keep_shape_and_values(dtype, shape):
    array = np.ones(shape, dtype=dtype)
    back = plainly(array)
    assert back.shape == shape
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(2.5), 2.5),
        (fractions.Fraction(1, 4), 0.25),
        (decimal.Decimal("0.5"), 0.5),
        (enum.IntEnum("Two", {"two": 2}).two, 2),
        (np.str_("w"), "w"),
        (deque([1, 2]), [1, 2]),
        (UserList([1, 2]), [1, 2]),
        (iter([1, 2]), [1, 2]),
        ((2 * n for n in (1, 2)), [2, 4]),
        (map(float, "12"), [1.0, 2.0]),
        (Half(), 0.5),
        (range(2), [0, 1]),
        (OrderedDict(a=1), {"a": 1}),
        ({"a": 1}.values(), [1]),
        (np.array(["a", "b"]), ["a", "b"]),
    ],
)
def test_values_that_resemble_plain_ones_become_plain(value, expected):
    assert plainly(value) == expected


@pytest.mark.parametrize("value", [array("d", [1, 2]), memoryview(np.arange(2.0))])
def test_what_numpy_reads_as_an_array_becomes_an_array(value):
    np.testing.assert_array_equal(plainly(value), np.asarray(value))


def test_a_class_becomes_opaque():
    assert isinstance(plainly(np.float64), Opaque)
    assert isinstance(plainly(Half), Opaque)


def test_an_endless_iterator_is_cut_off():
    assert plainly(count()) == Opaque(TOO_LARGE)


def test_an_instance_of_a_subclass_becomes_its_base_type():
    class Sly(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    assert type(plainly(Sly(3.0))) is float
    assert plainly(Sly(3.0)) != 4.0


def test_masked_entries_become_nan():
    back = plainly(np.ma.array([1.0, 2.0], mask=[False, True]))
    assert back[0] == 1
    assert np.isnan(back[1])


@pytest.mark.parametrize("value", [..., print, object(), {1, 2}, 10**400, b"12"])
def test_values_without_a_plain_form_become_opaque(value):
    assert isinstance(plainly(value), Opaque)


def test_equal_hashables_of_one_message_are_found_again():
    color = enum.Enum("Color", "red blue")
    graph = plainly({color.red: ("f", color.blue), color.blue: ("source",)})
    red, blue = graph
    assert red != blue
    assert graph[red][1] == blue


def test_a_part_that_raises_while_it_is_read_leaves_the_others_readable():
    class Broken(dict):
        def items(self):
            raise RuntimeError

    assert plainly([1, Broken()])[0] == 1


def test_a_list_that_contains_itself_is_cut_off():
    endless = []
    endless.append(endless)
    value = plainly(endless)
    for _ in range(100):
        if isinstance(value, Opaque):
            break
        [value] = value
    assert isinstance(value, Opaque)


def test_an_array_above_the_limit_becomes_opaque():
    assert isinstance(plainly(np.zeros(MAX_ARRAY_BYTES // 8 + 1)), Opaque)


def test_functions_are_encoded_as_numbers():
    functions = []

    def register(function):
        functions.append(function)
        return 0

    tree, blobs = encode((abs, 2), register)
    function, number = decode(tree, blobs, lambda n: functions[n])
    assert function(-number) == 2


@pytest.mark.parametrize(
    "tree",
    [
        {"array": ["<f8", [2], 0]},
        {"array": ["|O", [1], 0]},
        {"array": ["<f8", [-1], 0]},
        {"array": ["<f8", [1], 1]},
        {"array": ["<f8", [True], 0]},
        {"list": 3},
        {"dict": [[{"list": []}, 1]]},
        {"dict": [[1, 2, 3]]},
        {"function": 0},
        {"complex": ["1", 2]},
        {"opaque": "x"},
        {"list": [], "tuple": []},
        [1],
        {"surprise": 1},
        {"range": [0, 3]},
        {"range": [0, 3, 0]},
        {"range": [0, 3, 10**400]},
        {"range": [0.0, 3, 1]},
        {"opaque": ["x" * 81, None]},
        {"opaque": ["x", 10**400]},
        {"opaque": ["x", True]},
        {"list": [{"array": ["<f8", [1], 0]}, {"array": ["<f8", [1], 0]}]},
        {"dict": [[{"tuple": [{"list": []}]}, 1]]},
    ],
)
def test_a_forged_tree_is_refused(tree):
    with pytest.raises(PlainError):
        decode(tree, [b"\0" * 8])


def test_a_forged_tree_that_is_too_deep_is_refused():
    tree = 1
    for _ in range(500):
        tree = {"list": [tree]}
    with pytest.raises(PlainError, match="deep"):
        decode(tree, [])


TOO_MUCH = {
    "keys": {"dict": [[n * (2**61 - 1), 0] for n in range(MAX_DICT + 1)]},
    "keys of all dicts": {"list": [{"dict": [[n, 0] for n in range(1_001)]}] * 2},
    "items": {"list": [0] * (MAX_ITEMS + 1)},
    "items of all levels": {"list": [{"list": [0] * 1_000}] * (MAX_ITEMS // 1_000)},
    "int": 10**4_000,
    "complex": {"complex": [10**4_000, 0]},
    "text": "x" * (MAX_TEXT + 1),
    "all texts": {"list": ["x" * MAX_TEXT] * (MAX_ALL_TEXT // MAX_TEXT + 1)},
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_tree_above_the_limits_is_refused(what):
    with pytest.raises(PlainError):
        decode(TOO_MUCH[what], [])


def test_arrays_are_limited_one_by_one_and_together():
    most = {"array": ["|b1", [MAX_ARRAY_BYTES + 1], 0]}
    with pytest.raises(PlainError):
        decode(most, [bytes(MAX_ARRAY_BYTES + 1)])
    count = MAX_ALL_ARRAY_BYTES // 1_000_000 + 1
    many = [{"array": ["|b1", [1_000_000], index]} for index in range(count)]
    with pytest.raises(PlainError, match="too large"):
        decode({"list": many}, [bytes(1_000_000)] * count)


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(MAX_ARRAY_BYTES // 8 + 1),
        [np.zeros(MAX_ARRAY_BYTES // 8)] * 3,
        np.zeros((0, MAX_ARRAY_BYTES + 1)),
        [0] * (MAX_ITEMS + 1),
        [[0] * 1_000] * 1_000,
        dict.fromkeys(range(MAX_DICT + 1)),
        [dict.fromkeys(range(1_001))] * 2,
        "x" * 10**6,
        ["x" * 10**6] + [""] * 2_000,
        [str(n) * 5_000 for n in range(100)],
        {(0,) * MAX_ITEMS: 1, (1,) * 10: 2},
        {"x" * 10**6: 1},
        np.full(10**6, "text"),
    ],
    ids=range(13),
)
def test_what_encode_writes_of_a_large_value_can_be_decoded(value):
    tree, blobs = encode(value)
    decode(tree, blobs)
    assert len(repr(tree)) + sum(map(len, blobs)) < 10_000_000


Color = enum.Enum("Color", "red blue")
NAMES = [
    *("x", "1", 1, 2.5, 1j, None, b"1", b"2", (), (1, 2), ("a", b"1"), Color.red),
    *(frozenset({1}), frozenset({2}), Color.blue, range(1), range(2), range(1, 2)),
    *(("a", range(2)), ("a", range(3)), ("a", (range(3), 1)), 10**400, 10**401),
    *("x" * 20_000, "x" * 20_001, np.str_("numpy"), ("a", Color.red)),
]


def test_names_of_every_hashable_kind_stay_distinct_and_are_found_again():
    nodes = {name: ("op", *NAMES[:place]) for place, name in enumerate(NAMES)}
    back = plainly(nodes)
    assert len(back) == len(NAMES)
    for place, (inputs, name) in enumerate(zip(back.values(), back, strict=True)):
        assert list(inputs[1:]) == list(back)[:place]
        assert all(part in back for part in inputs[1:])
        assert hash(name) == hash(name)


def test_a_range_that_is_no_name_is_a_list():
    assert plainly({"x": range(2), "y": (range(3),)}) == {
        "x": [0, 1],
        "y": ([0, 1, 2],),
    }


def test_a_dict_with_too_many_keys_becomes_opaque():
    assert plainly(dict.fromkeys(range(MAX_DICT + 1))) == Opaque(TOO_LARGE)


def test_a_shape_that_numpy_cannot_count_is_a_plain_error():
    huge = {"array": ["<f8", [0, 4_000_000, 4_000_000, 4_000_000], 0]}
    with pytest.raises(PlainError, match="shape"):
        decode(huge, [b""])
