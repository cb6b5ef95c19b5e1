"""What a test asks of an object's class, where Python would answer for the proxy.

``type(x)``, ``x.__class__`` and ``isinstance(x, pandas.Index)`` look at the object itself and ask
nobody. In a test cell they are rewritten into a question that also a proxy answers, for what it
stands for; functions of ``dataclasses`` are wrapped for the same reason.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
from typing import Any

from autograder.examiner.remote import Remote

_ATTRIBUTES = frozenset(("__class__", "__dict__", "__module__"))
_FUNCTIONS = {"type": "__class__", "vars": "__dict__"}


def attribute_of(value: Any, name: str) -> Any:
    """The attribute of the object, wherever it lives."""
    return value._do_("getattr", name) if isinstance(value, Remote) else getattr(value, name)


def is_instance(value: Any, kinds: Any) -> bool:
    """``isinstance``, also for an object of the student's and a class that a library has on both
    sides."""
    if isinstance(value, kinds):
        return True
    if not isinstance(value, Remote):
        return False
    if isinstance(kinds, tuple):
        return any(is_instance(value, kind) for kind in kinds)
    if isinstance(kinds, Remote) or not isinstance(kinds, type) or kinds.__module__ in _NO_LIBRARY:
        return False
    return bool(value._do_("kind_of", kinds.__module__, kinds.__qualname__))


def wrap_dataclasses() -> None:
    """Have the functions of ``dataclasses`` answer for the student's objects in this process."""
    for name in ("asdict", "astuple", "fields", "is_dataclass"):
        setattr(dataclasses, name, _asking(name, getattr(dataclasses, name)))
    replace = dataclasses.replace

    @functools.wraps(replace)
    def replaced(obj: Any, /, **changes: Any) -> Any:
        if isinstance(obj, Remote):
            return obj._do_("replace", changes)
        return replace(obj, **changes)

    dataclasses.replace = replaced


def _asking(operator: Any, function: Any) -> Any:
    @functools.wraps(function)
    def wrapped(obj: Any, **options: Any) -> Any:
        if isinstance(obj, Remote) and not options:
            return obj._do_(operator)
        return function(obj, **options)

    return wrapped


NAMES = {"__attribute_of__": attribute_of, "__is_instance__": is_instance}
"""What the rewritten code calls, by its names in the namespace of test cells."""
_NO_LIBRARY = frozenset(("builtins", "types"))


class Rewriter(ast.NodeTransformer):
    """Rewrites the tree of a test cell."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if (
                name in _FUNCTIONS and not isinstance(argument, ast.Starred)
            ):
                return _question(node, argument, _FUNCTIONS[name])
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, _], keywords=[]):
                node.func = ast.copy_location(ast.Name("__is_instance__", ast.Load()), node.func)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr in _ATTRIBUTES and isinstance(node.ctx, ast.Load):
            return _question(node, node.value, node.attr)
        return node


def _question(node: ast.AST, subject: ast.expr, attribute: str) -> ast.AST:
    function = ast.Name("__attribute_of__", ast.Load())
    call = ast.Call(function, [subject, ast.Constant(attribute)], [])
    return ast.fix_missing_locations(ast.copy_location(call, node))
