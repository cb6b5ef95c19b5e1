# %% answer="names"
def volume(r):
    return 3 * r**3
