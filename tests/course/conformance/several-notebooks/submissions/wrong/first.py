# %% answer="total"
def total():
    return 7
