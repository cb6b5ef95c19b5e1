# %%
from abc import ABC, abstractmethod
from contextlib import contextmanager
import asyncio

# %% solution="classes"
### BEGIN SOLUTION
class Timer:
    def __init__(self):
        self.log = []
    def __enter__(self):
        self.log.append("in")
        return self
    def __exit__(self, kind, error, trace):
        self.log.append(kind.__name__ if kind else "out")
        return kind is ZeroDivisionError

@contextmanager
def tag(name, out):
    out.append(f"<{name}>")
    yield name
    out.append(f"</{name}>")

class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n

class Shape(ABC):
    count = 0
    def __init__(self):
        type(self).count += 1
        Shape.total = getattr(Shape, "total", 0) + 1
    @abstractmethod
    def area(self): ...
    def twice(self):
        return 2 * self.area()

class Square(Shape):
    def __init__(self, side):
        super().__init__()
        self.__side = side
    @property
    def side(self):
        return self.__side
    @side.setter
    def side(self, value):
        if value < 0:
            raise ValueError("negative side")
        self.__side = value
    def area(self):
        return self.__side**2

class BankError(Exception):
    pass

def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise BankError(f"not a number: {text}") from error

def broken():
    raise KeyError("gone")

class Matrix:
    def __init__(self, rows):
        self.rows = rows
    def __matmul__(self, other):
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*other.rows)] for r in self.rows])
    def __getitem__(self, at):
        i, j = at
        return self.rows[i][j]
    def __setitem__(self, at, value):
        i, j = at
        self.rows[i][j] = value
    def __delitem__(self, at):
        del self.rows[at]
    def __abs__(self):
        return 7
    def __int__(self):
        return 3
    def __float__(self):
        return 3.5
    def __index__(self):
        return 2
    def __iadd__(self, k):
        self.rows = [[v + k for v in r] for r in self.rows]
        return self
    def __getattr__(self, name):
        if name.startswith("row"):
            return self.rows[int(name[3:])]
        raise AttributeError(name)

async def slow(x):
    await asyncio.sleep(0)
    return x * 2

def linked(*items):
    head = None
    for item in reversed(items):
        head = Node(item, head)
    return head

class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
### END SOLUTION

# %% test="with" points=1
timer = Timer()
with timer as entered:
    assert entered is timer
    entered.log.append("inside")
assert timer.log == ["in", "inside", "out"]

# %% test="with-error" points=1
with Timer() as timer:
    1 / 0
assert timer.log == ["in", "ZeroDivisionError"]
try:
    with Timer() as timer:
        raise KeyError
except KeyError:
    pass
assert timer.log[-1] == "KeyError"

# %% test="contextmanager" points=1
out = []
with tag("b", out) as name:
    out.append(name)
assert out == ["<b>", "b", "</b>"]

# %% test="iterator" points=1
assert list(Countdown(3)) == [2, 1, 0]
countdown = Countdown(2)
assert next(countdown) == 1
assert iter(countdown) is countdown
assert [x for x in countdown] == [0]

# %% test="abstract" points=1
try:
    Shape()
except TypeError as error:
    assert "abstract" in str(error)
else:
    raise AssertionError
assert issubclass(Square, Shape)
assert isinstance(Square(1), Shape)
assert Square.__bases__ == (Shape,)
assert Square.__mro__[1] is Shape
assert Square(3).twice() == 18

# %% test="setter" points=1
square = Square(2)
square.side = 5
assert square.area() == 25
try:
    square.side = -1
except ValueError as error:
    assert str(error) == "negative side"
else:
    raise AssertionError
assert square.side == 5
assert not hasattr(square, "__side")
assert square._Square__side == 5

# %% test="class-count" points=1
before = Square.count
Square(1), Square(2)
assert Square.count == before + 2
assert Shape.count == 0

# %% test="cause" points=1
try:
    parse("x")
except BankError as error:
    assert isinstance(error.__cause__, ValueError)
    assert "not a number: x" in str(error)
else:
    raise AssertionError

# %% test="key-error" points=1
try:
    broken()
except LookupError as error:
    assert error.args == ("gone",)
    assert repr(error) == "KeyError('gone')"
    import traceback
    assert "broken" in traceback.format_exc()
else:
    raise AssertionError

# %% test="matrix" points=1
m = Matrix([[1, 2], [3, 4]])
assert (m @ m)[1, 0] == 15
m[0, 0] = 9
assert m[0, 0] == 9
m += 1
assert m.rows == [[10, 3], [4, 5]]
del m[0]
assert m.rows == [[4, 5]]
assert m.row0 == [4, 5]

# %% test="conversions" points=1
m = Matrix([])
assert abs(m) == 7 and int(m) == 3 and float(m) == 3.5
assert [0, 1, 2, 3][m] == 2
assert hex(m) == "0x2"
try:
    m.other
except AttributeError as error:
    assert str(error) == "other"

# %% test="linked" points=1
node = linked(1, 2, 3)
values = []
while node is not None:
    values.append(node.value)
    node = node.next
assert values == [1, 2, 3]

# %% test="linked-changed" points=1
head = linked(1, 3)
head.next = Node(2, head.next)
assert head.next.next.value == 3
head.next.next.next = head
assert head.next.next.next is head

# %% test="coroutine" points=1
import inspect
assert inspect.iscoroutinefunction(slow)
assert await slow(4) == 8

# %% test="gather" points=1
assert await asyncio.gather(slow(1), slow(2)) == [2, 4]
