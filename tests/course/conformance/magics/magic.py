# %%
# %%writefile made.py
ANSWER = 42
def f(x):
    return x + 1

# %% solution="run"
### BEGIN SOLUTION
# %run made.py
doubled = ANSWER * 2
### END SOLUTION

# %% test="run-core" points=1
assert doubled == 84 and f(1) == 2

# %% solution="imports"
### BEGIN SOLUTION
import made
value = made.ANSWER
### END SOLUTION

# %% test="imports-core" points=1
assert value == 42
assert made.f(2) == 3

# %% solution="own-module"
### BEGIN SOLUTION
# %mkdir -p pkg
with open("pkg/__init__.py", "w") as file:
    file.write("x = 5\n")
import pkg
### END SOLUTION

# %% test="own-module-core" points=1
# autograder: inside
import os
assert pkg.x == 5
assert os.path.exists("pkg/__init__.py")

# %% test="import-in-test" points=1
from made import ANSWER as imported
assert imported == 42

# %% solution="magic-result"
### BEGIN SOLUTION
where = %pwd
timing = %timeit -o -q -n 1 -r 1 f(1)
### END SOLUTION

# %% test="magic-result-core" points=1
# autograder: inside
assert where == os.getcwd()
assert timing.loops == 1
