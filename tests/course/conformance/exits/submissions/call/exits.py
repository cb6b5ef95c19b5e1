# %% answer="second"
def f():
    raise SystemExit(0)
