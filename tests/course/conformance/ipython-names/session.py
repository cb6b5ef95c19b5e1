# %%
first = 1

# %% solution="answer"
### BEGIN SOLUTION
answer = 6 * 7
answer
### END SOLUTION

# %% test="underscore" points=1
assert _ == 42

# %% solution="second"
### BEGIN SOLUTION
x = 5
x + 1
### END SOLUTION

# %% test="source-of-last" points=1
assert "x + 1" in In[-2]

# %% test="outputs" points=1
assert 42 in Out.values()
assert 6 in Out.values()

# %% test="input" points=1
assert "answer = 6" in "".join(In)
assert In[1] == "first = 1"

# %% test="shell" points=1
shell = get_ipython()
assert shell is not None
assert shell.user_ns["answer"] == 42
assert "answer" in shell.user_ns

# %% test="run-cell" points=1
get_ipython().run_cell("y = answer + 1")
assert y == 43

# %% test="line-magic" points=1
# %time answer
assert answer == 42

# %% test="ev" points=1
assert get_ipython().ev("answer") == 42

# %% test="count" points=1
assert get_ipython().execution_count == len(In) - 1
