# %% answer="b"
b = 1 / 0
