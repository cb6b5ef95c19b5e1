# %% solution="mean"
def mean(a):
    ### BEGIN SOLUTION
    return np.asarray(a).mean()
    ### END SOLUTION

# %% test="mean-core" points=1
assert close(mean([1, 2]), 1.5)

# %% test="mean-numpy" points=1
assert np.isclose(mean(np.arange(5)), 2)

# %% test="name" points=1
assert NAME == ""
