# %% solution="share"
### BEGIN SOLUTION
share = 1.0
### END SOLUTION

# %% test="half" points=4
round(4 * share, 2)

# %% test="int" points=2
2 if share == 1 else 1

# %% test="nothing" points=2
0 if share < 1 else 2

# %% test="none" points=1
None

# %% test="in-function" points=3
def grade():
    return 3 * share
grade()

# %% test="after-print" points=1
print("checking")
share

# %% test="semicolon" points=2
assert share > 0
2 * share;

# %% test="exponent" points=100
1e-05 if share < 1 else 1e2

# %% test="assertion-after" points=1
share
assert share == 1
