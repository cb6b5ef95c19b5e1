# %% answer="mean"
def mean(a):
    return sum(a) / len(a)
