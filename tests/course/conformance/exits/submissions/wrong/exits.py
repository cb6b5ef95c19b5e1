# %% answer="second"
def f():
    raise KeyboardInterrupt("now")
