# %% answer="draws"
def sample(n):
    return np.random.default_rng().normal(size=n) + 1

def dice(n):
    return [random.randrange(6) for _ in range(n)]

def walk(rng, n):
    return np.random.default_rng(5).integers(0, 10, n).cumsum()

def shuffled(items, generator):
    return sorted(items)

rng = np.random.default_rng(8)
state = np.random.RandomState(4)
