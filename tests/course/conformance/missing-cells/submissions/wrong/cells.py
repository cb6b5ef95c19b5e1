# %% answer="f"
def f(x):
    return 4

# %% deleted="why"

# %% deleted="work"
