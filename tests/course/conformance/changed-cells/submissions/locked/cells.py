# %% answer="setup"
base = 3
f_helper = 1

# %% before="f"
extra = base + 1

# %% after="end"
print("the end", extra)
