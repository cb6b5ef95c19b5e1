"""What a test asks of an object's class, where Python would answer for the proxy.

``type(x)`` and ``x.__class__`` look at the object itself and ask nobody. In a test cell they are
rewritten into a question that also a proxy answers for what it stands for.
"""

from __future__ import annotations

import ast
from typing import Any

from autograder.examiner.remote import Remote

_ATTRIBUTES = frozenset(("__class__", "__dict__", "__module__"))
_FUNCTIONS = {"type": "__class__", "vars": "__dict__"}
NAME = "__attribute_of__"
"""The name of ``attribute_of`` in the namespace of test cells."""


def attribute_of(value: Any, name: str) -> Any:
    """The attribute of the object, wherever it lives."""
    return value._do_("getattr", name) if isinstance(value, Remote) else getattr(value, name)


class Rewriter(ast.NodeTransformer):
    """Rewrites the tree of a test cell."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if (
                name in _FUNCTIONS and not isinstance(argument, ast.Starred)
            ):
                return _question(node, argument, _FUNCTIONS[name])
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr in _ATTRIBUTES and isinstance(node.ctx, ast.Load):
            return _question(node, node.value, node.attr)
        return node


def _question(node: ast.AST, subject: ast.expr, attribute: str) -> ast.AST:
    function = ast.Name(NAME, ast.Load())
    call = ast.Call(function, [subject, ast.Constant(attribute)], [])
    return ast.fix_missing_locations(ast.copy_location(call, node))
