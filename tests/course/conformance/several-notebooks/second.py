# %% solution="total"
### BEGIN SOLUTION
state = "second"
with open("numbers.txt", "a") as file:
    file.write("4\n")
### END SOLUTION

# %% test="total-core" points=1
assert state == "second"
try:
    total
except NameError:
    pass
else:
    raise AssertionError("names of the other notebook are here")

# %% manual="why" points=2
### BEGIN SOLUTION
"because"
### END SOLUTION
