# %% copied="f-core"

# %% copied="f"
def f(x):
    return 0
