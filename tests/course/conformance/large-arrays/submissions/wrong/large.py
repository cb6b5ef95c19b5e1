# %% answer="large"
big = np.arange(10_000_000.0)[::-1]

def make(n):
    return np.zeros(n)

def total(a):
    return float(a[:-1].sum())

def double(a):
    a *= 2
    return a[1:]

def zero(a):
    a = np.zeros_like(a)
