# %% answer="kinds"
class Stack:
    def __init__(self, items=()):
        self.items = list(items)
    def push(self, item):
        self.items.append(item)
    append = push
    @property
    def top(self):
        return self.items[-1]
    def __len__(self):
        return len(self.items)

class Registry(dict):
    pass

class EmptyStack(Exception):
    pass

class VeryEmpty(Exception):
    pass

class Point:
    tags = []
    def __init__(self, x, y=0):
        self.x, self.y = x, y

def pop(stack):
    return stack.items.pop()

def check(n):
    if n < 0:
        raise VeryEmpty("check")
    return (n, -n)

class Colour:
    RED = 1
    GREEN = 2

def count(text):
    return {letter: text.count(letter) for letter in text}
