# %%
from collections import namedtuple, OrderedDict, defaultdict, Counter, deque
from dataclasses import dataclass, field
from enum import Enum

# %% solution="kinds"
### BEGIN SOLUTION
class Stack(list):
    """A list with a top."""

    def push(self, item):
        self.append(item)

    @property
    def top(self):
        return self[-1]

class Registry(dict):
    def __missing__(self, key):
        return f"no {key}"

class EmptyStack(Exception):
    def __init__(self, name):
        super().__init__(f"{name} is empty")
        self.name = name

class VeryEmpty(EmptyStack, ValueError):
    pass

@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)

Pair = namedtuple("Pair", "left right")

class Colour(Enum):
    RED = 1
    GREEN = 2

def pop(stack):
    if not stack:
        raise EmptyStack("stack")
    return stack.pop()

def check(n):
    if n < 0:
        raise VeryEmpty("check")
    return Pair(n, -n)

def count(text):
    counts = defaultdict(int)
    for letter in text:
        counts[letter] += 1
    return counts
### END SOLUTION

# %% test="stack" points=1
stack = Stack([1, 2])
stack.push(3)
assert stack.top == 3
assert isinstance(stack, list)
assert len(stack) == 3
assert stack == [1, 2, 3]
assert stack[0] == 1 and list(stack) == [1, 2, 3] and stack[-2:] == [2, 3]
assert sum(stack) == 6 and max(stack) == 3
stack.append(4)
assert 4 in stack

# %% test="pop" points=1
assert pop(stack) == 4
assert len(stack) == 3

# %% test="registry" points=1
registry = Registry(a=1)
assert registry["a"] == 1
assert registry["b"] == "no b"
registry["c"] = 2
assert dict(registry) == {"a": 1, "c": 2}
assert isinstance(registry, dict)
assert sorted(registry) == ["a", "c"]
assert [k for k, v in registry.items() if v == 2] == ["c"]

# %% test="errors" points=2
try:
    pop(Stack())
except EmptyStack as error:
    assert str(error) == "stack is empty"
    assert error.name == "stack"
    assert error.args == ("stack is empty",)
    assert isinstance(error, Exception)
    assert type(error) is EmptyStack
else:
    raise AssertionError("nothing raised")
assert issubclass(EmptyStack, Exception)

# %% test="error-family" points=1
for family in (EmptyStack, ValueError, Exception):
    try:
        check(-1)
    except family as error:
        assert type(error).__name__ == "VeryEmpty"
    else:
        raise AssertionError("nothing raised")

# %% test="raised-here" points=1
try:
    raise EmptyStack("mine")
except EmptyStack as error:
    assert error.name == "mine"

# %% test="dataclass" points=1
import dataclasses
assert Point(1) == Point(1, 0)
assert Point(1).tags == []
assert repr(Point(1, 2)) == "Point(x=1, y=2, tags=[])"
assert dataclasses.is_dataclass(Point)
assert dataclasses.asdict(Point(1, 2)) == {"x": 1, "y": 2, "tags": []}
assert [f.name for f in dataclasses.fields(Point)] == ["x", "y", "tags"]

# %% test="shared" points=1
p, q = Point(1), Point(2)
p.tags.append("a")
assert p.tags == ["a"]
assert q.tags == []

# %% test="namedtuple" points=1
assert check(2) == (2, -2)
assert check(2).left == 2
left, right = check(3)
assert right == -3
assert isinstance(check(1), tuple)
assert isinstance(check(1), Pair)
assert check(1)._fields == ("left", "right")
assert check(1)._asdict() == {"left": 1, "right": -1}

# %% test="enum" points=1
assert Colour.RED.value == 1
assert Colour(2) is Colour.GREEN
assert Colour["RED"] == Colour.RED
assert [c.name for c in Colour] == ["RED", "GREEN"]

# %% test="defaultdict" points=1
assert count("aab") == {"a": 2, "b": 1}
assert count("x")["x"] == 1
assert count("x")["missing"] == 0
assert isinstance(count(""), dict)
assert Counter("aab") == count("aab")
