# %% answer="f"
def f(x):
    return 5

# %% answer="f-core"
assert True

# %% answer="f-more"
print("I passed")
1
