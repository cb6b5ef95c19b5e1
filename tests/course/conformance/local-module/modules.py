# %%
import csv
import checks
from checks import Celsius

# %% solution="read"
### BEGIN SOLUTION
def read(path):
    with open(path) as file:
        return {row["city"]: float(row["temp"]) for row in csv.DictReader(file)}

def convert(fahrenheit):
    return Celsius((fahrenheit - 32) * 5 / 9)

def scaled(x):
    return checks.remember(x * checks.SCALE)

temps = read("data/temps.csv")

def save(path, text):
    with open(path, "w") as file:
        file.write(text)

save("made.txt", "by the student")
### END SOLUTION

# %% test="variable" points=1
assert temps == {"Oslo": 3.0, "Rome": 18.0}

# %% test="reads" points=1
assert read("data/temps.csv")["Rome"] == 18
try:
    read("missing.csv")
except FileNotFoundError:
    pass
else:
    raise AssertionError

# %% test="module" points=1
import checks
assert checks.close(scaled(0.1), 1.0)

# %% test="star" points=1
from checks import *
assert close(scaled(1), 10)

# %% test="class-of-module" points=1
assert convert(212) == Celsius(100)
assert isinstance(convert(32), checks.Celsius)
assert convert(32).degrees == 0

# %% test="data-here" points=1
with open("words.txt") as file:
    words = file.read().split()
assert words == ["one", "two", "three"]
import os
assert os.path.exists("data/temps.csv")

# %% test="written-by-student" points=1
# autograder: inside
assert open("made.txt").read() == "by the student"

# %% test="written-in-call" points=1
# autograder: inside
save("later.txt", "now")
with open("later.txt") as file:
    assert file.read() == "now"

# %% test="written-by-test" points=1
# autograder: inside
with open("mine.csv", "w") as file:
    file.write("city,temp\nLima,19\n")
assert read("mine.csv") == {"Lima": 19}

# %% test="module-state" points=1
# autograder: inside
checks.seen.clear()
scaled(5)
assert checks.seen == [50]

# %% test="temporary" points=1
# autograder: inside
import tempfile
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "a.csv")
    with open(path, "w") as file:
        file.write("city,temp\nBonn,9\n")
    assert read(path) == {"Bonn": 9}
