# %%
import matplotlib.pyplot as plt
import numpy as np

# %% solution="plots"
def line(x, y):
    """Axes with one red line, labels, a title and a legend."""
    ### BEGIN SOLUTION
    fig, ax = plt.subplots()
    ax.plot(x, y, color="red", label="data", linewidth=3)
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.set_title("Line")
    ax.legend()
    return ax
    ### END SOLUTION

def panels(n):
    """A figure with n panels, and their axes."""
    ### BEGIN SOLUTION
    fig, axes = plt.subplots(1, n, figsize=(3 * n, 3))
    for i, ax in enumerate(axes):
        ax.bar([0, 1, 2], [i, 2 * i, 3 * i])
        ax.set_ylim(0, 10)
    return fig, axes
    ### END SOLUTION

def draw_on(ax):
    """Scatter three points on the axes given."""
    ### BEGIN SOLUTION
    ax.scatter([1, 2, 3], [4, 5, 6])
    ### END SOLUTION

def histogram(values):
    ### BEGIN SOLUTION
    return plt.hist(values, bins=4)
    ### END SOLUTION

# %% test="line-data" points=2
ax = line([1, 2, 3], [2, 4, 6])
(drawn,) = ax.get_lines()
assert np.allclose(drawn.get_xydata(), [[1, 2], [2, 4], [3, 6]])
assert list(drawn.get_ydata()) == [2, 4, 6]
assert drawn.get_color() == "red"
assert drawn._linewidth == 3

# %% test="line-text" points=1
assert ax.get_xlabel() == "x" and ax.get_ylabel() == "y"
assert ax.title.get_text() == "Line"
assert [text.get_text() for text in ax.get_legend().get_texts()] == ["data"]

# %% test="line-kind" points=1
import matplotlib
assert isinstance(ax, plt.Axes)
assert isinstance(ax, matplotlib.axes.Axes)
assert isinstance(ax.figure, matplotlib.figure.Figure)

# %% test="panels" points=1
fig, axes = panels(3)
assert len(fig.axes) == 3
assert axes.shape == (3,)
assert [p.get_height() for p in axes[2].patches] == [2, 4, 6]
assert axes[0].get_ylim() == (0, 10)
assert tuple(fig.get_size_inches()) == (9, 3)

# %% test="ours" points=1
# autograder: inside
fig, ax = plt.subplots()
draw_on(ax)
assert len(ax.collections) == 1
assert ax.collections[0].get_offsets().tolist() == [[1, 4], [2, 5], [3, 6]]
plt.close(fig)

# %% test="histogram" points=1
counts, edges, patches = histogram([1, 1, 2, 3, 4])
assert counts.tolist() == [2, 1, 1, 1]
assert len(edges) == 5
plt.close("all")

# %% solution="current"
### BEGIN SOLUTION
plt.figure()
plt.plot([0, 1], [1, 0], "--")
plt.xlim(0, 2)
axes = plt.gca()
### END SOLUTION

# %% test="kept" points=1
assert axes.get_xlim() == (0, 2)
assert axes.lines[0].get_linestyle() == "--"

# %% solution="drawn-in-function"
def current():
    """Draw on pyplot's current axes."""
    ### BEGIN SOLUTION
    plt.plot([5, 6])
    plt.title("now")
    ### END SOLUTION

# %% test="current-axes" points=1
# autograder: inside
plt.close("all")
current()
ax = plt.gca()
assert ax.get_title() == "now"
assert ax.lines[0].get_ydata().tolist() == [5, 6]
plt.close("all")
