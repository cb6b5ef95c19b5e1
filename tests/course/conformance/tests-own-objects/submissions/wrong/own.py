# %% answer="code"
def shout(text):
    return text.upper()

def total_area(shapes):
    return sum(shape.side**2 for shape in shapes)

def fill(box, item):
    import copy
    box = copy.copy(box)
    box.items = [item]
    box.count = 1
    return box

def first(items):
    return list(items)[0]

def drain(stream):
    return list(stream)

def ratio(a, b):
    return float(a) / float(b)

def identity(x):
    return str(x)

def lookup(mapping, key):
    return mapping.get(key)

class Animal:
    def __init__(self, name):
        self.name = name.upper()
    def describe(self):
        return f"{self.name} says {self.sound()}"

def describe(animal):
    return animal.describe()
