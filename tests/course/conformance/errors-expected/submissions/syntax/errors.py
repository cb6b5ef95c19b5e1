# %% answer="b"
b = = 2
