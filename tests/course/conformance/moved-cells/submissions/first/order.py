# %% moved="mean-again" behind="total-core"

# %% moved="mean-core" behind="mean-again"

# %% moved="mean" behind="data"
