# %% answer="values"
x = 6.0
names = ("b", "a")
ratio = 0.25
def double(n):
    return n + 2
