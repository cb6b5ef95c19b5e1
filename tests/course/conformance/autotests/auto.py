# %% solution="values"
### BEGIN SOLUTION
x = 5
names = ["b", "a"]
ratio = 0.5
def double(n):
    return 2 * n
### END SOLUTION

# %% test="plain" points=1
### AUTOTEST x
### AUTOTEST names

# %% test="calls" points=1
### AUTOTEST double(4); double(0)

# %% test="function" points=1
### AUTOTEST double

# %% test="hashed" points=1
### HASHED AUTOTEST x
### HASHED AUTOTEST ratio

# %% test="hidden" points=1
### BEGIN HIDDEN TESTS
### AUTOTEST names
assert double(10) == 20
### END HIDDEN TESTS
