# %%
import sys
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from IPython.display import HTML, Latex, Markdown, display

# %%
# %matplotlib inline
pd.DataFrame({"a": [1, 2], "b": ["x", None]})

# %% solution="shown"
### BEGIN SOLUTION
print("one")
print("two", file=sys.stderr)
print("three")
display(HTML("<b>bold</b>"), Latex("$x$"))
class Shown:
    def _repr_html_(self):
        return "<i>shown</i>"
    def __repr__(self):
        return "shown"
value = Shown()
value
### END SOLUTION

# %% test="value" points=1
display(Markdown("*checked*"))
print(np.arange(3))
assert repr(value) == "shown"

# %% test="displayed" points=1
value

# %% locked="figure"
fig, ax = plt.subplots()
ax.plot([1, 2])
plt.show()

# %% locked="read-only"
sys.stdout.write("no newline")
np.float64(1.5)

# %% solution="progress"
### BEGIN SOLUTION
from IPython.display import clear_output
for i in range(3):
    clear_output(wait=True)
    print("step", i)
handle = display("first", display_id="x")
handle.update("second")
### END SOLUTION

# %% solution="carriage"
### BEGIN SOLUTION
print("10%", end="\r")
print("20%", end="\r")
print("\x1b[31mred\x1b[0m")
print("é ü 中文 🎉")
steps = {"b": 1, "a": [1] * 3, "c": "x" * 100, "d": tuple(range(30))}
steps
### END SOLUTION

# %% test="steps" points=1
assert steps["b"] == 1
None

# %%
1 / 0

# %%
import warnings
warnings.warn("careful")
x = input("? ")

# %%
# %%html
<p>magic</p>

# %%
# %%time
y = 5

# %% test="end" points=1
assert y == 5
