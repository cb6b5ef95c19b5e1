# %% moved="total-core" behind="data"

# %% moved="mean" behind="mean-again"
