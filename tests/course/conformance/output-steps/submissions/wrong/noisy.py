# %% answer="noise"
for i in range(500):
    print("line", i)

def f(x):
    return 1 / x

def noisy(x):
    print("FutureWarning: old", file=sys.stderr)
    print("Another warning", file=sys.stderr)
    return x

# %% after="noise"
def deep(n):
    return 1 / 0 if n == 0 else deep(n - 1)
deep(30)
