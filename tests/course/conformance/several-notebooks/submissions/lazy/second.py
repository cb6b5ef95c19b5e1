# %% answer="total"
state = "second"
