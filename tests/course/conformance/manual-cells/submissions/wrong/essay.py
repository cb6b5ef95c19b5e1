# %% answer="plot-code"
raise RuntimeError("no plot")

# %% [markdown] answer="explain"
# No idea, but <script>alert(1)</script> & more.

# %% after="explore"
explored = base + 1
print(explored)

# %% [markdown] after="explore"
# I explored.
