# %%
from unittest import mock

# %% solution="talk"
### BEGIN SOLUTION
import random

class Robot:
    def speak(self):
        return "beep"

def roll():
    return random.randint(1, 6)

def roll_twice():
    return roll() + roll()

def greet():
    name = input("Name? ")
    print("Hello", name)
    return name

def loud():
    print("a", "b", sep="-", end="!\n")

def ask_until(word):
    count = 0
    while input() != word:
        count += 1
    return count

def conversation():
    return Robot().speak()

def read(path):
    with open(path) as file:
        return file.read()

limit = 10

def over(n):
    return n > limit
### END SOLUTION

# %% test="patch-global" points=2
with mock.patch("__main__.roll", return_value=4) as patched:
    assert roll_twice() == 8
assert patched.call_count == 2
assert 2 <= roll_twice() <= 12

# %% test="patch-side-effect" points=1
with mock.patch("__main__.roll", side_effect=[1, 6]):
    assert roll_twice() == 7

# %% test="patch-object" points=1
import sys
with mock.patch.object(sys.modules["__main__"], "roll", lambda: 3):
    assert roll_twice() == 6

# %% test="patch-method" points=1
with mock.patch.object(Robot, "speak", return_value="boop"):
    assert conversation() == "boop"
assert conversation() == "beep"

# %% test="patch-input" points=1
with mock.patch("builtins.input", return_value="Ada") as asked:
    assert greet() == "Ada"
asked.assert_called_once_with("Name? ")

# %% test="patch-inputs" points=1
with mock.patch("builtins.input", side_effect=["x", "y", "stop"]) as asked:
    assert ask_until("stop") == 2
assert asked.call_count == 3

# %% test="patch-print" points=1
with mock.patch("builtins.print") as printed:
    loud()
printed.assert_called_with("a", "b", sep="-", end="!\n")

# %% test="patch-both" points=1
with mock.patch("builtins.input", lambda prompt="": "Bob"), mock.patch("builtins.print") as printed:
    greet()
printed.assert_called_with("Hello", "Bob")

# %% test="decorated" points=1
@mock.patch("builtins.input", return_value="Eve")
def test_greet(asked):
    assert greet() == "Eve"
    assert asked.called
test_greet()

# %% test="patch-open" points=1
with mock.patch("builtins.open", mock.mock_open(read_data="text")):
    assert read("nowhere") == "text"

# %% test="patch-variable" points=1
with mock.patch("__main__.limit", 100):
    assert not over(50)
assert over(50)

# %% test="patch-random" points=1
with mock.patch("random.randint", return_value=5):
    assert roll() == 5

# %% test="monkeypatched-input" points=1
import builtins
kept = builtins.input
builtins.input = lambda prompt=None: "Zoe"
try:
    assert greet() == "Zoe"
finally:
    builtins.input = kept

# %% test="shadowed-input" points=1
input = lambda prompt=None: "Kim"
assert greet() == "Kim"
del input

# %% test="shadowed-print" points=1
lines = []
def print(*args, **kwargs):
    lines.append(args)
loud()
del print
assert lines == [("a", "b")]
