# %% answer="second"
def f():
    raise KeyboardInterrupt("now")

# %% answer="third"
class Stop(Exception):
    pass

def leave(code):
    raise RuntimeError(code)

cancel = close = stop = guarded = leave
