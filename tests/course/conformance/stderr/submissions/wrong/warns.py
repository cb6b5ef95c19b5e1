# %% answer="f"
def f(x):
    return x + 1

def g(x):
    print("note")
    return x

def h(x):
    print("noise", file=sys.stderr)
    return x
