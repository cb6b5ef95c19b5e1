# %% solution="code"
### BEGIN SOLUTION
def shout(text):
    result = ""
    for letter in text:
        result += chr(ord(letter) - 32) if "a" <= letter <= "z" else letter
    return result

def total_area(shapes):
    return sum(shape.area() for shape in shapes)

def fill(box, item):
    box.items.append(item)
    box.count = len(box.items)
    return box

def first(items):
    return items[0]

def drain(stream):
    return [line.strip() for line in stream]

def ratio(a, b):
    return a / b

def identity(x):
    return x

def lookup(mapping, key):
    return mapping[key]

class Animal:
    def __init__(self, name):
        self.name = name
    def describe(self):
        return f"{self.name} says {self.sound()}"

def describe(animal):
    return animal.describe()
### END SOLUTION

# %% test="forbidden" points=2
# autograder: inside
class Text(str):
    """A text that will not be made upper case by its own methods."""
    def upper(self):
        raise AssertionError("do not use upper")
    def swapcase(self):
        raise AssertionError("do not use swapcase")
    def title(self):
        raise AssertionError("do not use title")
assert shout(Text("abc d")) == "ABC D"

# %% test="plain" points=1
assert shout("xyz") == "XYZ"

# %% test="methods" points=1
class Square:
    def __init__(self, side):
        self.side = side
        self.asked = 0
    def area(self):
        self.asked += 1
        return self.side**2
squares = [Square(1), Square(2)]
assert total_area(squares) == 5
assert [s.asked for s in squares] == [1, 1]

# %% test="changed" points=1
class Box:
    def __init__(self):
        self.items = []
box = Box()
assert fill(box, "x") is box
assert box.items == ["x"] and box.count == 1

# %% test="identity" points=1
marker = object()
assert identity(marker) is marker
assert first([marker]) is marker
assert identity(Square) is Square

# %% test="stream" points=1
import io
assert drain(io.StringIO("a\nb\n")) == ["a", "b"]

# %% test="iterator" points=1
source = iter([" a", "b ", "c"])
next(source)
assert drain(source) == ["b", "c"]
assert next(source, None) is None
assert drain(line for line in ["x "]) == ["x"]

# %% test="numbers" points=1
from fractions import Fraction
from decimal import Decimal
assert ratio(Fraction(1), Fraction(3)) == Fraction(1, 3)
assert ratio(Decimal(1), Decimal(4)) == Decimal("0.25")
assert isinstance(ratio(Fraction(1), 2), Fraction)

# %% test="counting" points=1
# autograder: inside
class Counting(list):
    reads = 0
    def __getitem__(self, index):
        Counting.reads += 1
        return super().__getitem__(index)
assert first(Counting([1, 2])) == 1
assert Counting.reads == 1

# %% test="mapping" points=1
# autograder: inside
class Lazy(dict):
    def __missing__(self, key):
        return key * 2
assert lookup(Lazy(a=1), "a") == 1
assert lookup(Lazy(), "b") == "bb"

# %% test="subclass-of-students" points=1
# autograder: inside
class Dog(Animal):
    def sound(self):
        return "woof"
assert describe(Dog("Rex")) == "Rex says woof"
assert isinstance(Dog("Rex"), Animal)

# %% test="datetime" points=1
import datetime
day = datetime.date(2024, 2, 29)
assert identity(day) == day
assert identity(datetime.timedelta(1)).days == 1

# %% test="path" points=1
import pathlib
assert identity(pathlib.Path("a") / "b").name == "b"
