"""What the student's code may do with what a test hands over, and what it may not."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from autograder.candidate.messages import Ask, Operator
from autograder.candidate.values import Lent
from autograder.errors import CannotCross
from autograder.examiner.lending import Lending


class Node:
    """As a test cell defines it."""

    secret = 42

    def __init__(self) -> None:
        self.value = 1
        self._hidden = 2


Node.__module__ = "__main__"


def ask(value: object, operator: Operator, *args: object) -> object:
    lending = Lending()
    node = lending.lend(value)
    assert isinstance(node, Lent)
    return lending.serve(Ask(node.handle, [], {}, operator), args, {})


def test_public_attributes_of_a_tests_object_are_there_to_read_and_set() -> None:
    node = Node()
    assert ask(node, "getattr", "value") == 1
    ask(node, "setattr", "value", 5)
    assert node.value == 5


@pytest.mark.parametrize("name", ["_hidden", "__class__", "__init__", "__dict__", 3, None])
def test_what_a_tests_object_keeps_for_itself_is_not(name: object) -> None:
    for operator in ("getattr", "setattr", "delattr"):
        with pytest.raises((AttributeError, TypeError)):
            ask(Node(), operator, name, 1) if operator == "setattr" else ask(Node(), operator, name)


@pytest.mark.parametrize(
    "value",
    [lambda: 1, Node, Node().__init__],  # type: ignore[misc]
    ids=["function", "class", "method"],
)
def test_of_functions_and_classes_nothing_is_given_away(value: object) -> None:
    for name in ("__globals__", "secret", "__code__", "__self__", "func_globals"):
        with pytest.raises(AttributeError):
            ask(value, "getattr", name)
    with pytest.raises(AttributeError):
        ask(value, "dir")


def test_objects_of_libraries_are_not_changed_from_afar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # as an examiner's: where numpy lies is not the course's folder
    generator = np.random.default_rng(0)
    assert callable(ask(generator, "getattr", "normal"))
    with pytest.raises(AttributeError):
        ask(generator.bit_generator, "setattr", "state", {})
    with pytest.raises(AttributeError):
        ask(mock.Mock(), "setattr", "return_value", 1)


@pytest.mark.parametrize(
    "value",
    [
        np,
        type("Text", (str,), {})(),
        type("Bad", (ValueError,), {}),
        ValueError("x"),
        np.ma.array([1]),
    ],
    ids=lambda v: type(v).__name__,
)
def test_what_python_would_not_take_a_proxy_for_says_what_to_do(value: object) -> None:
    with pytest.raises(CannotCross, match="autograder: inside"):
        Lending().lend(value)
