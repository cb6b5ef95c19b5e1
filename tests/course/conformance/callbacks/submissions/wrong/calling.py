# %% answer="higher"
def apply(f, items):
    return map(f, items[:1])

def bisect(f, low, high, steps=3):
    return (low + high) / 2

def repeat(f, n):
    return sum(i / 2 for i in range(min(n, 10_000)))

def safe(f):
    try:
        return f()
    except BaseException as error:
        return "caught"

def compose(f, g):
    return lambda x: g(f(x))

def logged(f):
    return f

def sort_by(items, key):
    return sorted(items)

def each(items, visit):
    visit(items)
