# %% answer="plots"
def line(x, y):
    fig, ax = plt.subplots()
    ax.plot(y, x, color="blue")
    ax.set_title("Line")
    return ax

def panels(n):
    fig, axes = plt.subplots(n, 1)
    return axes

def draw_on(ax):
    ax.plot([1, 2, 3], [4, 5, 6])

def histogram(values):
    return plt.hist(values, bins=3)

# %% answer="current"
plt.figure()
plt.plot([0, 1], [1, 0])
axes = plt.gca()

# %% answer="drawn-in-function"
def current():
    plt.plot([5, 7])
