# %%
a = 1

# %% tags=["raises-exception"]
1 / 0

# %% solution="b"
### BEGIN SOLUTION
b = 2
### END SOLUTION

# %% test="b-core" points=1
assert b == 2

# %% locked="broken" tags=["raises-exception"]
undefined_name

# %% test="after" points=1
assert a + b == 3

# %% test="tagged" points=1 tags=["raises-exception"]
assert b == 3
