# %% answer="classes"
class Timer:
    def __init__(self):
        self.log = []
    def __enter__(self):
        self.log.append("in")
    def __exit__(self, *_):
        self.log.append("out")

def tag(name, out):
    yield name

class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return iter(range(self.n))

class Shape:
    count = 0
    def twice(self):
        return 2

class Square(Shape):
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side

class BankError(Exception):
    pass

def parse(text):
    try:
        return int(text)
    except ValueError:
        raise BankError("no")

def broken():
    raise IndexError("gone")

class Matrix:
    def __init__(self, rows):
        self.rows = rows
    def __matmul__(self, other):
        return self

def slow(x):
    return x * 2

def linked(*items):
    return Node(items[0])

class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, None
