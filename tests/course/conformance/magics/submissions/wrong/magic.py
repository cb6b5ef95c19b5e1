# %% answer="run"
doubled = 42

# %% answer="imports"
value = None

# %% answer="own-module"
class pkg:
    x = 6

# %% answer="magic-result"
where = "/"
