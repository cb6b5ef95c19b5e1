# %% answer="f"
def f(x):
    return 0

# %% deleted="f-core"

# %% deleted="why"
