# %% answer="b"
b = 2
   c = 3
