# %% moved="data" behind="total"

# %% moved="why" behind="end-core"

# %% moved="end" behind="end-core"
