# %% called="f-core" instead="g-core"
