"""Edits of one line of a correct program: slips of the pen, each with a name.

A line is an expression such as `W2 @ p - y`. An edit changes one node of its syntax
tree: a sign, a factor, a transpose, another variable of the same kind. What an edit is
called follows from the names in the line, so nobody has to keep a list of mistakes.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np


class Edit(NamedTuple):
    """One wrong version of a line.

    Attributes:
        name: what went wrong, as a clause: "b is missing from z".
        source: the wrong expression.
        hint: one next step for the student; empty for the line's own hint.
        frequent: whether students make this slip often enough to look for it among
            three mistakes at once, and in pairs in the notebook.
    """

    name: str
    source: str
    hint: str = ""
    frequent: bool = False


class Scope(NamedTuple):
    """What a line may use, and how sentences call it.

    Attributes:
        kinds: the variables that the line may use, each with its kind.
        labels: how sentences call a variable whose own name says too little.
        label: what the line computes, as sentences call it: "z", "the error".
        computed: the variables that earlier lines define.
        factors: the `id` of each number that is a factor of the whole line.
    """

    kinds: Mapping[str, object]
    labels: Mapping[str, str]
    label: str
    computed: Collection[str] = ()
    factors: Collection[int] = ()

    def shown(self, node: ast.expr) -> str:
        """An expression, or a variable, as a sentence names it."""
        if isinstance(node, ast.Name):
            return self.labels.get(node.id, node.id)
        text = ast.unparse(node).replace("np.", "")
        names = re.sub(r"[^\W\d]\w*", lambda m: self._within(m[0]), text)
        return names.replace(".T", "ᵀ").replace(" ** 2", "²").replace(" * ", " · ")

    def _within(self, name: str) -> str:
        """A variable inside of a larger expression."""
        label = self.labels.get(name, name)
        return f"({label})" if " " in label and not label.startswith("the ") else label

    def is_matrix(self, name: str) -> bool:
        shape = self.kinds.get(name)
        return isinstance(shape, tuple) and len(shape) == 2

    def alike(self, name: str) -> Iterator[str]:
        """The other variables of the same kind."""
        for other, its_kind in self.kinds.items():
            if other != name and its_kind == self.kinds[name]:
                yield other


def kind(value: Any) -> object:
    """What two values must share to be mistaken for each other: callable, or shape."""
    return "function" if callable(value) else np.shape(value)


def edits(source: str, scope: Scope) -> tuple[Edit, ...]:
    """Every single edit of a line, whose correct expression is `source`."""
    tree = _parsed(source)
    scope = scope._replace(factors=[id(factor) for factor in _factors(tree)])
    found: dict[str, Edit] = {}
    for rule in RULES:
        for path, node in _nodes(tree):
            for change in rule(node, scope):
                text = ast.unparse(_replaced(tree, path, change.node))
                text = text.replace(".T.T", "")
                edit = Edit(change.name, text, change.hint, change.frequent)
                found.setdefault(text, edit)
    found.pop(ast.unparse(tree), None)
    return tuple(found.values())


def _factors(tree: ast.expr) -> Iterator[ast.expr]:
    """The numbers by which a line is multiplied as a whole."""
    match tree:
        case ast.BinOp(left, ast.Mult() | ast.MatMult(), right):
            yield from (*_factors(left), *_factors(right))
        case ast.BinOp(left, ast.Div(), _) | ast.UnaryOp(ast.USub(), left):
            yield from _factors(left)
        case ast.Constant():
            yield tree


Path = tuple[tuple[str, int | None], ...]  # fields and indices, from the top down


def _nodes(tree: ast.expr) -> Iterator[tuple[Path, ast.expr]]:
    """Every expression in the tree, with the path to it."""
    yield (), tree
    for field, value in ast.iter_fields(tree):
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            exponent = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Pow)
            if isinstance(child, ast.expr) and not (exponent and field == "right"):
                for path, node in _nodes(child):
                    yield ((field, index), *path), node


def _replaced(tree: ast.expr, path: Path, new: ast.expr) -> ast.expr:
    """A copy of the tree in which the node at the path is `new`."""
    if not path:
        return new
    tree = copy.copy(tree)
    (field, index), rest = path[0], path[1:]
    old = getattr(tree, field)
    if index is None:
        setattr(tree, field, _replaced(old, rest, new))
    else:
        setattr(tree, field, [*old])
        getattr(tree, field)[index] = _replaced(old[index], rest, new)
    return tree


class Change(NamedTuple):
    """A node that takes another's place; the rest as in `Edit`."""

    name: str
    node: ast.expr
    frequent: bool = True
    hint: str = ""


Changes = Iterator[Change]
BY_HAND = "Compare its sign with an example that you compute by hand."
MATRIX, OUTER_HINT, ROWS = (
    "In NumPy `*` is the element-wise product and `@` the matrix product: check both.",
    "A matrix has one entry for each pair (i, j). Which function makes all pairs?",
    "Check which of the two vectors numbers the rows of the result.",
)


def _parsed(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def _binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, op, right)


def _call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_parsed(function), list(arguments), [])


def _transpose(node: ast.expr, scope: Scope) -> Changes:
    match node:
        case ast.Attribute(value=value, attr="T"):
            yield Change(f"{scope.shown(value)} is not transposed", value)
        case ast.Name(name) if scope.is_matrix(name):
            turned = ast.Attribute(node, "T", ast.Load())
            label = f"{scope.shown(node)} is transposed in {scope.label}"
            yield Change(label, turned)


def _terms(node: ast.expr, scope: Scope) -> Changes:
    """Sums and differences."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            name = f"{scope.shown(right)} is subtracted instead of added"
            yield Change(f"{name} in {scope.label}", _binary(left, ast.Sub(), right))
            alone, product = right, True
        case ast.BinOp(left, ast.Sub(), right):
            name = f"{scope.shown(right)} is added instead of subtracted"
            yield Change(f"{name} in {scope.label}", _binary(left, ast.Add(), right))
            name = f"the difference in {scope.label} is the wrong way round"
            yield Change(name, _binary(right, ast.Sub(), left))
            alone, product = ast.UnaryOp(ast.USub(), right), False
        case _:
            return
    for term, rest in ((right, left), (left, alone)):
        the = "the " if isinstance(term, ast.Constant) else ""
        name = f"{the}{scope.shown(term)} is missing from {scope.label}"
        yield Change(name, rest)
    if product:
        shown = f"{scope.shown(left)} and {scope.shown(right)}"
        name = f"{shown} are multiplied instead of added"
        yield Change(name, _binary(left, ast.Mult(), right), frequent=False)


def _products(node: ast.expr, scope: Scope) -> Changes:
    match node:
        case ast.BinOp(left, ast.MatMult() | ast.Mult() as op, right):
            a, b = scope.shown(left), scope.shown(right)
            missing = f"the factor {a}" if isinstance(left, ast.Constant) else a
            both = isinstance(
                op, ast.Mult
            )  # of a matrix product one factor is a vector
            yield Change(f"{missing} is missing from {scope.label}", right)
            yield Change(f"{b} is missing from {scope.label}", left, both)
            if both:
                name = f"{a} and {b} are added instead of multiplied"
                yield Change(name, _binary(left, ast.Add(), right), frequent=False)
                name = f"the entries of {scope.label} are added up"
                yield Change(name, _call("np.sum", node), frequent=False)
                return
            star = _binary(left, ast.Mult(), right)
            name = f"`*` is used instead of `@` between {a} and {b}"
            yield Change(name, star, hint=MATRIX)
            turned = _binary(right, ast.MatMult(), left)
            name = f"{a} and {b} are multiplied in the wrong order"
            yield Change(name, turned, frequent=False)
        case ast.BinOp(left, ast.Div(), right):
            a, b = scope.shown(left), scope.shown(right)
            yield Change(f"the division by {b} is missing", left)
            name = f"{a} is multiplied by {b} instead of divided"
            yield Change(name, _binary(left, ast.Mult(), right), frequent=False)
            name = f"the fraction in {scope.label} is upside down"
            yield Change(name, _binary(right, ast.Div(), left), frequent=False)


def _powers(node: ast.expr, scope: Scope) -> Changes:
    match node:
        case ast.BinOp(base, ast.Pow(), ast.Constant(int(power))):
            shown = scope.shown(base)
            name = f"{shown} is not raised to the power {power} in {scope.label}"
            yield Change(name, base)
            for other in (power - 1, power + 1):
                if other > 1:
                    wrong = _binary(base, ast.Pow(), ast.Constant(other))
                    name = f"{shown} has the power {other} instead of {power}"
                    yield Change(name, wrong, frequent=False)


def _signs_and_constants(node: ast.expr, scope: Scope) -> Changes:
    match node:
        case ast.UnaryOp(ast.USub(), operand):
            name = f"the minus sign before {scope.shown(operand)} is missing"
            yield Change(f"{name} in {scope.label}", operand)
        case ast.Constant(int() | float() as number):
            factor = id(node) in scope.factors
            said = {-number: "has the wrong sign", 0: "is 0 everywhere"}
            said[2 * number] = "has a factor of 2 too many"
            for wrong in dict.fromkeys((1, 2 * number, number / 2, -number, 0)):
                if wrong != number:
                    shown = f"{wrong:g}".replace("-", "−")
                    name = f"{shown} is used instead of {number:g} in {scope.label}"
                    whole = f"{scope.label} {said.get(wrong)}"
                    name = whole if factor and wrong in said else name
                    hint = BY_HAND if factor and wrong == -number else ""
                    yield Change(name, ast.Constant(wrong), frequent=False, hint=hint)


def _variables(node: ast.expr, scope: Scope) -> Changes:
    """Another variable, or function, of the same kind."""
    if not isinstance(node, ast.Name) or node.id not in scope.kinds:
        return
    function = scope.kinds[node.id] == "function"
    for other in scope.alike(node.id):
        new = ast.Name(other, ast.Load())
        name = f"{scope.shown(new)} is used instead of {scope.shown(node)}"
        name = name if function else f"{name} in {scope.label}"
        yield Change(name, new, frequent=function)


def _calls(node: ast.expr, scope: Scope) -> Changes:
    """Functions that the student receives: left out, applied twice, or elsewhere."""
    match node:
        case ast.Call(ast.Name(name), [argument]) if name in scope.kinds:
            yield Change(f"{name} is missing from {scope.label}", argument)
            twice = ast.Call(node.func, [node], [])
            yield Change(f"{name} is applied twice", twice, frequent=False)
            if not isinstance(argument, ast.Name):
                return
            for other in scope.alike(argument.id):
                elsewhere = ast.Name(other, ast.Load())
                wrong = ast.Call(node.func, [elsewhere], [])
                where = f"{scope.shown(elsewhere)} instead of {scope.shown(argument)}"
                usual = other in scope.computed
                yield Change(f"{name} is evaluated at {where}", wrong, usual)


def _outer(node: ast.expr, scope: Scope) -> Changes:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "np.outer":
        return
    first, second = node.args
    turned = _call("np.outer", second, first)
    yield Change("the outer product is transposed", turned, hint=ROWS)
    name = "`*` is used instead of an outer product"
    yield Change(name, _binary(first, ast.Mult(), second), hint=OUTER_HINT)
    name = "an inner product is used instead of an outer product"
    yield Change(name, _binary(first, ast.MatMult(), second), hint=OUTER_HINT)
    for vector in (first, second):
        ones = _parsed(f"np.ones_like({ast.unparse(vector)})")
        args = [ones if one is vector else one for one in node.args]
        name = f"{scope.shown(vector)} is missing from the outer product"
        yield Change(name, _call("np.outer", *args))


def _sums(node: ast.expr, scope: Scope) -> Changes:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "np.sum":
        return
    [terms] = node.args
    shown = scope.shown(terms)
    yield Change(f"the sum over {shown} is missing", terms)
    for function, verb in (("mean", "averaged"), ("prod", "multiplied up")):
        name = f"{shown} is {verb} instead of summed"
        yield Change(name, _call(f"np.{function}", terms), function == "mean")
    for index, which in ((0, "first"), (-1, "last")):
        one = _parsed(f"({ast.unparse(terms)})[{index}]")
        yield Change(f"only the {which} entry of {shown} is used", one, frequent=False)
    for slice_, which in ((":-1", "last"), ("1:", "first")):
        rest = _parsed(f"np.sum(({ast.unparse(terms)})[{slice_}])")
        name = f"the {which} entry of {shown} is left out of the sum"
        yield Change(name, rest, frequent=False)
    squares = _parsed(f"np.sum(({ast.unparse(terms)})**2)")
    yield Change(f"{shown} is squared before the sum", squares, frequent=False)


RULES: tuple[Callable[[ast.expr, Scope], Changes], ...] = (
    _transpose,
    _terms,
    _products,
    _outer,
    _sums,
    _powers,
    _calls,
    _signs_and_constants,
    _variables,
)
