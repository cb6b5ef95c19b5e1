# %% answer="b"
b = 2
raise RuntimeError("after")
