# %% answer="f"
def f(x):
    return x + x
