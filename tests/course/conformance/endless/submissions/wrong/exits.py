# %% answer="first"
a = 1
while True:
    pass
