# %% answer="square"
def square(x):
    if x < 0:
        raise ValueError("negative")
    return x * x if x != 3 else 8
