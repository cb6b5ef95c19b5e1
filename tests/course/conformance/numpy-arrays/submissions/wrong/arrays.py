# %% answer="arrays"
grid = np.arange(6).reshape(2, 3)
mask = (grid > 2).astype(int)
words = ["a", "bc"]
when = "2024-01-02"

def normalise(a):
    a /= a.sum()
    return a

def scale(a, k):
    a = a * k

def first_row(a):
    return a[0].copy()

def same(a):
    return a.copy()

def overlap(a, b):
    a = a + 1
    return float(b.sum())

def mean(a):
    return int(a.mean())

def pair(a):
    return a.max(), a.min()
