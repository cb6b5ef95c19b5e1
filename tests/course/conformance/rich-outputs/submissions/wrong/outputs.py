# %% answer="shown"
value = "other"
display(value)

# %% answer="carriage"
def deep(n):
    raise ValueError("lines\nof\ntext <b>&")
deep(1)
