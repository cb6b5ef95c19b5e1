# %%
import math

# %% solution="vector"
class Vector:
    """A vector in the plane."""

    dimensions = 2

    ### BEGIN SOLUTION
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self._norms = 0

    @property
    def norm(self):
        self._norms += 1
        return math.hypot(self.x, self.y)

    @classmethod
    def zero(cls):
        return cls(0, 0)

    @staticmethod
    def axes():
        return ("x", "y")

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __lt__(self, other):
        return (self.x, self.y) < (other.x, other.y)

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __str__(self):
        return f"({self.x}, {self.y})"

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __iter__(self):
        return iter((self.x, self.y))

    def __contains__(self, value):
        return value in (self.x, self.y)

    def __call__(self, k):
        return self.x + k * self.y

    def __bool__(self):
        return bool(self.x or self.y)

    def __format__(self, spec):
        return f"<{self.x:{spec}} {self.y:{spec}}>"
    ### END SOLUTION

# %% test="attributes" points=1
v = Vector(3, 4)
assert v.x == 3 and v.y == 4
assert v.norm == 5.0
v.x = 0
assert v.norm == 4.0
assert v._norms == 2

# %% test="type" points=1
assert isinstance(v, Vector)
assert type(v) is Vector
assert type(v).__name__ == "Vector"
assert v.__class__.__name__ == "Vector"
assert v.__class__ == Vector
assert not isinstance(3, Vector)
assert issubclass(Vector, object)
assert isinstance(Vector, type)

# %% test="text" points=1
assert repr(Vector(1, 2)) == "Vector(1, 2)"
assert str(Vector(1, 2)) == "(1, 2)"
assert f"{Vector(1, 2)}" != "" and f"{Vector(1, 2):.1f}" == "<1.0 2.0>"
assert "%s" % Vector(1, 2) == "(1, 2)"

# %% test="operators" points=2
assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)
assert Vector(1, 2) * 3 == Vector(3, 6)
assert 3 * Vector(1, 2) == Vector(3, 6)
assert -Vector(1, 2) == Vector(-1, -2)
assert Vector(1, 2) != Vector(2, 1)
assert Vector(1, 2) < Vector(2, 1)
try:
    Vector(1, 2) + 3
except TypeError:
    pass
else:
    raise AssertionError("a number was added")

# %% test="containers" points=1
assert len(Vector(1, 2)) == 2
assert Vector(1, 2)[1] == 2
assert list(Vector(1, 2)) == [1, 2]
a, b = Vector(5, 6)
assert (a, b) == (5, 6)
assert 5 in Vector(5, 6) and 7 not in Vector(5, 6)
assert sorted([Vector(2, 0), Vector(1, 0)])[0].x == 1
assert {Vector(1, 1): "one"}[Vector(1, 1)] == "one"
assert len({Vector(1, 1), Vector(1, 1)}) == 1

# %% test="callable" points=1
assert Vector(1, 2)(10) == 21
assert callable(Vector(1, 2))
assert not Vector(0, 0)
assert Vector(0, 1)

# %% test="class-level" points=1
assert Vector.dimensions == 2
assert Vector.zero() == Vector(0, 0)
assert Vector.axes() == ("x", "y")
assert hasattr(Vector, "norm")
assert isinstance(Vector.norm, property)
assert Vector.__doc__.startswith("A vector")
assert "__add__" in Vector.__dict__
assert "norm" in dir(Vector)

# %% test="vars" points=1
assert vars(Vector(1, 2)) == {"x": 1, "y": 2, "_norms": 0}
assert Vector(1, 2).__dict__["x"] == 1
assert getattr(Vector(1, 2), "y") == 2
assert not hasattr(Vector(1, 2), "z")
w = Vector(1, 2)
setattr(w, "label", "w")
assert w.label == "w"
del w.label
assert not hasattr(w, "label")

# %% test="subclass" points=2
# autograder: inside
class Scaled(Vector):
    def __init__(self, x, y, k):
        super().__init__(k * x, k * y)
        self.k = k

    def axes_text(self):
        return "+".join(self.axes())

s = Scaled(1, 2, 3)
assert s.x == 3 and s.y == 6
assert s.norm == math.hypot(3, 6)
assert isinstance(s, Vector)
assert s.axes_text() == "x+y"
assert s + Vector(1, 1) == Vector(4, 7)
