# %% answer="first"
while True:
    pass
a = 1
