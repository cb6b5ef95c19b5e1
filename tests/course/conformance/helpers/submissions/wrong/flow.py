# %% answer="f"
def f(x):
    return x + 1.1

# %% answer="uses-test-function"
twenty = 21
def indirect(x):
    return 20
