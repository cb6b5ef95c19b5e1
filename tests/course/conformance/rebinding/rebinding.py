# %% solution="helpers"
def area(r):
    ### BEGIN SOLUTION
    return 3 * r * r
    ### END SOLUTION

def volume(r, h):
    ### BEGIN SOLUTION
    return area(r) * h
    ### END SOLUTION

class Shape:
    ### BEGIN SOLUTION
    def size(self):
        return area(1)
    ### END SOLUTION

# %% test="right" points=1
assert volume(1, 2) == 6

# %% test="calls-helper" points=1
orig_area = area
calls = []
def area(r):
    calls.append(r)
    return orig_area(r)
assert volume(2, 1) == 12
assert calls == [2]
area = orig_area

# %% test="method-calls-helper" points=1
area = lambda r: 99
assert Shape().size() == 99
area = orig_area
assert Shape().size() == 3

# %% test="deleted" points=1
del area
try:
    volume(1, 1)
    raise RuntimeError("volume does not use area")
except NameError as error:
    assert "area" in str(error)
finally:
    area = orig_area

# %% test="deleted-here" points=1
del volume
try:
    volume
except NameError:
    pass
else:
    raise AssertionError("volume is still there")

# %% test="gone-for-good" points=1
assert "volume" not in globals()
assert area(1) == 3

# %% test="class-patched" points=1
Shape.size = lambda self: "patched"
assert Shape().size() == "patched"
Shape.name = "shape"
assert Shape().name == "shape"
